//! What could not be judged: the attributes that nobody knows, why, and which policies wait for them. Subjects that lack
//! the same stand together, since a plan usually keeps the same things from all of them.

use std::collections::BTreeMap;
use std::io;

use super::{Page, called};
use crate::finding::Finding;
use crate::link::SubjectKind;
use crate::report::text::count;
use crate::report::{Report, Verbosity};

/// Groups of subjects that are shown unless more is asked for.
const MAX_GROUPS: usize = 20;
/// Subjects that are named in one group unless more is asked for.
const MAX_SUBJECTS: usize = 10;
/// Attributes that are named for one verdict; a list with a thousand unknown elements is no help.
const MAX_ATTRIBUTES: usize = 3;

/// What nobody knows of a subject, and the policies that wait for it.
type Causes = BTreeMap<String, Vec<String>>;

/// Subjects that lack the same, by name and address.
struct Group {
    causes: Causes,
    subjects: Vec<String>,
}

/// Writes what could not be judged.
pub(super) fn write(page: &mut Page<'_>, report: &Report<'_>) -> io::Result<()> {
    let groups = groups(report);
    if groups.is_empty() {
        return Ok(());
    }
    page.title("Could not be judged")?;
    let is_verbose = page.verbosity == Verbosity::Verbose;
    let (max_groups, max_subjects) =
        if is_verbose { (usize::MAX, usize::MAX) } else { (MAX_GROUPS, MAX_SUBJECTS) };
    for group in groups.iter().take(max_groups) {
        write_group(page, group, max_subjects)?;
    }
    let hidden: usize = groups.iter().skip(max_groups).map(|group| group.subjects.len()).sum();
    write_hidden(page, hidden)
}

/// The groups, in the order of the first subject of each.
fn groups(report: &Report<'_>) -> Vec<Group> {
    let mut subjects: BTreeMap<(SubjectKind, &str), (&str, Causes)> = BTreeMap::new();
    for finding in report.unknown() {
        let key = (finding.subject_kind, finding.address.as_str());
        let (_, causes) = subjects.entry(key).or_insert((&finding.name, Causes::new()));
        let policy = format!("{} ({})", finding.policy, finding.severity);
        causes.entry(cause(finding)).or_default().push(policy);
    }
    let mut indexes: BTreeMap<Causes, usize> = BTreeMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for ((_, address), (name, causes)) in subjects {
        let index = *indexes.entry(causes.clone()).or_insert(groups.len());
        if index == groups.len() {
            groups.push(Group { causes, subjects: Vec::new() });
        }
        groups[index].subjects.push(called(name, address));
    }
    groups
}

fn write_group(page: &mut Page<'_>, group: &Group, max_subjects: usize) -> io::Result<()> {
    for subject in group.subjects.iter().take(max_subjects) {
        page.block("  ", subject)?;
    }
    write_hidden(page, group.subjects.len().saturating_sub(max_subjects))?;
    for (cause, policies) in &group.causes {
        let style = page.palette.unknown();
        page.hanging(&format!("    {style}?{style:#} "), "      ", cause)?;
        page.faint_block("      ", &policies.join(", "))?;
    }
    Ok(())
}

fn write_hidden(page: &mut Page<'_>, hidden: usize) -> io::Result<()> {
    if hidden == 0 {
        return Ok(());
    }
    page.faint_block("  ", &format!("and {}; -v shows them all", count(hidden, "more subject")))
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
