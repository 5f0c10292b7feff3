//! The golden cases: small systems, each with the verdict that arithmetic and AWS's documentation give it.

use std::collections::BTreeMap;

use cache_audit::collect::read;
use cache_audit::finding::Verdict::{self, Fail, Pass};
use cache_audit::policy::PolicyOverride;
use serde_json::{Map, Value, json};

use crate::support::*;

/// A resource that the plan creates: type, name and arguments.
type Created = (&'static str, &'static str, Value);

fn plan(resources: &[Created]) -> String {
    let changes: Vec<Value> = resources
        .iter()
        .map(|(resource_type, name, after)| {
            json!({
                "address": format!("{resource_type}.{name}"),
                "mode": "managed",
                "type": resource_type,
                "name": name,
                "change": {"actions": ["create"], "before": null, "after": after, "after_unknown": {}},
            })
        })
        .collect();
    let plan = json!({
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "resource_changes": changes,
        "configuration": {"root_module": {}},
    });
    plan.to_string()
}

/// A replication group of one node, with other arguments.
fn group(arguments: Value) -> Created {
    let mut after = json!({
        "replication_group_id": "orders",
        "engine": "redis",
        "engine_version": "7.1",
        "node_type": "cache.t4g.small",
        "num_cache_clusters": 1,
        "port": 6379,
    });
    if let (Value::Object(after), Value::Object(arguments)) = (&mut after, arguments) {
        after.extend(arguments);
    }
    ("aws_elasticache_replication_group", "orders", after)
}

/// The verdict of `policy` with `parameters` on the one cache of `resources`.
fn verdict(resources: &[Created], policy: &str, parameters: &Value) -> Option<Verdict> {
    let inventory = read(&mut plan(resources).as_bytes(), "plan.json").expect("is a plan");
    let policy = &BUNDLE.policy(policy).expect("is a policy").id;
    let change = PolicyOverride {
        enabled: Some(true),
        parameters: parameters.as_object().cloned().unwrap_or_else(Map::new),
        ..PolicyOverride::default()
    };
    let set = BUNDLE.resolve("baseline", &BTreeMap::from([(policy.clone(), change)]));
    let audit = audit(&inventory, &[set.expect("has these parameters")]);
    assert_eq!(audit.failures, []);
    let mut verdicts = audit.subjects.iter().filter_map(|subject| subject.verdicts.get(policy));
    let found = verdicts.next().copied();
    assert_eq!(verdicts.next(), None, "there is one subject");
    found
}

/// An alarm: metric, statistic, period, evaluation periods, datapoints, operator and threshold.
struct Alarm(&'static str, &'static str, u32, u32, Option<u32>, &'static str, f64);

impl Alarm {
    fn on(&self, node: &str) -> Created {
        let Self(metric, statistic, period, periods, datapoints, operator, threshold) = self;
        let after = json!({
            "alarm_name": "orders",
            "namespace": "AWS/ElastiCache",
            "metric_name": metric,
            "statistic": statistic,
            "period": period,
            "evaluation_periods": periods,
            "datapoints_to_alarm": datapoints,
            "comparison_operator": operator,
            "threshold": threshold,
            "dimensions": {"CacheClusterId": node},
        });
        ("aws_cloudwatch_metric_alarm", "orders", after)
    }
}

#[test]
fn alarms_are_compared_by_rate_and_duration() {
    const ABOVE: &str = "GreaterThanThreshold";
    const NOT_BELOW: &str = "GreaterThanOrEqualToThreshold";
    let required = |compare: &str| {
        json!({"compare": compare, "alarms": [
            {"metrics": ["CPUUtilization"], "comparison": "above", "threshold": 80, "duration_seconds": 300},
            {"metrics": ["Evictions"], "comparison": "above", "threshold": 100, "per_minute": true,
             "duration_seconds": 60},
        ]})
    };
    // The alarm, then whether it is too lax and too slow: exactly, and at least.
    let cases = [
        ("a", Alarm("Evictions", "Sum", 60, 1, None, ABOVE, 100.0), [Pass, Pass], [Pass, Pass]),
        // The same rate, later.
        ("b", Alarm("Evictions", "Sum", 300, 1, None, ABOVE, 500.0), [Pass, Pass], [Fail, Fail]),
        ("c", Alarm("Evictions", "Average", 60, 1, None, ABOVE, 100.0), [Pass, Pass], [Pass, Pass]),
        (
            "d, one period",
            Alarm("CPUUtilization", "Average", 300, 1, None, ABOVE, 80.0),
            [Pass, Pass],
            [Pass, Pass],
        ),
        (
            "d, five periods",
            Alarm("CPUUtilization", "Average", 60, 5, None, ABOVE, 80.0),
            [Pass, Pass],
            [Pass, Pass],
        ),
        (
            "d, three of five",
            Alarm("CPUUtilization", "Average", 60, 5, Some(3), ABOVE, 80.0),
            [Pass, Pass],
            [Fail, Pass],
        ),
        (
            "f",
            Alarm("CPUUtilization", "Average", 300, 1, None, NOT_BELOW, 80.0),
            [Pass, Pass],
            [Pass, Pass],
        ),
        (
            "laxer",
            Alarm("CPUUtilization", "Average", 300, 1, None, ABOVE, 80.5),
            [Fail, Fail],
            [Pass, Pass],
        ),
        (
            "stricter",
            Alarm("CPUUtilization", "Average", 300, 1, None, ABOVE, 70.0),
            [Fail, Pass],
            [Pass, Pass],
        ),
    ];
    for (name, alarm, lax, slow) in cases {
        let resources = [group(json!({})), alarm.on("orders-001")];
        for (at, compare) in ["exact", "at_least"].into_iter().enumerate() {
            let found = verdict(&resources, "alarm-too-lax", &required(compare));
            assert_eq!(found, Some(lax[at]), "{name}: lax, {compare}");
            // Whether an alarm that is too lax is slow as well, nobody asks.
            if lax[at] == Pass {
                let found = verdict(&resources, "alarm-too-slow", &required(compare));
                assert_eq!(found, Some(slow[at]), "{name}: slow, {compare}");
            }
        }
    }
    // A fifth of the rate in five minutes: strict enough, but late.
    let late = Alarm("Evictions", "Sum", 300, 1, None, ABOVE, 100.0);
    let resources = [group(json!({})), late.on("orders-001")];
    assert_eq!(verdict(&resources, "alarm-too-lax", &required("exact")), Some(Fail));
    assert_eq!(verdict(&resources, "alarm-too-lax", &required("at_least")), Some(Pass));
    assert_eq!(verdict(&resources, "alarm-too-slow", &required("at_least")), Some(Fail));
}

#[test]
fn the_id_of_a_group_is_no_node() {
    let alarm = Alarm("EngineCPUUtilization", "Average", 60, 5, None, "GreaterThanThreshold", 80.0);
    let two = || group(json!({"num_cache_clusters": 2}));
    for (dimension, unmatched, uncovered) in
        [("orders", Fail, Fail), ("orders-001", Pass, Fail), ("orders-003", Fail, Fail)]
    {
        let resources = [two(), alarm.on(dimension)];
        let required = json!({"alarms": [{"metrics": ["EngineCPUUtilization"], "comparison": "above",
            "threshold": 80, "duration_seconds": 300}]});
        assert_eq!(
            verdict(&resources, "alarm-node-not-covered", &required),
            Some(uncovered),
            "{dimension}"
        );
        if dimension != "orders-003" {
            let found = verdict(&resources, "alarm-dimension-unmatched", &json!({}));
            assert_eq!(found, Some(unmatched), "{dimension}");
        }
    }
}

#[test]
fn windows_overlap_across_midnight_and_the_end_of_the_week() {
    for (backup, maintenance, expected) in [
        ("23:30-00:30", "mon:00:00-mon:01:00", Fail),
        ("03:00-04:00", "sun:05:00-sun:06:00", Pass),
        ("04:30-05:30", "sun:05:00-sun:06:00", Fail),
        // One begins when the other ends.
        ("04:00-05:00", "sun:05:00-sun:06:00", Pass),
        ("06:00-07:00", "sun:05:00-sun:06:00", Pass),
        ("00:00-01:00", "sun:23:30-mon:00:30", Fail),
        ("22:00-23:00", "sat:23:30-sun:00:30", Pass),
        ("12:00-13:00", "tue:00:00-wed:00:00", Fail),
    ] {
        let cache = group(json!({
            "snapshot_retention_limit": 7,
            "snapshot_window": backup,
            "maintenance_window": maintenance,
        }));
        let found = verdict(&[cache], "windows-overlap", &json!({}));
        assert_eq!(found, Some(expected), "{backup} {maintenance}");
    }
}

/// A cache in one subnet of 10.0.0.0/16 behind a group with one ingress rule.
fn behind(rule: &Value) -> [Created; 5] {
    [
        group(json!({"subnet_group_name": "orders", "security_group_ids": ["sg-1"]})),
        (
            "aws_elasticache_subnet_group",
            "orders",
            json!({"name": "orders", "subnet_ids": ["subnet-1"]}),
        ),
        (
            "aws_subnet",
            "orders",
            json!({"id": "subnet-1", "vpc_id": "vpc-1", "cidr_block": "10.0.1.0/24"}),
        ),
        (
            "aws_vpc",
            "orders",
            json!({"id": "vpc-1", "cidr_block": "10.0.0.0/16", "ipv6_cidr_block": "",
                "assign_generated_ipv6_cidr_block": false}),
        ),
        (
            "aws_security_group",
            "orders",
            json!({"id": "sg-1", "name": "orders", "vpc_id": "vpc-1", "ingress": [rule], "egress": []}),
        ),
    ]
}

fn tcp(from: u16, to: u16, ranges: &[&str]) -> Value {
    json!({"protocol": "tcp", "from_port": from, "to_port": to, "cidr_blocks": ranges,
        "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": false})
}

#[test]
fn ranges_are_compared_by_what_they_hold() {
    for (ranges, expected) in [
        (&["10.0.0.0/16"][..], Pass),
        (&["10.0.0.0/8"], Fail),
        (&["10.0.0.0/17", "10.0.128.0/17"], Pass),
        (&["10.1.0.0/16"], Fail),
    ] {
        let found =
            verdict(&behind(&tcp(6379, 6379, ranges)), "ingress-from-outside-vpc", &json!({}));
        assert_eq!(found, Some(expected), "{ranges:?}");
    }
    for (ranges, expected) in [
        (&["0.0.0.0/0"][..], Fail),
        // Together they are the whole internet.
        (&["0.0.0.0/1", "128.0.0.0/1"], Fail),
        (&["10.0.0.0/16"], Pass),
    ] {
        let rule = tcp(6379, 6379, ranges);
        let wide = verdict(&behind(&rule), "ingress-from-world", &json!({}));
        let or_wide = verdict(&behind(&rule), "ingress-cidr-too-wide", &json!({}));
        let found = if wide == Some(Fail) || or_wide == Some(Fail) { Fail } else { Pass };
        assert_eq!(found, expected, "{ranges:?}: {wide:?} {or_wide:?}");
    }
}

#[test]
fn only_rules_that_reach_the_port_count() {
    let world = ["0.0.0.0/0"];
    for (from, to, expected) in [
        (6379, 6379, Fail),
        (6000, 6999, Fail),
        (0, 65535, Fail),
        (22, 22, Pass),
        (6380, 6999, Pass),
    ] {
        let found = verdict(&behind(&tcp(from, to, &world)), "ingress-from-world", &json!({}));
        assert_eq!(found, Some(expected), "{from}-{to}");
    }
    let every_port = json!({"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": [],
        "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": ["sg-2"], "self": false});
    assert_eq!(verdict(&behind(&every_port), "ingress-all-ports", &json!({})), Some(Fail));
    assert_eq!(verdict(&behind(&every_port), "ingress-from-world", &json!({})), Some(Pass));
    let datagrams = json!({"protocol": "udp", "from_port": 6379, "to_port": 6379, "cidr_blocks": world,
        "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": false});
    assert_eq!(verdict(&behind(&datagrams), "ingress-from-world", &json!({})), Some(Pass));
}

#[test]
fn versions_are_compared_by_number() {
    for (version, required, expected) in [
        ("7.0", "7.0", Pass),
        ("7.0.7", "7.0", Pass),
        ("7.1", "7.0", Fail),
        ("7.10", "7.1", Fail),
        ("6.2", "7.0", Fail),
    ] {
        let cache = group(json!({"engine_version": version}));
        let found = verdict(&[cache], "engine-version-not-required", &json!({"version": required}));
        assert_eq!(found, Some(expected), "{version} for {required}");
    }
    for (version, expected) in [("7.9", Fail), ("7.10", Pass), ("8.0", Pass)] {
        let cache = group(json!({"engine": "valkey", "engine_version": version}));
        let floor = json!({"minimum": {"valkey": "7.10"}});
        let found = verdict(&[cache], "engine-version-below-floor", &floor);
        assert_eq!(found, Some(expected), "{version}");
    }
}
