//! Getting into accounts: what STS is asked, and what people are told when there is no way in.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;
use tiny_http::{Header, Response, Server};

use crate::support::cache_audit;

/// The access key that the sham STS gives out with every role.
const ROLE_KEY: &str = "ASIAROLE";

/// A machine with nothing of AWS's on it but what `files` hold.
fn machine(files: &[(&str, &str)]) -> TempDir {
    let home = tempfile::tempdir().expect("makes a folder");
    for (name, text) in files {
        let path = home.path().join(name);
        std::fs::create_dir_all(path.parent().expect("has a parent")).expect("makes folders");
        std::fs::write(path, text).expect("writes");
    }
    home
}

/// `scan` there, with no settings from the environment.
fn scan(home: &Path) -> Command {
    let mut command = cache_audit();
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AWS_") {
            command.env_remove(name);
        }
    }
    command
        .current_dir(home)
        .env("HOME", home)
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .arg("scan");
    command
}

/// What is told of a request that is wrong.
fn refusal(command: &mut Command) -> String {
    let output = command.output().expect("runs");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    String::from_utf8(output.stderr).expect("is text")
}

/// A server that answers as STS does, and denies everything else.
struct Sts {
    server: Arc<Server>,
    thread: Option<JoinHandle<()>>,
    /// The action and the access key of every request.
    seen: Arc<Mutex<Vec<(String, String)>>>,
}

impl Sts {
    fn start() -> Self {
        let server = Arc::new(Server::http("127.0.0.1:0").expect("listens"));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (listening, told) = (Arc::clone(&server), Arc::clone(&seen));
        let thread = std::thread::spawn(move || {
            for mut request in listening.incoming_requests() {
                let mut body = String::new();
                request.as_reader().read_to_string(&mut body).expect("is text");
                let field = |name: &str| {
                    let found = body.split('&').find_map(|pair| pair.strip_prefix(name));
                    found.unwrap_or_default().to_owned()
                };
                let key = access_key(request.headers());
                let action = field("Action=");
                let (status, text) = answer(&action, &field("RoleArn="), &key);
                told.lock().expect("is whole").push((action, key));
                request.respond(Response::from_string(text).with_status_code(status)).ok();
            }
        });
        Self { server, thread: Some(thread), seen }
    }

    fn url(&self) -> String {
        format!("http://{}", self.server.server_addr())
    }

    /// The access keys that called `action`.
    fn callers(&self, action: &str) -> Vec<String> {
        let seen = self.seen.lock().expect("is whole");
        seen.iter().filter(|(name, _)| name == action).map(|(_, key)| key.clone()).collect()
    }
}

impl Drop for Sts {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

/// The access key that a request is signed with.
fn access_key(headers: &[Header]) -> String {
    let signed = headers.iter().find(|header| header.field.equiv("Authorization"));
    let credential = signed.and_then(|header| header.value.as_str().split("Credential=").nth(1));
    credential.and_then(|it| it.split('/').next()).unwrap_or_default().to_owned()
}

fn answer(action: &str, role: &str, key: &str) -> (u16, String) {
    let error = |code: &str, message: &str| {
        let error = format!("<Type>Sender</Type><Code>{code}</Code><Message>{message}</Message>");
        (403, format!("<ErrorResponse><Error>{error}</Error></ErrorResponse>"))
    };
    match action {
        "GetCallerIdentity" if key == "AKIAEXPIRED" => error("ExpiredToken", "too old"),
        "GetCallerIdentity" if key == "AKIAWRONG" => error("InvalidClientTokenId", "is not valid"),
        "GetCallerIdentity" => {
            let (account, name) = match key == ROLE_KEY {
                true => ("222222222222", "assumed-role/audit/cache-audit"),
                false => ("111111111111", "user/ci"),
            };
            let arn =
                format!("<Arn>arn:aws:iam::{account}:{name}</Arn><Account>{account}</Account>");
            (200, result("GetCallerIdentity", &arn))
        }
        "AssumeRole" if role.contains("closed") => error("AccessDenied", "not authorized"),
        "AssumeRole" => {
            let credentials = format!(
                "<Credentials><AccessKeyId>{ROLE_KEY}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
                 <SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>"
            );
            (200, result("AssumeRole", &credentials))
        }
        _ => error("AccessDenied", "not authorized"),
    }
}

fn result(action: &str, body: &str) -> String {
    format!(
        "<{action}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <{action}Result>{body}</{action}Result></{action}Response>"
    )
}

/// `scan` with credentials, against `sts`.
fn scan_at(sts: &Sts, home: &Path, key: &str) -> Command {
    let mut command = scan(home);
    command
        .env("AWS_ENDPOINT_URL", sts.url())
        .env("AWS_ACCESS_KEY_ID", key)
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_MAX_ATTEMPTS", "1");
    command
}

#[test]
fn without_credentials_it_says_where_they_were_looked_for_and_what_to_run() {
    let home = machine(&[]);
    let told = refusal(scan(home.path()).args(["--region", "eu-west-1"]));
    let chain = "found no credentials for the default account: tried the environment, profile `default`, \
                 a web identity token, the container, the EC2 instance";
    assert!(told.contains(chain), "{told}");
    assert!(told.contains("help: run `aws sso login` or `aws configure`"), "{told}");
}

#[test]
fn without_a_region_it_says_how_to_name_one() {
    let home = machine(&[]);
    let told = refusal(&mut scan(home.path()));
    assert!(told.contains("no region is given for the default account"), "{told}");
    assert!(told.contains("help: give --region or --all-regions"), "{told}");
}

#[test]
fn a_profile_that_does_not_exist_is_told_with_those_that_do() {
    let config = "[default]\nregion = eu-west-1\n[profile staging]\nregion = eu-west-1\n";
    let home = machine(&[(".aws/config", config)]);
    let told = refusal(scan(home.path()).args(["--account", "stagin"]));
    let expected =
        "no AWS profile is called `stagin`; did you mean `staging`?; there are default, staging";
    assert!(told.contains(expected), "{told}");
    let told = refusal(scan(home.path()).env("AWS_PROFILE", "prod"));
    assert!(told.contains("no AWS profile is called `prod`; there are default, staging"), "{told}");
}

#[test]
fn a_profile_that_is_named_is_meant_whatever_the_environment_holds() {
    let home = machine(&[(".aws/config", "[profile empty]\nregion = eu-west-1\n")]);
    let sts = Sts::start();
    let told = refusal(scan_at(&sts, home.path(), "AKIACI").args(["--account", "empty"]));
    assert!(
        told.contains("found no credentials for account `empty`: profile `empty` has none"),
        "{told}"
    );
    assert!(sts.callers("GetCallerIdentity").is_empty(), "with the credentials of another account");
}

#[test]
fn credentials_that_aws_does_not_take_are_told_apart() {
    let home = machine(&[]);
    let sts = Sts::start();
    for (key, expected) in [
        ("AKIAEXPIRED", "the credentials for the default account have expired (ExpiredToken)"),
        ("AKIAWRONG", "AWS refuses the credentials for the default account: is not valid"),
    ] {
        let told = refusal(scan_at(&sts, home.path(), key).args(["--region", "eu-west-1"]));
        assert!(told.contains(expected), "{told}");
        assert!(told.contains("help: run `aws sso login`"), "{told}");
    }
    let told = refusal(
        scan_at(&sts, home.path(), "AKIACI")
            .args(["--region", "eu-west-1"])
            // Nobody listens there.
            .env("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
    );
    assert!(
        told.contains("could not reach AWS for the default account: sts:GetCallerIdentity"),
        "{told}"
    );
}

#[test]
fn settings_that_nobody_understands_are_no_panic() {
    let home = machine(&[(
        "bundle.pem",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    )]);
    for (name, value, expected) in [
        ("AWS_MAX_ATTEMPTS", "0", "AWS_MAX_ATTEMPTS is \"0\""),
        ("AWS_RETRY_MODE", "always", "AWS_RETRY_MODE is \"always\""),
        ("AWS_CA_BUNDLE", "bundle.pem", "could not take certificates from bundle.pem"),
        ("AWS_CA_BUNDLE", "none.pem", "could not take certificates from none.pem"),
    ] {
        let told = refusal(scan(home.path()).args(["--region", "eu-west-1"]).env(name, value));
        assert!(told.contains(expected), "{told}");
        assert!(!told.contains("panicked"), "{told}");
    }
}

const ACCOUNTS: &str = "\
accounts:
  open: {role_arn: 'arn:aws:iam::222222222222:role/audit', regions: [eu-west-1, us-east-1]}
  shut: {role_arn: 'arn:aws:iam::333333333333:role/closed', regions: [eu-west-1]}
";

#[test]
fn an_account_that_cannot_be_entered_is_a_gap_and_the_others_are_read() {
    let home = machine(&[("cache-audit.yaml", ACCOUNTS)]);
    let sts = Sts::start();
    let mut command = scan_at(&sts, home.path(), "AKIACI");
    let output =
        command.args(["--account", "open,shut", "--format", "json"]).output().expect("runs");
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).expect("is JSON");
    let sources: Vec<_> = report["sources"].as_array().expect("is a list").iter().collect();
    let files: Vec<_> = sources.iter().map(|source| source["file"].as_str()).collect();
    assert_eq!(files, [Some("aws://222222222222/eu-west-1"), Some("aws://222222222222/us-east-1")]);
    let gaps = report["gaps"].as_array().expect("is a list");
    let shut = gaps.iter().find(|gap| gap["what"] == "account `shut`").expect("is told");
    let why = shut["why"].as_str().expect("is text");
    assert!(
        why.starts_with(
            "arn:aws:iam::111111111111:user/ci could not assume arn:aws:iam::333333333333:role/closed \
             for account `shut`: not authorized (AccessDenied)"
        ),
        "{why}"
    );
    // One assumption for each role, however many regions and services; STS hears who tried in vain.
    assert_eq!(sts.callers("AssumeRole"), ["AKIACI", "AKIACI"]);
    let mut identities = sts.callers("GetCallerIdentity");
    identities.sort();
    assert_eq!(identities, ["AKIACI", ROLE_KEY]);
}

#[test]
fn where_no_account_can_be_entered_there_is_no_report() {
    let home = machine(&[("cache-audit.yaml", ACCOUNTS)]);
    let sts = Sts::start();
    let told = refusal(scan_at(&sts, home.path(), "AKIACI").args(["--account", "shut"]));
    assert!(told.contains("could not assume arn:aws:iam::333333333333:role/closed"), "{told}");
    assert!(told.contains("help: let the trust policy of"), "{told}");
}

#[test]
fn a_saved_scan_gives_the_same_reports() {
    let home = machine(&[("cache-audit.yaml", ACCOUNTS)]);
    let sts = Sts::start();
    for format in ["table", "json", "sarif", "markdown", "junit"] {
        let mut command = scan_at(&sts, home.path(), "AKIACI");
        command.args(["--account", "open,shut", "--format", format]);
        let scanned = command.args(["--save-inventory", "saved.json"]).output().expect("runs");
        let mut command = cache_audit();
        command.current_dir(home.path()).args(["plan", "saved.json", "--format", format]);
        let planned = command.output().expect("runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(text(&planned.stderr), "", "{format}");
        assert_eq!(text(&planned.stdout), text(&scanned.stdout), "{format}");
        assert_eq!(planned.status, scanned.status, "{format}");
    }
}

/// Whoever interrupts the scan gets a report that says so. Nobody ever answers the scan here.
#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_scan_with_a_report_that_says_so() {
    let home = machine(&[]);
    let server = Server::http("127.0.0.1:0").expect("listens");
    let child = std::process::Command::new(assert_cmd::cargo::cargo_bin("cache-audit"))
        .args(["scan", "--region", "eu-west-1", "--timeout", "600"])
        .current_dir(home.path())
        .env("HOME", home.path())
        .env("AWS_ENDPOINT_URL", format!("http://{}", server.server_addr()))
        .env("AWS_ACCESS_KEY_ID", "AKIACI")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("starts");
    let patience = std::time::Duration::from_secs(120);
    let _held = server.recv_timeout(patience).expect("listens").expect("is asked");
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(kill.expect("runs").success());
    let output = child.wait_with_output().expect("ends");
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert!(text.contains("── Not collected ──"), "{text}");
    assert!(text.contains("scan: was interrupted before everything was read"), "{text}");
    assert!(text.contains("the default account: "), "{text}");
}

fn policy(home: &Path, arguments: &[&str]) -> Value {
    let mut command = cache_audit();
    let output = command.current_dir(home).arg("iam-policy").args(arguments).output();
    let output = output.expect("runs");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    serde_json::from_slice(&output.stdout).expect("is JSON")
}

fn actions(policy: &Value) -> Vec<&str> {
    let actions = policy["Statement"][0]["Action"].as_array().expect("is a list");
    actions.iter().filter_map(Value::as_str).collect()
}

#[test]
fn the_iam_policy_allows_what_the_policies_need_and_no_more() {
    let only = "name: only\ntitle: T\ndescription: D\npolicies: {default-port: {}}\n";
    let home = machine(&[("own/sets/only.yaml", only)]);
    let few = policy(home.path(), &["--policy-dir", "own", "--policy-set", "only"]);
    let caches = [
        "elasticache:DescribeCacheClusters",
        "elasticache:DescribeReplicationGroups",
        "elasticache:DescribeServerlessCaches",
    ];
    assert_eq!(actions(&few), [&caches[..], &["sts:GetCallerIdentity"]].concat());
    assert_eq!(few["Version"], "2012-10-17");
    assert_eq!(few["Statement"][0]["Resource"], serde_json::json!(["*"]));

    let baseline = policy(home.path(), &[]);
    let baseline = actions(&baseline);
    assert!(baseline.is_sorted());
    for needed in
        ["cloudwatch:DescribeAlarms", "ec2:DescribeSecurityGroups", "elasticache:DescribeUsers"]
    {
        assert!(baseline.contains(&needed), "{needed}");
    }
    let reads = |action: &&str| {
        let (_, name) = action.split_once(':').unwrap_or_default();
        ["Describe", "List", "Get"].iter().any(|verb| name.starts_with(verb))
    };
    assert!(baseline.iter().all(reads), "{baseline:?}");
    assert!(!baseline.contains(&"secretsmanager:GetSecretValue"));
    assert!(!baseline.contains(&"ec2:DescribeRegions"));
    assert!(actions(&policy(home.path(), &["--all-regions"])).contains(&"ec2:DescribeRegions"));
}

#[test]
fn the_iam_policy_follows_the_configuration() {
    let config = format!(
        "{ACCOUNTS}  everywhere: {{regions: all}}\nrules:\n- when: {{tags: {{A: b}}}}\n  policy_sets: [baseline]\n"
    );
    let home = machine(&[("cache-audit.yaml", &config)]);
    let whole = policy(home.path(), &[]);
    assert!(actions(&whole).contains(&"ec2:DescribeRegions"), "of `everywhere`");
    assert!(actions(&whole).contains(&"tag:GetResources"), "a rule asks for tags");
    let open = policy(home.path(), &["--account", "open"]);
    assert!(!actions(&open).contains(&"ec2:DescribeRegions"));
    let assume = policy(home.path(), &["--assume-role"]);
    assert_eq!(actions(&assume), ["sts:AssumeRole"]);
    assert_eq!(
        assume["Statement"][0]["Resource"],
        serde_json::json!([
            "arn:aws:iam::222222222222:role/audit",
            "arn:aws:iam::333333333333:role/closed"
        ])
    );
}
