//! `plan`: audits declared state.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use jiff::Timestamp;

use super::error::{CliError, OrHelp};
use super::exit_code;
use super::options::{GateOptions, LookOptions, PolicyOptions, SetOptions};
use super::output::{self, OutputOptions};
use super::progress::Progress;
use super::source_root::SourceRootOptions;
use crate::collect::{CollectError, Input, collect};
use crate::config::Selection;
use crate::evaluate::{DEFAULT_TIME_LIMIT, Evaluation, evaluate, settle};
use crate::finding::Audit;
use crate::link::Linker;
use crate::model::Inventory;
use crate::policy::{Bundle, Policy, PolicyId};
use crate::report::Report;

const EXAMPLES: &str = "\
Examples:
  terraform plan -out plan.out && terraform show -json plan.out > tfplan.json
  cache-audit plan tfplan.json
  terraform show -json plan.out | cache-audit plan -
  cache-audit plan tfplan.json --policy-set production --fail-on high
  cache-audit plan tfplan.json --format table --output cache-audit.sarif
  cache-audit plan tfplan.json --format github --output cache-audit.sarif --output comment.md";

/// What to do about an input that nobody knows more about.
const INPUT_HELP: &str = "give the output of `terraform show -json PLAN`, a state, or an inventory saved by \
                          --save-inventory";

/// Arguments of `plan`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Source", after_long_help = EXAMPLES)]
pub(super) struct PlanArgs {
    /// Plan or state as JSON, state file, saved inventory; `-` is standard input
    ///
    /// What a file is, is found out from its content. Several files are audited as one inventory.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// Save what was read to this file, to audit it again later
    #[arg(long, value_name = "FILE")]
    #[arg(env = "CACHE_AUDIT_SAVE_INVENTORY", hide_env_values = true)]
    save_inventory: Option<PathBuf>,

    #[command(flatten)]
    sets: SetOptions,

    #[command(flatten)]
    policy: PolicyOptions,

    #[command(flatten)]
    gate: GateOptions,

    /// Judge as if it were this time, such as 2026-11-20T00:00:00Z [default: now]
    #[arg(long, value_name = "TIME", help_heading = "Policy")]
    #[arg(env = "CACHE_AUDIT_NOW", hide_env_values = true)]
    now: Option<Timestamp>,

    #[command(flatten)]
    output: OutputOptions,

    #[command(flatten)]
    source_root: SourceRootOptions,
}

/// Audits files.
pub(super) fn run(args: &PlanArgs, look: &LookOptions) -> Result<ExitCode, CliError> {
    let destinations = args.output.destinations()?;
    output::keep_apart(&args.files, args.save_inventory.as_deref(), &destinations)?;
    let inputs = inputs(&args.files)?;
    let source_root = args.source_root.find()?;
    let config = args.policy.config()?;
    let bundle = args.policy.bundle(&config, &[])?;
    let selection = args.sets.select(&config, &bundle)?;
    let clock = args.now.unwrap_or_else(Timestamp::now);

    let inventory = read(&inputs, look)?;
    if let Some(file) = &args.save_inventory {
        output::to_file(file, |out| {
            serde_json::to_writer_pretty(&mut *out, &inventory)?;
            writeln!(out)
        })?;
    }
    let audit = judge(&inventory, &selection, &bundle, clock, look)?;

    let report = Report {
        sources: &inventory.sources,
        gaps: &inventory.gaps,
        audit: &audit,
        policies: &policies(&selection),
        clock,
        gate: args.gate.gate(&config),
        roots: source_root.roots(),
    };
    output::write(&report, &destinations, look)?;
    Ok(exit_code::of_outcome(report.outcome()))
}

fn inputs(files: &[PathBuf]) -> Result<Vec<Input>, CliError> {
    let mut inputs = Vec::with_capacity(files.len());
    for file in files {
        let input = match file.as_path() == Path::new("-") {
            true => Input::Stdin,
            false => Input::File(file.clone()),
        };
        // Resources of one file refer to each other by address, so two of a kind cannot be told apart.
        if inputs.contains(&input) {
            let name = match &input {
                Input::Stdin => "standard input".to_owned(),
                Input::File(path) => path.display().to_string(),
            };
            return Err(CliError::new(format!("{name} is named twice"), "name each input once"));
        }
        inputs.push(input);
    }
    Ok(inputs)
}

fn read(inputs: &[Input], look: &LookOptions) -> Result<Inventory, CliError> {
    let _progress = Progress::new("Reading".to_owned(), look.is_quiet());
    collect(inputs).map_err(|error| {
        let help = match &error {
            CollectError::Read { .. } => "name a file that exists and that you may read",
            _ => error.help().unwrap_or(INPUT_HELP),
        };
        let help = help.to_owned();
        CliError::from_error(error, help)
    })
}

fn judge(
    inventory: &Inventory,
    selection: &Selection,
    bundle: &Bundle,
    clock: Timestamp,
    look: &LookOptions,
) -> Result<Audit, CliError> {
    let _progress = Progress::new("Judging".to_owned(), look.is_quiet());
    let evaluation = Evaluation {
        sets: selection.sets(),
        assign: &|subject| selection.assign(subject),
        now: clock,
        time_limit: DEFAULT_TIME_LIMIT,
        threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
        bundle,
    };
    let audit = |inventory: &Inventory| {
        evaluate(&Linker::new(inventory), &evaluation)
            .or_help("correct the helpers in `lib/` of your policy directory")
    };
    let base = audit(inventory)?;
    if base.tally.unknown == 0 || !are_whole(inventory) {
        return Ok(base);
    }
    let alternatives = inventory.alternatives.iter().map(|other| audit(&other.inventory));
    Ok(settle(base, &alternatives.collect::<Result<Vec<_>, _>>()?))
}

/// Whether every alternative holds all that `inventory` does. With several inputs, one of an input lacks the others, and
/// what is missing there proves nothing.
fn are_whole(inventory: &Inventory) -> bool {
    let sources = &inventory.sources;
    let mut alternatives = inventory.alternatives.iter();
    sources.len() < 2 || alternatives.all(|other| other.inventory.sources == *sources)
}

/// The policies of every set in use.
fn policies(selection: &Selection) -> BTreeMap<PolicyId, &Policy> {
    let resolved = selection.sets().iter().flat_map(|set| &set.policies);
    resolved.map(|resolved| (resolved.policy.id.clone(), resolved.policy.as_ref())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Alternative, SourceKind, SourceSummary};

    #[test]
    fn an_alternative_that_lacks_an_input_proves_nothing() {
        let source = |file: &str| SourceSummary {
            file: file.to_owned(),
            kind: SourceKind::CloudFormationTemplate,
            written_by: None,
            is_complete: true,
        };
        let inventory = |files: &[&str]| Inventory {
            sources: files.iter().map(|file| source(file)).collect(),
            ..Inventory::new()
        };
        let with_alternative = |files: &[&str], of: &[&str]| {
            let alternative = Alternative { inventory: inventory(of), ..Alternative::default() };
            Inventory { alternatives: vec![alternative], ..inventory(files) }
        };
        assert!(are_whole(&with_alternative(&["a.yaml"], &[])));
        assert!(are_whole(&with_alternative(&["a.yaml", "b.yaml"], &["a.yaml", "b.yaml"])));
        assert!(!are_whole(&with_alternative(&["a.yaml", "b.yaml"], &["a.yaml"])));
    }
}
