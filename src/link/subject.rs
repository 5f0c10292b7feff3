//! Subjects: what a policy judges. The main one is a cache with everything it relates to.
//!
//! These types are the whole vocabulary of a policy's input: an attribute path in METADATA is a path into them. Known
//! attributes become plain values there, unset ones `null`, unknown ones are left out and listed in `input.unknown`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{
    Attribute, BackupPlan, Cache, Change, ClusterMode, Engine, FinalSnapshot, KmsKey, Origin,
};

/// Kinds of subject. A policy names one; its input holds the subject under the same word.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    serde::Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// A cache as it is or shall be: `input.cache`.
    Cache,
    /// A cache that the change deletes or replaces, as it is now: `input.cache_removal`.
    CacheRemoval,
    /// An ElastiCache alarm that watches no cache in the inventory: `input.alarm`.
    Alarm,
    /// What a plan of AWS Backup selects: `input.backup_selection`.
    BackupSelection,
}

impl SubjectKind {
    /// Every kind.
    pub const ALL: [Self; 4] =
        [Self::Cache, Self::CacheRemoval, Self::Alarm, Self::BackupSelection];

    /// The word for it in METADATA and in a policy's input.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cache => "cache",
            Self::CacheRemoval => "cache_removal",
            Self::Alarm => "alarm",
            Self::BackupSelection => "backup_selection",
        }
    }
}

/// One subject, ready to be judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// Its address in the source.
    pub address: String,
    /// What people call it: the id where it is known, else the address.
    pub name: String,
    /// Its physical id and its ARN, as far as they are known.
    pub ids: Vec<String>,
    /// Where it was read.
    pub origin: Origin,
    /// Its tags as far as they are known; configuration chooses policy sets by them.
    pub tags: BTreeMap<String, String>,
    /// What policies see.
    pub body: SubjectBody,
}

/// What policies see of a subject.
#[derive(Debug, Clone, PartialEq)]
pub enum SubjectBody {
    /// A cache.
    Cache(Box<LinkedCache>),
    /// A cache that goes away.
    CacheRemoval(Box<CacheRemoval>),
    /// An alarm on nothing.
    Alarm(Box<LinkedAlarm>),
    /// What a backup plan selects.
    BackupSelection(Box<LinkedBackupSelection>),
}

impl SubjectBody {
    /// Which kind it is.
    pub fn kind(&self) -> SubjectKind {
        match self {
            Self::Cache(_) => SubjectKind::Cache,
            Self::CacheRemoval(_) => SubjectKind::CacheRemoval,
            Self::Alarm(_) => SubjectKind::Alarm,
            Self::BackupSelection(_) => SubjectKind::BackupSelection,
        }
    }
}

/// A cache with all it relates to.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedCache {
    /// What the API says of the cache itself.
    #[serde(flatten)]
    pub cache: Cache,
    /// The address in the source.
    pub address: String,
    /// The replication group id, cluster id or serverless cache name.
    pub id: Attribute<String>,
    /// The ARN.
    pub arn: Attribute<String>,
    /// The region.
    pub region: Attribute<String>,
    /// The account.
    pub account_id: Attribute<String>,
    /// Tags, inherited ones included.
    pub tags: Attribute<BTreeMap<String, Attribute<String>>>,
    /// What the change does to it.
    pub change: Change,
    /// Its nodes: members of a replication group, nodes of a cluster. Unset for serverless caches.
    pub nodes: Attribute<Vec<Node>>,
    /// The subnet group. Unset for serverless caches.
    pub subnet_group: Attribute<LinkedSubnetGroup>,
    /// The subnets that its network interfaces are placed in.
    pub subnets: Attribute<Vec<Attribute<LinkedSubnet>>>,
    /// The VPC that those subnets lie in.
    pub vpc: Attribute<LinkedVpc>,
    /// Its security groups.
    pub security_groups: Attribute<Vec<Attribute<LinkedSecurityGroup>>>,
    /// Every rule of those groups that lets traffic reach the cache's port, one entry for each source.
    pub ingress: Attribute<Vec<Attribute<LinkedRule>>>,
    /// Every rule of those groups that lets traffic out, one entry for each destination.
    pub egress: Attribute<Vec<Attribute<LinkedRule>>>,
    /// The secret that its AUTH token is read from. Unset where there is no token, or it comes from elsewhere.
    pub auth_token_secret: Attribute<LinkedAuthTokenSecret>,
    /// The parameter group. Unset for serverless caches.
    pub parameter_group: Attribute<LinkedParameterGroup>,
    /// Its user groups with their users.
    pub user_groups: Attribute<Vec<Attribute<LinkedUserGroup>>>,
    /// The key that encrypts it at rest. Unset where AWS's own key does.
    pub kms_key: Attribute<LinkedKmsKey>,
    /// Where its logs go.
    pub log_deliveries: Attribute<Vec<LinkedLogDelivery>>,
    /// The topic that is told about events. Unset where nobody is.
    pub notification_topic: Attribute<LinkedTopic>,
    /// Secrets and SSM parameters whose value refers to this cache.
    pub secrets: Attribute<Vec<Attribute<LinkedSecret>>>,
    /// Alarms that watch this cache, or try to.
    pub alarms: Attribute<Vec<Attribute<LinkedAlarm>>>,
    /// The global datastore it belongs to.
    pub global_replication_group: Attribute<LinkedGlobalReplicationGroup>,
    /// Its snapshots, the newest first. Unset in a declaration.
    pub snapshots: Attribute<Vec<LinkedSnapshot>>,
    /// What service updates mean for it. Unset in a declaration and for serverless caches.
    pub update_actions: Attribute<Vec<LinkedUpdateAction>>,
}

/// A snapshot of the cache.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedSnapshot {
    /// `SnapshotName`.
    pub name: Attribute<String>,
    /// `automated` or `manual`.
    pub source: Attribute<String>,
    /// `available`, `creating`, `failed`, ….
    pub status: Attribute<String>,
    /// When it was taken, as RFC 3339.
    pub create_time: Attribute<String>,
}

/// What a service update means for the cache.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedUpdateAction {
    /// `ServiceUpdateName`.
    pub service_update_name: Attribute<String>,
    /// `ServiceUpdateType`: `security-update`.
    pub service_update_type: Attribute<String>,
    /// `ServiceUpdateSeverity`: `critical`, `important`, `medium`, `low`.
    pub service_update_severity: Attribute<String>,
    /// `ServiceUpdateStatus`: `available`, `cancelled`, `expired`.
    pub service_update_status: Attribute<String>,
    /// `ServiceUpdateRecommendedApplyByDate`, as RFC 3339.
    pub service_update_recommended_apply_by_date: Attribute<String>,
    /// `UpdateActionStatus`: `not-applied`, `waiting-to-start`, `complete`, `not-applicable`, ….
    pub update_action_status: Attribute<String>,
}

/// One node.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Node {
    /// What alarms refer to it by here: the id where it is known, else address and number.
    pub key: String,
    /// `CacheClusterId` of a member, `CacheNodeId` of a Memcached node.
    pub id: Attribute<String>,
    /// The shard, counted from 1.
    pub node_group: u32,
    /// The zone it is placed in.
    pub availability_zone: Attribute<String>,
}

/// The subnet group of a cache.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedSubnetGroup {
    /// Its name.
    pub name: Attribute<String>,
    /// Whether it is the one called `default`, which AWS makes in the default VPC.
    pub is_default: Attribute<bool>,
    /// Its address, when the source declares it.
    pub address: Option<String>,
}

/// Where packets for addresses outside the VPC go, for one address family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RouteClass {
    /// To an internet or carrier gateway, both ways.
    Public,
    /// To a NAT gateway or appliance: out only.
    Nat,
    /// To an egress-only internet gateway: out only.
    EgressOnly,
    /// To another network of one's own: transit gateway, peering, VPN.
    Private,
    /// Nowhere.
    Isolated,
}

/// A subnet and how it is routed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedSubnet {
    /// What messages call it: id, Name tag or address.
    pub name: String,
    /// The id.
    pub id: Attribute<String>,
    /// The address, when the source declares it.
    pub address: Option<String>,
    /// `CidrBlock`.
    pub cidr_block: Attribute<String>,
    /// `Ipv6CidrBlock`.
    pub ipv6_cidr_block: Attribute<String>,
    /// `AvailabilityZone`.
    pub availability_zone: Attribute<String>,
    /// Its route table, as messages call it.
    pub route_table: Attribute<String>,
    /// Where IPv4 packets to the outside go.
    pub ipv4_route_class: Attribute<RouteClass>,
    /// Where IPv6 packets to the outside go. Unset for a subnet without IPv6.
    pub ipv6_route_class: Attribute<RouteClass>,
}

/// The VPC of a cache.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedVpc {
    /// What messages call it.
    pub name: String,
    /// The id.
    pub id: Attribute<String>,
    /// Whether AWS made it with the account.
    pub is_default: Attribute<bool>,
    /// Its IPv4 ranges.
    pub cidr_blocks: Attribute<Vec<Attribute<String>>>,
    /// Its IPv6 ranges.
    pub ipv6_cidr_blocks: Attribute<Vec<Attribute<String>>>,
    /// Its peering connections.
    pub peering_connections: Attribute<Vec<Attribute<LinkedPeering>>>,
}

/// A peering connection of the cache's VPC.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedPeering {
    /// What messages call it.
    pub name: String,
    /// The address, when it is in the inventory.
    pub address: Option<String>,
    /// `Status.Code`; in a declaration `active` where it accepts itself, else unknown.
    pub status: Attribute<String>,
    /// Whether every subnet of the cache has an active route to the peer's ranges through it.
    pub is_routed_from_cache: Attribute<bool>,
    /// Whether the peer VPC has an active route back to the cache's VPC through it.
    pub is_routed_back: Attribute<bool>,
}

/// A security group of a cache.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedSecurityGroup {
    /// What messages call it: the group name, else the id, else the address.
    pub name: String,
    /// The id.
    pub id: Attribute<String>,
    /// The address, when the source declares it.
    pub address: Option<String>,
    /// `GroupName`.
    pub group_name: Attribute<String>,
    /// The `Name` tag.
    pub name_tag: Attribute<String>,
    /// Whether it is its VPC's own default group.
    pub is_default: Attribute<bool>,
}

/// One rule with one peer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedRule {
    /// The group it belongs to, as messages call it.
    pub security_group: String,
    /// The address of the resource that declares it.
    pub address: Option<String>,
    /// Its path in that resource: `ingress[2]`, `rules[0]`.
    pub path: Option<String>,
    /// Protocol by name, or `-1` for every protocol.
    pub ip_protocol: Attribute<String>,
    /// First port; unset where every port is open.
    pub from_port: Attribute<i64>,
    /// Last port; unset where every port is open.
    pub to_port: Attribute<i64>,
    /// Who is at the other end.
    pub peer: LinkedPeer,
}

/// Who is at the other end of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedPeer {
    /// `cidr_ipv4`, `cidr_ipv6`, `prefix_list`, `security_group` or `self`.
    pub kind: PeerKind,
    /// What messages call it: the CIDR block, the list's or group's name.
    pub name: String,
    /// The CIDR blocks it stands for; unset for groups.
    pub cidr_blocks: Attribute<Vec<Attribute<String>>>,
    /// Every name by which an allow list may mean it: ids, group name, Name tag, address, as far as they are known.
    pub names: Attribute<Vec<Attribute<String>>>,
}

/// Kinds of peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PeerKind {
    /// An IPv4 range.
    CidrIpv4,
    /// An IPv6 range.
    CidrIpv6,
    /// A prefix list with its entries.
    PrefixList,
    /// Members of a security group.
    SecurityGroup,
    /// Members of the same security group.
    #[serde(rename = "self")]
    Itself,
}

/// The parameter group of a cache.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedParameterGroup {
    /// Its name.
    pub name: Attribute<String>,
    /// The address, when it is in the inventory.
    pub address: Option<String>,
    /// Its family.
    pub family: Attribute<String>,
    /// Whether it is one of AWS's `default.…` groups, whose values nobody can change.
    pub is_default: Attribute<bool>,
    /// The values a user set.
    pub parameters: Attribute<BTreeMap<String, Attribute<String>>>,
}

/// The secret of an AUTH token.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedAuthTokenSecret {
    /// The name of the secret or SSM parameter.
    pub name: Attribute<String>,
}

/// A user group of a cache.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedUserGroup {
    /// What messages call it.
    pub name: String,
    /// The address.
    pub address: String,
    /// Its users.
    pub users: Attribute<Vec<Attribute<LinkedUser>>>,
}

/// A user with the access string taken apart.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedUser {
    /// The user id, else the address.
    pub name: String,
    /// The address; none of the user that AWS makes.
    pub address: Option<String>,
    /// `UserName`; `default` is the user that a client without a name becomes.
    pub user_name: Attribute<String>,
    /// `password`, `no-password` or `iam`.
    pub authentication_type: Attribute<String>,
    /// The access string as written.
    pub access_string: Attribute<String>,
    /// The access string taken apart.
    pub access: Attribute<AccessString>,
}

/// What an access string comes to, its tokens applied from left to right.
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html#Access-string>
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AccessString {
    /// `on`: the user may log in.
    pub is_on: bool,
    /// `nopass` is in force.
    pub needs_no_password: bool,
    /// `~*` or `allkeys` is in force.
    pub reaches_all_keys: bool,
    /// Key patterns otherwise.
    pub key_patterns: Vec<String>,
    /// `+@all` or `allcommands` was given and nothing taken away since.
    pub runs_all_commands: bool,
    /// `+@dangerous`, `+@admin`, or `+@all` without `-@dangerous` after it.
    pub runs_dangerous_commands: bool,
    /// Categories and commands granted, in order, without those taken away again.
    pub granted: Vec<String>,
    /// Categories and commands taken away, in order.
    pub revoked: Vec<String>,
}

/// The key of a cache.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedKmsKey {
    /// What messages call it: alias, id or address.
    pub name: String,
    /// What is known of the key; `key_manager` is `AWS` for `alias/aws/…`.
    #[serde(flatten)]
    pub key: KmsKey,
}

/// One log and where it goes.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedLogDelivery {
    /// `slow-log` or `engine-log`.
    pub log_type: Attribute<String>,
    /// `cloudwatch-logs` or `kinesis-firehose`.
    pub destination_type: Attribute<String>,
    /// The log group's or delivery stream's name, as messages call it.
    pub destination: Attribute<String>,
    /// Days that the log group keeps events; unset for ever, unknown where the group is not in the inventory.
    pub retention_in_days: Attribute<u32>,
    /// `Status`: `active`, `enabling`, `modifying`, `disabling`, `error`. Unset in a declaration.
    pub status: Attribute<String>,
    /// `Message`: why logs are not delivered. Unset in a declaration and where there is none.
    pub message: Attribute<String>,
}

/// A topic and who listens.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedTopic {
    /// What messages call it.
    pub name: String,
    /// Who listens.
    pub subscriptions: Attribute<Vec<LinkedSubscription>>,
}

/// One subscription. The endpoint is not kept.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedSubscription {
    /// `Protocol`.
    pub protocol: Attribute<String>,
    /// Whether the subscriber has still to confirm.
    pub pending_confirmation: Attribute<bool>,
}

/// A secret or SSM parameter whose value refers to the cache.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedSecret {
    /// `secretsmanager` or `ssm`.
    pub store: String,
    /// Its address.
    pub address: String,
    /// Its name.
    pub name: Attribute<String>,
    /// Days that a deleted secret can be restored; unset for SSM parameters.
    pub recovery_window_in_days: Attribute<u32>,
    /// `SecureString`, …; unset for Secrets Manager.
    pub parameter_type: Attribute<String>,
}

/// An alarm, what it watches and whom it tells.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedAlarm {
    /// What messages call it: the alarm name, else the address.
    pub name: String,
    /// The address.
    pub address: String,
    /// `metric`, `metric_math` or `anomaly_detection`.
    pub kind: AlarmKind,
    /// The composite alarms that take it up; one of them may tell people in its stead.
    pub composites: Vec<String>,
    /// `MetricName` that the alarm compares; of metric math the one metric that all queries read, if there is one.
    pub metric_name: Attribute<String>,
    /// `Statistic`.
    pub statistic: Attribute<String>,
    /// `Period` in seconds.
    pub period: Attribute<u32>,
    /// Datapoints that must breach: `DatapointsToAlarm`, else `EvaluationPeriods`.
    pub datapoints_to_alarm: Attribute<u32>,
    /// Seconds that the metric must breach: datapoints × period.
    pub duration: Attribute<u32>,
    /// `ComparisonOperator`.
    pub comparison_operator: Attribute<String>,
    /// `above` or `below`: which side of the threshold breaches.
    pub direction: Attribute<String>,
    /// `Threshold`.
    pub threshold: Attribute<f64>,
    /// Threshold per minute: of a `Sum`, threshold × 60 / period; of any other statistic the threshold, since
    /// ElastiCache publishes one sample a minute.
    pub threshold_per_minute: Attribute<f64>,
    /// `TreatMissingData`.
    pub treat_missing_data: Attribute<String>,
    /// What the dimensions pick out.
    pub watches: Attribute<Watched>,
    /// The keys of the nodes it watches; every node for an alarm on the whole cache.
    pub nodes: Attribute<Vec<String>>,
    /// A dimension value that names no node and no cache: the alarm never gets data.
    pub unmatched_dimension: Attribute<String>,
    /// `ActionsEnabled`, of the alarm or of a composite that takes it up.
    pub actions_enabled: Attribute<bool>,
    /// What it does when it goes off, those of the composites included.
    pub actions: Attribute<Vec<LinkedAction>>,
    /// `StateValue`: `OK`, `ALARM` or `INSUFFICIENT_DATA`. Unset in a declaration.
    pub state_value: Attribute<String>,
    /// `StateTransitionedTimestamp`, as RFC 3339: since when it is in that state. Unset in a declaration.
    pub state_transitioned_timestamp: Attribute<String>,
}

/// Kinds of metric alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// One metric against a threshold.
    Metric,
    /// An expression over metrics.
    MetricMath,
    /// A metric against a band that is learnt.
    AnomalyDetection,
}

/// What an alarm's dimensions pick out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Watched {
    /// Single nodes.
    Node,
    /// The whole cache, as an aggregate.
    Cache,
    /// Every cache of the account and region together: no dimensions.
    Account,
    /// Nothing that exists in the inventory.
    Nothing,
}

/// One alarm action.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedAction {
    /// The service that acts: `sns`, `lambda`, `ssm`, ….
    pub service: Attribute<String>,
    /// The topic, where it is one. Unset for other services.
    pub topic: Attribute<LinkedTopic>,
}

/// The global datastore of a cache.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedGlobalReplicationGroup {
    /// What messages call it.
    pub name: String,
    /// Whether this cache is its primary.
    pub is_primary: Attribute<bool>,
    /// `Status`. Unset in a declaration.
    pub status: Attribute<String>,
    /// How many replication groups it has, primary and secondaries. Unset in a declaration.
    pub member_count: Attribute<u32>,
}

/// A cache that the change deletes or replaces, as it is now.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CacheRemoval {
    /// The address.
    pub address: String,
    /// The id.
    pub id: Attribute<String>,
    /// `delete` or `replace`, and why.
    pub change: Change,
    /// The engine.
    pub engine: Attribute<Engine>,
    /// Whether it is sharded.
    pub cluster_mode: Attribute<ClusterMode>,
    /// Days that automatic snapshots are kept now.
    pub snapshot_retention_limit: Attribute<u32>,
    /// The snapshot that is taken before it goes.
    pub final_snapshot_identifier: Attribute<FinalSnapshot>,
    /// Tags.
    pub tags: Attribute<BTreeMap<String, Attribute<String>>>,
}

/// What a plan of AWS Backup selects.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedBackupSelection {
    /// The address.
    pub address: String,
    /// The id.
    pub id: Attribute<String>,
    /// The region.
    pub region: Attribute<String>,
    /// The account.
    pub account_id: Attribute<String>,
    /// `SelectionName`.
    pub selection_name: Attribute<String>,
    /// The plan.
    pub backup_plan: Attribute<LinkedBackupPlan>,
    /// What is selected.
    pub resources: Attribute<Vec<Attribute<LinkedBackupResource>>>,
    /// What is left out.
    pub not_resources: Attribute<Vec<Attribute<LinkedBackupResource>>>,
    /// Whether resources with certain tags are selected too.
    pub has_list_of_tags: Attribute<bool>,
    /// Whether only resources whose tags meet conditions are selected.
    pub has_conditions: Attribute<bool>,
}

/// The plan of a backup selection.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedBackupPlan {
    /// What messages call it: its name, else the id or address.
    pub name: String,
    /// What is known of the plan.
    #[serde(flatten)]
    pub plan: BackupPlan,
}

/// One resource, or pattern of resources, that a backup selection names.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedBackupResource {
    /// What messages call it: a cache's id, else the ARN, pattern or address.
    pub name: String,
    /// Whose it is.
    pub kind: Attribute<BackupResourceKind>,
}

/// Whose a resource in a backup selection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BackupResourceKind {
    /// ElastiCache's.
    Elasticache,
    /// Another service's, or a pattern that names no service.
    Other,
}
