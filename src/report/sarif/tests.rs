//! SARIF as its readers see it: the OASIS schema, and what GitHub asks for beyond it.

use serde_json::{Value, json};

use super::*;
use crate::model::{Origin, RelatedPlace};
use crate::report::sample::Sample;

const SCHEMA: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schemas/sarif-2.1.0.json"));

fn read(sample: &Sample) -> Value {
    read_within(sample, Limits::GITHUB)
}

fn read_within(sample: &Sample, limits: Limits) -> Value {
    sample.report(|report| serde_json::to_value(log(report, limits)).expect("serializes"))
}

/// The messages about the run.
fn notes(log: &Value) -> Vec<String> {
    let notes = log["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array();
    let text = |note: &Value| note["message"]["text"].as_str().unwrap_or_default().to_owned();
    notes.into_iter().flatten().map(text).collect()
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
    for sample in [
        Sample::mixed(),
        Sample::template(),
        Sample::clean(),
        Sample::incomplete(),
        Sample::accepted(),
        Sample::live(),
        Sample::declared(),
    ] {
        assert_eq!(violations(&read(&sample)), Vec::<String>::new());
    }
}

#[test]
fn the_published_schema_refuses_what_is_wrong() {
    let mut log = read(&Sample::mixed());
    log["runs"][0]["results"][0]["level"] = json!("fatal");
    assert!(!violations(&log).is_empty());
}

#[test]
fn a_result_has_rule_place_and_fingerprint() {
    let log = read(&Sample::mixed());
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
    let log = read(&Sample::template());
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
    let log = read(&sample);
    let related = &log["runs"][0]["results"][2]["relatedLocations"][0];
    assert_eq!(related["message"]["text"], "default of var.days");
    assert_eq!(related["physicalLocation"]["artifactLocation"]["uri"], "main.tf");
    assert_eq!(related["physicalLocation"]["region"]["startLine"], 3);
}

#[test]
fn two_results_of_one_attribute_stay_two_alerts() {
    let log = read(&Sample::mixed());
    let results = &log["runs"][0]["results"];
    let fingerprint = |index: usize, key: &str| results[index]["partialFingerprints"][key].clone();
    assert_eq!(fingerprint(0, "cacheAudit/v1"), fingerprint(1, "cacheAudit/v1"));
    let hash = fingerprint(0, "primaryLocationLineHash");
    assert!(hash.as_str().is_some_and(|hash| hash.ends_with(":1")), "{hash}");
    assert_ne!(hash, fingerprint(1, "primaryLocationLineHash"));
}

#[test]
fn unknown_verdicts_are_notes_of_the_run_and_no_results() {
    let log = read(&Sample::mixed());
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
    let log = read(&Sample::incomplete());
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
    let log = read_within(&Sample::mixed(), Limits { results: 2, ..Limits::GITHUB });
    let run = &log["runs"][0];
    assert_eq!(run["results"].as_array().map(Vec::len), Some(2));
    assert!(notes(&log)[0].starts_with("1 result is left out"), "{:?}", notes(&log));
}

#[test]
fn a_log_that_is_too_large_keeps_the_worst_results_and_tells_the_cut() {
    let mut sample = Sample::large(500);
    sample.audit.findings.extend(Sample::mixed().audit.findings);
    sample.audit.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let whole = sample.report(|report| render(report, usize::MAX)).expect("serializes");
    // The rules alone take more than a kilobyte.
    let size = 8_000;
    let bytes = sample.report(|report| render(report, size)).expect("serializes");
    assert!(!limits::fits(&whole, size).expect("is counted"));
    assert!(limits::fits(&bytes, size).expect("is counted"));
    let log: Value = serde_json::from_slice(&bytes).expect("is JSON");
    assert_eq!(violations(&log), Vec::<String>::new());
    let results = log["runs"][0]["results"].as_array().expect("is a list");
    assert!(results.len() > 20, "only {} results are left", results.len());
    assert_eq!(results[0]["properties"]["severity"], "critical");
    let cut = format!("{} results are left out", 503 - results.len());
    assert!(notes(&log)[0].starts_with(&cut), "{:?}", notes(&log));
    assert_eq!(notes(&log)[1], "1 further unknown verdict not told one by one");
}

#[test]
fn more_results_than_github_shows_are_told() {
    let log = read(&Sample::large(limits::SHOWN_RESULTS + 1));
    assert_eq!(notes(&log), ["code scanning shows 5000 of 5001 results, the worst"]);
    assert!(notes(&read(&Sample::large(3))).is_empty());
}

#[test]
fn a_message_has_an_end() {
    let mut sample = Sample::mixed();
    sample.audit.findings[0].message = "ü".repeat(5_000);
    let log = read(&sample);
    let text = log["runs"][0]["results"][0]["message"]["text"].as_str().unwrap_or_default();
    assert_eq!(text.chars().count(), limits::MAX_MESSAGE);
}

#[test]
fn several_inputs_are_one_run() {
    let mut sample = Sample::mixed();
    let mut other = sample.sources[0].clone();
    other.file = "other/tfplan.json".into();
    sample.sources.push(other);
    sample.audit.findings[1].location.file = "other/tfplan.json".into();
    let log = read(&sample);
    assert_eq!(log["runs"].as_array().map(Vec::len), Some(1));
    let uri = |place: &Value| place["uri"].as_str().unwrap_or_default().to_owned();
    let artifacts = log["runs"][0]["artifacts"].as_array().into_iter().flatten();
    let artifacts: Vec<_> = artifacts.map(|artifact| uri(&artifact["location"])).collect();
    assert_eq!(artifacts, ["plans/tfplan.json", "other/tfplan.json"]);
    let location = &log["runs"][0]["results"][1]["locations"][0]["physicalLocation"];
    assert_eq!(uri(&location["artifactLocation"]), "other/tfplan.json");
}

#[test]
fn a_rule_tells_github_how_bad_it_is_within_the_limits() {
    let mut sample = Sample::mixed();
    let controls = (0..30).map(|number| format!("SC-{number}")).collect();
    sample.policies[2].frameworks.insert("nist-800-53-r5".to_owned(), controls);
    sample.policies[2].description = "ü".repeat(2_000);
    let log = read(&sample);
    let rule = &log["runs"][0]["tool"]["driver"]["rules"][2];
    assert_eq!(rule["name"], "IngressFromTheWorld");
    assert_eq!(rule["properties"]["security-severity"], "9.5");
    let tags = rule["properties"]["tags"].as_array().expect("is a list");
    assert_eq!(tags.len(), 20);
    let first = ["security", "resilience", "aws-fsbp/ElastiCache.1", "nist-800-53-r5/SC-0"];
    assert_eq!(tags[..4], first);
    assert_eq!(rule["defaultConfiguration"]["level"], "error");
    let description = rule["fullDescription"]["text"].as_str().unwrap_or_default();
    assert_eq!(description.chars().count(), 1024);
    assert!(description.ends_with('…'), "{description}");
    assert!(rule["help"]["text"].as_str().is_some_and(|help| help.contains(&"ü".repeat(2_000))));
    assert_eq!(violations(&log), Vec::<String>::new());
}

#[test]
fn the_help_of_a_rule_says_why_how_to_fix_it_and_what_it_covers() {
    let log = read(&Sample::mixed());
    let help = &log["runs"][0]["tool"]["driver"]["rules"][2]["help"]["markdown"];
    let expected = "Why it matters.\n\n**Fix:** Let only the security groups of the clients in.\n\n\
        **Read more**\n\n- <https://docs.aws.amazon.com/AmazonElastiCache/>\n\n\
        **Controls**\n\n- aws-fsbp: ElastiCache.1";
    assert_eq!(help, expected);
}

#[test]
fn a_severity_raised_by_a_policy_set_shows_in_the_rule() {
    let mut sample = Sample::mixed();
    for finding in &mut sample.audit.findings {
        finding.severity = Severity::Low;
    }
    sample.policies[1].severity = Severity::High;
    let log = read(&sample);
    let rules = &log["runs"][0]["tool"]["driver"]["rules"];
    assert_eq!(rules[1]["properties"]["security-severity"], "2.0");
    assert_eq!(
        rules[0]["properties"]["security-severity"], "5.5",
        "no finding: as its METADATA says"
    );
}

#[test]
fn what_is_accepted_stays_a_result_and_says_so() {
    let log = read(&Sample::accepted());
    let results = &log["runs"][0]["results"];
    assert_eq!(results[0]["baselineState"], "unchanged");
    assert!(results[0].get("suppressions").is_none());
    assert_eq!(results[2]["baselineState"], "new");
    assert_eq!(
        results[2]["suppressions"],
        json!([{
            "kind": "external",
            "status": "accepted",
            "justification": "Rebuilt from the database | every night",
            "properties": {"until": "2027-01-31"},
        }])
    );
    let notes = &log["runs"][0]["invocations"][0]["toolConfigurationNotifications"];
    let text = notes[0]["message"]["text"].as_str().expect("is told");
    assert!(text.starts_with("default-user-open: the waiver at cache-audit.yaml:9:11"), "{text}");
}

#[test]
fn what_runs_is_at_the_line_of_its_account() {
    let log = read(&Sample::live());
    let run = &log["runs"][0];
    assert_eq!(run["artifacts"], json!([]), "an account is no file: {run:#}");
    let place = &run["results"][0]["locations"][0];
    assert_eq!(
        place["physicalLocation"],
        json!({
            "artifactLocation": {"uri": "cache-audit.yaml"},
            "region": {"startLine": 5, "startColumn": 3}
        })
    );
    assert_eq!(
        place["logicalLocations"][0]["fullyQualifiedName"],
        "arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:orders"
    );
    assert_eq!(run["results"][0]["relatedLocations"], Value::Null);
}
