//! From a report to suites and cases.

use std::collections::BTreeMap;

use crate::finding::{Finding, SubjectAudit, SubjectId, Verdict};
use crate::gate::UnknownMode;
use crate::policy::PolicyId;
use crate::report::words::{Trouble, called, remedy, stale_waivers, troubles};
use crate::report::{Report, TOOL_NAME};

/// The cases of one subject.
pub(super) struct Suite {
    pub(super) name: String,
    pub(super) cases: Vec<Case>,
}

/// One policy put to one subject.
pub(super) struct Case {
    pub(super) name: String,
    /// File and line.
    pub(super) place: Option<(String, Option<u32>)>,
    pub(super) result: Result,
}

/// What a case comes to.
pub(super) enum Result {
    Passed,
    /// With the severity, the first line and all there is to say.
    Failed {
        kind: String,
        message: String,
        text: String,
    },
    Broken {
        message: String,
    },
    Skipped {
        message: String,
    },
}

/// The findings of each policy on each subject.
type Findings<'a> = BTreeMap<(SubjectId<'a>, &'a PolicyId), Vec<&'a Finding>>;

/// The suites in the order of the subjects, then what the audit itself misses, then waivers to look at.
pub(super) fn suites(report: &Report<'_>) -> Vec<Suite> {
    let mut findings = Findings::new();
    for finding in report.listed() {
        findings.entry((finding.subject(), &finding.policy)).or_default().push(finding);
    }
    let subjects =
        report.audit.subjects.iter().map(|subject| of_subject(report, subject, &findings));
    subjects
        .chain([of_audit(report), of_waivers(report)])
        .filter(|suite| !suite.cases.is_empty())
        .collect()
}

fn of_subject(report: &Report<'_>, subject: &SubjectAudit, findings: &Findings<'_>) -> Suite {
    let verdicts = subject.verdicts.iter().filter_map(|(policy, verdict)| {
        let found = findings.get(&(subject.id(), policy)).map_or(&[][..], Vec::as_slice);
        let result = result(report, *verdict, found)?;
        let place = found.first().map_or(&subject.origin, |finding| &finding.location);
        let place = Some((report.roots.segments(&place.file).join("/"), place.line));
        let place = place.filter(|(file, _)| !file.is_empty());
        Some(Case { name: policy.to_string(), place, result })
    });
    Suite { name: called(report, &subject.name, subject.id()), cases: verdicts.collect() }
}

/// What the verdict of one policy comes to; nothing where it is not applicable, or unknown and to be ignored.
fn result(report: &Report<'_>, verdict: Verdict, found: &[&Finding]) -> Option<Result> {
    if !found.is_empty() && found.iter().all(|finding| finding.is_accepted()) {
        return Some(Result::Skipped { message: accepted(found) });
    }
    match (verdict, report.gate.unknown) {
        (Verdict::Pass, _) => Some(Result::Passed),
        (Verdict::NotApplicable, _) | (Verdict::Unknown, UnknownMode::Ignore) => None,
        (Verdict::Unknown, UnknownMode::Report) => {
            Some(Result::Skipped { message: messages(found).join("; ") })
        }
        (Verdict::Fail, _) | (Verdict::Unknown, UnknownMode::Fail) => {
            let open = found.iter().copied().filter(|finding| !finding.is_accepted());
            Some(failed(report, &open.collect::<Vec<_>>()))
        }
    }
}

fn failed(report: &Report<'_>, found: &[&Finding]) -> Result {
    let kind = found.iter().map(|one| one.severity).max().map_or("", |severity| severity.as_str());
    let mut text: Vec<String> = found
        .iter()
        .map(|finding| format!("{}: {}", report.roots.line_of(&finding.location), finding.message))
        .collect();
    text.dedup();
    let policy = found.first().and_then(|finding| report.policies.get(&finding.policy));
    text.extend(policy.map(|policy| format!("Fix: {}", remedy(policy))));
    Result::Failed {
        kind: kind.to_owned(),
        message: messages(found).join("; "),
        text: text.join("\n"),
    }
}

/// Why nobody needs to do anything.
fn accepted(found: &[&Finding]) -> String {
    let reasons = found.iter().map(|finding| match &finding.waived {
        Some(waived) => format!("waived until {}: {}", waived.until, waived.justification),
        None => "was there before: it is in the baseline".to_owned(),
    });
    let mut reasons: Vec<_> = reasons.collect();
    reasons.dedup();
    reasons.join("; ")
}

/// Each message once.
fn messages<'f>(found: &[&'f Finding]) -> Vec<&'f str> {
    let mut messages: Vec<&str> = found.iter().map(|finding| finding.message.as_str()).collect();
    messages.dedup();
    messages
}

/// What could not be read or judged.
fn of_audit(report: &Report<'_>) -> Suite {
    suite_of("what could not be read or judged", troubles(report))
}

/// Waivers that expired or accept nothing.
fn of_waivers(report: &Report<'_>) -> Suite {
    suite_of("waivers to look at", stale_waivers(report))
}

fn suite_of<'a>(name: &str, troubles: impl IntoIterator<Item = Trouble<'a>>) -> Suite {
    let cases = troubles.into_iter().map(|trouble| Case {
        name: trouble.what.to_owned(),
        place: None,
        result: match trouble.is_failure {
            true => Result::Broken { message: trouble.why },
            false => Result::Skipped { message: trouble.why },
        },
    });
    Suite { name: format!("{TOOL_NAME}: {name}"), cases: cases.collect() }
}
