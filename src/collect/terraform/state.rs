//! A state: every resource as it was last read back. Nothing in it is unknown.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use super::document::{
    Document, StateFile, StateFileInstance, StateFileResource, StateModule, StateResource,
};
use super::references::References;
use super::{CollectError, address, plan};
use crate::model::{Inventory, SourceKind, SourceSummary};

/// Reads a state as `terraform show -json` prints it.
pub(super) fn shown_state(document: &Document<'_>, file: &str) -> Result<Inventory, CollectError> {
    let version = document.terraform_version.as_deref();
    let mut inventory = empty(file, SourceKind::TerraformState, version);
    let mut references = References::new(None, BTreeMap::new());
    let mut resources = Vec::new();
    if let Some(values) = &document.values {
        flatten(&values.root_module, &mut resources);
    }
    resources.sort_by(|left, right| left.address.cmp(&right.address));
    for resource in &resources {
        add_cache(&mut references, &resource.resource_type, &resource.address);
    }
    for resource in resources {
        let sensitive = match resource.sensitive_values {
            Some(text) => serde_json::from_str(text.get()).unwrap_or(Value::Bool(true)),
            None => Value::Null,
        };
        plan::add_known(&mut inventory, file, &references, resource, sensitive)?;
    }
    Ok(inventory)
}

fn flatten<'s, 'a>(module: &'s StateModule<'a>, found: &mut Vec<&'s StateResource<'a>>) {
    let mut modules = vec![module];
    while let Some(module) = modules.pop() {
        let present = module.resources.iter();
        found.extend(present.filter(|resource| resource.deposed_key.is_none()));
        modules.extend(&module.child_modules);
    }
}

/// Reads a state file, version 4: resources with instances, marked sensitive by lists of paths.
pub(super) fn state_file(document: &StateFile<'_>, file: &str) -> Result<Inventory, CollectError> {
    let version = document.terraform_version.as_deref();
    let mut inventory = empty(file, SourceKind::TerraformStateFile, version);
    let mut references = References::new(None, BTreeMap::new());
    for resource in &document.resources {
        for instance in present(resource) {
            add_cache(
                &mut references,
                &resource.resource_type,
                &instance_address(resource, instance),
            );
        }
    }
    for resource in &document.resources {
        for instance in present(resource) {
            let sensitive = sensitive_tree(instance.sensitive_attributes.as_ref());
            let shown = as_shown(resource, instance);
            plan::add_known(&mut inventory, file, &references, &shown, sensitive)?;
        }
    }
    Ok(inventory)
}

/// The instances that are not about to be destroyed after a replacement.
fn present<'s, 'a>(
    resource: &'s StateFileResource<'a>,
) -> impl Iterator<Item = &'s StateFileInstance<'a>> {
    resource.instances.iter().filter(|instance| instance.deposed.is_none())
}

/// Makes a cache known, so that the keyless address by which others depend on it leads to it.
fn add_cache(references: &mut References<'_>, resource_type: &str, address: &str) {
    if resource_type.starts_with("aws_elasticache_") {
        references.add_instance(address, "");
    }
}

/// The address that `terraform show -json` prints for an instance.
fn instance_address(resource: &StateFileResource<'_>, instance: &StateFileInstance<'_>) -> String {
    let mut name =
        super::references::base_name(&resource.mode, &resource.resource_type, &resource.name);
    if let Some(key) = &instance.index_key {
        name.push_str(&format!("[{key}]"));
    }
    address::join(resource.module.as_deref().unwrap_or(""), &name)
}

/// The same instance as `terraform show -json` would print it.
fn as_shown<'a>(
    resource: &StateFileResource<'a>,
    instance: &StateFileInstance<'a>,
) -> StateResource<'a> {
    StateResource {
        address: Cow::Owned(instance_address(resource, instance)),
        mode: resource.mode.clone(),
        resource_type: resource.resource_type.clone(),
        name: resource.name.clone(),
        index: instance.index_key.clone(),
        deposed_key: None,
        values: instance.attributes,
        sensitive_values: None,
        depends_on: instance.dependencies.clone(),
    }
}

/// Marks of the shape that `terraform show -json` prints, from a list of paths: `[[{"type":"get_attr","value":"x"}]]`.
///
/// Only the first step of a path counts: what lies deeper in a sensitive argument is not read either.
fn sensitive_tree(paths: Option<&Value>) -> Value {
    let first_names = paths.and_then(Value::as_array).into_iter().flatten().filter_map(|path| {
        let step = path.as_array()?.first()?;
        Some((step.get("value")?.as_str()?.to_owned(), Value::Bool(true)))
    });
    Value::Object(first_names.collect())
}

fn empty(file: &str, kind: SourceKind, version: Option<&str>) -> Inventory {
    let mut inventory = Inventory::new();
    inventory.sources.push(SourceSummary {
        file: file.to_owned(),
        kind,
        written_by: super::written_by(version),
        is_complete: true,
    });
    inventory
}
