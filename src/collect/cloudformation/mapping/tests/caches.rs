//! What the properties of caches come to.

use super::*;

#[test]
fn scalars_are_taken_as_cloudformation_takes_them() {
    let group = cache(
        GROUP,
        &json!({
            "ReplicationGroupId": "Orders",
            "Engine": "Redis",
            "EngineVersion": {"$joined": ["7", ".10"]},
            "Port": "6380",
            "MultiAZEnabled": "True",
            "SnapshotRetentionLimit": "7",
            "PreferredMaintenanceWindow": "Sun:05:00-Sun:06:00",
        }),
    );
    assert_eq!(group.id, known("orders".to_owned()), "ElastiCache stores ids in lower case");
    let attributes = group.attributes;
    assert_eq!(attributes.kind, CacheKind::ReplicationGroup);
    assert_eq!(attributes.engine, known(Engine::Redis));
    assert_eq!(attributes.engine_version, known("7.10".to_owned()));
    assert_eq!(attributes.port, known(6380));
    assert_eq!(attributes.multi_az_enabled, known(true));
    assert_eq!(attributes.snapshot_retention_limit, known(7));
    assert_eq!(attributes.preferred_maintenance_window, known("sun:05:00-sun:06:00".to_owned()));
}

#[test]
fn attributes_know_their_place_and_defaults_who_gives_them() {
    let group = cache(GROUP, &json!({"Engine": "redis", "Port": 6379}));
    let lines: BTreeMap<&str, u32> = group
        .locations
        .iter()
        .filter_map(|(path, place)| Some((path.as_str(), place.line?)))
        .collect();
    assert_eq!(lines, BTreeMap::from([("engine", 100), ("port", 101)]));
    assert_eq!(group.origin.line, Some(3));
    assert!(!group.defaults.contains_key("port"));
    let transit = group.defaults.get("transit_encryption_enabled").expect("is a default");
    assert_eq!(transit.supplied_by, Supplier::Service);
    assert_eq!(group.attributes.transit_encryption_enabled, known(false));
}

#[test]
fn the_mode_of_encryption_is_open_while_encryption_is() {
    let mode = |written: Json| {
        let group = cache(GROUP, &json!({"TransitEncryptionEnabled": written}));
        group.attributes.transit_encryption_mode
    };
    assert_eq!(mode(json!({"$one_of": [true, false]})), Attribute::Unknown(undecided()));
    assert_eq!(mode(json!(true)), known("required".to_owned()));
    assert_eq!(mode(json!(false)), Attribute::Unset);
}

#[test]
fn a_condition_leaves_what_its_branches_agree_on() {
    let cases = [
        (json!({"$one_of": [true, "true"]}), known(true)),
        (json!({"$one_of": [true, false]}), Attribute::Unknown(undecided())),
        (json!({"$one_of": [true, null]}), Attribute::Unknown(undecided())),
        (json!(null), known(false)),
    ];
    for (written, expected) in cases {
        let group = cache(GROUP, &json!({"Engine": "redis", "MultiAZEnabled": written}));
        assert_eq!(group.attributes.multi_az_enabled, expected, "{written}");
    }
}

#[test]
fn references_stay_symbols_or_candidates() {
    let group = |attribute| json!({"$ref": [attribute, "AWS::EC2::SecurityGroup", "GroupId"]});
    let symbol = |address| symbol(address, Some("GroupId"));
    let cluster = cache(
        CLUSTER,
        &json!({
            "Engine": "redis",
            "VpcSecurityGroupIds": [
                group("A"),
                {"$one_of": [group("A"), "sg-1"]},
                {"$one_of": [group("B"), null]},
                {"$unknown": 1},
            ],
        }),
    );
    let expected = vec![
        known(symbol("A")),
        known(Reference::Candidates {
            candidates: vec![symbol("A"), Reference::Id("sg-1".into())],
        }),
        Attribute::Unknown(undecided()),
        Attribute::Unknown(Reason::ParameterWithoutValue("P".into())),
    ];
    assert_eq!(cluster.attributes.security_group_ids, known(expected));
}

#[test]
fn a_list_that_depends_on_a_condition_is_unknown() {
    let group = cache(GROUP, &json!({"SecurityGroupIds": {"$one_of": [["sg-1"], ["sg-2"]]}}));
    assert_eq!(group.attributes.security_group_ids, Attribute::Unknown(undecided()));
}

#[test]
fn tokens_say_where_they_come_from_and_nothing_else() {
    let from = |source, secret| known(SecretValue { is_set: true, source: known(source), secret });
    let set = |source| from(source, Attribute::Unset);
    let stored = from(SecretSource::SecretReference, known(Reference::Id("token".into())));
    let secret = json!({"$dynamic": ["secretsmanager", "token"]});
    let cases = [
        (json!("CANARY-s3cr3t-1"), set(SecretSource::Literal)),
        (json!(""), Attribute::Unset),
        (json!(null), Attribute::Unset),
        (secret.clone(), stored.clone()),
        (json!({"$dynamic": ["ssm", "token"]}), set(SecretSource::Elsewhere)),
        (json!({"$joined": ["a", secret]}), stored),
        (json!({"$joined": ["", {"$hidden": false}]}), Attribute::Unset),
        (json!({"$hidden": true}), set(SecretSource::Parameter)),
        (json!({"$hidden": false}), Attribute::Unset),
        (
            json!({"$one_of": ["CANARY-s3cr3t-1", secret]}),
            known(SecretValue {
                is_set: true,
                source: Attribute::Unknown(undecided()),
                secret: Attribute::Unknown(undecided()),
            }),
        ),
        (json!({"$one_of": ["", secret]}), Attribute::Unknown(undecided())),
        (json!({"$unknown": 1}), Attribute::Unknown(Reason::ParameterWithoutValue("P".to_owned()))),
    ];
    for (written, expected) in cases {
        let group = cache(GROUP, &json!({"AuthToken": written}));
        assert_eq!(group.attributes.auth_token, expected, "{written}");
        let saved = serde_json::to_string(&group).expect("serializes");
        assert!(!saved.contains("CANARY"), "{written}");
    }
}

#[test]
fn shapes_follow_from_what_is_written() {
    let node_groups = json!([{"ReplicaCount": 2}, {"ReplicaCount": "1"}]);
    let cases = [
        (json!({}), (known(1), known(0), known(1))),
        (json!({"NumCacheClusters": 3}), (known(1), known(2), known(3))),
        (json!({"NumNodeGroups": 2, "ReplicasPerNodeGroup": 1}), (known(2), known(1), known(4))),
        (json!({"NodeGroupConfiguration": node_groups}), (known(2), known(1), known(4))),
        (
            json!({"NodeGroupConfiguration": [{"$one_of": [{"ReplicaCount": 2}, null]}]}),
            (
                Attribute::Unknown(undecided()),
                Attribute::Unknown(undecided()),
                Attribute::Unknown(undecided()),
            ),
        ),
    ];
    for (written, expected) in cases {
        let cache = cache(GROUP, &written).attributes;
        let shape = (cache.num_node_groups, cache.replicas_per_node_group, cache.num_cache_nodes);
        assert_eq!(shape, expected, "{written}");
    }
}

#[test]
fn a_parameter_group_of_the_stack_settles_the_cluster_mode() {
    let parameters = |properties: Json| {
        let properties = json!({"CacheParameterGroupFamily": "redis7", "Properties": properties});
        resource("Parameters", "ElastiCache::ParameterGroup", &properties)
    };
    let group = json!({
        "CacheParameterGroupName": {"$ref": ["Parameters", "AWS::ElastiCache::ParameterGroup"]},
    });
    for (properties, expected) in [
        (json!({"timeout": 300}), ClusterMode::Disabled),
        (json!({"Cluster-Enabled": "yes"}), ClusterMode::Enabled),
    ] {
        let inventory = inventory(&[resource("Redis", GROUP, &group), parameters(properties)]);
        assert_eq!(inventory.caches[0].attributes.cluster_mode, known(expected));
    }
}

#[test]
fn policies_on_deletion_say_what_is_left() {
    let kept = |deletion_policy| known(FinalSnapshot::Kept { deletion_policy });
    let cases = [
        (Some("Snapshot"), kept(DeletionPolicy::Snapshot)),
        (Some("Retain"), kept(DeletionPolicy::Retain)),
        (Some("Delete"), Attribute::Unset),
        (None, Attribute::Unset),
    ];
    for (policy, expected) in cases {
        let mut group = resource("Redis", GROUP, &json!({}));
        group.deletion_policy = policy.map(|policy| evaluated(&json!(policy), 9));
        let caches = inventory(&[group]).caches;
        assert_eq!(caches[0].attributes.final_snapshot_identifier, expected, "{policy:?}");
        let place = caches[0].locations.get("final_snapshot_identifier");
        assert_eq!(place.and_then(|place| place.line), policy.map(|_| 9));
    }
}

#[test]
fn what_a_replacement_leaves_is_the_other_policy() {
    let mut group = resource("Redis", GROUP, &json!({}));
    group.deletion_policy = Some(evaluated(&json!("Retain"), 9));
    group.update_replace_policy = Some(evaluated(&json!("Snapshot"), 10));
    for (action, expected) in
        [(Action::Replace, DeletionPolicy::Snapshot), (Action::Delete, DeletionPolicy::Retain)]
    {
        let change = Change { action, ..Change::default() };
        let planned = Planned { change, physical_id: Some("orders".to_owned()) };
        let context = StackContext {
            planned: BTreeMap::from([("Redis".to_owned(), planned)]),
            ..StackContext::default()
        };
        let mut mapper = Mapper::new();
        mapper.add(&group, &context, Fate::Removed);
        let removed = mapper.finish().removed_caches;
        assert_eq!(removed[0].id, known("orders".to_owned()));
        assert_eq!(removed[0].change.action, action);
        let expected = known(FinalSnapshot::Kept { deletion_policy: expected });
        assert_eq!(removed[0].attributes.final_snapshot_identifier, expected);
    }
}

#[test]
fn a_resource_whose_properties_nobody_knows_is_unknown() {
    let mut group = resource("Redis", GROUP, &json!({}));
    group.properties = evaluated(&json!({"$unknown": 1}), 4);
    let cache = &inventory(&[group]).caches[0].attributes;
    let unknown = Reason::ParameterWithoutValue("P".to_owned());
    assert_eq!(cache.multi_az_enabled, Attribute::Unknown(unknown.clone()));
    assert_eq!(cache.security_group_ids, Attribute::Unknown(unknown));
}
