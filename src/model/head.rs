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

impl Head<'_> {
    /// Where somebody would change the first of the attributes `names` that is written, or what it lies in; where the
    /// resource begins if none is. Then where the value stands in a template, if a program wrote that.
    pub(crate) fn place_of(&self, names: &[String]) -> (Origin, Option<Origin>) {
        let value = names.iter().find_map(|name| longest_prefix(self.locations, name));
        match value {
            Some(value) if self.is_generated() => (self.origin.clone(), Some(value.clone())),
            Some(value) => (value.clone(), None),
            None => (self.origin.clone(), None),
        }
    }

    /// Whether a program wrote the template: it stands for the resource, and no value is written beside it. Parameters
    /// may put some values into another file, but hardly all of them.
    fn is_generated(&self) -> bool {
        self.locations.values().all(|location| location.file != self.origin.file)
    }
}

/// The place of what lies at `path`, else of what it lies in.
fn longest_prefix<'a>(locations: &'a BTreeMap<String, Origin>, path: &str) -> Option<&'a Origin> {
    let mut path = path;
    loop {
        if let Some(location) = locations.get(path) {
            return Some(location);
        }
        path = &path[..path.rfind(['.', '['])?];
    }
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
