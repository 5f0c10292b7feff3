//! Which lists of a live account were read to their end: only there a thing that is missing is certainly not there.

use std::collections::HashMap;

use crate::model::{Origin, Reason, ResourceList, Unlisted};

/// Why lists may hold more than was read, by place and list.
#[derive(Debug, Default)]
pub(crate) struct Lists<'a> {
    unread: HashMap<(&'a str, ResourceList), &'a Reason>,
}

impl<'a> Lists<'a> {
    /// Indexes `unlisted`; of several reasons for one list the first counts.
    pub(crate) fn new(unlisted: &'a [Unlisted]) -> Self {
        let mut unread = HashMap::new();
        for Unlisted { place, list, reason } in unlisted {
            unread.entry((place.as_str(), *list)).or_insert(reason);
        }
        Self { unread }
    }

    /// Why one of `lists` may hold more at `place` than was read.
    pub(crate) fn unread(&self, place: &Origin, lists: &[ResourceList]) -> Option<&'a Reason> {
        lists.iter().find_map(|list| self.unread.get(&(place.file.as_str(), *list)).copied())
    }

    /// Whether `place` is a live one that told all of `lists`.
    pub(crate) fn are_whole(&self, place: &Origin, lists: &[ResourceList]) -> bool {
        place.is_live() && self.unread(place, lists).is_none()
    }
}
