//! Replication groups, with what their members tell.

use aws_sdk_elasticache::types as sdk;

use super::super::operation::Operation;
use super::super::region::Region;
use super::super::reply;
use super::common::{
    at_rest, auth_token, count, engine, log_deliveries, network_type, port, reference, references,
    switch, time, transit_mode, zones,
};
use super::member::{self, Common, Members};
use super::pending;
use crate::collect::spelling;
use crate::model::{Attribute, Cache, CacheKind, ClusterMode, NodeGroupMember, Reason, Resource};

const OPERATION: Operation = Operation::DescribeReplicationGroups;

/// The group as one cache; none where it has no id.
pub(super) fn cache(
    region: &Region,
    group: &sdk::ReplicationGroup,
    members: &Members,
) -> Option<Resource<Cache>> {
    let id = reply::filled(group.replication_group_id())?;
    let of_this = members.all_of(&id, group.member_clusters());
    let mut common = Common::new(of_this, members.untold());
    let cache = of_group(group, &mut common, of_this);
    let arn = reply::filled(group.arn());
    let arn = arn.unwrap_or_else(|| region.arn("elasticache", &format!("replicationgroup:{id}")));
    Some(region.resource(&id, arn, cache))
}

fn of_group(
    group: &sdk::ReplicationGroup,
    common: &mut Common<'_>,
    members: &[sdk::CacheCluster],
) -> Cache {
    let transit = switch(group.transit_encryption_enabled(), OPERATION, "TransitEncryptionEnabled");
    let nodes = nodes(group, common);
    Cache {
        kind: CacheKind::ReplicationGroup,
        description: reply::optional(group.description()),
        engine: engine(group.engine(), OPERATION),
        engine_version: common
            .told_text("engine_version", "EngineVersion", |member| member.engine_version()),
        cache_node_type: reply::required(group.cache_node_type(), OPERATION, "CacheNodeType"),
        cluster_mode: cluster_mode(group),
        num_node_groups: shards(group),
        replicas_per_node_group: replicas(group),
        num_cache_nodes: members_named(group),
        replication_group_id: Attribute::Unset,
        automatic_failover_enabled: is_on(
            group.automatic_failover().map(sdk::AutomaticFailoverStatus::as_str),
            "AutomaticFailover",
        ),
        multi_az_enabled: is_on(group.multi_az().map(sdk::MultiAzStatus::as_str), "MultiAZ"),
        preferred_availability_zones: zones(&nodes),
        at_rest_encryption_enabled: at_rest(
            group.storage_encryption_type(),
            switch(group.at_rest_encryption_enabled(), OPERATION, "AtRestEncryptionEnabled"),
        ),
        kms_key_id: reference(group.kms_key_id()),
        transit_encryption_mode: transit_mode(group.transit_encryption_mode(), &transit),
        transit_encryption_enabled: transit,
        auth_token: auth_token(switch(group.auth_token_enabled(), OPERATION, "AuthTokenEnabled")),
        auth_token_update_strategy: Attribute::Unknown(Reason::NotSupportedBySource),
        user_group_ids: references(group.user_group_ids()),
        port: group_port(group),
        cache_parameter_group_name: common.parameter_group(),
        cache_subnet_group_name: common.subnet_group(),
        subnet_ids: Attribute::Unset,
        security_group_ids: common.security_groups(),
        snapshot_retention_limit: count(
            group.snapshot_retention_limit(),
            OPERATION,
            "SnapshotRetentionLimit",
        ),
        snapshot_window: reply::optional(group.snapshot_window()),
        final_snapshot_identifier: Attribute::Unknown(Reason::NotSupportedBySource),
        preferred_maintenance_window: common.window(),
        auto_minor_version_upgrade: switch(
            group.auto_minor_version_upgrade(),
            OPERATION,
            "AutoMinorVersionUpgrade",
        ),
        notification_topic_arn: common.reference("notification_topic_arn", member::topic),
        log_delivery_configurations: log_deliveries(group.log_delivery_configurations()),
        network_type: network_type(group.network_type()),
        connection_type: Attribute::Unset,
        data_tiering_enabled: is_on(
            // AWS tells it of nodes that can do it.
            group.data_tiering().map_or(Some("disabled"), |tiering| Some(tiering.as_str())),
            "DataTiering",
        ),
        global_replication_group_id: reference(
            group.global_replication_group_info().and_then(|it| it.global_replication_group_id()),
        ),
        status: reply::required(group.status(), OPERATION, "Status"),
        create_time: time(group.replication_group_create_time()),
        node_group_members: nodes,
        pending_modified_values: common.told().map(|()| {
            pending::together(pending::of_group(group.pending_modified_values()), members)
        }),
        parameter_apply_status: common.parameter_apply_status(),
        auth_token_last_modified_date: time(group.auth_token_last_modified_date()),
        notification_topic_status: common.text("notification_topic_status", member::topic_status),
        member_differences: common.differences(),
    }
}

/// `enabled`, `enabling`: what was decided counts, not how far it got.
fn is_on(status: Option<&str>, field: &str) -> Attribute<bool> {
    match status {
        Some("enabled" | "enabling") => Attribute::Known(true),
        Some("disabled" | "disabling") => Attribute::Known(false),
        _ => Attribute::Unknown(reply::untold(OPERATION, field)),
    }
}

fn cluster_mode(group: &sdk::ReplicationGroup) -> Attribute<ClusterMode> {
    let told = group.cluster_mode().and_then(|mode| spelling::cluster_mode(mode.as_str()));
    match (told, group.cluster_enabled()) {
        (Some(mode), _) => Attribute::Known(mode),
        (None, Some(true)) => Attribute::Known(ClusterMode::Enabled),
        (None, Some(false)) => Attribute::Known(ClusterMode::Disabled),
        (None, None) => Attribute::Unknown(reply::untold(OPERATION, "ClusterEnabled")),
    }
}

/// Nodes; unknown while the group is being made and names none.
fn members_named(group: &sdk::ReplicationGroup) -> Attribute<u32> {
    match group.member_clusters() {
        [] => Attribute::Unknown(reply::untold(OPERATION, "MemberClusters")),
        members => reply::count(Some(members.len())),
    }
}

/// Shards; unknown while the group is being made and tells none.
fn shards(group: &sdk::ReplicationGroup) -> Attribute<u32> {
    match group.node_groups() {
        [] => Attribute::Unknown(reply::untold(OPERATION, "NodeGroups")),
        shards => reply::count(Some(shards.len())),
    }
}

/// Replicas of the shard that has the fewest.
fn replicas(group: &sdk::ReplicationGroup) -> Attribute<u32> {
    let nodes = group.node_groups().iter().map(|shard| shard.node_group_members().len());
    match nodes.min() {
        // Not even its primary is told.
        Some(0) => Attribute::Unknown(reply::untold(OPERATION, "NodeGroupMembers")),
        Some(fewest) => reply::count(Some(fewest.saturating_sub(1))),
        None => Attribute::Unknown(reply::untold(OPERATION, "NodeGroups")),
    }
}

fn group_port(group: &sdk::ReplicationGroup) -> Attribute<u16> {
    let shards = group.node_groups().iter().flat_map(|shard| {
        let members = shard.node_group_members().iter().map(|member| member.read_endpoint());
        [shard.primary_endpoint(), shard.reader_endpoint()].into_iter().chain(members)
    });
    port([group.configuration_endpoint()].into_iter().chain(shards), OPERATION)
}

fn nodes(group: &sdk::ReplicationGroup, common: &Common<'_>) -> Attribute<Vec<NodeGroupMember>> {
    if group.node_groups().is_empty() {
        return Attribute::Unknown(reply::untold(OPERATION, "NodeGroups"));
    }
    let nodes = group
        .node_groups()
        .iter()
        .flat_map(|shard| shard.node_group_members().iter().map(move |member| (shard, member)));
    let nodes = nodes.map(|(shard, member)| NodeGroupMember {
        cache_cluster_id: reply::required(member.cache_cluster_id(), OPERATION, "CacheClusterId"),
        cache_node_id: reply::optional(member.cache_node_id()),
        node_group_id: reply::optional(shard.node_group_id()),
        // Where cluster mode is enabled, AWS does not say who is primary.
        current_role: reply::optional(member.current_role()),
        availability_zone: reply::required(
            member.preferred_availability_zone(),
            OPERATION,
            "PreferredAvailabilityZone",
        ),
        status: common.status_of(member.cache_cluster_id()),
    });
    Attribute::Known(nodes.collect())
}
