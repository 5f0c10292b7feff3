//! One collected value: known, unset, or unknown with its reason.
//!
//! Sources put values in, policies see them: a known attribute is its plain value, an unset one is `null`, an unknown
//! one is absent. On disk an unknown attribute is an object with the single key [`UNKNOWN_KEY`].

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeMap};

/// The key that marks an unknown attribute in JSON; AWS allows it in no tag key and no identifier.
pub const UNKNOWN_KEY: &str = "$unknown";

/// One setting of a resource, as far as the source tells it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attribute<T> {
    /// The value, written down, read back, or documented as the default.
    Known(T),
    /// The resource exists and has no value for this setting.
    Unset,
    /// Nobody can tell yet, for the reason given.
    Unknown(Reason),
}

/// Why a value is unknown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "reason", content = "detail", rename_all = "snake_case")]
pub enum Reason {
    /// The value is decided when the change is applied.
    KnownAfterApply,
    /// A reference leads nowhere the source can see; the detail names it.
    UnresolvedReference(String),
    /// A parameter or variable has neither value nor default; the detail names it.
    ParameterWithoutValue(String),
    /// A condition that decides the value cannot be evaluated; the detail names it.
    UnresolvedCondition(String),
    /// The account refused an operation; the detail names the operation.
    AccessDenied(String),
    /// The value lies outside what was read; the detail says what is missing.
    NotCollected(String),
    /// This kind of source never tells this value.
    NotSupportedBySource,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KnownAfterApply => f.write_str("known after apply"),
            Self::UnresolvedReference(what) => write!(f, "unresolved reference to {what}"),
            Self::ParameterWithoutValue(what) => write!(f, "parameter {what} has no value"),
            Self::UnresolvedCondition(what) => write!(f, "condition {what} cannot be decided"),
            Self::AccessDenied(what) => write!(f, "access denied to {what}"),
            Self::NotCollected(what) if what.is_empty() => f.write_str("not collected"),
            Self::NotCollected(what) => write!(f, "not collected: {what}"),
            Self::NotSupportedBySource => f.write_str("not told by this source"),
        }
    }
}

impl<T> Attribute<T> {
    /// The value, when it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unset | Self::Unknown(_) => None,
        }
    }

    /// The reason, when the value is unknown.
    pub fn unknown(&self) -> Option<&Reason> {
        match self {
            Self::Unknown(reason) => Some(reason),
            Self::Known(_) | Self::Unset => None,
        }
    }

    /// Whether the value is known.
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Known(_))
    }

    /// Whether the resource has no value for this setting.
    pub fn is_unset(&self) -> bool {
        matches!(self, Self::Unset)
    }

    /// Whether nobody can tell the value.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }

    /// Applies `f` to a known value; unset and unknown stay what they are.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Attribute<U> {
        match self {
            Self::Known(value) => Attribute::Known(f(value)),
            Self::Unset => Attribute::Unset,
            Self::Unknown(reason) => Attribute::Unknown(reason),
        }
    }

    /// Applies `f`, which may itself not know, to a known value.
    pub fn and_then<U>(self, f: impl FnOnce(T) -> Attribute<U>) -> Attribute<U> {
        match self {
            Self::Known(value) => f(value),
            Self::Unset => Attribute::Unset,
            Self::Unknown(reason) => Attribute::Unknown(reason),
        }
    }

    /// The same attribute, borrowing its value.
    pub fn as_ref(&self) -> Attribute<&T> {
        match self {
            Self::Known(value) => Attribute::Known(value),
            Self::Unset => Attribute::Unset,
            Self::Unknown(reason) => Attribute::Unknown(reason.clone()),
        }
    }

    /// The attribute, or `value` where it is unset. An unknown one stays unknown.
    pub fn or(self, value: T) -> Self {
        match self {
            Self::Unset => Self::Known(value),
            other => other,
        }
    }
}

impl Attribute<String> {
    /// The known text, borrowed.
    pub fn as_str(&self) -> Option<&str> {
        self.known().map(String::as_str)
    }
}

/// What no source filled in was not collected: forgetting an attribute can never look like a value.
impl<T> Default for Attribute<T> {
    fn default() -> Self {
        Self::Unknown(Reason::NotCollected(String::new()))
    }
}

impl<T> From<T> for Attribute<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl<T: Serialize> Serialize for Attribute<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(value) => value.serialize(serializer),
            Self::Unset => serializer.serialize_none(),
            Self::Unknown(reason) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry(UNKNOWN_KEY, reason)?;
                map.end()
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnknownMarker {
    #[serde(rename = "$unknown")]
    reason: Reason,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Wire<T> {
    Unknown(UnknownMarker),
    Known(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Attribute<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::<Wire<T>>::deserialize(deserializer)? {
            None => Self::Unset,
            Some(Wire::Unknown(marker)) => Self::Unknown(marker.reason),
            Some(Wire::Known(value)) => Self::Known(value),
        })
    }
}

impl<T: JsonSchema> JsonSchema for Attribute<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Attribute_{}", T::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let known = generator.subschema_for::<T>();
        let reason = generator.subschema_for::<Reason>();
        json_schema!({
            "anyOf": [
                known,
                { "type": "null" },
                {
                    "type": "object",
                    "properties": { "$unknown": reason },
                    "required": ["$unknown"],
                    "additionalProperties": false
                }
            ]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_unset_and_unknown_survive_json() {
        let cases = [
            (Attribute::Known(7), "7"),
            (Attribute::Unset, "null"),
            (
                Attribute::Unknown(Reason::KnownAfterApply),
                r#"{"$unknown":{"reason":"known_after_apply"}}"#,
            ),
            (
                Attribute::Unknown(Reason::UnresolvedReference("module.a.b".into())),
                r#"{"$unknown":{"reason":"unresolved_reference","detail":"module.a.b"}}"#,
            ),
        ];
        for (attribute, json) in cases {
            assert_eq!(serde_json::to_string(&attribute).expect("serializes"), json);
            assert_eq!(
                serde_json::from_str::<Attribute<u32>>(json).expect("deserializes"),
                attribute
            );
        }
    }

    #[test]
    fn what_no_source_filled_in_is_unknown() {
        assert!(Attribute::<u32>::default().is_unknown());
    }
}
