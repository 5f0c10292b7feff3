//! Serverless caches.

use super::*;
use crate::model::{CacheKind, ClusterMode, Engine};

async fn serverless(xml: String) -> Cache {
    cache([serverless_caches(&[xml])]).await
}

#[tokio::test]
async fn a_serverless_cache_is_sharded_and_encrypted_and_has_no_nodes() {
    let cache = serverless(sessions()).await;
    assert_eq!(cache.kind, CacheKind::ServerlessCache);
    assert_eq!(cache.engine, Attribute::Known(Engine::Valkey));
    assert_eq!(cache.cluster_mode, Attribute::Known(ClusterMode::Enabled));
    assert_eq!(cache.at_rest_encryption_enabled, Attribute::Known(true));
    assert_eq!(cache.transit_encryption_enabled, Attribute::Known(true));
    assert_eq!(cache.transit_encryption_mode, known("required"));
    assert_eq!(cache.subnet_ids, all_named(&["subnet-a", "subnet-b"]));
    assert_eq!(cache.security_group_ids, all_named(&["sg-1"]));
    assert_eq!(cache.port, Attribute::Known(6379));
    assert_eq!(cache.snapshot_retention_limit, Attribute::Known(7));
    assert_eq!(cache.create_time, known("2026-09-01T09:00:00Z"));
    assert_eq!(cache.description, Attribute::Unset);
    // Domain pitfall 14.
    assert_eq!(cache.cache_node_type, Attribute::Unset);
    assert_eq!(cache.cache_parameter_group_name, Attribute::Unset);
    assert_eq!(cache.cache_subnet_group_name, Attribute::Unset);
    assert_eq!(cache.preferred_maintenance_window, Attribute::Unset);
    assert_eq!(cache.auth_token, Attribute::Unset);
    assert_eq!(cache.node_group_members, Attribute::Unset);
}

#[tokio::test]
async fn the_full_version_of_a_serverless_cache_wins_over_the_major_one() {
    assert_eq!(serverless(sessions()).await.engine_version, known("8.1"));
    let major = serverless(without(&sessions(), "FullEngineVersion")).await;
    assert_eq!(major.engine_version, known("8"));
    let empty = serverless(with(&sessions(), "FullEngineVersion", "")).await;
    assert_eq!(empty.engine_version, known("8"));
}

#[tokio::test]
async fn a_serverless_cache_is_public_only_where_aws_says_so() {
    let cases = [("public", "public"), ("vpc", "vpc"), ("", "vpc")];
    for (said, expected) in cases {
        let cache = serverless(with(&sessions(), "ConnectionType", said)).await;
        assert_eq!(cache.connection_type, known(expected), "{said:?}");
    }
    assert_eq!(serverless(sessions()).await.connection_type, known("vpc"));
}

#[tokio::test]
async fn a_serverless_cache_has_one_user_group_or_none() {
    let cache = serverless(with(&sessions(), "UserGroupId", "stock-users")).await;
    assert_eq!(cache.user_group_ids, all_named(&["stock-users"]));
    assert_eq!(serverless(sessions()).await.user_group_ids, all_named(&[]));
    let empty = serverless(with(&sessions(), "UserGroupId", "")).await;
    assert_eq!(empty.user_group_ids, all_named(&[]));
}

#[tokio::test]
async fn snapshots_of_a_serverless_cache_begin_at_a_time_of_day() {
    assert_eq!(serverless(sessions()).await.snapshot_window, known("03:00"));
    let xml = without(&sessions(), "DailySnapshotTime");
    let cache = serverless(without(&xml, "SnapshotRetentionLimit")).await;
    assert_eq!(cache.snapshot_window, Attribute::Unset);
    assert_eq!(cache.snapshot_retention_limit, Attribute::Known(0));
}

#[tokio::test]
async fn a_serverless_cache_of_the_future_is_encrypted_all_the_same() {
    let cache = serverless(with(&sessions(), "Engine", "dragon")).await;
    assert!(cache.engine.is_unknown());
    assert_eq!(cache.at_rest_encryption_enabled, Attribute::Known(true));
    assert_eq!(cache.transit_encryption_enabled, Attribute::Known(true));
}

#[tokio::test]
async fn a_serverless_cache_that_is_being_made_has_an_unknown_port() {
    let xml = with(&sessions(), "Status", "creating");
    let cache = serverless(without(&without(&xml, "Endpoint"), "ReaderEndpoint")).await;
    assert_eq!(cache.port, untold(Operation::DescribeServerlessCaches, "Endpoint"));
}

#[tokio::test]
async fn only_a_public_serverless_cache_lies_in_no_vpc() {
    let nowhere = without(&without(&sessions(), "SecurityGroupIds"), "SubnetIds");
    let cache = serverless(nowhere.clone()).await;
    let operation = Operation::DescribeServerlessCaches;
    assert_eq!(cache.subnet_ids, untold(operation, "SubnetIds"));
    assert_eq!(cache.security_group_ids, untold(operation, "SecurityGroupIds"));
    let public = serverless(with(&nowhere, "ConnectionType", "public")).await;
    assert_eq!(public.subnet_ids, Attribute::Unset);
    assert_eq!(public.security_group_ids, Attribute::Unset);
}

#[tokio::test]
async fn what_serverless_caches_cannot_have_is_unset_as_in_declarations() {
    let cache = serverless(sessions()).await;
    let mut as_declared = cache.clone();
    as_declared.unset_impossible();
    as_declared.at_rest_encryption_enabled = Attribute::Known(true);
    assert_eq!(cache, as_declared);
}
