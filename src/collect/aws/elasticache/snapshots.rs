//! Snapshots, of nodes and of serverless caches.

use aws_sdk_elasticache::primitives::DateTime;
use aws_sdk_elasticache::types as sdk;

use super::super::operation::Operation;
use super::super::region::Region;
use super::super::reply;
use super::common::{reference, time};
use super::pages::{SMALL_PAGE, pages, serverless_pages};
use crate::model::{
    Attribute, CacheKind, Engine, Inventory, Reference, Resource, ResourceList, Snapshot,
};

/// The snapshots of the region, of the kinds that caches of `found` have.
pub(super) async fn read(region: &Region, found: &Inventory) -> Inventory {
    let is_serverless = |kind| kind == CacheKind::ServerlessCache;
    let has_nodes = found.caches.iter().any(|cache| {
        // Memcached nodes keep none.
        let is_memcached = cache.attributes.engine == Attribute::Known(Engine::Memcached);
        !is_serverless(cache.attributes.kind) && !is_memcached
    });
    let has_serverless = found.caches.iter().any(|cache| is_serverless(cache.attributes.kind));
    let of_nodes = async {
        match has_nodes {
            true => of_nodes(region).await,
            false => Inventory::new(),
        }
    };
    let of_serverless = async {
        match has_serverless {
            true => of_serverless(region).await,
            false => Inventory::new(),
        }
    };
    let (mut inventory, more) = tokio::join!(of_nodes, of_serverless);
    inventory.append(more);
    inventory
}

async fn of_nodes(region: &Region) -> Inventory {
    let operation = Operation::DescribeSnapshots;
    let call = || region.clients.elasticache.describe_snapshots().max_records(SMALL_PAGE);
    let listing = pages!(region, operation, call(), snapshots).await;
    let snapshots = reply::entries(&region.caller, operation, listing, |it| node(region, &it));
    let mut inventory = Inventory::new();
    region.list(&mut inventory, ResourceList::Snapshots, snapshots, |all| &mut all.snapshots);
    inventory
}

async fn of_serverless(region: &Region) -> Inventory {
    let operation = Operation::DescribeServerlessCacheSnapshots;
    let client = &region.clients.elasticache;
    let call = || client.describe_serverless_cache_snapshots().max_results(SMALL_PAGE);
    let listing = serverless_pages!(region, operation, call(), serverless_cache_snapshots).await;
    let snapshots =
        reply::entries(&region.caller, operation, listing, |it| serverless(region, &it));
    let mut inventory = Inventory::new();
    let list = ResourceList::ServerlessCacheSnapshots;
    region.list(&mut inventory, list, snapshots, |all| &mut all.snapshots);
    inventory
}

fn node(region: &Region, snapshot: &sdk::Snapshot) -> Option<Resource<Snapshot>> {
    let name = reply::filled(snapshot.snapshot_name())?;
    let group = reply::filled(snapshot.replication_group_id());
    let cache = group.or_else(|| reply::filled(snapshot.cache_cluster_id()));
    let nodes = snapshot.node_snapshots().iter();
    let newest: Option<&DateTime> = nodes.filter_map(|node| node.snapshot_create_time()).max();
    let attributes = Snapshot {
        name: Attribute::Known(name.clone()),
        cache: cache.map_or(Attribute::Unset, |cache| Attribute::Known(Reference::Id(cache))),
        source: lower(snapshot.snapshot_source()),
        status: reply::optional(snapshot.snapshot_status()),
        create_time: time(newest),
        kms_key_id: reference(snapshot.kms_key_id()),
    };
    let arn = reply::filled(snapshot.arn());
    let arn = arn.unwrap_or_else(|| region.arn("elasticache", &format!("snapshot:{name}")));
    Some(region.resource(&name, arn, attributes))
}

fn serverless(
    region: &Region,
    snapshot: &sdk::ServerlessCacheSnapshot,
) -> Option<Resource<Snapshot>> {
    let name = reply::filled(snapshot.serverless_cache_snapshot_name())?;
    let configuration = snapshot.serverless_cache_configuration();
    let attributes = Snapshot {
        name: Attribute::Known(name.clone()),
        cache: reference(configuration.and_then(|it| it.serverless_cache_name())),
        source: lower(snapshot.snapshot_type()),
        status: lower(snapshot.status()),
        create_time: time(snapshot.create_time()),
        kms_key_id: reference(snapshot.kms_key_id()),
    };
    let arn = reply::filled(snapshot.arn());
    let arn = arn
        .unwrap_or_else(|| region.arn("elasticache", &format!("serverlesscachesnapshot:{name}")));
    Some(region.resource(&name, arn, attributes))
}

fn lower(text: Option<&str>) -> Attribute<String> {
    reply::optional(text).map(|text| text.to_lowercase())
}
