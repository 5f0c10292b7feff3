//! Shards, nodes and zones of a cache. Whatever was left out follows from the rest.

use crate::collect::terraform::values::{Setting, Values};
use crate::model::{
    Attribute, Cache, CacheKind, ClusterMode, Inventory, Reason, Reference, defaults,
};

use super::cache::{current, first_block, left_out_is_unset};

/// Shards and nodes. Whatever was left out follows from the rest.
pub(super) fn fill_shape(cache: &mut Cache, values: &Values<'_>) {
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
pub(super) fn spans_zones(values: &Values<'_>) -> Attribute<bool> {
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

pub(super) fn placement_of_cluster(values: &Values<'_>) -> Attribute<Vec<Attribute<String>>> {
    match values.texts("preferred_availability_zones") {
        Attribute::Known(zones) if !zones.is_empty() => Attribute::Known(zones),
        _ => match values.text("availability_zone") {
            Attribute::Known(zone) => Attribute::Known(vec![Attribute::Known(zone)]),
            Attribute::Unset => Attribute::Unset,
            Attribute::Unknown(reason) => Attribute::Unknown(reason),
        },
    }
}
