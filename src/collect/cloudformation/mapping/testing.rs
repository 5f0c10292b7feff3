//! Evaluated resources for tests, written as JSON: `{"$ref": [address, type, attribute]}` and its like stand for what no
//! JSON says.

use std::sync::Arc;

use serde_json::Value as Json;

use super::{Fate, Mapper, StackContext};
use crate::collect::cloudformation::evaluate::{EvaluatedResource, Exists};
use crate::collect::cloudformation::evaluated::{
    DynamicReference, Evaluated, ResourceAttribute, Value,
};
use crate::collect::cloudformation::node::Place;
use crate::collect::cloudformation::symbols::Symbols;
use crate::model::{Inventory, Reason};

/// A place in the template of tests.
pub(super) fn place(line: u32) -> Place {
    Place { file: Arc::from("template.yaml"), line, column: 7 }
}

/// The condition of every choice in tests.
pub(super) fn undecided() -> Reason {
    Reason::UnresolvedCondition("IsProduction".to_owned())
}

/// What `json` stands for. Every property is on a line of its own, from `line` on.
pub(super) fn evaluated(json: &Json, line: u32) -> Evaluated {
    let all = |items: &Json| -> Vec<Evaluated> {
        let items = items.as_array().into_iter().flatten();
        items.map(|item| evaluated(item, line)).collect()
    };
    let text = |json: &Json, at: usize| json[at].as_str().map(str::to_owned);
    let value = match json {
        Json::Null => Value::NoValue,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Number(number.to_string()),
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(_) => Value::List(all(json)),
        Json::Object(object) => {
            match object.iter().next().map(|(key, value)| (key.as_str(), value)) {
                Some(("$ref", parts)) => Value::Resource(ResourceAttribute {
                    address: text(parts, 0).expect("is an address"),
                    resource_type: text(parts, 1).expect("is a type").into(),
                    attribute: text(parts, 2),
                }),
                Some(("$joined", parts)) => Value::Joined(all(parts)),
                Some(("$one_of", candidates)) => Value::OneOf(all(candidates), undecided()),
                Some(("$unknown", _)) => Value::Unknown(Reason::ParameterWithoutValue("P".into())),
                Some(("$hidden", is_set)) => Value::Hidden { is_set: is_set.as_bool() },
                Some(("$dynamic", parts)) => Value::Dynamic(DynamicReference {
                    service: text(parts, 0).expect("is a service"),
                    name: Box::new(evaluated(&parts[1], line)),
                }),
                _ => Value::Map(
                    (line..)
                        .zip(object)
                        .map(|(line, (key, value))| (key.clone(), evaluated(value, line)))
                        .collect(),
                ),
            }
        }
    };
    Evaluated { value, place: place(line), parameter: None }
}

/// A resource that exists, its properties from line 100 on.
pub(in super::super) fn resource(
    address: &str,
    kind: &str,
    properties: &Json,
) -> EvaluatedResource {
    EvaluatedResource {
        address: address.to_owned(),
        logical_id: address.to_owned(),
        stack_name: None,
        resource_type: format!("AWS::{kind}").into(),
        place: place(3),
        exists: Exists::Yes,
        properties: evaluated(properties, 100),
        deletion_policy: None,
        update_replace_policy: None,
        metadata: None,
        waivers: Vec::new(),
        depends_on: Vec::new(),
    }
}

/// The inventory of `resources`.
pub(super) fn inventory(resources: &[EvaluatedResource]) -> Inventory {
    inventory_in(resources, &StackContext::default())
}

/// The inventory of `resources` in a stack.
pub(super) fn inventory_in(resources: &[EvaluatedResource], context: &StackContext) -> Inventory {
    let symbols = Symbols::of_stacks([resources]).remove(0);
    let context = StackContext { symbols, ..context.clone() };
    let mut mapper = Mapper::new();
    for resource in resources {
        mapper.add(resource, &context, Fate::Desired);
    }
    mapper.finish()
}
