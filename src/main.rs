//! The `cache-audit` binary: parse, run, print what went wrong, return the exit code.

use std::process::ExitCode;

use cache_audit::cli::{self, Cli};
use clap::Parser;

fn main() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => cli::run(cli).unwrap_or_else(|error| error.print()),
        Err(error) => cli::exit_code::of_usage(&error),
    }
}
