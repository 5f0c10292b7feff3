//! SARIF 2.1.0, made for GitHub code scanning.
//!
//! Failed verdicts are results; unknown verdicts, gaps and broken policies are notifications of the one invocation. No
//! result is without a place in a file, nothing exceeds GitHub's limits, and what was left out for them is told.

mod limits;
mod location;
mod notifications;
mod rules;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::json;
use serde_sarif::sarif::{
    Artifact, Invocation, Message, PropertyBag, Result as SarifResult, ResultLevel, Run, Sarif,
    Suppression, Tool, ToolComponent,
};

use self::limits::Limits;
use self::location::Locator;
use self::rules::Rules;
use super::text::shortened;
use super::{Report, Reporter, TOOL_NAME, TOOL_URL, TOOL_VERSION};
use crate::finding::{BaselineState, Finding, Verdict, Waived};
use crate::gate::Outcome;
use crate::model::SourceKind;
use crate::policy::Severity;

/// The schema as OASIS publishes it.
const SCHEMA_URL: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes SARIF.
pub(super) struct SarifReporter;

impl Reporter for SarifReporter {
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&render(report, limits::MAX_SIZE)?)
    }
}

/// The log, with as much in it as compresses to `max_size` bytes.
fn render(report: &Report<'_>, max_size: usize) -> io::Result<Vec<u8>> {
    let (failed, unknown) = (failed(report).count(), report.unknown().count());
    let mut limits = Limits::GITHUB;
    loop {
        let mut bytes = serde_json::to_vec_pretty(&log(report, limits))?;
        bytes.push(b'\n');
        if limits::fits(&bytes, max_size)? {
            return Ok(bytes);
        }
        let Some(tighter) = limits.tighter(failed, unknown) else { return Ok(bytes) };
        limits = tighter;
    }
}

fn log(report: &Report<'_>, limits: Limits) -> Sarif {
    let rules = Rules::new(report);
    let locator = Locator::new(report);
    // Findings are sorted worst first, so that what is cut is the least bad.
    let results = results(failed(report).take(limits.results), &rules, &locator);
    let run = Run::builder()
        .invocations(vec![invocation(report, &rules, &locator, limits)])
        .artifacts(artifacts(report, &locator))
        .results(results)
        .column_kind(json!("unicodeCodePoints"))
        .tool(tool(rules))
        .build();
    Sarif::builder().schema(SCHEMA_URL).version(json!("2.1.0")).runs(vec![run]).build()
}

/// Failed verdicts, worst first. Those that are accepted are among them, marked as such.
fn failed<'a>(report: &Report<'a>) -> impl Iterator<Item = &'a Finding> {
    report.listed().filter(|finding| finding.verdict == Verdict::Fail)
}

fn tool(rules: Rules<'_>) -> Tool {
    let driver = ToolComponent::builder()
        .name(TOOL_NAME)
        .full_name(format!("{TOOL_NAME} {TOOL_VERSION}"))
        .version(TOOL_VERSION)
        .semantic_version(TOOL_VERSION)
        .information_uri(TOOL_URL)
        .rules(rules.into_descriptors())
        .build();
    Tool::builder().driver(driver).build()
}

fn artifacts(report: &Report<'_>, locator: &Locator<'_>) -> Vec<Artifact> {
    report
        .sources
        .iter()
        // A region of an account is nothing that a repository has.
        .filter(|source| source.kind != SourceKind::LiveAccount)
        .map(|source| {
            Artifact::builder()
                .location(locator.artifact(&source.file))
                .roles(vec![json!("analysisTarget")])
                .build()
        })
        .collect()
}

fn results<'a>(
    findings: impl Iterator<Item = &'a Finding>,
    rules: &Rules<'_>,
    locator: &Locator<'_>,
) -> Vec<SarifResult> {
    let mut occurrences: BTreeMap<String, usize> = BTreeMap::new();
    findings
        .map(|finding| {
            let hash = finding.fingerprint();
            let occurrence = occurrences.entry(hash.clone()).or_default();
            *occurrence += 1;
            result(finding, hash, *occurrence, rules, locator)
        })
        .collect()
}

fn result(
    finding: &Finding,
    hash: String,
    occurrence: usize,
    rules: &Rules<'_>,
    locator: &Locator<'_>,
) -> SarifResult {
    // GitHub tells alerts apart by this key alone; it wants occurrences of one hash numbered.
    let line_hash = format!("{}:{occurrence}", &hash[..16]);
    let mut result = SarifResult::builder()
        .rule_id(finding.policy.as_str())
        .level(level(finding.severity))
        .message(message(&format!("{}: {}", finding.name, finding.message)))
        .locations(vec![locator.location(finding)])
        .partial_fingerprints(BTreeMap::from([
            ("cacheAudit/v1".to_owned(), hash),
            ("primaryLocationLineHash".to_owned(), line_hash),
        ]))
        .properties(properties([
            ("severity", json!(finding.severity)),
            ("address", json!(finding.address)),
            ("attribute", json!(finding.attribute)),
        ]))
        .build();
    result.rule_index = rules.index(&finding.policy);
    result.related_locations = Some(locator.related(finding)).filter(|related| !related.is_empty());
    result.suppressions = finding.waived.as_ref().map(|waived| vec![suppression(waived)]);
    result.baseline_state = finding.baseline.map(|state| match state {
        BaselineState::New => json!("new"),
        BaselineState::Unchanged => json!("unchanged"),
    });
    result
}

fn suppression(waived: &Waived) -> Suppression {
    Suppression::builder()
        .kind(json!(if waived.is_in_source { "inSource" } else { "external" }))
        .status(json!("accepted"))
        .justification(shortened(&waived.justification, limits::MAX_MESSAGE))
        .properties(properties([("until", json!(waived.until.to_string()))]))
        .build()
}

fn invocation(
    report: &Report<'_>,
    rules: &Rules<'_>,
    locator: &Locator<'_>,
    limits: Limits,
) -> Invocation {
    let description = match report.outcome() {
        Outcome::Clean => "nothing counts as a failure",
        Outcome::Findings => "there are findings",
        Outcome::Incomplete => "something could not be read or judged",
    };
    Invocation::builder()
        .execution_successful(!report.is_incomplete())
        .exit_code(i64::from(report.outcome().exit_code()))
        .exit_code_description(description)
        .tool_execution_notifications(notifications::execution(report, rules, locator, limits))
        .tool_configuration_notifications(notifications::configuration(report))
        .properties(properties([("clock", json!(report.clock.to_string()))]))
        .build()
}

/// The level that code scanning shows; how bad it is exactly is in `security-severity`.
fn level(severity: Severity) -> ResultLevel {
    match severity {
        Severity::Critical | Severity::High => ResultLevel::Error,
        Severity::Medium => ResultLevel::Warning,
        Severity::Low | Severity::Informational => ResultLevel::Note,
    }
}

fn message(text: &str) -> Message {
    Message::builder().text(shortened(text, limits::MAX_MESSAGE)).build()
}

fn properties<const N: usize>(entries: [(&str, serde_json::Value); N]) -> PropertyBag {
    PropertyBag::builder()
        .additional_properties(
            entries
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect::<BTreeMap<_, _>>(),
        )
        .build()
}

#[cfg(test)]
mod tests;
