//! The normalized model: plain data in AWS's words, independent of the source it was read from.
//!
//! Every source leaves an [`Inventory`]: flat lists of resources, each with its own attributes and references to others.
//! Nothing here knows how a source is read, how resources are joined, or what a policy makes of them.

mod access;
mod alarm;
mod alarm_rule;
mod attribute;
mod backup;
mod cache;
mod container;
pub mod defaults;
mod head;
mod identity;
mod image;
mod lists;
mod network;
mod origin;
mod secret;
mod snapshot;
mod unlisted;
mod waiver;

use std::collections::{BTreeMap, BTreeSet};

use lists::resource_lists;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use access::{User, UserGroup, UserGroupAssociation};
pub use alarm::{AlarmMetric, CompositeAlarm, LogGroup, MetricAlarm, Topic, TopicSubscription};
pub(crate) use alarm_rule::AlarmRule;
pub use attribute::{Attribute, Reason, UNKNOWN_KEY};
pub use backup::{
    BackupCopyAction, BackupLifecycle, BackupPlan, BackupRule, BackupSelection, BackupVault,
};
pub use cache::{
    Cache, CacheKind, CacheParameterGroup, CacheSubnetGroup, ClusterMode, DeletionPolicy, Engine,
    FinalSnapshot, GlobalReplicationGroup, GlobalReplicationGroupMember, LogDelivery,
    NodeGroupMember, SecretSource, SecretValue,
};
pub use container::{
    ContainerDefinition, DiscoveryNamespace, DiscoveryService, EcsService, EcsTaskDefinition,
    EfsVolumeConfiguration, FileSystem, MountPoint, MountTarget, TaskVolume,
};
pub(crate) use head::Head;
pub use identity::{Arn, Reference, StackMember, Symbol, is_region};
pub use image::Image;
pub use network::{
    Direction, MainRouteTableAssociation, NetworkAcl, NetworkAclEntry, Peer, PrefixList,
    PrefixListEntry, Route, RouteTable, RouteTableAssociation, RouteTargetKind, SecurityGroup,
    SecurityGroupRule, StandaloneNetworkAclEntry, StandaloneRoute, StandaloneSecurityGroupRule,
    Subnet, Vpc, VpcCidrBlockAssociation, VpcPeeringConnection, VpcPeeringConnectionAccepter,
};
pub use origin::{DefaultValue, Lead, Origin, RelatedPlace, Supplier};
pub use secret::{KmsAlias, KmsKey, Secret, SecretVersion, SsmParameter};
pub use snapshot::{Snapshot, UpdateAction};
pub use unlisted::{ResourceList, Unlisted};
pub use waiver::ResourceWaiver;

/// The version of the saved inventory format. It changes when a reader of the old one would misread the new one.
pub const INVENTORY_VERSION: u32 = 1;

/// Everything collected from one source or several, flat, by identity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inventory {
    /// [`INVENTORY_VERSION`]; also what a saved inventory is recognised by.
    pub cache_audit_inventory: u32,
    /// What was read.
    #[serde(default)]
    pub sources: Vec<SourceSummary>,
    /// What was asked for and could not be read.
    #[serde(default)]
    pub gaps: Vec<Gap>,
    /// What the user calls each live account, by account id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub accounts: BTreeMap<String, BTreeSet<String>>,
    /// Replication groups, clusters and serverless caches as they shall be.
    #[serde(default)]
    pub caches: Vec<Resource<Cache>>,
    /// Caches that the change deletes or replaces, as they are now.
    #[serde(default)]
    pub removed_caches: Vec<Resource<Cache>>,
    /// Cache subnet groups.
    #[serde(default)]
    pub cache_subnet_groups: Vec<Resource<CacheSubnetGroup>>,
    /// Cache parameter groups.
    #[serde(default)]
    pub cache_parameter_groups: Vec<Resource<CacheParameterGroup>>,
    /// Global datastores.
    #[serde(default)]
    pub global_replication_groups: Vec<Resource<GlobalReplicationGroup>>,
    /// Snapshots.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub snapshots: Vec<Resource<Snapshot>>,
    /// What service updates mean for caches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub update_actions: Vec<Resource<UpdateAction>>,
    /// Users.
    #[serde(default)]
    pub users: Vec<Resource<User>>,
    /// User groups.
    #[serde(default)]
    pub user_groups: Vec<Resource<UserGroup>>,
    /// Users added to groups by a resource of their own.
    #[serde(default)]
    pub user_group_associations: Vec<Resource<UserGroupAssociation>>,
    /// VPCs.
    #[serde(default)]
    pub vpcs: Vec<Resource<Vpc>>,
    /// Further ranges of VPCs.
    #[serde(default)]
    pub vpc_cidr_block_associations: Vec<Resource<VpcCidrBlockAssociation>>,
    /// Subnets.
    #[serde(default)]
    pub subnets: Vec<Resource<Subnet>>,
    /// Route tables.
    #[serde(default)]
    pub route_tables: Vec<Resource<RouteTable>>,
    /// Routes that are resources of their own.
    #[serde(default)]
    pub routes: Vec<Resource<StandaloneRoute>>,
    /// Which subnets use which table.
    #[serde(default)]
    pub route_table_associations: Vec<Resource<RouteTableAssociation>>,
    /// Which table is main.
    #[serde(default)]
    pub main_route_table_associations: Vec<Resource<MainRouteTableAssociation>>,
    /// Security groups.
    #[serde(default)]
    pub security_groups: Vec<Resource<SecurityGroup>>,
    /// Security group rules that are resources of their own.
    #[serde(default)]
    pub security_group_rules: Vec<Resource<StandaloneSecurityGroupRule>>,
    /// Managed prefix lists.
    #[serde(default)]
    pub prefix_lists: Vec<Resource<PrefixList>>,
    /// Prefix list entries that are resources of their own.
    #[serde(default)]
    pub prefix_list_entries: Vec<Resource<PrefixListEntry>>,
    /// VPC peering connections.
    #[serde(default)]
    pub vpc_peering_connections: Vec<Resource<VpcPeeringConnection>>,
    /// Accepting sides of peering connections.
    #[serde(default)]
    pub vpc_peering_connection_accepters: Vec<Resource<VpcPeeringConnectionAccepter>>,
    /// Network ACLs.
    #[serde(default)]
    pub network_acls: Vec<Resource<NetworkAcl>>,
    /// Network ACL entries that are resources of their own.
    #[serde(default)]
    pub network_acl_entries: Vec<Resource<StandaloneNetworkAclEntry>>,
    /// Metric alarms.
    #[serde(default)]
    pub metric_alarms: Vec<Resource<MetricAlarm>>,
    /// Composite alarms.
    #[serde(default)]
    pub composite_alarms: Vec<Resource<CompositeAlarm>>,
    /// SNS topics.
    #[serde(default)]
    pub topics: Vec<Resource<Topic>>,
    /// SNS subscriptions.
    #[serde(default)]
    pub topic_subscriptions: Vec<Resource<TopicSubscription>>,
    /// CloudWatch log groups.
    #[serde(default)]
    pub log_groups: Vec<Resource<LogGroup>>,
    /// Secrets Manager secrets.
    #[serde(default)]
    pub secrets: Vec<Resource<Secret>>,
    /// Values of secrets.
    #[serde(default)]
    pub secret_versions: Vec<Resource<SecretVersion>>,
    /// SSM parameters.
    #[serde(default)]
    pub ssm_parameters: Vec<Resource<SsmParameter>>,
    /// KMS keys.
    #[serde(default)]
    pub kms_keys: Vec<Resource<KmsKey>>,
    /// KMS aliases.
    #[serde(default)]
    pub kms_aliases: Vec<Resource<KmsAlias>>,
    /// Plans of AWS Backup.
    #[serde(default)]
    pub backup_plans: Vec<Resource<BackupPlan>>,
    /// What plans of AWS Backup select.
    #[serde(default)]
    pub backup_selections: Vec<Resource<BackupSelection>>,
    /// Vaults of AWS Backup.
    #[serde(default)]
    pub backup_vaults: Vec<Resource<BackupVault>>,
    /// Services of ECS.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ecs_services: Vec<Resource<EcsService>>,
    /// What tasks of ECS run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ecs_task_definitions: Vec<Resource<EcsTaskDefinition>>,
    /// File systems of EFS.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub file_systems: Vec<Resource<FileSystem>>,
    /// Where file systems are reached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mount_targets: Vec<Resource<MountTarget>>,
    /// Names in namespaces of Cloud Map.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discovery_services: Vec<Resource<DiscoveryService>>,
    /// Namespaces of Cloud Map.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discovery_namespaces: Vec<Resource<DiscoveryNamespace>>,
    /// Lists of a live account that were not read, or not to their end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unlisted: Vec<Unlisted>,
    /// Findings that somebody accepted beside the resources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<ResourceWaiver>,
    /// The same with each value that parameters nobody gave a value may take, as far as the source bounds them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Alternative>,
}

/// What an inventory comes to when parameters without a value take certain values.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// The values taken, by parameter.
    pub given: BTreeMap<String, String>,
    /// Everything collected then; it has no alternatives of its own.
    pub inventory: Inventory,
}

/// One resource: what every kind has, and its own attributes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resource<T> {
    /// What the source calls it: `module.cache["eu"].aws_elasticache_replication_group.this`, a logical id, an ARN.
    pub address: String,
    /// Where it was read.
    #[serde(default)]
    pub origin: Origin,
    /// Whether the source declares it, rather than only looking it up.
    #[serde(default = "declared")]
    pub is_declared: bool,
    /// What the change does to it.
    #[serde(default)]
    pub change: Change,
    /// The physical id or name: `sg-0a1b`, `orders`.
    #[serde(default)]
    pub id: Attribute<String>,
    /// The Amazon Resource Name.
    #[serde(default)]
    pub arn: Attribute<String>,
    /// The region.
    #[serde(default)]
    pub region: Attribute<String>,
    /// The account.
    #[serde(default)]
    pub account_id: Attribute<String>,
    /// Tags, those inherited from the provider or stack included.
    #[serde(default)]
    pub tags: Attribute<BTreeMap<String, Attribute<String>>>,
    /// The place in a CloudFormation stack, of a resource that is declared in one whose name is known. What runs tells
    /// it by tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stack_member: Option<StackMember>,
    /// Attributes that nobody wrote and that have a documented value all the same.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub defaults: BTreeMap<String, DefaultValue>,
    /// Where attributes are written, by their path below `attributes`: `snapshot_retention_limit`, `ingress[0].peer`.
    /// Only sources that people edit tell it; for what is missing the resource's own origin stands.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub locations: BTreeMap<String, Origin>,
    /// What only this kind of resource has.
    pub attributes: T,
}

fn declared() -> bool {
    true
}

/// What a change does to a resource.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Change {
    /// The action.
    pub action: Action,
    /// Attributes that force the replacement, as paths.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replace_paths: Vec<String>,
    /// Why the tool plans the action, in its own word: `delete_because_no_resource_config`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The id that the resource is imported by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imported_id: Option<String>,
    /// The address it had before it was moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_address: Option<String>,
}

/// What is done to a resource.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Nothing: it stays, or the source tells no change.
    #[default]
    None,
    /// It is made.
    Create,
    /// It is changed in place.
    Update,
    /// It is deleted and made anew, in either order.
    Replace,
    /// It is deleted.
    Delete,
    /// It is no longer managed, and goes on to exist.
    Forget,
    /// It is looked up while the change is applied.
    Read,
}

/// What one source was, and how far it can be trusted to be whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceSummary {
    /// The file, as the user named it.
    pub file: String,
    /// What it was found to be.
    pub kind: SourceKind,
    /// The tool that wrote it and its version: `Terraform 1.11.4`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_by: Option<String>,
    /// Whether everything that the configuration declares is in it.
    pub is_complete: bool,
}

/// Kinds of input.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// `terraform show -json` of a plan.
    TerraformPlan,
    /// `terraform show -json` of a state.
    TerraformState,
    /// A state file itself, version 4.
    TerraformStateFile,
    /// A CloudFormation template, in YAML or JSON.
    CloudFormationTemplate,
    /// `aws cloudformation describe-change-set`.
    CloudFormationChangeSet,
    /// A CDK cloud assembly: `cdk.out`.
    CdkAssembly,
    /// An inventory saved earlier.
    SavedInventory,
    /// One region of a live account.
    LiveAccount,
}

impl SourceKind {
    /// What people call it.
    pub fn words(self) -> &'static str {
        match self {
            Self::TerraformPlan => "Terraform plan",
            Self::TerraformState => "Terraform state",
            Self::TerraformStateFile => "Terraform state file",
            Self::CloudFormationTemplate => "CloudFormation template",
            Self::CloudFormationChangeSet => "CloudFormation change set",
            Self::CdkAssembly => "CDK cloud assembly",
            Self::SavedInventory => "saved inventory",
            Self::LiveAccount => "live account",
        }
    }
}

/// Something that was asked for and could not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// What is missing: an address, an operation, a file.
    pub what: String,
    /// Why.
    pub why: String,
    /// Whether the audit is incomplete for it. A partial plan is; a deferred change that the plan itself tells of is not.
    pub is_failure: bool,
}

impl Inventory {
    /// An empty inventory of the current version.
    pub fn new() -> Self {
        Self { cache_audit_inventory: INVENTORY_VERSION, ..Self::default() }
    }

    /// Puts every list into the order of addresses, so that the order in which answers came does not show.
    pub fn sort(&mut self) {
        macro_rules! sort {
            ($($list:ident),* $(,)?) => {{
                $(self.$list.sort_by(|one, other| one.address.cmp(&other.address));)*
            }};
        }
        resource_lists!(sort);
        self.unlisted.sort();
    }

    /// Adds everything that `other` holds.
    pub fn append(&mut self, other: Self) {
        macro_rules! append {
            ($($list:ident),* $(,)?) => {{
                // Taken apart by name, so that a list added to the inventory cannot be forgotten here.
                let Self {
                    cache_audit_inventory: _,
                    sources,
                    gaps,
                    accounts,
                    removed_caches,
                    alternatives,
                    unlisted,
                    waivers,
                    $($list),*
                } = other;
                self.sources.extend(sources);
                self.gaps.extend(gaps);
                for (id, names) in accounts {
                    self.accounts.entry(id).or_default().extend(names);
                }
                self.removed_caches.extend(removed_caches);
                self.alternatives.extend(alternatives);
                self.unlisted.extend(unlisted);
                self.waivers.extend(waivers);
                $(self.$list.extend($list);)*
            }};
        }
        resource_lists!(append);
    }
}
