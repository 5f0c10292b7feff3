//! A saved inventory of a live account is as good as the account, and tells no secret.

use std::fs;

use super::every_operation::{ACCOUNT, REGION, every_policy, scan, serve, whole};
use super::replay::{Fault, Rule};
use super::scan::Scan;
use super::systems::{SYSTEMS, Systems};
use crate::support::{CANARY, cache_audit};

/// Scans, saving the inventory, and audits what was saved.
fn again(scan: Scan, arguments: &[&str]) -> (String, String, String) {
    let folder = tempfile::tempdir().expect("makes a folder");
    let file = folder.path().join("inventory.json");
    let name = file.to_str().expect("is text");
    let run = scan.args(["--save-inventory", name]).run();
    let plan = cache_audit().args(["plan", "--format", "json", name]).args(arguments).output();
    let plan = plan.expect("runs");
    assert_eq!(plan.status.code(), Some(run.code), "{}", String::from_utf8_lossy(&plan.stderr));
    let audited = String::from_utf8(plan.stdout).expect("is text");
    (run.stdout, audited, fs::read_to_string(&file).expect("was saved"))
}

#[test]
fn what_was_saved_is_judged_alike() {
    let config = every_policy();
    let config = ["--config", config.to_str().expect("is text")];
    let denied = Rule::always("ec2:DescribeSubnets", Fault::Denied);
    for faults in [Vec::new(), vec![denied]] {
        let server = serve(vec![whole()], faults);
        let (live, saved, _) = again(scan(&server), &config);
        assert!(!live.is_empty() && live == saved, "the reports differ:\n{live}\n{saved}");
    }
}

#[test]
fn what_was_saved_of_a_system_is_judged_alike() {
    let Some(systems) = Systems::get() else { return };
    for system in SYSTEMS {
        let (live, saved, inventory) = again(systems.scan(system), &[]);
        assert!(
            !live.is_empty() && live == saved,
            "{system}: the reports differ:\n{live}\n{saved}"
        );
        assert!(inventory.contains("\"aws://"), "{system}: {inventory}");
        assert!(!inventory.contains(CANARY), "{system}: the inventory tells a secret");
        assert!(!live.contains(CANARY), "{system}: the report tells a secret");
    }
}

#[test]
fn nothing_that_a_scan_writes_tells_a_secret() {
    let server = serve(vec![whole()], Vec::new());
    let folder = tempfile::tempdir().expect("makes a folder");
    let saved = folder.path().join("inventory.json");
    for format in ["table", "json", "sarif", "markdown", "junit"] {
        let run = Scan::new(&server.endpoint, ACCOUNT, REGION)
            .config(&every_policy())
            .format(format)
            .args(["--verbose", "--save-inventory", saved.to_str().expect("is text")])
            .run();
        assert_eq!(run.code, 1, "{}", run.stderr);
        for (what, text) in [("report", run.stdout), ("standard error", run.stderr)] {
            assert!(!text.contains(CANARY), "the {what} in {format} tells a secret");
        }
    }
    let saved = fs::read_to_string(saved).expect("was saved");
    assert!(saved.contains("orders") && !saved.contains(CANARY), "the inventory tells a secret");
    // What the services told had some.
    let told = fs::read_to_string(crate::support::fixture(
        "every-operation/aws/whole/sns.ListSubscriptionsByTopic.xml",
    ));
    assert!(told.expect("is there").contains(CANARY));
}
