//! What an alarm compares with its threshold, and how the numbers are to be read.

use super::subject::AlarmKind;
use crate::model::{Attribute, MetricAlarm, Reason};

/// What an alarm compares.
pub(crate) struct Measure {
    /// What kind of alarm it makes.
    pub(crate) kind: AlarmKind,
    /// `MetricName`.
    pub(crate) name: Attribute<String>,
    /// `Statistic`.
    pub(crate) statistic: Attribute<String>,
    /// `Period` in seconds.
    pub(crate) period: Attribute<u32>,
    /// The expression that stands between metric and threshold.
    expression: Option<String>,
}

impl Measure {
    /// What `alarm` compares.
    pub(crate) fn of(alarm: &MetricAlarm) -> Self {
        let metrics = alarm.metrics.known().map_or(&[][..], Vec::as_slice);
        let readers = || metrics.iter().filter(|metric| metric.expression.is_unset());
        let expressions = || metrics.iter().filter(|metric| metric.expression.is_known());
        let compared = expressions()
            .find(|metric| metric.return_data == Attribute::Known(true))
            .or_else(|| {
                let is_told = metrics.iter().any(|one| one.return_data == Attribute::Known(true));
                expressions().next().filter(|_| !is_told)
            });
        let kind = if alarm.threshold_metric_id.is_known() {
            AlarmKind::AnomalyDetection
        } else if expressions().next().is_some() || metrics.len() > 1 {
            AlarmKind::MetricMath
        } else {
            AlarmKind::Metric
        };
        Self {
            kind,
            name: shared(readers().map(|metric| &metric.metric_name)),
            statistic: shared(readers().map(|metric| &metric.statistic)),
            // An expression without a period takes that of its metrics.
            period: shared(metrics.iter().map(|metric| &metric.period)),
            expression: compared.and_then(|metric| metric.expression.as_str()).map(str::to_owned),
        }
    }

    /// The threshold as a rate. ElastiCache publishes one sample a minute, so only a sum depends on the period.
    pub(crate) fn per_minute(&self, threshold: &Attribute<f64>) -> Attribute<f64> {
        if let (Some(expression), AlarmKind::MetricMath) = (&self.expression, self.kind) {
            let what = format!("what the expression {expression} makes of the metric");
            return Attribute::Unknown(Reason::NotCollected(what));
        }
        let threshold = threshold.clone();
        self.statistic.clone().and_then(|statistic| {
            if statistic != "Sum" {
                return threshold;
            }
            threshold.and_then(|threshold| {
                self.period.clone().map(|period| threshold * 60.0 / f64::from(period.max(1)))
            })
        })
    }
}

/// The value that all have which have one; unset where they differ.
fn shared<'v, T: Clone + PartialEq + 'v>(
    values: impl Iterator<Item = &'v Attribute<T>>,
) -> Attribute<T> {
    let mut shared = Attribute::Unset;
    for value in values {
        match (value, &shared) {
            (Attribute::Unset, _) => {}
            (Attribute::Unknown(_), _) => return value.clone(),
            (Attribute::Known(_), Attribute::Unset) => shared = value.clone(),
            (Attribute::Known(_), _) if *value == shared => {}
            (Attribute::Known(_), _) => return Attribute::Unset,
        }
    }
    shared
}

/// Which side of the threshold breaches; neither for a band.
pub(crate) fn direction(operator: &str) -> Option<String> {
    match operator {
        "LessThanLowerOrGreaterThanUpperThreshold" => None,
        _ if operator.starts_with("GreaterThan") => Some("above".to_owned()),
        _ if operator.starts_with("LessThan") => Some("below".to_owned()),
        _ => None,
    }
}
