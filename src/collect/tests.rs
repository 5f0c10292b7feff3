//! Small plans, each for one thing that a source may say in a way that is easily taken for another.

use serde_json::{Map, Value, json};

use super::CollectError;
use crate::model::{Attribute, Cache, ClusterMode, Inventory, Peer, Reference, SecurityGroupRule};

const GROUP: &str = "aws_elasticache_replication_group.orders";

/// One resource of a plan.
struct Change {
    address: &'static str,
    actions: Value,
    before: Value,
    after: Value,
    unknown: Value,
    expressions: Value,
}

/// A new resource with these arguments as they are written; `unknown` marks what is known later.
fn created(address: &'static str, after: Value, unknown: Value) -> Change {
    let expressions = literals(&after);
    Change { address, actions: json!(["create"]), before: Value::Null, after, unknown, expressions }
}

/// A resource that is there, and stays as it is. `written` are the arguments in the configuration.
fn kept(address: &'static str, values: Value, written: &[&str]) -> Change {
    let mut expressions = literals(&values);
    if let Value::Object(fields) = &mut expressions {
        fields.retain(|name, _| written.contains(&name.as_str()));
    }
    let (actions, unknown) = (json!(["no-op"]), json!({}));
    Change { address, actions, before: values.clone(), after: values, unknown, expressions }
}

fn literals(values: &Value) -> Value {
    let fields = values.as_object().into_iter().flatten();
    let written = fields.filter(|(_, value)| !value.is_null());
    let literal =
        |(name, value): (&String, &Value)| (name.clone(), json!({"constant_value": value}));
    Value::Object(written.map(literal).collect::<Map<_, _>>())
}

/// A resource that goes away.
fn deleted(address: &'static str, before: Value) -> Change {
    let change = kept(address, before, &[]);
    Change { actions: json!(["delete"]), after: Value::Null, ..change }
}

impl Change {
    fn refers(mut self, argument: &str, references: &[&str]) -> Self {
        self.expressions[argument] = json!({"references": references});
        self
    }

    fn shown(&self) -> Value {
        json!({
            "address": self.address, "mode": "managed", "type": self.names().0, "name": self.names().1,
            "change": {"actions": self.actions, "before": self.before, "after": self.after,
                "after_unknown": self.unknown, "before_sensitive": {}, "after_sensitive": {}}
        })
    }

    fn written(&self) -> Value {
        json!({"address": self.address, "mode": "managed", "type": self.names().0,
            "name": self.names().1, "expressions": self.expressions})
    }

    fn names(&self) -> (&str, &str) {
        self.address.split_once('.').expect("is an address")
    }
}

fn plan(changes: &[Change], more: Value) -> Inventory {
    let mut plan = json!({
        "format_version": "1.2", "terraform_version": "1.11.4",
        "resource_changes": changes.iter().map(Change::shown).collect::<Vec<_>>(),
        "configuration": {"root_module": {
            "resources": changes.iter().map(Change::written).collect::<Vec<_>>()
        }}
    });
    let more = more.as_object().cloned().unwrap_or_default();
    plan.as_object_mut().expect("is an object").extend(more);
    super::read(&mut plan.to_string().as_bytes(), "tfplan.json").expect("is a plan")
}

fn only_cache(inventory: &Inventory) -> &Cache {
    match inventory.caches.as_slice() {
        [cache] => &cache.attributes,
        caches => panic!("{} caches", caches.len()),
    }
}

#[test]
fn of_a_deferred_change_nothing_is_known() {
    let group =
        json!({"replication_group_id": "orders", "engine": "redis", "num_cache_clusters": 2});
    let deferred = kept(GROUP, group.clone(), &["replication_group_id"]);
    let inventory = plan(
        &[],
        json!({
            "deferred_changes": [{"reason": "provider_config_unknown", "resource_change": deferred.shown()}],
            "configuration": {"root_module": {"resources": [deferred.written()]}},
            "prior_state": {"values": {"root_module": {"resources": [{"address": GROUP,
                "mode": "managed", "type": "aws_elasticache_replication_group", "name": "orders",
                "values": group}]}}}
        }),
    );
    let cache = only_cache(&inventory);
    assert!(
        cache.transit_encryption_enabled.is_unknown(),
        "{:?}",
        cache.transit_encryption_enabled
    );
    assert!(cache.snapshot_retention_limit.is_unknown(), "{:?}", cache.snapshot_retention_limit);
    assert!(cache.engine.is_unknown(), "{:?}", cache.engine);
    assert!(inventory.caches[0].defaults.is_empty(), "{:?}", inventory.caches[0].defaults);
}

#[test]
fn node_groups_that_are_listed_are_the_shards() {
    let listed = |counts: Value| {
        let left_out = json!({"num_node_groups": true, "num_cache_clusters": true,
            "replicas_per_node_group": true, "cluster_mode": true});
        let group = json!({"replication_group_id": "orders", "engine": "redis",
            "node_group_configuration": counts});
        let inventory = plan(&[created(GROUP, group, left_out)], Value::Null);
        let cache = only_cache(&inventory).clone();
        (cache.num_node_groups, cache.replicas_per_node_group, cache.num_cache_nodes)
    };
    let known = |number| Attribute::Known(number);
    let even = json!([{"replica_count": 1}, {"replica_count": 1}]);
    assert_eq!(listed(even), (known(2), known(1), known(4)));
    let uneven = json!([{"replica_count": 2}, {"replica_count": 0}]);
    assert_eq!(listed(uneven).1, known(0));
    let (shards, replicas, nodes) = listed(json!([{"replica_count": null}, {"replica_count": 1}]));
    assert_eq!(shards, known(2));
    assert!(replicas.is_unknown() && nodes.is_unknown(), "{replicas:?} {nodes:?}");
}

#[test]
fn the_block_of_version_4_tells_shards_and_not_the_mode() {
    let block = json!([{"num_node_groups": 1, "replicas_per_node_group": 1}]);
    let values = json!({"replication_group_id": "orders", "engine": "redis", "cluster_mode": block,
        "num_node_groups": 1, "replicas_per_node_group": 1, "num_cache_clusters": 2,
        "number_cache_clusters": 2, "cluster_enabled": false, "parameter_group_name": "default.redis6.x"});
    let inventory = plan(&[kept(GROUP, values, &["replication_group_id"])], Value::Null);
    assert_eq!(only_cache(&inventory).cluster_mode, Attribute::Known(ClusterMode::Disabled));
    assert!(inventory.gaps.is_empty(), "{:?}", inventory.gaps);
}

#[test]
fn memcached_nodes_are_in_the_zones_that_are_listed() {
    let spans = |zones: Value| {
        let cluster = json!({"cluster_id": "sessions", "engine": "memcached", "num_cache_nodes": 2,
            "preferred_availability_zones": zones});
        let change = created("aws_elasticache_cluster.sessions", cluster, json!({"az_mode": true}));
        only_cache(&plan(&[change], Value::Null)).multi_az_enabled.clone()
    };
    assert_eq!(spans(json!(["us-east-1a", "us-east-1b"])), Attribute::Known(true));
    assert_eq!(spans(json!(["us-east-1a", "us-east-1a"])), Attribute::Known(false));
    assert_eq!(spans(Value::Null), Attribute::Known(false));
}

#[test]
fn no_datapoints_to_alarm_are_left_out() {
    let alarm = json!({"alarm_name": "cpu", "evaluation_periods": 4, "datapoints_to_alarm": 0});
    let inventory =
        plan(&[kept("aws_cloudwatch_metric_alarm.cpu", alarm, &["alarm_name"])], Value::Null);
    assert_eq!(inventory.metric_alarms[0].attributes.datapoints_to_alarm, Attribute::Unset);
}

#[test]
fn a_rule_from_a_group_that_nobody_can_tell_stays() {
    let peers = |references: &[&str]| {
        let ports = json!({"from_port": 6379, "to_port": 6379, "protocol": "tcp", "self": false,
            "cidr_blocks": [], "ipv6_cidr_blocks": [], "prefix_list_ids": []});
        let unknown = json!({"id": true, "egress": true, "ingress": [{"security_groups": true}]});
        let group = created("aws_security_group.cache", json!({"ingress": [ports]}), unknown);
        let inventory = plan(&[group.refers("ingress", references)], Value::Null);
        let rules = inventory.security_groups[0].attributes.ingress.known().cloned();
        let peer = |rule: Attribute<SecurityGroupRule>| rule.and_then(|rule| rule.peer);
        rules.expect("are known").into_iter().map(peer).collect::<Vec<_>>()
    };
    let nowhere = peers(&["aws_lambda_function.api.arn", "aws_lambda_function.api"]);
    assert!(matches!(nowhere.as_slice(), [Attribute::Unknown(_)]), "{nowhere:?}");
    let cluster = peers(&["aws_eks_cluster.main.vpc_config", "aws_eks_cluster.main"]);
    assert!(
        matches!(cluster.as_slice(), [Attribute::Known(Peer::SecurityGroup(_))]),
        "{cluster:?}"
    );
    let default = peers(&["aws_vpc.main.default_security_group_id", "aws_vpc.main"]);
    assert!(
        matches!(default.as_slice(), [Attribute::Known(Peer::SecurityGroup(_))]),
        "{default:?}"
    );
    let both = peers(&["aws_security_group.api.id", "aws_security_group.api", "aws_vpc.main.id"]);
    assert!(matches!(both.as_slice(), [Attribute::Known(Peer::SecurityGroup(_))]), "{both:?}");
    let beside = ["aws_security_group.api.id", "aws_security_group.api", "aws_alb.web.groups"];
    let beside = peers(&beside);
    assert!(
        matches!(
            beside.as_slice(),
            [Attribute::Known(Peer::SecurityGroup(_)), Attribute::Unknown(_)]
        ),
        "{beside:?}"
    );
}

#[test]
fn a_rule_that_the_change_deletes_is_no_longer_shown() {
    let rule = |cidr: &str| {
        json!({"from_port": 6379, "to_port": 6379, "protocol": "tcp", "cidr_blocks": [cidr], "self": false,
            "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": []})
    };
    let group = json!({"id": "sg-1", "name": "cache", "egress": [],
        "ingress": [rule("0.0.0.0/0"), rule("10.0.0.0/8")]});
    let resource = json!({"id": "sgrule-1", "type": "ingress", "security_group_id": "sg-1",
        "from_port": 6379, "to_port": 6379, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]});
    let rules = |written: &[&str]| {
        let changes = [
            kept("aws_security_group.cache", group.clone(), written),
            deleted("aws_security_group_rule.open", resource.clone()),
        ];
        let inventory = plan(&changes, Value::Null);
        inventory.security_groups[0].attributes.ingress.known().map(Vec::len)
    };
    assert_eq!(rules(&["name"]), Some(1));
    assert_eq!(rules(&["name", "ingress"]), Some(2), "what is written in the group stays");
}

#[test]
fn a_route_that_the_change_deletes_is_no_longer_shown() {
    let table = json!({"id": "rtb-1", "vpc_id": "vpc-1", "route": [
        {"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"},
        {"cidr_block": "10.9.0.0/16", "transit_gateway_id": "tgw-1"}]});
    let route = json!({"id": "r-1", "route_table_id": "rtb-1", "gateway_id": "igw-1",
        "destination_cidr_block": "0.0.0.0/0"});
    let routes = |written: &[&str]| {
        let changes = [
            kept("aws_route_table.private", table.clone(), written),
            deleted("aws_route.internet", route.clone()),
        ];
        let inventory = plan(&changes, Value::Null);
        inventory.route_tables[0].attributes.routes.known().map(Vec::len)
    };
    assert_eq!(routes(&["vpc_id"]), Some(1));
    assert_eq!(routes(&["vpc_id", "route"]), Some(2), "what is written in the table stays");
}

#[test]
fn a_state_names_what_a_secret_depends_on_without_keys() {
    let state = |keys: Value| {
        let instance = |key: &Value| json!({"index_key": key, "attributes": {}});
        let instances = keys.as_array().into_iter().flatten().map(instance);
        let state = json!({"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "x",
        "resources": [
            {"module": "module.a[\"x\"]", "mode": "managed", "type": "aws_elasticache_replication_group",
                "name": "this", "instances": instances.collect::<Vec<_>>()},
            {"mode": "managed", "type": "aws_secretsmanager_secret_version", "name": "endpoint",
                "instances": [{"attributes": {},
                    "dependencies": ["module.a.aws_elasticache_replication_group.this"]}]}
        ]});
        let inventory = super::read(&mut state.to_string().as_bytes(), "terraform.tfstate");
        let inventory = inventory.expect("is a state");
        inventory.secret_versions[0].attributes.refers_to.clone()
    };
    let address = |key| {
        Reference::address(format!(
            "{}[{key}]",
            r#"module.a["x"].aws_elasticache_replication_group.this"#
        ))
    };
    assert_eq!(state(json!([0])), Attribute::Known(vec![address(0)]));
    let candidates = Reference::Candidates { candidates: vec![address(0), address(1)] };
    assert_eq!(state(json!([0, 1])), Attribute::Known(vec![candidates]));
}

#[test]
fn a_sensitive_argument_that_is_null_is_no_password() {
    let user = |passwords: Value| {
        let user = json!({"user_id": "u", "user_name": "default", "engine": "redis",
            "access_string": "on ~* +@all", "authentication_mode": [], "passwords": passwords});
        let mut shown = kept("aws_elasticache_user.default", user, &["user_id"]).shown();
        shown["change"]["after_sensitive"] = json!({"passwords": true});
        let inventory = plan(&[], json!({"resource_changes": [shown]}));
        inventory.users[0].attributes.authentication_type.clone()
    };
    assert!(user(Value::Null).is_unknown(), "{:?}", user(Value::Null));
    assert_eq!(user(json!(["CANARY-s3cr3t-user"])), Attribute::Known("password".to_owned()));
}

#[test]
fn an_open_version_is_the_one_that_runs() {
    let version = |actual: Value| {
        let group = json!({"replication_group_id": "orders", "engine": "redis", "engine_version": "6.x",
            "engine_version_actual": actual});
        let inventory = plan(&[kept(GROUP, group, &["engine_version"])], Value::Null);
        only_cache(&inventory).engine_version.clone()
    };
    assert_eq!(version(json!("6.0.5")), Attribute::Known("6.0.5".to_owned()));
    assert_eq!(version(Value::Null), Attribute::Known("6.x".to_owned()));
}

#[test]
fn a_state_of_an_older_version_is_refused_and_not_empty() {
    let state = json!({"version": 3, "terraform_version": "0.11.14", "serial": 4, "lineage": "x",
        "modules": [{"path": ["root"], "resources": {}}]});
    let error = super::read(&mut state.to_string().as_bytes(), "old.tfstate");
    assert!(matches!(error, Err(CollectError::UnsupportedVersion { .. })), "{error:?}");
}

#[test]
fn an_action_that_nobody_knows_leaves_the_audit_incomplete() {
    let group = json!({"replication_group_id": "orders"});
    let mut change = created("aws_elasticache_replication_group.orders", group, json!({}));
    change.actions = json!(["quarantine"]);
    let inventory = plan(&[change], Value::Null);
    assert!(inventory.caches.is_empty());
    assert!(inventory.gaps.iter().any(|gap| gap.is_failure && gap.what.ends_with(".orders")));
}

#[test]
fn a_rule_of_unknown_direction_may_be_one_each_way() {
    let rule = json!({"from_port": 6379, "to_port": 6379, "protocol": "tcp"});
    let rule = created("aws_security_group_rule.any", rule, json!({"type": true}));
    let inventory = plan(&[rule.refers("type", &["local.direction"])], Value::Null);
    let rules: Vec<_> =
        inventory.security_group_rules.iter().map(|rule| &rule.attributes).collect();
    assert_eq!(rules.len(), 2);
    assert!(rules.iter().all(|rule| rule.rules.is_unknown()));
    assert_ne!(rules[0].direction, rules[1].direction);
}
