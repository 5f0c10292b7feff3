//! `aws_secretsmanager_*`, `aws_ssm_parameter`, `aws_kms_*`. Values of secrets are looked at only to see whether there is one.

use serde_json::Value;

use crate::collect::terraform::references::Terminal;
use crate::collect::terraform::values::{Setting, Values};
use crate::model::{
    Attribute, KmsAlias, KmsKey, Reason, Reference, Secret, SecretSource, SecretValue,
    SecretVersion, SsmParameter, defaults,
};

use super::symbol_type;

/// Whether the secret argument `name` is set, and where its value comes from.
pub(super) fn secret_value(values: &Values<'_>, name: &str) -> Attribute<SecretValue> {
    let (source, secret) = provenance(values, name);
    let is_stored_or_generated =
        matches!(source, Attribute::Known(SecretSource::Generated | SecretSource::SecretReference));
    let value = Attribute::Known(SecretValue { is_set: true, source, secret });
    match values.secret_setting(name) {
        Setting::Value(Value::String(text)) if text.is_empty() => Attribute::Unset,
        Setting::Value(_) => value,
        Setting::Null | Setting::LeftOut => Attribute::Unset,
        // A generated password or a stored secret has a value, though nobody knows which.
        Setting::Unknown(Reason::KnownAfterApply) if is_stored_or_generated => value,
        Setting::Unknown(reason) => Attribute::Unknown(reason),
    }
}

/// The origin of a secret and the store it is read from, as far as its expression shows: functions and local values hide
/// it.
fn provenance(values: &Values<'_>, name: &str) -> (Attribute<SecretSource>, Attribute<Reference>) {
    let mut sources = Vec::new();
    let mut stored = Vec::new();
    let mut hidden = None;
    for terminal in values.terminals(name) {
        match terminal {
            Terminal::Resource { symbol, .. } => {
                let reference = Reference::Address(symbol);
                let source = source_of(&reference);
                sources.push(source);
                if source == SecretSource::SecretReference {
                    stored.push(reference);
                }
            }
            Terminal::Constant { is_written: true, .. } => sources.push(SecretSource::Literal),
            Terminal::Constant { is_written: false, .. } => sources.push(SecretSource::Parameter),
            Terminal::Null => {}
            Terminal::Opaque(text) => hidden = Some(Reason::UnresolvedReference(text)),
        }
    }
    // A stored secret is what matters, whatever else the expression refers to.
    let best = sources.into_iter().min_by_key(|source| rank(*source));
    match (best, hidden) {
        (Some(source @ SecretSource::SecretReference), hidden) => {
            (Attribute::Known(source), hidden.map_or_else(|| any_of(stored), Attribute::Unknown))
        }
        (_, Some(reason)) => (Attribute::Unknown(reason.clone()), Attribute::Unknown(reason)),
        (Some(source), None) => (Attribute::Known(source), Attribute::Unset),
        (None, None) => {
            let reason = Reason::NotCollected(format!("what {name} is made of"));
            (Attribute::Unknown(reason.clone()), Attribute::Unknown(reason))
        }
    }
}

/// The one that is meant, where there are several and nobody can tell which.
fn any_of(mut references: Vec<Reference>) -> Attribute<Reference> {
    Attribute::Known(match references.len() {
        1 => references.swap_remove(0),
        _ => Reference::Candidates { candidates: references },
    })
}

fn source_of(reference: &Reference) -> SecretSource {
    match symbol_type(reference) {
        Some("random_password" | "random_string" | "random_id" | "random_uuid") => {
            SecretSource::Generated
        }
        Some(kind) if kind.starts_with("aws_secretsmanager_") => SecretSource::SecretReference,
        Some("aws_ssm_parameter") => SecretSource::SecretReference,
        _ => SecretSource::Elsewhere,
    }
}

fn rank(source: SecretSource) -> u8 {
    match source {
        SecretSource::SecretReference => 0,
        SecretSource::Generated => 1,
        SecretSource::Literal => 2,
        SecretSource::Parameter => 3,
        SecretSource::Elsewhere => 4,
    }
}

/// `aws_secretsmanager_secret`.
pub(super) fn secret(values: &Values<'_>) -> Secret {
    Secret {
        name: values.text("name"),
        kms_key_id: values.reference("kms_key_id"),
        recovery_window_in_days: values.or_default(
            values.integer("recovery_window_in_days"),
            "recovery_window_in_days",
            "recovery_window_in_days",
            defaults::recovery_window_in_days(),
        ),
    }
}

/// `aws_secretsmanager_secret_version`.
pub(super) fn secret_version(values: &Values<'_>) -> SecretVersion {
    let arguments = ["secret_string", "secret_string_wo", "secret_binary"];
    let secret_string = arguments
        .iter()
        .map(|name| secret_value(values, name))
        .find(|value| !value.is_unset())
        .unwrap_or(Attribute::Unset);
    SecretVersion {
        secret_id: values.reference("secret_id"),
        secret_string,
        refers_to: refers_to(values, &arguments),
    }
}

/// `aws_ssm_parameter`.
pub(super) fn ssm_parameter(values: &Values<'_>) -> SsmParameter {
    SsmParameter {
        name: values.text("name"),
        parameter_type: values.text("type"),
        refers_to: refers_to(values, &["value", "value_wo", "insecure_value"]),
    }
}

/// The resources whose attributes are written into a secret. Where only a state is at hand, those it depends on.
fn refers_to(values: &Values<'_>, arguments: &[&str]) -> Attribute<Vec<Reference>> {
    if let Some(dependencies) = values.dependencies() {
        return Attribute::Known(dependencies);
    }
    let mut references = Vec::new();
    for terminal in arguments.iter().flat_map(|name| values.terminals(name)) {
        match terminal {
            Terminal::Resource { symbol, .. } => references.push(Reference::Address(symbol)),
            Terminal::Constant { .. } | Terminal::Null => {}
            Terminal::Opaque(text) => return Attribute::Unknown(Reason::UnresolvedReference(text)),
        }
    }
    Attribute::Known(references)
}

/// `aws_kms_key`. A key that is declared is a customer's; one that is looked up says whose it is.
pub(super) fn kms_key(values: &Values<'_>, is_looked_up: bool) -> KmsKey {
    if is_looked_up {
        return KmsKey {
            key_manager: values.text("key_manager"),
            enabled: values.boolean("enabled"),
            key_rotation_enabled: Attribute::default(),
            key_state: Attribute::Unset,
            deletion_date: Attribute::Unset,
        };
    }
    KmsKey {
        key_manager: Attribute::Known("CUSTOMER".to_owned()),
        enabled: values.boolean("is_enabled").or(true),
        key_rotation_enabled: values.boolean("enable_key_rotation").or(false),
        key_state: Attribute::Unset,
        deletion_date: Attribute::Unset,
    }
}

/// `aws_kms_alias`.
pub(super) fn kms_alias(values: &Values<'_>) -> KmsAlias {
    KmsAlias { alias_name: values.text("name"), target_key_id: values.reference("target_key_id") }
}
