//! `AWS::Backup::*`: plans, selections and vaults of AWS Backup.

use crate::collect::cloudformation::evaluated::Value;
use crate::collect::cloudformation::found::{Found, reason_of};
use crate::collect::cloudformation::values::Values;
use crate::model::{
    Attribute, BackupCopyAction, BackupLifecycle, BackupPlan, BackupRule, BackupSelection,
    BackupVault,
};

/// The operators that `Conditions` sorts its conditions by.
const OPERATORS: [&str; 4] = ["StringEquals", "StringLike", "StringNotEquals", "StringNotLike"];

/// `AWS::Backup::BackupPlan`.
pub(super) fn plan(values: &Values<'_>) -> BackupPlan {
    let plan = values.inner("BackupPlan");
    BackupPlan {
        backup_plan_name: plan.text("BackupPlanName", "backup_plan_name"),
        rules: objects(&plan, "BackupPlanRule", "rules", rule),
    }
}

fn rule(rule: &Values<'_>) -> BackupRule {
    BackupRule {
        rule_name: rule.text("RuleName", "rule_name"),
        target_backup_vault: rule.reference("TargetBackupVault", "target_backup_vault"),
        schedule_expression: rule.text("ScheduleExpression", "schedule_expression"),
        start_window_minutes: rule.integer("StartWindowMinutes", "start_window_minutes"),
        completion_window_minutes: rule
            .integer("CompletionWindowMinutes", "completion_window_minutes"),
        enable_continuous_backup: rule
            .boolean("EnableContinuousBackup", "enable_continuous_backup")
            .or(false),
        lifecycle: lifecycle(rule),
        copy_actions: objects(rule, "CopyActions", "copy_actions", copy_action),
    }
}

fn copy_action(copy: &Values<'_>) -> BackupCopyAction {
    BackupCopyAction {
        destination_backup_vault_arn: copy
            .reference("DestinationBackupVaultArn", "destination_backup_vault_arn"),
        lifecycle: lifecycle(copy),
    }
}

fn lifecycle(values: &Values<'_>) -> Attribute<BackupLifecycle> {
    let found = values.found("Lifecycle", "lifecycle");
    if matches!(found, Found::Absent) {
        return Attribute::Unset;
    }
    if let Some(reason) = found.doubt() {
        return Attribute::Unknown(reason.clone());
    }
    let lifecycle = values.inner("Lifecycle");
    Attribute::Known(BackupLifecycle {
        delete_after_days: lifecycle.integer("DeleteAfterDays", "lifecycle.delete_after_days"),
        move_to_cold_storage_after_days: lifecycle
            .integer("MoveToColdStorageAfterDays", "lifecycle.move_to_cold_storage_after_days"),
    })
}

/// The objects in the list `name`, none where it is left out. One that may not be there hides all of them.
fn objects<T>(
    values: &Values<'_>,
    name: &str,
    path: &str,
    read: impl Fn(&Values<'_>) -> T,
) -> Attribute<Vec<T>> {
    values.blocks(name, path).or(Vec::new()).and_then(|objects| {
        match objects.iter().find_map(Values::doubt) {
            Some(reason) => Attribute::Unknown(reason.clone()),
            None => Attribute::Known(objects.iter().map(&read).collect()),
        }
    })
}

/// `AWS::Backup::BackupSelection`.
pub(super) fn selection(values: &Values<'_>) -> BackupSelection {
    let selection = values.inner("BackupSelection");
    BackupSelection {
        selection_name: selection.text("SelectionName", "selection_name"),
        backup_plan_id: values.reference("BackupPlanId", "backup_plan_id"),
        resources: selection.references("Resources", "resources").or(Vec::new()),
        not_resources: selection.references("NotResources", "not_resources").or(Vec::new()),
        has_list_of_tags: has_items(&selection.found("ListOfTags", "has_list_of_tags")),
        has_conditions: has_conditions(&selection.found("Conditions", "has_conditions")),
    }
}

/// Whether one of the operators has a condition.
fn has_conditions(conditions: &Found<'_>) -> Attribute<bool> {
    let mut answer = Attribute::Known(false);
    for operator in OPERATORS {
        match has_items(&conditions.member(operator)) {
            Attribute::Known(true) => return Attribute::Known(true),
            unknown @ Attribute::Unknown(_) => answer = unknown,
            Attribute::Known(false) | Attribute::Unset => {}
        }
    }
    answer
}

/// Whether the list has an item that is there in any case.
fn has_items(list: &Found<'_>) -> Attribute<bool> {
    let has_items = list.read(&|value| match &value.value {
        Value::List(items) => {
            let items: Vec<Found<'_>> = items.iter().map(Found::of).collect();
            match items.iter().find_map(Found::doubt) {
                Some(reason) if items.iter().all(|item| item.doubt().is_some()) => {
                    Attribute::Unknown(reason.clone())
                }
                _ => Attribute::Known(!items.is_empty()),
            }
        }
        other => Attribute::Unknown(reason_of(other)),
    });
    has_items.or(false)
}

/// `AWS::Backup::BackupVault`.
pub(super) fn vault(values: &Values<'_>) -> BackupVault {
    BackupVault {
        name: values.text("BackupVaultName", "name"),
        encryption_key_arn: values.reference("EncryptionKeyArn", "encryption_key_arn"),
    }
}
