//! Update actions, subnet groups and global datastores.

use super::*;

fn update(cache: &str, id: &str) -> String {
    format!(
        "<UpdateAction><{cache}>{id}</{cache}>
            <ServiceUpdateName>elasticache-20260901-001</ServiceUpdateName>
            <ServiceUpdateSeverity>critical</ServiceUpdateSeverity>
            <ServiceUpdateStatus>available</ServiceUpdateStatus>
            <ServiceUpdateRecommendedApplyByDate>2026-10-31T23:59:59.000Z</ServiceUpdateRecommendedApplyByDate>
            <ServiceUpdateType>security-update</ServiceUpdateType>
            <UpdateActionStatus>not-applied</UpdateActionStatus></UpdateAction>"
    )
}

#[tokio::test]
async fn an_update_action_is_the_pair_of_a_cache_and_an_update() {
    let actions = [update("ReplicationGroupId", "orders"), update("CacheClusterId", "pages")];
    let actions = format!("<UpdateActions>{}</UpdateActions>", actions.concat());
    let (inventory, _, _) =
        around([carts(), told(Operation::DescribeUpdateActions, actions)]).await;
    let read: Vec<_> = inventory
        .update_actions
        .iter()
        .map(|action| (action.id.as_str(), action.address.as_str(), &action.attributes.cache))
        .collect();
    let expected = [
        (
            Some("pages/elasticache-20260901-001"),
            "arn:aws:elasticache:eu-west-1:123456789012:cluster:pages/elasticache-20260901-001",
            &named("pages"),
        ),
        (
            Some("orders/elasticache-20260901-001"),
            "arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:orders/elasticache-20260901-001",
            &named("orders"),
        ),
    ];
    assert_eq!(read, expected);
    let action = &inventory.update_actions[0];
    assert_eq!(action.arn, Attribute::Unset);
    let action = &action.attributes;
    assert_eq!(action.service_update_name, known("elasticache-20260901-001"));
    assert_eq!(action.service_update_type, known("security-update"));
    assert_eq!(action.service_update_severity, known("critical"));
    assert_eq!(action.service_update_status, known("available"));
    assert_eq!(action.update_action_status, known("not-applied"));
    let by = known("2026-10-31T23:59:59Z");
    assert_eq!(action.service_update_recommended_apply_by_date, by);
}

#[tokio::test]
async fn updates_that_are_done_or_withdrawn_are_not_asked_for() {
    let (region, log) = region([carts()]);
    let found = crate::collect::aws::elasticache::caches(&region).await;
    crate::collect::aws::elasticache::around(&region, &found).await;
    let requests = log.requests();
    let name = Operation::DescribeUpdateActions.name();
    let asked = requests.iter().find(|asked| asked.operation == name).expect("is asked");
    let words = |parameter: &str| -> BTreeSet<&str> {
        let named = asked.parameters.iter().filter(|(name, _)| name.starts_with(parameter));
        named.map(|(_, word)| word.as_str()).collect()
    };
    assert_eq!(words("ServiceUpdateStatus."), ["available"].into());
    let undone = [
        "in-progress",
        "not-applied",
        "scheduled",
        "scheduling",
        "stopped",
        "stopping",
        "waiting-to-start",
    ];
    assert_eq!(words("UpdateActionStatus."), undone.into());
}

#[tokio::test]
async fn only_subnet_groups_that_caches_are_in_are_told() {
    let group = |name: &str| {
        format!(
            "<CacheSubnetGroup><CacheSubnetGroupName>{name}</CacheSubnetGroupName><Subnets>
                <Subnet><SubnetIdentifier>subnet-a</SubnetIdentifier></Subnet>
                <Subnet><SubnetIdentifier>subnet-b</SubnetIdentifier></Subnet></Subnets>
                </CacheSubnetGroup>"
        )
    };
    let list = ["default", "private", "public"].map(group).concat();
    let list = format!("<CacheSubnetGroups>{list}</CacheSubnetGroups>");
    let (inventory, _, _) =
        around([carts(), told(Operation::DescribeCacheSubnetGroups, list)]).await;
    let [group] = inventory.cache_subnet_groups.as_slice() else {
        panic!("{:?}", inventory.cache_subnet_groups)
    };
    assert_eq!(group.address, "arn:aws:elasticache:eu-west-1:123456789012:subnetgroup:private");
    assert_eq!(group.attributes.name, known("private"));
    assert_eq!(group.attributes.subnet_ids, all_named(&["subnet-a", "subnet-b"]));
}

#[tokio::test]
async fn a_global_datastore_names_its_primary_and_its_members_in_other_regions() {
    let info = "<GlobalReplicationGroupId>ldgnf-orders</GlobalReplicationGroupId>";
    let xml = orders().replace("<GlobalReplicationGroupInfo/>", "");
    let xml = with(&xml, "GlobalReplicationGroupInfo", info);
    let one = |id: &str, region: &str, role: &str, failover: &str| {
        format!(
            "<GlobalReplicationGroupMember><ReplicationGroupId>{id}</ReplicationGroupId>
                <ReplicationGroupRegion>{region}</ReplicationGroupRegion><Role>{role}</Role>
                <AutomaticFailover>{failover}</AutomaticFailover><Status>associated</Status>
                </GlobalReplicationGroupMember>"
        )
    };
    let members = [
        one("orders-recovery", "eu-central-1", "SECONDARY", "disabled"),
        one("orders", "eu-west-1", "PRIMARY", "enabling"),
    ];
    let list = format!(
        "<GlobalReplicationGroups><GlobalReplicationGroup>{info}<Status>available</Status>
            <CacheNodeType>cache.r7g.large</CacheNodeType><Engine>redis</Engine>
            <EngineVersion>7.1.0</EngineVersion><Members>{}</Members>
            </GlobalReplicationGroup></GlobalReplicationGroups>",
        members.concat()
    );
    let list = told(Operation::DescribeGlobalReplicationGroups, list);
    let (inventory, _, _) = around([groups(&[xml]), list]).await;
    let [global] = inventory.global_replication_groups.as_slice() else {
        panic!("{:?}", inventory.global_replication_groups)
    };
    // It is in no region.
    let arn = "arn:aws:elasticache::123456789012:globalreplicationgroup:ldgnf-orders";
    assert_eq!(global.address, arn);
    let global = &global.attributes;
    assert_eq!(global.primary_replication_group_id, named("orders"));
    let members = global.members.known().expect("are told");
    let members: Vec<_> = members
        .iter()
        .map(|member| {
            let region = member.replication_group_region.as_str();
            (region, &member.automatic_failover_enabled)
        })
        .collect();
    let (on, off) = (Attribute::Known(true), Attribute::Known(false));
    assert_eq!(members, [(Some("eu-central-1"), &off), (Some("eu-west-1"), &on)]);
}
