//! Templates to resources with values: what CloudFormation would make of them, as far as anybody can tell.
//!
//! Stacks of one input are evaluated together, since outputs of one are read by others. Everything is lazy: a condition,
//! an output or a nested stack is evaluated when something asks for it, once.

mod budget;
mod function;
#[cfg(test)]
mod loops;
mod parameter;
mod reference;
mod resources;
mod scope;
#[cfg(test)]
mod systems;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod world;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::assembly::lookups::Lookups;
use super::evaluated::Evaluated;
use super::nested::Templates;
use super::node::{Node, Place};
use super::parameters::{Given, GivenValue, Parameters};
use super::waiver::WrittenWaiver;
use crate::collect::CollectError;
use crate::model::{Gap, Reason};

pub(super) use function::{Call, no_such_function};
pub(super) use parameter::Bounds;
pub(super) use reference::partition;
pub(super) use scope::{Run, Scope};
pub(super) use world::World;

/// A stack to evaluate.
#[derive(Debug, Clone)]
pub(super) struct StackInput {
    /// The template as it is written, loops and all.
    pub(super) root: Node,
    /// The template's file, which relative paths of nested templates start from.
    pub(super) path: Option<PathBuf>,
    /// What it is deployed with.
    pub(super) environment: Environment,
}

/// What a stack is deployed with and where.
#[derive(Debug, Clone, Default)]
pub(super) struct Environment {
    /// Pseudo parameters by name: `AWS::Region`.
    pub(super) pseudo_parameters: BTreeMap<String, String>,
    /// Values of parameters.
    pub(super) parameters: BTreeMap<String, Given>,
    /// What its resources are called.
    pub(super) addresses: Addresses,
    /// What stands in the template of a CDK app for context that was never looked up.
    pub(super) lookups: Lookups,
}

/// What the resources of a stack are called.
#[derive(Debug, Clone, Default)]
pub(super) struct Addresses {
    /// What stands before the logical ids of resources that have no address of their own: `Network/`.
    pub(super) prefix: String,
    /// Addresses by logical id: construct paths of a CDK app.
    pub(super) by_logical_id: BTreeMap<String, String>,
}

impl Environment {
    /// What a stack with these names is given.
    pub(super) fn new(parameters: &Parameters, stack: &[&str]) -> Self {
        let mut environment = Self::default();
        for (name, given) in parameters.given_to(stack) {
            match given.value {
                GivenValue::Text { text, .. } if name.starts_with("AWS::") => {
                    environment.pseudo_parameters.insert(name, text);
                }
                _ => {
                    environment.parameters.insert(name, given);
                }
            }
        }
        environment
    }
}

impl Addresses {
    /// The address of the resource with this logical id.
    pub(super) fn of(&self, logical_id: &str) -> String {
        let known = self.by_logical_id.get(logical_id).cloned();
        known.unwrap_or_else(|| format!("{}{logical_id}", self.prefix))
    }
}

/// A stack after evaluation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EvaluatedStack {
    /// Its resources and those of the stacks nested in it.
    pub(super) resources: Vec<EvaluatedResource>,
    /// What could not be read.
    pub(super) gaps: Vec<Gap>,
    /// `AWS::Region` and `AWS::AccountId`, where they are known, and other pseudo parameters.
    pub(super) pseudo_parameters: BTreeMap<String, String>,
    /// Parameters that decide something, have no value, and may only have certain ones.
    pub(super) bounds: Vec<Bounds>,
}

/// A resource after evaluation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EvaluatedResource {
    pub(super) address: String,
    pub(super) logical_id: String,
    /// The name of its own stack, where it is known: a nested stack gets one when it is made.
    pub(super) stack_name: Option<Arc<str>>,
    pub(super) resource_type: Arc<str>,
    /// The place of the logical id.
    pub(super) place: Place,
    pub(super) exists: Exists,
    /// An object; or unknown where a macro may rewrite it.
    pub(super) properties: Evaluated,
    pub(super) deletion_policy: Option<Evaluated>,
    pub(super) update_replace_policy: Option<Evaluated>,
    /// `Metadata` as it is written.
    pub(super) metadata: Option<Node>,
    /// The findings that its metadata accepts.
    pub(super) waivers: Vec<WrittenWaiver>,
    pub(super) depends_on: Vec<String>,
}

/// Whether the stack has a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Exists {
    Yes,
    No,
    Unknown(Reason),
}

impl Exists {
    /// Whether a resource exists for which both must hold.
    fn and(self, other: &Self) -> Self {
        match (&self, other) {
            (Self::No, _) | (Self::Unknown(_), Self::Yes | Self::Unknown(_)) => self,
            (_, Self::No) | (Self::Yes, _) => other.clone(),
        }
    }
}

/// Evaluates stacks that may read each other's outputs, in their order.
pub(super) fn evaluate(
    stacks: Vec<StackInput>,
    templates: &dyn Templates,
) -> Result<Vec<EvaluatedStack>, CollectError> {
    let world = World::new(stacks, templates)?;
    world.stacks().iter().map(|scope| stack(&world, scope)).collect()
}

/// The values to try for parameters that decide something, have none, and may only have certain ones: an assignment for
/// each combination. None where nothing is to be tried, or too much.
pub(super) fn alternatives<'s>(
    stacks: impl Iterator<Item = &'s EvaluatedStack>,
) -> Vec<BTreeMap<String, String>> {
    parameter::alternatives(stacks.flat_map(|stack| &stack.bounds))
}

fn stack(world: &World<'_>, scope: &Scope) -> Result<EvaluatedStack, CollectError> {
    let run = Run::new(world, scope);
    run.check_given()?;
    let mut resources = Vec::new();
    run.resources(&Exists::Yes, &mut resources)?;
    let mut gaps = scope.all_gaps();
    gaps.sort();
    gaps.dedup();
    Ok(EvaluatedStack {
        resources,
        gaps,
        pseudo_parameters: scope.environment().pseudo_parameters.clone(),
        bounds: run.bounds(),
    })
}
