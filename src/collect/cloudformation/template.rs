//! A template's sections, as they are written.
//!
//! A tree enters in which `Fn::ForEach` is already expanded; what leaves is plain data with places. Shapes that
//! CloudFormation would refuse are errors here; nothing is evaluated.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::node::{Content, Entry, Node, Place, shown};
use super::waiver::{self, WrittenWaiver};
use crate::collect::CollectError;
use crate::model::Gap;

/// The sections that a template may have and that are not read here.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html>
const OTHER_SECTIONS: [&str; 6] =
    ["AWSTemplateFormatVersion", "Description", "Metadata", "Rules", "Hooks", "Globals"];

/// A template, section by section.
#[derive(Debug)]
pub(super) struct Template {
    /// The file, as messages and origins call it.
    pub(super) file: Arc<str>,
    /// The macros that CloudFormation runs over the whole template, by name.
    pub(super) transforms: Vec<String>,
    /// `Parameters`.
    pub(super) parameters: Vec<ParameterDeclaration>,
    /// `Mappings`: a mapping, empty where the template has none.
    pub(super) mappings: Node,
    /// `Conditions`.
    pub(super) conditions: Vec<Entry>,
    /// `Resources`.
    pub(super) resources: Vec<ResourceDeclaration>,
    /// `Outputs`.
    pub(super) outputs: Vec<OutputDeclaration>,
    /// What the template has and nobody can tell the meaning of.
    pub(super) gaps: Vec<Gap>,
}

/// One entry of `Parameters`.
#[derive(Debug)]
pub(super) struct ParameterDeclaration {
    pub(super) name: String,
    /// Where the name is written.
    pub(super) place: Place,
    /// `Type`: `String`, `List<Number>`, `AWS::SSM::Parameter::Value<String>`.
    pub(super) parameter_type: String,
    /// `Default`: a scalar.
    pub(super) default: Option<Node>,
    /// `AllowedValues`: scalars.
    pub(super) allowed_values: Option<Vec<Node>>,
    /// `NoEcho`: the value must not be shown.
    pub(super) no_echo: bool,
}

/// One entry of `Resources`.
#[derive(Debug)]
pub(super) struct ResourceDeclaration {
    pub(super) logical_id: String,
    /// Where the logical id is written.
    pub(super) place: Place,
    /// `Type`: `AWS::EC2::VPC`.
    pub(super) resource_type: String,
    /// `Properties`: a mapping.
    pub(super) properties: Option<Node>,
    /// `Condition`: the name of one.
    pub(super) condition: Option<String>,
    pub(super) deletion_policy: Option<Node>,
    pub(super) update_replace_policy: Option<Node>,
    pub(super) metadata: Option<Node>,
    /// The findings that its metadata accepts.
    pub(super) waivers: Vec<WrittenWaiver>,
    /// `DependsOn`: logical ids.
    pub(super) depends_on: Vec<String>,
}

/// One entry of `Outputs`.
#[derive(Debug)]
pub(super) struct OutputDeclaration {
    pub(super) name: String,
    /// Where the name is written.
    pub(super) place: Place,
    pub(super) value: Node,
    /// `Export.Name`.
    pub(super) export_name: Option<Node>,
    /// `Condition`: the name of one.
    pub(super) condition: Option<String>,
}

impl Template {
    /// Checks the shape of a template. `Fn::ForEach` must be expanded before.
    pub(super) fn parse(root: &Node) -> Result<Self, CollectError> {
        let mut template = Self {
            file: Arc::clone(&root.place.file),
            transforms: transforms(root)?,
            parameters: Vec::new(),
            mappings: Node { content: Content::Map(Vec::new()), place: root.place.clone() },
            conditions: Vec::new(),
            resources: Vec::new(),
            outputs: Vec::new(),
            gaps: Vec::new(),
        };
        match root.get("Resources") {
            None => return Err(root.place.malformed("the template has no Resources")),
            Some(node) if node.content == Content::Null => {
                return Err(wrong(node, "Resources must be a mapping"));
            }
            Some(_) => {}
        }
        for section in root.entries() {
            template.read(section)?;
        }
        Ok(template)
    }

    fn read(&mut self, section: &Entry) -> Result<(), CollectError> {
        match section.key.as_str() {
            "Parameters" => {
                self.parameters = self.each(section, ParameterDeclaration::parse)?;
            }
            "Mappings" => {
                let content = Content::Map(section_entries(section)?.to_vec());
                self.mappings = Node { content, place: section.value.place.clone() };
            }
            "Conditions" => self.conditions = self.each(section, |entry| Ok(entry.clone()))?,
            "Resources" => {
                self.resources = self.each(section, ResourceDeclaration::parse)?;
            }
            "Outputs" => self.outputs = self.each(section, OutputDeclaration::parse)?,
            // Read by `transforms`.
            "Transform" => {}
            name if OTHER_SECTIONS.contains(&name) => {}
            name => self.gap(name, "it is no section of a template that is known here"),
        }
        Ok(())
    }

    /// Reads each entry of a section but for functions, which stand for entries that nobody can tell.
    fn each<T>(
        &mut self,
        section: &Entry,
        parse: impl Fn(&Entry) -> Result<T, CollectError>,
    ) -> Result<Vec<T>, CollectError> {
        let mut all = Vec::new();
        for entry in section_entries(section)? {
            if entry.key.starts_with("Fn::") {
                let what = format!("{}.{}", section.key, entry.key);
                self.gap(&what, "the entries that it makes are known to CloudFormation only");
            } else {
                all.push(parse(entry)?);
            }
        }
        Ok(all)
    }

    fn gap(&mut self, what: &str, why: &str) {
        let what = format!("{}: {}", self.file, shown(what));
        self.gaps.push(Gap { what, why: why.to_owned(), is_failure: false });
    }
}

/// The macros that `Transform` names, in order.
pub(super) fn transforms(root: &Node) -> Result<Vec<String>, CollectError> {
    let Some(node) = root.get("Transform") else { return Ok(Vec::new()) };
    let name = |node: &Node| {
        let named = match &node.content {
            Content::Map(_) => node.get("Name"),
            _ => Some(node),
        };
        match named.map(|named| &named.content) {
            Some(Content::Text(name)) => Ok(name.clone()),
            _ => Err(node
                .place
                .malformed("Transform must be the name of a macro, or a list of such names")),
        }
    };
    match &node.content {
        Content::Null => Ok(Vec::new()),
        Content::List(items) => items.iter().map(name).collect(),
        _ => Ok(vec![name(node)?]),
    }
}

impl ParameterDeclaration {
    fn parse(entry: &Entry) -> Result<Self, CollectError> {
        let node = &entry.value;
        expect_mapping(entry)?;
        let default = optional(node, "Default");
        if let Some(default) = default {
            expect_scalar(default, "Default")?;
        }
        Ok(Self {
            name: entry.key.clone(),
            place: entry.key_place.clone(),
            parameter_type: type_of(entry)?,
            default: default.cloned(),
            allowed_values: optional(node, "AllowedValues").map(allowed_values).transpose()?,
            no_echo: optional(node, "NoEcho").map(no_echo).transpose()?.unwrap_or(false),
        })
    }
}

impl ResourceDeclaration {
    fn parse(entry: &Entry) -> Result<Self, CollectError> {
        let node = &entry.value;
        expect_mapping(entry)?;
        let properties = optional(node, "Properties");
        if let Some(properties) = properties
            && !matches!(properties.content, Content::Map(_))
        {
            return Err(wrong(properties, "Properties must be a mapping"));
        }
        Ok(Self {
            logical_id: entry.key.clone(),
            place: entry.key_place.clone(),
            resource_type: type_of(entry)?,
            properties: properties.cloned(),
            condition: condition(node)?,
            deletion_policy: optional(node, "DeletionPolicy").cloned(),
            update_replace_policy: optional(node, "UpdateReplacePolicy").cloned(),
            metadata: optional(node, "Metadata").cloned(),
            waivers: waiver::read(optional(node, "Metadata"))?,
            depends_on: optional(node, "DependsOn")
                .map(logical_ids)
                .transpose()?
                .unwrap_or_default(),
        })
    }
}

impl OutputDeclaration {
    fn parse(entry: &Entry) -> Result<Self, CollectError> {
        expect_mapping(entry)?;
        let node = &entry.value;
        let Some(value) = node.get("Value") else {
            return Err(entry.key_place.malformed(format!("{} has no Value", shown(&entry.key))));
        };
        Ok(Self {
            name: entry.key.clone(),
            place: entry.key_place.clone(),
            value: value.clone(),
            export_name: optional(node, "Export").and_then(|export| export.get("Name")).cloned(),
            condition: condition(node)?,
        })
    }
}

/// The value at `key`; none where nothing is written there.
fn optional<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    node.get(key).filter(|value| value.content != Content::Null)
}

/// The error that `node` is something else than what is said to be right.
fn wrong(node: &Node, right: &str) -> CollectError {
    node.place.malformed(format!("{right}; here is {}", node.content.words()))
}

fn section_entries(section: &Entry) -> Result<&[Entry], CollectError> {
    match &section.value.content {
        Content::Map(entries) => Ok(entries),
        Content::Null => Ok(&[]),
        _ => Err(wrong(&section.value, &format!("{} must be a mapping", section.key))),
    }
}

fn expect_mapping(entry: &Entry) -> Result<(), CollectError> {
    match entry.value.content {
        Content::Map(_) => Ok(()),
        _ => Err(wrong(&entry.value, &format!("{} must be a mapping", shown(&entry.key)))),
    }
}

fn expect_scalar(node: &Node, name: &str) -> Result<(), CollectError> {
    match node.content {
        Content::List(_) | Content::Map(_) | Content::Null => {
            Err(wrong(node, &format!("{name} must be text, a number or a boolean")))
        }
        Content::Text(_) | Content::Number(_) | Content::Bool(_) => Ok(()),
    }
}

/// The `Type` of a parameter or a resource.
fn type_of(entry: &Entry) -> Result<String, CollectError> {
    match entry.value.get("Type") {
        Some(Node { content: Content::Text(name), .. }) => Ok(name.clone()),
        Some(node) => Err(wrong(node, "Type must be text")),
        None => Err(entry.key_place.malformed(format!("{} has no Type", shown(&entry.key)))),
    }
}

/// The name of the condition on a resource or an output.
fn condition(node: &Node) -> Result<Option<String>, CollectError> {
    match optional(node, "Condition") {
        None => Ok(None),
        Some(Node { content: Content::Text(name), .. }) => Ok(Some(name.clone())),
        Some(node) => Err(wrong(node, "Condition must be the name of a condition")),
    }
}

fn allowed_values(node: &Node) -> Result<Vec<Node>, CollectError> {
    let Content::List(items) = &node.content else {
        return Err(wrong(node, "AllowedValues must be a list"));
    };
    for item in items {
        expect_scalar(item, "each of AllowedValues")?;
    }
    Ok(items.clone())
}

fn no_echo(node: &Node) -> Result<bool, CollectError> {
    match node.text() {
        Some(text) if text.eq_ignore_ascii_case("true") => Ok(true),
        Some(text) if text.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err(wrong(node, "NoEcho must be true or false")),
    }
}

fn logical_ids(node: &Node) -> Result<Vec<String>, CollectError> {
    let items = match &node.content {
        Content::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let id = |item: &Node| match &item.content {
        Content::Text(id) => Ok(id.clone()),
        _ => Err(wrong(item, "DependsOn must be a logical id, or a list of logical ids")),
    };
    items.iter().map(id).collect()
}
