//! Properties that templates often have and CloudFormation refuses: each is a gap, since what was meant is not declared.

use super::Incoming;
use crate::collect::spelling;
use crate::model::{Attribute, Engine, Gap};

/// Properties that a type does not have, and what to write instead.
const NO_PROPERTIES: [(&str, &str, &str); 12] = [
    ("ElastiCache::ReplicationGroup", "AuthTokenEnabled", "AuthToken sets a token"),
    ("ElastiCache::ReplicationGroup", "NumCacheNodes", "NumCacheClusters counts the nodes"),
    ("ElastiCache::ReplicationGroup", "VpcSecurityGroupIds", "it is called SecurityGroupIds"),
    ("ElastiCache::ReplicationGroup", "Description", "it is called ReplicationGroupDescription"),
    ("ElastiCache::CacheCluster", "AtRestEncryptionEnabled", NEEDS_GROUP),
    ("ElastiCache::CacheCluster", "AuthToken", NEEDS_GROUP),
    ("ElastiCache::CacheCluster", "AuthTokenEnabled", NEEDS_GROUP),
    ("ElastiCache::CacheCluster", "AutomaticFailoverEnabled", NEEDS_GROUP),
    ("ElastiCache::CacheCluster", "KmsKeyId", NEEDS_GROUP),
    ("ElastiCache::CacheCluster", "MultiAZEnabled", NEEDS_GROUP),
    ("ElastiCache::CacheCluster", "CacheClusterId", "it is called ClusterName"),
    ("ElastiCache::CacheCluster", "SecurityGroupIds", "it is called VpcSecurityGroupIds"),
];

const NEEDS_GROUP: &str = "only a replication group has it";

/// What CloudFormation or ElastiCache would refuse about the resource.
pub(super) fn gaps(kind: &str, incoming: &Incoming<'_>) -> Vec<Gap> {
    let address = &incoming.resource.address;
    let gap = |property: &str, why: String| Gap {
        what: format!("{address}.{property}"),
        why,
        is_failure: false,
    };
    let values = &incoming.values;
    let mut gaps: Vec<Gap> = NO_PROPERTIES
        .iter()
        .filter(|(named, property, _)| *named == kind && values.is_written(property))
        .map(|(_, property, instead)| {
            gap(property, format!("is no property of AWS::{kind}: {instead}"))
        })
        .collect();
    if values.is_written("CacheSecurityGroupNames") && kind.starts_with("ElastiCache::") {
        gaps.push(gap("CacheSecurityGroupNames", CLASSIC.to_owned()));
    }
    if matches!(kind, "ElastiCache::SecurityGroup" | "ElastiCache::SecurityGroupIngress") {
        gaps.push(Gap { what: address.clone(), why: CLASSIC.to_owned(), is_failure: false });
    }
    if kind == "ElastiCache::CacheCluster" && has_too_many_nodes(incoming) {
        let why = "a cluster of this engine has one node: only a replication group has more";
        gaps.push(gap("NumCacheNodes", why.to_owned()));
    }
    if kind == "ElastiCache::ReplicationGroup" && lacks_failover(incoming) {
        let why = "is refused unless AutomaticFailoverEnabled is true";
        gaps.push(gap("MultiAZEnabled", why.to_owned()));
    }
    gaps
}

const CLASSIC: &str = "belongs to EC2-Classic, which AWS has retired";

fn has_too_many_nodes(incoming: &Incoming<'_>) -> bool {
    let text = |name| incoming.context.symbols.text(&incoming.values.peek(name));
    let is_single = text("Engine")
        .as_str()
        .and_then(spelling::engine)
        .is_some_and(|engine| engine != Engine::Memcached);
    let nodes = text("NumCacheNodes").as_str().and_then(|nodes| nodes.trim().parse::<u32>().ok());
    is_single && nodes.is_some_and(|nodes| nodes > 1)
}

fn lacks_failover(incoming: &Incoming<'_>) -> bool {
    let says = |name, word: &str| {
        let text = incoming.context.symbols.text(&incoming.values.peek(name));
        matches!(text, Attribute::Known(text) if text.eq_ignore_ascii_case(word))
    };
    let is_off = says("AutomaticFailoverEnabled", "false")
        || !incoming.values.is_written("AutomaticFailoverEnabled");
    says("MultiAZEnabled", "true") && is_off
}
