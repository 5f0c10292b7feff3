//! Where somebody would change what a finding is about.
//!
//! Enters: the attribute at fault, and the related resource where the policy names one. Leaves: the value's own line if
//! the source tells it; else the property of the cache that leads to the resource; else where the subject was read.

mod element;
mod names;

use std::collections::{BTreeMap, HashMap};

use crate::link::Subject;
use crate::model::{Head, Inventory, Lead, Origin};
use element::Element;

/// Every resource whose lines are known, by address.
#[derive(Default)]
pub(super) struct Locator<'a> {
    heads: HashMap<&'a str, Vec<Head<'a>>>,
}

/// One subject and what is known of where it is written.
pub(super) struct Whereabouts<'a> {
    locator: &'a Locator<'a>,
    subject: &'a Subject,
    /// Where the attributes of the subject itself are written.
    own: Option<&'a BTreeMap<String, Origin>>,
}

/// The place of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Located {
    /// The related resource at fault.
    pub(super) resource: Option<String>,
    /// Where somebody would change it.
    pub(super) location: Origin,
    /// Where the value stands in a template, when `location` is in the program that writes the template.
    pub(super) template: Option<Origin>,
    /// What to look for in a configuration, where the source tells no lines.
    pub(super) leads: Vec<Lead>,
}

impl<'a> Locator<'a> {
    /// Indexes `inventory`. Of a source without lines, such as a plan, nothing is kept.
    pub(super) fn new(inventory: &'a Inventory) -> Self {
        let mut heads: HashMap<&str, Vec<Head<'_>>> = HashMap::new();
        inventory.each_head(|head| {
            if head.origin.line.is_some() || !head.locations.is_empty() {
                heads.entry(head.address).or_default().push(head);
            }
        });
        Self { heads }
    }

    /// The places of `subject`, whose own attributes are written at `own`.
    pub(super) fn of(
        &'a self,
        subject: &'a Subject,
        own: Option<&'a BTreeMap<String, Origin>>,
    ) -> Whereabouts<'a> {
        Whereabouts { locator: self, subject, own }
    }

    /// The resource at `address` as a subject read in `file` means it, unless there are several.
    fn find(&self, address: &str, file: &str) -> Option<&Head<'a>> {
        let heads = self.heads.get(address)?;
        let near: Vec<&Head<'_>> = heads.iter().filter(|head| head.origin.file == file).collect();
        let candidates = if near.is_empty() { heads.iter().collect() } else { near };
        let first = *candidates.first()?;
        candidates.iter().all(|other| other.origin == first.origin).then_some(first)
    }
}

impl Whereabouts<'_> {
    /// The place of `attribute`. `named` is the related resource that the policy names, and the path in it.
    pub(super) fn find(&self, attribute: &str, named: Option<(&str, Option<&str>)>) -> Located {
        let element = match named {
            Some((address, path)) => Some(Element { address, path }),
            None => element::at(&self.subject.body, attribute),
        };
        let resource = element.map(|element| element.address.to_owned());
        let related = element.and_then(|element| self.in_related(element, attribute));
        let (location, template) = related.unwrap_or_else(|| self.in_subject(attribute));
        let has_line = location.line.is_some();
        let leads = if has_line { Vec::new() } else { self.leads(element, attribute) };
        Located { resource, location, template, leads }
    }

    /// What to look for: the attribute of the related resource, then that of the subject.
    fn leads(&self, element: Option<Element<'_>>, attribute: &str) -> Vec<Lead> {
        let values = element::values(&self.subject.body, element, attribute);
        let related = element.map(|element| Lead {
            address: element.address.to_owned(),
            attributes: in_element(element, attribute),
            values: values.clone(),
        });
        let own = Lead {
            address: self.subject.address.clone(),
            attributes: names::in_subject(self.subject.body.kind(), attribute),
            values,
        };
        related.into_iter().chain([own]).collect()
    }

    /// The place of an attribute of a related resource.
    fn in_related(
        &self,
        element: Element<'_>,
        attribute: &str,
    ) -> Option<(Origin, Option<Origin>)> {
        let head = self.locator.find(element.address, &self.subject.origin.file)?;
        Some(head.place_of(&in_element(element, attribute)))
    }

    /// The place of an attribute of the subject, or of what leads to it.
    fn in_subject(&self, attribute: &str) -> (Origin, Option<Origin>) {
        let Subject { address, origin, .. } = self.subject;
        let Some(locations) = self.own.filter(|own| !own.is_empty()) else {
            return (origin.clone(), None);
        };
        let names = names::in_subject(self.subject.body.kind(), attribute);
        Head { address, origin, locations }.place_of(&names)
    }
}

/// Where to look in a related resource for `attribute` of a subject, the best first.
fn in_element(element: Element<'_>, attribute: &str) -> Vec<String> {
    let mut names = names::in_related(attribute);
    if let Some(path) = element.path {
        names.iter_mut().for_each(|name| *name = format!("{path}.{name}"));
    }
    names
}

#[cfg(test)]
mod tests;
