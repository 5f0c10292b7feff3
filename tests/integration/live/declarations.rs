//! What a declaration of what runs changes besides places: waivers hold, and what is declared nowhere is told.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::every_operation::{ACCOUNT, REGION, serve, whole};
use super::replay::Replay;
use super::scan::{Run, Scan};
use super::systems::Systems;
use crate::support::{cache_audit, files, fixture};

/// A policy that the replication group `orders` fails.
const FAILED: &str = "default-user-open";

/// A folder with what declares, and a scan of what runs.
struct Bench {
    server: Replay,
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("makes a folder");
        Self { server: serve(vec![whole()], Vec::new()), folder }
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let file = self.folder.path().join(name);
        fs::write(&file, text).expect("writes");
        file
    }

    fn scan(&self, declared: &[&Path]) -> Scan {
        let arguments = declared.iter().flat_map(|file| ["--declared", text(file)]);
        Scan::new(&self.server.endpoint, ACCOUNT, REGION).args(arguments)
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("is text")
}

/// A template with the replication group `orders`, under a logical id, and what stands above and in it.
fn template(logical_id: &str, above: &str, within: &str) -> String {
    format!(
        "Resources:\n{above}  {logical_id}:\n    Type: AWS::ElastiCache::ReplicationGroup\n{within}    Properties:\n      \
         ReplicationGroupId: orders\n      ReplicationGroupDescription: Orders\n"
    )
}

fn comment(policy: &str, until: &str) -> String {
    format!("  # cache-audit:waive {policy} until={until} reason=\"Moves.\"\n")
}

fn findings(run: &Run) -> &[Value] {
    run.report["findings"].as_array().expect("are findings")
}

/// The policies of the waived findings on `orders`; nothing else may be waived.
fn waived(run: &Run) -> BTreeSet<String> {
    let waived = findings(run).iter().filter(|finding| !finding["waived"].is_null());
    waived
        .map(|finding| {
            assert_eq!(finding["name"], "orders", "{finding}");
            finding["policy"].as_str().expect("is text").to_owned()
        })
        .collect()
}

#[test]
fn a_waiver_beside_the_declaration_holds_for_what_runs() {
    let bench = Bench::new();
    let plain = bench.scan(&[]).run();
    let of_orders = findings(&plain).iter().filter(|finding| finding["name"] == "orders");
    assert!(of_orders.clone().any(|finding| finding["policy"] == FAILED), "{}", plain.stdout);
    assert!(of_orders.count() > 1);
    let metadata = format!(
        "    Metadata:\n      cache-audit:\n        waive:\n          - {{policy: {FAILED}, until: 2027-01-31, reason: Moves.}}\n"
    );
    let config = format!(
        "waivers:\n- policy: {FAILED}\n  subject: Orders\n  justification: Moves.\n  until: 2027-01-31\n"
    );
    for (what, above, within, config) in [
        ("comment", comment(FAILED, "2027-01-31").as_str(), "", ""),
        ("metadata", "", metadata.as_str(), ""),
        ("configuration", "", "", config.as_str()),
    ] {
        let declared = bench.write("template.yaml", &template("Orders", above, within));
        let config = bench.write("cache-audit.yaml", config);
        let run = bench.scan(&[&declared]).config(&config).run();
        assert_eq!(waived(&run), BTreeSet::from([FAILED.to_owned()]), "{what}");
        assert_eq!(run.report["stale_waivers"], serde_json::json!([]), "{what}");
        // Without the declaration nobody knows.
        let run = bench.scan(&[]).config(&config).run();
        assert_eq!(waived(&run), BTreeSet::new(), "{what}");
    }
}

#[test]
fn a_comment_in_a_configuration_holds_for_what_runs() {
    let Some(systems) = Systems::get() else { return };
    let folder = tempfile::tempdir().expect("makes a folder");
    let source = fixture("audio-pipeline/terraform-broken");
    for file in files(&source) {
        let copy = folder.path().join(file.strip_prefix(&source).expect("lies in it"));
        fs::create_dir_all(copy.parent().expect("has one")).expect("makes a folder");
        let text = fs::read_to_string(&file).expect("is text");
        let comment = comment("backup-retention-too-short", "2027-01-31");
        let block = "resource \"aws_elasticache_replication_group\"";
        fs::write(copy, text.replace(block, &format!("{}{block}", comment.trim_start())))
            .expect("writes");
    }
    let run = systems
        .scan("audio-pipeline/aws/broken")
        .policy_set("audio-pipeline")
        .args(["--declared", "fixtures/audio-pipeline/broken/tfplan.json"])
        .args(["--source-dir", text(folder.path())])
        .run();
    let waived = findings(&run).iter().filter(|finding| !finding["waived"].is_null());
    let waived: Vec<&Value> = waived.map(|finding| &finding["policy"]).collect();
    assert_eq!(waived, ["backup-retention-too-short"], "{}", run.stderr);
}

#[test]
fn a_waiver_for_what_only_the_declaration_shows_is_left_alone() {
    let bench = Bench::new();
    for (until, told) in [("2027-01-31", 0), ("2026-11-19", 1)] {
        let comment = comment("final-snapshot-missing", until);
        let declared = bench.write("template.yaml", &template("Orders", &comment, ""));
        let run = bench.scan(&[&declared]).run();
        let stale = run.report["stale_waivers"].as_array().expect("is a list");
        assert_eq!(stale.len(), told, "{stale:?}");
        assert_eq!(waived(&run), BTreeSet::new());
    }
}

#[test]
fn what_is_declared_nowhere_or_twice_stays_at_its_account_and_is_told() {
    let bench = Bench::new();
    let plain = bench.scan(&[]).run();
    let one = bench.write("one.yaml", &template("Orders", "", ""));
    let other = bench.write("other.yaml", &template("Copy", "", ""));
    for (declared, place) in
        [(vec![one.as_path()], "one.yaml"), (vec![&one, &other], "cache-audit.yaml")]
    {
        let run = bench.scan(&declared).run();
        assert_eq!(run.code, plain.code);
        assert_eq!(run.report["result"]["is_complete"], plain.report["result"]["is_complete"]);
        for finding in findings(&run) {
            let file = finding["location"]["file"].as_str().expect("is text");
            let place = if finding["name"] == "orders" { place } else { "cache-audit.yaml" };
            assert!(
                file.ends_with(place),
                "{} of {} is at {file}",
                finding["policy"],
                finding["name"]
            );
        }
        let gaps = run.gaps();
        let others = findings(&run).iter().filter(|finding| finding["name"] != "orders").count();
        let is_told = |(what, why): &(String, String)| {
            what.contains("one.yaml")
                && why.starts_with("does not declare ")
                && why.contains(&format!(
                    " more, so {others} findings are at the line of their accounts"
                ))
        };
        assert!(gaps.iter().any(is_told), "{others}: {gaps:?}");
        let is_ambiguous = |(what, why): &(String, String)| {
            what == "orders" && why.contains("Orders in ") && why.contains(" or by Copy in ")
        };
        assert_eq!(gaps.iter().any(is_ambiguous), declared.len() == 2, "{gaps:?}");
    }
}

#[test]
fn declarations_that_cannot_be_are_refused_before_anybody_signs_in() {
    let bench = Bench::new();
    let declared = bench.write("template.yaml", &template("Orders", "", ""));
    let live = bench.folder.path().join("live.json");
    bench.scan(&[]).args(["--save-inventory", text(&live)]).run();
    let absent = bench.folder.path().join("absent.yaml");
    // Nothing answers there.
    let scan = |arguments: &[&str]| {
        Scan::new("http://127.0.0.1:9", ACCOUNT, REGION).args(arguments.iter().copied()).run()
    };
    for (arguments, expected) in [
        (vec!["--parameter", "A=b"], "are about what --declared names"),
        (vec!["--source-dir", "fixtures/aether/terraform"], "are about what --declared names"),
        (vec!["--declared", text(&absent)], "could not read"),
        (vec!["--declared", text(&live)], "declares nothing"),
        (vec!["--declared", text(&declared), "--declared", text(&declared)], "is named twice"),
        (vec!["--declared", text(&declared), "--parameter", "A=b"], "no template has a parameter"),
        (
            vec!["--declared", text(&declared), "--output", text(&declared), "--format", "json"],
            "is read",
        ),
    ] {
        let run = scan(&arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains(expected), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn only_what_runs_has_a_declaration() {
    let bench = Bench::new();
    let declared = bench.write("template.yaml", &template("Orders", "", ""));
    let plan = "fixtures/aether/broken/tfplan.json";
    let run = cache_audit().args(["plan", plan, "--declared", text(&declared)]).output();
    let run = run.expect("runs");
    let told = String::from_utf8_lossy(&run.stderr).into_owned();
    assert_eq!(run.status.code(), Some(2), "{told}");
    assert!(told.contains("nothing that runs is in the input"), "{told}");
}
