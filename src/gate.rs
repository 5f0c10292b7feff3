//! What an audit means to whoever asked for it: from its findings and gaps to one outcome.
//!
//! The outcome decides the exit code; it is the same whatever format the report takes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::{Audit, Finding, Verdict};
use crate::model::Gap;
use crate::policy::Severity;

/// The least severity of a finding that makes the run fail.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// Any finding.
    Informational,
    /// Low and worse.
    #[default]
    Low,
    /// Medium and worse.
    Medium,
    /// High and worse.
    High,
    /// Critical only.
    Critical,
    /// No finding.
    Never,
}

impl FailOn {
    /// The least severity that counts, if any does.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Informational => Some(Severity::Informational),
            Self::Low => Some(Severity::Low),
            Self::Medium => Some(Severity::Medium),
            Self::High => Some(Severity::High),
            Self::Critical => Some(Severity::Critical),
            Self::Never => None,
        }
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        self.severity().map_or("never", Severity::as_str)
    }
}

/// What becomes of unknown verdicts.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum UnknownMode {
    /// They are counted and not listed.
    Ignore,
    /// They are listed with their reasons.
    #[default]
    Report,
    /// They are listed, and make the run fail as a finding of their severity would.
    Fail,
}

impl UnknownMode {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ignore => "ignore",
            Self::Report => "report",
            Self::Fail => "fail",
        }
    }
}

/// What a run comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Everything was judged, and nothing counts as a failure.
    Clean,
    /// Something counts as a failure.
    Findings,
    /// Nothing counts as a failure, but something that was asked for could not be read or judged.
    Incomplete,
}

impl Outcome {
    /// The exit code for it, the same for every format.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Incomplete => 3,
        }
    }
}

/// What counts as a failure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gate {
    /// The least severity that counts.
    pub fail_on: FailOn,
    /// Whether unknown verdicts count.
    pub unknown: UnknownMode,
}

impl Gate {
    /// Judges an audit and the gaps of what it was made from.
    pub fn outcome(&self, audit: &Audit, gaps: &[Gap]) -> Outcome {
        if audit.findings.iter().any(|finding| self.counts(finding)) {
            Outcome::Findings
        } else if is_incomplete(audit, gaps) {
            Outcome::Incomplete
        } else {
            Outcome::Clean
        }
    }

    fn counts(&self, finding: &Finding) -> bool {
        if finding.is_accepted() {
            return false;
        }
        let is_severe = self.fail_on.severity().is_some_and(|least| finding.severity >= least);
        match finding.verdict {
            Verdict::Fail => is_severe,
            Verdict::Unknown => is_severe && self.unknown == UnknownMode::Fail,
            Verdict::Pass | Verdict::NotApplicable => false,
        }
    }
}

/// Whether something that was asked for could not be read, a policy could not be evaluated, or nobody judged a subject.
pub fn is_incomplete(audit: &Audit, gaps: &[Gap]) -> bool {
    let is_judged = audit.failures.is_empty() && audit.unassigned.is_empty();
    !is_judged || gaps.iter().any(|gap| gap.is_failure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::PolicyFailure;
    use crate::link::SubjectKind;
    use crate::model::Origin;
    use crate::policy::PolicyId;

    fn finding(verdict: Verdict, severity: Severity) -> Finding {
        Finding {
            policy: PolicyId::new("p"),
            verdict,
            severity,
            subject_kind: SubjectKind::Cache,
            address: "a".into(),
            name: "a".into(),
            attribute: "engine".into(),
            message: String::new(),
            unknown: Vec::new(),
            origin: Origin::default(),
            resource: None,
            location: Origin::default(),
            template: None,
            related: Vec::new(),
            leads: Vec::new(),
            declaration: None,
            waived: None,
            baseline: None,
        }
    }

    fn failure() -> PolicyFailure {
        PolicyFailure { policy: PolicyId::new("p"), address: "a".into(), message: String::new() }
    }

    #[test]
    fn outcome_follows_severity_unknown_mode_and_completeness() {
        use FailOn::{Critical, High, Informational, Low, Never};
        use Severity as S;
        use UnknownMode::{Fail, Ignore, Report};
        let cases = [
            (Low, Report, None, false, Outcome::Clean),
            (Low, Report, None, true, Outcome::Incomplete),
            (Low, Report, Some((Verdict::Fail, S::Low)), false, Outcome::Findings),
            (Low, Report, Some((Verdict::Fail, S::Low)), true, Outcome::Findings),
            (Low, Report, Some((Verdict::Fail, S::Informational)), false, Outcome::Clean),
            (
                Informational,
                Report,
                Some((Verdict::Fail, S::Informational)),
                false,
                Outcome::Findings,
            ),
            (High, Report, Some((Verdict::Fail, S::Medium)), true, Outcome::Incomplete),
            (Critical, Report, Some((Verdict::Fail, S::High)), false, Outcome::Clean),
            (Never, Fail, Some((Verdict::Fail, S::Critical)), false, Outcome::Clean),
            (Never, Fail, Some((Verdict::Fail, S::Critical)), true, Outcome::Incomplete),
            (Low, Ignore, Some((Verdict::Unknown, S::High)), false, Outcome::Clean),
            (Low, Report, Some((Verdict::Unknown, S::High)), false, Outcome::Clean),
            (Low, Fail, Some((Verdict::Unknown, S::High)), false, Outcome::Findings),
            (Critical, Fail, Some((Verdict::Unknown, S::High)), false, Outcome::Clean),
        ];
        for (fail_on, unknown, found, is_broken, expected) in cases {
            let audit = Audit {
                findings: found
                    .map(|(verdict, severity)| finding(verdict, severity))
                    .into_iter()
                    .collect(),
                failures: is_broken.then(failure).into_iter().collect(),
                ..Audit::default()
            };
            let outcome = Gate { fail_on, unknown }.outcome(&audit, &[]);
            assert_eq!(outcome, expected, "{fail_on:?} {unknown:?} {found:?} {is_broken}");
        }
    }

    #[test]
    fn exit_codes_are_those_of_the_contract() {
        let cases = [(Outcome::Clean, 0), (Outcome::Findings, 1), (Outcome::Incomplete, 3)];
        for (outcome, code) in cases {
            assert_eq!(outcome.exit_code(), code, "{outcome:?}");
        }
    }

    #[test]
    fn a_subject_in_no_policy_set_makes_the_audit_incomplete() {
        let audit = Audit { unassigned: vec!["a".into()], ..Audit::default() };
        assert_eq!(Gate::default().outcome(&audit, &[]), Outcome::Incomplete);
    }

    #[test]
    fn only_a_gap_that_is_a_failure_makes_the_audit_incomplete() {
        for (is_failure, expected) in [(false, Outcome::Clean), (true, Outcome::Incomplete)] {
            let gap = Gap { what: "plan".into(), why: "targeted".into(), is_failure };
            assert_eq!(Gate::default().outcome(&Audit::default(), &[gap]), expected);
        }
    }
}
