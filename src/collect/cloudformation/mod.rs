//! CloudFormation: templates in YAML and JSON, change sets, and CDK cloud assemblies.
//!
//! Text becomes [`node`]s that know their place, a template gives them meaning, evaluation leaves [`evaluated`] values,
//! and mapping turns the properties of each resource into the model.

#[cfg_attr(not(test), expect(dead_code, reason = "nothing collects assemblies yet"))]
mod assembly;
#[cfg_attr(not(test), expect(dead_code, reason = "nothing collects change sets yet"))]
mod change_set;
mod conditions;
mod dynamic;
mod evaluate;
mod evaluated;
mod expand;
mod found;
mod intrinsics;
pub(super) mod json;
mod mapping;
mod nested;
pub(super) mod node;
mod parameters;
mod secret_value;
mod symbols;
mod template;
#[cfg(test)]
mod twins;
mod values;
pub(super) mod yaml;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::evaluate::{Environment, StackInput, evaluate};
use self::nested::LocalTemplates;
use self::node::{Entry, Node};
pub use self::parameters::Parameters;
use self::parameters::Receiver;
use super::open::{self, Opened};
use super::{CollectError, Input, Settings};
use crate::model::{Gap, Inventory, SourceKind, SourceSummary};

/// One input that CloudFormation or the CDK understands.
#[derive(Debug)]
pub(super) enum Document {
    /// A template.
    Template {
        /// Everything in it.
        root: Node,
        /// What messages and origins call it.
        file: Arc<str>,
        /// Where it was found; none on standard input. Templates of nested stacks are looked for beside it.
        path: Option<PathBuf>,
    },
    /// What `aws cloudformation describe-change-set` prints, or one page of it.
    ChangeSet {
        /// Everything in it.
        root: Node,
        /// What messages and origins call it.
        file: Arc<str>,
    },
    /// A CDK cloud assembly.
    Assembly {
        /// The folder with `manifest.json` and `cdk.out`.
        path: PathBuf,
    },
}

/// Reads all documents into one inventory.
pub(super) fn collect(
    documents: Vec<Document>,
    settings: &Settings,
) -> Result<Inventory, CollectError> {
    check_parameters(&documents, &settings.parameters)?;
    let mut inventory = Inventory::new();
    let mut stacks = Vec::new();
    for document in documents {
        let (file, kind) = match document {
            Document::Template { root, file, path } => {
                let environment = Environment::new(&settings.parameters, &[]);
                stacks.push(StackInput { root, path, environment });
                (file.to_string(), SourceKind::CloudFormationTemplate)
            }
            Document::ChangeSet { root: _, file } => {
                (file.to_string(), SourceKind::CloudFormationChangeSet)
            }
            Document::Assembly { path } => (path.display().to_string(), SourceKind::CdkAssembly),
        };
        inventory.gaps.push(Gap {
            what: file.clone(),
            why: "its resources are not read yet".to_owned(),
            is_failure: true,
        });
        inventory.sources.push(SourceSummary { file, kind, written_by: None, is_complete: false });
    }
    for stack in evaluate(stacks, &LocalTemplates { read: &template_at })? {
        inventory.gaps.extend(stack.gaps);
    }
    Ok(inventory)
}

/// Refuses a value for a parameter that no template declares. The stacks of an assembly are not known yet.
fn check_parameters(documents: &[Document], parameters: &Parameters) -> Result<(), CollectError> {
    let mut receivers = Vec::with_capacity(documents.len());
    for document in documents {
        match document {
            Document::Template { root, .. } => {
                let declared = root.get("Parameters").map(Node::entries).unwrap_or_default();
                let declared = declared.iter().map(|Entry { key, .. }| key.as_str()).collect();
                receivers.push(Receiver { names: Vec::new(), declared });
            }
            Document::ChangeSet { .. } => {}
            Document::Assembly { .. } => return Ok(()),
        }
    }
    parameters.check(&receivers)
}

/// Reads the template of a nested stack.
fn template_at(path: &Path) -> Result<Node, CollectError> {
    match open::input(&Input::File(path.to_owned()))? {
        Opened::Document(Document::Template { root, .. }) => Ok(root),
        Opened::Document(_) | Opened::Inventory(_) => Err(CollectError::WrongKind {
            file: path.display().to_string(),
            looks_like: "is no template, and a nested stack names it as its template".to_owned(),
            help: "correct TemplateURL".to_owned(),
        }),
    }
}
