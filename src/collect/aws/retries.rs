//! How often a call is tried again, and how many were.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use aws_config::retry::{RetryConfig, RetryMode};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextRef;
use aws_smithy_runtime_api::client::retries::RequestAttempts;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::retry::RetrySpec;

use super::call::Counters;
use super::error::ScanError;

/// Attempts of one call, unless environment or profile say otherwise.
const ATTEMPTS: u32 = 8;

/// Where the attempts are set, in the environment and in a profile.
const MAX_ATTEMPTS: (&str, &str) = ("AWS_MAX_ATTEMPTS", "max_attempts");
/// Where the mode is set.
const RETRY_MODE: (&str, &str) = ("AWS_RETRY_MODE", "retry_mode");

/// How often to try again: adaptively, unless environment or profile say otherwise. Calls are not held back before one is
/// throttled; from then on the rate of all calls to that service in that region and account falls, to one in two seconds at
/// the least, and rises again while they succeed. `standard` only waits before it tries the throttled one again. The SDK panics over settings that
/// nobody understands, so that they are read here.
///
/// # Errors
///
/// A setting that nobody understands.
pub(super) fn config(
    environment: impl Fn(&str) -> Option<String>,
    profile: impl Fn(&str) -> Option<String>,
) -> Result<RetryConfig, ScanError> {
    let setting = |(variable, property): (&'static str, &'static str)| {
        let from_environment = environment(variable).map(|value| (variable.to_owned(), value));
        from_environment.or_else(|| profile(property).map(|value| (property.to_owned(), value)))
    };
    let attempts = match setting(MAX_ATTEMPTS) {
        None => ATTEMPTS,
        Some((name, value)) => match value.trim().parse() {
            Ok(attempts @ 1..) => attempts,
            _ => return Err(ScanError::Setting { name, value, expected: "a number from 1" }),
        },
    };
    let mode = match setting(RETRY_MODE) {
        None => RetryMode::Adaptive,
        Some((name, value)) => match value.trim().to_ascii_lowercase().as_str() {
            "adaptive" => RetryMode::Adaptive,
            // The oldest way of other SDKs; this one has no nearer one.
            "standard" | "legacy" => RetryMode::Standard,
            _ => {
                let expected = "`standard` or `adaptive`";
                return Err(ScanError::Setting { name, value, expected });
            }
        },
    };
    let config = RetryConfig::standard().with_max_attempts(attempts).with_retry_mode(mode);
    // As AWS_NEW_RETRIES_2026 has it. Before, an adaptive retry of what was throttled asked for ten tokens of a bucket that
    // holds one and is filled once in two seconds, so that a single throttle cost twenty.
    Ok(config.with_retry_spec(RetrySpec::v2_1()))
}

/// Counts the requests that are sent again.
#[derive(Debug)]
pub(super) struct CountRetries(pub(super) Arc<Counters>);

impl Intercept for CountRetries {
    fn name(&self) -> &'static str {
        "CountRetries"
    }

    fn read_before_attempt(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if bag.load::<RequestAttempts>().is_some_and(|attempts| attempts.attempts() > 1) {
            self.0.retries.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Settings<'a> = &'a [(&'a str, &'a str)];

    fn read(environment: Settings<'_>, profile: Settings<'_>) -> Result<(u32, RetryMode), String> {
        let get = |settings: Settings<'_>, name: &str| {
            let found = settings.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let config = config(|name| get(environment, name), |name| get(profile, name));
        config.map(|it| (it.max_attempts(), it.mode())).map_err(|error| error.to_string())
    }

    #[test]
    fn the_environment_goes_before_the_profile_and_that_before_our_own_choice() {
        let profile: Settings<'_> = &[("max_attempts", "3"), ("retry_mode", "standard")];
        assert_eq!(read(&[], &[]), Ok((8, RetryMode::Adaptive)));
        assert_eq!(read(&[], profile), Ok((3, RetryMode::Standard)));
        assert_eq!(read(&[("AWS_MAX_ATTEMPTS", "2")], profile), Ok((2, RetryMode::Standard)));
        assert_eq!(read(&[("AWS_RETRY_MODE", "Adaptive")], profile), Ok((3, RetryMode::Adaptive)));
    }

    #[test]
    fn a_setting_that_nobody_understands_is_an_error_and_no_panic() {
        for (settings, expected) in [
            (("AWS_MAX_ATTEMPTS", "0"), "AWS_MAX_ATTEMPTS is \"0\", which is not a number from 1"),
            (
                ("AWS_RETRY_MODE", "no"),
                "AWS_RETRY_MODE is \"no\", which is not `standard` or `adaptive`",
            ),
        ] {
            assert_eq!(read(&[settings], &[]).expect_err("is wrong"), expected);
        }
        assert!(
            read(&[], &[("max_attempts", "-1")]).expect_err("is wrong").contains("max_attempts")
        );
    }
}
