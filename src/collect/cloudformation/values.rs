//! The properties of one resource, read as the model's attributes.
//!
//! Every reading names the property and the attribute that it fills: so the attribute's place and its default are noted
//! under the name that policies know. CloudFormation takes `"true"` for `true` and `"6379"` for 6379, and so does this.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::evaluated::{Evaluated, Value};
use super::found::{Found, reason_of};
use super::node::Place;
use super::secret_value::secret_value;
use super::symbols::Symbols;
use crate::model::defaults::Documented;
use crate::model::{Attribute, DefaultValue, Origin, Reason, Reference, SecretValue, Symbol};

/// An object of a resource, its properties or a part of them.
#[derive(Clone)]
pub(super) struct Values<'v> {
    found: Found<'v>,
    /// What stands before the names of attributes: `ingress[0].`.
    path: String,
    notes: &'v Notes<'v>,
}

/// What all objects of one resource share: the names around it, and what is noted while reading.
pub(super) struct Notes<'v> {
    symbols: &'v Symbols,
    /// Why nobody can tell whether the resource exists, and the properties that are read all the same.
    doubt: Option<(&'v Reason, &'static [&'static str])>,
    locations: RefCell<BTreeMap<String, Origin>>,
    defaults: RefCell<BTreeMap<String, DefaultValue>>,
    surprises: RefCell<BTreeSet<(String, String)>>,
}

impl<'v> Notes<'v> {
    /// No notes yet.
    pub(super) fn new(
        symbols: &'v Symbols,
        doubt: Option<(&'v Reason, &'static [&'static str])>,
    ) -> Self {
        Self {
            symbols,
            doubt,
            locations: RefCell::default(),
            defaults: RefCell::default(),
            surprises: RefCell::default(),
        }
    }

    /// Where attributes were read since the last time, by their path.
    pub(super) fn take_locations(&self) -> BTreeMap<String, Origin> {
        self.locations.take()
    }

    /// The defaults filled in since the last time.
    pub(super) fn take_defaults(&self) -> BTreeMap<String, DefaultValue> {
        self.defaults.take()
    }

    /// Properties that are not what they should be, and what they should be.
    pub(super) fn take_surprises(&self) -> BTreeSet<(String, String)> {
        self.surprises.take()
    }
}

/// The place as an origin.
pub(super) fn origin(place: &Place) -> Origin {
    Origin { file: place.file.to_string(), line: Some(place.line), column: Some(place.column) }
}

impl<'v> Values<'v> {
    /// Reads `properties`.
    pub(super) fn new(properties: &'v Evaluated, notes: &'v Notes<'v>) -> Self {
        Self { found: Found::of(properties), path: String::new(), notes }
    }

    /// The object at the property `name`; attributes in it belong where this object's do.
    pub(super) fn inner(&self, name: &str) -> Self {
        Self { found: self.peek(name), path: self.path.clone(), notes: self.notes }
    }

    /// Why nobody can tell whether this object is there, if nobody can.
    pub(super) fn doubt(&self) -> Option<&Reason> {
        self.found.doubt()
    }

    /// Where this object is written.
    pub(super) fn place(&self) -> Option<&'v Place> {
        self.found.place()
    }

    /// Why nobody can tell whether the resource exists, if nobody can.
    pub(super) fn doubt_of_resource(&self) -> Option<&Reason> {
        self.notes.doubt.map(|(reason, _)| reason)
    }

    /// Whether the property is written in the template, whether or not the resource exists.
    pub(super) fn is_written(&self, name: &str) -> bool {
        !matches!(self.found.member(name), Found::Absent)
    }

    /// Whether the property is there.
    pub(super) fn has(&self, name: &str) -> bool {
        !matches!(self.peek(name), Found::Absent)
    }

    /// What stands at the property `name`, without a note.
    pub(super) fn peek(&self, name: &str) -> Found<'v> {
        match self.notes.doubt {
            Some((reason, kept)) if self.path.is_empty() && !kept.contains(&name) => {
                Found::Unknown(reason.clone(), self.found.member(name).place())
            }
            _ => self.found.member(name),
        }
    }

    /// What stands at the property `name`, which fills the attribute `path`.
    pub(super) fn found(&self, name: &str, path: &str) -> Found<'v> {
        let found = self.peek(name);
        if let Some(place) = found.place() {
            self.locate(path, place);
        }
        found
    }

    /// Notes where the attribute `path` is written.
    pub(super) fn locate(&self, path: &str, place: &Place) {
        let path = format!("{}{path}", self.path);
        self.notes.locations.borrow_mut().insert(path, origin(place));
    }

    fn surprise(&self, name: &str, expected: &str) -> Reason {
        self.notes.surprises.borrow_mut().insert((name.to_owned(), expected.to_owned()));
        Reason::NotCollected(format!("{name} is not {expected}"))
    }

    /// A scalar that `parse` understands.
    fn scalar<T: PartialEq>(
        &self,
        name: &str,
        path: &str,
        expected: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Attribute<T> {
        self.found(name, path).read(&|value| match &value.value {
            Value::List(_) | Value::Map(_) => Attribute::Unknown(self.surprise(name, expected)),
            _ => self.notes.symbols.scalar(value).and_then(|text| match parse(&text) {
                Some(parsed) => Attribute::Known(parsed),
                None => Attribute::Unknown(self.surprise(name, expected)),
            }),
        })
    }

    /// Text; numbers and booleans as they are written, so that `7.10` stays `7.10`.
    pub(super) fn text(&self, name: &str, path: &str) -> Attribute<String> {
        self.scalar(name, path, "text", |text| Some(text.to_owned()))
    }

    /// Text that means something: a name in a list of the API.
    pub(super) fn word<T: PartialEq>(
        &self,
        name: &str,
        path: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Attribute<T> {
        self.scalar(name, path, "a word that is known", parse)
    }

    /// A boolean, or text that spells one.
    pub(super) fn boolean(&self, name: &str, path: &str) -> Attribute<bool> {
        self.scalar(name, path, "a boolean", |text| text.trim().to_ascii_lowercase().parse().ok())
    }

    /// A whole number, or text that spells one.
    pub(super) fn integer<T: TryFrom<i64> + PartialEq>(
        &self,
        name: &str,
        path: &str,
    ) -> Attribute<T> {
        self.scalar(name, path, "a whole number in range", |text| {
            let text = text.trim();
            let number = text.parse().ok().or_else(|| whole(text.parse().ok()?))?;
            T::try_from(number).ok()
        })
    }

    /// A number, or text that spells one.
    pub(super) fn number(&self, name: &str, path: &str) -> Attribute<f64> {
        self.scalar(name, path, "a number", |text| {
            text.trim().parse().ok().filter(|number: &f64| number.is_finite())
        })
    }

    /// `attribute`, or its documented default where nobody wrote it.
    pub(super) fn or_default<T>(
        &self,
        attribute: Attribute<T>,
        path: &str,
        default: Option<Documented<T>>,
    ) -> Attribute<T> {
        match default {
            Some(default) if attribute.is_unset() => {
                self.note_default(path, default.from);
                Attribute::Known(default.value)
            }
            _ => attribute,
        }
    }

    /// Notes that the attribute `path` has a documented default.
    pub(super) fn note_default(&self, path: &str, default: DefaultValue) {
        let path = format!("{}{path}", self.path);
        self.notes.defaults.borrow_mut().insert(path, default);
    }

    /// A reference to one other resource.
    pub(super) fn reference(&self, name: &str, path: &str) -> Attribute<Reference> {
        self.reference_of(&self.found(name, path), name)
    }

    fn reference_of(&self, found: &Found<'v>, name: &str) -> Attribute<Reference> {
        match found {
            Found::OneOf(possible, reason, _) => {
                one_of(possible.iter().map(|one| self.reference_of(one, name)).collect(), reason)
            }
            found => found.read(&|value| self.referred(value, name)),
        }
    }

    fn referred(&self, value: &Evaluated, name: &str) -> Attribute<Reference> {
        match &value.value {
            Value::Resource(resource) => Attribute::Known(Reference::Address(Symbol {
                address: resource.address.clone(),
                attribute: resource.attribute.clone(),
                suffix: None,
            })),
            Value::List(_) | Value::Map(_) => Attribute::Unknown(self.surprise(name, "text")),
            Value::Joined(parts) => match (self.notes.symbols.part(value), arn_of(parts)) {
                (Some(text), _) => Attribute::Known(Reference::Id(text)),
                (None, Some(symbol)) => Attribute::Known(Reference::Address(symbol)),
                (None, None) => Attribute::Unknown(reason_of(&value.value)),
            },
            _ => self.notes.symbols.scalar(value).map(Reference::Id),
        }
    }

    /// A dimension's value, which is text: a name where the resource says its own; else a reference, maybe with a text
    /// behind it, as the nodes of a group are called.
    pub(super) fn dimension(&self, name: &str, path: &str) -> Attribute<Reference> {
        let found = self.found(name, path);
        if let known @ Attribute::Known(_) = self.notes.symbols.text(&found) {
            return known.map(Reference::Id);
        }
        match (&found, self.reference_of(&found, name)) {
            (Found::Value(value), unknown @ Attribute::Unknown(_)) => {
                suffixed(&value.value).map_or(unknown, Attribute::Known)
            }
            (_, reference) => reference,
        }
    }

    /// References to several other resources.
    pub(super) fn references(
        &self,
        name: &str,
        path: &str,
    ) -> Attribute<Vec<Attribute<Reference>>> {
        self.elements(name, path, |found| self.reference_of(found, name))
    }

    /// A list of texts.
    pub(super) fn texts(&self, name: &str, path: &str) -> Attribute<Vec<Attribute<String>>> {
        self.elements(name, path, |found| self.notes.symbols.text(found))
    }

    fn elements<T: PartialEq>(
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
    pub(super) fn blocks(&self, name: &str, path: &str) -> Attribute<Vec<Values<'v>>> {
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
    pub(super) fn text_map(
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

    /// The tags at `Tags`, a list of keys and values or an object.
    pub(super) fn tags(&self) -> Attribute<BTreeMap<String, Attribute<String>>> {
        if let Found::Value(value) = self.peek("Tags")
            && matches!(value.value, Value::Map(_))
        {
            return self.text_map("Tags", "tags");
        }
        let blocks = match self.blocks("Tags", "tags") {
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

    /// Whether the secret at `name` is set, and where its value comes from. The value itself is not kept.
    pub(super) fn secret(&self, name: &str, path: &str) -> Attribute<SecretValue> {
        secret_value(&self.found(name, path))
    }
}

/// Exactly one of these references, if all of them are known.
fn one_of(references: Vec<Attribute<Reference>>, reason: &Reason) -> Attribute<Reference> {
    let mut candidates = Vec::new();
    for reference in references {
        match reference {
            Attribute::Known(reference) if candidates.contains(&reference) => {}
            Attribute::Known(reference) => candidates.push(reference),
            Attribute::Unset | Attribute::Unknown(_) => return Attribute::Unknown(reason.clone()),
        }
    }
    match candidates.len() {
        0 => Attribute::Unknown(reason.clone()),
        1 => Attribute::Known(candidates.swap_remove(0)),
        _ => Attribute::Known(Reference::Candidates { candidates }),
    }
}

/// The resource whose ARN is put together: `arn:…:${Resource}`.
fn arn_of(parts: &[Evaluated]) -> Option<Symbol> {
    let [first, .., last] = parts else { return None };
    match (&first.value, &last.value) {
        (Value::Text(prefix), Value::Resource(resource)) if prefix.starts_with("arn:") => {
            Some(Symbol {
                address: resource.address.clone(),
                attribute: Some("arn".to_owned()),
                suffix: None,
            })
        }
        _ => None,
    }
}

/// `${Resource}-001`: what a resource is called with a text behind it.
fn suffixed(value: &Value) -> Option<Reference> {
    let Value::Joined(parts) = value else { return None };
    let (first, rest) = parts.split_first()?;
    let Value::Resource(resource) = &first.value else { return None };
    let texts = rest.iter().map(|part| match &part.value {
        Value::Text(text) | Value::Number(text) => Some(text.as_str()),
        _ => None,
    });
    let suffix: Option<String> = texts.collect();
    Some(Reference::Address(Symbol {
        address: resource.address.clone(),
        attribute: resource.attribute.clone(),
        suffix: Some(suffix?),
    }))
}

/// `number` as an integer, when it is one.
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}
