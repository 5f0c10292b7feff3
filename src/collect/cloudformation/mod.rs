//! CloudFormation: templates in YAML and JSON, change sets, and CDK cloud assemblies.
//!
//! Text becomes [`node`]s that know their place, a template gives them meaning, evaluation leaves [`evaluated`] values,
//! and mapping turns the properties of each resource into the model.

#[expect(dead_code, reason = "the evaluator is being built")]
mod evaluated;
pub(super) mod json;
#[cfg_attr(not(test), expect(dead_code, reason = "the evaluator is being built"))]
pub(super) mod node;
#[cfg_attr(not(test), expect(dead_code, reason = "the evaluator is being built"))]
mod template;
pub(super) mod yaml;

use std::path::PathBuf;
use std::sync::Arc;

use self::node::Node;
use self::template::Template;
use super::{CollectError, Settings};
use crate::model::{Gap, Inventory, SourceKind, SourceSummary};

/// One input that CloudFormation or the CDK understands.
#[cfg_attr(not(test), expect(dead_code, reason = "the evaluator is being built"))]
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
    _settings: &Settings,
) -> Result<Inventory, CollectError> {
    let mut inventory = Inventory::new();
    for document in documents {
        let (file, kind) = match document {
            Document::Template { root, file, path: _ } => {
                inventory.gaps.extend(Template::parse(&root)?.gaps);
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
    Ok(inventory)
}
