//! Denials and unknown attributes to one verdict.

use crate::finding::{UnknownAttribute, Verdict};
use crate::policy::paths::are_related;

use super::input::PolicyInput;

/// What a policy says of a subject, and why.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Judgement {
    pub(crate) verdict: Verdict,
    /// What a failing subject is denied for, sorted.
    pub(crate) denials: Vec<Denial>,
    /// What keeps the verdict unknown, in the order of the policy's attributes.
    pub(crate) unknown: Vec<UnknownAttribute>,
}

/// One element of `deny`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Denial {
    pub(crate) attribute: String,
    pub(crate) message: String,
    /// The address of the related resource at fault, where the policy names one.
    #[serde(default)]
    pub(crate) resource: Option<String>,
    /// The path in that resource of what is at fault, where it is a part of it: `ingress[2]`.
    #[serde(default)]
    pub(crate) part: Option<String>,
}

/// What `applicable` came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Applicability {
    Holds,
    DoesNotHold,
    Undefined,
}

impl Judgement {
    fn of(verdict: Verdict) -> Self {
        Self { verdict, denials: Vec::new(), unknown: Vec::new() }
    }

    fn unknown(unknown: Vec<UnknownAttribute>) -> Self {
        Self { unknown, ..Self::of(Verdict::Unknown) }
    }
}

/// The verdict where the policy does not apply, or nobody can tell whether it does; none where it applies.
/// `reads` are those of the `declared` attributes that `applicable` reads; asked for only when they matter.
pub(crate) fn before_deny<'a>(
    applicability: Applicability,
    declared: &[String],
    input: &PolicyInput,
    reads: impl FnOnce() -> &'a [String],
) -> Option<Judgement> {
    match applicability {
        Applicability::Holds => None,
        Applicability::DoesNotHold => Some(Judgement::of(Verdict::NotApplicable)),
        Applicability::Undefined if !is_any_unknown(declared, input) => {
            Some(Judgement::of(Verdict::NotApplicable))
        }
        Applicability::Undefined => match unknown_among(reads(), input) {
            unknown if unknown.is_empty() => Some(Judgement::of(Verdict::NotApplicable)),
            unknown => Some(Judgement::unknown(unknown)),
        },
    }
}

/// The verdict on a subject that the policy applies to.
pub(crate) fn after_deny(
    mut denials: Vec<Denial>,
    declared: &[String],
    input: &PolicyInput,
) -> Judgement {
    if !denials.is_empty() {
        denials.sort();
        return Judgement { denials, ..Judgement::of(Verdict::Fail) };
    }
    match unknown_among(declared, input) {
        unknown if unknown.is_empty() => Judgement::of(Verdict::Pass),
        unknown => Judgement::unknown(unknown),
    }
}

/// Whether anything is unknown at, below or above one of `attributes`.
fn is_any_unknown(attributes: &[String], input: &PolicyInput) -> bool {
    let mut unknown = input.unknown_paths.iter();
    unknown.any(|path| attributes.iter().any(|attribute| are_related(attribute, path)))
}

/// What is unknown at, below or above one of `attributes`.
fn unknown_among(attributes: &[String], input: &PolicyInput) -> Vec<UnknownAttribute> {
    let mut found: Vec<UnknownAttribute> = Vec::new();
    for attribute in attributes {
        for (unknown, path) in input.unknown.iter().zip(&input.unknown_paths) {
            if are_related(attribute, path) && !found.contains(unknown) {
                found.push(unknown.clone());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Reason;
    use crate::policy::paths::normalize;

    fn input(unknown: &[&str]) -> PolicyInput {
        let unknown: Vec<UnknownAttribute> = unknown
            .iter()
            .map(|path| UnknownAttribute {
                path: (*path).to_owned(),
                reason: Reason::KnownAfterApply,
            })
            .collect();
        let unknown_paths = unknown.iter().map(|unknown| normalize(&unknown.path)).collect();
        PolicyInput { value: regorus::Value::Null, unknown, unknown_paths }
    }

    fn declared(paths: &[&str]) -> Vec<String> {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    fn paths(judgement: &Judgement) -> Vec<&str> {
        judgement.unknown.iter().map(|unknown| unknown.path.as_str()).collect()
    }

    #[test]
    fn a_denial_comes_before_what_is_unknown() {
        let denial = Denial {
            attribute: "engine".into(),
            message: "is old".into(),
            resource: None,
            part: None,
        };
        let judgement = after_deny(vec![denial], &declared(&["port"]), &input(&["port"]));
        assert_eq!(judgement.verdict, Verdict::Fail);
        assert_eq!(judgement.unknown, []);
    }

    #[test]
    fn a_declared_attribute_that_is_unknown_keeps_a_policy_from_passing() {
        let unknown = input(&["alarms[0]", "alarms[1].threshold", "port"]);
        let judge = |paths: &[&str]| after_deny(Vec::new(), &declared(paths), &unknown);
        assert_eq!(judge(&["engine"]).verdict, Verdict::Pass);
        let judgement = judge(&["port", "alarms[].threshold"]);
        assert_eq!(judgement.verdict, Verdict::Unknown);
        assert_eq!(paths(&judgement), ["port", "alarms[0]", "alarms[1].threshold"]);
    }

    #[test]
    fn applicable_decides_first() {
        let nothing = || -> &[String] { panic!("need not be asked") };
        let unknown = input(&["port"]);
        let all = declared(&["engine", "port"]);
        assert_eq!(before_deny(Applicability::Holds, &all, &unknown, nothing), None);
        let verdict = |applicability, input, reads: &[String]| {
            before_deny(applicability, &all, input, || reads).map(|judgement| judgement.verdict)
        };
        let reads = declared(&["port"]);
        for (applicability, input, reads, expected) in [
            (Applicability::DoesNotHold, &unknown, &reads, Verdict::NotApplicable),
            (Applicability::Undefined, &unknown, &reads, Verdict::Unknown),
            (Applicability::Undefined, &unknown, &declared(&["engine"]), Verdict::NotApplicable),
            (Applicability::Undefined, &input(&[]), &reads, Verdict::NotApplicable),
        ] {
            assert_eq!(verdict(applicability, input, reads), Some(expected));
        }
    }
}
