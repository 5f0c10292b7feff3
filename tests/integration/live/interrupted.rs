//! Ctrl-C ends a scan with what is known, and says so, whatever the scan waits for.

#![cfg(unix)]

use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::every_operation::{ACCOUNT, REGION, serve, whole};
use super::replay::{Fault, Replay, Rule};
use crate::support::NOW;

/// A test that waits longer for a call hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// A scan of a world in which `action` never comes, and which is interrupted while it waits for that.
fn interrupted(action: &str, arguments: &[&str]) -> (Output, Value) {
    let server = serve(vec![whole()], vec![Rule::always(action, Fault::Silent)]);
    let scan = begin(&server, arguments);
    assert!(server.wait_for(action, PATIENCE), "{action} was not called");
    interrupt(scan.id());
    let output = scan.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr);
    let report = serde_json::from_slice(&output.stdout);
    let report: Value = report.unwrap_or_else(|error| panic!("{action}: {error}: {said}"));
    assert!(report["result"]["is_complete"] == false, "{action}");
    assert!(report["gaps"].to_string().contains("was interrupted before everything was read"));
    (output, report)
}

fn begin(server: &Replay, arguments: &[&str]) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_cache-audit"))
        .args(["scan", "--format", "json", "--config", "/dev/null", "--timeout", "3600"])
        .args(arguments)
        .env_clear()
        .env("CACHE_AUDIT_NOW", NOW)
        .env("AWS_ENDPOINT_URL", &server.endpoint)
        .env("AWS_ACCESS_KEY_ID", ACCOUNT)
        .env("AWS_SECRET_ACCESS_KEY", "anything")
        .env("AWS_REGION", REGION)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs")
}

fn interrupt(process: u32) {
    let sent = Command::new("kill").args(["-INT", &process.to_string()]).status();
    assert!(sent.expect("kill runs").success());
}

#[test]
fn a_scan_that_is_still_signing_in_has_nothing_to_report_and_says_so() {
    for (action, arguments) in
        [("sts:GetCallerIdentity", &[][..]), ("ec2:DescribeRegions", &["--all-regions"])]
    {
        let (output, report) = interrupted(action, arguments);
        assert_eq!(output.status.code(), Some(3), "{action}: {output:?}");
        let gaps = report["gaps"].to_string();
        assert!(gaps.contains("the default account was not entered"), "{action}: {gaps}");
    }
}

#[test]
fn a_scan_that_does_not_know_the_caches_yet_says_so() {
    let (output, report) = interrupted("elasticache:DescribeReplicationGroups", &[]);
    assert!(matches!(output.status.code(), Some(1 | 3)), "{output:?}");
    let gaps = report["gaps"].to_string();
    assert!(gaps.contains("elasticache:DescribeReplicationGroups"), "{gaps}");
}

#[test]
fn an_interrupted_scan_reports_what_it_knows() {
    // The caches are read, their network never comes.
    let action = "ec2:DescribeSubnets";
    let (output, report) = interrupted(action, &[]);
    assert!(matches!(output.status.code(), Some(1 | 3)), "{output:?}");
    assert!(report["gaps"].to_string().contains(action), "{}", report["gaps"]);
    assert!(report["subjects"].as_array().is_some_and(|subjects| subjects.len() >= 6));
}
