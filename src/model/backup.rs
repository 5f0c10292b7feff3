//! AWS Backup: plans, what they select, and the vaults that hold the copies.
//!
//! AWS Backup protects no cache. A selection matters here because somebody may believe that it does.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Attribute, Reference};

/// `AWS::Backup::BackupPlan`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BackupPlan {
    /// `BackupPlanName`.
    pub backup_plan_name: Attribute<String>,
    /// `Rules`; `BackupPlanRule` in a template.
    pub rules: Attribute<Vec<BackupRule>>,
}

/// One rule of a plan: when it backs up, where to, and for how long.
///
/// <https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRule.html>
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BackupRule {
    /// `RuleName`.
    pub rule_name: Attribute<String>,
    /// `TargetBackupVaultName`, by name; `TargetBackupVault` in a template.
    pub target_backup_vault: Attribute<Reference>,
    /// `ScheduleExpression`: `cron(0 5 ? * * *)`.
    pub schedule_expression: Attribute<String>,
    /// `StartWindowMinutes`.
    pub start_window_minutes: Attribute<u32>,
    /// `CompletionWindowMinutes`.
    pub completion_window_minutes: Attribute<u32>,
    /// `EnableContinuousBackup`.
    pub enable_continuous_backup: Attribute<bool>,
    /// `Lifecycle`; unset keeps recovery points for ever.
    pub lifecycle: Attribute<BackupLifecycle>,
    /// `CopyActions`.
    pub copy_actions: Attribute<Vec<BackupCopyAction>>,
}

/// How long recovery points are kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BackupLifecycle {
    /// `DeleteAfterDays`; unset means never.
    pub delete_after_days: Attribute<u32>,
    /// `MoveToColdStorageAfterDays`; unset means never.
    pub move_to_cold_storage_after_days: Attribute<u32>,
}

/// A copy of each recovery point in another vault.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BackupCopyAction {
    /// `DestinationBackupVaultArn`.
    pub destination_backup_vault_arn: Attribute<Reference>,
    /// `Lifecycle`; unset keeps copies for ever.
    pub lifecycle: Attribute<BackupLifecycle>,
}

/// `AWS::Backup::BackupSelection`: what a plan backs up.
///
/// <https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupSelection.html>
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BackupSelection {
    /// `SelectionName`.
    pub selection_name: Attribute<String>,
    /// `BackupPlanId`.
    pub backup_plan_id: Attribute<Reference>,
    /// `Resources`: ARNs, with wildcards, or `*`.
    pub resources: Attribute<Vec<Attribute<Reference>>>,
    /// `NotResources`: ARNs that are left out.
    pub not_resources: Attribute<Vec<Attribute<Reference>>>,
    /// Whether there are `ListOfTags`: resources with one of these tags are selected too.
    pub has_list_of_tags: Attribute<bool>,
    /// Whether there are `Conditions`: only resources whose tags meet all of them are selected.
    pub has_conditions: Attribute<bool>,
}

/// `AWS::Backup::BackupVault`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BackupVault {
    /// `BackupVaultName`.
    pub name: Attribute<String>,
    /// `EncryptionKeyArn`; unset means `aws/backup`.
    pub encryption_key_arn: Attribute<Reference>,
}
