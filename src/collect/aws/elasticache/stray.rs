//! Replication groups that only their members tell of: the list of groups was not read to its end, or the group was made
//! while this was read.

use aws_sdk_elasticache::types as sdk;

use super::super::operation::Operation;
use super::super::region::Region;
use super::common::{auth_token, engine, port};
use super::member::{self, Common, Members};
use crate::model::{Attribute, Cache, CacheKind, Engine, Reason, Resource};

const OPERATION: Operation = Operation::DescribeCacheClusters;

/// The group called `id`, as far as `members` tell it. What only the group tells is unknown because of `untold`.
pub(super) fn cache(
    region: &Region,
    id: &str,
    members: &Members,
    untold: &Reason,
) -> Resource<Cache> {
    // Which members the group has nobody says.
    let of_this = members.all_of(id, &[]);
    let mut common = Common::new(of_this, members.untold());
    let arn = region.arn("elasticache", &format!("replicationgroup:{id}"));
    region.resource(id, arn, attributes(of_this, &mut common, untold))
}

fn attributes(members: &[sdk::CacheCluster], common: &mut Common<'_>, untold: &Reason) -> Cache {
    let transit =
        common.switch("TransitEncryptionEnabled", |member| member.transit_encryption_enabled());
    Cache {
        kind: CacheKind::ReplicationGroup,
        description: unknown(untold),
        engine: engine_of(common),
        engine_version: common
            .told_text("engine_version", "EngineVersion", |member| member.engine_version()),
        cache_node_type: common
            .told_text("cache_node_type", "CacheNodeType", |member| member.cache_node_type()),
        cluster_mode: unknown(untold),
        num_node_groups: unknown(untold),
        replicas_per_node_group: unknown(untold),
        num_cache_nodes: unknown(untold),
        replication_group_id: Attribute::Unset,
        automatic_failover_enabled: unknown(untold),
        multi_az_enabled: unknown(untold),
        preferred_availability_zones: unknown(untold),
        at_rest_encryption_enabled: at_rest(common, untold),
        kms_key_id: unknown(untold),
        transit_encryption_mode: mode(members, &transit, untold),
        transit_encryption_enabled: transit,
        auth_token: auth_token(
            common.switch("AuthTokenEnabled", |member| member.auth_token_enabled()),
        ),
        auth_token_update_strategy: Attribute::Unknown(Reason::NotSupportedBySource),
        user_group_ids: unknown(untold),
        port: common.told().and_then(|()| port(members.iter().flat_map(endpoints), OPERATION)),
        cache_parameter_group_name: common.parameter_group(),
        cache_subnet_group_name: common.subnet_group(),
        subnet_ids: Attribute::Unset,
        security_group_ids: common.security_groups(),
        // Members may say 0 of a group that takes snapshots.
        snapshot_retention_limit: unknown(untold),
        snapshot_window: unknown(untold),
        final_snapshot_identifier: Attribute::Unknown(Reason::NotSupportedBySource),
        preferred_maintenance_window: common.window(),
        auto_minor_version_upgrade: unknown(untold),
        notification_topic_arn: common.reference("notification_topic_arn", member::topic),
        log_delivery_configurations: unknown(untold),
        network_type: unknown(untold),
        connection_type: Attribute::Unset,
        data_tiering_enabled: unknown(untold),
        global_replication_group_id: unknown(untold),
        status: unknown(untold),
        create_time: unknown(untold),
        // Who is in which shard only the group tells.
        node_group_members: unknown(untold),
        pending_modified_values: unknown(untold),
        parameter_apply_status: common.parameter_apply_status(),
        auth_token_last_modified_date: unknown(untold),
        notification_topic_status: common.text("notification_topic_status", member::topic_status),
        member_differences: common.differences(),
    }
}

fn unknown<T>(untold: &Reason) -> Attribute<T> {
    Attribute::Unknown(untold.clone())
}

fn engine_of(common: &mut Common<'_>) -> Attribute<Engine> {
    let name = common.told_text("engine", "Engine", |member| member.engine());
    name.and_then(|name| engine(Some(&name), OPERATION))
}

/// What is encrypted is encrypted; what the setting leaves open, the group's `StorageEncryptionType` may encrypt.
fn at_rest(common: &Common<'_>, untold: &Reason) -> Attribute<bool> {
    let setting =
        common.switch("AtRestEncryptionEnabled", |member| member.at_rest_encryption_enabled());
    setting.and_then(|is_encrypted| match is_encrypted {
        true => Attribute::Known(true),
        false => unknown(untold),
    })
}

/// The mode that all members tell. Of one that they leave out the group may tell that it accepts plaintext.
fn mode(
    members: &[sdk::CacheCluster],
    is_enabled: &Attribute<bool>,
    untold: &Reason,
) -> Attribute<String> {
    let mut modes = members.iter().map(|member| member.transit_encryption_mode());
    let first = modes.next().flatten();
    match (first, is_enabled) {
        (_, Attribute::Known(false)) => Attribute::Unset,
        (Some(mode), _) if modes.all(|mode| mode == first) => {
            Attribute::Known(mode.as_str().to_owned())
        }
        _ => unknown(untold),
    }
}

fn endpoints(member: &sdk::CacheCluster) -> impl Iterator<Item = Option<&sdk::Endpoint>> {
    member.cache_nodes().iter().map(|node| node.endpoint())
}
