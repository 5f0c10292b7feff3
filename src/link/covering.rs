//! Route table associations that cover subnets although nobody can tell which covers which.

use std::collections::{BTreeMap, HashMap};

use super::index::Index;
use super::lookup::Identity;
use crate::model::{Attribute, Resource, RouteTableAssociation};

/// Associations made by one `count` or `for_each`, and the subnets that they must cover.
///
/// A subnet has at most one association: n associations of one block for the same n candidates cover each of them once.
pub(crate) struct Covering<'a> {
    blocks: Vec<Vec<&'a Resource<RouteTableAssociation>>>,
    of_subnet: HashMap<Identity, usize>,
}

impl<'a> Covering<'a> {
    /// Finds such blocks.
    pub(crate) fn new(index: &Index<'a>) -> Self {
        let mut blocks: BTreeMap<(&str, &str), Vec<&'a Resource<RouteTableAssociation>>> =
            BTreeMap::new();
        for association in &index.inventory.route_table_associations {
            if let Some((block, _)) = association.address.rsplit_once('[') {
                blocks.entry((&association.origin.file, block)).or_default().push(association);
            }
        }
        let mut covering = Self { blocks: Vec::new(), of_subnet: HashMap::new() };
        for block in blocks.into_values() {
            covering.add(index, block);
        }
        covering
    }

    /// The block that covers `subnet`.
    pub(crate) fn block(
        &self,
        subnet: &Identity,
    ) -> Option<&[&'a Resource<RouteTableAssociation>]> {
        self.of_subnet.get(subnet).map(|block| self.blocks[*block].as_slice())
    }

    fn add(&mut self, index: &Index<'_>, block: Vec<&'a Resource<RouteTableAssociation>>) {
        let subnets = |association: &Resource<RouteTableAssociation>| {
            let subnet = &association.attributes.subnet_id;
            index.subnets.identify_attribute(subnet, &association.origin)
        };
        let Some(candidates) = block.first().map(|first| subnets(first)) else { return };
        let is_shared = block.iter().all(|association| subnets(association) == candidates);
        match candidates {
            Attribute::Known(candidates)
                if candidates.len() > 1 && candidates.len() == block.len() && is_shared =>
            {
                let at = self.blocks.len();
                self.of_subnet.extend(candidates.into_iter().map(|subnet| (subnet, at)));
                self.blocks.push(block);
            }
            _ => {}
        }
    }
}
