//! VPCs, subnets, prefix lists, peering, network ACLs.

use super::{Incoming, chosen, routes};
use crate::collect::cloudformation::values::Values;
use crate::collect::spelling;
use crate::model::{
    Attribute, Inventory, NetworkAcl, NetworkAclEntry, PrefixList, Reason, Reference, RouteTable,
    RouteTableAssociation, StandaloneNetworkAclEntry, Subnet, Vpc, VpcCidrBlockAssociation,
    VpcPeeringConnection,
};

/// Maps a resource of the network and adds it to the inventory.
pub(super) fn add(inventory: &mut Inventory, kind: &str, incoming: &Incoming<'_>) {
    let values = &incoming.values;
    match kind {
        "EC2::VPC" => inventory.vpcs.push(incoming.with(vpc(values))),
        "EC2::Subnet" => inventory.subnets.push(incoming.with(subnet(values))),
        "EC2::RouteTable" => {
            let table = RouteTable {
                vpc_id: values.reference("VpcId", "vpc_id"),
                is_main: Attribute::Unset,
                // Routes are resources of their own.
                routes: Attribute::Known(Vec::new()),
            };
            inventory.route_tables.push(incoming.with(table));
        }
        "EC2::Route" => inventory.routes.push(incoming.with(routes::route(values))),
        "EC2::SubnetRouteTableAssociation" => {
            let association = RouteTableAssociation {
                route_table_id: values.reference("RouteTableId", "route_table_id"),
                subnet_id: values.reference("SubnetId", "subnet_id"),
            };
            inventory.route_table_associations.push(incoming.with(association));
        }
        "EC2::PrefixList" => inventory.prefix_lists.push(incoming.with(prefix_list(values))),
        "EC2::VPCPeeringConnection" => {
            inventory.vpc_peering_connections.push(incoming.with(peering(incoming)));
        }
        "EC2::NetworkAcl" => {
            let acl = NetworkAcl {
                vpc_id: values.reference("VpcId", "vpc_id"),
                // Associations and entries are resources of their own.
                subnet_ids: Attribute::Known(Vec::new()),
                entries: Attribute::Known(Vec::new()),
            };
            inventory.network_acls.push(incoming.with(acl));
        }
        "EC2::NetworkAclEntry" => {
            inventory.network_acl_entries.push(incoming.with(network_acl_entry(values)));
        }
        _ => {}
    }
}

fn vpc(values: &Values<'_>) -> Vpc {
    let cidr_block = match values.text("CidrBlock", "cidr_blocks") {
        // A pool gives the range, and whoever writes neither is refused.
        Attribute::Unset => Attribute::Unknown(Reason::KnownAfterApply),
        cidr_block => cidr_block,
    };
    Vpc {
        cidr_blocks: Attribute::Known(vec![cidr_block]),
        ipv6_cidr_blocks: Attribute::Known(Vec::new()),
        is_default: Attribute::Known(false),
        main_route_table_id: Attribute::Unknown(Reason::KnownAfterApply),
        default_security_group_id: Attribute::Unknown(Reason::KnownAfterApply),
    }
}

/// The IPv4 range that an `AWS::EC2::VPCCidrBlock` adds, if it adds one.
pub(super) fn further_range(values: &Values<'_>) -> Option<VpcCidrBlockAssociation> {
    let is_ipv4 = values.is_written("CidrBlock") || values.is_written("Ipv4IpamPoolId");
    is_ipv4.then(|| VpcCidrBlockAssociation {
        vpc_id: values.reference("VpcId", "vpc_id"),
        cidr_block: chosen(values.text("CidrBlock", "cidr_block")),
    })
}

/// The VPC that an `AWS::EC2::VPCCidrBlock` gives an IPv6 range, and the range.
pub(super) fn ipv6_range(values: &Values<'_>) -> Option<(Attribute<Reference>, Attribute<String>)> {
    let properties = ["AmazonProvidedIpv6CidrBlock", "Ipv6CidrBlock", "Ipv6IpamPoolId", "Ipv6Pool"];
    let is_ipv6 = properties.iter().any(|name| values.is_written(name));
    let is_refused = values.boolean("AmazonProvidedIpv6CidrBlock", "ipv6_cidr_block")
        == Attribute::Known(false)
        && !properties[1..].iter().any(|name| values.is_written(name));
    (is_ipv6 && !is_refused).then(|| {
        let range = chosen(values.text("Ipv6CidrBlock", "ipv6_cidr_block"));
        (values.reference("VpcId", "vpc_id"), range)
    })
}

/// Adds IPv6 ranges to the VPCs that get them.
pub(super) fn settle_ipv6_ranges(
    inventory: &mut Inventory,
    ranges: &[(Attribute<Reference>, Attribute<String>)],
) {
    for (vpc, range) in ranges {
        let possible = vpc.known().map(Reference::possibilities).unwrap_or_default();
        let is_certain = possible.len() == 1;
        for resource in inventory.vpcs.iter_mut().filter(|vpc| names(&possible, vpc)) {
            if let Attribute::Known(blocks) = &mut resource.attributes.ipv6_cidr_blocks {
                let unknown = Attribute::Unknown(Reason::KnownAfterApply);
                blocks.push(if is_certain { range.clone() } else { unknown });
            }
        }
    }
}

/// Puts subnets behind the network ACLs that they are associated with.
pub(super) fn settle_acl_subnets(
    inventory: &mut Inventory,
    associations: &[(Attribute<Reference>, Attribute<Reference>)],
) {
    for (acl, subnet) in associations {
        let possible = acl.known().map(Reference::possibilities).unwrap_or_default();
        let is_certain = possible.len() == 1;
        for resource in inventory.network_acls.iter_mut().filter(|acl| names(&possible, acl)) {
            if let Attribute::Known(subnets) = &mut resource.attributes.subnet_ids {
                let unknown = Attribute::Unknown(Reason::KnownAfterApply);
                subnets.push(if is_certain { subnet.clone() } else { unknown });
            }
        }
    }
}

/// Whether one of `references` means `resource`.
fn names<T>(references: &[&Reference], resource: &crate::model::Resource<T>) -> bool {
    references.iter().any(|reference| match reference {
        Reference::Address(symbol) => symbol.address == resource.address,
        Reference::Id(id) => resource.id.as_str() == Some(id),
        Reference::Candidates { .. } => false,
    })
}

fn subnet(values: &Values<'_>) -> Subnet {
    Subnet {
        vpc_id: values.reference("VpcId", "vpc_id"),
        cidr_block: chosen(values.text("CidrBlock", "cidr_block")),
        ipv6_cidr_block: values.text("Ipv6CidrBlock", "ipv6_cidr_block"),
        availability_zone: chosen(values.text("AvailabilityZone", "availability_zone")),
    }
}

fn prefix_list(values: &Values<'_>) -> PrefixList {
    let entries = values.blocks("Entries", "entries").or(Vec::new()).map(|entries| {
        entries
            .iter()
            .map(|entry| match entry.doubt() {
                Some(reason) => Attribute::Unknown(reason.clone()),
                None => entry.text("Cidr", "cidr"),
            })
            .collect()
    });
    PrefixList { name: values.text("PrefixListName", "name"), entries }
}

/// `AWS::EC2::VPCPeeringConnection`. CloudFormation accepts it as well, where it may.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/peer-with-vpc-in-another-account.html>
fn peering(incoming: &Incoming<'_>) -> VpcPeeringConnection {
    let values = &incoming.values;
    VpcPeeringConnection {
        requester_vpc_id: values.reference("VpcId", "requester_vpc_id"),
        accepter_vpc_id: values.reference("PeerVpcId", "accepter_vpc_id"),
        status: Attribute::Unknown(Reason::KnownAfterApply),
        auto_accept: auto_accept(incoming),
    }
}

/// Whether CloudFormation accepts: in its own account and region it does, for another account with a role that lets it.
fn auto_accept(incoming: &Incoming<'_>) -> Attribute<bool> {
    if let Some(reason) = incoming.doubt {
        return Attribute::Unknown(reason.clone());
    }
    let values = &incoming.values;
    let context = incoming.context;
    let is_own = |name: &str, own: &Attribute<String>| match values.text(name, "auto_accept") {
        Attribute::Unset => Attribute::Known(true),
        Attribute::Known(peer) => own.as_ref().map(|own| peer == *own),
        Attribute::Unknown(reason) => Attribute::Unknown(reason),
    };
    let is_own_region = is_own("PeerRegion", &context.region);
    let is_own_account = is_own("PeerOwnerId", &context.account_id);
    match (is_own_account, is_own_region) {
        (Attribute::Known(true), Attribute::Known(true)) => Attribute::Known(true),
        _ if values.has("PeerRoleArn") => Attribute::Known(true),
        (Attribute::Known(false), _) => Attribute::Known(false),
        (Attribute::Known(true), Attribute::Known(false)) => Attribute::Unknown(
            Reason::NotCollected("who accepts a peering connection between regions".into()),
        ),
        (Attribute::Unknown(reason), _) | (_, Attribute::Unknown(reason)) => {
            Attribute::Unknown(reason)
        }
        (Attribute::Unset, _) | (_, Attribute::Unset) => Attribute::default(),
    }
}

fn network_acl_entry(values: &Values<'_>) -> StandaloneNetworkAclEntry {
    let ports = values.inner("PortRange");
    StandaloneNetworkAclEntry {
        network_acl_id: values.reference("NetworkAclId", "network_acl_id"),
        entry: NetworkAclEntry {
            rule_number: values.integer("RuleNumber", "entry.rule_number"),
            egress: values.boolean("Egress", "entry.egress").or(false),
            protocol: values
                .text("Protocol", "entry.protocol")
                .map(|name| spelling::protocol(&name)),
            rule_action: values.text("RuleAction", "entry.rule_action"),
            cidr_block: values.text("CidrBlock", "entry.cidr_block"),
            ipv6_cidr_block: values.text("Ipv6CidrBlock", "entry.ipv6_cidr_block"),
            from_port: ports.integer("From", "entry.from_port"),
            to_port: ports.integer("To", "entry.to_port"),
        },
    }
}
