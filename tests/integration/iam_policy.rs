//! The IAM policy that `iam-policy` prints: what the enabled policies need, and no more.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::cache_audit;

/// A folder with `files`.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("makes a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("has a parent")).expect("makes folders");
        std::fs::write(path, text).expect("writes");
    }
    folder
}

const ACCOUNTS: &str = "\
accounts:
  open: {role_arn: 'arn:aws:iam::222222222222:role/audit', regions: [eu-west-1, us-east-1]}
  shut: {role_arn: 'arn:aws:iam::333333333333:role/closed', regions: [eu-west-1]}
";

fn policy(home: &Path, arguments: &[&str]) -> Value {
    let mut command = cache_audit();
    let output = command.current_dir(home).arg("iam-policy").args(arguments).output();
    let output = output.expect("runs");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    serde_json::from_slice(&output.stdout).expect("is JSON")
}

fn actions(policy: &Value) -> Vec<&str> {
    let actions = policy["Statement"][0]["Action"].as_array().expect("is a list");
    actions.iter().filter_map(Value::as_str).collect()
}

#[test]
fn the_iam_policy_allows_what_the_policies_need_and_no_more() {
    let only = "name: only\ntitle: T\ndescription: D\npolicies: {default-port: {}}\n";
    let home = folder(&[("own/sets/only.yaml", only)]);
    let few = policy(home.path(), &["--policy-dir", "own", "--policy-set", "only"]);
    let caches = [
        "elasticache:DescribeCacheClusters",
        "elasticache:DescribeReplicationGroups",
        "elasticache:DescribeServerlessCaches",
    ];
    assert_eq!(actions(&few), [&caches[..], &["sts:GetCallerIdentity"]].concat());
    assert_eq!(few["Version"], "2012-10-17");
    assert_eq!(few["Statement"][0]["Resource"], serde_json::json!(["*"]));

    let baseline = policy(home.path(), &[]);
    let baseline = actions(&baseline);
    assert!(baseline.is_sorted());
    for needed in
        ["cloudwatch:DescribeAlarms", "ec2:DescribeSecurityGroups", "elasticache:DescribeUsers"]
    {
        assert!(baseline.contains(&needed), "{needed}");
    }
    let reads = |action: &&str| {
        let (_, name) = action.split_once(':').unwrap_or_default();
        ["Describe", "List", "Get"].iter().any(|verb| name.starts_with(verb))
    };
    assert!(baseline.iter().all(reads), "{baseline:?}");
    assert!(!baseline.contains(&"secretsmanager:GetSecretValue"));
    assert!(!baseline.contains(&"ec2:DescribeRegions"));
    assert!(actions(&policy(home.path(), &["--all-regions"])).contains(&"ec2:DescribeRegions"));
}

#[test]
fn the_iam_policy_follows_the_configuration() {
    let config = format!(
        "{ACCOUNTS}  everywhere: {{regions: all}}\nrules:\n- when: {{tags: {{A: b}}}}\n  policy_sets: [baseline]\n"
    );
    let home = folder(&[("cache-audit.yaml", &config)]);
    let whole = policy(home.path(), &[]);
    assert!(actions(&whole).contains(&"ec2:DescribeRegions"), "of `everywhere`");
    assert!(actions(&whole).contains(&"tag:GetResources"), "a rule asks for tags");
    let open = policy(home.path(), &["--account", "open"]);
    assert!(!actions(&open).contains(&"ec2:DescribeRegions"));
    let assume = policy(home.path(), &["--assume-role"]);
    assert_eq!(actions(&assume), ["sts:AssumeRole"]);
    assert_eq!(
        assume["Statement"][0]["Resource"],
        serde_json::json!([
            "arn:aws:iam::222222222222:role/audit",
            "arn:aws:iam::333333333333:role/closed"
        ])
    );
}
