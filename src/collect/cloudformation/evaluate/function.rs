//! Objects: those that call a function, and those that are values.

use super::scope::Run;
use crate::collect::CollectError;
use crate::collect::cloudformation::evaluated::{Evaluated, Value};
use crate::collect::cloudformation::expand;
use crate::collect::cloudformation::node::{Content, Entry, Node, Place};
use crate::model::Reason;
use crate::suggest;

/// What a function is called with.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Call<'n> {
    /// The function: `Fn::Join`.
    pub(in super::super) name: &'n str,
    /// Where its name stands.
    pub(in super::super) place: &'n Place,
    /// What it is given.
    pub(in super::super) argument: &'n Node,
}

impl<'n> Call<'n> {
    /// The call that an object is, if it is one.
    pub(in super::super) fn of(entries: &'n [Entry]) -> Option<Self> {
        let [entry] = entries else { return None };
        is_function(&entry.key).then(|| Self {
            name: &entry.key,
            place: &entry.key_place,
            argument: &entry.value,
        })
    }

    /// The arguments of a function that takes a list of between `least` and `most`.
    pub(in super::super) fn arguments(
        &self,
        least: usize,
        most: usize,
    ) -> Result<&'n [Node], CollectError> {
        match &self.argument.content {
            Content::List(items) if (least..=most).contains(&items.len()) => Ok(items),
            _ if least == most => Err(self.expects(&format!("a list of {least} values"))),
            _ if most == usize::MAX => {
                Err(self.expects(&format!("a list of at least {least} values")))
            }
            _ => Err(self.expects(&format!("a list of {least} to {most} values"))),
        }
    }

    /// The error that the function expects something else.
    pub(in super::super) fn expects(&self, what: &str) -> CollectError {
        self.argument.place.malformed(format!("{} expects {what}", self.name))
    }
}

fn is_function(key: &str) -> bool {
    key == "Ref" || key.starts_with("Fn::")
}

/// Functions that only `Rules` may call.
const OF_RULES: [&str; 6] = [
    "Fn::Contains",
    "Fn::EachMemberEquals",
    "Fn::EachMemberIn",
    "Fn::RefAll",
    "Fn::ValueOf",
    "Fn::ValueOfAll",
];

/// Functions that come to true or false.
const OF_CONDITIONS: [&str; 4] = ["Fn::And", "Fn::Equals", "Fn::Not", "Fn::Or"];

/// Functions that come to a value.
const OF_VALUES: [&str; 17] = [
    "Fn::Base64",
    "Fn::Cidr",
    "Fn::FindInMap",
    "Fn::ForEach",
    "Fn::GetAZs",
    "Fn::GetAtt",
    "Fn::GetStackOutput",
    "Fn::If",
    "Fn::ImportValue",
    "Fn::Join",
    "Fn::Length",
    "Fn::Select",
    "Fn::Split",
    "Fn::Sub",
    "Fn::ToJsonString",
    "Fn::Transform",
    "Ref",
];

/// The error that there is no such function, or not here.
pub(in super::super) fn no_such_function(call: &Call<'_>) -> CollectError {
    let message = if OF_RULES.contains(&call.name) {
        format!("{} may only be called in `Rules`", call.name)
    } else if OF_CONDITIONS.contains(&call.name) {
        format!("{} may only be called in `Conditions`", call.name)
    } else if OF_VALUES.contains(&call.name) {
        format!("{} comes to no condition", call.name)
    } else {
        let known = OF_VALUES.into_iter().chain(OF_CONDITIONS).chain(OF_RULES);
        let hint = suggest::hint(suggest::nearest(call.name, known));
        format!("CloudFormation has no function {}{hint}", call.name)
    };
    call.place.malformed(message)
}

impl Run<'_> {
    /// What an object comes to.
    pub(super) fn object(&self, node: &Node, entries: &[Entry]) -> Result<Evaluated, CollectError> {
        // A macro may rewrite what stands beside it.
        if let Some(transform) = node.get("Fn::Transform") {
            let name = transform.get("Name").and_then(Node::text).unwrap_or_default();
            let reason = Reason::NotCollected(format!("transform {name}"));
            return Ok(Evaluated::unknown(reason, &node.place));
        }
        if let Some(call) = Call::of(entries) {
            return match expand::is_loop(call.name) {
                true => self.open_loop(&call),
                false => self.call(&call),
            };
        }
        if let Some(entry) = entries.iter().find(|entry| expand::is_loop(&entry.key)) {
            let call = Call { name: &entry.key, place: &entry.key_place, argument: &entry.value };
            return self.open_loop(&call);
        }
        if let Some(entry) = entries.iter().find(|entry| entry.key.starts_with("Fn::")) {
            let message = format!("{} must be the only key of its object", entry.key);
            return Err(entry.key_place.malformed(message));
        }
        let mut values = Vec::with_capacity(entries.len());
        for entry in entries {
            let value = self.value(&entry.value)?;
            if !value.is_no_value() {
                values.push((entry.key.clone(), value));
            }
        }
        Ok(Evaluated::new(Value::Map(values), &node.place))
    }

    /// A loop whose collection is not known makes the object around it unknown.
    fn open_loop(&self, call: &Call<'_>) -> Result<Evaluated, CollectError> {
        let [_, collection, _] = call.arguments(3, 3)? else {
            return Err(call.expects("a list of 3 values"));
        };
        let reason = self.value(collection)?.value.reason();
        Ok(Evaluated::unknown(reason, call.place))
    }

    fn call(&self, call: &Call<'_>) -> Result<Evaluated, CollectError> {
        // What a macro writes there is as unknown as what the function makes of it.
        if call.argument.get("Fn::Transform").is_some() {
            return self.value(call.argument);
        }
        match call.name {
            "Ref" => self.ref_to(call),
            "Fn::GetAtt" => self.get_att(call),
            "Fn::Sub" => self.sub(call),
            "Fn::Join" => self.join(call),
            "Fn::Split" => self.split(call),
            "Fn::Select" => self.select(call),
            "Fn::FindInMap" => self.find_in_map(call),
            "Fn::GetAZs" => self.get_azs(call),
            "Fn::Base64" => self.base64(call),
            "Fn::Cidr" => self.cidr(call),
            "Fn::Length" => self.length(call),
            "Fn::ToJsonString" => self.json_string(call),
            "Fn::If" => self.if_then_else(call),
            "Fn::ImportValue" => self.import_value(call),
            "Fn::GetStackOutput" => self.get_stack_output(call),
            "Fn::ForEach" => {
                Err(call.place.malformed("a loop needs a name of its own: Fn::ForEach::Name"))
            }
            _ => Err(no_such_function(call)),
        }
    }
}
