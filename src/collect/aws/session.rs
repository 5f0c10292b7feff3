//! Gets into an account: credentials, which account they belong to, and which regions to read.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use aws_config::identity::IdentityCache;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use super::account::{Account, Regions, Role};
use super::call::Counters;
use super::error::ScanError;
use super::operation::Operation;
use super::partition;
use super::profile::{Profile, variable};
use super::refusal::Entry;
use super::retries::{self, CountRetries};
use super::settings;
use super::whole::Whole;
use crate::model::Arn;

/// What a session is called in CloudTrail unless the configuration says otherwise.
const SESSION_NAME: &str = "cache-audit";
/// How long a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How many times as long as one attempt a call may take with everything that is tried again.
const ATTEMPTS_IN_CALL: u32 = 6;
/// Attempts to get into an account. Whoever waits for that wants to hear soon what is wrong.
const ENTRY_ATTEMPTS: u32 = 4;

/// What all accounts of a scan share.
#[derive(Debug)]
pub(super) struct Shared {
    /// The connections.
    pub(super) http: SharedHttpClient,
    /// How long one attempt of a call may take.
    pub(super) timeout: Duration,
    /// The accounts that the configuration names.
    pub(super) configured: BTreeSet<String>,
    /// What is counted.
    pub(super) counters: Arc<Counters>,
}

/// An account that was entered.
#[derive(Debug)]
pub(super) struct Session {
    /// What the user calls it.
    pub(super) name: Option<String>,
    /// The twelve digits.
    pub(super) account_id: String,
    /// `aws`, `aws-cn`, ….
    pub(super) partition: String,
    /// The regions to read.
    pub(super) regions: BTreeSet<String>,
    /// The operations to call.
    pub(super) wanted: BTreeSet<Operation>,
    /// Credentials and everything else that clients need.
    pub(super) config: SdkConfig,
}

/// Gets into `account`.
///
/// # Errors
///
/// There is no way in, or nobody says which regions to read.
pub(super) async fn open(account: &Account, shared: &Shared) -> Result<Session, ScanError> {
    let profile = Profile::load(account, &shared.configured).await?;
    let who = account.called();
    settings::check_endpoints(&profile)?;
    let base = settings::sendable(base_config(account, &profile, shared).await?);
    settings::check_service_endpoints(&base)?;
    let Some(region) = base.region() else { return Err(ScanError::NoRegion { who }) };
    let (role, region) = (account.role.as_ref(), Some(region.as_ref()));
    let entry = Entry { who, profile: &profile, role, region };
    let config = match &account.role {
        Some(role) => assume(role, &base, shared).await,
        None => base.clone(),
    };
    let (account_id, partition) = match identity(&config, shared, &entry).await {
        Err(ScanError::Role { who, role, identity: _, code, message }) => {
            let identity = tried_as(&base, shared, &entry).await;
            return Err(ScanError::Role { who, role, identity, code, message });
        }
        identity => identity?,
    };
    let regions = regions(account, &config, shared, &entry).await?;
    let wanted = account.wanted.clone();
    Ok(Session { name: account.name.clone(), account_id, partition, regions, wanted, config })
}

/// The configuration before any role is assumed. It has no region where nobody names one.
async fn base_config(
    account: &Account,
    profile: &Profile,
    shared: &Shared,
) -> Result<SdkConfig, ScanError> {
    let retry = retries::config(variable, |name| profile.get(name))?;
    let timeout = timeouts(shared.timeout);
    let patience = shared.timeout.saturating_mul(ATTEMPTS_IN_CALL);
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(shared.http.clone())
        .timeout_config(timeout.clone())
        .retry_config(retry.clone())
        .identity_cache(IdentityCache::lazy().load_timeout(patience).build());
    if let Some(region) = home(account, profile)? {
        loader = loader.region(Region::new(region));
    }
    if !profile.is_chosen {
        return Ok(loader.load().await);
    }
    // The default chain looks at the environment first; whoever names a profile means that and nothing else.
    let config = loader.profile_name(profile.name()).no_credentials().load().await;
    let provider_config = ProviderConfig::default()
        .with_behavior_version(Some(BehaviorVersion::latest()))
        .with_region(config.region().cloned())
        .with_use_fips(config.use_fips())
        .with_use_dual_stack(config.use_dual_stack())
        .with_http_client(shared.http.clone())
        .with_retry_config(few(&retry))
        .with_timeout_config(timeout);
    let provider = ProfileFileCredentialsProvider::builder()
        .configure(&provider_config)
        .profile_name(profile.name())
        .build();
    Ok(with_credentials(config, SharedCredentialsProvider::new(provider)))
}

/// The region to begin in: one of the partition that the credentials are of, if anybody says which that is.
fn home(account: &Account, profile: &Profile) -> Result<Option<String>, ScanError> {
    let told = profile.region()?;
    let named = match &account.regions {
        Regions::Named(names) => names.first().cloned(),
        Regions::All | Regions::Default => None,
    };
    let of_role = account.role.as_ref().and_then(|role| partition::of_arn(&role.arn));
    let of_regions = || named.as_deref().map(partition::of_region);
    let wanted = of_role.or_else(|| profile.partition()).or_else(of_regions);
    let is_wanted =
        |region: &&String| wanted.is_none_or(|partition| partition == partition::of_region(region));
    let fitting = [&told, &named].into_iter().flatten().find(is_wanted).cloned();
    Ok(fitting.or_else(|| match &account.regions {
        Regions::All => Some(partition::any_region(wanted.unwrap_or_default()).to_owned()),
        Regions::Named(_) | Regions::Default => told.or(named),
    }))
}

fn timeouts(attempt: Duration) -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT.min(attempt))
        .operation_attempt_timeout(attempt)
        .operation_timeout(attempt.saturating_mul(ATTEMPTS_IN_CALL))
        .build()
}

/// The same with fewer attempts.
fn few(retry: &RetryConfig) -> RetryConfig {
    retry.clone().with_max_attempts(retry.max_attempts().min(ENTRY_ATTEMPTS))
}

/// The configuration for getting into an account.
fn entering(config: &SdkConfig) -> SdkConfig {
    let retry = config.retry_config().map(few);
    let mut builder = config.clone().into_builder();
    builder.set_retry_config(retry);
    builder.build()
}

fn with_credentials(config: SdkConfig, provider: SharedCredentialsProvider) -> SdkConfig {
    config.into_builder().credentials_provider(provider).build()
}

/// The configuration with the credentials of a role. They are fetched with the first call, and again when they expire.
async fn assume(role: &Role, base: &SdkConfig, shared: &Shared) -> SdkConfig {
    shared.counters.calls.fetch_add(1, Ordering::Relaxed);
    let name = role.session_name.as_deref().unwrap_or(SESSION_NAME);
    let mut builder =
        AssumeRoleProvider::builder(&role.arn).configure(&entering(base)).session_name(name);
    if let Some(external_id) = &role.external_id {
        builder = builder.external_id(external_id);
    }
    let provider = SharedCredentialsProvider::new(builder.build().await);
    with_credentials(base.clone(), provider)
}

/// Account id and partition of whoever has the credentials of `config`.
async fn identity(
    config: &SdkConfig,
    shared: &Shared,
    entry: &Entry<'_>,
) -> Result<(String, String), ScanError> {
    let arn = caller(config, shared, entry).await?;
    let parts = Arn::parse(&arn).filter(|arn| is_account_id(arn.account_id));
    let parts = parts.ok_or_else(|| ScanError::Identity {
        who: entry.who.clone(),
        code: "malformed response".to_owned(),
        message: "STS answers without an ARN".to_owned(),
    })?;
    Ok((parts.account_id.to_owned(), parts.partition.to_owned()))
}

/// The ARN of whoever has the credentials of `config`.
async fn caller(
    config: &SdkConfig,
    shared: &Shared,
    entry: &Entry<'_>,
) -> Result<String, ScanError> {
    shared.counters.calls.fetch_add(1, Ordering::Relaxed);
    let builder = aws_sdk_sts::config::Builder::from(&entering(config));
    let builder =
        builder.interceptor(CountRetries(Arc::clone(&shared.counters))).interceptor(Whole);
    let sent = aws_sdk_sts::Client::from_conf(builder.build()).get_caller_identity().send().await;
    let answer = sent.map_err(|error| entry.refused(Operation::GetCallerIdentity, &error))?;
    Ok(answer.arn.unwrap_or_default())
}

/// Who tried to assume a role, as far as that can be told.
async fn tried_as(base: &SdkConfig, shared: &Shared, entry: &Entry<'_>) -> String {
    let arn = caller(base, shared, entry).await.ok().filter(|arn| !arn.is_empty());
    arn.unwrap_or_else(|| entry.credentials())
}

/// The regions to read.
async fn regions(
    account: &Account,
    config: &SdkConfig,
    shared: &Shared,
    entry: &Entry<'_>,
) -> Result<BTreeSet<String>, ScanError> {
    match &account.regions {
        Regions::Named(names) => Ok(names.clone()),
        Regions::Default => Ok(config.region().map(Region::to_string).into_iter().collect()),
        Regions::All => enabled(config, shared, entry).await,
    }
}

/// The regions that are enabled in the account.
async fn enabled(
    config: &SdkConfig,
    shared: &Shared,
    entry: &Entry<'_>,
) -> Result<BTreeSet<String>, ScanError> {
    shared.counters.calls.fetch_add(1, Ordering::Relaxed);
    let builder = aws_sdk_ec2::config::Builder::from(config);
    let builder =
        builder.interceptor(CountRetries(Arc::clone(&shared.counters))).interceptor(Whole);
    let client = aws_sdk_ec2::Client::from_conf(builder.build());
    // Without AllRegions these are those that are enabled.
    let sent = client.describe_regions().send().await;
    let answer = sent.map_err(|error| entry.no_regions(&error))?;
    let regions: BTreeSet<String> =
        answer.regions.unwrap_or_default().into_iter().filter_map(|it| it.region_name).collect();
    match regions.is_empty() {
        false => Ok(regions),
        true => Err(ScanError::Regions {
            who: entry.who.clone(),
            code: "malformed response".to_owned(),
            message: "the list is empty".to_owned(),
        }),
    }
}

/// Whether `text` is twelve digits.
fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
