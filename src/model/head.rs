//! What all kinds of resource have that tells where they are written.

use std::collections::BTreeMap;

use super::lists::resource_lists;
use super::{Inventory, Origin, Resource};

/// A resource without what only its kind has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head<'a> {
    /// [`Resource::address`].
    pub(crate) address: &'a str,
    /// [`Resource::origin`].
    pub(crate) origin: &'a Origin,
    /// [`Resource::locations`].
    pub(crate) locations: &'a BTreeMap<String, Origin>,
}

impl<T> Resource<T> {
    /// The resource without what only its kind has.
    pub(crate) fn head(&self) -> Head<'_> {
        Head { address: &self.address, origin: &self.origin, locations: &self.locations }
    }
}

impl Inventory {
    /// Shows every resource to `look`, those of alternatives and removed caches aside.
    pub(crate) fn each_head<'a>(&'a self, mut look: impl FnMut(Head<'a>)) {
        macro_rules! each {
            ($($list:ident),* $(,)?) => {{
                // Taken apart by name, so that a list added to the inventory cannot be forgotten here.
                let Self {
                    cache_audit_inventory: _,
                    sources: _,
                    gaps: _,
                    accounts: _,
                    unlisted: _,
                    waivers: _,
                    removed_caches: _,
                    alternatives: _,
                    $($list),*
                } = self;
                $($list.iter().for_each(|resource| look(resource.head()));)*
            }};
        }
        resource_lists!(each);
    }
}
