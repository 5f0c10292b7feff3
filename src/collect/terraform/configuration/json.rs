//! The JSON syntax to the common tree.

use std::collections::BTreeSet;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, parse_to_ast};

use super::hcl::template_symbols;
use super::node::{Item, Member, Value};
use crate::collect::strict_json::STRICT;

/// Reads the text of a `.tf.json` or `.tfvars.json` file. An error is the offset of what is wrong.
pub(super) fn parse(text: &str) -> Result<Value, usize> {
    let collect = CollectOptions { comments: CommentCollectionStrategy::Off, tokens: false };
    let parsed = parse_to_ast(text, &collect, &STRICT).map_err(|error| error.range().start)?;
    Ok(parsed.value.as_ref().map_or_else(|| Value::Object(Vec::new()), of_value))
}

fn of_value(value: &ast::Value<'_>) -> Value {
    match value {
        ast::Value::StringLit(text) => match template_symbols(&text.value) {
            Some(symbols) => Value::Expression(symbols),
            None => Value::Literal(text.value.to_string()),
        },
        ast::Value::NumberLit(number) => Value::Literal(number.value.to_owned()),
        ast::Value::BooleanLit(truth) => Value::Literal(truth.value.to_string()),
        ast::Value::NullKeyword(_) => Value::Expression(BTreeSet::new()),
        ast::Value::Array(array) => {
            let item = |item: &ast::Value<'_>| Item { offset: item.start(), value: of_value(item) };
            Value::List(array.elements.iter().map(item).collect())
        }
        ast::Value::Object(object) => of_object(object),
    }
}

fn of_object(object: &ast::Object<'_>) -> Value {
    let members = object.properties.iter().flat_map(|property| match property.name.as_str() {
        "dynamic" => of_dynamic(&property.value),
        name => vec![Member::new(name, property.start(), of_value(&property.value))],
    });
    Value::Object(members.collect())
}

/// `{"ingress": {"for_each": …, "content": …}}`, in which the blocks of one name may be a list: the blocks that they stand
/// for.
fn of_dynamic(blocks: &ast::Value<'_>) -> Vec<Member> {
    let named = objects(blocks).into_iter().flat_map(|object| &object.properties);
    let members = named.flat_map(|property| {
        objects(&property.value).into_iter().map(|block| {
            let content = block.get("content").and_then(|it| objects(&it.value).first().copied());
            let value = content.map_or_else(|| Value::Object(Vec::new()), of_object);
            let over = block.get("for_each").map(|over| of_value(&over.value).symbols());
            Member {
                repeated_over: Some(over.unwrap_or_default()),
                ..Member::new(property.name.as_str(), block.start(), value)
            }
        })
    });
    members.collect()
}

/// The one object, or those of a list.
fn objects<'v, 'a>(value: &'v ast::Value<'a>) -> Vec<&'v ast::Object<'a>> {
    match value {
        ast::Value::Object(object) => vec![object],
        ast::Value::Array(array) => {
            array.elements.iter().filter_map(ast::Value::as_object).collect()
        }
        _ => Vec::new(),
    }
}
