//! `Fn::ForEach`: loops written out, before the template is read.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html>

use std::collections::BTreeSet;

use super::evaluate::{Call, Run};
use super::evaluated::{Evaluated, Value};
use super::intrinsics::{Piece, pieces};
use super::node::{Content, Entry, Node, Place};
use crate::collect::CollectError;
use crate::model::Gap;

const LOOP: &str = "Fn::ForEach::";
const TRANSFORM: &str = "AWS::LanguageExtensions";

/// How much work it is to write a loop out once, besides what is in it.
const STEPS_PER_ITEM: usize = 10;

/// Sections whose entries loops may make.
const SECTIONS: [&str; 3] = ["Conditions", "Resources", "Outputs"];

/// A template without the loops that could be written out.
pub(super) struct Expanded {
    pub(super) root: Node,
    /// Loops whose entries are not known.
    pub(super) gaps: Vec<Gap>,
}

/// Whether a key begins a loop.
pub(super) fn is_loop(key: &str) -> bool {
    key.starts_with(LOOP)
}

/// What collections of loops may refer to: the template's parameters and mappings.
pub(super) fn without_loops(root: &Node) -> Node {
    let kept = ["Transform", "Parameters", "Mappings"];
    let kept = root.entries().iter().filter(|entry| kept.contains(&entry.key.as_str()));
    let nothing = Node { content: Content::Map(Vec::new()), place: root.place.clone() };
    let resources =
        Entry { key: "Resources".to_owned(), key_place: root.place.clone(), value: nothing };
    let entries = kept.cloned().chain([resources]).collect();
    Node { content: Content::Map(entries), place: root.place.clone() }
}

/// Writes out every loop of a template. `run` evaluates the collections.
pub(super) fn expand(mut root: Node, run: &Run<'_>) -> Result<Expanded, CollectError> {
    let mut expansion = Expansion { run, file: root.place.file.to_string(), gaps: Vec::new() };
    if let Content::Map(sections) = &mut root.content {
        for section in sections.iter_mut().filter(|entry| SECTIONS.contains(&entry.key.as_str())) {
            if let Content::Map(entries) = &mut section.value.content
                && holds_loop(entries)
            {
                *entries = expansion.entries(entries, &[], Unknown::LeaveOut)?;
            }
        }
    }
    Ok(Expanded { root, gaps: expansion.gaps })
}

fn holds_loop(entries: &[Entry]) -> bool {
    entries.iter().any(|entry| is_loop(&entry.key) || holds_loop_below(&entry.value))
}

fn holds_loop_below(node: &Node) -> bool {
    holds_loop(node.entries()) || node.items().iter().any(holds_loop_below)
}

/// A name that a loop gives a value.
#[derive(Debug, Clone, Copy)]
struct Binding<'b> {
    name: &'b str,
    value: &'b Evaluated,
}

/// What to do with a loop whose collection is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unknown {
    /// Leave it out and note a gap: nobody can tell the entries of a section.
    LeaveOut,
    /// Keep it: the object around it is not known.
    Keep,
}

struct Expansion<'e> {
    run: &'e Run<'e>,
    file: String,
    gaps: Vec<Gap>,
}

impl Expansion<'_> {
    /// The entries of an object with its loops written out.
    fn entries(
        &mut self,
        entries: &[Entry],
        bindings: &[Binding<'_>],
        unknown: Unknown,
    ) -> Result<Vec<Entry>, CollectError> {
        let mut written = Vec::with_capacity(entries.len());
        let mut loops = 0usize;
        for entry in entries {
            if is_loop(&entry.key) {
                loops += 1;
                self.write_out(entry, bindings, unknown, &mut written)?;
            } else {
                written.push(Entry {
                    key: self.key(&entry.key, &entry.key_place, bindings)?,
                    key_place: entry.key_place.clone(),
                    value: self.node(&entry.value, bindings)?,
                });
            }
        }
        if loops > 0 || !bindings.is_empty() {
            refuse_duplicates(&written)?;
        }
        Ok(written)
    }

    fn write_out(
        &mut self,
        entry: &Entry,
        bindings: &[Binding<'_>],
        unknown: Unknown,
        written: &mut Vec<Entry>,
    ) -> Result<(), CollectError> {
        let call = Call { name: &entry.key, place: &entry.key_place, argument: &entry.value };
        if !self.run.scope.template().transforms.iter().any(|name| name == TRANSFORM) {
            let message = format!("a loop needs its transform: add `Transform: {TRANSFORM}`");
            return Err(call.place.malformed(message));
        }
        let [name_node, collection, body_node] = call.arguments(3, 3)? else {
            return Err(call.expects("a list of 3 values"));
        };
        let (Content::Text(name), Content::Map(body)) = (&name_node.content, &body_node.content)
        else {
            return Err(call.expects("a name, a collection and an object"));
        };
        let collection = self.node(collection, bindings)?;
        let value = self.run.value(&collection)?;
        let Some(items) = known_items(&call, &value)? else {
            match unknown {
                Unknown::LeaveOut => {
                    self.gaps.push(Gap {
                        what: format!("{} of {}", entry.key, self.file),
                        why: format!("what it repeats is not known: {}", value.value.reason()),
                        is_failure: true,
                    });
                }
                Unknown::Keep => {
                    let items = vec![name_node.clone(), collection, body_node.clone()];
                    let place = entry.value.place.clone();
                    let value = Node { content: Content::List(items), place };
                    written.push(Entry { value, ..entry.clone() });
                }
            }
            return Ok(());
        };
        for item in items {
            let _level = self.run.enter(&item.place)?;
            self.run.budget().spend(STEPS_PER_ITEM, &item.place)?;
            let outer = bindings.iter().filter(|binding| binding.name != name);
            let mut inner: Vec<Binding<'_>> = outer.copied().collect();
            inner.push(Binding { name, value: item });
            written.extend(self.entries(body, &inner, unknown)?);
        }
        Ok(())
    }

    /// A value with the loops in it written out and their names replaced.
    fn node(&mut self, node: &Node, bindings: &[Binding<'_>]) -> Result<Node, CollectError> {
        let _level = self.run.enter(&node.place)?;
        let content = match &node.content {
            Content::List(items) => {
                let mut nodes = Vec::with_capacity(items.len());
                for item in items {
                    nodes.push(self.node(item, bindings)?);
                }
                Content::List(nodes)
            }
            Content::Map(entries) => {
                if let Some(replaced) = self.replaced(entries, bindings)? {
                    return Ok(replaced);
                }
                Content::Map(self.entries(entries, bindings, Unknown::Keep)?)
            }
            scalar => scalar.clone(),
        };
        Ok(Node { content, place: node.place.clone() })
    }

    /// What `Ref` and `Fn::Sub` of a loop's name come to.
    fn replaced(
        &mut self,
        entries: &[Entry],
        bindings: &[Binding<'_>],
    ) -> Result<Option<Node>, CollectError> {
        let [entry] = entries else { return Ok(None) };
        if entry.key == "Fn::Sub"
            && !bindings.is_empty()
            && let [text, own] = entry.value.items()
            && let Some(text) = text.text()
        {
            return self.sub_with_names(entry, text, own, bindings).map(Some);
        }
        let Content::Text(text) = &entry.value.content else { return Ok(None) };
        match entry.key.as_str() {
            "Ref" => Ok(bindings.iter().find(|binding| binding.name == text).map(|binding| {
                let text = binding.value.as_text().unwrap_or_default();
                Node { content: Content::Text(text.to_owned()), place: binding.value.place.clone() }
            })),
            "Fn::Sub" if !bindings.is_empty() => {
                let written = self.text(text, &entry.value.place, bindings)?;
                let is_literal =
                    !pieces(&written).iter().any(|piece| !matches!(piece, Piece::Literal(_)));
                let text =
                    Node { content: Content::Text(written), place: entry.value.place.clone() };
                if is_literal {
                    return Ok(Some(text));
                }
                let entry = Entry { value: text, ..entry.clone() };
                let place = entry.key_place.clone();
                Ok(Some(Node { content: Content::Map(vec![entry]), place }))
            }
            _ => Ok(None),
        }
    }

    /// `Fn::Sub` with names of its own, which go before those of loops.
    fn sub_with_names(
        &mut self,
        entry: &Entry,
        text: &str,
        own: &Node,
        bindings: &[Binding<'_>],
    ) -> Result<Node, CollectError> {
        let place = &entry.value.place;
        let visible: Vec<Binding<'_>> =
            bindings.iter().filter(|binding| own.get(binding.name).is_none()).copied().collect();
        let written = self.text(text, place, &visible)?;
        let text = Node { content: Content::Text(written), place: place.clone() };
        let items = vec![text, self.node(own, bindings)?];
        let value = Node { content: Content::List(items), place: place.clone() };
        let content = Content::Map(vec![Entry { value, ..entry.clone() }]);
        Ok(Node { content, place: entry.key_place.clone() })
    }

    /// Text with `${Name}` of loops replaced.
    fn text(
        &self,
        text: &str,
        place: &Place,
        bindings: &[Binding<'_>],
    ) -> Result<String, CollectError> {
        let mut written = String::with_capacity(text.len());
        for piece in pieces(text) {
            match piece {
                Piece::Literal(text) => written.push_str(text),
                Piece::Escaped(name) => written.extend(["${!", name, "}"]),
                Piece::Name(name) => match bindings.iter().find(|binding| binding.name == name) {
                    Some(binding) => {
                        written.push_str(binding.value.as_text().unwrap_or_default());
                    }
                    None => written.extend(["${", name, "}"]),
                },
            }
        }
        self.run.budget().spend_text(written.len(), place)?;
        Ok(written)
    }

    /// A key with `${Name}`, and `&{Name}` for its letters and digits only, replaced.
    fn key(
        &self,
        key: &str,
        place: &Place,
        bindings: &[Binding<'_>],
    ) -> Result<String, CollectError> {
        if bindings.is_empty() {
            return Ok(key.to_owned());
        }
        let mut written = self.text(key, place, bindings)?;
        for binding in bindings {
            let value = binding.value.as_text().unwrap_or_default();
            let plain: String = value.chars().filter(char::is_ascii_alphanumeric).collect();
            written = written.replace(&format!("&{{{}}}", binding.name), &plain);
        }
        Ok(written)
    }
}

/// The items of a collection, when all of them are known.
fn known_items<'v>(
    call: &Call<'_>,
    value: &'v Evaluated,
) -> Result<Option<&'v [Evaluated]>, CollectError> {
    match &value.value {
        Value::List(items) => {
            let is_known = items.iter().all(|item| item.as_text().is_some());
            Ok(is_known.then_some(items.as_slice()))
        }
        Value::Map(_) | Value::Text(_) | Value::Number(_) | Value::Bool(_) | Value::NoValue => {
            Err(call.expects("a list as its collection"))
        }
        _ => Ok(None),
    }
}

fn refuse_duplicates(entries: &[Entry]) -> Result<(), CollectError> {
    let mut seen = BTreeSet::new();
    for entry in entries {
        if !seen.insert(entry.key.as_str()) {
            let message = "the loop makes a key that is already there; its name must hold `${…}`";
            return Err(entry.key_place.malformed(message));
        }
    }
    Ok(())
}
