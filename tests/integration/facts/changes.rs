//! What a change does to a cache, and what a partial plan tells.

use serde_json::json;

use super::{check, later, linked};
use crate::support::{inventory, situation, subjects};

#[test]
fn a_change_says_what_becomes_of_the_cache() {
    check(
        "moved",
        &[
            ("cache user_sessions", "/change/action", json!("none")),
            (
                "cache user_sessions",
                "/change/previous_address",
                json!("aws_elasticache_replication_group.sessions"),
            ),
            ("cache module.orders", "/change/action", json!("update")),
            ("cache module.orders", "/snapshot_retention_limit", json!(7)),
        ],
    );
    check(
        "import",
        &[
            ("cache legacy", "/change/imported_id", json!("legacy-cache")),
            ("cache legacy", "/snapshot_retention_limit", json!(7)),
        ],
    );
    check(
        "forget",
        &[
            ("cache silent", "/change/action", json!("forget")),
            ("cache_removal careful", "/change/action", json!("delete")),
            ("cache_removal careful", "/final_snapshot_identifier", json!("careful-final")),
        ],
    );
    check(
        "delete_by_index",
        &[
            ("cache_removal counted[1]", "/change/reason", json!("delete_because_count_index")),
            ("cache_removal keyed[\"b\"]", "/change/reason", json!("delete_because_each_key")),
            (
                "cache_removal module.tenant[\"y\"]",
                "/change/reason",
                json!("delete_because_no_module"),
            ),
        ],
    );
    check(
        "replace_loses_data",
        &[
            ("cache no_snapshots", "/port", json!(6380)),
            ("cache_removal no_snapshots", "/change/replace_paths", json!(["port"])),
            (
                "cache_removal with_final_snapshot",
                "/final_snapshot_identifier",
                json!("sessions-final"),
            ),
            ("cache_removal created_before", "/id", json!("created-before-a")),
            ("cache created_before", "/id", json!("created-before-b")),
        ],
    );
    check(
        "tainted",
        &[
            ("cache_removal cache[1]", "/change/reason", json!("replace_because_tainted")),
            ("cache_removal requested", "/change/reason", json!("replace_by_request")),
            ("cache cache[0]", "/change/action", json!("none")),
        ],
    );
    let destroyed = linked("destroy");
    assert!(destroyed.keys().all(|subject| subject.starts_with("cache_removal ")), "{destroyed:?}");
    assert_eq!(destroyed.len(), 3);
}

#[test]
fn a_partial_plan_tells_what_it_has() {
    // Snapshots were turned off by hand: the plan that only refreshes shows what runs, the other what will.
    check("refresh_only", &[("cache orders", "/snapshot_retention_limit", json!(0))]);
    check("drift_repaired", &[("cache orders", "/snapshot_retention_limit", json!(7))]);

    let targeted = inventory(&situation("targeted"));
    assert!(!targeted.sources[0].is_complete);
    check(
        "targeted",
        &[
            ("cache orders", "/snapshot_retention_limit", json!(7)),
            ("cache sessions", "/snapshot_retention_limit", json!(0)),
            ("cache sessions", "/change/action", json!("none")),
        ],
    );
    assert_eq!(subjects(&targeted).len(), 2, "search is in neither the plan nor the state");

    let deferred = inventory(&situation("deferred"));
    let gaps: Vec<&str> = deferred.gaps.iter().map(|gap| gap.what.as_str()).collect();
    assert_eq!(
        gaps,
        ["aws_cloudwatch_metric_alarm.cpu[*]", "aws_elasticache_replication_group.tenant[*]"]
    );
    check(
        "deferred",
        &[
            ("cache tenant[*]", "/id", later()),
            ("cache tenant[*]", "/snapshot_retention_limit", later()),
            ("cache shared", "/alarms", json!([later()])),
        ],
    );
}
