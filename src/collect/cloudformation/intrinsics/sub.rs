//! `Fn::Sub`: text with names in it.

use crate::collect::CollectError;
use crate::collect::cloudformation::evaluate::{Call, Run};
use crate::collect::cloudformation::evaluated::Evaluated;
use crate::collect::cloudformation::node::{Content, Entry, Place};

/// A piece of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Piece<'t> {
    /// Text as it is.
    Literal(&'t str),
    /// `${!Name}`, which comes to `${Name}`; what is kept is `Name`.
    Escaped(&'t str),
    /// `${Name}` or `${Resource.Attribute}`.
    Name(&'t str),
}

/// The pieces of a text, in order.
pub(in super::super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let Some(length) = rest[start..].find('}') else { break };
        if start > 0 {
            pieces.push(Piece::Literal(&rest[..start]));
        }
        let inside = &rest[start + 2..start + length];
        pieces.push(match inside.strip_prefix('!') {
            Some(escaped) => Piece::Escaped(escaped),
            None => Piece::Name(inside.trim()),
        });
        rest = &rest[start + length + 1..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest));
    }
    pieces
}

impl Run<'_> {
    /// `Fn::Sub`, with or without names of its own.
    pub(in super::super) fn sub(&self, call: &Call<'_>) -> Result<Evaluated, CollectError> {
        let (text, own): (_, &[Entry]) = match &call.argument.content {
            Content::List(_) => match call.arguments(1, 2)? {
                [text] => (text, &[]),
                [text, own] => match &own.content {
                    Content::Map(entries) => (text, entries),
                    _ => return Err(call.expects("a text and an object")),
                },
                _ => return Err(call.expects("a text and an object")),
            },
            _ => (call.argument, &[]),
        };
        let place = &text.place;
        let Some(text) = text.text() else { return Err(call.expects("a text")) };
        self.budget().spend_text(text.len(), place)?;
        let mut parts = Vec::new();
        for piece in pieces(text) {
            parts.push(match piece {
                Piece::Literal(text) => Evaluated::text(text, place),
                Piece::Escaped(name) => Evaluated::text(format!("${{{name}}}"), place),
                Piece::Name(name) => match own.iter().find(|entry| entry.key == name) {
                    Some(entry) => self.value(&entry.value)?,
                    None => self.named_in_text(name, place)?,
                },
            });
        }
        self.assemble(parts, place)
    }

    fn named_in_text(&self, name: &str, place: &Place) -> Result<Evaluated, CollectError> {
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '-');
        if name.is_empty() || !name.chars().all(is_name) {
            let message =
                "between `${` and `}` Fn::Sub expects a name; `${!` keeps the text as it is";
            return Err(place.malformed(message));
        }
        match name.split_once('.') {
            Some((logical_id, attribute)) => self.attribute(logical_id, attribute, place),
            None => self.reference(name, place),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_at_names() {
        let cases: [(&str, &[Piece<'_>]); 6] = [
            ("", &[]),
            ("a", &[Piece::Literal("a")]),
            ("${A}-${B.C}", &[Piece::Name("A"), Piece::Literal("-"), Piece::Name("B.C")]),
            ("${!A}x", &[Piece::Escaped("A"), Piece::Literal("x")]),
            ("$A ${ A }", &[Piece::Literal("$A "), Piece::Name("A")]),
            ("a${A", &[Piece::Literal("a${A")]),
        ];
        for (text, expected) in cases {
            assert_eq!(pieces(text), expected, "{text}");
        }
    }
}
