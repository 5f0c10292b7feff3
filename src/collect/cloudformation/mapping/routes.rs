//! `AWS::EC2::Route`: where it leads, and to what kind of thing.

use std::collections::BTreeMap;

use crate::collect::cloudformation::values::Values;
use crate::collect::spelling;
use crate::model::{Attribute, Reason, Reference, Route, RouteTargetKind, StandaloneRoute};

/// `AWS::EC2::Route`.
pub(super) fn route(values: &Values<'_>) -> StandaloneRoute {
    let (target_kind, target) = target(values);
    StandaloneRoute {
        route_table_id: values.reference("RouteTableId", "route_table_id"),
        route: Route {
            destination_cidr_block: values
                .text("DestinationCidrBlock", "route.destination_cidr_block"),
            destination_ipv6_cidr_block: values
                .text("DestinationIpv6CidrBlock", "route.destination_ipv6_cidr_block"),
            destination_prefix_list_id: values
                .reference("DestinationPrefixListId", "route.destination_prefix_list_id"),
            target_kind,
            target,
            state: Attribute::Unset,
        },
    }
}

/// Properties that name a target, and its kind; none where the kind has to be read off the gateway.
const TARGETS: [(&str, Option<RouteTargetKind>); 11] = [
    ("GatewayId", None),
    ("NatGatewayId", Some(RouteTargetKind::NatGateway)),
    ("EgressOnlyInternetGatewayId", Some(RouteTargetKind::EgressOnlyInternetGateway)),
    ("VpcPeeringConnectionId", Some(RouteTargetKind::VpcPeeringConnection)),
    ("TransitGatewayId", Some(RouteTargetKind::TransitGateway)),
    ("NetworkInterfaceId", Some(RouteTargetKind::NetworkInterface)),
    ("InstanceId", Some(RouteTargetKind::NetworkInterface)),
    ("CarrierGatewayId", Some(RouteTargetKind::CarrierGateway)),
    ("VpcEndpointId", Some(RouteTargetKind::VpcEndpoint)),
    ("LocalGatewayId", Some(RouteTargetKind::Other)),
    ("CoreNetworkArn", Some(RouteTargetKind::Other)),
];

/// The one target that is written. Where a condition chooses between properties nobody can tell which it is.
fn target(values: &Values<'_>) -> (Attribute<RouteTargetKind>, Attribute<Reference>) {
    let written: Vec<_> = TARGETS
        .iter()
        .filter(|(name, _)| values.is_written(name))
        .map(|(name, kind)| (*name, *kind, values.reference(name, "route.target")))
        .collect();
    if let Some((name, kind, target)) = written.iter().find(|(.., target)| target.is_known()) {
        let kind = match kind {
            Some(kind) => Attribute::Known(*kind),
            None => target.as_ref().and_then(|target| gateway_kind(values, name, target)),
        };
        return (kind, target.clone());
    }
    let Some(reason) = written.iter().find_map(|(.., target)| target.unknown()) else {
        return (Attribute::Unset, Attribute::Unset);
    };
    let kind = match written.as_slice() {
        // Nobody knows which one it is; but a NAT gateway it is, where the route is there at all.
        [(_, Some(kind), _)] if values.doubt_of_resource().is_none() => Attribute::Known(*kind),
        _ => Attribute::Unknown(reason.clone()),
    };
    (kind, Attribute::Unknown(reason.clone()))
}

/// What `GatewayId` leads to, by the id's prefix or the type of the resource.
fn gateway_kind(values: &Values<'_>, name: &str, target: &Reference) -> Attribute<RouteTargetKind> {
    let found = values.peek(name);
    let types: BTreeMap<&str, &str> = found
        .resources()
        .into_iter()
        .map(|resource| (resource.address.as_str(), resource.resource_type.as_ref()))
        .collect();
    let kind = |reference: &Reference| match reference {
        Reference::Id(id) => spelling::gateway(id),
        Reference::Address(symbol) => kind_of_type(types.get(symbol.address.as_str())?),
        Reference::Candidates { .. } => None,
    };
    let mut kinds = target.possibilities().into_iter().map(kind);
    match kinds.next().flatten() {
        Some(first) if kinds.all(|other| other == Some(first)) => Attribute::Known(first),
        _ => Attribute::Unknown(Reason::UnresolvedReference(target.to_string())),
    }
}

fn kind_of_type(resource_type: &str) -> Option<RouteTargetKind> {
    Some(match resource_type {
        "AWS::EC2::InternetGateway" => RouteTargetKind::InternetGateway,
        "AWS::EC2::EgressOnlyInternetGateway" => RouteTargetKind::EgressOnlyInternetGateway,
        "AWS::EC2::VPNGateway" => RouteTargetKind::VirtualPrivateGateway,
        "AWS::EC2::VPCEndpoint" => RouteTargetKind::VpcEndpoint,
        "AWS::EC2::CarrierGateway" => RouteTargetKind::CarrierGateway,
        _ => return None,
    })
}
