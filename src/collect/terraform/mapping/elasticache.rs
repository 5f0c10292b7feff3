//! `aws_elasticache_*`: caches, subnet and parameter groups, users, global datastores.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/elasticache_replication_group>

use std::collections::BTreeMap;

use crate::collect::terraform::values::{Setting, Values};
use crate::model::{
    Attribute, Cache, CacheKind, CacheParameterGroup, CacheSubnetGroup, ClusterMode, Engine,
    GlobalReplicationGroup, Inventory, LogDelivery, Reason, Reference, User, UserGroup,
    UserGroupAssociation, defaults,
};

use super::secret::secret_value;

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
    cache.replication_group_id = Attribute::Unset;
    fill_shape(&mut cache, values);
    fill_defaults(&mut cache, values);
    cache
}

/// A cluster: Memcached nodes, one Redis OSS node, or one more replica of a replication group.
pub(super) fn cluster(values: &Values<'_>) -> Cache {
    let mut cache = common(CacheKind::CacheCluster, values);
    cache.replication_group_id = values.reference("replication_group_id");
    cache.num_node_groups = Attribute::Unset;
    cache.replicas_per_node_group = Attribute::Unset;
    cache.num_cache_nodes = values.or_default(
        values.integer("num_cache_nodes"),
        "num_cache_nodes",
        "num_cache_nodes",
        defaults::num_cache_nodes(),
    );
    let is_memcached = cache.engine.as_ref().map(|engine| *engine == Engine::Memcached);
    cache.cluster_mode = match is_memcached {
        Attribute::Known(true) => Attribute::Unset,
        Attribute::Known(false) => Attribute::Known(ClusterMode::Disabled),
        Attribute::Unset => Attribute::Unset,
        Attribute::Unknown(reason) => Attribute::Unknown(reason),
    };
    cache.automatic_failover_enabled = Attribute::Unset;
    cache.preferred_availability_zones = placement_of_cluster(values);
    cache.multi_az_enabled = spans_zones(values);
    // CreateCacheCluster takes neither a key, nor a token, nor user groups.
    cache.at_rest_encryption_enabled = Attribute::Unset;
    cache.kms_key_id = Attribute::Unset;
    cache.auth_token = Attribute::Unset;
    cache.auth_token_update_strategy = Attribute::Unset;
    cache.user_group_ids = Attribute::Known(Vec::new());
    cache.data_tiering_enabled = Attribute::Unset;
    cache.global_replication_group_id = Attribute::Unset;
    fill_defaults(&mut cache, values);
    cache
}

/// A serverless cache. It has neither nodes nor parameters of its own, and is always encrypted.
pub(super) fn serverless_cache(values: &Values<'_>) -> Cache {
    let kind = CacheKind::ServerlessCache;
    let mut cache = common(kind, values);
    cache.description = values.text("description");
    cache.engine_version = values.text("major_engine_version");
    cache.cluster_mode = Attribute::Known(ClusterMode::Enabled);
    cache.at_rest_encryption_enabled = Attribute::Unset;
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
    cache.automatic_failover_enabled = Attribute::Unset;
    cache.multi_az_enabled = Attribute::Unset;
    cache.data_tiering_enabled = Attribute::Unset;
    cache.cache_node_type = Attribute::Unset;
    cache.num_node_groups = Attribute::Unset;
    cache.replicas_per_node_group = Attribute::Unset;
    cache.num_cache_nodes = Attribute::Unset;
    cache.replication_group_id = Attribute::Unset;
    cache.preferred_availability_zones = Attribute::Unset;
    cache.auth_token = Attribute::Unset;
    cache.auth_token_update_strategy = Attribute::Unset;
    cache.cache_parameter_group_name = Attribute::Unset;
    cache.cache_subnet_group_name = Attribute::Unset;
    cache.final_snapshot_identifier = Attribute::Unset;
    cache.preferred_maintenance_window = Attribute::Unset;
    cache.notification_topic_arn = Attribute::Unset;
    cache.global_replication_group_id = Attribute::Unset;
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
    cache.final_snapshot_identifier = values.text("final_snapshot_identifier");
    cache.preferred_maintenance_window =
        values.text("maintenance_window").map(|window| window.to_ascii_lowercase());
    // Serverless caches are always upgraded by AWS.
    cache.auto_minor_version_upgrade = match kind {
        CacheKind::ServerlessCache => Attribute::Unset,
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
    // Without automatic snapshots there is no time at which they are taken.
    if cache.snapshot_retention_limit == Attribute::Known(0) && cache.snapshot_window.is_unknown() {
        cache.snapshot_window = Attribute::Unset;
    }
    // Memcached keeps no snapshots, and only serverless caches of it are encrypted at rest.
    if cache.engine == Attribute::Known(Engine::Memcached) && cache.kind == CacheKind::CacheCluster
    {
        cache.snapshot_retention_limit = Attribute::Unset;
        cache.snapshot_window = Attribute::Unset;
    }
}

/// Shards and nodes. Whatever was left out follows from the rest.
fn fill_shape(cache: &mut Cache, values: &Values<'_>) {
    let legacy = match values.setting("cluster_mode") {
        Setting::Value(serde_json::Value::Array(_)) => first_block(values, "cluster_mode"),
        _ => None,
    };
    let shape = legacy.as_ref().unwrap_or(values);
    let listed = values.setting("node_group_configuration") != Setting::LeftOut;
    let listed = if listed { values.blocks("node_group_configuration") } else { Attribute::Unset };
    let shards = match (left_out_is_unset(shape, "num_node_groups"), listed_shards(&listed)) {
        (Attribute::Unset, shards @ (Attribute::Known(_) | Attribute::Unknown(_))) => shards,
        (written, _) => shape.or_default(
            written,
            "num_node_groups",
            "num_node_groups",
            defaults::num_node_groups(),
        ),
    };
    let nodes_argument = current(values, "num_cache_clusters", "number_cache_clusters");
    let nodes = left_out_is_unset(values, nodes_argument);
    let replicas = match left_out_is_unset(shape, "replicas_per_node_group") {
        Attribute::Unset => fewest_listed_replicas(&listed),
        written => match fewest_listed_replicas(&listed) {
            fewest @ Attribute::Known(_) => fewest,
            Attribute::Unset | Attribute::Unknown(_) => written,
        },
    };
    let says_nothing = nodes.is_unset() && replicas.is_unset();
    cache.replicas_per_node_group = match (&nodes, &replicas) {
        (_, Attribute::Unknown(_) | Attribute::Known(_)) => replicas.clone(),
        (Attribute::Known(nodes), Attribute::Unset) => spread(*nodes, &shards),
        (Attribute::Unset, Attribute::Unset) => Attribute::Known(0),
        (Attribute::Unknown(reason), Attribute::Unset) => Attribute::Unknown(reason.clone()),
    };
    if says_nothing && let Some(default) = defaults::num_cache_nodes() {
        values.note_default("num_cache_nodes", default.from);
    }
    cache.num_cache_nodes = match (&nodes, &shards, &cache.replicas_per_node_group) {
        (Attribute::Known(nodes), _, _) => Attribute::Known(*nodes),
        (Attribute::Unset, Attribute::Known(shards), Attribute::Known(replicas)) => {
            Attribute::Known(shards.saturating_mul(replicas.saturating_add(1)))
        }
        (Attribute::Unknown(reason), _, _)
        | (_, Attribute::Unknown(reason), _)
        | (_, _, Attribute::Unknown(reason)) => Attribute::Unknown(reason.clone()),
        (Attribute::Unset, _, _) => Attribute::default(),
    };
    cache.cluster_mode = cluster_mode(values, &shards);
    cache.num_node_groups = shards;
}

/// Replicas of each shard when `nodes` are spread over all of them.
fn spread(nodes: u32, shards: &Attribute<u32>) -> Attribute<u32> {
    shards.as_ref().map(|shards| (nodes / (*shards).max(1)).saturating_sub(1))
}

/// The mode as written; else what the parameter group's name and the number of shards come to.
fn cluster_mode(values: &Values<'_>, shards: &Attribute<u32>) -> Attribute<ClusterMode> {
    // Version 4 of the provider has a block of that name, which it fills whatever the mode is.
    let written = match values.setting("cluster_mode") {
        Setting::Value(serde_json::Value::Array(_)) => Attribute::Unset,
        _ => values.text("cluster_mode"),
    };
    match written.as_str() {
        Some("enabled") => return Attribute::Known(ClusterMode::Enabled),
        Some("disabled") => return Attribute::Known(ClusterMode::Disabled),
        Some("compatible") => return Attribute::Known(ClusterMode::Compatible),
        _ => {}
    }
    if let Attribute::Known(is_enabled) = values.boolean("cluster_enabled") {
        let mode = if is_enabled { ClusterMode::Enabled } else { ClusterMode::Disabled };
        return Attribute::Known(mode);
    }
    match values.reference("parameter_group_name") {
        Attribute::Known(Reference::Id(name)) if name.ends_with(".cluster.on") => {
            Attribute::Known(ClusterMode::Enabled)
        }
        group => shards.as_ref().and_then(|shards| match shards {
            0 | 1 if is_custom(&group) => Attribute::Unknown(Reason::NotCollected(
                "cluster-enabled of the parameter group".to_owned(),
            )),
            0 | 1 => Attribute::Known(ClusterMode::Disabled),
            _ => Attribute::Known(ClusterMode::Enabled),
        }),
    }
}

/// Whether a parameter group may have `cluster-enabled` set, which its name does not tell.
fn is_custom(group: &Attribute<Reference>) -> bool {
    match group {
        Attribute::Known(Reference::Id(name)) => !name.starts_with("default."),
        Attribute::Known(_) | Attribute::Unknown(_) => true,
        Attribute::Unset => false,
    }
}

/// Settles the cluster mode of groups with one shard by the parameter groups of the same inventory.
pub(in crate::collect::terraform) fn settle_cluster_modes(inventory: &mut Inventory) {
    let groups = &inventory.cache_parameter_groups;
    for cache in inventory.caches.iter_mut().chain(&mut inventory.removed_caches) {
        let cache = &mut cache.attributes;
        let is_open = cache.kind == CacheKind::ReplicationGroup
            && cache.cluster_mode.is_unknown()
            && cache.num_node_groups == Attribute::Known(1);
        let Some(reference) = cache.cache_parameter_group_name.known().filter(|_| is_open) else {
            continue;
        };
        let found = groups.iter().find(|group| match reference {
            Reference::Id(name) => group.id.as_str() == Some(name.to_ascii_lowercase().as_str()),
            Reference::Address(symbol) => group.address == symbol.address,
            Reference::Candidates { .. } => false,
        });
        let Some(parameters) = found.and_then(|group| group.attributes.parameters.known()) else {
            continue;
        };
        cache.cluster_mode = match parameters.get("cluster-enabled") {
            None | Some(Attribute::Unset) => Attribute::Known(ClusterMode::Disabled),
            Some(Attribute::Known(value)) if value == "yes" => {
                Attribute::Known(ClusterMode::Enabled)
            }
            Some(Attribute::Known(_)) => Attribute::Known(ClusterMode::Disabled),
            Some(Attribute::Unknown(reason)) => Attribute::Unknown(reason.clone()),
        };
    }
}

/// How many shards `node_group_configuration` lists; unset where it lists none.
fn listed_shards(listed: &Attribute<Vec<Values<'_>>>) -> Attribute<u32> {
    listed.as_ref().and_then(|blocks| match u32::try_from(blocks.len()).unwrap_or(u32::MAX) {
        0 => Attribute::Unset,
        shards => Attribute::Known(shards),
    })
}

/// Replicas of the shard that has the fewest, by `node_group_configuration`; unset where it lists none.
fn fewest_listed_replicas(listed: &Attribute<Vec<Values<'_>>>) -> Attribute<u32> {
    listed.as_ref().and_then(|blocks| {
        let mut fewest = Attribute::Unset;
        for block in blocks {
            match (block.integer::<u32>("replica_count"), &fewest) {
                (Attribute::Known(count), Attribute::Known(known)) if count >= *known => {}
                (Attribute::Known(count), _) => fewest = Attribute::Known(count),
                (Attribute::Unset, _) => {
                    let what = "replica_count of a node group".to_owned();
                    return Attribute::Unknown(Reason::NotCollected(what));
                }
                (Attribute::Unknown(reason), _) => return Attribute::Unknown(reason),
            }
        }
        fewest
    })
}

/// What `az_mode` says; where it is left out, the zones that are listed say it.
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html>
fn spans_zones(values: &Values<'_>) -> Attribute<bool> {
    let is_left_out = matches!(values.setting("az_mode"), Setting::LeftOut | Setting::Null);
    match values.texts("preferred_availability_zones") {
        Attribute::Unknown(reason) if is_left_out => Attribute::Unknown(reason),
        Attribute::Known(zones) if is_left_out && zones.len() > 1 => {
            let unknown = zones.iter().find_map(|zone| zone.unknown());
            let spans = zones.iter().any(|zone| zone.is_known() && *zone != zones[0]);
            match unknown {
                Some(reason) if !(spans && zones[0].is_known()) => {
                    Attribute::Unknown(reason.clone())
                }
                _ => Attribute::Known(spans),
            }
        }
        _ => values.or_default(
            values.text("az_mode").map(|mode| mode == "cross-az"),
            "az_mode",
            "multi_az_enabled",
            defaults::multi_az_enabled(),
        ),
    }
}

fn placement_of_cluster(values: &Values<'_>) -> Attribute<Vec<Attribute<String>>> {
    match values.texts("preferred_availability_zones") {
        Attribute::Known(zones) if !zones.is_empty() => Attribute::Known(zones),
        _ => match values.text("availability_zone") {
            Attribute::Known(zone) => Attribute::Known(vec![Attribute::Known(zone)]),
            Attribute::Unset => Attribute::Unset,
            Attribute::Unknown(reason) => Attribute::Unknown(reason),
        },
    }
}

/// The name under which the argument was written. Version 4 of the provider has both, and leaves the other one open.
fn current<'n>(values: &Values<'_>, name: &'n str, legacy: &'n str) -> &'n str {
    match (values.setting(name), values.setting(legacy)) {
        (Setting::LeftOut | Setting::Null, Setting::Value(_) | Setting::Unknown(_)) => legacy,
        _ => name,
    }
}

fn left_out_is_unset(values: &Values<'_>, name: &str) -> Attribute<u32> {
    match values.setting(name) {
        Setting::LeftOut => Attribute::Unset,
        _ => values.integer(name),
    }
}

fn first_block<'v>(values: &Values<'v>, name: &str) -> Option<Values<'v>> {
    match values.blocks(name) {
        Attribute::Known(blocks) => blocks.first().copied(),
        Attribute::Unset | Attribute::Unknown(_) => None,
    }
}

fn engine(values: &Values<'_>) -> Attribute<Engine> {
    values.text("engine").and_then(|name| match name.to_ascii_lowercase().as_str() {
        "redis" => Attribute::Known(Engine::Redis),
        "valkey" => Attribute::Known(Engine::Valkey),
        "memcached" => Attribute::Known(Engine::Memcached),
        _ => Attribute::Unknown(Reason::NotCollected(format!(
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
    };
    values
        .blocks("log_delivery_configuration")
        .or(Vec::new())
        .map(|blocks| blocks.iter().map(delivery).collect())
}

/// `aws_elasticache_subnet_group`.
pub(super) fn subnet_group(values: &Values<'_>) -> CacheSubnetGroup {
    CacheSubnetGroup { name: values.text("name"), subnet_ids: values.references("subnet_ids") }
}

/// `aws_elasticache_parameter_group`.
pub(super) fn parameter_group(values: &Values<'_>) -> CacheParameterGroup {
    let parameters = values.blocks("parameter").or(Vec::new()).and_then(|blocks| {
        let mut parameters = BTreeMap::new();
        for block in &blocks {
            match block.text("name") {
                Attribute::Known(name) => {
                    parameters.insert(name.to_ascii_lowercase(), block.text("value"));
                }
                // One parameter of unknown name may be any.
                Attribute::Unset | Attribute::Unknown(_) => {
                    return Attribute::Unknown(Reason::KnownAfterApply);
                }
            }
        }
        Attribute::Known(parameters)
    });
    CacheParameterGroup { name: values.text("name"), family: values.text("family"), parameters }
}

/// `aws_elasticache_global_replication_group`.
pub(super) fn global_replication_group(values: &Values<'_>) -> GlobalReplicationGroup {
    GlobalReplicationGroup {
        primary_replication_group_id: values.reference("primary_replication_group_id"),
        automatic_failover_enabled: values.boolean("automatic_failover_enabled"),
        cache_node_type: values.text("cache_node_type"),
        engine: engine(values),
        engine_version: values.text("engine_version"),
        num_node_groups: values.integer("num_node_groups"),
    }
}

/// `aws_elasticache_user`. Passwords are not read at all.
pub(super) fn user(values: &Values<'_>) -> User {
    User {
        user_name: values.text("user_name"),
        engine: engine(values),
        access_string: values.text("access_string").map(|text| without_passwords(&text)),
        authentication_type: authentication_type(values),
    }
}

/// ElastiCache refuses passwords in an access string; one that holds them all the same gives none away.
fn without_passwords(access_string: &str) -> String {
    let is_secret = |token: &&str| token.starts_with(['>', '<', '#', '!']);
    let tokens: Vec<&str> =
        access_string.split_whitespace().filter(|token| !is_secret(token)).collect();
    tokens.join(" ")
}

/// From the block where there is one, else from the older arguments beside it.
fn authentication_type(values: &Values<'_>) -> Attribute<String> {
    if let Some(block) = first_block(values, "authentication_mode") {
        // The API spells `no-password`, the argument `no-password-required`.
        return block.text("type").map(|mode| mode.trim_end_matches("-required").to_owned());
    }
    match (values.boolean("no_password_required"), values.secret_setting("passwords")) {
        (Attribute::Known(true), _) => Attribute::Known("no-password".to_owned()),
        (Attribute::Unknown(reason), _) => Attribute::Unknown(reason),
        // An argument that may hold a secret is marked sensitive even where it is null.
        (_, Setting::Null | Setting::LeftOut) => {
            let what = "how the user proves who it is".to_owned();
            Attribute::Unknown(Reason::NotCollected(what))
        }
        // Known or not: there are passwords.
        (_, Setting::Value(_) | Setting::Unknown(_)) => Attribute::Known("password".to_owned()),
    }
}

/// `aws_elasticache_user_group`.
pub(super) fn user_group(values: &Values<'_>) -> UserGroup {
    UserGroup { engine: engine(values), user_ids: values.references("user_ids").or(Vec::new()) }
}

/// `aws_elasticache_user_group_association`.
pub(super) fn user_group_association(values: &Values<'_>) -> UserGroupAssociation {
    UserGroupAssociation {
        user_group_id: values.reference("user_group_id"),
        user_id: values.reference("user_id"),
    }
}
