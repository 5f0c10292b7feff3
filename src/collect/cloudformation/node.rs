//! YAML or JSON text as a tree in which everything knows its place.
//!
//! Both formats leave the same tree: short tags are already written out, `!Sub x` as the mapping `Fn::Sub: x`, and
//! scalars keep the text they were written as, since `7.10` without quotes is a version and no number.

use std::collections::HashMap;
use std::sync::Arc;

use crate::collect::CollectError;

/// How deep a document may nest. Everything that walks a tree by recursion relies on it.
pub(super) const MAXIMUM_DEPTH: usize = 128;

/// How many nodes a document may have, aliases written out. CloudFormation itself takes a template of up to 1 MB.
pub(super) const MAXIMUM_NODES: usize = 2_000_000;

/// A place in a file that people edit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::collect) struct Place {
    /// The file, as messages and origins call it.
    pub(super) file: Arc<str>,
    /// The line, counted from 1.
    pub(super) line: u32,
    /// The column in characters, counted from 1.
    pub(super) column: u32,
}

/// A value as it is written.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::collect) struct Node {
    pub(super) content: Content,
    pub(super) place: Place,
}

/// What is written there.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::collect) enum Content {
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
pub(in crate::collect) struct Entry {
    pub(super) key: String,
    pub(super) key_place: Place,
    pub(super) value: Node,
}

impl Place {
    /// The error that the document is wrong here. `message` names keys and what was expected, never a value.
    pub(super) fn malformed(&self, message: impl Into<String>) -> CollectError {
        CollectError::Malformed {
            file: self.file.to_string(),
            line: self.line.into(),
            column: self.column.into(),
            message: message.into(),
        }
    }
}

impl Content {
    /// A mapping of `entries`, none of which may have the key of another.
    pub(super) fn map(entries: Vec<Entry>) -> Result<Self, CollectError> {
        let mut seen: HashMap<&str, &Place> = HashMap::with_capacity(entries.len());
        for entry in &entries {
            if let Some(first) = seen.insert(&entry.key, &entry.key_place) {
                return Err(entry.key_place.malformed(format!(
                    "the key {} stands here a second time; first at line {}, column {}",
                    shown(&entry.key),
                    first.line,
                    first.column
                )));
            }
        }
        Ok(Self::Map(entries))
    }

    /// What messages call it.
    pub(super) fn words(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }
}

/// A name as messages show it: in quotes, without control characters, and of bearable length.
pub(super) fn shown(name: &str) -> String {
    const LONGEST: usize = 100;
    let mut start: String = name.chars().take(LONGEST).collect();
    if start.len() < name.len() {
        start.push('…');
    }
    format!("{start:?}")
}

impl Node {
    /// The entries of a mapping; none for anything else.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The keys of a mapping, in order; none for anything else.
    pub(in crate::collect) fn keys(&self) -> Vec<String> {
        self.entries().iter().map(|entry| entry.key.clone()).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(key: &str, line: u32) -> Entry {
        let place = Place { file: "t.yaml".into(), line, column: 3 };
        let value = Node { content: Content::Null, place: place.clone() };
        Entry { key: key.to_owned(), key_place: place, value }
    }

    #[test]
    fn a_key_that_stands_twice_is_an_error_that_names_both_places() {
        assert!(Content::map(vec![entry("A", 1), entry("a", 2)]).is_ok());
        let error = Content::map(vec![entry("A", 1), entry("B", 2), entry("A", 3)]);
        assert_eq!(
            error.expect_err("A stands twice").to_string(),
            "t.yaml:3:3: the key \"A\" stands here a second time; first at line 1, column 3"
        );
    }

    #[test]
    fn names_in_messages_are_short_and_printable() {
        assert_eq!(shown("A\u{1b}[31m"), "\"A\\u{1b}[31m\"");
        assert_eq!(shown(&"é".repeat(1_000)).chars().count(), 103);
    }
}
