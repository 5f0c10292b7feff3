//! What the SDK takes from environment and profile as it stands there, and panics over where it makes no sense.

use aws_config::SdkConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, SharedCredentialsProvider, future};
use aws_types::service_config::ServiceConfigKey;

use super::error::ScanError;
use super::operation::Operation;
use super::profile::Profile;

/// What variables begin with that name endpoints: of every service, or of one.
const ENDPOINTS: &str = "AWS_ENDPOINT_URL";
/// The property of a profile.
const ENDPOINT: &str = "endpoint_url";

/// Services that the SDK itself asks for credentials.
const OF_CREDENTIALS: [&str; 3] = ["SSO", "SSO OIDC", "Signin"];

/// What is wrong with credentials that cannot be sent.
pub(super) const UNSENDABLE: &str =
    "the access key or the session token has characters that no such key has";

/// Looks at the endpoints that environment and profile set.
///
/// # Errors
///
/// One of them is empty.
pub(super) fn check_endpoints(profile: &Profile) -> Result<(), ScanError> {
    let of_environment = std::env::vars_os().filter_map(|(name, value)| {
        let name = name.into_string().ok().filter(|name| name.starts_with(ENDPOINTS))?;
        Some((name, value.to_string_lossy().into_owned()))
    });
    let of_profile = profile.get(ENDPOINT).map(|value| (ENDPOINT.to_owned(), value));
    let mut endpoints = of_environment.chain(of_profile);
    match endpoints.find(|(_, value)| value.trim().is_empty()) {
        Some((name, value)) => Err(ScanError::Setting { name, value, expected: "a URL" }),
        None => Ok(()),
    }
}

/// Looks at the endpoints that a `services` section of the profile sets, as the clients will.
///
/// # Errors
///
/// One of them is empty.
pub(super) fn check_service_endpoints(config: &SdkConfig) -> Result<(), ScanError> {
    let Some(sections) = config.service_config() else { return Ok(()) };
    let own = Operation::ALL.iter().map(|operation| operation.service().id());
    for id in own.chain(OF_CREDENTIALS) {
        let key = ServiceConfigKey::builder().service_id(id).env(ENDPOINTS).profile(ENDPOINT);
        let endpoint = key.build().ok().and_then(|key| sections.load_config(key));
        if let Some(value) = endpoint.filter(|value| value.trim().is_empty()) {
            let name = format!("{ENDPOINT} of {id}");
            return Err(ScanError::Setting { name, value, expected: "a URL" });
        }
    }
    Ok(())
}

/// `config` with credentials only that can be sent.
pub(super) fn sendable(config: SdkConfig) -> SdkConfig {
    let credentials = config.credentials_provider();
    let credentials = credentials.map(|it| SharedCredentialsProvider::new(Sendable(it)));
    let mut builder = config.into_builder();
    builder.set_credentials_provider(credentials);
    builder.build()
}

/// Credentials of which every part can be sent.
#[derive(Debug)]
struct Sendable(SharedCredentialsProvider);

impl Sendable {
    async fn credentials(&self) -> provider::Result {
        let credentials = self.0.provide_credentials().await?;
        let is_sendable = |part: &str| part.bytes().all(|byte| byte.is_ascii_graphic());
        let are_sendable = is_sendable(credentials.access_key_id())
            && credentials.session_token().is_none_or(is_sendable);
        match are_sendable {
            true => Ok(credentials),
            false => Err(CredentialsError::invalid_configuration(UNSENDABLE)),
        }
    }
}

impl ProvideCredentials for Sendable {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.credentials())
    }

    fn fallback_on_interrupt(&self) -> Option<Credentials> {
        self.0.fallback_on_interrupt()
    }
}
