//! Where values come from.

use std::collections::BTreeSet;

use crate::policy::attributes::Step;

/// Where a value may come from: a path, `wraps` collections around it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Origin {
    pub(super) wraps: usize,
    pub(super) path: Vec<Step>,
}

/// Every place that a value may come from.
pub(super) type Origins = BTreeSet<Origin>;

/// The longest path followed; recursion over a path would make it grow for ever.
const MAX_STEPS: usize = 16;

/// The name that a step goes by, if it is a fixed one.
pub(super) fn name_of(step: &Step) -> Option<String> {
    match step {
        Step::Name(name) => Some(name.clone()),
        Step::Any => None,
    }
}

/// One collection around each origin.
pub(super) fn wrap(origins: Origins) -> Origins {
    origins
        .into_iter()
        .filter(|origin| origin.wraps < MAX_STEPS)
        .map(|origin| Origin { wraps: origin.wraps + 1, ..origin })
        .collect()
}

/// What lies one step below each origin.
pub(super) fn step_all(origins: &Origins, step: &Step) -> Origins {
    let below = origins.iter().filter_map(|origin| {
        let mut origin = origin.clone();
        if origin.wraps > 0 {
            origin.wraps -= 1;
        } else if origin.path.len() < MAX_STEPS {
            origin.path.push(step.clone());
        } else {
            return None;
        }
        Some(origin)
    });
    below.collect()
}
