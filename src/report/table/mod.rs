//! The report for a person: what is wrong with each cache, worst first, what could not be judged and why, and how many
//! of everything. It reads the same without colour, so that it can be pasted into a ticket.

mod overview;
mod subjects;
mod summary;
mod unknown;
mod waived;

use std::collections::BTreeMap;
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

use super::text::{Palette, printable, wrap};
use super::words::{STALE_WAIVERS, stale_waivers};
use super::{Look, Report, Reporter, TOOL_NAME, TOOL_VERSION, Verbosity, display_file};
use crate::model::SourceKind;

/// Lines are easier to read than a wide terminal allows.
const MAX_WIDTH: usize = 120;
/// Narrower than this nothing can be laid out.
const MIN_WIDTH: usize = 40;

/// Writes the table.
pub(super) struct TableReporter {
    look: Look,
}

impl TableReporter {
    pub(super) fn new(look: Look) -> Self {
        Self { look }
    }
}

impl Reporter for TableReporter {
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut page = Page {
            out,
            palette: Palette::new(self.look.is_coloured),
            width: self.look.width.clamp(MIN_WIDTH, MAX_WIDTH),
            verbosity: self.look.verbosity,
        };
        page.heading(report)?;
        if self.look.verbosity > Verbosity::Quiet {
            subjects::write(&mut page, report)?;
            unknown::write(&mut page, report)?;
            waived::write(&mut page, report)?;
        }
        if self.look.verbosity == Verbosity::Verbose {
            subjects::write_passed(&mut page, report)?;
        }
        page.troubles(report)?;
        summary::write(&mut page, report)
    }
}

/// The regions that were read, by account.
fn live<'r>(report: &Report<'r>) -> BTreeMap<&'r str, Vec<&'r str>> {
    let live = report.sources.iter().filter(|source| source.kind == SourceKind::LiveAccount);
    let mut accounts: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for source in live {
        let place = display_file(&source.file);
        let (account, region) = place.split_once('/').unwrap_or((place, ""));
        accounts.entry(account).or_default().push(region);
    }
    accounts
}

/// Where the table is written, and how.
struct Page<'w> {
    out: &'w mut dyn Write,
    palette: Palette,
    width: usize,
    verbosity: Verbosity,
}

impl Page<'_> {
    /// What was read, by what.
    fn heading(&mut self, report: &Report<'_>) -> io::Result<()> {
        let strong = self.palette.strong();
        writeln!(self.out, "{strong}{TOOL_NAME} {TOOL_VERSION}{strong:#}")?;
        for (account, regions) in live(report) {
            self.block("", &format!("live account {account} {}", regions.join(", ")))?;
        }
        let files = report.sources.iter().filter(|source| source.kind != SourceKind::LiveAccount);
        for source in files {
            let by = source.written_by.as_deref().map(|by| format!(" by {by}")).unwrap_or_default();
            let file = display_file(&source.file);
            self.block("", &format!("{file}: {}{by}", source.kind.words()))?;
        }
        Ok(())
    }

    /// What keeps the audit from being whole.
    fn troubles(&mut self, report: &Report<'_>) -> io::Result<()> {
        let gaps = report.gaps.iter().map(|gap| format!("{}: {}", gap.what, gap.why));
        let title = if report.is_live() { "Not collected" } else { "Not in the input" };
        self.list(title, gaps)?;
        let failures = report.audit.failures.iter().map(|failure| {
            format!("{} on {}: {}", failure.policy, failure.address, failure.message)
        });
        self.list("Policies that could not be evaluated", failures)?;
        self.list("In no policy set, so not judged", report.audit.unassigned.iter().cloned())?;
        let stale = stale_waivers(report).map(|stale| format!("{}: {}", stale.what, stale.why));
        self.list(STALE_WAIVERS, stale)
    }

    fn list(&mut self, title: &str, items: impl Iterator<Item = String>) -> io::Result<()> {
        let mut items = items.peekable();
        if items.peek().is_some() {
            self.title(title)?;
        }
        items.try_for_each(|item| self.block("  ", &item))
    }

    /// The title of a section on a rule as wide as the page, after an empty line.
    fn title(&mut self, title: &str) -> io::Result<()> {
        let (strong, faint) = (self.palette.strong(), self.palette.faint());
        let title = printable(title).replace('\n', " ");
        let rule = "─".repeat(self.width.saturating_sub(title.width() + 4));
        writeln!(self.out, "\n{faint}──{faint:#} {strong}{title}{strong:#} {faint}{rule}{faint:#}")
    }

    /// Text wrapped to the width, each line after `indent`.
    fn block(&mut self, indent: &str, text: &str) -> io::Result<()> {
        self.hanging(indent, indent, text)
    }

    /// Text wrapped to the width; `first` stands before the first line, `rest` before the others.
    fn hanging(&mut self, first: &str, rest: &str, text: &str) -> io::Result<()> {
        let mut indent = first;
        for line in wrap(&printable(text), self.width.saturating_sub(rest.len())) {
            writeln!(self.out, "{}", format!("{indent}{line}").trim_end())?;
            indent = rest;
        }
        Ok(())
    }

    /// The same, faint.
    fn faint_block(&mut self, indent: &str, text: &str) -> io::Result<()> {
        let faint = self.palette.faint();
        for line in wrap(&printable(text), self.width.saturating_sub(indent.len())) {
            writeln!(self.out, "{indent}{faint}{line}{faint:#}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
