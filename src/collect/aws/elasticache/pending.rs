//! What was asked for and is not in force yet, by the name of the attribute.

use std::collections::BTreeMap;

use aws_sdk_elasticache::types as sdk;

use super::common::destination;
use crate::model::Attribute;

/// Pending values of a cache; known, and empty where nothing is pending.
pub(super) type Pending = BTreeMap<String, Attribute<String>>;

/// Those of a replication group.
pub(super) fn of_group(values: Option<&sdk::ReplicationGroupPendingModifiedValues>) -> Pending {
    let mut pending = Pending::new();
    let Some(values) = values else { return pending };
    note(&mut pending, "primary_cluster_id", values.primary_cluster_id().map(str::to_owned));
    let failover = values.automatic_failover_status().map(|status| status.as_str().to_owned());
    note(&mut pending, "automatic_failover", failover);
    let progress = values.resharding().map(|resharding| {
        let done = resharding.slot_migration().and_then(|slots| slots.progress_percentage());
        done.map_or("under way".to_owned(), |done| format!("{done} % of the slots are migrated"))
    });
    note(&mut pending, "resharding", progress);
    note(&mut pending, "auth_token", values.auth_token_status().map(|it| it.as_str().to_owned()));
    note(&mut pending, "user_group_ids", values.user_groups().and_then(user_groups));
    transit(&mut pending, values.transit_encryption_enabled(), values.transit_encryption_mode());
    let mode = values.cluster_mode().map(|mode| mode.as_str().to_owned());
    note(&mut pending, "cluster_mode", mode);
    note(&mut pending, "log_delivery_configurations", logs(values.log_delivery_configurations()));
    pending
}

/// Those of a cluster.
pub(super) fn of_cluster(values: Option<&sdk::PendingModifiedValues>) -> Pending {
    let mut pending = Pending::new();
    let Some(values) = values else { return pending };
    note(&mut pending, "num_cache_nodes", values.num_cache_nodes().map(|nodes| nodes.to_string()));
    let removed = values.cache_node_ids_to_remove();
    let removed = (!removed.is_empty()).then(|| removed.join(", "));
    note(&mut pending, "cache_node_ids_to_remove", removed);
    note(&mut pending, "engine_version", values.engine_version().map(str::to_owned));
    note(&mut pending, "cache_node_type", values.cache_node_type().map(str::to_owned));
    note(&mut pending, "auth_token", values.auth_token_status().map(|it| it.as_str().to_owned()));
    transit(&mut pending, values.transit_encryption_enabled(), values.transit_encryption_mode());
    note(&mut pending, "log_delivery_configurations", logs(values.log_delivery_configurations()));
    let scale = values.scale_config().and_then(|scale| scale.scale_percentage());
    note(&mut pending, "scale_config", scale.map(|percentage| format!("{percentage} %")));
    pending
}

/// Those of a replication group and of its members. Members repeat what was asked of their group.
pub(super) fn together<'m>(
    group: Pending,
    members: impl IntoIterator<Item = &'m sdk::CacheCluster>,
) -> Pending {
    let mut all = group;
    for member in members {
        for (attribute, value) in of_cluster(member.pending_modified_values()) {
            all.entry(attribute).or_insert(value);
        }
    }
    all
}

fn note(pending: &mut Pending, attribute: &str, value: Option<String>) {
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        pending.insert(attribute.to_owned(), Attribute::Known(value));
    }
}

fn transit(
    pending: &mut Pending,
    is_enabled: Option<bool>,
    mode: Option<&sdk::TransitEncryptionMode>,
) {
    let enabled = is_enabled.map(|is_enabled| if is_enabled { "enabled" } else { "disabled" });
    note(pending, "transit_encryption_enabled", enabled.map(str::to_owned));
    note(pending, "transit_encryption_mode", mode.map(|mode| mode.as_str().to_owned()));
}

fn user_groups(update: &sdk::UserGroupsUpdateStatus) -> Option<String> {
    let add = update.user_group_ids_to_add().iter().map(|id| format!("add {id}"));
    let remove = update.user_group_ids_to_remove().iter().map(|id| format!("remove {id}"));
    let changes: Vec<String> = add.chain(remove).collect();
    (!changes.is_empty()).then(|| changes.join(", "))
}

fn logs(configurations: &[sdk::PendingLogDeliveryConfiguration]) -> Option<String> {
    let logs = configurations.iter().map(|log| {
        let kind = log.log_type().map_or("log", sdk::LogType::as_str);
        let to = destination(log.destination_details()).unwrap_or("nowhere");
        format!("{kind} to {to}")
    });
    let logs: Vec<String> = logs.collect();
    (!logs.is_empty()).then(|| logs.join(", "))
}
