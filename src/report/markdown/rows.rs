//! One row of a table for each policy and subject that belong together.

use std::collections::BTreeSet;

use super::escape::{code, with_code};
use crate::finding::{Finding, Verdict, Waived};
use crate::policy::{PolicyId, Severity};
use crate::report::Report;
use crate::report::text::shortened;
use crate::report::words::remedy;

/// Messages and places that one row holds.
const MAX_LINES: usize = 10;
/// Characters of a message or a remedy.
const MAX_TEXT: usize = 500;
/// Characters of a name, an address or a place.
const MAX_NAME: usize = 200;

/// The row of one policy and one subject.
pub(super) struct Row {
    pub(super) severity: Severity,
    /// How many findings it tells.
    pub(super) findings: usize,
    pub(super) text: String,
}

/// The rows for `findings`, in their order. The remedy of a policy stands in its first row of a severity; of an unknown
/// verdict there is none.
pub(super) fn rows<'a>(
    report: &Report<'a>,
    findings: impl Iterator<Item = &'a Finding>,
) -> Vec<Row> {
    let findings: Vec<_> = findings.collect();
    let mut told: BTreeSet<(Severity, &PolicyId)> = BTreeSet::new();
    let groups = findings.chunk_by(|one, other| key(one) == key(other));
    groups
        .map(|group| {
            let first = group[0];
            let is_new = told.insert((first.severity, &first.policy));
            Row {
                severity: first.severity,
                findings: group.len(),
                text: row(report, group, is_new),
            }
        })
        .collect()
}

/// A row for each waived finding.
pub(super) fn waived_rows(report: &Report<'_>) -> Vec<Row> {
    let row = |(finding, waived): (&Finding, &Waived)| Row {
        severity: finding.severity,
        findings: 1,
        text: format!(
            "| {}<br>{} | {} | {} | {} |\n",
            code(finding.policy.as_str()),
            code(&shortened(&finding.name, MAX_NAME)),
            with_code(&shortened(&finding.message, MAX_TEXT)),
            waived.until,
            with_code(&shortened(&waived.justification, MAX_TEXT)),
        ),
    };
    report.waived().map(row).collect()
}

/// Findings are sorted by severity, policy and address, so that those of one row stand together.
fn key(finding: &Finding) -> impl PartialEq + '_ {
    (finding.severity, &finding.policy, finding.subject())
}

fn row(report: &Report<'_>, group: &[&Finding], is_new: bool) -> String {
    let first = group[0];
    let name = format!("<br>{}", code(&shortened(&first.name, MAX_NAME)));
    let messages = lines(group.iter().map(|one| with_code(&shortened(&one.message, MAX_TEXT))));
    let places = lines(group.iter().map(|one| place(report, one)));
    let remedy = match (report.policies.get(&first.policy), first.verdict) {
        (_, Verdict::Unknown) => String::new(),
        (None, _) => " |".to_owned(),
        _ if !is_new => " as above |".to_owned(),
        (Some(policy), _) => {
            format!(" {} |", with_code(&shortened(&remedy(policy), MAX_TEXT)))
        }
    };
    let id = code(first.policy.as_str());
    format!("| {id}{name} | {messages} | {places} |{remedy}\n")
}

/// File and line; where a source has no lines, and of what runs and is not declared, the address that finds the resource.
fn place(report: &Report<'_>, finding: &Finding) -> String {
    let declaration = finding.declaration.as_ref();
    let is_live = finding.origin.is_live() && declaration.is_none();
    let place = if is_live { &finding.origin } else { &finding.location };
    let line = code(&shortened(&report.roots.line_of(place), MAX_NAME));
    if finding.location.line.is_some() && !is_live {
        return line;
    }
    let address = match declaration {
        Some(declaration) => declaration.resource.as_ref().unwrap_or(&declaration.address),
        None => finding.resource.as_ref().unwrap_or(&finding.address),
    };
    format!("{} in {line}", code(&shortened(address, MAX_NAME)))
}

/// Each text once, on lines of one cell.
fn lines(texts: impl Iterator<Item = String>) -> String {
    let mut lines: Vec<String> = Vec::new();
    for text in texts {
        if !lines.contains(&text) {
            lines.push(text);
        }
    }
    let more = lines.len().saturating_sub(MAX_LINES);
    lines.truncate(MAX_LINES);
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    lines.join("<br>")
}
