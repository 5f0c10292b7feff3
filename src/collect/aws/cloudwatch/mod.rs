//! CloudWatch: the alarms on metrics of ElastiCache, and the composite alarms that take them up.
//!
//! One list holds the alarms of every service and type: those that cannot concern a cache are left out at once, and those on
//! log queries, which watch no metric. A composite that names one of these is kept for the others that it names.

mod composite_alarm;
mod metric;
mod metric_alarm;

use aws_sdk_cloudwatch::types::AlarmType;

use super::call::Listing;
use super::operation::Operation;
use super::region::Region;
use super::reply;
use crate::model::{Attribute, Inventory, Reference, ResourceList};

const OPERATION: Operation = Operation::DescribeAlarms;

/// The alarms of the region that may concern a cache.
pub(super) async fn read(region: &Region) -> Inventory {
    let page = |token| {
        let call = region.clients.cloudwatch.describe_alarms().max_records(100);
        // Without types, metric alarms alone are told.
        let types = [AlarmType::MetricAlarm, AlarmType::CompositeAlarm, AlarmType::LogAlarm];
        call.set_alarm_types(Some(types.into())).set_next_token(token).send()
    };
    let Listing { items: pages, missing } = region
        .caller
        .pages(OPERATION, page, |page| {
            let next = page.next_token.clone();
            (vec![page], next)
        })
        .await;

    let mut inventory = Inventory::new();
    let alarms = pages.iter().flat_map(|page| page.metric_alarms());
    let alarms = metric_alarm::resources(region, alarms);
    region.list(&mut inventory, ResourceList::Alarms, alarms, |all| &mut all.metric_alarms);
    let composites = pages.iter().flat_map(|page| page.composite_alarms());
    let composites = composite_alarm::resources(region, composites, &inventory.metric_alarms);
    region.list(&mut inventory, ResourceList::Alarms, composites, |all| &mut all.composite_alarms);
    if let Some(reason) = missing {
        region.unlisted(&mut inventory, ResourceList::Alarms, reason);
    }
    inventory
}

/// Whether an alarm acts at all.
fn actions_enabled(told: Option<bool>) -> Attribute<bool> {
    let untold = || Attribute::Unknown(reply::untold(OPERATION, "ActionsEnabled"));
    told.map_or_else(untold, Attribute::Known)
}

/// What an alarm acts through.
fn actions(arns: &[String]) -> Attribute<Vec<Attribute<Reference>>> {
    reply::references(arns.iter().cloned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::aws::fake;

    /// A value in the encoding that CloudWatch speaks.
    /// <https://www.rfc-editor.org/rfc/rfc8949#section-3>
    enum Cbor {
        Text(&'static str),
        List(Vec<Cbor>),
        Map(Vec<(&'static str, Cbor)>),
    }

    impl Cbor {
        fn write(&self, into: &mut Vec<u8>) {
            let head = |into: &mut Vec<u8>, major: u8, length: usize| {
                let length = u8::try_from(length).expect("tests are short");
                if length < 24 {
                    into.push(major + length)
                } else {
                    into.extend([major + 24, length])
                }
            };
            match self {
                Self::Text(text) => {
                    head(into, 0x60, text.len());
                    into.extend(text.bytes());
                }
                Self::List(list) => {
                    head(into, 0x80, list.len());
                    list.iter().for_each(|one| one.write(into));
                }
                Self::Map(map) => {
                    head(into, 0xa0, map.len());
                    for (key, value) in map {
                        Self::Text(key).write(into);
                        value.write(into);
                    }
                }
            }
        }
    }

    fn alarm(name: &'static str, namespace: &'static str) -> Cbor {
        Cbor::Map(vec![("AlarmName", Cbor::Text(name)), ("Namespace", Cbor::Text(namespace))])
    }

    fn composite(name: &'static str, rule: &'static str) -> Cbor {
        Cbor::Map(vec![("AlarmName", Cbor::Text(name)), ("AlarmRule", Cbor::Text(rule))])
    }

    /// The composite comes on the page before the alarm that it takes up.
    fn page(asked: &fake::Asked) -> (u16, Vec<u8>) {
        let page = if asked.get("").contains("behind the first") {
            vec![("MetricAlarms", Cbor::List(vec![alarm("cpu", "AWS/ElastiCache")]))]
        } else {
            let composites = vec![
                composite("any", "ALARM(cpu) OR ALARM(slow)"),
                composite("other", "ALARM(x) OR ALARM(slow)"),
            ];
            let on_log = Cbor::Map(vec![("AlarmName", Cbor::Text("slow"))]);
            vec![
                ("MetricAlarms", Cbor::List(vec![alarm("x", "AWS/EC2")])),
                ("LogAlarms", Cbor::List(vec![on_log])),
                ("CompositeAlarms", Cbor::List(composites)),
                ("NextToken", Cbor::Text("behind the first")),
            ]
        };
        let mut body = Vec::new();
        Cbor::Map(page).write(&mut body);
        (200, body)
    }

    #[tokio::test]
    async fn alarms_of_every_type_are_read_to_the_last_page() {
        let (region, log) = fake::region([OPERATION], page);
        let read = read(&region).await;
        let asked = log.requests();
        assert_eq!(asked.len(), 2);
        for kind in ["MetricAlarm", "CompositeAlarm", "LogAlarm"] {
            assert!(asked.iter().all(|asked| asked.get("").contains(kind)), "{kind}");
        }
        let names: Vec<_> = read.metric_alarms.iter().map(|alarm| alarm.address.as_str()).collect();
        assert_eq!(names, ["arn:aws:cloudwatch:eu-west-1:123456789012:alarm:cpu"]);
        let names: Vec<_> = read.composite_alarms.iter().map(|alarm| alarm.id.as_str()).collect();
        assert_eq!(names, [Some("any")]);
        assert!(read.unlisted.is_empty());
        assert!(read.metric_alarms[0].defaults.contains_key("treat_missing_data"));
    }

    #[tokio::test]
    async fn a_page_that_is_denied_leaves_the_list_open() {
        let (region, _) =
            fake::region([OPERATION], |asked| match asked.get("").contains("behind") {
                true => (500, Vec::new()),
                false => page(asked),
            });
        let read = read(&region).await;
        let lists: Vec<_> = read.unlisted.iter().map(|unlisted| unlisted.list).collect();
        assert_eq!(lists, [ResourceList::Alarms]);
        assert_eq!(region.caller.gaps().len(), 1);
    }
}
