//! A VPC that one account shares with another, both of which were scanned.

use super::*;

/// The account with the cache. It comes first in every list.
const USER: &str = "123456789012";
/// The account that the VPC belongs to.
const OWNER: &str = "210987654321";

/// What `account` lists of the owner's.
fn listed<T>(account: &str, id: &str, attributes: T) -> Resource<T> {
    Resource {
        address: format!("arn:aws:ec2:eu-west-1:{OWNER}:thing/{id}"),
        origin: Origin::live(account, "eu-west-1"),
        change: Change::default(),
        region: text("eu-west-1"),
        account_id: text(OWNER),
        ..named(id, id, attributes)
    }
}

/// What the user is shown of subnet and main table, and what the owner is.
fn both(told: [(&str, bool, &str); 2]) -> Inventory {
    let caches = vec![Resource {
        origin: Origin::live(USER, "eu-west-1"),
        ..named(
            "cache",
            "orders",
            Cache { cache_subnet_group_name: id("orders"), ..cache(CacheKind::CacheCluster) },
        )
    }];
    let group = CacheSubnetGroup {
        name: text("orders"),
        subnet_ids: known(vec![id("subnet-1"), id("subnet-2")]),
    };
    let group =
        Resource { origin: Origin::live(USER, "eu-west-1"), ..named("group", "orders", group) };
    let mut inventory = Inventory { caches, cache_subnet_groups: vec![group], ..Inventory::new() };
    let subnet = |zone: &str| Subnet {
        vpc_id: id("vpc-1"),
        availability_zone: text(zone),
        ..Subnet::default()
    };
    for (account, (zone, is_main, target)) in [USER, OWNER].into_iter().zip(told) {
        inventory.subnets.push(listed(account, "subnet-1", subnet(zone)));
        let route = Route {
            destination_cidr_block: text("0.0.0.0/0"),
            destination_ipv6_cidr_block: Attribute::Unset,
            destination_prefix_list_id: Attribute::Unset,
            target_kind: known(RouteTargetKind::NatGateway),
            target: id(target),
            state: text("active"),
        };
        let table = RouteTable {
            vpc_id: id("vpc-1"),
            is_main: known(is_main),
            routes: known(vec![known(route)]),
        };
        inventory.route_tables.push(listed(account, "rtb-1", table));
        inventory.vpcs.push(listed(account, "vpc-1", Vpc::default()));
    }
    inventory.subnets.push(listed(USER, "subnet-2", subnet("eu-west-1b")));
    inventory
}

#[test]
fn zones_are_called_as_the_account_of_the_cache_calls_them() {
    let inventory = both([("eu-west-1a", true, "nat-1"), ("eu-west-1b", true, "nat-1")]);
    let subnets = all(&link(&inventory).subnets);
    let zones: Vec<_> = subnets.iter().map(|subnet| &subnet.availability_zone).collect();
    assert_eq!(zones, [&text("eu-west-1a"), &text("eu-west-1b")]);
}

#[test]
fn what_the_owner_is_shown_of_a_thing_counts() {
    let inventory = both([("eu-west-1a", false, "nat-1"), ("eu-west-1a", true, "nat-1")]);
    let subnets = all(&link(&inventory).subnets);
    let tables: Vec<_> = subnets.iter().map(|subnet| &subnet.route_table).collect();
    assert_eq!(tables, [&text("rtb-1"); 2], "the user is not shown that it is the main one");
}

#[test]
fn a_list_that_is_not_whole_of_one_vpc_is_whole_of_others() {
    let mut inventory = both([("eu-west-1a", true, "nat-1"), ("eu-west-1a", true, "nat-1")]);
    let connections = |inventory: &Inventory| {
        counts(&link(inventory).vpc.known().expect("is known").peering_connections)
    };
    assert_eq!(connections(&inventory), (0, 0));
    for (of, expected) in [("vpc-2", (0, 0)), ("vpc-1", (0, 1))] {
        inventory.unlisted = vec![Unlisted {
            place: Origin::live(USER, "eu-west-1").file,
            list: ResourceList::VpcPeeringConnections,
            of: Some(of.to_owned()),
            reason: Reason::NotCollected("hidden".into()),
        }];
        assert_eq!(connections(&inventory), expected, "{of}");
    }
}
