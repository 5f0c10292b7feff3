//! Options that several commands share, under the headings that help shows them.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice};
use clap::builder::FalseyValueParser;
use clap::{Args, ValueEnum};

use super::error::{CliError, OrHelp};
use crate::config::{Config, ConfigError, Selection};
use crate::gate::{FailOn, Gate, UnknownMode};
use crate::policy::Bundle;
use crate::report::{Look, Verbosity};
use crate::waive::{Baseline, Waiver};

/// Columns of a report where no terminal says how many it has.
const DEFAULT_WIDTH: usize = 100;

/// How everything looks.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct LookOptions {
    /// Colour the output
    ///
    /// `auto` colours at a terminal, and goes by NO_COLOR and CLICOLOR_FORCE.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    #[arg(env = "CACHE_AUDIT_COLOR", hide_env_values = true)]
    color: ColorWhen,

    /// Only the summary of the table, and no progress
    #[arg(short, long, global = true, conflicts_with = "verbose", value_parser = FalseyValueParser::new())]
    #[arg(env = "CACHE_AUDIT_QUIET", hide_env_values = true)]
    quiet: bool,

    /// Also what passed, and every cache however many there are
    #[arg(short, long, global = true, value_parser = FalseyValueParser::new())]
    #[arg(env = "CACHE_AUDIT_VERBOSE", hide_env_values = true)]
    verbose: bool,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ColorWhen {
    /// At a terminal
    Auto,
    /// Everywhere
    Always,
    /// Nowhere
    Never,
}

impl LookOptions {
    /// Whether to say only what was asked for.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether to say more.
    pub(super) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Lets errors go by `--color`, too.
    pub(super) fn colour_errors(&self) {
        match self.color {
            ColorWhen::Auto => ColorChoice::Auto,
            ColorWhen::Always => ColorChoice::Always,
            ColorWhen::Never => ColorChoice::Never,
        }
        .write_global();
    }

    /// How to write to standard output.
    pub(super) fn stdout(&self) -> Look {
        let stdout = std::io::stdout();
        let is_coloured = match self.color {
            ColorWhen::Auto => AutoStream::choice(&stdout) != ColorChoice::Never,
            ColorWhen::Always => true,
            ColorWhen::Never => false,
        };
        let size = stdout.is_terminal().then(|| terminal_size::terminal_size_of(&stdout)).flatten();
        let width = size.map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0));
        Look { width, is_coloured, verbosity: self.verbosity() }
    }

    /// How to write to a file.
    pub(super) fn file(&self) -> Look {
        let is_coloured = self.color == ColorWhen::Always;
        Look { width: DEFAULT_WIDTH, is_coloured, verbosity: self.verbosity() }
    }

    fn verbosity(&self) -> Verbosity {
        match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        }
    }
}

/// Where policies come from.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Policy")]
pub(super) struct PolicyOptions {
    /// Judge by the policies in this directory, too (repeatable)
    #[arg(long = "policy-dir", value_name = "DIR")]
    #[arg(env = "CACHE_AUDIT_POLICY_DIR", hide_env_values = true)]
    policy_dirs: Vec<PathBuf>,

    /// Read this configuration [default: cache-audit.yaml, where there is one]
    #[arg(long, value_name = "FILE")]
    #[arg(env = "CACHE_AUDIT_CONFIG", hide_env_values = true)]
    config: Option<PathBuf>,
}

impl PolicyOptions {
    /// The configuration file, or nothing but defaults.
    pub(super) fn config(&self) -> Result<Config, CliError> {
        let config = match &self.config {
            Some(path) => Config::read(path),
            None => Config::find(Path::new("")),
        };
        config.map_err(wrong)
    }

    /// The built-in policies, those of the configuration, those of the command line, and those of `more` directories.
    pub(super) fn bundle(&self, config: &Config, more: &[PathBuf]) -> Result<Bundle, CliError> {
        let mut dirs = config.policy_dirs();
        for dir in self.policy_dirs.iter().chain(more) {
            // The configuration may name a directory that the command line names too.
            if !dirs.iter().any(|known| is_same_directory(known, dir)) {
                dirs.push(dir.clone());
            }
        }
        Bundle::load(&dirs).or_help("correct the policies; README.md says how one is written")
    }
}

fn is_same_directory(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

/// Which policy sets judge.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Policy")]
pub(super) struct SetOptions {
    /// Judge everything by this policy set (repeatable)
    ///
    /// It replaces what the configuration chooses; where that chooses nothing either, `baseline` judges.
    #[arg(long = "policy-set", value_name = "NAME", value_delimiter = ',')]
    #[arg(env = "CACHE_AUDIT_POLICY_SET", hide_env_values = true)]
    policy_sets: Vec<String>,
}

impl SetOptions {
    /// Whether sets are chosen here.
    pub(super) fn is_chosen(&self) -> bool {
        !self.policy_sets.is_empty()
    }

    /// The policy sets in use.
    pub(super) fn select(&self, config: &Config, bundle: &Bundle) -> Result<Selection, CliError> {
        config.select(bundle, &self.policy_sets).map_err(wrong)
    }
}

/// What does not count.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Policy")]
pub(super) struct AcceptOptions {
    /// Let findings that this earlier report has not count
    ///
    /// A report of cache-audit, in JSON or SARIF. A finding is the same if policy, address and attribute are; its line
    /// does not matter.
    #[arg(long, value_name = "FILE")]
    #[arg(env = "CACHE_AUDIT_BASELINE", hide_env_values = true)]
    baseline: Option<PathBuf>,
}

impl AcceptOptions {
    /// The earlier report, if one is named.
    pub(super) fn baseline(&self) -> Result<Option<Baseline>, CliError> {
        let help = "name a report that `--format json` or `--format sarif` wrote";
        self.baseline.as_deref().map(Baseline::read).transpose().or_help(help)
    }

    /// The file that is read, so that no report overwrites it.
    pub(super) fn file(&self) -> Option<&Path> {
        self.baseline.as_deref()
    }
}

/// The waivers of the configuration.
pub(super) fn waivers(config: &Config, bundle: &Bundle) -> Result<Vec<Waiver>, CliError> {
    config.waivers(bundle).map_err(wrong)
}

fn wrong(error: ConfigError) -> CliError {
    let help = error.help();
    CliError::from_error(error, help)
}

/// What counts as a failure.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Policy")]
pub(super) struct GateOptions {
    /// Exit with 1 if there are findings of this severity or worse [default: low]
    #[arg(long, value_name = "SEVERITY")]
    #[arg(env = "CACHE_AUDIT_FAIL_ON", hide_env_values = true)]
    fail_on: Option<FailOn>,

    /// What to do with verdicts that nobody can give yet [default: report]
    #[arg(long, value_name = "MODE")]
    #[arg(env = "CACHE_AUDIT_UNKNOWN", hide_env_values = true)]
    unknown: Option<UnknownMode>,
}

impl GateOptions {
    /// What counts: the command line before the configuration before the defaults.
    pub(super) fn gate(&self, config: &Config) -> Gate {
        Gate {
            fail_on: self.fail_on.or(config.fail_on()).unwrap_or_default(),
            unknown: self.unknown.or(config.unknown()).unwrap_or_default(),
        }
    }
}
