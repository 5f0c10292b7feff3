//! `man`: manual pages, for packagers.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory};

use super::error::OrHelp;
use super::output::to_stdout;
use super::{Cli, CliError};

/// Arguments of `man`.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:\n  cache-audit man | man -l -")]
pub(super) struct ManArgs {
    /// Write one page for each command into this directory instead
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Prints or writes manual pages.
pub(super) fn run(args: &ManArgs) -> Result<ExitCode, CliError> {
    match &args.dir {
        Some(dir) => clap_mangen::generate_to(Cli::command(), dir)
            .map_err(|error| {
                anyhow::Error::new(error).context(format!("could not write to {}", dir.display()))
            })
            .or_help(format!("make sure that {} is a directory you may write to", dir.display()))?,
        None => to_stdout(|out| clap_mangen::Man::new(Cli::command()).render(out))?,
    }
    Ok(ExitCode::SUCCESS)
}
