//! What plans of AWS Backup select.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{Attribute, BackupPlan};

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
