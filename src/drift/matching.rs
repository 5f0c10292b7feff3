//! Finds the declaration of each running resource.

use std::collections::{BTreeMap, HashMap};

use super::identity::{Identified, Likeness, keys, likeness};
use super::rules::Rules;
use crate::model::{Action, Head, Inventory, Resource};

/// What declares running resources, by their addresses.
pub(crate) struct Matching<'a> {
    counterparts: HashMap<&'a str, Counterpart<'a>>,
    rules: Rules<'a>,
}

/// What declares one running resource.
#[derive(Debug, Clone)]
pub(crate) enum Counterpart<'a> {
    /// This.
    One(Head<'a>),
    /// One of these, and nobody can tell which.
    Several(Vec<Head<'a>>),
}

impl<'a> Matching<'a> {
    /// Looks for what runs, of `live`, in `declared`.
    pub(crate) fn new(declared: &'a Inventory, live: &'a Inventory) -> Self {
        let mut counterparts = HashMap::new();
        macro_rules! pair {
            ($($list:ident),* $(,)?) => {
                $(pair(&declared.$list, &live.$list, &mut counterparts);)*
            };
        }
        pair!(
            caches,
            cache_subnet_groups,
            cache_parameter_groups,
            users,
            user_groups,
            subnets,
            security_groups,
            vpc_peering_connections,
            metric_alarms,
            secrets,
            backup_selections,
        );
        Self { counterparts, rules: Rules::new(declared, live) }
    }

    /// What declares the running resource at `address`, if anything does.
    pub(crate) fn of(&self, address: &str) -> Option<&Counterpart<'a>> {
        self.counterparts.get(address)
    }

    /// The declaration of the rule at `part`, such as `ingress[1]`, of the running security group at `address`: the resource
    /// that holds it, and its path there. None where there is none, or several.
    pub(crate) fn rule(&self, address: &str, part: &str) -> Option<(Head<'a>, String)> {
        self.rules.find(address, part, &|address| match self.of(address)? {
            Counterpart::One(head) => Some(*head),
            Counterpart::Several(_) => None,
        })
    }
}

/// Pairs resources of one kind.
fn pair<'a, T: Identified>(
    declared: &'a [Resource<T>],
    live: &'a [Resource<T>],
    counterparts: &mut HashMap<&'a str, Counterpart<'a>>,
) {
    let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, resource) in declared.iter().enumerate().filter(|(_, it)| is_declaration(it)) {
        for key in keys(resource) {
            by_key.entry(key).or_default().push(at);
        }
    }
    let mut named: BTreeMap<(usize, &str), Vec<&str>> = BTreeMap::new();
    for resource in live.iter().filter(|resource| resource.origin.is_live()) {
        let mut fitting: Vec<(Likeness, usize)> = keys(resource)
            .iter()
            .filter_map(|key| by_key.get(key))
            .flatten()
            .filter_map(|at| Some((likeness(&declared[*at], resource)?, *at)))
            .collect();
        fitting.sort_unstable();
        fitting.dedup();
        let Some((best, _)) = fitting.last().copied() else { continue };
        fitting.retain(|(likeness, _)| *likeness == best);
        let counterpart = match fitting.as_slice() {
            [(_, at)] => {
                if best == Likeness::Named {
                    let place = resource.origin.file.as_str();
                    named.entry((*at, place)).or_default().push(&resource.address);
                }
                Counterpart::One(declared[*at].head())
            }
            // A plan and a state that tell the same thing by the same address.
            [(_, first), others @ ..]
                if others.iter().all(|(_, at)| is_one(&declared[*first], &declared[*at])) =>
            {
                Counterpart::One(declared[*first].head())
            }
            several => {
                Counterpart::Several(several.iter().map(|(_, at)| declared[*at].head()).collect())
            }
        };
        counterparts.insert(&resource.address, counterpart);
    }
    // One declaration makes one thing in one place; which of several of its name nobody can tell.
    for address in named.into_values().filter(|same| same.len() > 1).flatten() {
        counterparts.remove(address);
    }
}

/// Whether two declarations tell of one thing. Several accounts may have an id that people choose, and none has another's ARN.
fn is_one<T>(one: &Resource<T>, other: &Resource<T>) -> bool {
    one.address == other.address && one.arn.is_known() && one.arn == other.arn
}

/// Whether somebody can change a resource where it was read.
pub(super) fn is_declaration<T>(resource: &Resource<T>) -> bool {
    let stays = !matches!(resource.change.action, Action::Delete | Action::Forget);
    resource.is_declared && stays && !resource.origin.is_live()
}
