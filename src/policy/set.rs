//! Policy sets: named selections of policies, with severities and parameter values.
//!
//! A set is one file, `policies/sets/<name>.yaml` (or `sets/<name>.yaml` in a policy directory):
//!
//! ```yaml
//! name: production              # the file's name
//! title: Production
//! description: What a cache that users depend on must meet.
//! extends: [baseline]           # optional: begins with all of these, later ones before earlier ones
//! policies:                     # optional: adds policies, or changes those taken over
//!   backup-retention-too-short:
//!     severity: critical        # optional; else what METADATA or the extended set says
//!     parameters:               # optional; each must be declared, with a value of the declared type
//!       minimum_days: 14
//!   automatic-failover-disabled: {}
//! without: [engine-log-not-delivered]   # optional: leaves these out
//! unwaivable: [default-user-open]       # optional: no waiver accepts a finding of these
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_saphyr::Spanned;

use super::error::Problem;
use super::yaml::{self, Offset};
use super::{Policy, PolicyId, Severity};

/// A policy set as its file says it.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicySet {
    /// The name that configuration and `--policy-set` use.
    pub name: String,
    /// A heading.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// The sets that it begins with.
    pub extends: Vec<String>,
    /// The policies that it adds or changes.
    pub policies: BTreeMap<String, PolicyOverride>,
    /// The policies that it leaves out.
    pub without: Vec<String>,
    /// The policies whose findings nobody may accept, in this set and those that extend it.
    pub unwaivable: Vec<String>,
    /// The file, as messages name it.
    pub path: String,
    /// Line and column of each set and policy that the file names.
    pub(crate) places: BTreeMap<String, (u32, u32)>,
}

/// What a set or a configuration changes about a policy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PolicyOverride {
    /// How bad a finding is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Values for declared parameters.
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    pub parameters: serde_json::Map<String, serde_json::Value>,
    /// `false` leaves the policy out, `true` adds it to a set that lacks it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// A policy set with everything it extends and overrides worked in.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedSet {
    /// The set's name.
    pub name: String,
    /// Its heading.
    pub title: String,
    /// Its policies, sorted by id.
    pub policies: Vec<ResolvedPolicy>,
    /// The policies whose findings nobody may accept.
    pub unwaivable: BTreeSet<PolicyId>,
}

/// A policy as one set applies it.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedPolicy {
    /// The policy.
    pub policy: Arc<Policy>,
    /// How bad a finding is.
    pub severity: Severity,
    /// The value of every declared parameter.
    pub parameters: serde_json::Map<String, serde_json::Value>,
}

impl ResolvedPolicy {
    /// The policy as its METADATA says.
    pub(crate) fn new(policy: Arc<Policy>) -> Self {
        let parameters = policy
            .parameters
            .iter()
            .map(|(name, parameter)| (name.clone(), parameter.default.clone()))
            .collect();
        Self { severity: policy.severity, parameters, policy }
    }

    /// Works `change` in, or says why it does not fit the policy.
    pub(crate) fn apply(&mut self, change: &PolicyOverride) -> Result<(), String> {
        self.severity = change.severity.unwrap_or(self.severity);
        for (name, value) in &change.parameters {
            self.set_parameter(name, value)?;
        }
        Ok(())
    }

    fn set_parameter(&mut self, name: &str, value: &serde_json::Value) -> Result<(), String> {
        let id = &self.policy.id;
        let Some(parameter) = self.policy.parameters.get(name) else {
            let known = self.policy.parameters.keys().map(String::as_str);
            let hint = crate::suggest::hint(crate::suggest::nearest(name, known));
            return Err(format!("`{id}` has no parameter `{name}`{hint}"));
        };
        if !parameter.accepts(value) {
            let expected = &parameter.parameter_type;
            return Err(format!(
                "parameter `{name}` of `{id}` must be of type {expected}: {value}"
            ));
        }
        self.parameters.insert(name.to_owned(), value.clone());
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetFile {
    name: Spanned<String>,
    title: String,
    description: String,
    #[serde(default)]
    extends: Vec<Spanned<String>>,
    #[serde(default)]
    policies: BTreeMap<String, Spanned<Option<Entry>>>,
    #[serde(default)]
    without: Vec<Spanned<String>>,
    #[serde(default)]
    unwaivable: Vec<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Entry {
    severity: Option<Severity>,
    parameters: serde_json::Map<String, serde_json::Value>,
}

/// Reads a set file; its name must be `stem`, the file's name.
pub(crate) fn parse(file: &str, stem: &str, text: &str) -> Result<PolicySet, Box<Problem>> {
    let set: SetFile = yaml::parse(file, text, Offset::default())?;
    let (line, column) = Offset::default().apply(set.name.referenced);
    if set.name.value != stem {
        let message = format!("the set is called `{}`, the file `{stem}`", set.name.value);
        return Err(Box::new(Problem::at(file, line, column, message)));
    }
    let mut places = BTreeMap::new();
    for word in set.extends.iter().chain(&set.without).chain(&set.unwaivable) {
        places.insert(word.value.clone(), Offset::default().apply(word.referenced));
    }
    let mut policies = BTreeMap::new();
    for (id, entry) in set.policies {
        places.insert(id.clone(), Offset::default().apply(entry.referenced));
        let entry = entry.value.unwrap_or_default();
        let change = PolicyOverride {
            severity: entry.severity,
            parameters: entry.parameters,
            enabled: None,
        };
        policies.insert(id, change);
    }
    let values = |words: Vec<Spanned<String>>| words.into_iter().map(|word| word.value).collect();
    Ok(PolicySet {
        name: set.name.value,
        title: set.title,
        description: set.description,
        extends: values(set.extends),
        policies,
        without: values(set.without),
        unwaivable: values(set.unwaivable),
        path: file.to_owned(),
        places,
    })
}
