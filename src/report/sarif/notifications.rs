//! What is no result: verdicts that nobody can give yet, gaps, broken policies, and subjects that nobody judged.

use serde_json::json;
use serde_sarif::sarif::{Notification, ReportingDescriptorReference};

use super::location::Locator;
use super::message;
use super::rules::Rules;
use crate::policy::PolicyId;
use crate::report::Report;

/// Unknown verdicts that are listed one by one. A file has to stay below 10 MB compressed.
const MAX_UNKNOWN: usize = 10_000;

/// Notifications about the run.
pub(super) fn execution(
    report: &Report<'_>,
    rules: &Rules<'_>,
    locator: &Locator<'_>,
    cut: usize,
) -> Vec<Notification> {
    let mut notifications = Vec::new();
    if cut > 0 {
        notifications.push(plain(
            "warning",
            format!(
                "{} left out: code scanning accepts no more in one run; the worst are kept",
                if cut == 1 { "1 result is".to_owned() } else { format!("{cut} results are") }
            ),
        ));
    }
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
    notifications.extend(unknown(report, rules, locator));
    notifications
}

/// Notifications about how the run was configured.
pub(super) fn configuration(report: &Report<'_>) -> Vec<Notification> {
    report
        .audit
        .unassigned
        .iter()
        .map(|address| {
            plain("warning", format!("no policy set applies to {address}: it was not judged"))
        })
        .collect()
}

fn unknown(report: &Report<'_>, rules: &Rules<'_>, locator: &Locator<'_>) -> Vec<Notification> {
    let mut notifications: Vec<Notification> = report
        .unknown()
        .take(MAX_UNKNOWN)
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
    let cut = report.unknown().count().saturating_sub(MAX_UNKNOWN);
    if cut > 0 {
        notifications.push(plain("note", format!("{cut} further verdicts are unknown")));
    }
    notifications
}

fn plain(level: &str, text: String) -> Notification {
    Notification::builder().level(json!(level)).message(message(text)).build()
}

fn about(rules: &Rules<'_>, policy: &PolicyId, level: &str, text: String) -> Notification {
    let rule = ReportingDescriptorReference::builder().id(policy.as_str());
    let rule = match rules.index(policy) {
        Some(index) => rule.index(index).build(),
        None => rule.build(),
    };
    Notification { associated_rule: Some(rule), ..plain(level, text) }
}
