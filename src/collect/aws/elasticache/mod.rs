//! ElastiCache: caches, and what belongs to the service around them.
//!
//! A replication group tells a part of its settings itself; version, security groups, parameter group, subnet group,
//! maintenance window and topic only its member clusters tell. Both become one cache here.

mod cluster;
mod common;
mod global;
mod member;
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
use super::call::Listing;
use super::operation::Operation;
use super::region::Region;
use super::reply;
use crate::model::{Cache, Inventory, Reason, Resource, ResourceList};

/// Most entries of a page; serverless caches come in pages of half as many.
const PAGE: i32 = 100;
const SERVERLESS_PAGE: i32 = 50;

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
    let page = |token| {
        let call = region.clients.elasticache.describe_replication_groups();
        call.max_records(PAGE).set_marker(token).send()
    };
    let operation = Operation::DescribeReplicationGroups;
    let take = |page: aws_sdk_elasticache::operation::describe_replication_groups::DescribeReplicationGroupsOutput| {
        (page.replication_groups.unwrap_or_default(), page.marker)
    };
    region.caller.pages(operation, page, take).await
}

async fn clusters(region: &Region) -> Listing<sdk::CacheCluster> {
    let page = |token| {
        let call = region.clients.elasticache.describe_cache_clusters();
        call.show_cache_node_info(true).max_records(PAGE).set_marker(token).send()
    };
    let operation = Operation::DescribeCacheClusters;
    let take = |page: aws_sdk_elasticache::operation::describe_cache_clusters::DescribeCacheClustersOutput| {
        (page.cache_clusters.unwrap_or_default(), page.marker)
    };
    region.caller.pages(operation, page, take).await
}

async fn serverless_caches(region: &Region) -> Listing<sdk::ServerlessCache> {
    let page = |token| {
        let call = region.clients.elasticache.describe_serverless_caches();
        call.max_results(SERVERLESS_PAGE).set_next_token(token).send()
    };
    let operation = Operation::DescribeServerlessCaches;
    let take = |page: aws_sdk_elasticache::operation::describe_serverless_caches::DescribeServerlessCachesOutput| {
        (page.serverless_caches.unwrap_or_default(), page.next_token)
    };
    region.caller.pages(operation, page, take).await
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
