//! Alarms by the cache they watch.

use std::collections::{BTreeMap, HashMap};

use super::dimensions::Resolver;
use super::doubts::Doubts;
use super::index::Index;
use super::inheritance::Inheritance;
use super::nodes::Members;
use super::subject::Watched;
use super::watch::{Facts, Picked, Watch};
use crate::model::{AlarmMetric, Attribute, MetricAlarm, Origin, Reason, Resource};

/// The namespace of ElastiCache's metrics.
const NAMESPACE: &str = "AWS/ElastiCache";

/// Which alarm watches what.
pub(crate) struct Alarms {
    of_cache: HashMap<usize, Vec<(usize, Facts)>>,
    possible: HashMap<usize, Reason>,
    anywhere: Doubts,
    account: Vec<(usize, Origin)>,
    /// Alarms on nothing in the inventory, with the value that names nothing.
    pub(crate) unmatched: BTreeMap<usize, String>,
}

impl Alarms {
    /// Resolves the dimensions of every alarm.
    pub(crate) fn new(index: &Index<'_>, members: &Members<'_>, inheritance: &Inheritance) -> Self {
        let mut alarms = Self {
            of_cache: HashMap::new(),
            possible: HashMap::new(),
            anywhere: Doubts::default(),
            account: Vec::new(),
            unmatched: BTreeMap::new(),
        };
        let resolver = Resolver { index, members, inheritance };
        for (at, alarm) in index.inventory.metric_alarms.iter().enumerate() {
            alarms.add(at, &alarm.origin, watches(&resolver, alarm));
        }
        alarms
    }

    /// The alarms that certainly watch the cache at `cache`, or try to, by place, and how.
    pub(crate) fn of_cache(&self, cache: usize) -> &[(usize, Facts)] {
        self.of_cache.get(&cache).map_or(&[], Vec::as_slice)
    }

    /// The alarms on all caches of an account together, a cache from `of` among them.
    pub(crate) fn of_account(&self, of: &Origin) -> impl Iterator<Item = usize> {
        self.account.iter().filter(|(_, from)| from.can_concern(of)).map(|(alarm, _)| *alarm)
    }

    /// Why there may be further alarms on the cache at `cache`, which comes from `of`.
    pub(crate) fn doubts(&self, cache: usize, of: &Origin) -> impl Iterator<Item = &Reason> {
        self.possible.get(&cache).into_iter().chain(self.anywhere.about(of))
    }

    fn add(&mut self, alarm: usize, from: &Origin, watches: Vec<Watch>) {
        let mut by_cache: BTreeMap<usize, Facts> = BTreeMap::new();
        let mut is_matched = false;
        let mut nothing = None;
        for watch in watches {
            match watch {
                Watch::Nothing(value) => {
                    nothing.get_or_insert(value);
                    continue;
                }
                Watch::Cache(cache, facts) => {
                    let facts = match by_cache.remove(&cache) {
                        Some(other) => together(other, facts),
                        None => facts,
                    };
                    by_cache.insert(cache, facts);
                }
                Watch::OneOf(caches, reason) => {
                    for cache in caches {
                        self.possible.entry(cache).or_insert_with(|| reason.clone());
                    }
                }
                Watch::Anywhere(reason) => {
                    self.anywhere.add(from, reason);
                }
                Watch::Account => {
                    if self.account.last().is_none_or(|(last, _)| *last != alarm) {
                        self.account.push((alarm, from.clone()));
                    }
                }
            }
            is_matched = true;
        }
        for (cache, facts) in by_cache {
            self.of_cache.entry(cache).or_default().push((alarm, facts));
        }
        if let Some(value) = nothing
            && !is_matched
        {
            self.unmatched.insert(alarm, value);
        }
    }
}

/// What each metric of `alarm` watches; nothing for alarms on other services.
fn watches(resolver: &Resolver<'_, '_>, alarm: &Resource<MetricAlarm>) -> Vec<Watch> {
    let metrics = match &alarm.attributes.metrics {
        Attribute::Known(metrics) => metrics,
        Attribute::Unset => return Vec::new(),
        Attribute::Unknown(reason) => return vec![Watch::Anywhere(reason.clone())],
    };
    let search = metrics.iter().filter_map(search).next();
    let mut watches: Vec<Watch> = metrics
        .iter()
        .filter_map(|metric| match &metric.namespace {
            Attribute::Known(namespace) if namespace == NAMESPACE => {
                Some(resolver.watch(&metric.dimensions, &alarm.origin))
            }
            Attribute::Known(_) | Attribute::Unset => None,
            Attribute::Unknown(reason) => Some(Watch::Anywhere(reason.clone())),
        })
        .collect();
    if let Some(reason) = search {
        for watch in &mut watches {
            if let Watch::Cache(_, facts) = watch {
                facts.nodes = Picked::Unknown(reason.clone());
            }
        }
        if watches.is_empty() {
            watches.push(Watch::Anywhere(reason));
        }
    }
    watches
}

/// Why nobody can tell what an expression reads: it searches for ElastiCache metrics.
fn search(metric: &AlarmMetric) -> Option<Reason> {
    let expression = metric.expression.as_str()?;
    (expression.contains("SEARCH(") && expression.contains("ElastiCache"))
        .then(|| Reason::NotCollected("what a SEARCH expression finds".into()))
}

/// What two metrics of one alarm watch together.
fn together(one: Facts, other: Facts) -> Facts {
    let watched = match (one.watched, other.watched) {
        (unknown @ Attribute::Unknown(_), _) | (_, unknown @ Attribute::Unknown(_)) => unknown,
        (Attribute::Known(one), Attribute::Known(other)) => Attribute::Known(wider(one, other)),
        (Attribute::Unset, other) | (other, Attribute::Unset) => other,
    };
    let nodes = match (one.nodes, other.nodes) {
        (unknown @ Picked::Unknown(_), _) | (_, unknown @ Picked::Unknown(_)) => unknown,
        (Picked::All, _) | (_, Picked::All) => Picked::All,
        (Picked::These(mut one), Picked::These(other)) => {
            one.extend(other);
            one.sort();
            one.dedup();
            Picked::These(one)
        }
    };
    let unmatched = match (one.unmatched, other.unmatched) {
        (known @ Attribute::Known(_), _) | (_, known @ Attribute::Known(_)) => known,
        (Attribute::Unset, other) => other,
        (one, _) => one,
    };
    Facts { watched, nodes, unmatched }
}

/// Of two things watched by one expression, the one that says more of the cache.
fn wider(one: Watched, other: Watched) -> Watched {
    let rank = |watched| match watched {
        Watched::Cache => 0,
        Watched::Account => 1,
        Watched::Node => 2,
        Watched::Nothing => 3,
    };
    if rank(one) <= rank(other) { one } else { other }
}
