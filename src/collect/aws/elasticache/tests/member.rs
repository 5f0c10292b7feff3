//! What only members tell of a group, and what is left where nobody tells it.

use super::*;
use crate::model::{Engine, ResourceList};

async fn of_members(members: &[String]) -> Cache {
    cache([groups(&[orders()]), clusters(members)]).await
}

fn with_security_groups(xml: &str, ids: &[&str]) -> String {
    let member = |id: &&str| {
        format!("<member><SecurityGroupId>{id}</SecurityGroupId><Status>active</Status></member>")
    };
    with(xml, "SecurityGroups", &ids.iter().map(member).collect::<String>())
}

fn with_apply_status(xml: &str, status: &str) -> String {
    with(xml, "ParameterApplyStatus", status)
}

#[tokio::test]
async fn members_tell_what_the_group_does_not() {
    let cache = of_members(&[member("001"), member("002")]).await;
    assert_eq!(cache.engine_version, known("7.1.0"));
    assert_eq!(cache.cache_parameter_group_name, named("orders-redis7"));
    assert_eq!(cache.cache_subnet_group_name, named("private"));
    assert_eq!(cache.security_group_ids, all_named(&["sg-1"]));
    assert_eq!(cache.preferred_maintenance_window, known("sun:06:00-sun:07:00"));
    let topic = named("arn:aws:sns:eu-west-1:123456789012:alarms");
    assert_eq!(cache.notification_topic_arn, topic);
    assert_eq!(cache.notification_topic_status, known("active"));
    assert_eq!(cache.parameter_apply_status, known("in-sync"));
    assert_eq!(cache.member_differences, Attribute::Known(BTreeMap::new()));
    assert_eq!(cache.pending_modified_values, Attribute::Known(BTreeMap::new()));
}

/// Golden case multi a.
#[tokio::test]
async fn security_groups_of_members_that_differ_are_a_union_and_a_difference() {
    let one = with_security_groups(&member("001"), &["sg-1"]);
    let other = with_security_groups(&member("002"), &["sg-2", "sg-1"]);
    let cache = of_members(&[one, other]).await;
    assert_eq!(cache.security_group_ids, all_named(&["sg-1", "sg-2"]));
    let lists = vec!["sg-1".to_owned(), "sg-1, sg-2".to_owned()];
    let differences = BTreeMap::from([("security_group_ids".to_owned(), lists)]);
    assert_eq!(cache.member_differences, Attribute::Known(differences));
}

#[tokio::test]
async fn the_order_of_security_groups_is_no_difference() {
    let one = with_security_groups(&member("001"), &["sg-1", "sg-2"]);
    let other = with_security_groups(&member("002"), &["sg-2", "sg-1"]);
    let cache = of_members(&[one, other]).await;
    assert_eq!(cache.member_differences, Attribute::Known(BTreeMap::new()));
}

#[tokio::test]
async fn members_that_run_different_versions_are_told_apart() {
    let newer = with(&member("002"), "EngineVersion", "7.1.1");
    let cache = of_members(&[newer, member("001")]).await;
    let neither = Reason::NotCollected("members say 7.1.0 and 7.1.1".to_owned());
    assert_eq!(cache.engine_version, Attribute::Unknown(neither));
    let versions = vec!["7.1.0".to_owned(), "7.1.1".to_owned()];
    let differences = BTreeMap::from([("engine_version".to_owned(), versions)]);
    assert_eq!(cache.member_differences, Attribute::Known(differences));
}

#[tokio::test]
async fn a_topic_that_one_member_lacks_is_a_difference() {
    let silent = without(&member("002"), "NotificationConfiguration");
    let cache = of_members(&[member("001"), silent]).await;
    let differences = cache.member_differences.known().expect("are told");
    let topics = &differences["notification_topic_arn"];
    assert_eq!(topics, &["none", "arn:aws:sns:eu-west-1:123456789012:alarms"]);
}

#[tokio::test]
async fn parameters_are_in_force_as_far_as_on_the_member_that_is_furthest_from_it() {
    let cases = [
        ("in-sync", "applying", "applying"),
        ("pending-reboot", "applying", "pending-reboot"),
        ("in-sync", "pending-reboot", "pending-reboot"),
        ("in-sync", "in-sync", "in-sync"),
        ("rethinking", "pending-reboot", "rethinking"),
    ];
    for (one, other, expected) in cases {
        let one = with_apply_status(&member("001"), one);
        let other = with_apply_status(&member("002"), other);
        let cache = of_members(&[one, other]).await;
        assert_eq!(cache.parameter_apply_status, known(expected));
    }
}

#[tokio::test]
async fn pending_values_of_the_group_and_its_members_are_told_together() {
    let pending = "<AutomaticFailoverStatus>disabled</AutomaticFailoverStatus>
        <Resharding><SlotMigration><ProgressPercentage>42.0</ProgressPercentage></SlotMigration></Resharding>
        <AuthTokenStatus>ROTATING</AuthTokenStatus>
        <UserGroups><UserGroupIdsToAdd><member>new</member></UserGroupIdsToAdd>
            <UserGroupIdsToRemove><member>old</member></UserGroupIdsToRemove></UserGroups>
        <LogDeliveryConfigurations><member><LogType>slow-log</LogType><DestinationDetails>
            <CloudWatchLogsDetails><LogGroup>/orders</LogGroup></CloudWatchLogsDetails>
            </DestinationDetails></member></LogDeliveryConfigurations>
        <TransitEncryptionEnabled>true</TransitEncryptionEnabled>
        <TransitEncryptionMode>preferred</TransitEncryptionMode>
        <ClusterMode>compatible</ClusterMode>";
    let orders = with(&orders(), "PendingModifiedValues", pending);
    let upgrade = "<EngineVersion>7.2</EngineVersion><AuthTokenStatus>SETTING</AuthTokenStatus>";
    let one = with(&member("001"), "PendingModifiedValues", upgrade);
    let resize = "<CacheNodeType>cache.r7g.xlarge</CacheNodeType>";
    let other = with(&member("002"), "PendingModifiedValues", resize);
    let cache = cache([groups(&[orders]), clusters(&[one, other])]).await;
    let expected = [
        // What was asked of the group is what counts.
        ("auth_token", "ROTATING"),
        ("automatic_failover", "disabled"),
        ("cache_node_type", "cache.r7g.xlarge"),
        ("cluster_mode", "compatible"),
        ("engine_version", "7.2"),
        ("log_delivery_configurations", "slow-log to /orders"),
        ("resharding", "42 % of the slots are migrated"),
        ("transit_encryption_enabled", "enabled"),
        ("transit_encryption_mode", "preferred"),
        ("user_group_ids", "add new, remove old"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), known(value)));
    assert_eq!(cache.pending_modified_values, Attribute::Known(expected.into()));
    // What is in force is not what is pending.
    assert_eq!(cache.engine_version, known("7.1.0"));
    assert_eq!(cache.automatic_failover_enabled, Attribute::Known(true));
}

#[tokio::test]
async fn members_are_no_caches_of_their_own() {
    let all = [member("001"), member("002"), single("carts")];
    let (inventory, _) = caches([groups(&[orders()]), clusters(&all)]).await;
    let ids: Vec<_> = inventory.caches.iter().map(|cache| cache.id.as_str()).collect();
    assert_eq!(ids, [Some("orders"), Some("carts")]);
}

/// Domain finding 3: these are only on member clusters.
const MEMBER_TOLD: [&str; 10] = [
    "cache_parameter_group_name",
    "cache_subnet_group_name",
    "engine_version",
    "member_differences",
    "notification_topic_arn",
    "notification_topic_status",
    "parameter_apply_status",
    "pending_modified_values",
    "preferred_maintenance_window",
    "security_group_ids",
];

#[tokio::test]
async fn denied_clusters_leave_what_only_members_tell_unknown_and_nothing_else() {
    let operation = Operation::DescribeCacheClusters;
    let (inventory, gaps) = caches([groups(&[orders()]), denied(operation)]).await;
    let [cache] = inventory.caches.as_slice() else { panic!("{:?}", inventory.caches) };
    let cache = &cache.attributes;
    let unknown = unknown_for(cache, &refused(operation));
    assert_eq!(unknown, MEMBER_TOLD.map(str::to_owned).into());

    let whole = of_members(&[member("001"), member("002")]).await;
    let mut nodes = whole.node_group_members.known().expect("are told").clone();
    for node in &mut nodes {
        node.status = Attribute::Unknown(refused(operation));
    }
    let expected = Cache {
        cache_parameter_group_name: cache.cache_parameter_group_name.clone(),
        cache_subnet_group_name: cache.cache_subnet_group_name.clone(),
        engine_version: cache.engine_version.clone(),
        member_differences: cache.member_differences.clone(),
        notification_topic_arn: cache.notification_topic_arn.clone(),
        notification_topic_status: cache.notification_topic_status.clone(),
        parameter_apply_status: cache.parameter_apply_status.clone(),
        pending_modified_values: cache.pending_modified_values.clone(),
        preferred_maintenance_window: cache.preferred_maintenance_window.clone(),
        security_group_ids: cache.security_group_ids.clone(),
        node_group_members: Attribute::Known(nodes),
        ..whole
    };
    assert_eq!(*cache, expected);
    assert_eq!(gaps, [gap(operation)]);
    let unlisted: Vec<_> = inventory.unlisted.iter().map(|it| (it.list, &it.reason)).collect();
    assert_eq!(unlisted, [(ResourceList::CacheClusters, &refused(operation))]);
}

#[tokio::test]
async fn denied_groups_are_made_up_of_what_their_members_tell() {
    let operation = Operation::DescribeReplicationGroups;
    let all = clusters(&[member("001"), member("002")]);
    let (inventory, gaps) = caches([denied(operation), all]).await;
    let [group] = inventory.caches.as_slice() else { panic!("{:?}", inventory.caches) };
    let arn = "arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:orders";
    assert_eq!((group.id.as_str(), group.address.as_str()), (Some("orders"), arn));

    let cache = &group.attributes;
    assert_eq!(cache.engine, Attribute::Known(Engine::Redis));
    assert_eq!(cache.engine_version, known("7.1.0"));
    assert_eq!(cache.cache_node_type, known("cache.r7g.large"));
    assert_eq!(cache.security_group_ids, all_named(&["sg-1"]));
    assert_eq!(cache.cache_subnet_group_name, named("private"));
    assert_eq!(cache.parameter_apply_status, known("in-sync"));
    assert_eq!(cache.member_differences, Attribute::Known(BTreeMap::new()));
    let unknown = unknown_for(cache, &refused(operation));
    let expected = [
        "at_rest_encryption_enabled",
        "auth_token_last_modified_date",
        "auto_minor_version_upgrade",
        "automatic_failover_enabled",
        "cluster_mode",
        "create_time",
        "data_tiering_enabled",
        "description",
        "global_replication_group_id",
        "kms_key_id",
        "log_delivery_configurations",
        "multi_az_enabled",
        "network_type",
        "node_group_members",
        "num_cache_nodes",
        "num_node_groups",
        "pending_modified_values",
        "preferred_availability_zones",
        "replicas_per_node_group",
        "snapshot_retention_limit",
        "snapshot_window",
        "status",
        "user_group_ids",
    ];
    assert_eq!(unknown, expected.map(str::to_owned).into());
    assert_eq!(gaps, [gap(operation)]);
    let unlisted: Vec<_> = inventory.unlisted.iter().map(|it| (it.list, &it.reason)).collect();
    assert_eq!(unlisted, [(ResourceList::ReplicationGroups, &refused(operation))]);
}

/// The group `orders` where only its `members` may be read.
async fn made_up(members: &[String]) -> Cache {
    let denied = denied(Operation::DescribeReplicationGroups);
    let (inventory, _) = caches([denied, clusters(members)]).await;
    let [cache] = inventory.caches.as_slice() else { panic!("{:?}", inventory.caches) };
    cache.attributes.clone()
}

#[tokio::test]
async fn encryption_that_members_tell_is_that_of_their_group() {
    let plain = made_up(&[member("001")]).await;
    let unknown = Attribute::Unknown(refused(Operation::DescribeReplicationGroups));
    assert_eq!(plain.transit_encryption_enabled, Attribute::Known(false));
    assert_eq!(plain.transit_encryption_mode, Attribute::Unset);
    assert_eq!(
        plain.at_rest_encryption_enabled, unknown,
        "the service may encrypt it all the same"
    );
    assert_eq!((plain.auth_token, plain.port), (Attribute::Unset, Attribute::Known(6379)));

    let xml = with(&member("001"), "TransitEncryptionEnabled", "true");
    let xml = with(&xml, "AtRestEncryptionEnabled", "true");
    let encrypted = made_up(std::slice::from_ref(&xml)).await;
    assert_eq!(encrypted.at_rest_encryption_enabled, Attribute::Known(true));
    assert_eq!(encrypted.transit_encryption_enabled, Attribute::Known(true));
    let unknown = Attribute::Unknown(refused(Operation::DescribeReplicationGroups));
    assert_eq!(encrypted.transit_encryption_mode, unknown, "the group may tell another");
    let told = made_up(&[with(&xml, "TransitEncryptionMode", "preferred")]).await;
    assert_eq!(told.transit_encryption_mode, known("preferred"));
}

#[tokio::test]
async fn members_that_differ_tell_nothing_of_their_group() {
    let other = with(&member("002"), "TransitEncryptionEnabled", "true");
    let other = with(&with(&other, "Engine", "valkey"), "CacheNodeType", "cache.r7g.xlarge");
    let cache = made_up(&[member("001"), other]).await;
    assert!(cache.transit_encryption_enabled.is_unknown());
    assert!(cache.transit_encryption_mode.is_unknown());
    assert!(cache.engine.is_unknown() && cache.cache_node_type.is_unknown());
    assert_eq!(cache.engine_version, known("7.1.0"));
}

#[tokio::test]
async fn a_group_that_appears_during_the_scan_is_known_by_its_members() {
    let (inventory, gaps) = caches([groups(&[]), clusters(&[member("001")])]).await;
    let [group] = inventory.caches.as_slice() else { panic!("{:?}", inventory.caches) };
    let why = "the replication group was made or deleted during the scan".to_owned();
    let unknown = Attribute::Unknown(Reason::NotCollected(why));
    assert_eq!(group.attributes.automatic_failover_enabled, unknown);
    assert_eq!(group.attributes.engine_version, known("7.1.0"));
    assert!(gaps.is_empty() && inventory.unlisted.is_empty());
}

/// A list of clusters of which only the first page with `members` can be read.
async fn broken_off(group: Option<String>, members: Vec<String>) -> Cache {
    let answer = move |asked: &Asked| match (asked.operation.as_str(), asked.get("Marker")) {
        ("DescribeReplicationGroups", _) => match &group {
            Some(group) => {
                let list = format!("<ReplicationGroups>{group}</ReplicationGroups>");
                reply(&asked.operation, &list)
            }
            None => refusal(),
        },
        ("DescribeCacheClusters", "") => {
            let list = format!("<CacheClusters>{}</CacheClusters>", members.concat());
            reply(&asked.operation, &format!("{list}<Marker>more</Marker>"))
        }
        ("DescribeCacheClusters", _) => refusal(),
        _ => reply(&asked.operation, ""),
    };
    let (region, _) = fake::region(Operation::ALL.iter().copied(), answer);
    let inventory = crate::collect::aws::elasticache::caches(&region).await;
    let [cache] = inventory.caches.as_slice() else { panic!("{:?}", inventory.caches) };
    cache.attributes.clone()
}

#[tokio::test]
async fn members_that_a_broken_list_still_names_in_full_are_enough() {
    let unknown = Attribute::Unknown(refused(Operation::DescribeCacheClusters));
    let cache = broken_off(Some(orders()), vec![member("001"), member("002")]).await;
    assert_eq!(cache.engine_version, known("7.1.0"));
    let cache = broken_off(Some(orders()), vec![member("001")]).await;
    assert_eq!(cache.engine_version, unknown, "orders-002 may run another");
}

#[tokio::test]
async fn a_group_whose_members_and_self_are_denied_blames_each_for_its_own() {
    let cache = broken_off(None, vec![member("001")]).await;
    let unknown = Attribute::Unknown(refused(Operation::DescribeCacheClusters));
    assert_eq!(cache.engine_version, unknown);
    let unknown = Attribute::Unknown(refused(Operation::DescribeReplicationGroups));
    assert_eq!(cache.automatic_failover_enabled, unknown);
}
