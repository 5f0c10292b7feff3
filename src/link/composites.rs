//! Composite alarms: which alarms they take up, and whether they go off whenever one of those does.

use std::collections::{BTreeMap, BTreeSet};

use super::doubts::Doubts;
use super::index::Index;
use super::lookup::{Identity, unresolved};
use crate::model::{AlarmRule, Attribute, CompositeAlarm, Reason, Reference, Resource};

/// Composites by the alarms that they take up.
pub(crate) struct Composites {
    of_alarm: BTreeMap<usize, Vec<Link>>,
    of_composite: BTreeMap<usize, Vec<Link>>,
    /// Why some composite may take up any alarm.
    pub(crate) anywhere: Doubts,
}

/// A composite that takes up an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    /// Its place in the inventory's list.
    pub(crate) composite: usize,
    /// Whether it certainly goes off when the alarm does.
    pub(crate) is_certain: bool,
}

impl Composites {
    /// Reads every rule.
    pub(crate) fn new(index: &Index<'_>) -> Self {
        let mut composites = Self {
            of_alarm: BTreeMap::new(),
            of_composite: BTreeMap::new(),
            anywhere: Doubts::default(),
        };
        for (at, composite) in index.inventory.composite_alarms.iter().enumerate() {
            composites.add(index, at, composite);
        }
        composites
    }

    /// Every composite that takes up the alarm at `alarm`, directly or through another composite.
    pub(crate) fn of(&self, alarm: usize) -> Vec<Link> {
        let mut found: BTreeMap<usize, bool> = BTreeMap::new();
        let mut next: Vec<Link> = self.of_alarm.get(&alarm).cloned().unwrap_or_default();
        while let Some(link) = next.pop() {
            let is_news = found.get(&link.composite).is_none_or(|known| link.is_certain && !known);
            if !is_news {
                continue;
            }
            found.insert(link.composite, link.is_certain);
            for parent in self.of_composite.get(&link.composite).into_iter().flatten() {
                let is_certain = link.is_certain && parent.is_certain;
                next.push(Link { composite: parent.composite, is_certain });
            }
        }
        let link = |(composite, is_certain)| Link { composite, is_certain };
        found.into_iter().map(link).collect()
    }

    fn add(&mut self, index: &Index<'_>, at: usize, composite: &Resource<CompositeAlarm>) {
        let rule = composite.attributes.alarm_rule.as_str().map(AlarmRule::parse);
        let is_certain = rule.as_ref().is_some_and(|rule| rule.is_any_of);
        let link = Link { composite: at, is_certain };
        let named = rule.iter().flat_map(|rule| &rule.alarms).cloned().map(Reference::Id);
        let mut taken: BTreeSet<Reference> = named.collect();
        match &composite.attributes.alarms {
            Attribute::Known(alarms) => {
                for alarm in alarms {
                    match alarm {
                        Attribute::Known(alarm) => {
                            taken.insert(alarm.clone());
                        }
                        Attribute::Unset => {}
                        Attribute::Unknown(reason) => self.doubt(rule.is_none(), reason, composite),
                    }
                }
            }
            Attribute::Unset => {}
            Attribute::Unknown(reason) => self.doubt(rule.is_none(), reason, composite),
        }
        for reference in taken {
            self.take(index, &reference, link, composite);
        }
    }

    /// Notes that an unknown alarm is taken up, unless the rule itself tells which.
    fn doubt(
        &mut self,
        is_rule_unknown: bool,
        reason: &Reason,
        composite: &Resource<CompositeAlarm>,
    ) {
        if is_rule_unknown {
            self.anywhere.add(&composite.origin, reason.clone());
        }
    }

    fn take(
        &mut self,
        index: &Index<'_>,
        reference: &Reference,
        link: Link,
        composite: &Resource<CompositeAlarm>,
    ) {
        let alarms = index.metric_alarms.identify(reference, &composite.origin);
        let parents = index.composite_alarms.identify(reference, &composite.origin);
        let is_one = reference.possibilities().len() == 1;
        let link = Link { is_certain: link.is_certain && is_one, ..link };
        let mut is_found = false;
        for (places, map) in [(alarms, &mut self.of_alarm), (parents, &mut self.of_composite)] {
            for place in places {
                if let Identity::Here(at) = place {
                    map.entry(at).or_default().push(link);
                    is_found = true;
                }
            }
        }
        if !is_found && !matches!(reference, Reference::Id(_)) {
            self.anywhere.add(&composite.origin, unresolved(reference));
        }
    }
}
