//! The command line: from arguments to an exit code. Only this module knows standard output and standard error.
//!
//! A report goes to standard output, everything else to standard error.

mod audit;
mod completions;
mod error;
pub mod exit_code;
#[cfg(feature = "aws")]
mod iam_policy;
mod man;
mod options;
mod output;
mod plan;
mod policy;
mod progress;
#[cfg(feature = "aws")]
mod scan;
mod source_root;
mod sources;
#[cfg(feature = "aws")]
mod wanted;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use error::CliError;

const ABOUT: &str = "Audits AWS caches: those that run, and those that Terraform, CloudFormation or the CDK would create";

const EXAMPLES: &str = "\
Examples:
  terraform show -json plan.out > tfplan.json
  cache-audit plan tfplan.json
  cache-audit plan template.yaml --parameter Environment=production
  cache-audit plan cdk.out
  cache-audit scan --account production --all-regions
  cache-audit plan tfplan.json --format table --output report.sarif
  cache-audit policy show backup-retention-too-short

Exit codes:
  0  nothing at or above --fail-on
  1  findings at or above --fail-on
  2  the request or an input is wrong
  3  the audit is incomplete, and nothing failed";

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "cache-audit", version, about = ABOUT, after_long_help = EXAMPLES)]
#[command(subcommand_required = true, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    look: options::LookOptions,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Audit what a change would make: a Terraform plan, a CloudFormation template, a CDK app
    Plan(Box<plan::PlanArgs>),
    /// Audit what runs: live accounts
    #[cfg(feature = "aws")]
    Scan(Box<scan::ScanArgs>),
    /// Print the IAM policy that a scan needs
    #[cfg(feature = "aws")]
    IamPolicy(iam_policy::IamPolicyArgs),
    /// List, show, test and document policies
    Policy(policy::PolicyArgs),
    /// Print completions for a shell
    Completions(completions::CompletionsArgs),
    /// Print the manual page
    Man(man::ManArgs),
}

/// Does what `cli` asks for.
pub fn run(cli: Cli) -> Result<ExitCode, CliError> {
    cli.look.colour_errors();
    match cli.command {
        Command::Plan(args) => plan::run(&args, &cli.look),
        #[cfg(feature = "aws")]
        Command::Scan(args) => scan::run(&args, &cli.look),
        #[cfg(feature = "aws")]
        Command::IamPolicy(args) => iam_policy::run(&args),
        Command::Policy(args) => policy::run(&args, &cli.look),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    /// Walks every command and every option of it.
    fn visit(command: &clap::Command, check: &mut dyn FnMut(&clap::Command, &clap::Arg)) {
        for argument in command.get_arguments() {
            check(command, argument);
        }
        for subcommand in command.get_subcommands() {
            visit(subcommand, check);
        }
    }

    #[test]
    fn every_option_that_takes_a_value_has_an_environment_twin() {
        // What belongs to a single call is no habit that an environment could hold.
        let exempt = ["dir", "check", "filter", "coverage", "assume_role", "help", "version"];
        visit(&Cli::command(), &mut |command, argument| {
            let id = argument.get_id().as_str();
            // The formats of a list are not those of a report.
            let is_exempt = exempt.contains(&id) || (command.get_name(), id) == ("list", "format");
            let Some(long) = argument.get_long().filter(|_| !is_exempt) else { return };
            let twin = format!("CACHE_AUDIT_{}", long.replace('-', "_").to_uppercase());
            let found = argument.get_env().and_then(|env| env.to_str());
            assert_eq!(found, Some(twin.as_str()), "--{long} of {}", command.get_name());
        });
    }

    #[test]
    fn first_lines_of_help_are_short() {
        visit(&Cli::command(), &mut |command, argument| {
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(!help.is_empty(), "{} of {}", argument.get_id(), command.get_name());
            let first = help.lines().next().unwrap_or_default();
            assert!(first.len() < 80, "{first}");
        });
    }
}
