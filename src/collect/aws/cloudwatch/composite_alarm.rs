//! Composite alarms that take up an alarm on a cache, directly or through others.

use std::collections::BTreeSet;

use aws_sdk_cloudwatch::types as sdk;

use super::{OPERATION, actions, actions_enabled};
use crate::collect::aws::call::Listing;
use crate::collect::aws::region::Region;
use crate::collect::aws::reply;
use crate::model::{AlarmRule, CompositeAlarm, MetricAlarm, Resource};

/// Those of `composites` that take up one of `alarms`.
pub(super) fn resources<'x>(
    region: &Region,
    composites: impl Iterator<Item = &'x sdk::CompositeAlarm>,
    alarms: &[Resource<MetricAlarm>],
) -> Listing<Resource<CompositeAlarm>> {
    let names = alarms.iter().flat_map(|alarm| [alarm.id.as_str(), alarm.arn.as_str()]);
    let composites = taking_up(composites, names.flatten());
    let composites = Listing { items: composites, missing: None };
    reply::entries(&region.caller, OPERATION, composites, |composite| resource(region, composite))
}

/// Those of `composites` whose rule names one of `alarms`, or a composite that does.
fn taking_up<'x>(
    composites: impl Iterator<Item = &'x sdk::CompositeAlarm>,
    alarms: impl Iterator<Item = impl Into<String>>,
) -> Vec<&'x sdk::CompositeAlarm> {
    let mut names: BTreeSet<String> = alarms.map(Into::into).collect();
    let mut others: Vec<_> = composites.map(|composite| (composite, named(composite))).collect();
    let mut taken = Vec::new();
    loop {
        let takes_up = |named: &[String]| named.iter().any(|name| names.contains(name));
        let (more, rest): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|(_, named)| takes_up(named));
        if more.is_empty() {
            return taken;
        }
        for (composite, _) in more {
            let called = [composite.alarm_name(), composite.alarm_arn()].into_iter().flatten();
            names.extend(called.map(str::to_owned));
            taken.push(composite);
        }
        others = rest;
    }
}

/// The alarms that the rule of `composite` names.
fn named(composite: &sdk::CompositeAlarm) -> Vec<String> {
    composite.alarm_rule().map(|rule| AlarmRule::parse(rule).alarms).unwrap_or_default()
}

fn resource(region: &Region, composite: &sdk::CompositeAlarm) -> Option<Resource<CompositeAlarm>> {
    let name = reply::filled(composite.alarm_name())?;
    let arn = reply::filled(composite.alarm_arn());
    let arn = arn.unwrap_or_else(|| region.arn("cloudwatch", &format!("alarm:{name}")));
    Some(region.resource(&name, arn, attributes(composite)))
}

fn attributes(composite: &sdk::CompositeAlarm) -> CompositeAlarm {
    CompositeAlarm {
        alarm_name: reply::required(composite.alarm_name(), OPERATION, "AlarmName"),
        alarm_rule: reply::required(composite.alarm_rule(), OPERATION, "AlarmRule"),
        alarms: reply::references(named(composite)),
        actions_enabled: actions_enabled(composite.actions_enabled()),
        alarm_actions: actions(composite.alarm_actions()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composites_are_kept_that_take_up_an_alarm_through_others() {
        let composite = |name: &str, rule: &str| {
            sdk::CompositeAlarm::builder().alarm_name(name).alarm_rule(rule).build()
        };
        let all = [
            composite("top", r#"ALARM("middle") OR ALARM("elsewhere")"#),
            composite("middle", "ALARM(arn:aws:cloudwatch:eu-west-1:1:alarm:evictions)"),
            composite("other", r#"ALARM("elsewhere")"#),
        ];
        let arn = "arn:aws:cloudwatch:eu-west-1:1:alarm:evictions";
        let taken = taking_up(all.iter(), ["evictions", arn].into_iter());
        let names: Vec<_> = taken.iter().filter_map(|composite| composite.alarm_name()).collect();
        assert_eq!(names, ["middle", "top"]);
    }

    #[test]
    fn a_composite_tells_the_alarms_of_its_rule() {
        let composite = sdk::CompositeAlarm::builder()
            .alarm_name("any")
            .alarm_rule(r#"ALARM("a") OR ALARM(b)"#)
            .actions_enabled(false)
            .alarm_actions("arn:aws:sns:eu-west-1:1:ops")
            .build();
        let mapped = attributes(&composite);
        assert_eq!(mapped.alarms, reply::references(["a".to_owned(), "b".to_owned()]));
        assert_eq!(mapped.actions_enabled, crate::model::Attribute::Known(false));
        let topic = "arn:aws:sns:eu-west-1:1:ops".to_owned();
        assert_eq!(mapped.alarm_actions, reply::references([topic]));
    }
}
