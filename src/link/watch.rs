//! What a metric of an alarm watches.

use super::subject::Watched;
use crate::model::{Attribute, Reason};

/// What one metric watches.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Watch {
    /// The cache at this place, in this way.
    Cache(usize, Facts),
    /// One of the caches at these places.
    OneOf(Vec<usize>, Reason),
    /// Any cache.
    Anywhere(Reason),
    /// All caches of the account together.
    Account,
    /// No cache in the inventory; the value that names none.
    Nothing(String),
}

/// How a metric watches a cache.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Facts {
    /// What of the cache.
    pub(crate) watched: Attribute<Watched>,
    /// Which nodes.
    pub(crate) nodes: Picked,
    /// The value that names no node.
    pub(crate) unmatched: Attribute<String>,
}

/// Which nodes of a cache a metric comes from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Picked {
    /// Every node.
    All,
    /// The nodes with these keys.
    These(Vec<String>),
    /// Nobody can tell.
    Unknown(Reason),
}

impl Facts {
    /// What is known to be watched.
    pub(crate) fn known(watched: Watched, nodes: Picked) -> Self {
        Self { watched: Attribute::Known(watched), nodes, unmatched: Attribute::Unset }
    }

    /// One node.
    pub(crate) fn node(key: String) -> Self {
        Self::known(Watched::Node, Picked::These(vec![key]))
    }

    /// Nothing: `value` names no node.
    pub(crate) fn nothing(value: &str) -> Self {
        Self {
            watched: Attribute::Known(Watched::Nothing),
            nodes: Picked::These(Vec::new()),
            unmatched: Attribute::Known(value.to_owned()),
        }
    }

    /// Nobody can tell what of the cache.
    pub(crate) fn unknown(reason: Reason) -> Self {
        Self {
            watched: Attribute::Unknown(reason.clone()),
            nodes: Picked::Unknown(reason.clone()),
            unmatched: Attribute::Unknown(reason),
        }
    }
}

/// What all possibilities share.
pub(crate) fn shared(mut watches: Vec<Watch>, reason: Reason) -> Watch {
    if watches.len() == 1
        && let Some(only) = watches.pop()
    {
        return only;
    }
    if watches.iter().any(|watch| matches!(watch, Watch::Anywhere(_))) || watches.is_empty() {
        return Watch::Anywhere(reason);
    }
    let mut places: Vec<usize> = Vec::new();
    for watch in &watches {
        match watch {
            Watch::Cache(at, _) => places.push(*at),
            Watch::OneOf(several, _) => places.extend(several),
            Watch::Anywhere(_) | Watch::Account | Watch::Nothing(_) => {}
        }
    }
    let is_every_one_a_cache = watches.iter().all(|watch| matches!(watch, Watch::Cache(..)));
    places.sort_unstable();
    places.dedup();
    match places.as_slice() {
        // None of the names that it may have is a cache's.
        [] => watches.swap_remove(0),
        [at] if is_every_one_a_cache => Watch::Cache(*at, one_of(&watches, reason)),
        _ => Watch::OneOf(places, reason),
    }
}

/// What several ways to watch one cache share.
fn one_of(watches: &[Watch], reason: Reason) -> Facts {
    let is_node = |watch: &Watch| match watch {
        Watch::Cache(_, facts) => {
            facts.watched == Attribute::Known(Watched::Node) && facts.unmatched.is_unset()
        }
        _ => false,
    };
    if watches.iter().all(is_node) {
        Facts::known(Watched::Node, Picked::Unknown(reason))
    } else {
        Facts::unknown(reason)
    }
}
