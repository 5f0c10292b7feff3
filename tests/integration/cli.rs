//! The command line: exit codes, messages, where output goes, and what it looks like.

use std::fs;
use std::path::Path;
use std::process::{Command as Process, Stdio};

use assert_cmd::assert::Assert;
use cache_audit::report::FORMATS;
use serde_json::Value;

use crate::support::*;

const COMPLIANT: &str = "fixtures/audio-pipeline/compliant/tfplan.json";
const BROKEN: &str = "fixtures/audio-pipeline/broken/tfplan.json";

/// Runs a command line.
fn run(arguments: &str) -> Assert {
    cache_audit().args(arguments.split_whitespace()).assert()
}

fn stdout(run: &Assert) -> String {
    String::from_utf8_lossy(&run.get_output().stdout).into_owned()
}

fn stderr(run: &Assert) -> String {
    String::from_utf8_lossy(&run.get_output().stderr).into_owned()
}

fn code(run: &Assert) -> Option<i32> {
    run.get_output().status.code()
}

#[test]
fn exit_codes_are_those_of_the_contract_in_every_format() {
    let cases = [
        (format!("plan {COMPLIANT} --policy-set audio-pipeline"), 0),
        (format!("plan {BROKEN} --policy-set audio-pipeline"), 1),
        (format!("plan {BROKEN} --policy-set audio-pipeline --fail-on critical"), 1),
        (format!("plan {BROKEN} --policy-set audio-pipeline --fail-on never"), 0),
        // Nothing in it is worse than high.
        ("plan fixtures/situations/moved/tfplan.json --fail-on critical".to_owned(), 0),
        ("plan fixtures/situations/moved/tfplan.json --fail-on high".to_owned(), 1),
        // Unknown verdicts alone.
        (
            "plan fixtures/situations/moved/tfplan.json --fail-on critical --unknown fail"
                .to_owned(),
            1,
        ),
        ("plan fixtures/situations/not_a_plan/empty_state.json".to_owned(), 0),
        ("plan fixtures/none.json".to_owned(), 2),
    ];
    for (arguments, expected) in cases {
        for format in FORMATS.iter().map(|format| format.name) {
            let run = run(&format!("{arguments} --format {format}"));
            assert_eq!(code(&run), Some(expected), "{arguments} {format}: {}", stderr(&run));
        }
    }
}

#[test]
fn a_wrong_request_ends_with_2_and_says_what_is_wrong() {
    let cases = [
        ("", "Usage"),
        ("plan", "<FILE>"),
        ("nope", "nope"),
        ("plan --nope x", "--nope"),
        ("plan x --format xml", "xml"),
        ("plan x --fail-on nope", "informational"),
        ("plan x --unknown nope", "ignore"),
        ("plan x --now yesterday", "yesterday"),
        ("plan - -", "standard input is named twice"),
        ("plan x y x", "x is named twice"),
        ("plan fixtures/none.json", "could not read fixtures/none.json"),
        ("plan fixtures", "fixtures is a folder, but no CDK cloud assembly"),
        ("plan x --policy-set nope", "no policy set is called `nope`"),
        ("plan x --policy-dir fixtures/none", "fixtures/none"),
        ("plan x --source-root fixtures/none", "could not read directory fixtures/none"),
        ("plan x --source-root README.md", "README.md is no directory"),
        ("plan x --config fixtures/none.yaml", "could not read configuration fixtures/none.yaml"),
        ("plan x --output a.json --output a.json", "several reports would go to a.json"),
        ("plan x --format json --format sarif", "several reports would go to standard output"),
        ("policy show nope", "no policy is called `nope`"),
        ("policy show transit-encryption-disabld", "did you mean `transit-encryption-disabled`?"),
        ("completions tcsh", "tcsh"),
    ];
    for (arguments, message) in cases {
        let run = run(arguments);
        assert_eq!(code(&run), Some(2), "{arguments}");
        assert!(stderr(&run).contains(message), "{arguments}: {}", stderr(&run));
        assert_eq!(stdout(&run), "", "{arguments} prints to standard output");
    }
}

#[test]
fn a_parameter_that_nothing_takes_is_refused() {
    let template = "fixtures/ai-model-registry/redis-cluster.yaml";
    let cases = [
        (
            format!("plan {template} --parameter Enviroment=CANARY-s3cr3t-1"),
            "did you mean `Environment`?",
        ),
        (format!("plan {template} --parameter CANARY-s3cr3t-1"), "give it as NAME=VALUE"),
        (
            format!("plan {template} --parameter Environment=CANARY-s3cr3t-1"),
            "the value of parameter Environment is none of its AllowedValues",
        ),
        (format!("plan {COMPLIANT} --parameter A=b"), "no template has a parameter \"A\""),
        (format!("plan {template} --parameters fixtures/none.json"), "could not read"),
        (
            format!("plan {template} --parameters fixtures/aether/parameters.json"),
            "no template has a parameter \"PeerRouteTableId\"",
        ),
    ];
    for (arguments, expected) in cases {
        let run = run(&arguments);
        let stderr = stderr(&run);
        assert_eq!(code(&run), Some(2), "{arguments}: {stderr}");
        assert!(stderr.contains(expected), "{arguments}: {stderr}");
        assert!(!stderr.contains("CANARY"), "{arguments}: {stderr}");
    }
}

#[test]
fn what_is_no_plan_is_named_with_the_command_that_makes_one() {
    let show = "terraform show -json";
    let cases = [
        ("binary.tfplan", "is a binary Terraform plan", show),
        ("main.tf", "is Terraform configuration (HCL)", show),
        ("log.jsonl", "is the log of `terraform plan -json`", show),
        ("plan_for_people.txt", "is a plan printed for people", show),
        ("plans.sh", "is neither JSON nor YAML", show),
        ("providers_schema.json", "is the output of `terraform providers schema`", show),
        ("version.json", "is the output of `terraform version -json`", show),
        ("newer_format.json", "format_version \"2.0\"", "a newer cache-audit"),
        ("truncated.json", ":1:701: the JSON text ends in the middle of a value", "was cut off"),
    ];
    for (file, looks_like, help) in cases {
        let file = format!("fixtures/situations/not_a_plan/{file}");
        let run = run(&format!("plan {file}"));
        assert_eq!(code(&run), Some(2), "{file}");
        let text = stderr(&run);
        let (error, advice) =
            text.split_once("\nhelp: ").unwrap_or_else(|| panic!("no help: {text}"));
        assert!(error.starts_with(&format!("error: {file}")), "{error}");
        assert!(error.contains(looks_like) && advice.contains(help), "{text}");
    }
}

#[test]
fn colour_is_for_terminals_unless_somebody_says_otherwise() {
    let is_coloured = |arguments: &str, environment: &[(&str, &str)]| {
        let mut command = cache_audit();
        command.args(["plan", BROKEN]).args(arguments.split_whitespace());
        let run = command.envs(environment.iter().copied()).assert().code(1);
        stdout(&run).contains('\u{1b}')
    };
    assert!(!is_coloured("", &[]), "a pipe is no terminal");
    assert!(is_coloured("--color always", &[]));
    assert!(!is_coloured("--color never", &[("CLICOLOR_FORCE", "1")]));
    assert!(is_coloured("", &[("CLICOLOR_FORCE", "1")]));
    assert!(!is_coloured("", &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!is_coloured("--color always --format json", &[]), "JSON has no colour");
}

fn validate(schema: &Path, document: &str) {
    // One pattern of SARIF's has a bracket too many; the validator refuses the whole schema for it.
    let schema = fs::read_to_string(schema).expect("is there").replace("{2}]?$", "{2}$");
    let schema: Value = serde_json::from_str(&schema).expect("is JSON");
    let document: Value = serde_json::from_str(document).expect("is JSON");
    let validator = jsonschema::validator_for(&schema).expect("is a schema");
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn several_reports_of_one_run_find_their_files() {
    let folder = tempfile::tempdir().expect("makes a folder");
    let file = |name: &str| folder.path().join(name).display().to_string();
    for plan in [BROKEN, "fixtures/situations/deferred/tfplan.json"] {
        let run = run(&format!(
            "plan {plan} --format table --format sarif --format json --output {} --output {}",
            file("r.json"),
            file("r.sarif")
        ));
        assert_eq!(code(&run), Some(1));
        assert!(stdout(&run).contains("Summary"), "the table goes to standard output");
        let read = |name: &str| fs::read_to_string(file(name)).expect("was written");
        validate(&root().join("schemas/report-v1.schema.json"), &read("r.json"));
        validate(&root().join("tests/schemas/sarif-2.1.0.json"), &read("r.sarif"));
    }
}

#[test]
fn files_are_named_from_the_repository_wherever_the_audit_runs() {
    let uri = |arguments: &[&str]| {
        let mut command = cache_audit();
        command.current_dir(root().join("fixtures/audio-pipeline"));
        command.args(["plan", "broken/tfplan.json", "--format", "sarif"]).args(arguments);
        let log: Value = serde_json::from_str(&stdout(&command.assert())).expect("is JSON");
        log["runs"][0]["artifacts"][0]["location"]["uri"].as_str().map(str::to_owned)
    };
    assert_eq!(uri(&[]).as_deref(), Some("fixtures/audio-pipeline/broken/tfplan.json"));
    assert_eq!(uri(&["--source-root", "."]).as_deref(), Some("broken/tfplan.json"));
    assert_eq!(uri(&["--source-root", ".."]).as_deref(), Some("audio-pipeline/broken/tfplan.json"));
}

#[test]
fn a_report_goes_to_standard_output_and_nothing_else_does() {
    for format in ["json", "sarif"] {
        let run = run(&format!("plan {BROKEN} --format {format} --verbose"));
        assert!(serde_json::from_str::<Value>(&stdout(&run)).is_ok(), "{format}");
        assert_eq!(stderr(&run), "");
    }
}

#[test]
fn a_reader_that_closes_the_pipe_is_no_error() {
    for arguments in [
        &["plan", BROKEN, "--format", "json"][..],
        &["policy", "list"],
        &["man"],
        &["completions", "bash"],
    ] {
        let mut child = Process::new(assert_cmd::cargo::cargo_bin!("cache-audit"))
            .args(arguments)
            .current_dir(root())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("ends");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
        let expected = i32::from(arguments[0] == "plan");
        assert_eq!(output.status.code(), Some(expected), "{arguments:?}");
    }
}

#[test]
fn completions_and_manual_pages_name_the_commands() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = run(&format!("completions {shell}"));
        assert_eq!(code(&run), Some(0), "{shell}");
        assert!(stdout(&run).contains("policy-set"), "{shell}");
    }
    let page = run("man");
    assert!(stdout(&page).contains(".TH") && stdout(&page).contains("cache\\-audit"));
    let folder = tempfile::tempdir().expect("makes a folder");
    assert_eq!(code(&run(&format!("man --dir {}", folder.path().display()))), Some(0));
    let names: Vec<String> = files(folder.path())
        .iter()
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .collect();
    for page in ["cache-audit.1", "cache-audit-plan.1", "cache-audit-policy.1"] {
        assert!(names.iter().any(|name| name == page), "{page} is not in {names:?}");
    }
    for command in
        ["", "plan ", "policy ", "policy list ", "policy show ", "policy test ", "policy docs "]
    {
        let help = run(&format!("{command}--help"));
        assert_eq!(code(&help), Some(0), "{command}");
        assert!(stdout(&help).contains("Usage:"), "{command}");
    }
}

#[test]
fn policies_are_listed_and_shown() {
    let list = run("policy list --format json");
    let listed: Value = serde_json::from_str(&stdout(&list)).expect("is JSON");
    for policy in BUNDLE.policies() {
        assert!(listed.to_string().contains(&format!("\"{}\"", policy.id)), "{}", policy.id);
    }
    let table = run("policy list");
    let one = run("policy show backup-retention-too-short");
    assert!(stdout(&table).contains("backup-retention-too-short"));
    for words in [
        "minimum_days",
        "snapshot_retention_limit",
        "https://docs.aws.amazon.com/",
        "ElastiCache.1",
    ] {
        assert!(stdout(&one).contains(words), "{words}: {}", stdout(&one));
    }
    let filtered = run("policy test --filter backup-retention-too-short");
    assert_eq!(code(&filtered), Some(0));
    assert!(stdout(&filtered).contains("0 failed") && !stdout(&filtered).starts_with("0 passed"));
}

#[test]
fn an_error_in_the_configuration_names_line_and_column() {
    let folder = tempfile::tempdir().expect("makes a folder");
    let path = folder.path().join("cache-audit.yaml");
    for (text, place) in [
        ("fail_on: hig\n", ":1:10: "),
        ("policy_sets:\n  - basline\n", ":2:5: "),
        ("policies:\n  node-type-not-allowed:\n    sevrity: low\n", ":3:5: "),
        ("rules:\n  - when: {}\n    policy_sets: [baseline]\n", ":2:11: "),
    ] {
        fs::write(&path, text).expect("writes");
        let run = run(&format!("plan {COMPLIANT} --config {}", path.display()));
        assert_eq!(code(&run), Some(2), "{text}");
        let expected = format!("error: {}{place}", path.display());
        assert!(stderr(&run).starts_with(&expected), "{text}: {}", stderr(&run));
    }
}

#[test]
fn a_configuration_is_found_and_obeyed() {
    let folder = tempfile::tempdir().expect("makes a folder");
    let plan = root().join(BROKEN);
    let judge = |text: &str| {
        fs::write(folder.path().join("cache-audit.yaml"), text).expect("writes");
        let run = cache_audit()
            .current_dir(folder.path())
            .args(["plan", "--format", "json"])
            .arg(&plan)
            .assert();
        let report: Value = serde_json::from_str(&stdout(&run)).expect("is JSON");
        (code(&run), report)
    };
    let (found, report) = judge("policy_sets: [audio-pipeline]\nfail_on: never\n");
    assert_eq!(found, Some(0));
    assert_eq!(report["subjects"][0]["policy_sets"], serde_json::json!(["audio-pipeline"]));

    let (_, report) =
        judge("rules:\n  - when: {tags: {Project: audio-*}}\n    policy_sets: [aws-fsbp]\n");
    assert_eq!(report["subjects"][0]["policy_sets"], serde_json::json!(["aws-fsbp"]));
}

#[test]
fn a_cache_in_no_policy_set_is_never_silent() {
    let folder = tempfile::tempdir().expect("makes a folder");
    let path = folder.path().join("cache-audit.yaml");
    fs::write(&path, "policy_sets: []\n").expect("writes");
    let address = "module.cache.aws_elasticache_replication_group.this";
    for format in FORMATS.iter().map(|format| format.name) {
        let run = run(&format!("plan {BROKEN} --format {format} --config {}", path.display()));
        assert!(stdout(&run).contains(address), "{format} says nothing of it");
    }
    let run = run(&format!("plan {BROKEN} --format json --config {}", path.display()));
    let report: Value = serde_json::from_str(&stdout(&run)).expect("is JSON");
    assert_eq!(report["unassigned"], serde_json::json!([address]));
}

#[test]
fn what_could_not_be_read_is_in_every_report() {
    for format in FORMATS.iter().map(|format| format.name) {
        let run = run(&format!("plan fixtures/situations/targeted/tfplan.json --format {format}"));
        assert!(stdout(&run).contains("-target"), "{format} does not say that the plan is partial");
    }
}
