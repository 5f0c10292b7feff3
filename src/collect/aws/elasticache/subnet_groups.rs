//! Cache subnet groups: which subnets the network interfaces of caches are placed in.

use std::collections::BTreeSet;

use aws_sdk_elasticache::types as sdk;

use super::super::operation::Operation;
use super::super::region::Region;
use super::super::reply;
use super::pages::{PAGE, pages};
use crate::model::{Attribute, CacheSubnetGroup, Inventory, Reference, Resource, ResourceList};

const OPERATION: Operation = Operation::DescribeCacheSubnetGroups;

/// The subnet groups that caches of `found` are in; none are asked for where no cache is in one.
pub(super) async fn read(region: &Region, found: &Inventory) -> Inventory {
    let mut inventory = Inventory::new();
    let used = names(found);
    if used.is_empty() {
        return inventory;
    }
    let call = || region.clients.elasticache.describe_cache_subnet_groups().max_records(PAGE);
    let mut groups = pages!(region, OPERATION, call(), cache_subnet_groups).await;
    groups.items.retain(|group| {
        group.cache_subnet_group_name().is_none_or(|name| used.contains(&name.to_lowercase()))
    });
    let groups =
        reply::entries(&region.caller, OPERATION, groups, |group| resource(region, &group));
    let list = ResourceList::CacheSubnetGroups;
    region.list(&mut inventory, list, groups, |all| &mut all.cache_subnet_groups);
    inventory
}

fn names(found: &Inventory) -> BTreeSet<String> {
    let groups = found.caches.iter().map(|cache| &cache.attributes.cache_subnet_group_name);
    let names = groups.filter_map(|group| match group.known() {
        Some(Reference::Id(name)) => Some(name.to_lowercase()),
        _ => None,
    });
    names.collect()
}

fn resource(region: &Region, group: &sdk::CacheSubnetGroup) -> Option<Resource<CacheSubnetGroup>> {
    let name = reply::filled(group.cache_subnet_group_name())?;
    let subnets = group.subnets().iter();
    let subnets = subnets.filter_map(|subnet| reply::filled(subnet.subnet_identifier()));
    let attributes = CacheSubnetGroup {
        name: Attribute::Known(name.clone()),
        subnet_ids: reply::references(subnets),
    };
    let arn = reply::filled(group.arn());
    let arn = arn.unwrap_or_else(|| region.arn("elasticache", &format!("subnetgroup:{name}")));
    Some(region.resource(&name, arn, attributes))
}
