//! Turns files into one inventory.

use std::io::Read;
use std::path::PathBuf;

use crate::model::Inventory;

/// What to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
}

/// Why nothing could be collected.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    /// The file cannot be read.
    #[error("could not read {file}")]
    Read {
        /// The file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no JSON of a known kind.
    #[error("could not understand {file}")]
    Parse {
        /// The file.
        file: String,
        /// Why.
        source: serde_json::Error,
    },
}

/// Reads the last of `inputs`.
pub fn collect(inputs: &[Input]) -> Result<Inventory, CollectError> {
    let mut inventory = Inventory::new();
    for input in inputs {
        let (file, text) = match input {
            Input::File(path) => (path.display().to_string(), std::fs::read_to_string(path)),
            Input::Stdin => {
                let mut text = String::new();
                ("-".to_owned(), std::io::stdin().read_to_string(&mut text).map(|_| text))
            }
        };
        let text = text.map_err(|source| CollectError::Read { file: file.clone(), source })?;
        inventory =
            serde_json::from_str(&text).map_err(|source| CollectError::Parse { file, source })?;
    }
    Ok(inventory)
}
