//! Which parts of `input` and `data` a policy reads, found by following values from where they are read through
//! variables, comprehensions, helper rules and function arguments to where they are used.
//!
//! Every value is traced to the paths that it may come from. Paths through values that a policy puts together itself
//! (an object literal, the result of most built-in functions) are lost; what such a value was made of still counts as
//! read. Functions are taken once for all their calls, so a path may be found that no run takes; none is missed that
//! goes through references alone.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{Program, RuleKey, rule_name};
use super::trace::{self, Facts};
use crate::policy::attributes::Step;

/// One path that is read, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Read {
    /// The file.
    pub(crate) file: String,
    /// The line, counted from 1.
    pub(crate) line: u32,
    /// The column, counted from 1.
    pub(crate) column: u32,
    /// The path from `input` or `data` on.
    pub(crate) path: Vec<Step>,
    /// Whether the value goes into a built-in function, which may read anything below.
    pub(crate) is_passed_on: bool,
}

/// What each rule reads and calls.
pub(crate) struct Reads {
    rules: BTreeMap<RuleKey, Facts>,
}

/// How often the rules are gone through: values travel one call further each time.
const MAX_ROUNDS: usize = 12;

impl Reads {
    /// Follows every value of `program`.
    pub(crate) fn of(program: &Program) -> Self {
        Self::follow(program, |_, _| true)
    }

    /// Follows only what the policy's rule `name` comes to call; enough for [`Reads::of_rule`] of that rule.
    pub(crate) fn below(program: &Program, name: &str) -> Self {
        Self::follow(program, |key, rules| {
            let is_root = key.module == 0 && key.name == name;
            is_root || rules.values().any(|facts| facts.calls.contains(key))
        })
    }

    fn follow(
        program: &Program,
        is_wanted: impl Fn(&RuleKey, &BTreeMap<RuleKey, Facts>) -> bool,
    ) -> Self {
        let mut rules: BTreeMap<RuleKey, Facts> = BTreeMap::new();
        for _ in 0..MAX_ROUNDS {
            let before = rules.clone();
            for (module, names) in program.modules.iter().enumerate() {
                for rule in &names.module.policy {
                    let Some(name) = rule_name(rule) else { continue };
                    let key = RuleKey { module, name };
                    if is_wanted(&key, &rules) {
                        trace::rule(program, &mut rules, key, rule);
                    }
                }
            }
            if rules == before {
                break;
            }
        }
        Self { rules }
    }

    /// What the policy's rule `name` reads, and every rule and function that it calls.
    pub(crate) fn of_rule(&self, name: &str) -> BTreeSet<&Read> {
        self.closure([RuleKey { module: 0, name: name.to_owned() }])
    }

    /// What the policy reads: its own rules and what they call.
    pub(crate) fn of_policy(&self) -> BTreeSet<&Read> {
        self.closure(self.rules.keys().filter(|key| key.module == 0).cloned())
    }

    /// A rule or function that comes to call itself, as the names on the way.
    pub(crate) fn find_recursion(&self) -> Option<Vec<String>> {
        let mut done = BTreeSet::new();
        self.rules.keys().find_map(|key| self.find_cycle(key, &mut Vec::new(), &mut done))
    }

    fn find_cycle<'a>(
        &'a self,
        key: &'a RuleKey,
        way: &mut Vec<&'a RuleKey>,
        done: &mut BTreeSet<&'a RuleKey>,
    ) -> Option<Vec<String>> {
        if let Some(start) = way.iter().position(|step| *step == key) {
            let names = way[start..].iter().chain([&key]);
            return Some(names.map(|step| step.name.clone()).collect());
        }
        if done.contains(key) {
            return None;
        }
        way.push(key);
        let calls = self.rules.get(key).into_iter().flat_map(|facts| &facts.calls);
        for call in calls {
            if let Some(cycle) = self.find_cycle(call, way, done) {
                return Some(cycle);
            }
        }
        way.pop();
        done.insert(key);
        None
    }

    fn closure(&self, roots: impl IntoIterator<Item = RuleKey>) -> BTreeSet<&Read> {
        let mut open: Vec<RuleKey> = roots.into_iter().collect();
        let mut seen = BTreeSet::new();
        let mut reads = BTreeSet::new();
        while let Some(key) = open.pop() {
            let Some(facts) = self.rules.get(&key) else { continue };
            if seen.insert(key) {
                reads.extend(&facts.reads);
                open.extend(facts.calls.iter().cloned());
            }
        }
        reads
    }
}
