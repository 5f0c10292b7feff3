//! What only a running cache has: its snapshots, and updates of the service that wait for it.

use std::cmp::Ordering;

use super::dimensions::{group_ids, owner};
use super::grouped::Grouped;
use super::index::Index;
use super::lookup::Identity;
use super::subject::{LinkedSnapshot, LinkedUpdateAction};
use crate::model::{
    Attribute, Cache, CacheKind, Origin, Reason, Reference, Resource, ResourceList, Snapshot,
    UpdateAction,
};

/// Snapshots and update actions by cache.
pub(crate) struct Running<'a> {
    snapshots: Grouped<'a, Snapshot>,
    update_actions: Grouped<'a, UpdateAction>,
}

impl<'a> Running<'a> {
    /// Groups both.
    pub(crate) fn new(index: &Index<'a>) -> Self {
        let inventory = index.inventory;
        Self {
            snapshots: Grouped::new(&inventory.snapshots, |snapshot| {
                owners(index, &snapshot.attributes.cache, &snapshot.origin)
            }),
            update_actions: Grouped::new(&inventory.update_actions, |action| {
                owners(index, &action.attributes.cache, &action.origin)
            }),
        }
    }

    /// The snapshots of the cache at `at`, the newest first; unset for a declared cache.
    pub(crate) fn snapshots(&self, index: &Index<'_>, at: usize) -> Attribute<Vec<LinkedSnapshot>> {
        let cache = &index.inventory.caches[at];
        let list = match cache.attributes.kind {
            CacheKind::ReplicationGroup | CacheKind::CacheCluster => ResourceList::Snapshots,
            CacheKind::ServerlessCache => ResourceList::ServerlessCacheSnapshots,
            CacheKind::EcsService => return Attribute::Unset,
        };
        whole(index, cache, list, &self.snapshots, at).map(|found| {
            let mut snapshots: Vec<LinkedSnapshot> = found.into_iter().map(snapshot).collect();
            snapshots.sort_by(newest_first);
            snapshots
        })
    }

    /// What service updates mean for the cache at `at`; unset for a declared cache, and for a serverless one, which AWS
    /// keeps up to date by itself.
    pub(crate) fn update_actions(
        &self,
        index: &Index<'_>,
        at: usize,
    ) -> Attribute<Vec<LinkedUpdateAction>> {
        let cache = &index.inventory.caches[at];
        if matches!(cache.attributes.kind, CacheKind::ServerlessCache | CacheKind::EcsService) {
            return Attribute::Unset;
        }
        whole(index, cache, ResourceList::UpdateActions, &self.update_actions, at).map(|found| {
            let mut actions: Vec<LinkedUpdateAction> =
                found.into_iter().map(update_action).collect();
            actions.sort_by(|one, other| one.service_update_name.cmp(&other.service_update_name));
            actions
        })
    }
}

/// What `grouped` has of the cache at `at`, if nothing of it can be missing.
fn whole<'a, T>(
    index: &Index<'_>,
    cache: &Resource<Cache>,
    list: ResourceList,
    grouped: &Grouped<'a, T>,
    at: usize,
) -> Attribute<Vec<&'a Resource<T>>> {
    if !cache.origin.is_live() {
        return Attribute::Unset;
    }
    if let Some(reason) = index.lists.unread(&cache.origin, &[list]) {
        return Attribute::Unknown(reason.clone());
    }
    let of = Identity::Here(at);
    let mut possible =
        grouped.possibly_of(&of).filter(|item| item.origin.can_concern(&cache.origin));
    if let Some(item) = possible.next() {
        let what = format!("the cache of {}", item.address);
        return Attribute::Unknown(Reason::UnresolvedReference(what));
    }
    Attribute::Known(grouped.of(&of).collect())
}

/// The caches that `reference`, read in a resource from `from`, may mean; of a member the group that it is a node of.
fn owners(
    index: &Index<'_>,
    reference: &Attribute<Reference>,
    from: &Origin,
) -> Attribute<Vec<Identity>> {
    reference.as_ref().map(|reference| {
        let found = index.caches.identify(reference, from);
        let mut owners: Vec<Identity> = match (found.as_slice(), reference) {
            ([Identity::Named(_)], Reference::Id(id)) => group_of_gone(index, id, from),
            _ => None,
        }
        .unwrap_or(found);
        for identity in &mut owners {
            if let Identity::Here(at) = identity {
                *at = owner(index, *at);
            }
        }
        owners.sort();
        owners.dedup();
        owners
    })
}

/// The group whose node was called `id`, though it has no such node any more.
fn group_of_gone(index: &Index<'_>, id: &str, from: &Origin) -> Option<Vec<Identity>> {
    group_ids(id).find_map(|group| {
        let groups = index.replication_groups.identify(&Reference::Id(group.to_owned()), from);
        groups.iter().all(|group| group.place().is_some()).then_some(groups)
    })
}

fn snapshot(snapshot: &Resource<Snapshot>) -> LinkedSnapshot {
    let settings = &snapshot.attributes;
    LinkedSnapshot {
        name: settings.name.clone(),
        source: settings.source.clone(),
        status: settings.status.clone(),
        create_time: settings.create_time.clone(),
    }
}

/// One that has no time yet is being made, and one whose time nobody knows may be the newest.
fn newest_first(one: &LinkedSnapshot, other: &LinkedSnapshot) -> Ordering {
    let is_timed = |snapshot: &LinkedSnapshot| snapshot.create_time.is_known();
    let by_time = other.create_time.known().cmp(&one.create_time.known());
    is_timed(one).cmp(&is_timed(other)).then(by_time).then_with(|| one.name.cmp(&other.name))
}

fn update_action(action: &Resource<UpdateAction>) -> LinkedUpdateAction {
    let UpdateAction {
        cache: _,
        service_update_name,
        service_update_type,
        service_update_severity,
        service_update_status,
        service_update_recommended_apply_by_date,
        update_action_status,
    } = action.attributes.clone();
    LinkedUpdateAction {
        service_update_name,
        service_update_type,
        service_update_severity,
        service_update_status,
        service_update_recommended_apply_by_date,
        update_action_status,
    }
}
