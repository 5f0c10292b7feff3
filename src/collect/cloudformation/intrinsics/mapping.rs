//! `Fn::FindInMap`.

use crate::collect::CollectError;
use crate::collect::cloudformation::evaluate::{Call, Run};
use crate::collect::cloudformation::evaluated::{Evaluated, Value};
use crate::collect::cloudformation::node::{Node, Place};
use crate::model::Reason;

impl Run<'_> {
    /// `Fn::FindInMap`, with or without a default. A key that nobody knows may be any of the mapping's.
    pub(in super::super) fn find_in_map(&self, call: &Call<'_>) -> Result<Evaluated, CollectError> {
        let arguments = call.arguments(3, 4)?;
        let default = match arguments.get(3) {
            Some(default) => match default.get("DefaultValue") {
                Some(value) => Some(value),
                None => return Err(call.expects("`DefaultValue` as its fourth value")),
            },
            None => None,
        };
        let name = self.value(&arguments[0])?;
        let Some(name) = name.as_text() else {
            return Ok(Evaluated::unknown(name.value.reason(), call.place));
        };
        let search = Search { call, default, run: self };
        let Some(mapping) = search.step(&self.scope.template().mappings, name, &arguments[0])?
        else {
            return search.missing(&arguments[0].place, "mapping");
        };
        let top = self.value(&arguments[1])?;
        let second = self.value(&arguments[2])?;
        search.at(mapping, &top, &mut |row| search.at(row, &second, &mut |value| self.value(value)))
    }
}

struct Search<'s> {
    call: &'s Call<'s>,
    default: Option<&'s Node>,
    run: &'s Run<'s>,
}

/// What is done with what a key leads to.
type Then<'t> = &'t mut dyn FnMut(&Node) -> Result<Evaluated, CollectError>;

impl Search<'_> {
    /// Goes on at a key of `node`, or at each key that it may be.
    fn at(&self, node: &Node, key: &Evaluated, then: Then<'_>) -> Result<Evaluated, CollectError> {
        match &key.value {
            Value::OneOf(keys, reason) => {
                let mut candidates = Vec::with_capacity(keys.len());
                for key in keys {
                    candidates.push(self.at(node, key, then)?);
                }
                Ok(Evaluated::one_of(candidates, reason.clone(), self.call.place))
            }
            _ => match key.as_text() {
                Some(text) => match node.get(text) {
                    Some(found) => then(found),
                    None if has_macro(node) => {
                        Ok(self.unknown(Reason::NotCollected("transform in a mapping".to_owned())))
                    }
                    None => self.missing(&self.call.argument.place, "key"),
                },
                None => self.any(node, key.value.reason(), then),
            },
        }
    }

    /// Every value that a key that nobody knows may lead to.
    fn any(&self, node: &Node, reason: Reason, then: Then<'_>) -> Result<Evaluated, CollectError> {
        if has_macro(node) || node.entries().is_empty() {
            return Ok(self.unknown(reason));
        }
        let mut candidates = Vec::with_capacity(node.entries().len());
        for entry in node.entries() {
            candidates.push(then(&entry.value)?);
        }
        if let Some(default) = self.default {
            candidates.push(self.run.value(default)?);
        }
        Ok(Evaluated::one_of(candidates, reason, self.call.place))
    }

    fn step<'n>(
        &self,
        mappings: &'n Node,
        name: &str,
        argument: &Node,
    ) -> Result<Option<&'n Node>, CollectError> {
        let found = mappings.get(name);
        if found.is_none() && self.default.is_none() && !has_macro(mappings) {
            return Err(argument.place.malformed("there is no mapping of this name"));
        }
        Ok(found)
    }

    /// The default, where the mapping lacks a key.
    fn missing(&self, place: &Place, what: &str) -> Result<Evaluated, CollectError> {
        match self.default {
            Some(default) => self.run.value(default),
            None if what == "key" => {
                Err(place.malformed("the mapping has no such key, and there is no DefaultValue"))
            }
            None => Ok(self.unknown(Reason::NotCollected("transform in a mapping".to_owned()))),
        }
    }

    fn unknown(&self, reason: Reason) -> Evaluated {
        Evaluated::unknown(reason, self.call.place)
    }
}

fn has_macro(node: &Node) -> bool {
    node.get("Fn::Transform").is_some()
}
