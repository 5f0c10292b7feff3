//! Replication groups, clusters and serverless caches: which argument fills which attribute.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/elasticache_replication_group>

use crate::collect::shape::{mode_of_cluster, settle_snapshots, settle_transit_encryption_mode};
use crate::collect::spelling;
use crate::collect::terraform::values::{Setting, Values};
use crate::model::{
    Attribute, Cache, CacheKind, Engine, FinalSnapshot, LogDelivery, Reason, defaults,
};

use super::secret::secret_value;
use super::shape::{fill_shape, placement_of_cluster, spans_zones};

/// A replication group. Versions 4 and older of the provider have other names for some arguments.
pub(super) fn replication_group(values: &Values<'_>) -> Cache {
    let kind = CacheKind::ReplicationGroup;
    let mut cache = common(kind, values);
    cache.description =
        values.text(current(values, "description", "replication_group_description"));
    cache.automatic_failover_enabled = values.or_default(
        values.boolean("automatic_failover_enabled"),
        "automatic_failover_enabled",
        "automatic_failover_enabled",
        defaults::automatic_failover_enabled(),
    );
    cache.multi_az_enabled = values.or_default(
        values.boolean("multi_az_enabled"),
        "multi_az_enabled",
        "multi_az_enabled",
        defaults::multi_az_enabled(),
    );
    cache.at_rest_encryption_enabled = values.boolean("at_rest_encryption_enabled");
    cache.auth_token = secret_value(values, "auth_token");
    cache.auth_token_update_strategy = values.text("auth_token_update_strategy");
    cache.user_group_ids = values.references("user_group_ids").or(Vec::new());
    cache.data_tiering_enabled = values.or_default(
        values.boolean("data_tiering_enabled"),
        "data_tiering_enabled",
        "data_tiering_enabled",
        defaults::data_tiering_enabled(),
    );
    cache.global_replication_group_id = values.reference("global_replication_group_id");
    cache.preferred_availability_zones =
        values.texts(current(values, "preferred_cache_cluster_azs", "availability_zones"));
    cache.unset_impossible();
    fill_shape(&mut cache, values);
    fill_defaults(&mut cache, values);
    cache
}

/// A cluster: Memcached nodes, one Redis OSS node, or one more replica of a replication group.
pub(super) fn cluster(values: &Values<'_>) -> Cache {
    let mut cache = common(CacheKind::CacheCluster, values);
    cache.replication_group_id = values.reference("replication_group_id");
    cache.num_cache_nodes = values.or_default(
        values.integer("num_cache_nodes"),
        "num_cache_nodes",
        "num_cache_nodes",
        defaults::num_cache_nodes(),
    );
    cache.cluster_mode = mode_of_cluster(&cache.engine);
    cache.preferred_availability_zones = placement_of_cluster(values);
    cache.multi_az_enabled = spans_zones(values);
    cache.unset_impossible();
    fill_defaults(&mut cache, values);
    cache
}

/// A serverless cache. It has neither nodes nor parameters of its own, and is always encrypted.
pub(super) fn serverless_cache(values: &Values<'_>) -> Cache {
    let kind = CacheKind::ServerlessCache;
    let mut cache = common(kind, values);
    cache.description = values.text("description");
    cache.engine_version = values.text("major_engine_version");
    cache.user_group_ids = match values.reference("user_group_id") {
        Attribute::Known(group) => Attribute::Known(vec![Attribute::Known(group)]),
        Attribute::Unset => Attribute::Known(Vec::new()),
        Attribute::Unknown(reason) => Attribute::Unknown(reason),
    };
    cache.subnet_ids = values.references("subnet_ids");
    cache.snapshot_window = values.text("daily_snapshot_time");
    // The provider has no argument for it up to version 6.25, so the service's own choice stands.
    cache.connection_type = if values.has("connection_type") {
        values.text("connection_type")
    } else {
        Attribute::Unset
    };
    cache.connection_type = values.or_default(
        cache.connection_type,
        "connection_type",
        "connection_type",
        defaults::connection_type(),
    );
    cache.final_snapshot_identifier = Attribute::Unset;
    cache.unset_impossible();
    fill_defaults(&mut cache, values);
    cache
}

/// What replication groups, clusters and serverless caches call by the same name.
fn common(kind: CacheKind, values: &Values<'_>) -> Cache {
    let mut cache = Cache::new(kind);
    cache.description = Attribute::Unset;
    cache.engine =
        values.or_default(engine(values), "engine", "engine", defaults::terraform_engine(kind));
    cache.engine_version = engine_version(values);
    cache.cache_node_type = values.text("node_type");
    cache.kms_key_id = values.reference("kms_key_id");
    cache.transit_encryption_enabled = values.or_default(
        if values.has("transit_encryption_enabled") {
            values.boolean("transit_encryption_enabled")
        } else {
            Attribute::Unset
        },
        "transit_encryption_enabled",
        "transit_encryption_enabled",
        defaults::terraform_transit_encryption_enabled(kind),
    );
    cache.transit_encryption_mode = match values.setting("transit_encryption_mode") {
        Setting::LeftOut => Attribute::Unset,
        _ => values.text("transit_encryption_mode"),
    };
    cache.port = values.integer("port");
    cache.cache_parameter_group_name = values.reference("parameter_group_name");
    cache.cache_subnet_group_name = values.reference("subnet_group_name");
    cache.subnet_ids = Attribute::Unset;
    cache.security_group_ids = values.references("security_group_ids");
    // Memcached keeps no snapshots unless it is serverless.
    let keeps_snapshots =
        kind == CacheKind::ServerlessCache || cache.engine != Attribute::Known(Engine::Memcached);
    cache.snapshot_retention_limit = values.or_default(
        values.integer("snapshot_retention_limit"),
        "snapshot_retention_limit",
        "snapshot_retention_limit",
        defaults::snapshot_retention_limit(kind).filter(|_| keeps_snapshots),
    );
    cache.snapshot_window = values.text("snapshot_window");
    cache.final_snapshot_identifier =
        values.text("final_snapshot_identifier").map(FinalSnapshot::Named);
    cache.preferred_maintenance_window =
        values.text("maintenance_window").map(|window| window.to_ascii_lowercase());
    // Serverless caches are always upgraded by AWS.
    cache.auto_minor_version_upgrade = match kind {
        CacheKind::ServerlessCache | CacheKind::EcsService => Attribute::Unset,
        CacheKind::ReplicationGroup | CacheKind::CacheCluster => values.or_default(
            values.boolean("auto_minor_version_upgrade"),
            "auto_minor_version_upgrade",
            "auto_minor_version_upgrade",
            defaults::auto_minor_version_upgrade(),
        ),
    };
    cache.notification_topic_arn = values.reference("notification_topic_arn");
    cache.log_delivery_configurations = log_deliveries(values);
    cache.network_type = values.or_default(
        values.text("network_type"),
        "network_type",
        "network_type",
        defaults::network_type(),
    );
    cache.connection_type = Attribute::Unset;
    cache
}

/// Fills what depends on other attributes.
fn fill_defaults(cache: &mut Cache, values: &Values<'_>) {
    cache.at_rest_encryption_enabled = values.or_default(
        std::mem::take(&mut cache.at_rest_encryption_enabled),
        "at_rest_encryption_enabled",
        "at_rest_encryption_enabled",
        defaults::at_rest_encryption_enabled(cache.kind, &cache.engine),
    );
    cache.port = values.or_default(
        std::mem::take(&mut cache.port),
        "port",
        "port",
        defaults::port(&cache.engine),
    );
    cache.transit_encryption_mode = values.or_default(
        std::mem::take(&mut cache.transit_encryption_mode),
        "transit_encryption_mode",
        "transit_encryption_mode",
        defaults::transit_encryption_mode(&cache.transit_encryption_enabled),
    );
    settle_transit_encryption_mode(cache);
    settle_snapshots(cache);
}

/// The name under which the argument was written. Version 4 of the provider has both, and leaves the other one open.
pub(super) fn current<'n>(values: &Values<'_>, name: &'n str, legacy: &'n str) -> &'n str {
    match (values.setting(name), values.setting(legacy)) {
        (Setting::LeftOut | Setting::Null, Setting::Value(_) | Setting::Unknown(_)) => legacy,
        _ => name,
    }
}

pub(super) fn left_out_is_unset(values: &Values<'_>, name: &str) -> Attribute<u32> {
    match values.setting(name) {
        Setting::LeftOut => Attribute::Unset,
        _ => values.integer(name),
    }
}

pub(super) fn first_block<'v>(values: &Values<'v>, name: &str) -> Option<Values<'v>> {
    match values.blocks(name) {
        Attribute::Known(blocks) => blocks.first().copied(),
        Attribute::Unset | Attribute::Unknown(_) => None,
    }
}

pub(super) fn engine(values: &Values<'_>) -> Attribute<Engine> {
    values.text("engine").and_then(|name| match spelling::engine(&name) {
        Some(engine) => Attribute::Known(engine),
        None => Attribute::Unknown(Reason::NotCollected(format!(
            "engine {name:?} is not one that is known"
        ))),
    })
}

/// The version as written. One that leaves a part open, `6.x`, is the version that runs, where the provider read it back.
fn engine_version(values: &Values<'_>) -> Attribute<String> {
    let written = values.text("engine_version");
    let is_open = written.as_str().is_some_and(|version| version.ends_with(".x"));
    match values.text("engine_version_actual") {
        actual @ Attribute::Known(_) if is_open => actual,
        _ => written,
    }
}

fn log_deliveries(values: &Values<'_>) -> Attribute<Vec<LogDelivery>> {
    let delivery = |block: &Values<'_>| LogDelivery {
        log_type: block.text("log_type"),
        destination_type: block.text("destination_type"),
        destination: block.reference("destination"),
        log_format: block.text("log_format"),
        status: Attribute::Unset,
        message: Attribute::Unset,
    };
    values
        .blocks("log_delivery_configuration")
        .or(Vec::new())
        .map(|blocks| blocks.iter().map(delivery).collect())
}
