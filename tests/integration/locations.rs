//! Findings in Terraform plans point at the lines of the configuration. Each row was found by reading the files; the
//! tests check that the line says what the row says.

use std::collections::BTreeSet;
use std::path::Path;

use cache_audit::finding::Audit;
use cache_audit::locate::{SourceDirectory, locate};
use cache_audit::model::{Gap, Origin};

use crate::support::*;

/// Policy, attribute, place, the word that stands there, and the name of the block around it.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str);

const AUDIO_PIPELINE: &[Row] = &[
    (
        "alarm-dimension-unmatched",
        "alarms[].unmatched_dimension",
        "modules/cache/alarms.tf:14:3",
        "dimensions",
        "cpu",
    ),
    (
        "alarm-dimension-unmatched",
        "alarms[].unmatched_dimension",
        "modules/cache/alarms.tf:34:3",
        "dimensions",
        "evictions",
    ),
    ("alarm-node-not-covered", "alarms[].nodes", "modules/cache/main.tf:32:1", "resource", "this"),
    (
        "alarm-tells-nobody",
        "alarms[].actions",
        "modules/cache/alarms.tf:12:3",
        "alarm_actions",
        "cpu",
    ),
    (
        "alarm-tells-nobody",
        "alarms[].actions",
        "modules/cache/alarms.tf:32:3",
        "alarm_actions",
        "evictions",
    ),
    ("alarm-too-lax", "alarms[].threshold", "modules/cache/alarms.tf:11:3", "threshold", "cpu"),
    (
        "alarm-too-slow",
        "alarms[].duration",
        "modules/cache/alarms.tf:29:3",
        "evaluation_periods",
        "evictions",
    ),
    (
        "alarm-too-slow",
        "alarms[].duration",
        "modules/cache/alarms.tf:9:3",
        "evaluation_periods",
        "cpu",
    ),
    (
        "at-rest-encryption-disabled",
        "at_rest_encryption_enabled",
        "modules/cache/main.tf:32:1",
        "resource",
        "this",
    ),
    ("authentication-missing", "auth_token", "modules/cache/main.tf:32:1", "resource", "this"),
    (
        "automatic-failover-disabled",
        "automatic_failover_enabled",
        "modules/cache/main.tf:32:1",
        "resource",
        "this",
    ),
    (
        "availability-zones-too-few",
        "subnets[].availability_zone",
        "modules/cache/main.tf:14:3",
        "subnet_ids",
        "this",
    ),
    (
        "backup-retention-too-short",
        "snapshot_retention_limit",
        "modules/cache/main.tf:48:3",
        "snapshot_retention_limit",
        "this",
    ),
    (
        "backup-window-not-required",
        "snapshot_window",
        "modules/cache/main.tf:47:3",
        "snapshot_window",
        "this",
    ),
    ("default-port", "port", "modules/cache/main.tf:39:3", "port", "this"),
    (
        "engine-log-not-delivered",
        "log_deliveries[].log_type",
        "modules/cache/main.tf:32:1",
        "resource",
        "this",
    ),
    (
        "engine-support-ending-soon",
        "engine_version",
        "modules/cache/main.tf:37:3",
        "engine_version",
        "this",
    ),
    (
        "engine-version-not-required",
        "engine_version",
        "modules/cache/main.tf:37:3",
        "engine_version",
        "this",
    ),
    (
        "event-topic-missing",
        "notification_topic.name",
        "modules/cache/main.tf:32:1",
        "resource",
        "this",
    ),
    (
        "final-snapshot-missing",
        "final_snapshot_identifier",
        "modules/cache/main.tf:32:1",
        "resource",
        "this",
    ),
    (
        "ingress-all-ports",
        "ingress[].from_port",
        "modules/networking/security_groups.tf:56:3",
        "from_port",
        "redis_from_anywhere",
    ),
    (
        "ingress-cidr-too-wide",
        "ingress[].peer.cidr_blocks",
        "modules/networking/security_groups.tf:44:3",
        "cidr_ipv4",
        "redis_from_office",
    ),
    (
        "ingress-from-world",
        "ingress[].peer.cidr_blocks",
        "modules/networking/security_groups.tf:54:3",
        "cidr_blocks",
        "redis_from_anywhere",
    ),
    (
        "ingress-source-not-allowed",
        "ingress[].peer.cidr_blocks",
        "modules/networking/security_groups.tf:44:3",
        "cidr_ipv4",
        "redis_from_office",
    ),
    (
        "ingress-source-not-allowed",
        "ingress[].peer.cidr_blocks",
        "modules/networking/security_groups.tf:54:3",
        "cidr_blocks",
        "redis_from_anywhere",
    ),
    ("multi-az-disabled", "multi_az_enabled", "modules/cache/main.tf:32:1", "resource", "this"),
    (
        "node-count-not-required",
        "num_cache_nodes",
        "modules/cache/main.tf:42:3",
        "num_cache_clusters",
        "this",
    ),
    ("node-type-not-allowed", "cache_node_type", "modules/cache/main.tf:38:3", "node_type", "this"),
    (
        "parameter-value-not-required",
        "parameter_group.parameters.maxmemory-policy",
        "modules/cache/main.tf:26:5",
        "value",
        "this",
    ),
    (
        "parameter-value-not-required",
        "parameter_group.parameters.timeout",
        "modules/cache/main.tf:18:1",
        "resource",
        "this",
    ),
    (
        "public-subnet",
        "subnets[].ipv4_route_class",
        "modules/networking/main.tf:31:1",
        "resource",
        "private",
    ),
    (
        "replica-missing",
        "replicas_per_node_group",
        "modules/cache/main.tf:42:3",
        "num_cache_clusters",
        "this",
    ),
    (
        "required-alarm-missing",
        "alarms[].metric_name",
        "modules/cache/main.tf:32:1",
        "resource",
        "this",
    ),
    ("required-tag-missing", "tags", "modules/cache/main.tf:54:3", "tags", "this"),
    (
        "secret-recovery-window-too-short",
        "secrets[].recovery_window_in_days",
        "modules/cache/main.tf:60:3",
        "recovery_window_in_days",
        "redis_endpoint",
    ),
    (
        "slow-log-not-delivered",
        "log_deliveries[].log_type",
        "modules/cache/main.tf:32:1",
        "resource",
        "this",
    ),
    (
        "transit-encryption-disabled",
        "transit_encryption_enabled",
        "modules/cache/main.tf:32:1",
        "resource",
        "this",
    ),
    ("windows-overlap", "snapshot_window", "modules/cache/main.tf:47:3", "snapshot_window", "this"),
];

const AETHER: &[Row] = &[
    (
        "alarm-tells-nobody",
        "alarms[].actions[].topic.subscriptions",
        "main.tf:42:3",
        "alarm_actions",
        "cpu",
    ),
    ("alarm-too-lax", "alarms[].threshold", "main.tf:40:3", "threshold", "cpu"),
    ("alarm-too-slow", "alarms[].duration", "main.tf:39:3", "evaluation_periods", "cpu"),
    (
        "at-rest-encryption-disabled",
        "at_rest_encryption_enabled",
        "main.tf:10:1",
        "resource",
        "redis",
    ),
    ("authentication-missing", "auth_token", "main.tf:10:1", "resource", "redis"),
    (
        "availability-zones-too-few",
        "subnets[].availability_zone",
        "main.tf:4:3",
        "subnet_ids",
        "this",
    ),
    (
        "backup-retention-too-short",
        "snapshot_retention_limit",
        "main.tf:22:3",
        "snapshot_retention_limit",
        "redis",
    ),
    ("backup-window-not-required", "snapshot_window", "main.tf:23:3", "snapshot_window", "redis"),
    ("default-parameter-group", "parameter_group", "main.tf:10:1", "resource", "redis"),
    ("default-port", "port", "main.tf:16:3", "port", "redis"),
    ("endpoint-secret-missing", "secrets", "main.tf:10:1", "resource", "redis"),
    ("engine-log-not-delivered", "log_deliveries[].log_type", "main.tf:10:1", "resource", "redis"),
    ("event-topic-missing", "notification_topic.name", "main.tf:10:1", "resource", "redis"),
    ("final-snapshot-missing", "final_snapshot_identifier", "main.tf:10:1", "resource", "redis"),
    ("ingress-from-world", "ingress[].peer.cidr_blocks", "network.tf:84:5", "cidr_blocks", "redis"),
    ("ingress-source-missing", "ingress", "main.tf:20:3", "security_group_ids", "redis"),
    (
        "ingress-source-not-allowed",
        "ingress[].peer.cidr_blocks",
        "network.tf:84:5",
        "cidr_blocks",
        "redis",
    ),
    ("node-count-not-required", "num_cache_nodes", "main.tf:15:3", "num_cache_nodes", "redis"),
    ("node-type-not-allowed", "cache_node_type", "main.tf:14:3", "node_type", "redis"),
    (
        "parameter-value-not-required",
        "parameter_group.parameters.maxmemory-policy",
        "main.tf:10:1",
        "resource",
        "redis",
    ),
    (
        "parameter-value-not-required",
        "parameter_group.parameters.timeout",
        "main.tf:10:1",
        "resource",
        "redis",
    ),
    (
        "peering-not-routed",
        "vpc.peering_connections[].is_routed_from_cache",
        "network.tf:59:1",
        "resource",
        "this",
    ),
    ("public-subnet", "subnets[].ipv4_route_class", "network.tf:14:1", "resource", "a"),
    ("public-subnet", "subnets[].ipv4_route_class", "network.tf:22:1", "resource", "b"),
    ("required-alarm-missing", "alarms[].metric_name", "main.tf:10:1", "resource", "redis"),
    ("required-tag-missing", "tags", "main.tf:10:1", "resource", "redis"),
    ("slow-log-not-delivered", "log_deliveries[].log_type", "main.tf:10:1", "resource", "redis"),
    (
        "transit-encryption-disabled",
        "transit_encryption_enabled",
        "main.tf:10:1",
        "resource",
        "redis",
    ),
    ("unrestricted-egress", "egress[].peer.cidr_blocks", "network.tf:91:5", "cidr_blocks", "redis"),
    (
        "unrestricted-egress",
        "egress[].peer.cidr_blocks",
        "network.tf:92:5",
        "ipv6_cidr_blocks",
        "redis",
    ),
    ("windows-overlap", "snapshot_window", "main.tf:23:3", "snapshot_window", "redis"),
];

const AI_MODEL_REGISTRY: &[Row] = &[
    (
        "alarm-tells-nobody",
        "alarms[0].actions[0].topic.subscriptions[0].pending_confirmation",
        "modules/redis/alarms.tf:76:3",
        "alarm_actions",
        "connections",
    ),
    (
        "availability-zones-too-few",
        "subnets[0]",
        "modules/redis/main.tf:20:3",
        "subnet_ids",
        "this",
    ),
    (
        "backup-selection-unsupported",
        "resources[].kind",
        "modules/backup/main.tf:114:3",
        "resources",
        "databases",
    ),
    ("default-port", "port", "modules/redis/main.tf:120:3", "port", "this"),
    ("endpoint-secret-missing", "secrets", "modules/redis/main.tf:112:1", "resource", "this"),
    (
        "engine-version-not-required",
        "engine_version",
        "modules/redis/main.tf:117:3",
        "engine_version",
        "this",
    ),
    (
        "event-topic-unheard",
        "notification_topic.subscriptions[0].pending_confirmation",
        "modules/redis/main.tf:143:3",
        "notification_topic_arn",
        "this",
    ),
    (
        "ingress-source-missing",
        "ingress[0].peer.names[1]",
        "modules/redis/main.tf:35:5",
        "security_groups",
        "redis",
    ),
    (
        "ingress-source-not-allowed",
        "ingress[0].peer.names[1]",
        "modules/redis/main.tf:35:5",
        "security_groups",
        "redis",
    ),
    (
        "node-count-not-required",
        "num_cache_nodes",
        "modules/redis/main.tf:123:3",
        "num_cache_clusters",
        "this",
    ),
    (
        "node-type-not-allowed",
        "cache_node_type",
        "modules/redis/main.tf:118:3",
        "node_type",
        "this",
    ),
    ("peering-not-active", "vpc", "modules/redis/main.tf:127:3", "subnet_group_name", "this"),
    ("peering-not-routed", "vpc", "modules/redis/main.tf:127:3", "subnet_group_name", "this"),
    ("public-subnet", "subnets[0]", "modules/redis/main.tf:20:3", "subnet_ids", "this"),
    (
        "required-alarm-missing",
        "alarms[].metric_name",
        "modules/redis/main.tf:112:1",
        "resource",
        "this",
    ),
    ("required-tag-missing", "tags", "modules/redis/main.tf:159:3", "tags", "this"),
];

/// What is found in the plan at `plan` by the sets that have most policies, placed in the configuration at `source`.
fn located(plan: &str, source: &Path) -> (Audit, Vec<Gap>) {
    let inventory = inventory(&fixture(plan));
    let names = ["baseline", "production", "development", "aws-fsbp", "audio-pipeline"];
    let mut audit = audit(&inventory, &names.map(set));
    let directory = SourceDirectory { named: Some(source), current: Path::new("") };
    let gaps = locate(&mut audit, &inventory.sources, directory);
    (audit, gaps)
}

/// `main.tf:3:5`, below `root`.
fn place(root: &Path, origin: &Origin) -> String {
    let file = Path::new(&origin.file).strip_prefix(root).expect("is below the root").display();
    match (origin.line, origin.column) {
        (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
        _ => file.to_string(),
    }
}

/// The word at a place, and the name of the block that it is in.
fn written(origin: &Origin) -> (String, String) {
    let text = std::fs::read_to_string(&origin.file).expect("is a file");
    let line = origin.line.expect("has a line") as usize;
    let column = origin.column.expect("has a column") as usize;
    let at: String =
        text.lines().nth(line - 1).expect("is there").chars().skip(column - 1).collect();
    let above: Vec<&str> = text.lines().take(line).collect();
    let header =
        above.iter().rev().find(|line| line.starts_with("resource")).expect("is in a block");
    let name = header.split('"').nth(3).expect("has a name");
    (at.split_whitespace().next().unwrap_or_default().to_owned(), name.to_owned())
}

#[test]
fn findings_are_where_somebody_would_change_them() {
    for (plan, source, expected) in [
        ("audio-pipeline/broken/tfplan.json", "audio-pipeline/terraform-broken", AUDIO_PIPELINE),
        ("aether/broken/tfplan.json", "aether/terraform-broken", AETHER),
        (
            "ai-model-registry/compliant/tfplan.json",
            "ai-model-registry/terraform",
            AI_MODEL_REGISTRY,
        ),
    ] {
        let root = fixture(source);
        let (audit, gaps) = located(plan, &root);
        assert_eq!(gaps, [], "{plan}");
        let mut found = BTreeSet::new();
        for finding in &audit.findings {
            assert!(finding.location.line.is_some(), "{} of {plan}", finding.policy);
            let (word, block) = written(&finding.location);
            let place = place(&root, &finding.location);
            let policy = finding.policy.as_str().to_owned();
            found.insert((policy, finding.attribute.clone(), place, word, block));
        }
        let expected: BTreeSet<_> = expected
            .iter()
            .map(|(policy, attribute, place, word, block)| {
                let [policy, attribute, place] =
                    [policy, attribute, place].map(|it| (*it).to_owned());
                (policy, attribute, place, (*word).to_owned(), (*block).to_owned())
            })
            .collect();
        assert_eq!(found, expected, "{plan}");
    }
}

#[test]
fn what_is_set_elsewhere_is_followed_there() {
    for (plan, source, policy, expected) in [
        (
            "audio-pipeline/broken/tfplan.json",
            "audio-pipeline/terraform-broken",
            "backup-retention-too-short",
            &["main.tf:24:3 var.snapshot_retention_limit of module.cache"][..],
        ),
        (
            "audio-pipeline/broken/tfplan.json",
            "audio-pipeline/terraform-broken",
            "alarm-too-lax",
            &[
                "modules/cache/variables.tf:60:3 default of var.cpu_threshold",
                "modules/cache/main.tf:32:1 audio-pipeline-dev-redis",
            ],
        ),
        (
            "ai-model-registry/compliant/tfplan.json",
            "ai-model-registry/terraform",
            "node-count-not-required",
            &[
                "modules/redis/main.tf:3:3 local.nodes",
                "main.tf:4:3 var.environment of module.redis",
                "terraform.tfvars:1:1 value of var.environment",
            ],
        ),
    ] {
        let root = fixture(source);
        let (audit, _) = located(plan, &root);
        let finding = audit.findings.iter().find(|finding| finding.policy.as_str() == policy);
        let related = &finding.expect("is a finding").related;
        let found: Vec<String> = related
            .iter()
            .map(|related| format!("{} {}", place(&root, &related.place), related.message))
            .collect();
        assert_eq!(found, expected, "{policy}");
    }
}

#[test]
fn a_plan_without_its_configuration_says_so_and_stays_the_place() {
    let plan = "audio-pipeline/broken/tfplan.json";
    // A configuration that is another one's.
    let (audit, gaps) = located(plan, &fixture("aether/terraform"));
    assert!(audit.findings.iter().all(|finding| finding.location.line.is_none()));
    assert_eq!(gaps.len(), 1);
    assert!(gaps[0].why.contains("does not declare module.cache"), "{}", gaps[0].why);
    // None at all.
    let inventory = inventory(&fixture(plan));
    let mut audit = self::audit(&inventory, &[set("baseline")]);
    let before = audit.clone();
    let directory = SourceDirectory { named: None, current: Path::new("absent") };
    let gaps = locate(&mut audit, &inventory.sources, directory);
    assert_eq!(audit, before);
    assert_eq!(gaps.len(), 1);
    assert!(gaps[0].what.starts_with("Terraform configuration of "), "{}", gaps[0].what);
    assert!(gaps[0].why.contains("--source-dir") && !gaps[0].is_failure);
}

#[test]
fn the_configuration_is_found_in_the_working_directory_and_beside_the_plan() {
    let directory = tempfile::tempdir().expect("makes a directory");
    let copy = |from: &str, to: &str| {
        std::fs::copy(fixture(from), directory.path().join(to)).expect("copies");
    };
    copy("aether/broken/tfplan.json", "tfplan.json");
    for file in ["main.tf", "network.tf", "variables.tf"] {
        copy(&format!("aether/terraform-broken/{file}"), file);
    }
    let run = |arguments: &[&str], current: &Path| {
        let output = cache_audit()
            .args(["plan", "--format", "json", "--policy-set", "audio-pipeline"])
            .args(arguments)
            .current_dir(current)
            .output();
        let report: serde_json::Value =
            serde_json::from_slice(&output.expect("runs").stdout).expect("is JSON");
        let findings = report["findings"].as_array().expect("is a list").clone();
        let port =
            findings.into_iter().find(|finding| finding["policy"] == "backup-retention-too-short");
        let location = port.expect("is a finding")["location"].clone();
        format!("{}:{}", location["file"].as_str().unwrap_or_default(), location["line"])
    };
    assert_eq!(run(&["tfplan.json"], directory.path()), "main.tf:22");
    let plan = directory.path().join("tfplan.json").display().to_string();
    let beside = directory.path().join("main.tf").display().to_string();
    assert_eq!(run(&[&plan], root()), format!("{beside}:22"));
    let source = "fixtures/aether/terraform-broken";
    assert_eq!(run(&[&plan, "--source-dir", source], root()), format!("{source}/main.tf:22"));
}

#[test]
fn a_directory_that_was_named_has_to_hold_a_configuration() {
    let plan = "fixtures/aether/broken/tfplan.json";
    for directory in ["fixtures/aether", "absent"] {
        let run = cache_audit().args(["plan", plan, "--source-dir", directory]).assert().code(2);
        let message = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
        assert!(message.contains(&format!("{directory} has no Terraform files")), "{message}");
    }
}
