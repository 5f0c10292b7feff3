//! Composite alarms: which alarms they take up, and whether they go off whenever one of those does.

use std::collections::{BTreeMap, BTreeSet};

use super::doubts::Doubts;
use super::index::Index;
use super::lookup::{Identity, unresolved};
use crate::model::{Attribute, CompositeAlarm, Reason, Reference, Resource};

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
        let rule = composite.attributes.alarm_rule.as_str().map(Rule::parse);
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

/// What an alarm rule says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    /// Names and ARNs of the alarms whose ALARM state it reads.
    pub(crate) alarms: Vec<String>,
    /// Whether it holds whenever one of them is in that state.
    is_any_of: bool,
}

impl Rule {
    /// Reads `ALARM("a") OR ALARM(b)`. Anything but `ALARM` and `OR` may keep the composite silent.
    ///
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html>
    pub(crate) fn parse(text: &str) -> Self {
        let mut rule = Self { alarms: Vec::new(), is_any_of: true };
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| c.is_ascii_alphabetic()) {
            rest = &rest[start..];
            let end =
                rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            rest = after;
            match word.to_ascii_uppercase().as_str() {
                "OR" => {}
                "ALARM" => {
                    let (name, after) = argument(rest);
                    rule.alarms.extend(name.map(str::to_owned));
                    rest = after;
                }
                "OK" | "INSUFFICIENT_DATA" => {
                    rule.is_any_of = false;
                    rest = argument(rest).1;
                }
                _ => rule.is_any_of = false,
            }
        }
        rule
    }
}

/// The argument in parentheses that `text` begins with, in quotes or without, and what follows it.
fn argument(text: &str) -> (Option<&str>, &str) {
    let Some(inner) = text.trim_start().strip_prefix('(') else { return (None, text) };
    let inner = inner.trim_start();
    for quote in ['"', '\''] {
        if let Some((name, after)) =
            inner.strip_prefix(quote).and_then(|quoted| quoted.split_once(quote))
        {
            return (Some(name), after);
        }
    }
    match inner.split_once(')') {
        Some((name, after)) => (Some(name.trim()), after),
        None => (None, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_names_its_alarms() {
        let cases: [(&str, &[&str], bool); 7] = [
            (r#"ALARM("a b") OR ALARM("c(d)")"#, &["a b", "c(d)"], true),
            ("ALARM(a) or (ALARM( b ))", &["a", "b"], true),
            (
                "ALARM(arn:aws:cloudwatch:us-east-1:1:alarm:x)",
                &["arn:aws:cloudwatch:us-east-1:1:alarm:x"],
                true,
            ),
            ("ALARM(a) AND NOT ALARM(b)", &["a", "b"], false),
            ("ALARM(a) OR OK(b)", &["a"], false),
            ("TRUE", &[], false),
            ("ALARM(a", &[], true),
        ];
        for (text, alarms, is_any_of) in cases {
            let rule = Rule::parse(text);
            assert_eq!(rule.alarms, alarms, "{text}");
            assert_eq!(rule.is_any_of, is_any_of, "{text}");
        }
    }
}
