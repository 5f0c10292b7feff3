//! Nodes as AWS reports them: their real ids, shards and zones.

use super::subject::Node;
use crate::model::{Attribute, Cache, CacheKind, Engine, NodeGroupMember, Reason, Resource};

/// What `members` of `cache` are as nodes.
pub(crate) fn nodes(
    cache: &Resource<Cache>,
    engine: &Attribute<Engine>,
    members: &[NodeGroupMember],
) -> Attribute<Vec<Node>> {
    let by_number = match (cache.attributes.kind, engine) {
        (CacheKind::CacheCluster, Attribute::Known(engine)) => *engine == Engine::Memcached,
        (CacheKind::CacheCluster, Attribute::Unknown(reason)) => {
            return Attribute::Unknown(reason.clone());
        }
        _ => false,
    };
    let mut nodes = Vec::new();
    for (at, member) in members.iter().enumerate() {
        let node_group = match shard(&member.node_group_id) {
            Ok(number) => number,
            Err(reason) => return Attribute::Unknown(reason),
        };
        let id = id(cache, member, by_number);
        let key =
            id.as_str().map_or_else(|| format!("{}#{}", cache.address, at + 1), str::to_owned);
        let availability_zone = zone(&member.availability_zone);
        nodes.push(Node { key, id, node_group, availability_zone });
    }
    nodes.sort_by(|one, other| (one.node_group, &one.key).cmp(&(other.node_group, &other.key)));
    Attribute::Known(nodes)
}

/// What alarms call the node: Memcached nodes have numbers, all others are clusters of their own.
fn id(cache: &Resource<Cache>, member: &NodeGroupMember, by_number: bool) -> Attribute<String> {
    match &member.cache_cluster_id {
        _ if by_number => told(&member.cache_node_id, "the id of a node"),
        // The one node of a cluster is called as the cluster is.
        Attribute::Unset if cache.attributes.kind == CacheKind::CacheCluster => cache.id.clone(),
        id => told(id, "the id of a node"),
    }
}

fn zone(zone: &Attribute<String>) -> Attribute<String> {
    told(zone, "the zone of a node")
}

/// A value that every node has: where AWS does not tell it, nobody knows it.
fn told(value: &Attribute<String>, what: &str) -> Attribute<String> {
    match value {
        Attribute::Unset => Attribute::Unknown(Reason::NotCollected(what.to_owned())),
        value => value.clone(),
    }
}

/// The number of the shard; a cache that is not sharded has one.
fn shard(id: &Attribute<String>) -> Result<u32, Reason> {
    match id {
        Attribute::Unset => Ok(1),
        Attribute::Known(id) => {
            id.parse().map_err(|_| Reason::NotCollected(format!("which shard {id} is")))
        }
        Attribute::Unknown(reason) => Err(reason.clone()),
    }
}
