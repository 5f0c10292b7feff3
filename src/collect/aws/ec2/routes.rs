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

#[cfg(test)]
mod tests {
    use aws_sdk_ec2::types::builders::RouteBuilder;

    use super::*;

    fn of(route: RouteBuilder) -> (Attribute<RouteTargetKind>, Option<String>) {
        let mapped = super::route(&route.state(sdk::RouteState::Active).build());
        (mapped.target_kind, mapped.target.known().map(ToString::to_string))
    }

    #[test]
    fn each_target_has_its_kind() {
        use RouteTargetKind as Kind;
        let route = sdk::Route::builder;
        let cases = [
            (route().gateway_id("local"), Kind::Local, "local"),
            (route().gateway_id("igw-1"), Kind::InternetGateway, "igw-1"),
            (route().gateway_id("vgw-1"), Kind::VirtualPrivateGateway, "vgw-1"),
            (route().gateway_id("vpce-1"), Kind::VpcEndpoint, "vpce-1"),
            (route().nat_gateway_id("nat-1"), Kind::NatGateway, "nat-1"),
            (
                route().egress_only_internet_gateway_id("eigw-1"),
                Kind::EgressOnlyInternetGateway,
                "eigw-1",
            ),
            (route().vpc_peering_connection_id("pcx-1"), Kind::VpcPeeringConnection, "pcx-1"),
            (route().transit_gateway_id("tgw-1"), Kind::TransitGateway, "tgw-1"),
            (route().carrier_gateway_id("cagw-1"), Kind::CarrierGateway, "cagw-1"),
            (route().local_gateway_id("lgw-1"), Kind::Other, "lgw-1"),
            (route().core_network_arn("arn:core"), Kind::Other, "arn:core"),
            (
                route().instance_id("i-1").network_interface_id("eni-1"),
                Kind::NetworkInterface,
                "eni-1",
            ),
        ];
        for (route, kind, target) in cases {
            assert_eq!(of(route), (Attribute::Known(kind), Some(target.to_owned())), "{target}");
        }
    }

    #[test]
    fn a_target_of_a_new_kind_is_unknown() {
        let (kind, target) = of(sdk::Route::builder().destination_cidr_block("0.0.0.0/0"));
        assert!(kind.is_unknown());
        assert_eq!(target, None);
        let (kind, target) = of(sdk::Route::builder().gateway_id("xgw-1"));
        assert!(kind.is_unknown());
        assert_eq!(target.as_deref(), Some("xgw-1"));
    }

    #[test]
    fn destination_and_state_are_kept() {
        let route = sdk::Route::builder()
            .destination_prefix_list_id("pl-1")
            .gateway_id("vpce-1")
            .state(sdk::RouteState::Blackhole)
            .build();
        let mapped = super::route(&route);
        assert_eq!(mapped.destination_cidr_block, Attribute::Unset);
        assert_eq!(mapped.destination_ipv6_cidr_block, Attribute::Unset);
        let list = Attribute::Known(Reference::Id("pl-1".into()));
        assert_eq!(mapped.destination_prefix_list_id, list);
        assert_eq!(mapped.state, Attribute::Known("blackhole".into()));
    }
}
