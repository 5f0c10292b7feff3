//! The AWS profile that an account is entered by, as far as the SDK does not look at it itself.

use std::collections::BTreeSet;

use aws_config::profile::ProfileSet;
use aws_types::os_shim_internal::{Env, Fs};

use super::account::Account;
use super::chain::{Chain, End};
use super::error::ScanError;
use super::partition;
use super::words;
use crate::model::is_region;
use crate::suggest;

/// What selects a profile where nothing else does.
const AWS_PROFILE: &str = "AWS_PROFILE";
/// What names the file of a web identity where no profile does.
const WEB_IDENTITY_TOKEN: &str = "AWS_WEB_IDENTITY_TOKEN_FILE";
/// Where the region is set, the first before the second.
const REGIONS: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];

/// The profiles of this machine, and the one that is meant.
#[derive(Debug)]
pub(super) struct Profile {
    set: ProfileSet,
    /// Whether it was asked for by its name, so that credentials must come from it alone.
    pub(super) is_chosen: bool,
}

/// A variable of the environment that is set to something.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

impl Profile {
    /// Finds the profile of `account`, else the one of the environment. The configuration has accounts called `configured`.
    ///
    /// # Errors
    ///
    /// The files with profiles cannot be read, or have no such profile.
    pub(super) async fn load(
        account: &Account,
        configured: &BTreeSet<String>,
    ) -> Result<Self, ScanError> {
        let chosen = account.profile.as_ref();
        let named = chosen.cloned().or_else(|| variable(AWS_PROFILE));
        let files = Default::default();
        let name = named.clone().map(Into::into);
        let set = aws_config::profile::load(&Fs::real(), &Env::real(), &files, name).await;
        // It tells file, line and what is expected there, and nothing of what stands there.
        let set = set.map_err(|error| {
            let why: Vec<String> = words::causes(&error).map(ToString::to_string).collect();
            ScanError::Profiles { why: words::shortened(&why.join(": ")) }
        })?;
        match named.filter(|name| set.get_profile(name).is_none()) {
            // Whoever asks for an account means one of the configuration, or a profile.
            Some(name) if account.name.as_ref() == Some(&name) && !configured.contains(&name) => {
                Err(unknown(name, &set, configured))
            }
            Some(name) => Err(unknown(name, &set, &BTreeSet::new())),
            None => Ok(Self { set, is_chosen: chosen.is_some() }),
        }
    }

    /// What it is called.
    pub(super) fn name(&self) -> &str {
        self.set.selected_profile()
    }

    /// A setting of it.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.set.get(name).map(str::to_owned)
    }

    /// The region that environment or profile name.
    ///
    /// # Errors
    ///
    /// What they name is no region.
    pub(super) fn region(&self) -> Result<Option<String>, ScanError> {
        let of_environment = REGIONS.into_iter().find_map(|name| Some((name, variable(name)?)));
        let told =
            of_environment.or_else(|| Some(("`region` of the profile", self.get("region")?)));
        match told {
            Some((name, value)) if !is_region(&value) => {
                let name = name.to_owned();
                Err(ScanError::Setting { name, value, expected: "a region, such as eu-west-1" })
            }
            told => Ok(told.map(|(_, value)| value)),
        }
    }

    /// The partition that it says to be in: by a role of its own, or by where it signs in.
    pub(super) fn partition(&self) -> Option<&'static str> {
        let chain = self.chain()?;
        let of_role = chain.get("role_arn").and_then(partition::of_arn);
        of_role.or_else(|| chain.sso_region(&self.set).map(partition::of_region))
    }

    /// The profile of its chain whose role asks for the code of a device.
    pub(super) fn asks_for_code(&self) -> Option<&str> {
        self.chain()?.asks_for_code()
    }

    /// What is wrong with its settings, if anything is. That it tells of no credentials is nothing wrong where they may come
    /// from elsewhere.
    pub(super) fn fault(&self) -> Option<String> {
        let chain = self.chain()?;
        let is_silent = chain.end() == End::Nowhere && chain.get("role_arn").is_none();
        chain.fault(&self.set).filter(|_| self.is_chosen || !is_silent)
    }

    /// What the file is that its credentials come from.
    pub(super) fn file(&self) -> Option<&'static str> {
        match self.chain().map(|chain| chain.end()) {
            Some(End::Sso) => Some("the token of the SSO session"),
            Some(End::Login) => Some("the session of `aws login`"),
            Some(End::WebIdentity) => Some("the web identity token"),
            Some(End::Nowhere) | None => {
                variable(WEB_IDENTITY_TOKEN).map(|_| "the web identity token")
            }
            Some(_) => None,
        }
    }

    /// What makes its credentials good again, or gives it some.
    pub(super) fn remedy(&self) -> String {
        let chain = self.chain();
        let name = chain.as_ref().map_or(self.name(), Chain::last);
        let option = option(name);
        if self.fault().is_some() && self.is_chosen {
            return format!("correct profile `{name}` in ~/.aws/config or ~/.aws/credentials");
        }
        match chain.map(|chain| chain.end()) {
            Some(End::Sso) => format!("run `aws sso login{option}`"),
            Some(End::Login) => format!("run `aws login{option}`"),
            Some(End::Process) => {
                format!("see why the `credential_process` of profile `{name}` fails")
            }
            Some(End::WebIdentity) => format!(
                "see to it that the `web_identity_token_file` of profile `{name}` holds a token for its role"
            ),
            Some(End::Nowhere) | None if variable(WEB_IDENTITY_TOKEN).is_some() => {
                "see to it that AWS_WEB_IDENTITY_TOKEN_FILE holds a token for AWS_ROLE_ARN"
                    .to_owned()
            }
            Some(End::Elsewhere) => format!(
                "see to it that there are credentials where the `credential_source` of profile `{name}` says"
            ),
            _ => format!(
                "run `aws sso login{option}` or `aws configure{option}`, or set AWS_ACCESS_KEY_ID, \
                 AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"
            ),
        }
    }

    /// What lets somebody type the code that a role asks for. The AWS CLI asks for it and keeps the session for a while.
    pub(super) fn remedy_of_code(&self) -> String {
        let export = format!("aws configure export-credentials{}", option(self.name()));
        let (without, again) = match self.is_chosen {
            true => (", and scan without this profile", "; or name a profile"),
            false => (", and scan again", "; or choose a profile"),
        };
        format!(
            "run `eval \"$({export} --format env)\"`, which asks for the code{without}{again} whose \
             `credential_process` is `{export}`"
        )
    }

    fn chain(&self) -> Option<Chain<'_>> {
        Chain::follow(&self.set)
    }
}

/// What the AWS CLI is told of a profile.
fn option(name: &str) -> String {
    match name {
        "default" => String::new(),
        // Any name may stand in a file of profiles.
        name if name.contains(|c: char| c.is_whitespace() || "'\"`$\\".contains(c)) => {
            format!(" --profile '{}'", name.replace('\'', r"'\''"))
        }
        name => format!(" --profile {name}"),
    }
}

/// Says that nothing is called `name`: no profile of `set`, and none of `accounts` where those could have been meant.
fn unknown(name: String, set: &ProfileSet, accounts: &BTreeSet<String>) -> ScanError {
    let profiles: BTreeSet<&str> = set.profiles().collect();
    let known = accounts.iter().map(String::as_str).chain(profiles.iter().copied());
    let hint = suggest::hint(suggest::nearest(&name, known));
    let list = |names: Vec<&str>| names.join(", ");
    let profiles = list(profiles.into_iter().collect());
    let accounts = list(accounts.iter().map(String::as_str).collect());
    let known = match (accounts.as_str(), profiles.as_str()) {
        ("", "") => "there are no profiles".to_owned(),
        ("", profiles) => format!("there are {profiles}"),
        (accounts, "") => format!("accounts: {accounts}; there are no profiles"),
        (accounts, profiles) => format!("accounts: {accounts}; profiles: {profiles}"),
    };
    // The AWS CLI takes any name in quotes; the SDK passes such profiles over.
    let is_read = |c: char| c.is_ascii_alphanumeric() || "_-/.%@:+".contains(c);
    let known = match name.chars().all(is_read) {
        true => known,
        false => format!("{known}; only names of letters, digits and _-/.%@:+ are read"),
    };
    let nothing = match accounts.is_empty() {
        true => "no AWS profile",
        false => "no account of cache-audit.yaml and no AWS profile",
    };
    ScanError::UnknownProfile { nothing, name, hint, known }
}
