//! Joins the flat inventory into subjects.
//!
//! Enters: an [`Inventory`] whose resources refer to each other by id or by address. Leaves: one [`Subject`] for each
//! cache, service of ECS that is one, removed cache, stray alarm and backup selection, with everything it relates to. Joins are three-valued: a reference that leads
//! out of the inventory, or to one of several resources that differ, gives an unknown attribute with its reason, never
//! an empty one.

mod access;
mod access_string;
mod alarms;
mod auth_token;
mod backup;
mod cache;
mod composites;
mod container;
mod containers;
mod covering;
mod datastore;
mod dimensions;
mod discovery;
mod doubts;
mod grouped;
mod index;
mod inheritance;
mod keys;
mod linked_alarm;
mod listed;
mod logs;
mod lookup;
mod measure;
mod nodes;
mod parameters;
mod password;
mod peering;
mod peers;
mod ranges;
mod reachability;
mod routes;
mod running;
mod running_nodes;
mod secrets;
mod security_groups;
mod server;
pub mod subject;
mod subnets;
mod tables;
mod topics;
mod volume;
mod watch;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use access::Access;
use alarms::Alarms;
use composites::Composites;
use containers::Containers;
use index::Index;
use inheritance::Inheritance;
use nodes::Members;
use peering::Peering;
use running::Running;
use secrets::Secrets;
use security_groups::SecurityGroups;
use subnets::Subnets;
use tables::Tables;
use topics::Topics;
use volume::MountTargets;

use crate::model::{Action, Cache, CacheKind, Gap, Inventory, Origin, Resource};
pub use subject::{Subject, SubjectBody, SubjectKind};

/// Joins resources by identity or symbolic address, one subject at a time, so that threads can share the work.
pub struct Linker<'a> {
    index: Index<'a>,
    inheritance: Inheritance,
    members: Members<'a>,
    tables: Tables<'a>,
    subnets: Subnets,
    peering: Peering<'a>,
    security_groups: SecurityGroups<'a>,
    access: Access<'a>,
    topics: Topics<'a>,
    alarms: Alarms,
    composites: Composites,
    secrets: Secrets,
    running: Running<'a>,
    containers: Containers<'a>,
    mount_targets: MountTargets<'a>,
}

/// Which subject to link: its place in the inventory's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectKey {
    /// `inventory.caches[_]`.
    Cache(usize),
    /// `inventory.ecs_services[_]`, of a service that is a cache.
    Container(usize),
    /// `inventory.removed_caches[_]`.
    CacheRemoval(usize),
    /// `inventory.metric_alarms[_]`.
    Alarm(usize),
    /// `inventory.backup_selections[_]`.
    BackupSelection(usize),
}

impl SubjectKey {
    /// What is judged.
    pub fn kind(self) -> SubjectKind {
        match self {
            Self::Cache(_) | Self::Container(_) => SubjectKind::Cache,
            Self::CacheRemoval(_) => SubjectKind::CacheRemoval,
            Self::Alarm(_) => SubjectKind::Alarm,
            Self::BackupSelection(_) => SubjectKind::BackupSelection,
        }
    }
}

impl<'a> Linker<'a> {
    /// Indexes `inventory`.
    pub fn new(inventory: &'a Inventory) -> Self {
        let index = Index::new(inventory);
        let inheritance = Inheritance::new(&index);
        let members = Members::new(&index);
        Self {
            tables: Tables::new(&index),
            subnets: Subnets::new(&index),
            peering: Peering::new(&index),
            security_groups: SecurityGroups::new(&index),
            access: Access::new(&index),
            topics: Topics::new(&index),
            alarms: Alarms::new(&index, &members, &inheritance),
            composites: Composites::new(&index),
            secrets: Secrets::new(&index),
            running: Running::new(&index),
            containers: Containers::new(&index),
            mount_targets: MountTargets::new(&index),
            inheritance,
            members,
            index,
        }
    }

    /// Every subject, sorted by kind and address.
    pub fn keys(&self) -> Vec<SubjectKey> {
        let inventory = self.index.inventory;
        let own = cache::subjects(inventory);
        let own = own.map(|at| (&inventory.caches[at].address, SubjectKey::Cache(at)));
        let containers = self.containers.subjects();
        let containers =
            containers.map(|at| (&inventory.ecs_services[at].address, SubjectKey::Container(at)));
        let mut caches: Vec<(&String, SubjectKey)> = own.chain(containers).collect();
        // Stable: what has the same address stays in the order of the inventory.
        caches.sort_by_key(|(address, _)| *address);
        let mut removals: Vec<usize> = (0..inventory.removed_caches.len())
            .filter(|at| is_removal(&inventory.removed_caches[*at]))
            .collect();
        removals.sort_by_key(|at| (&inventory.removed_caches[*at].address, *at));
        let alarms = &inventory.metric_alarms;
        let mut stray: Vec<usize> = self.alarms.unmatched.keys().copied().collect();
        stray.sort_by_key(|at| (&alarms[*at].address, *at));
        let selections = &inventory.backup_selections;
        let mut selected: Vec<usize> = backup::subjects(&self.index).collect();
        selected.sort_by_key(|at| (&selections[*at].address, *at));
        caches
            .into_iter()
            .map(|(_, key)| key)
            .chain(removals.into_iter().map(SubjectKey::CacheRemoval))
            .chain(stray.into_iter().map(SubjectKey::Alarm))
            .chain(selected.into_iter().map(SubjectKey::BackupSelection))
            .collect()
    }

    /// What is no subject only because nobody knows whether it is one.
    pub fn gaps(&self) -> Vec<Gap> {
        self.containers.gaps(&self.index)
    }

    /// What is joined.
    pub(crate) fn inventory(&self) -> &'a Inventory {
        self.index.inventory
    }

    /// Where the attributes of the subject itself are written, where the source tells it.
    pub(crate) fn locations(&self, key: SubjectKey) -> Option<&'a BTreeMap<String, Origin>> {
        let inventory = self.index.inventory;
        match key {
            SubjectKey::Cache(at) => inventory.caches.get(at).map(|cache| &cache.locations),
            SubjectKey::Container(at) => {
                inventory.ecs_services.get(at).map(|service| &service.locations)
            }
            SubjectKey::CacheRemoval(at) => {
                inventory.removed_caches.get(at).map(|cache| &cache.locations)
            }
            SubjectKey::Alarm(at) => inventory.metric_alarms.get(at).map(|alarm| &alarm.locations),
            SubjectKey::BackupSelection(at) => {
                inventory.backup_selections.get(at).map(|selection| &selection.locations)
            }
        }
    }

    /// Links one subject.
    ///
    /// # Panics
    ///
    /// If `key` is not one of this linker's [`keys`](Self::keys) and lies outside of its inventory's lists.
    pub fn link(&self, key: SubjectKey) -> Subject {
        let inventory = self.index.inventory;
        match key {
            SubjectKey::Cache(at) => {
                let body = SubjectBody::Cache(Box::new(self.linked_cache(at)));
                subject(&inventory.caches[at], body)
            }
            SubjectKey::Container(at) => {
                let body = SubjectBody::Cache(Box::new(self.linked_container(at)));
                subject(&inventory.ecs_services[at], body)
            }
            SubjectKey::CacheRemoval(at) => {
                let removed = &inventory.removed_caches[at];
                let body = SubjectBody::CacheRemoval(Box::new(cache::removal(removed)));
                subject(removed, body)
            }
            SubjectKey::Alarm(at) => {
                let alarm = self.describer().unmatched(at);
                let name = alarm.name.clone();
                let body = SubjectBody::Alarm(Box::new(alarm));
                Subject { name, ..subject(&inventory.metric_alarms[at], body) }
            }
            SubjectKey::BackupSelection(at) => {
                let resource = &inventory.backup_selections[at];
                let selection = backup::selection(&self.index, resource);
                let name = selection.selection_name.as_str().map(str::to_owned);
                let subject = subject(resource, SubjectBody::BackupSelection(Box::new(selection)));
                Subject { name: name.unwrap_or(subject.name), ..subject }
            }
        }
    }
}

/// Whether data goes away with `cache`. The data of a group's member is in the group's other nodes.
fn is_removal(cache: &Resource<Cache>) -> bool {
    let is_member = cache.attributes.kind == CacheKind::CacheCluster
        && cache.attributes.replication_group_id.is_known();
    let is_removed = matches!(cache.change.action, Action::Delete | Action::Replace);
    cache.is_declared && is_removed && !is_member
}

fn subject<T>(resource: &Resource<T>, body: SubjectBody) -> Subject {
    Subject {
        address: resource.address.clone(),
        name: lookup::label(resource).to_owned(),
        ids: [&resource.id, &resource.arn]
            .into_iter()
            .filter_map(|it| it.known())
            .cloned()
            .collect(),
        origin: resource.origin.clone(),
        tags: cache::known_tags(resource),
        body,
    }
}
