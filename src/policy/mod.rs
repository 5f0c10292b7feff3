//! Policies and policy sets: what there is to judge by. Evaluation happens in [`crate::evaluate`].

pub mod attributes;
mod bundle;
pub mod catalogue;
pub(crate) mod check;
mod error;
pub(crate) mod files;
#[cfg(test)]
pub(crate) mod fixture;
mod framework;
mod loader;
mod metadata;
pub(crate) mod paths;
pub(crate) mod rego;
mod set;
pub(crate) mod yaml;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::link::SubjectKind;

pub use bundle::Bundle;
pub use error::{PolicyError, Problem};
pub use framework::Framework;
pub use set::{PolicyOverride, PolicySet, ResolvedPolicy, ResolvedSet};

/// A policy's name: its file name in kebab-case, `backup-retention-too-short`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PolicyId(String);

impl PolicyId {
    /// Takes `id` as it is; loading checks that it matches the file name.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PolicyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How bad a finding is. Ordered: `Critical` is greatest.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    clap::ValueEnum,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Informational,
    /// Worth doing some day.
    Low,
    /// Worth planning.
    Medium,
    /// Worth doing soon.
    High,
    /// Worth doing now.
    Critical,
}

impl Severity {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Informational => "informational",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A parameter that a policy declares.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The value where no policy set gives one.
    pub default: serde_json::Value,
    /// `integer`, `number`, `string`, `boolean`, `array` or `object`.
    pub parameter_type: String,
    /// One sentence.
    pub description: String,
}

/// One policy: everything its METADATA says, and its Rego.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// The id.
    pub id: PolicyId,
    /// Earlier ids.
    pub aliases: Vec<PolicyId>,
    /// The folder it lies in: `encryption`, `network`, …; of a user's policy the folder's name.
    pub category: String,
    /// The problem, as a heading.
    pub title: String,
    /// Why it matters.
    pub description: String,
    /// Pages to read.
    pub related_resources: Vec<String>,
    /// What it judges.
    pub subject: SubjectKind,
    /// How bad it is unless a policy set says otherwise.
    pub severity: Severity,
    /// The attributes it reads, as paths below the subject: `alarms[].threshold`.
    pub attributes: Vec<String>,
    /// Attributes that only name things: the policy repeats them in messages and compares them with each other, nothing
    /// else. Subjects that differ in nothing but such names are judged once.
    pub labels: Vec<String>,
    /// What can be set.
    pub parameters: BTreeMap<String, Parameter>,
    /// What to do about a finding.
    pub remediation: String,
    /// Controls it covers, by framework.
    pub frameworks: BTreeMap<String, Vec<String>>,
    /// The Rego package: `cache_audit.resilience.backup_retention_too_short`.
    pub package: String,
    /// The file, as messages name it: `policies/resilience/backup_retention_too_short.rego`.
    pub path: String,
    /// The Rego text.
    pub rego: String,
}
