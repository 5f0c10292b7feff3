//! Where the repository begins, so that reports name files as the repository does.

use std::path::{Path, PathBuf};

use clap::Args;

use super::error::{CliError, OrHelp};
use crate::report::Roots;

/// Where the repository is.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct SourceRootOptions {
    /// Name files in reports from this directory [default: the Git repository]
    ///
    /// Code scanning, annotations and comments want the names that files have in the repository. Where there is no Git
    /// repository around the working directory, files are named from the working directory.
    #[arg(long, value_name = "DIR")]
    #[arg(env = "CACHE_AUDIT_SOURCE_ROOT", hide_env_values = true)]
    source_root: Option<PathBuf>,
}

/// The directories that file names go by.
#[derive(Debug)]
pub(super) struct SourceRoot {
    working: PathBuf,
    source: PathBuf,
}

impl SourceRootOptions {
    /// The directory that was named, else the one that has `.git`, else the working directory.
    pub(super) fn find(&self) -> Result<SourceRoot, CliError> {
        // Only names depend on it, so a working directory that is gone is no reason to stop.
        let working = std::env::current_dir().unwrap_or_default();
        let working = working.canonicalize().unwrap_or(working);
        let source = match &self.source_root {
            Some(named) => canonical_directory(named)?,
            None => repository(&working).unwrap_or(&working).to_owned(),
        };
        Ok(SourceRoot { working, source })
    }
}

impl SourceRoot {
    /// What a report borrows.
    pub(super) fn roots(&self) -> Roots<'_> {
        Roots { working: &self.working, source: &self.source }
    }
}

fn canonical_directory(named: &Path) -> Result<PathBuf, CliError> {
    let help = "name a directory that exists with --source-root";
    let found = named.canonicalize().map_err(|error| {
        anyhow::Error::new(error).context(format!("could not read directory {}", named.display()))
    });
    let found = found.or_help(help)?;
    if found.is_dir() {
        return Ok(found);
    }
    Err(CliError::new(format!("{} is no directory", named.display()), help))
}

/// The nearest directory above with `.git`: a directory, or in a worktree or submodule a file.
fn repository(working: &Path) -> Option<&Path> {
    working.ancestors().find(|directory| directory.join(".git").exists())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_nearest_repository_is_the_root_whether_git_is_a_directory_or_a_file() {
        let folder = tempfile::tempdir().expect("makes a folder");
        let outer = folder.path();
        let inner = outer.join("vendor/module");
        fs::create_dir_all(inner.join("infra")).expect("makes folders");
        fs::create_dir(outer.join(".git")).expect("makes a folder");
        assert_eq!(repository(&inner.join("infra")), Some(outer));
        fs::write(inner.join(".git"), "gitdir: elsewhere").expect("writes");
        assert_eq!(repository(&inner.join("infra")), Some(inner.as_path()));
    }

    #[test]
    fn only_a_directory_can_be_the_root() {
        let folder = tempfile::tempdir().expect("makes a folder");
        let file = folder.path().join("plan.json");
        fs::write(&file, "{}").expect("writes");
        assert!(canonical_directory(folder.path()).is_ok());
        let error = canonical_directory(&file).expect_err("is a file");
        assert!(format!("{error:?}").contains("is no directory"));
        let error = canonical_directory(&folder.path().join("none")).expect_err("is nowhere");
        assert!(format!("{error:?}").contains("could not read directory"));
    }
}
