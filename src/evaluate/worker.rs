//! One thread's share of an audit: its own engines, and what it makes of a subject.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use super::engine::{EngineFactory, PolicyEngine};
use super::input::{Converter, PolicyInput};
use super::locate::{Located, Whereabouts};
use super::summary::summarize;
use super::verdict::Judgement;
use super::{EvaluateError, Evaluation};
use crate::finding::{Audit, Finding, PolicyFailure, SubjectAudit, UnknownAttribute, Verdict};
use crate::link::{Subject, SubjectKind};
use crate::policy::{Policy, PolicyId, ResolvedPolicy, Severity};

/// How many engines a thread builds at least; for fewer it is not worth starting one.
const SHARE: usize = 8;

/// How many unknown attributes a message names.
const NAMED_UNKNOWNS: usize = 3;

/// The engines of one thread.
pub(super) struct Worker<'a> {
    evaluation: &'a Evaluation<'a>,
    now: String,
    engines: Vec<Slot<'a>>,
    /// For each set the engines it uses, with the severity there.
    sets: Vec<Vec<(usize, Severity)>>,
    converter: Converter,
}

/// A policy with certain parameters, once for all sets that apply it so.
#[derive(Clone)]
struct Slot<'a> {
    policy: ResolvedPolicy,
    engine: Result<PolicyEngine<'a>, String>,
}

impl<'a> Worker<'a> {
    /// Builds the engine of every policy that a set applies to subjects of `kinds`.
    pub(super) fn new(
        factory: &EngineFactory<'a>,
        evaluation: &'a Evaluation<'a>,
        kinds: &BTreeSet<SubjectKind>,
    ) -> Result<Self, EvaluateError> {
        let mut policies: Vec<&ResolvedPolicy> = Vec::new();
        let mut sets = Vec::new();
        for set in evaluation.sets {
            let wanted = set.policies.iter().filter(|one| kinds.contains(&one.policy.subject));
            let mut members = Vec::with_capacity(set.policies.len());
            for resolved in wanted {
                let is_same = |other: &&ResolvedPolicy| {
                    other.policy.id == resolved.policy.id && other.parameters == resolved.parameters
                };
                let index = policies.iter().position(is_same).unwrap_or_else(|| {
                    policies.push(resolved);
                    policies.len() - 1
                });
                members.push((index, resolved.severity));
            }
            sets.push(members);
        }
        let engines = build(factory, &policies, evaluation.threads.get())?;
        let now = evaluation.now.to_string();
        Ok(Self { evaluation, now, engines, sets, converter: Converter::default() })
    }

    /// The same for another thread.
    pub(super) fn fork(&self) -> Self {
        Self {
            evaluation: self.evaluation,
            now: self.now.clone(),
            engines: self.engines.clone(),
            sets: self.sets.clone(),
            converter: Converter::default(),
        }
    }

    /// Puts `subject` before the policies of every set that applies to it.
    pub(super) fn audit(&mut self, subject: &Subject, places: &Whereabouts<'_>, audit: &mut Audit) {
        let assigned = (self.evaluation.assign)(subject);
        if assigned.is_empty() {
            audit.unassigned.push(subject.address.clone());
        }
        let mut verdicts = BTreeMap::new();
        match self.converter.convert(&subject.body, &self.now) {
            Ok(input) => {
                for (index, severity) in self.engines_for(&assigned, subject) {
                    let slot = &mut self.engines[index];
                    judge(slot, severity, (subject, places), &input, &mut verdicts, audit);
                }
            }
            Err(error) => {
                for (index, _) in self.engines_for(&assigned, subject) {
                    let policy = &self.engines[index].policy.policy;
                    audit.failures.push(failure(policy, subject, error.to_string()));
                }
            }
        }
        audit.subjects.push(SubjectAudit {
            kind: subject.body.kind(),
            address: subject.address.clone(),
            name: subject.name.clone(),
            ids: subject.ids.clone(),
            summary: summarize(&subject.body),
            policy_sets: self.set_names(&assigned),
            verdicts,
            origin: subject.origin.clone(),
        });
    }

    /// The engines that the assigned sets use for this kind of subject, with the highest severity any of them says.
    fn engines_for(&self, assigned: &[usize], subject: &Subject) -> BTreeMap<usize, Severity> {
        let mut engines = BTreeMap::new();
        for (index, severity) in assigned.iter().filter_map(|set| self.sets.get(*set)).flatten() {
            if self.engines[*index].policy.policy.subject == subject.body.kind() {
                let highest = engines.entry(*index).or_insert(*severity);
                *highest = (*severity).max(*highest);
            }
        }
        engines
    }

    fn set_names(&self, assigned: &[usize]) -> Vec<String> {
        let names = assigned.iter().filter_map(|set| self.evaluation.sets.get(*set));
        names.map(|set| set.name.clone()).collect()
    }
}

/// Builds the engines of `policies`, in their order; each of `threads` builds a share.
fn build<'a>(
    factory: &EngineFactory<'a>,
    policies: &[&ResolvedPolicy],
    threads: usize,
) -> Result<Vec<Slot<'a>>, EvaluateError> {
    let share = policies.len().div_ceil(threads).max(SHARE);
    let build_share = |share: &[&ResolvedPolicy]| -> Vec<Slot<'a>> {
        let mut factory = factory.clone();
        let slots = share
            .iter()
            .map(|policy| Slot { policy: (*policy).clone(), engine: factory.build(policy) });
        slots.collect()
    };
    let (own, others) = policies.split_at(share.min(policies.len()));
    thread::scope(|scope| {
        let others: Vec<_> =
            others.chunks(share).map(|share| scope.spawn(move || build_share(share))).collect();
        let mut slots = build_share(own);
        for other in others {
            slots.extend(other.join().map_err(|_| EvaluateError::Thread)?);
        }
        Ok(slots)
    })
}

/// Puts the subject before one policy. A policy that fails to judge leaves no verdict.
fn judge(
    slot: &mut Slot<'_>,
    severity: Severity,
    (subject, places): (&Subject, &Whereabouts<'_>),
    input: &PolicyInput,
    verdicts: &mut BTreeMap<PolicyId, Verdict>,
    audit: &mut Audit,
) {
    let policy = &slot.policy.policy;
    let judgement = match &mut slot.engine {
        Ok(engine) => engine.judge(input),
        Err(error) => Err(error.clone()),
    };
    let judgement = match judgement {
        Ok(judgement) => judgement,
        Err(message) => {
            audit.failures.push(failure(policy, subject, message));
            return;
        }
    };
    // With other parameters the same policy may have judged before; the worse verdict counts.
    let before = verdicts.get(&policy.id).copied();
    verdicts.insert(policy.id.clone(), before.unwrap_or(judgement.verdict).min(judgement.verdict));
    for finding in findings(policy, severity, (subject, places), judgement) {
        let mut of_subject =
            audit.findings.iter().rev().take_while(|known| known.address == subject.address);
        if before.is_none() || !of_subject.any(|known| *known == finding) {
            audit.findings.push(finding);
        }
    }
}

/// The findings that a judgement comes to: one for each denial, or one for what is unknown.
fn findings(
    policy: &Policy,
    severity: Severity,
    (subject, places): (&Subject, &Whereabouts<'_>),
    judgement: Judgement,
) -> Vec<Finding> {
    let verdict = judgement.verdict;
    let finding = |attribute: String, message: String, located: Located| Finding {
        policy: policy.id.clone(),
        verdict,
        severity,
        subject_kind: subject.body.kind(),
        address: subject.address.clone(),
        name: subject.name.clone(),
        attribute,
        message,
        unknown: Vec::new(),
        origin: subject.origin.clone(),
        resource: located.resource,
        location: located.location,
        template: located.template,
        related: Vec::new(),
        leads: located.leads,
        declaration: None,
        waived: None,
        baseline: None,
    };
    match verdict {
        Verdict::Fail => {
            let denials = judgement.denials.into_iter().map(|denial| {
                let named = denial.resource.as_deref().map(|named| (named, denial.part.as_deref()));
                let located = places.find(&denial.attribute, named);
                finding(denial.attribute, denial.message, located)
            });
            denials.collect()
        }
        Verdict::Unknown => {
            let unknown = judgement.unknown;
            let attribute = unknown.first().map(|first| first.path.clone()).unwrap_or_default();
            let located = places.find(&attribute, None);
            let message = explain(&unknown);
            vec![Finding { unknown, ..finding(attribute, message, located) }]
        }
        Verdict::Pass | Verdict::NotApplicable => Vec::new(),
    }
}

/// What is not known and why: "`a` is known after apply; `b` is not collected".
fn explain(unknown: &[UnknownAttribute]) -> String {
    let mut parts: Vec<String> = unknown
        .iter()
        .take(NAMED_UNKNOWNS)
        .map(|attribute| format!("`{}` is unknown: {}", attribute.path, attribute.reason))
        .collect();
    if unknown.len() > NAMED_UNKNOWNS {
        parts.push(format!("{} more are unknown", unknown.len() - NAMED_UNKNOWNS));
    }
    parts.join("; ")
}

fn failure(policy: &Policy, subject: &Subject, message: String) -> PolicyFailure {
    PolicyFailure { policy: policy.id.clone(), address: subject.address.clone(), message }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;
    use std::time::Duration;

    use super::*;
    use crate::evaluate::locate::Locator;
    use crate::evaluate::sample;
    use crate::model::{Attribute, Origin, Reason};
    use crate::policy::{Bundle, ResolvedSet, fixture};

    const RETENTION: &str = "applicable if input.cache.engine != \"memcached\"\n\n\
        deny contains denial if {\n\tdays := input.cache.snapshot_retention_limit\n\tdays < data.parameters.limit\n\
        \tdenial := finding.at(\"snapshot_retention_limit\", sprintf(\"%d of %d days\", [days, data.parameters.limit]))\n}";
    const ENDLESS: &str = "deny contains denial if {\n\tsome a in numbers.range(1, 100000)\n\
        \tsome b in numbers.range(1, 100000)\n\ta + b == input.cache.snapshot_retention_limit\n\
        \tdenial := finding.at(\"engine\", \"m\")\n}";
    const SENSELESS: &str =
        "deny contains denial if {\n\tinput.cache.engine == \"valkey\"\n\tdenial := \"text\"\n}";

    const SET: &str = "name: strict\ntitle: T\ndescription: D\npolicies:\n  retention: {severity: critical}\n  broken: {}\n";
    const LAX: &str =
        "name: lax\ntitle: T\ndescription: D\npolicies:\n  retention: {severity: low}\n";
    const OTHER: &str =
        "name: other\ntitle: T\ndescription: D\npolicies:\n  retention: {parameters: {limit: 1}}\n";

    fn bundle(broken: &str) -> Bundle {
        let attributes = "engine, snapshot_retention_limit";
        fixture::load(&[
            ("retention.rego", &fixture::policy("retention", attributes, RETENTION)),
            ("broken.rego", &fixture::policy("broken", attributes, broken)),
            ("sets/strict.yaml", SET),
            ("sets/lax.yaml", LAX),
            ("sets/other.yaml", OTHER),
        ])
        .expect("loads")
    }

    /// What the sets of these names make of a cache that keeps snapshots for `days`.
    fn audit(broken: &str, names: &[&str], days: Attribute<u32>, limit: Duration) -> Audit {
        audit_all(broken, names, [days], limit)
    }

    /// The same for several caches.
    fn audit_all(
        broken: &str,
        names: &[&str],
        caches: impl IntoIterator<Item = Attribute<u32>>,
        limit: Duration,
    ) -> Audit {
        let bundle = bundle(broken);
        let resolve = |name: &&str| bundle.resolve(name, &BTreeMap::new()).expect("resolves");
        let sets: Vec<ResolvedSet> = names.iter().map(resolve).collect();
        let evaluation = Evaluation {
            bundle: &bundle,
            sets: &sets,
            assign: &|_| (0..names.len()).collect(),
            now: jiff::Timestamp::UNIX_EPOCH,
            time_limit: limit,
            threads: NonZeroUsize::MIN,
        };
        let factory = EngineFactory::new(&bundle, limit).expect("the helpers parse");
        let kinds = BTreeSet::from([SubjectKind::Cache]);
        let mut worker = Worker::new(&factory, &evaluation, &kinds).expect("builds engines");
        let mut audit = Audit::default();
        for days in caches {
            let subject = sample::subject("aws_elasticache_replication_group.a", days);
            let locator = Locator::default();
            let lines = BTreeMap::from([("snapshot_retention_limit".to_owned(), line(7))]);
            worker.audit(&subject, &locator.of(&subject, Some(&lines)), &mut audit);
        }
        audit
    }

    /// A line of the file that the subject comes from.
    fn line(line: u32) -> Origin {
        Origin { line: Some(line), ..Origin::default() }
    }

    fn verdict(audit: &Audit, policy: &str) -> Option<Verdict> {
        audit.subjects[0].verdicts.get(&PolicyId::new(policy)).copied()
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_denial_becomes_a_finding_with_the_severity_of_the_set() {
        let audit = audit(RETENTION, &["lax"], 3.into(), SECOND);
        assert_eq!(verdict(&audit, "retention"), Some(Verdict::Fail));
        let [finding] = audit.findings.as_slice() else { panic!("one finding: {audit:?}") };
        assert_eq!(finding.severity, Severity::Low);
        assert_eq!(finding.attribute, "snapshot_retention_limit");
        assert_eq!(finding.message, "3 of 7 days");
        assert_eq!(audit.subjects[0].summary, "valkey 8.0, 2 nodes, cache.t4g.micro");
        assert_eq!(audit.subjects[0].policy_sets, ["lax"]);
    }

    #[test]
    fn a_finding_is_where_its_attribute_is_and_names_the_resource_at_fault() {
        let of_another = "deny contains denial if {\n\tinput.cache.engine == \"valkey\"\n\
            \tdenial := finding.of(\"Alarm\", \"engine\", \"m\")\n}";
        let mut audit = audit(of_another, &["strict"], 3.into(), SECOND);
        audit.findings.sort_by(|one, other| one.policy.cmp(&other.policy));
        let [broken, retention] = audit.findings.as_slice() else { panic!("two: {audit:?}") };
        assert_eq!((broken.resource.as_deref(), &broken.location), (Some("Alarm"), &broken.origin));
        assert_eq!((&retention.resource, &retention.location), (&None, &line(7)));
    }

    #[test]
    fn what_is_unknown_is_one_finding_that_says_why() {
        let days = Attribute::Unknown(Reason::KnownAfterApply);
        let audit = audit(RETENTION, &["lax"], days, SECOND);
        assert_eq!(verdict(&audit, "retention"), Some(Verdict::Unknown));
        let [finding] = audit.findings.as_slice() else { panic!("one finding: {audit:?}") };
        assert_eq!(finding.message, "`snapshot_retention_limit` is unknown: known after apply");
        assert_eq!(finding.unknown[0].path, "snapshot_retention_limit");
        assert_eq!(finding.location, line(7));
    }

    #[test]
    fn a_policy_in_two_sets_is_judged_once_with_the_higher_severity() {
        let audit = audit(RETENTION, &["lax", "strict"], 3.into(), SECOND);
        let findings: Vec<_> =
            audit.findings.iter().filter(|f| f.policy.as_str() == "retention").collect();
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].severity, Severity::Critical);
    }

    #[test]
    fn with_other_parameters_the_worse_verdict_counts() {
        for names in [["lax", "other"], ["other", "lax"]] {
            let audit = audit(RETENTION, &names, 3.into(), SECOND);
            assert_eq!(verdict(&audit, "retention"), Some(Verdict::Fail));
            assert_eq!(audit.findings.len(), 1);
        }
    }

    #[test]
    fn a_policy_that_fails_leaves_no_verdict_and_the_others_judge() {
        for (broken, limit, expected) in [
            (
                ENDLESS,
                Duration::from_millis(20),
                "broken.rego: takes longer than 20ms for one subject",
            ),
            (
                SENSELESS,
                SECOND,
                "broken.rego: `deny` contains \"text\", not what `finding.at` gives",
            ),
        ] {
            let audit = audit(broken, &["strict"], 3.into(), limit);
            assert_eq!(verdict(&audit, "broken"), None, "{expected}");
            let [failure] = audit.failures.as_slice() else { panic!("one failure: {audit:?}") };
            assert!(failure.message.ends_with(expected), "{}", failure.message);
            assert_eq!(failure.address, "aws_elasticache_replication_group.a");
            assert_eq!(verdict(&audit, "retention"), Some(Verdict::Fail));
        }
    }

    #[test]
    fn a_subject_that_no_set_applies_to_is_listed() {
        let audit = audit(RETENTION, &[], 3.into(), SECOND);
        assert_eq!(audit.unassigned, ["aws_elasticache_replication_group.a"]);
        assert!(audit.subjects[0].verdicts.is_empty());
    }

    #[test]
    fn what_is_remembered_of_earlier_caches_changes_no_verdict() {
        let days = |index: u32| match index % 3 {
            0 => Attribute::Known(3),
            1 => Attribute::Known(7),
            _ => Attribute::Unknown(Reason::KnownAfterApply),
        };
        let audit = audit_all(RETENTION, &["lax"], (0..100).map(days), SECOND);
        for (index, subject) in audit.subjects.iter().enumerate() {
            let expected = [Verdict::Fail, Verdict::Pass, Verdict::Unknown][index % 3];
            assert_eq!(subject.verdicts[&PolicyId::new("retention")], expected, "{index}");
        }
        assert_eq!(audit.findings.len(), 34 + 33);
    }
}
