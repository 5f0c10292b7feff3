//! CloudWatch Logs: how long the log groups that caches write to keep what they get.

use std::collections::BTreeSet;

use aws_sdk_cloudwatchlogs::types as sdk;

use super::call::Listing;
use super::operation::Operation;
use super::region::Region;
use super::reply;
use crate::model::{
    Attribute, Inventory, LogDelivery, LogGroup, Reference, Resource, ResourceList,
};

const OPERATION: Operation = Operation::DescribeLogGroups;

/// Most groups that one call takes, which is also the most that one page holds.
const LIMIT: usize = 50;

/// The log groups that caches of `found` write to.
pub(super) async fn read(region: &Region, found: &Inventory) -> Inventory {
    let mut inventory = Inventory::new();
    let groups = list(region, &in_use(found)).await;
    region.list(&mut inventory, ResourceList::LogGroups, groups, |all| &mut all.log_groups);
    inventory
}

fn in_use(found: &Inventory) -> BTreeSet<String> {
    let deliveries = found.caches.iter().map(|cache| &cache.attributes.log_delivery_configurations);
    deliveries.filter_map(Attribute::known).flatten().filter_map(group).collect()
}

fn group(delivery: &LogDelivery) -> Option<String> {
    if delivery.destination_type.as_str() == Some("kinesis-firehose") {
        return None;
    }
    match delivery.destination.known() {
        Some(Reference::Id(name)) => Some(name.clone()),
        _ => None,
    }
}

async fn list(region: &Region, wanted: &BTreeSet<String>) -> Listing<Resource<LogGroup>> {
    let mut all = Listing { items: Vec::new(), missing: None };
    let names: Vec<String> = wanted.iter().cloned().collect();
    for batch in names.chunks(LIMIT) {
        let page = |token| {
            let call = region.clients.logs.describe_log_groups();
            let call = call.set_log_group_identifiers(Some(batch.to_vec()));
            call.set_next_token(token).send()
        };
        let Listing { items, missing } = region
            .caller
            .pages(OPERATION, page, |page| (page.log_groups.unwrap_or_default(), page.next_token))
            .await;
        all.items.extend(items);
        all.missing = missing;
        if all.missing.is_some() {
            break;
        }
    }
    all.items.retain(|group| group.log_group_name().is_none_or(|name| wanted.contains(name)));
    reply::entries(&region.caller, OPERATION, all, |group| resource(region, &group))
}

fn resource(region: &Region, group: &sdk::LogGroup) -> Option<Resource<LogGroup>> {
    let name = reply::filled(group.log_group_name())?;
    let arn = reply::filled(group.log_group_arn());
    let arn = arn.unwrap_or_else(|| region.arn("logs", &format!("log-group:{name}")));
    Some(region.resource(&name, arn, attributes(group)))
}

fn attributes(group: &sdk::LogGroup) -> LogGroup {
    LogGroup {
        name: reply::required(group.log_group_name(), OPERATION, "logGroupName"),
        retention_in_days: reply::count(group.retention_in_days()),
        kms_key_id: reply::optional(group.kms_key_id()).map(Reference::Id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::aws::fake;

    #[test]
    fn a_group_without_retention_keeps_events_for_ever() {
        let group = sdk::LogGroup::builder().log_group_name("/elasticache/orders");
        let mapped = attributes(&group.clone().build());
        assert_eq!(mapped.retention_in_days, Attribute::Unset);
        assert_eq!(mapped.kms_key_id, Attribute::Unset);
        let mapped = attributes(&group.retention_in_days(30).kms_key_id("arn:key").build());
        let expected = LogGroup {
            name: Attribute::Known("/elasticache/orders".into()),
            retention_in_days: Attribute::Known(30),
            kms_key_id: Attribute::Known(Reference::Id("arn:key".into())),
        };
        assert_eq!(mapped, expected);
    }

    #[test]
    fn only_log_groups_are_looked_up() {
        let delivery = |kind: &str| LogDelivery {
            destination_type: Attribute::Known(kind.to_owned()),
            destination: Attribute::Known(Reference::Id("orders".into())),
            ..LogDelivery::default()
        };
        assert_eq!(group(&delivery("cloudwatch-logs")).as_deref(), Some("orders"));
        assert_eq!(group(&delivery("kinesis-firehose")), None);
    }

    #[tokio::test]
    async fn groups_are_asked_for_by_name_fifty_at_a_time() {
        let (region, log) = fake::region([OPERATION], |asked| {
            // An emulator may ignore the names.
            let name = if asked.get("").contains("group-50") { "group-50" } else { "unasked" };
            (200, format!(r#"{{"logGroups":[{{"logGroupName":"{name}","retentionInDays":7}}]}}"#))
        });
        let wanted = (0..51).map(|number| format!("group-{number:02}")).collect();
        let groups = list(&region, &wanted).await;
        assert_eq!(log.operations().len(), 2);
        let names: Vec<_> = groups.items.iter().map(|group| group.address.as_str()).collect();
        assert_eq!(names, ["arn:aws:logs:eu-west-1:123456789012:log-group:group-50"]);
        assert_eq!(groups.missing, None);
    }
}
