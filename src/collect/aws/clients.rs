//! A client for each service, for one region of one account.

use std::sync::Arc;

use aws_config::Region;

use super::call::Counters;
use super::operation::Service;
use super::retries::CountRetries;
use super::session::Session;
use super::whole::Whole;

/// Whom to ask.
#[derive(Debug, Clone)]
pub(super) struct Clients {
    pub(super) backup: aws_sdk_backup::Client,
    pub(super) cloudwatch: aws_sdk_cloudwatch::Client,
    pub(super) ec2: aws_sdk_ec2::Client,
    pub(super) ecs: aws_sdk_ecs::Client,
    pub(super) efs: aws_sdk_efs::Client,
    pub(super) elasticache: aws_sdk_elasticache::Client,
    pub(super) kms: aws_sdk_kms::Client,
    pub(super) logs: aws_sdk_cloudwatchlogs::Client,
    pub(super) secretsmanager: aws_sdk_secretsmanager::Client,
    pub(super) servicediscovery: aws_sdk_servicediscovery::Client,
    pub(super) sns: aws_sdk_sns::Client,
    pub(super) ssm: aws_sdk_ssm::Client,
    pub(super) tagging: aws_sdk_resourcegroupstagging::Client,
}

impl Clients {
    /// Clients for `region` of the account of `session`. Each has a rate limit of its own, as AWS limits services by
    /// account and region.
    pub(super) fn new(session: &Session, region: &str, counters: &Arc<Counters>) -> Self {
        macro_rules! client {
            ($sdk:ident, $service:expr) => {{
                let partition = format!("{}/{region}/{}", session.account_id, $service.prefix());
                let config = $sdk::config::Builder::from(&session.config)
                    .region(Region::new(region.to_owned()))
                    .retry_partition($sdk::config::retry::RetryPartition::new(partition))
                    .interceptor(CountRetries(Arc::clone(counters)))
                    .interceptor(Whole);
                $sdk::Client::from_conf(config.build())
            }};
        }
        Self {
            backup: client!(aws_sdk_backup, Service::Backup),
            cloudwatch: client!(aws_sdk_cloudwatch, Service::CloudWatch),
            ec2: client!(aws_sdk_ec2, Service::Ec2),
            ecs: client!(aws_sdk_ecs, Service::Ecs),
            efs: client!(aws_sdk_efs, Service::Efs),
            elasticache: client!(aws_sdk_elasticache, Service::ElastiCache),
            kms: client!(aws_sdk_kms, Service::Kms),
            logs: client!(aws_sdk_cloudwatchlogs, Service::Logs),
            secretsmanager: client!(aws_sdk_secretsmanager, Service::SecretsManager),
            servicediscovery: client!(aws_sdk_servicediscovery, Service::ServiceDiscovery),
            sns: client!(aws_sdk_sns, Service::Sns),
            ssm: client!(aws_sdk_ssm, Service::Ssm),
            tagging: client!(aws_sdk_resourcegroupstagging, Service::Tagging),
        }
    }
}
