//! Accepts findings.
//!
//! Enters: an audit, the waivers of every place that may hold one, and perhaps a baseline. Leaves: the same audit with
//! what is accepted marked as such, and the waivers that somebody should look at. Nothing is taken away.

mod baseline;
mod comments;
mod policy;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::finding::{Audit, Finding, StaleWaiver, SubjectAudit, Waived};
use crate::glob;
use crate::model::Origin;
use crate::policy::{PolicyId, ResolvedSet};

pub use baseline::{Baseline, BaselineError};
pub use comments::in_comments;
pub(crate) use policy::named;
pub use written::{beside_declarations, beside_resources};

/// Accepts the findings of a policy on a subject until a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The policies, as a pattern.
    pub policy: String,
    /// What is accepted for.
    pub target: Target,
    /// The last day on which it holds, in UTC.
    pub until: Date,
    /// Why.
    pub justification: String,
    /// Whether it stands beside the code, rather than in the configuration.
    pub is_in_source: bool,
    /// Whether it may well accept nothing: it stands beside a declaration of what runs, and may be for what only the
    /// declaration shows.
    pub may_be_unused: bool,
    /// Where it is written.
    pub place: Origin,
}

/// What a waiver is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Subjects that match patterns.
    Matching {
        /// For the address, the name, the id or the ARN.
        subject: String,
        /// For the file of the subject or of the place at fault; none where any will do.
        file: Option<String>,
    },
    /// One resource: as a subject, or as the related resource at fault.
    Resource {
        /// Its address.
        address: String,
        /// The file that it was read from.
        file: String,
    },
    /// What is found on lines of a file, or about a subject that begins there.
    Lines {
        /// The file.
        file: String,
        /// The first line, counted from 1.
        first: u32,
        /// The last.
        last: u32,
    },
}

/// What became of a waiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    /// It matched nothing.
    Unused,
    /// It matched what nobody may accept, and nothing else.
    Refused,
    /// It accepted something.
    Used,
}

/// Marks what `waivers` accept in `audit`, and notes those that somebody should look at. `sets` say what nobody may
/// accept.
pub fn apply(waivers: &[Waiver], sets: &[ResolvedSet], clock: Timestamp, audit: &mut Audit) {
    let today = clock.to_zoned(TimeZone::UTC).date();
    let subjects: BTreeMap<_, _> = audit.subjects.iter().map(|one| (one.id(), one)).collect();
    let unwaivable: BTreeMap<&str, &BTreeSet<PolicyId>> =
        sets.iter().map(|set| (set.name.as_str(), &set.unwaivable)).collect();
    let mut uses = vec![Use::Unused; waivers.len()];
    for finding in &mut audit.findings {
        let subject = subjects.get(&finding.subject()).copied();
        let in_set = subject.and_then(|subject| refusing(subject, &finding.policy, &unwaivable));
        for (waiver, used) in waivers.iter().zip(&mut uses) {
            if waiver.until < today || !waiver.matches(finding, subject) {
                continue;
            }
            *used = (*used).max(if in_set.is_some() { Use::Refused } else { Use::Used });
            if in_set.is_none() && finding.waived.is_none() {
                finding.waived = Some(waiver.waived());
            }
        }
    }
    let stale = waivers.iter().zip(uses).filter_map(|(waiver, used)| waiver.stale(used, today));
    audit.stale_waivers.extend(stale);
    audit.stale_waivers.sort();
}

/// The policy set that lets nobody accept findings of `policy` on `subject`.
fn refusing<'a>(
    subject: &'a SubjectAudit,
    policy: &PolicyId,
    unwaivable: &BTreeMap<&str, &BTreeSet<PolicyId>>,
) -> Option<&'a str> {
    let refuses =
        |set: &&str| unwaivable.get(set).is_some_and(|policies| policies.contains(policy));
    subject.policy_sets.iter().map(String::as_str).find(refuses)
}

impl Waiver {
    fn matches(&self, finding: &Finding, subject: Option<&SubjectAudit>) -> bool {
        glob::matches(&self.policy, finding.policy.as_str())
            && self.target.matches(finding, subject)
    }

    fn waived(&self) -> Waived {
        Waived {
            justification: self.justification.clone(),
            until: self.until,
            is_in_source: self.is_in_source,
            place: self.place.clone(),
        }
    }

    /// What is the matter with it, if anything is.
    fn stale(&self, used: Use, today: Date) -> Option<StaleWaiver> {
        let message = match used {
            _ if self.until < today => format!(
                "expired on {}, so that it accepts nothing: correct the cause, or decide anew and set a later day",
                self.until
            ),
            Use::Unused if self.may_be_unused => return None,
            Use::Unused => "accepts nothing, since no finding matches it: remove it".to_owned(),
            Use::Refused => {
                "accepts nothing, since a policy set lets nobody waive this policy: remove it"
                    .to_owned()
            }
            Use::Used => return None,
        };
        Some(StaleWaiver { place: self.place.clone(), policy: self.policy.clone(), message })
    }
}

impl Target {
    fn matches(&self, finding: &Finding, audit: Option<&SubjectAudit>) -> bool {
        match self {
            Self::Matching { subject, file } => {
                let ids = audit.iter().flat_map(|audit| &audit.ids);
                let mut names = [&finding.address, &finding.name]
                    .into_iter()
                    .chain(finding.declaration.iter().map(|declaration| &declaration.address))
                    .chain(ids);
                let file = file.as_ref();
                let is_in = |name: &Origin| file.is_none_or(|file| glob::matches(file, &name.file));
                places(finding).any(is_in) && names.any(|name| glob::matches(subject, name))
            }
            Self::Resource { address, file } => {
                let declaration = finding.declaration.as_ref();
                let own = [Some(&finding.address), finding.resource.as_ref()];
                let declared = [
                    declaration.map(|declaration| &declaration.address),
                    declaration.and_then(|declaration| declaration.resource.as_ref()),
                ];
                places(finding).any(|place| place.file == *file)
                    && own.into_iter().chain(declared).any(|it| it == Some(address))
            }
            Self::Lines { file, first, last } => places(finding).any(|place| {
                let is_within = |line: u32| (*first..=*last).contains(&line);
                place.file == *file && place.line.is_some_and(is_within)
            }),
        }
    }
}

/// Where a waiver for a finding may stand: with its subject, where that was read or is declared, or at its own place.
fn places(finding: &Finding) -> impl Iterator<Item = &Origin> {
    let declared = finding.declaration.iter().map(|declaration| &declaration.origin);
    [&finding.origin, &finding.location].into_iter().chain(declared)
}

#[cfg(test)]
mod tests;
