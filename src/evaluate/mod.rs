//! Puts subjects before policies: a verdict for each, and the findings.
//!
//! One subject is linked, converted, judged and dropped at a time; threads take subjects from a common list.

mod alternatives;
mod builder;
mod engine;
mod input;
mod locate;
mod memo;
#[cfg(test)]
mod sample;
mod summary;
pub mod tester;
mod verdict;
mod view;
mod worker;

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::slice;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::finding::{Audit, Finding, SubjectAudit, Tally};
use crate::link::{Linker, Subject, SubjectKey, SubjectKind};
use crate::policy::{Bundle, ResolvedSet};
pub use alternatives::settle;
use engine::EngineFactory;
use locate::Locator;
use worker::Worker;

/// How long a policy may think about one subject, unless the caller says otherwise.
pub const DEFAULT_TIME_LIMIT: Duration = Duration::from_secs(1);

/// How many subjects a thread takes at a time, where there are many.
const CHUNK: usize = 8;

/// What to judge by, and how.
pub struct Evaluation<'a> {
    /// Where the policies come from: it has the helpers they import and the tables they read.
    pub bundle: &'a Bundle,
    /// The policy sets that may apply.
    pub sets: &'a [ResolvedSet],
    /// Which of `sets`, by index, apply to a subject.
    pub assign: &'a (dyn Fn(&Subject) -> Vec<usize> + Sync),
    /// The time that counts as now.
    pub now: jiff::Timestamp,
    /// How long one policy may think about one subject.
    pub time_limit: Duration,
    /// How many threads share the work.
    pub threads: NonZeroUsize,
}

/// Why nothing could be evaluated at all. What goes wrong with one policy is a
/// [`PolicyFailure`](crate::finding::PolicyFailure) instead.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    /// A helper that policies share, or a reference table, does not load.
    #[error("{0}")]
    Library(String),
    /// A thread ended before its work was done.
    #[error("an evaluating thread ended early")]
    Thread,
}

/// Judges one inventory after another; engines are built once.
pub struct Evaluator<'a> {
    evaluation: &'a Evaluation<'a>,
    factory: EngineFactory<'a>,
    /// The kinds of subject that `worker` has engines for.
    kinds: BTreeSet<SubjectKind>,
    worker: Option<Worker<'a>>,
}

impl<'a> Evaluator<'a> {
    /// Takes what to judge by. Engines are built when it is known for what.
    pub fn new(evaluation: &'a Evaluation<'a>) -> Result<Self, EvaluateError> {
        let factory = EngineFactory::new(evaluation.bundle, evaluation.time_limit)
            .map_err(EvaluateError::Library)?;
        Ok(Self { evaluation, factory, kinds: BTreeSet::new(), worker: None })
    }

    /// Judges every subject of `linker`. The audit is sorted, whatever the number of threads.
    pub fn audit(&mut self, linker: &Linker<'_>) -> Result<Audit, EvaluateError> {
        let keys = linker.keys();
        let threads = self.evaluation.threads.get().min(keys.len()).max(1);
        let locator = Locator::new(linker.inventory());
        let chunks = Mutex::new(keys.chunks((keys.len() / threads).clamp(1, CHUNK)));
        let worker = self.worker_for(keys.iter().map(|key| key.kind()))?;
        let audits = thread::scope(|scope| {
            let (chunks, locator) = (&chunks, &locator);
            let others: Vec<_> = (1..threads)
                .map(|_| worker.fork())
                .map(|mut worker| scope.spawn(move || run(&mut worker, linker, locator, chunks)))
                .collect();
            let own = run(worker, linker, locator, chunks);
            let others =
                others.into_iter().map(|other| other.join().map_err(|_| EvaluateError::Thread));
            std::iter::once(Ok(own)).chain(others).collect::<Result<Vec<_>, _>>()
        })?;
        Ok(merge(audits))
    }

    /// A worker with the engines for subjects of `kinds`.
    fn worker_for(
        &mut self,
        kinds: impl Iterator<Item = SubjectKind>,
    ) -> Result<&mut Worker<'a>, EvaluateError> {
        let before = self.kinds.len();
        self.kinds.extend(kinds);
        let worker = self.worker.take().filter(|_| self.kinds.len() == before);
        let worker = match worker {
            Some(worker) => worker,
            None => Worker::new(&self.factory, self.evaluation, &self.kinds)?,
        };
        Ok(self.worker.insert(worker))
    }
}

/// Judges chunks of subjects until none is left.
fn run(
    worker: &mut Worker<'_>,
    linker: &Linker<'_>,
    locator: &Locator<'_>,
    chunks: &Mutex<slice::Chunks<'_, SubjectKey>>,
) -> Audit {
    let mut audit = Audit::default();
    let take = || chunks.lock().unwrap_or_else(PoisonError::into_inner).next();
    while let Some(chunk) = take() {
        for key in chunk {
            let subject = linker.link(*key);
            let places = locator.of(&subject, linker.locations(*key));
            worker.audit(&subject, &places, &mut audit);
        }
    }
    audit
}

/// Puts what the threads found together, sorted.
fn merge(audits: Vec<Audit>) -> Audit {
    let mut whole = Audit::default();
    for audit in audits {
        whole.subjects.extend(audit.subjects);
        whole.findings.extend(audit.findings);
        whole.failures.extend(audit.failures);
        whole.unassigned.extend(audit.unassigned);
    }
    whole.subjects.sort_by(|a, b| subject_order(a).cmp(&subject_order(b)));
    whole.findings.sort_by(|a, b| finding_order(a).cmp(&finding_order(b)));
    whole.failures.sort();
    whole.unassigned.sort();
    whole.tally = tally(&whole.subjects);
    whole
}

/// How many verdicts of each kind there are.
fn tally(subjects: &[SubjectAudit]) -> Tally {
    let mut tally = Tally::default();
    for verdict in subjects.iter().flat_map(|subject| subject.verdicts.values()) {
        tally.add(*verdict);
    }
    tally
}

/// By kind and address. Two inputs may have the same address: their files tell them apart, or else what is left.
fn subject_order(subject: &SubjectAudit) -> impl Ord + '_ {
    let SubjectAudit { kind, address, name, ids, summary, policy_sets, verdicts, origin } = subject;
    (kind, address, origin, name, ids, summary, policy_sets, verdicts)
}

/// Worst first, then by policy, address, attribute and message; then by what tells two inputs apart.
fn finding_order(finding: &Finding) -> impl Ord + '_ {
    (
        Reverse(finding.severity),
        &finding.policy,
        &finding.address,
        &finding.attribute,
        &finding.message,
        (&finding.origin, &finding.location, &finding.resource, &finding.template),
        (finding.verdict, &finding.name, &finding.unknown),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Verdict;
    use crate::model::Origin;
    use crate::policy::{PolicyId, Severity};

    fn finding(severity: Severity, policy: &str, address: &str) -> Finding {
        Finding {
            policy: PolicyId::new(policy),
            verdict: Verdict::Fail,
            severity,
            subject_kind: SubjectKind::Cache,
            address: address.to_owned(),
            name: address.to_owned(),
            attribute: "engine".to_owned(),
            message: "m".to_owned(),
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
        }
    }

    fn subject(address: &str, verdict: Verdict) -> SubjectAudit {
        SubjectAudit {
            kind: SubjectKind::Cache,
            address: address.to_owned(),
            name: address.to_owned(),
            ids: Vec::new(),
            summary: String::new(),
            policy_sets: Vec::new(),
            verdicts: [(PolicyId::new("p"), verdict)].into(),
            origin: Origin::default(),
        }
    }

    #[test]
    fn what_threads_found_is_sorted_the_same_whoever_was_first() {
        let first = Audit {
            subjects: vec![subject("b", Verdict::Pass)],
            findings: vec![finding(Severity::Low, "a", "b"), finding(Severity::High, "z", "b")],
            unassigned: vec!["y".to_owned()],
            ..Audit::default()
        };
        let second = Audit {
            subjects: vec![subject("a", Verdict::Fail)],
            findings: vec![finding(Severity::High, "z", "a")],
            unassigned: vec!["x".to_owned()],
            ..Audit::default()
        };
        let merged = merge(vec![first.clone(), second.clone()]);
        assert_eq!(merged, merge(vec![second, first]));
        let order: Vec<_> =
            merged.findings.iter().map(|f| (f.severity, f.address.as_str())).collect();
        assert_eq!(order, [(Severity::High, "a"), (Severity::High, "b"), (Severity::Low, "b")]);
        assert_eq!(merged.subjects[0].address, "a");
        assert_eq!(merged.unassigned, ["x", "y"]);
        assert_eq!(merged.tally, Tally { pass: 1, fail: 1, ..Tally::default() });
    }
}
