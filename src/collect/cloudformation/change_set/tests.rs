//! Answers of the AWS CLI, and made-up ones.

use std::fs;
use std::path::Path;

use super::change::{Fate, Kind};
use super::contents::Contents;
use super::*;
use crate::collect::cloudformation::evaluate::{StackInput, evaluate};
use crate::collect::cloudformation::evaluated::{Evaluated, Value};
use crate::collect::cloudformation::json;
use crate::collect::cloudformation::nested::LocalTemplates;
use crate::collect::cloudformation::parameters::GivenValue;
use crate::model::{Action, Reason};

const FIXTURES: &str = "fixtures/ai-model-registry/change-sets";

fn parsed(text: &str, file: &str) -> (Node, Arc<str>) {
    let file = Arc::from(file);
    (json::parse(text, &file).expect("is JSON"), file)
}

fn pages(files: &[&str]) -> Vec<ChangeSet> {
    let pages: Vec<_> = files
        .iter()
        .map(|file| {
            let text = fs::read_to_string(format!("{FIXTURES}/{file}")).expect("reads");
            parsed(&text, file)
        })
        .collect();
    ChangeSet::read(&pages).expect("reads")
}

fn only(change_sets: Vec<ChangeSet>) -> ChangeSet {
    let [change_set] = <[ChangeSet; 1]>::try_from(change_sets).expect("is one change set");
    change_set
}

fn read(text: &str) -> ChangeSet {
    only(ChangeSet::read(&[parsed(text, "c.json")]).expect("reads"))
}

/// A change set that does `change` to one resource.
fn changing(change: &str) -> ResourceChange {
    let text = format!(
        r#"{{"Changes": [{{"Type": "Resource", "ResourceChange": {{"LogicalResourceId": "A",
        "ResourceType": "AWS::SNS::Topic", {change}}}}}]}}"#
    );
    let mut change_set = read(&text);
    change_set.changes.remove("A").expect("changes A")
}

fn property<'c>(contents: &'c Option<Contents>, name: &str) -> &'c Value {
    let Value::Map(entries) = &contents.as_ref().expect("has contents").properties.value else {
        panic!("properties are no object")
    };
    &entries.iter().find(|(key, _)| key == name).expect("has the property").1.value
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

#[test]
fn a_change_set_with_values_tells_before_and_after() {
    let change_set = only(pages(&["describe-change-set-with-values.json"]));
    assert_eq!(change_set.stack_name.as_deref(), Some("ai-model-registry-redis"));
    assert_eq!(change_set.account.as_deref(), Some("123456789012"));
    assert_eq!(change_set.region.as_deref(), Some("us-west-2"));
    let Given { value: GivenValue::Text { text: environment, .. }, .. } =
        &change_set.parameters["Environment"]
    else {
        panic!("{:?}", change_set.parameters)
    };
    assert_eq!(environment, "production");
    assert!(change_set.is_complete && change_set.gaps.is_empty(), "{:?}", change_set.gaps);

    let group = &change_set.changes["ReplicationGroup"];
    assert_eq!(property(&group.before, "SnapshotRetentionLimit"), &text("7"));
    assert_eq!(property(&group.after, "SnapshotRetentionLimit"), &text("14"));
    assert_eq!(property(&group.after, "KmsKeyId"), &Value::Unknown(Reason::KnownAfterApply));
    let policy = group.after.as_ref().and_then(|after| after.deletion_policy.as_ref());
    assert_eq!(policy.map(|policy| &policy.value), Some(&text("Snapshot")));
    assert_eq!(group.physical_id.as_deref(), Some("ai-model-registry-production-redis"));
}

#[test]
fn a_replacement_names_what_forces_it() {
    for file in ["describe-change-set-with-values.json", "describe-change-set.json"] {
        let group = &only(pages(&[file])).changes["ReplicationGroup"];
        let change = group.change();
        assert_eq!(change.action, Action::Replace);
        assert_eq!(change.replace_paths, ["kms_key_id"]);
        assert_eq!((group.fate, group.replacement_is_open()), (Fate::Snapshot, None));
    }
}

#[test]
fn each_action_is_told() {
    let change_set = only(pages(&["describe-change-set.json"]));
    let mut actions: BTreeMap<Action, Vec<&str>> = BTreeMap::new();
    for (id, change) in &change_set.changes {
        actions.entry(change.change().action).or_default().push(id);
    }
    let alarms = ["CpuAlarm001", "CpuAlarm002", "CpuAlarm003"];
    let memory = ["MemoryAlarm001", "MemoryAlarm002", "MemoryAlarm003"];
    let connections = ["ConnectionsAlarm001", "ConnectionsAlarm002", "ConnectionsAlarm003"];
    let secrets = ["RedisAuthTokenSecret", "RedisKey", "RedisKeyAlias"];
    assert_eq!(
        actions.into_iter().collect::<Vec<_>>(),
        [
            (Action::Create, [connections, secrets].concat()),
            (Action::Update, [alarms, memory].concat()),
            (Action::Replace, vec!["ReplicationGroup"]),
            (Action::Delete, vec!["ReplicationLagAlarm002"]),
        ]
    );
}

#[test]
fn what_is_added_was_not_and_what_is_removed_will_not_be() {
    let change_set = only(pages(&["describe-change-set-with-values.json"]));
    let added = &change_set.changes["RedisAuthTokenSecret"];
    assert!(added.before.is_none() && added.after.is_some());
    let removed = &change_set.changes["ReplicationLagAlarm002"];
    assert!(removed.before.is_some() && removed.after.is_none());
}

#[test]
fn without_property_values_they_are_unknown() {
    let change_set = only(pages(&["describe-change-set.json"]));
    let reason = "property values: describe-change-set --include-property-values";
    let unknown = Value::Unknown(Reason::NotCollected(reason.to_owned()));
    let group = &change_set.changes["ReplicationGroup"];
    for contents in [&group.before, &group.after] {
        let contents = contents.as_ref().expect("has contents");
        assert_eq!(contents.properties.value, unknown);
        assert_eq!(contents.deletion_policy.as_ref().map(|policy| &policy.value), Some(&unknown));
    }
    assert!(change_set.is_complete);
}

#[test]
fn pages_together_are_the_whole_in_any_order() {
    let whole = only(pages(&["describe-change-set-with-values.json"]));
    for files in [["page-1.json", "page-2.json"], ["page-2.json", "page-1.json"]] {
        let joined = only(pages(&files));
        assert!(joined.is_complete && joined.gaps.is_empty(), "{:?}", joined.gaps);
        let keys = |change_set: &ChangeSet| {
            let changes = change_set.changes.keys().cloned().collect::<Vec<_>>();
            (change_set.parameters.keys().cloned().collect::<Vec<_>>(), changes)
        };
        assert_eq!(keys(&joined), keys(&whole));
    }
}

#[test]
fn a_page_with_a_next_one_that_is_not_given_is_incomplete() {
    let change_set = only(pages(&["page-1.json"]));
    assert!(!change_set.is_complete);
    let [gap] = change_set.gaps.as_slice() else { panic!("one gap: {:?}", change_set.gaps) };
    assert!(
        gap.is_failure && gap.what == "page-1.json" && gap.why.contains("NextToken"),
        "{gap:?}"
    );
}

#[test]
fn change_sets_of_several_stacks_stay_apart() {
    let one = |id: &str| parsed(&format!(r#"{{"ChangeSetId": "{id}", "Changes": []}}"#), id);
    let anonymous = || parsed(r#"{"Changes": []}"#, "anonymous");
    let found = ChangeSet::read(&[one("b"), anonymous(), one("a"), anonymous(), one("b")]);
    let files: Vec<String> =
        found.expect("reads").iter().map(|change_set| change_set.file.to_string()).collect();
    assert_eq!(files, ["anonymous", "anonymous", "b", "a"]);
}

#[test]
fn a_replacement_may_be_open() {
    let change = changing(
        r#""Action": "Modify", "Replacement": "Conditional", "Details": [
        {"Target": {"Attribute": "Properties", "Name": "AuthToken", "RequiresRecreation": "Conditionally"}},
        {"Target": {"Attribute": "Tags", "RequiresRecreation": "Never"}}]"#,
    );
    assert_eq!(change.change().action, Action::Replace);
    assert_eq!(change.change().reason.as_deref(), Some("conditional"));
    assert_eq!(change.change().replace_paths, ["auth_token"]);
    let reason = Reason::UnresolvedCondition("whether A is replaced".to_owned());
    assert_eq!(change.replacement_is_open(), Some(reason));
}

#[test]
fn a_path_inside_a_property_reads_like_an_attributes() {
    let change = changing(
        r#""Action": "Modify", "Replacement": "True", "Details": [{"Target": {"Attribute": "Properties",
        "Name": "NodeGroupConfiguration", "Path": "/Properties/NodeGroupConfiguration/0/ReplicaCount",
        "RequiresRecreation": "Always"}}]"#,
    );
    assert_eq!(change.replace_paths, ["node_group_configuration[0].replica_count"]);
}

#[test]
fn actions_beyond_the_usual_are_told_as_they_are() {
    let cases = [
        (r#""Action": "Remove", "PolicyAction": "Retain""#, Action::Forget, Some("retain")),
        (r#""Action": "Remove", "PolicyAction": "Snapshot""#, Action::Delete, None),
        (r#""Action": "Import""#, Action::None, None),
        (r#""Action": "SyncWithActual""#, Action::None, Some("sync_with_actual")),
        (r#""Action": "Dynamic""#, Action::Update, Some("dynamic")),
        (r#""Action": "Teleport""#, Action::Update, Some("dynamic")),
        (r#""Action": "Modify""#, Action::Update, None),
    ];
    for (text, action, reason) in cases {
        let change = changing(text).change();
        assert_eq!((change.action, change.reason.as_deref()), (action, reason), "{text}");
    }
    let imported = changing(r#""Action": "Import", "PhysicalResourceId": "topic-1""#);
    assert_eq!(imported.change().imported_id.as_deref(), Some("topic-1"));
    assert_eq!((imported.kind, imported.fate), (Kind::Import, Fate::NotTold));
}

#[test]
fn values_of_a_context_are_final_but_for_what_is_decided_later() {
    let change = changing(
        r#""Action": "Add", "AfterContext": "{\"Properties\":{\"A\":\"{{changeSet:KNOWN_AFTER_APPLY}}\",
        \"B\":\"****\",\"C\":7.10,\"D\":null,\"E\":[null,true],\"F\":{\"Ref\":\"X\"},\"G\":\"***\"}}""#,
    );
    let list = |value: &Value| match value {
        Value::List(items) => items.iter().map(|item| item.value.clone()).collect::<Vec<_>>(),
        _ => Vec::new(),
    };
    assert_eq!(property(&change.after, "A"), &Value::Unknown(Reason::KnownAfterApply));
    assert_eq!(property(&change.after, "B"), &Value::Hidden { is_set: Some(true) });
    assert_eq!(property(&change.after, "C"), &Value::Number("7.10".to_owned()));
    assert_eq!(list(property(&change.after, "E")), [Value::Bool(true)]);
    assert!(matches!(property(&change.after, "F"), Value::Map(entries) if entries.len() == 1));
    assert_eq!(property(&change.after, "G"), &text("***"));
    let Value::Map(entries) = &change.after.expect("has contents").properties.value else {
        panic!()
    };
    assert!(entries.iter().all(|(key, _)| key != "D"));
}

#[test]
fn a_resource_without_properties_has_none() {
    let change = changing(r#""Action": "Add", "AfterContext": "{\"DeletionPolicy\":\"Retain\"}""#);
    let after = change.after.expect("has contents");
    assert_eq!(after.properties.value, Value::Map(Vec::new()));
    assert_eq!(after.update_replace_policy, None);
}

#[test]
fn a_context_that_is_cut_off_is_unknown_and_not_repeated() {
    for context in
        [r#""{\"Properties\":{\"AuthToken\":\"CANARY-s3cr3t-1""#, r#""CANARY-s3cr3t-2""#, "7"]
    {
        let text = format!(
            r#"{{"Changes": [{{"ResourceChange": {{"Action": "Add", "LogicalResourceId": "A",
            "ResourceType": "T", "AfterContext": {context}}}}}]}}"#
        );
        let change_set = read(&text);
        let after = change_set.changes["A"].after.as_ref().expect("has contents");
        assert!(matches!(after.properties.value, Value::Unknown(Reason::NotCollected(_))));
        let [gap] = change_set.gaps.as_slice() else { panic!("one gap: {:?}", change_set.gaps) };
        assert!(gap.is_failure && !change_set.is_complete);
        assert_eq!(gap.why, "AfterContext of A is cut off or no JSON");
    }
}

#[test]
fn a_dynamic_reference_in_a_context_is_one() {
    let change = changing(
        r#""Action": "Add",
        "AfterContext": "{\"Properties\":{\"A\":\"{{resolve:secretsmanager:token:SecretString}}\"}}""#,
    );
    assert!(
        matches!(property(&change.after, "A"), Value::Dynamic(reference) if reference.service == "secretsmanager")
    );
}

#[test]
fn parameters_that_are_hidden_or_unchanged_are_no_text() {
    let parameters = read(
        r#"{"Changes": [], "Parameters": [
        {"ParameterKey": "A", "ParameterValue": "/name", "ResolvedValue": "7.1"},
        {"ParameterKey": "B", "ParameterValue": "****"},
        {"ParameterKey": "C", "UsePreviousValue": true},
        {"ParameterKey": "D", "ParameterValue": ""}]}"#,
    )
    .parameters;
    let is_text = |name: &str, expected: &str| matches!(&parameters[name].value, GivenValue::Text { text, .. } if text == expected);
    assert!(is_text("A", "/name") && is_text("D", ""), "{parameters:?}");
    assert_eq!(parameters["A"].resolved.as_deref(), Some("7.1"));
    let GivenValue::Expression(hidden) = &parameters["B"].value else { panic!("{parameters:?}") };
    assert_eq!(hidden.value, Value::Hidden { is_set: Some(true) });
    assert_eq!(parameters["C"].value, GivenValue::Previous);
}

#[test]
fn a_change_set_gives_its_template_the_parameters_and_the_environment() {
    let change_set = only(pages(&["describe-change-set.json"]));
    let mut environment = Environment::default();
    environment.pseudo_parameters.insert("AWS::Region".to_owned(), "eu-west-1".to_owned());
    change_set.complete(&mut environment);
    let file = Arc::from("redis-cluster.json");
    let text = fs::read_to_string("fixtures/ai-model-registry/redis-cluster.json").expect("reads");
    let root = json::parse(&text, &file).expect("is JSON");
    let read = |_: &Path| -> Result<Node, CollectError> { unreachable!("nothing is nested") };
    let input = StackInput { root, path: None, environment };
    let stacks = evaluate(vec![input], &LocalTemplates { read: &read }).expect("evaluates");
    let group = stacks[0].resources.iter().find(|found| found.logical_id == "ReplicationGroup");
    let group = &group.expect("has the group").properties;
    // Fourteen days in production only.
    let retention = group.get("SnapshotRetentionLimit").and_then(Evaluated::as_text);
    assert_eq!(retention, Some("14"));
    assert_eq!(stacks[0].pseudo_parameters["AWS::Region"], "eu-west-1");
    assert_eq!(stacks[0].pseudo_parameters["AWS::AccountId"], "123456789012");
}

#[test]
fn a_change_set_that_was_never_made_is_incomplete() {
    let status = |status: &str, reason: &str| {
        read(&format!(r#"{{"Status": "{status}", "StatusReason": "{reason}", "Changes": []}}"#))
    };
    assert!(!status("CREATE_IN_PROGRESS", "").is_complete);
    assert!(!status("FAILED", "CANARY-s3cr3t-3").is_complete);
    let nothing = "The submitted information didn't contain changes. Submit different information";
    assert!(status("FAILED", nothing).is_complete);
    assert!(status("CREATE_COMPLETE", "").is_complete);
}

#[test]
fn without_the_template_what_stays_is_unknown_and_no_failure() {
    let gap = read(r#"{"Changes": []}"#).gap_without_template();
    assert_eq!((gap.what.as_str(), gap.is_failure), ("c.json", false));
}

fn nesting(id: &str, logical_id: &str, nested: &str) -> (Node, Arc<str>) {
    let text = format!(
        r#"{{"ChangeSetId": "{id}", "Changes": [{{"ResourceChange": {{"Action": "Modify",
        "LogicalResourceId": "{logical_id}", "ResourceType": "AWS::CloudFormation::Stack",
        "ChangeSetId": "{nested}"}}}}]}}"#
    );
    parsed(&text, id)
}

#[test]
fn nested_change_sets_are_found_inside_of_theirs() {
    let leaf = parsed(r#"{"ChangeSetId": "leaf", "Changes": []}"#, "leaf");
    let outer = only(
        ChangeSet::read(&[
            leaf,
            nesting("outer", "Network", "inner"),
            nesting("inner", "Deep", "leaf"),
        ])
        .expect("reads"),
    );
    assert_eq!(&*outer.nested["Network"].nested["Deep"].file, "leaf");
    assert!(outer.is_complete);
}

#[test]
fn a_nested_change_set_that_is_not_given_is_missed() {
    let outer = only(ChangeSet::read(&[nesting("outer", "Network", "inner")]).expect("reads"));
    let [gap] = outer.gaps.as_slice() else { panic!("one gap: {:?}", outer.gaps) };
    assert!(gap.is_failure && gap.what == "Network" && !outer.is_complete);
}

#[test]
fn change_sets_nested_in_a_circle_come_to_an_end() {
    let circle = [nesting("a", "B", "b"), nesting("b", "A", "a")];
    let outer = only(ChangeSet::read(&circle).expect("reads"));
    assert_eq!(&*outer.nested["B"].file, "b");
    assert!(!outer.is_complete);
}

#[test]
fn what_is_no_change_set_is_refused_with_its_place() {
    let cases = [
        ("{}", "c.json:1:1: expected a change set, but Changes is missing"),
        ("[]", "c.json:1:1: expected a change set, but Changes is missing"),
        (
            "{\n  \"Changes\": \"CANARY-s3cr3t-4\"}",
            "c.json:2:14: expected a change set, but Changes is no list",
        ),
        (
            r#"{"Changes": [{"ResourceChange": {"Action": "Add"}}]}"#,
            "c.json:1:33: expected a resource's change with LogicalResourceId",
        ),
        (
            r#"{"Changes": [{"ResourceChange": {"LogicalResourceId": "A"}}]}"#,
            "c.json:1:33: expected a resource's change with ResourceType",
        ),
    ];
    for (text, expected) in cases {
        let error = ChangeSet::read(&[parsed(text, "c.json")]).expect_err("is refused");
        assert_eq!(error.to_string(), expected);
    }
}
