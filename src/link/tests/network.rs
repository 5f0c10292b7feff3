//! Subnets, how they are routed, and peering.

use super::*;
use crate::link::subject::{LinkedSubnet, RouteClass};

fn subnet(at: &str, vpc: &str) -> Resource<Subnet> {
    let settings = Subnet {
        vpc_id: address(vpc),
        cidr_block: text("10.0.0.0/24"),
        ipv6_cidr_block: Attribute::Unset,
        availability_zone: text("eu-west-1a"),
    };
    new(at, settings)
}

fn vpc(at: &str, range: &str) -> Resource<Vpc> {
    let settings = Vpc {
        cidr_blocks: known(vec![text(range)]),
        ipv6_cidr_blocks: known(Vec::new()),
        is_default: known(false),
        main_route_table_id: later(),
        default_security_group_id: later(),
    };
    new(at, settings)
}

fn route(to: &str, target: RouteTargetKind) -> Route {
    let is_ipv6 = to.contains(':');
    Route {
        destination_cidr_block: if is_ipv6 { Attribute::Unset } else { text(to) },
        destination_ipv6_cidr_block: if is_ipv6 { text(to) } else { Attribute::Unset },
        destination_prefix_list_id: Attribute::Unset,
        target_kind: known(target),
        target: id("target"),
        state: Attribute::Unset,
    }
}

fn table(at: &str, routes: Vec<Route>) -> Resource<RouteTable> {
    let settings = RouteTable {
        vpc_id: address("vpc"),
        is_main: known(false),
        routes: known(routes.into_iter().map(known).collect()),
    };
    new(at, settings)
}

fn association(
    at: &str,
    table: Attribute<Reference>,
    subnet: Attribute<Reference>,
) -> Resource<RouteTableAssociation> {
    new(at, RouteTableAssociation { route_table_id: table, subnet_id: subnet })
}

fn standalone(at: &str, table: Attribute<Reference>, route: Route) -> Resource<StandaloneRoute> {
    new(at, StandaloneRoute { route_table_id: table, route })
}

/// A cache in one subnet `a` of a new VPC, and nothing else.
fn placed() -> Inventory {
    placed_in(&["a"])
}

fn placed_in(subnets: &[&str]) -> Inventory {
    let mut cache = group(2);
    cache.attributes.cache_subnet_group_name = address("group");
    let group = CacheSubnetGroup {
        name: text("orders"),
        subnet_ids: known(subnets.iter().map(|at| address(at)).collect()),
    };
    Inventory {
        cache_subnet_groups: vec![named("group", "orders", group)],
        subnets: subnets.iter().map(|at| subnet(at, "vpc")).collect(),
        vpcs: vec![vpc("vpc", "10.0.0.0/16")],
        ..inventory(vec![cache])
    }
}

fn only_subnet(inventory: &Inventory) -> LinkedSubnet {
    let subnets = all(&link(inventory).subnets);
    assert_eq!(subnets.len(), 1);
    subnets[0].clone()
}

fn ipv4_class(inventory: &Inventory) -> Attribute<RouteClass> {
    only_subnet(inventory).ipv4_route_class
}

#[test]
fn routes_make_the_class_of_a_subnet() {
    use RouteTargetKind::*;
    // routes, IPv4 class, IPv6 class
    let cases: Vec<(Vec<Route>, RouteClass, RouteClass)> = vec![
        (vec![], RouteClass::Isolated, RouteClass::Isolated),
        (vec![route("10.0.0.0/16", Local)], RouteClass::Isolated, RouteClass::Isolated),
        (vec![route("0.0.0.0/0", InternetGateway)], RouteClass::Public, RouteClass::Isolated),
        (vec![route("::/0", InternetGateway)], RouteClass::Isolated, RouteClass::Public),
        (
            // Golden case "sub b".
            vec![route("::/0", EgressOnlyInternetGateway), route("0.0.0.0/0", NatGateway)],
            RouteClass::Nat,
            RouteClass::EgressOnly,
        ),
        (
            vec![route("0.0.0.0/0", NatGateway), route("8.8.8.0/24", InternetGateway)],
            RouteClass::Public,
            RouteClass::Isolated,
        ),
        (
            vec![route("0.0.0.0/0", NatGateway), route("10.9.0.0/16", InternetGateway)],
            RouteClass::Nat,
            RouteClass::Isolated,
        ),
        (vec![route("0.0.0.0/0", CarrierGateway)], RouteClass::Public, RouteClass::Isolated),
        (vec![route("0.0.0.0/0", NetworkInterface)], RouteClass::Nat, RouteClass::Isolated),
        (vec![route("0.0.0.0/0", TransitGateway)], RouteClass::Private, RouteClass::Isolated),
        (vec![route("192.168.0.0/16", TransitGateway)], RouteClass::Isolated, RouteClass::Isolated),
        (
            vec![Route { state: text("blackhole"), ..route("0.0.0.0/0", InternetGateway) }],
            RouteClass::Isolated,
            RouteClass::Isolated,
        ),
    ];
    for (routes, ipv4, ipv6) in cases {
        let mut inventory = placed();
        inventory.subnets[0].attributes.ipv6_cidr_block = text("2600::/64");
        inventory.route_tables = vec![table("t", routes.clone())];
        inventory.route_table_associations = vec![association("r", address("t"), address("a"))];
        let subnet = only_subnet(&inventory);
        assert_eq!(subnet.ipv4_route_class, known(ipv4), "{routes:?}");
        assert_eq!(subnet.ipv6_route_class, known(ipv6), "{routes:?}");
    }
}

#[test]
fn unknown_routes_make_the_class_unknown_unless_nothing_can_change_it() {
    use RouteTargetKind::*;
    let unknown_target = || Route { target_kind: later(), ..route("0.0.0.0/0", Local) };
    let unknown_destination =
        |target| Route { destination_cidr_block: later(), ..route("0.0.0.0/0", target) };
    let cases = [
        (vec![unknown_target()], None),
        (
            vec![Route { target_kind: later(), ..route("10.9.0.0/16", Local) }],
            Some(RouteClass::Isolated),
        ),
        (vec![unknown_destination(InternetGateway)], None),
        (
            vec![unknown_destination(NatGateway), route("0.0.0.0/0", InternetGateway)],
            Some(RouteClass::Public),
        ),
        (
            vec![unknown_destination(TransitGateway), route("0.0.0.0/0", NatGateway)],
            Some(RouteClass::Nat),
        ),
        (vec![route("0.0.0.0/0", VpcEndpoint)], None),
        (vec![route("no range", InternetGateway)], None),
    ];
    for (routes, expected) in cases {
        let mut inventory = placed();
        inventory.route_tables = vec![table("t", routes.clone())];
        inventory.route_table_associations = vec![association("r", address("t"), address("a"))];
        assert_eq!(ipv4_class(&inventory).known().copied(), expected, "{routes:?}");
    }
}

#[test]
fn a_prefix_list_to_an_internet_gateway_is_public_unless_all_entries_are_private() {
    let list = |entries: Attribute<Vec<Attribute<String>>>| {
        named("list", "pl-1", PrefixList { name: text("list"), entries })
    };
    let to_list = Route {
        destination_cidr_block: Attribute::Unset,
        destination_prefix_list_id: id("pl-1"),
        ..route("0.0.0.0/0", RouteTargetKind::InternetGateway)
    };
    let cases = [
        (vec![], RouteClass::Public),
        (vec![list(later())], RouteClass::Public),
        (vec![list(known(vec![text("10.0.0.0/8"), text("8.8.8.0/24")]))], RouteClass::Public),
        (vec![list(known(vec![text("10.0.0.0/8")]))], RouteClass::Isolated),
    ];
    for (lists, expected) in cases {
        let mut inventory = placed();
        inventory.route_tables = vec![table("t", vec![to_list.clone()])];
        inventory.route_table_associations = vec![association("r", address("t"), address("a"))];
        inventory.prefix_lists = lists.clone();
        assert_eq!(ipv4_class(&inventory), known(expected), "{lists:?}");
    }
}

#[test]
fn a_subnet_without_an_association_uses_the_main_table() {
    let public = || vec![route("0.0.0.0/0", RouteTargetKind::InternetGateway)];

    let new_vpc = placed();
    assert_eq!(ipv4_class(&new_vpc), known(RouteClass::Isolated), "AWS makes the table");

    // Golden case "sub a".
    let mut default_table = placed();
    default_table.route_tables = vec![table("main", public()), table("other", vec![])];
    default_table.route_tables[0].attributes.is_main = known(true);
    assert_eq!(ipv4_class(&default_table), known(RouteClass::Public));
    assert_eq!(only_subnet(&default_table).route_table, text("main"));

    let mut made_main = placed();
    made_main.route_tables = vec![table("t", public())];
    let main = MainRouteTableAssociation { vpc_id: address("vpc"), route_table_id: address("t") };
    made_main.main_route_table_associations = vec![new("m", main)];
    assert_eq!(ipv4_class(&made_main), known(RouteClass::Public));

    let mut route_in_original = placed();
    route_in_original.routes = vec![standalone(
        "r",
        attribute_of("vpc", "main_route_table_id"),
        route("0.0.0.0/0", RouteTargetKind::InternetGateway),
    )];
    assert_eq!(ipv4_class(&route_in_original), known(RouteClass::Public));

    let mut main_of_another = placed();
    main_of_another.route_tables = vec![table("main", public())];
    main_of_another.route_tables[0].attributes.is_main = known(true);
    main_of_another.route_tables[0].attributes.vpc_id = id("vpc-other");
    assert_eq!(ipv4_class(&main_of_another), known(RouteClass::Isolated));
}

#[test]
fn an_existing_vpc_whose_main_table_was_not_read_leaves_the_class_unknown() {
    let mut existing = placed();
    existing.vpcs[0].change.action = Action::None;
    assert!(ipv4_class(&existing).is_unknown());

    let mut outside = placed();
    outside.vpcs.clear();
    outside.subnets[0].attributes.vpc_id = id("vpc-1");
    assert!(ipv4_class(&outside).is_unknown());
    assert_eq!(link(&outside).vpc.known().expect("its id is known").id, text("vpc-1"));
}

#[test]
fn an_unresolved_association_matters_only_where_it_could_change_the_class() {
    let tables = || {
        vec![
            table("public", vec![route("0.0.0.0/0", RouteTargetKind::InternetGateway)]),
            table("isolated", vec![]),
        ]
    };
    let mut inventory = placed();
    inventory.route_tables = tables();
    let somewhere = |to: &str| vec![association("r", address(to), later())];

    inventory.route_table_associations = somewhere("public");
    assert!(ipv4_class(&inventory).is_unknown());

    inventory.route_table_associations = somewhere("isolated");
    assert_eq!(ipv4_class(&inventory), known(RouteClass::Isolated));

    inventory.route_table_associations = somewhere("public");
    inventory.route_tables[0].attributes.vpc_id = id("vpc-other");
    assert_eq!(ipv4_class(&inventory), known(RouteClass::Isolated), "no table of another VPC");
}

#[test]
fn a_block_of_associations_covers_as_many_candidate_subnets_once() {
    let mut inventory = placed_in(&["a", "b"]);
    let nat = || table("nat", vec![route("0.0.0.0/0", RouteTargetKind::NatGateway)]);
    let block = |tables: [&str; 2]| {
        let one =
            |at: usize| association(&format!("r[{at}]"), address(tables[at]), one_of(&["a", "b"]));
        vec![one(0), one(1)]
    };
    let classes = |inventory: &Inventory| -> Vec<Attribute<RouteClass>> {
        all(&link(inventory).subnets).into_iter().map(|subnet| subnet.ipv4_route_class).collect()
    };
    inventory.route_tables = vec![nat(), table("isolated", vec![])];

    inventory.route_table_associations = block(["nat", "nat"]);
    assert_eq!(classes(&inventory), [known(RouteClass::Nat), known(RouteClass::Nat)]);

    inventory.route_table_associations = block(["nat", "isolated"]);
    assert!(classes(&inventory).iter().all(Attribute::is_unknown));

    // One association for two candidates leaves one of them to the main table.
    inventory.route_table_associations = block(["nat", "nat"]);
    inventory.route_table_associations.truncate(1);
    assert!(classes(&inventory).iter().all(Attribute::is_unknown));
}

#[test]
fn a_route_whose_table_is_unresolved_matters_only_where_it_could_change_the_class() {
    let mut inventory = placed();
    inventory.route_tables = vec![table("t", vec![]), table("u", vec![])];
    inventory.route_table_associations = vec![association("r", address("t"), address("a"))];
    let public = || route("0.0.0.0/0", RouteTargetKind::InternetGateway);

    inventory.routes = vec![standalone("x", one_of(&["t", "u"]), public())];
    assert!(ipv4_class(&inventory).is_unknown());

    inventory.routes =
        vec![standalone("x", later(), route("10.9.0.0/16", RouteTargetKind::VpcPeeringConnection))];
    assert_eq!(ipv4_class(&inventory), known(RouteClass::Isolated));

    inventory.routes = vec![standalone("x", address("u"), public())];
    assert_eq!(ipv4_class(&inventory), known(RouteClass::Isolated));

    inventory.routes = vec![standalone("x", address("t"), public())];
    assert_eq!(ipv4_class(&inventory), known(RouteClass::Public));
}

#[test]
fn candidate_subnets_keep_the_facts_they_share() {
    let mut inventory = placed_in(&["a", "b"]);
    inventory.subnets[1].attributes.availability_zone = text("eu-west-1b");
    inventory.cache_subnet_groups[0].attributes.subnet_ids = known(vec![one_of(&["a", "b"])]);
    let subnet = only_subnet(&inventory);
    assert_eq!(subnet.ipv4_route_class, known(RouteClass::Isolated));
    assert!(subnet.availability_zone.is_unknown());
}

#[test]
fn subnet_groups_are_known_by_name_and_address() {
    let mut inventory = placed();
    for reference in [address("group"), id("orders"), id("ORDERS")] {
        inventory.caches[0].attributes.cache_subnet_group_name = reference;
        let cache = link(&inventory);
        let group = cache.subnet_group.known().expect("it is found").clone();
        assert_eq!((group.name, group.is_default), (text("orders"), known(false)));
        assert_eq!(counts(&cache.subnets), (1, 0));
    }
    for reference in [Attribute::Unset, id("default")] {
        inventory.caches[0].attributes.cache_subnet_group_name = reference;
        let cache = link(&inventory);
        let group = cache.subnet_group.known().expect("AWS makes it").clone();
        assert_eq!((group.name, group.is_default), (text("default"), known(true)));
        assert!(cache.subnets.is_unknown());
    }
    inventory.caches[0].attributes.cache_subnet_group_name = id("elsewhere");
    let cache = link(&inventory);
    assert_eq!(
        cache.subnet_group.known().map(|group| group.is_default.clone()),
        Some(known(false))
    );
    assert!(cache.subnets.is_unknown());
    assert!(cache.vpc.is_unknown());
}

#[test]
fn subnets_in_one_zone_leave_nodes_no_other() {
    let zones = |inventory: &Inventory| -> Vec<Option<String>> {
        let nodes = link(inventory).nodes.known().expect("the nodes are known").clone();
        nodes.iter().map(|node| node.availability_zone.as_str().map(str::to_owned)).collect()
    };
    let mut inventory = placed_in(&["a", "b"]);
    assert_eq!(zones(&inventory), [Some("eu-west-1a".into()), Some("eu-west-1a".into())]);
    inventory.subnets[1].attributes.availability_zone = text("eu-west-1b");
    assert_eq!(zones(&inventory), [None, None]);
    inventory.subnets[1].attributes.availability_zone = later();
    assert_eq!(zones(&inventory), [None, None]);
}

#[test]
fn a_subnet_that_was_not_read_is_unknown() {
    let mut inventory = placed();
    inventory.cache_subnet_groups[0].attributes.subnet_ids =
        known(vec![address("a"), id("subnet-9")]);
    let cache = link(&inventory);
    let missing = Reason::NotCollected("subnet subnet-9 is not in this input".into());
    assert_eq!(
        cache.subnets.known().map(|list| list[1].clone()),
        Some(Attribute::Unknown(missing))
    );
}

#[test]
fn ipv6_is_judged_only_where_there_may_be_some() {
    let mut inventory = placed();
    assert!(only_subnet(&inventory).ipv6_route_class.is_unset());
    inventory.subnets[0].attributes.ipv6_cidr_block = later();
    assert_eq!(only_subnet(&inventory).ipv6_route_class, known(RouteClass::Isolated));
    inventory.route_tables =
        vec![table("t", vec![route("::/0", RouteTargetKind::InternetGateway)])];
    inventory.route_table_associations = vec![association("r", address("t"), address("a"))];
    assert!(only_subnet(&inventory).ipv6_route_class.is_unknown());
}

/// A cache in VPC 10.0.0.0/16, peered with VPC 10.1.0.0/16, with a table on each side.
fn peered() -> Inventory {
    let through = |to: &str| Route {
        target: address("pcx"),
        ..route(to, RouteTargetKind::VpcPeeringConnection)
    };
    let mut inventory = placed();
    inventory.vpcs.push(vpc("peer", "10.1.0.0/16"));
    inventory.route_tables = vec![
        table("near", vec![through("10.1.0.0/16")]),
        table("far", vec![through("10.0.0.0/16")]),
    ];
    inventory.route_tables[1].attributes.vpc_id = address("peer");
    inventory.route_table_associations = vec![association("r", address("near"), address("a"))];
    let connection = VpcPeeringConnection {
        requester_vpc_id: address("vpc"),
        accepter_vpc_id: address("peer"),
        status: later(),
        auto_accept: known(true),
    };
    inventory.vpc_peering_connections = vec![new("pcx", connection)];
    inventory
}

/// Status, routed from the cache, routed back.
fn peering(inventory: &Inventory) -> (Attribute<String>, Attribute<bool>, Attribute<bool>) {
    let vpc = link(inventory).vpc.known().expect("the VPC is known").clone();
    let peering = all(&vpc.peering_connections);
    assert_eq!(peering.len(), 1);
    (
        peering[0].status.clone(),
        peering[0].is_routed_from_cache.clone(),
        peering[0].is_routed_back.clone(),
    )
}

#[test]
fn a_connection_routed_on_both_sides_is_said_to_be() {
    assert_eq!(peering(&peered()), (text("active"), known(true), known(true)));
}

/// Golden case "peer a".
#[test]
fn a_route_that_is_missing_or_a_black_hole_is_told() {
    let mut one_sided = peered();
    one_sided.route_tables[1].attributes.routes = known(vec![]);
    assert_eq!(peering(&one_sided), (text("active"), known(true), known(false)));

    let mut black_hole = peered();
    if let Attribute::Known(routes) = &mut black_hole.route_tables[0].attributes.routes
        && let Attribute::Known(route) = &mut routes[0]
    {
        route.state = text("blackhole");
    }
    assert_eq!(peering(&black_hole).1, known(false));

    let mut elsewhere = peered();
    if let Attribute::Known(routes) = &mut elsewhere.route_tables[0].attributes.routes
        && let Attribute::Known(route) = &mut routes[0]
    {
        route.destination_cidr_block = text("10.7.0.0/16");
    }
    assert_eq!(peering(&elsewhere).1, known(false));
}

#[test]
fn what_the_peer_does_is_unknown_when_it_was_not_read() {
    let mut inventory = peered();
    inventory.vpcs.truncate(1);
    inventory.route_tables.truncate(1);
    inventory.vpc_peering_connections[0].attributes.accepter_vpc_id = id("vpc-far");
    inventory.vpc_peering_connections[0].attributes.auto_accept = known(false);
    let (status, from_cache, back) = peering(&inventory);
    assert_eq!(status, later());
    assert_eq!(from_cache, known(true), "any route through it will do");
    assert!(back.is_unknown());

    let accepter = VpcPeeringConnectionAccepter {
        vpc_peering_connection_id: address("pcx"),
        auto_accept: known(true),
    };
    inventory.vpc_peering_connection_accepters = vec![new("accepter", accepter)];
    assert_eq!(peering(&inventory).0, text("active"));
}

#[test]
fn ranges_of_a_vpc_include_those_added_by_other_resources() {
    let mut inventory = placed();
    let further =
        VpcCidrBlockAssociation { vpc_id: address("vpc"), cidr_block: text("10.5.0.0/16") };
    inventory.vpc_cidr_block_associations = vec![new("further", further)];
    let vpc = link(&inventory).vpc.known().expect("the VPC is known").clone();
    assert_eq!(all(&vpc.cidr_blocks), ["10.0.0.0/16", "10.5.0.0/16"]);
}
