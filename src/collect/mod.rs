//! Turns one source into an inventory.
//!
//! What a file is shows from its content, never from its name. Several inputs become one inventory.

mod cloudformation;
mod detect;
mod terraform;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

pub use terraform::configuration;

use crate::model::{INVENTORY_VERSION, Inventory, SourceKind, SourceSummary};

/// Where to read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
}

impl Input {
    /// What messages and origins call it.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Stdin => "-".to_owned(),
        }
    }
}

/// Why an input could not be turned into an inventory.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    /// The file cannot be opened or read.
    #[error("could not read {file}")]
    Read {
        /// The file.
        file: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file is something else than what can be audited.
    #[error("{file} {looks_like}")]
    WrongKind {
        /// The file.
        file: String,
        /// What it looks like: `is a binary Terraform plan`.
        looks_like: String,
        /// The command that produces the right thing, or what to do instead.
        help: String,
    },
    /// The JSON text ends too early.
    #[error("{file}:{line}:{column}: the JSON text ends in the middle of a value")]
    Truncated {
        /// The file.
        file: String,
        /// Line, counted from 1.
        line: u64,
        /// Byte in the line, counted from 1.
        column: u64,
    },
    /// The JSON text is not what it should be.
    #[error("{file}:{line}:{column}: {message}")]
    Malformed {
        /// The file.
        file: String,
        /// Line, counted from 1.
        line: u64,
        /// Byte in the line, counted from 1.
        column: u64,
        /// What is wrong.
        message: String,
    },
    /// The values of one resource are not JSON.
    #[error("{file}: the values of {address} could not be read")]
    Resource {
        /// The file.
        file: String,
        /// The resource.
        address: String,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// The format is one that this version does not know.
    #[error("{file} has {what} {found:?}; {supported} can be read")]
    UnsupportedVersion {
        /// The file.
        file: String,
        /// Which version.
        what: String,
        /// What it is.
        found: String,
        /// What can be read.
        supported: String,
    },
}

impl CollectError {
    /// What to do about it, when there is one thing to do.
    pub fn help(&self) -> Option<&str> {
        match self {
            Self::WrongKind { help, .. } => Some(help),
            Self::Truncated { .. } => Some(
                "the file was cut off while it was written: run the command that made it again",
            ),
            Self::UnsupportedVersion { .. } => Some(
                "a newer cache-audit may read it; otherwise print it again with a supported version",
            ),
            Self::Read { .. } | Self::Malformed { .. } | Self::Resource { .. } => None,
        }
    }
}

/// Reads every input into one inventory.
pub fn collect(inputs: &[Input]) -> Result<Inventory, CollectError> {
    let mut whole = Inventory::new();
    for input in inputs {
        let file = input.name();
        let read_error = |source| CollectError::Read { file: file.clone(), source };
        let mut reader: Box<dyn Read + Send> = match input {
            Input::File(path) => Box::new(File::open(path).map_err(read_error)?),
            Input::Stdin => Box::new(io::stdin()),
        };
        whole.append(read(reader.as_mut(), &file)?);
    }
    Ok(whole)
}

/// Reads one stream. `file` is what messages and origins call it.
pub fn read(input: &mut (dyn Read + Send), file: &str) -> Result<Inventory, CollectError> {
    let head = detect::Head::read(input)
        .map_err(|source| CollectError::Read { file: file.to_owned(), source })?;
    head.check(file)?;
    let text = terraform::read(&mut head.rest(input), file)?;
    match detect::kind(text.keys(), file)? {
        kind @ (SourceKind::TerraformPlan | SourceKind::TerraformState) => {
            terraform::show_json(&text, kind, file)
        }
        SourceKind::TerraformStateFile => terraform::state_file(&text, file),
        SourceKind::SavedInventory => saved(&text, file),
        SourceKind::CloudFormationTemplate
        | SourceKind::CloudFormationChangeSet
        | SourceKind::CdkAssembly => Ok(Inventory::new()),
    }
}

/// Reads an inventory saved earlier.
fn saved(text: &terraform::Text, file: &str) -> Result<Inventory, CollectError> {
    let mut inventory: Inventory = text.parse(file)?;
    if inventory.cache_audit_inventory != INVENTORY_VERSION {
        return Err(CollectError::UnsupportedVersion {
            file: file.to_owned(),
            what: "inventory version".to_owned(),
            found: inventory.cache_audit_inventory.to_string(),
            supported: format!("version {INVENTORY_VERSION}"),
        });
    }
    if inventory.sources.is_empty() {
        inventory.sources.push(SourceSummary {
            file: file.to_owned(),
            kind: SourceKind::SavedInventory,
            written_by: None,
            is_complete: true,
        });
    }
    Ok(inventory)
}
