//! One case: a subject, what it is judged with, and the verdict that its name promises.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::evaluate::engine::PolicyEngine;
use crate::evaluate::input::{Converter, PolicyInput};
use crate::evaluate::tester::places;
use crate::evaluate::verdict::{Denial, Judgement};
use crate::finding::Verdict;
use crate::link::SubjectKind;
use crate::policy::Policy;

/// The clock of cases that say nothing about it.
const DEFAULT_NOW: &str = "2026-11-20T00:00:00Z";

/// A case as its rule gives it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    cache: Option<Value>,
    cache_removal: Option<Value>,
    alarm: Option<Value>,
    backup_selection: Option<Value>,
    /// Values that replace the defaults of parameters.
    #[serde(default)]
    pub(super) parameters: Map<String, Value>,
    now: Option<String>,
    denials: Option<Vec<Denial>>,
}

/// A case that fits its policy.
pub(super) struct Subject<'a> {
    kind: SubjectKind,
    value: &'a Value,
    now: &'a str,
}

impl Case {
    /// Reads the value of a test rule.
    pub(super) fn parse(value: &regorus::Value) -> Result<Self, String> {
        let json = serde_json::to_value(value).map_err(|error| error.to_string())?;
        serde_json::from_value(json).map_err(|error| format!("this is no case: {error}"))
    }

    /// The subject that the policy judges.
    pub(super) fn subject(&self, policy: &Policy) -> Result<Subject<'_>, String> {
        let kind = policy.subject;
        let value = match kind {
            SubjectKind::Cache => &self.cache,
            SubjectKind::CacheRemoval => &self.cache_removal,
            SubjectKind::Alarm => &self.alarm,
            SubjectKind::BackupSelection => &self.backup_selection,
        };
        let value = value.as_ref().ok_or_else(|| format!("the case has no `{}`", kind.as_str()))?;
        Ok(Subject { kind, value, now: self.now.as_deref().unwrap_or(DEFAULT_NOW) })
    }

    /// Whether the policy gives the `expected` verdict, and the denials that the case lists.
    pub(super) fn check(&self, expected: Verdict, actual: &Judgement) -> Result<(), String> {
        if actual.verdict != expected {
            return Err(format!("expected {}, got {}", word(expected), describe(actual)));
        }
        let Some(denials) = &self.denials else { return Ok(()) };
        let mut denials = denials.clone();
        denials.sort();
        if are_same(&denials, &actual.denials) {
            return Ok(());
        }
        Err(format!("expected the denials\n{}got\n{}", lines(&denials), lines(&actual.denials)))
    }
}

/// Whether each denial is expected and comes. A case need not say which resource is at fault.
fn are_same(expected: &[Denial], actual: &[Denial]) -> bool {
    let mut left: Vec<&Denial> = actual.iter().collect();
    let (any, certain): (Vec<&Denial>, Vec<&Denial>) =
        expected.iter().partition(|denial| denial.resource.is_none());
    certain.into_iter().chain(any).all(|expected| {
        let found = left.iter().position(|actual| is_same(expected, actual));
        found.map(|at| left.remove(at)).is_some()
    }) && left.is_empty()
}

fn is_same(expected: &Denial, actual: &Denial) -> bool {
    let said = |expected: &Option<String>, actual: &Option<String>| {
        expected.is_none() || expected == actual
    };
    expected.attribute == actual.attribute
        && expected.message == actual.message
        && said(&expected.resource, &actual.resource)
        && said(&expected.part, &actual.part)
}

impl Subject<'_> {
    /// What the policy says of the subject as the case gives it.
    pub(super) fn judge(
        &self,
        engine: &mut PolicyEngine<'_>,
        converter: &mut Converter,
    ) -> Result<Judgement, String> {
        self.judge_value(self.value, engine, converter)
    }

    /// The policy must make the same of what it sees of the subject as of the whole subject.
    pub(super) fn check_sight(
        &self,
        engine: &mut PolicyEngine<'_>,
        converter: &mut Converter,
    ) -> Result<(), String> {
        engine.check_sight(&self.input(self.value, converter)?)
    }

    /// With any attribute made unknown, a pass must become unknown and a failure must not become a pass.
    pub(super) fn check_unknowns(
        &self,
        expected: Verdict,
        engine: &mut PolicyEngine<'_>,
        converter: &mut Converter,
    ) -> Result<(), String> {
        let attributes = engine.policy().attributes.clone();
        for declared in &attributes {
            for place in places::find(self.kind, self.value, declared)? {
                let changed = place.make_unknown(self.value);
                let judgement = self.judge_value(&changed, engine, converter)?;
                let allowed: &[Verdict] = match expected {
                    Verdict::Pass => &[Verdict::Unknown],
                    Verdict::Fail => &[Verdict::Fail, Verdict::Unknown],
                    Verdict::Unknown | Verdict::NotApplicable => return Ok(()),
                };
                if !allowed.contains(&judgement.verdict) {
                    let allowed: Vec<_> = allowed.iter().map(|verdict| word(*verdict)).collect();
                    return Err(format!(
                        "with `{}` made unknown: expected {}, got {}",
                        place.path(),
                        allowed.join(" or "),
                        describe(&judgement)
                    ));
                }
            }
        }
        Ok(())
    }

    fn judge_value(
        &self,
        value: &Value,
        engine: &mut PolicyEngine<'_>,
        converter: &mut Converter,
    ) -> Result<Judgement, String> {
        engine.judge(&self.input(value, converter)?)
    }

    fn input(&self, value: &Value, converter: &mut Converter) -> Result<PolicyInput, String> {
        converter.convert_as(self.kind, value, self.now).map_err(|error| error.to_string())
    }
}

/// The verdict that a test's name promises: `test_not_applicable_to_memcached`.
pub(super) fn expected_verdict(name: &str) -> Option<Verdict> {
    let promise = name.strip_prefix("test_")?;
    let verdicts =
        [Verdict::Pass, Verdict::Fail, Verdict::Unknown, Verdict::NotApplicable].into_iter();
    let mut matching = verdicts.filter(|verdict| {
        let rest = promise.strip_prefix(word(*verdict));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    });
    matching.next()
}

/// The word for a verdict in a test's name.
fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "pass",
        Verdict::Fail => "fail",
        Verdict::Unknown => "unknown",
        Verdict::NotApplicable => "not_applicable",
    }
}

fn describe(judgement: &Judgement) -> String {
    let verdict = word(judgement.verdict);
    match judgement.verdict {
        Verdict::Fail => format!("{verdict}:\n{}", lines(&judgement.denials)),
        Verdict::Unknown => {
            let paths: Vec<_> =
                judgement.unknown.iter().map(|unknown| unknown.path.as_str()).collect();
            format!("{verdict} for {}", paths.join(", "))
        }
        Verdict::Pass | Verdict::NotApplicable => verdict.to_owned(),
    }
}

fn lines(denials: &[Denial]) -> String {
    if denials.is_empty() {
        return "  none\n".to_owned();
    }
    let line = |denial: &Denial| {
        let places = [&denial.resource, &denial.part].into_iter().flatten();
        let places: String = places.map(|place| format!(" at {place}")).collect();
        format!("  {}: {}{places}\n", denial.attribute, denial.message)
    };
    denials.iter().map(line).collect()
}
