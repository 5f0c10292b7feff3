//! What types and their properties come to.

mod backup;
mod caches;
mod network;
mod relations;

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::testing::{evaluated, inventory, inventory_in, resource, undecided};
use super::{Fate, Mapper, Planned, StackContext};
use crate::collect::cloudformation::evaluate::{EvaluatedStack, Exists};
use crate::model::{
    Action, Attribute, Cache, CacheKind, Change, ClusterMode, DeletionPolicy, Engine,
    FinalSnapshot, Inventory, Peer, Reason, Reference, Resource, RouteTargetKind, SecretSource,
    SecretValue, SecurityGroupRule, Supplier, Symbol,
};

const GROUP: &str = "ElastiCache::ReplicationGroup";
const CLUSTER: &str = "ElastiCache::CacheCluster";

fn cache(kind: &str, properties: &Json) -> Resource<Cache> {
    let mut inventory = inventory(&[resource("Redis", kind, properties)]);
    assert_eq!(inventory.caches.len(), 1);
    inventory.caches.remove(0)
}

fn known<T>(value: T) -> Attribute<T> {
    Attribute::Known(value)
}

fn address(address: &str) -> Attribute<Reference> {
    known(Reference::address(address))
}

/// What `attribute` of the resource returns; without one, `Ref`.
fn symbol(address: &str, attribute: Option<&str>) -> Reference {
    Reference::Address(Symbol::new(address, attribute.map(str::to_owned)))
}

fn after_apply<T>() -> Attribute<T> {
    Attribute::Unknown(Reason::KnownAfterApply)
}
