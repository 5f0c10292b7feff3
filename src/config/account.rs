//! Accounts as the configuration file says them.

use schemars::JsonSchema;
use serde_saphyr::Spanned;

use super::ConfigError;
use super::file::{ConfigFile, problem};
use crate::model::Origin;
use crate::policy::yaml;

/// How one account is reached, where it is looked at, and what judges it.
#[derive(Debug, Default, serde::Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AccountEntry {
    /// The AWS profile whose credentials are used; the default credential chain where it is left out.
    #[schemars(with = "Option<String>", extend("minLength" = 1))]
    profile: Option<Spanned<String>>,
    /// The role to assume with them.
    #[schemars(with = "Option<String>", extend("pattern" = "^arn:[^:]+:iam::[0-9]{12}:role/.+$"))]
    role_arn: Option<Spanned<String>>,
    /// What the role asks of whoever assumes it.
    #[schemars(with = "Option<String>")]
    external_id: Option<Spanned<String>>,
    /// What the session is called in CloudTrail; `cache-audit` where it is left out.
    #[schemars(with = "Option<String>")]
    session_name: Option<Spanned<String>>,
    /// The regions to look at, or `all` for every one that the account has enabled.
    #[schemars(with = "Option<AccountRegions>")]
    regions: Option<Spanned<AccountRegions>>,
    /// The policy sets for subjects of this account that no rule matches.
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) policy_sets: Option<Vec<Spanned<String>>>,
}

/// Regions of an account.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum AccountRegions {
    /// `all`.
    Word(AllRegions),
    /// These.
    Names(Vec<String>),
}

/// The word for every region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AllRegions {
    /// Every region that the account has enabled.
    All,
}

/// An account of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSettings {
    /// The AWS profile whose credentials are used.
    pub profile: Option<String>,
    /// The role to assume.
    pub role_arn: Option<String>,
    /// What the role asks of whoever assumes it.
    pub external_id: Option<String>,
    /// What the session is called.
    pub session_name: Option<String>,
    /// The regions to look at.
    pub regions: Option<AccountRegions>,
    /// Where the account is written.
    pub place: Origin,
}

/// The account called `name`, if `file` has it.
pub(super) fn account(file_name: &str, file: &ConfigFile, name: &str) -> Option<AccountSettings> {
    let (key, entry) = file.accounts.0.iter().find(|(key, _)| key.value == name)?;
    let text = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.value.clone());
    let (line, column) = yaml::Offset::default().apply(key.referenced);
    Some(AccountSettings {
        profile: text(&entry.profile),
        role_arn: text(&entry.role_arn),
        external_id: text(&entry.external_id),
        session_name: text(&entry.session_name),
        regions: entry.regions.as_ref().map(|regions| regions.value.clone()),
        place: Origin { file: file_name.to_owned(), line: Some(line), column: Some(column) },
    })
}

impl AccountEntry {
    /// Checks what the types cannot say.
    pub(super) fn check(&self, name: &str) -> Result<(), ConfigError> {
        let wrong = |place: &Spanned<String>, message: &str| {
            Err(ConfigError::Invalid(problem(name, place.referenced, message)))
        };
        match &self.role_arn {
            Some(role) if !is_role(&role.value) => {
                return wrong(
                    role,
                    "expected the ARN of a role: `arn:aws:iam::123456789012:role/cache-audit`",
                );
            }
            Some(_) => {}
            None => {
                let idle =
                    [(&self.external_id, "external_id"), (&self.session_name, "session_name")];
                for (setting, word) in idle {
                    if let Some(setting) = setting {
                        return wrong(
                            setting,
                            &format!("`{word}` is for a role, and there is no `role_arn`"),
                        );
                    }
                }
            }
        }
        if let Some(profile) = self.profile.as_ref().filter(|profile| profile.value.is_empty()) {
            return wrong(profile, "`profile` is empty");
        }
        match &self.regions {
            Some(regions) if regions.value == AccountRegions::Names(Vec::new()) => {
                let message = "name at least one region, or `all`";
                Err(ConfigError::Invalid(problem(name, regions.referenced, message)))
            }
            _ => Ok(()),
        }
    }
}

fn is_role(text: &str) -> bool {
    crate::model::Arn::parse(text).is_some_and(|arn| {
        arn.service == "iam"
            && arn.account_id.len() == 12
            && arn.resource.strip_prefix("role/").is_some_and(|name| !name.is_empty())
    })
}
