//! JSON as programs read it: the published schema, and what each part says.

use serde_json::{Value, json};

use super::*;
use crate::gate::UnknownMode;
use crate::report::sample::Sample;
use crate::schema;

fn render(sample: &Sample) -> Value {
    let mut bytes = Vec::new();
    sample.report(|report| JsonReporter.write(report, &mut bytes)).expect("writes");
    serde_json::from_slice(&bytes).expect("is JSON")
}

#[test]
fn every_report_matches_the_published_schema() {
    let schema: Value = serde_json::from_str(&schema::report_v1()).expect("is JSON");
    let validator = jsonschema::validator_for(&schema).expect("is a schema");
    for sample in [
        Sample::mixed(),
        Sample::clean(),
        Sample::incomplete(),
        Sample::accepted(),
        Sample::declared(),
    ] {
        let report = render(&sample);
        let errors: Vec<String> =
            validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

#[test]
fn the_schema_refuses_what_is_no_report() {
    let schema: Value = serde_json::from_str(&schema::report_v1()).expect("is JSON");
    let validator = jsonschema::validator_for(&schema).expect("is a schema");
    let mut report = render(&Sample::mixed());
    report["version"] = json!(2);
    assert!(!validator.is_valid(&report));
}

#[test]
fn a_finding_says_who_what_where_and_why() {
    let report = render(&Sample::mixed());
    let mut unknown = report["findings"][3].clone();
    unknown["fingerprint"] = json!("redacted");
    assert_eq!(
        unknown,
        json!({
            "policy": "at-rest-key-not-customer-managed",
            "baseline": null,
            "waived": null,
            "verdict": "unknown",
            "severity": "medium",
            "subject_kind": "cache",
            "address": "module.orders.aws_elasticache_replication_group.this",
            "name": "orders",
            "attribute": "kms_key",
            "message": "kms_key is not known: known after apply",
            "unknown": [{"path": "kms_key", "reason": "known_after_apply"}],
            "resource": null,
            "location": {"file": "plans/tfplan.json", "line": null, "column": null},
            "template_location": null,
            "related_locations": [],
            "subject_location": {"file": "plans/tfplan.json", "line": null, "column": null},
            "declaration": null,
            "fingerprint": "redacted"
        })
    );
}

#[test]
fn a_finding_in_a_template_has_its_lines() {
    let report = render(&Sample::template());
    let finding = &report["findings"][0];
    assert_eq!(finding["resource"], "OrdersGroup");
    assert_eq!(finding["location"], json!({"file": "template.yaml", "line": 31, "column": 17}));
    assert_eq!(finding["subject_location"]["line"], 10);
    assert_eq!(report["findings"][3]["template_location"]["file"], "cdk.out/Orders.template.json");
}

#[test]
fn what_runs_says_what_declares_it() {
    let report = render(&Sample::declared());
    let finding = &report["findings"][0];
    assert_eq!(
        finding["declaration"],
        json!({
            "address": "module.orders.aws_elasticache_replication_group.this",
            "location": {"file": "plans/tfplan.json", "line": null, "column": null},
            "resource": "module.orders.aws_security_group.this"
        })
    );
    assert_eq!(finding["location"]["file"], "modules/orders/main.tf");
    assert_eq!(finding["subject_location"]["file"], "aws://123456789012/eu-west-1");
}

#[test]
fn ignored_unknowns_are_counted_and_not_listed() {
    let mut sample = Sample::mixed();
    sample.gate.unknown = UnknownMode::Ignore;
    let report = render(&sample);
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(3));
    assert_eq!(report["verdicts"]["unknown"], 1);
}

#[test]
fn an_incomplete_audit_says_so() {
    let report = render(&Sample::incomplete());
    assert_eq!(report["result"]["outcome"], "incomplete");
    assert_eq!(report["result"]["is_complete"], false);
    assert_eq!(report["gaps"][0]["what"], "tfplan.json");
    assert_eq!(report["failures"][0]["policy"], "backup-retention-too-short");
    assert_eq!(report["unassigned"][0], "aws_elasticache_cluster.scratch");
}

#[test]
fn what_is_accepted_says_by_whom_and_does_not_count() {
    let report = render(&Sample::accepted());
    assert_eq!(report["result"]["outcome"], "clean");
    assert_eq!(
        (&report["result"]["waived"], &report["result"]["unchanged"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(report["findings"][0]["baseline"], "unchanged");
    assert_eq!(report["findings"][2]["baseline"], "new");
    assert_eq!(report["findings"][2]["waived"]["until"], "2027-01-31");
    assert_eq!(report["stale_waivers"][0]["policy"], "default-user-open");
    assert_eq!(report["stale_waivers"][0]["location"]["line"], 9);
}
