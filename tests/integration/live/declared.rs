//! Findings on what runs are where it is declared, in the systems of the fixtures.

use std::path::Path;

use cache_audit::model::Origin;
use serde_json::Value;

use super::scan::{Run, Scan};
use super::systems::Systems;
use crate::places::table::{Found, Table, below};
use crate::support::{CANARY, cache_audit, fixture, root};

/// A broken system that runs, and what declares it.
struct Case {
    /// The table of places, whose files are in `folder` below `fixtures/`.
    table: &'static str,
    folder: &'static str,
    system: &'static str,
    policy_set: &'static str,
    /// With the names of what was kept of the system in braces.
    arguments: &'static [&'static str],
}

const CASES: [Case; 4] = [
    Case {
        table: "audio-pipeline-live",
        folder: "audio-pipeline/terraform-broken",
        system: "audio-pipeline/aws/broken",
        policy_set: "audio-pipeline",
        arguments: &[
            "--declared=fixtures/audio-pipeline/broken/tfplan.json",
            "--source-dir=fixtures/audio-pipeline/terraform-broken",
        ],
    },
    Case {
        table: "aether-live",
        folder: "aether",
        system: "aether/aws/broken",
        policy_set: "aether",
        arguments: &[
            "--declared=fixtures/aether/template-broken.yaml",
            "--parameters=fixtures/aether/parameters-broken.json",
        ],
    },
    Case {
        table: "ai-model-registry-live",
        folder: "ai-model-registry",
        system: "ai-model-registry/aws/broken",
        policy_set: "ai-model-registry",
        arguments: &[
            "--declared=fixtures/ai-model-registry/redis-cluster-broken.yaml",
            "--declared=fixtures/ai-model-registry/backup-policy-broken.yaml",
            "--parameters=fixtures/ai-model-registry/parameters/production.json",
            "--parameter=VpcId={{vpc}}",
        ],
    },
    Case {
        table: "air-discovery-live",
        folder: "air-discovery/cdk-infra",
        system: "air-discovery/aws/broken",
        policy_set: "air-discovery-production",
        // The app is made for another account than that of this test.
        arguments: &[
            "--declared=fixtures/air-discovery/broken/cdk.out",
            "--parameter=AWS::AccountId={{account}}",
        ],
    },
];

impl Case {
    fn scan(&self, systems: &Systems) -> Scan {
        systems.scan(self.system).policy_set(self.policy_set)
    }

    fn declared(&self, systems: &Systems) -> Scan {
        let arguments = self.arguments(systems);
        self.scan(systems).args(arguments.iter().map(String::as_str))
    }

    fn arguments(&self, systems: &Systems) -> Vec<String> {
        let kept = systems.kept(self.system);
        let filled = self.arguments.iter().map(|argument| {
            kept.iter().fold((*argument).to_owned(), |argument, (name, value)| {
                argument.replace(&format!("{{{{{name}}}}}"), value)
            })
        });
        filled.collect()
    }
}

fn findings(run: &Run) -> &[Value] {
    run.report["findings"].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A finding of a report as a table has it.
fn found(folder: &Path, finding: &Value) -> Found {
    let number =
        |key: &str| finding["location"][key].as_u64().map(|it| it.try_into().expect("fits"));
    let location = Origin {
        file: text(&finding["location"]["file"]),
        line: number("line"),
        column: number("column"),
    };
    // The ids of a selection are random.
    let subject = if finding["subject_kind"] == "backup_selection" { "name" } else { "address" };
    Found {
        subject: text(&finding[subject]),
        policy: text(&finding["policy"]),
        attribute: text(&finding["attribute"]),
        place: below(folder, &location),
    }
}

#[test]
fn what_runs_is_at_its_declaration() {
    let Some(systems) = Systems::get() else { return };
    for case in &CASES {
        let folder = fixture(case.folder);
        let run = case.declared(systems).run();
        run.assert_complete(case.system);
        let found = findings(&run).iter().map(|finding| found(&folder, finding));
        let wrong = Table::read(case.table, &folder).differences(found);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[test]
fn a_declaration_changes_places_and_nothing_else() {
    let Some(systems) = Systems::get() else { return };
    for case in &CASES {
        let (with, without) = (case.declared(systems).run(), case.scan(systems).run());
        assert_eq!(with.verdicts(), without.verdicts(), "{}", case.system);
        assert_eq!(with.code, without.code, "{}", case.system);
        assert_eq!(with.report["sources"], without.report["sources"], "{}", case.system);
        let same = |run: &Run| {
            let kept = ["fingerprint", "message", "severity", "resource", "unknown", "waived"];
            let same = |finding: &Value| kept.map(|key| finding[key].clone());
            findings(run).iter().map(same).collect::<Vec<_>>()
        };
        assert_eq!(same(&with), same(&without), "{}", case.system);
    }
}

#[test]
fn code_scanning_gets_files_of_the_repository_and_the_same_alerts() {
    let Some(systems) = Systems::get() else { return };
    for case in &CASES {
        let results = |scan: Scan| {
            let log = scan.format("sarif").run().report;
            log["runs"][0]["results"].as_array().expect("are results").clone()
        };
        let (with, without) = (results(case.declared(systems)), results(case.scan(systems)));
        assert!(!with.iter().any(|it| it.to_string().contains(CANARY)), "{}", case.system);
        assert!(!with.is_empty(), "{}", case.system);
        let alerts = |results: &[Value]| {
            results.iter().map(|result| result["partialFingerprints"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(alerts(&with), alerts(&without), "{}", case.system);
        let mut declared = 0;
        for place in with.iter().flat_map(|result| {
            let related = result["relatedLocations"].as_array().into_iter().flatten();
            result["locations"].as_array().into_iter().flatten().chain(related)
        }) {
            let physical = &place["physicalLocation"];
            let uri = text(&physical["artifactLocation"]["uri"]);
            if uri == "cache-audit.yaml" {
                continue;
            }
            declared += 1;
            assert!(!uri.starts_with('/') && !uri.contains("..") && !uri.contains(':'), "{uri}");
            assert!(root().join(&uri).is_file(), "{uri} is no file of the repository");
            assert!(physical["region"]["startLine"].as_u64() >= Some(1), "{place}");
        }
        assert!(declared >= with.len() - 1, "{}: {declared} of {}", case.system, with.len());
    }
}

#[test]
fn what_was_saved_is_placed_alike() {
    let Some(systems) = Systems::get() else { return };
    for case in &CASES {
        let folder = tempfile::tempdir().expect("makes a folder");
        let saved = folder.path().join("inventory.json");
        let saved = saved.to_str().expect("is text");
        let run = case.declared(systems).args(["--save-inventory", saved]).run();
        let plan = cache_audit()
            .args(["plan", "--format", "json", "--policy-set", case.policy_set, saved])
            .args(case.arguments(systems))
            .output()
            .expect("runs");
        assert_eq!(String::from_utf8_lossy(&plan.stdout), run.stdout, "{}", case.system);
        assert!(!run.stdout.contains(CANARY), "{}", case.system);
    }
}

#[test]
fn an_app_for_another_account_declares_nothing_here() {
    let Some(systems) = Systems::get() else { return };
    let case = &CASES[3];
    let run = case.scan(systems).args([case.arguments[0]]).run();
    assert!(findings(&run).iter().all(|finding| finding["location"]["file"] == "cache-audit.yaml"));
    let total = findings(&run).len();
    let why = format!(
        "does not declare air-discovery-redis, so {total} findings are at the line of its account"
    );
    let what = "fixtures/air-discovery/broken/cdk.out".to_owned();
    assert_eq!(run.gaps(), [(what, why)]);
    run.assert_complete("a gap of places");
}

/// A state knows the ids of what it made.
#[test]
fn a_state_leads_to_the_subnets() {
    let Some(systems) = Systems::get() else { return };
    let case = &CASES[0];
    let kept = systems.kept(case.system);
    let state = fixture("audio-pipeline/compliant/state.json");
    let state: Value = serde_json::from_str(&std::fs::read_to_string(state).expect("is text"))
        .expect("is a state");
    let ids = subnets(&state["values"]["root_module"]);
    let mut state = state.to_string().replace("123456789012", &kept["account"]);
    for (index, name) in [(0, "subnet_a"), (1, "subnet_b")] {
        let (_, id) = ids.iter().find(|(at, _)| *at == index).expect("is a private subnet");
        state = state.replace(id, &kept[name]);
    }
    let folder = tempfile::tempdir().expect("makes a folder");
    let file = folder.path().join("state.json");
    std::fs::write(&file, state).expect("writes");
    let source = fixture("audio-pipeline/terraform");
    let run = case
        .scan(systems)
        .args(["--declared", file.to_str().expect("is text")])
        .args(["--source-dir", source.to_str().expect("is text")])
        .run();
    let public = findings(&run).iter().filter(|finding| finding["policy"] == "public-subnet");
    let places: Vec<String> = public.map(|finding| found(&source, finding).place).collect();
    let private = crate::places::search::place_of(
        &source.join("modules/networking/main.tf"),
        &["resource \"aws_subnet\" \"private\""],
    );
    let expected = format!("modules/networking/main.tf:{private}");
    assert_eq!(places, [expected.clone(), expected], "{:?}", run.gaps());
}

/// Index and id of the private subnets in a module of a state, and of those that it calls.
fn subnets(module: &Value) -> Vec<(u64, String)> {
    let list = |key: &str| module[key].as_array().cloned().unwrap_or_default();
    let private = list("resources")
        .into_iter()
        .filter(|resource| resource["type"] == "aws_subnet" && resource["name"] == "private");
    let private =
        private.map(|it| (it["index"].as_u64().expect("has one"), text(&it["values"]["id"])));
    let called: Vec<_> = list("child_modules").iter().flat_map(subnets).collect();
    private.chain(called).collect()
}
