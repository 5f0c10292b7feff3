//! One resource's values, read three ways at once: what the plan shows, what it marks unknown, and what was written.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::Value;

use super::references::{References, Scope, Terminal};
use crate::model::defaults::Documented;
use crate::model::{Attribute, DefaultValue, Reason, Reference};

/// What a source says of one argument.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Setting<'v> {
    /// A value.
    Value(&'v Value),
    /// Nothing: the argument is null.
    Null,
    /// The plan does not know the value and nobody wrote one: the provider or AWS chooses.
    LeftOut,
    /// The value is not known.
    Unknown(Reason),
}

/// A resource, or a block of one, with what is known about its values.
#[derive(Clone, Copy)]
pub(super) struct Values<'v> {
    after: &'v Value,
    unknown: &'v Value,
    sensitive: &'v Value,
    /// What was written; `None` where the configuration is not at hand.
    expressions: Option<&'v Value>,
    context: &'v Context<'v>,
}

/// What all blocks of one resource share.
pub(super) struct Context<'v> {
    pub(super) references: &'v References<'v>,
    pub(super) scope: Scope<'v>,
    /// Whether an instance's id is decided only when the change is applied.
    pub(super) is_created: &'v dyn Fn(&str) -> bool,
    /// What the resource depends on, where a state is all there is to tell what its values refer to.
    pub(super) dependencies: Option<&'v [Cow<'v, str>]>,
    /// Defaults that were filled in, by attribute.
    pub(super) defaults: RefCell<BTreeMap<String, DefaultValue>>,
    /// Values of a shape nobody expects, by argument.
    pub(super) surprises: RefCell<Vec<String>>,
}

impl<'v> Values<'v> {
    pub(super) fn new(
        after: &'v Value,
        unknown: &'v Value,
        sensitive: &'v Value,
        expressions: Option<&'v Value>,
        context: &'v Context<'v>,
    ) -> Self {
        Self { after, unknown, sensitive, expressions, context }
    }

    /// Whether the argument exists in this version of the provider's schema. Where nothing at all is known, it may.
    pub(super) fn has(&self, name: &str) -> bool {
        is_true(self.unknown) || self.after.get(name).is_some() || self.unknown.get(name).is_some()
    }

    /// What the source says of an argument that holds a secret. The value is only there to be found empty or not.
    pub(super) fn secret_setting(&self, name: &str) -> Setting<'v> {
        Values { sensitive: &Value::Null, ..*self }.setting(name)
    }

    /// What the resource depends on, where a state is all there is to tell what its values refer to.
    pub(super) fn dependencies(&self) -> Option<Vec<Reference>> {
        let instance = |path: &Cow<'_, str>| self.context.references.instance_of(path);
        self.context.dependencies.map(|paths| paths.iter().map(instance).collect())
    }

    /// The defaults that were filled in so far, leaving none.
    pub(super) fn take_defaults(&self) -> BTreeMap<String, DefaultValue> {
        self.context.defaults.take()
    }

    /// What the source says of `name`.
    pub(super) fn setting(&self, name: &str) -> Setting<'v> {
        if is_true(self.unknown) || self.unknown.get(name).is_some_and(is_true) {
            return self.unknown_setting(name);
        }
        if is_true(self.sensitive) || self.sensitive.get(name).is_some_and(is_true) {
            return Setting::Unknown(Reason::NotCollected("marked sensitive".into()));
        }
        match self.after.get(name) {
            None | Some(Value::Null) => Setting::Null,
            Some(value) => Setting::Value(value),
        }
    }

    fn unknown_setting(&self, name: &str) -> Setting<'v> {
        if self.expressions.is_none() {
            return Setting::Unknown(Reason::KnownAfterApply);
        }
        let is_written = !self.written(name).is_empty();
        let terminals = self.terminals(name);
        let is_null = !terminals.is_empty() && terminals.iter().all(|end| *end == Terminal::Null);
        if !is_written || is_null {
            Setting::LeftOut
        } else {
            Setting::Unknown(Reason::KnownAfterApply)
        }
    }

    /// The expressions for `name`: one, or one of each block where blocks of a set cannot be told apart.
    fn written(&self, name: &str) -> Vec<&'v Value> {
        match self.expressions {
            None => Vec::new(),
            Some(Value::Array(blocks)) => {
                blocks.iter().filter_map(|block| block.get(name)).collect()
            }
            Some(expression) if is_expression(expression) => vec![expression],
            Some(block) => block.get(name).into_iter().collect(),
        }
    }

    /// Where the references in the expression for `name` end. Empty where nothing was written.
    pub(super) fn terminals(&self, name: &str) -> Vec<Terminal> {
        let mut terminals = Vec::new();
        for expression in self.written(name) {
            for terminal in self.context.references.resolve(expression, self.context.scope) {
                if !terminals.contains(&terminal) {
                    terminals.push(terminal);
                }
            }
        }
        terminals
    }

    /// Whether one expression stands for all arguments of this block, as for security group rules written inline.
    pub(super) fn shares_expression(&self) -> bool {
        self.expressions.is_some_and(is_expression)
    }

    /// Notes that `attribute` has a documented default.
    pub(super) fn note_default(&self, attribute: &str, default: DefaultValue) {
        self.context.defaults.borrow_mut().insert(attribute.to_owned(), default);
    }

    fn surprise(&self, name: &str, expected: &str) -> Reason {
        let text = format!("{name} is not {expected}");
        self.context.surprises.borrow_mut().push(text.clone());
        Reason::NotCollected(text)
    }

    fn scalar<T>(
        &self,
        name: &str,
        expected: &str,
        parse: impl Fn(&Value) -> Option<T>,
    ) -> Attribute<T> {
        match self.setting(name) {
            Setting::Value(Value::String(text)) if text.is_empty() => Attribute::Unset,
            Setting::Value(value) => match parse(value) {
                Some(parsed) => Attribute::Known(parsed),
                None => Attribute::Unknown(self.surprise(name, expected)),
            },
            Setting::Null => Attribute::Unset,
            Setting::LeftOut => Attribute::Unknown(Reason::KnownAfterApply),
            Setting::Unknown(reason) => Attribute::Unknown(reason),
        }
    }

    /// `attribute` with `default` where the argument `name` is left out.
    pub(super) fn or_default<T>(
        &self,
        attribute: Attribute<T>,
        name: &str,
        stored_as: &str,
        default: Option<Documented<T>>,
    ) -> Attribute<T> {
        let is_left_out = attribute.is_unset() || self.setting(name) == Setting::LeftOut;
        match default {
            Some(default) if is_left_out => {
                self.note_default(stored_as, default.from);
                Attribute::Known(default.value)
            }
            _ => attribute,
        }
    }

    /// Text; numbers and booleans are taken as they are written.
    pub(super) fn text(&self, name: &str) -> Attribute<String> {
        self.scalar(name, "text", value_text)
    }

    /// A boolean, or text that spells one: since version 6 the AWS provider has nullable booleans as text.
    pub(super) fn boolean(&self, name: &str) -> Attribute<bool> {
        self.scalar(name, "a boolean", |value| match value {
            Value::Bool(value) => Some(*value),
            Value::String(text) => text.to_ascii_lowercase().parse().ok(),
            _ => None,
        })
    }

    /// A whole number, or text that spells one.
    pub(super) fn integer<T: TryFrom<i64>>(&self, name: &str) -> Attribute<T> {
        self.scalar(name, "a whole number in range", |value| {
            let number = match value {
                Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?))?,
                Value::String(text) => text.trim().parse().ok()?,
                _ => return None,
            };
            T::try_from(number).ok()
        })
    }

    /// A number, or text that spells one.
    pub(super) fn number(&self, name: &str) -> Attribute<f64> {
        self.scalar(name, "a number", |value| match value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => {
                text.trim().parse().ok().filter(|number: &f64| number.is_finite())
            }
            _ => None,
        })
    }

    /// A list or set of texts.
    pub(super) fn texts(&self, name: &str) -> Attribute<Vec<Attribute<String>>> {
        self.elements(name, |element| match value_text(element) {
            Some(text) => Attribute::Known(text),
            None => Attribute::Unknown(self.surprise(name, "a list of texts")),
        })
    }

    fn elements<T>(
        &self,
        name: &str,
        known: impl Fn(&Value) -> Attribute<T>,
    ) -> Attribute<Vec<Attribute<T>>> {
        match self.setting(name) {
            Setting::Value(Value::Array(elements)) => {
                let read =
                    |(index, element): (usize, &Value)| match self.element_reason(name, index) {
                        Some(reason) => Attribute::Unknown(reason),
                        None => known(element),
                    };
                Attribute::Known(elements.iter().enumerate().map(read).collect())
            }
            Setting::Value(_) => Attribute::Unknown(self.surprise(name, "a list")),
            Setting::Null => Attribute::Unset,
            Setting::LeftOut => Attribute::Unknown(Reason::KnownAfterApply),
            Setting::Unknown(reason) => Attribute::Unknown(reason),
        }
    }

    /// Why the element at `index` of the list `name` is not to be read, if it is not.
    fn element_reason(&self, name: &str, index: usize) -> Option<Reason> {
        let marked =
            |marks: &Value| marks.get(name).and_then(|list| list.get(index)).is_some_and(is_true);
        if marked(self.unknown) {
            Some(Reason::KnownAfterApply)
        } else if marked(self.sensitive) {
            Some(Reason::NotCollected("marked sensitive".into()))
        } else {
            None
        }
    }

    /// A map of texts, such as tags.
    pub(super) fn text_map(&self, name: &str) -> Attribute<BTreeMap<String, Attribute<String>>> {
        match self.setting(name) {
            Setting::Value(Value::Object(entries)) => {
                let inner = self.block_at(name, None);
                let mut map: BTreeMap<_, _> =
                    entries.keys().map(|key| (key.clone(), inner.text(key))).collect();
                // An entry whose value is unknown is left out of `after`.
                if let Some(Value::Object(unknown)) = self.unknown.get(name) {
                    for key in unknown.iter().filter(|(_, mark)| is_true(mark)).map(|(key, _)| key)
                    {
                        map.insert(key.clone(), Attribute::Unknown(Reason::KnownAfterApply));
                    }
                }
                // An empty text is a value here: a tag may have one.
                for (key, value) in &mut map {
                    if entries.get(key).and_then(Value::as_str) == Some("") {
                        *value = Attribute::Known(String::new());
                    }
                }
                Attribute::Known(map)
            }
            Setting::Value(_) => Attribute::Unknown(self.surprise(name, "a map")),
            Setting::Null => Attribute::Unset,
            Setting::LeftOut => Attribute::Unknown(Reason::KnownAfterApply),
            Setting::Unknown(reason) => Attribute::Unknown(reason),
        }
    }

    /// The nested blocks called `name`, as far as they are known.
    pub(super) fn blocks(&self, name: &str) -> Attribute<Vec<Values<'v>>> {
        match self.setting(name) {
            Setting::Value(Value::Array(blocks)) => Attribute::Known(
                (0..blocks.len()).map(|index| self.block_at(name, Some(index))).collect(),
            ),
            Setting::Value(Value::Object(_)) => Attribute::Known(vec![self.block_at(name, None)]),
            Setting::Value(_) => Attribute::Unknown(self.surprise(name, "a block")),
            Setting::Null => Attribute::Unset,
            Setting::LeftOut => Attribute::Unknown(Reason::KnownAfterApply),
            Setting::Unknown(reason) => Attribute::Unknown(reason),
        }
    }

    fn block_at(&self, name: &str, index: Option<usize>) -> Values<'v> {
        let inner = |tree: &'v Value| {
            let tree = tree.get(name).unwrap_or(&Value::Null);
            match index {
                Some(index) if !is_true(tree) => tree.get(index).unwrap_or(&Value::Null),
                _ => tree,
            }
        };
        let written = match self.expressions {
            Some(expression) if is_expression(expression) => Some(expression),
            expressions => expressions.and_then(|expressions| expressions.get(name)),
        };
        let expressions = match written {
            // The plan sorts the blocks of a set, the configuration does not: only a single one is told apart.
            Some(Value::Array(blocks)) if blocks.len() == 1 => blocks.first(),
            written => written,
        };
        Values {
            after: inner(self.after),
            unknown: inner(self.unknown),
            sensitive: inner(self.sensitive),
            expressions,
            context: self.context,
        }
    }

    /// A reference to one other resource.
    pub(super) fn reference(&self, name: &str) -> Attribute<Reference> {
        match self.setting(name) {
            Setting::Value(Value::String(text)) if text.is_empty() => Attribute::Unset,
            Setting::Value(value) => match value_text(value) {
                Some(text) => Attribute::Known(Reference::Id(text)),
                None => Attribute::Unknown(self.surprise(name, "text")),
            },
            Setting::Null | Setting::LeftOut => Attribute::Unset,
            Setting::Unknown(Reason::KnownAfterApply) => one_of(self.terminals(name)),
            Setting::Unknown(reason) => Attribute::Unknown(reason),
        }
    }

    /// References to several other resources.
    pub(super) fn references(&self, name: &str) -> Attribute<Vec<Attribute<Reference>>> {
        match self.setting(name) {
            Setting::Value(Value::Array(elements)) => {
                Attribute::Known(self.partly_known_references(name, elements))
            }
            Setting::Value(_) => Attribute::Unknown(self.surprise(name, "a list")),
            Setting::Null | Setting::LeftOut => Attribute::Unset,
            Setting::Unknown(Reason::KnownAfterApply) => all_of(self.terminals(name)),
            Setting::Unknown(reason) => Attribute::Unknown(reason),
        }
    }

    /// Known elements as they are; unknown ones are the resources that the change creates, where there are just as many.
    fn partly_known_references(&self, name: &str, elements: &[Value]) -> Vec<Attribute<Reference>> {
        let is_unknown = |index| self.element_reason(name, index) == Some(Reason::KnownAfterApply);
        let count = (0..elements.len()).filter(|index| is_unknown(*index)).count();
        let mut created = if count == 0 { Vec::new() } else { self.created_resources(name) };
        if created.len() != count {
            created.clear();
        }
        let mut created = created.into_iter();
        let read = |(index, element): (usize, &Value)| match self.element_reason(name, index) {
            Some(Reason::KnownAfterApply) => match created.next() {
                Some(reference) => Attribute::Known(reference),
                None => Attribute::Unknown(Reason::KnownAfterApply),
            },
            Some(reason) => Attribute::Unknown(reason),
            None => match value_text(element) {
                Some(text) => Attribute::Known(Reference::Id(text)),
                None => Attribute::Unknown(self.surprise(name, "a list of texts")),
            },
        };
        elements.iter().enumerate().map(read).collect()
    }

    fn created_resources(&self, name: &str) -> Vec<Reference> {
        let created = |terminal| match terminal {
            Terminal::Resource { symbol, is_certain: true }
                if (self.context.is_created)(&symbol.address) =>
            {
                Some(Reference::Address(symbol))
            }
            _ => None,
        };
        self.terminals(name).into_iter().filter_map(created).collect()
    }
}

/// What an unknown scalar with these references may be.
pub(super) fn one_of(terminals: Vec<Terminal>) -> Attribute<Reference> {
    let mut candidates = Vec::new();
    for terminal in terminals {
        match terminal {
            Terminal::Resource { symbol, .. } => candidates.push(Reference::Address(symbol)),
            // What the plan shows is not what makes the value unknown.
            Terminal::Constant { .. } | Terminal::Null => {}
            Terminal::Opaque(text) => return Attribute::Unknown(Reason::UnresolvedReference(text)),
        }
    }
    match candidates.len() {
        0 => Attribute::Unknown(Reason::KnownAfterApply),
        1 => Attribute::Known(candidates.swap_remove(0)),
        _ => Attribute::Known(Reference::Candidates { candidates }),
    }
}

/// What an unknown set with these references holds: those resources, and nothing else.
///
/// A plan shows neither functions nor what stands beside a reference, so this takes two things for granted. A literal in
/// the same set (`[aws_security_group.a.id, "sg-1"]`) is not seen: the reference makes the whole set unknown, and the
/// configuration lists references only. And a part of a list, or one branch of a condition, counts as all of it. Calling
/// every such set unknown instead would leave hardly any new cache with a verdict on its network.
fn all_of(terminals: Vec<Terminal>) -> Attribute<Vec<Attribute<Reference>>> {
    let mut elements = Vec::new();
    for terminal in terminals {
        match terminal {
            Terminal::Resource { symbol, is_certain: true } => {
                elements.push(Attribute::Known(Reference::Address(symbol)));
            }
            Terminal::Resource { symbol, is_certain: false } => {
                elements.push(Attribute::Unknown(Reason::UnresolvedReference(symbol.address)));
            }
            Terminal::Constant { value, .. } => {
                elements.extend(physical_ids(&value).map(Attribute::Known));
            }
            Terminal::Null => {}
            Terminal::Opaque(text) => {
                elements.push(Attribute::Unknown(Reason::UnresolvedReference(text)));
            }
        }
    }
    if elements.is_empty() {
        return Attribute::Unknown(Reason::KnownAfterApply);
    }
    Attribute::Known(elements)
}

/// Ids among constants that an expression refers to; zones and names in it choose elements and are none themselves.
fn physical_ids(constant: &Value) -> impl Iterator<Item = Reference> {
    let texts: Vec<String> = match constant {
        Value::Array(elements) => elements.iter().filter_map(value_text).collect(),
        value => value_text(value).into_iter().collect(),
    };
    let is_id =
        |text: &String| ["subnet-", "sg-", "arn:"].iter().any(|prefix| text.starts_with(prefix));
    texts.into_iter().filter(is_id).map(Reference::Id)
}

/// Whether `value` is an expression, not a block of them.
fn is_expression(value: &Value) -> bool {
    value.as_object().is_some_and(|fields| {
        fields.len() == 1
            && (fields.contains_key("references") || fields.contains_key("constant_value"))
    })
}

fn is_true(value: &Value) -> bool {
    *value == Value::Bool(true)
}

fn value_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

/// `number` as an integer, when it is one.
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}
