//! A client for each service, for one region of one account.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use aws_config::{Region as RegionName, SdkConfig};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextRef;
use aws_smithy_runtime_api::client::retries::RequestAttempts;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

use super::call::Counters;
use super::whole::Whole;

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
                    .interceptor(Whole)
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
