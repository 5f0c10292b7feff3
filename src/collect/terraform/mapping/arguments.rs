//! Attributes of the model to the arguments that fill them, where the names differ. The other files of this folder read the
//! arguments; this one tells where to look for them in a configuration.

/// An attribute of the model, and the arguments that may fill it, the best first. Indexes are left out on both sides. In an
/// argument `*` stands for what follows the attribute in a path, and `?` for the same as a value: `parameter[name=?]`.
/// Without arguments the attribute is written nowhere.
type Names = &'static [(&'static str, &'static [&'static str])];

const CACHE: Names = &[
    ("kind", &[]),
    ("cache_node_type", &["node_type"]),
    ("cache_parameter_group_name", &["parameter_group_name"]),
    ("cache_subnet_group_name", &["subnet_group_name"]),
    ("preferred_maintenance_window", &["maintenance_window"]),
    ("log_delivery_configurations", &["log_delivery_configuration*"]),
    // No version of the provider has an argument for it.
    ("connection_type", &[]),
    ("auth_token", &["auth_token"]),
    // Only running caches have them.
    ("status", &[]),
    ("create_time", &[]),
    ("node_group_members", &[]),
    ("pending_modified_values", &[]),
    ("parameter_apply_status", &[]),
    ("auth_token_last_modified_date", &[]),
    ("notification_topic_status", &[]),
    ("member_differences", &[]),
];

const REPLICATION_GROUP: Names = &[
    ("description", &["description", "replication_group_description"]),
    ("cluster_mode", &["cluster_mode", "parameter_group_name"]),
    (
        "num_cache_nodes",
        &[
            "num_cache_clusters",
            "number_cache_clusters",
            "replicas_per_node_group",
            "num_node_groups",
        ],
    ),
    (
        "num_node_groups",
        &["num_node_groups", "cluster_mode.num_node_groups", "node_group_configuration"],
    ),
    (
        "replicas_per_node_group",
        &[
            "replicas_per_node_group",
            "cluster_mode.replicas_per_node_group",
            "node_group_configuration.replica_count",
            "num_cache_clusters",
            "number_cache_clusters",
        ],
    ),
    ("preferred_availability_zones", &["preferred_cache_cluster_azs", "availability_zones"]),
    // A group is no member of another, and has no zones or sets of ids of its own.
    ("replication_group_id", &["replication_group_id"]),
    ("subnet_ids", &[]),
];

const CLUSTER: Names = &[
    ("description", &[]),
    ("multi_az_enabled", &["az_mode", "preferred_availability_zones"]),
    ("preferred_availability_zones", &["preferred_availability_zones", "availability_zone"]),
    ("cluster_mode", &[]),
    ("num_node_groups", &[]),
    ("replicas_per_node_group", &["num_cache_nodes"]),
    ("at_rest_encryption_enabled", &[]),
    ("kms_key_id", &[]),
    ("auth_token", &[]),
    ("auth_token_update_strategy", &[]),
    ("user_group_ids", &[]),
    ("data_tiering_enabled", &[]),
    ("automatic_failover_enabled", &[]),
    ("global_replication_group_id", &[]),
    ("transit_encryption_mode", &[]),
    ("subnet_ids", &[]),
];

const SERVERLESS_CACHE: Names = &[
    ("engine_version", &["major_engine_version"]),
    ("user_group_ids", &["user_group_id"]),
    ("snapshot_window", &["daily_snapshot_time"]),
    // The service decides the rest.
    ("auth_token", &[]),
    ("auth_token_update_strategy", &[]),
    ("auto_minor_version_upgrade", &[]),
    ("automatic_failover_enabled", &[]),
    ("at_rest_encryption_enabled", &[]),
    ("transit_encryption_enabled", &[]),
    ("transit_encryption_mode", &[]),
    ("multi_az_enabled", &[]),
    ("cache_node_type", &[]),
    ("cache_parameter_group_name", &[]),
    ("cache_subnet_group_name", &["subnet_ids"]),
    ("cluster_mode", &[]),
    ("data_tiering_enabled", &[]),
    ("final_snapshot_identifier", &[]),
    ("global_replication_group_id", &[]),
    ("log_delivery_configurations", &[]),
    ("network_type", &[]),
    ("notification_topic_arn", &[]),
    ("num_cache_nodes", &[]),
    ("num_node_groups", &[]),
    ("port", &[]),
    ("preferred_availability_zones", &[]),
    ("preferred_maintenance_window", &[]),
    ("replicas_per_node_group", &[]),
    ("replication_group_id", &[]),
];

const PARAMETER_GROUP: Names =
    &[("parameters.", &["parameter[name=?].value"]), ("parameters", &["parameter"])];

const METRIC_ALARM: Names = &[
    // Only running alarms have them.
    ("state_value", &[]),
    ("state_transitioned_timestamp", &[]),
    ("metrics.id", &["metric_query.id"]),
    ("metrics.expression", &["metric_query.expression"]),
    ("metrics.return_data", &["metric_query.return_data"]),
    ("metrics.namespace", &["namespace", "metric_query.metric.namespace"]),
    ("metrics.metric_name", &["metric_name", "metric_query.metric.metric_name"]),
    ("metrics.dimensions", &["dimensions*", "metric_query.metric.dimensions*"]),
    ("metrics.statistic", &["statistic", "extended_statistic", "metric_query.metric.stat"]),
    ("metrics.period", &["period", "metric_query.metric.period", "metric_query.period"]),
    ("metrics", &["metric_name", "metric_query"]),
];

const COMPOSITE_ALARM: Names = &[("alarms", &["alarm_rule"])];

const USER: Names =
    &[("authentication_type", &["authentication_mode.type", "no_password_required", "passwords"])];

/// Peers as a group's own rules and `aws_security_group_rule` name them.
const SECURITY_GROUP: Names = &[
    ("group_name", &["name", "name_prefix"]),
    (
        "ingress.peer",
        &[
            "ingress.cidr_blocks",
            "ingress.ipv6_cidr_blocks",
            "ingress.prefix_list_ids",
            "ingress.security_groups",
            "ingress.self",
        ],
    ),
    (
        "egress.peer",
        &[
            "egress.cidr_blocks",
            "egress.ipv6_cidr_blocks",
            "egress.prefix_list_ids",
            "egress.security_groups",
            "egress.self",
        ],
    ),
    ("ingress.ip_protocol", &["ingress.protocol"]),
    ("egress.ip_protocol", &["egress.protocol"]),
];

const SECURITY_GROUP_RULE: Names = &[
    ("direction", &["type"]),
    (
        "rules.peer",
        &["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "source_security_group_id", "self"],
    ),
    ("rules.ip_protocol", &["protocol"]),
    ("rules.from_port", &["from_port"]),
    ("rules.to_port", &["to_port"]),
    ("rules.description", &["description"]),
    ("rules", &[]),
];

const VPC_SECURITY_GROUP_RULE: Names = &[
    ("direction", &[]),
    ("rules.peer", &["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"]),
    ("rules.ip_protocol", &["ip_protocol"]),
    ("rules.from_port", &["from_port"]),
    ("rules.to_port", &["to_port"]),
    ("rules.description", &["description"]),
    ("rules", &[]),
];

const PEERING: Names = &[
    ("requester_vpc_id", &["vpc_id"]),
    ("accepter_vpc_id", &["peer_vpc_id"]),
    ("status", &["auto_accept"]),
];

const BACKUP_PLAN: Names = &[
    ("backup_plan_name", &["name"]),
    ("rules.target_backup_vault", &["rule.target_vault_name"]),
    ("rules.schedule_expression", &["rule.schedule"]),
    ("rules.start_window_minutes", &["rule.start_window"]),
    ("rules.completion_window_minutes", &["rule.completion_window"]),
    ("rules.lifecycle.delete_after_days", &["rule.lifecycle.delete_after"]),
    ("rules.lifecycle.move_to_cold_storage_after_days", &["rule.lifecycle.cold_storage_after"]),
    ("rules.copy_actions", &["rule.copy_action"]),
    ("rules", &["rule*"]),
];

const BACKUP_SELECTION: Names = &[
    ("selection_name", &["name"]),
    ("backup_plan_id", &["plan_id"]),
    ("has_list_of_tags", &["selection_tag"]),
    ("has_conditions", &["condition"]),
];

const BACKUP_VAULT: Names = &[("encryption_key_arn", &["kms_key_arn"])];

/// The differences of a resource type; of two for the same attribute the first counts.
fn names(kind: &str) -> &'static [Names] {
    match kind {
        "aws_elasticache_replication_group" => &[REPLICATION_GROUP, CACHE],
        "aws_elasticache_cluster" => &[CLUSTER, CACHE],
        "aws_elasticache_serverless_cache" => &[SERVERLESS_CACHE, CACHE],
        "aws_elasticache_parameter_group" => &[PARAMETER_GROUP],
        "aws_elasticache_user" => &[USER],
        "aws_cloudwatch_metric_alarm" => &[METRIC_ALARM],
        "aws_cloudwatch_composite_alarm" => &[COMPOSITE_ALARM],
        "aws_security_group" | "aws_default_security_group" => &[SECURITY_GROUP],
        "aws_security_group_rule" => &[SECURITY_GROUP_RULE],
        "aws_vpc_security_group_ingress_rule" | "aws_vpc_security_group_egress_rule" => {
            &[VPC_SECURITY_GROUP_RULE]
        }
        "aws_vpc_peering_connection" => &[PEERING],
        "aws_backup_plan" => &[BACKUP_PLAN],
        "aws_backup_selection" => &[BACKUP_SELECTION],
        "aws_backup_vault" => &[BACKUP_VAULT],
        _ => &[],
    }
}

/// The arguments of a resource of type `kind` that may fill `attribute` of the model, the best first.
pub(in crate::collect::terraform) fn of(kind: &str, attribute: &str) -> Vec<String> {
    let path = without_indexes(attribute);
    let mut entries = names(kind).iter().copied().flatten();
    let found = entries.find_map(|(name, arguments)| Some((below(&path, name)?, *arguments)));
    match found {
        None if path.is_empty() => Vec::new(),
        None => vec![path],
        Some((rest, arguments)) => {
            let value = rest.trim_start_matches('.');
            let argument = |argument: &&str| argument.replace('?', value).replace('*', rest);
            arguments.iter().map(argument).collect()
        }
    }
}

/// What of `path` lies below `name`: `.id` of `metrics.id` below `metrics`.
fn below<'p>(path: &'p str, name: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(name)?;
    (rest.is_empty() || rest.starts_with('.') || name.ends_with('.')).then_some(rest)
}

fn without_indexes(path: &str) -> String {
    let mut parts = path.split('[');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once(']').map_or("", |(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use serde_json::Value;

    use super::*;
    use crate::model::{
        BackupPlan, BackupSelection, BackupVault, Cache, CacheParameterGroup, CacheSubnetGroup,
        CompositeAlarm, MetricAlarm, Secret, SecurityGroup, StandaloneSecurityGroupRule, Subnet,
        User, UserGroup, VpcPeeringConnection,
    };

    /// The provider's schemas of every version that the fixtures know.
    fn schemas() -> Vec<Value> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/tools/schemas");
        let files = fs::read_dir(folder)
            .expect("is a folder")
            .map(|entry| fs::read(entry.expect("is readable").path()).expect("is readable"));
        files.map(|text| serde_json::from_slice(&text).expect("is JSON")).collect()
    }

    /// Whether a block of the schema has an argument or a block at `path`.
    fn has(block: &Value, path: &str) -> bool {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let name = first.split('[').next().unwrap_or_default();
        // A block's schema is the last element of how it is written.
        let nested = block["b"][name].as_array().and_then(|parts| parts.last());
        match nested {
            Some(nested) => rest.is_empty() || has(nested, rest),
            // Arguments may hold blocks written as attributes; their types say what is in them.
            None => block["a"][name].as_array().is_some_and(|parts| {
                rest.is_empty()
                    || format!("{parts:?}").contains(rest.rsplit('.').next().unwrap_or(rest))
            }),
        }
    }

    fn is_argument(schemas: &[Value], kind: &str, path: &str) -> bool {
        schemas.iter().any(|schema| has(&schema["resources"][kind], path))
    }

    /// The attributes of a model type, those of list elements too.
    fn attributes<T: schemars::JsonSchema>(lists: &[(&str, &[&str])]) -> Vec<String> {
        let schema = schemars::schema_for!(T).to_value();
        let own = schema["properties"].as_object().expect("is an object").keys().cloned();
        let inner = lists
            .iter()
            .flat_map(|(list, names)| names.iter().map(move |name| format!("{list}[0].{name}")));
        own.chain(inner).collect()
    }

    #[test]
    fn every_attribute_leads_to_arguments_that_exist() {
        let schemas = schemas();
        let cache = || attributes::<Cache>(&[]);
        let rule = ["ip_protocol", "from_port", "to_port", "peer"];
        let metric = ["namespace", "metric_name", "dimensions", "statistic", "period"];
        let rules = attributes::<StandaloneSecurityGroupRule>(&[("rules", &rule)]);
        for (kind, attributes) in [
            ("aws_elasticache_replication_group", cache()),
            ("aws_elasticache_cluster", cache()),
            ("aws_elasticache_serverless_cache", cache()),
            ("aws_elasticache_subnet_group", attributes::<CacheSubnetGroup>(&[])),
            ("aws_elasticache_parameter_group", attributes::<CacheParameterGroup>(&[])),
            ("aws_elasticache_user", attributes::<User>(&[])),
            ("aws_elasticache_user_group", attributes::<UserGroup>(&[])),
            ("aws_cloudwatch_metric_alarm", attributes::<MetricAlarm>(&[("metrics", &metric)])),
            ("aws_cloudwatch_composite_alarm", attributes::<CompositeAlarm>(&[])),
            ("aws_secretsmanager_secret", attributes::<Secret>(&[])),
            (
                "aws_security_group",
                attributes::<SecurityGroup>(&[("ingress", &rule), ("egress", &rule)]),
            ),
            ("aws_security_group_rule", rules.clone()),
            ("aws_vpc_security_group_ingress_rule", rules.clone()),
            ("aws_vpc_security_group_egress_rule", rules),
            ("aws_subnet", attributes::<Subnet>(&[])),
            ("aws_vpc_peering_connection", attributes::<VpcPeeringConnection>(&[])),
            (
                "aws_backup_plan",
                attributes::<BackupPlan>(&[(
                    "rules",
                    &[
                        "rule_name",
                        "target_backup_vault",
                        "schedule_expression",
                        "lifecycle.delete_after_days",
                    ],
                )]),
            ),
            ("aws_backup_selection", attributes::<BackupSelection>(&[])),
            ("aws_backup_vault", attributes::<BackupVault>(&[])),
        ] {
            for attribute in attributes {
                for argument in of(kind, &attribute) {
                    let is_known = is_argument(&schemas, kind, &argument);
                    assert!(is_known, "{attribute} of {kind} is no argument {argument}");
                }
            }
        }
    }

    #[test]
    fn an_argument_that_exists_by_the_same_name_is_never_left_out() {
        let schemas = schemas();
        let kinds = ["replication_group", "cluster", "serverless_cache"]
            .map(|kind| format!("aws_elasticache_{kind}"));
        // What the provider only reads back is written nowhere.
        let read_back = ["create_time", "status"];
        // The block of older versions of that name is no setting of the mode.
        for (kind, attribute) in kinds.iter().flat_map(|kind| {
            attributes::<Cache>(&[]).into_iter().map(move |attribute| (kind, attribute))
        }) {
            let is_written = !read_back.contains(&attribute.as_str());
            if is_written && is_argument(&schemas, kind, &attribute) {
                let found = of(kind, &attribute);
                assert!(
                    found.iter().any(|argument| argument.starts_with(&attribute)),
                    "{kind} {attribute}"
                );
            }
        }
    }

    #[test]
    fn what_follows_a_name_goes_where_the_table_says() {
        for (kind, attribute, expected) in [
            ("aws_elasticache_cluster", "cache_node_type", &["node_type"][..]),
            ("aws_elasticache_cluster", "kms_key_id", &[]),
            (
                "aws_elasticache_cluster",
                "log_delivery_configurations[1].destination",
                &["log_delivery_configuration.destination"],
            ),
            (
                "aws_elasticache_parameter_group",
                "parameters.maxmemory-policy",
                &["parameter[name=maxmemory-policy].value"],
            ),
            ("aws_elasticache_parameter_group", "parameters", &["parameter"]),
            ("aws_subnet", "cidr_block", &["cidr_block"]),
            ("aws_subnet", "tags.Name", &["tags.Name"]),
            ("aws_subnet", "", &[]),
        ] {
            assert_eq!(of(kind, attribute), expected, "{kind} {attribute}");
        }
    }
}
