//! Nested stacks: templates of the same input, or elsewhere.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use super::evaluate::{Addresses, Environment, Run, Scope, StackInput};
use super::evaluated::{Evaluated, Value};
use super::node::{Node, Place};
use super::parameters::{Given, GivenValue};
use super::template::ResourceDeclaration;
use crate::collect::CollectError;
use crate::model::{Gap, Reason};
use crate::suggest;

/// How deep stacks may nest.
const MOST_NESTED_LEVELS: usize = 16;

/// The type of a nested stack.
pub(super) const NESTED_STACK: &str = "AWS::CloudFormation::Stack";

/// Pseudo parameters that a nested stack has of its own.
const OWN_PSEUDO_PARAMETERS: [&str; 2] = ["AWS::StackId", "AWS::StackName"];

/// A nested stack, as its parent declares it.
pub(super) struct NestedStack<'n> {
    /// Its address, without a slash at the end.
    pub(super) address: &'n str,
    /// What `TemplateURL` comes to.
    pub(super) template_url: Option<&'n Evaluated>,
    /// `Metadata` as it is written.
    pub(super) metadata: Option<&'n Node>,
    /// The parent's template.
    pub(super) parent: Option<&'n Path>,
}

/// The template of a nested stack.
pub(super) struct NestedTemplate {
    pub(super) root: Node,
    pub(super) path: PathBuf,
    /// What its resources are called; without one, `Parent/Child`.
    pub(super) addresses: Option<Addresses>,
}

/// Where the templates of nested stacks are.
pub(super) trait Templates {
    /// The template of a nested stack; none where it lies elsewhere.
    fn nested(&self, stack: &NestedStack<'_>) -> Result<Option<NestedTemplate>, CollectError>;
}

/// Templates beside their parents, as `aws cloudformation package` takes them.
pub(super) struct LocalTemplates<'l> {
    /// Reads a template.
    pub(super) read: &'l dyn Fn(&Path) -> Result<Node, CollectError>,
}

impl Templates for LocalTemplates<'_> {
    fn nested(&self, stack: &NestedStack<'_>) -> Result<Option<NestedTemplate>, CollectError> {
        let (Some(url), Some(parent)) =
            (stack.template_url.and_then(Evaluated::as_text), stack.parent)
        else {
            return Ok(None);
        };
        let relative = url.strip_prefix("file://").unwrap_or(url);
        let path = tidy(&parent.parent().unwrap_or(Path::new("")).join(relative));
        // A device or a pipe may never end.
        if relative.contains("://") || !path.is_file() {
            return Ok(None);
        }
        Ok(Some(NestedTemplate { root: (self.read)(&path)?, path, addresses: None }))
    }
}

/// The path without `.` and without folders that `..` leaves again: `../cache.yaml` beside `stacks/root.yaml` is
/// `cache.yaml`.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(tidy.components().next_back(), Some(Component::Normal(_))) =>
            {
                tidy.pop();
            }
            other => tidy.push(other),
        }
    }
    tidy
}

impl Run<'_> {
    /// The stack that a resource nests; none where its template lies elsewhere.
    pub(super) fn nested(
        &self,
        resource: &ResourceDeclaration,
    ) -> Result<Option<Rc<Scope>>, CollectError> {
        let logical_id = &resource.logical_id;
        if let Some(known) = self.scope.known_nested(logical_id) {
            return Ok(known);
        }
        let what = format!("nested stack {logical_id}");
        let _running = self.begin(what, &resource.place)?;
        let scope = self.load(resource)?.map(Rc::new);
        if scope.is_none() {
            self.scope.note(Gap {
                what: self.scope.environment().addresses.of(logical_id),
                why: "the template of the nested stack is not a file beside this one".to_owned(),
                // There may be caches in it.
                is_failure: true,
            });
        }
        self.scope.keep_nested(logical_id, scope.clone());
        Ok(scope)
    }

    fn load(&self, resource: &ResourceDeclaration) -> Result<Option<Scope>, CollectError> {
        let property = |name: &str| resource.properties.as_ref().and_then(|node| node.get(name));
        let url = property("TemplateURL").map(|node| self.value(node)).transpose()?;
        let address = self.scope.environment().addresses.of(&resource.logical_id);
        let nested = NestedStack {
            address: &address,
            template_url: url.as_ref(),
            metadata: resource.metadata.as_ref(),
            parent: self.scope.path().map(PathBuf::as_path),
        };
        let Some(template) = self.world.templates().nested(&nested)? else { return Ok(None) };
        self.world.add_nested(&resource.place)?;
        let ancestors = self.ancestors(&template.path, &resource.place)?;
        let prefix = || Addresses { prefix: format!("{address}/"), ..Addresses::default() };
        let mut environment = Environment {
            pseudo_parameters: self.scope.environment().pseudo_parameters.clone(),
            addresses: template.addresses.unwrap_or_else(prefix),
            lookups: self.scope.environment().lookups.clone(),
            ..Environment::default()
        };
        for own in OWN_PSEUDO_PARAMETERS {
            environment.pseudo_parameters.remove(own);
        }
        if let Some(node) = property("Parameters") {
            environment.parameters = self.parameters_for(node, &template.root)?;
        }
        let input = StackInput { root: template.root, path: Some(template.path), environment };
        Scope::new(self.world, input, ancestors).map(Some)
    }

    /// The files that a template at `path` is nested in.
    fn ancestors(&self, path: &Path, place: &Place) -> Result<Vec<PathBuf>, CollectError> {
        let canonical = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let mut ancestors = self.scope.ancestors().to_vec();
        ancestors.extend(self.scope.path().map(|own| canonical(own)));
        if ancestors.contains(&canonical(path)) {
            return Err(place.malformed("the template nests itself"));
        }
        if ancestors.len() > MOST_NESTED_LEVELS {
            let message = format!("stacks are nested more than {MOST_NESTED_LEVELS} deep");
            return Err(place.malformed(message));
        }
        Ok(ancestors)
    }

    /// `Parameters` of a nested stack, for a template that declares them.
    fn parameters_for(
        &self,
        node: &Node,
        root: &Node,
    ) -> Result<BTreeMap<String, Given>, CollectError> {
        let declared: Vec<&str> = root.get("Parameters").map_or_else(Vec::new, |parameters| {
            parameters.entries().iter().map(|entry| entry.key.as_str()).collect()
        });
        let value = self.value(node)?;
        let Value::Map(entries) = value.value else {
            let unknown = Evaluated::unknown(value.value.reason(), &node.place);
            let given = |name: &&str| ((*name).to_owned(), Given::of(unknown.clone()));
            return Ok(declared.iter().map(given).collect());
        };
        for entry in node.entries() {
            if !declared.contains(&entry.key.as_str()) && node.get("Fn::Transform").is_none() {
                let hint = suggest::hint(suggest::nearest(&entry.key, declared.iter().copied()));
                let message =
                    format!("the nested template declares no parameter {}{hint}", entry.key);
                return Err(entry.key_place.malformed(message));
            }
        }
        let mut given = BTreeMap::new();
        for (name, value) in entries {
            if !is_flat(&value) {
                let message = format!("parameter {name} takes text or a list of texts");
                return Err(value.place.malformed(message));
            }
            given.insert(name, Given::of(value));
        }
        Ok(given)
    }

    /// An output of a nested stack.
    pub(super) fn nested_output(
        &self,
        resource: &ResourceDeclaration,
        output: &str,
        place: &Place,
    ) -> Result<Evaluated, CollectError> {
        let unresolved = || {
            let name = format!("{}.Outputs.{output}", resource.logical_id);
            Evaluated::unknown(Reason::UnresolvedReference(name), place)
        };
        let Some(scope) = self.nested(resource)? else { return Ok(unresolved()) };
        let run = Run::new(self.world, &scope);
        if let Some(value) = run.output(output)? {
            return Ok(value);
        }
        if scope.has_foreign_resources() {
            return Ok(unresolved());
        }
        let names = scope.template().outputs.iter().map(|known| known.name.as_str());
        let hint = suggest::hint(suggest::nearest(output, names));
        Err(place.malformed(format!("the nested template has no output {output}{hint}")))
    }
}

/// Whether a value may be given to a parameter: text, or a list of texts.
fn is_flat(value: &Evaluated) -> bool {
    let is_scalar = |value: &Evaluated| !matches!(value.value, Value::List(_) | Value::Map(_));
    match &value.value {
        Value::List(items) => items.iter().all(is_scalar),
        Value::OneOf(candidates, _) => candidates.iter().all(is_flat),
        _ => is_scalar(value),
    }
}

impl Given {
    /// A value that a parent stack gives.
    fn of(value: Evaluated) -> Self {
        Self { value: GivenValue::Expression(value), resolved: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_as_short_as_they_can_be() {
        let cases = [
            ("stacks/../cache.yaml", "cache.yaml"),
            ("a/b/../../c.yaml", "c.yaml"),
            ("../a/./b.yaml", "../a/b.yaml"),
            ("../../a.yaml", "../../a.yaml"),
            ("/a/../b.yaml", "/b.yaml"),
        ];
        for (path, expected) in cases {
            assert_eq!(tidy(Path::new(path)), Path::new(expected), "{path}");
        }
    }
}
