//! `AWS::SecretsManager::*`, `AWS::SSM::*`, `AWS::KMS::*`. Values of secrets are looked at only to see whether there is one.

use std::collections::BTreeMap;

use super::{Incoming, chosen};
use crate::collect::cloudformation::found::Found;
use crate::collect::cloudformation::values::Values;
use crate::model::{
    Attribute, KmsAlias, KmsKey, Reason, Reference, Resource, Secret, SecretSource, SecretValue,
    SecretVersion, SsmParameter, defaults,
};

/// `AWS::SecretsManager::Secret`.
pub(super) fn secret(incoming: &Incoming<'_>) -> Secret {
    let values = &incoming.values;
    Secret {
        name: chosen(values.text("Name", "name")),
        kms_key_id: values.reference("KmsKeyId", "kms_key_id"),
        recovery_window_in_days: recovery_window(incoming),
    }
}

/// CloudFormation deletes a secret at once, or does not delete it at all.
fn recovery_window(incoming: &Incoming<'_>) -> Attribute<u32> {
    let policy = incoming.resource.deletion_policy.as_ref().map(Found::of);
    let policy = policy.map_or(Attribute::Unset, |policy| incoming.context.symbols.text(&policy));
    match policy.as_str() {
        Some("Retain" | "RetainExceptOnCreate") => Attribute::Unset,
        _ => match policy {
            Attribute::Unknown(reason) => Attribute::Unknown(reason),
            Attribute::Known(_) | Attribute::Unset => incoming.values.or_default(
                Attribute::Unset,
                "recovery_window_in_days",
                defaults::cloudformation_recovery_window_in_days(),
            ),
        },
    }
}

/// The value that is written in a secret, as a resource of its own.
pub(super) fn value(incoming: &Incoming<'_>) -> Option<Resource<SecretVersion>> {
    let values = &incoming.values;
    let secret_string = values.secret("SecretString", "secret_string");
    let is_generated = values.is_written("GenerateSecretString");
    if secret_string.is_unset() && !is_generated {
        return None;
    }
    let version = SecretVersion {
        secret_id: incoming.itself(),
        secret_string: match secret_string {
            Attribute::Unset => generated(values),
            written => written,
        },
        refers_to: match incoming.doubt {
            Some(reason) => Attribute::Unknown(reason.clone()),
            None => refers_to(values, &["SecretString", "GenerateSecretString"]),
        },
    };
    // A value has neither an id nor tags of its own.
    let unknown = || Attribute::Unknown(Reason::KnownAfterApply);
    let tags = Attribute::Known(BTreeMap::new());
    Some(Resource {
        id: unknown(),
        arn: unknown(),
        tags,
        stack_member: None,
        ..incoming.with(version)
    })
}

fn generated(values: &Values<'_>) -> Attribute<SecretValue> {
    match values.found("GenerateSecretString", "secret_string").doubt() {
        Some(reason) => Attribute::Unknown(reason.clone()),
        None => Attribute::Known(SecretValue {
            is_set: true,
            source: Attribute::Known(SecretSource::Generated),
            secret: Attribute::Unset,
        }),
    }
}

/// `AWS::SSM::Parameter`.
pub(super) fn ssm_parameter(values: &Values<'_>) -> SsmParameter {
    SsmParameter {
        name: chosen(values.text("Name", "name")),
        parameter_type: values.text("Type", "parameter_type"),
        refers_to: refers_to(values, &["Value"]),
    }
}

/// The resources whose attributes are written into a value, each once.
fn refers_to(values: &Values<'_>, properties: &[&str]) -> Attribute<Vec<Reference>> {
    let mut references = Vec::new();
    for property in properties {
        let found = values.found(property, "refers_to");
        if let Some(reason) = found.unknown_part() {
            return Attribute::Unknown(reason);
        }
        for resource in found.resources() {
            let reference = Reference::Address(resource.symbol());
            if !references.contains(&reference) {
                references.push(reference);
            }
        }
    }
    Attribute::Known(references)
}

/// `AWS::KMS::Key`. A key that is declared is a customer's.
pub(super) fn kms_key(values: &Values<'_>) -> KmsKey {
    KmsKey {
        key_manager: Attribute::Known("CUSTOMER".to_owned()),
        enabled: values.boolean("Enabled", "enabled").or(true),
        key_rotation_enabled: values.boolean("EnableKeyRotation", "key_rotation_enabled").or(false),
        key_state: Attribute::Unset,
        deletion_date: Attribute::Unset,
    }
}

/// `AWS::KMS::Alias`.
pub(super) fn kms_alias(values: &Values<'_>) -> KmsAlias {
    KmsAlias {
        alias_name: values.text("AliasName", "alias_name"),
        target_key_id: values.reference("TargetKeyId", "target_key_id"),
    }
}
