//! SNS: who listens to the topics that alarms and caches write to.
//!
//! A topic of another region or account is not asked: nobody here may read it, and nothing is known of it. Endpoints,
//! which may be people's addresses, are not kept.

use std::collections::BTreeSet;

use aws_sdk_sns::types::Subscription;

use super::call::Listing;
use super::concurrent;
use super::failure::Failure;
use super::operation::Operation;
use super::region::Region;
use super::reply;
use crate::model::{
    Arn, Attribute, Inventory, Reason, Reference, Resource, ResourceList, Topic, TopicSubscription,
};

const OPERATION: Operation = Operation::ListSubscriptionsByTopic;

/// What SNS calls a topic that does not exist.
const GONE: &str = "NotFound";
/// What stands in place of an ARN as long as the subscriber has not confirmed.
const PENDING: &str = "PendingConfirmation";
/// What stands in place of an ARN when the subscriber has left.
const DELETED: &str = "Deleted";

/// The subscriptions to the topics that `found` refers to.
pub(super) async fn read(region: &Region, found: &Inventory) -> Inventory {
    let mut inventory = Inventory::new();
    let topics = in_use(region, found);
    let listings = concurrent::all(topics.iter().map(|topic| list(region, topic))).await;
    let mut unlisted: Option<Reason> = None;
    for (topic, listing) in topics.iter().zip(listings) {
        inventory.topics.push(resource(region, topic));
        let mut subscriptions: Vec<_> =
            listing.items.iter().filter_map(|one| subscription(region, topic, one)).collect();
        subscriptions.sort_by(|one, other| order(one).cmp(&order(other)));
        inventory.topic_subscriptions.extend(subscriptions);
        unlisted = unlisted.or(listing.missing);
    }
    if let Some(reason) = unlisted {
        region.unlisted(&mut inventory, ResourceList::TopicSubscriptions, reason);
    }
    inventory
}

/// Subscriptions that wait share an address.
fn order(subscription: &Resource<TopicSubscription>) -> (&str, &Attribute<String>) {
    (&subscription.address, &subscription.attributes.protocol)
}

/// The ARNs of the topics here that alarms and caches of `found` write to.
fn in_use(region: &Region, found: &Inventory) -> BTreeSet<String> {
    let metric = found.metric_alarms.iter().map(|alarm| &alarm.attributes.alarm_actions);
    let composite = found.composite_alarms.iter().map(|alarm| &alarm.attributes.alarm_actions);
    let actions = metric.chain(composite).filter_map(Attribute::known).flatten();
    let caches = found.caches.iter().map(|cache| &cache.attributes.notification_topic_arn);
    let references = actions.chain(caches).filter_map(Attribute::known);
    let arns = references.filter_map(|reference| match reference {
        Reference::Id(arn) => Some(arn),
        Reference::Address(_) | Reference::Candidates { .. } => None,
    });
    let is_here = |arn: &&String| is_topic_of(arn, &region.name, &region.account_id);
    arns.filter(is_here).cloned().collect()
}

fn is_topic_of(arn: &str, region: &str, account: &str) -> bool {
    Arn::parse(arn).is_some_and(|arn| {
        arn.service == "sns" && arn.region == region && arn.account_id == account
    })
}

/// Who subscribed to `topic`. A topic that is gone has nobody.
async fn list(region: &Region, topic: &str) -> Listing<Subscription> {
    let page = |token| {
        let call = region.clients.sns.list_subscriptions_by_topic().topic_arn(topic);
        call.set_next_token(token).send()
    };
    let take = region.caller.attempt_pages(OPERATION, page, |page| {
        (page.subscriptions.unwrap_or_default(), page.next_token)
    });
    let (items, failure) = take.await;
    let failure = failure.filter(|failure: &Failure| failure.code != GONE);
    Listing { items, missing: failure.map(|failure| region.caller.blame(failure)) }
}

fn resource(region: &Region, arn: &str) -> Resource<Topic> {
    let name = Arn::parse(arn).map_or(arn, |arn| arn.resource);
    let attributes = Topic {
        name: Attribute::Known(name.to_owned()),
        // No policy needs the call that tells it.
        kms_master_key_id: Attribute::Unknown(Reason::NotCollected(
            "sns:GetTopicAttributes".into(),
        )),
    };
    region.resource(name, arn.to_owned(), attributes)
}

/// One subscription; none for one that was deleted.
fn subscription(
    region: &Region,
    topic: &str,
    subscription: &Subscription,
) -> Option<Resource<TopicSubscription>> {
    let arn = reply::filled(subscription.subscription_arn());
    let attributes = attributes(topic, arn.as_deref(), subscription.protocol())?;
    let arn = arn.filter(|arn| Arn::parse(arn).is_some());
    // A subscription that waits has no ARN yet, and is known by its topic alone.
    let address = arn.clone().unwrap_or_else(|| format!("{topic}:{PENDING}"));
    let mut resource = region.resource(&address, address.clone(), attributes);
    if arn.is_none() {
        resource.id = Attribute::Unset;
        resource.arn = Attribute::Unset;
    }
    Some(resource)
}

fn attributes(topic: &str, arn: Option<&str>, protocol: Option<&str>) -> Option<TopicSubscription> {
    let pending_confirmation = match arn {
        Some(DELETED) => return None,
        Some(PENDING) => Attribute::Known(true),
        Some(_) => Attribute::Known(false),
        None => Attribute::Unknown(reply::untold(OPERATION, "SubscriptionArn")),
    };
    Some(TopicSubscription {
        topic_arn: Attribute::Known(Reference::Id(topic.to_owned())),
        protocol: reply::required(protocol, OPERATION, "Protocol"),
        pending_confirmation,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::aws::fake::{self, Asked};
    use crate::model::CompositeAlarm;

    const XML: &str = "http://sns.amazonaws.com/doc/2010-03-31/";

    fn arn(topic: &str) -> String {
        format!("arn:aws:sns:eu-west-1:123456789012:{topic}")
    }

    /// Alarms that act through `topics`.
    fn acting_through(topics: &[&str]) -> Inventory {
        let attributes = CompositeAlarm {
            alarm_actions: reply::references(topics.iter().map(|topic| arn(topic))),
            ..CompositeAlarm::default()
        };
        let alarm = Resource { attributes, ..Resource::default() };
        Inventory { composite_alarms: vec![alarm], ..Inventory::new() }
    }

    fn answer(asked: &Asked) -> (u16, String) {
        let error = |code: &str, status| {
            let body = format!("<Error><Type>Sender</Type><Code>{code}</Code></Error>");
            (status, format!("<ErrorResponse xmlns=\"{XML}\">{body}</ErrorResponse>"))
        };
        let topic = asked.get("TopicArn").rsplit(':').next().unwrap_or_default().to_owned();
        let (protocol, state, next) = match (topic.as_str(), asked.get("NextToken")) {
            ("gone", _) => return error("NotFound", 404),
            ("secret", _) => return error("AuthorizationError", 403),
            (_, "") => ("email", "PendingConfirmation", "<NextToken>2</NextToken>"),
            _ => ("sqs", "arn:aws:sns:eu-west-1:123456789012:ops:1", ""),
        };
        let member = format!(
            "<member><TopicArn>{}</TopicArn><Protocol>{protocol}</Protocol>\
             <SubscriptionArn>{state}</SubscriptionArn><Owner>1</Owner>\
             <Endpoint>me@example.com</Endpoint></member>",
            arn(&topic)
        );
        let result = format!("<Subscriptions>{member}</Subscriptions>{next}");
        let result =
            format!("<ListSubscriptionsByTopicResult>{result}</ListSubscriptionsByTopicResult>");
        let reply = "ListSubscriptionsByTopicResponse";
        (200, format!("<{reply} xmlns=\"{XML}\">{result}</{reply}>"))
    }

    #[tokio::test]
    async fn every_page_is_read_and_no_endpoint_is_kept() {
        let (region, log) = fake::region([OPERATION], answer);
        let read = read(&region, &acting_through(&["ops", "ops"])).await;
        assert_eq!(log.operations(), ["ListSubscriptionsByTopic"; 2]);
        let of = |one: &Resource<TopicSubscription>| {
            let TopicSubscription { protocol, pending_confirmation, .. } = one.attributes.clone();
            (protocol.as_str().map(str::to_owned), pending_confirmation)
        };
        let subscriptions: Vec<_> = read.topic_subscriptions.iter().map(of).collect();
        let expected = [
            (Some("sqs".to_owned()), Attribute::Known(false)),
            (Some("email".to_owned()), Attribute::Known(true)),
        ];
        assert_eq!(subscriptions, expected);
        assert!(!format!("{read:?}").contains("example.com"));
        assert!(read.unlisted.is_empty() && region.caller.gaps().is_empty());
    }

    #[tokio::test]
    async fn a_topic_that_is_gone_has_nobody_and_one_that_is_secret_is_unknown() {
        let (region, _) = fake::region([OPERATION], answer);
        let gone = read(&region, &acting_through(&["gone"])).await;
        assert_eq!((gone.topics.len(), gone.topic_subscriptions.len()), (1, 0));
        assert!(gone.unlisted.is_empty() && region.caller.gaps().is_empty());

        let secret = read(&region, &acting_through(&["secret"])).await;
        let denied = "sns:ListSubscriptionsByTopic (AuthorizationError)";
        assert_eq!(secret.unlisted.len(), 1);
        assert_eq!(secret.unlisted[0].list, ResourceList::TopicSubscriptions);
        assert_eq!(secret.unlisted[0].reason, Reason::AccessDenied(denied.into()));
        assert_eq!(region.caller.gaps().len(), 1);
    }

    #[tokio::test]
    async fn what_nobody_wants_is_not_asked() {
        let (region, log) = fake::region([], answer);
        let read = read(&region, &acting_through(&["ops"])).await;
        assert!(log.operations().is_empty() && region.caller.gaps().is_empty());
        assert_eq!(read.unlisted.len(), 1);
    }

    #[test]
    fn a_subscription_waits_until_it_has_an_arn() {
        let topic = "arn:aws:sns:eu-west-1:123456789012:ops";
        let confirmed = format!("{topic}:5f8c3b1e");
        let pending = |arn| {
            let mapped = attributes(topic, arn, Some("email"))?;
            assert_eq!(mapped.protocol, Attribute::Known("email".into()));
            Some(mapped.pending_confirmation)
        };
        assert_eq!(pending(Some("PendingConfirmation")), Some(Attribute::Known(true)));
        assert_eq!(pending(Some(&confirmed)), Some(Attribute::Known(false)));
        assert_eq!(pending(Some("Deleted")), None);
        assert!(pending(None).expect("is there").is_unknown());
    }

    #[test]
    fn only_topics_here_are_asked() {
        let cases = [
            ("arn:aws:sns:eu-west-1:123456789012:ops", true),
            ("arn:aws:sns:us-east-1:123456789012:ops", false),
            ("arn:aws:sns:eu-west-1:210987654321:ops", false),
            ("arn:aws:lambda:eu-west-1:123456789012:function:ops", false),
            ("ops", false),
        ];
        for (arn, expected) in cases {
            assert_eq!(is_topic_of(arn, "eu-west-1", "123456789012"), expected, "{arn}");
        }
    }
}
