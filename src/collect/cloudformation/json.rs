//! JSON text as a tree of nodes.
//!
//! Nothing is tolerated that JSON does not have: no comments, no trailing commas, no bare words.

use std::sync::Arc;

use jsonc_parser::ast::Value;
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseStringErrorKind, parse_to_ast};

use super::node::{Content, Entry, MAXIMUM_DEPTH, MAXIMUM_NODES, Node, Place};
use crate::collect::CollectError;
use crate::collect::strict_json::STRICT;

/// Parses `text`; `file` is what messages and origins call it.
pub(in crate::collect) fn parse(text: &str, file: &Arc<str>) -> Result<Node, CollectError> {
    let parsed = parse_to_ast(text, &CollectOptions::default(), &STRICT)
        .map_err(|error| syntax_error(&error, text, file))?;
    let mut loader = Loader { cursor: Cursor::new(text, file), nodes: 0 };
    match parsed.value {
        Some(value) => loader.node(value, 0),
        None => Ok(Node { content: Content::Null, place: loader.cursor.place(0) }),
    }
}

/// Turns the parser's tree into ours.
struct Loader<'t> {
    cursor: Cursor<'t>,
    nodes: usize,
}

impl Loader<'_> {
    fn node(&mut self, value: Value<'_>, depth: usize) -> Result<Node, CollectError> {
        let place = self.cursor.place(value.range().start);
        self.nodes += 1;
        if self.nodes > MAXIMUM_NODES {
            let message = format!("more than {MAXIMUM_NODES} values are more than can be read");
            return Err(place.malformed(message));
        }
        if depth > MAXIMUM_DEPTH {
            return Err(too_deep(&place));
        }
        let content = match value {
            Value::NullKeyword(_) => Content::Null,
            Value::BooleanLit(literal) => Content::Bool(literal.value),
            Value::NumberLit(literal) => Content::Number(literal.value.to_owned()),
            Value::StringLit(literal) => Content::Text(literal.value.into_owned()),
            Value::Array(array) => {
                let items = array.elements.into_iter();
                Content::List(
                    items.map(|item| self.node(item, depth + 1)).collect::<Result<_, _>>()?,
                )
            }
            Value::Object(object) => {
                let mut entries = Vec::with_capacity(object.properties.len());
                for property in object.properties {
                    let key_place = self.cursor.place(property.name.range().start);
                    let key = property.name.into_string();
                    let value = self.node(property.value, depth + 1)?;
                    entries.push(Entry { key, key_place, value });
                }
                Content::map(entries)?
            }
        };
        Ok(Node { content, place })
    }
}

/// Turns offsets into places. Offsets that grow, as those of a walk through the text do, cost one pass altogether.
struct Cursor<'t> {
    text: &'t str,
    file: &'t Arc<str>,
    offset: usize,
    line: u32,
    column: u32,
}

impl<'t> Cursor<'t> {
    fn new(text: &'t str, file: &'t Arc<str>) -> Self {
        Self { text, file, offset: 0, line: 1, column: 1 }
    }

    fn place(&mut self, offset: usize) -> Place {
        if offset < self.offset {
            *self = Self::new(self.text, self.file);
        }
        for character in self.text.get(self.offset..offset).unwrap_or_default().chars() {
            if character == '\n' {
                self.line = self.line.saturating_add(1);
                self.column = 1;
            } else {
                self.column = self.column.saturating_add(1);
            }
        }
        self.offset = offset;
        Place { file: Arc::clone(self.file), line: self.line, column: self.column }
    }
}

fn too_deep(place: &Place) -> CollectError {
    place.malformed(format!("nests deeper than {MAXIMUM_DEPTH} levels"))
}

fn syntax_error(error: &ParseError, text: &str, file: &Arc<str>) -> CollectError {
    let mut cursor = Cursor::new(text, file);
    if is_cut_off(error, text) {
        let end = cursor.place(text.len());
        return CollectError::Truncated {
            file: file.to_string(),
            line: end.line.into(),
            column: end.column.into(),
        };
    }
    let place = cursor.place(error.range().start);
    match error.kind() {
        ParseErrorKind::NestingDepthExceeded => too_deep(&place),
        kind => place.malformed(format!("this is not JSON: {}", words(kind))),
    }
}

/// Whether the text would be right so far if it went on.
fn is_cut_off(error: &ParseError, text: &str) -> bool {
    use ParseErrorKind as Kind;
    let Range { end, .. } = error.range();
    let is_at_end = end >= text.trim_end().len();
    match error.kind() {
        Kind::UnterminatedArray
        | Kind::UnterminatedObject
        | Kind::String(ParseStringErrorKind::UnterminatedStringLiteral) => true,
        Kind::ExpectedColonAfterObjectKey
        | Kind::ExpectedObjectValue
        | Kind::ExpectedDigit
        | Kind::ExpectedDigitFollowingNegativeSign
        | Kind::ExpectedPlusMinusOrDigitInNumberLiteral
        | Kind::BareDecimalPointNumbersNotAllowed
        | Kind::UnexpectedWord
        | Kind::String(_) => is_at_end,
        _ => false,
    }
}

/// What is wrong, without the text that is: it may be a secret.
fn words(kind: &ParseErrorKind) -> String {
    match kind {
        ParseErrorKind::String(ParseStringErrorKind::InvalidUnicodeEscapeSequence(_)) => {
            "a \\u escape is not a character".to_owned()
        }
        ParseErrorKind::ExpectedStringObjectProperty => {
            "keys must stand in double quotes".to_owned()
        }
        kind => {
            let words = kind.to_string();
            let mut rest = words.chars();
            rest.next().map(|first| first.to_lowercase().chain(rest).collect()).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Node {
        parse(text, &"t.json".into()).expect("is JSON")
    }

    fn error(text: &str) -> String {
        match parse(text, &"t.json".into()) {
            Ok(_) => "is read".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    fn at(node: &Node) -> (u32, u32) {
        (node.place.line, node.place.column)
    }

    #[test]
    fn values_and_keys_know_their_place() {
        let root =
            parsed("{\r\n  \"ä\": [true, null,\n\t7.10, \"\\u00e9\\ud83d\\ude00\"],\n\"é\":{}}");
        assert_eq!(at(&root), (1, 1));
        let list = &root.entries()[0];
        assert_eq!((list.key.as_str(), list.key_place.line, list.key_place.column), ("ä", 2, 3));
        assert_eq!(at(&list.value), (2, 8));
        let items = list.value.items();
        assert_eq!(items[0].content, Content::Bool(true));
        assert_eq!((&items[1].content, at(&items[1])), (&Content::Null, (2, 15)));
        assert_eq!(
            (&items[2].content, at(&items[2])),
            (&Content::Number("7.10".to_owned()), (3, 2))
        );
        assert_eq!((&items[3].content, at(&items[3])), (&Content::Text("é😀".to_owned()), (3, 8)));
        assert_eq!(at(&root.entries()[1].value), (4, 5));
    }

    #[test]
    fn text_and_numbers_stay_as_they_are_written() {
        let root = parsed(r#"["7.10", 1e3, -0, 1.50, "true", ""]"#);
        let expected = ["7.10", "1e3", "-0", "1.50", "true", ""];
        assert_eq!(root.items().iter().filter_map(Node::text).collect::<Vec<_>>(), expected);
        assert_eq!(root.items()[1].content, Content::Number("1e3".to_owned()));
        assert_eq!(root.items()[4].content, Content::Text("true".to_owned()));
    }

    #[test]
    fn what_json_does_not_have_is_an_error_with_a_place() {
        for text in [
            "{\n // why\n}",
            "{\n /* why */}",
            "{\n a: 1}",
            "{\n 'a': 1}",
            "{\"a\":\n 'b'}",
            "{\"a\":\n [1,]}",
            "{\"a\":\n [1 2]}",
            "{\"a\":\n 0x1F}",
            "{\"a\":\n +1}",
            "{\"a\":\n .5}",
            "{\"a\":\n NaN}",
            "{\"a\":\n tru}",
            "{\"a\":\n 007}",
            "{\"a\":\n \"\\x41\"}",
            "{\"a\":\n \"\\ud83d\"}",
            "{\"a\":\n 1} {}",
            "{\"a\":\n 1]",
            "{\"a\":\n 1, }",
            "{\n \"a\" 1}",
            "{\n \"a\": }",
        ] {
            let message = error(text);
            assert!(message.starts_with("t.json:2:"), "{text}: {message}");
            assert!(message.contains("this is not JSON: "), "{text}: {message}");
        }
    }

    #[test]
    fn duplicate_keys_are_an_error_that_names_both_places() {
        assert_eq!(
            error("{\"A\": 1,\n  \"\\u0041\": 2}"),
            "t.json:2:3: the key \"A\" stands here a second time; first at line 1, column 2"
        );
    }

    #[test]
    fn a_text_cut_off_anywhere_ends_too_early() {
        let text = "{\"a\": [true, -1.5e+3, {\"é\": null}, \"\\u00e9\\\\\"],\n \"b\": false}";
        assert_eq!(error(text), "is read");
        for end in (1..text.len()).filter(|end| text.is_char_boundary(*end)) {
            match parse(&text[..end], &"t.json".into()) {
                Err(CollectError::Truncated { line, column, .. }) => {
                    let rest = &text[..end];
                    let start = rest.rfind('\n').map_or(0, |newline| newline + 1);
                    let expected =
                        (1 + rest.matches('\n').count(), 1 + rest[start..].chars().count());
                    assert_eq!((line as usize, column as usize), expected, "cut at {end}");
                }
                other => panic!("cut at {end}: {other:?}"),
            }
        }
    }

    #[test]
    fn changed_characters_never_panic() {
        let text = "{\"a\": [true, -1.5e+3, {\"é\": null}, \"\\ud83d\\ude00\\n\"],\n \"b\": false}";
        let characters: Vec<char> = text.chars().collect();
        for at in 0..characters.len() {
            for other in "\t\n []{}:,\"\\/'0-.eu\u{0}\u{feff}é\u{2028}".chars() {
                let mut changed = characters.clone();
                changed[at] = other;
                let _ = parse(&changed.iter().collect::<String>(), &"t.json".into());
            }
        }
    }

    #[test]
    fn depth_is_bounded() {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let deep = |levels| format!("{}0{}", open.repeat(levels), close.repeat(levels));
            for levels in [MAXIMUM_DEPTH + 1, 600, 1_000_000] {
                let message = error(&deep(levels));
                assert!(message.contains("nests deeper than 128 levels"), "{levels}: {message}");
            }
            assert_eq!(error(&deep(MAXIMUM_DEPTH)), "is read");
        }
    }

    #[test]
    fn errors_never_show_values() {
        for text in [
            "{\"a\": CANARY-s3cr3t-1}",
            "{\"a\": \"CANARY-s3cr3t-1\\q\"}",
            "{\"a\": \"\\udeadCANARY-s3cr3t-1\"}",
            "{\"a\": \"CANARY-s3cr3t-1\" 1}",
            "{\"CANARY-s3cr3t-1\": 1 CANARY-s3cr3t-1}",
        ] {
            let message = error(text);
            assert!(message != "is read" && !message.contains("CANARY"), "{text}: {message}");
        }
    }

    #[test]
    fn a_document_of_one_line_is_read_in_one_pass() {
        let items = vec!["{\"é\":1}"; 100_000].join(",");
        let root = parsed(&format!("[{items}]"));
        let last = root.items().last().expect("is there");
        assert_eq!(at(last), (1, 2 + 99_999 * 8));
    }
}
