//! SARIF as its readers see it: the OASIS schema, and what GitHub asks for beyond it.

use serde_json::{Value, json};

use super::*;
use crate::model::{Origin, RelatedPlace};
use crate::report::sample::Sample;

const SCHEMA: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schemas/sarif-2.1.0.json"));

fn render(sample: &Sample, max_results: usize) -> Value {
    sample.report(|report| serde_json::to_value(log(report, max_results)).expect("serializes"))
}

fn violations(log: &Value) -> Vec<String> {
    // One pattern has a bracket too many; the validator refuses the whole schema for it.
    let schema = SCHEMA.replace("{2}]?$", "{2}$");
    let schema: Value = serde_json::from_str(&schema).expect("is JSON");
    let validator = jsonschema::validator_for(&schema).expect("is a schema");
    validator.iter_errors(log).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn every_log_matches_the_published_schema() {
    for sample in [Sample::mixed(), Sample::template(), Sample::clean(), Sample::incomplete()] {
        assert_eq!(violations(&render(&sample, MAX_RESULTS)), Vec::<String>::new());
    }
}

#[test]
fn the_published_schema_refuses_what_is_wrong() {
    let mut log = render(&Sample::mixed(), MAX_RESULTS);
    log["runs"][0]["results"][0]["level"] = json!("fatal");
    assert!(!violations(&log).is_empty());
}

#[test]
fn a_result_has_rule_place_and_fingerprint() {
    let log = render(&Sample::mixed(), MAX_RESULTS);
    let run = &log["runs"][0];
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "ingress-from-the-world");
    assert_eq!(run["tool"]["driver"]["rules"][2]["id"], result["ruleId"]);
    assert_eq!(result["ruleIndex"], 2);
    assert_eq!(result["level"], "error");
    assert_eq!(result["message"]["text"], "orders: sg-orders lets 0.0.0.0/0 reach port 6379");
    assert_eq!(
        result["locations"][0],
        json!({
            "physicalLocation": {
                "artifactLocation": {"uri": "plans/tfplan.json"},
                "region": {"startLine": 1}
            },
            "logicalLocations": [{
                "name": "orders",
                "fullyQualifiedName": "module.orders.aws_elasticache_replication_group.this",
                "kind": "resource"
            }]
        })
    );
}

#[test]
fn a_result_points_at_the_line_and_beside_it_at_the_subject_and_the_template() {
    let log = render(&Sample::template(), MAX_RESULTS);
    let places = |index: usize, key: &str| -> Vec<String> {
        let places = log["runs"][0]["results"][index][key].as_array();
        let place = |place: &Value| {
            let physical = &place["physicalLocation"];
            let (uri, region) = (&physical["artifactLocation"]["uri"], &physical["region"]);
            let text = place["message"]["text"].as_str().unwrap_or_default();
            format!(
                "{}:{}:{} {text}",
                uri.as_str().unwrap_or("?"),
                region["startLine"],
                region["startColumn"]
            )
        };
        places.into_iter().flatten().map(place).collect()
    };
    assert_eq!(places(0, "locations"), ["template.yaml:31:17 "]);
    assert_eq!(places(0, "relatedLocations"), ["template.yaml:10:3 orders"]);
    assert_eq!(places(2, "locations"), ["template.yaml:10:3 "]);
    assert_eq!(places(2, "relatedLocations"), [""; 0]);
    assert_eq!(places(3, "locations"), ["lib/alarms.ts:7:5 "]);
    let expected = [
        "cdk.out/Orders.template.json:90:9 the value in the template",
        "template.yaml:10:3 orders",
    ];
    assert_eq!(places(3, "relatedLocations"), expected);
}

#[test]
fn a_result_shows_where_the_value_comes_from() {
    let mut sample = Sample::template();
    let place = Origin { file: "main.tf".into(), line: Some(3), column: Some(5) };
    sample.audit.findings[2].related =
        vec![RelatedPlace { place, message: "default of var.days".into() }];
    let log = render(&sample, MAX_RESULTS);
    let related = &log["runs"][0]["results"][2]["relatedLocations"][0];
    assert_eq!(related["message"]["text"], "default of var.days");
    assert_eq!(related["physicalLocation"]["artifactLocation"]["uri"], "main.tf");
    assert_eq!(related["physicalLocation"]["region"]["startLine"], 3);
}

#[test]
fn two_results_of_one_attribute_stay_two_alerts() {
    let log = render(&Sample::mixed(), MAX_RESULTS);
    let results = &log["runs"][0]["results"];
    let fingerprint = |index: usize, key: &str| results[index]["partialFingerprints"][key].clone();
    assert_eq!(fingerprint(0, "cacheAudit/v1"), fingerprint(1, "cacheAudit/v1"));
    let hash = fingerprint(0, "primaryLocationLineHash");
    assert!(hash.as_str().is_some_and(|hash| hash.ends_with(":1")), "{hash}");
    assert_ne!(hash, fingerprint(1, "primaryLocationLineHash"));
}

#[test]
fn unknown_verdicts_are_notes_of_the_run_and_no_results() {
    let log = render(&Sample::mixed(), MAX_RESULTS);
    let run = &log["runs"][0];
    assert_eq!(run["results"].as_array().map(Vec::len), Some(3));
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], true);
    let note = &invocation["toolExecutionNotifications"][0];
    assert_eq!(note["level"], "note");
    assert_eq!(note["associatedRule"]["id"], "at-rest-key-not-customer-managed");
}

#[test]
fn an_incomplete_audit_is_no_successful_execution() {
    let log = render(&Sample::incomplete(), MAX_RESULTS);
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(invocation["exitCode"], 3);
    let levels: Vec<&Value> = invocation["toolExecutionNotifications"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|notification| &notification["level"])
        .collect();
    assert_eq!(levels, ["error", "error"]);
    assert_eq!(
        invocation["toolConfigurationNotifications"][0]["message"]["text"],
        "no policy set applies to aws_elasticache_cluster.scratch: it was not judged"
    );
}

#[test]
fn the_worst_results_are_kept_and_the_cut_is_told() {
    let log = render(&Sample::mixed(), 2);
    let run = &log["runs"][0];
    assert_eq!(run["results"].as_array().map(Vec::len), Some(2));
    let text = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert!(text.as_str().is_some_and(|text| text.starts_with("1 result is left out")), "{text}");
}

#[test]
fn a_rule_tells_github_how_bad_it_is_within_the_limits() {
    let mut sample = Sample::mixed();
    let controls = (0..30).map(|number| format!("SC-{number}")).collect();
    sample.policies[2].frameworks.insert("nist-800-53-r5".to_owned(), controls);
    sample.policies[2].description = "ü".repeat(2_000);
    let log = render(&sample, MAX_RESULTS);
    let rule = &log["runs"][0]["tool"]["driver"]["rules"][2];
    assert_eq!(rule["name"], "IngressFromTheWorld");
    assert_eq!(rule["properties"]["security-severity"], "9.5");
    assert_eq!(rule["properties"]["tags"].as_array().map(Vec::len), Some(20));
    assert_eq!(rule["defaultConfiguration"]["level"], "error");
    let description = rule["fullDescription"]["text"].as_str().unwrap_or_default();
    assert_eq!(description.chars().count(), 1024);
    assert!(description.ends_with('…'), "{description}");
    assert!(rule["help"]["text"].as_str().is_some_and(|help| help.contains(&"ü".repeat(2_000))));
    assert_eq!(violations(&log), Vec::<String>::new());
}

#[test]
fn a_severity_raised_by_a_policy_set_shows_in_the_rule() {
    let mut sample = Sample::mixed();
    for finding in &mut sample.audit.findings {
        finding.severity = Severity::Low;
    }
    sample.policies[1].severity = Severity::High;
    let log = render(&sample, MAX_RESULTS);
    let rules = &log["runs"][0]["tool"]["driver"]["rules"];
    assert_eq!(rules[1]["properties"]["security-severity"], "2.0");
    assert_eq!(
        rules[0]["properties"]["security-severity"], "5.5",
        "no finding: as its METADATA says"
    );
}
