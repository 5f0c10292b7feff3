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
use super::failure::{Failure, FailureKind, shortened};
use super::operation::Operation;
use super::profile::Profile;

/// The error codes of credentials that were good once.
const EXPIRED: [&str; 3] = ["ExpiredToken", "ExpiredTokenException", "RequestExpired"];
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
        if let Some(error) = causes(error).find_map(|cause| cause.downcast_ref::<AssumeRoleError>())
        {
            let code = error.code().unwrap_or("unknown error");
            let message = error.message().unwrap_or("STS says no more");
            return self.not_assumed(code, message);
        }
        // Of credentials that come from other credentials, the innermost are at fault.
        let credentials =
            causes(error).filter_map(|cause| cause.downcast_ref::<CredentialsError>());
        match credentials.last() {
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

    fn not_assumed(&self, code: &str, message: &str) -> ScanError {
        if EXPIRED.contains(&code) || UNKNOWN.contains(&code) {
            return self.bad(code, message);
        }
        let of_profile = || format!("the role of profile `{}`", self.profile.name());
        ScanError::Role {
            who: self.who.clone(),
            role: self.role.map_or_else(of_profile, |role| role.arn.clone()),
            identity: self.credentials(),
            code: code.to_owned(),
            message: shortened(message),
        }
    }

    fn no_credentials(&self, operation: Operation, error: &CredentialsError) -> ScanError {
        let (who, remedy) = (self.who.clone(), self.profile.remedy());
        if let CredentialsError::CredentialsNotLoaded(_) = error {
            return ScanError::NoCredentials { who, tried: self.tried(error), remedy };
        }
        let connection = causes(error).find_map(|cause| cause.downcast_ref::<ConnectorError>());
        if connection.is_some_and(|error| error.is_io() || error.is_timeout()) {
            let operation = match self.role {
                Some(_) => Operation::AssumeRole,
                None => operation,
            };
            let message = shortened(&innermost(error));
            return ScanError::Unreachable { who, operation: operation.to_string(), message };
        }
        ScanError::Credentials { who, message: told(error), remedy }
    }

    /// Where credentials were looked for.
    fn tried(&self, error: &CredentialsError) -> String {
        let chain = causes(error)
            .find_map(|cause| cause.downcast_ref::<ProviderChainError<CredentialsError>>());
        let Some(chain) = chain else {
            return format!(
                "profile `{}` has none that can be used: {}",
                self.profile.name(),
                told(error)
            );
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
        match EXPIRED.contains(&code.as_str()) {
            true => ScanError::Expired { who, code, remedy },
            false => ScanError::Refused { who, code, message: shortened(message), remedy },
        }
    }
}

/// An error and its causes, outermost first.
fn causes<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

/// The cause at the bottom.
fn innermost(error: &(dyn Error + 'static)) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}

/// Everything that the causes say, each once.
fn told(error: &(dyn Error + 'static)) -> String {
    let mut told: Vec<String> = Vec::new();
    for cause in causes(error).skip(1) {
        let text = cause.to_string();
        if !told.iter().any(|earlier| earlier.contains(&text)) {
            told.push(text);
        }
    }
    match told.is_empty() {
        true => shortened(&error.to_string()),
        false => shortened(&told.join(": ")),
    }
}
