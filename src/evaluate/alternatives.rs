//! What is the same whichever values parameters without a value take.
//!
//! Enters: the audit with those parameters unknown, and one audit for each of the values that the source allows. Leaves:
//! the first audit, in which verdicts that were unknown and that all others agree on are theirs.

use std::collections::{BTreeMap, BTreeSet};

use super::{finding_order, tally};
use crate::finding::{Audit, Finding, SubjectId, Verdict};
use crate::policy::PolicyId;

/// How many different messages one finding tells.
const MAX_MESSAGES: usize = 3;

/// Settles what is unknown in `base` and the same in every one of `alternatives`.
pub fn settle(mut base: Audit, alternatives: &[Audit]) -> Audit {
    let alternatives: Vec<Index<'_>> = alternatives.iter().map(Index::new).collect();
    if alternatives.is_empty() {
        return base;
    }
    let settled: Vec<Settled> = (0..base.subjects.len())
        .flat_map(|subject| settled(&base, subject, &alternatives))
        .collect();
    for one in &settled {
        base.subjects[one.subject].verdicts.insert(one.policy.clone(), one.verdict);
    }
    let Audit { subjects, findings, .. } = &mut base;
    let answered: BTreeSet<Judged<'_>> =
        settled.iter().map(|one| (subjects[one.subject].id(), &one.policy)).collect();
    findings.retain(|finding| !answered.contains(&(finding.subject(), &finding.policy)));
    findings.extend(settled.into_iter().flat_map(|one| one.findings));
    findings.sort_by(|one, other| finding_order(one).cmp(&finding_order(other)));
    base.tally = tally(&base.subjects);
    base
}

/// A subject and the policy that judges it.
type Judged<'a> = (SubjectId<'a>, &'a PolicyId);

/// The audit of one alternative, by what is judged.
struct Index<'a> {
    verdicts: BTreeMap<Judged<'a>, Verdict>,
    findings: BTreeMap<Judged<'a>, Vec<&'a Finding>>,
}

impl<'a> Index<'a> {
    fn new(audit: &'a Audit) -> Self {
        let mut index = Self { verdicts: BTreeMap::new(), findings: BTreeMap::new() };
        for subject in &audit.subjects {
            let verdicts = subject.verdicts.iter();
            index
                .verdicts
                .extend(verdicts.map(|(policy, verdict)| ((subject.id(), policy), *verdict)));
        }
        for finding in &audit.findings {
            index.findings.entry((finding.subject(), &finding.policy)).or_default().push(finding);
        }
        index
    }
}

/// A verdict that is no longer unknown.
struct Settled {
    /// The subject's place in the audit.
    subject: usize,
    policy: PolicyId,
    verdict: Verdict,
    findings: Vec<Finding>,
}

/// What all alternatives agree on of one subject.
fn settled(base: &Audit, at: usize, alternatives: &[Index<'_>]) -> Vec<Settled> {
    let subject = &base.subjects[at];
    let unknown = subject.verdicts.iter().filter(|(_, verdict)| **verdict == Verdict::Unknown);
    let settled = unknown.filter_map(|(policy, _)| {
        let judged = (subject.id(), policy);
        let verdict = agreed(alternatives, judged)?;
        let findings = match verdict {
            Verdict::Fail => Some(common(alternatives, judged)).filter(|common| !common.is_empty()),
            Verdict::Pass | Verdict::NotApplicable => Some(Vec::new()),
            Verdict::Unknown => None,
        };
        // Where all fail and each for another reason, there is nothing to tell: it stays unknown.
        Some(Settled { subject: at, policy: policy.clone(), verdict, findings: findings? })
    });
    settled.collect()
}

/// The verdict that every alternative gives, if it is the same.
fn agreed(alternatives: &[Index<'_>], judged: Judged<'_>) -> Option<Verdict> {
    let mut verdicts = alternatives.iter().map(|index| index.verdicts.get(&judged).copied());
    let first = verdicts.next()??;
    verdicts.all(|verdict| verdict == Some(first)).then_some(first)
}

/// The findings about the same attribute of the same resource in every alternative, as the first has them.
fn common(alternatives: &[Index<'_>], judged: Judged<'_>) -> Vec<Finding> {
    let found: Vec<&[&Finding]> = alternatives
        .iter()
        .map(|index| index.findings.get(&judged).map_or(&[][..], Vec::as_slice))
        .collect();
    let Some((first, others)) = found.split_first() else { return Vec::new() };
    let is_in_all = |is_same: &dyn Fn(&Finding) -> bool| {
        others.iter().all(|other| other.iter().any(|finding| is_same(finding)))
    };
    let mut common: Vec<Finding> = Vec::new();
    for finding in *first {
        if is_in_all(&|other| is_alike(finding, other) && finding.message == other.message) {
            common.push((*finding).clone());
        }
    }
    for finding in *first {
        let is_new = !common.iter().any(|told| is_alike(finding, told));
        if is_new && is_in_all(&|other| is_alike(finding, other)) {
            common.push(Finding { message: messages(finding, &found), ..(*finding).clone() });
        }
    }
    common
}

/// Whether two findings of one policy on one subject are about the same.
fn is_alike(one: &Finding, other: &Finding) -> bool {
    (&one.attribute, &one.resource) == (&other.attribute, &other.resource)
}

/// What the alternatives say instead of one another: a value in a message is that of one alternative only.
fn messages(finding: &Finding, found: &[&[&Finding]]) -> String {
    let mut messages: Vec<&str> = Vec::new();
    for other in found.iter().flat_map(|findings| findings.iter()) {
        if is_alike(finding, other) && !messages.contains(&other.message.as_str()) {
            messages.push(&other.message);
        }
    }
    let more = messages.len().saturating_sub(MAX_MESSAGES);
    messages.truncate(MAX_MESSAGES);
    let mut text = messages.join("; or ");
    if more > 0 {
        text.push_str(&format!("; or {more} more"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{SubjectAudit, Tally};
    use crate::link::SubjectKind;
    use crate::model::Origin;
    use crate::policy::Severity;

    /// An audit of one cache by the policy `p`, with the messages of its findings on `engine`.
    fn audit(verdict: Verdict, messages: &[&str]) -> Audit {
        let subject = SubjectAudit {
            kind: SubjectKind::Cache,
            address: "Cache".to_owned(),
            name: "Cache".to_owned(),
            ids: Vec::new(),
            summary: String::new(),
            policy_sets: Vec::new(),
            verdicts: [(PolicyId::new("p"), verdict)].into(),
            origin: Origin::default(),
        };
        let findings = messages.iter().map(|message| Finding {
            policy: PolicyId::new("p"),
            verdict,
            severity: Severity::High,
            subject_kind: SubjectKind::Cache,
            address: "Cache".to_owned(),
            name: "Cache".to_owned(),
            attribute: "engine".to_owned(),
            message: (*message).to_owned(),
            unknown: Vec::new(),
            origin: Origin::default(),
            resource: None,
            location: Origin::default(),
            template: None,
            related: Vec::new(),
            leads: Vec::new(),
            declaration: None,
            waived: None,
            baseline: None,
        });
        let findings = findings.collect();
        let subjects = vec![subject];
        Audit { tally: tally(&subjects), subjects, findings, ..Audit::default() }
    }

    fn unknown() -> Audit {
        audit(Verdict::Unknown, &["`engine` is unknown"])
    }

    fn messages(audit: &Audit) -> Vec<&str> {
        audit.findings.iter().map(|finding| finding.message.as_str()).collect()
    }

    #[test]
    fn a_verdict_that_all_alternatives_give_takes_the_place_of_unknown() {
        for verdict in [Verdict::Pass, Verdict::NotApplicable] {
            let settled = settle(unknown(), &[audit(verdict, &[]), audit(verdict, &[])]);
            assert_eq!(settled, audit(verdict, &[]));
        }
        let failed = audit(Verdict::Fail, &["is old"]);
        assert_eq!(settle(unknown(), &[failed.clone(), failed.clone()]), failed);
        assert_eq!(failed.tally, Tally { fail: 1, ..Tally::default() });
    }

    #[test]
    fn what_alternatives_disagree_on_stays_unknown() {
        let (pass, fail) = (audit(Verdict::Pass, &[]), audit(Verdict::Fail, &["is old"]));
        let mut not_judged = pass.clone();
        not_judged.subjects[0].verdicts.clear();
        let mut other_reason = fail.clone();
        other_reason.findings[0].attribute = "port".to_owned();
        let absent = Audit::default();
        for other in [&fail, &unknown(), &not_judged, &absent] {
            assert_eq!(settle(unknown(), &[pass.clone(), other.clone()]), unknown());
        }
        assert_eq!(settle(unknown(), &[fail, other_reason]), unknown());
        assert_eq!(settle(unknown(), &[]), unknown());
    }

    #[test]
    fn what_is_known_without_alternatives_stays_as_it_is() {
        let fail = audit(Verdict::Fail, &["is old"]);
        let pass = audit(Verdict::Pass, &[]);
        assert_eq!(settle(fail.clone(), &[pass.clone(), pass]), fail);
    }

    #[test]
    fn only_findings_that_all_alternatives_have_are_told() {
        let both = audit(Verdict::Fail, &["is old", "is red"]);
        let one = audit(Verdict::Fail, &["is old"]);
        assert_eq!(messages(&settle(unknown(), &[both, one])), ["is old"]);
    }

    #[test]
    fn values_of_single_alternatives_are_told_as_such() {
        let days = |days: u32| audit(Verdict::Fail, &[&format!("keeps {days} days")]);
        let settled = settle(unknown(), &[days(1), days(2)]);
        assert_eq!(messages(&settled), ["keeps 1 days; or keeps 2 days"]);
        let many: Vec<Audit> = (1..=5).map(days).collect();
        let expected = "keeps 1 days; or keeps 2 days; or keeps 3 days; or 2 more";
        assert_eq!(messages(&settle(unknown(), &many)), [expected]);
    }
}
