//! Ctrl-C ends a scan with what is known, and says so.

#![cfg(unix)]

use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::every_operation::{ACCOUNT, REGION, serve, whole};
use super::replay::{Fault, Rule};
use crate::support::NOW;

#[test]
fn an_interrupted_scan_reports_what_it_knows() {
    // The caches are read, their network never comes.
    let action = "ec2:DescribeSubnets";
    let server = serve(vec![whole()], vec![Rule::always(action, Fault::Silent)]);
    let scan = Command::new(env!("CARGO_BIN_EXE_cache-audit"))
        .args(["scan", "--format", "json", "--config", "/dev/null", "--timeout", "3600"])
        .env_clear()
        .env("CACHE_AUDIT_NOW", NOW)
        .env("AWS_ENDPOINT_URL", &server.endpoint)
        .env("AWS_ACCESS_KEY_ID", ACCOUNT)
        .env("AWS_SECRET_ACCESS_KEY", "anything")
        .env("AWS_REGION", REGION)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    assert!(server.wait_for(action, Duration::from_secs(60)), "{action} was not called");
    let interrupted = Command::new("kill").args(["-INT", &scan.id().to_string()]).status();
    assert!(interrupted.expect("kill runs").success());
    let output = scan.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr);
    let report: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {said}"));
    assert!(matches!(output.status.code(), Some(1 | 3)), "{:?}: {said}", output.status);
    assert!(report["result"]["is_complete"] == false);
    let gaps = report["gaps"].to_string();
    assert!(gaps.contains("interrupted") && gaps.contains(action), "{gaps}");
    assert!(report["subjects"].as_array().is_some_and(|subjects| subjects.len() >= 6), "{said}");
}
