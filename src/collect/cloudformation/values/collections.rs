//! Lists, objects and tags.

use std::collections::BTreeMap;

use super::{Values, origin};
use crate::collect::cloudformation::evaluated::{Evaluated, Value};
use crate::collect::cloudformation::found::{Found, reason_of};
use crate::model::{Attribute, Reason};

impl<'v> Values<'v> {
    /// A list of texts.
    pub(in crate::collect::cloudformation) fn texts(
        &self,
        name: &str,
        path: &str,
    ) -> Attribute<Vec<Attribute<String>>> {
        self.elements(name, path, |found| self.notes.symbols.text(found))
    }

    pub(super) fn elements<T: PartialEq>(
        &self,
        name: &str,
        path: &str,
        read: impl Fn(&Found<'v>) -> Attribute<T>,
    ) -> Attribute<Vec<Attribute<T>>> {
        self.found(name, path).read(&|value| match &value.value {
            Value::List(items) => {
                let items = items.iter().map(Found::of).enumerate().map(|(index, item)| {
                    if let Some(place) = item.place() {
                        self.locate(&format!("{path}[{index}]"), place);
                    }
                    // One that may not be there is no element that anybody can count on.
                    match item.doubt() {
                        Some(reason) => Attribute::Unknown(reason.clone()),
                        None => read(&item),
                    }
                });
                Attribute::Known(items.filter(|item| !item.is_unset()).collect())
            }
            Value::Text(_) | Value::Number(_) | Value::Bool(_) | Value::Map(_) => {
                Attribute::Unknown(self.surprise(name, "a list"))
            }
            other => Attribute::Unknown(reason_of(other)),
        })
    }

    /// The objects in the list `name`, each with its attributes below `path[index]`.
    pub(in crate::collect::cloudformation) fn blocks(
        &self,
        name: &str,
        path: &str,
    ) -> Attribute<Vec<Values<'v>>> {
        let block = |found: Found<'v>, index: usize| {
            let path = format!("{}{path}[{index}]", self.path);
            if let Some(place) = found.place() {
                self.notes.locations.borrow_mut().insert(path.clone(), origin(place));
            }
            Values { found, path: format!("{path}."), notes: self.notes }
        };
        match self.found(name, path) {
            Found::Absent => Attribute::Unset,
            Found::Unknown(reason, _) => Attribute::Unknown(reason),
            Found::OneOf(_, reason, _) => Attribute::Unknown(reason.clone()),
            Found::Value(value) => match &value.value {
                Value::List(items) => {
                    let items = items.iter().map(Found::of).enumerate();
                    Attribute::Known(items.map(|(index, item)| block(item, index)).collect())
                }
                Value::Map(_) => Attribute::Known(vec![block(Found::of(value), 0)]),
                Value::Text(_) | Value::Number(_) | Value::Bool(_) => {
                    Attribute::Unknown(self.surprise(name, "a list of objects"))
                }
                other => Attribute::Unknown(reason_of(other)),
            },
        }
    }

    /// The entries of the object `name`: texts by name.
    pub(in crate::collect::cloudformation) fn text_map(
        &self,
        name: &str,
        path: &str,
    ) -> Attribute<BTreeMap<String, Attribute<String>>> {
        self.found(name, path).read(&|value| match &value.value {
            Value::Map(entries) => {
                let mut map = BTreeMap::new();
                for (key, value) in entries {
                    self.locate(&format!("{path}.{key}"), &value.place);
                    map.insert(key.clone(), self.tag_value(&Found::of(value)));
                }
                Attribute::Known(map)
            }
            other => match reason_of(other) {
                Reason::NotCollected(_) => Attribute::Unknown(self.surprise(name, "an object")),
                reason => Attribute::Unknown(reason),
            },
        })
    }

    /// The tags at `name`, a list of keys and values or an object.
    pub(in crate::collect::cloudformation) fn tags(
        &self,
        name: &str,
    ) -> Attribute<BTreeMap<String, Attribute<String>>> {
        if let Found::Value(value) = self.peek(name)
            && matches!(value.value, Value::Map(_))
        {
            return self.text_map(name, "tags");
        }
        let blocks = match self.blocks(name, "tags") {
            Attribute::Known(blocks) => blocks,
            Attribute::Unset => return Attribute::Known(BTreeMap::new()),
            Attribute::Unknown(reason) => return Attribute::Unknown(reason),
        };
        let mut tags = BTreeMap::new();
        for block in blocks {
            if let Some(reason) = block.doubt() {
                return Attribute::Unknown(reason.clone());
            }
            match self.notes.symbols.text(&block.peek("Key")) {
                Attribute::Known(key) => {
                    let value = block.peek("Value");
                    if let Some(place) = value.place() {
                        self.locate(&format!("tags.{key}"), place);
                    }
                    tags.insert(key, self.tag_value(&value));
                }
                Attribute::Unset => {}
                Attribute::Unknown(reason) => return Attribute::Unknown(reason),
            }
        }
        Attribute::Known(tags)
    }

    /// The text of a tag or parameter, which may be empty.
    fn tag_value(&self, found: &Found<'v>) -> Attribute<String> {
        let is_empty = |value: &Evaluated| self.notes.symbols.part(value).as_deref() == Some("");
        match found {
            Found::Value(value) if is_empty(value) => Attribute::Known(String::new()),
            found => self.notes.symbols.text(found),
        }
    }
}
