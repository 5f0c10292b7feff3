//! What an alarm reads: one metric, or several with expressions over them.

use std::collections::BTreeMap;

use aws_sdk_cloudwatch::types as sdk;

use super::OPERATION;
use crate::collect::aws::reply;
use crate::model::{AlarmMetric, Attribute, Reference};

/// The namespace of ElastiCache's metrics.
const NAMESPACE: &str = "AWS/ElastiCache";

/// Whether a metric in `namespace` may be ElastiCache's.
pub(super) fn is_of_elasticache(namespace: Option<&str>) -> bool {
    reply::filled(namespace).is_none_or(|namespace| namespace == NAMESPACE)
}

/// Whether `query` of an alarm in `account` may read a metric of ElastiCache there.
pub(super) fn may_concern_a_cache(query: &sdk::MetricDataQuery, account: &str) -> bool {
    if !is_of(query, account) {
        return false;
    }
    let of_metric = query.metric_stat().and_then(|stat| stat.metric());
    match (of_metric, query.expression()) {
        (Some(metric), _) => is_of_elasticache(metric.namespace()),
        // A search or a query names the namespace; arithmetic names other entries.
        (None, Some(expression)) => expression.contains("ElastiCache"),
        (None, None) => true,
    }
}

/// An alarm of a monitoring account may read metrics of another, which say nothing of caches here.
fn is_of(query: &sdk::MetricDataQuery, account: &str) -> bool {
    reply::filled(query.account_id()).is_none_or(|of| of == account)
}

/// The one metric of a plain alarm.
pub(super) fn plain(alarm: &sdk::MetricAlarm) -> AlarmMetric {
    let statistic = alarm.statistic().map(sdk::Statistic::as_str);
    AlarmMetric {
        id: Attribute::Unset,
        expression: Attribute::Unset,
        return_data: Attribute::Known(true),
        namespace: reply::required(alarm.namespace(), OPERATION, "Namespace"),
        metric_name: reply::required(alarm.metric_name(), OPERATION, "MetricName"),
        dimensions: dimensions(alarm.dimensions()),
        statistic: reply::optional(statistic.or(alarm.extended_statistic())),
        period: reply::count(alarm.period()),
    }
}

/// One entry of several; none for a metric of another account.
pub(super) fn queried(query: &sdk::MetricDataQuery, account: &str) -> Option<AlarmMetric> {
    if !is_of(query, account) {
        return None;
    }
    let entry = AlarmMetric {
        id: reply::required(query.id(), OPERATION, "Id"),
        expression: reply::optional(query.expression()),
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html
        return_data: Attribute::Known(query.return_data().unwrap_or(true)),
        namespace: Attribute::Unset,
        metric_name: Attribute::Unset,
        dimensions: Attribute::Unset,
        statistic: Attribute::Unset,
        period: reply::count(query.period()),
    };
    let Some(stat) = query.metric_stat() else { return Some(entry) };
    let metric = stat.metric();
    let told = |text, field| reply::required(text, OPERATION, field);
    Some(AlarmMetric {
        namespace: told(metric.and_then(sdk::Metric::namespace), "Namespace"),
        metric_name: told(metric.and_then(sdk::Metric::metric_name), "MetricName"),
        dimensions: dimensions(metric.map(sdk::Metric::dimensions).unwrap_or_default()),
        statistic: told(stat.stat(), "Stat"),
        period: reply::count(stat.period()),
        ..entry
    })
}

fn dimensions(dimensions: &[sdk::Dimension]) -> Attribute<BTreeMap<String, Attribute<Reference>>> {
    let named = dimensions.iter().filter_map(|dimension| {
        let value = reply::required(dimension.value(), OPERATION, "Value");
        Some((reply::filled(dimension.name())?, value.map(Reference::Id)))
    });
    Attribute::Known(named.collect())
}
