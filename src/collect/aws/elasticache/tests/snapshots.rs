//! Snapshots, of nodes and of serverless caches.

use super::*;
use crate::model::Snapshot;

const NODES: Operation = Operation::DescribeSnapshots;

async fn snapshots<const N: usize>(replies: [Reply; N]) -> Vec<(String, Snapshot)> {
    let (inventory, _, gaps) = around(replies).await;
    assert!(gaps.is_empty(), "{gaps:?}");
    let snapshots = inventory.snapshots.into_iter();
    snapshots.map(|snapshot| (snapshot.address, snapshot.attributes)).collect()
}

fn snapshot(elements: &str, times: &[&str]) -> Reply {
    let node = |time: &&str| {
        format!(
            "<NodeSnapshot><CacheNodeId>0001</CacheNodeId>
                <CacheNodeCreateTime>2026-12-01T00:00:00.000Z</CacheNodeCreateTime>
                <SnapshotCreateTime>{time}</SnapshotCreateTime></NodeSnapshot>"
        )
    };
    let nodes: String = times.iter().map(node).collect();
    told(
        NODES,
        format!(
            "<Snapshots><Snapshot><SnapshotName>daily</SnapshotName>{elements}
                <NodeSnapshots>{nodes}</NodeSnapshots></Snapshot></Snapshots>"
        ),
    )
}

#[tokio::test]
async fn a_snapshot_is_as_old_as_its_newest_node() {
    let times =
        ["2026-11-18T03:05:00.000Z", "2026-11-18T03:09:00.000Z", "2026-11-18T03:01:00.000Z"];
    let elements = "<ReplicationGroupId>orders</ReplicationGroupId>
        <SnapshotStatus>available</SnapshotStatus><SnapshotSource>automated</SnapshotSource>
        <KmsKeyId>0a1b</KmsKeyId>";
    let read = snapshots([carts(), snapshot(elements, &times)]).await;
    let expected = Snapshot {
        name: known("daily"),
        cache: named("orders"),
        source: known("automated"),
        status: known("available"),
        create_time: known("2026-11-18T03:09:00Z"),
        kms_key_id: named("0a1b"),
    };
    let arn = "arn:aws:elasticache:eu-west-1:123456789012:snapshot:daily".to_owned();
    assert_eq!(read, [(arn, expected)]);
}

#[tokio::test]
async fn a_snapshot_that_is_being_taken_has_no_time_yet() {
    let elements = "<CacheClusterId>carts</CacheClusterId><ReplicationGroupId/><KmsKeyId/>
        <SnapshotStatus>creating</SnapshotStatus><SnapshotSource>MANUAL</SnapshotSource>";
    let read = snapshots([carts(), snapshot(elements, &[])]).await;
    let [(_, snapshot)] = read.as_slice() else { panic!("{read:?}") };
    assert_eq!(snapshot.create_time, Attribute::Unset);
    assert_eq!(snapshot.cache, named("carts"), "of the cluster, where no group is named");
    assert_eq!(snapshot.source, known("manual"));
    assert_eq!(snapshot.kms_key_id, Attribute::Unset);
}

#[tokio::test]
async fn snapshots_of_serverless_caches_are_told_like_those_of_nodes() {
    let list = "<ServerlessCacheSnapshots><ServerlessCacheSnapshot>
        <ServerlessCacheSnapshotName>nightly</ServerlessCacheSnapshotName>
        <SnapshotType>Automated</SnapshotType><Status>Available</Status>
        <CreateTime>2026-11-18T03:00:00.000Z</CreateTime>
        <ExpiryTime>2026-11-25T03:00:00.000Z</ExpiryTime>
        <BytesUsedForCache>1048576</BytesUsedForCache>
        <ServerlessCacheConfiguration><ServerlessCacheName>sessions</ServerlessCacheName>
            <Engine>valkey</Engine></ServerlessCacheConfiguration>
        </ServerlessCacheSnapshot></ServerlessCacheSnapshots>";
    let list = told(Operation::DescribeServerlessCacheSnapshots, list);
    let read = snapshots([serverless_caches(&[sessions()]), list]).await;
    let expected = Snapshot {
        name: known("nightly"),
        cache: named("sessions"),
        source: known("automated"),
        status: known("available"),
        create_time: known("2026-11-18T03:00:00Z"),
        kms_key_id: Attribute::Unset,
    };
    let arn = "arn:aws:elasticache:eu-west-1:123456789012:serverlesscachesnapshot:nightly";
    assert_eq!(read, [(arn.to_owned(), expected)]);
}
