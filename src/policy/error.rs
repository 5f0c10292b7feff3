//! What can be wrong with policies, policy sets and what is asked of them.

use std::fmt;
use std::path::PathBuf;

/// Why policies cannot be loaded or a policy set cannot be resolved.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// A policy directory or a file in it cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file or directory.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Files are wrong. Every problem found is listed, one on each line.
    #[error("{}", Lines(.0))]
    Invalid(Vec<Problem>),
    /// No policy set of that name exists.
    #[error("no policy set is called `{name}`; there {}", listed(.known))]
    UnknownSet {
        /// The name that was asked for.
        name: String,
        /// The names that exist.
        known: Vec<String>,
    },
    /// No policy of that name exists.
    #[error("no policy is called `{id}`{}", crate::suggest::hint(.suggestion.as_deref()))]
    UnknownPolicy {
        /// The id that was asked for.
        id: String,
        /// An id that resembles it.
        suggestion: Option<String>,
    },
    /// A configuration gives a policy a parameter that it does not have, or a value of another type.
    #[error("{0}")]
    Override(String),
}

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, as messages name it.
    pub file: String,
    /// The line, counted from 1; 0 where the file as a whole is meant.
    pub line: u32,
    /// The column, counted from 1; 0 where the line as a whole is meant.
    pub column: u32,
    /// What is wrong.
    pub message: String,
}

impl Problem {
    /// A problem at a place in `file`.
    pub(crate) fn at(file: &str, line: u32, column: u32, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, column, message: message.into() }
    }

    /// A problem with `file` as a whole.
    pub(crate) fn with_file(file: &str, message: impl Into<String>) -> Self {
        Self::at(file, 0, 0, message)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        write!(f, ": {}", self.message)
    }
}

struct Lines<'a>(&'a [Problem]);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

fn listed(names: &[String]) -> String {
    match names {
        [] => "are none".to_owned(),
        [name] => format!("is `{name}`"),
        names => format!("are {}", names.join(", ")),
    }
}
