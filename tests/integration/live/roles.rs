//! Profiles that assume roles: whose role was refused, and what to do where it asks for the code of a device.

use super::machine::{Machine, OTHER, OWN, REGION, accounts, callers, refusal};

/// What the profiles of a machine are.
fn profiles(x: &str) -> String {
    format!(
        "[profile x]\n{x}\n\
         [profile middle]\nrole_arn = arn:aws:iam::333333333333:role/closed\nsource_profile = keys\n\
         mfa_serial = arn:aws:iam::{OWN}:mfa/somebody\n\
         [profile keys]\naws_access_key_id = {OWN}\naws_secret_access_key = s\n"
    )
}

/// A role of a profile and what it is assumed from.
fn role(name: &str, source: &str) -> String {
    format!("role_arn = arn:aws:iam::333333333333:role/{name}\nsource_profile = {source}\n")
}

const MFA: &str = "mfa_serial = arn:aws:iam::111111111111:mfa/somebody\n";

#[test]
fn a_role_that_asks_for_a_code_is_told_with_what_to_run() {
    let server = accounts(Vec::new());
    for (x, profile) in [(role("closed", "keys") + MFA, "x"), (role("audit", "middle"), "middle")] {
        let machine = Machine::with(&[(".aws/config", &profiles(&x))]);
        let mut command = machine.scan_at(&server);
        let told = refusal(command.args(["--account", "x", "--region", REGION]));
        let expected = format!(
            "could not assume the role of profile `{profile}` for account `x`, which asks for a code \
             (`mfa_serial`): User: "
        );
        assert!(told.contains(&expected), "{told}");
        let help = "help: run `eval \"$(aws configure export-credentials --profile x --format env)\"`, which \
                    asks for the code, and scan without this profile";
        assert!(told.contains(help), "{told}");
    }
    let machine = Machine::with(&[(".aws/config", &profiles(&(role("closed", "keys") + MFA)))]);
    let mut by_environment = machine.scan_at(&server);
    by_environment.env("AWS_PROFILE", "x").args(["--region", REGION]);
    let told = refusal(&mut by_environment);
    assert!(told.contains("which asks for the code, and scan again"), "{told}");
}

#[test]
fn a_device_that_the_role_does_not_ask_for_is_in_nobodys_way() {
    let server = accounts(Vec::new());
    let machine = Machine::with(&[(".aws/config", &profiles(&(role("audit", "keys") + MFA)))]);
    let mut command = machine.scan_at(&server);
    let output = command.args(["--account", "x", "--region", REGION]).output().expect("runs");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(callers(&server, "sts:AssumeRole"), [OWN]);
}

#[test]
fn whose_role_was_refused_is_told() {
    let of_account = |role: &str| {
        format!("accounts:\n  prod: {{profile: x, role_arn: 'arn:aws:iam::{OTHER}:role/{role}'}}\n")
    };
    for (of_profile, of_account, expected) in [
        (
            role("closed", "keys"),
            of_account("audit"),
            "could not assume the role of profile `x` for account `prod`: User: ",
        ),
        (
            role("audit", "keys") + MFA,
            of_account("closed"),
            "could not assume arn:aws:iam::222222222222:role/closed for account `prod`: User: ",
        ),
        (
            role("closed", "keys") + MFA,
            of_account("audit"),
            "could not assume the role of profile `x` for account `prod`, which asks for a code",
        ),
    ] {
        let server = accounts(Vec::new());
        let machine = Machine::with(&[
            (".aws/config", &profiles(&of_profile)),
            ("cache-audit.yaml", &of_account),
        ]);
        let mut command = machine.scan_at(&server);
        let told = refusal(command.args(["--account", "prod", "--region", REGION]));
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn a_chain_that_leads_nowhere_is_told_by_its_names() {
    let server = accounts(Vec::new());
    for (x, expected) in [
        (role("audit", "gone"), "profile `x` has `gone` as its `source_profile`, and there is no"),
        (
            "role_arn = arn:aws:iam::333333333333:role/audit\n".to_owned(),
            "has neither `source_profile`",
        ),
        ("aws_access_key_id = CANARY\n".to_owned(), "profile `x` has no `aws_secret_access_key`"),
    ] {
        let machine = Machine::with(&[(".aws/config", &profiles(&x))]);
        let mut command = machine.scan_at(&server);
        let told = refusal(command.args(["--account", "x", "--region", REGION]));
        assert!(told.contains(expected) && told.contains("help: correct profile `x`"), "{told}");
        assert!(!told.contains("CANARY"), "{told}");
    }
}
