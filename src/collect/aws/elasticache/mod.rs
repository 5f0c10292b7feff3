//! ElastiCache: caches, and what belongs to the service around them.
//!
//! A replication group tells a part of its settings itself; version, security groups, parameter group, subnet group,
//! maintenance window and topic only its member clusters tell. Both become one cache here.

mod cluster;
mod common;
mod global;
mod member;
mod pages;
mod parameter_groups;
mod pending;
mod replication_group;
mod serverless;
mod snapshots;
mod stray;
mod subnet_groups;
#[cfg(test)]
mod tests;
mod updates;
mod users;

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_elasticache::types as sdk;

use self::member::Members;
use self::pages::{PAGE, SMALL_PAGE, pages, serverless_pages};
use super::call::Listing;
use super::operation::Operation;
use super::region::Region;
use super::reply;
use crate::model::{Cache, Inventory, Reason, Resource, ResourceList};

/// The caches of `region`.
pub(super) async fn caches(region: &Region) -> Inventory {
    let (groups, clusters, serverless) = tokio::join!(
        Box::pin(groups(region)),
        Box::pin(clusters(region)),
        Box::pin(serverless_caches(region)),
    );
    let mut inventory = Inventory::new();
    let members = Members::new(clusters);
    let into = |all: &mut Inventory, list, listing| {
        region.list(all, list, listing, |all: &mut Inventory| &mut all.caches);
    };
    let groups = with_strays(region, groups, &members);
    into(&mut inventory, ResourceList::ReplicationGroups, groups);
    into(&mut inventory, ResourceList::CacheClusters, alone(region, &members));
    let caller = &region.caller;
    let operation = Operation::DescribeServerlessCaches;
    let serverless =
        reply::entries(caller, operation, serverless, |cache| serverless::cache(region, &cache));
    into(&mut inventory, ResourceList::ServerlessCaches, serverless);
    inventory
}

/// What ElastiCache tells around the caches `found`; nothing where there are none.
pub(super) async fn around(region: &Region, found: &Inventory) -> Inventory {
    if found.caches.is_empty() {
        return Inventory::new();
    }
    let (subnets, parameters, users, snapshots, updates, global) = tokio::join!(
        Box::pin(subnet_groups::read(region, found)),
        Box::pin(parameter_groups::read(region, found)),
        Box::pin(users::read(region, found)),
        Box::pin(snapshots::read(region, found)),
        Box::pin(updates::read(region, found)),
        Box::pin(global::read(region, found)),
    );
    let mut inventory = Inventory::new();
    for part in [subnets, parameters, users, snapshots, updates, global] {
        inventory.append(part);
    }
    inventory
}

async fn groups(region: &Region) -> Listing<sdk::ReplicationGroup> {
    let call = || region.clients.elasticache.describe_replication_groups().max_records(PAGE);
    pages!(region, Operation::DescribeReplicationGroups, call(), replication_groups).await
}

async fn clusters(region: &Region) -> Listing<sdk::CacheCluster> {
    let client = &region.clients.elasticache;
    let call = || client.describe_cache_clusters().show_cache_node_info(true).max_records(PAGE);
    pages!(region, Operation::DescribeCacheClusters, call(), cache_clusters).await
}

async fn serverless_caches(region: &Region) -> Listing<sdk::ServerlessCache> {
    let call = || region.clients.elasticache.describe_serverless_caches().max_results(SMALL_PAGE);
    serverless_pages!(region, Operation::DescribeServerlessCaches, call(), serverless_caches).await
}

/// The replication groups, and those that only their members tell of: the list of groups was not read to its end, or the
/// group was made while this was read.
fn with_strays(
    region: &Region,
    groups: Listing<sdk::ReplicationGroup>,
    members: &Members,
) -> Listing<Resource<Cache>> {
    let operation = Operation::DescribeReplicationGroups;
    let mut listing = reply::entries(&region.caller, operation, groups, |group| {
        replication_group::cache(region, &group, members)
    });
    let listed: BTreeSet<String> =
        listing.items.iter().filter_map(|group| group.id.known().cloned()).collect();
    let untold = listing.missing.clone().unwrap_or_else(|| {
        Reason::NotCollected("the replication group was made or deleted during the scan".into())
    });
    let strays = members.groups().filter(|(group, _)| !listed.contains(*group));
    let strays = strays.map(|(group, _)| stray::cache(region, group, members, &untold));
    let strays: Vec<_> = strays.collect();
    listing.items.extend(strays);
    listing
}

/// The clusters that are no members of a group. Members are nodes of theirs.
fn alone(region: &Region, members: &Members) -> Listing<Resource<Cache>> {
    let operation = Operation::DescribeCacheClusters;
    let listing = Listing {
        items: members.alone().cloned().collect::<Vec<_>>(),
        missing: members.missing().cloned(),
    };
    reply::entries(&region.caller, operation, listing, |cluster| cluster::cache(region, &cluster))
}

/// What a value of several members is, where they should all say the same.
type Differences = BTreeMap<String, Vec<String>>;
