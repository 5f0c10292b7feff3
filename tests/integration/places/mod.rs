//! Findings are where somebody would change them: for each system, every finding that there is, with the text that stands
//! at its place. Rows were written by reading the files.

mod configuration;
mod functions;
mod related;
pub(crate) mod search;
pub(crate) mod table;

use std::path::Path;

use cache_audit::finding::{Audit, Finding};
use cache_audit::locate::{SourceDirectory, locate};
use cache_audit::model::{Gap, Origin};

use crate::support::*;
use table::Table;

/// What is audited, and by what.
#[derive(Clone, Copy)]
struct Case {
    /// Files below `fixtures/`.
    inputs: &'static [&'static str],
    /// A file of parameters.
    parameters: Option<&'static str>,
    /// The directory of Terraform's configuration.
    source: Option<&'static str>,
    /// The policy set that holds the system to its requirements.
    own_set: &'static str,
}

impl Case {
    const fn template(
        input: &'static [&'static str],
        parameters: Option<&'static str>,
        own_set: &'static str,
    ) -> Self {
        Self { inputs: input, parameters, source: None, own_set }
    }

    const fn plan(
        input: &'static [&'static str],
        source: &'static str,
        own_set: &'static str,
    ) -> Self {
        Self { inputs: input, parameters: None, source: Some(source), own_set }
    }

    /// What is found by the requirements of the system and by those of any production.
    fn located(self) -> (Audit, Vec<Gap>) {
        let inventory = inventory_with(self.inputs, self.parameters);
        let sets = ["baseline", "production", self.own_set].map(set);
        let mut audit = audit(&inventory, &sets);
        let source = self.source.map(fixture);
        let directory = SourceDirectory { named: source.as_deref(), current: Path::new("absent") };
        let gaps = locate(&mut audit, &inventory.sources, directory);
        (audit, gaps)
    }
}

const AI_PARAMETERS: Option<&str> = Some("ai-model-registry/parameters/production.json");
const CDK_BROKEN: Case =
    Case::template(&["air-discovery/broken/cdk.out"], None, "air-discovery-production");

/// Tables with the folder below `fixtures/` that their files are in.
const TABLES: &[(&str, &str, Case)] = &[
    (
        "audio-pipeline-terraform",
        "audio-pipeline/terraform-broken",
        Case::plan(
            &["audio-pipeline/broken/tfplan.json"],
            "audio-pipeline/terraform-broken",
            "audio-pipeline",
        ),
    ),
    (
        "audio-pipeline-template",
        "audio-pipeline/cloudformation",
        Case::template(&["audio-pipeline/cloudformation/template.yaml"], None, "audio-pipeline"),
    ),
    (
        "aether-terraform",
        "aether/terraform-broken",
        Case::plan(&["aether/broken/tfplan.json"], "aether/terraform-broken", "aether"),
    ),
    (
        "aether-template",
        "aether",
        Case::template(
            &["aether/template-broken.yaml"],
            Some("aether/parameters-broken.json"),
            "aether",
        ),
    ),
    (
        "ai-model-registry-terraform",
        "ai-model-registry/terraform",
        Case::plan(
            &["ai-model-registry/compliant/tfplan.json"],
            "ai-model-registry/terraform",
            "ai-model-registry",
        ),
    ),
    (
        "ai-model-registry-template",
        "ai-model-registry",
        Case::template(
            &["ai-model-registry/redis-cluster-broken.yaml"],
            AI_PARAMETERS,
            "ai-model-registry",
        ),
    ),
    (
        "ai-model-registry-backup",
        "ai-model-registry",
        Case::template(
            &["ai-model-registry/backup-policy-broken.yaml"],
            Some("ai-model-registry/parameters/backup-broken-production.json"),
            "ai-model-registry",
        ),
    ),
    (
        "ai-model-registry-nested",
        "ai-model-registry",
        Case::template(
            &["ai-model-registry/nested/root.yaml"],
            Some("ai-model-registry/parameters/nested-production.json"),
            "ai-model-registry",
        ),
    ),
    ("air-discovery-cdk", "air-discovery/cdk-infra", CDK_BROKEN),
    (
        "air-discovery-split",
        "air-discovery/cdk-infra",
        Case::template(&["air-discovery/split/cdk.out"], None, "air-discovery-production"),
    ),
    (
        "air-discovery-old",
        "air-discovery/old/production/cdk.out/assembly-Production",
        Case::template(&["air-discovery/old/production/cdk.out"], None, "air-discovery-production"),
    ),
];

#[test]
fn every_finding_is_where_somebody_would_change_it() {
    let mut wrong = Vec::new();
    for (name, root, case) in TABLES {
        let (audit, gaps) = case.located();
        assert_eq!(gaps, [], "{name}");
        let found =
            audit.findings.iter().map(|finding| row(&fixture(root), finding, &finding.location));
        wrong.extend(Table::read(name, &fixture(root)).differences(found));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn of_what_a_program_writes_the_value_is_told_too() {
    let root = fixture("air-discovery/broken/cdk.out/assembly-Production");
    let (audit, _) = CDK_BROKEN.located();
    let found = audit.findings.iter();
    let found = found.filter_map(|finding| Some(row(&root, finding, finding.template.as_ref()?)));
    let wrong = Table::read("air-discovery-cdk-values", &root).differences(found);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A finding as a table has it, at a place in a file below `root`.
fn row(root: &Path, finding: &Finding, place: &Origin) -> table::Found {
    table::Found {
        subject: finding.address.clone(),
        policy: finding.policy.to_string(),
        attribute: finding.attribute.clone(),
        place: table::below(root, place),
    }
}
