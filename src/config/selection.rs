//! Which policy sets judge a subject: those of the first rule that matches it, else those of its account, else the default
//! ones.

use std::collections::{BTreeMap, BTreeSet};

use serde_saphyr::Spanned;

use super::file::{Condition, ConfigFile, problem};
use super::{ConfigError, DEFAULT_POLICY_SET};
use crate::glob;
use crate::link::{Subject, SubjectBody};
use crate::model::Attribute;
use crate::policy::{Bundle, PolicyError, PolicyId, PolicyOverride, ResolvedSet};

/// The policy sets in use, and who is judged by which.
#[derive(Debug, Default)]
pub struct Selection {
    sets: Vec<ResolvedSet>,
    rules: Vec<(Condition, Vec<usize>)>,
    accounts: Vec<AccountSets>,
    default: Vec<usize>,
    /// What the user calls each account, by account id.
    names: BTreeMap<String, BTreeSet<String>>,
}

/// The policy sets that judge what no rule matches in one account.
#[derive(Debug)]
struct AccountSets {
    name: String,
    /// Its id, where a role in it tells.
    id: Option<String>,
    indexes: Vec<usize>,
}

/// Where a subject is, as far as that is known.
struct Whereabouts<'a> {
    account_id: Option<&'a str>,
    region: Option<&'a str>,
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
        let mut accounts = Vec::new();
        for (key, entry) in &file.accounts.0 {
            let Some(names) = &entry.policy_sets else { continue };
            let (name, id) = (key.value.clone(), entry.id().map(str::to_owned));
            accounts.push(AccountSets { name, id, indexes: resolver.indexes_at(names)? });
        }
        Ok(Self { sets: resolver.sets, rules, accounts, default, names: BTreeMap::new() })
    }

    /// Learns what the user calls accounts, by account id.
    pub fn know(&mut self, names: &BTreeMap<String, BTreeSet<String>>) {
        self.names.clone_from(names);
    }

    /// Every policy set in use.
    pub fn sets(&self) -> &[ResolvedSet] {
        &self.sets
    }

    /// The sets that may judge something in the account that the user calls `name`, or in one without a name.
    pub fn sets_for(&self, name: Option<&str>) -> Vec<&ResolvedSet> {
        let own = self.accounts.iter().find(|account| Some(account.name.as_str()) == name);
        let rest = own.map_or(&self.default, |account| &account.indexes);
        let indexes: BTreeSet<usize> =
            self.rules.iter().flat_map(|(_, indexes)| indexes).chain(rest).copied().collect();
        indexes.into_iter().filter_map(|index| self.sets.get(index)).collect()
    }

    /// Whether tags decide who is judged by what.
    pub fn depends_on_tags(&self) -> bool {
        self.rules.iter().any(|(condition, _)| !condition.tags.is_empty())
    }

    /// The sets that judge `subject`, as indexes into [`Selection::sets`].
    pub fn assign(&self, subject: &Subject) -> Vec<usize> {
        let whereabouts = Whereabouts::of(subject);
        let names = whereabouts.account_id.and_then(|id| self.names.get(id));
        let matches = |condition: &Condition| {
            condition.matches(subject) && whereabouts.meet(condition, names)
        };
        match self.rules.iter().find(|(condition, _)| matches(condition)) {
            Some((_, indexes)) => indexes.clone(),
            None => self.of_account(&whereabouts, names).unwrap_or_else(|| self.default.clone()),
        }
    }

    /// The sets of the account; of all its names together, where it has several.
    fn of_account(
        &self,
        whereabouts: &Whereabouts<'_>,
        names: Option<&BTreeSet<String>>,
    ) -> Option<Vec<usize>> {
        let is_named = |account: &&AccountSets| names.is_some_and(|it| it.contains(&account.name));
        let has_id = |account: &&AccountSets| {
            account.id.is_some() && account.id.as_deref() == whereabouts.account_id
        };
        let named: Vec<_> = self.accounts.iter().filter(is_named).collect();
        let found = match named.is_empty() {
            true => self.accounts.iter().filter(has_id).collect(),
            false => named,
        };
        let indexes: BTreeSet<usize> =
            found.iter().flat_map(|account| &account.indexes).copied().collect();
        (!found.is_empty()).then(|| indexes.into_iter().collect())
    }
}

impl Condition {
    /// Whether tags and address are those that it asks for.
    fn matches(&self, subject: &Subject) -> bool {
        let is_tagged = self.tags.iter().all(|(key, pattern)| {
            subject.tags.get(key).is_some_and(|value| glob::matches(pattern, value))
        });
        let address = self.address.as_ref();
        is_tagged && address.is_none_or(|pattern| glob::matches(pattern, &subject.address))
    }
}

impl<'a> Whereabouts<'a> {
    /// What a live account tells by where it was read, and a declaration by attributes.
    fn of(subject: &'a Subject) -> Self {
        if let Some((account_id, region)) = subject.origin.account_and_region() {
            return Self { account_id: Some(account_id), region: Some(region) };
        }
        let (account_id, region) = match &subject.body {
            SubjectBody::Cache(cache) => (Some(&cache.account_id), Some(&cache.region)),
            SubjectBody::BackupSelection(it) => (Some(&it.account_id), Some(&it.region)),
            SubjectBody::CacheRemoval(_) | SubjectBody::Alarm(_) => (None, None),
        };
        Self {
            account_id: account_id.and_then(Attribute::as_str),
            region: region.and_then(Attribute::as_str),
        }
    }

    /// Whether account and region are those that `condition` asks for. `names` are those of the account.
    fn meet(&self, condition: &Condition, names: Option<&BTreeSet<String>>) -> bool {
        let is_account = condition.account.as_ref().is_none_or(|pattern| {
            let names = names.into_iter().flatten().map(String::as_str);
            self.account_id.into_iter().chain(names).any(|name| glob::matches(pattern, name))
        });
        let region = condition.region.as_ref();
        is_account
            && region.is_none_or(|pattern| {
                self.region.is_some_and(|region| glob::matches(pattern, region))
            })
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
