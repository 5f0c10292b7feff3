//! Remembers what a policy made of what it saw: many caches are alike in the few attributes that a policy reads.
//!
//! A policy depends on its parameters, which an engine holds fixed, and on the attributes that it reads. Loading refuses
//! policies that read attributes other than by name, so an attribute whose name does not occur in the Rego is not read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use regorus::Value;

use super::input::{PolicyInput, text};
use super::verdict::{Applicability, Denial};
use crate::link::SubjectKind;
use crate::policy::attributes;

/// How many subjects come before anything is remembered: a small audit is done sooner without.
const WARM_UP: usize = 16;

/// How many outcomes are remembered.
const CAPACITY: usize = 256;

/// How many subjects may be unlike all before them until remembering is given up.
const TRIAL: usize = 64;

/// What Rego says of a subject, before what is unknown is considered.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outcome {
    pub(super) applicability: Applicability,
    /// Empty where the policy does not apply.
    pub(super) denials: Vec<Denial>,
}

/// What a policy saw.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sight {
    /// The clock, and each attribute that the policy names; undefined where it is unknown.
    values: Vec<Value>,
    /// What is unknown within those attributes.
    unknown: Vec<String>,
}

/// The outcomes of one policy so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Memo {
    asked: usize,
    hits: usize,
    /// The attributes that the policy names; found out after the warm-up, once for all clones.
    names: Arc<OnceLock<Vec<Value>>>,
    outcomes: BTreeMap<Sight, Outcome>,
    is_given_up: bool,
}

impl Memo {
    /// What the policy with the Rego `texts` sees of a subject; none while it is not worth remembering.
    pub(super) fn sight(
        &mut self,
        kind: SubjectKind,
        input: &PolicyInput,
        texts: impl FnOnce() -> Vec<String>,
    ) -> Option<Sight> {
        self.asked += 1;
        if self.asked <= WARM_UP || self.is_given_up {
            return None;
        }
        let names = self.names.get_or_init(|| named_attributes(kind, &texts()));
        let document = input.value.as_object().ok()?;
        let subject = document.get(&Value::from(kind.as_str()))?.as_object().ok()?;
        let clock = document.get(&Value::from("now")).cloned();
        let values = names.iter().map(|name| subject.get(name).cloned());
        let values = std::iter::once(clock).chain(values);
        let is_named = |path: &&String| {
            let end = path.find(['.', '[']).unwrap_or(path.len());
            names.iter().any(|name| text(name) == Some(&path[..end]))
        };
        Some(Sight {
            values: values.map(|value| value.unwrap_or(Value::Undefined)).collect(),
            unknown: input.unknown_paths.iter().filter(is_named).cloned().collect(),
        })
    }

    /// The outcome for a subject that looked the same.
    pub(super) fn recall(&mut self, sight: &Sight) -> Option<Outcome> {
        let outcome = self.outcomes.get(sight)?;
        self.hits += 1;
        Some(outcome.clone())
    }

    /// Remembers an outcome, unless too few subjects look the same.
    pub(super) fn remember(&mut self, sight: Sight, outcome: &Outcome) {
        if self.outcomes.len() >= TRIAL && self.hits < self.outcomes.len() {
            self.is_given_up = true;
            self.outcomes.clear();
        } else if self.outcomes.len() < CAPACITY {
            self.outcomes.insert(sight, outcome.clone());
        }
    }
}

/// The attributes of a subject that occur in Rego as names: `.engine`, `"engine"`.
fn named_attributes(kind: SubjectKind, texts: &[String]) -> Vec<Value> {
    let lines = texts.iter().flat_map(|text| text.lines());
    let code: Vec<&str> = lines.filter(|line| !line.trim_start().starts_with('#')).collect();
    // An escape can spell a name in a way that is not found.
    let is_escaped = code.iter().any(|line| line.contains("\\u"));
    let names: BTreeSet<&str> = code.iter().flat_map(|line| names_in(line)).collect();
    let fields = attributes::schema(kind)["properties"].as_object();
    fields
        .into_iter()
        .flat_map(|fields| fields.keys())
        .filter(|name| is_escaped || names.contains(name.as_str()))
        .map(|name| Value::from(name.as_str()))
        .collect()
}

/// The words right behind a dot or a quotation mark.
fn names_in(line: &str) -> impl Iterator<Item = &str> {
    line.split(['.', '"', '`']).skip(1).map(|rest| {
        let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        &rest[..end.unwrap_or(rest.len())]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::input::Converter;

    const REGO: &str = "# about input.cache.address\ndeny if input.cache.engine == object.get(input.cache, \"port\", 1)";

    fn sight(memo: &mut Memo, subject: serde_json::Value) -> Option<Sight> {
        let mut converter = Converter::default();
        let input = converter.convert_as(SubjectKind::Cache, &subject, "now").expect("converts");
        memo.sight(SubjectKind::Cache, &input, || vec![REGO.to_owned()])
    }

    fn warm() -> Memo {
        Memo { asked: WARM_UP, ..Memo::default() }
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        assert_eq!(
            named_attributes(SubjectKind::Cache, &[REGO.to_owned()]),
            ["engine", "port"].map(Value::from)
        );
        let all =
            named_attributes(SubjectKind::Cache, &["input.cache[\"\\u0065ngine\"]".to_owned()]);
        assert!(all.len() > 50, "{all:?}");
    }

    #[test]
    fn subjects_look_the_same_when_all_that_is_named_is_the_same() {
        let unknown = serde_json::json!({"$unknown": {"reason": "known_after_apply"}});
        let memo = &mut warm();
        let mut look = |subject| sight(memo, subject).expect("is warm");
        let one = look(serde_json::json!({"engine": "redis", "port": 1, "address": "a"}));
        assert_eq!(one, look(serde_json::json!({"engine": "redis", "port": 1, "address": "b"})));
        assert_ne!(one, look(serde_json::json!({"engine": "redis", "port": 2})));
        assert_ne!(one, look(serde_json::json!({"engine": "redis", "port": null})));
        assert_ne!(one, look(serde_json::json!({"engine": "redis", "port": unknown})));
    }

    #[test]
    fn elements_that_are_unknown_make_a_difference_although_they_are_absent() {
        let unknown = serde_json::json!({"$unknown": {"reason": "known_after_apply"}});
        let memo = &mut warm();
        let mut look = |subject| sight(memo, subject).expect("is warm");
        let none = look(serde_json::json!({"engine": [], "alarms": []}));
        assert_ne!(none, look(serde_json::json!({"engine": [unknown], "alarms": []})));
        assert_eq!(none, look(serde_json::json!({"engine": [], "alarms": [unknown]})));
    }

    #[test]
    fn nothing_is_remembered_of_subjects_that_all_differ() {
        let memo = &mut warm();
        let outcome = Outcome { applicability: Applicability::Holds, denials: Vec::new() };
        for port in 0..=TRIAL {
            let sight = sight(memo, serde_json::json!({"port": port})).expect("is still tried");
            assert_eq!(memo.recall(&sight), None);
            memo.remember(sight, &outcome);
        }
        assert_eq!(sight(memo, serde_json::json!({"port": 1})), None);
    }

    #[test]
    fn a_small_audit_remembers_nothing() {
        let memo = &mut Memo::default();
        for _ in 0..WARM_UP {
            assert_eq!(sight(memo, serde_json::json!({"port": 1})), None);
        }
        assert!(sight(memo, serde_json::json!({"port": 1})).is_some());
    }
}
