//! Markdown for a comment on a pull request and for `$GITHUB_STEP_SUMMARY`: what the run comes to, then what is wrong,
//! worst first, then what nobody knows. Everything that others wrote is escaped, and the whole fits into a comment.

mod escape;
mod rows;

use std::io::{self, Write};

use self::escape::{code, prose, with_code};
use self::rows::{Row, rows, waived_rows};
use super::text::{count, shortened};
use super::words::{
    Accepted, SEVERITIES, STALE_WAIVERS, Trouble, failed_by_severity, judged, meaning,
    stale_waivers, troubles, unknown_by_severity,
};
use super::{Report, Reporter, TOOL_NAME, display_file};
use crate::gate::Outcome;
use crate::policy::Severity;

/// Bytes of the whole. GitHub refuses a comment of more than 65,536 characters; the rest is for those who wrap it.
const MAX_SIZE: usize = 60_000;
/// Bytes that closing what is open and telling what was cut may take.
const RESERVE: usize = 1_000;
/// Gaps, and waivers to look at, that are told one by one.
const MAX_TROUBLES: usize = 20;
/// Inputs that are named.
const MAX_SOURCES: usize = 10;
/// Characters of one item of a list.
const MAX_ITEM: usize = 400;
/// The columns of what is wrong.
const FAILED_COLUMNS: &str =
    "| Policy | What is wrong | Where | Remedy |\n| --- | --- | --- | --- |\n";
/// The columns of what nobody knows.
const UNKNOWN_COLUMNS: &str = "| Policy | What is not known | Where |\n| --- | --- | --- |\n";
/// The columns of what somebody accepted.
const WAIVED_COLUMNS: &str =
    "| Policy | What is wrong | Until | Why it is accepted |\n| --- | --- | --- | --- |\n";
/// What ends a section.
const SECTION_END: &str = "\n</details>\n";

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
    let title = "Could not be read or judged";
    page.text.push_str(&list_section(title, &troubles(report), report.is_incomplete()));
    let stale: Vec<_> = stale_waivers(report).collect();
    page.text.push_str(&list_section(STALE_WAIVERS, &stale, false));
    let failed = rows(report, report.failed());
    for severity in SEVERITIES {
        let rows: Vec<_> = failed.iter().filter(|row| row.severity == severity).collect();
        page.section(&Section {
            title: format!(
                "<b>{}</b>: {}",
                capitalized(severity),
                count(findings(&rows), "finding")
            ),
            is_open: severity >= Severity::High,
            columns: FAILED_COLUMNS,
            rows,
        });
    }
    page.tell_cut("of the least severe findings are left out");
    let unknown = rows(report, report.unknown());
    let rows: Vec<_> = unknown.iter().collect();
    page.section(&Section {
        title: format!("<b>Could not be judged</b>: {}", count(findings(&rows), "verdict")),
        is_open: false,
        columns: UNKNOWN_COLUMNS,
        rows,
    });
    page.tell_cut("of the unknown verdicts are left out");
    let waived = waived_rows(report);
    let rows: Vec<_> = waived.iter().collect();
    page.section(&Section {
        title: format!("<b>Waived</b>: {}", count(findings(&rows), "finding")),
        is_open: false,
        columns: WAIVED_COLUMNS,
        rows,
    });
    page.tell_cut("of the waived findings are left out");
    page.text
}

/// A table below a title that opens and closes it.
struct Section<'r> {
    title: String,
    is_open: bool,
    /// The two lines that begin the table.
    columns: &'static str,
    rows: Vec<&'r Row>,
}

impl Section<'_> {
    fn head(&self) -> String {
        format!("{}{}", summary(&self.title, self.is_open), self.columns)
    }
}

/// What is written so far, and how much may be.
struct Page {
    text: String,
    max_size: usize,
    /// Findings that had no room since the last time somebody was told.
    cut: usize,
}

impl Page {
    /// Writes as many rows as there is room for. After the first that has none everything is left out: what follows is
    /// less bad.
    fn section(&mut self, section: &Section<'_>) {
        let Some(first) = section.rows.first() else { return };
        let head = section.head();
        if !self.has_room(head.len() + first.text.len()) {
            self.cut += findings(&section.rows);
            return;
        }
        self.text.push_str(&head);
        for (index, row) in section.rows.iter().enumerate() {
            if !self.has_room(row.text.len()) {
                self.cut += findings(&section.rows[index..]);
                break;
            }
            self.text.push_str(&row.text);
        }
        self.text.push_str(SECTION_END);
    }

    fn has_room(&self, size: usize) -> bool {
        self.cut == 0 && self.text.len() + size <= self.max_size
    }

    fn tell_cut(&mut self, what: &str) {
        if self.cut == 0 {
            return;
        }
        let cut = std::mem::take(&mut self.cut);
        self.text.push_str(&format!(
            "\n**{cut} {what}** to fit into a comment. The other formats have everything.\n"
        ));
        // What comes now is less bad than what was cut.
        self.max_size = 0;
    }
}

/// How many findings `rows` tell.
fn findings(rows: &[&Row]) -> usize {
    rows.iter().map(|row| row.findings).sum()
}

/// The line that opens a section at a click, and the empty line that Markdown needs after it.
fn summary(title: &str, is_open: bool) -> String {
    let open = if is_open { " open" } else { "" };
    format!("\n<details{open}><summary>{title}</summary>\n\n")
}

fn capitalized(severity: Severity) -> String {
    let mut word = severity.as_str().to_owned();
    word[..1].make_ascii_uppercase();
    word
}

/// What was read, what the run comes to, and how many of everything.
fn head(report: &Report<'_>) -> String {
    let outcome = match report.outcome() {
        Outcome::Clean => "no findings that count",
        Outcome::Findings => "findings",
        Outcome::Incomplete => "the audit is incomplete",
    };
    let tally = &report.audit.tally;
    let accepted = Accepted::of(report);
    let told_accepted = match accepted.total() {
        0 => String::new(),
        total => format!(", {total} accepted ({})", accepted.words()),
    };
    let judged = prose(&shortened(&judged(report), MAX_ITEM));
    format!(
        "## {TOOL_NAME}: {outcome}\n\n{}: {judged}.\n\n\
         **{} failed**{}, {} unknown{}, {} passed, {} not applicable{told_accepted}.\n\n{}\n",
        sources(report),
        tally.fail.saturating_sub(accepted.failed),
        in_brackets(&failed_by_severity(report)),
        tally.unknown.saturating_sub(accepted.unknown),
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

/// A list below a title; nothing where there is nothing to list.
fn list_section(title: &str, troubles: &[Trouble<'_>], is_open: bool) -> String {
    if troubles.is_empty() {
        return String::new();
    }
    let mut section = summary(&format!("<b>{title}</b>: {}", troubles.len()), is_open);
    for trouble in troubles.iter().take(MAX_TROUBLES) {
        let what = code(&shortened(trouble.what, MAX_ITEM));
        section.push_str(&format!("- {what}: {}\n", with_code(&shortened(&trouble.why, MAX_ITEM))));
    }
    if let Some(more @ 1..) = troubles.len().checked_sub(MAX_TROUBLES) {
        section.push_str(&format!("- and {more} more\n"));
    }
    section.push_str(SECTION_END);
    section
}

#[cfg(test)]
mod tests;
