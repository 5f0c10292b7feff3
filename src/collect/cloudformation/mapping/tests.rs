//! What types and their properties come to.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::testing::{evaluated, inventory, inventory_in, resource, undecided};
use super::{Fate, Mapper, Planned, StackContext};
use crate::collect::cloudformation::evaluate::Exists;
use crate::collect::cloudformation::symbols::Symbols;
use crate::model::{
    Action, Attribute, Cache, CacheKind, Change, ClusterMode, DeletionPolicy, Engine,
    FinalSnapshot, Inventory, Peer, Reason, Reference, Resource, RouteTargetKind, SecretSource,
    SecretValue, SecurityGroupRule, Supplier, Symbol,
};

const GROUP: &str = "ElastiCache::ReplicationGroup";
const CLUSTER: &str = "ElastiCache::CacheCluster";

fn cache(kind: &str, properties: &Json) -> Resource<Cache> {
    let mut inventory = inventory(&[resource("Redis", kind, properties)]);
    assert_eq!(inventory.caches.len(), 1);
    inventory.caches.remove(0)
}

fn known<T>(value: T) -> Attribute<T> {
    Attribute::Known(value)
}

fn address(address: &str) -> Attribute<Reference> {
    known(Reference::address(address))
}

fn after_apply<T>() -> Attribute<T> {
    Attribute::Unknown(Reason::KnownAfterApply)
}

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
    let symbol = |address: &str| {
        Reference::Address(Symbol {
            address: address.to_owned(),
            attribute: Some("GroupId".to_owned()),
            suffix: None,
        })
    };
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
    let set = |source| known(SecretValue { is_set: true, source: known(source) });
    let secret = json!({"$dynamic": ["secretsmanager", "token"]});
    let cases = [
        (json!("CANARY-s3cr3t-1"), set(SecretSource::Literal)),
        (json!(""), Attribute::Unset),
        (json!(null), Attribute::Unset),
        (secret.clone(), set(SecretSource::SecretReference)),
        (json!({"$dynamic": ["ssm", "token"]}), set(SecretSource::Elsewhere)),
        (json!({"$joined": ["a", secret]}), set(SecretSource::SecretReference)),
        (json!({"$joined": ["", {"$hidden": false}]}), Attribute::Unset),
        (json!({"$hidden": true}), set(SecretSource::Parameter)),
        (json!({"$hidden": false}), Attribute::Unset),
        (
            json!({"$one_of": ["CANARY-s3cr3t-1", secret]}),
            known(SecretValue { is_set: true, source: Attribute::Unknown(undecided()) }),
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
        let symbols = Symbols::default();
        let mut mapper = Mapper::new(&symbols);
        mapper.add(&group, &context, Fate::Removed);
        let removed = mapper.finish().removed_caches;
        assert_eq!(removed[0].id, known("orders".to_owned()));
        assert_eq!(removed[0].change.action, action);
        let expected = known(FinalSnapshot::Kept { deletion_policy: expected });
        assert_eq!(removed[0].attributes.final_snapshot_identifier, expected);
    }
}

#[test]
fn nodes_are_named_by_their_group_whether_or_not_its_id_is_known() {
    let alarm = resource(
        "Cpu",
        "CloudWatch::Alarm",
        &json!({
            "Dimensions": [{
                "Name": "CacheClusterId",
                "Value": {"$joined": [{"$ref": ["Redis", "AWS::ElastiCache::ReplicationGroup"]}, "-001"]},
            }],
        }),
    );
    let suffixed = Reference::Address(Symbol {
        address: "Redis".to_owned(),
        attribute: None,
        suffix: Some("-001".to_owned()),
    });
    for (properties, expected) in [
        (json!({"ReplicationGroupId": "Orders"}), Reference::Id("orders-001".to_owned())),
        (json!({}), suffixed),
    ] {
        let inventory = inventory(&[resource("Redis", GROUP, &properties), alarm.clone()]);
        let alarm = &inventory.metric_alarms[0];
        let metrics = alarm.attributes.metrics.known().expect("are known");
        let dimensions = metrics[0].dimensions.known().expect("are known");
        assert_eq!(dimensions.get("CacheClusterId"), Some(&known(expected)));
        let place = alarm.locations.get("metrics[0].dimensions.CacheClusterId");
        assert_eq!(place.and_then(|place| place.line), Some(101));
    }
}

fn security_group(properties: &Json) -> Inventory {
    inventory(&[resource("Group", "EC2::SecurityGroup", properties)])
}

fn egress(inventory: &Inventory) -> &Attribute<Vec<Attribute<SecurityGroupRule>>> {
    &inventory.security_groups[0].attributes.egress
}

fn peers(rules: &Attribute<Vec<Attribute<SecurityGroupRule>>>) -> Vec<Attribute<Peer>> {
    let rules = rules.known().into_iter().flatten();
    rules.map(|rule| rule.clone().and_then(|rule| rule.peer)).collect()
}

#[test]
fn a_group_without_egress_rules_lets_everything_out() {
    let everywhere = vec![
        known(Peer::CidrIpv4("0.0.0.0/0".to_owned())),
        known(Peer::CidrIpv6("::/0".to_owned())),
    ];
    for properties in [json!({}), json!({"SecurityGroupEgress": []})] {
        let inventory = security_group(&properties);
        assert_eq!(peers(egress(&inventory)), everywhere, "{properties}");
        assert!(inventory.security_groups[0].defaults.contains_key("egress"));
    }
    let conditional = security_group(&json!({"SecurityGroupEgress": {"$one_of": [[], null]}}));
    assert_eq!(egress(&conditional), &Attribute::Unknown(undecided()));
}

#[test]
fn only_the_dummy_of_the_cdk_is_no_rule() {
    let dummy = json!({
        "IpProtocol": "icmp", "FromPort": 252, "ToPort": 86, "CidrIp": "255.255.255.255/32",
    });
    let local = json!({"IpProtocol": "-1", "CidrIp": "127.0.0.1/32"});
    assert_eq!(peers(egress(&security_group(&json!({"SecurityGroupEgress": [dummy]})))), []);
    let local = security_group(&json!({"SecurityGroupEgress": [local]}));
    assert_eq!(peers(egress(&local)), [known(Peer::CidrIpv4("127.0.0.1/32".to_owned()))]);
}

#[test]
fn a_rule_resource_beside_the_default_leaves_egress_open() {
    let group = resource("Group", "EC2::SecurityGroup", &json!({}));
    let rule = json!({
        "GroupId": {"$ref": ["Group", "AWS::EC2::SecurityGroup", "GroupId"]},
        "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/8",
    });
    let inventory = inventory(&[group, resource("Rule", "EC2::SecurityGroupEgress", &rule)]);
    assert!(egress(&inventory).is_unknown());
}

#[test]
fn rules_name_one_peer_each() {
    let own = json!({"$ref": ["Group", "AWS::EC2::SecurityGroup", "GroupId"]});
    let rules = [
        (json!({"GroupId": own, "SourceSecurityGroupId": own}), vec![known(Peer::Itself)]),
        (
            json!({"GroupId": own, "SourcePrefixListId": "pl-1"}),
            vec![known(Peer::PrefixList(Reference::Id("pl-1".to_owned())))],
        ),
        (
            json!({"GroupId": own, "CidrIp": {"$unknown": 1}}),
            vec![Attribute::Unknown(Reason::ParameterWithoutValue("P".to_owned()))],
        ),
        (json!({"GroupId": own}), vec![Attribute::Unset]),
    ];
    for (properties, expected) in rules {
        let inventory = inventory(&[resource("Rule", "EC2::SecurityGroupIngress", &properties)]);
        let rule = &inventory.security_group_rules[0].attributes;
        assert_eq!(peers(&rule.rules), expected, "{properties}");
    }
}

#[test]
fn a_rule_that_may_not_be_there_is_unknown() {
    let rule = json!({"IpProtocol": "tcp", "FromPort": 0, "ToPort": 65535, "CidrIp": "0.0.0.0/0"});
    let inventory = security_group(&json!({"SecurityGroupIngress": [{"$one_of": [rule, null]}]}));
    let ingress = &inventory.security_groups[0].attributes.ingress;
    assert_eq!(ingress, &known(vec![Attribute::Unknown(undecided())]));
}

#[test]
fn routes_know_what_they_lead_to() {
    let cases = [
        (
            json!({"GatewayId": {"$ref": ["Igw", "AWS::EC2::InternetGateway"]}}),
            known(RouteTargetKind::InternetGateway),
            address("Igw"),
        ),
        (
            json!({"GatewayId": "vgw-1"}),
            known(RouteTargetKind::VirtualPrivateGateway),
            known(Reference::Id("vgw-1".to_owned())),
        ),
        (
            json!({"NatGatewayId": {"$ref": ["Nat", "AWS::EC2::NatGateway"]}}),
            known(RouteTargetKind::NatGateway),
            address("Nat"),
        ),
        (
            json!({"GatewayId": {"$one_of": ["igw-1", null]}, "NatGatewayId": {"$one_of": ["nat-1", null]}}),
            Attribute::Unknown(undecided()),
            Attribute::Unknown(undecided()),
        ),
        (json!({}), Attribute::Unset, Attribute::Unset),
    ];
    for (properties, kind, target) in cases {
        let inventory = inventory(&[resource("Route", "EC2::Route", &properties)]);
        let route = &inventory.routes[0].attributes.route;
        assert_eq!((&route.target_kind, &route.target), (&kind, &target), "{properties}");
    }
}

#[test]
fn what_may_not_exist_says_where_it_belongs_and_no_more() {
    let mut route = resource(
        "Route",
        "EC2::Route",
        &json!({"RouteTableId": "rtb-1", "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1"}),
    );
    route.exists = Exists::Unknown(undecided());
    let mut absent = resource("Absent", "EC2::Route", &json!({}));
    absent.exists = Exists::No;
    let inventory = inventory(&[route, absent]);
    assert_eq!(inventory.routes.len(), 1);
    let attributes = &inventory.routes[0].attributes;
    assert_eq!(attributes.route_table_id, known(Reference::Id("rtb-1".to_owned())));
    assert_eq!(attributes.route.destination_cidr_block, known("0.0.0.0/0".to_owned()));
    assert_eq!(attributes.route.target_kind, Attribute::Unknown(undecided()));
    let gaps: Vec<_> = inventory.gaps.iter().map(|gap| (&*gap.what, gap.is_failure)).collect();
    assert_eq!(gaps, [("Route", false)]);
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
        let expected = SecretValue { is_set: true, source: known(SecretSource::Generated) };
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
fn a_resource_whose_properties_nobody_knows_is_unknown() {
    let mut group = resource("Redis", GROUP, &json!({}));
    group.properties = evaluated(&json!({"$unknown": 1}), 4);
    let cache = &inventory(&[group]).caches[0].attributes;
    let unknown = Reason::ParameterWithoutValue("P".to_owned());
    assert_eq!(cache.multi_az_enabled, Attribute::Unknown(unknown.clone()));
    assert_eq!(cache.security_group_ids, Attribute::Unknown(unknown));
}

#[test]
fn an_ipv6_range_belongs_to_its_vpc() {
    let vpc = resource("Vpc", "EC2::VPC", &json!({"CidrBlock": "10.0.0.0/16"}));
    let range =
        json!({"AmazonProvidedIpv6CidrBlock": true, "VpcId": {"$ref": ["Vpc", "AWS::EC2::VPC"]}});
    let inventory = inventory(&[vpc, resource("Range", "EC2::VPCCidrBlock", &range)]);
    assert_eq!(inventory.vpcs[0].attributes.ipv6_cidr_blocks, known(vec![after_apply()]));
    assert_eq!(inventory.vpc_cidr_block_associations, []);
}
