//! A machine with nothing of AWS's on it but what a test puts there, on which `cache-audit scan` runs.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

use super::replay::{Fault, Replay, Rule, Setup, World};
use crate::support::{CANARY, cache_audit};

/// Whose keys are on the machine, where there are any. The server takes a key for the account that it is the key of.
pub(super) const OWN: &str = "111111111111";
/// The account of the one role that can be assumed.
pub(super) const OTHER: &str = "222222222222";
/// Where scans look unless they say otherwise.
pub(super) const REGION: &str = "eu-west-1";

/// A folder that is home and working directory.
pub(super) struct Machine(TempDir);

impl Machine {
    /// One with these files, by their paths in it.
    pub(super) fn with(files: &[(&str, &str)]) -> Self {
        let machine = Self(tempfile::tempdir().expect("makes a folder"));
        for (name, text) in files {
            machine.write(name, text.as_bytes());
        }
        machine
    }

    pub(super) fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("has a parent")).expect("makes folders");
        std::fs::write(path, bytes).expect("writes");
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// `scan` there, with no settings from this machine's environment.
    pub(super) fn scan(&self) -> Command {
        let mut command = cache_audit();
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("AWS_") || name.to_ascii_lowercase().ends_with("_proxy") {
                command.env_remove(name);
            }
        }
        let home: &Path = self.0.path();
        command.current_dir(home).env("HOME", home).env("AWS_EC2_METADATA_DISABLED", "true");
        command.env("AWS_MAX_ATTEMPTS", "1").arg("scan");
        command
    }

    /// `scan` that asks `server`.
    pub(super) fn scan_at(&self, server: &Replay) -> Command {
        let mut command = self.scan();
        command.env("AWS_ENDPOINT_URL", &server.endpoint);
        command
    }

    /// The same with keys of `account` in the environment.
    pub(super) fn scan_as(&self, server: &Replay, account: &str) -> Command {
        let mut command = self.scan_at(server);
        command.env("AWS_ACCESS_KEY_ID", account).env("AWS_SECRET_ACCESS_KEY", CANARY);
        command
    }
}

/// A server of accounts without caches. It knows [`OWN`] keys and gives those of [`OTHER`] to whoever assumes its role; the
/// role `closed` nobody may assume.
pub(super) fn accounts(faults: Vec<Rule>) -> Replay {
    let of_lists = ["ReplicationGroups", "CacheClusters", "ServerlessCaches"].into_iter();
    let world = of_lists.fold(World::default(), |world, list| {
        let empty = query("elasticache", &format!("Describe{list}"), &format!("<{list}/>"));
        world.with(&format!("elasticache:Describe{list}"), &empty)
    });
    let identity = "<UserId>AIDAEXAMPLE</UserId><Account>{{account}}</Account>\
                    <Arn>arn:aws:iam::{{account}}:user/ci</Arn>";
    let credentials = "<Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
                       <SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>";
    let world = world
        .with("sts:GetCallerIdentity", &query("sts", "GetCallerIdentity", identity))
        .with("sts:AssumeRole", &query("sts", "AssumeRole", credentials));
    let closed = ":role/closed".to_owned();
    let closed = Rule { asks_for: closed, ..Rule::always("sts:AssumeRole", Fault::Denied) };
    let faults = faults.into_iter().chain([closed]).collect();
    Replay::start(Setup { worlds: vec![world], faults, ..Setup::default() }).expect("starts")
}

/// An answer in the shape of the query protocol.
fn query(service: &str, operation: &str, result: &str) -> String {
    format!(
        "<{operation}Response xmlns=\"http://{service}.amazonaws.com/doc/\">\
         <{operation}Result>{result}</{operation}Result></{operation}Response>"
    )
}

/// The accounts whose keys called `action` of `server`, in the order of calls.
pub(super) fn callers(server: &Replay, action: &str) -> Vec<String> {
    let calls = server.calls().into_iter().filter(|call| call.action == action);
    calls.map(|call| call.account).collect()
}

/// What is told of a request that is wrong: an error with a help line, and no report.
pub(super) fn refusal(command: &mut Command) -> String {
    let output = command.output().expect("runs");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    let told = String::from_utf8(output.stderr).expect("is text");
    assert!(told.starts_with("error: ") && told.contains("\nhelp: "), "{told}");
    assert!(!told.contains("panicked"), "{told}");
    told
}
