//! SNS topics with their subscribers, and what alarm actions come to.

use super::grouped::Grouped;
use super::index::Index;
use super::lookup::{Identity, agree, unresolved};
use super::subject::{LinkedAction, LinkedSubscription, LinkedTopic};
use crate::model::{
    Action, Arn, Attribute, Origin, Reason, Reference, Resource, Symbol, Topic, TopicSubscription,
};

/// Subscriptions by topic.
pub(crate) struct Topics<'a> {
    subscriptions: Grouped<'a, TopicSubscription>,
}

impl<'a> Topics<'a> {
    /// Groups the subscriptions.
    pub(crate) fn new(index: &Index<'a>) -> Self {
        let subscriptions = Grouped::new(&index.inventory.topic_subscriptions, |subscription| {
            index
                .topics
                .identify_attribute(&subscription.attributes.topic_arn, &subscription.origin)
        });
        Self { subscriptions }
    }

    /// The topic that `reference` means, with its subscribers.
    pub(crate) fn topic(
        &self,
        index: &Index<'a>,
        reference: &Attribute<Reference>,
        from: &Origin,
    ) -> Attribute<LinkedTopic> {
        reference.as_ref().and_then(|reference| {
            let topics = index
                .topics
                .identify(reference, from)
                .into_iter()
                .map(|identity| Attribute::Known(self.describe(index, &identity, from)));
            agree(topics, || unresolved(reference))
        })
    }

    /// What an alarm action does.
    pub(crate) fn action(
        &self,
        index: &Index<'a>,
        action: &Attribute<Reference>,
        from: &Origin,
    ) -> LinkedAction {
        let service = match action {
            Attribute::Known(reference) => {
                agree(reference.possibilities().into_iter().map(|one| service(index, one)), || {
                    unresolved(reference)
                })
            }
            Attribute::Unset => Attribute::Unset,
            Attribute::Unknown(reason) => Attribute::Unknown(reason.clone()),
        };
        let topic = match &service {
            Attribute::Known(name) if name == "sns" => self.topic(index, action, from),
            Attribute::Known(_) | Attribute::Unset => Attribute::Unset,
            Attribute::Unknown(reason) => Attribute::Unknown(reason.clone()),
        };
        LinkedAction { service, topic }
    }

    fn describe(&self, index: &Index<'a>, topic: &Identity, from: &Origin) -> LinkedTopic {
        let name = match index.topics.get(topic) {
            Some(resource) => topic_name(resource).to_owned(),
            None => index.topics.label(topic),
        };
        LinkedTopic { name, subscriptions: self.subscribers(index, topic, from) }
    }

    fn subscribers(
        &self,
        index: &Index<'a>,
        topic: &Identity,
        from: &Origin,
    ) -> Attribute<Vec<LinkedSubscription>> {
        let known: Vec<LinkedSubscription> = self
            .subscriptions
            .of(topic)
            .map(|subscription| LinkedSubscription {
                protocol: subscription.attributes.protocol.clone(),
                pending_confirmation: subscription.attributes.pending_confirmation.clone(),
            })
            .collect();
        if known.iter().any(listens) {
            return Attribute::Known(known);
        }
        if let Some(subscription) = self.subscriptions.possibly_of(topic).next() {
            let what = format!("the topic of {}", subscription.address);
            return Attribute::Unknown(Reason::UnresolvedReference(what));
        }
        match index.topics.get(topic) {
            Some(resource) if is_whole(index, resource) => Attribute::Known(known),
            _ => {
                let what = format!("subscriptions to topic {} are", index.topics.label(topic));
                Attribute::Unknown(index.topics.not_here(&what, from))
            }
        }
    }
}

/// Whether every subscription to `topic` is in the inventory. To one that a declaration finds, somebody may have subscribed
/// elsewhere.
fn is_whole(index: &Index<'_>, topic: &Resource<Topic>) -> bool {
    if topic.origin.is_live() {
        return index.topics.unread(&topic.origin).is_none();
    }
    topic.is_declared && topic.change.action == Action::Create
}

/// Whether somebody is certainly told: an action of another service, or a topic that somebody listens to.
pub(crate) fn tells_somebody(action: &LinkedAction) -> bool {
    match (&action.service, &action.topic) {
        (Attribute::Known(_), Attribute::Known(topic)) => {
            topic.subscriptions.known().is_some_and(|list| list.iter().any(listens))
        }
        (Attribute::Known(_), Attribute::Unset) => true,
        _ => false,
    }
}

fn listens(subscription: &LinkedSubscription) -> bool {
    subscription.pending_confirmation == Attribute::Known(false)
}

fn topic_name(topic: &Resource<Topic>) -> &str {
    topic.attributes.name.as_str().unwrap_or(&topic.address)
}

/// The service that acts on an alarm.
fn service(index: &Index<'_>, action: &Reference) -> Attribute<String> {
    let known = match action {
        Reference::Id(id) => Arn::parse(id).map(|arn| arn.service.to_owned()),
        Reference::Address(symbol) => service_of_symbol(index, symbol),
        Reference::Candidates { .. } => None,
    };
    known.map_or_else(|| Attribute::Unknown(unresolved(action)), Attribute::Known)
}

/// Of a type that the source does not know nobody can tell: what a custom resource returns may be a topic's ARN.
fn service_of_symbol(index: &Index<'_>, symbol: &Symbol) -> Option<String> {
    let is_topic = index.topics.knows_address(symbol);
    if is_topic { Some("sns".to_owned()) } else { symbol.service.clone() }
}
