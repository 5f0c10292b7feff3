//! Turns one source into an inventory.
//!
//! What a file is shows from its content, never from its name. Several inputs become one inventory: those that stand on
//! their own are read one by one, CloudFormation's documents together, since a change set may belong to a template.

#[cfg(feature = "aws")]
pub mod aws;
pub mod blocks;
mod cloudformation;
// Live accounts tell of containers so far.
#[cfg(feature = "aws")]
mod container;
mod detect;
mod open;
mod shape;
mod spelling;
mod strict_json;
mod terraform;
#[cfg(test)]
mod tests;

use std::io::{self, Read};
use std::path::PathBuf;

use self::cloudformation::Document;
pub use self::cloudformation::Parameters;
use self::open::Opened;
pub use self::terraform::configuration;
use crate::model::Inventory;

/// Where to read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file, or the folder of a CDK cloud assembly.
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

/// What the user says about the inputs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// Values for parameters of templates.
    pub parameters: Parameters,
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
    /// The file is too large to be what it looks like.
    #[error("{file} is larger than {megabytes} MB")]
    TooLarge {
        /// The file.
        file: String,
        /// How large it may be.
        megabytes: u64,
    },
    /// The JSON text ends too early.
    #[error("{file}:{line}:{column}: the JSON text ends in the middle of a value")]
    Truncated {
        /// The file.
        file: String,
        /// Line, counted from 1.
        line: u64,
        /// Column, counted from 1: in Terraform's files in bytes, in CloudFormation's in characters.
        column: u64,
    },
    /// The JSON or YAML text is not what it should be.
    #[error("{file}:{line}:{column}: {message}")]
    Malformed {
        /// The file.
        file: String,
        /// Line, counted from 1.
        line: u64,
        /// Column, counted from 1: in Terraform's files in bytes, in CloudFormation's in characters.
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
    /// A value for a parameter was given that nothing takes.
    #[error("{message}")]
    Parameter {
        /// What is wrong; never the value.
        message: String,
        /// What to do about it.
        help: String,
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
            Self::WrongKind { help, .. } | Self::Parameter { help, .. } => Some(help),
            Self::TooLarge { .. } => Some(
                "CloudFormation takes templates of up to 1 MB: give one file for each template or change set",
            ),
            Self::Truncated { .. } => Some(
                "the file was cut off while it was written: run the command that made it again",
            ),
            Self::UnsupportedVersion { .. } => Some(
                "a newer cache-audit may read it; otherwise print it again with a supported version",
            ),
            Self::Malformed { .. } => {
                Some("correct the file there, or make it again with the command that wrote it")
            }
            Self::Read { .. } | Self::Resource { .. } => None,
        }
    }
}

/// Reads every input into one inventory.
pub fn collect(inputs: &[Input], settings: &Settings) -> Result<Inventory, CollectError> {
    together(inputs.iter().map(open::input), settings)
}

/// Reads `inputs` into one inventory, and `declared`, which says where they are declared, into another. A parameter may be
/// one of either.
pub fn collect_beside(
    inputs: &[Input],
    declared: &[Input],
    settings: &Settings,
) -> Result<(Inventory, Inventory), CollectError> {
    let (inventory, documents) = opened(inputs.iter().map(open::input))?;
    let (declared, beside) = opened(declared.iter().map(open::input))?;
    let mut together = cloudformation::collect(vec![documents, beside], settings)?.into_iter();
    let mut next = || together.next().unwrap_or_else(Inventory::new);
    Ok((add(inventory, next()), add(declared, next())))
}

/// Reads one stream. `file` is what messages and origins call it.
pub fn read(input: &mut (dyn Read + Send), file: &str) -> Result<Inventory, CollectError> {
    together([open::stream(input, file, None)], &Settings::default())
}

fn together(
    all: impl IntoIterator<Item = Result<Opened, CollectError>>,
    settings: &Settings,
) -> Result<Inventory, CollectError> {
    let (whole, documents) = opened(all)?;
    let together = cloudformation::collect(vec![documents], settings)?;
    Ok(together.into_iter().fold(whole, add))
}

/// What stands on its own, as one inventory, and what is to be read together.
fn opened(
    all: impl IntoIterator<Item = Result<Opened, CollectError>>,
) -> Result<(Inventory, Vec<Document>), CollectError> {
    let mut whole = Inventory::new();
    let mut documents = Vec::new();
    for opened in all {
        match opened? {
            Opened::Inventory(inventory) => whole.append(*inventory),
            Opened::Document(document) => documents.push(document),
        }
    }
    Ok((whole, documents))
}

/// `whole` and what CloudFormation's documents come to `together`.
fn add(mut whole: Inventory, mut together: Inventory) -> Inventory {
    for alternative in &mut together.alternatives {
        // Each is an inventory of its own: what the other inputs tell holds in all of them.
        let mut complete = whole.clone();
        complete.append(std::mem::take(&mut alternative.inventory));
        alternative.inventory = complete;
    }
    whole.append(together);
    whole
}
