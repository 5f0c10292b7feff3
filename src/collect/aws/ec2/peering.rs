//! Peering connections of the VPCs that caches lie in, and the VPCs at their other ends.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{self as sdk, VpcPeeringConnectionStateReasonCode as Status};

use super::resource::Shell;
use super::vpcs::list_of;
use crate::collect::aws::call::Listing;
use crate::collect::aws::operation::Operation;
use crate::collect::aws::region::Region;
use crate::collect::aws::reply;
use crate::model::{Attribute, Reason, Reference, Resource, Vpc, VpcPeeringConnection};

const OPERATION: Operation = Operation::DescribeVpcPeeringConnections;

/// Every connection of the region, if anybody is `inside`: one call, where filters for both ends would take two.
pub(super) async fn list(
    region: &Region,
    inside: &BTreeSet<String>,
) -> Listing<sdk::VpcPeeringConnection> {
    if inside.is_empty() {
        return Listing { items: Vec::new(), missing: None };
    }
    let page = |token| {
        let call = region.clients.ec2.describe_vpc_peering_connections().max_results(1000);
        call.set_next_token(token).send()
    };
    region
        .caller
        .pages(OPERATION, page, |page| {
            (page.vpc_peering_connections.unwrap_or_default(), page.next_token)
        })
        .await
}

/// Those that end in one of `vpcs`. AWS shows deleted ones for some hours; they connect nothing, and nobody misses them.
pub(super) fn concerning(
    mut connections: Listing<sdk::VpcPeeringConnection>,
    vpcs: &BTreeSet<String>,
) -> Listing<sdk::VpcPeeringConnection> {
    connections.items.retain(|connection| {
        let is_deleted =
            connection.status().and_then(|status| status.code()) == Some(&Status::Deleted);
        let mut ends = both(connection).into_iter().flatten().filter_map(|end| end.vpc_id());
        !is_deleted && ends.any(|vpc| vpcs.contains(vpc))
    });
    connections
}

/// The VPCs at both ends of `connections`.
pub(super) fn ends(connections: &[sdk::VpcPeeringConnection]) -> impl Iterator<Item = String> {
    connections.iter().flat_map(both).flatten().filter_map(|end| end.vpc_id().map(str::to_owned))
}

/// What the connections themselves tell of VPCs at their other ends that are not among `collected`: those of other accounts
/// and regions, and where `unread` says why, those that are here.
pub(super) fn uncollected_peers(
    region: &Region,
    connections: &[sdk::VpcPeeringConnection],
    own: &BTreeSet<String>,
    collected: &[Resource<Vpc>],
    unread: Option<&Reason>,
) -> Vec<Resource<Vpc>> {
    let collected = collected.iter().filter_map(|vpc| vpc.id.as_str());
    let mut seen: BTreeSet<&str> = collected.chain(own.iter().map(String::as_str)).collect();
    let mut vpcs = Vec::new();
    for end in connections.iter().flat_map(both).flatten() {
        if end.vpc_id().is_some_and(|id| seen.insert(id)) {
            let unread = unread.filter(|_| is_here(region, end));
            vpcs.extend(peer(region, end, unread.unwrap_or(&elsewhere())));
        }
    }
    vpcs.sort_by(|one, other| one.address.cmp(&other.address));
    vpcs
}

/// The connections as resources.
pub(super) fn resources(
    region: &Region,
    connections: Listing<sdk::VpcPeeringConnection>,
) -> Listing<Resource<VpcPeeringConnection>> {
    reply::entries(&region.caller, OPERATION, connections, |connection| {
        let shell = Shell {
            kind: "vpc-peering-connection",
            id: connection.vpc_peering_connection_id(),
            owner: connection.requester_vpc_info().and_then(|end| end.owner_id()),
            tags: Some(connection.tags()),
        };
        shell.with(region, attributes(&connection))
    })
}

fn both(connection: &sdk::VpcPeeringConnection) -> [Option<&sdk::VpcPeeringConnectionVpcInfo>; 2] {
    [connection.requester_vpc_info(), connection.accepter_vpc_info()]
}

fn attributes(connection: &sdk::VpcPeeringConnection) -> VpcPeeringConnection {
    let end = |end: Option<&sdk::VpcPeeringConnectionVpcInfo>| {
        let vpc = end.and_then(|end| end.vpc_id());
        reply::required(vpc, OPERATION, "VpcId").map(Reference::Id)
    };
    let status = connection.status().and_then(|status| status.code()).map(Status::as_str);
    VpcPeeringConnection {
        requester_vpc_id: end(connection.requester_vpc_info()),
        accepter_vpc_id: end(connection.accepter_vpc_info()),
        status: reply::required(status, OPERATION, "Status"),
        // Only a declaration accepts; what runs has a status.
        auto_accept: Attribute::Known(false),
    }
}

fn is_here(region: &Region, end: &sdk::VpcPeeringConnectionVpcInfo) -> bool {
    end.owner_id() == Some(&region.account_id) && end.region() == Some(&region.name)
}

fn elsewhere() -> Reason {
    Reason::NotCollected("the VPC lies in another account or region".to_owned())
}

/// A VPC that only a connection tells of. It is looked up, not collected: nothing follows from what is missing in it.
fn peer(
    region: &Region,
    end: &sdk::VpcPeeringConnectionVpcInfo,
    uncollected: &Reason,
) -> Option<Resource<Vpc>> {
    let shell = Shell { kind: "vpc", id: end.vpc_id(), owner: end.owner_id(), tags: None };
    let mut resource = shell.with(region, peer_attributes(end, uncollected))?;
    if let Some(name) = reply::filled(end.region()).filter(|name| *name != region.name) {
        let arn = resource.address.replacen(&region.name, &name, 1);
        resource.address.clone_from(&arn);
        resource.arn = Attribute::Known(arn);
        resource.region = Attribute::Known(name);
    }
    resource.is_declared = false;
    resource.tags = Attribute::Unknown(uncollected.clone());
    Some(resource)
}

fn peer_attributes(end: &sdk::VpcPeeringConnectionVpcInfo, uncollected: &Reason) -> Vpc {
    let ranges = end.cidr_block_set().iter().filter_map(sdk::CidrBlock::cidr_block);
    let ipv6 = end.ipv6_cidr_block_set().iter().filter_map(sdk::Ipv6CidrBlock::ipv6_cidr_block);
    // Ranges are told while the connection is active, and every VPC has an IPv4 range.
    let is_told = !end.cidr_block_set().is_empty();
    let told = |ranges| if is_told { ranges } else { Attribute::Unknown(uncollected.clone()) };
    Vpc {
        cidr_blocks: told(list_of(ranges)),
        ipv6_cidr_blocks: told(list_of(ipv6)),
        is_default: Attribute::Unknown(uncollected.clone()),
        main_route_table_id: Attribute::Unknown(uncollected.clone()),
        default_security_group_id: Attribute::Unknown(uncollected.clone()),
    }
}
