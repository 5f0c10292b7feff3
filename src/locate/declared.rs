//! Puts findings on what runs where it is declared.

use std::collections::BTreeMap;

use super::SourceDirectory;
use super::configurations::Configurations;
use crate::drift::{Counterpart, Matching};
use crate::finding::{Audit, Declaration, Finding};
use crate::model::{Gap, Head, Inventory, Lead};

/// Places the findings of `audit` on what runs, as `live` tells it, at what `declared` says of the same things, and returns
/// what could not be placed. Verdicts stay as they are.
pub fn locate_declared(
    audit: &mut Audit,
    live: &Inventory,
    declared: &Inventory,
    directory: SourceDirectory<'_>,
) -> Vec<Gap> {
    let matching = Matching::new(declared, live);
    let mut configurations = Configurations::new(&declared.sources, directory);
    let mut rest = Rest::default();
    for finding in audit.findings.iter_mut().filter(|finding| finding.origin.is_live()) {
        match matching.of(&finding.address) {
            Some(Counterpart::One(subject)) => {
                place(finding, *subject, &matching, &mut configurations);
            }
            Some(Counterpart::Several(heads)) => rest.note_several(finding, heads),
            None => {
                let subject = (finding.name.clone(), finding.address.clone());
                *rest.undeclared.entry(subject).or_default() += 1;
            }
        }
    }
    rest.gaps(declared).chain(configurations.gaps()).collect()
}

/// Places one finding, whose subject is declared.
fn place(
    finding: &mut Finding,
    subject: Head<'_>,
    matching: &Matching<'_>,
    configurations: &mut Configurations<'_>,
) {
    let leads = finding.leads.iter().filter_map(|lead| declared_lead(matching, lead));
    let (heads, leads): (Vec<Head<'_>>, Vec<Lead>) = leads.unzip();
    let is_at_fault = |lead: &&Lead| lead.address != subject.address;
    finding.declaration = Some(Declaration {
        address: subject.address.to_owned(),
        origin: subject.origin.clone(),
        resource: leads.first().filter(is_at_fault).map(|lead| lead.address.clone()),
    });
    let first = heads.first().copied().unwrap_or(subject);
    let file = first.origin.file.as_str();
    if !configurations.is_plan(file) {
        let attributes = leads.first().map(|lead| lead.attributes.as_slice());
        (finding.location, finding.template) = first.place_of(attributes.unwrap_or_default());
        return;
    }
    finding.location = first.origin.clone();
    let in_plan = heads.iter().zip(leads).filter(|(head, _)| head.origin.file == file);
    let leads: Vec<Lead> = in_plan.map(|(_, lead)| lead).collect();
    if let Some((place, related)) = configurations.find(file, &leads, &finding.name, false) {
        finding.location = place;
        finding.related = related;
    }
}

/// What to look for in the declaration, where there is one, of what `lead` is about.
fn declared_lead<'a>(matching: &Matching<'a>, lead: &Lead) -> Option<(Head<'a>, Lead)> {
    let part = lead.attributes.iter().find_map(|attribute| rule_of(attribute));
    let rule = part.and_then(|part| matching.rule(&lead.address, part));
    let (head, attributes): (_, Vec<String>) = match (part, rule) {
        (Some(part), Some((head, path))) => {
            let below = lead.attributes.iter().map(|attribute| attribute.strip_prefix(part));
            (head, below.map(|below| format!("{path}{}", below.unwrap_or_default())).collect())
        }
        // Somebody added the rule to the group by hand.
        (Some(_), None) => (one(matching, &lead.address)?, Vec::new()),
        (None, _) => {
            let attributes = lead.attributes.iter().map(|attribute| without_indexes(attribute));
            (one(matching, &lead.address)?, attributes.collect())
        }
    };
    let address = head.address.to_owned();
    Some((head, Lead { address, attributes, values: lead.values.clone() }))
}

fn one<'a>(matching: &Matching<'a>, address: &str) -> Option<Head<'a>> {
    match matching.of(address)? {
        Counterpart::One(head) => Some(*head),
        Counterpart::Several(_) => None,
    }
}

/// The rule that an attribute of a security group belongs to: `ingress[1]` of `ingress[1].from_port`.
fn rule_of(attribute: &str) -> Option<&str> {
    let end = attribute.find(']')?;
    let is_rule = ["ingress[", "egress["].iter().any(|list| attribute.starts_with(list));
    is_rule.then(|| &attribute[..=end])
}

/// The attribute without the places of list elements, which are others in the declaration. An alarm's first metric is the
/// first in both.
fn without_indexes(attribute: &str) -> String {
    let mut parts = attribute.split('[');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|character: char| character.is_ascii_digit());
        text.push('[');
        text.push_str(if text == "metrics[" { part } else { rest });
    }
    text
}

/// Name and address.
type Subject = (String, String);

/// Findings that no declaration has a place for.
#[derive(Default)]
struct Rest {
    /// How many on each subject that is not declared.
    undeclared: BTreeMap<Subject, usize>,
    /// Which declarations each of the others may have.
    ambiguous: BTreeMap<Subject, Vec<String>>,
}

impl Rest {
    fn note_several(&mut self, finding: &Finding, heads: &[Head<'_>]) {
        let subject = (finding.name.clone(), finding.address.clone());
        self.ambiguous.entry(subject).or_insert_with(|| {
            let called = |head: &Head<'_>| format!("{} in {}", head.address, head.origin.file);
            heads.iter().map(called).collect()
        });
    }

    /// What there is to tell of them.
    fn gaps(&self, declared: &Inventory) -> impl Iterator<Item = Gap> {
        let undeclared = self.undeclared.keys().next().map(|(first, _)| {
            let findings: usize = self.undeclared.values().sum();
            let (subjects, whose) = match self.undeclared.len() {
                1 => (first.clone(), "its account"),
                several => (format!("{first} and {} more", several - 1), "their accounts"),
            };
            let are = match findings {
                1 => "1 finding is".to_owned(),
                several => format!("{several} findings are"),
            };
            Gap {
                what: files(declared),
                why: format!("does not declare {subjects}, so {are} at the line of {whose}"),
                is_failure: false,
            }
        });
        let ambiguous = self.ambiguous.iter().map(|((name, _), declarations)| Gap {
            what: name.clone(),
            why: format!(
                "may be declared by {}, and nobody can tell by which; its findings are at the line of its account",
                declarations.join(" or by ")
            ),
            is_failure: false,
        });
        undeclared.into_iter().chain(ambiguous)
    }
}

/// The names of what declares.
fn files(declared: &Inventory) -> String {
    let mut files = declared.sources.iter().map(|source| match source.file.as_str() {
        "-" => "standard input",
        file => file,
    });
    let first = files.next().unwrap_or("what was declared").to_owned();
    match files.count() {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_lists_are_those_of_what_runs_alone() {
        for (attribute, expected) in [
            (
                "log_delivery_configurations[1].destination",
                "log_delivery_configurations[].destination",
            ),
            ("security_group_ids[12]", "security_group_ids[]"),
            ("metrics[0].dimensions", "metrics[0].dimensions"),
            ("parameters.timeout", "parameters.timeout"),
            ("", ""),
        ] {
            assert_eq!(without_indexes(attribute), expected);
        }
    }

    #[test]
    fn rules_are_told_from_other_lists() {
        assert_eq!(rule_of("egress[3].peer.cidr_blocks"), Some("egress[3]"));
        assert_eq!(rule_of("ingress[0]"), Some("ingress[0]"));
        for attribute in ["ingress", "subnet_ids[0]", "group_name", ""] {
            assert_eq!(rule_of(attribute), None, "{attribute}");
        }
    }
}
