//! Lists of resources that were not read, so that what is missing in them proves nothing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Reason;

/// A list of resources that was not read in one region of one account, or not to its end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unlisted {
    /// The region of the account, as [`Origin::file`](super::Origin) of its resources says it.
    pub place: String,
    /// The list.
    pub list: ResourceList,
    /// The id of the VPC whose part of the list is meant; else the whole list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Why.
    pub reason: Reason,
}

/// Lists of an inventory that a live account may fail to tell.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ResourceList {
    /// `caches` that are replication groups.
    ReplicationGroups,
    /// `caches` that are clusters, members of groups among them.
    CacheClusters,
    /// `caches` that are serverless.
    ServerlessCaches,
    /// `cache_subnet_groups`.
    CacheSubnetGroups,
    /// `cache_parameter_groups`.
    CacheParameterGroups,
    /// `global_replication_groups`.
    GlobalReplicationGroups,
    /// `snapshots` of replication groups and clusters.
    Snapshots,
    /// `snapshots` of serverless caches.
    ServerlessCacheSnapshots,
    /// `update_actions`.
    UpdateActions,
    /// `users`.
    Users,
    /// `user_groups`.
    UserGroups,
    /// `vpcs`.
    Vpcs,
    /// `subnets`.
    Subnets,
    /// `route_tables` and the associations of their subnets.
    RouteTables,
    /// `security_groups`.
    SecurityGroups,
    /// `prefix_lists`.
    PrefixLists,
    /// `vpc_peering_connections`.
    VpcPeeringConnections,
    /// `metric_alarms` and `composite_alarms`.
    Alarms,
    /// `topics` and `topic_subscriptions`.
    TopicSubscriptions,
    /// `log_groups`.
    LogGroups,
    /// `secrets`.
    Secrets,
    /// `backup_plans`.
    BackupPlans,
    /// `backup_selections`.
    BackupSelections,
    /// `ecs_services`.
    EcsServices,
    /// `ecs_task_definitions`.
    EcsTaskDefinitions,
    /// `file_systems`.
    FileSystems,
    /// `mount_targets`.
    MountTargets,
    /// `discovery_services`.
    DiscoveryServices,
    /// `discovery_namespaces`.
    DiscoveryNamespaces,
    /// `ssm_parameters`.
    SsmParameters,
}
