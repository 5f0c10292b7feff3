//! What an error of the SDK means to somebody who wants into an account: its texts are a page long and begin with what
//! matters least.

use std::error::Error;

use aws_config::meta::ProviderChainError;
use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::account::Role;
use super::error::ScanError;
use super::failure::{Failure, FailureKind, is_denied, is_expired};
use super::operation::Operation;
use super::partition;
use super::profile::Profile;
use super::words::{self, causes, shortened};

/// The error codes of credentials that AWS does not know.
const UNKNOWN: [&str; 5] = [
    "AuthFailure",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];

/// Where the default chain looks, by the SDK's names.
const CHAIN: [(&str, &str); 5] = [
    ("Environment", "the environment"),
    ("Profile", "the profile"),
    ("WebIdentityToken", "a web identity token"),
    ("EcsContainer", "the container"),
    ("Ec2InstanceMetadata", "the EC2 instance"),
];

/// A way into an account.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    /// What messages call the account.
    pub(super) who: String,
    /// The profile.
    pub(super) profile: &'a Profile,
    /// The role to assume.
    pub(super) role: Option<&'a Role>,
    /// The region that is asked who one is.
    pub(super) region: Option<&'a str>,
}

impl Entry<'_> {
    /// What is wrong if the first call that needs credentials fails with `error`.
    pub(super) fn refused<E>(
        &self,
        operation: Operation,
        error: &SdkError<E, HttpResponse>,
    ) -> ScanError
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        let role = causes(error).find_map(|cause| cause.downcast_ref::<AssumeRoleError>());
        if let Some(role) = role {
            // A call that could not be signed: the first one, and the one that assumes the configuration's role.
            let unsent = causes(error).filter(|cause| cause.is::<ConnectorError>()).count();
            let code = role.code().unwrap_or("unknown error");
            let message = role.message().unwrap_or("STS says no more");
            return self.not_assumed(self.role.is_none() || unsent > 1, code, message);
        }
        match words::about_credentials(error).last() {
            Some(error) => self.no_credentials(operation, error),
            None => self.not_accepted(Failure::of(operation, error)),
        }
    }

    /// What is wrong if the regions cannot be listed.
    pub(super) fn no_regions<E>(&self, error: &SdkError<E, HttpResponse>) -> ScanError
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        let Failure { code, message, .. } = Failure::of(Operation::DescribeRegions, error);
        ScanError::Regions { who: self.who.clone(), code, message }
    }

    /// What messages call the credentials that everything begins with.
    pub(super) fn credentials(&self) -> String {
        match self.profile.is_chosen {
            true => format!("profile `{}`", self.profile.name()),
            false => "the default credential chain".to_owned(),
        }
    }

    /// What is wrong if STS refuses the role of the profile, or that of the configuration.
    fn not_assumed(&self, is_profiles: bool, code: &str, message: &str) -> ScanError {
        if is_expired(code) || UNKNOWN.contains(&code) {
            return self.bad(code, message);
        }
        let (who, code, message) = (self.who.clone(), code.to_owned(), shortened(message));
        let asking = self.profile.asks_for_code().filter(|_| is_profiles && is_denied(&code));
        if let Some(profile) = asking {
            let (profile, remedy) = (profile.to_owned(), self.profile.remedy_of_code());
            return ScanError::Code { who, profile, code, message, remedy };
        }
        let role = match self.role {
            Some(role) if !is_profiles => role.arn.clone(),
            _ => format!("the role of profile `{}`", self.profile.name()),
        };
        ScanError::Role { who, role, identity: self.credentials(), code, message }
    }

    fn no_credentials(&self, operation: Operation, error: &CredentialsError) -> ScanError {
        let (who, remedy) = (self.who.clone(), self.profile.remedy());
        if let CredentialsError::CredentialsNotLoaded(_) = error {
            return ScanError::NoCredentials { who, tried: self.tried(error), remedy };
        }
        let connection = words::connection(error);
        if let Some(error) = connection.filter(|error| error.is_io() || error.is_timeout()) {
            let operation = match self.role {
                Some(_) => Operation::AssumeRole,
                None => operation,
            };
            let (operation, message) = (operation.to_string(), words::of_connection(error));
            return ScanError::Unreachable { who, operation, message };
        }
        let message = self.why(error);
        ScanError::Credentials { who, message, remedy }
    }

    /// Why there are no credentials where they should be.
    fn why(&self, error: &CredentialsError) -> String {
        let fault = self.profile.fault();
        fault.unwrap_or_else(|| words::of_credentials(error, self.profile.file()))
    }

    /// Where credentials were looked for.
    fn tried(&self, error: &CredentialsError) -> String {
        let chain = causes(error)
            .find_map(|cause| cause.downcast_ref::<ProviderChainError<CredentialsError>>());
        let Some(chain) = chain else {
            let why = self.why(error);
            return format!("profile `{}` has none that can be used: {why}", self.profile.name());
        };
        let word = |name: &str| {
            let known = CHAIN.iter().find(|(theirs, _)| *theirs == name);
            match known {
                Some(("Profile", _)) => format!("profile `{}`", self.profile.name()),
                Some((_, words)) => (*words).to_owned(),
                None => name.to_owned(),
            }
        };
        let words: Vec<_> = chain.attempts().iter().map(|it| word(it.name())).collect();
        format!("tried {}", words.join(", "))
    }

    fn not_accepted(&self, failure: Failure) -> ScanError {
        let Failure { operation, kind, code, message } = failure;
        let who = self.who.clone();
        match kind {
            FailureKind::Credentials => self.bad(&code, &message),
            FailureKind::Unreachable => {
                ScanError::Unreachable { who, operation: operation.to_string(), message }
            }
            _ => ScanError::Identity { who, code, message },
        }
    }

    /// Credentials that AWS does not take.
    fn bad(&self, code: &str, message: &str) -> ScanError {
        let (who, remedy, code) = (self.who.clone(), self.profile.remedy(), code.to_owned());
        if is_expired(&code) {
            return ScanError::Expired { who, code, remedy };
        }
        // A region knows the keys of its own partition only.
        let elsewhere =
            self.region.and_then(partition::others).filter(|_| UNKNOWN.contains(&&*code));
        let remedy = elsewhere.map_or(remedy.clone(), |elsewhere| format!("{remedy}; {elsewhere}"));
        ScanError::Refused { who, code, message: shortened(message), remedy }
    }
}
