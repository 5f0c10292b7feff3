//! Shards, nodes and zones of a cache. Whatever was left out follows from the rest.

use crate::collect::shape::{Size, implied_cluster_mode, zones_differ};
use crate::collect::spelling;
use crate::collect::terraform::values::{Setting, Values};
use crate::model::{Attribute, Cache, ClusterMode, defaults};

use super::cache::{current, first_block, left_out_is_unset};

/// Shards and nodes. Whatever was left out follows from the rest.
pub(super) fn fill_shape(cache: &mut Cache, values: &Values<'_>) {
    let legacy = match values.setting("cluster_mode") {
        Setting::Value(serde_json::Value::Array(_)) => first_block(values, "cluster_mode"),
        _ => None,
    };
    let shape = legacy.as_ref().unwrap_or(values);
    let nodes = current(values, "num_cache_clusters", "number_cache_clusters");
    let size = Size {
        node_groups: left_out_is_unset(shape, "num_node_groups"),
        listed: listed_replicas(values),
        nodes: left_out_is_unset(values, nodes),
        replicas: left_out_is_unset(shape, "replicas_per_node_group"),
    };
    size.fill(cache, |attribute, default| values.note_default(attribute, default));
    cache.cluster_mode = cluster_mode(values, &cache.num_node_groups);
}

/// Replicas of each shard that `node_group_configuration` lists.
fn listed_replicas(values: &Values<'_>) -> Attribute<Vec<Attribute<u32>>> {
    if values.setting("node_group_configuration") == Setting::LeftOut {
        return Attribute::Unset;
    }
    let replicas = |block: &Values<'_>| block.integer("replica_count");
    values.blocks("node_group_configuration").map(|blocks| blocks.iter().map(replicas).collect())
}

/// The mode as written; else what the parameter group's name and the number of shards come to.
fn cluster_mode(values: &Values<'_>, shards: &Attribute<u32>) -> Attribute<ClusterMode> {
    // Version 4 of the provider has a block of that name, which it fills whatever the mode is.
    let written = match values.setting("cluster_mode") {
        Setting::Value(serde_json::Value::Array(_)) => Attribute::Unset,
        _ => values.text("cluster_mode"),
    };
    if let Some(mode) = written.as_str().and_then(spelling::cluster_mode) {
        return Attribute::Known(mode);
    }
    if let Attribute::Known(is_enabled) = values.boolean("cluster_enabled") {
        let mode = if is_enabled { ClusterMode::Enabled } else { ClusterMode::Disabled };
        return Attribute::Known(mode);
    }
    implied_cluster_mode(&values.reference("parameter_group_name"), shards)
}

/// What `az_mode` says; where it is left out, the zones that are listed say it.
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html>
pub(super) fn spans_zones(values: &Values<'_>) -> Attribute<bool> {
    let is_left_out = matches!(values.setting("az_mode"), Setting::LeftOut | Setting::Null);
    match values.texts("preferred_availability_zones") {
        Attribute::Unknown(reason) if is_left_out => Attribute::Unknown(reason),
        Attribute::Known(zones) if is_left_out && zones.len() > 1 => zones_differ(&zones),
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
