//! The table as a person reads it.

use super::*;
use crate::finding::Finding;
use crate::gate::{FailOn, UnknownMode};
use crate::model::{Origin, RelatedPlace};
use crate::report::sample::{Sample, fail, unknown};

fn render(sample: &Sample, width: usize, verbosity: Verbosity) -> String {
    let look = Look { width, is_coloured: false, verbosity };
    let mut bytes = Vec::new();
    sample
        .report(|report| TableReporter::new(look).write(report, &mut bytes))
        .expect("writes to memory");
    String::from_utf8(bytes).expect("is text").replace(TOOL_VERSION, "[version]")
}

#[test]
fn mixed_audit_at_80_columns() {
    insta::assert_snapshot!(render(&Sample::mixed(), 80, Verbosity::Normal));
}

#[test]
fn mixed_audit_verbose_at_60_columns() {
    insta::assert_snapshot!(render(&Sample::mixed(), 60, Verbosity::Verbose));
}

#[test]
fn places_that_a_value_comes_from_are_told_with_the_finding() {
    let mut sample = Sample::template();
    let place = Origin { file: "main.tf".into(), line: Some(3), column: Some(5) };
    sample.audit.findings[2].related =
        vec![RelatedPlace { place, message: "default of var.days".into() }];
    assert!(render(&sample, 80, Verbosity::Normal).contains("default of var.days: main.tf:3:5\n"));
}

#[test]
fn findings_in_a_template_have_their_lines() {
    insta::assert_snapshot!(render(&Sample::template(), 80, Verbosity::Normal));
}

#[test]
fn of_subjects_that_lack_the_same_no_line_is_told() {
    let mut sample = Sample::template();
    let mut other = sample.audit.findings[4].clone();
    other.address = "other".into();
    other.location.line = Some(99);
    assert!(render(&sample, 80, Verbosity::Normal).contains("at template.yaml:18:7"));
    sample.audit.findings.push(other);
    let text = render(&sample, 80, Verbosity::Normal);
    assert!(!text.contains(":18:7") && !text.contains(":99:7"), "{text}");
}

#[test]
fn a_message_about_several_places_is_told_once() {
    let mut sample = Sample::template();
    sample.audit.findings[1].message = sample.audit.findings[0].message.clone();
    let text = render(&sample, 80, Verbosity::Normal);
    assert_eq!(text.matches("sg-orders lets").count(), 1, "{text}");
    let places = "            at template.yaml:31:17\n            at template.yaml:34:17\n";
    assert!(text.contains(places), "{text}");
}

#[test]
fn clean_audit_is_short() {
    insta::assert_snapshot!(render(&Sample::clean(), 80, Verbosity::Normal));
}

#[test]
fn incomplete_audit_says_what_is_missing() {
    insta::assert_snapshot!(render(&Sample::incomplete(), 80, Verbosity::Normal));
}

#[test]
fn quiet_leaves_the_summary() {
    insta::assert_snapshot!(render(&Sample::mixed(), 80, Verbosity::Quiet));
}

#[test]
fn a_large_audit_is_no_wall() {
    let text = render(&Sample::large(3_000), 100, Verbosity::Normal);
    assert!(text.lines().count() < 250, "{} lines", text.lines().count());
    assert!(text.contains("2975 more subjects with findings"), "{text}");
    assert_eq!(text.matches("Set `snapshot_retention_limit`").count(), 1);
    assert!(text.contains("3000 failed: 3000 high"), "{text}");
    let everything = render(&Sample::large(3_000), 100, Verbosity::Verbose);
    assert!(everything.contains("c-2999"));
}

#[test]
fn the_worst_cache_comes_first_and_of_equals_the_one_with_more() {
    let mut sample = Sample::large(2);
    let more = fail("other", "aws_elasticache_replication_group.c[1]", "engine");
    sample.audit.findings.push(Finding { name: "c-1".into(), ..more });
    let text = render(&sample, 80, Verbosity::Normal);
    let position = |name: &str| text.find(&format!("── {name} ")).expect("is shown");
    assert!(position("c-1") < position("c-0"), "{text}");
}

#[test]
fn the_same_address_in_two_files_is_two_subjects() {
    let mut sample = Sample::mixed();
    sample.sources.push(sample.sources[0].clone());
    sample.sources[1].file = "other.json".into();
    for mut subject in sample.audit.subjects.clone() {
        subject.origin.file = "other.json".into();
        sample.audit.subjects.push(subject);
    }
    for mut finding in sample.audit.findings.clone() {
        finding.origin.file = "other.json".into();
        sample.audit.findings.push(finding);
    }
    sample.audit.tally.fail = 4;
    let text = render(&sample, 100, Verbosity::Verbose);
    assert_eq!(text.matches("── orders ──").count(), 2, "{text}");
    assert!(text.contains("4 failed: 2 critical, 2 high"), "{text}");
    for file in ["plans/tfplan.json", "other.json"] {
        assert!(text.contains(&format!("  orders in {file} ")), "{text}");
        let orders = "module.orders.aws_elasticache_replication_group.this";
        assert_eq!(text.matches(&format!("\n{orders} in {file}\n")).count(), 1, "{text}");
        assert!(text.contains(&format!("  orders: {orders} in {file}\n")), "{text}");
    }
}

#[test]
fn policy_sets_are_told_where_they_differ() {
    let mut sample = Sample::mixed();
    assert!(!render(&sample, 80, Verbosity::Normal).contains("judged by"));
    sample.audit.subjects[0].policy_sets = vec!["production".into()];
    let text = render(&sample, 80, Verbosity::Normal);
    assert!(text.contains(", judged by baseline"), "{text}");
    assert!(text.contains("3 policies of baseline, production"), "{text}");
}

#[test]
fn subjects_that_lack_the_same_stand_together() {
    let mut sample = Sample::clean();
    for index in 0..30 {
        let address = format!("aws_elasticache_replication_group.c[{index:02}]");
        sample.audit.findings.push(unknown("customer-managed-key-missing", &address, "kms_key"));
    }
    sample.audit.findings.push(unknown("other", "aws_elasticache_cluster.z", "engine"));
    let text = render(&sample, 80, Verbosity::Normal);
    assert_eq!(text.matches("? kms_key: known after apply").count(), 1, "{text}");
    assert_eq!(text.matches("? engine: known after apply").count(), 1, "{text}");
    assert!(text.contains(".c[09]\n  and 20 more subjects; -v shows them all\n"), "{text}");
    assert!(render(&sample, 80, Verbosity::Verbose).contains(".c[29]"));
}

#[test]
fn a_subject_that_nobody_judged_is_told() {
    let mut sample = Sample::clean();
    sample.audit.subjects[0].verdicts.clear();
    sample.audit.subjects[0].policy_sets.clear();
    let text = render(&sample, 80, Verbosity::Quiet);
    assert!(text.contains("1 cache; judged by no policy"), "{text}");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in [60, 80, 140] {
        let text = render(&Sample::mixed(), width, Verbosity::Verbose);
        let widest = text.lines().map(unicode_width::UnicodeWidthStr::width).max();
        assert!(widest <= Some(width), "{widest:?} at {width}:\n{text}");
    }
}

#[test]
fn colour_adds_escapes_and_nothing_else() {
    let look = Look { width: 80, is_coloured: true, verbosity: Verbosity::Verbose };
    let mut bytes = Vec::new();
    let sample = Sample::mixed();
    sample.report(|report| TableReporter::new(look).write(report, &mut bytes)).expect("writes");
    let coloured = String::from_utf8(bytes).expect("is text");
    assert!(coloured.contains("\u{1b}["));
    let stripped = anstream::adapter::strip_str(&coloured).to_string();
    assert_eq!(
        stripped.replace(TOOL_VERSION, "[version]"),
        render(&sample, 80, Verbosity::Verbose)
    );
}

#[test]
fn the_last_line_says_what_the_exit_code_means() {
    let cases = [
        (
            FailOn::Low,
            UnknownMode::Report,
            "Exit code 1: there are findings of severity low or worse.",
        ),
        (FailOn::Critical, UnknownMode::Report, "Exit code 1: there are critical findings."),
        (
            FailOn::High,
            UnknownMode::Fail,
            "Exit code 1: there are findings or unknown verdicts of severity high or worse.",
        ),
        (
            FailOn::Never,
            UnknownMode::Report,
            "Exit code 0: no findings that count (fail-on is never).",
        ),
    ];
    for (fail_on, unknown, expected) in cases {
        let mut sample = Sample::mixed();
        sample.gate.fail_on = fail_on;
        sample.gate.unknown = unknown;
        let text = render(&sample, 80, Verbosity::Quiet);
        assert_eq!(text.lines().last(), Some(expected));
    }
}

#[test]
fn what_others_wrote_cannot_drive_the_terminal() {
    let mut sample = Sample::mixed();
    for finding in &mut sample.audit.findings {
        finding.message.push_str(" \u{1b}]0;title\u{7}");
        finding.name.push_str("\u{1b}\nExit code 0");
    }
    sample.audit.unassigned.push("a\u{1b}[2J".into());
    let text = render(&sample, 80, Verbosity::Verbose);
    assert!(!text.contains('\u{1b}'), "{text}");
    assert!(!text.contains("\nExit code 0"), "{text}");
}

#[test]
fn what_is_accepted_is_told_apart() {
    insta::assert_snapshot!(render(&Sample::accepted(), 80, Verbosity::Normal));
}

#[test]
fn a_scan_names_accounts_and_what_was_not_collected() {
    let text = render(&Sample::live(), 100, Verbosity::Normal);
    let mut lines = text.lines();
    assert_eq!(lines.nth(1), Some("live account 123456789012 eu-west-1, us-east-1"));
    assert!(text.contains("── Not collected ──"), "{text}");
    assert!(text.contains("; grant\n  kms:DescribeKey\n"), "{text}");
    // The ARN tells where it is, and nobody changes it in the configuration.
    assert!(
        text.contains("\narn:aws:elasticache:eu-west-1:123456789012:replicationgroup:orders\n")
    );
    assert!(!text.contains("cache-audit.yaml"), "{text}");
}

#[test]
fn a_scan_that_found_nothing_says_so() {
    let mut sample = Sample::live();
    sample.audit = Default::default();
    let text = render(&sample, 100, Verbosity::Normal);
    assert!(text.contains("no caches in what was read"), "{text}");
}

#[test]
fn what_runs_and_is_declared_has_its_lines() {
    let text = render(&Sample::declared(), 100, Verbosity::Normal);
    assert!(text.contains("at modules/orders/main.tf:9:3"), "{text}");
    assert!(!render(&Sample::live(), 100, Verbosity::Normal).contains("at cache-audit.yaml"));
}
