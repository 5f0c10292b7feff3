//! One route: where to, through what, and whether it works.

use aws_sdk_ec2::types as sdk;

use crate::collect::aws::operation::Operation;
use crate::collect::aws::reply;
use crate::collect::spelling;
use crate::model::{Attribute, Reason, Reference, Route, RouteTargetKind};

/// The route as the model keeps it.
pub(super) fn route(route: &sdk::Route) -> Route {
    let (target_kind, target) = target(route);
    let state = route.state().map(sdk::RouteState::as_str);
    Route {
        destination_cidr_block: reply::optional(route.destination_cidr_block()),
        destination_ipv6_cidr_block: reply::optional(route.destination_ipv6_cidr_block()),
        destination_prefix_list_id: reply::optional(route.destination_prefix_list_id())
            .map(Reference::Id),
        target_kind,
        target,
        state: reply::required(state, Operation::DescribeRouteTables, "State"),
    }
}

fn target(route: &sdk::Route) -> (Attribute<RouteTargetKind>, Attribute<Reference>) {
    // One field holds gateways of several kinds, `local` among them.
    if let Some(gateway) = reply::filled(route.gateway_id()) {
        let unknown = || Attribute::Unknown(Reason::UnresolvedReference(gateway.clone()));
        let kind = spelling::gateway(&gateway).map_or_else(unknown, Attribute::Known);
        return (kind, Attribute::Known(Reference::Id(gateway)));
    }
    let known = targets(route).into_iter().find_map(|(id, kind)| Some((reply::filled(id)?, kind)));
    match known {
        Some((id, kind)) => (Attribute::Known(kind), Attribute::Known(Reference::Id(id))),
        // A target of a kind that this version does not know.
        None => {
            let reason = reply::untold(Operation::DescribeRouteTables, "target");
            (Attribute::Unknown(reason.clone()), Attribute::Unknown(reason))
        }
    }
}

/// Fields that name a target of one kind. An instance comes with its interface.
fn targets(route: &sdk::Route) -> [(Option<&str>, RouteTargetKind); 10] {
    use RouteTargetKind as Kind;
    [
        (route.nat_gateway_id(), Kind::NatGateway),
        (route.egress_only_internet_gateway_id(), Kind::EgressOnlyInternetGateway),
        (route.vpc_peering_connection_id(), Kind::VpcPeeringConnection),
        (route.transit_gateway_id(), Kind::TransitGateway),
        (route.carrier_gateway_id(), Kind::CarrierGateway),
        (route.local_gateway_id(), Kind::Other),
        (route.core_network_arn(), Kind::Other),
        (route.odb_network_arn(), Kind::Other),
        (route.network_interface_id(), Kind::NetworkInterface),
        (route.instance_id(), Kind::NetworkInterface),
    ]
}
