//! Alarms on metrics, and which of them may concern a cache.

use aws_sdk_cloudwatch::types as sdk;

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
        // What a PromQL query names, or leaves out, are a metric's own name and labels: `{"Evictions"}` may be any cache's.
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-OTelEnrichment.html
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
    // An update leaves the state as it was, so the alarm is in it at least since the last one.
    let since = alarm.state_transitioned_timestamp().or(alarm.state_updated_timestamp());
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

#[cfg(test)]
mod tests {
    use aws_sdk_cloudwatch::types::EvaluationCriteria;
    use aws_sdk_cloudwatch::types::builders::{MetricAlarmBuilder, MetricDataQueryBuilder};
    use aws_smithy_types::DateTime;

    use super::*;
    use crate::model::{AlarmMetric, Reference};

    const ACCOUNT: &str = "123456789012";

    fn plain(namespace: &str) -> MetricAlarmBuilder {
        let dimension = sdk::Dimension::builder().name("CacheClusterId").value("orders-001");
        sdk::MetricAlarm::builder()
            .alarm_name("evictions")
            .namespace(namespace)
            .metric_name("Evictions")
            .dimensions(dimension.build())
            .statistic(sdk::Statistic::Sum)
            .period(300)
            .evaluation_periods(1)
            .threshold(500.0)
            .comparison_operator(sdk::ComparisonOperator::GreaterThanThreshold)
            .actions_enabled(true)
            .alarm_actions("arn:aws:sns:eu-west-1:123456789012:ops")
            .state_value(sdk::StateValue::InsufficientData)
            .state_transitioned_timestamp(DateTime::from_secs(1_795_176_000))
    }

    fn query(namespace: &str) -> MetricDataQueryBuilder {
        let metric = sdk::Metric::builder().namespace(namespace).metric_name("CacheHits").build();
        let stat = sdk::MetricStat::builder().metric(metric).stat("Average").period(60).build();
        sdk::MetricDataQuery::builder().id("m1").metric_stat(stat).return_data(false)
    }

    fn reference(id: &str) -> Attribute<Reference> {
        Attribute::Known(Reference::Id(id.to_owned()))
    }

    #[test]
    fn a_plain_alarm_is_told_in_full() {
        let dimensions = [("CacheClusterId".to_owned(), reference("orders-001"))].into();
        let metric = AlarmMetric {
            id: Attribute::Unset,
            expression: Attribute::Unset,
            return_data: Attribute::Known(true),
            namespace: Attribute::Known("AWS/ElastiCache".into()),
            metric_name: Attribute::Known("Evictions".into()),
            dimensions: Attribute::Known(dimensions),
            statistic: Attribute::Known("Sum".into()),
            period: Attribute::Known(300),
        };
        let topic = reference("arn:aws:sns:eu-west-1:123456789012:ops");
        let expected = MetricAlarm {
            alarm_name: Attribute::Known("evictions".into()),
            metrics: Attribute::Known(vec![metric]),
            comparison_operator: Attribute::Known("GreaterThanThreshold".into()),
            threshold: Attribute::Known(500.0),
            threshold_metric_id: Attribute::Unset,
            evaluation_periods: Attribute::Known(1),
            datapoints_to_alarm: Attribute::Unset,
            treat_missing_data: Attribute::Unset,
            actions_enabled: Attribute::Known(true),
            alarm_actions: Attribute::Known(vec![topic]),
            state_value: Attribute::Known("INSUFFICIENT_DATA".into()),
            state_transitioned_timestamp: Attribute::Known("2026-11-20T12:00:00Z".into()),
        };
        assert_eq!(attributes(&plain("AWS/ElastiCache").build(), ACCOUNT), expected);
    }

    #[test]
    fn a_percentile_is_a_statistic() {
        let alarm = plain("AWS/ElastiCache").set_statistic(None).extended_statistic("p99").build();
        let metrics = attributes(&alarm, ACCOUNT).metrics;
        let metric = metrics.known().and_then(|metrics| metrics.first()).expect("has one");
        assert_eq!(metric.statistic, Attribute::Known("p99".into()));
    }

    #[test]
    fn metric_math_keeps_every_entry() {
        let rate = sdk::MetricDataQuery::builder().id("e1").expression("m1 / 2").period(60);
        let alarm = sdk::MetricAlarm::builder()
            .alarm_name("hits")
            .metrics(query("AWS/ElastiCache").build())
            .metrics(rate.return_data(true).build())
            .threshold_metric_id("band")
            .build();
        assert!(may_concern_a_cache(&alarm, ACCOUNT));
        let mapped = attributes(&alarm, ACCOUNT);
        let metrics = mapped.metrics.known().expect("are known");
        let text = |text: &str| Attribute::Known(text.to_owned());
        let [read, math] = metrics.as_slice() else { panic!("{metrics:?}") };
        assert_eq!((&read.id, &read.metric_name), (&text("m1"), &text("CacheHits")));
        assert_eq!((&read.statistic, &read.period), (&text("Average"), &Attribute::Known(60)));
        assert_eq!(
            (&read.expression, &read.return_data),
            (&Attribute::Unset, &Attribute::Known(false))
        );
        assert_eq!((&math.id, &math.expression), (&text("e1"), &text("m1 / 2")));
        assert_eq!(
            (&math.namespace, &math.return_data),
            (&Attribute::Unset, &Attribute::Known(true))
        );
        assert_eq!(
            (mapped.threshold_metric_id, mapped.threshold),
            (text("band"), Attribute::Unset)
        );
    }

    #[test]
    fn alarms_on_other_things_are_left_out() {
        let alarm = || sdk::MetricAlarm::builder().alarm_name("a");
        let math = |query: MetricDataQueryBuilder| alarm().metrics(query.build());
        let promql = |query| {
            let criteria = sdk::AlarmPromQlCriteria::builder().query(query).build();
            alarm().evaluation_criteria(EvaluationCriteria::PromQlCriteria(criteria))
        };
        let expression = |text| sdk::MetricDataQuery::builder().id("e1").expression(text);
        let cases = [
            (plain("AWS/ElastiCache"), true),
            (plain("AWS/EC2"), false),
            (math(query("AWS/EC2")), false),
            (math(query("AWS/ElastiCache")), true),
            (math(query("AWS/ElastiCache").account_id(ACCOUNT)), true),
            (math(query("AWS/ElastiCache").account_id("210987654321")), false),
            (
                math(expression(r#"SEARCH('{AWS/ElastiCache,CacheClusterId} Evictions', 'Sum')"#)),
                true,
            ),
            (math(expression("m1 + m2")), false),
            (promql(r#"{"Evictions"} > 500"#), true),
            (promql(r#"{"@instrumentation.@name"=~"cloudwatch.*"}"#), true),
            (alarm(), true),
        ];
        for (alarm, expected) in cases {
            let alarm = alarm.build();
            assert_eq!(may_concern_a_cache(&alarm, ACCOUNT), expected, "{alarm:?}");
        }
    }

    #[test]
    fn what_promql_reads_is_unknown() {
        let criteria = sdk::AlarmPromQlCriteria::builder().query("elasticache").build();
        let criteria = EvaluationCriteria::PromQlCriteria(criteria);
        let alarm = sdk::MetricAlarm::builder().evaluation_criteria(criteria).build();
        assert!(attributes(&alarm, ACCOUNT).metrics.is_unknown());
    }
}
