//! What alarms, secrets and topics come to, and what every resource has.

use super::*;

#[test]
fn nodes_are_named_by_their_group_whether_or_not_its_id_is_known() {
    let group = json!({"$ref": ["Redis", "AWS::ElastiCache::ReplicationGroup"]});
    let alarm = |value: &Json| {
        let dimensions = json!({"Dimensions": [{"Name": "CacheClusterId", "Value": value}]});
        resource("Cpu", "CloudWatch::Alarm", &dimensions)
    };
    let suffixed = |suffix: &str| {
        Reference::Address(Symbol { suffix: Some(suffix.to_owned()), ..Symbol::new("Redis", None) })
    };
    let first = json!({"$joined": [group, "-001"]});
    let named = json!({"ReplicationGroupId": "Orders"});
    for (properties, value, expected) in [
        (&named, &first, Reference::Id("orders-001".to_owned())),
        (&named, &group, Reference::Id("orders".to_owned())),
        (&json!({}), &first, suffixed("-001")),
        (&json!({}), &group, suffixed("")),
    ] {
        let inventory = inventory(&[resource("Redis", GROUP, properties), alarm(value)]);
        let alarm = &inventory.metric_alarms[0];
        let metrics = alarm.attributes.metrics.known().expect("are known");
        let dimensions = metrics[0].dimensions.known().expect("are known");
        assert_eq!(dimensions.get("CacheClusterId"), Some(&known(expected)));
        let place = alarm.locations.get("metrics[0].dimensions.CacheClusterId");
        assert_eq!(place.and_then(|place| place.line), Some(101));
    }
}

#[test]
fn an_alarm_that_may_not_exist_watches_its_node_without_a_metric() {
    let mut alarm = resource(
        "Cpu",
        "CloudWatch::Alarm",
        &json!({
            "Namespace": "AWS/ElastiCache",
            "MetricName": "CPUUtilization",
            "Dimensions": [{"Name": "CacheClusterId", "Value": "orders-001"}],
        }),
    );
    alarm.exists = Exists::Unknown(undecided());
    let inventory = inventory(&[alarm]);
    let alarm = &inventory.metric_alarms[0].attributes;
    let metric = &alarm.metrics.known().expect("is a plain alarm")[0];
    assert!(metric.dimensions.is_known());
    assert_eq!(metric.metric_name, Attribute::Unknown(undecided()));
    assert_eq!(alarm.alarm_actions, Attribute::Unknown(undecided()));
    assert_eq!(alarm.actions_enabled, Attribute::Unknown(undecided()));
}

#[test]
fn an_alarm_on_a_promql_query_may_watch_anything() {
    let query = json!({"PromQLCriteria": {"Query": r#"{"Evictions"} > 500"#}});
    let alarm = resource("Any", "CloudWatch::Alarm", &json!({"EvaluationCriteria": query}));
    let inventory = inventory(&[alarm]);
    assert!(inventory.metric_alarms[0].attributes.metrics.is_unknown());
}

#[test]
fn a_secret_refers_to_what_its_value_is_made_of() {
    let redis = |attribute: &str| json!({"$ref": ["Redis", "AWS::ElastiCache::ReplicationGroup", attribute]});
    let value = json!({"$joined": [r#"{"host":""#, redis("PrimaryEndPoint.Address"), r#""}"#]});
    let secret = resource("Secret", "SecretsManager::Secret", &json!({"SecretString": value}));
    let inventory = inventory(&[secret]);
    let version = &inventory.secret_versions[0].attributes;
    assert_eq!(version.secret_id, address("Secret"));
    let references = version.refers_to.known().expect("are known");
    assert!(matches!(&references[..], [Reference::Address(symbol)] if symbol.address == "Redis"));
}

#[test]
fn cloudformation_deletes_a_secret_at_once_or_never() {
    for (policy, expected) in [(None, known(0)), (Some("Retain"), Attribute::Unset)] {
        let generate = json!({"GenerateSecretString": {"PasswordLength": 64}});
        let mut secret = resource("Secret", "SecretsManager::Secret", &generate);
        secret.deletion_policy = policy.map(|policy| evaluated(&json!(policy), 9));
        let inventory = inventory(&[secret]);
        assert_eq!(inventory.secrets[0].attributes.recovery_window_in_days, expected);
        let expected = SecretValue {
            is_set: true,
            source: known(SecretSource::Generated),
            secret: Attribute::Unset,
        };
        assert_eq!(inventory.secret_versions[0].attributes.secret_string, known(expected));
    }
}

#[test]
fn subscriptions_in_a_topic_are_resources() {
    let topic = resource(
        "Alarms",
        "SNS::Topic",
        &json!({"Subscription": [{"Endpoint": "a@example.com", "Protocol": "email"}]}),
    );
    let inventory = inventory(&[topic]);
    let subscription = &inventory.topic_subscriptions[0];
    assert_eq!(subscription.address, "Alarms/Subscription[0]");
    assert_eq!(subscription.attributes.topic_arn, address("Alarms"));
    assert_eq!(subscription.attributes.protocol, known("email".to_owned()));
    let paths: Vec<&str> = subscription.locations.keys().map(String::as_str).collect();
    assert_eq!(paths, ["protocol"]);
    let saved = serde_json::to_string(&inventory).expect("serializes");
    assert!(!saved.contains("a@example.com"));
}

#[test]
fn tags_of_the_stack_are_inherited() {
    let group = resource(
        "Redis",
        GROUP,
        &json!({"Tags": [{"Key": "Project", "Value": "orders"}, {"Key": "Note", "Value": ""}]}),
    );
    let stack = [("Project", "stack"), ("Owner", "platform")];
    let context = StackContext {
        stack_tags: stack.map(|(key, value)| (key.to_owned(), known(value.to_owned()))).into(),
        ..StackContext::default()
    };
    let inventory = inventory_in(&[group], &context);
    let tags = inventory.caches[0].tags.known().expect("are known");
    let expected = [("Note", ""), ("Owner", "platform"), ("Project", "orders")];
    assert_eq!(
        *tags,
        expected.map(|(key, value)| (key.to_owned(), known(value.to_owned()))).into()
    );
}

#[test]
fn an_arn_is_built_only_from_what_is_known() {
    let group = resource("Redis", GROUP, &json!({"ReplicationGroupId": "orders"}));
    let mut context = StackContext {
        region: known("us-east-1".to_owned()),
        partition: known("aws".to_owned()),
        ..StackContext::default()
    };
    let arn = |context: &StackContext| {
        inventory_in(std::slice::from_ref(&group), context).caches.remove(0).arn
    };
    assert_eq!(arn(&context), after_apply());
    context.account_id = known("123456789012".to_owned());
    let expected = "arn:aws:elasticache:us-east-1:123456789012:replicationgroup:orders";
    assert_eq!(arn(&context), known(expected.to_owned()));
}

#[test]
fn the_region_tells_the_partition() {
    let context = |given: &[(&str, &str)]| {
        let pseudo = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        StackContext::of(&EvaluatedStack {
            resources: Vec::new(),
            gaps: Vec::new(),
            pseudo_parameters: pseudo.collect(),
            bounds: Vec::new(),
        })
    };
    assert!(context(&[]).partition.is_unknown());
    let china = [("AWS::Region", "cn-north-1")];
    assert_eq!(context(&china).partition, known("aws-cn".to_owned()));
    let given = [("AWS::Region", "cn-north-1"), ("AWS::Partition", "aws-other")];
    assert_eq!(context(&given).partition, known("aws-other".to_owned()));
}

#[test]
fn what_cloudformation_would_refuse_is_a_gap() {
    let cases = [
        (CLUSTER, json!({"AtRestEncryptionEnabled": true}), "Redis.AtRestEncryptionEnabled"),
        (GROUP, json!({"AuthTokenEnabled": true}), "Redis.AuthTokenEnabled"),
        (CLUSTER, json!({"Engine": "redis", "NumCacheNodes": 2}), "Redis.NumCacheNodes"),
        (GROUP, json!({"MultiAZEnabled": true}), "Redis.MultiAZEnabled"),
        (GROUP, json!({"Port": "CANARY-s3cr3t-port"}), "Redis.Port"),
        ("ElastiCache::SecurityGroup", json!({}), "Redis"),
    ];
    for (kind, properties, what) in cases {
        let gaps = inventory(&[resource("Redis", kind, &properties)]).gaps;
        let found: Vec<&str> = gaps.iter().map(|gap| gap.what.as_str()).collect();
        assert_eq!(found, [what], "{properties}");
        assert!(gaps.iter().all(|gap| !gap.is_failure && !gap.why.contains("CANARY")));
    }
    let fine = json!({"Engine": "memcached", "NumCacheNodes": 2});
    assert_eq!(inventory(&[resource("Redis", CLUSTER, &fine)]).gaps, []);
}

#[test]
fn of_properties_that_nobody_knows_none_is_refused() {
    let one = json!({"Engine": "redis"});
    for properties in [json!({"$unknown": {}}), json!({"$one_of": [one, {"$unknown": {}}]})] {
        for kind in [GROUP, CLUSTER] {
            assert_eq!(inventory(&[resource("Redis", kind, &properties)]).gaps, [], "{properties}");
        }
    }
    let choice = json!({"$one_of": [one, {"Engine": "redis", "AuthTokenEnabled": true}]});
    let gaps = inventory(&[resource("Redis", GROUP, &choice)]).gaps;
    assert_eq!(gaps[0].what, "Redis.AuthTokenEnabled");
}
