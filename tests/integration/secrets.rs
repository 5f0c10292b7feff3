//! No secret leaves: what fixtures carry as a secret appears in no report, inventory, message or error.

use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use cache_audit::collect::read;
use cache_audit::report::FORMATS;

use crate::support::*;

/// Every plan and state that carries a secret.
fn with_canary() -> Vec<PathBuf> {
    let holds = |path: &PathBuf| fs::read_to_string(path).is_ok_and(|text| text.contains(CANARY));
    let found: Vec<PathBuf> = plans_and_states().into_iter().filter(holds).collect();
    assert!(found.len() >= 6, "only {} fixtures carry a secret", found.len());
    found
}

fn assert_silent(what: &str, path: &Path, text: &str) {
    // Names in a report may come from the folder; the secrets all begin alike.
    assert!(!text.contains(CANARY), "{what} of {} tells a secret", path.display());
}

/// An error with all its causes, as people and as programs see it.
fn whole(error: &dyn Error) -> String {
    let mut text = format!("{error:?}");
    let mut cause = Some(error);
    while let Some(error) = cause {
        let _ = write!(text, "\n{error}");
        cause = error.source();
    }
    text
}

#[test]
fn no_output_tells_a_secret() {
    for path in with_canary() {
        let folder = tempfile::tempdir().expect("makes a folder");
        let file = |name: &str| folder.path().join(name);
        let inventory = "inventory".to_owned();
        // Every format but one has a file, the last goes to standard output.
        let reports: Vec<String> = (1..FORMATS.len()).map(|n| format!("report-{n}")).collect();
        let mut command = cache_audit();
        command.args(["plan", "--verbose", "--policy-set", "production"]).arg(&path);
        command.args(FORMATS.iter().flat_map(|format| ["--format", format.name]));
        for name in &reports {
            command.arg("--output").arg(file(name));
        }
        command.arg("--save-inventory").arg(file(&inventory));
        let run = command.assert().code(1);
        let output = run.get_output();
        assert_silent("standard output", &path, &String::from_utf8_lossy(&output.stdout));
        assert_silent("standard error", &path, &String::from_utf8_lossy(&output.stderr));
        for name in reports.iter().chain([&inventory]) {
            let text = fs::read_to_string(file(name)).expect("was written");
            assert!(!text.is_empty(), "{name} is empty");
            assert_silent(name, &path, &text);
        }
    }
}

#[test]
fn no_subject_and_no_finding_tells_a_secret() {
    for path in with_canary() {
        let inventory = inventory(&path);
        assert_silent("the inventory in memory", &path, &format!("{inventory:?}"));
        for (name, subject) in subjects(&inventory) {
            assert_silent(&name, &path, &subject.to_string());
        }
        let audit = audit(&inventory, &[every_policy()]);
        assert_silent("the audit", &path, &format!("{audit:?}"));
    }
}

/// What can happen to a file right behind a secret.
fn damaged(text: &str, end: usize) -> [Vec<u8>; 4] {
    let (before, after) = text.as_bytes().split_at(end);
    [
        before.to_vec(),
        [before, b"\"!", after].concat(),
        [before, &[0xFF, 0xFE], after].concat(),
        [before, b"\\q", after].concat(),
    ]
}

#[test]
fn no_error_tells_the_secret_before_it() {
    let mut errors = 0;
    for path in with_canary() {
        let text = fs::read_to_string(&path).expect("is text");
        for (start, _) in text.match_indices(CANARY) {
            let end = start + CANARY.len();
            for bytes in damaged(&text, end) {
                match read(&mut bytes.as_slice(), "plan.json") {
                    Ok(inventory) => {
                        assert_silent("a damaged inventory", &path, &format!("{inventory:?}"));
                    }
                    Err(error) => {
                        errors += 1;
                        assert_silent("an error", &path, &whole(&error));
                    }
                }
            }
        }
    }
    assert!(errors > 100, "only {errors} damaged files were refused");
}

#[test]
fn a_secret_in_the_wrong_place_is_not_repeated() {
    let path = situation("auth_token_literal");
    let text = fs::read_to_string(&path).expect("is text");
    // A secret where a number, a boolean, a block or a list belongs, and as a key.
    for (there, instead) in [
        (r#""num_cache_clusters":1"#, r#""num_cache_clusters":"CANARY-s3cr3t-number""#),
        (
            r#""transit_encryption_enabled":true"#,
            r#""transit_encryption_enabled":"CANARY-s3cr3t-boolean""#,
        ),
        (r#""period":60"#, r#""period":"CANARY-s3cr3t-period""#),
        (r#""dimensions":{"#, r#""dimensions":"CANARY-s3cr3t-map","d":{"#),
        (r#""actions":["create"]"#, r#""actions":["CANARY-s3cr3t-action"]"#),
        (r#""actions":["create"]"#, r#""actions":"CANARY-s3cr3t-actions""#),
        (r#""resource_changes":["#, r#""resource_changes":["CANARY-s3cr3t-change","#),
        (r#""format_version":""#, r#""CANARY-s3cr3t-key":"CANARY-s3cr3t","format_version":""#),
    ] {
        if !text.contains(there) {
            continue;
        }
        let changed = text.replace(there, instead);
        match read(&mut changed.as_bytes(), "plan.json") {
            Ok(inventory) => {
                assert_silent(
                    instead,
                    &path,
                    &serde_json::to_string(&inventory).expect("serializes"),
                );
            }
            Err(error) => assert_silent(instead, &path, &whole(&error)),
        }
    }
}

#[test]
fn the_binary_says_where_a_damaged_plan_breaks_and_no_secret() {
    let text = fs::read_to_string(situation("auth_token_literal")).expect("is text");
    let end = text.find(CANARY).expect("is there") + CANARY.len();
    for bytes in damaged(&text, end) {
        let run = cache_audit().args(["plan", "-"]).write_stdin(bytes).assert().code(2);
        let stderr = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
        assert!(stderr.starts_with("error: -:1:"), "{stderr}");
        assert!(!stderr.contains(CANARY), "{stderr}");
    }
}
