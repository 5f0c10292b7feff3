//! `Fn::ToJsonString`.

use crate::collect::CollectError;
use crate::collect::cloudformation::evaluate::{Call, Run};
use crate::collect::cloudformation::evaluated::{Evaluated, Value};
use crate::collect::cloudformation::node::{Content, Place};

impl Run<'_> {
    /// `Fn::ToJsonString`: an object or list as JSON text; what is not known stays a part of its own.
    pub(in super::super) fn json_string(&self, call: &Call<'_>) -> Result<Evaluated, CollectError> {
        if !matches!(call.argument.content, Content::Map(_) | Content::List(_)) {
            return Err(call.expects("an object or a list"));
        }
        let value = self.value(call.argument)?;
        if matches!(value.value, Value::Unknown(_)) {
            return Ok(value);
        }
        let mut parts = Vec::new();
        write(value, &mut Writer { parts: &mut parts, place: call.place });
        self.assemble(parts, call.place)
    }
}

struct Writer<'w> {
    parts: &'w mut Vec<Evaluated>,
    place: &'w Place,
}

impl Writer<'_> {
    fn push(&mut self, text: &str) {
        if let Some(Value::Text(last)) = self.parts.last_mut().map(|part| &mut part.value) {
            last.push_str(text);
        } else {
            self.parts.push(Evaluated::text(text, self.place));
        }
    }

    /// Text between quotes.
    fn push_quoted(&mut self, text: &str) {
        self.push(&serde_json::Value::from(text).to_string());
    }
}

/// Writes a value. Its depth is bounded by that of the evaluation that made it.
fn write(value: Evaluated, writer: &mut Writer<'_>) {
    match value.value {
        Value::Bool(value) => writer.push(if value { "true" } else { "false" }),
        Value::Number(text) => writer.push(&text),
        Value::Text(text) => writer.push_quoted(&text),
        Value::List(items) => {
            writer.push("[");
            for (index, item) in items.into_iter().enumerate() {
                if index > 0 {
                    writer.push(",");
                }
                write(item, writer);
            }
            writer.push("]");
        }
        Value::Map(entries) => {
            writer.push("{");
            for (index, (key, value)) in entries.into_iter().enumerate() {
                if index > 0 {
                    writer.push(",");
                }
                writer.push_quoted(&key);
                writer.push(":");
                write(value, writer);
            }
            writer.push("}");
        }
        Value::NoValue => writer.push("null"),
        Value::Joined(parts) => {
            writer.push("\"");
            for part in parts {
                match part.as_text() {
                    Some(text) => {
                        let quoted = serde_json::Value::from(text).to_string();
                        writer.push(&quoted[1..quoted.len() - 1]);
                    }
                    None => writer.parts.push(part),
                }
            }
            writer.push("\"");
        }
        Value::Resource(_) | Value::Dynamic(_) | Value::Hidden { .. } => {
            writer.push("\"");
            writer.parts.push(Evaluated { value: value.value, ..value });
            writer.push("\"");
        }
        Value::OneOf(..) | Value::Unknown(_) => {
            writer.parts.push(Evaluated { value: value.value, ..value });
        }
    }
}
