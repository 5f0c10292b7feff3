//! What the dimensions of a metric pick out: nodes, a cache, the whole account, or nothing.
//!
//! ElastiCache publishes metrics for {CacheClusterId}, {CacheClusterId, CacheNodeId}, {ReplicationGroupId},
//! {ReplicationGroupId, Role}, a serverless cache, and without dimensions for all caches together.
//! <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.html>

use std::collections::BTreeMap;

use super::index::Index;
use super::inheritance::Inheritance;
use super::lookup::{Identity, Lookup, unresolved};
use super::nodes::Members;
use super::subject::{Node, Watched};
use super::watch::{Facts, Picked, Watch, shared};
use crate::model::{
    Attribute, Cache, CacheKind, Engine, Origin, Reason, Reference, Resource, Symbol,
};

/// The one node of a Redis OSS or Valkey cluster.
const ONLY_NODE: &str = "0001";

type Dimensions = BTreeMap<String, Attribute<Reference>>;

/// Resolves dimensions.
pub(crate) struct Resolver<'x, 'a> {
    pub(crate) index: &'x Index<'a>,
    pub(crate) members: &'x Members<'a>,
    pub(crate) inheritance: &'x Inheritance,
}

impl Resolver<'_, '_> {
    /// What `dimensions`, read in a resource from `from`, pick out.
    pub(crate) fn watch(&self, dimensions: &Attribute<Dimensions>, from: &Origin) -> Watch {
        let dimensions = match dimensions {
            Attribute::Known(dimensions) => dimensions,
            Attribute::Unset => return Watch::Account,
            Attribute::Unknown(reason) => return Watch::Anywhere(reason.clone()),
        };
        let value = |name: &str| dimensions.get(name).filter(|value| !value.is_unset());
        let count = dimensions.values().filter(|value| !value.is_unset()).count();
        let cluster = value("CacheClusterId");
        let node = value("CacheNodeId");
        let group = value("ReplicationGroupId");
        let role = value("Role");
        match (cluster, node, group, role, count) {
            (None, None, None, None, 0) => Watch::Account,
            (Some(cluster), None, None, None, 1) | (Some(cluster), Some(_), None, None, 2) => {
                self.each(cluster, |one| self.cluster(one, node, from))
            }
            (None, None, Some(group), None, 1) | (None, None, Some(group), Some(_), 2) => {
                self.each(group, |one| self.group(one, role.is_some(), from))
            }
            _ => match value("clusterId") {
                Some(name) if count == 1 => self.each(name, |one| self.serverless(one, from)),
                _ => self.unusual(dimensions),
            },
        }
    }

    /// Resolves every possibility of `value`, and keeps what they share.
    fn each(
        &self,
        value: &Attribute<Reference>,
        resolve: impl Fn(&Reference) -> Result<Watch, Ambiguous>,
    ) -> Watch {
        match value {
            Attribute::Known(reference) => {
                let watch = |one| resolve(one).unwrap_or_else(Ambiguous::watch);
                let watches = reference.possibilities().into_iter().map(watch).collect();
                shared(watches, unresolved(reference))
            }
            Attribute::Unset => Watch::Account,
            Attribute::Unknown(reason) => Watch::Anywhere(reason.clone()),
        }
    }

    fn cluster(
        &self,
        value: &Reference,
        node: Option<&Attribute<Reference>>,
        from: &Origin,
    ) -> Result<Watch, Ambiguous> {
        match value {
            Reference::Id(id) => self.cluster_by_id(value, id, node, from),
            Reference::Address(symbol) => self.cluster_by_symbol(value, symbol, node, from),
            Reference::Candidates { .. } => Ok(Watch::Anywhere(unresolved(value))),
        }
    }

    fn cluster_by_id(
        &self,
        value: &Reference,
        id: &str,
        node: Option<&Attribute<Reference>>,
        from: &Origin,
    ) -> Result<Watch, Ambiguous> {
        if let Some((at, cluster)) = only(&self.index.cache_clusters, value, from)? {
            return Ok(self.in_cluster(at, cluster, node));
        }
        if let Some((at, _)) = only(&self.index.replication_groups, value, from)? {
            // Members are called <group>-001: the group's own id names no node.
            return Ok(Watch::Cache(at, Facts::nothing(id)));
        }
        for group in group_ids(id) {
            let group = Reference::Id(group.to_owned());
            if let Some((at, group)) = only(&self.index.replication_groups, &group, from)? {
                return Ok(Watch::Cache(
                    at,
                    match node {
                        Some(Attribute::Known(Reference::Id(number))) if number != ONLY_NODE => {
                            Facts::nothing(number)
                        }
                        _ => self.member(at, group, id),
                    },
                ));
            }
        }
        self.serverless(value, from)
    }

    /// The node of `group` that is called `id`.
    fn member(&self, at: usize, group: &Resource<Cache>, id: &str) -> Facts {
        let nodes = match self.nodes(at, group) {
            Attribute::Known(nodes) => nodes,
            Attribute::Unset => return Facts::nothing(id),
            Attribute::Unknown(reason) => return Facts::unknown(reason),
        };
        let is_called = |known: &str| known.eq_ignore_ascii_case(id);
        if let Some(node) = nodes.iter().find(|node| node.id.as_str().is_some_and(is_called)) {
            return Facts::node(node.key.clone());
        }
        match nodes.iter().find_map(|node| node.id.unknown()) {
            Some(reason) => Facts::unknown(reason.clone()),
            None => Facts::nothing(id),
        }
    }

    fn cluster_by_symbol(
        &self,
        value: &Reference,
        symbol: &Symbol,
        node: Option<&Attribute<Reference>>,
        from: &Origin,
    ) -> Result<Watch, Ambiguous> {
        let Some((at, cache)) = only(&self.index.caches, value, from)? else {
            return Ok(Watch::Anywhere(unresolved(value)));
        };
        let is_group = cache.attributes.kind == CacheKind::ReplicationGroup;
        if let Some(suffix) = symbol.suffix.as_ref().filter(|suffix| is_group || !suffix.is_empty())
        {
            return Ok(self.suffixed(at, cache, suffix, node));
        }
        Ok(match (cache.attributes.kind, symbol.attribute.as_deref()) {
            (CacheKind::CacheCluster, None | Some("id" | "cluster_id")) => {
                self.in_cluster(at, cache, node)
            }
            (CacheKind::ReplicationGroup, Some("member_clusters")) => {
                let one = Reason::UnresolvedReference(format!("a member of {}", symbol.address));
                Watch::Cache(at, Facts::known(Watched::Node, Picked::Unknown(one)))
            }
            (CacheKind::ServerlessCache, _) => self.serverless(value, from)?,
            // A plan does not tell "${group.id}" from "${group.id}-001".
            (CacheKind::ReplicationGroup | CacheKind::CacheCluster | CacheKind::EcsService, _) => {
                let (at, _) = self.owner(at, cache);
                Watch::Cache(at, Facts::unknown(unresolved(value)))
            }
        })
    }

    /// What the cache at `at`, whose id nobody knows yet, picks out with `suffix` behind its id.
    fn suffixed(
        &self,
        at: usize,
        cache: &Resource<Cache>,
        suffix: &str,
        node: Option<&Attribute<Reference>>,
    ) -> Watch {
        // Whatever the id will be, nodes are called by it: the address stands in for it.
        let name = cache.id.as_str().unwrap_or(&cache.address);
        let id = format!("{name}{suffix}");
        if cache.attributes.kind != CacheKind::ReplicationGroup {
            return Watch::Nothing(id);
        }
        let facts = match node {
            Some(Attribute::Known(Reference::Id(number))) if number != ONLY_NODE => {
                Facts::nothing(number)
            }
            _ => self.node_called(at, cache, name, &id),
        };
        Watch::Cache(at, facts)
    }

    /// The node of `group` that is called `id` if the group is called `name`.
    fn node_called(&self, at: usize, group: &Resource<Cache>, name: &str, id: &str) -> Facts {
        let called = Resource { id: Attribute::Known(name.to_owned()), ..group.clone() };
        let nodes = self.nodes(at, group);
        let called = self.nodes(at, &called);
        let (Attribute::Known(nodes), Attribute::Known(called)) = (&nodes, &called) else {
            let reason = nodes.unknown().or(called.unknown()).cloned();
            return reason.map_or_else(|| Facts::nothing(id), Facts::unknown);
        };
        let mut pairs = nodes.iter().zip(called);
        match pairs.find(|(_, called)| called.id.as_str() == Some(id)) {
            Some((node, _)) => Facts::node(node.key.clone()),
            None => match called.iter().find_map(|node| node.id.unknown()) {
                Some(reason) => Facts::unknown(reason.clone()),
                None => Facts::nothing(id),
            },
        }
    }

    /// What the metrics of the cluster at `at`, or of one of its nodes, come from.
    fn in_cluster(
        &self,
        at: usize,
        cluster: &Resource<Cache>,
        node: Option<&Attribute<Reference>>,
    ) -> Watch {
        let (owner, key) = self.owner(at, cluster);
        let facts = match (&cluster.attributes.engine, node) {
            (Attribute::Known(Engine::Memcached), Some(node)) => self.memcached(at, cluster, node),
            (Attribute::Known(Engine::Memcached), None) => {
                Facts::known(Watched::Cache, Picked::All)
            }
            (_, Some(Attribute::Known(Reference::Id(number)))) if number != ONLY_NODE => {
                Facts::nothing(number)
            }
            (Attribute::Unknown(reason), _) if owner == at => Facts::unknown(reason.clone()),
            _ => Facts::node(key),
        };
        Watch::Cache(owner, facts)
    }

    fn memcached(
        &self,
        at: usize,
        cluster: &Resource<Cache>,
        node: &Attribute<Reference>,
    ) -> Facts {
        let number = match node {
            Attribute::Known(Reference::Id(number)) => number,
            Attribute::Known(reference) => {
                return Facts::known(Watched::Node, Picked::Unknown(unresolved(reference)));
            }
            Attribute::Unset => return Facts::known(Watched::Cache, Picked::All),
            Attribute::Unknown(reason) => {
                return Facts::known(Watched::Node, Picked::Unknown(reason.clone()));
            }
        };
        match self.nodes(at, cluster) {
            Attribute::Known(nodes) if nodes.iter().any(|node| &node.key == number) => {
                Facts::node(number.clone())
            }
            Attribute::Known(_) | Attribute::Unset => Facts::nothing(number),
            Attribute::Unknown(reason) => Facts::unknown(reason),
        }
    }

    fn group(&self, value: &Reference, has_role: bool, from: &Origin) -> Result<Watch, Ambiguous> {
        if let Some(id) = with_suffix(value) {
            return Ok(Watch::Nothing(id));
        }
        let group = only(&self.index.replication_groups, value, from)?;
        Ok(match (group, value) {
            (Some((at, _)), _) if has_role => {
                // The primary moves: nobody can tell which nodes have a role.
                let reason = Reason::NotCollected("which node has the role".into());
                Watch::Cache(at, Facts::known(Watched::Cache, Picked::Unknown(reason)))
            }
            (Some((at, _)), _) => Watch::Cache(at, Facts::known(Watched::Cache, Picked::All)),
            (None, Reference::Id(id)) => Watch::Nothing(id.clone()),
            (None, _) => Watch::Anywhere(unresolved(value)),
        })
    }

    fn serverless(&self, value: &Reference, from: &Origin) -> Result<Watch, Ambiguous> {
        if let Some(id) = with_suffix(value) {
            return Ok(Watch::Nothing(id));
        }
        Ok(match (only(&self.index.serverless_caches, value, from)?, value) {
            (Some((at, _)), _) => Watch::Cache(at, Facts::known(Watched::Cache, Picked::All)),
            (None, Reference::Id(id)) => Watch::Nothing(id.clone()),
            (None, _) => Watch::Anywhere(unresolved(value)),
        })
    }

    /// A set of dimensions that ElastiCache is not known to publish for.
    fn unusual(&self, dimensions: &Dimensions) -> Watch {
        let names: Vec<&str> = dimensions.keys().map(String::as_str).collect();
        let what = format!("what the dimensions {} pick out", names.join(", "));
        Watch::Anywhere(Reason::NotCollected(what))
    }

    fn nodes(&self, at: usize, cache: &Resource<Cache>) -> Attribute<Vec<Node>> {
        let settings = self.inheritance.effective(self.index, at, cache);
        self.members.nodes(at, cache, &settings)
    }

    /// The cache that the cluster at `at` is a node of, itself if it stands alone, and the node's key there.
    fn owner(&self, at: usize, cluster: &Resource<Cache>) -> (usize, String) {
        let key = cluster.id.as_str().unwrap_or(&cluster.address).to_owned();
        (owner(self.index, at), key)
    }
}

/// What `value` names, if text stands behind what a resource is called: no cache is called that.
fn with_suffix(value: &Reference) -> Option<String> {
    match value {
        Reference::Address(symbol) => {
            let suffix = symbol.suffix.as_deref().filter(|suffix| !suffix.is_empty())?;
            Some(format!("{}{suffix}", symbol.address))
        }
        Reference::Id(_) | Reference::Candidates { .. } => None,
    }
}

/// The place of the cache that the one at `at` is a node of; its own where it stands alone.
pub(crate) fn owner(index: &Index<'_>, at: usize) -> usize {
    let cache = &index.inventory.caches[at];
    if cache.attributes.kind != CacheKind::CacheCluster {
        return at;
    }
    let groups = index
        .replication_groups
        .identify_attribute(&cache.attributes.replication_group_id, &cache.origin);
    match groups.known().map(Vec::as_slice) {
        Some([Identity::Here(group)]) => *group,
        _ => at,
    }
}

/// Several caches bear the name that a dimension has.
struct Ambiguous {
    places: Vec<usize>,
    reason: Reason,
}

impl Ambiguous {
    fn watch(self) -> Watch {
        Watch::OneOf(self.places, self.reason)
    }
}

/// The one cache of `lookup` that `reference` means, if it means one.
fn only<'a>(
    lookup: &Lookup<'a, Cache>,
    reference: &Reference,
    from: &Origin,
) -> Result<Option<(usize, &'a Resource<Cache>)>, Ambiguous> {
    let identities = lookup.identify(reference, from);
    let places: Vec<usize> = identities.iter().filter_map(Identity::place).collect();
    match (places.as_slice(), identities.as_slice()) {
        ([at], [identity]) => Ok(lookup.get(identity).map(|cache| (*at, cache))),
        ([], _) => Ok(None),
        _ => Err(Ambiguous { places, reason: unresolved(reference) }),
    }
}

/// The ids of groups that may have a member called `id`: `orders` of `orders-001` and of `orders-0001-001`.
pub(crate) fn group_ids(id: &str) -> impl Iterator<Item = &str> {
    let unsharded = strip_number(id, 3);
    let sharded = unsharded.and_then(|shard| strip_number(shard, 4));
    sharded.into_iter().chain(unsharded)
}

fn strip_number(id: &str, digits: usize) -> Option<&str> {
    let (rest, number) = id.rsplit_once('-')?;
    let is_number = number.len() == digits && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(rest)
}
