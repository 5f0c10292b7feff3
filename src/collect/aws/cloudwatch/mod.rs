//! CloudWatch: the alarms on metrics of ElastiCache, and the composite alarms that take them up.
//!
//! One list holds the alarms of every service: those that cannot concern a cache are left out at once. An alarm on a log
//! query has a type of its own, watches no metric, and is not asked for.

mod composite_alarm;
mod metric;
mod metric_alarm;

use aws_sdk_cloudwatch::types::AlarmType;

use super::call::Listing;
use super::operation::Operation;
use super::region::Region;
use super::reply;
use crate::model::{Attribute, Inventory, Reference, ResourceList};

const OPERATION: Operation = Operation::DescribeAlarms;

/// The alarms of the region that may concern a cache.
pub(super) async fn read(region: &Region) -> Inventory {
    let page = |token| {
        let call = region.clients.cloudwatch.describe_alarms().max_records(100);
        // Without types, metric alarms alone are told.
        let call = call.alarm_types(AlarmType::MetricAlarm).alarm_types(AlarmType::CompositeAlarm);
        call.set_next_token(token).send()
    };
    let Listing { items: pages, missing } = region
        .caller
        .pages(OPERATION, page, |page| {
            let next = page.next_token.clone();
            (vec![page], next)
        })
        .await;

    let mut inventory = Inventory::new();
    let alarms = pages.iter().flat_map(|page| page.metric_alarms());
    let alarms = metric_alarm::resources(region, alarms);
    region.list(&mut inventory, ResourceList::Alarms, alarms, |all| &mut all.metric_alarms);
    let composites = pages.iter().flat_map(|page| page.composite_alarms());
    let composites = composite_alarm::resources(region, composites, &inventory.metric_alarms);
    region.list(&mut inventory, ResourceList::Alarms, composites, |all| &mut all.composite_alarms);
    if let Some(reason) = missing {
        region.unlisted(&mut inventory, ResourceList::Alarms, reason);
    }
    inventory
}

/// Whether an alarm acts at all.
fn actions_enabled(told: Option<bool>) -> Attribute<bool> {
    let untold = || Attribute::Unknown(reply::untold(OPERATION, "ActionsEnabled"));
    told.map_or_else(untold, Attribute::Known)
}

/// What an alarm acts through.
fn actions(arns: &[String]) -> Attribute<Vec<Attribute<Reference>>> {
    reply::references(arns.iter().cloned())
}
