//! Templates of nested stacks, found in the assemblies of their parents.

use std::path::Path;

use super::noise::drop_noise;
use super::stack::AssemblyStack;
use crate::collect::CollectError;
use crate::collect::cloudformation::evaluate::Addresses;
use crate::collect::cloudformation::nested::{NestedStack, NestedTemplate, Templates};
use crate::collect::cloudformation::node::Node;

/// The templates of stacks nested in those of assemblies.
pub(crate) struct AssemblyTemplates<'a> {
    /// The stacks of all assemblies.
    pub(crate) stacks: Vec<&'a AssemblyStack>,
    /// Reads a template.
    pub(crate) read: &'a dyn Fn(&Path) -> Result<Node, CollectError>,
    /// Where the templates of other stacks are.
    pub(crate) others: &'a dyn Templates,
}

impl AssemblyTemplates<'_> {
    /// The stack that a nested stack is in, however deep. A stack may stand inside of another without being nested in it,
    /// so the one with the longest name is meant.
    fn outer(&self, nested: &NestedStack<'_>) -> Option<&AssemblyStack> {
        let folder = nested.parent?.parent();
        let same_folder = self.stacks.iter().filter(|stack| stack.template.parent() == folder);
        let outer = same_folder.filter_map(|stack| {
            let names = [&stack.display_name, &stack.artifact_id].into_iter();
            let name = names
                .filter(|name| is_inside(nested.address, name))
                .max_by_key(|name| name.len())?;
            Some((name.len(), *stack))
        });
        outer.max_by_key(|(length, _)| *length).map(|(_, stack)| stack)
    }
}

impl Templates for AssemblyTemplates<'_> {
    fn nested(&self, nested: &NestedStack<'_>) -> Result<Option<NestedTemplate>, CollectError> {
        let Some(outer) = self.outer(nested) else { return self.others.nested(nested) };
        let Some(path) = outer.nested_template(nested.metadata, nested.template_url) else {
            return Ok(None);
        };
        let mut root = (self.read)(&path)?;
        drop_noise(&mut root);
        let addresses = Addresses {
            prefix: format!("{}/", nested.address),
            by_logical_id: outer.addresses(Some(nested.address), &root),
        };
        Ok(Some(NestedTemplate { root, path, addresses: Some(addresses) }))
    }
}

fn is_inside(address: &str, name: &str) -> bool {
    address.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'))
}
