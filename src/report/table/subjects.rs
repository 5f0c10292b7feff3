//! What is wrong, cache by cache, worst first.

use std::collections::BTreeMap;
use std::io;

use super::Page;
use crate::finding::{Finding, SubjectAudit, SubjectId, Verdict};
use crate::link::SubjectKind;
use crate::model::Origin;
use crate::policy::{PolicyId, Severity};
use crate::report::place::with_numbers;
use crate::report::text::count;
use crate::report::words::{called, sets};
use crate::report::{Report, Verbosity, display_file};

/// Subjects with findings that are shown one by one unless more is asked for.
const MAX_SUBJECTS: usize = 25;
/// With more subjects than this, remedies stand once at the end instead of beside each finding.
const MAX_WITH_REMEDIES: usize = 5;
/// Columns of the severity, with the space around it.
const LABEL_WIDTH: usize = 12;

/// The findings of one policy on one subject.
struct Group<'a> {
    policy: &'a PolicyId,
    severity: Severity,
    findings: Vec<&'a Finding>,
}

/// One subject with what is wrong with it.
struct Faulty<'a> {
    subject: Option<&'a SubjectAudit>,
    groups: Vec<Group<'a>>,
}

/// Writes what is wrong.
pub(super) fn write(page: &mut Page<'_>, report: &Report<'_>) -> io::Result<()> {
    let faulty = faulty(report);
    let shown = if page.verbosity == Verbosity::Verbose { faulty.len() } else { MAX_SUBJECTS };
    let has_remedies = faulty.len() <= MAX_WITH_REMEDIES;
    for subject in faulty.iter().take(shown) {
        write_subject(page, report, subject, has_remedies)?;
    }
    let rest = faulty.len().saturating_sub(shown);
    if rest > 0 {
        page.title(&format!("{} with findings", count(rest, "more subject")))?;
        page.faint_block("  ", "-v shows them all; --format json has everything")?;
    }
    if !has_remedies {
        write_remedies(page, report, &faulty)?;
    }
    Ok(())
}

/// Writes what passed, for each subject.
pub(super) fn write_passed(page: &mut Page<'_>, report: &Report<'_>) -> io::Result<()> {
    let mut subjects = report.audit.subjects.iter().filter(|s| !passed(s).is_empty()).peekable();
    if subjects.peek().is_some() {
        page.title("Passed")?;
    }
    for subject in subjects {
        let ids = passed(subject);
        page.block("  ", &called(report, &subject.name, subject.id()))?;
        page.faint_block("    ", &ids.join(", "))?;
    }
    Ok(())
}

/// The policies that `subject` meets.
fn passed(subject: &SubjectAudit) -> Vec<&str> {
    let met = subject.verdicts.iter().filter(|(_, verdict)| **verdict == Verdict::Pass);
    met.map(|(id, _)| id.as_str()).collect()
}

/// Subjects with findings, the one with the worst first; of equally bad ones that with more.
fn faulty<'a>(report: &Report<'a>) -> Vec<Faulty<'a>> {
    let audits: BTreeMap<_, _> = report.audit.subjects.iter().map(|s| (s.id(), s)).collect();
    let mut groups: BTreeMap<SubjectId<'a>, Vec<Group<'a>>> = BTreeMap::new();
    for finding in report.failed() {
        let of_subject = groups.entry(finding.subject()).or_default();
        match of_subject.iter_mut().find(|group| *group.policy == finding.policy) {
            Some(group) => group.findings.push(finding),
            None => of_subject.push(Group {
                policy: &finding.policy,
                severity: finding.severity,
                findings: vec![finding],
            }),
        }
    }
    let mut faulty: Vec<_> = groups
        .into_iter()
        .map(|(id, groups)| Faulty { subject: audits.get(&id).copied(), groups })
        .collect();
    // Findings come worst first, so each list of groups is in order of severity and compares as a whole.
    faulty.sort_by_cached_key(|faulty| {
        std::cmp::Reverse(faulty.groups.iter().map(|group| group.severity).collect::<Vec<_>>())
    });
    faulty
}

fn write_subject(
    page: &mut Page<'_>,
    report: &Report<'_>,
    faulty: &Faulty<'_>,
    has_remedies: bool,
) -> io::Result<()> {
    let Some(first) = faulty.groups.first().and_then(|group| group.findings.first()) else {
        return Ok(());
    };
    page.title(&first.name)?;
    if let Some(subject) = faulty.subject.filter(|subject| !subject.summary.is_empty()) {
        page.block("", &subject.summary)?;
    }
    let mut place = place(first.subject(), &first.origin, report);
    if let Some(subject) = faulty.subject.filter(|_| sets(report).len() > 1) {
        place.push_str(&format!(", judged by {}", subject.policy_sets.join(", ")));
    }
    page.block("", &place)?;
    faulty.groups.iter().try_for_each(|group| write_group(page, report, group, has_remedies))
}

/// Address, kind where it is no cache, and file.
pub(super) fn place(
    (kind, address, _): SubjectId<'_>,
    origin: &Origin,
    report: &Report<'_>,
) -> String {
    let mut place = match kind {
        SubjectKind::Cache => address.to_owned(),
        SubjectKind::CacheRemoval => format!("removal of {address}"),
        SubjectKind::Alarm => format!("alarm {address}"),
        SubjectKind::BackupSelection => format!("backup selection {address}"),
    };
    // The ARN of what runs tells account and region.
    let is_ambiguous = report.sources.len() > 1 && !origin.is_live();
    if is_ambiguous || origin.line.is_some() {
        place.push_str(&format!(" in {}", line_of(origin)));
    }
    place
}

/// `template.yaml:12:7`, as editors and terminals understand it.
fn line_of(origin: &Origin) -> String {
    with_numbers(display_file(&origin.file), origin)
}

/// The place without the folders of its file: those of a cloud assembly are long and the same for every finding.
fn base_named(origin: &Origin) -> Origin {
    let name = std::path::Path::new(&origin.file).file_name().and_then(|name| name.to_str());
    Origin { file: name.unwrap_or(&origin.file).to_owned(), ..origin.clone() }
}

fn write_group(
    page: &mut Page<'_>,
    report: &Report<'_>,
    group: &Group<'_>,
    has_remedies: bool,
) -> io::Result<()> {
    let (style, strong) = (page.palette.severity(group.severity), page.palette.strong());
    let label = label(group.severity);
    let gap = " ".repeat(LABEL_WIDTH - 2 - label.len());
    let id = group.policy;
    writeln!(page.out, "\n  {style}{label}{style:#}{gap}{strong}{id}{strong:#}")?;
    let indent = " ".repeat(LABEL_WIDTH);
    let told = told(&group.findings);
    let (first, rest) = match told.len() {
        1 => (indent.clone(), indent.clone()),
        _ => (format!("{indent}- "), format!("{indent}  ")),
    };
    let mut told = told.into_iter().peekable();
    while let Some((message, places)) = told.next() {
        page.hanging(&first, &rest, message)?;
        // What the next one says of the same place need not be repeated here.
        if told.peek().is_none_or(|(_, next)| *next != places) {
            places.iter().try_for_each(|place| page.faint_block(&rest, place))?;
        }
    }
    if let Some(policy) = report.policies.get(id).filter(|_| has_remedies) {
        write_remedy(page, &policy.remediation)?;
    }
    Ok(())
}

/// Where a finding is, if it has a line and that is not the subject's own. What runs and is not declared is not changed at
/// a line: that of its account is for programs that need one.
pub(super) fn place_of(finding: &Finding) -> Option<String> {
    let is_undeclared = finding.origin.is_live() && finding.declaration.is_none();
    let has_none = finding.location.line.is_none() || is_undeclared;
    let is_own = has_none || finding.location == finding.origin;
    (!is_own).then(|| format!("at {}", line_of(&finding.location)))
}

/// Each message once, with the places that it is about where they are not the subject's own.
fn told<'f>(findings: &[&'f Finding]) -> Vec<(&'f str, Vec<String>)> {
    let mut told: Vec<(&str, Vec<String>)> = Vec::new();
    for finding in findings {
        let index = match told.iter().position(|(message, _)| *message == finding.message) {
            Some(index) => index,
            None => {
                told.push((&finding.message, Vec::new()));
                told.len() - 1
            }
        };
        let template = finding.template.as_ref();
        let template =
            template.map(|template| format!("in the template {}", line_of(&base_named(template))));
        let related = finding.related.iter();
        let related = related.map(|it| format!("{}: {}", it.message, line_of(&it.place)));
        for place in place_of(finding).into_iter().chain(template).chain(related) {
            if !told[index].1.contains(&place) {
                told[index].1.push(place);
            }
        }
    }
    told
}

fn write_remedy(page: &mut Page<'_>, remedy: &str) -> io::Result<()> {
    let good = page.palette.good();
    // The escape codes take no columns, so the label is laid out without them and coloured afterwards.
    let indent = " ".repeat(LABEL_WIDTH);
    let first = format!("{}{good}fix{good:#} ", " ".repeat(LABEL_WIDTH - 4));
    page.hanging(&first, &indent, remedy)
}

/// Each policy that found something, once: how many subjects it found wrong, and what to do.
fn write_remedies(
    page: &mut Page<'_>,
    report: &Report<'_>,
    faulty: &[Faulty<'_>],
) -> io::Result<()> {
    let mut policies: BTreeMap<(std::cmp::Reverse<Severity>, &PolicyId), usize> = BTreeMap::new();
    for group in faulty.iter().flat_map(|faulty| &faulty.groups) {
        *policies.entry((std::cmp::Reverse(group.severity), group.policy)).or_default() += 1;
    }
    page.title("How to fix them")?;
    for ((std::cmp::Reverse(severity), id), subjects) in policies {
        let (style, strong) = (page.palette.severity(severity), page.palette.strong());
        let label = label(severity);
        let gap = " ".repeat(LABEL_WIDTH - 2 - label.len());
        let subjects = count(subjects, "subject");
        writeln!(page.out, "\n  {style}{label}{style:#}{gap}{strong}{id}{strong:#}: {subjects}")?;
        if let Some(policy) = report.policies.get(id) {
            page.block(&" ".repeat(LABEL_WIDTH), &policy.remediation)?;
        }
    }
    Ok(())
}

/// The severity as a label of at most eight letters.
fn label(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "CRITICAL",
        Severity::High => "HIGH",
        Severity::Medium => "MEDIUM",
        Severity::Low => "LOW",
        Severity::Informational => "INFO",
    }
}
