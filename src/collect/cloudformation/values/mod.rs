//! The properties of one resource, read as the model's attributes.
//!
//! Every reading names the property and the attribute that it fills: so the attribute's place and its default are noted
//! under the name that policies know. CloudFormation takes `"true"` for `true` and `"6379"` for 6379, and so does this.

mod collections;
mod references;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::evaluated::{Evaluated, Value};
use super::found::Found;
use super::node::Place;
use super::secret_value::secret_value;
use super::symbols::Symbols;
use crate::model::defaults::Documented;
use crate::model::{Attribute, DefaultValue, Origin, Reason, SecretValue};

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
        self.found.writes(name)
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

    /// Whether the secret at `name` is set, and where its value comes from. The value itself is not kept.
    pub(super) fn secret(&self, name: &str, path: &str) -> Attribute<SecretValue> {
        secret_value(&self.found(name, path))
    }
}

/// `number` as an integer, when it is one.
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}
