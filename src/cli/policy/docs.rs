//! `policy docs`: the catalogue, as a page of Markdown.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::CliError;
use crate::cli::error::OrHelp;
use crate::cli::exit_code;
use crate::cli::options::PolicyOptions;
use crate::cli::output::to_stdout;
use crate::policy::catalogue;

/// Arguments of `policy docs`.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Examples:\n  cache-audit policy docs > policies/README.md\n  cache-audit policy docs --check"
)]
pub(super) struct DocsArgs {
    /// Compare with this file instead, and exit with 1 where it is out of date
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    #[arg(default_missing_value = "policies/README.md")]
    check: Option<PathBuf>,

    #[command(flatten)]
    policy: PolicyOptions,
}

/// Prints or checks the catalogue.
pub(super) fn run(args: &DocsArgs) -> Result<ExitCode, CliError> {
    let config = args.policy.config()?;
    let bundle = args.policy.bundle(&config, &[])?;
    let page = catalogue::render(&bundle);
    let Some(file) = &args.check else {
        to_stdout(|out| out.write_all(page.as_bytes()))?;
        return Ok(ExitCode::SUCCESS);
    };
    let found = std::fs::read_to_string(file)
        .map_err(|error| {
            anyhow::Error::new(error).context(format!("could not read {}", file.display()))
        })
        .or_help("name the page that `cache-audit policy docs` was written to")?;
    let is_current = found == page;
    let state = if is_current {
        "is up to date"
    } else {
        "is out of date: write `cache-audit policy docs` to it"
    };
    to_stdout(|out| writeln!(out, "{} {state}", file.display()))?;
    Ok(exit_code::of_check(is_current))
}
