//! CloudWatch alarms, and whom they tell.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Attribute, Reference};

/// `AWS::CloudWatch::Alarm`: on one metric, or on metric math.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html>
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MetricAlarm {
    /// `AlarmName`.
    pub alarm_name: Attribute<String>,
    /// What is measured: one entry for a plain alarm, every query for metric math.
    pub metrics: Attribute<Vec<AlarmMetric>>,
    /// `ComparisonOperator`: `GreaterThanThreshold`, ….
    pub comparison_operator: Attribute<String>,
    /// `Threshold`.
    pub threshold: Attribute<f64>,
    /// `ThresholdMetricId` of an anomaly detection alarm.
    pub threshold_metric_id: Attribute<String>,
    /// `EvaluationPeriods`.
    pub evaluation_periods: Attribute<u32>,
    /// `DatapointsToAlarm`; as many as there are evaluation periods when left out.
    pub datapoints_to_alarm: Attribute<u32>,
    /// `TreatMissingData`: `missing`, `notBreaching`, `breaching`, `ignore`.
    pub treat_missing_data: Attribute<String>,
    /// `ActionsEnabled`.
    pub actions_enabled: Attribute<bool>,
    /// `AlarmActions`.
    pub alarm_actions: Attribute<Vec<Attribute<Reference>>>,
    /// `StateValue`: `OK`, `ALARM` or `INSUFFICIENT_DATA`. Unset in a declaration.
    pub state_value: Attribute<String>,
    /// `StateTransitionedTimestamp`, as RFC 3339: since when it is in that state. Unset in a declaration.
    pub state_transitioned_timestamp: Attribute<String>,
}

/// One metric or expression of an alarm.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AlarmMetric {
    /// `Id` of the query; unset for a plain alarm.
    pub id: Attribute<String>,
    /// `Expression`; unset where a metric is read.
    pub expression: Attribute<String>,
    /// `ReturnData`: whether the alarm compares this one.
    pub return_data: Attribute<bool>,
    /// `Namespace`: `AWS/ElastiCache`.
    pub namespace: Attribute<String>,
    /// `MetricName`.
    pub metric_name: Attribute<String>,
    /// `Dimensions`. A value may be a reference to a resource that has no id yet.
    pub dimensions: Attribute<BTreeMap<String, Attribute<Reference>>>,
    /// `Statistic` or `ExtendedStatistic`.
    pub statistic: Attribute<String>,
    /// `Period` in seconds.
    pub period: Attribute<u32>,
}

/// `AWS::CloudWatch::CompositeAlarm`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CompositeAlarm {
    /// `AlarmName`.
    pub alarm_name: Attribute<String>,
    /// `AlarmRule`: `ALARM("a") OR ALARM("b")`.
    pub alarm_rule: Attribute<String>,
    /// The alarms that the rule names, as far as they can be told.
    pub alarms: Attribute<Vec<Attribute<Reference>>>,
    /// `ActionsEnabled`.
    pub actions_enabled: Attribute<bool>,
    /// `AlarmActions`.
    pub alarm_actions: Attribute<Vec<Attribute<Reference>>>,
}

/// `AWS::SNS::Topic`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Topic {
    /// `TopicName`.
    pub name: Attribute<String>,
    /// `KmsMasterKeyId`.
    pub kms_master_key_id: Attribute<Reference>,
}

/// `AWS::SNS::Subscription`. The endpoint, which may be a person's address, is not kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TopicSubscription {
    /// `TopicArn`.
    pub topic_arn: Attribute<Reference>,
    /// `Protocol`: `email`, `https`, `sqs`, ….
    pub protocol: Attribute<String>,
    /// Whether the subscriber has still to confirm.
    pub pending_confirmation: Attribute<bool>,
}

/// `AWS::Logs::LogGroup`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LogGroup {
    /// `LogGroupName`.
    pub name: Attribute<String>,
    /// `RetentionInDays`; unset keeps events for ever.
    pub retention_in_days: Attribute<u32>,
    /// `KmsKeyId`.
    pub kms_key_id: Attribute<Reference>,
}
