//! EC2: the network that caches lie in.
//!
//! Enters: caches and subnet groups, services of ECS, mount targets. Subnets lead to VPCs, those and their peers to route
//! tables, security groups to the groups that their rules name, rules and routes to prefix lists. Leaves: what is on these
//! ways and nothing else.

mod filter;
mod peering;
mod prefix_lists;
mod resource;
mod route_tables;
mod routes;
mod rules;
mod security_groups;
mod sharing;
mod subnets;
#[cfg(test)]
mod tests;
mod vpcs;

use std::collections::BTreeSet;

use aws_sdk_ec2::types as sdk;

use super::call::Listing;
use super::region::Region;
use crate::model::{Inventory, ResourceList};

/// The network of the caches `found`: VPCs, subnets, routes, security groups, prefix lists, peering connections.
pub(super) async fn read(region: &Region, found: &Inventory) -> Inventory {
    let mut network = Inventory::new();
    let in_use = subnets::in_use(found);
    let of_caches = security_groups::in_use(found);
    let (subnets, connections, groups) = tokio::join!(
        subnets::list(region, &in_use),
        peering::list(region, &in_use),
        security_groups::list(region, &of_caches),
    );
    region.list(&mut network, ResourceList::Subnets, subnets, |network| &mut network.subnets);
    let own = subnets::vpcs(&network.subnets);
    let (around, further) = tokio::join!(
        vpcs_and_peers(region, &own, connections),
        security_groups::further(region, found, &groups.items, &own),
    );
    network.append(around);
    let groups = security_groups::together(groups, further);
    region.list(&mut network, ResourceList::SecurityGroups, groups, |network| {
        &mut network.security_groups
    });
    sharing::note(region, &mut network);
    let lists = prefix_lists::in_use(found, &network);
    prefix_lists::add(region, &mut network, &lists).await;
    network
}

/// What this account alone sees of its VPCs `own`, in which caches of other accounts lie.
pub(super) async fn read_shared(region: &Region, own: &BTreeSet<String>) -> Inventory {
    let connections = peering::list(region, own).await;
    let mut network = vpcs_and_peers(region, own, connections).await;
    sharing::note(region, &mut network);
    let lists = prefix_lists::in_use(&Inventory::new(), &network);
    prefix_lists::add(region, &mut network, &lists).await;
    network
}

/// The VPCs `own` and those that `connections` lead to, with their route tables.
async fn vpcs_and_peers(
    region: &Region,
    own: &BTreeSet<String>,
    connections: Listing<sdk::VpcPeeringConnection>,
) -> Inventory {
    let mut network = Inventory::new();
    let connections = peering::concerning(connections, own);
    let with_peers = own.iter().cloned().chain(peering::ends(&connections.items)).collect();
    let (vpcs, tables) =
        tokio::join!(vpcs::list(region, &with_peers), route_tables::list(region, &with_peers));
    let (vpcs_read, unread) = (&vpcs.items, vpcs.missing.as_ref());
    let peers = peering::uncollected_peers(region, &connections.items, own, vpcs_read, unread);
    region.list(&mut network, ResourceList::Vpcs, vpcs, |network| &mut network.vpcs);
    network.vpcs.extend(peers);
    let connections = peering::resources(region, connections);
    region.list(&mut network, ResourceList::VpcPeeringConnections, connections, |network| {
        &mut network.vpc_peering_connections
    });
    route_tables::add(region, &mut network, tables);
    network
}
