//! A lookup for every kind of resource that others refer to.

use super::lookup::{Case, Lookup};
use crate::model::{
    BackupPlan, Cache, CacheKind, CacheParameterGroup, CacheSubnetGroup, CompositeAlarm,
    GlobalReplicationGroup, Inventory, KmsAlias, KmsKey, LogGroup, MetricAlarm, PrefixList,
    RouteTable, Secret, SecretVersion, SecurityGroup, SsmParameter, Subnet, Topic, User, UserGroup,
    Vpc, VpcPeeringConnection,
};

/// The inventory, and where in it each reference leads.
pub(crate) struct Index<'a> {
    pub(crate) inventory: &'a Inventory,
    pub(crate) caches: Lookup<'a, Cache>,
    pub(crate) replication_groups: Lookup<'a, Cache>,
    pub(crate) cache_clusters: Lookup<'a, Cache>,
    pub(crate) serverless_caches: Lookup<'a, Cache>,
    pub(crate) subnet_groups: Lookup<'a, CacheSubnetGroup>,
    pub(crate) parameter_groups: Lookup<'a, CacheParameterGroup>,
    pub(crate) global_groups: Lookup<'a, GlobalReplicationGroup>,
    pub(crate) users: Lookup<'a, User>,
    pub(crate) user_groups: Lookup<'a, UserGroup>,
    pub(crate) vpcs: Lookup<'a, Vpc>,
    pub(crate) subnets: Lookup<'a, Subnet>,
    pub(crate) route_tables: Lookup<'a, RouteTable>,
    pub(crate) security_groups: Lookup<'a, SecurityGroup>,
    pub(crate) prefix_lists: Lookup<'a, PrefixList>,
    pub(crate) peerings: Lookup<'a, VpcPeeringConnection>,
    pub(crate) metric_alarms: Lookup<'a, MetricAlarm>,
    pub(crate) composite_alarms: Lookup<'a, CompositeAlarm>,
    pub(crate) topics: Lookup<'a, Topic>,
    pub(crate) log_groups: Lookup<'a, LogGroup>,
    pub(crate) secrets: Lookup<'a, Secret>,
    pub(crate) secret_versions: Lookup<'a, SecretVersion>,
    pub(crate) ssm_parameters: Lookup<'a, SsmParameter>,
    pub(crate) kms_keys: Lookup<'a, KmsKey>,
    pub(crate) kms_aliases: Lookup<'a, KmsAlias>,
    pub(crate) backup_plans: Lookup<'a, BackupPlan>,
}

impl<'a> Index<'a> {
    /// Indexes every kind.
    pub(crate) fn new(inventory: &'a Inventory) -> Self {
        use Case::{Folded, Kept};
        let caches = |noun, kind| {
            Lookup::filtered(
                noun,
                Folded,
                &inventory.caches,
                |_| None,
                move |cache: &Cache| cache.kind == kind,
            )
        };
        Self {
            inventory,
            caches: Lookup::new("cache", Folded, &inventory.caches, |_| None),
            replication_groups: caches("replication group", CacheKind::ReplicationGroup),
            cache_clusters: caches("cache cluster", CacheKind::CacheCluster),
            serverless_caches: caches("serverless cache", CacheKind::ServerlessCache),
            subnet_groups: Lookup::new(
                "subnet group",
                Folded,
                &inventory.cache_subnet_groups,
                |group| group.name.as_str(),
            ),
            parameter_groups: Lookup::new(
                "parameter group",
                Folded,
                &inventory.cache_parameter_groups,
                |group| group.name.as_str(),
            ),
            global_groups: Lookup::new(
                "global datastore",
                Folded,
                &inventory.global_replication_groups,
                |_| None,
            ),
            users: Lookup::new("user", Folded, &inventory.users, |_| None),
            user_groups: Lookup::new("user group", Folded, &inventory.user_groups, |_| None),
            vpcs: Lookup::new("VPC", Kept, &inventory.vpcs, |_| None),
            subnets: Lookup::new("subnet", Kept, &inventory.subnets, |_| None),
            route_tables: Lookup::new("route table", Kept, &inventory.route_tables, |_| None),
            security_groups: Lookup::new(
                "security group",
                Kept,
                &inventory.security_groups,
                |_| None,
            ),
            prefix_lists: Lookup::new("prefix list", Kept, &inventory.prefix_lists, |_| None),
            peerings: Lookup::new(
                "peering connection",
                Kept,
                &inventory.vpc_peering_connections,
                |_| None,
            ),
            metric_alarms: Lookup::new("alarm", Kept, &inventory.metric_alarms, |alarm| {
                alarm.alarm_name.as_str()
            }),
            composite_alarms: Lookup::new("alarm", Kept, &inventory.composite_alarms, |alarm| {
                alarm.alarm_name.as_str()
            }),
            topics: Lookup::new("topic", Kept, &inventory.topics, |topic| topic.name.as_str()),
            log_groups: Lookup::new("log group", Kept, &inventory.log_groups, |group| {
                group.name.as_str()
            }),
            secrets: Lookup::new("secret", Kept, &inventory.secrets, |secret| secret.name.as_str()),
            secret_versions: Lookup::new(
                "version of a secret",
                Kept,
                &inventory.secret_versions,
                |_| None,
            ),
            ssm_parameters: Lookup::new(
                "SSM parameter",
                Kept,
                &inventory.ssm_parameters,
                |parameter| parameter.name.as_str(),
            ),
            kms_keys: Lookup::new("key", Kept, &inventory.kms_keys, |_| None),
            kms_aliases: Lookup::new("key alias", Kept, &inventory.kms_aliases, |alias| {
                alias.alias_name.as_str()
            }),
            backup_plans: Lookup::new("backup plan", Kept, &inventory.backup_plans, |_| None),
        }
    }
}
