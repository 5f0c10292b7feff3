//! Alarms on metrics, and which of them may concern a cache.

use aws_sdk_cloudwatch::types::{self as sdk, EvaluationCriteria};

use super::{OPERATION, actions, actions_enabled, metric};
use crate::collect::aws::call::Listing;
use crate::collect::aws::region::Region;
use crate::collect::aws::reply;
use crate::model::{Attribute, MetricAlarm, Reason, Resource, defaults};

/// Those of `alarms` that may concern a cache.
pub(super) fn resources<'x>(
    region: &Region,
    alarms: impl Iterator<Item = &'x sdk::MetricAlarm>,
) -> Listing<Resource<MetricAlarm>> {
    let items = alarms.filter(|alarm| may_concern_a_cache(alarm, &region.account_id)).collect();
    let alarms = Listing { items, missing: None };
    reply::entries(&region.caller, OPERATION, alarms, |alarm| resource(region, alarm))
}

/// Whether `alarm` reads a metric of ElastiCache, or something that nobody can tell.
fn may_concern_a_cache(alarm: &sdk::MetricAlarm, account: &str) -> bool {
    match alarm.evaluation_criteria() {
        Some(EvaluationCriteria::PromQlCriteria(criteria)) => {
            criteria.query().is_none_or(|query| query.to_lowercase().contains("elasticache"))
        }
        Some(_) => true,
        None if alarm.metrics().is_empty() => metric::is_of_elasticache(alarm.namespace()),
        None => alarm.metrics().iter().any(|query| metric::may_concern_a_cache(query, account)),
    }
}

fn resource(region: &Region, alarm: &sdk::MetricAlarm) -> Option<Resource<MetricAlarm>> {
    let name = reply::filled(alarm.alarm_name())?;
    let arn = reply::filled(alarm.alarm_arn());
    let arn = arn.unwrap_or_else(|| region.arn("cloudwatch", &format!("alarm:{name}")));
    let mut resource = region.resource(&name, arn, attributes(alarm, &region.account_id));
    let settings = &mut resource.attributes;
    if let (Attribute::Unset, Some(default)) =
        (&settings.treat_missing_data, defaults::treat_missing_data())
    {
        settings.treat_missing_data = Attribute::Known(default.value);
        resource.defaults.insert("treat_missing_data".to_owned(), default.from);
    }
    Some(resource)
}

fn attributes(alarm: &sdk::MetricAlarm, account: &str) -> MetricAlarm {
    let told = |text, field| reply::required(text, OPERATION, field);
    let operator = alarm.comparison_operator().map(sdk::ComparisonOperator::as_str);
    let since = alarm.state_transitioned_timestamp();
    let untold = || Attribute::Unknown(reply::untold(OPERATION, "StateTransitionedTimestamp"));
    MetricAlarm {
        alarm_name: told(alarm.alarm_name(), "AlarmName"),
        metrics: metrics(alarm, account),
        comparison_operator: reply::optional(operator),
        threshold: alarm.threshold().map_or(Attribute::Unset, Attribute::Known),
        threshold_metric_id: reply::optional(alarm.threshold_metric_id()),
        evaluation_periods: reply::count(alarm.evaluation_periods()),
        datapoints_to_alarm: reply::count(alarm.datapoints_to_alarm()),
        treat_missing_data: reply::optional(alarm.treat_missing_data()),
        actions_enabled: actions_enabled(alarm.actions_enabled()),
        alarm_actions: actions(alarm.alarm_actions()),
        state_value: told(alarm.state_value().map(sdk::StateValue::as_str), "StateValue"),
        state_transitioned_timestamp: since.map_or_else(untold, reply::time),
    }
}

/// What the alarm reads.
fn metrics(alarm: &sdk::MetricAlarm, account: &str) -> Attribute<Vec<crate::model::AlarmMetric>> {
    match alarm.evaluation_criteria() {
        Some(_) => Attribute::Unknown(Reason::NotCollected("what a PromQL query reads".to_owned())),
        None if alarm.metrics().is_empty() => Attribute::Known(vec![metric::plain(alarm)]),
        None => Attribute::Known(
            alarm.metrics().iter().filter_map(|query| metric::queried(query, account)).collect(),
        ),
    }
}
