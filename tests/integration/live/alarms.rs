//! Alarms of every type: what one that watches no metric, or nobody knows which, means for those that are required.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::every_operation::{ACCOUNT, REGION, scan, serve, whole};
use super::scan::Verdicts;
use crate::support::fixture;

const ACTION: &str = "cloudwatch:DescribeAlarms";

/// The verdicts of the world with its alarms as `change` leaves them.
fn verdicts(change: impl Fn(&mut Value)) -> Verdicts {
    let file = fixture("every-operation/aws/whole/cloudwatch.DescribeAlarms.json");
    let text = std::fs::read_to_string(file).expect("was recorded");
    let mut alarms = serde_json::from_str(&text).expect("is JSON");
    change(&mut alarms);
    let server = serve(vec![whole().with(ACTION, &alarms.to_string())], Vec::new());
    let run = scan(&server).run();
    run.assert_complete("alarms of every type");
    run.verdicts()
}

/// The policies whose verdict on the group `orders` is another one, and the new ones.
fn changed(before: &Verdicts, after: &Verdicts) -> BTreeSet<(String, String)> {
    let orders = format!("cache arn:aws:elasticache:{REGION}:{ACCOUNT}:replicationgroup:orders");
    let of_orders = after.iter().filter(|((subject, _), _)| *subject == orders);
    let changed = of_orders.filter(|(key, verdict)| before.get(*key) != Some(*verdict));
    changed.map(|((_, policy), verdict)| (policy.clone(), verdict.clone())).collect()
}

/// Takes the alarms on evictions, memory and processors of `orders` away.
fn without_metric_alarms(alarms: &mut Value) {
    alarms["MetricAlarms"] = json!([]);
}

/// Takes the alarm on the slow log of `orders` away.
fn without_log_alarm(alarms: &mut Value) {
    let taken = alarms.as_object_mut().and_then(|lists| lists.remove("LogAlarms"));
    assert_eq!(taken.expect("was recorded")[0]["AlarmName"], "orders-slow");
}

/// One on a PromQL query, which has neither metric nor dimensions.
fn promql_alarm() -> Value {
    json!({
        "AlarmName": "anything",
        "AlarmArn": format!("arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:anything"),
        "ActionsEnabled": true,
        "AlarmActions": [format!("arn:aws:sns:{REGION}:{ACCOUNT}:cache-alarms")],
        "StateValue": "OK",
        "EvaluationCriteria": {
            "PromQLCriteria": {"Query": r#"{"Evictions"} > 100"#, "PendingPeriod": 60, "RecoveryPeriod": 60},
        },
        "EvaluationInterval": 60,
    })
}

#[test]
fn an_alarm_on_a_log_is_neither_missing_nor_enough() {
    assert_eq!(verdicts(|_| {}), verdicts(without_log_alarm));
    let alone = verdicts(without_metric_alarms);
    let none = verdicts(|alarms| {
        without_metric_alarms(alarms);
        without_log_alarm(alarms);
    });
    assert_eq!(alone, none);
}

#[test]
fn a_composite_that_names_an_alarm_on_a_log_still_speaks_for_the_others() {
    // The alarms themselves tell nobody; the composite does.
    let silent = |alarms: &mut Value, rule: &str| {
        for alarm in alarms["MetricAlarms"].as_array_mut().expect("is a list") {
            alarm["AlarmActions"] = json!([]);
        }
        alarms["CompositeAlarms"][0]["AlarmRule"] = json!(rule);
    };
    let every = ["orders-001-cpu", "orders-001-memory", "orders-002-cpu", "orders-002-memory"];
    let every = every.map(|name| format!("ALARM({name})")).join(" OR ");
    let without = verdicts(|alarms| silent(alarms, &every));
    let with = verdicts(|alarms| silent(alarms, &format!("{every} OR ALARM(orders-slow)")));
    assert_eq!(with, without);
    let mute = verdicts(|alarms| silent(alarms, "ALARM(orders-slow)"));
    let told = changed(&without, &mute);
    assert!(told.contains(&("alarm-tells-nobody".into(), "fail".into())), "{told:?}");
}

#[test]
fn what_a_promql_query_may_watch_is_not_missing() {
    let none = verdicts(without_metric_alarms);
    let some = verdicts(|alarms| alarms["MetricAlarms"] = json!([promql_alarm()]));
    let changed = changed(&none, &some);
    assert!(changed.contains(&("required-alarm-missing".into(), "unknown".into())), "{changed:?}");
    assert!(changed.iter().all(|(_, verdict)| verdict == "unknown"), "{changed:?}");
}
