//! A subject as a policy sees it: known attributes as plain values, unset ones as null, unknown ones left out and listed.
//!
//! One pass: a serde serializer builds the engine's value directly and takes the markers of unknown attributes out on
//! the way, so that no subject is ever held as JSON.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use regorus::Value;
use serde::de::Deserialize;
use serde::de::value::{Error as ReasonError, MapDeserializer};
use serde::ser::{self, Serialize};

use super::builder::Builder;
use crate::finding::UnknownAttribute;
use crate::link::{SubjectBody, SubjectKind};
use crate::model::Reason;
use crate::policy::paths::normalize;

/// What a policy is given.
#[derive(Debug, Clone)]
pub(crate) struct PolicyInput {
    /// The whole input document.
    pub(crate) value: Value,
    /// What is unknown of the subject, sorted by path.
    pub(crate) unknown: Vec<UnknownAttribute>,
    /// The path of each of `unknown`, with `[]` for indexes.
    pub(crate) unknown_paths: Vec<String>,
}

/// Why a subject cannot be put before a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct InputError(pub(super) String);

impl ser::Error for InputError {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// Converts subjects. One converter serves a thread, since it keeps the names of attributes.
#[derive(Default)]
pub(crate) struct Converter {
    names: HashSet<Arc<str>>,
    path: String,
    unknown: Vec<UnknownAttribute>,
}

impl Converter {
    /// The input for a subject, with `now` as the policy's clock.
    pub(crate) fn convert(
        &mut self,
        body: &SubjectBody,
        now: &str,
    ) -> Result<PolicyInput, InputError> {
        match body {
            SubjectBody::Cache(cache) => self.convert_as(SubjectKind::Cache, cache, now),
            SubjectBody::CacheRemoval(cache) => {
                self.convert_as(SubjectKind::CacheRemoval, cache, now)
            }
            SubjectBody::Alarm(alarm) => self.convert_as(SubjectKind::Alarm, alarm, now),
            SubjectBody::BackupSelection(selection) => {
                self.convert_as(SubjectKind::BackupSelection, selection, now)
            }
        }
    }

    /// The input for anything that serializes as a subject of `kind` does.
    pub(crate) fn convert_as<T: Serialize + ?Sized>(
        &mut self,
        kind: SubjectKind,
        subject: &T,
        now: &str,
    ) -> Result<PolicyInput, InputError> {
        self.path.clear();
        self.unknown.clear();
        let subject = subject.serialize(Builder(self))?;
        let mut unknown = std::mem::take(&mut self.unknown);
        unknown.sort();
        let unknown_paths: Vec<String> =
            unknown.iter().map(|attribute| normalize(&attribute.path)).collect();
        let listed: BTreeSet<&str> = unknown_paths.iter().map(String::as_str).collect();
        let listed: Vec<Value> = listed.into_iter().map(Value::from).collect();
        let value = object([
            (self.name(kind.as_str()), subject),
            (self.name("unknown"), Value::from(listed)),
            (self.name("now"), Value::from(now)),
        ]);
        Ok(PolicyInput { value, unknown, unknown_paths })
    }

    /// `name` as a value, allocated once.
    pub(super) fn name(&mut self, name: &str) -> Value {
        if let Some(known) = self.names.get(name) {
            return Value::String(Arc::clone(known));
        }
        let name: Arc<str> = name.into();
        self.names.insert(Arc::clone(&name));
        Value::String(name)
    }

    /// Serializes what lies one step below the present path, `step` being `.name` or `[index]`.
    pub(super) fn below<T: Serialize + ?Sized>(
        &mut self,
        step: Step<'_>,
        value: &T,
    ) -> Result<Value, InputError> {
        let length = self.path.len();
        match step {
            Step::Name(name) => {
                if length > 0 {
                    self.path.push('.');
                }
                self.path.push_str(name);
            }
            Step::Index(index) => {
                self.path.push('[');
                self.path.push_str(&index.to_string());
                self.path.push(']');
            }
        }
        let value = value.serialize(Builder(self));
        self.path.truncate(length);
        value
    }

    /// Notes that the present path is unknown; what stands there is then absent.
    pub(super) fn note_unknown(&mut self, marker: &Value) -> Result<Value, InputError> {
        let reason = reason(marker)
            .map_err(|error| InputError(format!("`{}` is no reason: {error}", self.path)))?;
        self.unknown.push(UnknownAttribute { path: self.path.clone(), reason });
        Ok(Value::Undefined)
    }
}

/// The reason that a marker gives.
fn reason(marker: &Value) -> Result<Reason, ReasonError> {
    let fields = marker.as_object().map_err(ser_error)?;
    let pairs: Vec<(&str, &str)> =
        fields.iter().filter_map(|(key, value)| Some((text(key)?, text(value)?))).collect();
    Reason::deserialize(MapDeserializer::new(pairs.into_iter()))
}

fn ser_error(error: impl std::fmt::Display) -> ReasonError {
    serde::de::Error::custom(error)
}

/// The text of a string.
pub(super) fn text(value: &Value) -> Option<&str> {
    value.as_string().ok().map(|text| text.as_ref())
}

/// An object of these fields, those that are unknown left out.
pub(super) fn object(fields: impl IntoIterator<Item = (Value, Value)>) -> Value {
    let mut value = Value::new_object();
    if let Ok(object) = value.as_object_mut() {
        object.extend(fields.into_iter().filter(|(_, value)| *value != Value::Undefined));
    }
    value
}

/// One step further into the subject.
pub(super) enum Step<'a> {
    Name(&'a str),
    Index(usize),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::sample;
    use crate::link::subject::LinkedLogDelivery;
    use crate::model::Attribute;

    fn input(body: &SubjectBody) -> serde_json::Value {
        let input = Converter::default().convert(body, "2026-11-20T00:00:00Z").expect("converts");
        serde_json::to_value(&input.value).expect("is JSON")
    }

    #[test]
    fn known_is_plain_unset_is_null_and_unknown_is_absent_and_listed() {
        let mut cache = sample::cache("a", Attribute::Unknown(Reason::KnownAfterApply));
        cache.alarms = vec![Attribute::Unknown(Reason::KnownAfterApply)].into();
        cache.log_deliveries = vec![LinkedLogDelivery {
            log_type: "slow-log".to_owned().into(),
            destination_type: Attribute::Unset,
            destination: Attribute::Unknown(Reason::UnresolvedReference("x".into())),
            retention_in_days: Attribute::Unset,
            status: Attribute::Unset,
            message: Attribute::Unset,
        }]
        .into();
        let json = input(&SubjectBody::Cache(Box::new(cache)));
        assert_eq!(json["now"], "2026-11-20T00:00:00Z");
        let cache = json["cache"].as_object().expect("is an object");
        assert_eq!(cache["kind"], "replication_group");
        assert_eq!(cache["engine"], "valkey");
        assert_eq!(cache["num_cache_nodes"], 2);
        assert_eq!(cache["at_rest_encryption_enabled"], true);
        assert_eq!(cache["tags"]["Owner"], "us");
        assert!(cache["parameter_group"].is_null());
        assert!(!cache.contains_key("snapshot_retention_limit"));
        assert_eq!(cache["alarms"], serde_json::json!([]));
        assert_eq!(
            cache["log_deliveries"],
            serde_json::json!([
                {
                    "log_type": "slow-log",
                    "destination_type": null,
                    "retention_in_days": null,
                    "status": null,
                    "message": null,
                }
            ])
        );
        let unknown: Vec<&str> =
            json["unknown"].as_array().expect("a list").iter().filter_map(|p| p.as_str()).collect();
        assert!(unknown.contains(&"snapshot_retention_limit"));
        assert!(unknown.contains(&"alarms[]"));
        assert!(unknown.contains(&"log_deliveries[].destination"));
        assert!(!unknown.contains(&"engine"));
    }

    #[test]
    fn reasons_and_indexes_are_kept_for_the_report() {
        let subject = serde_json::json!({
            "ingress": [
                {"from_port": 6379},
                {"from_port": {"$unknown": {"reason": "unresolved_reference", "detail": "var.port"}}},
            ],
        });
        let mut converter = Converter::default();
        let input = converter.convert_as(SubjectKind::Cache, &subject, "").expect("converts");
        let reason = Reason::UnresolvedReference("var.port".into());
        assert_eq!(
            input.unknown,
            [UnknownAttribute { path: "ingress[1].from_port".into(), reason }]
        );
        assert_eq!(input.unknown_paths, ["ingress[].from_port"]);
    }

    #[test]
    fn a_marker_that_rego_merged_into_a_value_counts() {
        let subject =
            serde_json::json!({"a": {"b": 1, "$unknown": {"reason": "known_after_apply"}}});
        let mut converter = Converter::default();
        let input = converter.convert_as(SubjectKind::Cache, &subject, "").expect("converts");
        assert_eq!(input.unknown_paths, ["a"]);
    }

    #[test]
    fn a_marker_without_a_reason_is_an_error() {
        let subject = serde_json::json!({"a": {"$unknown": {"reason": "because"}}});
        let error = Converter::default().convert_as(SubjectKind::Cache, &subject, "");
        assert!(error.expect_err("is no reason").to_string().starts_with("`a` is no reason"));
    }

    #[test]
    fn whole_numbers_are_integers() {
        let subject = serde_json::json!({"whole": 80.0, "part": 80.5});
        let input = Converter::default().convert_as(SubjectKind::Alarm, &subject, "");
        let text = input.expect("converts").value.to_json_str().expect("is JSON");
        assert!(text.contains("80.5") && !text.contains("80.0"), "{text}");
    }
}
