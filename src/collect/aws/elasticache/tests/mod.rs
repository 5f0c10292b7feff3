//! Caches, and what is around them, from replies in the shape of ElastiCache's API.

mod around;
mod calls;
mod cluster;
mod member;
mod parameter_groups;
mod replication_group;
mod serverless;
mod snapshots;
mod users;

use std::collections::{BTreeMap, BTreeSet};

use crate::collect::aws::fake::{self, Asked, Log};
use crate::collect::aws::operation::Operation;
use crate::collect::aws::region::Region;
use crate::model::{Attribute, Cache, Gap, Inventory, Reason, Reference};

/// What an operation answers: the contents of its result, or none where it is denied.
type Reply = (Operation, Option<String>);

fn told(operation: Operation, contents: impl Into<String>) -> Reply {
    (operation, Some(contents.into()))
}

fn denied(operation: Operation) -> Reply {
    (operation, None)
}

fn groups(groups: &[String]) -> Reply {
    let list = format!("<ReplicationGroups>{}</ReplicationGroups>", groups.concat());
    told(Operation::DescribeReplicationGroups, list)
}

fn clusters(clusters: &[String]) -> Reply {
    let list = format!("<CacheClusters>{}</CacheClusters>", clusters.concat());
    told(Operation::DescribeCacheClusters, list)
}

fn serverless_caches(caches: &[String]) -> Reply {
    let list = format!("<ServerlessCaches>{}</ServerlessCaches>", caches.concat());
    told(Operation::DescribeServerlessCaches, list)
}

/// A whole reply of `operation`.
fn reply(operation: &str, contents: &str) -> (u16, String) {
    let namespace = "http://elasticache.amazonaws.com/doc/2015-02-02/";
    let result = format!("<{operation}Result>{contents}</{operation}Result>");
    let metadata = "<ResponseMetadata><RequestId>0</RequestId></ResponseMetadata>";
    let name = format!("{operation}Response");
    (200, format!("<{name} xmlns=\"{namespace}\">{result}{metadata}</{name}>"))
}

fn refusal() -> (u16, String) {
    let error = "<Type>Sender</Type><Code>AccessDenied</Code><Message>not you</Message>";
    (403, format!("<ErrorResponse><Error>{error}</Error><RequestId>0</RequestId></ErrorResponse>"))
}

/// Why what `operation` tells is unknown where it is denied.
fn refused(operation: Operation) -> Reason {
    Reason::AccessDenied(format!("{operation} (AccessDenied)"))
}

/// What the report says of a denied `operation`.
fn gap(operation: Operation) -> Gap {
    Gap {
        what: format!("{operation} in aws://123456789012/eu-west-1"),
        why: format!("AccessDenied: not you; grant {operation}"),
        is_failure: true,
    }
}

/// A region that has what `replies` say, and nothing besides.
fn region<const N: usize>(replies: [Reply; N]) -> (Region, Log) {
    let replies: BTreeMap<&str, Option<String>> =
        replies.into_iter().map(|(operation, contents)| (operation.name(), contents)).collect();
    let answer = move |asked: &Asked| match replies.get(asked.operation.as_str()) {
        Some(Some(contents)) => reply(&asked.operation, contents),
        Some(None) => refusal(),
        None => reply(&asked.operation, ""),
    };
    fake::region(Operation::ALL.iter().copied(), answer)
}

/// The caches of such a region, and what went wrong.
async fn caches<const N: usize>(replies: [Reply; N]) -> (Inventory, Vec<Gap>) {
    let (region, _) = region(replies);
    (super::caches(&region).await, region.caller.gaps())
}

/// The one cache of such a region, where all goes well.
async fn cache<const N: usize>(replies: [Reply; N]) -> Cache {
    let (inventory, gaps) = caches(replies).await;
    assert!(gaps.is_empty() && inventory.unlisted.is_empty(), "{gaps:?}");
    let [cache] = inventory.caches.as_slice() else { panic!("{:?}", inventory.caches) };
    cache.attributes.clone()
}

/// The group `orders` alone, without its members' clusters.
async fn group(xml: String) -> Cache {
    cache([groups(&[xml])]).await
}

/// What is around the caches of such a region, the operations that it took, and what went wrong.
async fn around<const N: usize>(replies: [Reply; N]) -> (Inventory, Vec<String>, Vec<Gap>) {
    let (region, log) = region(replies);
    let found = super::caches(&region).await;
    let made = log.operations().len();
    let around = super::around(&region, &found).await;
    let mut operations = log.operations().split_off(made);
    operations.sort();
    (around, operations, region.caller.gaps())
}

/// The names of the attributes that are unknown for `reason`.
fn unknown_for(cache: &Cache, reason: &Reason) -> BTreeSet<String> {
    let cache = serde_json::to_value(cache).expect("a cache is JSON");
    let unknown = serde_json::to_value(Attribute::<()>::Unknown(reason.clone()));
    let unknown = unknown.expect("a reason is JSON");
    let attributes = cache.as_object().expect("a cache is an object").iter();
    attributes.filter(|(_, value)| **value == unknown).map(|(name, _)| name.clone()).collect()
}

fn known(text: &str) -> Attribute<String> {
    Attribute::Known(text.to_owned())
}

fn named(id: &str) -> Attribute<Reference> {
    Attribute::Known(Reference::Id(id.to_owned()))
}

fn all_named(ids: &[&str]) -> Attribute<Vec<Attribute<Reference>>> {
    Attribute::Known(ids.iter().map(|id| named(id)).collect())
}

/// `operation` answered, but without `field`.
fn untold<T>(operation: Operation, field: &str) -> Attribute<T> {
    Attribute::Unknown(Reason::NotCollected(format!("{operation} (no {field})")))
}

/// `xml` with `contents` in its first element called `name`, which becomes its last where it has none.
fn with(xml: &str, name: &str, contents: &str) -> String {
    let element = format!("<{name}>{contents}</{name}>");
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    match (xml.find(&open), xml.find(&close)) {
        (Some(from), Some(to)) => {
            format!("{}{element}{}", &xml[..from], &xml[to + close.len()..])
        }
        _ => {
            let end = xml.rfind("</").expect("an element ends");
            format!("{}{element}{}", &xml[..end], &xml[end..])
        }
    }
}

/// `xml` without its first element called `name`.
fn without(xml: &str, name: &str) -> String {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let from = xml.find(&open).unwrap_or_else(|| panic!("has a {name}"));
    let to = xml.find(&close).expect("ends what it begins") + close.len();
    format!("{}{}", &xml[..from], &xml[to..])
}

/// The group `orders`: one shard of `orders-001` and `orders-002`, as AWS tells it.
fn orders() -> String {
    let node = |number: &str, zone: &str, role: &str| {
        format!(
            "<NodeGroupMember><CacheClusterId>orders-{number}</CacheClusterId>
                <CacheNodeId>0001</CacheNodeId>
                <ReadEndpoint><Address>orders-{number}.abc123.euw1.cache.amazonaws.com</Address>
                    <Port>6379</Port></ReadEndpoint>
                <PreferredAvailabilityZone>eu-west-1{zone}</PreferredAvailabilityZone>
                <CurrentRole>{role}</CurrentRole></NodeGroupMember>"
        )
    };
    let nodes = [node("001", "a", "primary"), node("002", "b", "replica")].concat();
    let endpoint = "<Address>orders.abc123.euw1.cache.amazonaws.com</Address><Port>6379</Port>";
    let arn = "arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:orders";
    format!(
        "<ReplicationGroup><ReplicationGroupId>orders</ReplicationGroupId>
            <Description>Orders</Description><GlobalReplicationGroupInfo/><Status>available</Status>
            <MemberClusters><ClusterId>orders-001</ClusterId><ClusterId>orders-002</ClusterId>
            </MemberClusters>
            <NodeGroups><NodeGroup><NodeGroupId>0001</NodeGroupId><Status>available</Status>
                <PrimaryEndpoint>{endpoint}</PrimaryEndpoint>
                <ReaderEndpoint>{endpoint}</ReaderEndpoint>
                <NodeGroupMembers>{nodes}</NodeGroupMembers></NodeGroup></NodeGroups>
            <AutomaticFailover>enabled</AutomaticFailover><MultiAZ>enabled</MultiAZ>
            <SnapshotRetentionLimit>7</SnapshotRetentionLimit>
            <SnapshotWindow>03:00-04:00</SnapshotWindow><ClusterEnabled>false</ClusterEnabled>
            <CacheNodeType>cache.r7g.large</CacheNodeType><AuthTokenEnabled>false</AuthTokenEnabled>
            <TransitEncryptionEnabled>true</TransitEncryptionEnabled>
            <AtRestEncryptionEnabled>true</AtRestEncryptionEnabled>
            <ARN>{arn}</ARN><UserGroupIds><member>orders-users</member></UserGroupIds>
            <LogDeliveryConfigurations/>
            <ReplicationGroupCreateTime>2026-05-04T09:00:00.000Z</ReplicationGroupCreateTime>
            <DataTiering>disabled</DataTiering>
            <AutoMinorVersionUpgrade>true</AutoMinorVersionUpgrade>
            <NetworkType>ipv4</NetworkType><IpDiscovery>ipv4</IpDiscovery>
            <TransitEncryptionMode>required</TransitEncryptionMode>
            <ClusterMode>disabled</ClusterMode><Engine>redis</Engine></ReplicationGroup>"
    )
}

/// A cluster of one node, as AWS tells it.
fn single(id: &str) -> String {
    let arn = format!("arn:aws:elasticache:eu-west-1:123456789012:cluster:{id}");
    format!(
        "<CacheCluster><CacheClusterId>{id}</CacheClusterId>
            <CacheNodeType>cache.r7g.large</CacheNodeType><Engine>redis</Engine>
            <EngineVersion>7.1.0</EngineVersion><CacheClusterStatus>available</CacheClusterStatus>
            <NumCacheNodes>1</NumCacheNodes>
            <PreferredAvailabilityZone>eu-west-1a</PreferredAvailabilityZone>
            <CacheClusterCreateTime>2026-09-01T09:00:00.000Z</CacheClusterCreateTime>
            <PreferredMaintenanceWindow>sun:06:00-sun:07:00</PreferredMaintenanceWindow>
            <NotificationConfiguration>
                <TopicArn>arn:aws:sns:eu-west-1:123456789012:alarms</TopicArn>
                <TopicStatus>active</TopicStatus></NotificationConfiguration>
            <CacheSecurityGroups/>
            <CacheParameterGroup><CacheParameterGroupName>orders-redis7</CacheParameterGroupName>
                <ParameterApplyStatus>in-sync</ParameterApplyStatus><CacheNodeIdsToReboot/>
            </CacheParameterGroup>
            <CacheSubnetGroupName>private</CacheSubnetGroupName>
            <CacheNodes><CacheNode><CacheNodeId>0001</CacheNodeId>
                <CacheNodeStatus>available</CacheNodeStatus>
                <Endpoint><Address>{id}.abc123.euw1.cache.amazonaws.com</Address><Port>6379</Port>
                </Endpoint>
                <CustomerAvailabilityZone>eu-west-1a</CustomerAvailabilityZone></CacheNode>
            </CacheNodes>
            <AutoMinorVersionUpgrade>true</AutoMinorVersionUpgrade>
            <SecurityGroups><member><SecurityGroupId>sg-1</SecurityGroupId><Status>active</Status>
            </member></SecurityGroups>
            <SnapshotRetentionLimit>1</SnapshotRetentionLimit>
            <SnapshotWindow>02:00-03:00</SnapshotWindow><AuthTokenEnabled>false</AuthTokenEnabled>
            <TransitEncryptionEnabled>false</TransitEncryptionEnabled>
            <AtRestEncryptionEnabled>false</AtRestEncryptionEnabled>
            <ARN>{arn}</ARN><LogDeliveryConfigurations/><NetworkType>ipv4</NetworkType>
            <IpDiscovery>ipv4</IpDiscovery></CacheCluster>"
    )
}

/// A region with one single node.
fn carts() -> Reply {
    clusters(&[single("carts")])
}

/// A member of the group `orders`.
fn member(number: &str) -> String {
    with(&single(&format!("orders-{number}")), "ReplicationGroupId", "orders")
}

/// The serverless cache `sessions`, as AWS tells it.
fn sessions() -> String {
    let arn = "arn:aws:elasticache:eu-west-1:123456789012:serverlesscache:sessions";
    format!(
        "<member><ServerlessCacheName>sessions</ServerlessCacheName><Description/>
            <CreateTime>2026-09-01T09:00:00.000Z</CreateTime><Status>available</Status>
            <Engine>valkey</Engine><MajorEngineVersion>8</MajorEngineVersion>
            <FullEngineVersion>8.1</FullEngineVersion>
            <SecurityGroupIds><SecurityGroupId>sg-1</SecurityGroupId></SecurityGroupIds>
            <Endpoint><Address>sessions.serverless.euw1.cache.amazonaws.com</Address>
                <Port>6379</Port></Endpoint>
            <ReaderEndpoint><Address>sessions.serverless.euw1.cache.amazonaws.com</Address>
                <Port>6380</Port></ReaderEndpoint>
            <ARN>{arn}</ARN>
            <SubnetIds><SubnetId>subnet-a</SubnetId><SubnetId>subnet-b</SubnetId></SubnetIds>
            <SnapshotRetentionLimit>7</SnapshotRetentionLimit>
            <DailySnapshotTime>03:00</DailySnapshotTime></member>"
    )
}
