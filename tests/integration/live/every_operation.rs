//! A recorded world in which a scan needs every operation: it stands alone, without the emulator.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::LazyLock;

use cache_audit::policy::Bundle;

use super::replay::{Replay, Rule, Setup, World};
use super::scan::Scan;
use crate::support::fixture;

/// Whose world it is; any account and region answer alike.
pub(super) const ACCOUNT: &str = "123456789012";
pub(super) const REGION: &str = "eu-west-1";

/// What is recorded, every list in one piece.
pub(super) fn whole() -> World {
    World::read(&fixture("every-operation/aws/whole")).expect("was recorded")
}

/// The same with every list in pages.
pub(super) fn paged() -> World {
    World::read(&fixture("every-operation/aws/paged")).expect("was recorded")
}

/// A server that answers with `worlds`, the first that can.
pub(super) fn serve(worlds: Vec<World>, faults: Vec<Rule>) -> Replay {
    Replay::start(Setup { worlds, faults, ..Setup::default() }).expect("starts")
}

/// A scan of that account by every policy there is.
pub(super) fn scan(server: &Replay) -> Scan {
    Scan::new(&server.endpoint, ACCOUNT, REGION).config(&every_policy())
}

/// Every policy there is, and some of a house's own: they read what ours do not.
pub(super) static POLICIES: LazyLock<Bundle> =
    LazyLock::new(|| Bundle::load(&[fixture(HOUSE)]).expect("the policies load"));

/// Policies of a house's own.
const HOUSE: &str = "every-operation/policies";

/// A configuration that enables every one of [`POLICIES`].
pub(super) fn every_policy() -> PathBuf {
    let house = serde_json::json!([fixture(HOUSE)]);
    let mut text = format!("policy_sets: [production]\npolicy_dirs: {house}\npolicies:\n");
    for policy in POLICIES.policies() {
        let _ = writeln!(text, "  {}: {{enabled: true}}", policy.id);
    }
    configuration("every-policy.yaml", &text)
}

/// A configuration file with `text`.
pub(super) fn configuration(name: &str, text: &str) -> PathBuf {
    // Tests run side by side: each writes the same, and none reads half of it.
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let file = tempfile::NamedTempFile::new_in(&folder).expect("makes a file");
    std::fs::write(file.path(), text).expect("is written");
    let path = folder.join(name);
    file.persist(&path).expect("is renamed");
    path
}
