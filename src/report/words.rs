//! What every report for people says in the same words: what was judged, how many of everything, what the exit code
//! means.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::place::with_numbers;
use super::text::{count, wrap};
use super::{Report, display_file};
use crate::finding::{Finding, StaleWaiver, SubjectId, Verdict};
use crate::gate::{Outcome, UnknownMode};
use crate::link::SubjectKind;
use crate::model::Origin;
use crate::policy::{Policy, Severity};

/// Severities, worst first.
pub(super) const SEVERITIES: [Severity; 5] =
    [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Informational];

/// The names of the policy sets that judged something.
pub(super) fn sets<'a>(report: &Report<'a>) -> BTreeSet<&'a str> {
    report.audit.subjects.iter().flat_map(|s| &s.policy_sets).map(String::as_str).collect()
}

/// `2 caches, 1 stray alarm; 34 policies of baseline, production`.
pub(super) fn judged(report: &Report<'_>) -> String {
    let kinds = SubjectKind::ALL.into_iter().filter_map(|kind| {
        let number = report.audit.subjects.iter().filter(|subject| subject.kind == kind).count();
        let noun = match kind {
            SubjectKind::Cache => "cache",
            SubjectKind::CacheRemoval => "cache removal",
            SubjectKind::Alarm => "stray alarm",
            SubjectKind::BackupSelection => "backup selection",
        };
        (number > 0).then(|| count(number, noun))
    });
    let subjects = kinds.collect::<Vec<_>>().join(", ");
    let policies: BTreeSet<_> =
        report.audit.subjects.iter().flat_map(|s| s.verdicts.keys()).collect();
    if subjects.is_empty() {
        let place = if report.is_live() { "what was read" } else { "the input" };
        format!("no caches in {place}")
    } else if policies.is_empty() {
        format!("{subjects}; judged by no policy")
    } else {
        let sets = sets(report).into_iter().collect::<Vec<_>>().join(", ");
        format!("{subjects}; {} of {sets}", count(policies.len(), "policy"))
    }
}

/// `1 critical, 4 high`: how many of the failed verdicts have which severity.
pub(super) fn failed_by_severity(report: &Report<'_>) -> String {
    by_severity(report.failed())
}

/// The same for unknown verdicts, those that are not to be listed too.
pub(super) fn unknown_by_severity(report: &Report<'_>) -> String {
    let open = |one: &&Finding| one.verdict == Verdict::Unknown && !one.is_accepted();
    by_severity(report.audit.findings.iter().filter(open))
}

/// How many verdicts of each severity. Several findings of one verdict count once.
fn by_severity<'a>(findings: impl Iterator<Item = &'a Finding>) -> String {
    let mut verdicts: BTreeMap<Reverse<Severity>, BTreeSet<_>> = BTreeMap::new();
    for finding in findings {
        let verdict = (finding.subject(), &finding.policy);
        verdicts.entry(Reverse(finding.severity)).or_default().insert(verdict);
    }
    let counts = verdicts
        .into_iter()
        .map(|(Reverse(severity), verdicts)| format!("{} {severity}", verdicts.len()));
    counts.collect::<Vec<_>>().join(", ")
}

/// Verdicts whose findings are all accepted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Accepted {
    /// Of failed verdicts.
    pub(super) failed: usize,
    /// Of unknown verdicts.
    pub(super) unknown: usize,
    /// Those that waivers accept, at least in part.
    waived: usize,
}

impl Accepted {
    /// Counts them.
    pub(super) fn of(report: &Report<'_>) -> Self {
        let mut verdicts: BTreeMap<_, (Verdict, bool, bool)> = BTreeMap::new();
        for finding in &report.audit.findings {
            let verdict = verdicts.entry((finding.subject(), &finding.policy));
            let (_, all, waived) = verdict.or_insert((finding.verdict, true, false));
            *all &= finding.is_accepted();
            *waived |= finding.waived.is_some();
        }
        let mut accepted = Self::default();
        for (verdict, _, is_waived) in verdicts.into_values().filter(|(_, all, _)| *all) {
            match verdict {
                Verdict::Unknown => accepted.unknown += 1,
                Verdict::Fail | Verdict::Pass | Verdict::NotApplicable => accepted.failed += 1,
            }
            accepted.waived += usize::from(is_waived);
        }
        accepted
    }

    /// How many.
    pub(super) fn total(&self) -> usize {
        self.failed + self.unknown
    }

    /// `1 waived, 3 in the baseline`.
    pub(super) fn words(&self) -> String {
        let parts = [(self.waived, "waived"), (self.total() - self.waived, "in the baseline")];
        let parts = parts.into_iter().filter(|(number, _)| *number > 0);
        parts.map(|(number, how)| format!("{number} {how}")).collect::<Vec<_>>().join(", ")
    }
}

/// `Exit code 1: there are findings of severity low or worse.`
pub(super) fn meaning(report: &Report<'_>) -> String {
    let what = match report.gate.unknown {
        UnknownMode::Fail => "findings or unknown verdicts",
        UnknownMode::Ignore | UnknownMode::Report => "findings",
    };
    let threshold = match report.gate.fail_on.severity() {
        Some(Severity::Critical) => format!("critical {what}"),
        Some(Severity::Informational) => what.to_owned(),
        Some(severity) => format!("{what} of severity {severity} or worse"),
        None => format!("{what} that count (fail-on is never)"),
    };
    let meaning = match report.outcome() {
        Outcome::Findings => format!("there are {threshold}."),
        Outcome::Incomplete => format!("no {threshold}, but the audit is incomplete."),
        Outcome::Clean => format!("no {threshold}."),
    };
    format!("Exit code {}: {meaning}", report.outcome().exit_code())
}

/// Name and address of a subject, as far as they differ, and its file where there are several. The address of what runs is
/// its ARN, which tells account and region.
pub(super) fn called(report: &Report<'_>, name: &str, (_, address, file): SubjectId<'_>) -> String {
    let called = if name == address { address.to_owned() } else { format!("{name}: {address}") };
    match report.sources.len() {
        0 | 1 => called,
        _ if file.starts_with(Origin::LIVE) => called,
        _ => format!("{called} in {}", display_file(file)),
    }
}

/// What to do about a finding of `policy`, each paragraph on one line.
pub(super) fn remedy(policy: &Policy) -> String {
    wrap(&policy.remediation, usize::MAX).join("\n")
}

/// `the waiver at cache-audit.yaml:12:5 accepts nothing, …`
fn stale_waiver(stale: &StaleWaiver) -> String {
    let place = with_numbers(display_file(&stale.place.file), &stale.place);
    format!("the waiver at {place} {}", stale.message)
}

/// The section of waivers that expired or accept nothing.
pub(super) const STALE_WAIVERS: &str = "Waivers to look at";

/// Something that keeps the audit from being whole, or that somebody should look at.
pub(super) struct Trouble<'a> {
    /// The policy, the subject or the input.
    pub(super) what: &'a str,
    /// What is wrong with it.
    pub(super) why: String,
    /// Whether the audit is incomplete for it.
    pub(super) is_failure: bool,
}

/// What keeps the audit from being whole, failures first: policies that broke, subjects that nobody judged, gaps.
pub(super) fn troubles<'a>(report: &Report<'a>) -> Vec<Trouble<'a>> {
    let broken = report.audit.failures.iter().map(|failure| Trouble {
        what: failure.policy.as_str(),
        why: format!("could not be evaluated for {}: {}", failure.address, failure.message),
        is_failure: true,
    });
    let unassigned = report.audit.unassigned.iter().map(|address| Trouble {
        what: address,
        why: "is in no policy set, so it was not judged".to_owned(),
        is_failure: true,
    });
    let gaps = report.gaps.iter().map(|gap| Trouble {
        what: &gap.what,
        why: gap.why.clone(),
        is_failure: gap.is_failure,
    });
    let mut troubles: Vec<_> = broken.chain(unassigned).chain(gaps).collect();
    troubles.sort_by_key(|trouble| !trouble.is_failure);
    troubles
}

/// Waivers that expired or accept nothing.
pub(super) fn stale_waivers<'a>(report: &Report<'a>) -> impl Iterator<Item = Trouble<'a>> {
    report.audit.stale_waivers.iter().map(|stale| Trouble {
        what: &stale.policy,
        why: stale_waiver(stale),
        is_failure: false,
    })
}
