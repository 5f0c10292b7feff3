//! `policy`: what there is to judge by.

mod docs;
mod list;
mod show;
mod test;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::CliError;
use super::options::LookOptions;

/// Arguments of `policy`.
#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(super) struct PolicyArgs {
    #[command(subcommand)]
    command: PolicyCommand,
}

#[derive(Debug, Subcommand)]
enum PolicyCommand {
    /// List every policy and policy set
    List(list::ListArgs),
    /// Show everything about one policy
    Show(show::ShowArgs),
    /// Run the Rego tests of policies
    Test(test::TestArgs),
    /// Print the catalogue of policies as Markdown
    Docs(docs::DocsArgs),
}

/// Does what `args` ask for.
pub(super) fn run(args: &PolicyArgs, look: &LookOptions) -> Result<ExitCode, CliError> {
    match &args.command {
        PolicyCommand::List(args) => list::run(args, look),
        PolicyCommand::Show(args) => show::run(args, look),
        PolicyCommand::Test(args) => test::run(args, look),
        PolicyCommand::Docs(args) => docs::run(args),
    }
}
