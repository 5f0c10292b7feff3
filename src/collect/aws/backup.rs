//! AWS Backup: plans, and what they select.

use aws_sdk_backup::types as sdk;

use super::call::Listing;
use super::concurrent;
use super::operation::Operation;
use super::region::Region;
use super::reply;
use crate::model::{
    Attribute, BackupCopyAction, BackupLifecycle, BackupPlan, BackupRule, BackupSelection,
    Inventory, Reason, Reference, Resource, ResourceList,
};

/// The plans of the region that select something, and their selections.
pub(super) async fn read(region: &Region) -> Inventory {
    let mut inventory = Inventory::new();
    let Listing { items: plans, missing } = list_plans(region).await;
    for part in concurrent::all(plans.iter().map(|plan| read_plan(region, plan))).await {
        inventory.append(part);
    }
    inventory.backup_plans.sort_by(|one, other| one.address.cmp(&other.address));
    inventory.backup_selections.sort_by(|one, other| one.address.cmp(&other.address));
    if let Some(reason) = missing {
        region.unlisted(&mut inventory, ResourceList::BackupPlans, reason.clone());
        region.unlisted(&mut inventory, ResourceList::BackupSelections, reason);
    }
    inventory
}

async fn list_plans(region: &Region) -> Listing<Resource<BackupPlan>> {
    let page = |token| {
        let call = region.clients.backup.list_backup_plans().max_results(1000);
        call.set_next_token(token).send()
    };
    let operation = Operation::ListBackupPlans;
    let plans = region.caller.pages(operation, page, |page| {
        (page.backup_plans_list.unwrap_or_default(), page.next_token)
    });
    reply::entries(&region.caller, operation, plans.await, |plan| unread_plan(region, &plan))
}

/// A plan as the list tells it, without its rules.
fn unread_plan(region: &Region, plan: &sdk::BackupPlansListMember) -> Option<Resource<BackupPlan>> {
    let id = reply::filled(plan.backup_plan_id())?;
    let arn = reply::filled(plan.backup_plan_arn());
    let arn = arn.unwrap_or_else(|| region.arn("backup", &format!("backup-plan:{id}")));
    let name = plan.backup_plan_name();
    let attributes = BackupPlan {
        backup_plan_name: reply::required(name, Operation::ListBackupPlans, "BackupPlanName"),
        rules: Attribute::default(),
    };
    Some(region.resource(&id, arn, attributes))
}

/// The plan with its selections. One that selects nothing backs up nothing, and is left out.
async fn read_plan(region: &Region, plan: &Resource<BackupPlan>) -> Inventory {
    let mut inventory = Inventory::new();
    let Some(id) = plan.id.as_str() else { return inventory };
    let Listing { items: selections, missing } = list_selections(region, id).await;
    if selections.is_empty() && missing.is_none() {
        return inventory;
    }
    let (rules, selections) = tokio::join!(
        rules(region, id),
        concurrent::all(selections.iter().map(|selection| read_selection(region, plan, selection))),
    );
    let attributes = BackupPlan { rules, ..plan.attributes.clone() };
    inventory.backup_plans.push(Resource { attributes, ..plan.clone() });
    inventory.backup_selections.extend(selections);
    if let Some(reason) = missing {
        region.unlisted(&mut inventory, ResourceList::BackupSelections, reason);
    }
    inventory
}

/// What the plan called `plan` does, and when.
async fn rules(region: &Region, plan: &str) -> Attribute<Vec<BackupRule>> {
    let call = region.clients.backup.get_backup_plan().backup_plan_id(plan).send();
    match region.caller.call(Operation::GetBackupPlan, call).await {
        Ok(reply) => match reply.backup_plan() {
            Some(plan) => Attribute::Known(plan.rules().iter().map(rule).collect()),
            None => Attribute::Unknown(reply::untold(Operation::GetBackupPlan, "BackupPlan")),
        },
        Err(reason) => Attribute::Unknown(reason),
    }
}

fn rule(rule: &sdk::BackupRule) -> BackupRule {
    let told = |text, field| reply::required(Some(text), Operation::GetBackupPlan, field);
    let vault = told(rule.target_backup_vault_name(), "TargetBackupVaultName");
    BackupRule {
        rule_name: told(rule.rule_name(), "RuleName"),
        target_backup_vault: vault.map(Reference::Id),
        schedule_expression: reply::optional(rule.schedule_expression()),
        start_window_minutes: reply::count(rule.start_window_minutes()),
        completion_window_minutes: reply::count(rule.completion_window_minutes()),
        enable_continuous_backup: Attribute::Known(rule.enable_continuous_backup() == Some(true)),
        lifecycle: lifecycle(rule.lifecycle()),
        copy_actions: Attribute::Known(rule.copy_actions().iter().map(copy_action).collect()),
    }
}

fn copy_action(copy: &sdk::CopyAction) -> BackupCopyAction {
    let vault = copy.destination_backup_vault_arn();
    let vault = reply::required(Some(vault), Operation::GetBackupPlan, "DestinationBackupVaultArn");
    BackupCopyAction {
        destination_backup_vault_arn: vault.map(Reference::Id),
        lifecycle: lifecycle(copy.lifecycle()),
    }
}

fn lifecycle(lifecycle: Option<&sdk::Lifecycle>) -> Attribute<BackupLifecycle> {
    lifecycle.map_or(Attribute::Unset, |lifecycle| {
        Attribute::Known(BackupLifecycle {
            delete_after_days: days(lifecycle.delete_after_days()),
            move_to_cold_storage_after_days: days(lifecycle.move_to_cold_storage_after_days()),
        })
    })
}

/// Backup writes -1 where a lifecycle was taken away, which means never.
fn days(days: Option<i64>) -> Attribute<u32> {
    reply::count(days.filter(|days| *days > 0))
}

async fn list_selections(region: &Region, plan: &str) -> Listing<sdk::BackupSelectionsListMember> {
    let page = |token| {
        let call = region.clients.backup.list_backup_selections().backup_plan_id(plan);
        call.max_results(1000).set_next_token(token).send()
    };
    let selections = region.caller.pages(Operation::ListBackupSelections, page, |page| {
        (page.backup_selections_list.unwrap_or_default(), page.next_token)
    });
    selections.await
}

/// What one selection names; unknown as far as nobody may read it.
async fn read_selection(
    region: &Region,
    plan: &Resource<BackupPlan>,
    selection: &sdk::BackupSelectionsListMember,
) -> Resource<BackupSelection> {
    let plan_id = plan.id.as_str().unwrap_or_default();
    let id = selection.selection_id().unwrap_or_default();
    let call = region.clients.backup.get_backup_selection();
    let call = call.backup_plan_id(plan_id).selection_id(id).send();
    let read = region.caller.call(Operation::GetBackupSelection, call).await;
    let read = read.and_then(|reply| {
        let untold = || reply::untold(Operation::GetBackupSelection, "BackupSelection");
        reply.backup_selection.ok_or_else(untold)
    });
    let attributes = match read {
        Ok(read) => selected(plan_id, &read),
        Err(reason) => unread_selection(plan_id, selection, &reason),
    };
    // A selection has no ARN of its own.
    let address = format!("{}/selection:{id}", plan.address);
    let mut resource = region.resource(id, address, attributes);
    resource.arn = Attribute::Unset;
    resource.tags = Attribute::Unset;
    resource
}

fn selected(plan: &str, selection: &sdk::BackupSelection) -> BackupSelection {
    let name = Some(selection.selection_name());
    BackupSelection {
        selection_name: reply::required(name, Operation::GetBackupSelection, "SelectionName"),
        backup_plan_id: Attribute::Known(Reference::Id(plan.to_owned())),
        resources: reply::references(selection.resources().iter().cloned()),
        not_resources: reply::references(selection.not_resources().iter().cloned()),
        has_list_of_tags: Attribute::Known(!selection.list_of_tags().is_empty()),
        has_conditions: Attribute::Known(selection.conditions().is_some_and(has_conditions)),
    }
}

/// Backup tells of conditions even where there are none.
fn has_conditions(conditions: &sdk::Conditions) -> bool {
    [
        conditions.string_equals(),
        conditions.string_not_equals(),
        conditions.string_like(),
        conditions.string_not_like(),
    ]
    .iter()
    .any(|conditions| !conditions.is_empty())
}

fn unread_selection(
    plan: &str,
    selection: &sdk::BackupSelectionsListMember,
    reason: &Reason,
) -> BackupSelection {
    let name = selection.selection_name();
    BackupSelection {
        selection_name: reply::required(name, Operation::ListBackupSelections, "SelectionName"),
        backup_plan_id: Attribute::Known(Reference::Id(plan.to_owned())),
        resources: Attribute::Unknown(reason.clone()),
        not_resources: Attribute::Unknown(reason.clone()),
        has_list_of_tags: Attribute::Unknown(reason.clone()),
        has_conditions: Attribute::Unknown(reason.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::aws::fake;

    /// Golden case bkp a.
    #[test]
    fn a_selection_tells_what_it_names() {
        let cache = "arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:orders";
        let selection = sdk::BackupSelection::builder()
            .selection_name("caches")
            .iam_role_arn("arn:role")
            .resources(cache)
            .not_resources("arn:aws:rds:*:*:db:*")
            // Where there are no conditions, Backup tells four empty lists.
            .conditions(sdk::Conditions::builder().build())
            .build()
            .expect("is complete");
        let expected = BackupSelection {
            selection_name: Attribute::Known("caches".into()),
            backup_plan_id: Attribute::Known(Reference::Id("plan-1".into())),
            resources: reply::references([cache.to_owned()]),
            not_resources: reply::references(["arn:aws:rds:*:*:db:*".to_owned()]),
            has_list_of_tags: Attribute::Known(false),
            has_conditions: Attribute::Known(false),
        };
        assert_eq!(selected("plan-1", &selection), expected);
    }

    #[test]
    fn a_rule_tells_when_where_to_and_for_how_long() {
        let lifecycle = sdk::Lifecycle::builder()
            .delete_after_days(35)
            .move_to_cold_storage_after_days(-1)
            .build();
        let copy = sdk::CopyAction::builder().destination_backup_vault_arn("arn:vault").build();
        let told = sdk::BackupRule::builder()
            .rule_name("daily")
            .target_backup_vault_name("vault")
            .schedule_expression("cron(0 5 ? * * *)")
            .start_window_minutes(480)
            .lifecycle(lifecycle)
            .copy_actions(copy.expect("has a vault"))
            .build()
            .expect("is complete");
        let days = Attribute::Known(35);
        let expected = BackupRule {
            rule_name: Attribute::Known("daily".into()),
            target_backup_vault: Attribute::Known(Reference::Id("vault".into())),
            schedule_expression: Attribute::Known("cron(0 5 ? * * *)".into()),
            start_window_minutes: Attribute::Known(480),
            completion_window_minutes: Attribute::Unset,
            enable_continuous_backup: Attribute::Known(false),
            lifecycle: Attribute::Known(BackupLifecycle {
                delete_after_days: days,
                move_to_cold_storage_after_days: Attribute::Unset,
            }),
            copy_actions: Attribute::Known(vec![BackupCopyAction {
                destination_backup_vault_arn: Attribute::Known(Reference::Id("arn:vault".into())),
                lifecycle: Attribute::Unset,
            }]),
        };
        assert_eq!(rule(&told), expected);
    }

    const ALL: [Operation; 4] = [
        Operation::ListBackupPlans,
        Operation::GetBackupPlan,
        Operation::ListBackupSelections,
        Operation::GetBackupSelection,
    ];

    /// Two plans, of which one selects something.
    fn answer(asked: &fake::Asked) -> (u16, String) {
        let path = asked.operation.split('?').next().unwrap_or_default();
        let body = match path.trim_end_matches('/') {
            "GET /backup/plans" => {
                r#"{"BackupPlansList":[{"BackupPlanId":"p1","BackupPlanName":"daily"},
                    {"BackupPlanId":"p2","BackupPlanName":"empty"}]}"#
            }
            "GET /backup/plans/p1/selections" => {
                r#"{"BackupSelectionsList":[{"SelectionId":"s1","SelectionName":"caches"}]}"#
            }
            "GET /backup/plans/p2/selections" => r#"{"BackupSelectionsList":[]}"#,
            "GET /backup/plans/p1" => {
                r#"{"BackupPlan":{"BackupPlanName":"daily","Rules":[
                    {"RuleName":"r","TargetBackupVaultName":"vault"}]}}"#
            }
            "GET /backup/plans/p1/selections/s1" => {
                r#"{"BackupSelection":{"SelectionName":"caches","IamRoleArn":"arn:role",
                    "Resources":["arn:aws:elasticache:eu-west-1:123456789012:cluster:orders"]}}"#
            }
            other => panic!("nobody should ask {other}"),
        };
        (200, body.to_owned())
    }

    #[tokio::test]
    async fn a_plan_is_read_with_what_it_selects_and_left_out_where_it_selects_nothing() {
        let (region, log) = fake::region(ALL, answer);
        let read = read(&region).await;
        assert_eq!(log.operations().len(), 5);
        let plan = "arn:aws:backup:eu-west-1:123456789012:backup-plan:p1";
        let plans: Vec<_> = read.backup_plans.iter().map(|plan| plan.address.as_str()).collect();
        assert_eq!(plans, [plan]);
        assert_eq!(read.backup_plans[0].attributes.rules.known().map(Vec::len), Some(1));
        let [selection] = read.backup_selections.as_slice() else { panic!("one is there") };
        assert_eq!(selection.address, format!("{plan}/selection:s1"));
        assert_eq!(
            selection.attributes.backup_plan_id,
            Attribute::Known(Reference::Id("p1".into()))
        );
        assert!(read.unlisted.is_empty());
    }

    #[tokio::test]
    async fn a_selection_that_nobody_may_read_is_there_and_unknown() {
        let denied = "GET /backup/plans/p1/selections/s1";
        let (region, _) =
            fake::region(ALL, move |asked| match asked.operation.starts_with(denied) {
                true => (403, r#"{"__type":"AccessDeniedException"}"#.to_owned()),
                false => answer(asked),
            });
        let read = read(&region).await;
        let denied = "backup:GetBackupSelection (AccessDeniedException)";
        let unknown = Attribute::Unknown(Reason::AccessDenied(denied.into()));
        let selection = &read.backup_selections[0].attributes;
        assert_eq!(selection.resources, unknown);
        assert_eq!(selection.selection_name, Attribute::Known("caches".into()));
        assert_eq!(region.caller.gaps().len(), 1);
    }

    #[tokio::test]
    async fn plans_that_nobody_may_list_leave_two_lists_open() {
        let (region, _) = fake::region(ALL, |_| (403, r#"{"__type":"AccessDeniedException"}"#));
        let read = read(&region).await;
        let lists: Vec<_> = read.unlisted.iter().map(|unlisted| unlisted.list).collect();
        assert_eq!(lists, [ResourceList::BackupPlans, ResourceList::BackupSelections]);
    }
}
