//! Which policy sets judge a subject: those of the first rule that matches it, else those of its account, else the default
//! ones.

use std::collections::BTreeMap;

use serde_saphyr::Spanned;

use super::file::{Condition, ConfigFile, problem};
use super::{ConfigError, DEFAULT_POLICY_SET};
use crate::glob;
use crate::link::Subject;
use crate::model::SourceSummary;
use crate::policy::{Bundle, PolicyError, PolicyId, PolicyOverride, ResolvedSet};

/// The policy sets in use, and who is judged by which.
#[derive(Debug, Default)]
pub struct Selection {
    sets: Vec<ResolvedSet>,
    rules: Vec<(Condition, Vec<usize>)>,
    accounts: BTreeMap<String, Vec<usize>>,
    default: Vec<usize>,
    /// What accounts are called, by the place that their subjects were read at.
    names: BTreeMap<String, String>,
}

impl Selection {
    pub(super) fn new(
        file_name: &str,
        file: &ConfigFile,
        bundle: &Bundle,
        chosen: &[String],
    ) -> Result<Self, ConfigError> {
        let overrides = overrides(file_name, file, bundle)?;
        let mut resolver = Resolver {
            file_name,
            bundle,
            overrides: &overrides,
            indexes: BTreeMap::new(),
            sets: Vec::new(),
        };
        if !chosen.is_empty() {
            let default = resolver.indexes(chosen.iter().map(|name| (name.as_str(), None)))?;
            return Ok(Self { sets: resolver.sets, default, ..Self::default() });
        }
        let default = match &file.policy_sets {
            Some(names) => resolver.indexes_at(names)?,
            None => resolver.indexes([(DEFAULT_POLICY_SET, None)].into_iter())?,
        };
        let mut rules = Vec::with_capacity(file.rules.len());
        for rule in &file.rules {
            rules.push((rule.when.value.clone(), resolver.indexes_at(&rule.policy_sets)?));
        }
        let mut accounts = BTreeMap::new();
        for (name, account) in &file.accounts.0 {
            if let Some(sets) = &account.policy_sets {
                accounts.insert(name.value.clone(), resolver.indexes_at(sets)?);
            }
        }
        Ok(Self { sets: resolver.sets, rules, accounts, default, ..Self::default() })
    }

    /// Learns from `sources` what live accounts are called.
    pub fn learn(&mut self, sources: &[SourceSummary]) {
        let named = sources
            .iter()
            .filter_map(|source| Some((source.file.clone(), source.account.clone()?)));
        self.names.extend(named);
    }

    /// Every policy set in use.
    pub fn sets(&self) -> &[ResolvedSet] {
        &self.sets
    }

    /// The sets that judge `subject`, as indexes into [`Selection::sets`].
    pub fn assign(&self, subject: &Subject) -> Vec<usize> {
        let account = self.names.get(&subject.origin.file).map(String::as_str);
        let rule = self.rules.iter().find(|(condition, _)| condition.matches(subject, account));
        let of_account = account.and_then(|account| self.accounts.get(account));
        rule.map(|(_, indexes)| indexes).or(of_account).unwrap_or(&self.default).clone()
    }
}

impl Condition {
    /// Whether `subject` is meant, whose account the user calls `account`.
    fn matches(&self, subject: &Subject, account: Option<&str>) -> bool {
        let is_tagged = self.tags.iter().all(|(key, pattern)| {
            subject.tags.get(key).is_some_and(|value| glob::matches(pattern, value))
        });
        let fits = |pattern: &Option<String>, texts: &[Option<&str>]| {
            pattern.as_ref().is_none_or(|pattern| {
                texts.iter().flatten().any(|text| glob::matches(pattern, text))
            })
        };
        is_tagged
            && fits(&self.address, &[Some(&subject.address)])
            && fits(&self.account, &[subject.account_id.as_deref(), account])
            && fits(&self.region, &[subject.region.as_deref()])
    }
}

/// Resolves each set once, however many rules name it.
struct Resolver<'a> {
    file_name: &'a str,
    bundle: &'a Bundle,
    overrides: &'a BTreeMap<PolicyId, PolicyOverride>,
    indexes: BTreeMap<String, usize>,
    sets: Vec<ResolvedSet>,
}

impl Resolver<'_> {
    fn indexes_at(&mut self, names: &[Spanned<String>]) -> Result<Vec<usize>, ConfigError> {
        self.indexes(names.iter().map(|name| (name.value.as_str(), Some(name))))
    }

    fn indexes<'n>(
        &mut self,
        names: impl Iterator<Item = (&'n str, Option<&'n Spanned<String>>)>,
    ) -> Result<Vec<usize>, ConfigError> {
        let mut indexes = Vec::new();
        for (name, place) in names {
            let index = self.index(name).map_err(|error| located(self.file_name, place, error))?;
            if !indexes.contains(&index) {
                indexes.push(index);
            }
        }
        Ok(indexes)
    }

    fn index(&mut self, name: &str) -> Result<usize, PolicyError> {
        if let Some(&index) = self.indexes.get(name) {
            return Ok(index);
        }
        self.sets.push(self.bundle.resolve(name, self.overrides)?);
        let index = self.sets.len() - 1;
        self.indexes.insert(name.to_owned(), index);
        Ok(index)
    }
}

/// The changes to policies under their present ids, each checked at its place.
fn overrides(
    file_name: &str,
    file: &ConfigFile,
    bundle: &Bundle,
) -> Result<BTreeMap<PolicyId, PolicyOverride>, ConfigError> {
    let mut overrides = BTreeMap::new();
    for (key, change) in &file.policies.0 {
        let here = |error| located(file_name, Some(key), error);
        let policy = bundle.require_policy(&key.value).map_err(here)?;
        if let Some(set) = bundle.sets().next() {
            let alone = BTreeMap::from([(policy.id.clone(), change.clone())]);
            bundle.resolve(&set.name, &alone).map_err(here)?;
        }
        if overrides.insert(policy.id.clone(), change.clone()).is_some() {
            let message = format!("`{}` is changed twice, here by an earlier id", policy.id);
            return Err(ConfigError::Invalid(problem(file_name, key.referenced, message)));
        }
    }
    Ok(overrides)
}

/// An error with the policies of the file's own choosing, at the place where it chose.
fn located(file_name: &str, place: Option<&Spanned<String>>, error: PolicyError) -> ConfigError {
    match (place, error) {
        (
            Some(place),
            error @ (PolicyError::UnknownSet { .. }
            | PolicyError::UnknownPolicy { .. }
            | PolicyError::Override(_)),
        ) => ConfigError::Invalid(problem(file_name, place.referenced, error.to_string())),
        (_, error) => ConfigError::Policy(error),
    }
}
