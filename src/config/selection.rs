//! Which policy sets judge a subject: those of the first rule that matches it, else the default ones.

use std::collections::BTreeMap;

use serde_saphyr::Spanned;

use super::file::{Condition, ConfigFile, problem};
use super::{ConfigError, DEFAULT_POLICY_SET};
use crate::glob;
use crate::link::Subject;
use crate::policy::{Bundle, PolicyError, PolicyId, PolicyOverride, ResolvedSet};

/// The policy sets in use, and who is judged by which.
#[derive(Debug)]
pub struct Selection {
    sets: Vec<ResolvedSet>,
    rules: Vec<(Condition, Vec<usize>)>,
    default: Vec<usize>,
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
            return Ok(Self { sets: resolver.sets, rules: Vec::new(), default });
        }
        let default = match &file.policy_sets {
            Some(names) => resolver.indexes_at(names)?,
            None => resolver.indexes([(DEFAULT_POLICY_SET, None)].into_iter())?,
        };
        let mut rules = Vec::with_capacity(file.rules.len());
        for rule in &file.rules {
            rules.push((rule.when.value.clone(), resolver.indexes_at(&rule.policy_sets)?));
        }
        Ok(Self { sets: resolver.sets, rules, default })
    }

    /// Every policy set in use.
    pub fn sets(&self) -> &[ResolvedSet] {
        &self.sets
    }

    /// The sets that judge `subject`, as indexes into [`Selection::sets`].
    pub fn assign(&self, subject: &Subject) -> Vec<usize> {
        let rule = self.rules.iter().find(|(condition, _)| condition.matches(subject));
        rule.map_or(&self.default, |(_, indexes)| indexes).clone()
    }
}

impl Condition {
    fn matches(&self, subject: &Subject) -> bool {
        let is_tagged = self.tags.iter().all(|(key, pattern)| {
            subject.tags.get(key).is_some_and(|value| glob::matches(pattern, value))
        });
        let address = self.address.as_ref();
        is_tagged && address.is_none_or(|pattern| glob::matches(pattern, &subject.address))
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
