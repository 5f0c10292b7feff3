//! What a configuration file may say, word for word.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_saphyr::{Location, Spanned};

use super::account::AccountEntry;
use super::waiver::WaiverEntry;
use crate::gate::{FailOn, UnknownMode};
use crate::policy::{PolicyOverride, Problem, yaml};

/// `cache-audit.yaml`: which policy sets judge which caches, and what they change.
#[derive(Debug, Default, serde::Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "cache-audit.yaml")]
pub struct ConfigFile {
    /// The policy sets for subjects that no rule matches; `baseline` where this is left out.
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) policy_sets: Option<Vec<Spanned<String>>>,
    /// Directories with policies of one's own, relative to this file.
    pub(super) policy_dirs: Vec<PathBuf>,
    /// What changes about policies, by policy id, in every set.
    #[schemars(with = "BTreeMap<String, PolicyOverride>")]
    pub(super) policies: Entries<PolicyOverride>,
    /// Live accounts for `cache-audit scan --account`, by the name that it takes.
    #[schemars(with = "BTreeMap<String, AccountEntry>")]
    pub(super) accounts: Entries<AccountEntry>,
    /// Policy sets for certain subjects. The first rule that matches a subject decides alone.
    pub(super) rules: Vec<Rule>,
    /// Findings that somebody accepted. Each says why and until when.
    pub(super) waivers: Vec<WaiverEntry>,
    /// The least severity of a finding that makes the run fail; `low` where this is left out.
    pub(super) fail_on: Option<FailOn>,
    /// What becomes of unknown verdicts; `report` where this is left out.
    pub(super) unknown: Option<UnknownMode>,
}

/// Policy sets for the subjects that match.
#[derive(Debug, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    /// Which subjects are meant. Everything given must match.
    #[schemars(with = "Condition")]
    pub(super) when: Spanned<Condition>,
    /// The policy sets that judge them; none takes them out of the audit, which is then incomplete.
    #[schemars(with = "Vec<String>")]
    pub(super) policy_sets: Vec<Spanned<String>>,
}

/// Which subjects a rule is for. At least one of these is given.
#[derive(Debug, Clone, Default, serde::Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(extend("minProperties" = 1))]
pub(super) struct Condition {
    /// Patterns for the values of tags, by tag key. `*` stands for any characters, `?` for one. A tag that is not known
    /// matches nothing.
    #[schemars(extend("minProperties" = 1))]
    pub(super) tags: BTreeMap<String, String>,
    /// A pattern for the address in the source: `module.orders.*`. Brackets stand for themselves. What runs has its ARN for
    /// an address.
    pub(super) address: Option<String>,
    /// A pattern for the account: its twelve-digit id, or what `accounts` or AWS profiles call it. An account that is not
    /// known matches nothing.
    pub(super) account: Option<String>,
    /// A pattern for the region. One that is not known matches nothing.
    pub(super) region: Option<String>,
}

impl Condition {
    /// Whether it says nothing.
    fn is_empty(&self) -> bool {
        let Self { tags, address, account, region } = self;
        tags.is_empty() && [address, account, region].into_iter().all(Option::is_none)
    }
}

impl ConfigFile {
    /// Checks what the types cannot say.
    pub(super) fn check(&self, name: &str) -> Result<(), Problem> {
        for rule in &self.rules {
            if rule.when.value.is_empty() {
                let message = "a rule matches by `tags`, `address`, `account` or `region`, and has none; what holds \
                               for everything else belongs in `policy_sets`";
                return Err(problem(name, rule.when.referenced, message));
            }
        }
        for (_, account) in &self.accounts.0 {
            account.check(name)?;
        }
        Ok(())
    }
}

/// A problem at a place in the file.
pub(super) fn problem(name: &str, location: Location, message: impl Into<String>) -> Problem {
    let (line, column) = yaml::Offset::default().apply(location);
    Problem::at(name, line, column, message)
}

/// A mapping whose keys remember their place, in the order of the file.
#[derive(Debug)]
pub(super) struct Entries<V>(pub(super) Vec<(Spanned<String>, V)>);

impl<V> Default for Entries<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Entries<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

struct EntriesVisitor<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for EntriesVisitor<V> {
    type Value = Entries<V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mapping")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Entries(entries))
    }
}
