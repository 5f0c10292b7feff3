//! Markdown for a comment on a pull request and for `$GITHUB_STEP_SUMMARY`: what the run comes to, then what is wrong,
//! worst first, then what nobody knows. Everything that others wrote is escaped, and the whole fits into a comment.

mod escape;
mod rows;

use std::io::{self, Write};

use self::escape::{code, prose};
use self::rows::{Row, rows};
use super::text::{count, shortened};
use super::words::{
    SEVERITIES, failed_by_severity, judged, meaning, troubles, unknown_by_severity,
};
use super::{Report, Reporter, TOOL_NAME, display_file};
use crate::gate::Outcome;
use crate::policy::Severity;

/// Bytes of the whole. GitHub refuses a comment of more than 65,536 characters; the rest is for those who wrap it.
const MAX_SIZE: usize = 60_000;
/// Bytes that closing what is open and telling what was cut may take.
const RESERVE: usize = 1_000;
/// Gaps that are told one by one.
const MAX_TROUBLES: usize = 20;
/// Inputs that are named.
const MAX_SOURCES: usize = 10;
/// Characters of one item of a list.
const MAX_ITEM: usize = 400;

/// Writes Markdown.
pub(super) struct MarkdownReporter;

impl Reporter for MarkdownReporter {
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(page(report, MAX_SIZE).as_bytes())
    }
}

/// The whole report in at most `max_size` bytes, as far as its head allows.
fn page(report: &Report<'_>, max_size: usize) -> String {
    let mut page = Page { text: head(report), max_size: max_size.saturating_sub(RESERVE), cut: 0 };
    page.text.push_str(&troubles_section(report));
    let failed = rows(report, report.failed());
    for severity in SEVERITIES {
        let of_severity: Vec<_> = failed.iter().filter(|row| row.severity == severity).collect();
        page.section(
            &failed_title(severity, &of_severity),
            severity >= Severity::High,
            &of_severity,
        );
    }
    page.tell_cut("findings of the least severity are left out");
    let unknown = rows(report, report.unknown());
    let unknown: Vec<_> = unknown.iter().collect();
    page.section(&unknown_title(&unknown), false, &unknown);
    page.tell_cut("unknown verdicts are left out");
    page.text
}

/// What is written so far, and how much may be.
struct Page {
    text: String,
    max_size: usize,
    /// Findings that had no room since the last time somebody was told.
    cut: usize,
}

impl Page {
    /// Writes a table that opens at its title. From the first row that has no room on, everything is left out: what
    /// follows is less bad.
    fn section(&mut self, title: &str, is_open: bool, rows: &[&Row]) {
        if rows.is_empty() {
            return;
        }
        let open = if is_open { " open" } else { "" };
        let head = format!(
            "\n<details{open}><summary>{title}</summary>\n\n\
             | Policy | What is wrong | Where | Remedy |\n| --- | --- | --- | --- |\n"
        );
        let first = rows.first().map_or(0, |row| row.text.len());
        if !self.has_room(head.len() + first) {
            self.cut += findings(rows);
            return;
        }
        self.text.push_str(&head);
        for (index, row) in rows.iter().enumerate() {
            if !self.has_room(row.text.len()) {
                self.cut += findings(&rows[index..]);
                break;
            }
            self.text.push_str(&row.text);
        }
        self.text.push_str("\n</details>\n");
    }

    fn has_room(&self, size: usize) -> bool {
        self.cut == 0 && self.text.len() + size <= self.max_size
    }

    fn tell_cut(&mut self, what: &str) {
        if self.cut > 0 {
            let text = format!(
                "\n**{} {what}** to fit into a comment. The other formats have everything.\n",
                self.cut
            );
            self.text.push_str(&text);
            // Nothing more has room, but what is cut from here on is counted anew.
            self.max_size = 0;
            self.cut = 0;
        }
    }
}

fn findings(rows: &[&Row]) -> usize {
    rows.iter().map(|row| row.findings).sum()
}

/// What was read, what the run comes to, and how many of everything.
fn head(report: &Report<'_>) -> String {
    let outcome = match report.outcome() {
        Outcome::Clean => "no findings that count",
        Outcome::Findings => "findings",
        Outcome::Incomplete => "the audit is incomplete",
    };
    let tally = &report.audit.tally;
    let judged = prose(&shortened(&judged(report), MAX_ITEM));
    format!(
        "## {TOOL_NAME}: {outcome}\n\n{}: {judged}.\n\n\
         **{} failed**{}, {} unknown{}, {} passed, {} not applicable.\n\n{}\n",
        sources(report),
        tally.fail,
        in_brackets(&failed_by_severity(report)),
        tally.unknown,
        in_brackets(&unknown_by_severity(report)),
        tally.pass,
        tally.not_applicable,
        meaning(report),
    )
}

fn sources(report: &Report<'_>) -> String {
    let named = report.sources.iter().take(MAX_SOURCES);
    let mut named: Vec<_> =
        named.map(|source| code(&shortened(display_file(&source.file), MAX_ITEM))).collect();
    if let Some(more @ 1..) = report.sources.len().checked_sub(MAX_SOURCES) {
        named.push(format!("{more} more"));
    }
    named.join(", ")
}

fn in_brackets(detail: &str) -> String {
    if detail.is_empty() { String::new() } else { format!(" ({detail})") }
}

/// What keeps the audit from being whole.
fn troubles_section(report: &Report<'_>) -> String {
    let troubles = troubles(report);
    if troubles.is_empty() {
        return String::new();
    }
    let open = if report.is_incomplete() { " open" } else { "" };
    let title = count(troubles.len(), "gap");
    let mut section = format!("\n<details{open}><summary>{title} in the audit</summary>\n\n");
    for trouble in troubles.iter().take(MAX_TROUBLES) {
        section.push_str(&format!("- Gap: {}\n", prose(&shortened(trouble, MAX_ITEM))));
    }
    if let Some(more @ 1..) = troubles.len().checked_sub(MAX_TROUBLES) {
        section.push_str(&format!("- and {more} more\n"));
    }
    section.push_str("\n</details>\n");
    section
}

fn failed_title(severity: Severity, rows: &[&Row]) -> String {
    let mut word = severity.as_str().to_owned();
    word[..1].make_ascii_uppercase();
    format!("<b>{word}</b>: {}", count(findings(rows), "finding"))
}

fn unknown_title(rows: &[&Row]) -> String {
    format!("<b>Could not be judged</b>: {}", count(findings(rows), "verdict"))
}

#[cfg(test)]
mod tests;
