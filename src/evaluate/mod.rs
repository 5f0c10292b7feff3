//! Puts subjects before policies: a verdict for each, and the findings.

pub mod tester;

use std::num::NonZeroUsize;
use std::time::Duration;

use crate::finding::Audit;
use crate::link::{Linker, Subject};
use crate::policy::ResolvedSet;

/// How long a policy may think about one subject, unless the caller says otherwise.
pub const DEFAULT_TIME_LIMIT: Duration = Duration::from_secs(1);

/// What to judge by, and how.
pub struct Evaluation<'a> {
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
    /// The tables that policies read as `data.reference.<name>`, and the helpers they import.
    pub bundle: &'a crate::policy::Bundle,
}

/// Why nothing could be evaluated at all. What goes wrong with one policy is a
/// [`PolicyFailure`](crate::finding::PolicyFailure) instead.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    /// A helper that policies share is not Rego.
    #[error("{0}")]
    Library(String),
}

/// Judges every subject of `linker`.
pub fn evaluate(
    _linker: &Linker<'_>,
    _evaluation: &Evaluation<'_>,
) -> Result<Audit, EvaluateError> {
    Ok(Audit::default())
}
