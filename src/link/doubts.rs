//! Why something may be about any cache, by where it was read.

use crate::model::{Origin, Reason};

/// Reasons for doubt, the first of each place.
#[derive(Debug, Default)]
pub(crate) struct Doubts {
    reasons: Vec<(Origin, Reason)>,
}

impl Doubts {
    /// Notes that something from `from` may be about anything that is there, for `reason`.
    pub(crate) fn add(&mut self, from: &Origin, reason: Reason) {
        let is_news = |(other, _): &(Origin, Reason)| {
            other.is_live() != from.is_live() || !other.can_concern(from)
        };
        if self.reasons.iter().all(is_news) {
            self.reasons.push((from.clone(), reason));
        }
    }

    /// Why something may be about what is read at `of`.
    pub(crate) fn about(&self, of: &Origin) -> Option<&Reason> {
        self.reasons.iter().find(|(from, _)| from.can_concern(of)).map(|(_, reason)| reason)
    }
}
