//! Global datastores, with members in other regions.

use aws_sdk_elasticache::types as sdk;

use super::super::operation::Operation;
use super::super::region::Region;
use super::super::reply;
use super::common::{engine, reference};
use super::pages::{PAGE, pages};
use crate::model::{
    Attribute, GlobalReplicationGroup, GlobalReplicationGroupMember, Inventory, Reason, Resource,
    ResourceList,
};

const OPERATION: Operation = Operation::DescribeGlobalReplicationGroups;
/// The role of the group that takes writes.
const PRIMARY: &str = "PRIMARY";

/// The global datastores of the region, if a group of `found` belongs to one.
pub(super) async fn read(region: &Region, found: &Inventory) -> Inventory {
    let mut inventory = Inventory::new();
    let belongs = |group: &Attribute<_>| !group.is_unset();
    if !found.caches.iter().any(|cache| belongs(&cache.attributes.global_replication_group_id)) {
        return inventory;
    }
    let client = &region.clients.elasticache;
    let call =
        || client.describe_global_replication_groups().show_member_info(true).max_records(PAGE);
    let listing = pages!(region, OPERATION, call(), global_replication_groups).await;
    let groups =
        reply::entries(&region.caller, OPERATION, listing, |group| resource(region, &group));
    let list = ResourceList::GlobalReplicationGroups;
    region.list(&mut inventory, list, groups, |all| &mut all.global_replication_groups);
    inventory
}

/// A global datastore is in no region, and every region of a member tells of it.
fn resource(
    region: &Region,
    group: &sdk::GlobalReplicationGroup,
) -> Option<Resource<GlobalReplicationGroup>> {
    let id = reply::filled(group.global_replication_group_id())?;
    let primary = group.members().iter().find(|member| member.role() == Some(PRIMARY));
    let attributes = GlobalReplicationGroup {
        primary_replication_group_id: reference(primary.and_then(|it| it.replication_group_id())),
        automatic_failover_enabled: Attribute::Unknown(Reason::NotSupportedBySource),
        cache_node_type: reply::optional(group.cache_node_type()),
        engine: engine(group.engine(), OPERATION),
        engine_version: reply::optional(group.engine_version()),
        num_node_groups: match group.global_node_groups() {
            [] => Attribute::Unknown(reply::untold(OPERATION, "GlobalNodeGroups")),
            shards => reply::count(Some(shards.len())),
        },
        status: reply::optional(group.status()),
        members: Attribute::Known(group.members().iter().map(member).collect()),
    };
    let arn = reply::filled(group.arn()).unwrap_or_else(|| {
        let (partition, account) = (&region.partition, &region.account_id);
        format!("arn:{partition}:elasticache::{account}:globalreplicationgroup:{id}")
    });
    Some(region.resource(&id, arn, attributes))
}

fn member(member: &sdk::GlobalReplicationGroupMember) -> GlobalReplicationGroupMember {
    let failover = member.automatic_failover().map(sdk::AutomaticFailoverStatus::as_str);
    GlobalReplicationGroupMember {
        replication_group_id: reply::optional(member.replication_group_id()),
        replication_group_region: reply::optional(member.replication_group_region()),
        role: reply::optional(member.role()),
        status: reply::optional(member.status()),
        automatic_failover_enabled: match failover {
            Some(status) => Attribute::Known(status.starts_with("enabl")),
            None => Attribute::Unset,
        },
    }
}
