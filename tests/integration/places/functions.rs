//! Values of templates are followed through functions, mappings and parameters to where they are written.

use std::collections::{BTreeMap, BTreeSet};

use cache_audit::model::Inventory;

use super::search::place_of;
use super::table::below;
use crate::support::*;

/// A place: a file below `fixtures/`, and texts that follow each other in it; the last one is at the place.
type Sought<'a> = (&'a str, &'a [&'a str]);

/// Every policy of `expected` has findings at the places that it names, and none elsewhere.
fn check(inventory: &Inventory, policy_set: &str, expected: &[(&str, &[Sought<'_>])]) {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for finding in audit(inventory, &[set(policy_set)]).findings {
        let place = below(&fixture(""), &finding.location);
        found.entry(finding.policy.to_string()).or_default().insert(place);
    }
    for (policy, sought) in expected {
        let places = sought.iter();
        let places =
            places.map(|(file, texts)| format!("{file}:{}", place_of(&fixture(file), texts)));
        assert_eq!(found.remove(*policy).unwrap_or_default(), places.collect(), "{policy}");
    }
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
            &inventory,
            "air-discovery-production",
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
    check(&inventory, "ai-model-registry", &[("public-subnet", subnets)]);
}
