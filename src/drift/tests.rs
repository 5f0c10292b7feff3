//! Which declaration is that of what runs, on inventories made by hand.

use super::*;
use crate::model::*;

const ACCOUNT: &str = "123456789012";

/// What runs in a region, with the id that tells it and the ARN made of it.
fn live_in<T>(region: &str, kind: &str, id: &str, attributes: T) -> Resource<T> {
    let arn = format!("arn:aws:service:{region}:{ACCOUNT}:{kind}:{id}");
    Resource {
        address: arn.clone(),
        origin: Origin::live(ACCOUNT, region),
        id: text(id),
        arn: Attribute::Known(arn),
        region: text(region),
        account_id: text(ACCOUNT),
        ..declared("", attributes)
    }
}

fn live<T>(kind: &str, id: &str, attributes: T) -> Resource<T> {
    live_in("eu-west-1", kind, id, attributes)
}

/// What a plan makes, of which nothing is known before.
fn declared<T>(address: &str, attributes: T) -> Resource<T> {
    Resource {
        address: address.into(),
        origin: Origin { file: "plan.json".into(), ..Origin::default() },
        is_declared: true,
        change: Change::default(),
        id: later(),
        arn: later(),
        region: Attribute::default(),
        account_id: Attribute::default(),
        tags: Attribute::default(),
        stack_member: None,
        defaults: Default::default(),
        locations: Default::default(),
        attributes,
    }
}

fn named<T>(address: &str, id: &str, attributes: T) -> Resource<T> {
    Resource { id: text(id), ..declared(address, attributes) }
}

fn text(text: &str) -> Attribute<String> {
    Attribute::Known(text.to_owned())
}

fn later<T>() -> Attribute<T> {
    Attribute::Unknown(Reason::KnownAfterApply)
}

fn group() -> Cache {
    Cache::new(CacheKind::ReplicationGroup)
}

/// What declares the running resource at `address`: addresses.
fn of(declared: &Inventory, live: &Inventory, address: &str) -> Vec<String> {
    match Matching::new(declared, live).of(address) {
        None => Vec::new(),
        Some(Counterpart::One(head)) => vec![head.address.to_owned()],
        Some(Counterpart::Several(heads)) => {
            heads.iter().map(|head| head.address.to_owned()).collect()
        }
    }
}

/// What declares a running replication group called `orders`.
fn of_orders(caches: Vec<Resource<Cache>>) -> Vec<String> {
    let orders = live("replicationgroup", "orders", group());
    let address = orders.address.clone();
    let declared = Inventory { caches, ..Inventory::new() };
    of(&declared, &Inventory { caches: vec![orders], ..Inventory::new() }, &address)
}

#[test]
fn a_cache_is_declared_under_its_id_as_far_as_account_and_region_are_known() {
    let orders = || named("this", "Orders", group());
    let place = |region: &str, account: &str| Resource {
        region: text(region),
        account_id: text(account),
        ..orders()
    };
    let arn = |arn: &str| Resource { arn: text(arn), ..orders() };
    for (what, resource, expected) in [
        ("case does not matter", orders(), true),
        ("same place", place("eu-west-1", ACCOUNT), true),
        ("other region", place("us-east-1", ACCOUNT), false),
        ("other account", place("eu-west-1", "999999999999"), false),
        ("same ARN", arn("arn:aws:service:eu-west-1:123456789012:replicationgroup:orders"), true),
        ("other ARN", arn("arn:aws:service:eu-west-1:999999999999:replicationgroup:orders"), false),
        ("other id", named("this", "orders-2", group()), false),
        ("other kind", named("this", "orders", Cache::new(CacheKind::ServerlessCache)), false),
        ("id known after apply", declared("this", group()), false),
    ] {
        assert_eq!(!of_orders(vec![resource]).is_empty(), expected, "{what}");
    }
}

#[test]
fn an_id_that_an_import_names_is_an_id() {
    let mut imported = declared("this", group());
    imported.change.imported_id = Some("orders".into());
    assert_eq!(of_orders(vec![imported]), ["this"]);
}

#[test]
fn what_is_removed_looked_up_or_runs_is_no_declaration() {
    let with = |change: &dyn Fn(&mut Resource<Cache>)| {
        let mut resource = named("this", "orders", group());
        change(&mut resource);
        of_orders(vec![resource])
    };
    assert_eq!(with(&|_| {}), ["this"]);
    assert_eq!(with(&|it| it.change.action = Action::Replace), ["this"]);
    let none = Vec::<String>::new();
    assert_eq!(with(&|it| it.change.action = Action::Delete), none);
    assert_eq!(with(&|it| it.change.action = Action::Forget), none);
    assert_eq!(with(&|it| it.is_declared = false), none);
    assert_eq!(with(&|it| it.origin = Origin::live(ACCOUNT, "eu-west-1")), none);
}

#[test]
fn two_declarations_that_fit_are_both_told() {
    let two = |other: Resource<Cache>| of_orders(vec![named("a", "orders", group()), other]);
    assert_eq!(two(named("b", "orders", group())), ["a", "b"]);
    // Only one is of this region.
    let elsewhere = Resource { region: text("us-east-1"), ..named("b", "orders", group()) };
    assert_eq!(two(elsewhere), ["a"]);
}

#[test]
fn a_plan_and_a_state_that_tell_the_same_thing_are_one_declaration() {
    let arn = || text("arn:aws:service:eu-west-1:123456789012:replicationgroup:orders");
    let told = |file: &str, address: &str| Resource {
        arn: arn(),
        origin: Origin { file: file.into(), ..Origin::default() },
        ..named(address, "orders", group())
    };
    assert_eq!(of_orders(vec![told("plan.json", "a"), told("state.json", "a")]), ["a"]);
    assert_eq!(of_orders(vec![told("plan.json", "a"), told("other.json", "b")]), ["a", "b"]);
    // By its name alone it may be that of another account.
    let may_be = |file: &str| Resource { arn: later(), ..told(file, "a") };
    assert_eq!(of_orders(vec![may_be("dev.json"), may_be("prod.json")]), ["a", "a"]);
}

#[test]
fn one_declaration_may_run_in_several_regions() {
    let regions = ["eu-west-1", "us-east-1"];
    let live = regions.map(|region| live_in(region, "replicationgroup", "orders", group()));
    let addresses = live.clone().map(|resource| resource.address);
    let live = Inventory { caches: live.into(), ..Inventory::new() };
    let caches = vec![named("this", "orders", group())];
    let declared = Inventory { caches, ..Inventory::new() };
    for address in addresses {
        assert_eq!(of(&declared, &live, &address), ["this"], "{address}");
    }
}

#[test]
fn names_of_alarms_and_secrets_are_told_apart_by_case() {
    let alarm = |name: &str| MetricAlarm { alarm_name: text(name), ..MetricAlarm::default() };
    let secret = |name: &str| Secret { name: text(name), ..Secret::default() };
    let live = Inventory {
        metric_alarms: vec![live("alarm", "cpu", alarm("cpu"))],
        secrets: vec![live("secret", "orders-AbCdEf", secret("orders"))],
        ..Inventory::new()
    };
    for (name, expected) in [("cpu", 1), ("CPU", 0)] {
        let metric_alarms = vec![declared("alarm", alarm(name))];
        let declared = Inventory { metric_alarms, ..Inventory::new() };
        assert_eq!(of(&declared, &live, &live.metric_alarms[0].address).len(), expected, "{name}");
    }
    for (name, expected) in [("orders", 1), ("Orders", 0)] {
        let secrets = vec![declared("secret", secret(name))];
        let declared = Inventory { secrets, ..Inventory::new() };
        assert_eq!(of(&declared, &live, &live.secrets[0].address).len(), expected, "{name}");
    }
}

fn in_vpc(name: &str, vpc: Option<&str>) -> SecurityGroup {
    SecurityGroup {
        group_name: text(name),
        vpc_id: vpc.map_or(Reference::address("vpc"), |vpc| Reference::Id(vpc.into())).into(),
        ..SecurityGroup::default()
    }
}

/// What declares `sg-1`, called `redis` in `vpc-1`, and how the others that run are called.
fn of_sg_1(group: Resource<SecurityGroup>, others: &[(&str, SecurityGroup)]) -> Vec<String> {
    let others = others.iter().map(|(id, group)| live("security-group", id, group.clone()));
    let own = live("security-group", "sg-1", in_vpc("redis", Some("vpc-1")));
    let address = own.address.clone();
    let live = Inventory {
        security_groups: [own].into_iter().chain(others).collect(),
        ..Inventory::new()
    };
    of(&Inventory { security_groups: vec![group], ..Inventory::new() }, &live, &address)
}

#[test]
fn a_security_group_goes_by_its_id_or_by_its_name_in_its_vpc() {
    for (what, group, expected) in [
        ("id", named("this", "sg-1", in_vpc("other", Some("vpc-1"))), true),
        ("other id", named("this", "sg-2", in_vpc("redis", Some("vpc-1"))), false),
        ("name", declared("this", in_vpc("redis", Some("vpc-1"))), true),
        ("name in a VPC without id", declared("this", in_vpc("redis", None)), true),
        ("name in another VPC", declared("this", in_vpc("redis", Some("vpc-2"))), false),
        ("name in another case", declared("this", in_vpc("Redis", None)), false),
    ] {
        assert_eq!(!of_sg_1(group, &[]).is_empty(), expected, "{what}");
    }
}

#[test]
fn a_name_that_two_groups_have_is_that_of_neither() {
    let twin = [("sg-2", in_vpc("redis", Some("vpc-2")))];
    assert_eq!(of_sg_1(declared("this", in_vpc("redis", None)), &twin), Vec::<String>::new());
    assert_eq!(of_sg_1(declared("this", in_vpc("redis", Some("vpc-1"))), &twin), ["this"]);
    assert_eq!(of_sg_1(named("this", "sg-1", in_vpc("redis", None)), &twin), ["this"]);
}

#[test]
fn a_backup_selection_goes_by_its_name_in_its_plan() {
    let selection = |name: &str, plan: Reference| BackupSelection {
        selection_name: text(name),
        backup_plan_id: plan.into(),
        ..BackupSelection::default()
    };
    let id = |id: &str| Reference::Id(id.into());
    let runs = live("selection", "s-1", selection("databases", id("plan-1")));
    let live = Inventory { backup_selections: vec![runs], ..Inventory::new() };
    for (what, declared, expected) in [
        ("name", declared("this", selection("databases", Reference::address("plan"))), true),
        ("other name", declared("this", selection("volumes", Reference::address("plan"))), false),
        ("other plan", declared("this", selection("databases", id("plan-2"))), false),
        (
            "id in other words",
            named("this", "plan-1_s-1", selection("databases", id("plan-1"))),
            true,
        ),
    ] {
        let declared = Inventory { backup_selections: vec![declared], ..Inventory::new() };
        let found = of(&declared, &live, &live.backup_selections[0].address);
        assert_eq!(!found.is_empty(), expected, "{what}");
    }
}

#[test]
fn what_a_stack_made_tells_so_by_its_tags() {
    let member = |stack: &str, logical: &str| StackMember {
        stack_name: stack.into(),
        logical_id: logical.into(),
    };
    let tags = |stack: &str, logical: &str| {
        let tags = [("stack-name", stack), ("logical-id", logical)];
        let tags = tags.map(|(name, value)| (format!("aws:cloudformation:{name}"), text(value)));
        Attribute::Known(tags.into())
    };
    let mut subnet = live("subnet", "subnet-1", Subnet::default());
    subnet.tags = tags("network", "SubnetA");
    let live = Inventory { subnets: vec![subnet], ..Inventory::new() };
    for (declared_as, expected) in [
        (Some(member("network", "SubnetA")), true),
        (Some(member("network", "SubnetB")), false),
        (Some(member("other", "SubnetA")), false),
        (None, false),
    ] {
        let what = format!("{declared_as:?}");
        let subnet =
            Resource { stack_member: declared_as, ..declared("SubnetA", Subnet::default()) };
        let declared = Inventory { subnets: vec![subnet], ..Inventory::new() };
        let found = of(&declared, &live, &live.subnets[0].address);
        assert_eq!(!found.is_empty(), expected, "{what}");
    }
}

fn rule(port: i64, peer: Peer) -> SecurityGroupRule {
    SecurityGroupRule {
        ip_protocol: text("tcp"),
        from_port: port.into(),
        to_port: port.into(),
        peer: peer.into(),
        ..SecurityGroupRule::default()
    }
}

fn range(range: &str) -> Peer {
    Peer::CidrIpv4(range.into())
}

fn list(rules: Vec<SecurityGroupRule>) -> Attribute<Vec<Attribute<SecurityGroupRule>>> {
    rules.into_iter().map(Attribute::Known).collect::<Vec<_>>().into()
}

/// Where the first ingress rule of a running group is declared: its own group is declared as `redis`, that of clients,
/// `sg-api`, as `api`.
fn of_rule(
    runs: SecurityGroupRule,
    inline: Vec<SecurityGroupRule>,
    standalone: Vec<(Reference, SecurityGroupRule)>,
) -> Option<String> {
    let with = |name: &str, rules| SecurityGroup { ingress: list(rules), ..in_vpc(name, None) };
    let live = Inventory {
        security_groups: vec![
            live("security-group", "sg-redis", with("redis", vec![runs])),
            live("security-group", "sg-api", with("api", Vec::new())),
        ],
        ..Inventory::new()
    };
    let standalone = standalone.into_iter().zip(0..).map(|((group, rule), index)| {
        let rule = StandaloneSecurityGroupRule {
            security_group_id: group.into(),
            direction: Direction::Ingress,
            rules: list(vec![rule]),
        };
        declared(&format!("rule[{index}]"), rule)
    });
    let declared = Inventory {
        security_groups: vec![
            declared("redis", with("redis", inline)),
            declared("api", with("api", Vec::new())),
        ],
        security_group_rules: standalone.collect(),
        ..Inventory::new()
    };
    let matching = Matching::new(&declared, &live);
    let (head, path) = matching.rule(&live.security_groups[0].address, "ingress[0]")?;
    Some(format!("{} {path}", head.address))
}

#[test]
fn a_rule_is_declared_where_all_that_it_says_is_said() {
    let open = || rule(6379, range("0.0.0.0/0"));
    let own = || Reference::address("redis");
    let inline = |rules| of_rule(open(), rules, Vec::new());
    assert_eq!(
        inline(vec![rule(22, range("0.0.0.0/0")), open()]).as_deref(),
        Some("redis ingress[1]")
    );
    for (what, other) in [
        ("port", rule(6380, range("0.0.0.0/0"))),
        ("peer", rule(6379, range("10.0.0.0/8"))),
        ("protocol", SecurityGroupRule { ip_protocol: text("udp"), ..open() }),
        ("unknown port", SecurityGroupRule { from_port: later(), ..open() }),
        ("unknown peer", SecurityGroupRule { peer: later(), ..open() }),
    ] {
        assert_eq!(inline(vec![other]), None, "{what}");
    }
    let alone = |group| of_rule(open(), Vec::new(), vec![(group, open())]);
    assert_eq!(alone(own()).as_deref(), Some("rule[0] rules[0]"));
    assert_eq!(alone(Reference::Id("sg-redis".into())).as_deref(), Some("rule[0] rules[0]"));
    assert_eq!(alone(Reference::address("api")), None);
    let either = vec![own(), Reference::address("api")];
    assert_eq!(alone(Reference::Candidates { candidates: either }), None);
}

#[test]
fn a_rule_that_is_declared_twice_is_declared_nowhere_in_particular() {
    let open = || rule(6379, range("0.0.0.0/0"));
    let twice = of_rule(open(), vec![open()], vec![(Reference::address("redis"), open())]);
    assert_eq!(twice, None);
}

#[test]
fn peers_that_are_groups_go_by_their_own_declarations() {
    let peer = |group| rule(6379, Peer::SecurityGroup(group));
    let id = |id: &str| Reference::Id(id.into());
    let is_found = |runs: Peer, said: SecurityGroupRule| {
        of_rule(rule(6379, runs), vec![said], Vec::new()).is_some()
    };
    let api = || Peer::SecurityGroup(id("sg-api"));
    assert!(is_found(api(), peer(Reference::address("api"))));
    assert!(is_found(api(), peer(id("sg-api"))));
    assert!(!is_found(api(), peer(Reference::address("redis"))));
    assert!(is_found(Peer::Itself, peer(Reference::address("redis"))));
    assert!(is_found(Peer::Itself, rule(6379, Peer::Itself)));
    assert!(!is_found(Peer::Itself, peer(Reference::address("api"))));
    let lists =
        |live: &str, said| is_found(Peer::PrefixList(id(live)), rule(6379, Peer::PrefixList(said)));
    assert!(lists("pl-1", id("pl-1")));
    assert!(!lists("pl-1", Reference::address("list")));
}

#[test]
fn addresses_mean_what_is_in_their_own_file() {
    let in_file = |file: &str, id: &str| Resource {
        origin: Origin { file: file.into(), ..Origin::default() },
        ..named("redis", id, in_vpc("redis", None))
    };
    let open = || rule(6379, range("0.0.0.0/0"));
    let runs = SecurityGroup { ingress: list(vec![open()]), ..in_vpc("redis", None) };
    let live = Inventory {
        security_groups: vec![live("security-group", "sg-dev", runs)],
        ..Inventory::new()
    };
    let found = |file: &str, action: Action| {
        let attributes = StandaloneSecurityGroupRule {
            security_group_id: Reference::address("redis").into(),
            direction: Direction::Ingress,
            rules: list(vec![open()]),
        };
        let rule = Resource {
            origin: Origin { file: file.into(), ..Origin::default() },
            change: Change { action, ..Change::default() },
            ..declared("rule", attributes)
        };
        let declared = Inventory {
            security_groups: vec![in_file("dev.json", "sg-dev"), in_file("prod.json", "sg-prod")],
            security_group_rules: vec![rule],
            ..Inventory::new()
        };
        let address = &live.security_groups[0].address;
        Matching::new(&declared, &live).rule(address, "ingress[0]").is_some()
    };
    assert!(found("dev.json", Action::None));
    assert!(!found("prod.json", Action::None), "it is a rule of another group");
    assert!(!found("third.json", Action::None), "nobody knows of which it is");
    assert!(!found("dev.json", Action::Delete), "nobody declares it any more");
}
