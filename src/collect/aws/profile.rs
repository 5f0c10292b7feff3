//! The AWS profile that an account is entered by, as far as the SDK does not look at it itself.

use aws_config::profile::ProfileSet;
use aws_types::os_shim_internal::{Env, Fs};

use super::error::ScanError;
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

    /// What makes its credentials good again, or gives it some.
    pub(super) fn remedy(&self) -> String {
        let has = |names: &[&str]| names.iter().any(|name| self.set.get(name).is_some());
        let option = match self.name() {
            "default" => String::new(),
            name => format!(" --profile {name}"),
        };
        if has(&["sso_session", "sso_start_url"]) {
            format!("run `aws sso login{option}`")
        } else if has(&["login_session"]) {
            format!("run `aws login{option}`")
        } else if has(&["credential_process"]) {
            format!("see why the `credential_process` of profile `{}` fails", self.name())
        } else {
            format!(
                "run `aws sso login{option}` or `aws configure{option}`, or set AWS_ACCESS_KEY_ID, \
                 AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"
            )
        }
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
