//! Live accounts: names that mean something in one region only, and lists that were not read.

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use crate::link::subject::Watched;

const ACCOUNT: &str = "123456789012";
const EU: &str = "eu-west-1";
const US: &str = "us-east-1";

/// `resource` as it runs in `region`.
fn live<T>(region: &str, resource: Resource<T>) -> Resource<T> {
    let name = resource.id.as_str().expect("what runs has an id").to_owned();
    let arn = format!("arn:aws:service:{region}:{ACCOUNT}:thing:{name}");
    Resource {
        address: arn.clone(),
        origin: Origin::live(ACCOUNT, region),
        change: Change::default(),
        arn: text(&arn),
        region: text(region),
        account_id: text(ACCOUNT),
        ..resource
    }
}

fn at<T>(region: &str, name: &str, attributes: T) -> Resource<T> {
    live(region, named(name, name, attributes))
}

/// The node `orders-NNN` in zone `a`.
fn node(number: u32) -> NodeGroupMember {
    NodeGroupMember {
        cache_cluster_id: text(&format!("orders-{number:03}")),
        cache_node_id: text("0001"),
        node_group_id: text("0001"),
        current_role: text("replica"),
        availability_zone: text("a"),
        status: text("available"),
    }
}

/// The group `orders` with the nodes 1 and 3: the second one is gone.
fn orders(region: &str) -> Resource<Cache> {
    let settings = Cache {
        node_group_members: known(vec![node(1), node(3)]),
        num_cache_nodes: known(2),
        replicas_per_node_group: known(1),
        cache_parameter_group_name: id("custom"),
        cache_subnet_group_name: id("default"),
        security_group_ids: known(vec![id("sg-1")]),
        user_group_ids: known(vec![id("team")]),
        kms_key_id: id("arn:aws:kms:eu-west-1:123456789012:key/k-1"),
        notification_topic_arn: id(TOPIC),
        global_replication_group_id: id("ldgnf-global"),
        log_delivery_configurations: known(vec![LogDelivery {
            destination: id("/orders"),
            destination_type: text("cloudwatch-logs"),
            ..LogDelivery::default()
        }]),
        ..cache(CacheKind::ReplicationGroup)
    };
    at(region, "orders", settings)
}

const TOPIC: &str = "arn:aws:sns:eu-west-1:123456789012:events";

/// An account in which `regions` were read, each with the group `orders` and nothing else.
fn account(regions: &[&str]) -> Inventory {
    let source = |region: &&str| SourceSummary {
        file: Origin::live(ACCOUNT, region).file,
        kind: SourceKind::LiveAccount,
        written_by: None,
        is_complete: true,
    };
    Inventory {
        caches: regions.iter().map(|region| orders(region)).collect(),
        sources: regions.iter().map(source).collect(),
        ..Inventory::new()
    }
}

/// Notes that `list` was not read in `region`.
fn deny(inventory: &mut Inventory, region: &str, list: ResourceList) {
    let place = Origin::live(ACCOUNT, region).file;
    inventory.unlisted.push(Unlisted { place, list, of: None, reason: denied(list) });
}

fn denied(list: ResourceList) -> Reason {
    Reason::AccessDenied(format!("{list:?}"))
}

/// Every reason in `subject`, by where it stands.
fn unknown(subject: &impl serde::Serialize) -> BTreeSet<(String, String)> {
    fn walk(value: &Value, path: &str, found: &mut BTreeSet<(String, String)>) {
        match value {
            Value::Object(fields) => {
                if let Some(reason) = fields.get(UNKNOWN_KEY) {
                    let detail = reason["detail"].as_str().unwrap_or_default();
                    found.insert((path.to_owned(), detail.to_owned()));
                }
                for (name, value) in fields {
                    walk(value, &format!("{path}.{name}"), found);
                }
            }
            Value::Array(items) => {
                items.iter().for_each(|item| walk(item, &format!("{path}[]"), found));
            }
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    walk(&serde_json::to_value(subject).expect("serializes"), "", &mut found);
    found
}

fn alarm_on(region: &str, name: &str, dimensions: &[(&str, &str)]) -> Resource<MetricAlarm> {
    let metric = AlarmMetric {
        id: Attribute::Unset,
        expression: Attribute::Unset,
        return_data: Attribute::Unset,
        namespace: text("AWS/ElastiCache"),
        metric_name: text("CPUUtilization"),
        dimensions: known(
            dimensions.iter().map(|(name, value)| (name.to_string(), id(value))).collect(),
        ),
        statistic: text("Average"),
        period: known(60),
    };
    let settings = MetricAlarm {
        alarm_name: text(name),
        metrics: known(vec![metric]),
        actions_enabled: known(true),
        alarm_actions: known(vec![id(TOPIC)]),
        ..MetricAlarm::default()
    };
    at(region, name, settings)
}

fn topic(region: &str) -> Resource<Topic> {
    let settings = Topic { name: text("events"), kms_master_key_id: Attribute::Unset };
    Resource { arn: text(TOPIC), ..live(region, named(TOPIC, TOPIC, settings)) }
}

#[test]
fn a_name_means_what_bears_it_in_the_same_region() {
    let mut inventory = account(&[EU, US]);
    for (region, family) in [(US, "redis6.x"), (EU, "redis7")] {
        let parameters = CacheParameterGroup {
            name: text("custom"),
            family: text(family),
            parameters: known(BTreeMap::new()),
        };
        inventory.cache_parameter_groups.push(at(region, "custom", parameters));
        let log = LogGroup {
            name: text("/orders"),
            retention_in_days: known(if region == EU { 30 } else { 7 }),
            kms_key_id: Attribute::Unset,
        };
        inventory.log_groups.push(at(region, "/orders", log));
        inventory.metric_alarms.push(alarm_on(
            region,
            &format!("cpu-{region}"),
            &[("CacheClusterId", "orders-003")],
        ));
        inventory.metric_alarms.push(alarm_on(region, &format!("all-{region}"), &[]));
    }
    for (place, region, family, days) in [(0, EU, "redis7", 30), (1, US, "redis6.x", 7)] {
        let cache = link_at(&inventory, place);
        assert_eq!(cache.parameter_group.known().expect("is there").family, text(family));
        let logs = cache.log_deliveries.known().expect("are known");
        assert_eq!(logs[0].retention_in_days, known(days));
        let alarms = all(&cache.alarms);
        let found: Vec<(&str, &Attribute<Vec<String>>)> =
            alarms.iter().map(|alarm| (alarm.name.as_str(), &alarm.nodes)).collect();
        let none = known(vec![]);
        let third = known(vec!["orders-003".to_owned()]);
        assert_eq!(
            found,
            [(format!("all-{region}").as_str(), &none), (&format!("cpu-{region}"), &third)]
        );
    }
}

#[test]
fn a_name_that_only_another_region_has_is_missing() {
    let mut inventory = account(&[EU]);
    let parameters = CacheParameterGroup { name: text("custom"), ..Default::default() };
    inventory.cache_parameter_groups.push(at(US, "custom", parameters));
    inventory.metric_alarms.push(alarm_on(US, "cpu", &[("CacheClusterId", "orders-001")]));
    let cache = link(&inventory);
    let family = &cache.parameter_group.known().expect("its name is").family;
    let reason = "parameter group custom is not in this account and region";
    assert_eq!(*family, Attribute::Unknown(Reason::NotCollected(reason.into())));
    assert_eq!(counts(&cache.alarms), (0, 0));
}

#[test]
fn a_composite_takes_up_alarms_of_its_own_region() {
    let mut inventory = account(&[EU, US]);
    for region in [EU, US] {
        inventory.metric_alarms.push(alarm_on(region, "cpu", &[("CacheClusterId", "orders-001")]));
    }
    let composite = CompositeAlarm {
        alarm_name: text("any"),
        alarm_rule: text("ALARM(cpu)"),
        alarms: Attribute::Unset,
        actions_enabled: known(true),
        alarm_actions: known(vec![]),
    };
    inventory.composite_alarms.push(at(US, "any", composite));
    let composites = [0, 1].map(|at| all(&link_at(&inventory, at).alarms)[0].composites.clone());
    assert_eq!(composites, [vec![], vec!["any".to_owned()]]);
}

/// What is unknown of a cache for the lists that hold it.
const FILLED: &[(ResourceList, &[&str])] = &[
    (ResourceList::CacheSubnetGroups, &[".subnets", ".vpc"]),
    (
        ResourceList::CacheParameterGroups,
        &[".parameter_group.family", ".parameter_group.parameters"],
    ),
    (
        ResourceList::GlobalReplicationGroups,
        &[".global_replication_group.is_primary", ".global_replication_group.member_count"],
    ),
    (ResourceList::Snapshots, &[".snapshots"]),
    (ResourceList::UpdateActions, &[".update_actions"]),
    (ResourceList::UserGroups, &[".user_groups[]"]),
    (ResourceList::SecurityGroups, &[".security_groups[].group_name", ".ingress[]", ".egress[]"]),
    (ResourceList::Alarms, &[".alarms[]"]),
    (ResourceList::TopicSubscriptions, &[".notification_topic.subscriptions"]),
    (ResourceList::LogGroups, &[".log_deliveries[].retention_in_days"]),
    (ResourceList::Secrets, &[".secrets[]"]),
];

#[test]
fn what_a_list_would_tell_is_unknown_for_the_reason_that_it_was_not_read() {
    let whole = unknown(&link(&account(&[EU])));
    for (list, paths) in FILLED {
        let mut inventory = account(&[EU]);
        deny(&mut inventory, EU, *list);
        let found = unknown(&link(&inventory));
        let Reason::AccessDenied(detail) = denied(*list) else { panic!("is a denial") };
        for path in *paths {
            let is_there = found.contains(&((*path).to_owned(), detail.clone()));
            assert!(is_there, "{list:?} {path}: {found:?}");
        }
        assert!(whole.iter().all(|(_, reason)| *reason != detail), "{list:?}");
        // Another region's list is nothing to this one.
        let mut elsewhere = account(&[EU, US]);
        deny(&mut elsewhere, US, *list);
        assert_eq!(unknown(&link(&elsewhere)), whole, "{list:?}");
    }
}

#[test]
fn of_a_whole_region_what_nobody_has_is_certainly_none() {
    let cache = link(&account(&[EU]));
    assert_eq!(counts(&cache.alarms), (0, 0));
    assert_eq!(counts(&cache.secrets), (0, 0));
    assert_eq!(cache.snapshots, known(vec![]));
    assert_eq!(cache.update_actions, known(vec![]));
    let declared = link(&inventory(vec![group(1)]));
    assert!(declared.snapshots.is_unset() && declared.update_actions.is_unset());
}

#[test]
fn nodes_are_those_that_run() {
    let mut inventory = account(&[EU]);
    let member = Cache { replication_group_id: id("orders"), ..cache(CacheKind::CacheCluster) };
    inventory.caches.push(at(EU, "orders-001", member.clone()));
    inventory.caches.push(at(EU, "orders-003", member));
    assert_eq!(Linker::new(&inventory).keys(), [SubjectKey::Cache(0)]);
    let cache = link(&inventory);
    let nodes = cache.nodes.known().expect("are known");
    let found: Vec<(&str, &Attribute<String>, u32, &Attribute<String>)> = nodes
        .iter()
        .map(|node| (node.key.as_str(), &node.id, node.node_group, &node.availability_zone))
        .collect();
    let zone = text("a");
    assert_eq!(
        found,
        [
            ("orders-001", &text("orders-001"), 1, &zone),
            ("orders-003", &text("orders-003"), 1, &zone)
        ]
    );
    assert_eq!(cache.cache.num_cache_nodes, known(2));
}

#[test]
fn shards_are_numbered_as_aws_numbers_them() {
    let mut inventory = account(&[EU]);
    let member = |shard: &str| NodeGroupMember {
        cache_cluster_id: text(&format!("orders-{shard}-001")),
        node_group_id: text(shard),
        availability_zone: Attribute::Unset,
        ..node(1)
    };
    let members = vec![member("0012"), member("0003")];
    inventory.caches[0].attributes.node_group_members = known(members);
    let nodes = link(&inventory).nodes.known().expect("are known").clone();
    let shards: Vec<u32> = nodes.iter().map(|node| node.node_group).collect();
    assert_eq!(shards, [3, 12]);
    assert!(nodes.iter().all(|node| node.availability_zone.is_unknown()), "each has a zone");

    inventory.caches[0].attributes.node_group_members = known(vec![member("first")]);
    assert!(link(&inventory).nodes.is_unknown(), "no shard is guessed");
    let reason = Reason::AccessDenied("nodes".into());
    inventory.caches[0].attributes.node_group_members = Attribute::Unknown(reason.clone());
    assert_eq!(link(&inventory).nodes, Attribute::Unknown(reason), "no node is guessed");
}

#[test]
fn nodes_of_a_cluster_are_called_as_alarms_call_them() {
    let cluster = |engine, node_ids: &[&str]| {
        let member = |node: &&str| NodeGroupMember {
            cache_cluster_id: text("single"),
            cache_node_id: text(node),
            node_group_id: Attribute::Unset,
            ..self::node(1)
        };
        let settings = Cache {
            engine: known(engine),
            node_group_members: known(node_ids.iter().map(member).collect()),
            ..cache(CacheKind::CacheCluster)
        };
        Inventory { caches: vec![at(EU, "single", settings)], ..account(&[]) }
    };
    let keys = |inventory: &Inventory| -> Vec<String> {
        let nodes = link(inventory).nodes.known().expect("are known").clone();
        nodes.into_iter().map(|node| node.key).collect()
    };
    assert_eq!(keys(&cluster(Engine::Redis, &["0001"])), ["single"]);
    assert_eq!(keys(&cluster(Engine::Memcached, &["0002", "0005"])), ["0002", "0005"]);
}

fn snapshot(region: &str, name: &str, of: &str, time: Attribute<String>) -> Resource<Snapshot> {
    let settings = Snapshot { cache: id(of), create_time: time, ..Snapshot::default() };
    let settings = Snapshot { name: text(name), ..settings };
    at(region, name, settings)
}

#[test]
fn snapshots_of_the_group_and_its_nodes_come_newest_first() {
    let mut inventory = account(&[EU, US]);
    let member = Cache { replication_group_id: id("orders"), ..cache(CacheKind::CacheCluster) };
    inventory.caches.push(at(EU, "orders-003", member));
    inventory.snapshots = vec![
        snapshot(EU, "old", "orders", text("2026-11-01T00:00:00Z")),
        snapshot(EU, "of-a-node", "orders-003", text("2026-11-03T00:00:00Z")),
        snapshot(EU, "of-a-node-that-is-gone", "orders-002", text("2026-11-02T00:00:00Z")),
        snapshot(EU, "in-the-making", "orders", Attribute::Unset),
        snapshot(EU, "of-another", "sessions", text("2026-11-04T00:00:00Z")),
        snapshot(US, "of-another-region", "orders", text("2026-11-05T00:00:00Z")),
    ];
    let names = |inventory: &Inventory| -> Vec<String> {
        let snapshots = link(inventory).snapshots.known().expect("are known").clone();
        snapshots.into_iter().map(|it| it.name.as_str().expect("known").to_owned()).collect()
    };
    let expected = ["in-the-making", "of-a-node", "of-a-node-that-is-gone", "old"];
    assert_eq!(names(&inventory), expected);

    inventory.snapshots[5].attributes.cache = later();
    assert_eq!(names(&inventory), expected, "it is of some cache of the other region");
    inventory.snapshots[4].attributes.cache = later();
    assert!(link(&inventory).snapshots.is_unknown(), "it may be the newest of this cache");
}

#[test]
fn snapshots_of_serverless_caches_have_a_list_of_their_own() {
    let serverless = at(EU, "orders", cache(CacheKind::ServerlessCache));
    let mut inventory = Inventory { caches: vec![serverless], ..account(&[]) };
    deny(&mut inventory, EU, ResourceList::Snapshots);
    deny(&mut inventory, EU, ResourceList::UpdateActions);
    let cache = link(&inventory);
    assert_eq!(cache.snapshots, known(vec![]));
    assert!(cache.update_actions.is_unset(), "AWS keeps it up to date");
    let list = ResourceList::ServerlessCacheSnapshots;
    deny(&mut inventory, EU, list);
    assert_eq!(link(&inventory).snapshots, Attribute::Unknown(denied(list)));
}

#[test]
fn update_actions_are_those_of_the_cache() {
    let mut inventory = account(&[EU]);
    let action = |of: &str, name: &str| {
        let settings = UpdateAction { cache: id(of), ..UpdateAction::default() };
        at(EU, name, UpdateAction { service_update_name: text(name), ..settings })
    };
    inventory.update_actions =
        vec![action("orders", "b"), action("orders", "a"), action("sessions", "c")];
    let actions = link(&inventory).update_actions.known().expect("are known").clone();
    let names: Vec<&str> =
        actions.iter().filter_map(|action| action.service_update_name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
}

#[test]
fn an_alarm_on_a_cache_that_does_not_run_watches_nothing() {
    let mut inventory = account(&[EU]);
    inventory.metric_alarms.push(alarm_on(EU, "cpu", &[("CacheClusterId", "gone-001")]));
    let stray = stray_alarms(&inventory);
    assert_eq!(stray[0].watches, known(Watched::Nothing));
    assert_eq!(stray[0].unmatched_dimension, text("gone-001"));
    for list in [
        ResourceList::ReplicationGroups,
        ResourceList::CacheClusters,
        ResourceList::ServerlessCaches,
    ] {
        let mut inventory = inventory.clone();
        deny(&mut inventory, EU, list);
        let stray = stray_alarms(&inventory);
        assert_eq!(stray[0].unmatched_dimension, Attribute::Unknown(denied(list)), "{list:?}");
    }
}

#[test]
fn alarms_that_were_read_stay_where_others_were_not() {
    let mut inventory = account(&[EU]);
    inventory.metric_alarms.push(alarm_on(EU, "cpu", &[("ReplicationGroupId", "orders")]));
    deny(&mut inventory, EU, ResourceList::Alarms);
    assert_eq!(counts(&link(&inventory).alarms), (1, 1));
}

#[test]
fn a_topic_that_nobody_listens_to_is_known_to_be_silent() {
    let mut inventory = account(&[EU]);
    let subscribers = |inventory: &Inventory| {
        link(inventory).notification_topic.known().expect("there is one").subscriptions.clone()
    };
    assert!(subscribers(&inventory).is_unknown(), "nobody asked about the topic");
    inventory.topics.push(topic(EU));
    assert_eq!(subscribers(&inventory), known(vec![]));
    deny(&mut inventory, EU, ResourceList::TopicSubscriptions);
    let reason = denied(ResourceList::TopicSubscriptions);
    assert_eq!(subscribers(&inventory), Attribute::Unknown(reason));
}

#[test]
fn users_are_those_of_the_region_and_the_one_that_aws_makes() {
    let mut inventory = account(&[EU, US]);
    let users = known(vec![id("app"), id("default")]);
    let team = UserGroup { engine: known(Engine::Redis), user_ids: users };
    inventory.user_groups.push(at(EU, "team", team));
    let user = |name: &str, access: &str| User {
        user_name: text(name),
        access_string: text(access),
        ..User::default()
    };
    inventory.users.push(at(US, "app", user("app", "on ~* +@all")));
    inventory.users.push(at(US, "default", user("default", "off")));
    let groups = |inventory: &Inventory| all(&link(inventory).user_groups);
    assert_eq!(counts(&groups(&inventory)[0].users), (1, 1), "app is another region's");

    inventory.users.push(at(EU, "app", user("app", "on ~app:* +@read")));
    let users = all(&groups(&inventory)[0].users);
    let access: Vec<&Attribute<String>> = users.iter().map(|user| &user.access_string).collect();
    assert_eq!(access, [&text("on ~app:* +@read"), &text("on ~* +@all")]);

    inventory.users.push(at(EU, "default", user("default", "off")));
    let users = all(&groups(&inventory)[0].users);
    assert_eq!(users[1].access_string, text("off"), "what was read counts");

    inventory.users.clear();
    deny(&mut inventory, EU, ResourceList::Users);
    let users = groups(&inventory)[0].users.known().expect("the group is").clone();
    assert_eq!(users[0], Attribute::Unknown(denied(ResourceList::Users)));
}

#[test]
fn what_secrets_hold_is_not_read() {
    let mut inventory = account(&[EU, US]);
    inventory.secrets.push(at(US, "token", Secret::default()));
    let counts = |inventory: &Inventory| [0, 1].map(|at| counts(&link_at(inventory, at).secrets));
    assert_eq!(counts(&inventory), [(0, 0), (0, 1)]);
    deny(&mut inventory, EU, ResourceList::Secrets);
    assert_eq!(counts(&inventory), [(0, 1), (0, 1)]);
}

#[test]
fn nobody_tells_where_a_running_token_comes_from() {
    let mut inventory = account(&[EU]);
    inventory.caches[0].attributes.auth_token = known(SecretValue {
        is_set: true,
        source: Attribute::Unknown(Reason::NotSupportedBySource),
        secret: Attribute::Unset,
    });
    let secret = |inventory: &Inventory| link(inventory).auth_token_secret;
    assert_eq!(secret(&inventory), Attribute::Unknown(Reason::NotSupportedBySource));
    inventory.caches[0].attributes.auth_token = Attribute::Unset;
    assert_eq!(secret(&inventory), Attribute::Unset);
}

#[test]
fn the_state_of_a_key_is_unknown_to_what_runs_and_nothing_to_a_declaration() {
    let state = |inventory: &Inventory| link(inventory).kms_key.known().expect("named").key.clone();
    assert!(state(&account(&[EU])).key_state.is_unknown());
    let mut declared = inventory(vec![group(1)]);
    declared.caches[0].attributes.kms_key_id = id("elsewhere");
    let key = state(&declared);
    assert!(key.key_state.is_unset() && key.deletion_date.is_unset());
    assert!(key.enabled.is_unknown());
}

/// Two regions in one datastore, in which both groups are called `orders`.
fn datastore() -> Inventory {
    let member = |region: &str, role: &str| GlobalReplicationGroupMember {
        replication_group_id: text("orders"),
        replication_group_region: text(region),
        role: text(role),
        status: text("associated"),
        automatic_failover_enabled: known(false),
    };
    let settings = GlobalReplicationGroup {
        primary_replication_group_id: id("orders"),
        engine_version: text("7.1"),
        status: text("available"),
        members: known(vec![member(EU, "PRIMARY"), member(US, "SECONDARY")]),
        ..GlobalReplicationGroup::default()
    };
    let listed = |region| at(region, "ldgnf-global", settings.clone());
    Inventory { global_replication_groups: vec![listed(EU), listed(US)], ..account(&[EU, US]) }
}

#[test]
fn a_datastore_tells_which_region_leads() {
    let inventory = datastore();
    let found = [0, 1].map(|at| {
        let group = link_at(&inventory, at).global_replication_group;
        let group = group.known().expect("it is in one").clone();
        (group.name, group.is_primary, group.member_count, group.status)
    });
    let expected =
        |is_primary| ("ldgnf-global".to_owned(), known(is_primary), known(2), text("available"));
    assert_eq!(found, [expected(true), expected(false)]);
}

#[test]
fn a_running_secondary_takes_nothing_over() {
    let mut inventory = datastore();
    inventory.caches[1].attributes.engine_version = text("7.0");
    inventory.caches[1].attributes.transit_encryption_enabled = later();
    let secondary = link_at(&inventory, 1).cache;
    assert_eq!(secondary.engine_version, text("7.0"));
    assert!(secondary.transit_encryption_enabled.is_unknown());
}

/// A VPC of one account peered with that of another, both of which were read.
fn peered() -> Inventory {
    let mut inventory = account(&[EU, US]);
    for (region, number, other) in [(EU, 1, 2), (US, 2, 1)] {
        let range = |number: u32| text(&format!("10.{number}.0.0/16"));
        let vpc = Vpc {
            cidr_blocks: known(vec![range(number)]),
            ipv6_cidr_blocks: known(vec![]),
            is_default: known(false),
            main_route_table_id: Attribute::Unset,
            default_security_group_id: Attribute::Unset,
        };
        inventory.vpcs.push(at(region, &format!("vpc-{number}"), vpc));
        let subnets = CacheSubnetGroup {
            name: text("default"),
            subnet_ids: known(vec![id(&format!("subnet-{number}"))]),
        };
        inventory.cache_subnet_groups.push(at(region, "default", subnets));
        let subnet = Subnet {
            vpc_id: id(&format!("vpc-{number}")),
            cidr_block: range(number),
            ipv6_cidr_block: Attribute::Unset,
            availability_zone: text("a"),
        };
        inventory.subnets.push(at(region, &format!("subnet-{number}"), subnet));
        let route = Route {
            destination_cidr_block: range(other),
            destination_ipv6_cidr_block: Attribute::Unset,
            destination_prefix_list_id: Attribute::Unset,
            target_kind: known(RouteTargetKind::VpcPeeringConnection),
            target: id("pcx-1"),
            state: text("active"),
        };
        let table = RouteTable {
            vpc_id: id(&format!("vpc-{number}")),
            is_main: known(true),
            routes: known(vec![known(route)]),
        };
        inventory.route_tables.push(at(region, &format!("rtb-{number}"), table));
        let connection = VpcPeeringConnection {
            requester_vpc_id: id("vpc-1"),
            accepter_vpc_id: id("vpc-2"),
            status: text("active"),
            auto_accept: Attribute::Unset,
        };
        inventory.vpc_peering_connections.push(at(region, "pcx-1", connection));
    }
    inventory
}

#[test]
fn a_connection_that_both_sides_list_is_one() {
    let inventory = peered();
    for place in [0, 1] {
        let vpc = link_at(&inventory, place).vpc.known().expect("is known").clone();
        let connections = all(&vpc.peering_connections);
        let found: Vec<_> = connections
            .iter()
            .map(|it| (it.name.as_str(), &it.is_routed_from_cache, &it.is_routed_back))
            .collect();
        assert_eq!(found, [("pcx-1", &known(true), &known(true))]);
    }
}

#[test]
fn a_way_back_that_was_not_read_is_unknown() {
    let back = |inventory: &Inventory| {
        let vpc = link(inventory).vpc.known().expect("is known").clone();
        all(&vpc.peering_connections)[0].is_routed_back.clone()
    };
    let mut inventory = peered();
    inventory.route_tables[1].attributes.routes = known(vec![]);
    assert_eq!(back(&inventory), known(false));
    deny(&mut inventory, US, ResourceList::RouteTables);
    let reason = denied(ResourceList::RouteTables);
    assert_eq!(back(&inventory), Attribute::Unknown(reason));
    let mut inventory = peered();
    inventory.route_tables.remove(1);
    assert!(back(&inventory).is_unknown(), "every VPC has a table");
}

#[test]
fn lists_of_the_network_leave_what_they_tell_unknown() {
    use ResourceList::{RouteTables, Subnets, VpcPeeringConnections, Vpcs};
    for (list, paths) in [
        (Subnets, &[".subnets[]", ".vpc"][..]),
        (Vpcs, &[".vpc.is_default", ".vpc.cidr_blocks"]),
        (RouteTables, &[".subnets[].route_table", ".subnets[].ipv4_route_class"]),
        (VpcPeeringConnections, &[".vpc.peering_connections[]"]),
    ] {
        let mut inventory = peered();
        match list {
            Subnets => inventory.subnets.clear(),
            Vpcs => inventory.vpcs.clear(),
            RouteTables => {}
            _ => inventory.vpc_peering_connections.clear(),
        }
        deny(&mut inventory, EU, list);
        let found = unknown(&link(&inventory));
        let Reason::AccessDenied(detail) = denied(list) else { panic!("is a denial") };
        for path in paths {
            assert!(found.contains(&((*path).to_owned(), detail.clone())), "{path}: {found:?}");
        }
    }
}

#[test]
fn an_association_that_was_read_counts_though_others_were_not() {
    let mut inventory = peered();
    let association =
        RouteTableAssociation { route_table_id: id("rtb-1"), subnet_id: id("subnet-1") };
    inventory.route_table_associations.push(at(EU, "rtbassoc-1", association));
    deny(&mut inventory, EU, ResourceList::RouteTables);
    assert_eq!(all(&link(&inventory).subnets)[0].route_table, text("rtb-1"));
}

#[test]
fn a_prefix_list_that_was_not_read_has_unknown_ranges() {
    let mut inventory = account(&[EU]);
    let rule = SecurityGroupRule {
        ip_protocol: text("tcp"),
        from_port: known(6379),
        to_port: known(6379),
        description: Attribute::Unset,
        peer: known(Peer::PrefixList(Reference::Id("pl-1".into()))),
    };
    let group = SecurityGroup {
        group_name: text("orders"),
        vpc_id: id("vpc-1"),
        ingress: known(vec![known(rule)]),
        egress: known(vec![]),
    };
    inventory.security_groups.push(at(EU, "sg-1", group));
    deny(&mut inventory, EU, ResourceList::PrefixLists);
    let peer = all(&link(&inventory).ingress)[0].peer.clone();
    assert_eq!(peer.cidr_blocks, Attribute::Unknown(denied(ResourceList::PrefixLists)));
}

#[test]
fn a_plan_of_backups_is_that_of_the_region() {
    let mut inventory = account(&[EU]);
    let selection = BackupSelection { backup_plan_id: id("plan"), ..BackupSelection::default() };
    inventory.backup_selections.push(at(EU, "selection", selection));
    inventory.backup_plans.push(at(US, "plan", BackupPlan::default()));
    deny(&mut inventory, EU, ResourceList::BackupPlans);
    let linker = Linker::new(&inventory);
    let SubjectBody::BackupSelection(found) = linker.link(SubjectKey::BackupSelection(0)).body
    else {
        panic!("is a selection")
    };
    assert_eq!(found.backup_plan, Attribute::Unknown(denied(ResourceList::BackupPlans)));
}
