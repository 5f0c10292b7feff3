//! YAML text as a tree of nodes.
//!
//! The parser's events enter, nodes leave: short tags written out, aliases replaced by what they stand for, scalars as
//! they were written. Merge keys, several documents, and unknown tags are errors, as CloudFormation refuses them.

mod blocks;
mod scalar;
mod tag;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, StrInput};

pub(in crate::collect) use self::blocks::blocks;
use self::tag::{Core, Tag};
use super::node::{Content, Entry, MAXIMUM_DEPTH, MAXIMUM_NODES, Node, Place};
use crate::collect::CollectError;

/// Parses `text`; `file` is what messages and origins call it.
pub(in crate::collect) fn parse(text: &str, file: &Arc<str>) -> Result<Node, CollectError> {
    let mut loader = Loader {
        text,
        parser: Parser::new_from_str(text),
        file,
        anchors: BTreeMap::new(),
        nodes_left: MAXIMUM_NODES,
    };
    loader.document()
}

/// Turns events into nodes.
struct Loader<'t> {
    text: &'t str,
    parser: Parser<'t, StrInput<'t>>,
    file: &'t Arc<str>,
    /// What each anchor marks, once it has been read to its end.
    anchors: BTreeMap<usize, Tree>,
    nodes_left: usize,
}

/// A node, and what it costs to copy it.
#[derive(Clone)]
struct Tree {
    node: Node,
    /// How many nodes there are, itself included.
    size: usize,
    /// How many levels there are below it.
    height: usize,
}

impl<'t> Loader<'t> {
    fn document(&mut self) -> Result<Node, CollectError> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart => {}
                Event::DocumentStart(_) => break,
                _ => return Ok(Node { content: Content::Null, place: self.place(span) }),
            }
        }
        let (event, span) = self.next()?;
        let root = self.tree(event, span, 0)?.node;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::DocumentEnd => {}
                Event::StreamEnd => return Ok(root),
                _ => {
                    let message = "a second YAML document begins here; a template is one document";
                    return Err(self.place(span).malformed(message));
                }
            }
        }
    }

    fn next(&mut self) -> Result<(Event<'t>, Span), CollectError> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(self.syntax_error(&error)),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    /// The tree that begins with `event`, `depth` levels below the root.
    fn tree(&mut self, event: Event<'t>, span: Span, depth: usize) -> Result<Tree, CollectError> {
        let place = self.place(span);
        if let Event::Alias(anchor) = event {
            return self.alias(anchor, &place, depth);
        }
        let tag = self.tag(&event, &place)?;
        // A short form is a mapping around its argument.
        let depth = depth + usize::from(matches!(tag, Some(Tag::Function(_))));
        if depth > MAXIMUM_DEPTH {
            return Err(too_deep(&place));
        }
        let (children, content, anchor) = match event {
            Event::Scalar(text, style, anchor, _) => {
                let content = scalar(text, style, tag).map_err(|wrong| place.malformed(wrong))?;
                (Children::NONE, content, anchor)
            }
            Event::SequenceStart(anchor, _) => {
                check_collection(tag, Core::List, &place)?;
                let (children, content) = self.sequence(depth)?;
                (children, content, anchor)
            }
            Event::MappingStart(anchor, _) => {
                check_collection(tag, Core::Map, &place)?;
                let (children, content) = self.mapping(depth)?;
                (children, content, anchor)
            }
            _ => return Err(place.malformed("this is not YAML: a value was expected")),
        };
        self.finish(children, content, anchor, tag, place)
    }

    fn sequence(&mut self, depth: usize) -> Result<(Children, Content), CollectError> {
        let mut children = Children::NONE;
        let mut items = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::SequenceEnd {
                return Ok((children, Content::List(items)));
            }
            let item = self.tree(event, span, depth + 1)?;
            items.push(children.take(item));
        }
    }

    fn mapping(&mut self, depth: usize) -> Result<(Children, Content), CollectError> {
        let mut children = Children::NONE;
        let mut entries = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                return Ok((children, Content::map(entries)?));
            }
            let (key, key_place) = self.key(event, span)?;
            let (event, span) = self.next()?;
            let value = self.tree(event, span, depth + 1)?;
            entries.push(Entry { key, key_place, value: children.take(value) });
        }
    }

    /// A key: a scalar, as it is written.
    fn key(&mut self, event: Event<'t>, span: Span) -> Result<(String, Place), CollectError> {
        let place = self.place(span);
        if let Some(Tag::Function(_)) = self.tag(&event, &place)? {
            return Err(place.malformed("a function cannot be the key of a mapping"));
        }
        match event {
            Event::Scalar(text, ScalarStyle::Plain, ..) if text == "<<" => {
                Err(place.malformed("CloudFormation has no merge keys (<<): write the entries out"))
            }
            Event::Scalar(text, _, anchor, _) => {
                let content = Content::Text(text.to_string());
                self.finish(Children::NONE, content, anchor, None, place.clone())?;
                Ok((text.into_owned(), place))
            }
            Event::Alias(anchor) => match self.alias(anchor, &place, 0)?.node.text() {
                Some(text) => Ok((text.to_owned(), place)),
                None => Err(place.malformed("the key of a mapping must be text")),
            },
            _ => Err(place.malformed("the key of a mapping must be text")),
        }
    }

    /// What an alias stands for.
    fn alias(&mut self, anchor: usize, place: &Place, depth: usize) -> Result<Tree, CollectError> {
        let Some(tree) = self.anchors.get(&anchor).cloned() else {
            return Err(place.malformed("an alias stands within what it stands for"));
        };
        if depth + tree.height > MAXIMUM_DEPTH {
            return Err(too_deep(place));
        }
        self.spend(tree.size, place)?;
        Ok(tree)
    }

    /// Puts a node together: with its tag written out, counted, and kept where an anchor marks it.
    fn finish(
        &mut self,
        children: Children,
        content: Content,
        anchor: usize,
        tag: Option<Tag>,
        place: Place,
    ) -> Result<Tree, CollectError> {
        self.spend(1, &place)?;
        let node = Node { content, place };
        let mut tree = Tree { node, size: children.size + 1, height: children.height };
        if let Some(Tag::Function(function)) = tag {
            self.spend(1, &tree.node.place)?;
            tree = written_out(function, tree);
        }
        // The parser counts anchors from 1.
        if anchor > 0 {
            self.spend(tree.size, &tree.node.place)?;
            self.anchors.insert(anchor, tree.clone());
        }
        Ok(tree)
    }

    fn spend(&mut self, nodes: usize, place: &Place) -> Result<(), CollectError> {
        match self.nodes_left.checked_sub(nodes) {
            Some(left) => {
                self.nodes_left = left;
                Ok(())
            }
            None => Err(place.malformed(format!(
                "more than {MAXIMUM_NODES} values, with aliases written out, are more than can be read"
            ))),
        }
    }

    /// The tag before what `event` begins.
    fn tag(&self, event: &Event<'t>, place: &Place) -> Result<Option<Tag>, CollectError> {
        match event {
            Event::Scalar(_, _, _, tag)
            | Event::SequenceStart(_, tag)
            | Event::MappingStart(_, tag) => {
                tag.as_deref().map(Tag::of).transpose().map_err(|message| place.malformed(message))
            }
            _ => Ok(None),
        }
    }

    fn place(&self, span: Span) -> Place {
        place(self.file, span.start.line(), span.start.col())
    }

    /// The place after the last character.
    fn end(&self) -> Place {
        let last = self.text.rsplit('\n').next().unwrap_or_default();
        place(self.file, self.lines(), last.chars().count())
    }

    fn lines(&self) -> usize {
        self.text.split('\n').count()
    }

    fn syntax_error(&self, error: &ScanError) -> CollectError {
        let marker = error.marker();
        let place = match marker.line() > self.lines() {
            // The parser takes the end of a text for the end of a line.
            true => self.end(),
            false => place(self.file, marker.line(), marker.col()),
        };
        match error.info() {
            "recursion limit exceeded" => too_deep(&place),
            info if info.contains("tab") => tab_after(place, self.text, marker.index())
                .malformed(format!("this is not YAML: {info}; indent with spaces")),
            info => place.malformed(format!("this is not YAML: {info}")),
        }
    }
}

/// Where the first tab stands from the character `index` on, which is at `place`.
fn tab_after(mut place: Place, text: &str, index: usize) -> Place {
    let start = place.clone();
    for character in text.chars().skip(index) {
        match character {
            '\t' => return place,
            '\n' => {
                place.line += 1;
                place.column = 1;
            }
            _ => place.column += 1,
        }
    }
    start
}

/// What the children of a node add up to.
struct Children {
    size: usize,
    height: usize,
}

impl Children {
    const NONE: Self = Self { size: 0, height: 0 };

    fn take(&mut self, child: Tree) -> Node {
        self.size += child.size;
        self.height = self.height.max(child.height + 1);
        child.node
    }
}

/// The place at `line`, counted from 1, and `column`, counted from 0.
fn place(file: &Arc<str>, line: usize, column: usize) -> Place {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Place { file: Arc::clone(file), line: number(line.max(1)), column: number(column + 1) }
}

fn too_deep(place: &Place) -> CollectError {
    place.malformed(format!("nests deeper than {MAXIMUM_DEPTH} levels"))
}

/// The content of a scalar.
fn scalar(
    text: Cow<'_, str>,
    style: ScalarStyle,
    tag: Option<Tag>,
) -> Result<Content, &'static str> {
    match tag {
        // What a function gets is text, whatever it looks like.
        Some(Tag::Function(_)) => Ok(Content::Text(text.into_owned())),
        Some(Tag::Core(core)) => core.scalar(text.into_owned()),
        None if style == ScalarStyle::Plain => Ok(scalar::plain(&text)),
        None => Ok(Content::Text(text.into_owned())),
    }
}

/// Refuses a type of YAML before a collection of another type.
fn check_collection(tag: Option<Tag>, kind: Core, place: &Place) -> Result<(), CollectError> {
    match tag {
        Some(Tag::Core(core)) if !core.allows(kind) => {
            Err(place.malformed("the tag before this value is that of another type"))
        }
        _ => Ok(()),
    }
}

/// The mapping that a short tag stands for: `!Sub x` is `Fn::Sub: x`.
fn written_out(function: &'static str, argument: Tree) -> Tree {
    let Tree { node, size, height } = argument;
    let place = node.place.clone();
    let value = match function {
        "Fn::GetAtt" => split_at_dot(node),
        _ => node,
    };
    let entry = Entry { key: function.to_owned(), key_place: place.clone(), value };
    Tree {
        node: Node { content: Content::Map(vec![entry]), place },
        size: size + 1,
        height: height + 1,
    }
}

/// `A.B.C` as the list of `A` and `B.C`.
fn split_at_dot(node: Node) -> Node {
    let Content::Text(text) = &node.content else { return node };
    let Some((resource, attribute)) = text.split_once('.') else { return node };
    let part =
        |text: &str| Node { content: Content::Text(text.to_owned()), place: node.place.clone() };
    Node {
        content: Content::List(vec![part(resource), part(attribute)]),
        place: node.place.clone(),
    }
}
