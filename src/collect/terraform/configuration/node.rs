//! What a configuration says, whichever syntax says it: members with names, each with its place in the file.
//!
//! HCL and JSON become the same tree: a block's labels are names below one another, as they are in JSON.

use std::collections::BTreeSet;

/// A named part: an argument, a block, a label of a block, a key of an object.
pub(super) struct Member {
    pub(super) name: String,
    /// Where it begins, in bytes.
    pub(super) offset: usize,
    pub(super) value: Value,
    /// What a `dynamic` block is repeated over; none for all others.
    pub(super) repeated_over: Option<BTreeSet<Symbol>>,
}

/// What stands behind a name.
pub(super) enum Value {
    /// The body of a block, or an object.
    Object(Vec<Member>),
    /// A list.
    List(Vec<Item>),
    /// Text, a number or a truth value, written as it is.
    Literal(String),
    /// Anything that has to be evaluated, by what it is made of.
    Expression(BTreeSet<Symbol>),
}

/// An element of a list.
pub(super) struct Item {
    /// Where it begins, in bytes.
    pub(super) offset: usize,
    pub(super) value: Value,
}

/// Something that an expression gets its value from.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Symbol {
    /// `var.name`.
    Variable(String),
    /// `local.name`.
    Local(String),
    /// `each.key`, `each.value`, `count.index`.
    Repetition,
}

impl Symbol {
    /// The symbol that `root.name` is, if its value can be followed.
    pub(super) fn new(root: &str, name: &str) -> Option<Self> {
        match root {
            "var" => Some(Self::Variable(name.to_owned())),
            "local" => Some(Self::Local(name.to_owned())),
            "each" | "count" => Some(Self::Repetition),
            _ => None,
        }
    }
}

impl Member {
    /// A member that is no `dynamic` block.
    pub(super) fn new(name: &str, offset: usize, value: Value) -> Self {
        Self { name: name.to_owned(), offset, value, repeated_over: None }
    }

    /// Each of what the name stands for: the objects of a list, else the one value, with its place.
    pub(super) fn parts(&self) -> Vec<(usize, &Value)> {
        let is_object = |item: &Item| matches!(item.value, Value::Object(_));
        match &self.value {
            Value::List(items) if !items.is_empty() && items.iter().all(is_object) => {
                items.iter().map(|item| (item.offset, &item.value)).collect()
            }
            value => vec![(self.offset, value)],
        }
    }
}

impl Value {
    /// The members of an object with that name.
    pub(super) fn members<'v>(&'v self, name: &str) -> impl Iterator<Item = &'v Member> {
        let members = if let Self::Object(members) = self { members.as_slice() } else { &[] };
        members.iter().filter(move |member| member.name == name)
    }

    /// The text of a literal.
    pub(super) fn literal(&self) -> Option<&str> {
        if let Self::Literal(text) = self { Some(text) } else { None }
    }

    /// Shows every literal in it.
    pub(super) fn each_literal(&self, look: &mut dyn FnMut(&str)) {
        match self {
            Self::Object(members) => members.iter().for_each(|it| it.value.each_literal(look)),
            Self::List(items) => items.iter().for_each(|item| item.value.each_literal(look)),
            Self::Literal(text) => look(text),
            Self::Expression(_) => {}
        }
    }

    /// What it is made of.
    pub(super) fn symbols(&self) -> BTreeSet<Symbol> {
        let mut symbols = BTreeSet::new();
        self.collect_symbols(&mut symbols);
        symbols
    }

    fn collect_symbols(&self, symbols: &mut BTreeSet<Symbol>) {
        match self {
            Self::Object(members) => {
                members.iter().for_each(|member| member.value.collect_symbols(symbols));
            }
            Self::List(items) => items.iter().for_each(|item| item.value.collect_symbols(symbols)),
            Self::Literal(_) => {}
            Self::Expression(own) => symbols.extend(own.iter().cloned()),
        }
    }
}
