//! `aws_vpc`, `aws_subnet`, route tables, gateways' routes, prefix lists, peering, network ACLs.

use super::{Incoming, symbol_type};
use crate::collect::spelling;
use crate::collect::terraform::values::Values;
use crate::model::{
    Attribute, Inventory, MainRouteTableAssociation, NetworkAcl, NetworkAclEntry, PrefixList,
    PrefixListEntry, Reason, Reference, Route, RouteTable, RouteTableAssociation, RouteTargetKind,
    StandaloneNetworkAclEntry, StandaloneRoute, Subnet, Vpc, VpcCidrBlockAssociation,
    VpcPeeringConnection, VpcPeeringConnectionAccepter,
};

/// Maps a resource of the network and adds it to the inventory.
pub(super) fn add(inventory: &mut Inventory, resource_type: &str, incoming: &Incoming<'_>) {
    let values = &incoming.values;
    match resource_type {
        "aws_vpc" | "aws_default_vpc" => {
            let is_default = match resource_type {
                "aws_default_vpc" => Attribute::Known(true),
                _ if incoming.shell.is_declared => Attribute::Known(false),
                _ => values.boolean("default"),
            };
            inventory.vpcs.push(incoming.with(&["id"], vpc(values, is_default)));
        }
        "aws_vpc_ipv4_cidr_block_association" => {
            let association = VpcCidrBlockAssociation {
                vpc_id: values.reference("vpc_id"),
                cidr_block: values.text("cidr_block"),
            };
            inventory.vpc_cidr_block_associations.push(incoming.with(&["id"], association));
        }
        "aws_subnet" | "aws_default_subnet" => {
            inventory.subnets.push(incoming.with(&["id"], subnet(values)));
        }
        "aws_route_table" | "aws_default_route_table" => {
            let is_default = resource_type == "aws_default_route_table";
            inventory.route_tables.push(incoming.with(
                &["route_table_id", "id"],
                route_table(values, is_default, incoming.shell.is_declared),
            ));
        }
        "aws_route" => {
            let route = StandaloneRoute {
                route_table_id: values.reference("route_table_id"),
                route: route(values, ["destination_cidr_block", "destination_ipv6_cidr_block"]),
            };
            inventory.routes.push(incoming.with(&["id"], route));
        }
        "aws_route_table_association" => {
            let association = RouteTableAssociation {
                route_table_id: values.reference("route_table_id"),
                subnet_id: values.reference("subnet_id"),
            };
            inventory.route_table_associations.push(incoming.with(&["id"], association));
        }
        "aws_main_route_table_association" => {
            let association = MainRouteTableAssociation {
                vpc_id: values.reference("vpc_id"),
                route_table_id: values.reference("route_table_id"),
            };
            inventory.main_route_table_associations.push(incoming.with(&["id"], association));
        }
        "aws_ec2_managed_prefix_list" | "aws_prefix_list" => {
            inventory.prefix_lists.push(incoming.with(&["id"], prefix_list(values, resource_type)));
        }
        "aws_ec2_managed_prefix_list_entry" => {
            let entry = PrefixListEntry {
                prefix_list_id: values.reference("prefix_list_id"),
                cidr: values.text("cidr"),
            };
            inventory.prefix_list_entries.push(incoming.with(&["id"], entry));
        }
        "aws_vpc_peering_connection" => {
            inventory.vpc_peering_connections.push(incoming.with(&["id"], peering(values)));
        }
        "aws_vpc_peering_connection_accepter" => {
            let accepter = VpcPeeringConnectionAccepter {
                vpc_peering_connection_id: values.reference("vpc_peering_connection_id"),
                auto_accept: values.boolean("auto_accept").or(false),
            };
            inventory.vpc_peering_connection_accepters.push(incoming.with(&["id"], accepter));
        }
        "aws_network_acl" | "aws_default_network_acl" => {
            inventory.network_acls.push(incoming.with(&["id"], network_acl(values)));
        }
        "aws_network_acl_rule" => {
            let entry = StandaloneNetworkAclEntry {
                network_acl_id: values.reference("network_acl_id"),
                entry: network_acl_entry(values, Direction::AsWritten),
            };
            inventory.network_acl_entries.push(incoming.with(&["id"], entry));
        }
        _ => {}
    }
}

fn vpc(values: &Values<'_>, is_default: Attribute<bool>) -> Vpc {
    let single = |name| match values.text(name) {
        Attribute::Known(cidr) => Attribute::Known(vec![Attribute::Known(cidr)]),
        Attribute::Unset => Attribute::Known(Vec::new()),
        Attribute::Unknown(reason) => Attribute::Known(vec![Attribute::Unknown(reason)]),
    };
    // A VPC without either argument gets no IPv6 range, whatever the plan says of the computed one.
    let asks_for_ipv6 = values.boolean("assign_generated_ipv6_cidr_block")
        == Attribute::Known(true)
        || values.text("ipv6_ipam_pool_id").is_known();
    let ipv6_cidr_blocks = match single("ipv6_cidr_block") {
        Attribute::Known(ranges)
            if !asks_for_ipv6 && ranges.iter().all(|range| !range.is_known()) =>
        {
            Attribute::Known(Vec::new())
        }
        ranges => ranges,
    };
    // A data source lists every range; of a declared VPC further ones are resources of their own.
    let listed = match values.blocks("cidr_block_associations") {
        Attribute::Known(blocks) if !blocks.is_empty() => {
            Some(blocks.iter().map(|block| block.text("cidr_block")).collect())
        }
        _ => None,
    };
    Vpc {
        cidr_blocks: listed.map_or_else(|| single("cidr_block"), Attribute::Known),
        ipv6_cidr_blocks,
        is_default,
        main_route_table_id: known_id(values, "main_route_table_id"),
        default_security_group_id: known_id(values, "default_security_group_id"),
    }
}

/// An id that AWS gives: nobody writes it, so it refers to nothing in the plan until it is known.
fn known_id(values: &Values<'_>, name: &str) -> Attribute<Reference> {
    values.text(name).map(Reference::Id)
}

fn subnet(values: &Values<'_>) -> Subnet {
    Subnet {
        vpc_id: values.reference("vpc_id"),
        cidr_block: values.text("cidr_block"),
        ipv6_cidr_block: values.text("ipv6_cidr_block"),
        availability_zone: values.text("availability_zone"),
    }
}

fn route_table(values: &Values<'_>, is_default: bool, is_declared: bool) -> RouteTable {
    let inline = if is_declared { "route" } else { "routes" };
    let routes = values.blocks(inline);
    // Left out on a new table: routes are resources of their own, or there are none.
    let routes = match values.setting(inline) {
        crate::collect::terraform::values::Setting::LeftOut => Attribute::Known(Vec::new()),
        _ => routes.or(Vec::new()),
    };
    let routes = routes.map(|blocks| {
        blocks
            .iter()
            .map(|block| Attribute::Known(route(block, ["cidr_block", "ipv6_cidr_block"])))
            .collect()
    });
    RouteTable {
        vpc_id: if is_default { vpc_of_default_table(values) } else { values.reference("vpc_id") },
        is_main: if is_default { Attribute::Known(true) } else { Attribute::Unset },
        routes,
    }
}

/// A default table is named by an attribute of its VPC, and learns the VPC's id only when it is adopted.
fn vpc_of_default_table(values: &Values<'_>) -> Attribute<Reference> {
    let adopted_from = values.reference("default_route_table_id");
    match (values.text("vpc_id"), adopted_from) {
        (Attribute::Known(id), _) => Attribute::Known(Reference::Id(id)),
        (_, Attribute::Known(vpc))
            if matches!(symbol_type(&vpc), Some("aws_vpc" | "aws_default_vpc")) =>
        {
            Attribute::Known(vpc)
        }
        _ => Attribute::Unknown(Reason::KnownAfterApply),
    }
}

fn route(values: &Values<'_>, [ipv4, ipv6]: [&str; 2]) -> Route {
    let (target_kind, target) = target(values);
    Route {
        destination_cidr_block: values.text(ipv4),
        destination_ipv6_cidr_block: values.text(ipv6),
        destination_prefix_list_id: values.reference("destination_prefix_list_id"),
        target_kind,
        target,
        state: match values.text("state") {
            Attribute::Known(state) => Attribute::Known(state),
            Attribute::Unset | Attribute::Unknown(_) => Attribute::Unset,
        },
    }
}

/// Arguments that name a target of one kind only.
const TARGETS: [(&str, RouteTargetKind); 11] = [
    ("nat_gateway_id", RouteTargetKind::NatGateway),
    ("egress_only_gateway_id", RouteTargetKind::EgressOnlyInternetGateway),
    ("vpc_peering_connection_id", RouteTargetKind::VpcPeeringConnection),
    ("transit_gateway_id", RouteTargetKind::TransitGateway),
    ("network_interface_id", RouteTargetKind::NetworkInterface),
    ("instance_id", RouteTargetKind::NetworkInterface),
    ("carrier_gateway_id", RouteTargetKind::CarrierGateway),
    ("vpc_endpoint_id", RouteTargetKind::VpcEndpoint),
    ("local_gateway_id", RouteTargetKind::Other),
    ("core_network_arn", RouteTargetKind::Other),
    ("odb_network_arn", RouteTargetKind::Other),
];

fn target(values: &Values<'_>) -> (Attribute<RouteTargetKind>, Attribute<Reference>) {
    // `gateway_id` comes first: it is the one whose kind has to be read off the gateway.
    let gateway = values.reference("gateway_id");
    if gateway.is_known() {
        let kinds = gateway.as_ref().and_then(gateway_kind);
        return (kinds, gateway);
    }
    // An interface may be filled in by AWS beside the instance or gateway that was written.
    let written = TARGETS.iter().map(|(name, kind)| (values.reference(name), *kind));
    let mut unknown = gateway;
    for (reference, kind) in written {
        match reference {
            Attribute::Known(_) => return (Attribute::Known(kind), reference),
            Attribute::Unknown(_) if unknown.is_unset() => unknown = reference,
            Attribute::Unset | Attribute::Unknown(_) => {}
        }
    }
    match unknown {
        Attribute::Unknown(reason) => {
            (Attribute::Unknown(reason.clone()), Attribute::Unknown(reason))
        }
        other => (Attribute::Unset, other),
    }
}

/// What `gateway_id` leads to, by the id's prefix or the type that the address names.
fn gateway_kind(reference: &Reference) -> Attribute<RouteTargetKind> {
    let kind = |reference: &Reference| match reference {
        Reference::Id(id) => spelling::gateway(id),
        symbol => match symbol_type(symbol)? {
            "aws_internet_gateway" | "aws_internet_gateway_attachment" => {
                Some(RouteTargetKind::InternetGateway)
            }
            "aws_egress_only_internet_gateway" => Some(RouteTargetKind::EgressOnlyInternetGateway),
            "aws_vpn_gateway" | "aws_vpn_gateway_attachment" => {
                Some(RouteTargetKind::VirtualPrivateGateway)
            }
            "aws_vpc_endpoint" => Some(RouteTargetKind::VpcEndpoint),
            _ => None,
        },
    };
    let mut kinds = reference.possibilities().into_iter().map(kind);
    let first = kinds.next().flatten();
    match first {
        Some(first) if kinds.all(|other| other == Some(first)) => Attribute::Known(first),
        _ => Attribute::Unknown(Reason::UnresolvedReference(reference.to_string())),
    }
}

fn prefix_list(values: &Values<'_>, resource_type: &str) -> PrefixList {
    // AWS's own lists are only looked up, and show their ranges as `cidr_blocks`.
    if resource_type == "aws_prefix_list" {
        return PrefixList { name: values.text("name"), entries: values.texts("cidr_blocks") };
    }
    let (blocks, is_looked_up) =
        if values.has("entries") { ("entries", true) } else { ("entry", false) };
    let entries = match values.setting(blocks) {
        crate::collect::terraform::values::Setting::LeftOut if !is_looked_up => {
            Attribute::Known(Vec::new())
        }
        _ => values
            .blocks(blocks)
            .or(Vec::new())
            .map(|entries| entries.iter().map(|entry| entry.text("cidr")).collect()),
    };
    PrefixList { name: values.text("name"), entries }
}

fn peering(values: &Values<'_>) -> VpcPeeringConnection {
    VpcPeeringConnection {
        requester_vpc_id: values.reference("vpc_id"),
        accepter_vpc_id: values.reference("peer_vpc_id"),
        status: values.text("accept_status"),
        auto_accept: values.boolean("auto_accept").or(false),
    }
}

/// Which way an ACL's entries filter.
#[derive(Clone, Copy)]
enum Direction {
    In,
    Out,
    AsWritten,
}

fn network_acl(values: &Values<'_>) -> NetworkAcl {
    let read = |name: &str, direction| {
        let blocks = match values.setting(name) {
            crate::collect::terraform::values::Setting::LeftOut => Attribute::Known(Vec::new()),
            _ => values.blocks(name).or(Vec::new()),
        };
        blocks.map(|blocks| {
            blocks
                .iter()
                .map(|block| Attribute::Known(network_acl_entry(block, direction)))
                .collect::<Vec<_>>()
        })
    };
    let entries = read("ingress", Direction::In).and_then(|mut entries| {
        read("egress", Direction::Out).map(|egress| {
            entries.extend(egress);
            entries
        })
    });
    NetworkAcl {
        vpc_id: values.reference("vpc_id"),
        subnet_ids: values.references("subnet_ids"),
        entries,
    }
}

fn network_acl_entry(values: &Values<'_>, direction: Direction) -> NetworkAclEntry {
    let (rule_number, action) = match direction {
        Direction::AsWritten => ("rule_number", "rule_action"),
        Direction::In | Direction::Out => ("rule_no", "action"),
    };
    NetworkAclEntry {
        rule_number: values.integer(rule_number),
        egress: match direction {
            Direction::In => Attribute::Known(false),
            Direction::Out => Attribute::Known(true),
            Direction::AsWritten => values.boolean("egress").or(false),
        },
        protocol: values.text("protocol"),
        rule_action: values.text(action),
        cidr_block: values.text("cidr_block"),
        ipv6_cidr_block: values.text("ipv6_cidr_block"),
        from_port: values.integer("from_port"),
        to_port: values.integer("to_port"),
    }
}
