//! Findings in templates, nested stacks and CDK apps are where somebody would change them. Each test seeks the text in the file
//! and compares.

use std::collections::BTreeMap;
use std::fs;

use cache_audit::model::{Inventory, Origin};

use crate::support::*;

/// A place: a file below `fixtures/`, and texts that follow each other in it; the last one is at the place.
type Sought<'a> = (&'a str, &'a [&'a str]);

/// Line and column, both from 1, of the last of `texts`.
fn place(file: &str, texts: &[&str]) -> (u32, u32) {
    let content = fs::read_to_string(fixture(file)).expect("is readable");
    let mut at = 0;
    for (index, text) in texts.iter().enumerate() {
        let found = content[at..].find(text);
        at += found.unwrap_or_else(|| panic!("{file} has no {text} after {:?}", &texts[..index]));
        if index + 1 < texts.len() {
            at += text.len();
        }
    }
    let before = &content[..at];
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let line = before.matches('\n').count() + 1;
    (u32::try_from(line).expect("is small"), u32::try_from(column).expect("is small"))
}

/// Where the findings of each policy are: file below `fixtures/`, line and column.
fn found(
    inventory: &Inventory,
    policy_set: &str,
    of: impl Fn(&cache_audit::finding::Finding) -> Option<Origin>,
) -> BTreeMap<String, Vec<(String, u32, u32)>> {
    let mut found: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for finding in audit(inventory, &[set(policy_set)]).findings {
        let Some(origin) = of(&finding) else { continue };
        let file = origin.file.rsplit_once("fixtures/").map_or("", |(_, file)| file).to_owned();
        let place = (file, origin.line.unwrap_or_default(), origin.column.unwrap_or_default());
        let places = found.entry(finding.policy.to_string()).or_default();
        if !places.contains(&place) {
            places.push(place);
        }
    }
    found
}

/// Every policy of `expected` has a finding at each place that it names, and none elsewhere.
fn check(found: &BTreeMap<String, Vec<(String, u32, u32)>>, expected: &[(&str, &[Sought<'_>])]) {
    let mut wrong = Vec::new();
    for (policy, sought) in expected {
        let mut places: Vec<_> = sought
            .iter()
            .map(|(file, texts)| {
                let (line, column) = place(file, texts);
                ((*file).to_owned(), line, column)
            })
            .collect();
        places.sort();
        let mut at = found.get(*policy).cloned().unwrap_or_default();
        at.sort();
        if at != places {
            wrong.push(format!("{policy} is at {at:?}, expected {places:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn own(finding: &cache_audit::finding::Finding) -> Option<Origin> {
    Some(finding.location.clone())
}

const BROKEN: &str = "ai-model-registry/redis-cluster-broken.yaml";

#[test]
fn a_finding_in_yaml_is_at_the_value() {
    let inventory = inventory_with(&[BROKEN], Some("ai-model-registry/parameters/production.json"));
    let at = |texts: &'static [&'static str]| [(BROKEN, texts)];
    const GROUP: &[&str] = &["Resources:", "ReplicationGroup:"];
    check(
        &found(&inventory, "ai-model-registry", own),
        &[
            ("at-rest-encryption-disabled", &at(&["AtRestEncryptionEnabled: ", "false"])),
            ("transit-encryption-disabled", &at(&["TransitEncryptionEnabled: ", "false"])),
            ("automatic-failover-disabled", &at(&["AutomaticFailoverEnabled: ", "false"])),
            ("multi-az-disabled", &at(&["MultiAZEnabled: ", "false"])),
            ("replica-missing", &at(&["NumCacheClusters: ", "1"])),
            ("backup-retention-too-short", &at(&["SnapshotRetentionLimit: ", "0"])),
            ("auto-minor-version-upgrade-disabled", &at(&["AutoMinorVersionUpgrade: ", "false"])),
            ("default-parameter-group", &at(&["CacheParameterGroupName: ", "default.redis7"])),
            // Rules of the security group.
            ("ingress-from-world", &at(&["For debugging", "CidrIp: ", "0.0.0.0/0"])),
            ("ingress-all-ports", &at(&["For debugging", "FromPort: ", "0"])),
            // Through parameters, to their defaults.
            ("node-type-not-allowed", &at(&["CacheNodeType:", "Default: ", "cache.t3.small"])),
            ("auth-token-literal", &at(&["AuthToken:", "Default: ", "CANARY"])),
            // An alarm's own properties, and its threshold through a parameter.
            ("alarm-too-slow", &at(&["CpuAlarm001:", "EvaluationPeriods: ", "6"])),
            ("alarm-too-lax", &at(&["CpuAlarmThreshold:", "Default: ", "95"])),
            (
                "alarm-dimension-unmatched",
                &at(&["ConnectionsAlarm:", "Dimensions:", "- Name: CacheClusterId"]),
            ),
            // What is left out is where the resource begins.
            ("slow-log-not-delivered", &at(GROUP)),
            ("event-topic-missing", &at(GROUP)),
            ("default-subnet-group", &at(GROUP)),
            ("required-alarm-missing", &at(GROUP)),
            ("unrestricted-egress", &at(&["Resources:", "RedisSecurityGroup:"])),
        ],
    );
}

#[test]
fn values_are_followed_through_functions_in_both_spellings() {
    let parameters = Some("ai-model-registry/parameters/production.json");
    for (template, texts) in [
        (
            "ai-model-registry/redis-cluster.yaml",
            [
                &["CacheNodeType:", "Default: ", "cache.r7g.large"][..],
                &["EngineVersion:", "Default: ", "\"7.1\""],
                &["NumCacheClusters: !If [IsProduction, 3, ", "2"],
                &["Mappings:", "development:", "SnapshotDays: ", "1"],
                &["SnapshotWindow: ", "03:00-04:00"],
                &["PreferredMaintenanceWindow: ", "sun:06:00"],
            ],
        ),
        (
            "ai-model-registry/redis-cluster.json",
            [
                &["\"CacheNodeType\": {", "\"Default\": ", "\"cache.r7g.large\""][..],
                &["\"EngineVersion\": {", "\"Default\": ", "\"7.1\""],
                &["\"NumCacheClusters\": {", "\"Fn::If\": [", "3,", "2"],
                &["\"Mappings\"", "\"development\": {", "\"SnapshotDays\": ", "1"],
                &["\"SnapshotWindow\": ", "\"03:00-04:00\""],
                &["\"PreferredMaintenanceWindow\": ", "\"sun:06:00"],
            ],
        ),
    ] {
        let inventory = inventory_assigned(&[template], parameters, &["Environment=development"]);
        let at = texts.map(|texts| [(template, texts)]);
        check(
            &found(&inventory, "air-discovery-production", own),
            &[
                ("node-type-not-allowed", &at[0]),
                ("engine-version-not-required", &at[1]),
                ("node-count-not-required", &at[2]),
                ("backup-retention-too-short", &at[3]),
                ("backup-window-not-required", &at[4]),
                ("maintenance-window-not-required", &at[5]),
            ],
        );
    }
}

#[test]
fn a_value_from_a_file_of_parameters_is_there() {
    let file = "ai-model-registry/parameters/production.json";
    let inventory = inventory_with(&["ai-model-registry/redis-cluster.yaml"], Some(file));
    let subnets: &[Sought<'_>] =
        &[(file, &["\"PrivateSubnetIds\"", "\"ParameterValue\": ", "\"subnet-"])];
    check(&found(&inventory, "ai-model-registry", own), &[("public-subnet", subnets)]);
}

#[test]
fn a_finding_in_a_nested_stack_is_in_its_template() {
    let inventory = inventory_with(
        &["ai-model-registry/nested/root.yaml"],
        Some("ai-model-registry/parameters/nested-production.json"),
    );
    const REDIS: &str = "ai-model-registry/redis-cluster.yaml";
    const BACKUP: &str = "ai-model-registry/backup-policy.yaml";
    let found = found(&inventory, "ai-model-registry", |finding| {
        let mut origin = finding.location.clone();
        // `nested/../redis-cluster.yaml`, as the root names it.
        origin.file = origin.file.replace("nested/../", "");
        Some(origin)
    });
    check(
        &found,
        &[
            ("recovery-point-objective-missed", &[(REDIS, &["Resources:", "ReplicationGroup:"])]),
            // The whole list.
            (
                "backup-selection-unsupported",
                &[(BACKUP, &["SelectionName: databases", "Resources:", "- !Ref AuroraCluster"])],
            ),
        ],
    );
}

const APP: &str = "air-discovery/cdk-infra/lib/broken.ts";
const NETWORK: &str = "air-discovery/cdk-infra/lib/network.ts";
const SYNTHESIZED: &str =
    "air-discovery/broken/cdk.out/assembly-Production/ProductionRedisA1F217D6.template.json";

#[test]
fn a_finding_in_a_cdk_app_is_at_the_construct() {
    let inventory = inventory_with(&["air-discovery/broken/cdk.out"], None);
    let found = found(&inventory, "air-discovery-production", own);
    let group: &[Sought<'_>] = &[(APP, &["const replicationGroup = ", "new elasticache.Cfn"])];
    let security: &[Sought<'_>] = &[(APP, &["const securityGroup = ", "new ec2.SecurityGroup("])];
    let subnets: &[Sought<'_>] = &[(APP, &["const subnetGroup = ", "new elasticache.CfnSubnet"])];
    let alarm: &[Sought<'_>] = &[(APP, &["new cloudwatch.Alarm("])];
    check(
        &found,
        &[
            ("at-rest-encryption-disabled", group),
            ("node-type-not-allowed", group),
            ("required-alarm-missing", group),
            ("ingress-from-world", security),
            ("ingress-all-ports", security),
            ("availability-zones-too-few", subnets),
            ("alarm-too-lax", alarm),
            ("alarm-dimension-unmatched", alarm),
            ("public-subnet", &[(NETWORK, &["return ", "new ec2.Vpc("])]),
        ],
    );
}

#[test]
fn a_finding_in_a_cdk_app_also_names_the_value_in_the_template() {
    let inventory = inventory_with(&["air-discovery/broken/cdk.out"], None);
    let found = found(&inventory, "air-discovery-production", |finding| finding.template.clone());
    let at = |texts: &'static [&'static str]| [(SYNTHESIZED, texts)];
    check(
        &found,
        &[
            ("at-rest-encryption-disabled", &at(&["\"AtRestEncryptionEnabled\": ", "false"])),
            ("node-type-not-allowed", &at(&["\"CacheNodeType\": ", "\"cache.t2.micro\""])),
            ("backup-retention-too-short", &at(&["\"SnapshotRetentionLimit\": ", "0"])),
            (
                "ingress-from-world",
                &at(&["\"SecurityGroupIngress\": [", "\"CidrIp\": ", "\"0.0.0.0/0\""]),
            ),
            ("alarm-too-lax", &at(&["\"Threshold\": ", "95"])),
            ("auth-token-literal", &at(&["\"AuthToken\": ", "\"CANARY"])),
        ],
    );
}
