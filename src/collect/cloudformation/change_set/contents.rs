//! What a change set says a resource is: `BeforeContext` and `AfterContext`, JSON in a text of JSON.
//!
//! They hold secrets in clear. What is read here goes to the mapping and nowhere else.

use super::gap;
use super::page::{as_text, is_masked};
use crate::collect::cloudformation::evaluated::{Evaluated, Value};
use crate::collect::cloudformation::node::{Content, Node, Place};
use crate::collect::cloudformation::{dynamic, json};
use crate::model::{Gap, Reason};

/// What CloudFormation writes for a text of which any part is decided later.
const KNOWN_AFTER_APPLY: &str = "{{changeSet:KNOWN_AFTER_APPLY}}";

/// A resource before or after the change.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Contents {
    /// An object; or unknown where the change set does not tell.
    pub(crate) properties: Evaluated,
    /// `DeletionPolicy`, where there is one.
    pub(crate) deletion_policy: Option<Evaluated>,
    /// `UpdateReplacePolicy`, where there is one.
    pub(crate) update_replace_policy: Option<Evaluated>,
}

impl Contents {
    /// Reads the context at `key` of a resource's change.
    pub(super) fn read(change: &Node, key: &str, logical_id: &str, gaps: &mut Vec<Gap>) -> Self {
        let context = change.get(key).filter(|context| context.content != Content::Null);
        let Some(context) = context else {
            let reason = "property values: describe-change-set --include-property-values";
            return Self::unknown(reason, &change.place);
        };
        let Some(parsed) = as_text(context).and_then(|text| parsed(text, &context.place)) else {
            let why = format!("{key} of {logical_id} is cut off or no JSON");
            gaps.push(gap(&context.place.file, &why, true));
            return Self::unknown(&format!("property values in {key}"), &context.place);
        };
        let part = |key: &str| parsed.get(key).map(|node| evaluated(node, &context.place));
        let none = || Evaluated {
            value: Value::Map(Vec::new()),
            place: context.place.clone(),
            parameter: None,
        };
        Self {
            // A resource may have no properties at all.
            properties: part("Properties").unwrap_or_else(none),
            deletion_policy: part("DeletionPolicy"),
            update_replace_policy: part("UpdateReplacePolicy"),
        }
    }

    fn unknown(what: &str, place: &Place) -> Self {
        let unknown = Evaluated::unknown(Reason::NotCollected(what.to_owned()), place);
        Self {
            properties: unknown.clone(),
            deletion_policy: Some(unknown.clone()),
            update_replace_policy: Some(unknown),
        }
    }
}

/// The object that a text holds. What is wrong with it is not said, since it may be a secret.
fn parsed(text: &str, place: &Place) -> Option<Node> {
    let node = json::parse(text, &place.file).ok()?;
    matches!(node.content, Content::Map(_)).then_some(node)
}

/// A value of a context, which is final but for what is decided later. All of it stands at the place of the context.
fn evaluated(node: &Node, place: &Place) -> Evaluated {
    let value = match &node.content {
        Content::Null => Value::NoValue,
        Content::Bool(value) => Value::Bool(*value),
        Content::Number(text) => Value::Number(text.clone()),
        Content::Text(text) if text.contains(KNOWN_AFTER_APPLY) => {
            Value::Unknown(Reason::KnownAfterApply)
        }
        Content::Text(text) if is_masked(text) => Value::Hidden { is_set: Some(true) },
        Content::Text(text) => return dynamic::literal(text, place),
        Content::List(items) => {
            let items = items.iter().map(|item| evaluated(item, place));
            Value::List(items.filter(|item| item.value != Value::NoValue).collect())
        }
        Content::Map(entries) => {
            let entries =
                entries.iter().map(|entry| (entry.key.clone(), evaluated(&entry.value, place)));
            Value::Map(entries.filter(|(_, value)| value.value != Value::NoValue).collect())
        }
    };
    Evaluated::new(value, place)
}
