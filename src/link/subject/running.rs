//! What only a running cache has.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::Attribute;

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
