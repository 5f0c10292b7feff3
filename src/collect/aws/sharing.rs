//! Shared VPCs: what an account is not shown of a VPC, the account that owns it tells, if that is scanned as well.

use std::collections::{BTreeMap, BTreeSet};

use super::scan::Place;
use crate::model::{Inventory, Reason, Reference, Resource, ResourceList, Unlisted};

/// VPCs by where their owner can be asked.
pub(super) type ByOwner = BTreeMap<Place, BTreeSet<String>>;

/// What an owner is asked for.
const ASKED: [ResourceList; 2] = [ResourceList::VpcPeeringConnections, ResourceList::RouteTables];

/// The VPCs that caches of one account lie in and that belong to another, as far as that was scanned there, too.
pub(super) fn by_owner(read: &BTreeMap<Place, Inventory>) -> ByOwner {
    let mut shared = ByOwner::new();
    for ((asked, region), inventory) in read {
        for subnet in &inventory.subnets {
            let owner = subnet.account_id.as_str().filter(|owner| owner != asked);
            let vpc = subnet.attributes.vpc_id.known().map(Reference::to_string);
            if let (Some(owner), Some(vpc)) = (owner, vpc) {
                shared.entry((owner.to_owned(), region.clone())).or_default().insert(vpc);
            }
        }
    }
    shared.retain(|owner, _| read.contains_key(owner));
    shared
}

/// Those of `shared` that their owners have no caches in, so that nobody has looked at them yet.
pub(super) fn unread(shared: &ByOwner, read: &BTreeMap<Place, Inventory>) -> ByOwner {
    let mut unread = shared.clone();
    for (owner, vpcs) in &mut unread {
        let subnets = read.get(owner).into_iter().flat_map(|inventory| &inventory.subnets);
        for vpc in subnets.filter_map(|subnet| subnet.attributes.vpc_id.known()) {
            vpcs.remove(&vpc.to_string());
        }
    }
    unread.retain(|_, vpcs| !vpcs.is_empty());
    unread
}

/// Adds what owners told, and takes back that nobody knows it. What they could not tell is unknown for their reason.
pub(super) fn add(
    read: &mut BTreeMap<Place, Inventory>,
    told: BTreeMap<Place, Inventory>,
    shared: &ByOwner,
) {
    for (owner, told) in told {
        merge(read.entry(owner).or_default(), told);
    }
    for (owner, vpcs) in shared {
        let unread = read.get(owner).map_or_else(BTreeMap::new, whole_lists);
        let in_region = read.iter_mut().filter(|((_, region), _)| *region == owner.1);
        for (_, inventory) in in_region {
            let hidden = std::mem::take(&mut inventory.unlisted).into_iter();
            inventory.unlisted = hidden.filter_map(|it| settled(it, vpcs, &unread)).collect();
        }
    }
}

/// Lists that were not read, and why.
fn whole_lists(inventory: &Inventory) -> BTreeMap<ResourceList, Reason> {
    let whole = inventory.unlisted.iter().filter(|unlisted| unlisted.of.is_none());
    whole.map(|unlisted| (unlisted.list, unlisted.reason.clone())).collect()
}

/// What is left of `hidden` after the owner of `vpcs` was asked, who could not read `unread`.
fn settled(
    hidden: Unlisted,
    vpcs: &BTreeSet<String>,
    unread: &BTreeMap<ResourceList, Reason>,
) -> Option<Unlisted> {
    let is_asked = hidden.of.as_ref().is_some_and(|vpc| vpcs.contains(vpc));
    if !is_asked || !ASKED.contains(&hidden.list) {
        return Some(hidden);
    }
    unread.get(&hidden.list).map(|reason| Unlisted { reason: reason.clone(), ..hidden })
}

/// Puts what a second reading of a place told to what the first one did.
fn merge(into: &mut Inventory, told: Inventory) {
    let is_complete = told.gaps.is_empty();
    into.sources.iter_mut().for_each(|source| source.is_complete &= is_complete);
    add_new(&mut into.vpcs, told.vpcs);
    add_new(&mut into.route_tables, told.route_tables);
    add_new(&mut into.route_table_associations, told.route_table_associations);
    add_new(&mut into.prefix_lists, told.prefix_lists);
    add_new(&mut into.vpc_peering_connections, told.vpc_peering_connections);
    for gap in told.gaps {
        if !into.gaps.contains(&gap) {
            into.gaps.push(gap);
        }
    }
    into.unlisted.extend(told.unlisted);
}

fn add_new<T>(known: &mut Vec<Resource<T>>, told: Vec<Resource<T>>) {
    let addresses: BTreeSet<String> = known.iter().map(|item| item.address.clone()).collect();
    known.extend(told.into_iter().filter(|item| !addresses.contains(&item.address)));
}
