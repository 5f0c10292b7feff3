//! Remembers what a policy made of what it saw: many caches are alike in all that a policy can tell apart.

use std::collections::{BTreeMap, BTreeSet};

use regorus::Value;

use super::input::{PolicyInput, object};
use super::verdict::{Applicability, Denial};
use super::view::{Labels, View};
use crate::link::SubjectKind;

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

impl Outcome {
    /// The outcome with the labels of a subject in the place of their tokens; none where that cannot be.
    pub(super) fn restore(&self, labels: &Labels) -> Option<Self> {
        let denials = labels.restore(&self.denials)?;
        Some(Self { applicability: self.applicability, denials })
    }
}

/// What a policy saw.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sight {
    subject: Value,
    clock: Value,
    /// What is unknown within the attributes that the policy names.
    unknown: BTreeSet<String>,
}

impl Sight {
    /// What is seen of a subject by `view`, and the labels there; none where nobody can tell labels from tokens.
    pub(super) fn of(
        input: &PolicyInput,
        kind: SubjectKind,
        view: &View,
    ) -> Option<(Self, Labels)> {
        let document = input.value.as_object().ok()?;
        let seen = view.of(document.get(&Value::from(kind.as_str()))?.as_object().ok()?)?;
        let unknown = input.unknown_paths.iter().filter(|path| view.names(path)).cloned();
        let clock = document.get(&Value::from("now")).cloned().unwrap_or(Value::Undefined);
        Some((Self { subject: seen.subject, clock, unknown: unknown.collect() }, seen.labels))
    }

    /// The input document that shows no more than this.
    pub(super) fn input(&self, kind: SubjectKind) -> Value {
        let unknown: Vec<Value> =
            self.unknown.iter().map(|path| Value::from(path.as_str())).collect();
        object([
            (Value::from(kind.as_str()), self.subject.clone()),
            (Value::from("unknown"), Value::from(unknown)),
            (Value::from("now"), self.clock.clone()),
        ])
    }
}

/// The outcomes of one policy so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Memo {
    asked: usize,
    hits: usize,
    outcomes: BTreeMap<Sight, Outcome>,
    is_given_up: bool,
}

impl Memo {
    /// Whether it is worth looking at the next subject.
    pub(super) fn is_worthwhile(&mut self) -> bool {
        self.asked += 1;
        self.asked > WARM_UP && !self.is_given_up
    }

    /// The outcome for a subject that looked the same.
    pub(super) fn recall(&mut self, sight: &Sight) -> Option<&Outcome> {
        let outcome = self.outcomes.get(sight)?;
        self.hits += 1;
        Some(outcome)
    }

    /// Remembers an outcome, unless too few subjects look the same.
    pub(super) fn remember(&mut self, sight: Sight, outcome: Outcome) {
        if self.outcomes.len() >= TRIAL && self.hits < self.outcomes.len() {
            self.give_up();
        } else if self.outcomes.len() < CAPACITY {
            self.outcomes.insert(sight, outcome);
        }
    }

    /// Remembers nothing any more.
    pub(super) fn give_up(&mut self) {
        self.is_given_up = true;
        self.outcomes.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::input::Converter;

    const REGO: &str = "deny if input.cache.engine == object.get(input.cache, \"port\", 1)";

    fn look(subject: serde_json::Value) -> Sight {
        let mut converter = Converter::default();
        let input = converter.convert_as(SubjectKind::Cache, &subject, "now").expect("converts");
        let read = ["engine", "port"].map(str::to_owned).into();
        let view = View::new(SubjectKind::Cache, &read, &[REGO], &[]);
        Sight::of(&input, SubjectKind::Cache, &view).expect("has no labels").0
    }

    #[test]
    fn subjects_look_the_same_when_all_that_is_read_is_the_same() {
        let unknown = serde_json::json!({"$unknown": {"reason": "known_after_apply"}});
        let one = look(serde_json::json!({"engine": "redis", "port": 1, "address": "a"}));
        assert_eq!(one, look(serde_json::json!({"engine": "redis", "port": 1, "address": "b"})));
        assert_ne!(one, look(serde_json::json!({"engine": "redis", "port": 2})));
        assert_ne!(one, look(serde_json::json!({"engine": "redis", "port": null})));
        assert_ne!(one, look(serde_json::json!({"engine": "redis", "port": unknown})));
    }

    #[test]
    fn elements_that_are_unknown_make_a_difference_although_they_are_absent() {
        let unknown = serde_json::json!({"$unknown": {"reason": "known_after_apply"}});
        let none = look(serde_json::json!({"engine": [], "alarms": []}));
        assert_ne!(none, look(serde_json::json!({"engine": [unknown], "alarms": []})));
        assert_eq!(none, look(serde_json::json!({"engine": [], "alarms": [unknown]})));
    }

    #[test]
    fn nothing_is_remembered_of_subjects_that_all_differ() {
        let memo = &mut Memo { asked: WARM_UP, ..Memo::default() };
        let outcome = Outcome { applicability: Applicability::Holds, denials: Vec::new() };
        for port in 0..=TRIAL {
            assert!(memo.is_worthwhile());
            let sight = look(serde_json::json!({"port": port}));
            assert_eq!(memo.recall(&sight), None);
            memo.remember(sight, outcome.clone());
        }
        assert!(!memo.is_worthwhile());
    }

    #[test]
    fn a_small_audit_remembers_nothing() {
        let memo = &mut Memo::default();
        assert!((0..WARM_UP).all(|_| !memo.is_worthwhile()));
        assert!(memo.is_worthwhile());
    }
}
