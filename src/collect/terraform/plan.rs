//! A plan: what each change leaves behind, read with the configuration that asked for it.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::thread;

use serde_json::Value;
use serde_json::value::RawValue;

use super::CollectError;
use super::document::{
    ChangeBody, ConfigResource, Document, ResourceChange, StateModule, StateResource,
};
use super::mapping::{self, Fate, Incoming};
use super::providers::Providers;
use super::references::{References, Scope, base_name};
use super::values::{Context, Values};
use super::withdrawn;
use crate::model::{Action, Change, Gap, Inventory, Origin, Resource, SourceKind, SourceSummary};

/// Fewer changes than this are not worth a thread.
const SMALLEST_STRETCH: usize = 256;

/// Reads a plan.
pub(super) fn plan(mut document: Document<'_>, file: &str) -> Result<Inventory, CollectError> {
    let mut inventory = Inventory::new();
    let is_complete = document.complete != Some(false);
    inventory.sources.push(SourceSummary {
        file: file.to_owned(),
        kind: SourceKind::TerraformPlan,
        written_by: super::written_by(document.terraform_version.as_deref()),
        is_complete,
    });
    note_gaps(&document, file, &mut inventory);

    let changes: Vec<ResourceChange<'_>> = std::mem::take(&mut document.resource_changes);
    let deferred = document.deferred_changes.take().unwrap_or_default();
    let prior = document.prior_state.take().and_then(|state| state.values);
    let mut untouched = Vec::new();
    if let Some(values) = prior {
        let mentioned =
            changes.iter().chain(deferred.iter().map(|deferred| &deferred.resource_change));
        collect_untouched(values.root_module, mentioned, &mut untouched);
    }

    let variables = document.variables.take().unwrap_or_default();
    let mut references = References::new(document.configuration.as_ref(), variables);
    for change in &changes {
        references.add_instance(&change.address, change.module_address.as_deref().unwrap_or(""));
    }
    for change in deferred.iter().map(|deferred| &deferred.resource_change) {
        references.add_instance(&change.address, change.module_address.as_deref().unwrap_or(""));
    }
    for (module, resource) in &untouched {
        references.add_instance(&resource.address, module);
    }
    let created: HashSet<&str> = changes
        .iter()
        .filter(|change| {
            change.change.actions.iter().any(|action| action == "create" || action == "read")
        })
        .map(|change| change.address.as_ref())
        .collect();

    let reader = PlanReader {
        file,
        references: &references,
        created: &created,
        providers: Providers::new(document.configuration.as_ref(), &references),
    };
    reader.add_changes(&changes, &mut inventory)?;
    for deferred in &deferred {
        let reason = deferred.reason.as_deref().unwrap_or("deferred");
        reader.add_change(&deferred.resource_change, Some(reason), &mut inventory)?;
    }
    for (module, resource) in &untouched {
        reader.add_untouched(module, resource, &mut inventory)?;
    }
    let withdrawn = reader.withdrawn(&changes)?;
    withdrawn::take_back(&mut inventory, &withdrawn, |address, argument| {
        references.is_written(address, argument)
    });
    Ok(inventory)
}

/// What the plan itself says is missing from it.
fn note_gaps(document: &Document<'_>, file: &str, inventory: &mut Inventory) {
    if document.errored == Some(true) {
        inventory.gaps.push(Gap {
            what: file.to_owned(),
            why: "planning ended with an error, so the plan is not whole".to_owned(),
            is_failure: true,
        });
    }
    if document.configuration.is_none() {
        inventory.gaps.push(Gap {
            what: file.to_owned(),
            why: "the plan holds no configuration, so references between new resources are unknown"
                .to_owned(),
            is_failure: true,
        });
    }
    let has_deferred =
        document.deferred_changes.as_ref().is_some_and(|changes| !changes.is_empty());
    if document.complete == Some(false) && !has_deferred && document.errored != Some(true) {
        inventory.gaps.push(Gap {
            what: file.to_owned(),
            why: "the plan covers only part of the configuration (-target or -exclude)".to_owned(),
            is_failure: false,
        });
    }
}

/// Resources of the prior state that no change mentions: data sources, and all of it in a refresh-only plan.
fn collect_untouched<'a, 'c>(
    module: StateModule<'a>,
    changes: impl Iterator<Item = &'c ResourceChange<'a>>,
    found: &mut Vec<(String, StateResource<'a>)>,
) where
    'a: 'c,
{
    let mentioned: HashSet<&str> = changes
        .flat_map(|change| [Some(change.address.as_ref()), change.previous_address.as_deref()])
        .flatten()
        .collect();
    let mut modules = vec![module];
    while let Some(module) = modules.pop() {
        let address = module.address.map(Cow::into_owned).unwrap_or_default();
        for resource in module.resources {
            if resource.deposed_key.is_none() && !mentioned.contains(resource.address.as_ref()) {
                found.push((address.clone(), resource));
            }
        }
        modules.extend(module.child_modules);
    }
    found.sort_by(|(_, left), (_, right)| left.address.cmp(&right.address));
}

struct PlanReader<'a> {
    file: &'a str,
    references: &'a References<'a>,
    created: &'a HashSet<&'a str>,
    providers: Providers,
}

impl PlanReader<'_> {
    /// Maps changes on all processors, each a stretch of them; the order is that of the plan.
    fn add_changes(
        &self,
        changes: &[ResourceChange<'_>],
        inventory: &mut Inventory,
    ) -> Result<(), CollectError> {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let stretch = changes.len().div_ceil(threads).max(SMALLEST_STRETCH);
        let map = |changes: &[ResourceChange<'_>]| {
            let mut mapped = Inventory::new();
            for change in changes {
                self.add_change(change, None, &mut mapped)?;
            }
            Ok(mapped)
        };
        let mapped: Vec<Result<Inventory, CollectError>> = thread::scope(|scope| {
            let mut stretches = changes.chunks(stretch);
            let first = stretches.next().unwrap_or_default();
            let others: Vec<_> =
                stretches.map(|changes| scope.spawn(move || map(changes))).collect();
            let join = |other: thread::ScopedJoinHandle<'_, _>| {
                other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            };
            std::iter::once(map(first)).chain(others.into_iter().map(join)).collect()
        });
        for mapped in mapped {
            inventory.append(mapped?);
        }
        Ok(())
    }

    fn add_change(
        &self,
        resource: &ResourceChange<'_>,
        deferred: Option<&str>,
        inventory: &mut Inventory,
    ) -> Result<(), CollectError> {
        if resource.deposed.is_some() {
            return Ok(());
        }
        let Some(change) = change_of(resource) else {
            // The text stays out of the message: in a damaged plan it may be a secret.
            inventory.gaps.push(Gap {
                what: resource.address.clone().into_owned(),
                why: "this version does not know the plan's action on it".to_owned(),
                is_failure: true,
            });
            return Ok(());
        };
        let module = resource.module_address.as_deref().unwrap_or("");
        let name = base_name(&resource.mode, &resource.resource_type, &resource.name);
        let config = self.references.resource(module, &name);
        let shell =
            self.shell(resource.address.as_ref(), resource.mode == "managed", change, config);
        let body = &resource.change;
        let after = Trees::after(body, self.file, &resource.address)?;
        let before = || Trees::before(body, self.file, &resource.address);
        let mut put = |trees: &Trees, fate| {
            // Of a deferred change nothing counts, not even what was left out.
            let is_planned = fate == Fate::Desired && deferred.is_none();
            let resource = Placed {
                shell: shell.clone(),
                module,
                index: resource.index.as_ref(),
                config: if is_planned { config } else { None },
                dependencies: None,
            };
            self.put(&resource, trees, &name, fate, inventory)
        };
        if let Some(reason) = deferred {
            put(&Trees::unknown(), Fate::Desired)?;
            inventory.gaps.push(Gap {
                what: resource.address.clone().into_owned(),
                why: format!("the change is deferred ({reason}), so nothing is known of it yet"),
                is_failure: false,
            });
            return Ok(());
        }
        match shell.change.action {
            Action::Delete => put(&before()?, Fate::Removed),
            Action::Replace => {
                put(&before()?, Fate::Removed)?;
                put(&after, Fate::Desired)
            }
            Action::Forget => put(&before()?, Fate::Desired),
            Action::None | Action::Create | Action::Update | Action::Read => {
                put(&after, Fate::Desired)
            }
        }
    }

    /// What deleted and changed resources were before, of those types that other resources show.
    fn withdrawn(&self, changes: &[ResourceChange<'_>]) -> Result<Inventory, CollectError> {
        let mut withdrawn = Inventory::new();
        let shown = changes.iter().filter(|resource| {
            resource.deposed.is_none() && withdrawn::is_shown_elsewhere(&resource.resource_type)
        });
        for resource in shown {
            let Some(change) = change_of(resource) else { continue };
            if !matches!(change.action, Action::Delete | Action::Replace | Action::Update) {
                continue;
            }
            let trees = Trees::before(&resource.change, self.file, &resource.address)?;
            let name = base_name(&resource.mode, &resource.resource_type, &resource.name);
            let placed = Placed {
                shell: self.shell(&resource.address, true, change, None),
                module: resource.module_address.as_deref().unwrap_or(""),
                index: resource.index.as_ref(),
                config: None,
                dependencies: None,
            };
            self.put(&placed, &trees, &name, Fate::Desired, &mut withdrawn)?;
        }
        Ok(withdrawn)
    }

    fn add_untouched(
        &self,
        module: &str,
        resource: &StateResource<'_>,
        inventory: &mut Inventory,
    ) -> Result<(), CollectError> {
        let name = base_name(&resource.mode, &resource.resource_type, &resource.name);
        let config = self.references.resource(module, &name);
        let trees = Trees {
            values: parse(resource.values, self.file, &resource.address)?,
            unknown: Value::Null,
            sensitive: parse(resource.sensitive_values, self.file, &resource.address)?,
        };
        let is_declared = resource.mode == "managed";
        let shell = self.shell(&resource.address, is_declared, Change::default(), config);
        let placed = Placed {
            shell,
            module,
            index: resource.index.as_ref(),
            config,
            dependencies: config.is_none().then_some(resource.depends_on.as_slice()),
        };
        self.put(&placed, &trees, &name, Fate::Desired, inventory)
    }

    fn shell(
        &self,
        address: &str,
        is_declared: bool,
        change: Change,
        config: Option<&ConfigResource>,
    ) -> Resource<()> {
        Resource {
            address: address.to_owned(),
            origin: Origin { file: self.file.to_owned(), line: None, column: None },
            is_declared,
            change,
            region: self.providers.region(config),
            ..Resource::default()
        }
    }

    fn put(
        &self,
        placed: &Placed<'_>,
        trees: &Trees,
        name: &str,
        fate: Fate,
        inventory: &mut Inventory,
    ) -> Result<(), CollectError> {
        let written = placed.config.map(|config| config.expressions.as_deref());
        let expressions = match written {
            Some(text) => Some(parse(text, self.file, &placed.shell.address)?),
            None => None,
        };
        let for_each = placed.config.map_or(&Value::Null, |config| &config.for_each_expression);
        let is_created = |address: &str| self.created.contains(address);
        let context = Context {
            references: self.references,
            scope: Scope { module: placed.module, key: placed.index, for_each },
            is_created: &is_created,
            dependencies: placed.dependencies,
            defaults: RefCell::default(),
            surprises: RefCell::default(),
        };
        let values = Values::new(
            &trees.values,
            &trees.unknown,
            &trees.sensitive,
            expressions.as_ref(),
            &context,
        );
        let incoming = Incoming {
            shell: placed.shell.clone(),
            values,
            has_default_tags: self.providers.has_default_tags(placed.config),
        };
        let resource_type = resource_type(name);
        mapping::add(inventory, resource_type, &incoming, fate);
        for surprise in context.surprises.take() {
            inventory.gaps.push(Gap {
                what: placed.shell.address.clone(),
                why: surprise,
                is_failure: true,
            });
        }
        Ok(())
    }
}

/// A resource and where it stands.
struct Placed<'a> {
    shell: Resource<()>,
    module: &'a str,
    index: Option<&'a Value>,
    config: Option<&'a ConfigResource>,
    dependencies: Option<&'a [Cow<'a, str>]>,
}

/// `aws_vpc` of `aws_vpc.main` and of `data.aws_vpc.main`.
fn resource_type(name: &str) -> &str {
    let name = name.strip_prefix("data.").unwrap_or(name);
    name.split('.').next().unwrap_or(name)
}

/// A resource's values, with marks of the same shape for what is unknown and what is sensitive.
struct Trees {
    values: Value,
    unknown: Value,
    sensitive: Value,
}

impl Trees {
    fn after(body: &ChangeBody<'_>, file: &str, address: &str) -> Result<Self, CollectError> {
        Ok(Self {
            values: parse(body.after, file, address)?,
            unknown: parse(body.after_unknown, file, address)?,
            sensitive: parse(body.after_sensitive, file, address)?,
        })
    }

    fn before(body: &ChangeBody<'_>, file: &str, address: &str) -> Result<Self, CollectError> {
        Ok(Self {
            values: parse(body.before, file, address)?,
            unknown: Value::Null,
            sensitive: parse(body.before_sensitive, file, address)?,
        })
    }

    /// Nothing is known, not even what is left out.
    fn unknown() -> Self {
        Self { values: Value::Null, unknown: Value::Bool(true), sensitive: Value::Null }
    }
}

fn parse(text: Option<&RawValue>, file: &str, address: &str) -> Result<Value, CollectError> {
    let Some(text) = text else { return Ok(Value::Null) };
    serde_json::from_str(text.get()).map_err(|source| CollectError::Resource {
        file: file.to_owned(),
        address: address.to_owned(),
        source,
    })
}

/// What the plan does to a resource; `None` for actions that this version does not know.
fn change_of(resource: &ResourceChange<'_>) -> Option<Change> {
    let actions: Vec<&str> = resource.change.actions.iter().map(AsRef::as_ref).collect();
    let action = match actions.as_slice() {
        ["create"] | ["create", "forget"] => Action::Create,
        ["update"] => Action::Update,
        ["delete"] => Action::Delete,
        ["delete", "create"] | ["create", "delete"] => Action::Replace,
        ["forget"] => Action::Forget,
        ["read"] => Action::Read,
        ["no-op"] => Action::None,
        _ => return None,
    };
    Some(Change {
        action,
        replace_paths: resource
            .change
            .replace_paths
            .iter()
            .flatten()
            .map(|path| dotted(path))
            .collect(),
        reason: resource.action_reason.as_deref().map(str::to_owned),
        imported_id: resource.change.importing.as_ref().and_then(|importing| importing.id.clone()),
        previous_address: resource.previous_address.as_deref().map(str::to_owned),
    })
}

/// A path as people write it: `node_group_configuration[0].replica_count`.
fn dotted(path: &[Value]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Value::String(name) if text.is_empty() => text.push_str(name),
            Value::String(name) => {
                text.push('.');
                text.push_str(name);
            }
            other => text.push_str(&format!("[{other}]")),
        }
    }
    text
}

/// Maps a resource of a state, which is known through and through.
pub(super) fn add_known(
    inventory: &mut Inventory,
    file: &str,
    references: &References<'_>,
    resource: &StateResource<'_>,
    sensitive: Value,
) -> Result<(), CollectError> {
    let none = HashSet::new();
    let reader = PlanReader { file, references, created: &none, providers: Providers::default() };
    let name = base_name(&resource.mode, &resource.resource_type, &resource.name);
    let is_declared = resource.mode == "managed";
    let placed = Placed {
        shell: reader.shell(&resource.address, is_declared, Change::default(), None),
        module: "",
        index: resource.index.as_ref(),
        config: None,
        dependencies: Some(&resource.depends_on),
    };
    let trees = Trees {
        values: parse(resource.values, file, &resource.address)?,
        unknown: Value::Null,
        sensitive,
    };
    reader.put(&placed, &trees, &name, Fate::Desired, inventory)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn replace_paths_read_like_attribute_paths() {
        let path = [json!("node_group_configuration"), json!(0), json!("replica_count")];
        assert_eq!(dotted(&path), "node_group_configuration[0].replica_count");
        assert_eq!(dotted(&[json!("port")]), "port");
    }

    #[test]
    fn a_type_is_read_off_managed_resources_and_data_sources() {
        assert_eq!(resource_type("aws_vpc.main"), "aws_vpc");
        assert_eq!(resource_type("data.aws_vpc.main"), "aws_vpc");
    }
}
