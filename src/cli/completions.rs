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
    let text = text(args.shell);
    to_stdout(|out| out.write_all(text.as_bytes()))?;
    Ok(ExitCode::SUCCESS)
}

fn text(shell: Shell) -> String {
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    // Written to memory first: clap_complete panics where it cannot write.
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut bytes);
    let text = String::from_utf8_lossy(&bytes);
    // For bash it spells a name with a hyphen in two ways, which never meet: https://github.com/clap-rs/clap/issues/6421
    text.replace("cache__subcmd__audit", "cache__audit")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bash_completes_every_command_it_recognizes() {
        let text = text(Shell::Bash);
        let states = text.lines().filter_map(|line| line.trim().strip_prefix("cmd=\"cache"));
        let states: Vec<_> = states.filter_map(|rest| rest.strip_suffix('"')).collect();
        assert!(states.len() > 5, "{text}");
        for state in states {
            let label = format!("\n        cache{state})\n");
            assert!(text.contains(&label), "cache{state} completes nothing");
        }
    }
}
