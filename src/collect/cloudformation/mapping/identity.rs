//! Ids and ARNs that a template tells before anything is made.

use super::Incoming;
use crate::model::{Attribute, Reason};

/// What an ARN says before the name, by type, and whether `Ref` returns the ARN.
const ARNS: [(&str, &str, &str); 10] = [
    ("Backup::BackupVault", "backup", "backup-vault:"),
    ("CloudWatch::Alarm", "cloudwatch", "alarm:"),
    ("CloudWatch::CompositeAlarm", "cloudwatch", "alarm:"),
    ("ElastiCache::CacheCluster", "elasticache", "cluster:"),
    ("ElastiCache::ReplicationGroup", "elasticache", "replicationgroup:"),
    ("ElastiCache::ServerlessCache", "elasticache", "serverlesscache:"),
    ("ElastiCache::SubnetGroup", "elasticache", "subnetgroup:"),
    ("ElastiCache::User", "elasticache", "user:"),
    ("ElastiCache::UserGroup", "elasticache", "usergroup:"),
    ("Logs::LogGroup", "logs", "log-group:"),
];

/// Types that have no ARN.
const WITHOUT_ARN: [&str; 5] = [
    "Backup::BackupSelection",
    "EC2::NetworkAclEntry",
    "EC2::Route",
    "EC2::SubnetRouteTableAssociation",
    "EC2::VPCCidrBlock",
];

impl Incoming<'_> {
    /// The physical id: the one that a change set tells, or the name that the resource gives itself.
    pub(super) fn id(&self) -> Attribute<String> {
        let planned = self.context.planned.get(&self.resource.address);
        if let Some(id) = planned.and_then(|planned| planned.physical_id.clone()) {
            return Attribute::Known(id);
        }
        match self.context.symbols.name(&self.resource.address) {
            Some(name) => Attribute::Known(name.to_owned()),
            None if self.kind() == "SNS::Topic" => self.arn(),
            None => Attribute::Unknown(Reason::KnownAfterApply),
        }
    }

    /// The ARN, where partition, region, account and name are known.
    pub(super) fn arn(&self) -> Attribute<String> {
        if WITHOUT_ARN.contains(&self.kind()) {
            return Attribute::Unset;
        }
        self.known_arn().map_or(Attribute::Unknown(Reason::KnownAfterApply), Attribute::Known)
    }

    fn known_arn(&self) -> Option<String> {
        let (service, resource) = match self.kind() {
            "SNS::Topic" => {
                let name = self.context.symbols.text(&self.values.peek("TopicName"));
                ("sns", name.known()?.clone())
            }
            kind => {
                let (_, service, prefix) = ARNS.iter().find(|(named, ..)| *named == kind)?;
                let name = self.context.symbols.name(&self.resource.address)?;
                (*service, format!("{prefix}{name}"))
            }
        };
        let partition = self.context.partition.as_str()?;
        let region = self.context.region.as_str()?;
        let account = self.context.account_id.as_str()?;
        Some(format!("arn:{partition}:{service}:{region}:{account}:{resource}"))
    }

    fn kind(&self) -> &str {
        self.resource.resource_type.trim_start_matches("AWS::")
    }
}
