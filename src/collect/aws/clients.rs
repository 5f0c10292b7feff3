//! A client for each service, for one region of one account.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use aws_config::{Region as RegionName, SdkConfig};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    AfterDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextRef,
};
use aws_smithy_runtime_api::client::retries::RequestAttempts;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::call::Counters;

/// Whom to ask.
#[derive(Debug, Clone)]
pub(super) struct Clients {
    pub(super) backup: aws_sdk_backup::Client,
    pub(super) cloudwatch: aws_sdk_cloudwatch::Client,
    pub(super) ec2: aws_sdk_ec2::Client,
    pub(super) elasticache: aws_sdk_elasticache::Client,
    pub(super) kms: aws_sdk_kms::Client,
    pub(super) logs: aws_sdk_cloudwatchlogs::Client,
    pub(super) secretsmanager: aws_sdk_secretsmanager::Client,
    pub(super) sns: aws_sdk_sns::Client,
    pub(super) tagging: aws_sdk_resourcegroupstagging::Client,
}

impl Clients {
    /// Clients for the region `name`. `place` tells accounts and regions apart, so that one that is throttled does not
    /// slow down another.
    pub(super) fn new(
        config: &SdkConfig,
        name: &str,
        place: &str,
        counters: &Arc<Counters>,
    ) -> Self {
        macro_rules! client {
            ($sdk:ident) => {{
                let partition = format!("{place} {}", stringify!($sdk));
                let settings = $sdk::config::Builder::from(config)
                    .region(RegionName::new(name.to_owned()))
                    .retry_partition($sdk::config::retry::RetryPartition::new(partition))
                    .interceptor(CountRetries(Arc::clone(counters)))
                    .interceptor(WholeXml)
                    .build();
                $sdk::Client::from_conf(settings)
            }};
        }
        Self {
            backup: client!(aws_sdk_backup),
            cloudwatch: client!(aws_sdk_cloudwatch),
            ec2: client!(aws_sdk_ec2),
            elasticache: client!(aws_sdk_elasticache),
            kms: client!(aws_sdk_kms),
            logs: client!(aws_sdk_cloudwatchlogs),
            secretsmanager: client!(aws_sdk_secretsmanager),
            sns: client!(aws_sdk_sns),
            tagging: client!(aws_sdk_resourcegroupstagging),
        }
    }
}

/// Counts what is sent again.
#[derive(Debug)]
struct CountRetries(Arc<Counters>);

impl Intercept for CountRetries {
    fn name(&self) -> &'static str {
        "CountRetries"
    }

    fn read_before_attempt(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if config.load::<RequestAttempts>().is_some_and(|attempts| attempts.attempts() > 1) {
            self.0.retries.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }
}

/// Refuses XML that ends before its elements do. The SDK reads such a list as one that is shorter, or empty.
#[derive(Debug)]
pub(super) struct WholeXml;

impl Intercept for WholeXml {
    fn name(&self) -> &'static str {
        "WholeXml"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        match response.body().bytes() {
            Some(body) if response.status().is_success() && body.starts_with(b"<") => check(body),
            _ => Ok(()),
        }
    }
}

/// Whether every element of `body` ends.
fn check(body: &[u8]) -> Result<(), BoxError> {
    let mut reader = Reader::from_reader(body);
    let mut depth = 0_usize;
    loop {
        match reader.read_event()? {
            Event::Start(_) => depth += 1,
            // The reader itself refuses an end without a beginning.
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof if depth > 0 => return Err("the XML text ends too early".into()),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_that_ends_too_early_is_refused() {
        for whole in ["<a/>", "<a><b>x</b></a>\n", "<?xml version=\"1.0\"?><a b='c'></a>"] {
            assert!(check(whole.as_bytes()).is_ok(), "{whole}");
        }
        for broken in ["<a>", "<a><b></b>", "<a><b></a>", "<a", "<a><Marker>"] {
            assert!(check(broken.as_bytes()).is_err(), "{broken}");
        }
    }
}
