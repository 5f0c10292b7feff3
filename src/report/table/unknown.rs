//! What could not be judged: for each subject the attributes that nobody knows, why, and which policies wait for them.

use std::collections::BTreeMap;
use std::io;

use super::{Page, called};
use crate::finding::Finding;
use crate::link::SubjectKind;
use crate::report::text::count;
use crate::report::{Report, Verbosity};

/// Subjects that are shown one by one unless more is asked for.
const MAX_SUBJECTS: usize = 20;
/// Attributes that are named for one verdict; a list with a thousand unknown elements is no help.
const MAX_ATTRIBUTES: usize = 3;

/// Writes what could not be judged.
pub(super) fn write(page: &mut Page<'_>, report: &Report<'_>) -> io::Result<()> {
    let mut subjects: BTreeMap<(SubjectKind, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in report.unknown() {
        subjects.entry((finding.subject_kind, &finding.address)).or_default().push(finding);
    }
    if subjects.is_empty() {
        return Ok(());
    }
    page.title("Could not be judged")?;
    let shown = if page.verbosity == Verbosity::Verbose { subjects.len() } else { MAX_SUBJECTS };
    for findings in subjects.values().take(shown) {
        write_subject(page, findings)?;
    }
    let rest = subjects.len().saturating_sub(shown);
    if rest > 0 {
        page.faint_block("  ", &format!("and {}; -v shows them all", count(rest, "more subject")))?;
    }
    Ok(())
}

fn write_subject(page: &mut Page<'_>, findings: &[&Finding]) -> io::Result<()> {
    if let Some(first) = findings.first() {
        page.block("  ", &called(&first.name, &first.address))?;
    }
    let mut causes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finding in findings {
        let policy = format!("{} ({})", finding.policy, finding.severity);
        causes.entry(cause(finding)).or_default().push(policy);
    }
    for (cause, policies) in causes {
        let style = page.palette.unknown();
        page.hanging(&format!("    {style}?{style:#} "), "      ", &cause)?;
        page.faint_block("      ", &policies.join(", "))?;
    }
    Ok(())
}

/// The attributes that nobody knows, those with the same reason together.
fn cause(finding: &Finding) -> String {
    let mut reasons: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for unknown in &finding.unknown {
        reasons.entry(unknown.reason.to_string()).or_default().push(&unknown.path);
    }
    if reasons.is_empty() {
        return finding.message.clone();
    }
    let causes = reasons.into_iter().map(|(reason, mut paths)| {
        let rest = paths.len().saturating_sub(MAX_ATTRIBUTES);
        paths.truncate(MAX_ATTRIBUTES);
        let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        format!("{}{more}: {reason}", paths.join(", "))
    });
    causes.collect::<Vec<_>>().join("; ")
}
