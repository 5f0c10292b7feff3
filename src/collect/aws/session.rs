//! From the name of an account to somebody who may ask: profile, role, identity.

use std::time::Duration;

use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region as RegionName, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::http::{HttpConnectorSettings, SharedHttpClient};
use aws_smithy_types::retry::{RetryConfig, RetryMode};
use aws_types::os_shim_internal::{Env, Fs};

use super::error::ScanError;
use super::failure::{Failure, FailureKind, innermost};
use super::http;
use super::operation::Operation;
use super::whole::Whole;
use crate::model::Arn;
use crate::suggest;

/// What a session is called in CloudTrail unless somebody says otherwise.
const SESSION_NAME: &str = "cache-audit";
/// Where STS and the list of regions are asked when nobody named a region.
const FIRST_REGION: &str = "us-east-1";
/// How often a call is tried, unless the environment or the profile says otherwise.
const MAX_ATTEMPTS: u32 = 8;
/// How long a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How many attempts' worth of time a call may take in all.
const ATTEMPTS_IN_TIME: u32 = 6;

/// An account, as the user means it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// What it is called; none for the default credential chain.
    pub name: Option<String>,
    /// The AWS profile whose credentials are used.
    pub profile: Option<String>,
    /// The role to assume with them.
    pub role_arn: Option<String>,
    /// What the role asks of whoever assumes it.
    pub external_id: Option<String>,
    /// What the session is called; `cache-audit` where it is left out.
    pub session_name: Option<String>,
    /// Where to look.
    pub regions: Regions,
}

/// Which regions of an account are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Regions {
    /// The one that the profile or the environment names.
    #[default]
    Default,
    /// Every one that the account has enabled.
    All,
    /// These.
    These(Vec<String>),
}

impl Account {
    /// What messages call it.
    pub(super) fn words(&self) -> String {
        match &self.name {
            Some(name) => format!("account {name}"),
            None => "the default account".to_owned(),
        }
    }

    fn chain(&self) -> String {
        match &self.profile {
            Some(profile) => format!("profile {profile}"),
            None => "the default chain (environment, web identity, profile, container, instance)"
                .to_owned(),
        }
    }

    fn login(&self) -> String {
        match &self.profile {
            Some(profile) => format!(
                "run `aws sso login --profile {profile}` or `aws login --profile {profile}`, or correct the profile in \
                 ~/.aws/config"
            ),
            None => "run `aws configure sso`, `aws login` or `aws configure`, set AWS_PROFILE, or name an account with \
                     --account"
                .to_owned(),
        }
    }
}

/// An account that answers.
#[derive(Debug, Clone)]
pub(super) struct Session {
    /// What the user called the account.
    pub(super) account: Option<String>,
    /// With which clients are made.
    pub(super) config: SdkConfig,
    /// The twelve-digit account id.
    pub(super) account_id: String,
    /// `aws`, `aws-cn`, `aws-us-gov`, ….
    pub(super) partition: String,
}

/// What sessions have in common.
#[derive(Debug, Clone)]
pub(super) struct Sessions {
    client: SharedHttpClient,
    timeouts: TimeoutConfig,
}

impl Sessions {
    /// Sessions that give up an attempt of a call after `timeout`.
    pub(super) fn new(timeout: Duration) -> Result<Self, ScanError> {
        let settings =
            HttpConnectorSettings::builder().connect_timeout(CONNECT_TIMEOUT.min(timeout)).build();
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT_TIMEOUT.min(timeout))
            .operation_attempt_timeout(timeout)
            .operation_timeout(timeout.saturating_mul(ATTEMPTS_IN_TIME))
            .build();
        Ok(Self { client: http::client(settings, std::env::var_os("AWS_CA_BUNDLE"))?, timeouts })
    }

    /// Opens `account` and asks who that is.
    pub(super) async fn open(&self, account: &Account) -> Result<Session, ScanError> {
        if let Some(profile) = &account.profile {
            check_profile(profile).await?;
        }
        let base = self.load(account).await;
        let credentials = credentials(account, &base).await?;
        let config = match &account.role_arn {
            None => base,
            Some(role_arn) => {
                // Asked for once; a scan is over before what it was given expires.
                let own = base.into_builder().credentials_provider(fixed(credentials)).build();
                assume(account, role_arn, own).await?
            }
        };
        identify(account, config).await
    }

    async fn load(&self, account: &Account) -> SdkConfig {
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(self.client.clone())
            .timeout_config(self.timeouts.clone());
        if let Some(profile) = &account.profile {
            loader = loader.profile_name(profile);
        }
        let config = loader.load().await;
        let retry = retry(config.retry_config());
        config.into_builder().retry_config(retry).build()
    }
}

/// Adaptive and patient, unless the environment or the profile says otherwise.
fn retry(resolved: Option<&RetryConfig>) -> RetryConfig {
    let untouched = RetryConfig::standard();
    let is_untouched = |config: &RetryConfig| {
        config.mode() == RetryMode::Standard && config.max_attempts() == untouched.max_attempts()
    };
    let is_said = ["AWS_MAX_ATTEMPTS", "AWS_RETRY_MODE"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    match resolved {
        Some(config) if is_said || !is_untouched(config) => config.clone(),
        _ => RetryConfig::adaptive().with_max_attempts(MAX_ATTEMPTS),
    }
}

/// A profile that does not exist would fall back to nothing, with an error that names everything but the profile.
async fn check_profile(name: &str) -> Result<(), ScanError> {
    let files = Default::default();
    let profiles = aws_config::profile::load(&Fs::real(), &Env::real(), &files, None).await;
    let profiles = profiles.map_err(ScanError::Profiles)?;
    if profiles.get_profile(name).is_some() {
        return Ok(());
    }
    let mut known: Vec<&str> = profiles.profiles().collect();
    known.sort_unstable();
    Err(ScanError::UnknownProfile { name: name.to_owned(), help: which(name, &known) })
}

/// What to do about a name that nothing has.
fn which(name: &str, known: &[&str]) -> String {
    let meant = suggest::nearest(name, known.iter().copied());
    match (meant, known) {
        (Some(meant), _) => format!("did you mean {meant}?"),
        (None, []) => {
            "add it to `accounts` of cache-audit.yaml, or make a profile with `aws configure sso`"
                .to_owned()
        }
        (None, known) => {
            format!(
                "add it to `accounts` of cache-audit.yaml, or name a profile: {}",
                known.join(", ")
            )
        }
    }
}

async fn credentials(account: &Account, config: &SdkConfig) -> Result<Credentials, ScanError> {
    let failed = |cause: String| ScanError::Credentials {
        account: account.words(),
        chain: account.chain(),
        cause,
        help: account.login(),
    };
    let provider =
        config.credentials_provider().ok_or_else(|| failed("there are none".to_owned()))?;
    provider.provide_credentials().await.map_err(|error| {
        failed(match &error {
            CredentialsError::CredentialsNotLoaded(_) => "there are none".to_owned(),
            CredentialsError::ProviderTimedOut(_) => "they did not come in time".to_owned(),
            other => innermost(other),
        })
    })
}

fn fixed(credentials: Credentials) -> aws_credential_types::provider::SharedCredentialsProvider {
    aws_credential_types::provider::SharedCredentialsProvider::new(credentials)
}

async fn assume(account: &Account, role_arn: &str, own: SdkConfig) -> Result<SdkConfig, ScanError> {
    let region = own.region().cloned().unwrap_or_else(|| RegionName::from_static(FIRST_REGION));
    let name = account.session_name.as_deref().unwrap_or(SESSION_NAME);
    let mut role =
        AssumeRoleProvider::builder(role_arn).configure(&own).region(region).session_name(name);
    if let Some(external_id) = &account.external_id {
        role = role.external_id(external_id);
    }
    let credentials = role.build().await.provide_credentials().await;
    let credentials = credentials.map_err(|error| ScanError::AssumeRole {
        account: account.words(),
        role_arn: role_arn.to_owned(),
        cause: innermost(&error),
    })?;
    Ok(own.into_builder().credentials_provider(fixed(credentials)).build())
}

async fn identify(account: &Account, config: SdkConfig) -> Result<Session, ScanError> {
    let region = config.region().cloned().unwrap_or_else(|| RegionName::from_static(FIRST_REGION));
    let settings = aws_sdk_sts::config::Builder::from(&config).region(region);
    let settings = settings.interceptor(Whole).build();
    let sent = aws_sdk_sts::Client::from_conf(settings).get_caller_identity().send().await;
    let identity =
        sent.map_err(|error| refused(account, &Failure::of(Operation::GetCallerIdentity, &error)))?;
    let arn = identity.arn().and_then(Arn::parse);
    match (identity.account(), arn) {
        (Some(account_id), Some(arn)) => Ok(Session {
            account: account.name.clone(),
            account_id: account_id.to_owned(),
            partition: arn.partition.to_owned(),
            config,
        }),
        _ => Err(ScanError::Unreachable {
            account: account.words(),
            cause: format!("{} names no account", Operation::GetCallerIdentity),
        }),
    }
}

fn refused(account: &Account, failure: &Failure) -> ScanError {
    let account_words = account.words();
    let Failure { code, message, operation, .. } = failure;
    match failure.kind {
        FailureKind::Credentials | FailureKind::Denied => ScanError::Refused {
            account: account_words,
            chain: account.chain(),
            code: code.clone(),
            message: message.clone(),
            help: account.login(),
        },
        _ => ScanError::Unreachable {
            account: account_words,
            cause: format!("{operation}: {code}: {message}"),
        },
    }
}

/// The regions of `account` to look at.
pub(super) async fn regions(
    account: &Account,
    session: &Session,
) -> Result<Vec<String>, ScanError> {
    match &account.regions {
        Regions::These(names) => Ok(names.clone()),
        Regions::Default => match session.config.region() {
            Some(region) => Ok(vec![region.to_string()]),
            None => Err(ScanError::NoRegion { account: account.words() }),
        },
        Regions::All => enabled(account, session).await,
    }
}

/// Without `AllRegions`, EC2 tells the regions that the account has enabled.
async fn enabled(account: &Account, session: &Session) -> Result<Vec<String>, ScanError> {
    let region = session.config.region().cloned();
    let region = region.unwrap_or_else(|| RegionName::from_static(FIRST_REGION));
    let settings = aws_sdk_ec2::config::Builder::from(&session.config).region(region);
    let settings = settings.interceptor(Whole).build();
    let sent = aws_sdk_ec2::Client::from_conf(settings).describe_regions().send().await;
    let listed = sent.map_err(|error| {
        let Failure { operation, code, message, .. } =
            Failure::of(Operation::DescribeRegions, &error);
        ScanError::Regions {
            account: account.words(),
            cause: format!("{operation}: {code}: {message}"),
        }
    })?;
    let names = listed.regions().iter().filter_map(|region| region.region_name());
    let mut names: Vec<String> = names.map(str::to_owned).collect();
    names.sort_unstable();
    Ok(names)
}
