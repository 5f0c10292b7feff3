//! Clusters that are no members of a group.

use super::*;
use crate::model::{CacheKind, ClusterMode, Engine};

async fn cluster(xml: String) -> Cache {
    cache([clusters(&[xml])]).await
}

/// Two Memcached nodes in two zones.
fn pages() -> String {
    let node = |id: &str, zone: &str| {
        format!(
            "<CacheNode><CacheNodeId>{id}</CacheNodeId><CacheNodeStatus>available</CacheNodeStatus>
                <Endpoint><Address>pages.{id}.euw1.cache.amazonaws.com</Address><Port>11211</Port>
                </Endpoint><CustomerAvailabilityZone>{zone}</CustomerAvailabilityZone></CacheNode>"
        )
    };
    let nodes = [node("0001", "eu-west-1a"), node("0002", "eu-west-1b")].concat();
    let changes = [
        ("Engine", "memcached"),
        ("EngineVersion", "1.6.22"),
        ("NumCacheNodes", "2"),
        ("PreferredAvailabilityZone", "Multiple"),
        ("CacheNodes", &nodes),
        ("SnapshotRetentionLimit", "0"),
    ];
    let xml = changes.iter().fold(single("pages"), |xml, (name, to)| with(&xml, name, to));
    without(&xml, "SnapshotWindow")
}

fn nodes(cache: &Cache) -> Vec<(&str, &Attribute<String>)> {
    let nodes = cache.node_group_members.known().expect("are told").iter();
    nodes
        .map(|node| {
            let id = node.cache_node_id.as_str().expect("is told");
            (id, &node.availability_zone)
        })
        .collect()
}

#[tokio::test]
async fn memcached_nodes_span_zones_where_aws_says_multiple() {
    let cache = cluster(pages()).await;
    assert_eq!(cache.engine, Attribute::Known(Engine::Memcached));
    assert_eq!(cache.multi_az_enabled, Attribute::Known(true));
    let zones = [known("eu-west-1a"), known("eu-west-1b")];
    assert_eq!(nodes(&cache), [("0001", &zones[0]), ("0002", &zones[1])]);
    assert_eq!(cache.preferred_availability_zones, Attribute::Known(zones.into()));
    assert_eq!(cache.num_cache_nodes, Attribute::Known(2));
    assert_eq!(cache.port, Attribute::Known(11211));

    let one_zone = cluster(with(&pages(), "PreferredAvailabilityZone", "eu-west-1a")).await;
    assert_eq!(one_zone.multi_az_enabled, Attribute::Known(false));
}

/// Domain pitfall 12: not applicable is not a failure.
#[tokio::test]
async fn what_memcached_cannot_do_is_unset() {
    let cache = cluster(pages()).await;
    assert_eq!(cache.at_rest_encryption_enabled, Attribute::Unset);
    assert_eq!(cache.snapshot_retention_limit, Attribute::Unset);
    assert_eq!(cache.snapshot_window, Attribute::Unset);
    assert_eq!(cache.cluster_mode, Attribute::Unset);
    assert_eq!(cache.automatic_failover_enabled, Attribute::Unset);
    assert_eq!(cache.auth_token, Attribute::Unset);
}

#[tokio::test]
async fn a_single_redis_node_is_a_cluster_with_one_node_in_one_zone() {
    let cache = cluster(single("carts")).await;
    assert_eq!(cache.kind, CacheKind::CacheCluster);
    assert_eq!(cache.cluster_mode, Attribute::Known(ClusterMode::Disabled));
    assert_eq!(cache.num_cache_nodes, Attribute::Known(1));
    assert_eq!(cache.multi_az_enabled, Attribute::Known(false));
    assert_eq!(cache.automatic_failover_enabled, Attribute::Unset);
    assert_eq!(nodes(&cache), [("0001", &known("eu-west-1a"))]);
    assert_eq!(cache.at_rest_encryption_enabled, Attribute::Known(false));
    assert_eq!(cache.transit_encryption_enabled, Attribute::Known(false));
    assert_eq!(cache.transit_encryption_mode, Attribute::Unset);
    assert_eq!(cache.snapshot_retention_limit, Attribute::Known(1));
    assert_eq!(cache.snapshot_window, known("02:00-03:00"));
    assert_eq!(cache.engine_version, known("7.1.0"));
    assert_eq!(cache.security_group_ids, all_named(&["sg-1"]));
    assert_eq!(cache.cache_parameter_group_name, named("orders-redis7"));
    assert_eq!(cache.port, Attribute::Known(6379));
    assert_eq!(cache.member_differences, Attribute::Unset, "it has no members");
}

#[tokio::test]
async fn windows_are_in_lower_case() {
    let window = "Sun:06:00-Sun:07:00";
    let cache = cluster(with(&single("carts"), "PreferredMaintenanceWindow", window)).await;
    assert_eq!(cache.preferred_maintenance_window, known("sun:06:00-sun:07:00"));
}

#[tokio::test]
async fn pending_values_of_a_cluster_are_told() {
    let pending = "<NumCacheNodes>1</NumCacheNodes>
        <CacheNodeIdsToRemove><CacheNodeId>0002</CacheNodeId></CacheNodeIdsToRemove>";
    let cache = cluster(with(&pages(), "PendingModifiedValues", pending)).await;
    let expected = [("cache_node_ids_to_remove", "0002"), ("num_cache_nodes", "1")];
    let expected = expected.map(|(name, value)| (name.to_owned(), known(value)));
    assert_eq!(cache.pending_modified_values, Attribute::Known(expected.into()));
}

#[tokio::test]
async fn a_cluster_that_is_being_made_has_unknown_nodes_and_port() {
    let xml = with(&single("carts"), "CacheClusterStatus", "creating");
    let cache = cluster(without(&xml, "CacheNodes")).await;
    let operation = Operation::DescribeCacheClusters;
    assert_eq!(cache.status, known("creating"));
    assert_eq!(cache.node_group_members, untold(operation, "CacheNodes"));
    assert_eq!(cache.port, untold(operation, "Endpoint"));
    assert_eq!(cache.preferred_availability_zones, untold(operation, "CacheNodes"));
}

#[tokio::test]
async fn a_cluster_with_an_engine_from_the_future_is_told_as_far_as_it_goes() {
    let cache = cluster(with(&pages(), "Engine", "dragon")).await;
    let why = "engine \"dragon\" is not one that is known".to_owned();
    let reason = Reason::NotCollected(why);
    assert_eq!(cache.engine, Attribute::Unknown(reason.clone()));
    assert_eq!(cache.cluster_mode, Attribute::Unknown(reason));
    assert_eq!(cache.multi_az_enabled, Attribute::Known(true));
}

#[tokio::test]
async fn empty_text_of_a_cluster_is_no_value() {
    let empty = [
        "CustomerAvailabilityZone",
        "TopicArn",
        "TopicStatus",
        "CacheSubnetGroupName",
        "CacheParameterGroupName",
        "ParameterApplyStatus",
        "SnapshotWindow",
        "TransitEncryptionMode",
        "ReplicationGroupId",
        "SecurityGroupId",
    ];
    let xml = empty.iter().fold(single("carts"), |xml, name| with(&xml, name, ""));
    let cache = cluster(xml).await;
    assert_eq!(cache.kind, CacheKind::CacheCluster);
    assert_eq!(nodes(&cache), [("0001", &known("eu-west-1a"))], "the zone of the cluster");
    assert_eq!(cache.notification_topic_arn, Attribute::Unset);
    assert_eq!(cache.notification_topic_status, Attribute::Unset);
    let operation = Operation::DescribeCacheClusters;
    assert_eq!(cache.cache_subnet_group_name, untold(operation, "CacheSubnetGroupName"));
    assert_eq!(cache.cache_parameter_group_name, untold(operation, "CacheParameterGroup"));
    assert_eq!(cache.parameter_apply_status, Attribute::Unset);
    assert_eq!(cache.snapshot_window, Attribute::Unset);
    assert_eq!(cache.transit_encryption_mode, Attribute::Unset);
    assert_eq!(cache.security_group_ids, untold(operation, "SecurityGroups"));
}

#[tokio::test]
async fn what_aws_always_tells_of_a_cluster_is_unknown_without_it() {
    let fields = [
        ("NumCacheNodes", "num_cache_nodes"),
        ("SecurityGroups", "security_group_ids"),
        ("SnapshotRetentionLimit", "snapshot_retention_limit"),
        ("AtRestEncryptionEnabled", "at_rest_encryption_enabled"),
        ("AutoMinorVersionUpgrade", "auto_minor_version_upgrade"),
        ("EngineVersion", "engine_version"),
        ("CacheNodeType", "cache_node_type"),
    ];
    let xml = fields.iter().fold(single("carts"), |xml, (field, _)| without(&xml, field));
    let cache = cluster(xml).await;
    for (field, attribute) in fields {
        let why = format!("{} (no {field})", Operation::DescribeCacheClusters);
        let unknown = unknown_for(&cache, &Reason::NotCollected(why));
        assert_eq!(unknown, [attribute.to_owned()].into(), "{field}");
    }
}

#[tokio::test]
async fn nobody_can_say_the_mode_of_encryption_that_nobody_tells_of() {
    let cache = cluster(without(&single("carts"), "TransitEncryptionEnabled")).await;
    let unknown = untold(Operation::DescribeCacheClusters, "TransitEncryptionEnabled");
    assert_eq!(cache.transit_encryption_mode, unknown);
    assert!(cache.transit_encryption_enabled.is_unknown());
}

#[tokio::test]
async fn what_clusters_cannot_have_is_unset_as_in_declarations() {
    for xml in [single("carts"), pages()] {
        let cache = cluster(xml).await;
        let mut as_declared = cache.clone();
        as_declared.unset_impossible();
        // Only a running cluster tells it; no declaration can ask for it.
        as_declared.at_rest_encryption_enabled = cache.at_rest_encryption_enabled.clone();
        assert_eq!(cache, as_declared);
    }
}

#[tokio::test]
async fn vertical_scaling_that_waits_is_told() {
    let pending = "<ScaleConfig><ScalePercentage>50</ScalePercentage></ScaleConfig>";
    let cache = cluster(with(&single("carts"), "PendingModifiedValues", pending)).await;
    let expected = [("scale_config".to_owned(), known("50 %"))].into();
    assert_eq!(cache.pending_modified_values, Attribute::Known(expected));
}
