//! Linking, tested on inventories made by hand.

mod alarms;
mod backup;
mod caches;
mod containers;
mod live;
mod network;
mod reachability;
mod relations;
mod shared;

use std::collections::BTreeMap;

use super::subject::{CacheRemoval, LinkedAlarm, LinkedCache};
use super::{Linker, SubjectBody, SubjectKey};
use crate::model::*;

/// A declared resource without an id that the change creates.
fn new<T>(address: &str, attributes: T) -> Resource<T> {
    Resource {
        address: address.into(),
        origin: Origin::default(),
        is_declared: true,
        change: Change { action: Action::Create, ..Change::default() },
        id: Attribute::Unknown(Reason::KnownAfterApply),
        arn: Attribute::Unknown(Reason::KnownAfterApply),
        region: Attribute::Unset,
        account_id: Attribute::Unset,
        tags: Attribute::Unset,
        stack_member: None,
        defaults: BTreeMap::new(),
        locations: BTreeMap::new(),
        attributes,
    }
}

/// A declared resource with an id.
fn named<T>(address: &str, id: &str, attributes: T) -> Resource<T> {
    Resource { id: Attribute::Known(id.into()), ..new(address, attributes) }
}

/// A resource that is only looked up.
fn looked_up<T>(address: &str, id: &str, attributes: T) -> Resource<T> {
    Resource { is_declared: false, change: Change::default(), ..named(address, id, attributes) }
}

fn known<T>(value: T) -> Attribute<T> {
    Attribute::Known(value)
}

fn text(value: &str) -> Attribute<String> {
    Attribute::Known(value.into())
}

fn later<T>() -> Attribute<T> {
    Attribute::Unknown(Reason::KnownAfterApply)
}

fn id(value: &str) -> Attribute<Reference> {
    Attribute::Known(Reference::Id(value.into()))
}

fn address(value: &str) -> Attribute<Reference> {
    Attribute::Known(Reference::address(value))
}

fn attribute_of(address: &str, attribute: &str) -> Attribute<Reference> {
    Attribute::Known(Reference::Address(Symbol::new(address, Some(attribute.into()))))
}

fn one_of(addresses: &[&str]) -> Attribute<Reference> {
    let candidates = addresses.iter().map(|address| Reference::address(*address)).collect();
    Attribute::Known(Reference::Candidates { candidates })
}

/// A cache of `kind` that has none of what can be left out.
fn cache(kind: CacheKind) -> Cache {
    Cache {
        engine: known(Engine::Redis),
        cluster_mode: known(ClusterMode::Disabled),
        num_node_groups: known(1),
        replicas_per_node_group: known(0),
        num_cache_nodes: known(1),
        replication_group_id: Attribute::Unset,
        preferred_availability_zones: Attribute::Unset,
        kms_key_id: Attribute::Unset,
        user_group_ids: Attribute::Unset,
        port: known(6379),
        cache_parameter_group_name: Attribute::Unset,
        cache_subnet_group_name: Attribute::Unset,
        subnet_ids: Attribute::Unset,
        security_group_ids: Attribute::Unset,
        notification_topic_arn: Attribute::Unset,
        log_delivery_configurations: Attribute::Unset,
        connection_type: Attribute::Unset,
        global_replication_group_id: Attribute::Unset,
        ..Cache::new(kind)
    }
}

/// An unsharded replication group called `orders` with `nodes` nodes.
fn group(nodes: u32) -> Resource<Cache> {
    let settings = Cache {
        num_cache_nodes: known(nodes),
        replicas_per_node_group: known(nodes.saturating_sub(1)),
        ..cache(CacheKind::ReplicationGroup)
    };
    named("aws_elasticache_replication_group.orders", "orders", settings)
}

const GROUP: &str = "aws_elasticache_replication_group.orders";

/// A complete inventory with these caches.
fn inventory(caches: Vec<Resource<Cache>>) -> Inventory {
    let source = SourceSummary {
        file: "tfplan.json".into(),
        kind: SourceKind::TerraformPlan,
        written_by: None,
        is_complete: true,
    };
    Inventory { caches, sources: vec![source], ..Inventory::new() }
}

/// The first cache, linked.
fn link(inventory: &Inventory) -> LinkedCache {
    link_at(inventory, 0)
}

fn link_at(inventory: &Inventory, at: usize) -> LinkedCache {
    match Linker::new(inventory).link(SubjectKey::Cache(at)).body {
        SubjectBody::Cache(cache) => *cache,
        other => panic!("{other:?} is no cache"),
    }
}

/// The alarms that are subjects of their own.
fn stray_alarms(inventory: &Inventory) -> Vec<LinkedAlarm> {
    let linker = Linker::new(inventory);
    let bodies = linker.keys().into_iter().map(|key| linker.link(key).body);
    bodies
        .filter_map(|body| match body {
            SubjectBody::Alarm(alarm) => Some(*alarm),
            SubjectBody::Cache(_)
            | SubjectBody::CacheRemoval(_)
            | SubjectBody::BackupSelection(_) => None,
        })
        .collect()
}

fn removals(inventory: &Inventory) -> Vec<CacheRemoval> {
    let linker = Linker::new(inventory);
    let bodies = linker.keys().into_iter().map(|key| linker.link(key).body);
    bodies
        .filter_map(|body| match body {
            SubjectBody::CacheRemoval(removal) => Some(*removal),
            SubjectBody::Cache(_) | SubjectBody::Alarm(_) | SubjectBody::BackupSelection(_) => None,
        })
        .collect()
}

/// Every element, each of which must be known.
fn all<T: Clone + std::fmt::Debug>(list: &Attribute<Vec<Attribute<T>>>) -> Vec<T> {
    let list = list.known().expect("the list is known");
    list.iter().map(|element| element.known().expect("the element is known").clone()).collect()
}

/// How many elements are known, and how many unknown.
fn counts<T: std::fmt::Debug>(list: &Attribute<Vec<Attribute<T>>>) -> (usize, usize) {
    let list = list.known().expect("the list is known");
    let known = list.iter().filter(|element| element.is_known()).count();
    (known, list.len() - known)
}
