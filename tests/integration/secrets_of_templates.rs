//! No secret leaves templates, change sets, cloud assemblies, or parameters: neither in a report nor in an error.

use std::fs;
use std::path::Path;

use cache_audit::collect::read;
use cache_audit::report::FORMATS;

use crate::support::*;

/// Inputs that carry secrets, below `fixtures/`.
const WITH_CANARY: [&str; 6] = [
    "ai-model-registry/redis-cluster-broken.yaml",
    "ai-model-registry/change-sets/describe-change-set-with-values.json",
    "ai-model-registry/change-sets/page-1.json",
    "ai-model-registry/change-sets/page-2.json",
    "air-discovery/broken/cdk.out",
    "air-discovery/broken/cdk.out/assembly-Production",
];

/// A template whose parameter is a secret, and stands in every place that a report may tell of.
const TEMPLATE: &str = "Parameters:
  Token: {Type: String, NoEcho: true}
  Plain: {Type: String, Default: CANARY-s3cr3t-default}
  Chosen: {Type: String, AllowedValues: [CANARY-s3cr3t-allowed, b], Default: b}
  Bounded: {Type: Number, Default: 1}
Resources:
  Hidden:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      ReplicationGroupDescription: hidden
      AuthToken: !Ref Token
  Shown:
    Type: AWS::ElastiCache::ReplicationGroup
    Properties:
      ReplicationGroupDescription: shown
      AuthToken: !Sub 'x-${Plain}'
      Port: !Ref Token
      SnapshotRetentionLimit: !Ref Bounded
      NumCacheClusters: CANARY-s3cr3t-number
      TransitEncryptionEnabled: [CANARY-s3cr3t-list]
  User:
    Type: AWS::ElastiCache::User
    Properties:
      Engine: redis
      UserId: user
      UserName: user
      Passwords: [!Ref Token, CANARY-s3cr3t-password]
  Secret:
    Type: AWS::SecretsManager::Secret
    Properties:
      Name: token
      SecretString: !Sub '{\"token\": \"${Token}\"}'
";

fn assert_silent(what: &str, text: &str) {
    assert!(!text.contains(CANARY), "{what} tells a secret");
}

/// Runs the binary with every format at once and looks through all that it writes; returns its exit code.
fn run(arguments: &[&str]) -> i32 {
    let folder = tempfile::tempdir().expect("makes a folder");
    let file = |name: &str| folder.path().join(name);
    let reports: Vec<String> = (1..FORMATS.len()).map(|n| format!("report-{n}")).collect();
    let mut command = cache_audit();
    command.args(["plan", "--verbose", "--policy-set", "production"]).args(arguments);
    command.args(FORMATS.iter().flat_map(|format| ["--format", format.name]));
    for name in &reports {
        command.arg("--output").arg(file(name));
    }
    command.arg("--save-inventory").arg(file("inventory"));
    let run = command.assert();
    let output = run.get_output();
    let code = output.status.code().unwrap_or_else(|| panic!("{arguments:?} ends by a signal"));
    assert!((0..=3).contains(&code), "{arguments:?} ends with {code}");
    let what = format!("{arguments:?}");
    assert_silent(&what, &String::from_utf8_lossy(&output.stdout));
    assert_silent(&what, &String::from_utf8_lossy(&output.stderr));
    for name in reports.iter().map(String::as_str).chain(["inventory"]) {
        match fs::read_to_string(file(name)) {
            Ok(text) => assert_silent(&format!("{name} of {what}"), &text),
            Err(_) => assert_eq!(code, 2, "{what} wrote no {name}"),
        }
    }
    code
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).expect("writes");
    path.display().to_string()
}

#[test]
fn no_report_tells_a_secret() {
    for input in WITH_CANARY {
        let path = fixture(input);
        assert_ne!(run(&[&path.display().to_string()]), 2, "{input} is read");
    }
    let [set, template] = [WITH_CANARY[1], "ai-model-registry/redis-cluster.yaml"].map(fixture);
    assert_eq!(run(&[&set.display().to_string(), &template.display().to_string()]), 1);
}

#[test]
fn no_parameter_is_repeated() {
    let folder = tempfile::tempdir().expect("makes a folder");
    let template = write(folder.path(), "template.yaml", TEMPLATE);
    let given = |name: &str| format!("{name}=CANARY-s3cr3t-given");
    assert_ne!(run(&[&template, "--parameter", &given("Token")]), 2);
    assert_ne!(run(&[&template, "--parameter", &given("Plain")]), 2);
    assert_ne!(run(&[&template, "--parameter", &given("Bounded")]), 2);
    for (name, text) in [
        ("cli.json", r#"[{"ParameterKey": "Token", "ParameterValue": "CANARY-s3cr3t-file"}]"#),
        ("list.json", r#"["Token=CANARY-s3cr3t-file"]"#),
        ("object.yaml", "Parameters:\n  Token: CANARY-s3cr3t-file\n"),
    ] {
        let file = write(folder.path(), name, text);
        assert_ne!(run(&[&template, "--parameters", &file]), 2, "{name}");
    }
}

#[test]
fn no_error_about_parameters_repeats_them() {
    let folder = tempfile::tempdir().expect("makes a folder");
    let template = write(folder.path(), "template.yaml", TEMPLATE);
    for assignment in
        ["Chosen=CANARY-s3cr3t-other", "Missing=CANARY-s3cr3t-missing", "=CANARY-s3cr3t-nameless"]
    {
        assert_eq!(run(&[&template, "--parameter", assignment]), 2, "{assignment}");
    }
    for (name, text) in [
        ("missing.json", r#"{"Missing": "CANARY-s3cr3t-missing"}"#),
        (
            "wrong.json",
            r#"[{"ParameterKey": "Token", "ParameterValue": {"CANARY-s3cr3t-key": "x"}}]"#,
        ),
        ("broken.json", r#"{"Token": "CANARY-s3cr3t-broken"#),
        ("broken.yaml", "Token: CANARY-s3cr3t-a: CANARY-s3cr3t-b\n"),
        ("scalar.yaml", "CANARY-s3cr3t-alone\n"),
        ("other.json", r#"{"Chosen": "CANARY-s3cr3t-other"}"#),
    ] {
        let file = write(folder.path(), name, text);
        assert_eq!(run(&[&template, "--parameters", &file]), 2, "{name}");
    }
}

/// What can happen to a file right behind a secret.
fn damaged(text: &str, end: usize) -> [Vec<u8>; 6] {
    let (before, after) = text.as_bytes().split_at(end);
    [
        before.to_vec(),
        [before, b"\"!", after].concat(),
        [before, &[0xFF, 0xFE], after].concat(),
        [before, b"\\q", after].concat(),
        [before, b": {", after].concat(),
        [before, b"\n\t- ", after].concat(),
    ]
}

#[test]
fn no_error_tells_the_secret_before_it() {
    let assembly = "air-discovery/broken/cdk.out/assembly-Production";
    let template = format!("{assembly}/ProductionRedisA1F217D6.template.json");
    let texts = WITH_CANARY[..4].iter().copied().chain([template.as_str()]);
    let mut texts: Vec<String> = texts
        .map(|path| fs::read_to_string(fixture(path)).expect("is text"))
        .filter(|text| text.contains(CANARY))
        .collect();
    texts.push(TEMPLATE.to_owned());
    assert!(texts.len() >= 4, "{} texts carry a secret", texts.len());
    let mut errors = 0;
    for text in texts {
        for (start, _) in text.match_indices(CANARY) {
            for bytes in damaged(&text, start + CANARY.len()) {
                match read(&mut bytes.as_slice(), "t") {
                    Ok(inventory) => assert_silent("an inventory", &format!("{inventory:?}")),
                    Err(error) => {
                        errors += 1;
                        assert_silent("an error", &format!("{error:?} {error}"));
                    }
                }
            }
        }
    }
    assert!(errors > 50, "only {errors} damaged files were refused");
}
