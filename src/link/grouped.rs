//! Resources by what they belong to: certainly, possibly, or nobody can tell to what.

use std::collections::HashMap;
use std::hash::Hash;

use super::lookup::Identity;
use crate::model::{Attribute, Resource};

/// Resources of one kind by what they belong to.
pub(crate) struct Grouped<'a, T, K = Identity> {
    items: &'a [Resource<T>],
    certain: HashMap<K, Vec<usize>>,
    possible: HashMap<K, Vec<usize>>,
    anywhere: Vec<usize>,
}

impl<'a, T, K: Eq + Hash> Grouped<'a, T, K> {
    /// Groups `items` by what `owner` may be. One without an owner belongs to nothing.
    pub(crate) fn new(
        items: &'a [Resource<T>],
        owner: impl Fn(&'a Resource<T>) -> Attribute<Vec<K>>,
    ) -> Self {
        let mut grouped =
            Self { items, certain: HashMap::new(), possible: HashMap::new(), anywhere: Vec::new() };
        for (at, item) in items.iter().enumerate() {
            match owner(item) {
                Attribute::Known(owners) => grouped.add(at, owners),
                Attribute::Unset => {}
                Attribute::Unknown(_) => grouped.anywhere.push(at),
            }
        }
        grouped
    }

    /// The places of what certainly belongs to `owner`.
    pub(crate) fn places_of(&self, owner: &K) -> &[usize] {
        self.certain.get(owner).map_or(&[], Vec::as_slice)
    }

    /// The places of what may belong to `owner`, or to another.
    pub(crate) fn possible_places_of(&self, owner: &K) -> impl Iterator<Item = usize> {
        self.possible.get(owner).into_iter().flatten().chain(&self.anywhere).copied()
    }

    /// What certainly belongs to `owner`.
    pub(crate) fn of(&self, owner: &K) -> impl Iterator<Item = &'a Resource<T>> {
        let items = self.items;
        self.places_of(owner).iter().map(move |at| &items[*at])
    }

    /// What may belong to `owner`, or to another.
    pub(crate) fn possibly_of(&self, owner: &K) -> impl Iterator<Item = &'a Resource<T>> {
        let items = self.items;
        self.possible_places_of(owner).map(move |at| &items[at])
    }

    fn add(&mut self, item: usize, mut owners: Vec<K>) {
        if owners.len() > 1 {
            for owner in owners {
                self.possible.entry(owner).or_default().push(item);
            }
            return;
        }
        match owners.pop() {
            Some(owner) => self.certain.entry(owner).or_default().push(item),
            None => self.anywhere.push(item),
        }
    }
}
