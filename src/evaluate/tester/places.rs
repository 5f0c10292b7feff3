//! Where declared attributes occur in a test's subject, and the subject with one of them made unknown.

use serde_json::Value;

use crate::link::SubjectKind;
use crate::model::UNKNOWN_KEY;
use crate::policy::attributes::{self, Step};

/// One place in a subject: keys of objects and indexes of lists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Key(String),
    Index(usize),
}

impl Place {
    /// The place as a path: `alarms[1].threshold`.
    pub(super) fn path(&self) -> String {
        let mut path = String::new();
        for part in &self.0 {
            match part {
                Part::Key(key) if path.is_empty() => path.push_str(key),
                Part::Key(key) => path.push_str(&format!(".{key}")),
                Part::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }

    /// `subject` with what stands at this place made unknown.
    pub(super) fn make_unknown(&self, subject: &Value) -> Value {
        let mut subject = subject.clone();
        let target = self.0.iter().try_fold(&mut subject, |value, part| match part {
            Part::Key(key) => value.get_mut(key),
            Part::Index(index) => value.get_mut(index),
        });
        if let Some(target) = target {
            *target = serde_json::json!({ UNKNOWN_KEY: { "reason": "known_after_apply" } });
        }
        subject
    }
}

/// Every place of `subject` that can be unknown and lies on the way to a declared attribute, the attribute included.
/// Fails where an attribute is neither there nor unset nor unknown.
pub(super) fn find(
    kind: SubjectKind,
    subject: &Value,
    declared: &str,
) -> Result<Vec<Place>, String> {
    let steps = attributes::parse(declared);
    let mut search = Search { kind, declared, steps: &steps, places: Vec::new() };
    search.descend(subject, 0, &mut Vec::new())?;
    Ok(search.places)
}

struct Search<'a> {
    kind: SubjectKind,
    declared: &'a str,
    steps: &'a [Step],
    places: Vec<Place>,
}

impl Search<'_> {
    fn descend(&mut self, value: &Value, taken: usize, way: &mut Vec<Part>) -> Result<(), String> {
        if value.get(UNKNOWN_KEY).is_some() {
            return Ok(());
        }
        if taken > 0 && attributes::is_unknowable(self.kind, &self.steps[..taken]) {
            self.places.push(Place(way.clone()));
        }
        let Some(step) = self.steps.get(taken) else { return Ok(()) };
        match (value, step) {
            (Value::Null, _) => Ok(()),
            (Value::Array(items), Step::Any) => {
                for (index, item) in items.iter().enumerate() {
                    self.enter(item, taken, way, Part::Index(index))?;
                }
                Ok(())
            }
            (Value::Object(fields), Step::Any) => {
                for (key, field) in fields {
                    self.enter(field, taken, way, Part::Key(key.clone()))?;
                }
                Ok(())
            }
            (Value::Object(fields), Step::Name(name)) => match fields.get(name) {
                Some(field) => self.enter(field, taken, way, Part::Key(name.clone())),
                None if attributes::is_map(self.kind, &self.steps[..taken]) => Ok(()),
                None => Err(self.missing(way)),
            },
            _ => Err(self.missing(way)),
        }
    }

    fn enter(
        &mut self,
        value: &Value,
        taken: usize,
        way: &mut Vec<Part>,
        part: Part,
    ) -> Result<(), String> {
        way.push(part);
        let result = self.descend(value, taken + 1, way);
        way.pop();
        result
    }

    fn missing(&self, way: &[Part]) -> String {
        let place = Place(way.to_vec()).path();
        let place = if place.is_empty() { "the subject".to_owned() } else { format!("`{place}`") };
        let declared = self.declared;
        format!(
            "{place} lacks the declared attribute `{declared}`: give a value, null or `testing.unknown`"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(subject: &Value, declared: &str) -> Result<Vec<String>, String> {
        let places = find(SubjectKind::Cache, subject, declared)?;
        Ok(places.iter().map(Place::path).collect())
    }

    #[test]
    fn every_place_that_can_be_unknown_is_found() {
        let subject = serde_json::json!({
            "engine": "redis",
            "alarms": [{"threshold": 80}, {"threshold": null}, {"$unknown": {"reason": "known_after_apply"}}],
            "parameter_group": null,
            "tags": {"Owner": "us"},
            "ingress": [{"peer": {"cidr_blocks": ["10.0.0.0/8"]}}],
        });
        let found = |declared: &str| paths(&subject, declared).expect("is complete");
        assert_eq!(found("engine"), ["engine"]);
        assert_eq!(
            found("alarms[].threshold"),
            ["alarms", "alarms[0]", "alarms[0].threshold", "alarms[1]", "alarms[1].threshold"]
        );
        assert_eq!(found("parameter_group.parameters.*"), ["parameter_group"]);
        assert_eq!(found("tags.Owner"), ["tags", "tags.Owner"]);
        assert_eq!(found("tags.Team"), ["tags"]);
        // A peer itself is never unknown.
        assert_eq!(
            found("ingress[].peer.cidr_blocks"),
            ["ingress", "ingress[0]", "ingress[0].peer.cidr_blocks"]
        );
    }

    #[test]
    fn a_missing_attribute_is_named() {
        let subject = serde_json::json!({"alarms": [{"threshold": 80}]});
        assert!(paths(&subject, "engine").expect_err("is missing").contains("`engine`"));
        let error = paths(&subject, "alarms[].period").expect_err("is missing");
        assert!(error.starts_with("`alarms[0]` lacks"), "{error}");
    }

    #[test]
    fn one_place_is_made_unknown_and_the_rest_stays() {
        let subject = serde_json::json!({"alarms": [{"threshold": 80}, {"threshold": 90}]});
        let places = find(SubjectKind::Cache, &subject, "alarms[].threshold").expect("complete");
        let last = places.last().expect("has places");
        let changed = last.make_unknown(&subject);
        assert_eq!(changed["alarms"][0]["threshold"], 80);
        assert_eq!(changed["alarms"][1]["threshold"]["$unknown"]["reason"], "known_after_apply");
    }
}
