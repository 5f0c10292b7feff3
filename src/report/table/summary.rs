//! The last lines: how many of everything, and what the exit code will mean.

use std::io;

use anstyle::Style;

use super::{Page, overview};
use crate::gate::Outcome;
use crate::policy::Severity;
use crate::report::Report;
use crate::report::words::{failed_by_severity, judged, meaning, unknown_by_severity};

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
    row(page, failed, "failed", tally.fail, &failed_by_severity(report))?;
    row(page, unknown, "unknown", tally.unknown, &unknown_by_severity(report))?;
    row(page, passed, "passed", tally.pass, "")?;
    row(page, palette.faint(), "not applicable", tally.not_applicable, "")?;
    let style = match report.outcome() {
        Outcome::Findings => palette.severity(Severity::High),
        Outcome::Incomplete => palette.severity(Severity::Medium),
        Outcome::Clean => palette.good(),
    };
    writeln!(page.out, "\n{style}{}{style:#}", meaning(report))
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
