//! All stacks of one input, and what they may read of each other.

use std::cell::Cell;
use std::rc::Rc;

use super::StackInput;
use super::budget::Budget;
use super::scope::{Run, Scope};
use crate::collect::CollectError;
use crate::collect::cloudformation::evaluated::Evaluated;
use crate::collect::cloudformation::nested::Templates;
use crate::collect::cloudformation::node::Place;

/// How many stacks may be nested in those of one input, altogether.
const MOST_NESTED: u32 = 1000;

/// Everything that is evaluated together.
pub(in super::super) struct World<'t> {
    stacks: Vec<Rc<Scope>>,
    templates: &'t dyn Templates,
    budget: Budget,
    nested: Cell<u32>,
}

/// What is sought in other stacks.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sought<'s> {
    /// The output that is exported under this name.
    Export(&'s str),
    /// The output of a stack, by the names of both.
    Output(&'s str, &'s str),
}

impl<'t> World<'t> {
    /// Reads what the templates declare. Nothing but their loops is evaluated yet.
    pub(super) fn new(
        inputs: Vec<StackInput>,
        templates: &'t dyn Templates,
    ) -> Result<Self, CollectError> {
        let budget = Budget::new(inputs.len());
        let mut world = Self { stacks: Vec::new(), templates, budget, nested: Cell::new(0) };
        let scopes: Result<Vec<_>, _> =
            inputs.into_iter().map(|input| Scope::new(&world, input, Vec::new())).collect();
        world.stacks = scopes?.into_iter().map(Rc::new).collect();
        Ok(world)
    }

    pub(super) fn stacks(&self) -> &[Rc<Scope>] {
        &self.stacks
    }

    pub(in super::super) fn templates(&self) -> &dyn Templates {
        self.templates
    }

    pub(super) fn budget(&self) -> &Budget {
        &self.budget
    }

    /// Counts a stack nested at `place`.
    pub(in super::super) fn add_nested(&self, place: &Place) -> Result<(), CollectError> {
        let count = self.nested.get() + 1;
        if count > MOST_NESTED {
            return Err(place.malformed(format!("more than {MOST_NESTED} stacks are nested")));
        }
        self.nested.set(count);
        Ok(())
    }

    /// The value of an output of any stack of the input that may be in `region`; none where no stack or several have it.
    pub(super) fn output(
        &self,
        sought: Sought<'_>,
        region: Option<&str>,
    ) -> Result<Option<Evaluated>, CollectError> {
        let mut found = None;
        for scope in &self.stacks {
            let own = scope.pseudo_parameter("AWS::Region");
            if let (Some(own), Some(region)) = (own, region)
                && own != region
            {
                continue;
            }
            let run = Run::new(self, scope);
            let value = match sought {
                Sought::Export(name) => run.export(name)?,
                Sought::Output(stack, output)
                    if scope.pseudo_parameter("AWS::StackName") == Some(stack) =>
                {
                    run.output_or_running(output)?
                }
                Sought::Output(..) => None,
            };
            match (value, &found) {
                (Some(_), Some(_)) => return Ok(None),
                (Some(value), None) => found = Some(value),
                (None, _) => {}
            }
        }
        Ok(found)
    }
}
