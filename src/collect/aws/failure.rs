//! Why a call came back without what it was made for.

use std::error::Error;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::operation::Operation;
use super::words::{self, shortened};
use crate::model::{Gap, Origin, Reason};

/// Error codes that say that a permission is missing.
const DENIED: [&str; 6] = [
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "AuthorizationErrorException",
    "UnauthorizedOperation",
    "UnauthorizedAccess",
];
/// Error codes that say that the credentials themselves are no good.
const CREDENTIALS: [&str; 10] = [
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidToken",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];
/// The code of what the SDK could not read.
const MALFORMED: &str = "malformed response";
/// Those of credentials that were good once.
const EXPIRED: [&str; 3] = ["ExpiredToken", "ExpiredTokenException", "RequestExpired"];
/// The code of what could not be signed.
const NO_CREDENTIALS: &str = "no credentials";

/// What is said of proxies and other servers, which have no words for it that AWS's clients understand.
const NOT_AWS: &str = "something other than AWS answers";

/// A call that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    /// What was called.
    pub(super) operation: Operation,
    /// What went wrong.
    pub(super) kind: FailureKind,
    /// The error code, or a word of ours where there is none: `AccessDenied`, `timeout`.
    pub(super) code: String,
    /// What the service or the connection said.
    pub(super) message: String,
}

/// What went wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FailureKind {
    /// The call was never made, since no policy needs what it fills.
    NotWanted,
    /// A permission is missing.
    Denied,
    /// The credentials are missing, wrong or expired.
    Credentials,
    /// Nobody answered in time, or at all.
    Unreachable,
    /// The service refused, failed or throttled the call until the SDK gave up.
    Refused,
    /// What came back is not what the service's model says.
    Malformed,
    /// The user ended the scan.
    Interrupted,
}

impl Failure {
    /// What became of a call, from the SDK's error.
    pub(super) fn of<E>(operation: Operation, error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        if let Some(error) = words::about_credentials(error).last() {
            let (kind, message) = (FailureKind::Credentials, words::of_credentials(error, None));
            return Self::new(operation, kind, NO_CREDENTIALS, &message);
        }
        match error {
            SdkError::ServiceError(service) => {
                let metadata = service.err().meta();
                let status = status_of(service.raw());
                let code = metadata.code().unwrap_or(&status);
                let kind = match code {
                    code if DENIED.contains(&code) => FailureKind::Denied,
                    code if CREDENTIALS.contains(&code) => FailureKind::Credentials,
                    _ => FailureKind::Refused,
                };
                let message = metadata.message().unwrap_or_default();
                let is_aws = metadata.code().is_some();
                Self::new(operation, kind, code, if is_aws { message } else { NOT_AWS })
            }
            // Of some services the SDK does not even take what is no error of AWS's for one.
            SdkError::ResponseError(answer) if !answer.raw().status().is_success() => {
                Self::new(operation, FailureKind::Refused, &status_of(answer.raw()), NOT_AWS)
            }
            SdkError::TimeoutError(_) => {
                Self::new(operation, FailureKind::Unreachable, "timeout", "no answer in time")
            }
            SdkError::ResponseError(_) => {
                let message = words::of_answer(error);
                Self::new(operation, FailureKind::Malformed, MALFORMED, &message)
            }
            SdkError::DispatchFailure(failure) => {
                let message = failure.as_connector_error().map(words::of_connection);
                let message = message.unwrap_or_default();
                // The SDK waits for credentials only so long.
                if message.contains("identity resolver") {
                    let (kind, message) = (FailureKind::Credentials, "they did not come in time");
                    return Self::new(operation, kind, NO_CREDENTIALS, message);
                }
                let code = if failure.is_timeout() { "timeout" } else { "no connection" };
                Self::new(operation, FailureKind::Unreachable, code, &message)
            }
            _ => {
                let message = "the request could not be made";
                Self::new(operation, FailureKind::Refused, "not sent", message)
            }
        }
    }

    /// A call that no policy needs.
    pub(super) fn not_wanted(operation: Operation) -> Self {
        Self::new(operation, FailureKind::NotWanted, "", "")
    }

    /// A call that the user did not want to wait for.
    pub(super) fn interrupted(operation: Operation) -> Self {
        Self::new(operation, FailureKind::Interrupted, "interrupted", "")
    }

    /// A list whose pages lead back to one another.
    pub(super) fn endless(operation: Operation) -> Self {
        let message = "the pages of the list lead back to one another";
        Self::new(operation, FailureKind::Malformed, MALFORMED, message)
    }

    /// A reply with an entry that nobody can tell from others, since its name is missing.
    pub(super) fn nameless(operation: Operation) -> Self {
        let message = "an entry of the list has no name";
        Self::new(operation, FailureKind::Malformed, MALFORMED, message)
    }

    /// A reply that says nothing of something that it was asked for.
    pub(super) fn incomplete(operation: Operation) -> Self {
        let message = "the answer leaves out what was asked for";
        Self::new(operation, FailureKind::Malformed, MALFORMED, message)
    }

    /// What a reply that was a success says of one of the things it was asked for.
    pub(super) fn told(operation: Operation, code: &str, message: &str) -> Self {
        let kind = match DENIED.contains(&code) {
            true => FailureKind::Denied,
            false => FailureKind::Refused,
        };
        Self::new(operation, kind, code, message)
    }

    fn new(operation: Operation, kind: FailureKind, code: &str, message: &str) -> Self {
        Self { operation, kind, code: code.to_owned(), message: shortened(message) }
    }

    /// Why the attributes that the operation fills are unknown.
    pub(super) fn reason(&self) -> Reason {
        let Self { operation, code, .. } = self;
        match self.kind {
            FailureKind::NotWanted => {
                Reason::NotCollected(format!("no enabled policy needs {operation}"))
            }
            FailureKind::Denied => Reason::AccessDenied(format!("{operation} ({code})")),
            _ => Reason::NotCollected(format!("{operation} ({code})")),
        }
    }

    /// What the report says of it; nothing of a call that nobody wanted.
    pub(super) fn gap(&self, place: &Origin) -> Option<Gap> {
        let Self { operation, code, message, .. } = self;
        let advice = match self.kind {
            FailureKind::NotWanted => return None,
            FailureKind::Denied => format!("; grant {operation}"),
            // The account was entered with these credentials a moment ago.
            FailureKind::Credentials
                if CREDENTIALS.contains(&code.as_str()) && !is_expired(code) =>
            {
                "; enable the region for the account, or leave it out".to_owned()
            }
            FailureKind::Credentials => "; renew the credentials".to_owned(),
            _ => String::new(),
        };
        let said = if message.is_empty() { String::new() } else { format!(": {message}") };
        Some(Gap {
            what: format!("{operation} in {}", place.file),
            why: format!("{code}{said}{advice}"),
            is_failure: true,
        })
    }
}

/// The code of an answer that has none.
fn status_of(answer: &HttpResponse) -> String {
    format!("HTTP status {}", answer.status().as_u16())
}

/// Whether AWS says by `code` that a permission is missing.
pub(super) fn is_denied(code: &str) -> bool {
    DENIED.contains(&code)
}

/// Whether AWS says by `code` that credentials were good once.
pub(super) fn is_expired(code: &str) -> bool {
    EXPIRED.contains(&code)
}
