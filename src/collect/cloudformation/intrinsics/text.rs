//! `Fn::Join`, `Fn::Split`, `Fn::Base64`, and how parts become one text.

use crate::collect::CollectError;
use crate::collect::cloudformation::dynamic;
use crate::collect::cloudformation::evaluate::{Call, Run};
use crate::collect::cloudformation::evaluated::{Evaluated, Value};
use crate::collect::cloudformation::node::Place;
use crate::model::Reason;

impl Run<'_> {
    /// `Fn::Join`.
    pub(in super::super) fn join(&self, call: &Call<'_>) -> Result<Evaluated, CollectError> {
        let [delimiter, list] = call.arguments(2, 2)? else {
            return Err(call.expects("a list of 2 values"));
        };
        let Some(delimiter) = delimiter.text() else {
            return Err(call.expects("a text and a list"));
        };
        let place = &list.place;
        self.value(list)?.each(&mut |list| match list.value {
            Value::List(items) => {
                let mut parts = Vec::with_capacity(items.len() * 2);
                for (index, item) in items.into_iter().enumerate() {
                    if may_be_missing(&item) {
                        return Ok(Evaluated::unknown(item.value.reason(), place));
                    }
                    if index > 0 {
                        parts.push(Evaluated::text(delimiter, place));
                    }
                    parts.push(item);
                }
                // A list that a parameter gives as a whole is where the parameter gets its value.
                self.assemble(parts, &list.place)
            }
            Value::Map(_) | Value::Text(_) | Value::Number(_) | Value::Bool(_) => {
                Err(call.expects("a text and a list"))
            }
            other => Ok(Evaluated::unknown(other.reason(), place)),
        })
    }

    /// One text out of parts, known or not.
    pub(super) fn assemble(
        &self,
        parts: Vec<Evaluated>,
        place: &Place,
    ) -> Result<Evaluated, CollectError> {
        let is_whole = parts.len() == 1;
        let mut flat: Vec<Evaluated> = Vec::with_capacity(parts.len());
        for part in parts {
            match part.value {
                Value::Joined(inner) => {
                    self.budget().spend(inner.len(), place)?;
                    flat.extend(inner);
                }
                Value::NoValue => {}
                Value::List(_) | Value::Map(_) => {
                    return Err(
                        place.malformed("expected texts, found a list or an object among them")
                    );
                }
                _ => flat.push(part),
            }
        }
        // What was taken over as a whole stays where it is written.
        if is_whole && flat.len() == 1 {
            return Ok(flat.remove(0));
        }
        let mut merged = dynamic::find(self.merge(flat, place)?, place);
        Ok(match (merged.pop(), merged.is_empty()) {
            (None, _) => Evaluated::text("", place),
            (Some(only), true) => only,
            (Some(last), false) => {
                merged.push(last);
                Evaluated::new(Value::Joined(merged), place)
            }
        })
    }

    /// Parts with neighbouring texts made one.
    fn merge(&self, parts: Vec<Evaluated>, place: &Place) -> Result<Vec<Evaluated>, CollectError> {
        let mut merged: Vec<Evaluated> = Vec::with_capacity(parts.len());
        for part in parts {
            let Some(text) = part.as_text() else {
                merged.push(part);
                continue;
            };
            self.budget().spend_text(text.len(), place)?;
            match merged.last_mut().map(|last| &mut last.value) {
                Some(Value::Text(before)) => before.push_str(text),
                _ if text.is_empty() => {}
                _ => merged.push(Evaluated::text(text, place)),
            }
        }
        Ok(merged)
    }

    /// `Fn::Split`.
    pub(in super::super) fn split(&self, call: &Call<'_>) -> Result<Evaluated, CollectError> {
        let [delimiter, text] = call.arguments(2, 2)? else {
            return Err(call.expects("a list of 2 values"));
        };
        let delimiter = match delimiter.text() {
            Some(delimiter) if !delimiter.is_empty() => delimiter,
            _ => return Err(call.expects("a delimiter that is not empty and a text")),
        };
        self.split_value(self.value(text)?, delimiter, &text.place)
    }

    /// The pieces of a text between delimiters.
    pub(in super::super) fn split_value(
        &self,
        text: Evaluated,
        delimiter: &str,
        place: &Place,
    ) -> Result<Evaluated, CollectError> {
        text.each(&mut |text| {
            if let Some(known) = text.as_text() {
                self.budget().spend(known.len(), place)?;
                let items = known.split(delimiter);
                let items = items.map(|item| Evaluated::text(item, &text.place)).collect();
                return Ok(Evaluated { value: Value::List(items), ..text });
            }
            match &text.value {
                Value::Joined(parts) if parts.iter().all(|part| is_whole(part, delimiter)) => {
                    self.split_parts(parts, delimiter, &text.place)
                }
                Value::Resource(_) if is_whole(&text, delimiter) => {
                    Ok(Evaluated::new(Value::List(vec![text]), place))
                }
                Value::List(_) | Value::Map(_) => {
                    Err(place.malformed("Fn::Split expects a text to split"))
                }
                other => Ok(Evaluated::unknown(other.reason(), place)),
            }
        })
    }

    fn split_parts(
        &self,
        parts: &[Evaluated],
        delimiter: &str,
        place: &Place,
    ) -> Result<Evaluated, CollectError> {
        let mut items: Vec<Vec<Evaluated>> = vec![Vec::new()];
        for part in parts {
            let pieces: Vec<Evaluated> = match part.as_text() {
                Some(text) => {
                    text.split(delimiter).map(|piece| Evaluated::text(piece, place)).collect()
                }
                None => vec![part.clone()],
            };
            for (index, piece) in pieces.into_iter().enumerate() {
                if index > 0 {
                    items.push(Vec::new());
                }
                if let Some(last) = items.last_mut()
                    && piece.as_text() != Some("")
                {
                    last.push(piece);
                }
            }
        }
        let items: Result<Vec<_>, _> =
            items.into_iter().map(|parts| self.assemble(parts, place)).collect();
        Ok(Evaluated::new(Value::List(items?), place))
    }

    /// `Fn::Base64`.
    pub(in super::super) fn base64(&self, call: &Call<'_>) -> Result<Evaluated, CollectError> {
        self.value(call.argument)?.each(&mut |value| {
            Ok(match value.as_text() {
                Some(text) => {
                    self.budget().spend_text(text.len(), call.place)?;
                    Evaluated::text(base64(text.as_bytes()), &value.place)
                }
                None => Evaluated::unknown(value.value.reason(), call.place),
            })
        })
    }
}

/// Whether an item of a list may turn out not to be there.
pub(super) fn may_be_missing(item: &Evaluated) -> bool {
    matches!(&item.value, Value::OneOf(candidates, _) if candidates.iter().any(Evaluated::is_no_value))
}

/// Whether a part of a text cannot hold the delimiter, or is known. Ids and names of resources hold no comma.
fn is_whole(part: &Evaluated, delimiter: &str) -> bool {
    part.as_text().is_some()
        || (delimiter == ","
            && matches!(&part.value, Value::Resource(of) if of.attribute.is_none()))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let value = (bits >> (18 - 6 * digit)) & 63;
            text.push(if digit > chunk.len() { '=' } else { char::from(DIGITS[value as usize]) });
        }
    }
    text
}

/// A list that nobody can tell.
pub(super) fn unknown_zones(place: &Place) -> Evaluated {
    let reason = Reason::NotCollected("availability zones of the region".to_owned());
    Evaluated::unknown(reason, place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_base64() {
        let cases =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (text, expected) in cases {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }
}
