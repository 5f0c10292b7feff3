//! The resources of a stack, and its outputs.

use super::scope::{Run, Scope};
use super::{EvaluatedResource, Exists};
use crate::collect::CollectError;
use crate::collect::cloudformation::evaluated::{Evaluated, Value};
use crate::collect::cloudformation::nested::NESTED_STACK;
use crate::collect::cloudformation::node::Node;
use crate::collect::cloudformation::template::{OutputDeclaration, ResourceDeclaration};
use crate::model::Reason;

impl Run<'_> {
    /// The stack's resources, each followed by those nested in it. `stack` is whether the stack itself exists.
    pub(super) fn resources(
        &self,
        stack: &Exists,
        evaluated: &mut Vec<EvaluatedResource>,
    ) -> Result<(), CollectError> {
        for declaration in &self.scope.template().resources {
            let _level = self.enter(&declaration.place)?;
            let resource = self.resource(declaration, stack)?;
            let exists = resource.exists.clone();
            evaluated.push(resource);
            if declaration.resource_type == NESTED_STACK
                && exists != Exists::No
                && let Some(nested) = self.nested(declaration)?
            {
                Run::new(self.world, &nested).resources(&exists, evaluated)?;
            }
        }
        Ok(())
    }

    fn resource(
        &self,
        declaration: &ResourceDeclaration,
        stack: &Exists,
    ) -> Result<EvaluatedResource, CollectError> {
        let exists = self.exists(declaration)?.and(stack);
        let is_absent = exists == Exists::No;
        let policy = |node: &Option<Node>| match node {
            Some(node) if !is_absent => self.value(node).map(Some),
            _ => Ok(None),
        };
        Ok(EvaluatedResource {
            address: self.scope.environment().addresses.of(&declaration.logical_id),
            logical_id: declaration.logical_id.clone(),
            stack_name: self.scope.pseudo_parameter("AWS::StackName").map(Into::into),
            resource_type: declaration.resource_type.as_str().into(),
            place: declaration.place.clone(),
            properties: match is_absent {
                true => Evaluated::new(Value::Map(Vec::new()), &declaration.place),
                false => self.properties(declaration)?,
            },
            deletion_policy: policy(&declaration.deletion_policy)?,
            update_replace_policy: policy(&declaration.update_replace_policy)?,
            metadata: declaration.metadata.clone(),
            waivers: declaration.waivers.clone(),
            depends_on: declaration.depends_on.clone(),
            exists,
        })
    }

    fn exists(&self, declaration: &ResourceDeclaration) -> Result<Exists, CollectError> {
        if let Some(name) = self.scope.macro_name() {
            return Ok(Exists::Unknown(Reason::NotCollected(format!("transform {name}"))));
        }
        let Some(condition) = &declaration.condition else { return Ok(Exists::Yes) };
        Ok(match self.condition(condition, &declaration.place)? {
            Some(true) => Exists::Yes,
            Some(false) => Exists::No,
            None => Exists::Unknown(Reason::UnresolvedCondition(condition.clone())),
        })
    }

    fn properties(&self, declaration: &ResourceDeclaration) -> Result<Evaluated, CollectError> {
        let place = declaration.properties.as_ref().map_or(&declaration.place, |node| &node.place);
        if let Some(name) = self.scope.macro_name() {
            let reason = Reason::NotCollected(format!("transform {name}"));
            return Ok(Evaluated::unknown(reason, place));
        }
        match &declaration.properties {
            Some(node) => {
                let value = self.value(node)?;
                // `Properties:` with nothing below it.
                Ok(match value.is_no_value() {
                    true => Evaluated::new(Value::Map(Vec::new()), place),
                    false => value,
                })
            }
            None => Ok(Evaluated::new(Value::Map(Vec::new()), place)),
        }
    }

    /// The value of an output; none where the stack has no such output.
    pub(in super::super) fn output(&self, name: &str) -> Result<Option<Evaluated>, CollectError> {
        let Some(output) = self.declared_output(name)? else { return Ok(None) };
        let _running = self.begin(format!("output {name}"), &output.place)?;
        self.output_value(output).map(Some)
    }

    /// The value of an output; unknown where it is being evaluated, since stacks may read each other's in turns.
    pub(super) fn output_or_running(&self, name: &str) -> Result<Option<Evaluated>, CollectError> {
        let Some(output) = self.declared_output(name)? else { return Ok(None) };
        match self.scope.begin(format!("output {name}")) {
            Some(_running) => self.output_value(output).map(Some),
            None => {
                let reason = Reason::UnresolvedReference(format!("output {name}"));
                Ok(Some(Evaluated::unknown(reason, &output.place)))
            }
        }
    }

    fn output_value(&self, output: &OutputDeclaration) -> Result<Evaluated, CollectError> {
        match self.scope.macro_name() {
            Some(name) => {
                let reason = Reason::NotCollected(format!("transform {name}"));
                Ok(Evaluated::unknown(reason, &output.place))
            }
            None => self.value(&output.value),
        }
    }

    fn declared_output(&self, name: &str) -> Result<Option<&OutputDeclaration>, CollectError> {
        let scope: &Scope = self.scope;
        let Some(output) = scope.template().outputs.iter().find(|known| known.name == name) else {
            return Ok(None);
        };
        let exists = match &output.condition {
            Some(condition) => self.condition(condition, &output.place)?,
            None => Some(true),
        };
        Ok((exists != Some(false)).then_some(output))
    }

    /// The value of the output that is exported under `name`.
    pub(super) fn export(&self, name: &str) -> Result<Option<Evaluated>, CollectError> {
        // Names that are themselves imported from stacks whose names are being sought.
        let Some(seeking) = self.scope.begin("names of exports".to_owned()) else {
            return Ok(None);
        };
        let mut found = None;
        for output in &self.scope.template().outputs {
            let Some(node) = &output.export_name else { continue };
            if self.value(node)?.as_text() == Some(name) {
                found = Some(&output.name);
                break;
            }
        }
        drop(seeking);
        match found {
            Some(output) => self.output_or_running(output),
            None => Ok(None),
        }
    }
}
