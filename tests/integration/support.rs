//! Fixtures, and short ways to read, link and judge them.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use assert_cmd::Command;
use cache_audit::collect::{Input, Settings, collect};
use cache_audit::evaluate::{Evaluation, Evaluator};
use cache_audit::finding::Audit;
use cache_audit::link::{Linker, SubjectBody};
use cache_audit::model::Inventory;
use cache_audit::policy::{Bundle, PolicyOverride, ResolvedSet};
use serde_json::Value;

/// What every secret in the fixtures begins with.
pub(crate) const CANARY: &str = "CANARY-s3cr3t";

/// The time that tests judge by.
pub(crate) const NOW: &str = "2026-11-20T00:00:00Z";

/// The built-in policies, loaded once.
pub(crate) static BUNDLE: LazyLock<Bundle> =
    LazyLock::new(|| Bundle::built_in().expect("the built-in policies load"));

/// The repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file below `fixtures/`.
pub(crate) fn fixture(path: &str) -> PathBuf {
    root().join("fixtures").join(path)
}

/// The plan of a situation, or a named file of it: `moved`, `auth_token_from_secret/state.json`.
pub(crate) fn situation(name: &str) -> PathBuf {
    let folder = fixture("situations");
    if name.contains('/') { folder.join(name) } else { folder.join(name).join("tfplan.json") }
}

/// Every file below `folder`, sorted, but for the tools that make fixtures.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("is a folder") {
        let path = entry.expect("is readable").path();
        if !path.is_dir() {
            found.push(path);
        } else if path != fixture("tools") {
            found.extend(files(&path));
        }
    }
    found.sort();
    found
}

/// Every plan and state of the fixtures.
pub(crate) fn plans_and_states() -> Vec<PathBuf> {
    let is_input = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.ends_with("tfplan.json") || ["state.json", "terraform.tfstate"].contains(&name)
    };
    files(&root().join("fixtures")).into_iter().filter(is_input).collect()
}

/// Reads a file with the library.
pub(crate) fn inventory(path: &Path) -> Inventory {
    collected(&[Input::File(path.to_owned())], &Settings::default())
}

/// Reads files below `fixtures/` as one inventory, with the parameters of a file if one is named.
pub(crate) fn inventory_with(files: &[&str], parameters: Option<&str>) -> Inventory {
    inventory_assigned(files, parameters, &[])
}

/// The same with further parameters: `Environment=development`.
pub(crate) fn inventory_assigned(
    files: &[&str],
    parameters: Option<&str>,
    assignments: &[&str],
) -> Inventory {
    let mut settings = Settings::default();
    if let Some(file) = parameters {
        settings.parameters.read_file(&fixture(file)).expect("holds parameters");
    }
    for assignment in assignments {
        settings.parameters.assign(assignment).expect("is an assignment");
    }
    let inputs: Vec<Input> = files.iter().map(|file| Input::File(fixture(file))).collect();
    collected(&inputs, &settings)
}

fn collected(inputs: &[Input], settings: &Settings) -> Inventory {
    match collect(inputs, settings) {
        Ok(inventory) => inventory,
        Err(error) => panic!("{error}"),
    }
}

/// Every subject as JSON, by kind and address: `cache module.orders.aws_elasticache_cluster.this`.
pub(crate) fn subjects(inventory: &Inventory) -> BTreeMap<String, Value> {
    let linker = Linker::new(inventory);
    let subjects = linker.keys().into_iter().map(|key| linker.link(key));
    subjects
        .map(|subject| {
            let json = match &subject.body {
                SubjectBody::Cache(cache) => serde_json::to_value(cache),
                SubjectBody::CacheRemoval(removal) => serde_json::to_value(removal),
                SubjectBody::Alarm(alarm) => serde_json::to_value(alarm),
                SubjectBody::BackupSelection(selection) => serde_json::to_value(selection),
            };
            let name = format!("{} {}", subject.body.kind().as_str(), subject.address);
            (name, json.expect("serializes"))
        })
        .collect()
}

/// The one subject of a kind whose address is `end`, or ends or begins with it: `cache user_sessions`,
/// `cache_removal module.tenant["y"]`, or `cache` where there is one.
pub(crate) fn named<'s, T>(subjects: &'s BTreeMap<String, T>, named: &str) -> &'s T {
    let (kind, end) = named.split_once(' ').unwrap_or((named, ""));
    let is_meant = |name: &str| {
        let (found, address) = name.split_once(' ').unwrap_or_default();
        let is_named = address == end
            || address.ends_with(&format!(".{end}"))
            || address.starts_with(&format!("{end}."));
        found == kind && (is_named || end.is_empty())
    };
    let meant: Vec<&T> =
        subjects.iter().filter(|(name, _)| is_meant(name)).map(|(_, subject)| subject).collect();
    match meant.as_slice() {
        [subject] => subject,
        _ => panic!("{} subjects are called {named:?} in {:?}", meant.len(), subjects.keys()),
    }
}

/// The binary, run in the repository with no settings from the environment.
pub(crate) fn cache_audit() -> Command {
    let mut command = Command::cargo_bin("cache-audit").expect("is built");
    for (name, _) in std::env::vars_os() {
        let is_setting = name.to_string_lossy().starts_with("CACHE_AUDIT_");
        if is_setting || ["NO_COLOR", "CLICOLOR_FORCE"].iter().any(|other| name == *other) {
            command.env_remove(name);
        }
    }
    command.current_dir(root()).env("CACHE_AUDIT_NOW", NOW);
    command
}

/// A built-in policy set.
pub(crate) fn set(name: &str) -> ResolvedSet {
    BUNDLE.resolve(name, &BTreeMap::new()).expect("is a policy set")
}

/// Every built-in policy with its default parameters.
pub(crate) fn every_policy() -> ResolvedSet {
    let enabled = PolicyOverride { enabled: Some(true), ..PolicyOverride::default() };
    let all = BUNDLE.policies().map(|policy| (policy.id.clone(), enabled.clone())).collect();
    let mut set = BUNDLE.resolve("baseline", &all).expect("is a policy set");
    for resolved in &mut set.policies {
        let defaults = resolved.policy.parameters.iter();
        resolved.parameters =
            defaults.map(|(name, parameter)| (name.clone(), parameter.default.clone())).collect();
    }
    set
}

/// Judges everything in `inventory` by every one of `sets`.
pub(crate) fn audit(inventory: &Inventory, sets: &[ResolvedSet]) -> Audit {
    let evaluation = Evaluation {
        bundle: &BUNDLE,
        sets,
        assign: &|_| (0..sets.len()).collect(),
        now: NOW.parse().expect("is a time"),
        // Long enough for a busy machine: what is tested here are verdicts.
        time_limit: Duration::from_secs(60),
        threads: NonZeroUsize::MIN,
    };
    Evaluator::new(&evaluation)
        .and_then(|mut evaluator| evaluator.audit(&Linker::new(inventory)))
        .expect("the helpers load")
}
