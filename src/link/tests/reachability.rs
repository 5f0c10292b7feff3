//! Security groups: which rules reach the port, and from whom.

use super::*;
use crate::link::subject::{LinkedRule, PeerKind};

fn rule(protocol: &str, ports: (i64, i64), peer: Peer) -> SecurityGroupRule {
    SecurityGroupRule {
        ip_protocol: text(protocol),
        from_port: known(ports.0),
        to_port: known(ports.1),
        description: Attribute::Unset,
        peer: known(peer),
    }
}

fn from_range(range: &str) -> Peer {
    Peer::CidrIpv4(range.into())
}

fn from_group(address: &str) -> Peer {
    Peer::SecurityGroup(Reference::address(address))
}

fn security_group(
    at: &str,
    name: &str,
    ingress: Vec<SecurityGroupRule>,
) -> Resource<SecurityGroup> {
    let settings = SecurityGroup {
        group_name: text(name),
        vpc_id: id("vpc-1"),
        ingress: known(ingress.into_iter().map(known).collect()),
        egress: known(Vec::new()),
    };
    new(at, settings)
}

fn standalone(
    at: &str,
    group: Attribute<Reference>,
    rule: SecurityGroupRule,
) -> Resource<StandaloneSecurityGroupRule> {
    let settings = StandaloneSecurityGroupRule {
        security_group_id: group,
        direction: Direction::Ingress,
        rules: known(vec![known(rule)]),
    };
    new(at, settings)
}

/// A cache on port 6379 in security group `cache`, which has these rules.
fn guarded(ingress: Vec<SecurityGroupRule>) -> Inventory {
    let mut cache = group(1);
    cache.attributes.security_group_ids = known(vec![address("cache")]);
    Inventory {
        security_groups: vec![security_group("cache", "cache-sg", ingress)],
        ..inventory(vec![cache])
    }
}

fn ingress(inventory: &Inventory) -> Vec<LinkedRule> {
    all(&link(inventory).ingress)
}

#[test]
fn rules_that_cover_the_port_reach_the_cache() {
    let cases = [
        (("tcp", (6379, 6379)), true),
        (("6", (6379, 6379)), true),
        (("TCP", (6379, 6379)), true),
        (("tcp", (0, 65535)), true),
        (("-1", (0, 0)), true),
        (("all", (0, 0)), true),
        (("tcp", (6380, 6380)), false),
        (("tcp", (0, 6378)), false),
        (("tcp", (22, 22)), false),
        (("udp", (6379, 6379)), false),
        (("icmp", (-1, -1)), false),
    ];
    for ((protocol, ports), reaches) in cases {
        let inventory = guarded(vec![rule(protocol, ports, from_range("10.0.0.0/8"))]);
        assert_eq!(ingress(&inventory).len() == 1, reaches, "{protocol} {ports:?}");
    }
}

#[test]
fn the_port_is_the_one_that_the_cache_listens_on() {
    let mut inventory = guarded(vec![rule("tcp", (6379, 6379), from_range("10.0.0.0/8"))]);
    let mut reached = |port: Attribute<u16>, engine| {
        inventory.caches[0].attributes.port = port;
        inventory.caches[0].attributes.engine = known(engine);
        link(&inventory).ingress
    };
    assert_eq!(counts(&reached(known(6390), Engine::Redis)), (0, 0));
    assert_eq!(counts(&reached(Attribute::Unset, Engine::Valkey)), (1, 0));
    assert_eq!(counts(&reached(Attribute::Unset, Engine::Memcached)), (0, 0));
    assert!(reached(later(), Engine::Redis).is_unknown());
}

#[test]
fn a_serverless_cache_also_listens_on_the_next_port() {
    let mut inventory = guarded(vec![rule("tcp", (6380, 6380), from_range("10.0.0.0/8"))]);
    assert_eq!(ingress(&inventory).len(), 0);
    inventory.caches[0].attributes.kind = CacheKind::ServerlessCache;
    assert_eq!(ingress(&inventory).len(), 1);
}

/// Golden case "sg a", as far as linking goes.
#[test]
fn a_range_is_its_own_name() {
    let peers = ingress(&guarded(vec![rule("tcp", (6379, 6379), from_range("10.0.0.0/16"))]));
    assert_eq!(peers[0].peer.kind, PeerKind::CidrIpv4);
    assert_eq!(peers[0].peer.name, "10.0.0.0/16");
    assert_eq!(all(&peers[0].peer.cidr_blocks), ["10.0.0.0/16"]);
    assert_eq!(peers[0].security_group, "cache-sg");
}

/// Golden case "sg b": groups that have no id yet are told by name, tag and address.
#[test]
fn groups_of_the_same_change_are_known_by_every_name() {
    let mut inventory = guarded(vec![
        rule("tcp", (6379, 6379), from_group("aws_security_group.api")),
        rule("tcp", (6379, 6379), from_group("aws_security_group.worker")),
    ]);
    inventory.security_groups.push(security_group("aws_security_group.api", "API-SG", vec![]));
    inventory.security_groups.push(security_group("aws_security_group.worker", "worker", vec![]));
    inventory.security_groups[2].tags = known(BTreeMap::from([("Name".into(), text("Worker-SG"))]));
    let names: Vec<Vec<String>> =
        ingress(&inventory).iter().map(|rule| all(&rule.peer.names)).collect();
    assert_eq!(names[0], ["API-SG", "aws_security_group.api"]);
    assert_eq!(names[1], ["worker", "Worker-SG", "aws_security_group.worker"]);
}

/// Golden case "sg c".
#[test]
fn a_rule_for_every_port_says_so() {
    let mut every = rule("-1", (0, 0), from_group("aws_security_group.api"));
    every.from_port = Attribute::Unset;
    every.to_port = Attribute::Unset;
    let mut inventory = guarded(vec![every]);
    inventory.security_groups.push(security_group("aws_security_group.api", "API-SG", vec![]));
    let rules = ingress(&inventory);
    assert_eq!(rules[0].ip_protocol, text("-1"));
    assert!(rules[0].from_port.is_unset() && rules[0].to_port.is_unset());
}

#[test]
fn a_group_that_was_not_read_has_its_id_and_perhaps_other_names() {
    let peer = Peer::SecurityGroup(Reference::Id("123456789012/sg-9".into()));
    let rules = ingress(&guarded(vec![rule("tcp", (6379, 6379), peer)]));
    let names = rules[0].peer.names.known().expect("the list is known");
    assert_eq!(names[0], text("sg-9"));
    assert!(names[1].is_unknown());
    assert_eq!(names.len(), 2);
}

#[test]
fn a_group_that_refers_to_itself_bears_its_own_names() {
    let rules = ingress(&guarded(vec![rule("tcp", (6379, 6379), Peer::Itself)]));
    assert_eq!(rules[0].peer.kind, PeerKind::Itself);
    assert_eq!(all(&rules[0].peer.names), ["cache-sg", "cache"]);
}

#[test]
fn prefix_lists_stand_for_their_entries() {
    let list = |at: &str| Peer::PrefixList(Reference::Id(at.into()));
    let mut inventory = guarded(vec![
        rule("tcp", (6379, 6379), list("pl-1")),
        rule("tcp", (6379, 6379), list("pl-2")),
    ]);
    let entries = known(vec![text("10.0.0.0/8"), later()]);
    inventory.prefix_lists =
        vec![named("list", "pl-1", PrefixList { name: text("offices"), entries })];
    let rules = ingress(&inventory);
    assert_eq!(rules[0].peer.name, "offices");
    assert_eq!(counts(&rules[0].peer.cidr_blocks), (1, 1));
    assert!(rules[1].peer.cidr_blocks.is_unknown());
}

#[test]
fn rules_of_every_group_and_every_style_are_taken_together() {
    let tcp = |range: &str| rule("tcp", (6379, 6379), from_range(range));
    let mut inventory = guarded(vec![tcp("10.0.0.0/16")]);
    inventory.caches[0].attributes.security_group_ids =
        known(vec![address("cache"), address("second")]);
    inventory.security_groups.push(security_group("second", "second", vec![tcp("10.1.0.0/16")]));
    inventory.security_group_rules = vec![
        standalone("a", address("cache"), tcp("10.2.0.0/16")),
        standalone("b", address("another"), tcp("10.3.0.0/16")),
    ];
    let peers: Vec<String> = ingress(&inventory).into_iter().map(|rule| rule.peer.name).collect();
    assert_eq!(peers, ["10.0.0.0/16", "10.2.0.0/16", "10.1.0.0/16"]);
}

#[test]
fn what_may_reach_the_port_is_an_unknown_rule() {
    let tcp = || rule("tcp", (6379, 6379), from_range("0.0.0.0/0"));
    let far = || rule("tcp", (22, 22), from_range("0.0.0.0/0"));
    let unknown_peer = SecurityGroupRule { peer: later(), ..tcp() };
    let unknown_port = SecurityGroupRule { from_port: later(), to_port: later(), ..tcp() };
    let unknown_end = SecurityGroupRule { from_port: later(), ..far() };
    let unknown_protocol = SecurityGroupRule { ip_protocol: later(), ..tcp() };
    let cases = [
        (unknown_peer.clone(), (0, 1)),
        (SecurityGroupRule { peer: later(), ..far() }, (0, 0)),
        (unknown_port, (0, 1)),
        (unknown_end, (0, 0)),
        (unknown_protocol, (0, 1)),
    ];
    for (rule, expected) in cases {
        assert_eq!(counts(&link(&guarded(vec![rule.clone()])).ingress), expected, "{rule:?}");
    }

    let mut inventory = guarded(vec![]);
    inventory.security_groups.push(security_group("second", "second", vec![]));
    let cases = [
        (one_of(&["cache", "second"]), tcp(), (0, 1)),
        (one_of(&["cache", "second"]), far(), (0, 0)),
        (one_of(&["second", "third"]), tcp(), (0, 0)),
        (later(), tcp(), (0, 1)),
    ];
    for (group, rule, expected) in cases {
        inventory.security_group_rules = vec![standalone("a", group.clone(), rule)];
        assert_eq!(counts(&link(&inventory).ingress), expected, "{group:?}");
    }
}

#[test]
fn known_rules_stay_when_another_group_was_not_read() {
    let mut inventory = guarded(vec![rule("tcp", (6379, 6379), from_range("0.0.0.0/0"))]);
    inventory.caches[0].attributes.security_group_ids = known(vec![address("cache"), id("sg-9")]);
    let cache = link(&inventory);
    assert_eq!(counts(&cache.ingress), (1, 1));
    assert_eq!(counts(&cache.egress), (0, 1));
    assert_eq!(all(&cache.security_groups)[1].id, text("sg-9"));
}

#[test]
fn rules_of_a_group_that_is_only_looked_up_are_unknown() {
    let mut inventory = guarded(vec![]);
    let settings = SecurityGroup { group_name: text("shared"), ..SecurityGroup::default() };
    inventory.security_groups = vec![looked_up("data.shared", "sg-9", settings)];
    inventory.caches[0].attributes.security_group_ids = known(vec![id("sg-9")]);
    inventory.security_group_rules =
        vec![standalone("a", id("sg-9"), rule("tcp", (6379, 6379), from_range("0.0.0.0/0")))];
    assert_eq!(counts(&link(&inventory).ingress), (1, 1));
}

#[test]
fn unknown_groups_make_everything_unknown() {
    let mut inventory = guarded(vec![]);
    inventory.caches[0].attributes.security_group_ids = later();
    let cache = link(&inventory);
    assert!(cache.security_groups.is_unknown());
    assert!(cache.ingress.is_unknown());
    assert!(cache.egress.is_unknown());
}

#[test]
fn a_cache_without_a_group_is_in_the_default_group_of_its_vpc() {
    let mut inventory = guarded(vec![]);
    inventory.caches[0].attributes.security_group_ids = Attribute::Unset;
    inventory.caches[0].attributes.cache_subnet_group_name = id("orders");
    inventory.cache_subnet_groups = vec![named(
        "group",
        "orders",
        CacheSubnetGroup { name: text("orders"), subnet_ids: known(vec![id("subnet-1")]) },
    )];
    let subnet = Subnet { vpc_id: id("vpc-1"), ..Subnet::default() };
    inventory.subnets = vec![looked_up("data.subnet", "subnet-1", subnet)];

    let cache = link(&inventory);
    assert_eq!(all(&cache.security_groups)[0].is_default, known(true));
    assert_eq!(counts(&cache.ingress), (0, 1));

    let open = rule("-1", (0, 0), from_range("0.0.0.0/0"));
    inventory.security_groups.push(security_group("default", "default", vec![open]));
    let cache = link(&inventory);
    assert_eq!(all(&cache.security_groups)[0].address.as_deref(), Some("default"));
    assert_eq!(all(&cache.security_groups)[0].is_default, known(true));
    assert_eq!(all(&cache.ingress).len(), 1);
}

#[test]
fn the_default_group_of_a_vpc_may_be_named_by_the_vpc() {
    let mut inventory = guarded(vec![]);
    inventory.vpcs = vec![new("vpc", Vpc::default())];
    inventory.caches[0].attributes.security_group_ids =
        known(vec![attribute_of("vpc", "default_security_group_id")]);
    let cache = link(&inventory);
    assert_eq!(all(&cache.security_groups)[0].is_default, known(true));
    assert_eq!(counts(&cache.ingress), (0, 1));
}

/// Golden case "cdk b".
#[test]
fn egress_that_leads_nowhere_is_none() {
    let cases = [
        (rule("icmp", (252, 86), from_range("255.255.255.255/32")), 0),
        (rule("-1", (0, 0), from_range("127.0.0.1/32")), 0),
        (rule("tcp", (443, 443), from_range("255.255.255.255/32")), 1),
        (rule("-1", (0, 0), from_range("0.0.0.0/0")), 1),
    ];
    for (rule, expected) in cases {
        let mut inventory = guarded(vec![]);
        inventory.security_groups[0].attributes.egress = known(vec![known(rule.clone())]);
        assert_eq!(all(&link(&inventory).egress).len(), expected, "{rule:?}");
    }
}
