//! `AWS::CloudWatch::*`, `AWS::Logs::*` and `AWS::SNS::*`: alarms, log groups, topics.

use std::collections::BTreeMap;

use super::{Incoming, chosen};
use crate::collect::cloudformation::values::{Values, origin};
use crate::model::{
    AlarmMetric, Attribute, CompositeAlarm, LogGroup, MetricAlarm, Origin, Reason, Reference,
    Resource, Topic, TopicSubscription, defaults,
};

/// `AWS::CloudWatch::Alarm`.
pub(super) fn metric_alarm(values: &Values<'_>) -> MetricAlarm {
    MetricAlarm {
        alarm_name: chosen(values.text("AlarmName", "alarm_name")),
        metrics: metrics(values),
        comparison_operator: values.text("ComparisonOperator", "comparison_operator"),
        threshold: values.number("Threshold", "threshold"),
        threshold_metric_id: values.text("ThresholdMetricId", "threshold_metric_id"),
        evaluation_periods: values.integer("EvaluationPeriods", "evaluation_periods"),
        datapoints_to_alarm: values.integer("DatapointsToAlarm", "datapoints_to_alarm"),
        treat_missing_data: values.or_default(
            values.text("TreatMissingData", "treat_missing_data"),
            "treat_missing_data",
            defaults::treat_missing_data(),
        ),
        actions_enabled: actions_enabled(values),
        alarm_actions: values.references("AlarmActions", "alarm_actions").or(Vec::new()),
        state_value: Attribute::Unset,
        state_transitioned_timestamp: Attribute::Unset,
    }
}

fn actions_enabled(values: &Values<'_>) -> Attribute<bool> {
    values.or_default(
        values.boolean("ActionsEnabled", "actions_enabled"),
        "actions_enabled",
        defaults::actions_enabled(),
    )
}

fn metrics(values: &Values<'_>) -> Attribute<Vec<AlarmMetric>> {
    if values.is_written("EvaluationCriteria") && values.has("EvaluationCriteria") {
        return Attribute::Unknown(Reason::NotCollected("what a PromQL query reads".to_owned()));
    }
    if !values.is_written("Metrics") {
        return Attribute::Known(vec![plain_metric(values)]);
    }
    values.blocks("Metrics", "metrics").and_then(|queries| {
        match queries.iter().find_map(Values::doubt) {
            Some(reason) => Attribute::Unknown(reason.clone()),
            None => Attribute::Known(queries.iter().map(queried_metric).collect()),
        }
    })
}

fn plain_metric(values: &Values<'_>) -> AlarmMetric {
    let statistic = match values.text("Statistic", "metrics[0].statistic") {
        Attribute::Unset => values.text("ExtendedStatistic", "metrics[0].statistic"),
        statistic => statistic,
    };
    AlarmMetric {
        id: Attribute::Unset,
        expression: Attribute::Unset,
        return_data: Attribute::Known(true),
        namespace: values.text("Namespace", "metrics[0].namespace"),
        metric_name: values.text("MetricName", "metrics[0].metric_name"),
        dimensions: dimensions(values, "metrics[0].dimensions"),
        statistic,
        period: values.integer("Period", "metrics[0].period"),
    }
}

fn queried_metric(query: &Values<'_>) -> AlarmMetric {
    let of_metric = AlarmMetric {
        id: query.text("Id", "id"),
        expression: query.text("Expression", "expression"),
        // Unlike Terraform's provider, the service returns what does not say otherwise.
        return_data: query.boolean("ReturnData", "return_data").or(true),
        namespace: Attribute::Unset,
        metric_name: Attribute::Unset,
        dimensions: Attribute::Unset,
        statistic: Attribute::Unset,
        period: Attribute::Unset,
    };
    if !query.has("MetricStat") {
        return AlarmMetric { period: query.integer("Period", "period"), ..of_metric };
    }
    let stat = query.inner("MetricStat");
    let metric = stat.inner("Metric");
    AlarmMetric {
        namespace: metric.text("Namespace", "namespace"),
        metric_name: metric.text("MetricName", "metric_name"),
        dimensions: dimensions(&metric, "dimensions"),
        statistic: stat.text("Stat", "statistic"),
        period: stat.integer("Period", "period"),
        ..of_metric
    }
}

/// Dimensions by name. One that may not be there, or whose name nobody knows, hides all of them.
fn dimensions(
    values: &Values<'_>,
    path: &str,
) -> Attribute<BTreeMap<String, Attribute<Reference>>> {
    values.blocks("Dimensions", path).or(Vec::new()).and_then(|blocks| {
        let mut dimensions = BTreeMap::new();
        for block in &blocks {
            if let Some(reason) = block.doubt() {
                return Attribute::Unknown(reason.clone());
            }
            match block.text("Name", "name") {
                Attribute::Known(name) => {
                    if let Some(place) = block.peek("Value").place() {
                        values.locate(&format!("{path}.{name}"), place);
                    }
                    dimensions.insert(name, block.dimension("Value", "value"));
                }
                Attribute::Unset => {}
                Attribute::Unknown(reason) => return Attribute::Unknown(reason),
            }
        }
        Attribute::Known(dimensions)
    })
}

/// `AWS::CloudWatch::CompositeAlarm`.
pub(super) fn composite_alarm(values: &Values<'_>) -> CompositeAlarm {
    CompositeAlarm {
        alarm_name: chosen(values.text("AlarmName", "alarm_name")),
        alarm_rule: values.text("AlarmRule", "alarm_rule"),
        alarms: alarms_in_rule(values),
        actions_enabled: actions_enabled(values),
        alarm_actions: values.references("AlarmActions", "alarm_actions").or(Vec::new()),
    }
}

/// The alarms that the rule is put together from, and why there may be more.
fn alarms_in_rule(values: &Values<'_>) -> Attribute<Vec<Attribute<Reference>>> {
    let rule = values.peek("AlarmRule");
    let alarms = rule.resources().into_iter().filter(|resource| {
        ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"]
            .contains(&resource.resource_type.as_ref())
    });
    let named = alarms.map(|alarm| Attribute::Known(Reference::Address(alarm.symbol())));
    Attribute::Known(named.chain(rule.unknown_part().map(Attribute::Unknown)).collect())
}

/// `AWS::Logs::LogGroup`. Events of one without a retention are kept for ever.
pub(super) fn log_group(values: &Values<'_>) -> LogGroup {
    LogGroup {
        name: chosen(values.text("LogGroupName", "name")),
        retention_in_days: values.integer("RetentionInDays", "retention_in_days"),
        kms_key_id: values.reference("KmsKeyId", "kms_key_id"),
    }
}

/// `AWS::SNS::Topic`.
pub(super) fn topic(values: &Values<'_>) -> Topic {
    Topic {
        name: chosen(values.text("TopicName", "name")),
        kms_master_key_id: values.reference("KmsMasterKeyId", "kms_master_key_id"),
    }
}

/// Subscriptions written in a topic, each as a resource of its own.
pub(super) fn inline_subscriptions(incoming: &Incoming<'_>) -> Vec<Resource<TopicSubscription>> {
    let blocks = match incoming.values.blocks("Subscription", "") {
        Attribute::Known(blocks) => blocks,
        Attribute::Unset => return Vec::new(),
        Attribute::Unknown(reason) => return vec![unknown_subscription(incoming, &reason)],
    };
    let blocks = blocks.iter().enumerate().map(|(index, block)| match block.doubt() {
        Some(reason) => unknown_subscription(incoming, reason),
        None => {
            let subscription = TopicSubscription {
                topic_arn: incoming.itself(),
                protocol: block.text("Protocol", "protocol"),
                pending_confirmation: Attribute::Unknown(Reason::KnownAfterApply),
            };
            let mut resource = written_in(incoming, index, subscription);
            resource.origin = block.place().map_or(resource.origin, origin);
            resource.locations = below(&format!("[{index}]."), resource.locations);
            resource
        }
    });
    blocks.collect()
}

/// A subscription that may be there: to the topic at `incoming`, and nobody can tell more.
fn unknown_subscription(incoming: &Incoming<'_>, reason: &Reason) -> Resource<TopicSubscription> {
    let subscription = TopicSubscription {
        topic_arn: incoming.itself(),
        protocol: Attribute::Unknown(reason.clone()),
        pending_confirmation: Attribute::Unknown(reason.clone()),
    };
    written_in(incoming, 0, subscription)
}

fn written_in(
    incoming: &Incoming<'_>,
    index: usize,
    subscription: TopicSubscription,
) -> Resource<TopicSubscription> {
    let resource = incoming.with(subscription);
    Resource {
        address: format!("{}/Subscription[{index}]", resource.address),
        id: Attribute::Unknown(Reason::KnownAfterApply),
        arn: Attribute::Unknown(Reason::KnownAfterApply),
        // A subscription has no tags.
        tags: Attribute::Known(BTreeMap::new()),
        stack_member: None,
        ..resource
    }
}

/// The locations below `path`, without it.
fn below(path: &str, locations: BTreeMap<String, Origin>) -> BTreeMap<String, Origin> {
    let below =
        |(name, place): (String, Origin)| Some((name.strip_prefix(path)?.to_owned(), place));
    locations.into_iter().filter_map(below).collect()
}

/// `AWS::SNS::Subscription`. The endpoint is not read; whether its owner confirms shows after the deployment.
pub(super) fn subscription(values: &Values<'_>) -> TopicSubscription {
    TopicSubscription {
        topic_arn: values.reference("TopicArn", "topic_arn"),
        protocol: values.text("Protocol", "protocol"),
        pending_confirmation: Attribute::Unknown(Reason::KnownAfterApply),
    }
}
