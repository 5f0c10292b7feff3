//! Serverless caches: no nodes and no parameters of their own, and always encrypted.

use aws_sdk_elasticache::types as sdk;

use super::super::operation::Operation;
use super::super::region::Region;
use super::super::reply;
use super::common::{engine, network_type, port, reference, references, time, word};
use crate::model::{
    Attribute, Cache, CacheKind, ClusterMode, Engine, Reason, Reference, Resource, defaults,
};

const OPERATION: Operation = Operation::DescribeServerlessCaches;

/// The connection type of a cache that is reached from the internet.
const PUBLIC: &str = "public";

/// The cache; none where it has no name.
pub(super) fn cache(region: &Region, cache: &sdk::ServerlessCache) -> Option<Resource<Cache>> {
    let name = reply::filled(cache.serverless_cache_name())?;
    let arn = reply::filled(cache.arn());
    let arn = arn.unwrap_or_else(|| region.arn("elasticache", &format!("serverlesscache:{name}")));
    Some(region.resource(&name, arn, attributes(cache)))
}

fn attributes(cache: &sdk::ServerlessCache) -> Cache {
    let engine = engine(cache.engine(), OPERATION);
    let version = reply::filled(cache.full_engine_version())
        .or_else(|| reply::filled(cache.major_engine_version()));
    let connection = connection_type(cache);
    // A public cache lies in no VPC.
    let is_public = connection.as_str() == Some(PUBLIC);
    let user_groups: Vec<String> = reply::filled(cache.user_group_id()).into_iter().collect();
    Cache {
        kind: CacheKind::ServerlessCache,
        description: reply::optional(cache.description()),
        engine_version: reply::required(version, OPERATION, "FullEngineVersion"),
        cache_node_type: Attribute::Unset,
        cluster_mode: Attribute::Known(ClusterMode::Enabled),
        num_node_groups: Attribute::Unset,
        replicas_per_node_group: Attribute::Unset,
        num_cache_nodes: Attribute::Unset,
        replication_group_id: Attribute::Unset,
        automatic_failover_enabled: Attribute::Unset,
        multi_az_enabled: Attribute::Unset,
        preferred_availability_zones: Attribute::Unset,
        at_rest_encryption_enabled: documented(defaults::at_rest_encryption_enabled(
            CacheKind::ServerlessCache,
            &Attribute::Known(engine.known().copied().unwrap_or(Engine::Valkey)),
        )),
        kms_key_id: reference(cache.kms_key_id()),
        transit_encryption_enabled: documented(defaults::transit_encryption_enabled(
            CacheKind::ServerlessCache,
            &engine,
        )),
        transit_encryption_mode: Attribute::Known("required".to_owned()),
        auth_token: Attribute::Unset,
        auth_token_update_strategy: Attribute::Unset,
        user_group_ids: references(&user_groups),
        port: port([cache.endpoint(), cache.reader_endpoint()], OPERATION),
        cache_parameter_group_name: Attribute::Unset,
        cache_subnet_group_name: Attribute::Unset,
        subnet_ids: match (cache.subnet_ids(), is_public) {
            ([], true) => Attribute::Unset,
            (ids, _) => never_empty(ids, "SubnetIds"),
        },
        security_group_ids: match (cache.security_group_ids(), is_public) {
            ([], true) => Attribute::Unset,
            (ids, _) => never_empty(ids, "SecurityGroupIds"),
        },
        snapshot_retention_limit: reply::count(cache.snapshot_retention_limit()).or(0),
        snapshot_window: reply::optional(cache.daily_snapshot_time()),
        final_snapshot_identifier: Attribute::Unset,
        preferred_maintenance_window: Attribute::Unset,
        auto_minor_version_upgrade: Attribute::Unset,
        notification_topic_arn: Attribute::Unset,
        log_delivery_configurations: Attribute::Known(Vec::new()),
        network_type: network_type(cache.network_type()),
        connection_type: connection,
        data_tiering_enabled: Attribute::Unset,
        global_replication_group_id: Attribute::Unset,
        status: reply::required(cache.status(), OPERATION, "Status"),
        create_time: time(cache.create_time()),
        node_group_members: Attribute::Unset,
        // The API tells none of serverless caches: changes are in force once the cache is available again.
        pending_modified_values: Attribute::Unset,
        parameter_apply_status: Attribute::Unset,
        auth_token_last_modified_date: Attribute::Unset,
        notification_topic_status: Attribute::Unset,
        member_differences: Attribute::Unset,
        engine,
    }
}

fn documented<T>(default: Option<defaults::Documented<T>>) -> Attribute<T> {
    default.map_or_else(
        || Attribute::Unknown(Reason::NotSupportedBySource),
        |default| Attribute::Known(default.value),
    )
}

/// A list that AWS leaves empty for no cache in a VPC.
fn never_empty(ids: &[String], field: &str) -> Attribute<Vec<Attribute<Reference>>> {
    match ids {
        [] => Attribute::Unknown(reply::untold(OPERATION, field)),
        ids => references(ids),
    }
}

/// AWS leaves it out for caches in a VPC.
fn connection_type(cache: &sdk::ServerlessCache) -> Attribute<String> {
    match word(cache.connection_type().map(sdk::ConnectionType::as_str)) {
        Some(connection) => Attribute::Known(connection.to_owned()),
        None => documented(defaults::connection_type()),
    }
}
