//! HCL to the common tree. The parser limits how deep expressions and blocks nest.

use std::collections::BTreeSet;

use hcl_edit::Span;
use hcl_edit::expr::{Expression, ObjectKey, Traversal, TraversalOperator};
use hcl_edit::structure::{Block, BlockLabel, Body, Structure};
use hcl_edit::visit::{Visit, visit_expr, visit_traversal};

use super::node::{Item, Member, Symbol, Value};
use crate::collect::blocks::{self, Blocks, Position};

/// Reads the text of a `.tf` or `.tfvars` file. An error is the offset of what is wrong.
pub(super) fn parse(text: &str) -> Result<Value, usize> {
    let body = hcl_edit::parser::parse_body(text).map_err(|error| error.location().offset())?;
    Ok(of_body(&body))
}

/// Reads the blocks of resources, lookups and calls of modules; none where the text is no HCL.
pub(in crate::collect) fn blocks(text: &str) -> Option<Blocks> {
    let body = hcl_edit::parser::parse_body(text).ok()?;
    let mut cursor = Cursor::new(text);
    let mut found = Vec::new();
    for block in body.blocks() {
        if !["resource", "module", "data"].contains(&block.ident.as_str()) {
            continue;
        }
        let (first, _) = cursor.advance(offset(&block.ident));
        // The end is behind the brace.
        let (last, _) = cursor.advance(block.span()?.end.checked_sub(1)?);
        found.push(blocks::Block { first, last });
    }
    let mut texts = Texts { cursor: Cursor::new(text), found: Vec::new() };
    texts.visit_body(&body);
    Some(Blocks { blocks: found, texts: texts.found })
}

/// Counts lines and columns on the way through a text.
struct Cursor<'t> {
    rest: &'t str,
    offset: usize,
    position: Position,
}

impl<'t> Cursor<'t> {
    fn new(text: &'t str) -> Self {
        Self { rest: text, offset: 0, position: (1, 1) }
    }

    /// The position of the byte `to`, which is not before the last one.
    fn advance(&mut self, to: usize) -> Position {
        let between = to.saturating_sub(self.offset);
        if let Some((passed, rest)) = self.rest.split_at_checked(between) {
            (self.rest, self.offset) = (rest, self.offset + between);
            for character in passed.chars() {
                self.position = match (character, self.position) {
                    ('\n', (line, _)) => (line + 1, 1),
                    (_, (line, column)) => (line, column + 1),
                };
            }
        }
        self.position
    }
}

/// Collects where texts stand.
struct Texts<'t> {
    cursor: Cursor<'t>,
    found: Vec<(Position, Position)>,
}

impl Visit for Texts<'_> {
    fn visit_expr(&mut self, expression: &Expression) {
        let is_text = matches!(
            expression,
            Expression::String(_) | Expression::StringTemplate(_) | Expression::HeredocTemplate(_)
        );
        match expression.span().filter(|_| is_text) {
            // What is inserted into a text is within it.
            Some(span) => {
                let begin = self.cursor.advance(span.start);
                self.found.push((begin, self.cursor.advance(span.end)));
            }
            None => visit_expr(self, expression),
        }
    }
}

/// What a template of the JSON syntax gets its value from: `${var.a}-${local.b}`. None where it is no template.
pub(super) fn template_symbols(text: &str) -> Option<BTreeSet<Symbol>> {
    if !text.contains("${") && !text.contains("%{") {
        return None;
    }
    let mut symbols = Symbols::default();
    if let Ok(template) = hcl_edit::parser::parse_template(text) {
        symbols.visit_template(&template);
    }
    Some(symbols.0)
}

fn of_body(body: &Body) -> Value {
    let members = body.iter().map(|structure| match structure {
        Structure::Attribute(attribute) => {
            let value = of_expression(&attribute.value);
            Member::new(&attribute.key, offset(&attribute.key), value)
        }
        Structure::Block(block) => of_block(block),
    });
    Value::Object(members.collect())
}

fn of_block(block: &Block) -> Member {
    let offset = offset(&block.ident);
    let labels = block.labels.iter().map(|label| match label {
        BlockLabel::Ident(name) => name.as_str(),
        BlockLabel::String(name) => name.as_str(),
    });
    if let ("dynamic", Some(name)) = (block.ident.as_str(), labels.clone().next()) {
        return of_dynamic(name, offset, &block.body);
    }
    let labelled = labels.rev().fold(of_body(&block.body), |value, label| {
        Value::Object(vec![Member::new(label, offset, value)])
    });
    Member::new(&block.ident, offset, labelled)
}

/// A `dynamic` block stands for blocks of its label, with what its `content` says.
fn of_dynamic(name: &str, offset: usize, body: &Body) -> Member {
    let content = body.get_blocks("content").next().map(|content| of_body(&content.body));
    let over = body.get_attribute("for_each").map(|over| symbols(&over.value));
    let value = content.unwrap_or_else(|| Value::Object(Vec::new()));
    Member { repeated_over: Some(over.unwrap_or_default()), ..Member::new(name, offset, value) }
}

fn of_expression(expression: &Expression) -> Value {
    match expression {
        Expression::String(text) => Value::Literal(text.to_string()),
        Expression::Number(number) => Value::Literal(number.value().to_string()),
        Expression::Bool(truth) => Value::Literal(truth.to_string()),
        Expression::Array(items) => {
            let item =
                |item: &Expression| Item { offset: offset(item), value: of_expression(item) };
            Value::List(items.iter().map(item).collect())
        }
        Expression::Object(object) => {
            let members = object.iter().filter_map(|(key, value)| {
                let (name, offset) = of_key(key)?;
                Some(Member::new(name, offset, of_expression(value.expr())))
            });
            Value::Object(members.collect())
        }
        Expression::Parenthesis(inner) => of_expression(inner.inner()),
        other => Value::Expression(symbols(other)),
    }
}

/// The name of an object's key, where it is written out.
fn of_key(key: &ObjectKey) -> Option<(&str, usize)> {
    match key {
        ObjectKey::Ident(name) => Some((name.as_str(), offset(name))),
        ObjectKey::Expression(Expression::String(name)) => Some((name.as_str(), offset(name))),
        ObjectKey::Expression(_) => None,
    }
}

fn offset(part: &impl Span) -> usize {
    part.span().map_or(0, |span| span.start)
}

fn symbols(expression: &Expression) -> BTreeSet<Symbol> {
    let mut symbols = Symbols::default();
    symbols.visit_expr(expression);
    symbols.0
}

/// Collects what an expression refers to.
#[derive(Default)]
struct Symbols(BTreeSet<Symbol>);

impl Visit for Symbols {
    fn visit_traversal(&mut self, traversal: &Traversal) {
        let first = traversal.operators.first().map(|operator| operator.value());
        if let (Some(root), Some(TraversalOperator::GetAttr(name))) =
            (traversal.expr.as_variable(), first)
        {
            self.0.extend(Symbol::new(root, name));
        }
        visit_traversal(self, traversal);
    }
}
