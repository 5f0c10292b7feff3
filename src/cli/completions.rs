//! `completions`: what a shell needs to complete commands and options.

use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::output::to_stdout;
use super::{Cli, CliError};

/// Arguments of `completions`.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Example:\n  cache-audit completions bash > /etc/bash_completion.d/cache-audit"
)]
pub(super) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Prints completions.
pub(super) fn run(args: &CompletionsArgs) -> Result<ExitCode, CliError> {
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    // Written to memory first: clap_complete panics where it cannot write.
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut command, name, &mut text);
    to_stdout(|out| out.write_all(&text))?;
    Ok(ExitCode::SUCCESS)
}
