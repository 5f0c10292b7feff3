//! The security groups of caches and mount targets, and those that their rules let in.

use std::collections::BTreeSet;

use aws_sdk_ec2::types as sdk;

use super::filter::narrowed;
use super::resource::Shell;
use super::rules;
use super::subnets::{id, ids};
use crate::collect::aws::call::Listing;
use crate::collect::aws::operation::Operation;
use crate::collect::aws::region::Region;
use crate::collect::aws::reply;
use crate::model::{
    Attribute, Cache, EcsService, Inventory, Peer, Reference, Resource, SecurityGroup,
    SecurityGroupRule,
};

const OPERATION: Operation = Operation::DescribeSecurityGroups;

/// What every VPC's own group is called.
const DEFAULT_GROUP: &str = "default";

/// The groups that caches and mount targets of `found` are in, as far as they are known.
pub(super) fn in_use(found: &Inventory) -> BTreeSet<String> {
    let of_caches = found.caches.iter().map(|cache| &cache.attributes.security_group_ids);
    let services = found.ecs_services.iter();
    let of_services = services.map(|service| &service.attributes.security_group_ids);
    let targets = found.mount_targets.iter();
    let of_targets = targets.map(|target| &target.attributes.security_group_ids);
    ids(of_caches.chain(of_services).chain(of_targets))
}

/// The groups called `wanted`.
pub(super) async fn list(
    region: &Region,
    wanted: &BTreeSet<String>,
) -> Listing<Resource<SecurityGroup>> {
    listed(region, "group-id", wanted, &[]).await
}

/// The groups that rules of `groups` name, and the default groups of `vpcs` where a cache of `found` has no other.
pub(super) async fn further(
    region: &Region,
    found: &Inventory,
    groups: &[Resource<SecurityGroup>],
    vpcs: &BTreeSet<String>,
) -> Listing<Resource<SecurityGroup>> {
    let read: BTreeSet<&str> = groups.iter().filter_map(|group| group.id.as_str()).collect();
    let named: BTreeSet<String> = groups
        .iter()
        .flat_map(|group| named(&group.attributes))
        .filter(|id| !read.contains(id))
        .map(str::to_owned)
        .collect();
    let has_default = found.caches.iter().any(|cache| is_in_default_group(&cache.attributes))
        || found.ecs_services.iter().any(|service| is_task_in_default_group(&service.attributes));
    let vpcs = if has_default { vpcs.clone() } else { BTreeSet::new() };
    let is_default = sdk::Filter::builder().name("group-name").values(DEFAULT_GROUP).build();
    let (named, default) = tokio::join!(
        list(region, &named),
        listed(region, "vpc-id", &vpcs, std::slice::from_ref(&is_default)),
    );
    together(named, default)
}

/// Both lists as one.
pub(super) fn together(
    one: Listing<Resource<SecurityGroup>>,
    other: Listing<Resource<SecurityGroup>>,
) -> Listing<Resource<SecurityGroup>> {
    let mut items = one.items;
    items.extend(other.items);
    items.sort_by(|one, other| one.address.cmp(&other.address));
    items.dedup_by(|one, other| one.address == other.address);
    Listing { items, missing: one.missing.or(other.missing) }
}

async fn listed(
    region: &Region,
    name: &str,
    values: &BTreeSet<String>,
    and: &[sdk::Filter],
) -> Listing<Resource<SecurityGroup>> {
    let call = || {
        let call = region.clients.ec2.describe_security_groups().max_results(1000);
        call.set_filters(Some(and.to_vec()))
    };
    let listing = narrowed!(region, OPERATION, (name, values), call(), security_groups);
    reply::entries(&region.caller, OPERATION, listing.await, |group| resource(region, &group))
}

/// A cache that tells no group is in that of its VPC, unless it lies in none.
fn is_in_default_group(cache: &Cache) -> bool {
    let is_public = cache.connection_type.as_str() == Some("public");
    match &cache.security_group_ids {
        Attribute::Known(groups) => groups.is_empty() && !is_public,
        Attribute::Unset => !is_public,
        Attribute::Unknown(_) => false,
    }
}

/// Tasks of a service that tells no group are in that of their VPC, where they have a network of their own.
fn is_task_in_default_group(service: &EcsService) -> bool {
    service.subnet_ids.is_known() && service.security_group_ids.is_unset()
}

/// The groups that rules of `group` name.
fn named(group: &SecurityGroup) -> impl Iterator<Item = &str> {
    every_rule(group).filter_map(|rule| match rule.peer.known() {
        // One of another account may be shared with this one.
        Some(Peer::SecurityGroup(group)) => id(group)?.rsplit('/').next(),
        _ => None,
    })
}

/// The prefix lists that rules of `group` name.
pub(super) fn prefix_lists(group: &SecurityGroup) -> impl Iterator<Item = &str> {
    every_rule(group).filter_map(|rule| match rule.peer.known() {
        Some(Peer::PrefixList(list)) => id(list),
        _ => None,
    })
}

fn every_rule(group: &SecurityGroup) -> impl Iterator<Item = &SecurityGroupRule> {
    let lists = [&group.ingress, &group.egress].into_iter().filter_map(Attribute::known);
    lists.flatten().filter_map(Attribute::known)
}

fn resource(region: &Region, group: &sdk::SecurityGroup) -> Option<Resource<SecurityGroup>> {
    let shell = Shell {
        kind: "security-group",
        id: group.group_id(),
        owner: group.owner_id(),
        tags: Some(group.tags()),
    };
    shell.with(region, attributes(group, &region.account_id))
}

fn attributes(group: &sdk::SecurityGroup, asked: &str) -> SecurityGroup {
    let owner = group.owner_id().unwrap_or(asked);
    SecurityGroup {
        group_name: reply::required(group.group_name(), OPERATION, "GroupName"),
        vpc_id: reply::required(group.vpc_id(), OPERATION, "VpcId").map(Reference::Id),
        ingress: rules::rules(group.ip_permissions(), group.group_id(), owner),
        egress: rules::rules(group.ip_permissions_egress(), group.group_id(), owner),
    }
}
