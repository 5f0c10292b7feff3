//! What is no result: verdicts that nobody can give yet, gaps, broken policies, and subjects that nobody judged.

use serde_json::json;
use serde_sarif::sarif::{Notification, ReportingDescriptorReference};

use super::limits::{Limits, SHOWN_RESULTS};
use super::location::Locator;
use super::rules::Rules;
use super::{failed, message};
use crate::policy::PolicyId;
use crate::report::Report;
use crate::report::text::count;
use crate::report::words::stale_waivers;

/// Notifications about the run.
pub(super) fn execution(
    report: &Report<'_>,
    rules: &Rules<'_>,
    locator: &Locator<'_>,
    limits: Limits,
) -> Vec<Notification> {
    let mut notifications = about_results(failed(report).count(), limits);
    for gap in report.gaps {
        let level = if gap.is_failure { "error" } else { "note" };
        notifications.push(plain(level, format!("{}: {}", gap.what, gap.why)));
    }
    for failure in &report.audit.failures {
        notifications.push(about(
            rules,
            &failure.policy,
            "error",
            format!(
                "{} could not be evaluated for {}: {}",
                failure.policy, failure.address, failure.message
            ),
        ));
    }
    notifications.extend(unknown(report, rules, locator, limits));
    notifications
}

/// Notifications about how the run was configured.
pub(super) fn configuration(report: &Report<'_>) -> Vec<Notification> {
    let unassigned = report.audit.unassigned.iter().map(|address| {
        plain("warning", format!("no policy set applies to {address}: it was not judged"))
    });
    let stale = stale_waivers(report);
    let stale = stale.map(|stale| plain("note", format!("{}: {}", stale.what, stale.why)));
    unassigned.chain(stale).collect()
}

/// What becomes of more results than GitHub takes or shows.
fn about_results(failed: usize, limits: Limits) -> Vec<Notification> {
    let mut notifications = Vec::new();
    let kept = failed.min(limits.results);
    if failed > kept {
        let cut = failed - kept;
        let are = if cut == 1 { "is" } else { "are" };
        let text = format!(
            "{} {are} left out: code scanning accepts no more in one upload; the worst are kept",
            count(cut, "result")
        );
        notifications.push(plain("warning", text));
    }
    if kept > SHOWN_RESULTS {
        let text = format!("code scanning shows {SHOWN_RESULTS} of {kept} results, the worst");
        notifications.push(plain("note", text));
    }
    notifications
}

fn unknown(
    report: &Report<'_>,
    rules: &Rules<'_>,
    locator: &Locator<'_>,
    limits: Limits,
) -> Vec<Notification> {
    let mut notifications: Vec<Notification> = report
        .unknown()
        .take(limits.unknown)
        .map(|finding| {
            let text = format!(
                "{} could not be judged for {}: {}",
                finding.policy, finding.name, finding.message
            );
            let mut notification = about(rules, &finding.policy, "note", text);
            notification.locations = Some(vec![locator.location(finding)]);
            notification
        })
        .collect();
    let cut = report.unknown().count().saturating_sub(limits.unknown);
    if cut > 0 {
        notifications.push(plain(
            "note",
            format!("{} not told one by one", count(cut, "further unknown verdict")),
        ));
    }
    notifications
}

fn plain(level: &str, text: String) -> Notification {
    Notification::builder().level(json!(level)).message(message(&text)).build()
}

fn about(rules: &Rules<'_>, policy: &PolicyId, level: &str, text: String) -> Notification {
    let rule = ReportingDescriptorReference::builder().id(policy.as_str());
    let rule = match rules.index(policy) {
        Some(index) => rule.index(index).build(),
        None => rule.build(),
    };
    Notification { associated_rule: Some(rule), ..plain(level, text) }
}
