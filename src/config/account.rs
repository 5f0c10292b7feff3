//! Accounts as the configuration file names them: how to get into each, and what is read and judged there.

use std::collections::BTreeSet;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};

use super::file::problem;
use crate::model::{Arn, Origin, is_region};
use crate::policy::{Problem, yaml};

/// How to get into an account, and what is read and judged there.
#[derive(Debug, Default, serde::Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AccountEntry {
    /// The AWS profile to begin with. Where neither this nor `role_arn` is given, the profile that is called as the
    /// account; with `role_arn` alone, the default credential chain.
    pub(super) profile: Option<String>,
    /// The role to assume.
    #[schemars(with = "Option<String>")]
    pub(super) role_arn: Option<Spanned<String>>,
    /// The external id that the role asks for.
    #[schemars(with = "Option<String>")]
    pub(super) external_id: Option<Spanned<String>>,
    /// What the session is called in CloudTrail; `cache-audit` where this is left out.
    #[schemars(with = "Option<String>")]
    pub(super) session_name: Option<Spanned<String>>,
    /// The regions to read: a list, or `all` for every one that is enabled. Where this is left out, the region of
    /// environment or profile.
    #[schemars(with = "Option<AccountRegions>")]
    pub(super) regions: Option<Spanned<AccountRegions>>,
    /// The policy sets that judge what no rule matches, instead of those of the whole file.
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) policy_sets: Option<Vec<Spanned<String>>>,
}

/// Which regions of an account to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountRegions {
    /// Every region that is enabled.
    All,
    /// These.
    Named(BTreeSet<String>),
}

/// An account of the configuration, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigAccount {
    /// The AWS profile to begin with; else the default credential chain.
    pub profile: Option<String>,
    /// The role to assume.
    pub role_arn: Option<String>,
    /// The external id that the role asks for.
    pub external_id: Option<String>,
    /// What the session is called in CloudTrail.
    pub session_name: Option<String>,
    /// The regions to read, where the file says so.
    pub regions: Option<AccountRegions>,
}

impl AccountEntry {
    /// Checks what the types cannot say.
    pub(super) fn check(&self, file: &str) -> Result<(), Problem> {
        let wrong = |place: Location, message: &str| Err(problem(file, place, message));
        if let Some(arn) = self.role_arn.as_ref().filter(|arn| !is_role(&arn.value)) {
            let message =
                "expected the ARN of a role, such as arn:aws:iam::123456789012:role/audit";
            return wrong(arn.referenced, message);
        }
        for (name, value) in
            [("external_id", &self.external_id), ("session_name", &self.session_name)]
        {
            if let Some(value) = value.as_ref().filter(|_| self.role_arn.is_none()) {
                return wrong(value.referenced, &format!("`{name}` needs a `role_arn`"));
            }
        }
        if let Some(name) = self.session_name.as_ref().filter(|name| !is_session(&name.value)) {
            let message = "expected 2 to 64 letters, digits and _+=,.@-";
            return wrong(name.referenced, message);
        }
        let Some(regions) = &self.regions else { return Ok(()) };
        match &regions.value {
            AccountRegions::Named(names) if names.is_empty() => wrong(
                regions.referenced,
                "the list of regions is empty; leave it out or write `all`",
            ),
            AccountRegions::Named(names) => match names.iter().find(|name| !is_region(name)) {
                Some(name) => wrong(regions.referenced, &format!("`{name}` is no region")),
                None => Ok(()),
            },
            AccountRegions::All => Ok(()),
        }
    }

    /// The account called `name`.
    pub(super) fn account(&self, name: &str) -> ConfigAccount {
        let text = |value: &Option<Spanned<String>>| value.as_ref().map(|it| it.value.clone());
        let own = self.role_arn.is_none().then(|| name.to_owned());
        ConfigAccount {
            profile: self.profile.clone().or(own),
            role_arn: text(&self.role_arn),
            external_id: text(&self.external_id),
            session_name: text(&self.session_name),
            regions: self.regions.as_ref().map(|regions| regions.value.clone()),
        }
    }

    /// Its id, where a role in it tells.
    pub(super) fn id(&self) -> Option<&str> {
        Some(Arn::parse(&self.role_arn.as_ref()?.value)?.account_id)
    }
}

/// The place of a name in the file.
pub(super) fn place(file: &str, name: &Spanned<String>) -> Origin {
    let (line, column) = yaml::Offset::default().apply(name.referenced);
    Origin { file: file.to_owned(), line: Some(line), column: Some(column) }
}

fn is_role(text: &str) -> bool {
    Arn::parse(text).is_some_and(|arn| {
        arn.service == "iam"
            && arn.resource.starts_with("role/")
            && arn.account_id.len() == 12
            && arn.account_id.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
fn is_session(text: &str) -> bool {
    (2..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte))
}

impl<'de> Deserialize<'de> for AccountRegions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RegionsVisitor)
    }
}

struct RegionsVisitor;

impl<'de> Visitor<'de> for RegionsVisitor {
    type Value = AccountRegions;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of regions, or `all`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        match text {
            "all" => Ok(AccountRegions::All),
            other => Err(E::custom(format!("expected a list of regions, or `all`: `{other}`"))),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut names = BTreeSet::new();
        while let Some(name) = list.next_element()? {
            names.insert(name);
        }
        Ok(AccountRegions::Named(names))
    }
}

impl JsonSchema for AccountRegions {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AccountRegions".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "const": "all" },
                { "type": "array", "items": { "type": "string" }, "minItems": 1 }
            ]
        })
    }
}
