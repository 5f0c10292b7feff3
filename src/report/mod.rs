//! Renders an audit. A [`Report`] goes in, bytes in one of [`FORMATS`] come out.
//!
//! Each format is one module with one [`Reporter`]; nothing upstream knows about formats.

mod github;
pub mod json;
mod junit;
mod markdown;
mod place;
#[cfg(test)]
pub(crate) mod sample;
mod sarif;
mod table;
mod text;
mod words;

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::Timestamp;

use crate::finding::{Audit, Finding, Verdict, Waived};
use crate::gate::{self, Gate, Outcome, UnknownMode};
use crate::model::{Gap, Origin, SourceKind, SourceSummary};
use crate::policy::{Policy, PolicyId};

pub use place::Roots;
pub(crate) use text::wrap;

/// What the tool calls itself in reports.
const TOOL_NAME: &str = env!("CARGO_PKG_NAME");
/// The version it gives.
const TOOL_VERSION: &str = env!("CARGO_PKG_VERSION");
/// Where to read about it.
const TOOL_URL: &str = env!("CARGO_PKG_REPOSITORY");

/// Everything there is to say about one run.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// What was read.
    pub sources: &'a [SourceSummary],
    /// What should have been read and could not.
    pub gaps: &'a [Gap],
    /// What the policies say.
    pub audit: &'a Audit,
    /// The policies of every set in use.
    pub policies: &'a BTreeMap<PolicyId, &'a Policy>,
    /// The time that the audit judged by.
    pub clock: Timestamp,
    /// What counts as a failure.
    pub gate: Gate,
    /// The directories that file names go by.
    pub roots: Roots<'a>,
}

impl<'a> Report<'a> {
    /// What the run comes to.
    pub fn outcome(&self) -> Outcome {
        self.gate.outcome(self.audit, self.gaps)
    }

    /// Whether something could not be read or judged, whatever else was found.
    pub fn is_incomplete(&self) -> bool {
        gate::is_incomplete(self.audit, self.gaps)
    }

    /// Whether nothing but live accounts was read, or should have been.
    pub fn is_live(&self) -> bool {
        self.sources.iter().all(|source| source.kind == SourceKind::LiveAccount)
    }

    /// Every finding to list, worst first.
    pub fn listed(&self) -> impl Iterator<Item = &'a Finding> {
        let are_unknown_listed = self.gate.unknown != UnknownMode::Ignore;
        self.audit
            .findings
            .iter()
            .filter(move |finding| are_unknown_listed || finding.verdict != Verdict::Unknown)
    }

    /// Failed verdicts, worst first, without those that are accepted.
    pub fn failed(&self) -> impl Iterator<Item = &'a Finding> {
        self.listed().filter(|finding| finding.verdict == Verdict::Fail && !finding.is_accepted())
    }

    /// Unknown verdicts to list, worst first, without those that are accepted: none where they are to be ignored.
    pub fn unknown(&self) -> impl Iterator<Item = &'a Finding> {
        self.listed()
            .filter(|finding| finding.verdict == Verdict::Unknown && !finding.is_accepted())
    }

    /// What somebody waived, worst first.
    pub fn waived(&self) -> impl Iterator<Item = (&'a Finding, &'a Waived)> {
        self.listed().filter_map(|finding| Some((finding, finding.waived.as_ref()?)))
    }
}

/// How much a report for people says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// The summary only.
    Quiet,
    /// Findings and what could not be judged.
    #[default]
    Normal,
    /// Also what passed, and every cache however many there are.
    Verbose,
}

/// How a report for people looks. Formats for programs look the same everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Columns to fill.
    pub width: usize,
    /// Whether to colour.
    pub is_coloured: bool,
    /// How much to say.
    pub verbosity: Verbosity,
}

/// Writes reports in one format.
pub trait Reporter {
    /// Writes `report` to `out`.
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()>;
}

/// One format.
#[derive(Debug)]
pub struct Format {
    /// What `--format` calls it.
    pub name: &'static str,
    /// What it is for.
    pub help: &'static str,
    /// What its files end in, its own ending first. None where a file may be called anything.
    pub extensions: &'static [&'static str],
    /// Makes the reporter.
    pub reporter: fn(Look) -> Box<dyn Reporter>,
}

/// Every format; the first is the default.
pub const FORMATS: &[Format] = &[
    Format {
        name: "table",
        help: "For a person at a terminal, or a ticket",
        extensions: &[],
        reporter: |look| Box::new(table::TableReporter::new(look)),
    },
    Format {
        name: "json",
        help: "For a program: versioned, with a published schema",
        extensions: &["json"],
        reporter: |_| Box::new(json::JsonReporter),
    },
    Format {
        name: "sarif",
        help: "SARIF 2.1.0, for code scanning",
        extensions: &["sarif", "json"],
        reporter: |_| Box::new(sarif::SarifReporter),
    },
    Format {
        name: "markdown",
        help: "For a comment on a pull request, or the summary of a job",
        extensions: &["md", "markdown"],
        reporter: |_| Box::new(markdown::MarkdownReporter),
    },
    Format {
        name: "junit",
        help: "JUnit's XML, for the test report of a CI system",
        extensions: &["xml"],
        reporter: |_| Box::new(junit::JunitReporter),
    },
    Format {
        name: "github",
        help: "Annotations in a job of GitHub Actions",
        extensions: &[],
        reporter: |_| Box::new(github::GithubReporter),
    },
];

/// The file as reports name it; standard input has no name of its own, and a region of an account is no file:
/// `123456789012/eu-west-1`.
fn display_file(file: &str) -> &str {
    match file.strip_prefix(Origin::LIVE) {
        Some(place) => place,
        None if file == "-" => "standard input",
        None => file,
    }
}
