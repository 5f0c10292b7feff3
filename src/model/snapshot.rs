//! What only runs: snapshots that were taken, and updates of the service that wait for a cache.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Attribute, Reference};

/// A snapshot of a replication group, a cluster or a serverless cache.
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_Snapshot.html>
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Snapshot {
    /// `SnapshotName`, `ServerlessCacheSnapshotName`.
    pub name: Attribute<String>,
    /// `ReplicationGroupId`, else `CacheClusterId`; `ServerlessCacheConfiguration.ServerlessCacheName`.
    pub cache: Attribute<Reference>,
    /// `SnapshotSource`, `SnapshotType`: `automated` or `manual`, in lower case.
    pub source: Attribute<String>,
    /// `SnapshotStatus`, `Status`: `available`, `creating`, `failed`, ….
    pub status: Attribute<String>,
    /// The newest `NodeSnapshots[].SnapshotCreateTime`, `CreateTime`, as RFC 3339.
    pub create_time: Attribute<String>,
    /// `KmsKeyId`; unset means a key that the service owns.
    pub kms_key_id: Attribute<Reference>,
}

/// What a service update means for one cache.
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_UpdateAction.html>
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct UpdateAction {
    /// `ReplicationGroupId`, else `CacheClusterId`.
    pub cache: Attribute<Reference>,
    /// `ServiceUpdateName`: `elasticache-20260901-001`.
    pub service_update_name: Attribute<String>,
    /// `ServiceUpdateType`: `security-update`.
    pub service_update_type: Attribute<String>,
    /// `ServiceUpdateSeverity`: `critical`, `important`, `medium`, `low`.
    pub service_update_severity: Attribute<String>,
    /// `ServiceUpdateStatus`: `available`, `cancelled`, `expired`.
    pub service_update_status: Attribute<String>,
    /// `ServiceUpdateRecommendedApplyByDate`, as RFC 3339.
    pub service_update_recommended_apply_by_date: Attribute<String>,
    /// `UpdateActionStatus`: `not-applied`, `waiting-to-start`, `in-progress`, `complete`, `not-applicable`, ….
    pub update_action_status: Attribute<String>,
}
