//! What plans, selections and vaults of AWS Backup come to.

use super::*;
use crate::model::{BackupCopyAction, BackupLifecycle, BackupPlan, BackupRule, BackupSelection};

const PLAN: &str = "Backup::BackupPlan";
const SELECTION: &str = "Backup::BackupSelection";
const VAULT: &str = "Backup::BackupVault";

fn plan(properties: &Json) -> Resource<BackupPlan> {
    inventory(&[resource("Plan", PLAN, properties)]).backup_plans.remove(0)
}

fn rules(rules: &Json) -> Attribute<Vec<BackupRule>> {
    plan(&json!({"BackupPlan": {"BackupPlanRule": rules}})).attributes.rules
}

fn selection(settings: &Json) -> Resource<BackupSelection> {
    let properties = json!({
        "BackupPlanId": {"$ref": ["Plan", "AWS::Backup::BackupPlan"]},
        "BackupSelection": settings,
    });
    inventory(&[resource("Selection", SELECTION, &properties)]).backup_selections.remove(0)
}

/// The first of the selected resources.
fn selected(written: &Json) -> Attribute<Reference> {
    let resources = selection(&json!({"Resources": [written]})).attributes.resources;
    resources.known().expect("are known")[0].clone()
}

fn paths<T>(resource: &Resource<T>) -> Vec<&str> {
    resource.locations.keys().map(String::as_str).collect()
}

fn text(value: &str) -> Attribute<String> {
    known(value.to_owned())
}

#[test]
fn a_plan_has_rules_with_copies_and_lifecycles() {
    let vault = "arn:aws:backup:us-east-1:123456789012:backup-vault:recovery";
    let plan = plan(&json!({
        "BackupPlan": {
            "BackupPlanName": "orders",
            "BackupPlanRule": [{
                "RuleName": "daily",
                "TargetBackupVault": {"$ref": ["Vault", "AWS::Backup::BackupVault"]},
                "ScheduleExpression": "cron(0 5 ? * * *)",
                "StartWindowMinutes": 60,
                "CompletionWindowMinutes": "180",
                "EnableContinuousBackup": true,
                "Lifecycle": {"DeleteAfterDays": 35, "MoveToColdStorageAfterDays": 30},
                "CopyActions": [{"DestinationBackupVaultArn": vault}],
            }],
        },
        "BackupPlanTags": {"Project": "orders"},
    }));
    let expected = BackupRule {
        rule_name: text("daily"),
        target_backup_vault: known(symbol("Vault", None)),
        schedule_expression: text("cron(0 5 ? * * *)"),
        start_window_minutes: known(60),
        completion_window_minutes: known(180),
        enable_continuous_backup: known(true),
        lifecycle: known(BackupLifecycle {
            delete_after_days: known(35),
            move_to_cold_storage_after_days: known(30),
        }),
        copy_actions: known(vec![BackupCopyAction {
            destination_backup_vault_arn: known(Reference::Id(vault.to_owned())),
            lifecycle: Attribute::Unset,
        }]),
    };
    assert_eq!(plan.attributes.backup_plan_name, text("orders"));
    assert_eq!(plan.attributes.rules, known(vec![expected]));
    assert_eq!(plan.tags, known(BTreeMap::from([("Project".to_owned(), text("orders"))])));
    for path in [
        "backup_plan_name",
        "rules",
        "rules[0].schedule_expression",
        "rules[0].lifecycle.delete_after_days",
        "rules[0].copy_actions[0].destination_backup_vault_arn",
        "tags.Project",
    ] {
        assert!(plan.locations.contains_key(path), "{path}");
    }
}

#[test]
fn what_a_rule_leaves_out_is_unset_and_what_may_be_left_out_unknown() {
    let written = rules(&json!([{"RuleName": "daily"}]));
    let rule = &written.known().expect("are known")[0];
    assert_eq!(rule.enable_continuous_backup, known(false));
    assert_eq!(rule.copy_actions, known(vec![]));
    assert!(rule.lifecycle.is_unset());
    assert_eq!(plan(&json!({})).attributes.rules, known(vec![]));

    let lifecycle = json!({"$one_of": [{"DeleteAfterDays": 35}, null]});
    let written = rules(&json!([{"Lifecycle": lifecycle}]));
    let rule = &written.known().expect("are known")[0];
    assert_eq!(rule.lifecycle, Attribute::Unknown(undecided()));
    let written = rules(&json!([{"$one_of": [{"RuleName": "daily"}, null]}]));
    assert_eq!(written, Attribute::Unknown(undecided()));
}

#[test]
fn a_selection_without_lists_selects_nothing() {
    let selection = selection(&json!({"SelectionName": "databases"}));
    let expected = BackupSelection {
        selection_name: text("databases"),
        backup_plan_id: known(symbol("Plan", None)),
        resources: known(vec![]),
        not_resources: known(vec![]),
        has_list_of_tags: known(false),
        has_conditions: known(false),
    };
    assert_eq!(selection.attributes, expected);
    assert_eq!(paths(&selection), ["backup_plan_id", "selection_name"]);
    assert!(selection.arn.is_unset());
}

#[test]
fn selected_resources_have_their_places() {
    let selection = selection(&json!({"NotResources": ["a"], "Resources": ["b", "c"]}));
    assert_eq!(
        paths(&selection),
        [
            "backup_plan_id",
            "not_resources",
            "not_resources[0]",
            "resources",
            "resources[0]",
            "resources[1]"
        ]
    );
}

#[test]
fn an_arn_put_together_is_that_of_the_cache_at_its_end() {
    let group =
        |attribute: Option<&str>| json!({"$ref": ["Redis", format!("AWS::{GROUP}"), attribute]});
    let other = json!({"$ref": ["Aurora", "AWS::RDS::DBCluster"]});
    let arn = |address| known(symbol(address, Some("arn")));
    let redis = || arn("Redis");
    let prefix = "arn:aws:elasticache:us-west-2:1:replicationgroup:";
    let account = json!({"$unknown": 1});
    let cases = [
        (json!({"$joined": [prefix, group(None)]}), redis()),
        (
            json!({"$joined": [
                "arn:", account, ":elasticache:us-west-2:", account, ":replicationgroup:", group(None),
            ]}),
            redis(),
        ),
        (json!({"$joined": ["arn:aws:rds:us-west-2:1:cluster:", other]}), arn("Aurora")),
        (group(Some("ARN")), known(symbol("Redis", Some("ARN")))),
        (
            json!("arn:aws:rds:*:*:cluster:*"),
            known(Reference::Id("arn:aws:rds:*:*:cluster:*".into())),
        ),
        // The id of a cache in the ARN of something else, or with more than the id.
        (json!({"$joined": ["arn:aws:s3:::", group(None)]}), after_apply()),
        (json!({"$joined": [prefix, "old-", group(None)]}), after_apply()),
        (json!({"$joined": [prefix, group(None), "-001"]}), after_apply()),
        (json!({"$joined": [prefix, other]}), after_apply()),
        (json!({"$joined": ["replicationgroup:", group(None)]}), after_apply()),
        (account, Attribute::Unknown(Reason::ParameterWithoutValue("P".to_owned()))),
    ];
    for (written, expected) in cases {
        assert_eq!(selected(&written), expected, "{written}");
    }
}

#[test]
fn tags_and_conditions_select_as_soon_as_one_is_there() {
    let tag =
        json!({"ConditionKey": "backup", "ConditionType": "STRINGEQUALS", "ConditionValue": "yes"});
    let maybe = json!({"$one_of": [tag, null]});
    let cases = [
        (json!(null), known(false)),
        (json!([]), known(false)),
        (json!([tag]), known(true)),
        (json!([maybe, tag]), known(true)),
        (json!([maybe]), Attribute::Unknown(undecided())),
        (json!({"$one_of": [[tag], null]}), Attribute::Unknown(undecided())),
    ];
    for (written, expected) in cases {
        let by_tags = selection(&json!({"ListOfTags": written})).attributes;
        assert_eq!(by_tags.has_list_of_tags, expected, "{written}");
        let conditions = json!({"StringEquals": [], "StringNotLike": written});
        let by_conditions = selection(&json!({"Conditions": conditions})).attributes;
        assert_eq!(by_conditions.has_conditions, expected, "{written}");
    }
    let located = selection(&json!({"Conditions": {"StringEquals": [tag]}, "ListOfTags": [tag]}));
    assert_eq!(paths(&located), ["backup_plan_id", "has_conditions", "has_list_of_tags"]);
}

#[test]
fn a_vault_is_called_by_its_name() {
    let key = json!({"$ref": ["Key", "AWS::KMS::Key", "Arn"]});
    let properties = json!({"BackupVaultName": "orders", "EncryptionKeyArn": key});
    let context = StackContext {
        region: text("us-east-1"),
        account_id: text("123456789012"),
        partition: text("aws"),
        ..StackContext::default()
    };
    let inventory = inventory_in(&[resource("Vault", VAULT, &properties)], &context);
    let vault = &inventory.backup_vaults[0];
    assert_eq!((&vault.id, &vault.attributes.name), (&text("orders"), &text("orders")));
    assert_eq!(vault.arn, text("arn:aws:backup:us-east-1:123456789012:backup-vault:orders"));
    let key = known(symbol("Key", Some("Arn")));
    assert_eq!(vault.attributes.encryption_key_arn, key);
}

#[test]
fn settings_that_nobody_knows_are_unknown() {
    let selection = selection(&json!({"$unknown": 1})).attributes;
    let unknown = Reason::ParameterWithoutValue("P".to_owned());
    assert_eq!(selection.resources, Attribute::Unknown(unknown.clone()));
    assert_eq!(selection.has_conditions, Attribute::Unknown(unknown));
}
