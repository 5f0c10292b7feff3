//! The nodes of a cache: those its own settings make, and clusters that join a replication group.

use super::grouped::Grouped;
use super::index::Index;
use super::lookup::Identity;
use super::running_nodes;
use super::subject::Node;
use crate::model::{
    Action, Attribute, Cache, CacheKind, ClusterMode, Engine, Reason, Reference, Resource,
};

/// More nodes than ElastiCache allows in one cache; a count beyond it is nonsense.
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/quota-limits.html>
const NODE_LIMIT: u32 = 1_000;

/// Clusters that are nodes of a replication group, by group.
pub(crate) struct Members<'a> {
    by_group: Grouped<'a, Cache>,
}

impl<'a> Members<'a> {
    /// Groups the clusters.
    pub(crate) fn new(index: &Index<'a>) -> Self {
        let by_group = Grouped::new(&index.inventory.caches, |cache| {
            let settings = &cache.attributes;
            match settings.kind {
                CacheKind::CacheCluster => group_of(cache)
                    .map(|group| index.replication_groups.identify(group, &cache.origin)),
                CacheKind::ReplicationGroup
                | CacheKind::ServerlessCache
                | CacheKind::EcsService => Attribute::Unset,
            }
        });
        Self { by_group }
    }

    /// The nodes that `settings` give the cache at `at`.
    pub(crate) fn nodes(
        &self,
        at: usize,
        cache: &Resource<Cache>,
        settings: &Cache,
    ) -> Attribute<Vec<Node>> {
        match &settings.node_group_members {
            Attribute::Known(members) => {
                return running_nodes::nodes(cache, &settings.engine, members);
            }
            // Nodes may have come and gone, so that their number alone does not tell what they are called.
            Attribute::Unknown(reason) if cache.origin.is_live() => {
                return Attribute::Unknown(reason.clone());
            }
            Attribute::Unset | Attribute::Unknown(_) => {}
        }
        match settings.kind {
            CacheKind::ServerlessCache | CacheKind::EcsService => Attribute::Unset,
            CacheKind::CacheCluster => cluster_nodes(cache, settings),
            CacheKind::ReplicationGroup => self.group_nodes(at, cache, settings),
        }
    }

    /// `settings` with the nodes that clusters of their own add to the group at `at`, which its own arguments leave out.
    pub(crate) fn counted(
        &self,
        at: usize,
        cache: &Resource<Cache>,
        mut settings: Cache,
        nodes: &Attribute<Vec<Node>>,
    ) -> Cache {
        let group = Identity::Here(at);
        // AWS counts every member by itself.
        let is_group = settings.kind == CacheKind::ReplicationGroup && !cache.origin.is_live();
        let has_members = self.by_group.of(&group).next().is_some()
            || self.by_group.possibly_of(&group).next().is_some();
        if is_group && has_members {
            settings.num_cache_nodes = nodes.as_ref().map(|nodes| count(nodes.iter()));
            settings.replicas_per_node_group = nodes.as_ref().map(|nodes| fewest_replicas(nodes));
        }
        settings
    }

    fn group_nodes(
        &self,
        at: usize,
        group: &Resource<Cache>,
        settings: &Cache,
    ) -> Attribute<Vec<Node>> {
        let mut nodes = match Layout::of(settings) {
            Ok(layout) => layout.nodes(group),
            Err(reason) => return Attribute::Unknown(reason),
        };
        let is_counted = group.change.action != Action::Create;
        let group = Identity::Here(at);
        if let Some(cluster) = self.by_group.possibly_of(&group).next() {
            let what = format!("the replication group of {}", cluster.address);
            return Attribute::Unknown(Reason::UnresolvedReference(what));
        }
        let mut own = nodes.len();
        for member in self.by_group.of(&group) {
            let key = member.id.as_str().unwrap_or(&member.address);
            if nodes.iter().all(|node| node.key != key) {
                // A group read back from AWS counts the members that have their own resource, too.
                if is_counted && member.change.action != Action::Create && own > 1 {
                    own -= 1;
                    nodes.remove(own);
                }
                nodes.push(Node {
                    key: key.to_owned(),
                    id: member.id.clone(),
                    node_group: 1,
                    availability_zone: zone(&member.attributes, 0, 1),
                });
            }
        }
        Attribute::Known(nodes)
    }
}

fn count<'n>(nodes: impl Iterator<Item = &'n Node>) -> u32 {
    nodes.fold(0, |count: u32, _| count.saturating_add(1))
}

/// Replicas of the shard that has the fewest.
fn fewest_replicas(nodes: &[Node]) -> u32 {
    let in_shard = |shard| count(nodes.iter().filter(|node| node.node_group == shard));
    let fewest = nodes.iter().map(|node| in_shard(node.node_group)).min();
    fewest.unwrap_or_default().saturating_sub(1)
}

/// The replication group that `cluster` is a node of, if it is one.
pub(crate) fn group_of(cluster: &Resource<Cache>) -> Attribute<&Reference> {
    let settings = &cluster.attributes;
    // A cluster says its engine or its group, never both; so one that says its engine stands alone.
    let says_engine = settings.engine.is_known() && !cluster.defaults.contains_key("engine");
    match &settings.replication_group_id {
        Attribute::Unknown(_) if says_engine => Attribute::Unset,
        group => group.as_ref(),
    }
}

/// How a replication group spreads its nodes.
struct Layout {
    shards: u32,
    nodes_per_shard: u32,
    /// Whether ids carry the shard: `orders-0001-001`. It depends on the cluster mode.
    ids_carry_shard: Attribute<bool>,
}

impl Layout {
    fn of(group: &Cache) -> Result<Self, Reason> {
        let is_sharded = match &group.cluster_mode {
            Attribute::Known(ClusterMode::Enabled) => Attribute::Known(true),
            Attribute::Known(_) | Attribute::Unset => Attribute::Known(false),
            Attribute::Unknown(reason) => Attribute::Unknown(reason.clone()),
        };
        let shards = match (&group.num_node_groups, is_sharded.known()) {
            (Attribute::Known(shards), _) => *shards,
            (Attribute::Unset, _) | (Attribute::Unknown(_), Some(false)) => 1,
            (Attribute::Unknown(reason), _) => return Err(reason.clone()),
        };
        let nodes_per_shard = nodes_per_shard(group, shards)?;
        if shards.saturating_mul(nodes_per_shard) > NODE_LIMIT {
            let what = format!("{shards} × {nodes_per_shard} nodes, more than ElastiCache allows");
            return Err(Reason::NotCollected(what));
        }
        let ids_carry_shard = if shards > 1 { Attribute::Known(true) } else { is_sharded };
        Ok(Self { shards, nodes_per_shard, ids_carry_shard })
    }

    fn nodes(&self, group: &Resource<Cache>) -> Vec<Node> {
        let total = self.shards * self.nodes_per_shard;
        let mut nodes = Vec::new();
        for shard in 1..=self.shards {
            for number in 1..=self.nodes_per_shard {
                let id = self.id(group, shard, number);
                let key = id.as_str().map_or_else(
                    || format!("{}#{shard:04}-{number:03}", group.address),
                    str::to_owned,
                );
                let position = nodes.len();
                let availability_zone = zone(&group.attributes, position, total as usize);
                nodes.push(Node { key, id, node_group: shard, availability_zone });
            }
        }
        nodes
    }

    fn id(&self, group: &Resource<Cache>, shard: u32, number: u32) -> Attribute<String> {
        self.ids_carry_shard.clone().and_then(|carries| {
            group.id.as_ref().map(|id| {
                if carries {
                    format!("{id}-{shard:04}-{number:03}")
                } else {
                    format!("{id}-{number:03}")
                }
            })
        })
    }
}

fn nodes_per_shard(group: &Cache, shards: u32) -> Result<u32, Reason> {
    let uneven = || Reason::NotCollected("how many nodes each shard has".into());
    match (&group.num_cache_nodes, &group.replicas_per_node_group) {
        (Attribute::Known(total), _) if shards == 1 => Ok(*total),
        (Attribute::Known(total), Attribute::Known(replicas)) => {
            let per_shard = replicas.saturating_add(1);
            // The model keeps the smallest number of replicas where shards differ.
            if per_shard.saturating_mul(shards) == *total { Ok(per_shard) } else { Err(uneven()) }
        }
        (_, Attribute::Known(replicas)) => Ok(replicas.saturating_add(1)),
        (Attribute::Unknown(reason), _) | (_, Attribute::Unknown(reason)) => Err(reason.clone()),
        (_, Attribute::Unset) => Err(uneven()),
    }
}

fn cluster_nodes(cluster: &Resource<Cache>, settings: &Cache) -> Attribute<Vec<Node>> {
    match &settings.engine {
        Attribute::Known(Engine::Memcached) => {
            settings.num_cache_nodes.clone().and_then(|count| memcached_nodes(settings, count))
        }
        Attribute::Known(Engine::Redis | Engine::Valkey) => {
            let key = cluster.id.as_str().unwrap_or(&cluster.address).to_owned();
            Attribute::Known(vec![Node {
                key,
                id: cluster.id.clone(),
                node_group: 1,
                availability_zone: zone(settings, 0, 1),
            }])
        }
        Attribute::Unset => Attribute::default(),
        Attribute::Unknown(reason) => Attribute::Unknown(reason.clone()),
    }
}

fn memcached_nodes(settings: &Cache, count: u32) -> Attribute<Vec<Node>> {
    if count > NODE_LIMIT {
        let what = format!("{count} nodes, more than ElastiCache allows");
        return Attribute::Unknown(Reason::NotCollected(what));
    }
    let node = |number: u32| {
        let id = format!("{number:04}");
        Node {
            key: id.clone(),
            id: Attribute::Known(id),
            node_group: 1,
            availability_zone: zone(settings, number as usize - 1, count as usize),
        }
    };
    Attribute::Known((1..=count).map(node).collect())
}

/// The zone of the node at `position` of `count`: zones are listed one for each node, or not at all.
fn zone(settings: &Cache, position: usize, count: usize) -> Attribute<String> {
    match &settings.preferred_availability_zones {
        Attribute::Known(zones) if zones.len() == count => zones[position].clone(),
        Attribute::Unknown(reason) => Attribute::Unknown(reason.clone()),
        Attribute::Known(_) | Attribute::Unset => {
            Attribute::Unknown(Reason::NotCollected("ElastiCache chooses the zone".into()))
        }
    }
}
