//! The chain of a profile: the roles that it assumes one after the other, and where the credentials at its end come from.
//!
//! The SDK follows it by itself and tells in one text what is wrong with it. What people are told is made here, from the names
//! of profiles and settings alone.

use aws_config::profile::{Profile, ProfileSet};

const ROLE_ARN: &str = "role_arn";
const SOURCE_PROFILE: &str = "source_profile";
const CREDENTIAL_SOURCE: &str = "credential_source";
const WEB_IDENTITY_TOKEN: &str = "web_identity_token_file";
const SSO_SESSION: &str = "sso_session";
/// What `credential_source` may be.
const SOURCES: [&str; 3] = ["Environment", "EcsContainer", "Ec2InstanceMetadata"];
const KEY: &str = "aws_access_key_id";
const SECRET: &str = "aws_secret_access_key";

/// Profiles, from the one that is meant to the one that has credentials of its own.
#[derive(Debug)]
pub(super) struct Chain<'p> {
    profiles: Vec<&'p Profile>,
    end: End<'p>,
}

/// Where the credentials at the end of a chain come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End<'p> {
    /// Keys in the file.
    Keys,
    /// `credential_process`.
    Process,
    /// IAM Identity Center.
    Sso,
    /// `aws login`.
    Login,
    /// `web_identity_token_file`.
    WebIdentity,
    /// `credential_source`: the environment, a container, an instance.
    Elsewhere,
    /// Nowhere: the profile says nothing of it.
    Nowhere,
    /// A profile that does not exist.
    Missing(&'p str),
    /// A profile that leads back to itself.
    Loop(&'p str),
}

impl<'p> Chain<'p> {
    /// The chain that begins with the selected profile of `set`; none if there is no such profile.
    ///
    /// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html>
    pub(super) fn follow(set: &'p ProfileSet) -> Option<Self> {
        let mut profiles = vec![set.get_profile(set.selected_profile())?];
        let end = loop {
            let last = profiles[profiles.len() - 1];
            let is_first = profiles.len() == 1;
            if !is_first && last.get(KEY).is_some() && last.get(SECRET).is_some() {
                break End::Keys;
            }
            match next(last) {
                None => break own(last),
                Some(name) if name == last.name() => break own(last),
                Some(name) => match set.get_profile(name) {
                    None => break End::Missing(name),
                    Some(_) if profiles.iter().any(|profile| profile.name() == name) => {
                        break End::Loop(name);
                    }
                    Some(profile) => profiles.push(profile),
                },
            }
        };
        Some(Self { profiles, end })
    }

    /// Where its credentials come from.
    pub(super) fn end(&self) -> End<'p> {
        self.end
    }

    /// The name of the profile that has them.
    pub(super) fn last(&self) -> &'p str {
        self.profiles[self.profiles.len() - 1].name()
    }

    /// The profile whose role asks for a code of a device, which the SDK never does: AWS refuses the role then.
    pub(super) fn asks_for_code(&self) -> Option<&'p str> {
        let asks = |profile: &&&Profile| {
            profile.get("mfa_serial").is_some() && profile.get(ROLE_ARN).is_some()
        };
        self.profiles.iter().find(asks).map(|profile| profile.name())
    }

    /// A setting of any of its profiles, of the first that has it.
    pub(super) fn get(&self, name: &str) -> Option<&'p str> {
        self.profiles.iter().find_map(|profile| profile.get(name))
    }

    /// The region in which it signs in to IAM Identity Center.
    pub(super) fn sso_region(&self, set: &'p ProfileSet) -> Option<&'p str> {
        let session = self.get(SSO_SESSION).and_then(|session| set.sso_session(session));
        let of_session = session.and_then(|session| session.get("sso_region"));
        of_session.or_else(|| self.get("sso_region"))
    }

    /// What is wrong with its settings, if anything is.
    pub(super) fn fault(&self, set: &ProfileSet) -> Option<String> {
        let name = self.last();
        let last = self.profiles[self.profiles.len() - 1];
        let has = |setting: &str| last.get(setting).is_some();
        let lacks = |setting: &str| format!("profile `{name}` has no `{setting}`");
        match self.end {
            End::Missing(source) => Some(format!(
                "profile `{name}` has `{source}` as its `{SOURCE_PROFILE}`, and there is no such profile"
            )),
            End::Loop(source) => Some(format!(
                "profile `{name}` has `{source}` as its `{SOURCE_PROFILE}`, which leads back to it"
            )),
            _ if has(SOURCE_PROFILE) && has(CREDENTIAL_SOURCE) => Some(format!(
                "profile `{name}` has both `{SOURCE_PROFILE}` and `{CREDENTIAL_SOURCE}`"
            )),
            End::Nowhere if has(ROLE_ARN) => Some(format!(
                "profile `{name}` has neither `{SOURCE_PROFILE}` nor `{CREDENTIAL_SOURCE}` for its role"
            )),
            End::Nowhere => {
                Some(format!("profile `{name}` does not say where credentials come from"))
            }
            End::Keys if !has(KEY) => Some(lacks(KEY)),
            End::Keys if !has(SECRET) => Some(lacks(SECRET)),
            End::WebIdentity if !has(ROLE_ARN) => Some(lacks(ROLE_ARN)),
            End::Elsewhere if !last.get(CREDENTIAL_SOURCE).is_some_and(is_source) => Some(format!(
                "the `{CREDENTIAL_SOURCE}` of profile `{name}` is none of {}",
                SOURCES.join(", ")
            )),
            End::Sso => sso_fault(set, last),
            _ => None,
        }
    }
}

/// Whether a profile may take credentials for its role from there.
fn is_source(name: &str) -> bool {
    SOURCES.iter().any(|source| source.eq_ignore_ascii_case(name))
}

/// The profile that `profile` takes credentials from for its role.
fn next(profile: &Profile) -> Option<&str> {
    let is_role = profile.get(ROLE_ARN).is_some() && profile.get(WEB_IDENTITY_TOKEN).is_none();
    profile.get(SOURCE_PROFILE).filter(|_| is_role)
}

/// Where the credentials of a profile come from that takes none from another.
fn own(profile: &Profile) -> End<'static> {
    let has = |settings: &[&str]| settings.iter().any(|name| profile.get(name).is_some());
    let kinds: [(End<'static>, &[&str]); 6] = [
        (End::Elsewhere, &[CREDENTIAL_SOURCE]),
        (End::WebIdentity, &[WEB_IDENTITY_TOKEN]),
        (End::Sso, &[SSO_SESSION, "sso_start_url", "sso_account_id", "sso_role_name"]),
        (End::Login, &["login_session"]),
        (End::Process, &["credential_process"]),
        (End::Keys, &[KEY, SECRET]),
    ];
    let found = kinds.into_iter().find(|(_, settings)| has(settings));
    found.map_or(End::Nowhere, |(end, _)| end)
}

/// What is wrong with the settings of `profile` for IAM Identity Center.
fn sso_fault(set: &ProfileSet, profile: &Profile) -> Option<String> {
    let name = profile.name();
    let session = profile.get(SSO_SESSION).map(|name| (name, set.sso_session(name)));
    let is_told = |setting: &str| match session {
        Some((_, session)) => session.is_some_and(|session| session.get(setting).is_some()),
        None => profile.get(setting).is_some(),
    };
    if let Some((session, None)) = session {
        return Some(format!(
            "there is no section `sso-session {session}`, which profile `{name}` names"
        ));
    }
    if let Some(setting) = ["sso_start_url", "sso_region"].into_iter().find(|name| !is_told(name)) {
        return Some(format!("profile `{name}` and its session have no `{setting}`"));
    }
    let own = ["sso_account_id", "sso_role_name"];
    let missing = own.into_iter().find(|setting| profile.get(setting).is_none());
    missing.map(|setting| format!("profile `{name}` has no `{setting}`"))
}

#[cfg(test)]
mod tests {
    use aws_types::os_shim_internal::{Env, Fs};

    use super::*;

    /// The profiles in `text`, of which `selected` is meant.
    async fn set(selected: &str, text: &str) -> ProfileSet {
        let fs = Fs::from_slice(&[("config", text)]);
        let env = Env::from_slice(&[("AWS_CONFIG_FILE", "config")]);
        let (files, selected) = (Default::default(), Some(selected.to_owned().into()));
        let loaded = aws_config::profile::load(&fs, &env, &files, selected).await;
        loaded.expect("is a file of profiles")
    }

    #[tokio::test]
    async fn credentials_come_from_the_end_of_the_chain() {
        for (text, end, last) in [
            ("aws_access_key_id = AKIA\naws_secret_access_key = s", End::Keys, "x"),
            ("credential_process = /bin/true", End::Process, "x"),
            ("sso_session = corp", End::Sso, "x"),
            ("login_session = arn", End::Login, "x"),
            (
                "role_arn = r\nweb_identity_token_file = f\nsource_profile = y",
                End::WebIdentity,
                "x",
            ),
            ("role_arn = r\ncredential_source = Ec2InstanceMetadata", End::Elsewhere, "x"),
            ("region = eu-west-1", End::Nowhere, "x"),
            ("role_arn = r\nsource_profile = y", End::Process, "z"),
            ("role_arn = r\nsource_profile = keys", End::Keys, "keys"),
            ("role_arn = r\nsource_profile = none", End::Missing("none"), "x"),
            ("role_arn = r\nsource_profile = round", End::Loop("round"), "about"),
            // Without a role nothing is taken from another.
            ("source_profile = y", End::Nowhere, "x"),
            // A profile may be its own source.
            ("role_arn = r\nsource_profile = x\naws_access_key_id = AKIA", End::Keys, "x"),
        ] {
            let text = format!(
                "[profile x]\n{text}\n\
                 [profile y]\nrole_arn = r\nsource_profile = z\n\
                 [profile z]\ncredential_process = /bin/true\n\
                 [profile keys]\nrole_arn = r\nsource_profile = z\naws_access_key_id = A\naws_secret_access_key = s\n\
                 [profile round]\nrole_arn = r\nsource_profile = about\n\
                 [profile about]\nrole_arn = r\nsource_profile = round\n"
            );
            let set = set("x", &text).await;
            let chain = Chain::follow(&set).expect("is there");
            assert_eq!((chain.end(), chain.last()), (end, last), "{text}");
        }
        assert!(Chain::follow(&set("gone", "[profile x]\n").await).is_none());
    }

    #[tokio::test]
    async fn a_code_is_asked_for_anywhere_in_the_chain() {
        for (text, expected) in [
            ("role_arn = r\nsource_profile = y\nmfa_serial = s", Some("x")),
            ("role_arn = r\nsource_profile = y", Some("y")),
            ("role_arn = r\nsource_profile = z", None),
            // Keys alone are used as they are.
            ("aws_access_key_id = A\naws_secret_access_key = s\nmfa_serial = s", None),
        ] {
            let text = format!(
                "[profile x]\n{text}\n\
                 [profile y]\nrole_arn = r\nsource_profile = z\nmfa_serial = s\n\
                 [profile z]\naws_access_key_id = A\naws_secret_access_key = s\nmfa_serial = s\n"
            );
            let set = set("x", &text).await;
            let chain = Chain::follow(&set).expect("is there");
            assert_eq!(chain.asks_for_code(), expected, "{text}");
        }
    }

    #[tokio::test]
    async fn what_is_wrong_with_a_profile_is_told_without_its_values() {
        for (text, expected) in [
            (
                "role_arn = r\nsource_profile = none",
                "has `none` as its `source_profile`, and there is no",
            ),
            (
                "role_arn = r\nsource_profile = round",
                "`about` has `round` as its `source_profile`, which leads",
            ),
            ("role_arn = r", "has neither `source_profile` nor `credential_source`"),
            ("role_arn = r\nsource_profile = x\ncredential_source = Environment", "has both"),
            ("region = eu-west-1", "does not say where credentials come from"),
            (
                "role_arn = r\ncredential_source = CANARY",
                "is none of Environment, EcsContainer, Ec2",
            ),
            ("aws_secret_access_key = CANARY", "has no `aws_access_key_id`"),
            ("aws_access_key_id = CANARY", "has no `aws_secret_access_key`"),
            ("web_identity_token_file = CANARY", "has no `role_arn`"),
            ("sso_session = gone\nsso_account_id = CANARY", "no section `sso-session gone`"),
            ("sso_session = corp", "have no `sso_region`"),
            (
                "sso_start_url = CANARY\nsso_region = eu-west-1\nsso_role_name = r",
                "has no `sso_account_id`",
            ),
        ] {
            let text = format!(
                "[profile x]\n{text}\n[sso-session corp]\nsso_start_url = CANARY\n\
                 [profile round]\nrole_arn = r\nsource_profile = about\n\
                 [profile about]\nrole_arn = r\nsource_profile = round\n"
            );
            let set = set("x", &text).await;
            let chain = Chain::follow(&set).expect("is there");
            let fault = chain.fault(&set).unwrap_or_default();
            assert!(fault.contains(expected), "{text}{fault}");
            assert!(!fault.contains("CANARY"), "{fault}");
        }
        let whole =
            "[profile x]\nrole_arn = r\nsource_profile = y\n[profile y]\ncredential_process = p";
        let set = set("x", whole).await;
        assert_eq!(Chain::follow(&set).and_then(|chain| chain.fault(&set)), None);
    }
}
