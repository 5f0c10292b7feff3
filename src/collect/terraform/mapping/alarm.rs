//! `aws_cloudwatch_*` and `aws_sns_*`: alarms, log groups, topics.

use std::collections::BTreeMap;

use super::symbol_type;
use crate::collect::terraform::references::Terminal;
use crate::collect::terraform::values::{Setting, Values, one_of};
use crate::model::{
    AlarmMetric, Attribute, CompositeAlarm, LogGroup, MetricAlarm, Reference, Topic,
    TopicSubscription, defaults,
};

/// `aws_cloudwatch_metric_alarm`.
pub(super) fn metric_alarm(values: &Values<'_>) -> MetricAlarm {
    MetricAlarm {
        alarm_name: values.text("alarm_name"),
        metrics: metrics(values),
        comparison_operator: values.text("comparison_operator"),
        threshold: values.number("threshold"),
        threshold_metric_id: values.text("threshold_metric_id"),
        evaluation_periods: values.integer("evaluation_periods"),
        datapoints_to_alarm: non_zero(values.integer("datapoints_to_alarm")),
        treat_missing_data: values.or_default(
            values.text("treat_missing_data"),
            "treat_missing_data",
            "treat_missing_data",
            defaults::treat_missing_data(),
        ),
        actions_enabled: actions_enabled(values),
        alarm_actions: actions(values),
        state_value: Attribute::Unset,
        state_transitioned_timestamp: Attribute::Unset,
    }
}

fn actions_enabled(values: &Values<'_>) -> Attribute<bool> {
    values.or_default(
        values.boolean("actions_enabled"),
        "actions_enabled",
        "actions_enabled",
        defaults::actions_enabled(),
    )
}

fn metrics(values: &Values<'_>) -> Attribute<Vec<AlarmMetric>> {
    match values.blocks("metric_query").or(Vec::new()) {
        Attribute::Known(queries) if queries.is_empty() => {
            Attribute::Known(vec![plain_metric(values)])
        }
        Attribute::Known(queries) => Attribute::Known(queries.iter().map(queried_metric).collect()),
        Attribute::Unset => Attribute::Unset,
        Attribute::Unknown(reason) => Attribute::Unknown(reason),
    }
}

fn plain_metric(values: &Values<'_>) -> AlarmMetric {
    let statistic = match values.text("statistic") {
        Attribute::Unset => values.text("extended_statistic"),
        statistic => statistic,
    };
    AlarmMetric {
        id: Attribute::Unset,
        expression: Attribute::Unset,
        return_data: Attribute::Known(true),
        namespace: values.text("namespace"),
        metric_name: values.text("metric_name"),
        dimensions: dimensions(values),
        statistic,
        period: values.integer("period"),
    }
}

fn queried_metric(query: &Values<'_>) -> AlarmMetric {
    let metric = match query.blocks("metric") {
        Attribute::Known(blocks) => blocks.first().copied(),
        Attribute::Unset | Attribute::Unknown(_) => None,
    };
    let of_metric = AlarmMetric {
        id: query.text("id"),
        expression: query.text("expression"),
        return_data: query.boolean("return_data").or(false),
        namespace: Attribute::Unset,
        metric_name: Attribute::Unset,
        dimensions: Attribute::Unset,
        statistic: Attribute::Unset,
        period: Attribute::Unset,
    };
    match metric {
        None => AlarmMetric { period: non_zero(query.integer("period")), ..of_metric },
        Some(metric) => AlarmMetric {
            namespace: metric.text("namespace"),
            metric_name: metric.text("metric_name"),
            dimensions: dimensions(&metric),
            statistic: metric.text("stat"),
            period: metric.integer("period"),
            ..of_metric
        },
    }
}

/// The provider shows an argument that was left out as 0: in a state, and in a set's block everywhere.
fn non_zero(number: Attribute<u32>) -> Attribute<u32> {
    if number == Attribute::Known(0) { Attribute::Unset } else { number }
}

/// Dimension values. One expression stands for the whole map: an unknown value is one of the resources it refers to.
fn dimensions(values: &Values<'_>) -> Attribute<BTreeMap<String, Attribute<Reference>>> {
    let map = match values.setting("dimensions") {
        Setting::LeftOut => Attribute::Unset,
        _ => values.text_map("dimensions"),
    };
    let resources =
        |terminal: &Terminal| matches!(terminal, Terminal::Resource { .. } | Terminal::Opaque(_));
    map.or(BTreeMap::new()).map(|map| {
        let value = |value| match value {
            Attribute::Known(text) => Attribute::Known(Reference::Id(text)),
            Attribute::Unset => Attribute::Unset,
            Attribute::Unknown(_) => {
                one_of(values.terminals("dimensions").into_iter().filter(resources).collect())
            }
        };
        map.into_iter().map(|(name, text)| (name, value(text))).collect()
    })
}

/// `aws_cloudwatch_composite_alarm`.
pub(super) fn composite_alarm(values: &Values<'_>) -> CompositeAlarm {
    let is_alarm =
        |reference: &Reference| symbol_type(reference) == Some("aws_cloudwatch_metric_alarm");
    let named = values.terminals("alarm_rule").into_iter().filter_map(|terminal| match terminal {
        Terminal::Resource { symbol, .. } => Some(Reference::Address(symbol)),
        Terminal::Constant { .. } | Terminal::Null | Terminal::Opaque(_) => None,
    });
    CompositeAlarm {
        alarm_name: values.text("alarm_name"),
        alarm_rule: values.text("alarm_rule"),
        alarms: Attribute::Known(named.filter(is_alarm).map(Attribute::Known).collect()),
        actions_enabled: actions_enabled(values),
        alarm_actions: match values.setting("alarm_actions") {
            Setting::LeftOut => Attribute::Known(Vec::new()),
            _ => actions(values),
        },
    }
}

/// `aws_cloudwatch_log_group`. The argument's 0 means for ever.
pub(super) fn log_group(values: &Values<'_>) -> LogGroup {
    let retention = values.integer("retention_in_days");
    LogGroup {
        name: values.text("name"),
        retention_in_days: if retention == Attribute::Known(0) {
            Attribute::Unset
        } else {
            retention
        },
        kms_key_id: values.reference("kms_key_id"),
    }
}

/// `aws_sns_topic`.
pub(super) fn topic(values: &Values<'_>) -> Topic {
    Topic { name: values.text("name"), kms_master_key_id: values.reference("kms_master_key_id") }
}

/// `aws_sns_topic_subscription`. The endpoint is not read.
pub(super) fn topic_subscription(values: &Values<'_>) -> TopicSubscription {
    TopicSubscription {
        topic_arn: values.reference("topic_arn"),
        protocol: values.text("protocol"),
        pending_confirmation: values.boolean("pending_confirmation"),
    }
}

/// What the alarm acts through, with the service of each resource whose type tells it.
fn actions(values: &Values<'_>) -> Attribute<Vec<Attribute<Reference>>> {
    let named = values.references("alarm_actions").or(Vec::new());
    named.map(|actions| actions.into_iter().map(|action| action.map(with_service)).collect())
}

fn with_service(mut reference: Reference) -> Reference {
    let service = symbol_type(&reference).and_then(acting_service);
    match &mut reference {
        Reference::Address(symbol) => symbol.service = service.map(str::to_owned),
        Reference::Candidates { candidates } => {
            for candidate in candidates {
                *candidate = with_service(candidate.clone());
            }
        }
        Reference::Id(_) => {}
    }
    reference
}

/// The service in the ARN of a resource that alarms act through.
fn acting_service(resource_type: &str) -> Option<&'static str> {
    match resource_type {
        "aws_sns_topic" => Some("sns"),
        "aws_lambda_function" | "aws_lambda_alias" => Some("lambda"),
        "aws_ssmincidents_response_plan" => Some("ssm-incidents"),
        "aws_autoscaling_policy" | "aws_appautoscaling_policy" => Some("autoscaling"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_tells_the_service_of_its_type() {
        let cases = [
            ("aws_sns_topic.alarms[0]", Some("sns")),
            (r#"module.aws_sns_topic["a.b"].aws_lambda_function.f"#, Some("lambda")),
            ("null_resource.aws_sns_topic", None),
        ];
        for (address, expected) in cases {
            let service = |reference| match with_service(reference) {
                Reference::Address(symbol) => symbol.service,
                other => panic!("{other}"),
            };
            assert_eq!(service(Reference::address(address)).as_deref(), expected, "{address}");
        }
    }
}
