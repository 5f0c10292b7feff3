//! Every operation that a scan may call, and what it fills.
//!
//! One table: from it follow which calls a set of policies leads to, the IAM policy that allows them, and what becomes
//! unknown when one of them fails. An operation fills attributes of subjects, by their path in a policy's input.

use std::collections::BTreeSet;
use std::fmt;

/// A service, by the word that endpoints, limits and IAM know it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// AWS Backup.
    Backup,
    /// Amazon CloudWatch.
    CloudWatch,
    /// Amazon EC2.
    Ec2,
    /// Amazon Elastic Container Service.
    Ecs,
    /// Amazon Elastic File System.
    Efs,
    /// Amazon ElastiCache.
    ElastiCache,
    /// AWS Key Management Service.
    Kms,
    /// Amazon CloudWatch Logs.
    Logs,
    /// AWS Secrets Manager.
    SecretsManager,
    /// AWS Cloud Map.
    ServiceDiscovery,
    /// Amazon Simple Notification Service.
    Sns,
    /// AWS Systems Manager.
    Ssm,
    /// AWS Security Token Service.
    Sts,
    /// The Resource Groups Tagging API.
    Tagging,
}

impl Service {
    /// What IAM actions of the service begin with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Backup => "backup",
            Self::CloudWatch => "cloudwatch",
            Self::Ec2 => "ec2",
            Self::Ecs => "ecs",
            Self::Efs => "elasticfilesystem",
            Self::ElastiCache => "elasticache",
            Self::Kms => "kms",
            Self::Logs => "logs",
            Self::SecretsManager => "secretsmanager",
            Self::ServiceDiscovery => "servicediscovery",
            Self::Sns => "sns",
            Self::Ssm => "ssm",
            Self::Sts => "sts",
            Self::Tagging => "tag",
        }
    }

    /// The service id of the SDK's models, by which a profile has a `services` section set the service's endpoint.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Backup => "Backup",
            Self::CloudWatch => "CloudWatch",
            Self::Ec2 => "EC2",
            Self::Ecs => "ECS",
            Self::Efs => "EFS",
            Self::ElastiCache => "ElastiCache",
            Self::Kms => "KMS",
            Self::Logs => "CloudWatch Logs",
            Self::SecretsManager => "Secrets Manager",
            Self::ServiceDiscovery => "ServiceDiscovery",
            Self::Sns => "SNS",
            Self::Ssm => "SSM",
            Self::Sts => "STS",
            Self::Tagging => "Resource Groups Tagging API",
        }
    }

    /// How many calls one region of one account is asked at a time. ElastiCache publishes no quota and throttles early;
    /// the other services allow more, and nothing here needs it.
    pub(super) fn limit(self) -> usize {
        match self {
            Self::ElastiCache => 3,
            _ => 4,
        }
    }
}

macro_rules! operations {
    ($($service:ident $name:ident $fills:tt $(of containers $of_containers:tt)?;)*) => {
        /// One operation of one service, named as its API reference does.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Operation {
            $(
                #[doc = concat!("`", stringify!($name), "`.")]
                $name,
            )*
        }

        impl Operation {
            /// Every operation.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Whose operation it is.
            pub fn service(self) -> Service {
                match self { $(Self::$name => Service::$service,)* }
            }

            /// Its name, which is also that of its IAM action.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// The attributes that are unknown without it.
            fn fills(self) -> &'static [&'static str] {
                match self { $(Self::$name => &$fills,)* }
            }

            /// Those that are unknown without it where the cache runs in containers.
            fn fills_of_containers(self) -> &'static [&'static str] {
                match self { $(Self::$name => operations!(@ $($of_containers)?),)* }
            }
        }
    };
    (@) => { &[] };
    (@ $of_containers:tt) => { &$of_containers };
}

operations! {
    // Who is asked, and where.
    Sts AssumeRole [];
    Sts GetCallerIdentity [];
    Ec2 DescribeRegions [];

    // The caches themselves: everything begins with these three.
    ElastiCache DescribeReplicationGroups ["cache", "alarm", "backup_selection"];
    ElastiCache DescribeCacheClusters ["cache", "alarm", "backup_selection"];
    ElastiCache DescribeServerlessCaches ["cache", "alarm", "backup_selection"];

    // Containers: services tell which tasks run, their definitions whether that is a cache.
    Ecs ListClusters [] of containers ["cache.container"];
    Ecs ListServices [] of containers ["cache.container"];
    Ecs DescribeServices [] of containers ["cache.container"];
    Ecs DescribeTaskDefinition [] of containers ["cache.container"];

    ElastiCache DescribeCacheSubnetGroups ["cache.subnets", "cache.vpc", "cache.ingress", "cache.egress"];
    ElastiCache DescribeCacheParameterGroups ["cache.parameter_group.family"];
    ElastiCache DescribeCacheParameters ["cache.parameter_group.parameters"];
    ElastiCache DescribeUserGroups ["cache.user_groups"];
    ElastiCache DescribeUsers ["cache.user_groups[].users"];
    ElastiCache DescribeSnapshots ["cache.snapshots"];
    ElastiCache DescribeServerlessCacheSnapshots ["cache.snapshots"];
    ElastiCache DescribeUpdateActions ["cache.update_actions"];
    ElastiCache DescribeGlobalReplicationGroups ["cache.global_replication_group"];
    Tagging GetResources ["cache.tags"];

    Ec2 DescribeSubnets ["cache.subnets", "cache.vpc", "cache.ingress", "cache.egress"];
    Ec2 DescribeRouteTables [
        "cache.subnets[].route_table",
        "cache.subnets[].ipv4_route_class",
        "cache.subnets[].ipv6_route_class",
        "cache.vpc.peering_connections[].is_routed_from_cache",
        "cache.vpc.peering_connections[].is_routed_back",
    ];
    Ec2 DescribeVpcs [
        "cache.vpc.is_default",
        "cache.vpc.cidr_blocks",
        "cache.vpc.ipv6_cidr_blocks",
        "cache.vpc.peering_connections[].is_routed_from_cache",
        "cache.vpc.peering_connections[].is_routed_back",
    ];
    Ec2 DescribeVpcPeeringConnections ["cache.vpc.peering_connections"];
    Ec2 DescribeSecurityGroups [
        "cache.security_groups[].name",
        "cache.security_groups[].group_name",
        "cache.security_groups[].name_tag",
        "cache.security_groups[].is_default",
        "cache.ingress",
        "cache.egress",
    ] of containers ["cache.container.data_volume.file_system.ingress"];
    Ec2 DescribeManagedPrefixLists [
        "cache.ingress[].peer",
        "cache.egress[].peer",
    ] of containers ["cache.container.data_volume.file_system.ingress[].peer"];
    Ec2 GetManagedPrefixListEntries [
        "cache.ingress[].peer.cidr_blocks",
        "cache.egress[].peer.cidr_blocks",
        "cache.subnets[].ipv4_route_class",
        "cache.subnets[].ipv6_route_class",
    ] of containers ["cache.container.data_volume.file_system.ingress[].peer.cidr_blocks"];

    Efs DescribeFileSystems [] of containers [
        "cache.container.data_volume.file_system.name",
        "cache.container.data_volume.file_system.encrypted",
        "cache.container.data_volume.file_system.kms_key_id",
        "cache.container.data_volume.file_system.throughput_mode",
        "cache.container.data_volume.file_system.provisioned_throughput_in_mibps",
        "cache.container.data_volume.file_system.availability_zone_name",
        "cache.at_rest_encryption_enabled",
        "cache.kms_key_id",
        "cache.kms_key",
    ];
    Efs DescribeBackupPolicy [] of containers [
        "cache.container.data_volume.file_system.backup_policy_enabled",
    ];
    Efs DescribeMountTargets [] of containers ["cache.container.data_volume.file_system.ingress"];
    Efs DescribeMountTargetSecurityGroups [] of containers [
        "cache.container.data_volume.file_system.ingress",
    ];
    ServiceDiscovery GetService [] of containers ["cache.container.dns_names"];
    ServiceDiscovery GetNamespace [] of containers ["cache.container.dns_names"];
    Ssm DescribeParameters [] of containers [
        "cache.container.password_parameter",
        "cache.auth_token_secret",
    ];

    CloudWatch DescribeAlarms ["cache.alarms", "alarm"];
    Sns ListSubscriptionsByTopic [
        "cache.alarms[].actions[].topic.subscriptions",
        "cache.notification_topic.subscriptions",
        "alarm.actions[].topic.subscriptions",
    ];
    Logs DescribeLogGroups ["cache.log_deliveries[].retention_in_days"];
    Kms DescribeKey ["cache.kms_key"];
    Kms GetKeyRotationStatus ["cache.kms_key.key_rotation_enabled"];
    SecretsManager ListSecrets ["cache.secrets"] of containers ["cache.auth_token_secret"];

    Backup ListBackupPlans ["backup_selection"];
    Backup GetBackupPlan ["backup_selection.backup_plan"];
    Backup ListBackupSelections ["backup_selection"];
    Backup GetBackupSelection ["backup_selection"];
}

impl Operation {
    /// The IAM action that allows it: `ec2:DescribeSubnets`.
    pub fn action(self) -> String {
        format!("{}:{}", self.service().prefix(), self.name())
    }

    /// Whether an attribute of `wanted` is filled by it, for a cache in containers only where `containers` are read.
    fn is_wanted(self, wanted: &BTreeSet<String>, containers: bool) -> bool {
        let covers = |fills: &str, path: &str| is_below(path, fills) || is_below(fills, path);
        let is_read = |fills: &&str| wanted.iter().any(|path| covers(fills, path));
        let of_containers = if containers { self.fills_of_containers() } else { &[] };
        self.fills().iter().chain(of_containers).any(is_read)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.service().prefix(), self.name())
    }
}

/// Whether `path` is `above` or lies below it.
fn is_below(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The attribute that all the others of containers are below.
const CONTAINER: &str = "cache.container";

/// The operations that fill `attributes`: paths in policies' input, such as `cache.alarms[].name`.
///
/// Containers are looked for where a policy reads what only they have. A policy that reads what every cache has would make
/// every account without containers pay for it.
pub fn operations(attributes: &BTreeSet<String>) -> BTreeSet<Operation> {
    let containers = attributes.iter().any(|path| is_below(path, CONTAINER));
    let is_wanted = |operation: &Operation| operation.is_wanted(attributes, containers);
    Operation::ALL.iter().copied().filter(is_wanted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called_for(attributes: &[&str]) -> Vec<&'static str> {
        let attributes = attributes.iter().map(|path| (*path).to_owned()).collect();
        operations(&attributes).into_iter().map(Operation::name).collect()
    }

    const PROBES: [&str; 3] =
        ["DescribeReplicationGroups", "DescribeCacheClusters", "DescribeServerlessCaches"];

    #[test]
    fn an_attribute_of_the_cache_itself_needs_no_more_than_the_caches() {
        assert_eq!(called_for(&["cache.engine_version"]), PROBES);
        assert!(called_for(&[]).is_empty());
    }

    #[test]
    fn a_path_needs_what_fills_it_above_it_and_below_it() {
        let with = |more: &[&'static str]| [&PROBES, more].concat();
        assert_eq!(
            called_for(&["cache.user_groups"]),
            with(&["DescribeUserGroups", "DescribeUsers"])
        );
        assert_eq!(called_for(&["cache.user_groups[].name"]), with(&["DescribeUserGroups"]));
        assert_eq!(
            called_for(&["cache.parameter_group.family"]),
            with(&["DescribeCacheParameterGroups"])
        );
        assert_eq!(called_for(&["cache.tags_of_another"]), PROBES, "a name that only begins alike");
    }

    const OF_CONTAINERS: [&str; 4] =
        ["ListClusters", "ListServices", "DescribeServices", "DescribeTaskDefinition"];

    #[test]
    fn containers_are_looked_for_where_a_policy_reads_them() {
        let with = |more: &[&'static str]| [&PROBES[..], &OF_CONTAINERS, more].concat();
        assert_eq!(called_for(&["cache.container.maximum_percent"]), with(&[]));
        assert_eq!(called_for(&["cache.container_of_another"]), PROBES);
        let dns = with(&["GetService", "GetNamespace"]);
        assert_eq!(called_for(&["cache.container.dns_names"]), dns);
    }

    #[test]
    fn what_every_cache_has_leads_to_file_systems_only_beside_containers() {
        assert_eq!(called_for(&["cache.at_rest_encryption_enabled"]), PROBES);
        assert_eq!(
            called_for(&["cache.kms_key"]),
            [&PROBES[..], &["DescribeKey", "GetKeyRotationStatus"]].concat()
        );
        let both = ["cache.at_rest_encryption_enabled", "cache.container.cluster"];
        let expected = [&PROBES[..], &OF_CONTAINERS, &["DescribeFileSystems"]].concat();
        assert_eq!(called_for(&both), expected);
    }

    #[test]
    fn no_operation_of_containers_is_called_for_other_caches() {
        let services = [Service::Ecs, Service::Efs, Service::ServiceDiscovery, Service::Ssm];
        for operation in Operation::ALL {
            let is_of_containers = services.contains(&operation.service());
            assert!(!is_of_containers || operation.fills().is_empty(), "{operation}");
        }
    }
}
