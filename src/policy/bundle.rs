//! Everything there is to judge by: the built-in policies and those of policy directories, with their sets,
//! frameworks, reference tables and helpers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::error::PolicyError;
use super::files::{self, PolicyFile};
use super::framework::Framework;
use super::loader::Loader;
use super::set::{PolicyOverride, PolicySet, ResolvedPolicy, ResolvedSet};
use super::{Policy, PolicyId};
use crate::suggest;

/// Policies, policy sets and what belongs to them. Loading checks them; see [`Bundle::load`].
#[derive(Debug, Default, Clone)]
pub struct Bundle {
    pub(super) policies: BTreeMap<PolicyId, Arc<Policy>>,
    pub(super) aliases: BTreeMap<PolicyId, PolicyId>,
    /// Policies of directories without sets of their own: part of every set.
    pub(super) joining: BTreeSet<PolicyId>,
    pub(super) sets: BTreeMap<String, PolicySet>,
    pub(super) frameworks: BTreeMap<String, Framework>,
    pub(super) reference: BTreeMap<String, serde_json::Value>,
    /// Helpers with their packages.
    pub(super) library: Vec<(String, PolicyFile)>,
    pub(super) tests: Vec<PolicyFile>,
}

/// A module that policies share.
pub(crate) struct Helper<'a> {
    pub(crate) package: &'a str,
    pub(crate) path: &'a str,
    pub(crate) text: &'a str,
}

impl Bundle {
    /// The built-in policies.
    pub fn built_in() -> Result<Self, PolicyError> {
        Self::load(&[])
    }

    /// The built-in policies and those of `dirs`.
    ///
    /// A directory is laid out as `policies/` is: `**/<stem>.rego` with `<stem>_test.rego` beside it, and optionally
    /// `lib/`, `sets/`, `frameworks/` and `data/`. A policy's package may be any whose last part is the stem; its
    /// category is the folder it lies in. Policies of a directory without `sets/` join every set; a directory with
    /// `sets/` says itself what its policies belong to. A table in `data/` replaces the built-in one of that name.
    ///
    /// What comes from `dirs` is checked in full; the built-in files were checked when this program was tested.
    pub fn load(dirs: &[PathBuf]) -> Result<Self, PolicyError> {
        let mut loader = Loader::default();
        loader.add_built_in(files::built_in().collect());
        for dir in dirs {
            loader.add_directory(dir)?;
        }
        loader.finish()
    }

    /// The built-in policies, with every check that policies from a directory go through.
    pub fn check_built_in() -> Result<Self, PolicyError> {
        let mut loader = Loader::checking_built_in();
        loader.add_built_in(files::built_in().collect());
        loader.finish()
    }

    /// Every policy, sorted by id.
    pub fn policies(&self) -> impl Iterator<Item = &Arc<Policy>> {
        self.policies.values()
    }

    /// The policy called `id` now or formerly.
    pub fn policy(&self, id: &str) -> Option<&Arc<Policy>> {
        let id = PolicyId::new(id);
        self.policies.get(self.aliases.get(&id).unwrap_or(&id))
    }

    /// Every policy set, sorted by name.
    pub fn sets(&self) -> impl Iterator<Item = &PolicySet> {
        self.sets.values()
    }

    /// Every framework, by id.
    pub fn frameworks(&self) -> &BTreeMap<String, Framework> {
        &self.frameworks
    }

    /// The tables that policies read as `data.reference.<name>`, by name.
    pub fn reference(&self) -> &BTreeMap<String, serde_json::Value> {
        &self.reference
    }

    /// The helpers that policies import.
    pub(crate) fn library(&self) -> impl Iterator<Item = Helper<'_>> {
        self.library.iter().map(|(package, file)| Helper {
            package,
            path: &file.path,
            text: &file.text,
        })
    }

    /// The helpers whose package `texts` mention, and those that these mention in turn.
    pub(crate) fn helpers(&self, texts: &[&str]) -> Vec<Helper<'_>> {
        let mut wanted = BTreeSet::new();
        let mut open: Vec<&str> = texts.to_vec();
        while let Some(text) = open.pop() {
            for helper in self.library() {
                if text.contains(helper.package) && wanted.insert(helper.path) {
                    open.push(helper.text);
                }
            }
        }
        self.library().filter(|helper| wanted.contains(helper.path)).collect()
    }

    /// Every Rego test file.
    pub(crate) fn tests(&self) -> &[PolicyFile] {
        &self.tests
    }

    /// The policy called `id`, or an error that suggests one.
    pub fn require_policy(&self, id: &str) -> Result<&Arc<Policy>, PolicyError> {
        self.policy(id).ok_or_else(|| {
            let known = self.policies.keys().map(PolicyId::as_str);
            let suggestion = suggest::nearest(id, known).map(str::to_owned);
            PolicyError::UnknownPolicy { id: id.to_owned(), suggestion }
        })
    }

    /// The set called `name` with all it extends, the policies that join every set, and `overrides` worked in.
    pub fn resolve(
        &self,
        name: &str,
        overrides: &BTreeMap<PolicyId, PolicyOverride>,
    ) -> Result<ResolvedSet, PolicyError> {
        let Some(set) = self.sets.get(name) else {
            let known = self.sets.keys().cloned().collect();
            return Err(PolicyError::UnknownSet { name: name.to_owned(), known });
        };
        let mut selected = BTreeMap::new();
        for id in &self.joining {
            if let Some(policy) = self.policies.get(id) {
                selected.insert(id.clone(), ResolvedPolicy::new(Arc::clone(policy)));
            }
        }
        self.select(set, &mut selected)?;
        for (id, change) in overrides {
            let policy = self.require_policy(id.as_str())?;
            match change.enabled {
                Some(false) => {
                    selected.remove(&policy.id);
                    continue;
                }
                Some(true) => {
                    let fresh = || ResolvedPolicy::new(Arc::clone(policy));
                    selected.entry(policy.id.clone()).or_insert_with(fresh);
                }
                None => {}
            }
            // A change to a policy that this set does not select is checked all the same.
            let mut unselected = ResolvedPolicy::new(Arc::clone(policy));
            let resolved = selected.get_mut(&policy.id).unwrap_or(&mut unselected);
            resolved.apply(change).map_err(PolicyError::Override)?;
        }
        Ok(ResolvedSet {
            name: set.name.clone(),
            title: set.title.clone(),
            policies: selected.into_values().collect(),
            unwaivable: self.unwaivable(set)?,
        })
    }

    /// The policies that `set` or one that it extends lets nobody waive.
    fn unwaivable(&self, set: &PolicySet) -> Result<BTreeSet<PolicyId>, PolicyError> {
        let mut ids = BTreeSet::new();
        for id in &set.unwaivable {
            ids.insert(self.require_policy(id)?.id.clone());
        }
        for extended in set.extends.iter().filter_map(|name| self.sets.get(name)) {
            ids.extend(self.unwaivable(extended)?);
        }
        Ok(ids)
    }

    /// Works `set` into what is `selected` already. Loading saw to it that sets extend no circle.
    fn select(
        &self,
        set: &PolicySet,
        selected: &mut BTreeMap<PolicyId, ResolvedPolicy>,
    ) -> Result<(), PolicyError> {
        for name in &set.extends {
            if let Some(extended) = self.sets.get(name) {
                self.select(extended, selected)?;
            }
        }
        for (id, change) in &set.policies {
            let policy = self.require_policy(id)?;
            let fresh = || ResolvedPolicy::new(Arc::clone(policy));
            let resolved = selected.entry(policy.id.clone()).or_insert_with(fresh);
            resolved.apply(change).map_err(PolicyError::Override)?;
        }
        for id in &set.without {
            let policy = self.require_policy(id)?;
            selected.remove(&policy.id);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::policy::Severity;
    use crate::policy::fixture::{load, policy};

    #[test]
    fn the_built_in_policies_pass_every_check() {
        if let Err(error) = Bundle::check_built_in() {
            panic!("{error}");
        }
    }

    const DENY: &str = "deny contains denial if {\n\tinput.cache.engine == \"redis\"\n\tdenial := finding.at(\"engine\", \"m\")\n}";

    fn sound(stem: &str) -> String {
        policy(stem, "engine", DENY)
    }

    const BASE: &str = "name: base\ntitle: Base\ndescription: D\npolicies:\n  one: {severity: low, parameters: {limit: 1}}\n  two:\n";
    const DERIVED: &str = "name: derived\ntitle: Derived\ndescription: D\nextends: [base]\npolicies:\n  one: {parameters: {limit: 2}}\nwithout: [two]\n";

    fn bundle() -> Bundle {
        load(&[
            ("one.rego", &sound("one")),
            ("two.rego", &sound("two")),
            ("sets/base.yaml", BASE),
            ("sets/derived.yaml", DERIVED),
        ])
        .expect("loads")
    }

    fn described(set: &ResolvedSet) -> Vec<String> {
        set.policies
            .iter()
            .map(|p| format!("{} {} {}", p.policy.id, p.severity, p.parameters["limit"]))
            .collect()
    }

    fn change(id: &str, yaml: &str) -> BTreeMap<PolicyId, PolicyOverride> {
        let change = serde_saphyr::from_str(yaml).expect("parses");
        BTreeMap::from([(PolicyId::new(id), change)])
    }

    #[test]
    fn a_set_changes_what_it_extends() {
        let bundle = bundle();
        let resolve = |name| bundle.resolve(name, &BTreeMap::new()).expect("resolves");
        assert_eq!(described(&resolve("base")), ["one low 1", "two high 7"]);
        assert_eq!(described(&resolve("derived")), ["one low 2"]);
    }

    #[test]
    fn a_configuration_changes_a_set() {
        let bundle = bundle();
        let resolve =
            |id, yaml| bundle.resolve("derived", &change(id, yaml)).map(|set| described(&set));
        let resolved = |id, yaml| resolve(id, yaml).expect("resolves");
        assert_eq!(
            resolved("one", "{severity: critical, parameters: {limit: 3}}"),
            ["one critical 3"]
        );
        assert_eq!(resolved("one", "{enabled: false}"), [""; 0]);
        assert_eq!(resolved("two", "{enabled: true}"), ["one low 2", "two high 7"]);
        assert_eq!(resolved("two", "{severity: low}"), ["one low 2"]);
        for (id, yaml, expected) in [
            (
                "two",
                "{parameters: {limit: x}}",
                "parameter `limit` of `two` must be of type integer: \"x\"",
            ),
            ("twoo", "{}", "no policy is called `twoo`; did you mean `two`?"),
        ] {
            assert_eq!(resolve(id, yaml).expect_err("does not fit").to_string(), expected);
        }
    }

    #[test]
    fn a_set_that_does_not_exist_is_refused_with_those_that_do() {
        let error = bundle().resolve("bass", &BTreeMap::new()).expect_err("does not exist");
        let text = error.to_string();
        assert!(
            text.starts_with("no policy set is called `bass`") && text.contains("derived"),
            "{text}"
        );
    }

    #[test]
    fn policies_of_a_directory_without_sets_join_every_set() {
        let set = "name: s\ntitle: T\ndescription: D\npolicies: {one: {}}\n";
        let alone = load(&[("one.rego", &sound("one"))]).expect("loads");
        assert!(alone.joining.contains(&PolicyId::new("one")));
        let chosen =
            load(&[("one.rego", &sound("one")), ("two.rego", &sound("two")), ("sets/s.yaml", set)]);
        let chosen = chosen.expect("loads").resolve("s", &BTreeMap::new()).expect("resolves");
        assert_eq!(described(&chosen), ["one high 7"]);
        assert_eq!(chosen.policies[0].severity, Severity::High);
    }
}
