//! CloudFormation: templates in YAML and JSON, change sets, and CDK cloud assemblies.
//!
//! Text becomes [`node`]s that know their place, a template gives them meaning, evaluation leaves [`evaluated`] values,
//! and mapping turns the properties of each resource into the model.

mod assembly;
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
mod plan;
mod secret_value;
mod stacks;
mod symbols;
mod template;
#[cfg(test)]
mod twins;
mod values;
mod waiver;
pub(super) mod yaml;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::node::Node;
pub use self::parameters::Parameters;
use self::stacks::Stacks;
use super::open::{self, Opened};
use super::{CollectError, Input, Settings};
use crate::model::Inventory;

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

/// Reads the documents of each group into one inventory. A parameter must be one of any template.
pub(super) fn collect(
    groups: Vec<Vec<Document>>,
    settings: &Settings,
) -> Result<Vec<Inventory>, CollectError> {
    let groups = groups.into_iter().map(Stacks::of).collect::<Result<Vec<_>, _>>()?;
    let receivers: Vec<_> = groups.iter().flat_map(Stacks::receivers).collect();
    settings.parameters.check(&receivers)?;
    groups.iter().map(|stacks| stacks.inventory(&settings.parameters)).collect()
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
