//! `Fn::FindInMap`.

use crate::collect::CollectError;
use crate::collect::cloudformation::evaluate::{Call, Run};
use crate::collect::cloudformation::evaluated::{Evaluated, Value};
use crate::collect::cloudformation::node::Node;
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
            return match search.default {
                Some(default) => self.value(default),
                None => Ok(search.macro_in_mapping()),
            };
        };
        let top = self.value(&arguments[1])?;
        let second = self.value(&arguments[2])?;
        let found = search.at(mapping, &top, &mut |row| {
            search.at(row, &second, &mut |value| self.value(value).map(Some))
        })?;
        found.ok_or_else(|| {
            let place = &call.argument.place;
            place.malformed("the mapping has no such key, and there is no DefaultValue")
        })
    }
}

struct Search<'s> {
    call: &'s Call<'s>,
    default: Option<&'s Node>,
    run: &'s Run<'s>,
}

/// What is done with what a key leads to. Nothing comes of a key that the mapping lacks.
type Then<'t> = &'t mut dyn FnMut(&Node) -> Result<Option<Evaluated>, CollectError>;

impl Search<'_> {
    /// Goes on at a key of `node`, or at each key that it may be.
    fn at(
        &self,
        node: &Node,
        key: &Evaluated,
        then: Then<'_>,
    ) -> Result<Option<Evaluated>, CollectError> {
        match &key.value {
            Value::OneOf(keys, reason) => {
                let mut candidates = Vec::with_capacity(keys.len());
                for key in keys {
                    candidates.extend(self.at(node, key, then)?);
                }
                Ok(self.one_of(candidates, reason))
            }
            _ => match key.as_text() {
                Some(text) => match node.get(text) {
                    Some(found) => then(found),
                    None if has_macro(node) => Ok(Some(self.macro_in_mapping())),
                    None => self.default.map(|default| self.run.value(default)).transpose(),
                },
                None => self.any(node, key.value.reason(), then),
            },
        }
    }

    /// Every value that a key that nobody knows may lead to.
    fn any(
        &self,
        node: &Node,
        reason: Reason,
        then: Then<'_>,
    ) -> Result<Option<Evaluated>, CollectError> {
        if has_macro(node) || node.entries().is_empty() {
            return Ok(Some(self.unknown(reason)));
        }
        let mut candidates = Vec::with_capacity(node.entries().len());
        for entry in node.entries() {
            candidates.extend(then(&entry.value)?);
        }
        if let Some(default) = self.default {
            candidates.push(self.run.value(default)?);
        }
        Ok(self.one_of(candidates, &reason))
    }

    /// One of `candidates`. A key that leads nowhere gives none: CloudFormation would refuse the stack, so that whatever
    /// is deployed has another.
    fn one_of(&self, candidates: Vec<Evaluated>, reason: &Reason) -> Option<Evaluated> {
        let is_some = !candidates.is_empty();
        is_some.then(|| Evaluated::one_of(candidates, reason.clone(), self.call.place))
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

    fn macro_in_mapping(&self) -> Evaluated {
        self.unknown(Reason::NotCollected("transform in a mapping".to_owned()))
    }

    fn unknown(&self, reason: Reason) -> Evaluated {
        Evaluated::unknown(reason, self.call.place)
    }
}

fn has_macro(node: &Node) -> bool {
    node.get("Fn::Transform").is_some()
}
