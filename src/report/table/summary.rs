//! The last lines: how many of everything, and what the exit code will mean.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use anstyle::Style;

use super::{Page, overview};
use crate::finding::{Finding, Verdict};
use crate::gate::{Outcome, UnknownMode};
use crate::link::SubjectKind;
use crate::policy::Severity;
use crate::report::Report;
use crate::report::text::count;

/// Writes the summary.
pub(super) fn write(page: &mut Page<'_>, report: &Report<'_>) -> io::Result<()> {
    let palette = page.palette;
    let tally = &report.audit.tally;
    page.title("Summary")?;
    overview::write(page, report)?;
    page.block("  ", &judged(report))?;
    let failed = if tally.fail > 0 { palette.severity(Severity::High) } else { Style::new() };
    let passed = if tally.pass > 0 { palette.good() } else { Style::new() };
    let unknown = if tally.unknown > 0 { palette.unknown() } else { Style::new() };
    let unknown_findings = report.audit.findings.iter().filter(|f| f.verdict == Verdict::Unknown);
    row(page, failed, "failed", tally.fail, &by_severity(report.failed()))?;
    row(page, unknown, "unknown", tally.unknown, &by_severity(unknown_findings))?;
    row(page, passed, "passed", tally.pass, "")?;
    row(page, palette.faint(), "not applicable", tally.not_applicable, "")?;
    let (style, meaning) = meaning(page, report);
    writeln!(page.out, "\n{style}{meaning}{style:#}")
}

/// The names of the policy sets that judged something.
fn sets<'a>(report: &Report<'a>) -> BTreeSet<&'a str> {
    report.audit.subjects.iter().flat_map(|s| &s.policy_sets).map(String::as_str).collect()
}

/// Whether it makes a difference to say which policy sets judged a subject.
pub(super) fn has_several_sets(report: &Report<'_>) -> bool {
    sets(report).len() > 1
}

/// `2 caches, 1 stray alarm; 34 policies of baseline, production`.
fn judged(report: &Report<'_>) -> String {
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
        "no caches in the input".to_owned()
    } else if policies.is_empty() {
        format!("{subjects}; judged by no policy")
    } else {
        let sets = sets(report).into_iter().collect::<Vec<_>>().join(", ");
        format!("{subjects}; {} of {sets}", count(policies.len(), "policy"))
    }
}

fn row(
    page: &mut Page<'_>,
    style: Style,
    name: &str,
    number: usize,
    detail: &str,
) -> io::Result<()> {
    let padding = " ".repeat(9_usize.saturating_sub(number.to_string().len()));
    let detail = if detail.is_empty() { String::new() } else { format!(": {detail}") };
    writeln!(page.out, "{padding}{style}{number} {name}{style:#}{detail}")
}

/// `1 critical, 4 high`: how many verdicts of each severity. Several findings of one verdict count once.
fn by_severity<'a>(findings: impl Iterator<Item = &'a Finding>) -> String {
    let mut verdicts: BTreeMap<std::cmp::Reverse<Severity>, BTreeSet<_>> = BTreeMap::new();
    for finding in findings {
        let verdict = (finding.subject(), &finding.policy);
        verdicts.entry(std::cmp::Reverse(finding.severity)).or_default().insert(verdict);
    }
    let counts = verdicts
        .into_iter()
        .map(|(std::cmp::Reverse(severity), verdicts)| format!("{} {severity}", verdicts.len()));
    counts.collect::<Vec<_>>().join(", ")
}

/// What the exit code will mean.
fn meaning(page: &Page<'_>, report: &Report<'_>) -> (Style, String) {
    let palette = page.palette;
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
    let (style, meaning) = match report.outcome() {
        Outcome::Findings => (palette.severity(Severity::High), format!("there are {threshold}.")),
        Outcome::Incomplete => (
            palette.severity(Severity::Medium),
            format!("no {threshold}, but the audit is incomplete."),
        ),
        Outcome::Clean => (palette.good(), format!("no {threshold}.")),
    };
    (style, format!("Exit code {}: {meaning}", report.outcome().exit_code()))
}
