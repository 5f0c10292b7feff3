//! The report for programs: JSON with a version, described by `schemas/report-v1.schema.json`.
//!
//! These types are made for the format and for nothing else, so that the model may change freely. Within version 1 keys
//! are only ever added.

mod finding;

use std::collections::BTreeMap;
use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use self::finding::JsonFindingV1;
use super::{Report, Reporter, TOOL_NAME, TOOL_VERSION};
use crate::finding::{StaleWaiver, Verdict};
use crate::gate::{FailOn, Outcome, UnknownMode};
use crate::link::SubjectKind;
use crate::model::{Origin, SourceSummary};
use crate::policy::{Policy, Severity};

/// Where the schema of version 1 is published.
pub const SCHEMA_URL: &str =
    concat!(env!("CARGO_PKG_REPOSITORY"), "/raw/main/schemas/report-v1.schema.json");

/// Writes JSON.
pub(super) struct JsonReporter;

impl Reporter for JsonReporter {
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, &JsonReportV1::new(report))?;
        writeln!(out)
    }
}

/// The whole report.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "cache-audit report, version 1")]
pub struct JsonReportV1<'a> {
    /// Where the schema of this document is published.
    schema: &'static str,
    /// The version of this format.
    #[schemars(extend("const" = 1))]
    version: u32,
    /// The program that wrote the report.
    tool: JsonToolV1,
    /// The time that the audit judged by, RFC 3339.
    #[schemars(extend("format" = "date-time"))]
    clock: String,
    /// What was read.
    sources: &'a [SourceSummary],
    /// What the run comes to, and by which rules.
    result: JsonResultV1,
    /// How many verdicts of each kind.
    verdicts: JsonTallyV1,
    /// What was judged, by kind and address.
    subjects: Vec<JsonSubjectV1<'a>>,
    /// Failed and unknown verdicts, worst first. Unknown ones are left out where they are to be ignored.
    findings: Vec<JsonFindingV1<'a>>,
    /// The policies of every set in use, by id.
    policies: Vec<JsonPolicyV1<'a>>,
    /// What should have been read and could not.
    gaps: Vec<JsonGapV1<'a>>,
    /// Policies that could not be evaluated for a subject.
    failures: Vec<JsonFailureV1<'a>>,
    /// Addresses of subjects that no policy set applies to: nobody judged them.
    unassigned: &'a [String],
    /// Waivers that somebody should look at. They change no outcome.
    stale_waivers: Vec<JsonStaleWaiverV1<'a>>,
}

/// A program.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct JsonToolV1 {
    /// Its name.
    name: &'static str,
    /// Its version.
    version: &'static str,
}

/// What the run comes to.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct JsonResultV1 {
    /// The outcome that decides the exit code.
    outcome: Outcome,
    /// Whether everything could be read and judged, whatever was found.
    is_complete: bool,
    /// The least severity that counts as a failure.
    fail_on: FailOn,
    /// What becomes of unknown verdicts.
    unknown: UnknownMode,
    /// How many of the listed findings are waived.
    waived: usize,
    /// How many more of them the baseline has.
    unchanged: usize,
}

/// How many verdicts of each kind, one for each policy and subject.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct JsonTallyV1 {
    /// The subject does not meet the policy.
    fail: usize,
    /// Nobody can tell yet.
    unknown: usize,
    /// The subject meets the policy.
    pass: usize,
    /// The policy is not about subjects like this one.
    not_applicable: usize,
}

/// A verdict.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum JsonVerdictV1 {
    /// The subject does not meet the policy.
    Fail,
    /// Nobody can tell yet.
    Unknown,
    /// The subject meets the policy.
    Pass,
    /// The policy is not about subjects like this one.
    NotApplicable,
}

/// A subject and the verdicts on it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct JsonSubjectV1<'a> {
    /// What kind of thing it is.
    kind: SubjectKind,
    /// Its address in the source.
    address: &'a str,
    /// What people call it.
    name: &'a str,
    /// A few words about it.
    summary: &'a str,
    /// The policy sets that judged it.
    policy_sets: &'a [String],
    /// The verdict of each policy, by policy id.
    verdicts: BTreeMap<&'a str, JsonVerdictV1>,
    /// Where it was read.
    location: JsonLocationV1<'a>,
}

/// A waiver that somebody should look at: it expired, accepts nothing, or may not accept what it names.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct JsonStaleWaiverV1<'a> {
    /// The policy that it names, which may be a pattern.
    policy: &'a str,
    /// What is the matter, and what to do.
    message: &'a str,
    /// Where the waiver is written.
    location: JsonLocationV1<'a>,
}

/// A place in a file.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct JsonLocationV1<'a> {
    /// The file as it was given; `-` is standard input.
    file: &'a str,
    /// The line, counted from 1, where the file is one that people edit.
    line: Option<u32>,
    /// The column in characters, counted from 1.
    column: Option<u32>,
}

/// A policy in use.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct JsonPolicyV1<'a> {
    /// Its id.
    id: &'a str,
    /// The problem, as a heading.
    title: &'a str,
    /// Why it matters.
    description: &'a str,
    /// The folder it lies in.
    category: &'a str,
    /// How bad a finding is unless a policy set says otherwise.
    severity: Severity,
    /// What to do about a finding.
    remediation: &'a str,
    /// Pages to read.
    related_resources: &'a [String],
    /// Controls it covers, by framework.
    frameworks: &'a BTreeMap<String, Vec<String>>,
}

/// Something that should have been read and could not.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct JsonGapV1<'a> {
    /// What is missing.
    what: &'a str,
    /// Why.
    why: &'a str,
    /// Whether the audit is incomplete for it.
    is_failure: bool,
}

/// A policy that could not be evaluated.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct JsonFailureV1<'a> {
    /// The policy id.
    policy: &'a str,
    /// The subject's address.
    address: &'a str,
    /// What went wrong.
    message: &'a str,
}

impl<'a> JsonReportV1<'a> {
    fn new(report: &Report<'a>) -> Self {
        let audit = report.audit;
        Self {
            schema: SCHEMA_URL,
            version: 1,
            tool: JsonToolV1 { name: TOOL_NAME, version: TOOL_VERSION },
            clock: report.clock.to_string(),
            sources: report.sources,
            result: JsonResultV1 {
                outcome: report.outcome(),
                is_complete: !report.is_incomplete(),
                fail_on: report.gate.fail_on,
                unknown: report.gate.unknown,
                waived: report.waived().count(),
                unchanged: report.listed().filter(|finding| finding.is_unchanged()).count(),
            },
            verdicts: JsonTallyV1 {
                fail: audit.tally.fail,
                unknown: audit.tally.unknown,
                pass: audit.tally.pass,
                not_applicable: audit.tally.not_applicable,
            },
            subjects: audit.subjects.iter().map(JsonSubjectV1::from).collect(),
            findings: report.listed().map(JsonFindingV1::from).collect(),
            policies: report.policies.values().map(|policy| JsonPolicyV1::from(*policy)).collect(),
            gaps: report
                .gaps
                .iter()
                .map(|gap| JsonGapV1 { what: &gap.what, why: &gap.why, is_failure: gap.is_failure })
                .collect(),
            failures: audit
                .failures
                .iter()
                .map(|failure| JsonFailureV1 {
                    policy: failure.policy.as_str(),
                    address: &failure.address,
                    message: &failure.message,
                })
                .collect(),
            unassigned: &audit.unassigned,
            stale_waivers: audit.stale_waivers.iter().map(JsonStaleWaiverV1::from).collect(),
        }
    }
}

impl From<Verdict> for JsonVerdictV1 {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Fail => Self::Fail,
            Verdict::Unknown => Self::Unknown,
            Verdict::Pass => Self::Pass,
            Verdict::NotApplicable => Self::NotApplicable,
        }
    }
}

impl<'a> From<&'a crate::finding::SubjectAudit> for JsonSubjectV1<'a> {
    fn from(subject: &'a crate::finding::SubjectAudit) -> Self {
        Self {
            kind: subject.kind,
            address: &subject.address,
            name: &subject.name,
            summary: &subject.summary,
            policy_sets: &subject.policy_sets,
            verdicts: subject
                .verdicts
                .iter()
                .map(|(policy, verdict)| (policy.as_str(), (*verdict).into()))
                .collect(),
            location: JsonLocationV1::from(&subject.origin),
        }
    }
}

impl<'a> From<&'a StaleWaiver> for JsonStaleWaiverV1<'a> {
    fn from(stale: &'a StaleWaiver) -> Self {
        let StaleWaiver { place, policy, message } = stale;
        Self { policy, message, location: place.into() }
    }
}

impl<'a> From<&'a Origin> for JsonLocationV1<'a> {
    fn from(origin: &'a Origin) -> Self {
        Self { file: &origin.file, line: origin.line, column: origin.column }
    }
}

impl<'a> From<&'a Policy> for JsonPolicyV1<'a> {
    fn from(policy: &'a Policy) -> Self {
        Self {
            id: policy.id.as_str(),
            title: &policy.title,
            description: &policy.description,
            category: &policy.category,
            severity: policy.severity,
            remediation: &policy.remediation,
            related_resources: &policy.related_resources,
            frameworks: &policy.frameworks,
        }
    }
}

#[cfg(test)]
mod tests;
