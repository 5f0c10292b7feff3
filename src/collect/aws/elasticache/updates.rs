//! What service updates mean for the caches of a region.

use aws_sdk_elasticache::types as sdk;

use super::super::operation::Operation;
use super::super::region::Region;
use super::super::reply;
use super::common::time;
use super::pages::{SMALL_PAGE, pages};
use crate::model::{
    Attribute, CacheKind, Inventory, Reference, Resource, ResourceList, UpdateAction,
};

const OPERATION: Operation = Operation::DescribeUpdateActions;

/// What an action may be while there is something left to do; AWS goes on to list those that are done.
const UNDONE: [sdk::UpdateActionStatus; 7] = [
    sdk::UpdateActionStatus::InProgress,
    sdk::UpdateActionStatus::NotApplied,
    sdk::UpdateActionStatus::Scheduled,
    sdk::UpdateActionStatus::Scheduling,
    sdk::UpdateActionStatus::Stopped,
    sdk::UpdateActionStatus::Stopping,
    sdk::UpdateActionStatus::WaitingToStart,
];

/// The update actions of the region that are not done, if `found` has caches with nodes; AWS keeps serverless ones up to date itself.
pub(super) async fn read(region: &Region, found: &Inventory) -> Inventory {
    let mut inventory = Inventory::new();
    let has_nodes =
        found.caches.iter().any(|cache| cache.attributes.kind != CacheKind::ServerlessCache);
    if !has_nodes {
        return inventory;
    }
    let call = || {
        let call = region.clients.elasticache.describe_update_actions();
        let call = call.service_update_status(sdk::ServiceUpdateStatus::Available);
        call.set_update_action_status(Some(UNDONE.to_vec())).max_records(SMALL_PAGE)
    };
    let listing = pages!(region, OPERATION, call(), update_actions).await;
    let updates =
        reply::entries(&region.caller, OPERATION, listing, |action| resource(region, &action));
    let list = ResourceList::UpdateActions;
    region.list(&mut inventory, list, updates, |all| &mut all.update_actions);
    inventory
}

/// An action has no ARN: it is the pair of a cache and an update.
fn resource(region: &Region, action: &sdk::UpdateAction) -> Option<Resource<UpdateAction>> {
    let update = reply::filled(action.service_update_name())?;
    let group = reply::filled(action.replication_group_id());
    let (kind, cache) = match group {
        Some(group) => ("replicationgroup", group),
        None => ("cluster", reply::filled(action.cache_cluster_id())?),
    };
    let attributes = UpdateAction {
        cache: Attribute::Known(Reference::Id(cache.clone())),
        service_update_name: Attribute::Known(update.clone()),
        service_update_type: reply::optional(
            action.service_update_type().map(sdk::ServiceUpdateType::as_str),
        ),
        service_update_severity: reply::optional(
            action.service_update_severity().map(sdk::ServiceUpdateSeverity::as_str),
        ),
        service_update_status: reply::optional(
            action.service_update_status().map(sdk::ServiceUpdateStatus::as_str),
        ),
        service_update_recommended_apply_by_date: time(
            action.service_update_recommended_apply_by_date(),
        ),
        update_action_status: reply::optional(
            action.update_action_status().map(sdk::UpdateActionStatus::as_str),
        ),
    };
    let address = region.arn("elasticache", &format!("{kind}:{cache}"));
    let id = format!("{cache}/{update}");
    let resource = region.resource(&id, address, attributes);
    Some(Resource {
        address: format!("{}/{update}", resource.address),
        arn: Attribute::Unset,
        ..resource
    })
}
