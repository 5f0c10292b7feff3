//! Where a cache's logs go.

use super::index::Index;
use super::lookup::{agree, unresolved};
use super::subject::LinkedLogDelivery;
use crate::model::{Attribute, Cache, LogDelivery, Origin, Reference};

/// The log deliveries of a cache, with the retention of their log groups.
pub(crate) fn log_deliveries(
    index: &Index<'_>,
    cache: &Cache,
    from: &Origin,
) -> Attribute<Vec<LinkedLogDelivery>> {
    match &cache.log_delivery_configurations {
        Attribute::Known(list) => {
            Attribute::Known(list.iter().map(|delivery| describe(index, delivery, from)).collect())
        }
        Attribute::Unset => Attribute::Known(Vec::new()),
        Attribute::Unknown(reason) => Attribute::Unknown(reason.clone()),
    }
}

fn describe(index: &Index<'_>, delivery: &LogDelivery, from: &Origin) -> LinkedLogDelivery {
    let retention_in_days = match delivery.destination_type.as_str() {
        // A delivery stream keeps nothing itself.
        Some("kinesis-firehose") => Attribute::Unset,
        _ => delivery.destination.as_ref().and_then(|group| {
            index
                .log_groups
                .fact(group, from, |_, group| group.attributes.retention_in_days.clone())
        }),
    };
    LinkedLogDelivery {
        log_type: delivery.log_type.clone(),
        destination_type: delivery.destination_type.clone(),
        destination: delivery.destination.as_ref().and_then(|to| destination(index, to, from)),
        retention_in_days,
        status: delivery.status.clone(),
        message: delivery.message.clone(),
    }
}

/// The name of the log group or delivery stream that `to` means.
pub(crate) fn destination(index: &Index<'_>, to: &Reference, from: &Origin) -> Attribute<String> {
    let names = index.log_groups.identify(to, from).into_iter().map(|identity| {
        let name = index.log_groups.get(&identity).and_then(|group| group.attributes.name.as_str());
        Attribute::Known(name.map_or_else(|| index.log_groups.label(&identity), str::to_owned))
    });
    agree(names, || unresolved(to))
}
