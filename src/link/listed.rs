//! Which lists of a live account were read to their end: only there a thing that is missing is certainly not there.

use std::collections::HashMap;

use crate::model::{Origin, Reason, ResourceList, Unlisted};

/// Why lists may hold more than was read, by place and list.
#[derive(Debug, Default)]
pub(crate) struct Lists<'a> {
    unread: HashMap<(&'a str, ResourceList), &'a Reason>,
    /// The same of what belongs to one VPC or file system, by its id.
    unread_of: HashMap<(&'a str, ResourceList, &'a str), &'a Reason>,
}

impl<'a> Lists<'a> {
    /// Indexes `unlisted`; of several reasons for one list the first counts.
    pub(crate) fn new(unlisted: &'a [Unlisted]) -> Self {
        let mut lists = Self::default();
        for Unlisted { place, list, of, reason } in unlisted {
            match of {
                None => lists.unread.entry((place, *list)).or_insert(reason),
                Some(of) => lists.unread_of.entry((place, *list, of)).or_insert(reason),
            };
        }
        lists
    }

    /// Why one of `lists` may hold more at `place` than was read.
    pub(crate) fn unread(&self, place: &Origin, lists: &[ResourceList]) -> Option<&'a Reason> {
        lists.iter().find_map(|list| self.unread.get(&(place.file.as_str(), *list)).copied())
    }

    /// Like [`Lists::unread`], of what belongs to the VPC, or the file system, called `owner`.
    pub(crate) fn unread_of(
        &self,
        place: &Origin,
        lists: &[ResourceList],
        owner: &str,
    ) -> Option<&'a Reason> {
        let place = place.file.as_str();
        let of = |list| self.unread_of.get(&(place, list, owner));
        let unread = |list| self.unread.get(&(place, list)).or_else(|| of(list));
        lists.iter().find_map(|list| unread(*list).copied())
    }

    /// Whether `place` is a live one that told all of `lists`.
    pub(crate) fn are_whole(&self, place: &Origin, lists: &[ResourceList]) -> bool {
        place.is_live() && self.unread(place, lists).is_none()
    }
}
