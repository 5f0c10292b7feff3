//! Selections of AWS Backup, and the secret of an AUTH token.

use super::*;
use crate::link::subject::{BackupResourceKind, LinkedBackupResource, LinkedBackupSelection};

const ELASTICACHE: BackupResourceKind = BackupResourceKind::Elasticache;
const OTHER: BackupResourceKind = BackupResourceKind::Other;

fn with_selection(resources: Vec<Attribute<Reference>>) -> Inventory {
    let plan = BackupPlan {
        backup_plan_name: text("daily"),
        rules: known(vec![BackupRule { rule_name: text("at-five"), ..BackupRule::default() }]),
    };
    let selection = BackupSelection {
        selection_name: text("databases"),
        backup_plan_id: address("plan"),
        resources: known(resources),
        not_resources: known(vec![]),
        has_list_of_tags: known(false),
        has_conditions: known(false),
    };
    Inventory {
        backup_plans: vec![new("plan", plan)],
        backup_selections: vec![new("selection", selection)],
        ..inventory(vec![group(2)])
    }
}

fn selections(inventory: &Inventory) -> Vec<LinkedBackupSelection> {
    let linker = Linker::new(inventory);
    let bodies = linker.keys().into_iter().map(|key| linker.link(key).body);
    bodies
        .filter_map(|body| match body {
            SubjectBody::BackupSelection(selection) => Some(*selection),
            SubjectBody::Cache(_) | SubjectBody::CacheRemoval(_) | SubjectBody::Alarm(_) => None,
        })
        .collect()
}

fn selected(inventory: &Inventory) -> LinkedBackupResource {
    all(&selections(inventory)[0].resources)[0].clone()
}

#[test]
fn a_selection_is_called_by_its_name_and_knows_its_plan() {
    let inventory = with_selection(vec![]);
    let linker = Linker::new(&inventory);
    let subject = linker.link(SubjectKey::BackupSelection(0));
    assert_eq!((subject.name.as_str(), subject.address.as_str()), ("databases", "selection"));
    let plan = selections(&inventory)[0].backup_plan.known().expect("it is here").clone();
    assert_eq!(plan.name, "daily");
    assert_eq!(plan.plan.rules.known().expect("are known")[0].rule_name, text("at-five"));
}

#[test]
fn a_plan_that_was_not_read_is_unknown() {
    let mut inventory = with_selection(vec![]);
    inventory.backup_plans.clear();
    assert!(selections(&inventory)[0].backup_plan.is_unknown());
}

#[test]
fn a_selection_that_is_only_looked_up_is_no_subject() {
    let mut inventory = with_selection(vec![]);
    inventory.backup_selections[0].is_declared = false;
    assert_eq!(selections(&inventory), []);
}

#[test]
fn a_cache_is_found_by_arn_and_by_address() {
    let arn = "arn:aws-cn:elasticache:cn-north-1:123456789012:replicationgroup:sessions";
    let cases = [
        (id(arn), arn, ELASTICACHE),
        (attribute_of(GROUP, "arn"), "orders", ELASTICACHE),
        (attribute_of(GROUP, "ARN"), "orders", ELASTICACHE),
        (address(GROUP), "orders", ELASTICACHE),
        (id("orders"), "orders", ELASTICACHE),
        (id("*"), "*", OTHER),
        (id("arn:aws:rds:*:*:cluster:*"), "arn:aws:rds:*:*:cluster:*", OTHER),
        (id("arn:aws:s3:::elasticache"), "arn:aws:s3:::elasticache", OTHER),
        (attribute_of("aws_rds_cluster.aurora", "arn"), "aws_rds_cluster.aurora", OTHER),
        (
            one_of(&["aws_rds_cluster.a", "aws_rds_cluster.b"]),
            "aws_rds_cluster.a or aws_rds_cluster.b",
            OTHER,
        ),
    ];
    for (reference, name, kind) in cases {
        let resource = selected(&with_selection(vec![reference.clone()]));
        assert_eq!((resource.name.as_str(), resource.kind), (name, known(kind)), "{reference:?}");
    }
}

#[test]
fn what_may_be_a_cache_is_unknown() {
    let cases = [attribute_of(GROUP, "id"), one_of(&[GROUP, "aws_rds_cluster.aurora"])];
    for reference in cases {
        let resource = selected(&with_selection(vec![reference.clone()]));
        assert!(resource.kind.is_unknown(), "{reference:?}");
    }
    assert_eq!(counts(&selections(&with_selection(vec![later()]))[0].resources), (0, 1));
}

#[test]
fn of_an_incomplete_input_an_address_tells_nothing() {
    let mut inventory = with_selection(vec![attribute_of("aws_rds_cluster.aurora", "arn")]);
    inventory.sources[0].is_complete = false;
    assert!(selected(&inventory).kind.is_unknown());
    inventory.backup_selections[0].attributes.resources = known(vec![attribute_of(GROUP, "arn")]);
    assert_eq!(selected(&inventory).kind, known(ELASTICACHE));
}

fn with_token(secret: Attribute<Reference>) -> Inventory {
    let token = SecretValue { is_set: true, source: known(SecretSource::SecretReference), secret };
    let mut cache = group(1);
    cache.attributes.auth_token = known(token);
    let secret = Secret { name: text("orders/token"), ..Secret::default() };
    let version = SecretVersion {
        secret_id: attribute_of("secret", "id"),
        secret_string: later(),
        refers_to: known(vec![]),
    };
    let parameter = SsmParameter { name: text("/orders/token"), ..SsmParameter::default() };
    Inventory {
        secrets: vec![
            new("secret", secret),
            new("generated", Secret { name: Attribute::Unset, ..Secret::default() }),
        ],
        secret_versions: vec![new("version", version)],
        ssm_parameters: vec![new("parameter", parameter)],
        ..inventory(vec![cache])
    }
}

fn token_name(inventory: &Inventory) -> Attribute<String> {
    link(inventory).auth_token_secret.and_then(|secret| secret.name)
}

#[test]
fn the_secret_of_a_token_is_known_by_its_name() {
    let cases = [
        (attribute_of("version", "secret_string"), "orders/token"),
        (address("secret"), "orders/token"),
        (attribute_of("parameter", "value"), "/orders/token"),
        (id("elsewhere"), "elsewhere"),
        (id("arn:aws:secretsmanager:eu-west-1:123456789012:secret:elsewhere-Ab12Cd"), "elsewhere"),
        (one_of(&["version", "secret"]), "orders/token"),
    ];
    for (reference, name) in cases {
        assert_eq!(token_name(&with_token(reference.clone())), text(name), "{reference:?}");
    }
}

#[test]
fn a_secret_that_nobody_can_name_is_unknown() {
    for reference in
        [address("ephemeral"), address("generated"), one_of(&["version", "parameter"]), later()]
    {
        assert!(token_name(&with_token(reference.clone())).is_unknown(), "{reference:?}");
    }
}

#[test]
fn a_token_from_elsewhere_has_no_secret() {
    let mut inventory = with_token(Attribute::Unset);
    assert_eq!(token_name(&inventory), Attribute::Unset);
    inventory.caches[0].attributes.auth_token = Attribute::Unset;
    assert_eq!(link(&inventory).auth_token_secret, Attribute::Unset);
}
