//! Shards, nodes and zones of a cache: what declarations leave out follows from the rest, whatever their language.

use crate::model::{
    Attribute, Cache, CacheKind, ClusterMode, DefaultValue, Engine, Inventory, Reason, Reference,
    defaults,
};

/// What a declaration says of the size of a replication group; unset where it says nothing.
pub(super) struct Size {
    /// Shards.
    pub(super) node_groups: Attribute<u32>,
    /// Replicas of each shard, where shards are listed one by one.
    pub(super) listed: Attribute<Vec<Attribute<u32>>>,
    /// Nodes in all.
    pub(super) nodes: Attribute<u32>,
    /// Replicas of every shard.
    pub(super) replicas: Attribute<u32>,
}

impl Size {
    /// Fills shards, replicas and nodes of `cache`, and tells `note` what nobody wrote.
    pub(super) fn fill(self, cache: &mut Cache, note: impl Fn(&str, DefaultValue)) {
        let fewest = fewest_replicas(&self.listed);
        let shards = match (self.node_groups, listed_shards(&self.listed)) {
            (Attribute::Unset, shards @ (Attribute::Known(_) | Attribute::Unknown(_))) => shards,
            (Attribute::Unset, Attribute::Unset) => match defaults::num_node_groups() {
                Some(default) => {
                    note("num_node_groups", default.from);
                    Attribute::Known(default.value)
                }
                None => Attribute::Unset,
            },
            (written, _) => written,
        };
        let replicas = match (self.replicas, fewest) {
            (Attribute::Unset, listed) => listed,
            (_, fewest @ Attribute::Known(_)) => fewest,
            (written, _) => written,
        };
        if self.nodes.is_unset()
            && replicas.is_unset()
            && let Some(default) = defaults::num_cache_nodes()
        {
            note("num_cache_nodes", default.from);
        }
        cache.replicas_per_node_group = match (&self.nodes, replicas) {
            (_, replicas @ (Attribute::Unknown(_) | Attribute::Known(_))) => replicas,
            (Attribute::Known(nodes), Attribute::Unset) => spread(*nodes, &shards),
            (Attribute::Unset, Attribute::Unset) => Attribute::Known(0),
            (Attribute::Unknown(reason), Attribute::Unset) => Attribute::Unknown(reason.clone()),
        };
        cache.num_cache_nodes = match (&self.nodes, &shards, &cache.replicas_per_node_group) {
            (Attribute::Known(nodes), _, _) => Attribute::Known(*nodes),
            (Attribute::Unset, Attribute::Known(shards), Attribute::Known(replicas)) => {
                Attribute::Known(shards.saturating_mul(replicas.saturating_add(1)))
            }
            (Attribute::Unknown(reason), _, _)
            | (_, Attribute::Unknown(reason), _)
            | (_, _, Attribute::Unknown(reason)) => Attribute::Unknown(reason.clone()),
            (Attribute::Unset, _, _) => Attribute::default(),
        };
        cache.num_node_groups = shards;
    }
}

/// Replicas of each shard when `nodes` are spread over all of them.
fn spread(nodes: u32, shards: &Attribute<u32>) -> Attribute<u32> {
    shards.as_ref().map(|shards| (nodes / (*shards).max(1)).saturating_sub(1))
}

/// How many shards are listed; unset where none is.
fn listed_shards(listed: &Attribute<Vec<Attribute<u32>>>) -> Attribute<u32> {
    listed.as_ref().and_then(|shards| match u32::try_from(shards.len()).unwrap_or(u32::MAX) {
        0 => Attribute::Unset,
        shards => Attribute::Known(shards),
    })
}

/// Replicas of the listed shard that has the fewest; unset where none is listed.
fn fewest_replicas(listed: &Attribute<Vec<Attribute<u32>>>) -> Attribute<u32> {
    listed.as_ref().and_then(|shards| {
        let mut fewest = Attribute::Unset;
        for replicas in shards {
            match (replicas, &fewest) {
                (Attribute::Known(count), Attribute::Known(known)) if count >= known => {}
                (Attribute::Known(count), _) => fewest = Attribute::Known(*count),
                (Attribute::Unset, _) => {
                    let what = "replica_count of a node group".to_owned();
                    return Attribute::Unknown(Reason::NotCollected(what));
                }
                (Attribute::Unknown(reason), _) => return Attribute::Unknown(reason.clone()),
            }
        }
        fewest
    })
}

/// The mode that nobody wrote: what the parameter group's name and the number of shards come to.
pub(super) fn implied_cluster_mode(
    group: &Attribute<Reference>,
    shards: &Attribute<u32>,
) -> Attribute<ClusterMode> {
    match group {
        Attribute::Known(Reference::Id(name)) if name.ends_with(".cluster.on") => {
            Attribute::Known(ClusterMode::Enabled)
        }
        group => shards.as_ref().and_then(|shards| match shards {
            0 | 1 if is_custom(group) => Attribute::Unknown(Reason::NotCollected(
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

/// A cluster of its own has one shard, and a Memcached cluster has none.
pub(super) fn mode_of_cluster(engine: &Attribute<Engine>) -> Attribute<ClusterMode> {
    engine.as_ref().and_then(|engine| match engine {
        Engine::Memcached => Attribute::Unset,
        Engine::Redis | Engine::Valkey => Attribute::Known(ClusterMode::Disabled),
    })
}

/// Whether nodes in these zones, of which there are several, span more than one.
pub(super) fn zones_differ(zones: &[Attribute<String>]) -> Attribute<bool> {
    let unknown = zones.iter().find_map(|zone| zone.unknown());
    let first = zones.first();
    let spans = zones.iter().any(|zone| zone.is_known() && Some(zone) != first);
    match unknown {
        Some(reason) if !(spans && first.is_some_and(Attribute::is_known)) => {
            Attribute::Unknown(reason.clone())
        }
        _ => Attribute::Known(spans),
    }
}

/// Settles what snapshots come to where none are taken.
pub(super) fn settle_snapshots(cache: &mut Cache) {
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

/// Leaves the mode of encryption open where nobody wrote one, and nobody can tell whether connections are encrypted.
pub(super) fn settle_transit_encryption_mode(cache: &mut Cache) {
    if let (Attribute::Unset, Attribute::Unknown(reason)) =
        (&cache.transit_encryption_mode, &cache.transit_encryption_enabled)
    {
        cache.transit_encryption_mode = Attribute::Unknown(reason.clone());
    }
}

/// Settles the cluster mode of groups with one shard by the parameter groups of the same inventory.
pub(super) fn settle_cluster_modes(inventory: &mut Inventory) {
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
