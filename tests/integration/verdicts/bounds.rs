//! A parameter without a value is still one of its allowed values: where all of them pass, so does the cache.

use std::fs;

use serde_json::Value;

use crate::support::*;

/// The verdict on the node type, through the binary, of a template whose node type is one of `allowed`.
fn node_type(allowed: &str, arguments: &[&str]) -> String {
    let template = format!(
        "Parameters:
  NodeType:
    Type: String
    AllowedValues: {allowed}
Resources:
  Redis:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      ReplicationGroupDescription: Redis
      CacheNodeType: !Ref NodeType
"
    );
    let folder = tempfile::tempdir().expect("makes a folder");
    let path = folder.path().join("template.yaml");
    fs::write(&path, template).expect("writes");
    let run = cache_audit()
        .args(["plan", "--policy-set", "ai-model-registry", "--format", "json"])
        .args(arguments)
        .arg(&path)
        .assert();
    let report: Value = serde_json::from_slice(&run.get_output().stdout).expect("is a report");
    report["subjects"][0]["verdicts"]["node-type-not-allowed"].as_str().expect("is judged").into()
}

// The set allows cache.t4g.medium and cache.r7g.*.
const GOOD: &str = "[cache.t4g.medium, cache.r7g.large, cache.r7g.xlarge]";
const BAD: &str = "[cache.t3.small, cache.m6g.large]";
const MIXED: &str = "[cache.t3.small, cache.r7g.large]";

#[test]
fn allowed_values_are_bounds() {
    assert_eq!(node_type(GOOD, &[]), "pass");
    assert_eq!(node_type(BAD, &[]), "fail");
    assert_eq!(node_type(MIXED, &[]), "unknown");
}

#[test]
fn a_value_goes_before_the_bounds() {
    assert_eq!(node_type(MIXED, &["--parameter", "NodeType=cache.t3.small"]), "fail");
    assert_eq!(node_type(MIXED, &["--parameter", "NodeType=cache.r7g.large"]), "pass");
}
