//! An alarm as policies see it: its arithmetic, what it watches, and whom it tells.

use super::alarms::Alarms;
use super::composites::Composites;
use super::index::{CACHES, Index};
use super::measure::{Measure, direction};
use super::subject::{AlarmKind, LinkedAction, LinkedAlarm, Node, Watched};
use super::topics::{Topics, tells_somebody};
use super::watch::{Facts, Picked};
use crate::model::{
    Action, Attribute, CompositeAlarm, MetricAlarm, Origin, Reason, Reference, Resource,
};

/// Describes alarms.
pub(crate) struct Describer<'x, 'a> {
    pub(crate) index: &'x Index<'a>,
    pub(crate) alarms: &'x Alarms,
    pub(crate) composites: &'x Composites,
    pub(crate) topics: &'x Topics<'a>,
}

/// What an alarm watches, as policies see it.
struct Target {
    watches: Attribute<Watched>,
    nodes: Attribute<Vec<String>>,
    unmatched: Attribute<String>,
}

impl Describer<'_, '_> {
    /// The alarms on the cache at `cache`, which has `nodes`.
    pub(crate) fn of_cache(
        &self,
        cache: usize,
        nodes: &Attribute<Vec<Node>>,
    ) -> Attribute<Vec<Attribute<LinkedAlarm>>> {
        let place = &self.index.inventory.caches[cache].origin;
        let keys = nodes
            .as_ref()
            .map(|nodes| nodes.iter().map(|node| node.key.clone()).collect::<Vec<_>>());
        let own = self
            .alarms
            .of_cache(cache)
            .iter()
            .map(|(alarm, facts)| self.describe(*alarm, on_cache(facts, &keys)));
        let account = self.alarms.of_account(place).map(|alarm| {
            self.describe(
                alarm,
                Target {
                    watches: Attribute::Known(Watched::Account),
                    nodes: Attribute::Known(Vec::new()),
                    unmatched: Attribute::Unset,
                },
            )
        });
        let mut alarms: Vec<LinkedAlarm> = own.chain(account).collect();
        alarms.sort_by(|one, other| one.address.cmp(&other.address));
        let unread = self.index.metric_alarms.unread(place);
        let doubts = self.alarms.doubts(cache, place).chain(unread);
        let doubts = doubts.cloned().map(Attribute::Unknown);
        Attribute::Known(alarms.into_iter().map(Attribute::Known).chain(doubts).collect())
    }

    /// The alarm at `alarm`, which watches nothing in the inventory.
    pub(crate) fn unmatched(&self, alarm: usize) -> LinkedAlarm {
        let value = self.alarms.unmatched.get(&alarm).cloned().unwrap_or_default();
        let place = &self.index.inventory.metric_alarms[alarm].origin;
        let target = if self.is_absent(&value, place) {
            Target {
                watches: Attribute::Known(Watched::Nothing),
                nodes: Attribute::Known(Vec::new()),
                unmatched: Attribute::Known(value),
            }
        } else {
            let reason = self.index.caches.not_here(&format!("cache {value} is"), place);
            Target {
                watches: Attribute::Unknown(reason.clone()),
                nodes: Attribute::Unknown(reason.clone()),
                unmatched: Attribute::Unknown(reason),
            }
        };
        self.describe(alarm, target)
    }

    /// Whether there is certainly no cache or node called `value` at `place`: every cache that runs there was read, or the
    /// change deletes it.
    fn is_absent(&self, value: &str, place: &Origin) -> bool {
        self.index.lists.are_whole(place, CACHES) || self.is_deleted(value)
    }

    /// Whether the change deletes the cache or node called `value`. A cache that is not in the input may be declared
    /// elsewhere, so its absence alone proves nothing.
    fn is_deleted(&self, value: &str) -> bool {
        let removed = &self.index.inventory.removed_caches;
        removed.iter().filter(|cache| cache.change.action == Action::Delete).any(|cache| {
            let node = cache.id.as_str().and_then(|id| value.strip_prefix(id));
            node.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        })
    }

    fn describe(&self, alarm: usize, target: Target) -> LinkedAlarm {
        let resource = &self.index.inventory.metric_alarms[alarm];
        let settings = &resource.attributes;
        let metric = Measure::of(settings);
        let kind = metric.kind;
        let datapoints_to_alarm = match &settings.datapoints_to_alarm {
            Attribute::Unset => settings.evaluation_periods.clone(),
            datapoints => datapoints.clone(),
        };
        let duration = datapoints_to_alarm.clone().and_then(|datapoints| {
            metric.period.clone().map(|period| datapoints.saturating_mul(period))
        });
        let threshold = match kind {
            AlarmKind::AnomalyDetection => Attribute::Unset,
            AlarmKind::Metric | AlarmKind::MetricMath => settings.threshold.clone(),
        };
        let reaction = self.reaction(alarm, resource);
        LinkedAlarm {
            name: settings.alarm_name.as_str().unwrap_or(&resource.address).to_owned(),
            address: resource.address.clone(),
            kind,
            composites: reaction.composites,
            threshold_per_minute: metric.per_minute(&threshold),
            metric_name: metric.name,
            statistic: metric.statistic,
            period: metric.period,
            datapoints_to_alarm,
            duration,
            direction: settings.comparison_operator.as_ref().and_then(|operator| {
                direction(operator).map_or(Attribute::Unset, Attribute::Known)
            }),
            comparison_operator: settings.comparison_operator.clone(),
            threshold,
            treat_missing_data: settings.treat_missing_data.clone(),
            watches: target.watches,
            nodes: target.nodes,
            unmatched_dimension: target.unmatched,
            actions_enabled: reaction.is_enabled,
            actions: reaction.actions,
            state_value: settings.state_value.clone(),
            state_transitioned_timestamp: settings.state_transitioned_timestamp.clone(),
        }
    }

    /// What happens when the alarm goes off, by itself and through composites.
    fn reaction(&self, alarm: usize, resource: &Resource<MetricAlarm>) -> Reaction {
        let settings = &resource.attributes;
        let own = Party {
            is_enabled: settings.actions_enabled.clone().or(true),
            actions: self.actions(&settings.alarm_actions, &resource.origin),
        };
        let mut parties = vec![own];
        let mut composites = Vec::new();
        let place = &resource.origin;
        let unread = self.index.composite_alarms.unread(place);
        let mut doubt = self.composites.anywhere.about(place).or(unread).cloned();
        for link in self.composites.of(alarm) {
            let composite = &self.index.inventory.composite_alarms[link.composite];
            composites.push(name(composite));
            if link.is_certain {
                parties.push(Party {
                    is_enabled: composite.attributes.actions_enabled.clone().or(true),
                    actions: self.actions(&composite.attributes.alarm_actions, &composite.origin),
                });
            } else {
                let rule = format!("alarm_rule of {}", composite.address);
                doubt.get_or_insert(Reason::UnresolvedCondition(rule));
            }
        }
        Reaction::of(parties, doubt, composites)
    }

    fn actions(
        &self,
        actions: &Attribute<Vec<Attribute<Reference>>>,
        from: &Origin,
    ) -> Attribute<Vec<LinkedAction>> {
        match actions {
            Attribute::Known(actions) => Attribute::Known(
                actions
                    .iter()
                    .filter(|action| !action.is_unset())
                    .map(|action| self.topics.action(self.index, action, from))
                    .collect(),
            ),
            Attribute::Unset => Attribute::Known(Vec::new()),
            Attribute::Unknown(reason) => Attribute::Unknown(reason.clone()),
        }
    }
}

/// One that acts when the alarm goes off: the alarm itself, or a composite.
struct Party {
    is_enabled: Attribute<bool>,
    actions: Attribute<Vec<LinkedAction>>,
}

/// All parties together.
struct Reaction {
    composites: Vec<String>,
    is_enabled: Attribute<bool>,
    actions: Attribute<Vec<LinkedAction>>,
}

impl Reaction {
    /// `doubt` is why there may be a further party.
    fn of(parties: Vec<Party>, doubt: Option<Reason>, composites: Vec<String>) -> Self {
        let is_enabled = is_any_enabled(&parties, doubt.as_ref());
        let is_all_disabled =
            parties.iter().all(|party| party.is_enabled == Attribute::Known(false));
        let mut known = Vec::new();
        let mut doubt = doubt;
        for party in parties {
            // Disabled actions do nothing; they are shown only where nobody else acts.
            if party.is_enabled == Attribute::Known(false) && !is_all_disabled {
                continue;
            }
            match party.actions {
                Attribute::Known(actions) => known.extend(actions),
                Attribute::Unset => {}
                Attribute::Unknown(reason) => doubt = Some(reason),
            }
        }
        let actions = match doubt {
            Some(reason) if !known.iter().any(tells_somebody) => Attribute::Unknown(reason),
            _ => Attribute::Known(known),
        };
        Self { composites, is_enabled, actions }
    }
}

fn is_any_enabled(parties: &[Party], doubt: Option<&Reason>) -> Attribute<bool> {
    if parties.iter().any(|party| party.is_enabled == Attribute::Known(true)) {
        return Attribute::Known(true);
    }
    let unknown = parties.iter().find_map(|party| party.is_enabled.unknown());
    match unknown.or(doubt) {
        Some(reason) => Attribute::Unknown(reason.clone()),
        None => Attribute::Known(false),
    }
}

fn on_cache(facts: &Facts, keys: &Attribute<Vec<String>>) -> Target {
    Target {
        watches: facts.watched.clone(),
        nodes: match &facts.nodes {
            Picked::All => keys.clone(),
            Picked::These(keys) => Attribute::Known(keys.clone()),
            Picked::Unknown(reason) => Attribute::Unknown(reason.clone()),
        },
        unmatched: facts.unmatched.clone(),
    }
}

fn name(composite: &Resource<CompositeAlarm>) -> String {
    composite.attributes.alarm_name.as_str().unwrap_or(&composite.address).to_owned()
}
