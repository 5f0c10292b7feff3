//! The clients of one region of one account.

use std::sync::Arc;

use aws_config::Region;

use super::call::Counters;
use super::operation::Service;
use super::region::Clients;
use super::retries::CountRetries;
use super::session::Session;

/// Clients for `region` of the account of `session`. Each has a rate limit of its own, as AWS limits services by account
/// and region.
pub(super) fn clients(session: &Session, region: &str, counters: &Arc<Counters>) -> Clients {
    macro_rules! client {
        ($sdk:ident, $service:expr) => {{
            let partition = format!("{}/{region}/{}", session.account_id, $service.prefix());
            let config = $sdk::config::Builder::from(&session.config)
                .region(Region::new(region.to_owned()))
                .retry_partition($sdk::config::retry::RetryPartition::new(partition))
                .interceptor(CountRetries(Arc::clone(counters)));
            $sdk::Client::from_conf(config.build())
        }};
    }
    Clients {
        backup: client!(aws_sdk_backup, Service::Backup),
        cloudwatch: client!(aws_sdk_cloudwatch, Service::CloudWatch),
        ec2: client!(aws_sdk_ec2, Service::Ec2),
        elasticache: client!(aws_sdk_elasticache, Service::ElastiCache),
        kms: client!(aws_sdk_kms, Service::Kms),
        logs: client!(aws_sdk_cloudwatchlogs, Service::Logs),
        secretsmanager: client!(aws_sdk_secretsmanager, Service::SecretsManager),
        sns: client!(aws_sdk_sns, Service::Sns),
        tagging: client!(aws_sdk_resourcegroupstagging, Service::Tagging),
    }
}
