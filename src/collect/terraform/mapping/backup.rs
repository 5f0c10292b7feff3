//! `aws_backup_*`: plans, selections and vaults of AWS Backup.

use crate::collect::terraform::values::Values;
use crate::model::{
    Attribute, BackupCopyAction, BackupLifecycle, BackupPlan, BackupRule, BackupSelection,
    BackupVault,
};

/// `aws_backup_plan`.
pub(super) fn plan(values: &Values<'_>) -> BackupPlan {
    let rules = values.blocks("rule").or(Vec::new());
    BackupPlan {
        backup_plan_name: values.text("name"),
        rules: rules.map(|rules| rules.iter().map(rule).collect()),
    }
}

fn rule(rule: &Values<'_>) -> BackupRule {
    let copies = rule.blocks("copy_action").or(Vec::new());
    BackupRule {
        rule_name: rule.text("rule_name"),
        target_backup_vault: rule.reference("target_vault_name"),
        schedule_expression: rule.text("schedule"),
        start_window_minutes: rule.integer("start_window"),
        completion_window_minutes: rule.integer("completion_window"),
        enable_continuous_backup: rule.boolean("enable_continuous_backup").or(false),
        lifecycle: lifecycle(rule),
        copy_actions: copies.map(|copies| copies.iter().map(copy_action).collect()),
    }
}

fn copy_action(copy: &Values<'_>) -> BackupCopyAction {
    BackupCopyAction {
        destination_backup_vault_arn: copy.reference("destination_vault_arn"),
        lifecycle: lifecycle(copy),
    }
}

fn lifecycle(values: &Values<'_>) -> Attribute<BackupLifecycle> {
    values.blocks("lifecycle").and_then(|blocks| match blocks.first() {
        Some(block) => Attribute::Known(BackupLifecycle {
            delete_after_days: days(block, "delete_after"),
            move_to_cold_storage_after_days: days(block, "cold_storage_after"),
        }),
        None => Attribute::Unset,
    })
}

/// The provider writes 0 where nothing is said, which means never.
fn days(lifecycle: &Values<'_>, name: &str) -> Attribute<u32> {
    match lifecycle.integer(name) {
        Attribute::Known(0) => Attribute::Unset,
        days => days,
    }
}

/// `aws_backup_selection`.
pub(super) fn selection(values: &Values<'_>) -> BackupSelection {
    BackupSelection {
        selection_name: values.text("name"),
        backup_plan_id: values.reference("plan_id"),
        resources: values.references("resources").or(Vec::new()),
        not_resources: values.references("not_resources").or(Vec::new()),
        has_list_of_tags: has_blocks(values, "selection_tag"),
        has_conditions: has_blocks(values, "condition"),
    }
}

fn has_blocks(values: &Values<'_>, name: &str) -> Attribute<bool> {
    values.blocks(name).map(|blocks| !blocks.is_empty()).or(false)
}

/// `aws_backup_vault`.
pub(super) fn vault(values: &Values<'_>) -> BackupVault {
    BackupVault { name: values.text("name"), encryption_key_arn: values.reference("kms_key_arn") }
}
