//! A finding as programs read it.

use schemars::JsonSchema;
use serde::Serialize;

use super::{JsonLocationV1, JsonVerdictV1};
use crate::finding::{BaselineState, Declaration, Finding, Waived};
use crate::link::SubjectKind;
use crate::model::{Reason, RelatedPlace};
use crate::policy::Severity;

/// One failed or unknown verdict.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonFindingV1<'a> {
    /// The policy id.
    policy: &'a str,
    /// `fail` or `unknown`.
    verdict: JsonVerdictV1,
    /// How bad it is, in the policy set that applies.
    severity: Severity,
    /// What kind of subject it is about.
    subject_kind: SubjectKind,
    /// The subject's address in the source.
    address: &'a str,
    /// What people call the subject.
    name: &'a str,
    /// The attribute at fault, as a path below the subject.
    attribute: &'a str,
    /// What is, with the value and the limit; of an unknown verdict what is not known and why.
    message: &'a str,
    /// What nobody knows; empty unless the verdict is unknown.
    unknown: Vec<JsonUnknownV1<'a>>,
    /// The related resource at fault, by its address; null where it is the subject itself, or no single one.
    resource: Option<&'a str>,
    /// Where somebody would change what is wrong; where the subject was read if nothing better is known.
    location: JsonLocationV1<'a>,
    /// Where the value stands in a template, when `location` is in the program that writes the template.
    template_location: Option<JsonLocationV1<'a>>,
    /// Further places to look at: where the value comes from, where the subject begins.
    related_locations: Vec<JsonRelatedV1<'a>>,
    /// Where the subject was read.
    subject_location: JsonLocationV1<'a>,
    /// What declares the subject, if it runs and its declaration was given and found; null otherwise.
    declaration: Option<JsonDeclarationV1<'a>>,
    /// The same in the next run for the same policy, subject and attribute, whatever moves in the file.
    fingerprint: String,
    /// Who accepted it; null where nobody did. It does not count then.
    waived: Option<JsonWaivedV1<'a>>,
    /// Whether the baseline has it; null where there is none. What is unchanged does not count.
    baseline: Option<JsonBaselineV1>,
}

/// What declares the subject of a finding on what runs.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct JsonDeclarationV1<'a> {
    /// The subject's address there.
    address: &'a str,
    /// Where the subject is declared.
    location: JsonLocationV1<'a>,
    /// The related resource at fault, by its address there; null where it is the subject itself, or is not declared.
    resource: Option<&'a str>,
}

/// That somebody accepted a finding.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct JsonWaivedV1<'a> {
    /// Why.
    justification: &'a str,
    /// The last day on which it holds.
    #[schemars(extend("format" = "date"))]
    until: String,
    /// Whether the waiver stands beside the code, rather than in the configuration.
    is_in_source: bool,
    /// Where the waiver is written.
    location: JsonLocationV1<'a>,
}

/// What the baseline says of a finding.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum JsonBaselineV1 {
    /// The baseline does not have it.
    New,
    /// It was there already.
    Unchanged,
}

/// An attribute that nobody knows.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct JsonUnknownV1<'a> {
    /// Its path below the subject.
    path: &'a str,
    /// Why.
    #[serde(flatten)]
    reason: &'a Reason,
}

/// A further place to look at.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct JsonRelatedV1<'a> {
    /// What is to be seen there.
    message: &'a str,
    /// The place.
    location: JsonLocationV1<'a>,
}

impl<'a> From<&'a Finding> for JsonFindingV1<'a> {
    fn from(finding: &'a Finding) -> Self {
        Self {
            policy: finding.policy.as_str(),
            verdict: finding.verdict.into(),
            severity: finding.severity,
            subject_kind: finding.subject_kind,
            address: &finding.address,
            name: &finding.name,
            attribute: &finding.attribute,
            message: &finding.message,
            unknown: finding
                .unknown
                .iter()
                .map(|unknown| JsonUnknownV1 { path: &unknown.path, reason: &unknown.reason })
                .collect(),
            resource: finding.resource.as_deref(),
            location: JsonLocationV1::from(&finding.location),
            template_location: finding.template.as_ref().map(JsonLocationV1::from),
            related_locations: finding.related.iter().map(JsonRelatedV1::from).collect(),
            subject_location: JsonLocationV1::from(&finding.origin),
            declaration: finding.declaration.as_ref().map(JsonDeclarationV1::from),
            fingerprint: finding.fingerprint(),
            waived: finding.waived.as_ref().map(JsonWaivedV1::from),
            baseline: finding.baseline.map(|state| match state {
                BaselineState::New => JsonBaselineV1::New,
                BaselineState::Unchanged => JsonBaselineV1::Unchanged,
            }),
        }
    }
}

impl<'a> From<&'a Declaration> for JsonDeclarationV1<'a> {
    fn from(declaration: &'a Declaration) -> Self {
        Self {
            address: &declaration.address,
            location: (&declaration.origin).into(),
            resource: declaration.resource.as_deref(),
        }
    }
}

impl<'a> From<&'a Waived> for JsonWaivedV1<'a> {
    fn from(waived: &'a Waived) -> Self {
        Self {
            justification: &waived.justification,
            until: waived.until.to_string(),
            is_in_source: waived.is_in_source,
            location: (&waived.place).into(),
        }
    }
}

impl<'a> From<&'a RelatedPlace> for JsonRelatedV1<'a> {
    fn from(related: &'a RelatedPlace) -> Self {
        Self { message: &related.message, location: (&related.place).into() }
    }
}
