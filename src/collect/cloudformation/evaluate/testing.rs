//! Templates in tests.

use std::collections::BTreeMap;

use super::{Environment, EvaluatedResource, EvaluatedStack, StackInput, evaluate};
use crate::collect::CollectError;
use crate::collect::cloudformation::evaluated::{Evaluated, Value};
use crate::collect::cloudformation::nested::{NestedStack, NestedTemplate, Templates};
use crate::collect::cloudformation::parameters::Parameters;
use crate::collect::cloudformation::yaml;

/// Nested templates by `TemplateURL`.
pub(super) struct InMemory<'m>(pub(super) BTreeMap<&'m str, &'m str>);

impl Templates for InMemory<'_> {
    fn nested(&self, stack: &NestedStack<'_>) -> Result<Option<NestedTemplate>, CollectError> {
        let Some(url) = stack.template_url.and_then(Evaluated::as_text) else { return Ok(None) };
        let Some(text) = self.0.get(url) else { return Ok(None) };
        let root = yaml::parse(text, &url.into())?;
        Ok(Some(NestedTemplate { root, path: url.into(), addresses: None }))
    }
}

/// A stack with these parameters.
pub(super) fn input(template: &str, parameters: &[&str]) -> Result<StackInput, CollectError> {
    let mut given = Parameters::default();
    for assignment in parameters {
        given.assign(assignment)?;
    }
    let root = yaml::parse(template, &"t.yaml".into())?;
    Ok(StackInput { root, path: Some("t.yaml".into()), environment: Environment::new(&given, &[]) })
}

/// A stack that stands alone.
pub(super) fn stack(template: &str, parameters: &[&str]) -> Result<EvaluatedStack, CollectError> {
    nested(template, parameters, &[])
}

/// A stack with nested ones.
pub(super) fn nested(
    template: &str,
    parameters: &[&str],
    nested: &[(&str, &str)],
) -> Result<EvaluatedStack, CollectError> {
    let templates = InMemory(nested.iter().copied().collect());
    let mut stacks = evaluate(vec![input(template, parameters)?], &templates)?;
    Ok(stacks.remove(0))
}

/// The resource at an address.
pub(super) fn resource<'s>(stack: &'s EvaluatedStack, address: &str) -> &'s EvaluatedResource {
    let found = stack.resources.iter().find(|resource| resource.address == address);
    found.unwrap_or_else(|| panic!("no resource at {address}"))
}

/// What property `P` of resource `R` comes to, where `expression` is written there. `sections` stand above.
pub(super) fn property(
    sections: &str,
    expression: &str,
    parameters: &[&str],
) -> Result<Evaluated, CollectError> {
    let template = format!(
        "{sections}\nResources:\n  Vpc: {{Type: 'AWS::EC2::VPC', Properties: {{CidrBlock: 10.0.0.0/16}}}}\n  \
         R:\n    Type: T::T::T\n    Properties:\n      P: {expression}\n"
    );
    let stack = stack(&template, parameters)?;
    let properties = &resource(&stack, "R").properties;
    let absent = Evaluated::new(Value::NoValue, &properties.place);
    Ok(properties.get("P").cloned().unwrap_or(absent))
}

/// A value without its places, as text: `"text"`, `7`, `[a, b]`, `?reason`, `Vpc.CidrBlock`.
pub(super) fn show(value: &Evaluated) -> String {
    let list = |values: &[Evaluated], separator: &str| {
        values.iter().map(show).collect::<Vec<_>>().join(separator)
    };
    match &value.value {
        Value::Bool(value) => value.to_string(),
        Value::Number(text) => text.clone(),
        Value::Text(text) => format!("{text:?}"),
        Value::List(items) => format!("[{}]", list(items, ", ")),
        Value::Map(entries) => {
            let entries: Vec<String> =
                entries.iter().map(|(key, value)| format!("{key}: {}", show(value))).collect();
            format!("{{{}}}", entries.join(", "))
        }
        Value::NoValue => "nothing".to_owned(),
        Value::Resource(of) => match &of.attribute {
            Some(attribute) => format!("{}.{attribute}", of.address),
            None => of.address.clone(),
        },
        Value::Dynamic(reference) => {
            format!("<{} {}>", reference.service, show(&reference.name))
        }
        Value::Joined(parts) => list(parts, " + "),
        Value::Hidden { is_set } => format!("hidden {is_set:?}"),
        Value::OneOf(candidates, reason) => format!("({}) ?{reason}", list(candidates, " | ")),
        Value::Unknown(reason) => format!("?{reason}"),
    }
}

/// [`property`], shown, or the error.
pub(super) fn shown(sections: &str, expression: &str, parameters: &[&str]) -> String {
    match property(sections, expression, parameters) {
        Ok(value) => show(&value),
        Err(error) => format!("error: {error}"),
    }
}
