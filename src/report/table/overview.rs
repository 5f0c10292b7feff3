//! One line for each subject: how many policies it fails, by severity, and how many nobody can judge yet.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};

use super::Page;
use super::subjects::place;
use crate::finding::{SubjectAudit, SubjectId, Verdict};
use crate::gate::UnknownMode;
use crate::policy::{PolicyId, Severity};
use crate::report::text::printable;
use crate::report::words::SEVERITIES;
use crate::report::{Report, Verbosity, display_file};

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

/// Writes the table, worst subjects first. A single subject needs none.
pub(super) fn write(page: &mut Page<'_>, report: &Report<'_>) -> io::Result<()> {
    let mut rows = counts(report);
    rows.sort_by(|(one, left), (other, right)| {
        right
            .failed
            .cmp(&left.failed)
            .then_with(|| (&one.address, one.id()).cmp(&(&other.address, other.id())))
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
    let labels = labels(report);
    for (subject, counts) in rows.into_iter().take(limit) {
        let label = labels.get(&subject.id()).map_or(subject.name.as_str(), String::as_str);
        table.add_row(row(label, &counts, used, shows_unknown));
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

/// What each subject is called: its name, and what tells it apart from others of that name.
fn labels<'r>(report: &Report<'r>) -> BTreeMap<SubjectId<'r>, String> {
    // How many there are of a name, by file.
    let mut names: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for subject in &report.audit.subjects {
        let files = names.entry(&subject.name).or_default();
        *files.entry(&subject.origin.file).or_default() += 1;
    }
    let label = |subject: &SubjectAudit| {
        let (name, file) = (&subject.name, subject.origin.file.as_str());
        let files = names.get(name.as_str());
        match files.and_then(|files| Some((files.len(), *files.get(file)?))) {
            Some((1, 1)) | None => name.clone(),
            Some((_, 1)) => format!("{name} in {}", display_file(file)),
            Some(_) => place(subject.id(), &subject.origin, report),
        }
    };
    report.audit.subjects.iter().map(|s| (s.id(), label(s))).collect()
}

fn row(label: &str, counts: &Counts, used: [bool; 5], shows_unknown: bool) -> Vec<Cell> {
    let failed = SEVERITIES.into_iter().filter(|severity| used[column(*severity)]);
    let mut cells = vec![Cell::new(printable(label))];
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
        failed.entry(finding.subject()).or_default().insert((&finding.policy, finding.severity));
    }
    let of = |subject: &'r SubjectAudit| {
        let verdicts = |wanted| subject.verdicts.values().filter(|one| **one == wanted).count();
        let mut counts = Counts {
            unknown: verdicts(Verdict::Unknown),
            passed: verdicts(Verdict::Pass),
            ..Counts::default()
        };
        for (_, severity) in failed.get(&subject.id()).into_iter().flatten() {
            counts.failed[column(*severity)] += 1;
        }
        (subject, counts)
    };
    report.audit.subjects.iter().map(of).collect()
}
