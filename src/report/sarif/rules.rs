//! Rules: every policy in use, with help that reads well beside an alert.

use std::collections::BTreeMap;

use serde_json::json;
use serde_sarif::sarif::{
    MultiformatMessageString, PropertyBag, ReportingConfiguration, ReportingDescriptor,
};

use super::level;
use super::limits::{MAX_DESCRIPTION, MAX_TAGS};
use crate::policy::{Policy, PolicyId, Severity};
use crate::report::Report;
use crate::report::text::{shortened, wrap};

/// The policies in use, in the order of their rule index.
pub(super) struct Rules<'a> {
    policies: Vec<(&'a Policy, Severity)>,
    indexes: BTreeMap<&'a PolicyId, i64>,
}

impl<'a> Rules<'a> {
    pub(super) fn new(report: &Report<'a>) -> Self {
        let worst = worst_severities(report);
        let policies: Vec<_> = report
            .policies
            .values()
            .map(|policy| (*policy, worst.get(&policy.id).copied().unwrap_or(policy.severity)))
            .collect();
        let indexes = policies.iter().map(|(policy, _)| &policy.id).zip(0..).collect();
        Self { policies, indexes }
    }

    /// The rule index of a policy.
    pub(super) fn index(&self, policy: &PolicyId) -> Option<i64> {
        self.indexes.get(policy).copied()
    }

    pub(super) fn into_descriptors(self) -> Vec<ReportingDescriptor> {
        self.policies.into_iter().map(|(policy, severity)| descriptor(policy, severity)).collect()
    }
}

/// Code scanning takes the severity of an alert from its rule, so a policy set that raises it must show there.
fn worst_severities<'a>(report: &Report<'a>) -> BTreeMap<&'a PolicyId, Severity> {
    let mut worst = BTreeMap::new();
    for finding in report.failed() {
        let severity = worst.entry(&finding.policy).or_insert(finding.severity);
        *severity = finding.severity.max(*severity);
    }
    worst
}

fn descriptor(policy: &Policy, severity: Severity) -> ReportingDescriptor {
    let descriptor = ReportingDescriptor::builder()
        .id(policy.id.as_str())
        .name(pascal_case(policy.id.as_str()))
        .short_description(text(&policy.title))
        .full_description(text(&policy.description))
        .help(help(policy))
        .default_configuration(
            ReportingConfiguration::builder().level(json!(level(severity))).build(),
        )
        .properties(properties(policy, severity))
        .deprecated_ids(policy.aliases.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>());
    match policy.related_resources.first() {
        Some(uri) => descriptor.help_uri(uri).build(),
        None => descriptor.build(),
    }
}

fn properties(policy: &Policy, severity: Severity) -> PropertyBag {
    let mut properties = BTreeMap::from([
        ("precision".to_owned(), json!("high")),
        ("problem.severity".to_owned(), json!(problem_severity(severity))),
    ]);
    if let Some(score) = security_severity(severity) {
        properties.insert("security-severity".to_owned(), json!(score));
    }
    PropertyBag::builder().tags(tags(policy)).additional_properties(properties).build()
}

/// GitHub keeps twenty and shows ten, so what tells policies apart comes before what all of them have. `security` is
/// what makes it read `security-severity`.
fn tags(policy: &Policy) -> Vec<String> {
    let first = ["security".to_owned(), policy.category.clone()].into_iter();
    let controls = controls(policy).map(|(framework, control)| format!("{framework}/{control}"));
    first.chain(controls).chain(["aws", "cache"].map(str::to_owned)).take(MAX_TAGS).collect()
}

/// Each control with its framework: one of each framework, then the second of each, so that a cut leaves no framework
/// out while another has several.
fn controls(policy: &Policy) -> impl Iterator<Item = (&str, &str)> {
    let longest = policy.frameworks.values().map(Vec::len).max().unwrap_or_default();
    (0..longest).flat_map(|index| {
        policy.frameworks.iter().filter_map(move |(framework, controls)| {
            controls.get(index).map(|control| (framework.as_str(), control.as_str()))
        })
    })
}

/// A score in the middle of the band that GitHub shows under the same word.
fn security_severity(severity: Severity) -> Option<&'static str> {
    match severity {
        Severity::Critical => Some("9.5"),
        Severity::High => Some("8.0"),
        Severity::Medium => Some("5.5"),
        Severity::Low => Some("2.0"),
        Severity::Informational => None,
    }
}

fn problem_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Informational => "recommendation",
    }
}

fn help(policy: &Policy) -> MultiformatMessageString {
    let description = policy.description.trim();
    let remediation = policy.remediation.trim();
    let mut plain = format!("{description}\n\nFix: {remediation}");
    let mut markdown = format!("{description}\n\n**Fix:** {remediation}");
    if !policy.related_resources.is_empty() {
        plain.push_str("\n\nRead more:");
        markdown.push_str("\n\n**Read more**\n");
        for url in &policy.related_resources {
            plain.push_str(&format!("\n{url}"));
            markdown.push_str(&format!("\n- <{url}>"));
        }
    }
    if !policy.frameworks.is_empty() {
        plain.push_str("\n\nControls:");
        markdown.push_str("\n\n**Controls**\n");
        for (framework, controls) in &policy.frameworks {
            let controls = controls.join(", ");
            plain.push_str(&format!("\n{framework}: {controls}"));
            markdown.push_str(&format!("\n- {framework}: {controls}"));
        }
    }
    MultiformatMessageString::builder().text(plain).markdown(markdown).build()
}

/// Text of one line for each paragraph, cut to what GitHub accepts; the help has all of it.
fn text(text: &str) -> MultiformatMessageString {
    let whole = wrap(text, usize::MAX).join("\n");
    MultiformatMessageString::builder().text(shortened(&whole, MAX_DESCRIPTION)).build()
}

/// `BackupRetentionTooShort` for `backup-retention-too-short`.
fn pascal_case(id: &str) -> String {
    id.split('-')
        .flat_map(|word| {
            let mut characters = word.chars();
            characters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(characters)
        })
        .collect()
}
