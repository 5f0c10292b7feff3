//! Getting into accounts: what STS is asked, and what people are told when there is no way in.

use serde_json::Value;

use super::machine::{Machine, OTHER, OWN, REGION, accounts, callers, refusal};
use super::replay::{Fault, Rule};
use crate::support::cache_audit;

#[test]
fn without_credentials_it_says_where_they_were_looked_for_and_what_to_run() {
    let told = refusal(Machine::with(&[]).scan().args(["--region", REGION]));
    let chain = "found no credentials for the default account: tried the environment, profile `default`, \
                 a web identity token, the container, the EC2 instance";
    assert!(told.contains(chain), "{told}");
    assert!(told.contains("help: run `aws sso login` or `aws configure`"), "{told}");
}

#[test]
fn without_a_region_it_says_how_to_name_one() {
    let told = refusal(&mut Machine::with(&[]).scan());
    assert!(told.contains("no region is given for the default account"), "{told}");
    assert!(told.contains("help: give --region or --all-regions"), "{told}");
}

#[test]
fn a_profile_that_does_not_exist_is_told_with_those_that_do() {
    let config = "[default]\nregion = eu-west-1\n[profile staging]\nregion = eu-west-1\n";
    let machine = Machine::with(&[(".aws/config", config)]);
    let told = refusal(machine.scan().args(["--account", "stagin"]));
    let expected =
        "no AWS profile is called `stagin`; did you mean `staging`?; there are default, staging";
    assert!(told.contains(expected), "{told}");
    let told = refusal(machine.scan().env("AWS_PROFILE", "prod"));
    assert!(told.contains("no AWS profile is called `prod`; there are default, staging"), "{told}");
}

#[test]
fn a_profile_that_is_named_is_meant_whatever_the_environment_holds() {
    let machine = Machine::with(&[(".aws/config", "[profile empty]\nregion = eu-west-1\n")]);
    let server = accounts(Vec::new());
    let told = refusal(machine.scan_as(&server, OWN).args(["--account", "empty"]));
    let expected = "found no credentials for account `empty`: profile `empty` has none that can be used: \
                    profile `empty` does not say where credentials come from";
    assert!(told.contains(expected), "{told}");
    assert!(told.contains("help: correct profile `empty`"), "{told}");
    assert!(server.calls().is_empty(), "with the credentials of another account");
}

#[test]
fn credentials_that_aws_does_not_take_are_told_apart() {
    let machine = Machine::with(&[]);
    for (fault, expected) in [
        (Fault::Expired, "the credentials for the default account have expired (ExpiredToken)"),
        (
            Fault::Unknown,
            "AWS refuses the credentials for the default account: The security token included in the \
             request is invalid. (InvalidClientTokenId)",
        ),
    ] {
        let server = accounts(vec![Rule::always("sts:GetCallerIdentity", fault)]);
        let told = refusal(machine.scan_as(&server, OWN).args(["--region", REGION]));
        assert!(told.contains(expected), "{told}");
        assert!(told.contains("help: run `aws sso login`"), "{told}");
    }
    let mut nobody_there = machine.scan_as(&accounts(Vec::new()), OWN);
    let nobody_there = nobody_there.env("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    let told = refusal(nobody_there.args(["--region", REGION]));
    assert!(
        told.contains("could not reach AWS for the default account: sts:GetCallerIdentity"),
        "{told}"
    );
}

#[test]
fn settings_that_nobody_understands_are_no_panic() {
    let bundle = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let machine = Machine::with(&[("bundle.pem", bundle)]);
    for (name, value, expected) in [
        ("AWS_MAX_ATTEMPTS", "0", "AWS_MAX_ATTEMPTS is \"0\""),
        ("AWS_RETRY_MODE", "always", "AWS_RETRY_MODE is \"always\""),
        ("AWS_CA_BUNDLE", "bundle.pem", "could not take certificates from bundle.pem"),
        ("AWS_CA_BUNDLE", "none.pem", "could not take certificates from none.pem"),
        ("AWS_REGION", "eu west", "AWS_REGION is \"eu west\", which is not a region"),
        ("AWS_ENDPOINT_URL", "", "AWS_ENDPOINT_URL is \"\", which is not a URL"),
        ("AWS_ENDPOINT_URL_STS", " ", "AWS_ENDPOINT_URL_STS is \" \", which is not a URL"),
    ] {
        let told = refusal(machine.scan().args(["--region", REGION]).env(name, value));
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn endpoints_of_single_services_are_looked_at_as_well() {
    for (section, id) in [("elasticache", "ElastiCache"), ("ec2", "EC2"), ("sso", "SSO")] {
        let config = format!(
            "[profile odd]\nregion = {REGION}\nservices = here\naws_access_key_id = {OWN}\n\
             aws_secret_access_key = x\n[services here]\n{section} =\n  endpoint_url =\n"
        );
        let machine = Machine::with(&[(".aws/config", &config)]);
        let told = refusal(machine.scan().args(["--account", "odd"]));
        let expected = format!("endpoint_url of {id} is \"\", which is not a URL");
        assert!(told.contains(&expected), "{told}");
    }
}

#[test]
fn keys_that_cannot_be_sent_are_no_panic() {
    let machine = Machine::with(&[]);
    let server = accounts(Vec::new());
    for (name, value) in [
        ("AWS_ACCESS_KEY_ID", "CANARY\nCANARY"),
        ("AWS_ACCESS_KEY_ID", "schlüssel-CANARY"),
        ("AWS_SESSION_TOKEN", "CANARY CANARY"),
    ] {
        let mut command = machine.scan_as(&server, OWN);
        let told = refusal(command.args(["--region", REGION]).env(name, value));
        let expected = "the access key or the session token has characters that no such key has";
        assert!(told.contains(expected) && !told.contains("CANARY"), "{told}");
    }
    assert!(server.calls().is_empty());
}

#[test]
fn what_is_no_answer_of_aws_is_told_as_such() {
    for (fault, expected) in [
        (
            Fault::Gateway,
            "could not find out which account the default account is: something other than AWS answers \
             (HTTP status 502)",
        ),
        (Fault::Malformed, "the answer ends within 3 open elements (malformed response)"),
        (Fault::Reset, "could not reach AWS for the default account: sts:GetCallerIdentity: "),
        (Fault::Truncated, "the answer breaks off, or does not end (malformed response)"),
    ] {
        let server = accounts(vec![Rule::always("sts:GetCallerIdentity", fault)]);
        let machine = Machine::with(&[]);
        let told = refusal(machine.scan_as(&server, OWN).args(["--region", REGION]));
        assert!(told.contains(expected), "{fault:?}: {told}");
        assert!(told.contains("AWS_ENDPOINT_URL"), "{told}");
    }
}

#[test]
fn an_account_that_nobody_names_is_told_with_accounts_and_profiles() {
    let keys = "[profile staging]\nregion = eu-west-1\n";
    let machine = Machine::with(&[("cache-audit.yaml", ACCOUNTS), (".aws/config", keys)]);
    let told = refusal(machine.scan().args(["--account", "opn"]));
    let expected = "no account of cache-audit.yaml and no AWS profile is called `opn`; did you mean `open`?; \
                    accounts: open, shut; profiles: staging";
    assert!(told.contains(expected), "{told}");
    let machine = Machine::with(&[("cache-audit.yaml", ""), (".aws/config", keys)]);
    let told = refusal(machine.scan().args(["--account", "my account"]));
    let expected =
        "no AWS profile is called `my account`; there are staging; only names of letters, digits";
    assert!(told.contains(expected), "{told}");
}

#[test]
fn where_nothing_can_be_written_nobody_is_asked() {
    let server = accounts(Vec::new());
    let machine = Machine::with(&[]);
    for arguments in [
        ["--save-inventory", "missing/inventory.json"],
        ["--save-inventory", "."],
        ["--output", "missing/report.sarif"],
    ] {
        let mut command = machine.scan_as(&server, OWN);
        let told = refusal(command.args(["--region", REGION]).args(arguments));
        assert!(told.contains(&format!("could not write {}", arguments[1])), "{told}");
    }
    assert!(server.calls().is_empty());
}

#[test]
fn an_account_by_two_names_is_read_once() {
    let config = "[profile one]\naws_access_key_id = 111111111111\naws_secret_access_key = s\n\
                  [profile two]\naws_access_key_id = 111111111111\naws_secret_access_key = s\n";
    let machine = Machine::with(&[(".aws/config", config)]);
    let server = accounts(Vec::new());
    let mut command = machine.scan_at(&server);
    command.args(["--account", "one", "--account", "two", "--region", REGION]);
    let output = command.output().expect("runs");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(callers(&server, "elasticache:DescribeReplicationGroups"), [OWN]);
}

#[test]
fn forty_accounts_are_read_in_one_run() {
    let accounts_of = |line: &dyn Fn(u64) -> String| (0..40).map(line).collect::<String>();
    let config = accounts_of(&|number| {
        let id = 100_000_000_000_u64 + number;
        format!("[profile a{number}]\naws_access_key_id = {id}\naws_secret_access_key = s\n")
    });
    let machine = Machine::with(&[(".aws/config", &config)]);
    let server = accounts(Vec::new());
    let mut command = machine.scan_at(&server);
    for number in 0..40 {
        command.args(["--account", &format!("a{number}")]);
    }
    let output = command.args(["--region", REGION, "--format", "json"]).output().expect("runs");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let report: Value = serde_json::from_slice(&output.stdout).expect("is JSON");
    assert_eq!(report["sources"].as_array().map(Vec::len), Some(40));
}

const ACCOUNTS: &str = "\
accounts:
  open: {role_arn: 'arn:aws:iam::222222222222:role/audit', regions: [eu-west-1, us-east-1]}
  shut: {role_arn: 'arn:aws:iam::333333333333:role/closed', regions: [eu-west-1]}
";

#[test]
fn an_account_that_cannot_be_entered_is_a_gap_and_the_others_are_read() {
    let machine = Machine::with(&[("cache-audit.yaml", ACCOUNTS)]);
    let server = accounts(Vec::new());
    let mut command = machine.scan_as(&server, OWN);
    let output =
        command.args(["--account", "open,shut", "--format", "json"]).output().expect("runs");
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).expect("is JSON");
    let sources: Vec<_> = report["sources"].as_array().expect("is a list").iter().collect();
    let files: Vec<_> = sources.iter().map(|source| source["file"].as_str()).collect();
    assert_eq!(files, [Some("aws://222222222222/eu-west-1"), Some("aws://222222222222/us-east-1")]);
    let gaps = report["gaps"].as_array().expect("is a list");
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert_eq!(gaps[0]["what"], "account `shut`");
    let why = gaps[0]["why"].as_str().expect("is text");
    assert!(
        why.starts_with(
            "arn:aws:iam::111111111111:user/ci could not assume arn:aws:iam::333333333333:role/closed \
             for account `shut`: User: arn:aws:iam::111111111111:user/audit is not authorized to \
             perform: sts:AssumeRole (AccessDenied)"
        ),
        "{why}"
    );
    // One assumption for each role, however many regions and services; STS hears who tried in vain.
    assert_eq!(callers(&server, "sts:AssumeRole"), [OWN, OWN]);
    let mut identities = callers(&server, "sts:GetCallerIdentity");
    identities.sort();
    assert_eq!(identities, [OWN, OTHER]);
}

#[test]
fn where_no_account_can_be_entered_there_is_no_report() {
    let machine = Machine::with(&[("cache-audit.yaml", ACCOUNTS)]);
    let server = accounts(Vec::new());
    let told = refusal(machine.scan_as(&server, OWN).args(["--account", "shut"]));
    assert!(told.contains("could not assume arn:aws:iam::333333333333:role/closed"), "{told}");
    assert!(told.contains("help: let the trust policy of"), "{told}");
}

#[test]
fn a_saved_scan_gives_the_same_reports() {
    let machine = Machine::with(&[("cache-audit.yaml", ACCOUNTS)]);
    let server = accounts(Vec::new());
    for format in ["table", "json", "sarif", "markdown", "junit"] {
        let mut command = machine.scan_as(&server, OWN);
        command.args(["--account", "open,shut", "--format", format]);
        let scanned = command.args(["--save-inventory", "saved.json"]).output().expect("runs");
        let mut command = cache_audit();
        command.current_dir(machine.path("")).args(["plan", "saved.json", "--format", format]);
        let planned = command.output().expect("runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(text(&planned.stderr), "", "{format}");
        assert_eq!(text(&planned.stdout), text(&scanned.stdout), "{format}");
        assert_eq!(planned.status, scanned.status, "{format}");
    }
}
