//! The AWS profile that an account is entered by, as far as the SDK does not look at it itself.

use aws_config::profile::ProfileSet;
use aws_types::os_shim_internal::{Env, Fs};

use super::chain::{Chain, End};
use super::error::ScanError;
use super::partition;
use crate::suggest;

/// What selects a profile where nothing else does.
const AWS_PROFILE: &str = "AWS_PROFILE";
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
    /// Finds the profile `chosen`, else the one of the environment.
    ///
    /// # Errors
    ///
    /// The files with profiles cannot be read, or have no such profile.
    pub(super) async fn load(chosen: Option<&str>) -> Result<Self, ScanError> {
        let named = chosen.map(str::to_owned).or_else(|| variable(AWS_PROFILE));
        let files = Default::default();
        let name = named.clone().map(Into::into);
        let set = aws_config::profile::load(&Fs::real(), &Env::real(), &files, name).await;
        let set = set.map_err(|source| ScanError::Profiles { source: source.into() })?;
        match named.filter(|name| set.get_profile(name).is_none()) {
            Some(name) => Err(unknown(name, &set)),
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
    pub(super) fn region(&self) -> Option<String> {
        REGIONS.into_iter().find_map(variable).or_else(|| self.get("region"))
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

    /// What is wrong with its settings, if anything is.
    pub(super) fn fault(&self) -> Option<String> {
        self.chain()?.fault(&self.set)
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

fn unknown(name: String, set: &ProfileSet) -> ScanError {
    let mut known: Vec<&str> = set.profiles().collect();
    known.sort_unstable();
    let hint = suggest::hint(suggest::nearest(&name, known.iter().copied()));
    let known = match known.as_slice() {
        [] => "there are no profiles".to_owned(),
        known => format!("there are {}", known.join(", ")),
    };
    ScanError::UnknownProfile { name, hint, known }
}
