//! Finds resources of one kind by reference: a known id, name or ARN, or the address of one that has no id yet.
//!
//! A reference leads to identities, one for each resource it may mean; facts that all of them share are facts.

use std::collections::HashMap;
use std::sync::Arc;

use super::listed::Lists;
use crate::model::{Arn, Attribute, Origin, Reason, Reference, Resource, ResourceList, Symbol};

/// One resource, whether the inventory holds it or not; equal identities are the same resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Identity {
    /// The resource at this place in the inventory's list.
    Here(usize),
    /// One that only its id, ARN or name is known of.
    Named(String),
    /// One that only its address is known of.
    Addressed(String),
}

impl Identity {
    /// Its place in the inventory's list, if it is there.
    pub(crate) fn place(&self) -> Option<usize> {
        match self {
            Self::Here(at) => Some(*at),
            Self::Named(_) | Self::Addressed(_) => None,
        }
    }
}

/// Every resource of one kind, by name and by address.
pub(crate) struct Lookup<'a, T> {
    kind: Kind,
    lists: Arc<Lists<'a>>,
    items: &'a [Resource<T>],
    by_name: HashMap<String, Vec<usize>>,
    by_address: HashMap<&'a str, Vec<usize>>,
    /// The places of further listings of what several accounts list, by the place that stands for it.
    copies: HashMap<usize, Vec<usize>>,
}

/// What a kind of resource is called, and what its names mean.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    /// The word for one.
    pub(crate) noun: &'static str,
    /// How the service compares names.
    pub(crate) case: Case,
    /// Where a name means the same.
    pub(crate) scope: Scope,
    /// The lists of a live account that hold them.
    pub(crate) lists: &'static [ResourceList],
}

/// Where a name that a live account tells means the same. An ARN does so everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// In one region of one account.
    Place,
    /// Everywhere, as EC2's ids do: what several accounts list under one id is one thing.
    Everywhere,
}

/// How a service compares names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// As they are written.
    Kept,
    /// In lower case, as ElastiCache stores its own.
    Folded,
}

impl Case {
    fn apply(self, text: &str) -> String {
        match self {
            Self::Kept => text.to_owned(),
            Self::Folded => text.to_lowercase(),
        }
    }
}

impl<'a, T> Lookup<'a, T> {
    /// Indexes `items` by id, ARN, address and the name that `name` reads.
    pub(crate) fn new(
        kind: Kind,
        lists: &Arc<Lists<'a>>,
        items: &'a [Resource<T>],
        name: impl Fn(&'a T) -> Option<&'a str>,
    ) -> Self {
        Self::filtered(kind, lists, items, name, |_| true)
    }

    /// Indexes those of `items` that `keep` holds for.
    pub(crate) fn filtered(
        kind: Kind,
        lists: &Arc<Lists<'a>>,
        items: &'a [Resource<T>],
        name: impl Fn(&'a T) -> Option<&'a str>,
        keep: impl Fn(&T) -> bool,
    ) -> Self {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        let mut by_address: HashMap<&'a str, Vec<usize>> = HashMap::new();
        let mut copies: HashMap<usize, Vec<usize>> = HashMap::new();
        let kept = || items.iter().enumerate().filter(|(_, item)| keep(&item.attributes));
        let best_of = match kind.scope {
            Scope::Everywhere => best_of(kept()),
            Scope::Place => HashMap::new(),
        };
        for (listed_at, item) in kept() {
            // What a second account lists, too, is the same thing.
            let id = item.id.as_str().filter(|_| item.origin.is_live());
            let at = id.and_then(|id| best_of.get(id)).map_or(listed_at, |(at, _)| *at);
            if at != listed_at {
                copies.entry(at).or_default().push(listed_at);
            }
            let names = [item.id.as_str(), item.arn.as_str(), name(&item.attributes)];
            for name in names.into_iter().flatten() {
                add(by_name.entry(kind.case.apply(name)).or_default(), at);
            }
            add(by_address.entry(&item.address).or_default(), at);
        }
        Self { kind, lists: Arc::clone(lists), items, by_name, by_address, copies }
    }

    /// Every resource that `reference`, read in a resource that comes from `from`, may mean.
    pub(crate) fn identify(&self, reference: &Reference, from: &Origin) -> Vec<Identity> {
        let mut identities: Vec<Identity> = Vec::new();
        for possibility in reference.possibilities() {
            let found = match possibility {
                Reference::Id(id) => self.by_id(id, from),
                Reference::Address(symbol) => self.by_symbol(symbol, from),
                Reference::Candidates { .. } => continue,
            };
            identities.extend(found);
        }
        identities.sort();
        identities.dedup();
        identities
    }

    /// Like [`Lookup::identify`], of an attribute.
    pub(crate) fn identify_attribute(
        &self,
        reference: &Attribute<Reference>,
        from: &Origin,
    ) -> Attribute<Vec<Identity>> {
        reference.as_ref().map(|reference| self.identify(reference, from))
    }

    /// The resource, if the inventory holds it.
    pub(crate) fn get(&self, identity: &Identity) -> Option<&'a Resource<T>> {
        match identity {
            Identity::Here(at) => self.items.get(*at),
            Identity::Named(_) | Identity::Addressed(_) => None,
        }
    }

    /// The place of the resource at `at` as `from` lists it: what AWS calls a zone differs from account to account.
    pub(crate) fn as_seen_from(&self, at: usize, from: &Origin) -> usize {
        let copies = self.copies.get(&at).into_iter().flatten().copied();
        let mut seen = copies.filter(|copy| self.items[*copy].origin.file == from.file);
        seen.next().unwrap_or(at)
    }

    /// What `fact` says of the resource that `reference` means, if all that it may mean agree.
    pub(crate) fn fact<U: PartialEq>(
        &self,
        reference: &Reference,
        from: &Origin,
        fact: impl Fn(&Identity, &'a Resource<T>) -> Attribute<U>,
    ) -> Attribute<U> {
        let facts =
            self.identify(reference, from).into_iter().map(|identity| match self.get(&identity) {
                Some(resource) => fact(&identity, resource),
                None => Attribute::Unknown(self.missing(&identity, from)),
            });
        agree(facts, || unresolved(reference))
    }

    /// Why nothing is known of a resource that is not in the inventory and that a resource from `from` refers to.
    pub(crate) fn missing(&self, identity: &Identity, from: &Origin) -> Reason {
        let name = match identity {
            Identity::Here(at) => self.items.get(*at).map_or("", |item| item.address.as_str()),
            Identity::Named(name) | Identity::Addressed(name) => name,
        };
        self.not_here(&format!("{} {name} is", self.kind.noun), from)
    }

    /// Why nobody knows what a resource from `from` makes one look for: the list was not read, or does not hold it.
    pub(crate) fn not_here(&self, what_is: &str, from: &Origin) -> Reason {
        let place = if from.is_live() { "this account and region" } else { "this input" };
        match self.unread(from) {
            Some(reason) => reason.clone(),
            None => Reason::NotCollected(format!("{what_is} not in {place}")),
        }
    }

    /// Why there may be more of this kind at `place` than was read.
    pub(crate) fn unread(&self, place: &Origin) -> Option<&'a Reason> {
        self.lists.unread(place, self.kind.lists)
    }

    /// Like [`Lookup::not_here`], of something in the VPC called `vpc`.
    pub(crate) fn not_here_in(&self, vpc: &str, what_is: &str, from: &Origin) -> Reason {
        let unread = self.unread_in(vpc, from).cloned();
        unread.unwrap_or_else(|| self.not_here(what_is, from))
    }

    /// Why there may be more of this kind in the VPC called `vpc` than was read at `place`.
    pub(crate) fn unread_in(&self, vpc: &str, place: &Origin) -> Option<&'a Reason> {
        self.lists.unread_of(place, self.kind.lists, vpc)
    }

    /// Whether another listing of what the live account lists as `resource` stands for it.
    pub(crate) fn is_repeated(&self, resource: &Resource<T>) -> bool {
        let is_shared = self.kind.scope == Scope::Everywhere && resource.origin.is_live();
        let id = resource.id.as_str().filter(|_| is_shared);
        let places = id.and_then(|id| self.by_name.get(&self.kind.case.apply(id)));
        let mut items = places.into_iter().flatten().map(|at| &self.items[*at]);
        let best = items.find(|item| item.origin.is_live());
        best.is_some_and(|best| !std::ptr::eq(best, resource))
    }

    /// What messages call the resource.
    pub(crate) fn label(&self, identity: &Identity) -> String {
        match identity {
            Identity::Here(at) => self.items.get(*at).map_or(self.kind.noun, label).to_owned(),
            Identity::Named(name) | Identity::Addressed(name) => name.clone(),
        }
    }

    /// Whether `symbol` is the address of a resource of this kind.
    pub(crate) fn knows_address(&self, symbol: &Symbol) -> bool {
        self.by_address.contains_key(symbol.address.as_str())
    }

    fn by_id(&self, id: &str, from: &Origin) -> Vec<Identity> {
        let name = self.kind.case.apply(id);
        let arn = Arn::parse(id);
        let mut places = match self.by_name.get(&name) {
            Some(places) => places.clone(),
            None => arn.map_or_else(Vec::new, |arn| self.by_arn_name(&arn, from)),
        };
        if from.is_live() && arn.is_none() && self.kind.scope == Scope::Place {
            places.retain(|at| self.items[*at].origin.file == from.file);
        }
        if places.is_empty() {
            return vec![Identity::Named(name)];
        }
        // What runs refers to what runs, and a declaration rather to another.
        let alike = self.narrow(places, |item| item.origin.is_live() == from.is_live());
        // One file may look up what another declares: the declaration tells more.
        let declared = self.narrow(alike, |item| item.is_declared);
        // Two files may declare the same name in two regions or accounts.
        here(self.narrow(declared, |item| item.origin.file == from.file))
    }

    /// Resources whose ARN is unknown and whose name, region and account fit. What runs has an ARN that is known.
    fn by_arn_name(&self, arn: &Arn<'_>, from: &Origin) -> Vec<usize> {
        if from.is_live() {
            return Vec::new();
        }
        let name = arn.name().trim_end_matches(":*");
        let places = self
            .by_name
            .get(&self.kind.case.apply(name))
            .or_else(|| self.by_name.get(&self.kind.case.apply(arn.resource)));
        let fits = |known: &Attribute<String>, part: &str| {
            part.is_empty() || known.as_str().is_none_or(|known| known == part)
        };
        places
            .into_iter()
            .flatten()
            .copied()
            .filter(|at| {
                let item = &self.items[*at];
                !item.arn.is_known()
                    && fits(&item.region, arn.region)
                    && fits(&item.account_id, arn.account_id)
            })
            .collect()
    }

    fn by_symbol(&self, symbol: &Symbol, from: &Origin) -> Vec<Identity> {
        match self.by_address.get(symbol.address.as_str()) {
            Some(places) => here(self.narrow(places.clone(), |item| item.origin.file == from.file)),
            None => vec![Identity::Addressed(symbol.address.clone())],
        }
    }

    /// Those of `places` that `prefer` holds for, or all if it holds for none.
    fn narrow(&self, places: Vec<usize>, prefer: impl Fn(&Resource<T>) -> bool) -> Vec<usize> {
        let preferred: Vec<usize> =
            places.iter().copied().filter(|at| prefer(&self.items[*at])).collect();
        if preferred.is_empty() { places } else { preferred }
    }
}

/// How much a listing tells: its owner sees all of a thing, others not, least those who only know of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Listing {
    LookedUp,
    Shared,
    Owned,
}

impl Listing {
    fn of<T>(item: &Resource<T>) -> Self {
        let asked = item.origin.account_and_region().map(|(account, _)| account);
        match item.is_declared {
            false => Self::LookedUp,
            true if asked == item.account_id.as_str() => Self::Owned,
            true => Self::Shared,
        }
    }
}

/// The place that stands for what live accounts list, by its id: the first of those that tell most.
fn best_of<'a, T: 'a>(
    items: impl Iterator<Item = (usize, &'a Resource<T>)>,
) -> HashMap<&'a str, (usize, Listing)> {
    let mut best = HashMap::new();
    for (at, item) in items.filter(|(_, item)| item.origin.is_live()) {
        let Some(id) = item.id.as_str() else { continue };
        let listing = Listing::of(item);
        let known = best.entry(id).or_insert((at, listing));
        if listing > known.1 {
            *known = (at, listing);
        }
    }
    best
}

fn add(places: &mut Vec<usize>, at: usize) {
    if !places.contains(&at) {
        places.push(at);
    }
}

fn here(places: Vec<usize>) -> Vec<Identity> {
    places.into_iter().map(Identity::Here).collect()
}

/// What messages call a resource: its id where it is known, else its address.
pub(crate) fn label<T>(resource: &Resource<T>) -> &str {
    resource.id.as_str().unwrap_or(&resource.address)
}

/// A reference that may mean several resources that differ.
pub(crate) fn unresolved(reference: &Reference) -> Reason {
    Reason::UnresolvedReference(reference.to_string())
}

/// The fact that all of `facts` state, or unknown because of `why`.
pub(crate) fn agree<U: PartialEq>(
    facts: impl IntoIterator<Item = Attribute<U>>,
    why: impl FnOnce() -> Reason,
) -> Attribute<U> {
    let mut facts = facts.into_iter();
    let Some(first) = facts.next() else {
        return Attribute::Unknown(why());
    };
    if facts.all(|fact| fact == first) { first } else { Attribute::Unknown(why()) }
}
