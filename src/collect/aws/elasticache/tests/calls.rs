//! Which calls are made, and how.

use super::*;
use crate::collect::aws::operation::operations;
use crate::model::ResourceList;

#[tokio::test]
async fn an_empty_region_costs_exactly_three_calls_and_one_more_where_containers_count() {
    const PROBES: [&str; 3] =
        ["DescribeCacheClusters", "DescribeReplicationGroups", "DescribeServerlessCaches"];
    for (read, expected) in [
        ("cache.kms_key", PROBES.to_vec()),
        ("cache.container.image_tag", [&PROBES[..], &["ListClusters"]].concat()),
    ] {
        let wanted = operations(&[read.to_owned(), "alarm.name".to_owned()].into());
        let (region, log) = fake::region(wanted, |asked| match asked.operation.as_str() {
            "ListClusters" => (200, r#"{"clusterArns":[]}"#.to_owned()),
            operation => reply(operation, ""),
        });
        let inventory = region.read().await;
        assert!(inventory.caches.is_empty() && inventory.gaps.is_empty(), "{inventory:?}");
        let mut made = log.operations();
        made.sort();
        assert_eq!(made, expected, "{read}");
    }
}

#[tokio::test]
async fn clusters_are_asked_for_with_their_nodes_in_the_largest_pages() {
    let (region, log) = region([]);
    crate::collect::aws::elasticache::caches(&region).await;
    let requests = log.requests();
    let asked = |operation: Operation| {
        let request = requests.iter().find(|asked| asked.operation == operation.name());
        request.expect("was asked")
    };
    let clusters = asked(Operation::DescribeCacheClusters);
    assert_eq!(clusters.get("ShowCacheNodeInfo"), "true");
    assert_eq!(clusters.get("MaxRecords"), "100");
    assert_eq!(clusters.get("ShowCacheClustersNotInReplicationGroups"), "", "members, too");
    assert_eq!(asked(Operation::DescribeReplicationGroups).get("MaxRecords"), "100");
    // The API refuses more.
    assert_eq!(asked(Operation::DescribeServerlessCaches).get("MaxResults"), "50");
}

#[tokio::test]
async fn a_region_with_only_serverless_caches_asks_for_nothing_that_only_nodes_have() {
    let xml = with(&sessions(), "UserGroupId", "stock-users");
    let (_, made, gaps) = around([serverless_caches(&[xml])]).await;
    assert_eq!(made, ["DescribeServerlessCacheSnapshots", "DescribeUserGroups", "DescribeUsers"]);
    assert!(gaps.is_empty());
    let (_, made, _) = around([serverless_caches(&[sessions()])]).await;
    assert_eq!(made, ["DescribeServerlessCacheSnapshots"]);
}

#[tokio::test]
async fn a_region_with_only_memcached_asks_for_no_snapshots_and_no_users() {
    let xml = with(&single("pages"), "Engine", "memcached");
    let (_, made, _) = around([clusters(&[xml])]).await;
    let expected = [
        "DescribeCacheParameterGroups",
        "DescribeCacheParameters",
        "DescribeCacheSubnetGroups",
        "DescribeUpdateActions",
    ];
    assert_eq!(made, expected);
}

#[tokio::test]
async fn a_group_asks_for_everything_around_it() {
    let global = "<GlobalReplicationGroupId>ldgnf-orders</GlobalReplicationGroupId>";
    let xml = orders().replace("<GlobalReplicationGroupInfo/>", "");
    let xml = with(&xml, "GlobalReplicationGroupInfo", global);
    let members = clusters(&[member("001"), member("002")]);
    let (_, made, _) = around([groups(&[xml]), members]).await;
    let expected = [
        "DescribeCacheParameterGroups",
        "DescribeCacheParameters",
        "DescribeCacheSubnetGroups",
        "DescribeGlobalReplicationGroups",
        "DescribeSnapshots",
        "DescribeUpdateActions",
        "DescribeUserGroups",
        "DescribeUsers",
    ];
    assert_eq!(made, expected);
}

#[tokio::test]
async fn whatever_is_denied_around_caches_is_an_open_list_and_a_gap() {
    let cases = [
        (Operation::DescribeCacheSubnetGroups, ResourceList::CacheSubnetGroups),
        (Operation::DescribeCacheParameterGroups, ResourceList::CacheParameterGroups),
        (Operation::DescribeUserGroups, ResourceList::UserGroups),
        (Operation::DescribeUsers, ResourceList::Users),
        (Operation::DescribeSnapshots, ResourceList::Snapshots),
        (Operation::DescribeServerlessCacheSnapshots, ResourceList::ServerlessCacheSnapshots),
        (Operation::DescribeUpdateActions, ResourceList::UpdateActions),
    ];
    for (operation, list) in cases {
        let members = clusters(&[member("001"), member("002")]);
        let serverless = serverless_caches(&[sessions()]);
        let (inventory, _, gaps) =
            around([groups(&[orders()]), members, serverless, denied(operation)]).await;
        let unlisted: Vec<_> = inventory.unlisted.iter().map(|it| (it.list, &it.reason)).collect();
        assert_eq!(unlisted, [(list, &refused(operation))]);
        assert_eq!(gaps, [gap(operation)]);
    }
}

#[tokio::test]
async fn a_cache_without_a_name_leaves_its_list_open() {
    let cases = [
        (groups(&[without(&orders(), "ReplicationGroupId")]), ResourceList::ReplicationGroups),
        (clusters(&[without(&single("carts"), "CacheClusterId")]), ResourceList::CacheClusters),
        (
            serverless_caches(&[without(&sessions(), "ServerlessCacheName")]),
            ResourceList::ServerlessCaches,
        ),
    ];
    for (nameless, list) in cases {
        let (inventory, gaps) = caches([nameless]).await;
        assert!(inventory.caches.is_empty());
        let unlisted: Vec<_> = inventory.unlisted.iter().map(|it| it.list).collect();
        assert_eq!(unlisted, [list]);
        assert_eq!(gaps.len(), 1, "{gaps:?}");
    }
}
