//! What could not be judged: the attributes that nobody knows, why, and which policies wait for them. Subjects that lack
//! the same stand together, since a plan usually keeps the same things from all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::Page;
use super::subjects::place_of;
use crate::finding::{Finding, SubjectId};
use crate::report::text::count;
use crate::report::words::called;
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
    /// The places where the first subject lacks it, by cause.
    places: Places,
    subjects: Vec<String>,
}

/// Where what is not known would be told, by cause.
type Places = BTreeMap<String, BTreeSet<String>>;

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
    let mut subjects: BTreeMap<SubjectId<'_>, (&str, Causes, Places)> = BTreeMap::new();
    for finding in report.unknown() {
        let (_, causes, places) = subjects.entry(finding.subject()).or_insert((
            &finding.name,
            Causes::new(),
            Places::new(),
        ));
        let policy = format!("{} ({})", finding.policy, finding.severity);
        let cause = cause(finding);
        places.entry(cause.clone()).or_default().extend(place_of(finding));
        causes.entry(cause).or_default().push(policy);
    }
    let mut indexes: BTreeMap<Causes, usize> = BTreeMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for (id, (name, causes, places)) in subjects {
        let index = *indexes.entry(causes.clone()).or_insert(groups.len());
        if index == groups.len() {
            groups.push(Group { causes, places, subjects: Vec::new() });
        }
        groups[index].subjects.push(called(report, name, id));
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
        page.block("      ", &policies.join(", "))?;
        // Several subjects lack it in as many places.
        let places = group.places.get(cause).filter(|_| group.subjects.len() == 1);
        let mut places = places.into_iter().flatten();
        places.try_for_each(|place| page.faint_block("      ", place))?;
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
