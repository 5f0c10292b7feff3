//! Pages to change sets, and nested change sets into those around them.

use std::collections::{BTreeMap, BTreeSet};

use super::ChangeSet;
use super::page::Page;
use crate::model::Gap;

/// Joins pages of the same change set, and puts nested change sets where they belong.
pub(super) fn change_sets(pages: Vec<Page>) -> Vec<ChangeSet> {
    let mut order: Vec<String> = Vec::new();
    let mut waiting: BTreeMap<String, ChangeSet> = BTreeMap::new();
    let mut whole = Vec::new();
    for Page { id, part } in pages {
        // A page that does not say whose it is stands alone.
        let Some(id) = id else {
            whole.push(part);
            continue;
        };
        match waiting.get_mut(&id) {
            Some(known) => join(known, part),
            None => {
                waiting.insert(id.clone(), part);
                order.push(id);
            }
        }
    }
    whole.iter_mut().chain(waiting.values_mut()).for_each(settle);
    let inner: BTreeSet<String> = waiting.values().flat_map(nested_ids).collect();
    // Change sets inside each other in a circle have none around them: the first is taken for it.
    let (outer, circle): (Vec<String>, Vec<String>) =
        order.into_iter().partition(|id| !inner.contains(id));
    for id in outer.into_iter().chain(circle) {
        if let Some(mut change_set) = waiting.remove(&id) {
            nest(&mut change_set, &mut waiting);
            whole.push(change_set);
        }
    }
    whole
}

/// Adds another page. A change that is on both is the same.
fn join(change_set: &mut ChangeSet, page: ChangeSet) {
    // Every page but the last names the next.
    change_set.is_complete |= page.is_complete;
    change_set.changes.extend(page.changes);
    change_set.gaps.extend(page.gaps);
}

/// Says what is missing when all pages that were given are together.
fn settle(change_set: &mut ChangeSet) {
    if !change_set.is_complete {
        let why = "the change set goes on on another page (NextToken); pass every page, or describe it without \
                   --no-paginate";
        change_set.gaps.push(change_set.gap(why, true));
    }
    change_set.gaps.sort();
    change_set.gaps.dedup();
    change_set.is_complete = change_set.gaps.iter().all(|gap| !gap.is_failure);
}

fn nested_ids(change_set: &ChangeSet) -> Vec<String> {
    change_set.changes.values().filter_map(|change| change.nested_id.clone()).collect()
}

/// Moves the change sets of nested stacks out of `waiting`. Each is moved once, so that this ends.
fn nest(change_set: &mut ChangeSet, waiting: &mut BTreeMap<String, ChangeSet>) {
    let mut missing: Vec<Gap> = Vec::new();
    for change in change_set.changes.values() {
        let Some(id) = &change.nested_id else { continue };
        match waiting.remove(id) {
            Some(mut nested) => {
                nest(&mut nested, waiting);
                change_set.is_complete &= nested.is_complete;
                change_set.nested.insert(change.logical_id.clone(), nested);
            }
            None => missing.push(Gap {
                what: change.logical_id.clone(),
                why: "the change set of the nested stack is missing; describe it and pass it too"
                    .to_owned(),
                is_failure: true,
            }),
        }
    }
    change_set.is_complete &= missing.is_empty();
    change_set.gaps.extend(missing);
}
