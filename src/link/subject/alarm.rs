//! Alarms, what they watch, and whom they tell.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::Attribute;

/// An alarm, what it watches and whom it tells.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedAlarm {
    /// What messages call it: the alarm name, else the address.
    pub name: String,
    /// The address.
    pub address: String,
    /// `metric`, `metric_math` or `anomaly_detection`.
    pub kind: AlarmKind,
    /// The composite alarms that take it up; one of them may tell people in its stead.
    pub composites: Vec<String>,
    /// `MetricName` that the alarm compares; of metric math the one metric that all queries read, if there is one.
    pub metric_name: Attribute<String>,
    /// `Statistic`.
    pub statistic: Attribute<String>,
    /// `Period` in seconds.
    pub period: Attribute<u32>,
    /// Datapoints that must breach: `DatapointsToAlarm`, else `EvaluationPeriods`.
    pub datapoints_to_alarm: Attribute<u32>,
    /// Seconds that the metric must breach: datapoints × period.
    pub duration: Attribute<u32>,
    /// `ComparisonOperator`.
    pub comparison_operator: Attribute<String>,
    /// `above` or `below`: which side of the threshold breaches.
    pub direction: Attribute<String>,
    /// `Threshold`.
    pub threshold: Attribute<f64>,
    /// Threshold per minute: of a `Sum`, threshold × 60 / period; of any other statistic the threshold, since
    /// ElastiCache publishes one sample a minute.
    pub threshold_per_minute: Attribute<f64>,
    /// `TreatMissingData`.
    pub treat_missing_data: Attribute<String>,
    /// What the dimensions pick out.
    pub watches: Attribute<Watched>,
    /// The keys of the nodes it watches; every node for an alarm on the whole cache.
    pub nodes: Attribute<Vec<String>>,
    /// A dimension value that names no node and no cache: the alarm never gets data.
    pub unmatched_dimension: Attribute<String>,
    /// `ActionsEnabled`, of the alarm or of a composite that takes it up.
    pub actions_enabled: Attribute<bool>,
    /// What it does when it goes off, those of the composites included.
    pub actions: Attribute<Vec<LinkedAction>>,
    /// `StateValue`: `OK`, `ALARM` or `INSUFFICIENT_DATA`. Unset in a declaration.
    pub state_value: Attribute<String>,
    /// `StateTransitionedTimestamp`, as RFC 3339: since when it is in that state. Unset in a declaration.
    pub state_transitioned_timestamp: Attribute<String>,
}

/// Kinds of metric alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    /// One metric against a threshold.
    Metric,
    /// An expression over metrics.
    MetricMath,
    /// A metric against a band that is learnt.
    AnomalyDetection,
}

/// What an alarm's dimensions pick out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Watched {
    /// Single nodes.
    Node,
    /// The whole cache, as an aggregate.
    Cache,
    /// Every cache of the account and region together: no dimensions.
    Account,
    /// Nothing that exists in the inventory.
    Nothing,
}

/// One alarm action.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedAction {
    /// The service that acts: `sns`, `lambda`, `ssm`, ….
    pub service: Attribute<String>,
    /// The topic, where it is one. Unset for other services.
    pub topic: Attribute<LinkedTopic>,
}

/// A topic and who listens.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedTopic {
    /// What messages call it.
    pub name: String,
    /// Who listens.
    pub subscriptions: Attribute<Vec<LinkedSubscription>>,
}

/// One subscription. The endpoint is not kept.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedSubscription {
    /// `Protocol`.
    pub protocol: Attribute<String>,
    /// Whether the subscriber has still to confirm.
    pub pending_confirmation: Attribute<bool>,
}
