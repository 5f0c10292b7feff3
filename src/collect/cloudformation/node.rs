//! YAML or JSON text as a tree in which everything knows its place.
//!
//! Both formats leave the same tree: short tags are already written out, `!Sub x` as the mapping `Fn::Sub: x`, and
//! scalars keep the text they were written as, since `7.10` without quotes is a version and no number.

use std::sync::Arc;

/// A place in a file that people edit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The file, as messages and origins call it.
    pub(super) file: Arc<str>,
    /// The line, counted from 1.
    pub(super) line: u32,
    /// The column in characters, counted from 1.
    pub(super) column: u32,
}

/// A value as it is written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) content: Content,
    pub(super) place: Place,
}

/// What is written there.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    /// `null`, `~`, or nothing at all.
    Null,
    /// `true` and `false`, and in YAML without quotes also `yes`, `no`, `on`, `off`, as CloudFormation takes them.
    Bool(bool),
    /// A number, as its text: `7.10`, `06379`, `1e3`.
    Number(String),
    /// Text.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order of the file. No key occurs twice.
    Map(Vec<Entry>),
}

/// One entry of a mapping.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_place: Place,
    pub(super) value: Node,
}

impl Node {
    /// The entries of a mapping; none for anything else.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The value at `key` of a mapping.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The items of a sequence; none for anything else.
    pub(super) fn items(&self) -> &[Node] {
        match &self.content {
            Content::List(items) => items,
            _ => &[],
        }
    }

    /// The text of a scalar, as it is written.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) | Content::Number(text) => Some(text),
            Content::Bool(true) => Some("true"),
            Content::Bool(false) => Some("false"),
            _ => None,
        }
    }
}
