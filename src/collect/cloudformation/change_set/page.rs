//! One page of a change set.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{ChangeSet, change, gap};
use crate::collect::CollectError;
use crate::collect::cloudformation::evaluated::{Evaluated, Value};
use crate::collect::cloudformation::node::{Content, Node};
use crate::collect::cloudformation::parameters::{Given, GivenValue};
use crate::model::{Arn, Gap};

/// One answer to `describe-change-set`.
#[derive(Debug)]
pub(super) struct Page {
    /// The change set that it is a page of, when it says so.
    pub(super) id: Option<String>,
    /// What is on this page; complete when there is none after it.
    pub(super) part: ChangeSet,
}

impl Page {
    /// Reads a page.
    pub(super) fn read(root: &Node, file: &Arc<str>) -> Result<Self, CollectError> {
        let text = |key: &str| root.get(key).and_then(as_text).map(str::to_owned);
        let stack_id = text("StackId").or_else(|| text("ChangeSetId"));
        let arn = stack_id.as_deref().and_then(Arn::parse);
        let mut part = ChangeSet {
            file: file.clone(),
            stack_name: text("StackName"),
            account: arn.map(|arn| arn.account_id.to_owned()),
            region: arn.map(|arn| arn.region.to_owned()),
            parameters: parameters(root),
            tags: tags(root),
            changes: BTreeMap::new(),
            nested: BTreeMap::new(),
            is_complete: text("NextToken").is_none(),
            gaps: status_gap(root, file).into_iter().collect(),
        };
        for change in list(root, "Changes")? {
            // Hooks and whatever else may come are no resources.
            if let Some(change) = change.get("ResourceChange") {
                let change = change::read(change, &mut part.gaps)?;
                part.changes.insert(change.logical_id.clone(), change);
            }
        }
        Ok(Self { id: text("ChangeSetId"), part })
    }
}

/// The items of a list that has to be there.
fn list<'n>(root: &'n Node, key: &str) -> Result<&'n [Node], CollectError> {
    match root.get(key).map(|node| &node.content) {
        Some(Content::List(items)) => Ok(items),
        found => {
            let place = root.get(key).map_or(&root.place, |node| &node.place);
            let problem = if found.is_some() { "is no list" } else { "is missing" };
            Err(place.malformed(format!("expected a change set, but {key} {problem}")))
        }
    }
}

/// Text that is text in JSON, and not empty.
pub(super) fn as_text(node: &Node) -> Option<&str> {
    match &node.content {
        Content::Text(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// What stands for a value that is not shown: of a parameter with `NoEcho`.
pub(super) fn is_masked(text: &str) -> bool {
    text.len() >= 4 && text.bytes().all(|byte| byte == b'*')
}

fn parameters(root: &Node) -> BTreeMap<String, Given> {
    let items = root.get("Parameters").map(Node::items).unwrap_or_default();
    items
        .iter()
        .filter_map(|item| {
            let key = item.get("ParameterKey").and_then(as_text)?;
            Some((key.to_owned(), parameter(item)))
        })
        .collect()
}

/// What a parameter is given.
fn parameter(item: &Node) -> Given {
    let text = |key: &str| match item.get(key) {
        Some(Node { content: Content::Text(text), place }) => Some((text.as_str(), place)),
        _ => None,
    };
    let value = match text("ParameterValue") {
        Some((text, place)) if is_masked(text) => {
            let hidden = Value::Hidden { is_set: Some(true) };
            GivenValue::Expression(Evaluated::new(hidden, place))
        }
        Some((text, place)) => {
            GivenValue::Text { text: text.to_owned(), place: Some(place.clone()) }
        }
        None => GivenValue::Previous,
    };
    Given { value, resolved: text("ResolvedValue").map(|(text, _)| text.to_owned()) }
}

fn tags(root: &Node) -> BTreeMap<String, String> {
    let items = root.get("Tags").map(Node::items).unwrap_or_default();
    items
        .iter()
        .filter_map(|item| {
            let key = item.get("Key").and_then(as_text)?;
            Some((key.to_owned(), item.get("Value")?.text()?.to_owned()))
        })
        .collect()
}

/// What a change set leaves open that is not finished, or that CloudFormation could not make.
fn status_gap(root: &Node, file: &str) -> Option<Gap> {
    match root.get("Status").and_then(as_text)? {
        "CREATE_PENDING" | "CREATE_IN_PROGRESS" => {
            let why = "the change set is still being made; describe it again when it is complete";
            Some(gap(file, why, true))
        }
        "FAILED" if !changes_nothing(root) => {
            Some(gap(file, "the change set failed, so what would change is not known", true))
        }
        _ => None,
    }
}

/// Whether the change set failed because there was nothing to change, which is an answer too.
fn changes_nothing(root: &Node) -> bool {
    let reason = root.get("StatusReason").and_then(as_text).unwrap_or_default();
    reason.contains("didn't contain changes") || reason.contains("No updates are to be performed")
}
