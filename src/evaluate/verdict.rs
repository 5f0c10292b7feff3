//! Denials and unknown attributes to one verdict.

use crate::finding::{UnknownAttribute, Verdict};
use crate::policy::paths::{are_related, normalize};

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
/// `reads` are the declared attributes that `applicable` reads; asked for only when they matter.
pub(crate) fn before_deny<'a>(
    applicability: Applicability,
    input: &PolicyInput,
    reads: impl FnOnce() -> &'a [String],
) -> Option<Judgement> {
    match applicability {
        Applicability::Holds => None,
        Applicability::DoesNotHold => Some(Judgement::of(Verdict::NotApplicable)),
        Applicability::Undefined if input.unknown.is_empty() => {
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

/// What is unknown at, below or above one of `attributes`.
fn unknown_among(attributes: &[String], input: &PolicyInput) -> Vec<UnknownAttribute> {
    let mut found: Vec<UnknownAttribute> = Vec::new();
    if input.unknown.is_empty() {
        return found;
    }
    for attribute in attributes {
        if !input.unknown_paths.iter().any(|path| are_related(attribute, path)) {
            continue;
        }
        for unknown in &input.unknown {
            if are_related(attribute, &normalize(&unknown.path)) && !found.contains(unknown) {
                found.push(unknown.clone());
            }
        }
    }
    found
}
