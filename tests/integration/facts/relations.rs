//! Alarms, logs, keys, users, tokens and tags.

use serde_json::{Value, json};

use super::{check, each, later, linked, unresolved};
use crate::support::named;

#[test]
fn alarms_know_what_they_watch() {
    let linked = linked("metric_math_alarm");
    let cache = named(&linked, "cache aws_elasticache_replication_group.cache");
    let alarms = cache["alarms"].as_array().expect("are known");
    let alarm = |name: &str| {
        alarms.iter().find(|alarm| alarm["name"] == name).unwrap_or_else(|| panic!("{name}"))
    };
    let facts = [
        ("cache-evictions", "kind", json!("metric_math")),
        ("cache-evictions", "metric_name", json!("Evictions")),
        ("cache-evictions", "nodes", json!(["cache-001", "cache-002"])),
        // The rule of the other composite is not known: an ARN in it is not.
        ("cache-evictions", "composites", json!(["cache"])),
        ("cache-hit-rate", "direction", json!("below")),
        // Two datapoints of three, five minutes each.
        ("cache-hit-rate", "duration", json!(600)),
        ("cache-hit-rate", "treat_missing_data", json!("notBreaching")),
        ("cache-hit-rate", "nodes", json!(["cache-001"])),
        ("cache-cpu-band", "kind", json!("anomaly_detection")),
        ("cache-cpu-band", "threshold", Value::Null),
    ];
    for (name, field, expected) in facts {
        assert_eq!(alarm(name)[field], expected, "{name} {field}");
    }
    check(
        "alarm_dimension_known_after_apply",
        &[(
            "cache aws_elasticache_replication_group.cache",
            "/alarms/0/nodes/$unknown/reason",
            json!("unresolved_reference"),
        )],
    );
}

#[test]
fn logs_keys_and_topics_are_linked() {
    check(
        "log_delivery",
        &[
            ("cache both", "/log_deliveries/0/log_type", json!("slow-log")),
            ("cache both", "/log_deliveries/0/retention_in_days", json!(30)),
            ("cache both", "/log_deliveries/1/destination_type", json!("kinesis-firehose")),
            ("cache both", "/kms_key/key_manager", json!("CUSTOMER")),
            ("cache both", "/notification_topic/name", json!("cache-events")),
            ("cache slow_only", "/kms_key/name", json!("alias/cache")),
            ("cache slow_only", "/kms_key/key_manager", json!("CUSTOMER")),
        ],
    );
}

#[test]
fn users_are_linked_directly_and_by_association() {
    let linked = linked("rbac_users");
    let users = |group: &str| {
        let cache = named(&linked, &format!("cache {group}"));
        let mut names = each(cache, "/user_groups/0/users", "/name");
        names.sort_by_key(Value::to_string);
        names
    };
    assert_eq!(users("open"), ["admin", "app", "open-default"]);
    assert_eq!(users("closed"), ["closed-default", "iam", "rotated"]);
}

#[test]
fn tokens_say_where_they_come_from_and_nothing_else() {
    let token = |source: &str| json!({"is_set": true, "source": source, "secret": null});
    let stored = |address: &str| {
        json!({"is_set": true, "source": "secret_reference",
            "secret": {"address": address, "attribute": "secret_string"}})
    };
    check(
        "auth_token_literal",
        &[
            ("cache literal", "/auth_token", token("literal")),
            ("cache by_variable", "/auth_token", token("parameter")),
            // Its default stands in the configuration, in clear.
            ("cache by_unmarked_variable", "/auth_token", token("literal")),
        ],
    );
    // A state holds the token and not the expression that made it.
    check(
        "auth_token_literal/state.json",
        &[
            ("cache literal", "/auth_token/is_set", json!(true)),
            ("cache literal", "/auth_token/source/$unknown/reason", json!("not_collected")),
        ],
    );
    check(
        "auth_token_from_secret",
        &[
            ("cache by_secret", "/auth_token", stored("aws_secretsmanager_secret_version.token")),
            ("cache by_secret", "/auth_token_secret/name", json!("redis/auth-token")),
            (
                "cache by_lookup",
                "/auth_token",
                stored("data.aws_secretsmanager_secret_version.existing"),
            ),
            ("cache by_lookup", "/auth_token_secret/name", json!("redis/existing")),
            ("cache by_random", "/auth_token", token("generated")),
            ("cache by_random", "/auth_token_secret", Value::Null),
        ],
    );
}

#[test]
fn tags_of_the_provider_are_inherited() {
    check(
        "default_tags",
        &[
            ("cache inherits", "/tags", json!({"Project": "shop", "Environment": "production"})),
            (
                "cache overrides",
                "/tags",
                json!({"Project": "shop", "Environment": "staging", "Team": "orders"}),
            ),
            ("cache unknown_tag", "/tags", later()),
        ],
    );
}

#[test]
fn backup_selections_know_their_plan_and_what_is_a_caches() {
    let orders = "aws_elasticache_replication_group.orders";
    check(
        "backup_selection",
        &[
            ("backup_selection written_arn", "/selection_name", json!("written-arn")),
            ("backup_selection written_arn", "/resources/0/kind", json!("elasticache")),
            ("backup_selection composed_arn", "/resources/0/kind", unresolved(orders)),
            (
                "backup_selection no_cache",
                "/resources",
                json!([{"name": "aws_sqs_queue.orders", "kind": "other"}]),
            ),
            ("backup_selection everything", "/resources", json!([{"name": "*", "kind": "other"}])),
            ("backup_selection everything", "/not_resources/0/kind", json!("elasticache")),
            ("backup_selection everything", "/has_conditions", json!(true)),
            ("backup_selection everything", "/has_list_of_tags", json!(false)),
            ("backup_selection by_tag", "/resources", json!([])),
            ("backup_selection by_tag", "/has_list_of_tags", json!(true)),
        ],
    );
    let linked = linked("backup_selection");
    let selection = named(&linked, "backup_selection created_cache");
    let mut resources = selection["resources"].as_array().expect("are known").clone();
    resources.sort_by_key(Value::to_string);
    assert_eq!(
        resources,
        [
            json!({"name": "orders", "kind": "elasticache"}),
            json!({"name": "aws_sqs_queue.orders", "kind": "other"}),
        ]
    );
}

#[test]
fn a_backup_plan_says_when_it_backs_up_and_for_how_long() {
    let linked = linked("backup_selection");
    let plan = &named(&linked, "backup_selection by_tag")["backup_plan"];
    assert_eq!(plan["name"], "orders");
    let vault = json!("orders");
    let daily = json!({
        "rule_name": "daily", "target_backup_vault": vault, "enable_continuous_backup": false,
        "schedule_expression": "cron(0 5 ? * * *)", "start_window_minutes": 120,
        "completion_window_minutes": 180, "copy_actions": [],
        "lifecycle": {"move_to_cold_storage_after_days": 30, "delete_after_days": 365},
    });
    let hourly = json!({
        "rule_name": "hourly", "target_backup_vault": vault, "enable_continuous_backup": false,
        "schedule_expression": "cron(0 * ? * * *)", "start_window_minutes": 60,
        "completion_window_minutes": 180, "copy_actions": [], "lifecycle": null,
    });
    assert_eq!(plan["rules"], json!([daily, hourly]));
}
