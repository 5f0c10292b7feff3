//! A lookup for every kind of resource that others refer to.

use std::sync::Arc;

use super::listed::Lists;
use super::lookup::{Case, Kind, Lookup, Scope};
use crate::model::{
    BackupPlan, Cache, CacheKind, CacheParameterGroup, CacheSubnetGroup, CompositeAlarm,
    DiscoveryNamespace, DiscoveryService, EcsTaskDefinition, FileSystem, GlobalReplicationGroup,
    Inventory, KmsAlias, KmsKey, LogGroup, MetricAlarm, PrefixList, ResourceList, RouteTable,
    Secret, SecretVersion, SecurityGroup, SsmParameter, Subnet, Topic, User, UserGroup, Vpc,
    VpcPeeringConnection,
};

/// The inventory, and where in it each reference leads.
pub(crate) struct Index<'a> {
    pub(crate) inventory: &'a Inventory,
    pub(crate) lists: Arc<Lists<'a>>,
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
    pub(crate) task_definitions: Lookup<'a, EcsTaskDefinition>,
    pub(crate) file_systems: Lookup<'a, FileSystem>,
    pub(crate) discovery_services: Lookup<'a, DiscoveryService>,
    pub(crate) discovery_namespaces: Lookup<'a, DiscoveryNamespace>,
}

/// A kind whose names mean something in one region of one account.
const fn local(noun: &'static str, case: Case, lists: &'static [ResourceList]) -> Kind {
    Kind { noun, case, scope: Scope::Place, lists }
}

/// A kind of EC2's, whose ids are unique.
const fn unique(noun: &'static str, lists: &'static [ResourceList]) -> Kind {
    Kind { noun, case: Case::Kept, scope: Scope::Everywhere, lists }
}

/// The lists that hold every cache.
pub(crate) const CACHES: &[ResourceList] =
    &[ResourceList::ReplicationGroups, ResourceList::CacheClusters, ResourceList::ServerlessCaches];

impl<'a> Index<'a> {
    /// Indexes every kind.
    pub(crate) fn new(inventory: &'a Inventory) -> Self {
        use Case::{Folded, Kept};
        let lists = Arc::new(Lists::new(&inventory.unlisted));
        macro_rules! all {
            ($kind:expr, $list:ident $(, $name:ident)?) => {
                Lookup::new($kind, &lists, &inventory.$list, |_item| {
                    None$(.or(_item.$name.as_str()))?
                })
            };
        }
        let caches = |noun, list, kind| {
            let keep = move |cache: &Cache| cache.kind == kind;
            Lookup::filtered(local(noun, Folded, list), &lists, &inventory.caches, |_| None, keep)
        };
        Self {
            inventory,
            caches: all!(local("cache", Folded, CACHES), caches),
            replication_groups: caches(
                "replication group",
                &[ResourceList::ReplicationGroups],
                CacheKind::ReplicationGroup,
            ),
            cache_clusters: caches(
                "cache cluster",
                &[ResourceList::CacheClusters],
                CacheKind::CacheCluster,
            ),
            serverless_caches: caches(
                "serverless cache",
                &[ResourceList::ServerlessCaches],
                CacheKind::ServerlessCache,
            ),
            subnet_groups: all!(
                local("subnet group", Folded, &[ResourceList::CacheSubnetGroups]),
                cache_subnet_groups,
                name
            ),
            parameter_groups: all!(
                local("parameter group", Folded, &[ResourceList::CacheParameterGroups]),
                cache_parameter_groups,
                name
            ),
            global_groups: all!(
                local("global datastore", Folded, &[ResourceList::GlobalReplicationGroups]),
                global_replication_groups
            ),
            users: all!(local("user", Folded, &[ResourceList::Users]), users),
            user_groups: all!(
                local("user group", Folded, &[ResourceList::UserGroups]),
                user_groups
            ),
            vpcs: all!(unique("VPC", &[ResourceList::Vpcs]), vpcs),
            subnets: all!(unique("subnet", &[ResourceList::Subnets]), subnets),
            route_tables: all!(unique("route table", &[ResourceList::RouteTables]), route_tables),
            security_groups: all!(
                unique("security group", &[ResourceList::SecurityGroups]),
                security_groups
            ),
            prefix_lists: all!(unique("prefix list", &[ResourceList::PrefixLists]), prefix_lists),
            peerings: all!(
                unique("peering connection", &[ResourceList::VpcPeeringConnections]),
                vpc_peering_connections
            ),
            metric_alarms: all!(
                local("alarm", Kept, &[ResourceList::Alarms]),
                metric_alarms,
                alarm_name
            ),
            composite_alarms: all!(
                local("alarm", Kept, &[ResourceList::Alarms]),
                composite_alarms,
                alarm_name
            ),
            topics: all!(local("topic", Kept, &[ResourceList::TopicSubscriptions]), topics, name),
            log_groups: all!(
                local("log group", Kept, &[ResourceList::LogGroups]),
                log_groups,
                name
            ),
            secrets: all!(local("secret", Kept, &[ResourceList::Secrets]), secrets, name),
            secret_versions: all!(local("version of a secret", Kept, &[]), secret_versions),
            ssm_parameters: all!(
                local("SSM parameter", Kept, &[ResourceList::SsmParameters]),
                ssm_parameters,
                name
            ),
            kms_keys: all!(local("key", Kept, &[]), kms_keys),
            kms_aliases: all!(local("key alias", Kept, &[]), kms_aliases, alias_name),
            backup_plans: all!(
                local("backup plan", Kept, &[ResourceList::BackupPlans]),
                backup_plans
            ),
            task_definitions: all!(
                local("task definition", Kept, &[ResourceList::EcsTaskDefinitions]),
                ecs_task_definitions
            ),
            file_systems: all!(
                local("file system", Kept, &[ResourceList::FileSystems]),
                file_systems
            ),
            discovery_services: all!(
                local("service of Cloud Map", Kept, &[ResourceList::DiscoveryServices]),
                discovery_services
            ),
            discovery_namespaces: all!(
                local("namespace of Cloud Map", Kept, &[ResourceList::DiscoveryNamespaces]),
                discovery_namespaces
            ),
            lists,
        }
    }
}
