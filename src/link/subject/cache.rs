//! A cache with everything it relates to, and one that goes away.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::access::{LinkedAuthTokenSecret, LinkedSecret, LinkedUserGroup};
use super::alarm::{LinkedAlarm, LinkedTopic};
use super::container::LinkedContainer;
use super::network::{LinkedRule, LinkedSecurityGroup, LinkedSubnet, LinkedSubnetGroup, LinkedVpc};
use super::running::{LinkedSnapshot, LinkedUpdateAction};
use crate::model::{Attribute, Cache, Change, ClusterMode, Engine, FinalSnapshot, KmsKey};

/// A cache with all it relates to.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedCache {
    /// What the API says of the cache itself.
    #[serde(flatten)]
    pub cache: Cache,
    /// The address in the source.
    pub address: String,
    /// The replication group id, cluster id, serverless cache name or name of the service.
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
    /// Its nodes: members of a replication group, nodes of a cluster. Unset for serverless caches and containers.
    pub nodes: Attribute<Vec<Node>>,
    /// The subnet group. Unset for serverless caches and containers.
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
    /// The secret that its AUTH token, or the password of a container, is read from. Unset where there is none, or it comes from
    /// elsewhere.
    pub auth_token_secret: Attribute<LinkedAuthTokenSecret>,
    /// The parameter group. Unset for serverless caches and containers.
    pub parameter_group: Attribute<LinkedParameterGroup>,
    /// Its user groups with their users.
    pub user_groups: Attribute<Vec<Attribute<LinkedUserGroup>>>,
    /// The key that encrypts it at rest. Unset where AWS's own key does.
    pub kms_key: Attribute<LinkedKmsKey>,
    /// Where its logs go.
    pub log_deliveries: Attribute<Vec<LinkedLogDelivery>>,
    /// The topic that is told about events. Unset where nobody is.
    pub notification_topic: Attribute<LinkedTopic>,
    /// Secrets and SSM parameters whose value refers to this cache. Unknown for containers.
    pub secrets: Attribute<Vec<Attribute<LinkedSecret>>>,
    /// Alarms that watch this cache, or try to. Unknown for containers.
    pub alarms: Attribute<Vec<Attribute<LinkedAlarm>>>,
    /// The global datastore it belongs to.
    pub global_replication_group: Attribute<LinkedGlobalReplicationGroup>,
    /// Its snapshots, the newest first. Unset in a declaration and for containers.
    pub snapshots: Attribute<Vec<LinkedSnapshot>>,
    /// What service updates mean for it. Unset in a declaration, for serverless caches and containers.
    pub update_actions: Attribute<Vec<LinkedUpdateAction>>,
    /// The container service that runs it. Unset for caches of ElastiCache's.
    pub container: Attribute<LinkedContainer>,
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

/// The key of a cache.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedKmsKey {
    /// What messages call it: alias, id or address.
    pub name: String,
    /// What is known of the key; `key_manager` is `AWS` for `alias/aws/…`.
    #[serde(flatten)]
    pub key: KmsKey,
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
