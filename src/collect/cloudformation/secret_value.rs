//! What a property that holds a secret says: whether it is set, and where it comes from. Values are looked at only to see
//! whether they are empty.

use super::evaluated::{DynamicReference, Evaluated, Value};
use super::found::{Found, reason_of};
use crate::model::{Attribute, Reason, Reference, SecretSource, SecretValue};

/// Whether there is a value at `found`, and where it comes from.
pub(super) fn secret_value(found: &Found<'_>) -> Attribute<SecretValue> {
    match found {
        Found::OneOf(possible, reason, _) => {
            agree(possible.iter().map(secret_value).collect(), reason)
        }
        found => found.read(&of_value),
    }
}

/// What all possibilities have in common: all set though from different places, or all the same.
fn agree(values: Vec<Attribute<SecretValue>>, reason: &Reason) -> Attribute<SecretValue> {
    let mut values = values.into_iter();
    let Some(first) = values.next() else { return Attribute::Unknown(reason.clone()) };
    let mut common = first;
    for value in values {
        common = match (common, value) {
            (common, value) if common == value => common,
            (Attribute::Known(one), Attribute::Known(other)) if one.is_set == other.is_set => {
                Attribute::Known(SecretValue {
                    is_set: one.is_set,
                    source: same(one.source, &other.source, reason),
                    secret: same(one.secret, &other.secret, reason),
                })
            }
            _ => return Attribute::Unknown(reason.clone()),
        };
    }
    common
}

fn same<T: PartialEq>(one: Attribute<T>, other: &Attribute<T>, reason: &Reason) -> Attribute<T> {
    if one == *other { one } else { Attribute::Unknown(reason.clone()) }
}

fn of_value(value: &Evaluated) -> Attribute<SecretValue> {
    let set =
        |source| Attribute::Known(SecretValue { is_set: true, source, secret: Attribute::Unset });
    match &value.value {
        Value::Text(text) if text.is_empty() => Attribute::Unset,
        // A parameter without NoEcho is shown to whoever may describe the stack, as clear as what the template says.
        Value::Text(_) | Value::Number(_) | Value::Bool(_) => {
            set(Attribute::Known(SecretSource::Literal))
        }
        Value::Hidden { is_set: Some(true) } => set(Attribute::Known(SecretSource::Parameter)),
        Value::Hidden { is_set: Some(false) } => Attribute::Unset,
        Value::Hidden { is_set: None } => {
            let name = value.parameter.as_deref().unwrap_or("with NoEcho").to_owned();
            Attribute::Unknown(Reason::ParameterWithoutValue(name))
        }
        Value::Dynamic(dynamic) => Attribute::Known(stored(dynamic)),
        Value::Joined(parts) => joined(parts),
        // An object or list is text that holds it.
        Value::List(_) | Value::Map(_) => set(Attribute::Known(SecretSource::Literal)),
        Value::NoValue => Attribute::Unset,
        Value::Resource(_) | Value::OneOf(..) | Value::Unknown(_) => {
            Attribute::Unknown(reason_of(&value.value))
        }
    }
}

/// Text put together: it is set as soon as one part is, and a stored secret in it is what matters.
fn joined(parts: &[Evaluated]) -> Attribute<SecretValue> {
    let mut is_set = false;
    let mut source = None;
    let mut secret = Attribute::Unset;
    let mut unknown = None;
    for part in parts {
        let known = match secret_value(&Found::of(part)) {
            Attribute::Known(known) => known,
            Attribute::Unset => continue,
            Attribute::Unknown(reason) => {
                unknown = Some(reason);
                continue;
            }
        };
        is_set |= known.is_set;
        if !known.secret.is_unset() {
            secret = known.secret;
        }
        match known.source {
            Attribute::Known(found) => source = strongest(source, found),
            Attribute::Unset => {}
            Attribute::Unknown(reason) => unknown = Some(reason),
        }
    }
    let source = match (source, unknown) {
        (Some(source @ SecretSource::SecretReference), _) => Attribute::Known(source),
        (_, Some(reason)) => Attribute::Unknown(reason),
        (Some(source), None) => Attribute::Known(source),
        (None, None) => Attribute::Unset,
    };
    match (is_set, source) {
        (true, source) => Attribute::Known(SecretValue { is_set, source, secret }),
        (false, Attribute::Unknown(reason)) => Attribute::Unknown(reason),
        (false, Attribute::Known(_) | Attribute::Unset) => Attribute::Unset,
    }
}

fn strongest(one: Option<SecretSource>, other: SecretSource) -> Option<SecretSource> {
    let rank = |source: &SecretSource| match source {
        SecretSource::SecretReference => 0,
        SecretSource::Parameter => 1,
        SecretSource::Generated => 2,
        SecretSource::Elsewhere => 3,
        SecretSource::Literal => 4,
    };
    one.into_iter().chain([other]).min_by_key(rank)
}

/// A value that is kept elsewhere, and in which secret.
fn stored(dynamic: &DynamicReference) -> SecretValue {
    let source = source_of(&dynamic.service);
    let secret = match (&dynamic.name.value, source) {
        (_, SecretSource::Elsewhere) => Attribute::Unset,
        (Value::Text(name), _) => Attribute::Known(Reference::Id(name.clone())),
        (Value::Resource(resource), _) => {
            Attribute::Known(Reference::address(resource.address.clone()))
        }
        (other, _) => Attribute::Unknown(reason_of(other)),
    };
    SecretValue { is_set: true, source: Attribute::Known(source), secret }
}

/// What a dynamic reference reads: `ssm` only ever leads to parameters in clear.
fn source_of(service: &str) -> SecretSource {
    match service {
        "secretsmanager" | "ssm-secure" => SecretSource::SecretReference,
        _ => SecretSource::Elsewhere,
    }
}
