//! Clusters that are no members of a replication group: Memcached nodes, or one Redis OSS node.

use aws_sdk_elasticache::types as sdk;

use super::super::operation::Operation;
use super::super::region::Region;
use super::super::reply;
use super::common::{
    auth_token, count, engine, log_deliveries, network_type, never_unset, port, reference, switch,
    time, transit_mode, word, zones,
};
use super::{member, pending};
use crate::collect::shape::{mode_of_cluster, settle_snapshots, settle_transit_encryption_mode};
use crate::model::{Attribute, Cache, CacheKind, Engine, NodeGroupMember, Reason, Resource};

const OPERATION: Operation = Operation::DescribeCacheClusters;
/// What `PreferredAvailabilityZone` says of Memcached nodes in several zones.
const SEVERAL_ZONES: &str = "Multiple";

/// The cluster as one cache; none where it has no id.
pub(super) fn cache(region: &Region, cluster: &sdk::CacheCluster) -> Option<Resource<Cache>> {
    let id = reply::filled(cluster.cache_cluster_id())?;
    let arn = reply::filled(cluster.arn());
    let arn = arn.unwrap_or_else(|| region.arn("elasticache", &format!("cluster:{id}")));
    Some(region.resource(&id, arn, attributes(cluster, &id)))
}

fn attributes(cluster: &sdk::CacheCluster, id: &str) -> Cache {
    let engine = engine(cluster.engine(), OPERATION);
    let is_memcached = engine == Attribute::Known(Engine::Memcached);
    let transit =
        switch(cluster.transit_encryption_enabled(), OPERATION, "TransitEncryptionEnabled");
    let nodes = nodes(cluster, id);
    let group = cluster.cache_parameter_group();
    let mut cache = Cache {
        kind: CacheKind::CacheCluster,
        description: Attribute::Unset,
        cluster_mode: mode_of_cluster(&engine),
        engine_version: reply::required(cluster.engine_version(), OPERATION, "EngineVersion"),
        cache_node_type: reply::required(cluster.cache_node_type(), OPERATION, "CacheNodeType"),
        num_node_groups: Attribute::Unset,
        replicas_per_node_group: Attribute::Unset,
        num_cache_nodes: count(cluster.num_cache_nodes(), OPERATION, "NumCacheNodes"),
        replication_group_id: Attribute::Unset,
        automatic_failover_enabled: Attribute::Unset,
        multi_az_enabled: spans_zones(cluster, is_memcached),
        preferred_availability_zones: zones(&nodes),
        // Memcached writes nothing to disk.
        at_rest_encryption_enabled: match is_memcached {
            true => Attribute::Unset,
            false => {
                switch(cluster.at_rest_encryption_enabled(), OPERATION, "AtRestEncryptionEnabled")
            }
        },
        kms_key_id: Attribute::Unset,
        transit_encryption_mode: transit_mode(cluster.transit_encryption_mode(), &transit),
        transit_encryption_enabled: transit,
        auth_token: auth_token(Attribute::Known(cluster.auth_token_enabled() == Some(true))),
        auth_token_update_strategy: Attribute::Unset,
        user_group_ids: Attribute::Known(Vec::new()),
        port: port(
            [cluster.configuration_endpoint()]
                .into_iter()
                .chain(cluster.cache_nodes().iter().map(|node| node.endpoint())),
            OPERATION,
        ),
        cache_parameter_group_name: never_unset(
            reference(member::parameter_group(cluster)),
            OPERATION,
            "CacheParameterGroup",
        ),
        cache_subnet_group_name: never_unset(
            reference(cluster.cache_subnet_group_name()),
            OPERATION,
            "CacheSubnetGroupName",
        ),
        subnet_ids: Attribute::Unset,
        security_group_ids: member::security_groups(std::slice::from_ref(cluster)),
        snapshot_retention_limit: match is_memcached {
            true => Attribute::Unset,
            false => count(cluster.snapshot_retention_limit(), OPERATION, "SnapshotRetentionLimit"),
        },
        snapshot_window: reply::optional(cluster.snapshot_window()),
        final_snapshot_identifier: Attribute::Unknown(Reason::NotSupportedBySource),
        preferred_maintenance_window: member::window(reply::optional(
            cluster.preferred_maintenance_window(),
        )),
        auto_minor_version_upgrade: switch(
            cluster.auto_minor_version_upgrade(),
            OPERATION,
            "AutoMinorVersionUpgrade",
        ),
        notification_topic_arn: reference(member::topic(cluster)),
        log_delivery_configurations: log_deliveries(cluster.log_delivery_configurations()),
        network_type: network_type(cluster.network_type()),
        connection_type: Attribute::Unset,
        data_tiering_enabled: Attribute::Unset,
        global_replication_group_id: Attribute::Unset,
        status: reply::required(cluster.cache_cluster_status(), OPERATION, "CacheClusterStatus"),
        create_time: time(cluster.cache_cluster_create_time()),
        node_group_members: nodes,
        pending_modified_values: Attribute::Known(pending::of_cluster(
            cluster.pending_modified_values(),
        )),
        parameter_apply_status: reply::optional(
            group.and_then(|group| group.parameter_apply_status()),
        ),
        auth_token_last_modified_date: time(cluster.auth_token_last_modified_date()),
        notification_topic_status: reply::optional(member::topic_status(cluster)),
        member_differences: Attribute::Unset,
        engine,
    };
    settle_transit_encryption_mode(&mut cache);
    settle_snapshots(&mut cache);
    cache
}

/// The nodes; a cluster that is being made tells none yet.
fn nodes(cluster: &sdk::CacheCluster, id: &str) -> Attribute<Vec<NodeGroupMember>> {
    match cluster.cache_nodes() {
        [] => Attribute::Unknown(reply::untold(OPERATION, "CacheNodes")),
        nodes => Attribute::Known(nodes.iter().map(|it| node(id, it, cluster)).collect()),
    }
}

fn node(id: &str, node: &sdk::CacheNode, cluster: &sdk::CacheCluster) -> NodeGroupMember {
    let own = word(node.customer_availability_zone());
    let of_cluster = cluster.preferred_availability_zone().filter(|zone| *zone != SEVERAL_ZONES);
    NodeGroupMember {
        cache_cluster_id: Attribute::Known(id.to_owned()),
        cache_node_id: reply::required(node.cache_node_id(), OPERATION, "CacheNodeId"),
        node_group_id: Attribute::Unset,
        current_role: Attribute::Unset,
        availability_zone: reply::required(
            own.or(of_cluster),
            OPERATION,
            "CustomerAvailabilityZone",
        ),
        status: reply::optional(node.cache_node_status()),
    }
}

/// `AZMode` as it is read back; one node of Redis OSS is in one zone.
fn spans_zones(cluster: &sdk::CacheCluster, is_memcached: bool) -> Attribute<bool> {
    match (is_memcached, word(cluster.preferred_availability_zone())) {
        (_, Some(zone)) => Attribute::Known(zone == SEVERAL_ZONES),
        (false, None) => Attribute::Known(false),
        (true, None) => Attribute::Unknown(reply::untold(OPERATION, "PreferredAvailabilityZone")),
    }
}
