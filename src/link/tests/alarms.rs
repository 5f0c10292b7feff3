//! What alarms watch, what they compare, and whom they tell.

use super::*;
use crate::link::subject::{AlarmKind, Watched};

fn metric(dimensions: &[(&str, Attribute<Reference>)]) -> AlarmMetric {
    AlarmMetric {
        id: Attribute::Unset,
        expression: Attribute::Unset,
        return_data: Attribute::Unset,
        namespace: text("AWS/ElastiCache"),
        metric_name: text("CPUUtilization"),
        dimensions: known(
            dimensions.iter().map(|(name, value)| (name.to_string(), value.clone())).collect(),
        ),
        statistic: text("Average"),
        period: known(60),
    }
}

fn expression(text_of_it: &str) -> AlarmMetric {
    AlarmMetric {
        id: text("e"),
        expression: text(text_of_it),
        return_data: known(true),
        namespace: Attribute::Unset,
        metric_name: Attribute::Unset,
        dimensions: Attribute::Unset,
        statistic: Attribute::Unset,
        period: Attribute::Unset,
    }
}

fn alarm(at: &str, metrics: Vec<AlarmMetric>) -> Resource<MetricAlarm> {
    let settings = MetricAlarm {
        alarm_name: text(at),
        metrics: known(metrics),
        comparison_operator: text("GreaterThanThreshold"),
        threshold: known(80.0),
        threshold_metric_id: Attribute::Unset,
        evaluation_periods: known(5),
        datapoints_to_alarm: Attribute::Unset,
        treat_missing_data: text("missing"),
        actions_enabled: known(true),
        alarm_actions: known(Vec::new()),
        state_value: Attribute::Unset,
        state_transitioned_timestamp: Attribute::Unset,
    };
    new(at, settings)
}

/// An alarm on one value of `CacheClusterId`.
fn on_cluster(value: Attribute<Reference>) -> Resource<MetricAlarm> {
    alarm("alarm", vec![metric(&[("CacheClusterId", value)])])
}

/// A group of two nodes with these alarms.
fn watched(alarms: Vec<Resource<MetricAlarm>>) -> Inventory {
    Inventory { metric_alarms: alarms, ..inventory(vec![group(2)]) }
}

fn only_alarm(inventory: &Inventory) -> LinkedAlarm {
    let alarms = all(&link(inventory).alarms);
    assert_eq!(alarms.len(), 1);
    alarms[0].clone()
}

/// What is watched, which nodes, and the value that names none.
type Target = (Attribute<Watched>, Attribute<Vec<String>>, Attribute<String>);

fn target(inventory: &Inventory) -> Target {
    let alarm = only_alarm(inventory);
    (alarm.watches, alarm.nodes, alarm.unmatched_dimension)
}

fn nodes(ids: &[&str]) -> Attribute<Vec<String>> {
    known(ids.iter().map(|id| id.to_string()).collect())
}

#[test]
fn dimensions_pick_out_nodes_and_caches() {
    let both = || nodes(&["orders-001", "orders-002"]);
    let nothing = |value: &str| (known(Watched::Nothing), nodes(&[]), text(value));
    type Dimensions = Vec<(&'static str, Attribute<Reference>)>;
    let cases: Vec<(Dimensions, Target)> = vec![
        (
            vec![("CacheClusterId", id("orders-002"))],
            (known(Watched::Node), nodes(&["orders-002"]), Attribute::Unset),
        ),
        (
            vec![("CacheClusterId", id("orders-001")), ("CacheNodeId", id("0001"))],
            (known(Watched::Node), nodes(&["orders-001"]), Attribute::Unset),
        ),
        // Golden case "alarm e".
        (vec![("CacheClusterId", id("orders"))], nothing("orders")),
        (vec![("CacheClusterId", id("orders-003"))], nothing("orders-003")),
        (
            vec![("ReplicationGroupId", id("orders"))],
            (known(Watched::Cache), both(), Attribute::Unset),
        ),
        (
            vec![("ReplicationGroupId", attribute_of(GROUP, "id"))],
            (known(Watched::Cache), both(), Attribute::Unset),
        ),
        (vec![], (known(Watched::Account), nodes(&[]), Attribute::Unset)),
    ];
    for (dimensions, expected) in cases {
        let inventory = watched(vec![alarm("alarm", vec![metric(&dimensions)])]);
        assert_eq!(target(&inventory), expected, "{dimensions:?}");
        assert_eq!(stray_alarms(&inventory), [], "{dimensions:?}");
    }
}

#[test]
fn a_role_watches_the_cache_but_nobody_knows_which_node() {
    let dimensions = [("ReplicationGroupId", id("orders")), ("Role", id("Primary"))];
    let (watches, nodes, _) = target(&watched(vec![alarm("alarm", vec![metric(&dimensions)])]));
    assert_eq!(watches, known(Watched::Cache));
    assert!(nodes.is_unknown());
}

#[test]
fn a_member_that_is_read_by_position_is_some_node() {
    let inventory = watched(vec![on_cluster(attribute_of(GROUP, "member_clusters"))]);
    let (watches, nodes, unmatched) = target(&inventory);
    assert_eq!(watches, known(Watched::Node));
    assert!(nodes.is_unknown());
    assert!(unmatched.is_unset());
}

#[test]
fn the_id_of_a_group_in_a_template_may_become_a_node() {
    for attribute in ["id", "replication_group_id"] {
        let inventory = watched(vec![on_cluster(attribute_of(GROUP, attribute))]);
        let (watches, nodes, unmatched) = target(&inventory);
        assert!(watches.is_unknown() && nodes.is_unknown() && unmatched.is_unknown());
    }
}

/// What is called by `address` with `suffix` behind it.
fn suffixed(address: &str, suffix: &str) -> Attribute<Reference> {
    known(Reference::Address(Symbol { suffix: Some(suffix.into()), ..Symbol::new(address, None) }))
}

#[test]
fn text_behind_a_group_without_an_id_names_its_nodes() {
    let node = |number: u32| {
        let key = format!("{GROUP}#0001-{number:03}");
        (known(Watched::Node), known(vec![key]), Attribute::Unset)
    };
    let nothing = |name: &str| (known(Watched::Nothing), nodes(&[]), text(name));
    let cases = [
        ("-001", node(1)),
        ("-002", node(2)),
        ("-003", nothing(&format!("{GROUP}-003"))),
        ("-0001-001", nothing(&format!("{GROUP}-0001-001"))),
        ("", nothing(GROUP)),
    ];
    for (suffix, expected) in cases {
        let mut inventory = watched(vec![on_cluster(suffixed(GROUP, suffix))]);
        inventory.caches[0].id = later();
        assert_eq!(target(&inventory), expected, "{suffix:?}");
    }
}

#[test]
fn nobody_knows_the_node_of_a_group_whose_cluster_mode_is_unknown() {
    let mut inventory = watched(vec![on_cluster(suffixed(GROUP, "-001"))]);
    inventory.caches[0].id = later();
    inventory.caches[0].attributes.cluster_mode = later();
    assert!(target(&inventory).1.is_unknown());
}

#[test]
fn a_node_beyond_an_unknown_number_is_unknown() {
    let mut inventory = watched(vec![on_cluster(id("orders-003"))]);
    inventory.caches[0].attributes.num_cache_nodes = later();
    inventory.caches[0].attributes.replicas_per_node_group = later();
    let (watches, nodes, unmatched) = target(&inventory);
    assert!(watches.is_unknown() && nodes.is_unknown() && unmatched.is_unknown());
}

#[test]
fn clusters_are_watched_by_id_and_address() {
    let single = || named("single", "single", cache(CacheKind::CacheCluster));
    for value in [id("single"), attribute_of("single", "cluster_id"), address("single")] {
        let inventory =
            Inventory { metric_alarms: vec![on_cluster(value)], ..inventory(vec![single()]) };
        assert_eq!(
            target(&inventory),
            (known(Watched::Node), nodes(&["single"]), Attribute::Unset)
        );
    }
}

#[test]
fn a_memcached_cluster_is_watched_as_a_whole_or_by_node() {
    let memcached = Cache {
        engine: known(Engine::Memcached),
        num_cache_nodes: known(2),
        ..cache(CacheKind::CacheCluster)
    };
    let caches = vec![named("m", "many", memcached)];
    let cases = [
        (None, (known(Watched::Cache), nodes(&["0001", "0002"]), Attribute::Unset)),
        (Some("0002"), (known(Watched::Node), nodes(&["0002"]), Attribute::Unset)),
        (Some("0003"), (known(Watched::Nothing), nodes(&[]), text("0003"))),
    ];
    for (node, expected) in cases {
        let mut dimensions = vec![("CacheClusterId", id("many"))];
        dimensions.extend(node.map(|node| ("CacheNodeId", id(node))));
        let metric_alarms = vec![alarm("alarm", vec![metric(&dimensions)])];
        let inventory = Inventory { metric_alarms, ..inventory(caches.clone()) };
        assert_eq!(target(&inventory), expected);
    }
}

#[test]
fn an_alarm_on_a_member_with_its_own_resource_watches_the_group() {
    let member = Cache { replication_group_id: address(GROUP), ..cache(CacheKind::CacheCluster) };
    let mut inventory = watched(vec![on_cluster(address("extra"))]);
    inventory.caches.push(named("extra", "orders-extra", member));
    let expected = (known(Watched::Node), nodes(&["orders-extra"]), Attribute::Unset);
    assert_eq!(target(&inventory), expected);
}

#[test]
fn an_alarm_that_may_watch_any_cache_is_an_unknown_alarm_of_each() {
    let mut unknown_dimensions = on_cluster(later());
    assert_eq!(counts(&link(&watched(vec![unknown_dimensions.clone()])).alarms), (0, 1));
    unknown_dimensions.attributes.metrics = later();
    let inventory = watched(vec![unknown_dimensions]);
    assert_eq!(counts(&link(&inventory).alarms), (0, 1));
    assert_eq!(stray_alarms(&inventory), []);
}

#[test]
fn candidates_are_unknown_alarms_of_each_candidate() {
    let single = |at: &str| named(at, at, cache(CacheKind::CacheCluster));
    let inventory = Inventory {
        metric_alarms: vec![on_cluster(one_of(&["a", "b"]))],
        ..inventory(vec![single("a"), single("b"), single("c")])
    };
    let found = [0, 1, 2].map(|at| counts(&link_at(&inventory, at).alarms));
    assert_eq!(found, [(0, 1), (0, 1), (0, 0)]);
    assert_eq!(stray_alarms(&inventory), []);
}

#[test]
fn a_name_that_two_files_use_means_the_cache_of_the_same_file() {
    let in_file = |file: &str, mut cache: Resource<Cache>| {
        cache.origin.file = file.into();
        cache
    };
    let mut inventory = watched(vec![on_cluster(id("orders-001"))]);
    inventory.caches = vec![in_file("eu.json", group(2)), in_file("us.json", group(2))];
    let found = |inventory: &Inventory| [0, 1].map(|at| counts(&link_at(inventory, at).alarms));
    assert_eq!(found(&inventory), [(0, 1), (0, 1)], "it may be either");
    inventory.metric_alarms[0].origin.file = "us.json".into();
    assert_eq!(found(&inventory), [(0, 0), (1, 0)]);
    assert_eq!(stray_alarms(&inventory), []);
}

#[test]
fn an_alarm_on_nothing_is_a_subject_and_certain_only_where_the_cache_is_deleted() {
    let mut inventory = watched(vec![on_cluster(id("gone-001"))]);
    assert_eq!(counts(&link(&inventory).alarms), (0, 0));
    let stray = stray_alarms(&inventory);
    assert_eq!(stray.len(), 1);
    assert!(stray[0].unmatched_dimension.is_unknown() && stray[0].watches.is_unknown());

    let mut gone = named("aws_elasticache_replication_group.gone", "gone", group(1).attributes);
    gone.change.action = Action::Delete;
    inventory.removed_caches = vec![gone];
    let stray = stray_alarms(&inventory);
    assert_eq!(stray[0].unmatched_dimension, text("gone-001"));
    assert_eq!(stray[0].watches, known(Watched::Nothing));
}

#[test]
fn alarms_of_other_services_are_nobodys() {
    let mut other = metric(&[("InstanceId", id("i-1"))]);
    other.namespace = text("AWS/EC2");
    let inventory = watched(vec![alarm("alarm", vec![other])]);
    assert_eq!(counts(&link(&inventory).alarms), (0, 0));
    assert_eq!(stray_alarms(&inventory), []);
}

#[test]
fn metric_math_watches_what_all_its_metrics_watch() {
    let both = vec![
        metric(&[("CacheClusterId", id("orders-001"))]),
        metric(&[("CacheClusterId", id("orders-002"))]),
        expression("MAX([a, b])"),
    ];
    let mut inventory = watched(vec![alarm("alarm", both)]);
    let alarm = only_alarm(&inventory);
    assert_eq!(alarm.kind, AlarmKind::MetricMath);
    assert_eq!(alarm.nodes, nodes(&["orders-001", "orders-002"]));
    assert_eq!(alarm.watches, known(Watched::Node));
    assert_eq!(alarm.metric_name, text("CPUUtilization"));
    assert!(alarm.threshold_per_minute.is_unknown());

    if let Attribute::Known(metrics) = &mut inventory.metric_alarms[0].attributes.metrics {
        metrics[1].metric_name = text("Evictions");
    }
    assert!(only_alarm(&inventory).metric_name.is_unset());
}

#[test]
fn a_search_may_find_any_node() {
    let search = expression("MAX(SEARCH('{AWS/ElastiCache,CacheClusterId}', 'Average'))");
    let inventory = watched(vec![alarm("alarm", vec![search.clone()])]);
    assert_eq!(counts(&link(&inventory).alarms), (0, 1));
    let known_too = vec![metric(&[("CacheClusterId", id("orders-001"))]), search];
    assert!(only_alarm(&watched(vec![alarm("alarm", known_too)])).nodes.is_unknown());
}

#[test]
fn anomaly_detection_has_no_threshold() {
    let mut alarm = on_cluster(id("orders-001"));
    alarm.attributes.threshold_metric_id = text("band");
    alarm.attributes.comparison_operator = text("LessThanLowerOrGreaterThanUpperThreshold");
    let linked = only_alarm(&watched(vec![alarm]));
    assert_eq!(linked.kind, AlarmKind::AnomalyDetection);
    assert!(linked.threshold.is_unset() && linked.threshold_per_minute.is_unset());
    assert!(linked.direction.is_unset());
}

/// Golden cases "alarm a" to "alarm d", as far as linking goes.
#[test]
fn rate_and_duration_follow_from_statistic_period_and_datapoints() {
    // statistic, period, evaluation periods, datapoints, threshold, rate, duration
    let cases = [
        ("Sum", 60, 1, None, 100.0, 100.0, 60),
        ("Sum", 300, 1, None, 500.0, 100.0, 300),
        ("Sum", 300, 1, None, 100.0, 20.0, 300),
        ("Average", 60, 1, None, 100.0, 100.0, 60),
        ("Average", 60, 5, None, 80.0, 80.0, 300),
        ("Average", 300, 1, None, 80.0, 80.0, 300),
        ("Average", 60, 5, Some(3), 80.0, 80.0, 180),
    ];
    for (statistic, period, periods, datapoints, threshold, rate, duration) in cases {
        let mut metric = metric(&[("CacheClusterId", id("orders-001"))]);
        metric.statistic = text(statistic);
        metric.period = known(period);
        let mut alarm = alarm("alarm", vec![metric]);
        alarm.attributes.evaluation_periods = known(periods);
        alarm.attributes.datapoints_to_alarm = datapoints.map_or(Attribute::Unset, known);
        alarm.attributes.threshold = known(threshold);
        let linked = only_alarm(&watched(vec![alarm]));
        assert_eq!(linked.threshold_per_minute, known(rate), "{statistic} {period}");
        assert_eq!(linked.duration, known(duration), "{statistic} {period} {datapoints:?}");
    }
}

#[test]
fn the_operator_tells_which_side_breaches() {
    for (operator, side) in [
        ("GreaterThanThreshold", "above"),
        ("GreaterThanOrEqualToThreshold", "above"),
        ("LessThanThreshold", "below"),
        ("LessThanOrEqualToThreshold", "below"),
    ] {
        let mut alarm = on_cluster(id("orders-001"));
        alarm.attributes.comparison_operator = text(operator);
        assert_eq!(only_alarm(&watched(vec![alarm])).direction, text(side));
    }
}

const TOPIC: &str = "arn:aws:sns:eu-west-1:123456789012:ops";

/// A silent alarm on a node, a topic with one confirmed listener, and a composite with this rule.
fn with_composite(rule: Attribute<String>) -> Inventory {
    let mut inventory = watched(vec![on_cluster(id("orders-001"))]);
    let topic = Topic { name: text("ops"), kms_master_key_id: Attribute::Unset };
    inventory.topics = vec![Resource { arn: text(TOPIC), ..new("topic", topic) }];
    let subscription = TopicSubscription {
        topic_arn: address("topic"),
        protocol: text("https"),
        pending_confirmation: known(false),
    };
    inventory.topic_subscriptions = vec![new("subscription", subscription)];
    let composite = CompositeAlarm {
        alarm_name: text("any"),
        alarm_rule: rule,
        alarms: Attribute::Unset,
        actions_enabled: known(true),
        alarm_actions: known(vec![id(TOPIC)]),
    };
    inventory.composite_alarms = vec![new("composite", composite)];
    inventory
}

#[test]
fn a_composite_acts_for_the_alarms_that_any_of_its_rule_names() {
    let alarm = only_alarm(&with_composite(text(r#"ALARM("other") OR ALARM("alarm")"#)));
    assert_eq!(alarm.composites, ["any"]);
    let actions = alarm.actions.known().expect("they are known");
    assert_eq!(actions[0].service, text("sns"));
    let topic = actions[0].topic.known().expect("it is a topic");
    assert_eq!(topic.name, "ops");
    assert_eq!(topic.subscriptions.known().map(Vec::len), Some(1));
}

#[test]
fn a_composite_that_may_keep_silent_leaves_a_silent_alarm_unknown() {
    let alarm = only_alarm(&with_composite(text("ALARM(alarm) AND ALARM(other)")));
    assert_eq!(alarm.composites, ["any"]);
    assert!(alarm.actions.is_unknown());

    let mut loud = with_composite(text("ALARM(alarm) AND ALARM(other)"));
    loud.metric_alarms[0].attributes.alarm_actions = known(vec![id(TOPIC)]);
    assert_eq!(only_alarm(&loud).actions.known().map(Vec::len), Some(1));

    let mut unknown = with_composite(later());
    unknown.composite_alarms[0].attributes.alarms = later();
    assert!(only_alarm(&unknown).actions.is_unknown());
}

#[test]
fn a_composite_of_other_alarms_changes_nothing() {
    let alarm = only_alarm(&with_composite(text("ALARM(other)")));
    assert!(alarm.composites.is_empty());
    assert_eq!(alarm.actions, known(Vec::new()));
}

#[test]
fn composites_of_composites_act_as_well() {
    let mut inventory = with_composite(text("ALARM(inner)"));
    let mut inner = inventory.composite_alarms[0].clone();
    inner.address = "inner".into();
    inner.attributes.alarm_name = text("inner");
    inner.attributes.alarm_rule = text("ALARM(alarm) OR ALARM(any)");
    inner.attributes.alarm_actions = Attribute::Unset;
    inventory.composite_alarms.push(inner);
    let alarm = only_alarm(&inventory);
    assert_eq!(alarm.composites, ["any", "inner"]);
    assert_eq!(alarm.actions.known().map(Vec::len), Some(1));
}

#[test]
fn disabled_actions_count_only_where_a_composite_acts() {
    let mut inventory = with_composite(text("ALARM(alarm)"));
    inventory.metric_alarms[0].attributes.actions_enabled = known(false);
    assert_eq!(only_alarm(&inventory).actions_enabled, known(true));
    inventory.composite_alarms.clear();
    assert_eq!(only_alarm(&inventory).actions_enabled, known(false));
}

#[test]
fn actions_are_known_by_arn_and_address() {
    let unread =
        Symbol { service: Some("sns".into()), ..Symbol::new("aws_sns_topic.unread", None) };
    let cases = [
        (id(TOPIC), text("sns"), true),
        (known(Reference::Address(unread)), text("sns"), true),
        (id("arn:aws:lambda:eu-west-1:123456789012:function:f"), text("lambda"), false),
    ];
    for (action, service, is_topic) in cases {
        let mut inventory = watched(vec![on_cluster(id("orders-001"))]);
        inventory.metric_alarms[0].attributes.alarm_actions = known(vec![action.clone()]);
        let actions = only_alarm(&inventory).actions.known().expect("they are known").clone();
        assert_eq!(actions[0].service, service, "{action:?}");
        match &actions[0].topic {
            Attribute::Known(topic) => assert!(is_topic && topic.subscriptions.is_unknown()),
            topic => assert!(!is_topic && topic.is_unset()),
        }
    }
    let mut inventory = watched(vec![on_cluster(id("orders-001"))]);
    inventory.metric_alarms[0].attributes.alarm_actions = known(vec![later()]);
    let actions = only_alarm(&inventory).actions.known().expect("there is one").clone();
    assert!(actions[0].service.is_unknown() && actions[0].topic.is_unknown());
}

#[test]
fn actions_are_known_by_the_service_that_the_source_tells() {
    let unknown = || Attribute::Unknown(Reason::UnresolvedReference("Target".to_owned()));
    let cases = [(Some("sns"), text("sns")), (Some("lambda"), text("lambda")), (None, unknown())];
    for (told, service) in cases {
        let symbol = Symbol { service: told.map(str::to_owned), ..Symbol::new("Target", None) };
        let mut inventory = watched(vec![on_cluster(id("orders-001"))]);
        inventory.metric_alarms[0].attributes.alarm_actions =
            known(vec![known(Reference::Address(symbol))]);
        let action = only_alarm(&inventory).actions.known().expect("there is one")[0].clone();
        assert_eq!(action.topic.is_unset(), told == Some("lambda"), "{told:?}");
        assert_eq!(action.service, service);
    }
}
