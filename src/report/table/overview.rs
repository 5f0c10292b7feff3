//! One line for each subject: how many policies it fails, by severity, and how many nobody can judge yet.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};

use super::Page;
use crate::finding::{SubjectAudit, Verdict};
use crate::gate::UnknownMode;
use crate::policy::{PolicyId, Severity};
use crate::report::text::printable;
use crate::report::{Report, Verbosity};

/// How many subjects are listed unless everything is asked for.
const MAX_SUBJECTS: usize = 25;

/// How many policies of each verdict and severity.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Counts {
    /// Failed, by severity; worse first, so that the order of counts is the order of urgency.
    failed: [usize; 5],
    unknown: usize,
    passed: usize,
}

/// Severities in the order of columns.
const SEVERITIES: [Severity; 5] =
    [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Informational];

/// Writes the table, worst subjects first. A single subject needs none.
pub(super) fn write(page: &mut Page<'_>, report: &Report<'_>) -> io::Result<()> {
    let mut rows = counts(report);
    rows.sort_by(|(one, left), (other, right)| {
        right.failed.cmp(&left.failed).then_with(|| one.address.cmp(&other.address))
    });
    if rows.len() < 2 {
        return Ok(());
    }
    let limit = if page.verbosity == Verbosity::Verbose { usize::MAX } else { MAX_SUBJECTS };
    let hidden = rows.len().saturating_sub(limit);
    let used = SEVERITIES
        .map(|severity| rows.iter().any(|(_, counts)| counts.failed[column(severity)] > 0));
    let shows_unknown = report.gate.unknown != UnknownMode::Ignore;
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(page.width).unwrap_or(u16::MAX))
        .set_header(header(used, shows_unknown));
    for (subject, counts) in rows.into_iter().take(limit) {
        table.add_row(row(subject, &counts, used, shows_unknown));
    }
    for line in table.lines() {
        writeln!(page.out, " {}", line.trim_end())?;
    }
    if hidden > 0 {
        page.block("  ", &format!("and {hidden} more, none of them worse; -v lists all"))?;
    }
    writeln!(page.out)
}

fn header(used: [bool; 5], shows_unknown: bool) -> Vec<Cell> {
    let severities = SEVERITIES.into_iter().filter(|severity| used[column(*severity)]);
    let mut cells = vec![Cell::new("")];
    cells.extend(severities.map(|severity| number(severity.as_str())));
    if shows_unknown {
        cells.push(number("unknown"));
    }
    cells.push(number("passed"));
    cells
}

fn row(subject: &SubjectAudit, counts: &Counts, used: [bool; 5], shows_unknown: bool) -> Vec<Cell> {
    let failed = SEVERITIES.into_iter().filter(|severity| used[column(*severity)]);
    let mut cells = vec![Cell::new(printable(&subject.name))];
    cells.extend(failed.map(|severity| number(&quiet_zero(counts.failed[column(severity)]))));
    if shows_unknown {
        cells.push(number(&quiet_zero(counts.unknown)));
    }
    cells.push(number(&counts.passed.to_string()));
    cells
}

fn number(text: &str) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

/// Nothing is easier to see as a dot than among other figures.
fn quiet_zero(count: usize) -> String {
    if count == 0 { "·".to_owned() } else { count.to_string() }
}

fn column(severity: Severity) -> usize {
    match severity {
        Severity::Critical => 0,
        Severity::High => 1,
        Severity::Medium => 2,
        Severity::Low => 3,
        Severity::Informational => 4,
    }
}

fn counts<'r>(report: &Report<'r>) -> Vec<(&'r SubjectAudit, Counts)> {
    let mut failed: BTreeMap<_, BTreeSet<(&PolicyId, Severity)>> = BTreeMap::new();
    for finding in report.audit.findings.iter().filter(|one| one.verdict == Verdict::Fail) {
        let subject = (finding.subject_kind, finding.address.as_str());
        failed.entry(subject).or_default().insert((&finding.policy, finding.severity));
    }
    let of = |subject: &'r SubjectAudit| {
        let verdicts = |wanted| subject.verdicts.values().filter(|one| **one == wanted).count();
        let mut counts = Counts {
            unknown: verdicts(Verdict::Unknown),
            passed: verdicts(Verdict::Pass),
            ..Counts::default()
        };
        let key = (subject.kind, subject.address.as_str());
        for (_, severity) in failed.get(&key).into_iter().flatten() {
            counts.failed[column(*severity)] += 1;
        }
        (subject, counts)
    };
    report.audit.subjects.iter().map(of).collect()
}
