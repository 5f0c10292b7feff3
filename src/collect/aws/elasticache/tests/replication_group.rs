//! What replication groups tell of themselves.

use super::*;
use crate::model::{CacheKind, ClusterMode, Engine, SecretValue};

/// Golden case enc a.
#[tokio::test]
async fn the_storage_encryption_type_wins_over_the_setting() {
    let cases = [
        (false, "sse-elasticache", true),
        (false, "sse-kms", true),
        (true, "none", false),
        (false, "none", false),
    ];
    for (setting, storage, expected) in cases {
        let xml = with(&orders(), "AtRestEncryptionEnabled", &setting.to_string());
        let cache = group(with(&xml, "StorageEncryptionType", storage)).await;
        let is_encrypted = cache.at_rest_encryption_enabled;
        assert_eq!(is_encrypted, Attribute::Known(expected), "{setting} {storage}");
    }
}

#[tokio::test]
async fn a_storage_encryption_type_of_the_future_is_unknown() {
    let cache = group(with(&orders(), "StorageEncryptionType", "quantum")).await;
    let why = "storage encryption type \"quantum\" is not one that is known".to_owned();
    let unknown = Attribute::Unknown(Reason::NotCollected(why));
    assert_eq!(cache.at_rest_encryption_enabled, unknown);
}

#[tokio::test]
async fn without_a_storage_encryption_type_the_setting_counts() {
    for setting in [true, false] {
        let xml = with(&orders(), "AtRestEncryptionEnabled", &setting.to_string());
        let cache = group(xml).await;
        assert_eq!(cache.at_rest_encryption_enabled, Attribute::Known(setting));
    }
}

#[tokio::test]
async fn encryption_in_transit_without_a_mode_is_required() {
    let told = group(with(&orders(), "TransitEncryptionMode", "preferred")).await;
    assert_eq!(told.transit_encryption_mode, known("preferred"));
    let untold = without(&orders(), "TransitEncryptionMode");
    assert_eq!(group(untold.clone()).await.transit_encryption_mode, known("required"));
    let off = group(with(&untold, "TransitEncryptionEnabled", "false")).await;
    assert_eq!(off.transit_encryption_enabled, Attribute::Known(false));
    assert_eq!(off.transit_encryption_mode, Attribute::Unset);
}

#[tokio::test]
async fn failover_that_is_being_switched_counts_as_what_was_decided() {
    let cases = [("enabled", true), ("enabling", true), ("disabled", false), ("disabling", false)];
    for (status, expected) in cases {
        let xml = with(&orders(), "AutomaticFailover", status);
        let cache = group(with(&xml, "MultiAZ", status)).await;
        let is_on = (cache.automatic_failover_enabled, cache.multi_az_enabled);
        let expected = (Attribute::Known(expected), Attribute::Known(expected));
        assert_eq!(is_on, expected, "{status}");
    }
    let cache = group(without(&orders(), "MultiAZ")).await;
    assert_eq!(cache.multi_az_enabled, untold(Operation::DescribeReplicationGroups, "MultiAZ"));
}

#[tokio::test]
async fn a_group_of_one_shard_tells_its_nodes_with_their_roles_and_zones() {
    let cache = cache([groups(&[orders()]), clusters(&[member("001"), member("002")])]).await;
    assert_eq!(cache.kind, CacheKind::ReplicationGroup);
    assert_eq!(cache.engine, Attribute::Known(Engine::Redis));
    assert_eq!(cache.engine_version, known("7.1.0"));
    assert_eq!(cache.cluster_mode, Attribute::Known(ClusterMode::Disabled));
    let counts = (cache.num_node_groups, cache.replicas_per_node_group, cache.num_cache_nodes);
    assert_eq!(counts, (Attribute::Known(1), Attribute::Known(1), Attribute::Known(2)));
    assert_eq!(cache.port, Attribute::Known(6379));
    let zones = Attribute::Known(vec![known("eu-west-1a"), known("eu-west-1b")]);
    assert_eq!(cache.preferred_availability_zones, zones);
    // Members tell another one: the group's is the one that counts.
    assert_eq!(cache.snapshot_retention_limit, Attribute::Known(7));
    assert_eq!(cache.create_time, known("2026-05-04T09:00:00Z"));
    assert_eq!(cache.user_group_ids, all_named(&["orders-users"]));
    let nodes = cache.node_group_members.known().expect("are told");
    let nodes: Vec<_> = nodes
        .iter()
        .map(|node| {
            let names = (node.cache_cluster_id.as_str(), node.node_group_id.as_str());
            (names, node.current_role.as_str(), node.status.as_str())
        })
        .collect();
    let node = |id, role| ((Some(id), Some("0001")), Some(role), Some("available"));
    assert_eq!(nodes, [node("orders-001", "primary"), node("orders-002", "replica")]);
}

#[tokio::test]
async fn shards_with_fewer_replicas_count() {
    let shard = |id: &str, nodes: usize| {
        let node = "<NodeGroupMember><CacheClusterId>orders-0001-001</CacheClusterId>
            <CacheNodeId>0001</CacheNodeId></NodeGroupMember>";
        let nodes = node.repeat(nodes);
        format!(
            "<NodeGroup><NodeGroupId>{id}</NodeGroupId><NodeGroupMembers>{nodes}</NodeGroupMembers></NodeGroup>"
        )
    };
    let shards = [shard("0001", 3), shard("0002", 2)].concat();
    let xml = with(&orders(), "NodeGroups", &shards);
    let endpoint = "<Address>orders.cfg.euw1.cache.amazonaws.com</Address><Port>7000</Port>";
    let xml = with(&xml, "ConfigurationEndpoint", endpoint);
    let cache = group(with(&xml, "ClusterMode", "enabled")).await;
    assert_eq!(cache.num_node_groups, Attribute::Known(2));
    assert_eq!(cache.replicas_per_node_group, Attribute::Known(1));
    assert_eq!(cache.cluster_mode, Attribute::Known(ClusterMode::Enabled));
    assert_eq!(cache.port, Attribute::Known(7000));
    // Where cluster mode is enabled, nobody says who is primary.
    let nodes = cache.node_group_members.known().expect("are told");
    assert_eq!(nodes.len(), 5);
    assert!(nodes.iter().all(|node| node.current_role.is_unset()), "{nodes:?}");
}

#[tokio::test]
async fn the_cluster_mode_is_the_older_switch_where_it_is_not_told() {
    let cases = [("true", ClusterMode::Enabled), ("false", ClusterMode::Disabled)];
    for (switch, expected) in cases {
        let xml = without(&orders(), "ClusterMode");
        let cache = group(with(&xml, "ClusterEnabled", switch)).await;
        assert_eq!(cache.cluster_mode, Attribute::Known(expected));
    }
    let cache = group(with(&orders(), "ClusterMode", "compatible")).await;
    assert_eq!(cache.cluster_mode, Attribute::Known(ClusterMode::Compatible));
}

#[tokio::test]
async fn an_engine_from_the_future_is_unknown() {
    let cache = group(with(&orders(), "Engine", "dragon")).await;
    let why = "engine \"dragon\" is not one that is known".to_owned();
    assert_eq!(cache.engine, Attribute::Unknown(Reason::NotCollected(why)));
}

#[tokio::test]
async fn a_group_that_is_being_made_has_unknown_shards_nodes_and_port() {
    let xml = with(&orders(), "Status", "creating");
    let cache = group(without(&without(&xml, "NodeGroups"), "MemberClusters")).await;
    let operation = Operation::DescribeReplicationGroups;
    assert_eq!(cache.status, known("creating"));
    assert_eq!(cache.num_node_groups, untold(operation, "NodeGroups"));
    assert_eq!(cache.replicas_per_node_group, untold(operation, "NodeGroups"));
    assert_eq!(cache.node_group_members, untold(operation, "NodeGroups"));
    assert_eq!(cache.preferred_availability_zones, untold(operation, "NodeGroups"));
    assert_eq!(cache.num_cache_nodes, untold(operation, "MemberClusters"));
    assert_eq!(cache.port, untold(operation, "Endpoint"));
}

#[tokio::test]
async fn a_shard_that_is_being_made_does_not_count_as_one_without_replicas() {
    let cache = group(with(&orders(), "NodeGroupMembers", "")).await;
    assert_eq!(cache.num_node_groups, Attribute::Known(1));
    let unknown = untold(Operation::DescribeReplicationGroups, "NodeGroupMembers");
    assert_eq!(cache.replicas_per_node_group, unknown);
}

#[tokio::test]
async fn empty_text_of_a_group_is_no_value() {
    let empty = [
        "Description",
        "KmsKeyId",
        "SnapshotWindow",
        "NetworkType",
        "StorageEncryptionType",
        "TransitEncryptionMode",
        "ClusterMode",
    ];
    let xml = empty.iter().fold(orders(), |xml, name| with(&xml, name, ""));
    let cache = group(with(&xml, "UserGroupIds", "<member></member>")).await;
    assert_eq!(cache.description, Attribute::Unset);
    assert_eq!(cache.kms_key_id, Attribute::Unset);
    assert_eq!(cache.snapshot_window, Attribute::Unset);
    assert_eq!(cache.network_type, known("ipv4"), "as it was before there was a choice");
    assert_eq!(cache.at_rest_encryption_enabled, Attribute::Known(true));
    assert_eq!(cache.transit_encryption_mode, known("required"));
    assert_eq!(cache.cluster_mode, Attribute::Known(ClusterMode::Disabled));
    assert_eq!(cache.global_replication_group_id, Attribute::Unset);
    assert_eq!(cache.user_group_ids, all_named(&[]));
}

#[tokio::test]
async fn what_aws_always_tells_of_a_group_is_unknown_without_it() {
    let fields = [
        ("AutomaticFailover", "automatic_failover_enabled"),
        ("MultiAZ", "multi_az_enabled"),
        ("SnapshotRetentionLimit", "snapshot_retention_limit"),
        ("CacheNodeType", "cache_node_type"),
        ("AuthTokenEnabled", "auth_token"),
        ("AtRestEncryptionEnabled", "at_rest_encryption_enabled"),
        ("AutoMinorVersionUpgrade", "auto_minor_version_upgrade"),
        ("Engine", "engine"),
        ("MemberClusters", "num_cache_nodes"),
    ];
    let xml = fields.iter().fold(orders(), |xml, (field, _)| without(&xml, field));
    // The first `Status` is that of the group.
    let cache = group(without(&xml, "Status")).await;
    for (field, attribute) in fields.into_iter().chain([("Status", "status")]) {
        let why = format!("{} (no {field})", Operation::DescribeReplicationGroups);
        let unknown = unknown_for(&cache, &Reason::NotCollected(why));
        assert_eq!(unknown, [attribute.to_owned()].into(), "{field}");
    }
}

#[tokio::test]
async fn words_of_the_future_are_unknown() {
    let fields = ["AutomaticFailover", "MultiAZ", "DataTiering"];
    let xml = fields.iter().fold(orders(), |xml, field| with(&xml, field, "perhaps"));
    let cache = group(xml).await;
    assert!(cache.automatic_failover_enabled.is_unknown() && cache.multi_az_enabled.is_unknown());
    assert!(cache.data_tiering_enabled.is_unknown());
    let old = group(without(&orders(), "DataTiering")).await;
    assert_eq!(old.data_tiering_enabled, Attribute::Known(false), "told of nodes that can do it");
}

#[tokio::test]
async fn a_token_is_set_and_nobody_tells_where_it_was_written() {
    assert_eq!(group(orders()).await.auth_token, Attribute::Unset);
    let xml = with(&orders(), "AuthTokenEnabled", "true");
    let cache = group(with(&xml, "AuthTokenLastModifiedDate", "2025-01-01T00:00:00.000Z")).await;
    let token = SecretValue {
        is_set: true,
        source: Attribute::Unknown(Reason::NotSupportedBySource),
        secret: Attribute::Unknown(Reason::NotSupportedBySource),
    };
    assert_eq!(cache.auth_token, Attribute::Known(token));
    assert_eq!(cache.auth_token_last_modified_date, known("2025-01-01T00:00:00Z"));
}

#[tokio::test]
async fn logs_go_to_a_log_group_or_a_delivery_stream() {
    let delivery = |kind: &str, destination: &str, details: &str| {
        format!(
            "<LogDeliveryConfiguration><LogType>{kind}</LogType>
                <DestinationType>{destination}</DestinationType>
                <DestinationDetails>{details}</DestinationDetails>
                <LogFormat>json</LogFormat><Status>active</Status></LogDeliveryConfiguration>"
        )
    };
    let group_details =
        "<CloudWatchLogsDetails><LogGroup>/orders</LogGroup></CloudWatchLogsDetails>";
    let stream =
        "<KinesisFirehoseDetails><DeliveryStream>orders</DeliveryStream></KinesisFirehoseDetails>";
    let logs = [
        delivery("slow-log", "cloudwatch-logs", group_details),
        delivery("engine-log", "kinesis-firehose", stream),
    ];
    let xml = orders().replace("<LogDeliveryConfigurations/>", "");
    let cache = group(with(&xml, "LogDeliveryConfigurations", &logs.concat())).await;
    let logs = cache.log_delivery_configurations.known().expect("are told");
    let logs: Vec<_> = logs.iter().map(|log| (log.log_type.as_str(), &log.destination)).collect();
    let expected = [(Some("slow-log"), &named("/orders")), (Some("engine-log"), &named("orders"))];
    assert_eq!(logs, expected);
}
