//! Markdown as a reviewer reads it.

use super::*;
use crate::model::{Gap, Origin};
use crate::report::sample::Sample;

fn render(sample: &Sample) -> String {
    let mut bytes = Vec::new();
    sample.report(|report| MarkdownReporter.write(report, &mut bytes)).expect("writes");
    String::from_utf8(bytes).expect("is text")
}

#[test]
fn findings_stand_by_severity_with_place_and_remedy() {
    insta::assert_snapshot!(render(&Sample::template()));
}

#[test]
fn a_plan_without_lines_names_addresses() {
    insta::assert_snapshot!(render(&Sample::mixed()));
}

#[test]
fn an_incomplete_audit_says_what_is_missing() {
    insta::assert_snapshot!(render(&Sample::incomplete()));
}

#[test]
fn a_clean_audit_is_its_head() {
    insta::assert_snapshot!(render(&Sample::clean()));
}

/// Cells of a table row, as GitHub parts them: a bar parts cells wherever it stands.
fn cells(row: &str) -> usize {
    row.matches('|').count() - 1
}

#[test]
fn no_input_ends_a_cell_a_row_or_a_section() {
    let hostile = "a|b`c\\|d</details>\n\n# e @octocat <!-- ";
    let mut sample = Sample::template();
    for finding in &mut sample.audit.findings {
        finding.name = hostile.to_owned();
        finding.message = hostile.to_owned();
        finding.location.file = hostile.to_owned();
    }
    for subject in &mut sample.audit.subjects {
        subject.policy_sets = vec![hostile.to_owned()];
    }
    sample.sources[0].file = hostile.to_owned();
    sample.gaps = vec![Gap { what: hostile.to_owned(), why: hostile.to_owned(), is_failure: true }];
    let text = render(&sample);
    assert_eq!(text.matches("<details").count(), text.matches("</details>").count(), "{text}");
    assert_eq!(text.matches("</details>").count(), text.matches("<summary>").count(), "{text}");
    assert!(!text.contains("@octocat") && !text.contains("<!--"), "{text}");
    assert!(!text.lines().any(|line| line.starts_with("# ")), "{text}");
    let rows: Vec<_> = text.lines().filter(|line| line.starts_with('|')).collect();
    let widths: Vec<_> = rows.iter().map(|row| cells(row)).collect();
    assert_eq!(widths, [4, 4, 4, 4, 4, 4, 4, 4, 4, 3, 3, 3], "{text}");
}

#[test]
fn a_large_audit_fits_into_a_comment_and_tells_what_was_cut() {
    let sample = Sample::large(3_000);
    let text = render(&sample);
    assert!(text.len() <= MAX_SIZE, "{} bytes", text.len());
    assert!(text.len() > MAX_SIZE / 2, "only {} bytes of the room are used", text.len());
    let told = text.matches("<br>`c-").count();
    let cut = format!("**{} of the least severe findings are left out**", 3_000 - told);
    assert!(text.contains(&cut), "{cut} is not at the end of {}", &text[text.len() - 300..]);
    assert_eq!(text.matches("Set `snapshot_retention_limit`").count(), 1);
    assert_eq!(text.matches("<details").count(), text.matches("</details>").count());
}

#[test]
fn what_is_cut_is_the_least_severe() {
    let sample = Sample::template();
    let whole = render(&sample).len();
    for size in (600..whole + RESERVE).step_by(50) {
        let text = sample.report(|report| page(report, size + RESERVE));
        let place = |what: &str| text.contains(what);
        assert!(place("<b>Critical</b>") || !place("<b>High</b>"), "{text}");
        assert!(place("<b>High</b>") || !place("<b>Low</b>"), "{text}");
        assert!(place("<b>Low</b>") || !place("<b>Could not"), "{text}");
        let is_whole = place("<b>Could not");
        assert_ne!(place("left out"), is_whole, "{text}");
    }
}

#[test]
fn what_is_accepted_stands_in_the_end() {
    insta::assert_snapshot!(render(&Sample::accepted()));
}

#[test]
fn what_runs_is_named_by_its_arn() {
    let text = render(&Sample::live());
    let place = "`arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:orders` in \
                 `123456789012/eu-west-1`";
    assert!(text.contains(place), "{text}");
    assert!(text.contains("`123456789012/eu-west-1`, `123456789012/us-east-1`: "), "{text}");
    assert!(text.contains("grant"), "{text}");
}

#[test]
fn what_runs_and_is_declared_is_at_its_line() {
    let text = render(&Sample::declared());
    assert!(text.contains("| `modules/orders/main.tf:9:3` |"), "{text}");
    assert!(!text.contains("replicationgroup:orders` in"), "{text}");
    // Without the configuration, the address finds it in the plan.
    let mut sample = Sample::declared();
    for finding in &mut sample.audit.findings {
        finding.location = Origin { file: "plans/tfplan.json".into(), ..Origin::default() };
    }
    let text = render(&sample);
    for address in [
        "module.orders.aws_security_group.this",
        "module.orders.aws_elasticache_replication_group.this",
    ] {
        assert!(text.contains(&format!("`{address}` in `plans/tfplan.json`")), "{text}");
    }
}
