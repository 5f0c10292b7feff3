//! Our own words for what the SDK says went wrong.
//!
//! Its texts about credentials may repeat what a process printed or what stands in a file of tokens. Nothing of them is passed
//! on but what a service answered and what the system says of a file.

use std::error::Error;
use std::io;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::error::ErrorMetadata;

use super::settings::UNSENDABLE;
use super::whole::Broken;

/// What a service's own words are kept to; some append a page of encoded detail.
const LIMIT: usize = 240;

/// What stands before a service's answer in a chain of causes.
const ANSWERED: &str = "service error";
/// How the SDK begins to tell that a credential process failed; its exit status follows, and what it printed.
const EXITED: &str = "Error retrieving credentials: external process exited with code ";
/// What ends the exit status.
const PRINTED: &str = ". Stderr:";
/// How the SDK begins to tell that a credential process printed something else.
const UNREADABLE: &str =
    "Error retrieving credentials from external process, could not parse response: ";
/// What a credential process has to print.
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html>
const FIELDS: [&str; 3] = ["Version", "AccessKeyId", "SecretAccessKey"];

/// How other texts of the SDK begin, and what they mean.
const MEANINGS: [(&str, &str); 12] = [
    (
        "Error retrieving credentials from external process: could not decode",
        "the credential process does not print text",
    ),
    (
        "Error retrieving credentials from external process: ",
        "the credential process could not be run",
    ),
    ("the SSO token has expired", "the SSO session has expired"),
    ("failed to load the cached SSO token", "there is no SSO session"),
    ("cached Login token is expired", "the session of `aws login` has expired"),
    ("failed to load cached Login token", "there is no session of `aws login`"),
    ("failed to refresh cached Login token", "the session of `aws login` could not be renewed"),
    ("WebIdentityToken was not valid UTF-8", "the web identity token is no text"),
    ("Non-success status from HTTP credential provider", "the container refuses to give any"),
    (
        "invalid relative URI for ECS provider",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is no place that may be asked",
    ),
    (
        "invalid full URI for ECS provider",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI is no place that may be asked",
    ),
    (UNSENDABLE, UNSENDABLE),
];

/// An error and its causes, outermost first.
pub(super) fn causes<'e>(
    error: &'e (dyn Error + 'static),
) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

/// The errors about credentials among the causes of `error`. Of credentials that come from others, the last are at fault.
pub(super) fn about_credentials<'e>(
    error: &'e (dyn Error + 'static),
) -> impl Iterator<Item = &'e CredentialsError> {
    causes(error).filter_map(|cause| cause.downcast_ref::<CredentialsError>())
}

/// Why there are no credentials. They come from `source`, if that is a file.
pub(super) fn of_credentials(error: &CredentialsError, source: Option<&str>) -> String {
    if let Some((code, message)) = answer(error) {
        let message = shortened(&message);
        return if message.is_empty() { code } else { format!("{message} ({code})") };
    }
    if let Some(words) = causes(error).find_map(|cause| meaning(&cause.to_string())) {
        return words;
    }
    if let Some(error) = connection(error) {
        return of_connection(error);
    }
    match causes(error).find_map(|cause| cause.downcast_ref::<io::Error>()) {
        Some(error) => {
            let file = source.unwrap_or("a file");
            format!("{file} could not be read: {}", of_system(error))
        }
        None => "where they should come from there are none that can be used".to_owned(),
    }
}

/// The error about a connection among the causes of `error`.
pub(super) fn connection<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e ConnectorError> {
    causes(error).find_map(|cause| cause.downcast_ref::<ConnectorError>())
}

/// Why nothing came over a connection. It tells hosts, certificates and the system's own words, and nothing that was sent.
pub(super) fn of_connection(error: &ConnectorError) -> String {
    let cause = causes(error).last().map(ToString::to_string);
    shortened(&cause.unwrap_or_default())
}

/// Why an answer cannot be used.
pub(super) fn of_answer(error: &(dyn Error + 'static)) -> String {
    let broken = causes(error).find_map(|cause| cause.downcast_ref::<Broken>());
    broken.unwrap_or(&Broken::Unlike).to_string()
}

/// Text on one line, without what is too long.
pub(super) fn shortened(message: &str) -> String {
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    match message.char_indices().nth(LIMIT) {
        Some((at, _)) => format!("{}…", &message[..at]),
        None => message,
    }
}

/// Code and message of the service that refused.
fn answer(error: &(dyn Error + 'static)) -> Option<(String, String)> {
    let mut answered = causes(error).skip_while(|cause| cause.to_string() != ANSWERED).skip(1);
    let first = answered.next()?;
    // An error that the service's model does not name comes with code and message apart.
    let metadata = causes(first).find_map(|cause| cause.downcast_ref::<ErrorMetadata>());
    if let Some(metadata) = metadata {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        return Some((text(metadata.code()), text(metadata.message())));
    }
    let text = first.to_string();
    let (code, message) = text.split_once(": ").unwrap_or((&text, ""));
    Some((code.to_owned(), message.to_owned()))
}

/// What a text of the SDK's means, if it is one of those that are known.
fn meaning(text: &str) -> Option<String> {
    if let Some(status) = text.strip_prefix(EXITED) {
        let status = status.split_once(PRINTED).map_or("an error", |(status, _)| status);
        return Some(format!("the credential process ended with {status}"));
    }
    if let Some(why) = text.strip_prefix(UNREADABLE) {
        let missing = FIELDS.into_iter().find(|field| {
            why == format!("Expected field `{field}` in response but it was missing")
        });
        return Some(match missing {
            Some(field) => format!("the credential process prints no `{field}`"),
            None => "the credential process does not print the JSON that it should".to_owned(),
        });
    }
    let known = MEANINGS.iter().find(|(theirs, _)| text.starts_with(theirs));
    known.map(|(_, ours)| (*ours).to_owned())
}

/// What the system says; an error that somebody else made may say anything.
fn of_system(error: &io::Error) -> String {
    match error.raw_os_error() {
        Some(_) => error.to_string(),
        None => error.kind().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(error: impl Into<Box<dyn Error + Send + Sync>>) -> String {
        of_credentials(&CredentialsError::provider_error(error), None)
    }

    /// What the SDK writes, with something secret in each place that it fills.
    #[test]
    fn texts_are_told_in_our_own_words() {
        for (theirs, ours) in [
            (
                "Error retrieving credentials: external process exited with code exit status: 3. Stderr: CANARY",
                "the credential process ended with exit status: 3",
            ),
            (
                "Error retrieving credentials: external process exited with code signal: 9 (SIGKILL). Stderr: a. Stderr: CANARY",
                "the credential process ended with signal: 9 (SIGKILL)",
            ),
            (
                "Error retrieving credentials from external process, could not parse response: Expected field `SecretAccessKey` in response but it was missing",
                "the credential process prints no `SecretAccessKey`",
            ),
            (
                "Error retrieving credentials from external process, could not parse response: invalid JSON in response: CANARY",
                "the credential process does not print the JSON that it should",
            ),
            (
                "Error retrieving credentials from external process: CANARY",
                "the credential process could not be run",
            ),
            ("failed to load cached Login token: CANARY", "there is no session of `aws login`"),
            ("CANARY", "where they should come from there are none that can be used"),
        ] {
            assert_eq!(told(theirs), ours, "{theirs}");
        }
    }

    #[test]
    fn of_a_file_the_system_is_heard_and_nobody_else() {
        let missing = io::Error::from_raw_os_error(2);
        assert!(told(missing).starts_with("a file could not be read: No such file"));
        let other = io::Error::new(io::ErrorKind::InvalidData, "CANARY");
        assert_eq!(told(other), "a file could not be read: invalid data");
    }

    /// Like the SDK's errors that services answer with.
    #[derive(Debug, thiserror::Error)]
    #[error("service error")]
    struct Answered(#[source] Box<dyn Error + Send + Sync>);

    #[test]
    fn what_a_service_answers_is_told() {
        let modelled = Answered("UnauthorizedException: Session token not found".into());
        assert_eq!(told(modelled), "Session token not found (UnauthorizedException)");
        let metadata = ErrorMetadata::builder().code("AccessDenied").message("not you").build();
        assert_eq!(told(Answered(metadata.into())), "not you (AccessDenied)");
        let silent = ErrorMetadata::builder().code("AccessDenied").build();
        assert_eq!(told(Answered(silent.into())), "AccessDenied");
    }

    #[test]
    fn a_message_is_one_line_and_not_a_page() {
        assert_eq!(shortened(" a\n  b\t"), "a b");
        assert_eq!(shortened(&"é".repeat(300)).chars().count(), LIMIT + 1);
    }
}
