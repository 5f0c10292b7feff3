//! `cache-audit.yaml`: which policy sets judge which subjects, and what they change.
//!
//! A file goes in; a [`Config`] comes out, and with a [`Bundle`] a [`Selection`]. Everything that is wrong names file,
//! line and column. [`ConfigFile`] is the whole format; its schema is `schemas/cache-audit.schema.json`.

mod account;
mod file;
mod selection;
mod waiver;

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::gate::{FailOn, UnknownMode};
use crate::model::Origin;
use crate::policy::{Bundle, PolicyError, Problem, yaml};
use crate::waive::Waiver;

pub use account::{AccountRegions, ConfigAccount};
pub use file::ConfigFile;
pub use selection::Selection;

/// What the file is called when it is looked for.
pub const FILE_NAME: &str = "cache-audit.yaml";
/// The policy set that judges everything unless somebody says otherwise.
pub const DEFAULT_POLICY_SET: &str = "baseline";

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("could not read configuration {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file says something that nobody understands.
    #[error("{0}")]
    Invalid(Problem),
    /// A policy set or a policy that was not asked for by the file cannot be used.
    #[error(transparent)]
    Policy(#[from] PolicyError),
}

impl ConfigError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Read { .. } => "name a file that exists and that you may read",
            Self::Invalid(_) => {
                "correct that place; schemas/cache-audit.schema.json says what the file may hold, and \
                 `cache-audit policy list` names policies and policy sets"
            }
            Self::Policy(_) => "`cache-audit policy list` names every policy and policy set",
        }
    }
}

/// A configuration: a file, or nothing but defaults.
#[derive(Debug, Default)]
pub struct Config {
    name: String,
    directory: PathBuf,
    file: ConfigFile,
}

impl Config {
    /// Reads the file at `path`.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
        let directory = path.parent().map(Path::to_owned).unwrap_or_default();
        Self::parse(&path.display().to_string(), directory, &text)
    }

    /// Reads [`FILE_NAME`] in `directory`, or goes by defaults where there is none.
    pub fn find(directory: &Path) -> Result<Self, ConfigError> {
        let path = directory.join(FILE_NAME);
        match path.symlink_metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            // A directory, a link to nothing, or a folder that nobody may look into: reading says which.
            _ => Self::read(&path),
        }
    }

    /// Understands `text`. Messages call the file `name`; paths in it are relative to `directory`.
    pub fn parse(name: &str, directory: PathBuf, text: &str) -> Result<Self, ConfigError> {
        let file: ConfigFile = if is_blank(text) {
            ConfigFile::default()
        } else {
            yaml::parse(name, text, yaml::Offset::default())
                .map_err(|problem| ConfigError::Invalid(*problem))?
        };
        file.check(name).map_err(ConfigError::Invalid)?;
        Ok(Self { name: name.to_owned(), directory, file })
    }

    /// Directories with policies of one's own.
    pub fn policy_dirs(&self) -> Vec<PathBuf> {
        self.file.policy_dirs.iter().map(|dir| self.directory.join(dir)).collect()
    }

    /// The least severity that counts as a failure, where the file says so.
    pub fn fail_on(&self) -> Option<FailOn> {
        self.file.fail_on
    }

    /// What becomes of unknown verdicts, where the file says so.
    pub fn unknown(&self) -> Option<UnknownMode> {
        self.file.unknown
    }

    /// The findings that the file accepts. Every policy that it names must be one of `bundle`.
    pub fn waivers(&self, bundle: &Bundle) -> Result<Vec<Waiver>, ConfigError> {
        waiver::waivers(&self.name, &self.file, bundle)
    }

    /// The account called `name`, where the file names it.
    pub fn account(&self, name: &str) -> Option<ConfigAccount> {
        let entry = self.file.accounts.0.iter().find(|(key, _)| key.value == name);
        entry.map(|(_, account)| account.account(name))
    }

    /// Every account that the file names, with its name.
    pub fn accounts(&self) -> impl Iterator<Item = (&str, ConfigAccount)> {
        let entries = self.file.accounts.0.iter();
        entries.map(|(key, entry)| (key.value.as_str(), entry.account(&key.value)))
    }

    /// Where somebody would look for what is wrong in the account with this id: where the file names it, by one of `names`
    /// or by a role in it; else the beginning of the file, whether there is one or not.
    pub fn account_place(&self, id: &str, names: &BTreeSet<String>) -> Origin {
        let entries = &self.file.accounts.0;
        let by_name = entries.iter().find(|(key, _)| names.contains(&key.value));
        let found = by_name.or_else(|| entries.iter().find(|(_, entry)| entry.id() == Some(id)));
        match found {
            Some((key, _)) => account::place(&self.name, key),
            None if self.name.is_empty() => {
                Origin { file: FILE_NAME.to_owned(), ..Origin::default() }
            }
            None => Origin { file: self.name.clone(), line: Some(1), column: None },
        }
    }

    /// Decides who is judged by what. `chosen` policy sets, from the command line, judge everything.
    pub fn select(&self, bundle: &Bundle, chosen: &[String]) -> Result<Selection, ConfigError> {
        Selection::new(&self.name, &self.file, bundle, chosen)
    }
}

/// Whether nothing but comments is there. YAML calls such a document null, which is no mapping.
fn is_blank(text: &str) -> bool {
    text.lines()
        .map(str::trim)
        .all(|line| line.is_empty() || line.starts_with('#') || line == "---")
}

#[cfg(test)]
mod tests;
