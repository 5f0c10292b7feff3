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
mod subnets;
#[cfg(test)]
mod tests;
mod vpcs;

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
    let connections = peering::concerning(connections, &own);
    let with_peers = own.iter().cloned().chain(peering::ends(&connections.items)).collect();
    let (vpcs, tables, further) = tokio::join!(
        vpcs::list(region, &with_peers),
        route_tables::list(region, &with_peers),
        security_groups::further(region, found, &groups.items, &own),
    );
    let (vpcs_read, unread) = (&vpcs.items, vpcs.missing.as_ref());
    let peers = peering::uncollected_peers(region, &connections.items, &own, vpcs_read, unread);
    region.list(&mut network, ResourceList::Vpcs, vpcs, |network| &mut network.vpcs);
    network.vpcs.extend(peers);
    let connections = peering::resources(region, connections);
    region.list(&mut network, ResourceList::VpcPeeringConnections, connections, |network| {
        &mut network.vpc_peering_connections
    });
    route_tables::add(region, &mut network, tables);
    let groups = security_groups::together(groups, further);
    region.list(&mut network, ResourceList::SecurityGroups, groups, |network| {
        &mut network.security_groups
    });
    let lists = prefix_lists::in_use(found, &network);
    prefix_lists::add(region, &mut network, &lists).await;
    network
}
