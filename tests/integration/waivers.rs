//! What somebody accepted, or what was there before, stays visible and fails no run.

use std::fs;
use std::path::Path;

use assert_cmd::assert::Assert;
use serde_json::Value;

use crate::support::*;

const PLAN: &str = "fixtures/situations/moved/tfplan.json";
const SUBJECT: &str = "aws_elasticache_replication_group.user_sessions";

/// Audits the plan by a configuration that holds `waivers`.
fn plan(folder: &Path, waivers: &str, more: &[&str]) -> Assert {
    let config = folder.join("cache-audit.yaml");
    fs::write(&config, waivers).expect("writes");
    let mut command = cache_audit();
    command.args(["plan", PLAN, "--config"]).arg(&config).args(more).assert()
}

fn code(run: &Assert) -> Option<i32> {
    run.get_output().status.code()
}

fn json(run: &Assert) -> Value {
    serde_json::from_slice(&run.get_output().stdout).expect("is JSON")
}

fn waiver(policy: &str, subject: &str, until: &str) -> String {
    format!(
        "waivers:\n- policy: '{policy}'\n  subject: {subject}\n  justification: Ends soon.\n  until: {until}\n"
    )
}

#[test]
fn a_waived_finding_is_shown_and_fails_no_run() {
    let folder = tempfile::tempdir().expect("makes a folder");
    let waivers = waiver("*", "'*'", "2026-11-20");
    let run = plan(folder.path(), &waivers, &["--format", "json"]);
    assert_eq!(code(&run), Some(0));
    let report = json(&run);
    let findings = report["findings"].as_array().expect("is a list");
    assert!(findings.len() > 3, "{report}");
    assert!(findings.iter().all(|finding| finding["waived"]["justification"] == "Ends soon."));
    let table = plan(folder.path(), &waivers, &[]);
    let text = String::from_utf8_lossy(&table.get_output().stdout).into_owned();
    assert!(text.contains("── Waived ─") && text.contains("Ends soon."), "{text}");
}

#[test]
fn a_waiver_that_expired_or_matches_nothing_is_told_and_accepts_nothing() {
    let folder = tempfile::tempdir().expect("makes a folder");
    for (subject, until, expected) in
        [(SUBJECT, "2026-11-19", "expired on 2026-11-19"), ("other", "2026-11-20", "no finding")]
    {
        let run = plan(folder.path(), &waiver("*", subject, until), &["--format", "json"]);
        assert_eq!(code(&run), Some(1), "{subject}");
        let stale = json(&run)["stale_waivers"][0].clone();
        assert!(stale["message"].as_str().is_some_and(|text| text.contains(expected)), "{stale}");
        assert_eq!(stale["location"]["line"], 2);
    }
}

#[test]
fn a_waiver_for_a_policy_that_does_not_exist_ends_the_run() {
    let folder = tempfile::tempdir().expect("makes a folder");
    let run = plan(folder.path(), &waiver("transit-encryption-disabld", "a", "2027-01-31"), &[]);
    assert_eq!(code(&run), Some(2));
    let text = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(text.contains("cache-audit.yaml:2:11: no policy has this id"), "{text}");
    assert!(text.contains("did you mean `transit-encryption-disabled`?"), "{text}");
}

#[test]
fn an_earlier_report_is_a_baseline_in_json_and_in_sarif() {
    let folder = tempfile::tempdir().expect("makes a folder");
    for name in ["before.json", "before.sarif"] {
        let before = folder.path().join(name);
        let before = before.to_str().expect("is text");
        assert_eq!(code(&plan(folder.path(), "", &["--output", before])), Some(1));
        let run = plan(folder.path(), "", &["--format", "json", "--baseline", before]);
        assert_eq!(code(&run), Some(0), "{name}");
        let report = json(&run);
        let findings = report["findings"].as_array().expect("is a list");
        let failed = findings.iter().filter(|finding| finding["verdict"] == "fail");
        assert!(failed.clone().count() > 3);
        assert!(failed.into_iter().all(|finding| finding["baseline"] == "unchanged"), "{name}");
        // What the earlier policy set did not ask for is new.
        let more = ["--policy-set", "production", "--baseline", before];
        assert_eq!(code(&plan(folder.path(), "", &more)), Some(1), "{name}");
    }
}

#[test]
fn what_is_no_report_is_no_baseline_and_a_baseline_is_not_overwritten() {
    let folder = tempfile::tempdir().expect("makes a folder");
    let file = folder.path().join("before.json");
    let name = file.to_str().expect("is text");
    for (text, expected) in [
        ("{}", "is no report of cache-audit in JSON or SARIF"),
        ("{\n  \"CANARY-s3cr3t-key\": oops", "before.json:2:24 is no JSON"),
    ] {
        fs::write(&file, text).expect("writes");
        let run = plan(folder.path(), "", &["--baseline", name]);
        let told = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
        assert_eq!(code(&run), Some(2), "{told}");
        assert!(told.contains(expected) && !told.contains(CANARY), "{told}");
    }
    let run = plan(folder.path(), "", &["--baseline", name, "--output", name]);
    assert_eq!(code(&run), Some(2));
}

/// A template with one cache, and `metadata` on it.
fn template(folder: &Path, metadata: &str) -> Assert {
    let file = folder.join("template.yaml");
    let text = format!(
        "Resources:\n  Sessions:\n    Type: AWS::ElastiCache::ServerlessCache\n    Metadata:\n      cache-audit:\n        waive:\n{metadata}    Properties:\n      ServerlessCacheName: sessions\n      Engine: valkey\n"
    );
    fs::write(&file, text).expect("writes");
    let mut command = cache_audit();
    command.arg("plan").arg(&file).args(["--format", "json"]).assert()
}

#[test]
fn metadata_of_a_resource_waives_its_findings() {
    let folder = tempfile::tempdir().expect("makes a folder");
    let entry = |policy: &str| {
        format!(
            "        - policy: {policy}\n          until: 2027-01-31\n          reason: Ends soon.\n"
        )
    };
    let run = template(folder.path(), &entry("backup-retention-*"));
    let report = json(&run);
    let waived = |report: &Value| {
        let findings = report["findings"].as_array().cloned().unwrap_or_default();
        let waived = findings.into_iter().filter(|finding| !finding["waived"].is_null());
        waived.map(|finding| finding["policy"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(waived(&report), ["backup-retention-too-short"], "{report:#}");
    let run = template(folder.path(), &entry("backup-retention-to-short"));
    let told = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert_eq!(code(&run), Some(2), "{told}");
    assert!(told.contains("template.yaml:7:19: in a waiver: no policy has this id"), "{told}");
    assert!(told.contains("did you mean `backup-retention-too-short`?"), "{told}");
}

/// Audits a template with the caches `Orders` and `Sessions`, in which `@` stands for a comment with a waiver.
fn with_comment(template: &str) -> Assert {
    let folder = tempfile::tempdir().expect("makes a folder");
    let file = folder.path().join("template.yaml");
    let waive = "# cache-audit:waive backup-retention-* until=2027-01-31 reason=\"Ends soon.\"";
    fs::write(&file, template.replace('@', waive)).expect("writes");
    cache_audit().arg("plan").arg(&file).args(["--format", "json"]).assert()
}

#[test]
fn a_comment_waives_the_findings_of_its_resource_however_the_template_is_laid_out() {
    const BLOCK: &str = "Resources:
  Orders:
    Type: AWS::ElastiCache::ServerlessCache
    Properties:
      ServerlessCacheName: orders
      Engine: valkey
  @
  Sessions:
    Type: AWS::ElastiCache::ServerlessCache
    Properties:
      ServerlessCacheName: sessions
      Engine: valkey
";
    const FLOW: &str = "Resources: {
  Orders: {Type: AWS::ElastiCache::ServerlessCache, Properties: {ServerlessCacheName: orders, Engine: valkey}},
  Sessions: {
    Type: AWS::ElastiCache::ServerlessCache, @
    Properties: {ServerlessCacheName: sessions, Engine: valkey},
  },
}
";
    for template in [BLOCK, FLOW] {
        let report = json(&with_comment(template));
        let findings = report["findings"].as_array().expect("is a list");
        let of_policy = findings.iter().filter(|one| one["policy"] == "backup-retention-too-short");
        let waived =
            of_policy.map(|one| (one["address"].as_str(), one["waived"]["is_in_source"] == true));
        let waived: Vec<_> = waived.collect();
        assert_eq!(waived, [(Some("Orders"), false), (Some("Sessions"), true)], "{template}");
    }
}

#[test]
fn a_comment_on_a_line_of_two_resources_is_refused() {
    let cache = |name: &str| {
        format!(
            "{name}: {{Type: AWS::ElastiCache::ServerlessCache, Properties: {{Engine: valkey}}}}"
        )
    };
    let run = with_comment(&format!("Resources:\n  @\n  {{{}, {}}}\n", cache("A"), cache("B")));
    let told = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert_eq!(code(&run), Some(2), "{told}");
    assert!(told.contains("template.yaml:2:5: in a waiver: the resource shares a line"), "{told}");
}
