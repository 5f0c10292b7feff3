//! One stack: its template, what it is deployed with, and what is already known of it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::rc::Rc;

use super::budget::{Budget, Level};
use super::world::World;
use super::{Environment, StackInput};
use crate::collect::CollectError;
use crate::collect::cloudformation::evaluated::{Evaluated, Value};
use crate::collect::cloudformation::expand;
use crate::collect::cloudformation::node::{Content, Node, Place};
use crate::collect::cloudformation::template::{
    ParameterDeclaration, ResourceDeclaration, Template,
};
use crate::model::Gap;
use crate::suggest;

/// Transforms that leave the resources of other services as they are.
const HARMLESS_TRANSFORMS: [&str; 5] = [
    "AWS::LanguageExtensions",
    "AWS::Serverless-2016-10-31",
    "AWS::CodeDeployBlueGreen",
    "AWS::SecretsManager-2020-07-23",
    "AWS::SecretsManager-2024-09-16",
];

/// One stack.
pub(in super::super) struct Scope {
    template: Template,
    environment: Environment,
    path: Option<PathBuf>,
    /// Where each resource stands in the template, by logical id.
    resources: BTreeMap<String, usize>,
    /// The files of the stacks that it is nested in, outermost first.
    ancestors: Vec<PathBuf>,
    /// Whether something may add resources that the template does not have.
    has_foreign_resources: bool,
    conditions: RefCell<BTreeMap<String, Option<bool>>>,
    nested: RefCell<BTreeMap<String, Option<Rc<Scope>>>>,
    running: RefCell<BTreeSet<String>>,
    open_parameters: RefCell<BTreeSet<String>>,
    gaps: RefCell<Vec<Gap>>,
}

impl Scope {
    /// Reads what a template declares and expands its loops.
    pub(in super::super) fn new(
        world: &World<'_>,
        input: StackInput,
        ancestors: Vec<PathBuf>,
    ) -> Result<Self, CollectError> {
        let StackInput { root, path, environment } = input;
        let preliminary = Self::of(Template::parse(&expand::without_loops(&root))?, environment);
        let expanded = expand::expand(root, &Run::new(world, &preliminary))?;
        let mut scope = Self::of(Template::parse(&expanded.root)?, preliminary.environment);
        scope.path = path;
        scope.ancestors = ancestors;
        scope.has_foreign_resources |= !expanded.gaps.is_empty();
        scope.gaps.borrow_mut().extend(expanded.gaps);
        scope.note_macros();
        Ok(scope)
    }

    fn of(template: Template, environment: Environment) -> Self {
        let has_foreign_resources = !template.gaps.is_empty()
            || template.transforms.iter().any(|name| name != HARMLESS_TRANSFORMS[0])
            || template.resources.iter().any(|resource| is_module(&resource.resource_type));
        let logical_ids = template.resources.iter().map(|known| known.logical_id.clone());
        let resources = logical_ids.zip(0..).collect();
        Self {
            gaps: RefCell::new(template.gaps.clone()),
            template,
            environment,
            path: None,
            resources,
            ancestors: Vec::new(),
            has_foreign_resources,
            conditions: RefCell::default(),
            nested: RefCell::default(),
            running: RefCell::default(),
            open_parameters: RefCell::default(),
        }
    }
}

/// What a name stands for.
pub(super) enum Named<'s> {
    Parameter(&'s ParameterDeclaration),
    Resource(&'s ResourceDeclaration),
}

impl Scope {
    pub(in super::super) fn environment(&self) -> &Environment {
        &self.environment
    }

    pub(in super::super) fn template(&self) -> &Template {
        &self.template
    }

    pub(in super::super) fn path(&self) -> Option<&PathBuf> {
        self.path.as_ref()
    }

    pub(in super::super) fn ancestors(&self) -> &[PathBuf] {
        &self.ancestors
    }

    /// Whether a name that the template lacks may come from a macro, a module, or a loop that cannot be expanded.
    pub(in super::super) fn has_foreign_resources(&self) -> bool {
        self.has_foreign_resources
    }

    /// The text of a pseudo parameter, where it is known.
    pub(super) fn pseudo_parameter(&self, name: &str) -> Option<&str> {
        self.environment.pseudo_parameters.get(name).map(String::as_str)
    }

    /// The parameter or resource of this name.
    pub(super) fn named(&self, name: &str) -> Option<Named<'_>> {
        let parameter = self.template.parameters.iter().find(|known| known.name == name);
        let resource = || self.resource(name).map(Named::Resource);
        parameter.map(Named::Parameter).or_else(resource)
    }

    /// The resource with this logical id.
    pub(in super::super) fn resource(&self, logical_id: &str) -> Option<&ResourceDeclaration> {
        self.template.resources.get(*self.resources.get(logical_id)?)
    }

    /// What to add to a message about a name that is not there.
    pub(super) fn hint(&self, name: &str) -> String {
        let parameters = self.template.parameters.iter().map(|known| known.name.as_str());
        let resources = self.template.resources.iter().map(|known| known.logical_id.as_str());
        suggest::hint(suggest::nearest(name, parameters.chain(resources)))
    }

    /// The macro that may rewrite every resource.
    pub(super) fn macro_name(&self) -> Option<&str> {
        let is_known = |name: &str| HARMLESS_TRANSFORMS.contains(&name) || name == "AWS::Include";
        self.template.transforms.iter().map(String::as_str).find(|name| !is_known(name))
    }

    fn note_macros(&self) {
        let unseen = |name: &&String| !HARMLESS_TRANSFORMS.contains(&name.as_str());
        for name in self.template.transforms.iter().filter(unseen) {
            self.note(Gap {
                what: format!("transform {name} of {}", self.template.file),
                why: "what it makes of the template is not known; give the processed template: \
                      `aws cloudformation get-template --template-stage Processed`"
                    .to_owned(),
                is_failure: true,
            });
        }
        for module in self.template.resources.iter().filter(|known| is_module(&known.resource_type))
        {
            self.note(Gap {
                what: self.environment.addresses.of(&module.logical_id),
                why: format!("the resources of module {} are not known", module.resource_type),
                is_failure: true,
            });
        }
    }

    /// Notes something that could not be read.
    pub(in super::super) fn note(&self, gap: Gap) {
        self.gaps.borrow_mut().push(gap);
    }

    /// Notes that a parameter without a value decides something.
    pub(super) fn note_open(&self, parameter: &str) {
        self.open_parameters.borrow_mut().insert(parameter.to_owned());
    }

    pub(super) fn open_parameters(&self) -> BTreeSet<String> {
        self.open_parameters.borrow().clone()
    }

    /// What could not be read, in nested stacks as well.
    pub(super) fn all_gaps(&self) -> Vec<Gap> {
        let mut gaps = self.gaps.borrow().clone();
        for nested in self.nested.borrow().values().flatten() {
            gaps.extend(nested.all_gaps());
        }
        gaps
    }

    /// The nested stack, when something asked for it before.
    pub(in super::super) fn known_nested(&self, logical_id: &str) -> Option<Option<Rc<Scope>>> {
        self.nested.borrow().get(logical_id).cloned()
    }

    /// Keeps a nested stack.
    pub(in super::super) fn keep_nested(&self, logical_id: &str, scope: Option<Rc<Scope>>) {
        self.nested.borrow_mut().insert(logical_id.to_owned(), scope);
    }

    pub(in super::super) fn known_condition(&self, name: &str) -> Option<Option<bool>> {
        self.conditions.borrow().get(name).copied()
    }

    pub(in super::super) fn keep_condition(&self, name: &str, truth: Option<bool>) {
        self.conditions.borrow_mut().insert(name.to_owned(), truth);
    }

    /// Begins to evaluate `what`; none where that is already going on.
    pub(super) fn begin(&self, what: String) -> Option<Running<'_>> {
        let is_new = self.running.borrow_mut().insert(what.clone());
        is_new.then(|| Running { scope: self, what })
    }
}

fn is_module(resource_type: &str) -> bool {
    resource_type.ends_with("::MODULE")
}

/// Something that is being evaluated, until this is dropped.
pub(in super::super) struct Running<'s> {
    scope: &'s Scope,
    what: String,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.scope.running.borrow_mut().remove(&self.what);
    }
}

/// The evaluation of one stack.
#[derive(Clone, Copy)]
pub(in super::super) struct Run<'r> {
    pub(in super::super) world: &'r World<'r>,
    pub(in super::super) scope: &'r Scope,
}

impl<'r> Run<'r> {
    pub(in super::super) fn new(world: &'r World<'_>, scope: &'r Scope) -> Self {
        Self { world, scope }
    }

    /// Goes one level down, to what is written at `place`.
    pub(in super::super) fn enter(&self, place: &Place) -> Result<Level<'r>, CollectError> {
        self.budget().enter(place)
    }

    pub(in super::super) fn budget(&self) -> &'r Budget {
        self.world.budget()
    }

    /// Begins to evaluate `what`, which may not be part of itself.
    pub(in super::super) fn begin(
        &self,
        what: String,
        place: &Place,
    ) -> Result<Running<'r>, CollectError> {
        let cycle = format!("{what} refers to itself, directly or through others");
        self.scope.begin(what).ok_or_else(|| place.malformed(cycle))
    }

    /// What an expression comes to.
    pub(in super::super) fn value(&self, node: &Node) -> Result<Evaluated, CollectError> {
        let _level = self.enter(&node.place)?;
        let value = match &node.content {
            Content::Null => Value::NoValue,
            Content::Bool(value) => Value::Bool(*value),
            Content::Number(text) => Value::Number(text.clone()),
            Content::Text(text) => {
                self.budget().spend_text(text.len(), &node.place)?;
                if let Some(reason) = self.scope.environment.lookups.reason(text) {
                    return Ok(Evaluated::unknown(reason, &node.place));
                }
                return Ok(self.literal(text, &node.place));
            }
            Content::List(items) => {
                if let Some(reason) = self.scope.environment.lookups.reason_of_list(items) {
                    return Ok(Evaluated::unknown(reason, &node.place));
                }
                let mut values = Vec::with_capacity(items.len());
                for item in items {
                    values.push(self.value(item)?);
                }
                values.retain(|value| !value.is_no_value());
                Value::List(values)
            }
            Content::Map(entries) => return self.object(node, entries),
        };
        Ok(Evaluated::new(value, &node.place))
    }
}
