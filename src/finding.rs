//! What an audit comes to: verdicts and findings.

mod fingerprint;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::link::SubjectKind;
use crate::model::{Lead, Origin, Reason, RelatedPlace};
use crate::policy::{PolicyId, Severity};

/// What a policy says of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The subject does not meet the policy.
    Fail,
    /// Nobody can tell yet.
    Unknown,
    /// The subject meets the policy.
    Pass,
    /// The policy is not about subjects like this one.
    NotApplicable,
}

/// One failed or unknown verdict, with place and remedy.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The policy.
    pub policy: PolicyId,
    /// [`Verdict::Fail`] or [`Verdict::Unknown`].
    pub verdict: Verdict,
    /// How bad it is, in the policy set that applies.
    pub severity: Severity,
    /// The kind of subject.
    pub subject_kind: SubjectKind,
    /// The subject's address in the source.
    pub address: String,
    /// What people call the subject.
    pub name: String,
    /// The attribute at fault, as a path: `snapshot_retention_limit`, `ingress[1].peer`.
    pub attribute: String,
    /// What is, with the value and the limit; of an unknown verdict what is not known and why.
    pub message: String,
    /// What nobody knows, for an unknown verdict.
    pub unknown: Vec<UnknownAttribute>,
    /// Where the subject was read.
    pub origin: Origin,
    /// The related resource at fault, by its address; none where it is the subject itself, or no single one.
    pub resource: Option<String>,
    /// Where somebody would change what is wrong; the subject's own place where the source tells no better one.
    pub location: Origin,
    /// Where the value stands in a template, when `location` is in the program that writes the template.
    pub template: Option<Origin>,
    /// Further places to look at, such as where a variable gets its value.
    pub related: Vec<RelatedPlace>,
    /// What to look for in a configuration, the best first; none where the source itself tells lines.
    pub leads: Vec<Lead>,
    /// What declares the subject, if it runs and the declaration is known.
    pub declaration: Option<Declaration>,
    /// Who accepted it, and until when; none where nobody did.
    pub waived: Option<Waived>,
    /// Whether the baseline had it already; none where there is no baseline.
    pub baseline: Option<BaselineState>,
}

/// What declares the subject of a finding on what runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declaration {
    /// The subject's address there.
    pub address: String,
    /// Where the subject is declared.
    pub origin: Origin,
    /// The related resource at fault, by its address there; none where it is the subject itself, or is not declared.
    pub resource: Option<String>,
}

/// That somebody accepted a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waived {
    /// Why.
    pub justification: String,
    /// The last day on which it holds.
    pub until: Date,
    /// Whether the waiver stands beside the code, rather than in the configuration.
    pub is_in_source: bool,
    /// Where the waiver is written.
    pub place: Origin,
}

/// What a baseline says of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaselineState {
    /// The baseline does not have it.
    New,
    /// It was there already.
    Unchanged,
}

/// A waiver that somebody should look at: it expired, accepts nothing, or may not accept what it names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StaleWaiver {
    /// Where it is written.
    pub place: Origin,
    /// The policy that it names, which may be a pattern.
    pub policy: String,
    /// What is the matter, and what to do.
    pub message: String,
}

/// An attribute that is unknown for one subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnknownAttribute {
    /// The path, with indexes: `ingress[1].peer`. An element that is itself unknown ends in its index.
    pub path: String,
    /// Why.
    pub reason: Reason,
}

/// How many verdicts of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Passed.
    pub pass: usize,
    /// Failed.
    pub fail: usize,
    /// Unknown.
    pub unknown: usize,
    /// Not applicable.
    pub not_applicable: usize,
}

impl Tally {
    /// Counts one verdict.
    pub fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Fail => self.fail += 1,
            Verdict::Unknown => self.unknown += 1,
            Verdict::Pass => self.pass += 1,
            Verdict::NotApplicable => self.not_applicable += 1,
        }
    }
}

/// A policy that could not be evaluated for a subject. The audit is incomplete for it; it is never a pass.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PolicyFailure {
    /// The policy.
    pub policy: PolicyId,
    /// The subject's address.
    pub address: String,
    /// What went wrong, naming file and line of the policy.
    pub message: String,
}

/// The verdicts on one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct SubjectAudit {
    /// The kind of subject.
    pub kind: SubjectKind,
    /// Its address.
    pub address: String,
    /// What people call it.
    pub name: String,
    /// Its physical id and its ARN, as far as they are known. Waivers may name it by them.
    pub ids: Vec<String>,
    /// A few words about it: `valkey 8.0, 2 nodes, cache.t4g.micro`.
    pub summary: String,
    /// The policy sets that judged it. None is never silent: see [`Audit::unassigned`].
    pub policy_sets: Vec<String>,
    /// The verdict of each policy that was put to it.
    pub verdicts: BTreeMap<PolicyId, Verdict>,
    /// Where it was read.
    pub origin: Origin,
}

/// What tells subjects apart: kind, address and file. The plans of two environments share their addresses.
pub(crate) type SubjectId<'a> = (SubjectKind, &'a str, &'a str);

impl Finding {
    /// Whether nobody needs to do anything: somebody accepted it, or it was there before.
    pub fn is_accepted(&self) -> bool {
        self.waived.is_some() || self.is_unchanged()
    }

    /// Whether the baseline has it.
    pub fn is_unchanged(&self) -> bool {
        self.baseline == Some(BaselineState::Unchanged)
    }

    /// What makes it the same finding in the next run: a hash of policy, subject and attribute, whatever moves.
    pub fn fingerprint(&self) -> String {
        fingerprint::fingerprint(self)
    }

    /// Where the subject stands: where it is declared, if it runs and that is known, else where it was read.
    pub fn subject_place(&self) -> &Origin {
        self.declaration.as_ref().map_or(&self.origin, |declaration| &declaration.origin)
    }

    /// The subject that it is about.
    pub(crate) fn subject(&self) -> SubjectId<'_> {
        (self.subject_kind, &self.address, &self.origin.file)
    }
}

impl SubjectAudit {
    /// What tells it apart from other subjects.
    pub(crate) fn id(&self) -> SubjectId<'_> {
        (self.kind, &self.address, &self.origin.file)
    }
}

/// Everything an audit comes to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Audit {
    /// The subjects, sorted by kind and address.
    pub subjects: Vec<SubjectAudit>,
    /// Findings, sorted by severity (worst first), policy, address, attribute and message.
    pub findings: Vec<Finding>,
    /// Policies that could not be evaluated.
    pub failures: Vec<PolicyFailure>,
    /// Addresses of subjects that no policy set applies to.
    pub unassigned: Vec<String>,
    /// Waivers that somebody should look at, by place.
    pub stale_waivers: Vec<StaleWaiver>,
    /// All verdicts together.
    pub tally: Tally,
}
