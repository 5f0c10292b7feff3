//! What the attributes that policies see are called in the resources that they are read from. This is the one place that
//! knows where the two vocabularies differ.

use crate::link::SubjectKind;

/// An attribute of a subject, and the attributes of the resource that say it, the best place first.
type Names = &'static [(&'static str, &'static [&'static str])];

/// Of a cache itself: attributes that others decide, and those that lead to what it relates to.
const CACHE: Names = &[
    ("num_cache_nodes", &["num_cache_nodes", "replicas_per_node_group", "num_node_groups"]),
    ("replicas_per_node_group", &["replicas_per_node_group", "num_cache_nodes"]),
    ("num_node_groups", &["num_node_groups", "num_cache_nodes"]),
    (
        "nodes",
        &[
            "preferred_availability_zones",
            "num_cache_nodes",
            "replicas_per_node_group",
            "num_node_groups",
        ],
    ),
    ("subnet_group", &["cache_subnet_group_name"]),
    ("subnets", &["subnet_ids", "cache_subnet_group_name"]),
    ("vpc", &["subnet_ids", "cache_subnet_group_name"]),
    ("security_groups", &["security_group_ids"]),
    ("ingress", &["security_group_ids"]),
    ("egress", &["security_group_ids"]),
    ("parameter_group", &["cache_parameter_group_name"]),
    ("user_groups", &["user_group_ids"]),
    ("auth_token_secret", &["auth_token"]),
    ("kms_key", &["kms_key_id"]),
    ("log_deliveries", &["log_delivery_configurations"]),
    ("notification_topic", &["notification_topic_arn"]),
    ("global_replication_group", &["global_replication_group_id"]),
];

/// Of a container: what its task definition or Cloud Map says, to which its service only leads.
const CONTAINER: Names = &[
    ("cpu", TASK),
    ("memory", TASK),
    ("image_repository", TASK),
    ("image_tag", TASK),
    ("image_digest", TASK),
    ("settings", TASK),
    ("password_parameter", TASK),
    ("health_check_tells_password", TASK),
    ("has_health_check", TASK),
    ("log_driver", TASK),
    ("log_group", TASK),
    ("data_volume", TASK),
    ("dns_names", &["service_registries"]),
];

const TASK: &[&str] = &["task_definition"];

/// Lists of a subject that have the order of the cache's own, so that an index means the same in both.
const PARALLEL: [&str; 3] = ["security_groups", "user_groups", "log_deliveries"];

const ALARM: Names = &[
    ("name", &["alarm_name"]),
    ("metric_name", &["metrics[0].metric_name"]),
    ("statistic", &["metrics[0].statistic"]),
    ("period", &["metrics[0].period"]),
    ("datapoints_to_alarm", &["datapoints_to_alarm", "evaluation_periods"]),
    ("duration", &["datapoints_to_alarm", "evaluation_periods", "metrics[0].period"]),
    ("direction", &["comparison_operator"]),
    ("threshold_per_minute", &["threshold"]),
    ("watches", &["metrics[0].dimensions"]),
    ("nodes", &["metrics[0].dimensions"]),
    ("unmatched_dimension", &["metrics[0].dimensions"]),
    ("actions", &["alarm_actions"]),
];

const BACKUP_SELECTION: Names = &[("backup_plan", &["backup_plan_id"])];

/// Where a subject shows resources of their own, the deeper first, and how those call things.
const RELATED: &[(&str, Names)] = &[
    ("container.data_volume.file_system.ingress[]", &[]),
    ("container.data_volume.file_system", &[]),
    ("alarms[]", ALARM),
    ("ingress[]", &[]),
    ("egress[]", &[]),
    ("secrets[]", &[]),
    ("security_groups[]", &[("is_default", &["group_name"]), ("name_tag", &["tags.Name"])]),
    ("subnets[]", &[]),
    ("user_groups[].users[]", &[("access", &["access_string"])]),
    ("user_groups[]", &[("users", &["user_ids"])]),
    ("vpc.peering_connections[]", &[("status", &["status", "auto_accept"])]),
    ("parameter_group", &[]),
];

/// Where to look in a subject's own resource for what policies see at `path`, the best first.
pub(super) fn in_subject(kind: SubjectKind, path: &str) -> Vec<String> {
    match kind {
        SubjectKind::Cache | SubjectKind::CacheRemoval => match below(path, "container") {
            Some(path) => renamed(CONTAINER, path, |_| false),
            None => renamed(CACHE, path, |name| PARALLEL.contains(&name)),
        },
        SubjectKind::Alarm => renamed(ALARM, path, |_| false),
        SubjectKind::BackupSelection => renamed(BACKUP_SELECTION, path, |_| false),
    }
}

/// Where to look in a related resource for what policies see at `path` of a cache, the best first.
pub(super) fn in_related(path: &str) -> Vec<String> {
    let mut related = RELATED.iter();
    let found = related.find_map(|(prefix, names)| Some((below(path, prefix)?, *names)));
    let (tail, names) = found.unwrap_or(("", &[]));
    renamed(names, tail, |_| false)
}

/// `path` by the names of the resource. What comes after a name stays only where `keeps_rest` says so.
fn renamed(names: Names, path: &str, keeps_rest: impl Fn(&str) -> bool) -> Vec<String> {
    let (name, rest) = path.split_at(path.find(['.', '[']).unwrap_or(path.len()));
    match names.iter().find(|(from, _)| *from == name) {
        Some((_, to)) if keeps_rest(name) => to.iter().map(|to| format!("{to}{rest}")).collect(),
        Some((_, to)) => to.iter().map(|to| (*to).to_owned()).collect(),
        None => vec![path.to_owned()],
    }
}

/// The part of `path` below `prefix`, whose `[]` stands for any index: `threshold` of `alarms[2].threshold`.
fn below<'p>(path: &'p str, prefix: &str) -> Option<&'p str> {
    let mut rest = path;
    for part in prefix.split_inclusive("[]") {
        let name = part.trim_end_matches("[]");
        rest = rest.strip_prefix(name)?;
        if name.len() < part.len() {
            rest = rest.strip_prefix('[')?.split_once(']')?.1;
        }
    }
    match rest.strip_prefix('.') {
        Some(below) => Some(below),
        None => (rest.is_empty() || rest.starts_with('[')).then_some(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::subject::{LinkedAlarm, LinkedBackupSelection, LinkedCache, LinkedContainer};
    use crate::model::{BackupSelection, Cache, EcsService, MetricAlarm};

    /// The fields that the JSON Schema of `T` lists.
    fn fields<T: schemars::JsonSchema>() -> Vec<String> {
        let schema = schemars::schema_for!(T).to_value();
        let properties = schema["properties"].as_object().expect("is an object");
        properties.keys().cloned().collect()
    }

    fn first_name(path: &str) -> String {
        path.split(['.', '[']).next().unwrap_or_default().to_owned()
    }

    #[test]
    fn the_names_on_both_sides_exist() {
        for (names, seen, written) in [
            (CACHE, fields::<LinkedCache>(), fields::<Cache>()),
            (CONTAINER, fields::<LinkedContainer>(), fields::<EcsService>()),
            (ALARM, fields::<LinkedAlarm>(), fields::<MetricAlarm>()),
            (BACKUP_SELECTION, fields::<LinkedBackupSelection>(), fields::<BackupSelection>()),
        ] {
            for (from, to) in names {
                assert!(seen.contains(&(*from).to_owned()), "{from}");
                assert!(to.iter().all(|to| written.contains(&first_name(to))), "{from}: {to:?}");
            }
        }
        let cache = fields::<LinkedCache>();
        assert!(RELATED.iter().all(|(prefix, _)| cache.contains(&first_name(prefix))));
    }

    #[test]
    fn every_attribute_that_the_cache_does_not_have_leads_somewhere() {
        let own = fields::<Cache>();
        // Identity, tags and the change are no attributes of the API; alarms, secrets, snapshots and updates refer to the
        // cache.
        let others = [
            "address",
            "id",
            "arn",
            "region",
            "account_id",
            "tags",
            "change",
            "alarms",
            "secrets",
            "snapshots",
            "update_actions",
            "container",
        ];
        for name in fields::<LinkedCache>() {
            let leads = in_subject(SubjectKind::Cache, &name);
            let is_written = leads.iter().all(|lead| own.contains(lead));
            assert!(is_written || others.contains(&name.as_str()), "{name}: {leads:?}");
        }
    }

    #[test]
    fn every_attribute_of_a_container_leads_to_its_service() {
        let own = fields::<EcsService>();
        for name in fields::<LinkedContainer>() {
            let leads = in_subject(SubjectKind::Cache, &format!("container.{name}"));
            assert!(leads.iter().all(|lead| own.contains(lead)), "{name}: {leads:?}");
        }
        assert_eq!(
            in_subject(SubjectKind::Cache, "container.settings.appendonly"),
            ["task_definition"]
        );
    }

    #[test]
    fn paths_below_a_related_resource_are_told_by_its_names() {
        for (path, expected) in [
            ("alarms[2].threshold", "threshold"),
            ("alarms[].unmatched_dimension", "metrics[0].dimensions"),
            ("alarms[].actions[].topic.subscriptions", "alarm_actions"),
            ("user_groups[0].users[1].access.is_on", "access_string"),
            ("ingress[].peer.cidr_blocks", "peer.cidr_blocks"),
            ("parameter_group.parameters.timeout", "parameters.timeout"),
            ("container.data_volume.file_system.encrypted", "encrypted"),
            ("container.data_volume.file_system.ingress[1].peer", "peer"),
        ] {
            assert_eq!(in_related(path), [expected], "{path}");
        }
        assert_eq!(in_related("subnets"), [""]);
    }

    #[test]
    fn an_index_is_kept_only_where_it_means_the_same() {
        let first = |path| in_subject(SubjectKind::Cache, path).remove(0);
        assert_eq!(
            first("log_deliveries[1].destination"),
            "log_delivery_configurations[1].destination"
        );
        assert_eq!(first("security_groups[1]"), "security_group_ids[1]");
        assert_eq!(first("ingress[1].peer"), "security_group_ids");
        assert_eq!(first("tags.Owner"), "tags.Owner");
    }
}
