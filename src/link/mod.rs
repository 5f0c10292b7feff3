//! Joins the flat inventory into subjects.

mod access;
mod access_string;
mod index;
mod keys;
mod logs;
mod lookup;
mod nodes;
mod parameters;
mod peering;
mod ranges;
mod routes;
pub mod subject;
mod subnets;
mod tables;
mod topics;

use crate::model::Inventory;
pub use subject::{Subject, SubjectBody, SubjectKind};

/// Joins resources by identity or symbolic address, one subject at a time, so that threads can share the work.
pub struct Linker<'a> {
    inventory: &'a Inventory,
}

/// Which subject to link: its place in the inventory's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectKey {
    /// `inventory.caches[_]`.
    Cache(usize),
    /// `inventory.removed_caches[_]`.
    CacheRemoval(usize),
    /// `inventory.metric_alarms[_]`.
    Alarm(usize),
}

impl<'a> Linker<'a> {
    /// Indexes `inventory`.
    pub fn new(inventory: &'a Inventory) -> Self {
        Self { inventory }
    }

    /// Every subject, sorted by kind and address.
    pub fn keys(&self) -> Vec<SubjectKey> {
        let _ = self.inventory;
        Vec::new()
    }

    /// Links one subject.
    pub fn link(&self, _key: SubjectKey) -> Subject {
        unimplemented!()
    }
}
