//! The lines of the resources of a template, told by the events of the parser.

use std::str::Chars;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span, StrInput};

use crate::collect::blocks::{Block, Blocks, Position};
use crate::collect::cloudformation::node::MAXIMUM_DEPTH;

/// What begins the name of a loop, which stands in the place of resources.
const LOOP: &str = "Fn::ForEach::";

/// Reads the blocks of a template; none where the text is no YAML.
pub(in crate::collect) fn blocks(text: &str) -> Option<Blocks> {
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        rest: text.chars(),
        index: 0,
        found: Blocks::default(),
        last: 0,
    };
    reader.document()?;
    Some(reader.found)
}

/// What the entries of a mapping are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entries {
    /// Sections of the template.
    Sections,
    /// Resources, and loops that make some.
    Resources,
    /// Nothing that matters here.
    Other,
}

struct Reader<'t> {
    parser: Parser<'t, StrInput<'t>>,
    /// What follows the character `index`.
    rest: Chars<'t>,
    index: usize,
    found: Blocks,
    /// The last line on which something was read.
    last: u32,
}

impl<'t> Reader<'t> {
    /// The next event, if it is one; where it stands is noted.
    fn next(&mut self) -> Option<(Event<'t>, Span)> {
        let (event, span) = self.parser.next_event()?.ok()?;
        let end = match &event {
            _ if span.is_empty() => return Some((event, span)),
            Event::MappingEnd | Event::SequenceEnd => (self.bracket(span.start), 1),
            Event::Scalar(_, ScalarStyle::Literal | ScalarStyle::Folded, ..) => {
                (self.last_line(span), u32::MAX)
            }
            _ => position(span.end),
        };
        self.last = self.last.max(end.0);
        if let Event::Scalar(..) = event {
            self.found.texts.push((position(span.start), end));
        }
        Some((event, span))
    }

    /// What follows the place that the parser tells. Places are asked for in their order.
    fn text_at(&mut self, told: Marker) -> &'t str {
        while self.index < told.index() && self.rest.next().is_some() {
            self.index += 1;
        }
        self.rest.as_str()
    }

    /// The line of the bracket that ends a collection. Where a comma stands before it, the parser tells that of the comma.
    fn bracket(&mut self, told: Marker) -> u32 {
        let mut line = told.line();
        let mut is_comment = false;
        for character in self.text_at(told).chars() {
            match character {
                '}' | ']' if !is_comment => break,
                '#' => is_comment = true,
                '\n' => {
                    is_comment = false;
                    line += 1;
                }
                _ => {}
            }
        }
        number(line)
    }

    /// The last line of a text behind `|` or `>`: the parser tells where the next token begins.
    fn last_line(&mut self, told: Span) -> u32 {
        let mut last = told.start.line();
        let mut indent = None;
        let lines = self.text_at(told.start).lines().zip(last..told.end.line());
        for (text, line) in lines.skip(1).filter(|(text, _)| !text.trim().is_empty()) {
            let own = text.len() - text.trim_start().len();
            if own < *indent.get_or_insert(own) {
                break;
            }
            last = line;
        }
        number(last)
    }

    fn document(&mut self) -> Option<()> {
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return Some(()),
                (Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd, _) => {}
                (event, _) => self.value(&event, Entries::Sections, 0)?,
            }
        }
    }

    /// Reads what begins with `event` to its end. Its entries, if it is a mapping, are `entries`.
    fn value(&mut self, event: &Event<'t>, entries: Entries, depth: usize) -> Option<()> {
        if depth > MAXIMUM_DEPTH {
            return None;
        }
        match event {
            Event::MappingStart(..) => self.mapping(entries, depth + 1),
            Event::SequenceStart(..) => loop {
                match self.next()? {
                    (Event::SequenceEnd, _) => return Some(()),
                    // What a loop makes is a mapping in the list.
                    (event, _) => self.value(&event, entries, depth + 1)?,
                }
            },
            _ => Some(()),
        }
    }

    fn mapping(&mut self, entries: Entries, depth: usize) -> Option<()> {
        loop {
            let (key, span) = self.next()?;
            let name = match &key {
                Event::MappingEnd => return Some(()),
                Event::Scalar(name, ..) => name.as_ref(),
                _ => "",
            };
            let below = match entries {
                Entries::Sections if name == "Resources" => Entries::Resources,
                Entries::Resources if name.starts_with(LOOP) => Entries::Resources,
                _ => Entries::Other,
            };
            let at = (entries == Entries::Resources).then(|| {
                let first = number(span.start.line());
                self.found.blocks.push(Block { first, last: first });
                self.found.blocks.len() - 1
            });
            self.value(&key, Entries::Other, depth)?;
            let (value, _) = self.next()?;
            self.value(&value, below, depth)?;
            if let Some(block) = at.and_then(|at| self.found.blocks.get_mut(at)) {
                block.last = self.last.max(block.first);
            }
        }
    }
}

fn position(marker: Marker) -> Position {
    (number(marker.line()), number(marker.col() + 1))
}

fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
