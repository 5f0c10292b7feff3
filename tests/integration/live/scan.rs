//! Runs `cache-audit scan` against a server of the tests, and reads its report.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::support::cache_audit;

/// A scan that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// A scan to be run.
pub(super) struct Scan {
    command: assert_cmd::Command,
    format: String,
}

/// What a run of the binary left.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) code: i32,
    /// The JSON report; null where there is none.
    pub(super) report: Value,
    /// The report as it was written.
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// Verdicts by subject and policy.
pub(super) type Verdicts = BTreeMap<(String, String), String>;

impl Scan {
    /// A scan of the account with the keys `account`, with nothing from this machine's own settings of AWS.
    pub(super) fn new(endpoint: &str, account: &str, region: &str) -> Self {
        let mut command = cache_audit();
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("AWS_") {
                command.env_remove(name);
            }
        }
        command
            .arg("scan")
            .env("AWS_ENDPOINT_URL", endpoint)
            .env("AWS_ACCESS_KEY_ID", account)
            .env("AWS_SECRET_ACCESS_KEY", "CANARY-s3cr3t-access-key")
            .env("AWS_REGION", region)
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_CONFIG_FILE", "/dev/null")
            .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
            .env("AWS_MAX_ATTEMPTS", "1")
            .timeout(PATIENCE);
        Self { command, format: "json".to_owned() }
    }

    pub(super) fn args<'a>(mut self, arguments: impl IntoIterator<Item = &'a str>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Reports in another format than JSON.
    pub(super) fn format(self, format: &str) -> Self {
        Self { format: format.to_owned(), ..self }
    }

    pub(super) fn policy_set(self, name: &str) -> Self {
        self.args(["--policy-set", name])
    }

    /// Judges by a configuration file.
    pub(super) fn config(mut self, file: &Path) -> Self {
        self.command.arg("--config").arg(file);
        self
    }

    pub(super) fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// A scan of accounts by the profiles in `file`, and by nothing else.
    pub(super) fn profiles(mut self, file: &Path) -> Self {
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"] {
            self.command.env_remove(name);
        }
        self.env("AWS_CONFIG_FILE", file)
    }

    pub(super) fn run(mut self) -> Run {
        let output =
            self.command.args(["--format", &self.format]).output().expect("the binary runs");
        let stdout = String::from_utf8(output.stdout).expect("a report is text");
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let code =
            output.status.code().unwrap_or_else(|| panic!("it was killed; it said {stderr}"));
        Run { code, report: serde_json::from_str(&stdout).unwrap_or_default(), stdout, stderr }
    }
}

impl Run {
    /// Everything that was judged.
    pub(super) fn verdicts(&self) -> Verdicts {
        let mut verdicts = Verdicts::new();
        for subject in list(&self.report["subjects"]) {
            let name = format!("{} {}", text(&subject["kind"]), text(&subject["address"]));
            let judged = subject["verdicts"].as_object().expect("is an object");
            for (policy, verdict) in judged {
                verdicts.insert((name.clone(), policy.clone()), text(verdict).to_owned());
            }
        }
        verdicts
    }

    /// The policies that failed or are unknown, every subject taken together.
    pub(super) fn told(&self, verdict: &str) -> BTreeSet<String> {
        let findings = list(&self.report["findings"]).iter();
        let findings = findings.filter(|finding| finding["verdict"] == verdict);
        findings.map(|finding| text(&finding["policy"]).to_owned()).collect()
    }

    /// What was not collected: what, and why.
    pub(super) fn gaps(&self) -> Vec<(String, String)> {
        let gaps = list(&self.report["gaps"]).iter();
        gaps.map(|gap| (text(&gap["what"]).to_owned(), text(&gap["why"]).to_owned())).collect()
    }

    /// Fails unless everything was read and judged.
    pub(super) fn assert_complete(&self, what: &str) {
        assert!(
            self.report["result"]["is_complete"] == true,
            "{what} is not complete: {:?}\n{}\n{:?}",
            self.gaps(),
            self.stderr,
            self.report["failures"],
        );
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
