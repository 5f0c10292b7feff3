//! What goes wrong on the way to credentials is told without a word of what a process printed or a file of tokens holds.

#![cfg(unix)]

use std::process::Output;

use super::machine::{Machine, OWN, REGION, accounts, refusal};
use super::replay::{Fault, Replay, Rule};
use crate::support::CANARY;

/// A profile whose credentials `script` prints.
fn with_process(script: &str) -> Machine {
    let machine = Machine::with(&[("give.sh", script)]);
    let script = machine.path("give.sh");
    let config = format!("[profile x]\ncredential_process = sh {}\n", script.display());
    machine.write(".aws/config", config.as_bytes());
    machine
}

/// What is told of a scan by the profile `x`, as an error and, beside another account, in the report.
fn told_of(machine: &Machine, server: &Replay, environment: &[(&str, &str)]) -> String {
    let mut alone = machine.scan_at(server);
    alone.envs(environment.iter().copied()).args(["--account", "x", "--region", REGION]);
    let told = refusal(&mut alone);
    assert!(!told.contains(CANARY), "{told}");
    let other = format!(
        "accounts:\n  other: {{profile: other}}\n  x: {{profile: x}}\n# {CANARY} is no secret here\n"
    );
    machine.write("cache-audit.yaml", other.as_bytes());
    for format in ["table", "json", "sarif"] {
        let mut both = machine.scan_at(server);
        both.envs(environment.iter().copied()).args(["--account", "x", "--account", "other"]);
        let output = both.args(["--region", REGION, "--format", format, "-v"]).output();
        let output = output.expect("runs");
        assert_eq!(output.status.code(), Some(3), "{output:?}");
        assert_silent(&output);
    }
    told
}

fn assert_silent(output: &Output) {
    for bytes in [&output.stdout, &output.stderr] {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(CANARY), "{text}");
    }
}

/// A profile beside `x` that works.
const OTHER: &str =
    "\n[profile other]\naws_access_key_id = 111111111111\naws_secret_access_key = s\n";

fn add_other(machine: &Machine) {
    let path = machine.path(".aws/config");
    let config = std::fs::read_to_string(&path).unwrap_or_default();
    machine.write(".aws/config", (config + OTHER).as_bytes());
}

#[test]
fn a_credential_process_that_fails_is_told_without_what_it_printed() {
    let server = accounts(Vec::new());
    for (script, expected) in [
        (
            format!("echo {CANARY}-out\necho {CANARY}-err >&2\nexit 3\n"),
            "the credential process ended with exit status: 3",
        ),
        (
            format!("echo {CANARY} >&2\nkill -9 $$\n"),
            "the credential process ended with exit status: 137",
        ),
        (
            format!("no-such-program-{CANARY}\n"),
            "the credential process ended with exit status: 127",
        ),
        (
            format!("echo '{{\"Version\": 1, \"AccessKeyId\": \"{CANARY}\" {CANARY}'\n"),
            "the credential process does not print the JSON that it should",
        ),
        (
            format!("echo {CANARY}\n"),
            "the credential process does not print the JSON that it should",
        ),
        (
            format!(
                "echo '{{\"Version\": 1, \"AccessKeyId\": \"A\", \"SessionToken\": \"{CANARY}\"}}'\n"
            ),
            "the credential process prints no `SecretAccessKey`",
        ),
        (
            format!(
                "echo '{{\"Version\": 1, \"AccessKeyId\": \"A\", \"SecretAccessKey\": \"s\", \
                 \"Expiration\": \"{CANARY}\"}}'\n"
            ),
            "the credential process does not print the JSON that it should",
        ),
        (format!("printf '{CANARY}\\377'\n"), "the credential process does not print text"),
    ] {
        let machine = with_process(&script);
        add_other(&machine);
        let told = told_of(&machine, &server, &[]);
        assert!(told.contains(expected), "{script}{told}");
        assert!(told.contains("see why the `credential_process` of profile `x` fails"), "{told}");
    }
}

#[test]
fn a_credential_process_that_fails_in_the_end_is_a_gap_without_what_it_printed() {
    // Credentials that end at once are asked for again with every call.
    let script = format!(
        "cd \"$(dirname \"$0\")\"\n\
         if [ -e given ]; then echo {CANARY} >&2; exit 9; fi\n\
         touch given\n\
         echo '{{\"Version\": 1, \"AccessKeyId\": \"{OWN}\", \"SecretAccessKey\": \"{CANARY}\", \
         \"Expiration\": \"2001-01-01T00:00:00Z\"}}'\n"
    );
    let machine = with_process(&script);
    let server = accounts(Vec::new());
    let mut command = machine.scan_at(&server);
    command.args(["--account", "x", "--region", REGION, "--format", "json"]);
    let output = command.output().expect("runs");
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert_silent(&output);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        text.contains(
            "no credentials: the credential process ended with exit status: 9; renew the"
        ),
        "{text}"
    );
}

/// The file of the session `corp`: the name is the SHA-1 of the session's.
const SSO_TOKEN: &str = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";

#[test]
fn a_session_that_cannot_be_used_is_told_without_its_token() {
    let config = "[profile x]\nsso_session = corp\nsso_account_id = 111111111111\nsso_role_name = audit\n\
                  [sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.awsapps.com/start\n";
    let expired =
        format!("{{\"accessToken\": \"{CANARY}\", \"expiresAt\": \"2001-01-01T00:00:00Z\"}}");
    let server = accounts(Vec::new());
    for (token, expected) in [
        (None, "there is no SSO session"),
        (Some(format!("{{\"accessToken\": \"{CANARY}\", {CANARY}")), "there is no SSO session"),
        (
            Some(format!("{{\"accessToken\": \"{CANARY}\", \"expiresAt\": \"{CANARY}\"}}")),
            "there is no SSO session",
        ),
        (Some(expired), "the SSO session has expired"),
    ] {
        let machine = Machine::with(&[(".aws/config", config)]);
        add_other(&machine);
        if let Some(token) = &token {
            machine.write(SSO_TOKEN, token.as_bytes());
        }
        let told = told_of(&machine, &server, &[]);
        assert!(told.contains(expected), "{token:?}: {told}");
        assert!(told.contains("help: run `aws sso login --profile x`"), "{told}");
    }
}

#[test]
fn a_web_identity_that_is_refused_is_told_without_its_token() {
    let action = "sts:AssumeRoleWithWebIdentity";
    let text = format!("{CANARY}.{CANARY}");
    for (token, fault, expected) in [
        (
            Some(text.as_bytes()),
            Fault::Denied,
            "is not authorized to perform: sts:AssumeRoleWithWebIdentity (AccessDenied)",
        ),
        (Some(text.as_bytes()), Fault::Malformed, "could not get the credentials"),
        (Some(b"CANARY-s3cr3t\xff".as_slice()), Fault::Denied, "the web identity token is no text"),
        (
            None,
            Fault::Denied,
            "the web identity token could not be read: No such file or directory",
        ),
    ] {
        let machine = Machine::with(&[]);
        if let Some(token) = token {
            machine.write("token", token);
        }
        let path = machine.path("token");
        let config = format!(
            "[profile x]\nrole_arn = arn:aws:iam::{OWN}:role/audit\nweb_identity_token_file = {}\n",
            path.display()
        );
        machine.write(".aws/config", config.as_bytes());
        add_other(&machine);
        let server = accounts(vec![Rule::always(action, fault)]);
        let told = told_of(&machine, &server, &[]);
        assert!(told.contains(expected), "{told}");
        let help =
            "help: see to it that the `web_identity_token_file` of profile `x` holds a token";
        assert!(told.contains(help), "{told}");
    }
}

#[test]
fn passwords_of_proxies_and_endpoints_are_not_told() {
    let machine = Machine::with(&[]);
    let server = accounts(Vec::new());
    let secret = |rest: &str| format!("http://user:{CANARY}@{rest}");
    for (name, value) in [
        ("HTTP_PROXY", secret("127.0.0.1:1")),
        ("AWS_ENDPOINT_URL", secret("127.0.0.1:1")),
        ("AWS_ENDPOINT_URL", secret("no-such-host.invalid")),
        ("AWS_ENDPOINT_URL", secret("[")),
    ] {
        let mut command = machine.scan_as(&server, OWN);
        let told = refusal(command.args(["--region", REGION]).env(name, &value));
        assert!(!told.contains(CANARY), "{name}={value}: {told}");
    }
}
