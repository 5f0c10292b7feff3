//! `plan`: audits declared state.

use std::collections::BTreeMap;
use std::mem::ManuallyDrop;
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
use crate::collect::{CollectError, Input, Parameters, Settings, collect};
use crate::config::Selection;
use crate::evaluate::{DEFAULT_TIME_LIMIT, Evaluation, Evaluator, settle};
use crate::finding::Audit;
use crate::link::Linker;
use crate::locate::{SourceDirectory, is_configuration, locate};
use crate::model::Inventory;
use crate::policy::{Bundle, Policy, PolicyId};
use crate::report::Report;

const EXAMPLES: &str = "\
Examples:
  terraform plan -out plan.out && terraform show -json plan.out > tfplan.json
  cache-audit plan tfplan.json
  terraform show -json plan.out | cache-audit plan -
  cache-audit plan template.yaml --parameters production.json
  cache-audit plan change-set.json template.yaml
  cdk synth && cache-audit plan cdk.out
  cache-audit plan tfplan.json --policy-set production --fail-on high
  cache-audit plan tfplan.json --format table --output cache-audit.sarif
  cache-audit plan tfplan.json --format github --output cache-audit.sarif --output comment.md";

/// What to do about an input that nobody knows more about.
const INPUT_HELP: &str = "give the output of `terraform show -json PLAN`, a state, a CloudFormation template or \
                          change set, a cdk.out folder, or an inventory saved by --save-inventory";

/// What to do about a file of parameters that cannot be read.
const PARAMETERS_HELP: &str =
    "give the file that `aws cloudformation create-stack --parameters file://…` takes";

/// Arguments of `plan`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Source", after_long_help = EXAMPLES)]
pub(super) struct PlanArgs {
    /// Plan, template, change set, cdk.out, saved inventory; `-` is standard input
    ///
    /// Terraform plans and states as JSON, state files, CloudFormation templates and change sets, cloud assemblies of the
    /// CDK. What a file is, is found out from its content. Several files are audited as one inventory.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// Give a parameter of a template a value; repeat for more
    ///
    /// Every template that declares the parameter takes it. `STACK:NAME=VALUE` gives it to one stack of a CDK app only.
    /// Items of a list are separated by commas. `AWS::Region`, `AWS::AccountId` and `AWS::StackName` are parameters too.
    #[arg(long = "parameter", value_name = "NAME=VALUE")]
    #[arg(env = "CACHE_AUDIT_PARAMETER", hide_env_values = true)]
    parameter: Vec<String>,

    /// Take values of parameters from this file; `--parameter` goes before it
    ///
    /// As the AWS CLI takes it, a list of {"ParameterKey": …, "ParameterValue": …} or of "NAME=VALUE"; or an object in
    /// JSON or YAML with a value for each name, at its top or below "Parameters".
    #[arg(long = "parameters", value_name = "FILE")]
    #[arg(env = "CACHE_AUDIT_PARAMETERS", hide_env_values = true)]
    parameters: Vec<PathBuf>,

    /// Look here for the Terraform configuration that the plans were made from
    ///
    /// Findings then point at its lines. Unless it is named, it is looked for in the working directory, then beside each
    /// plan.
    #[arg(long, value_name = "DIR")]
    #[arg(env = "CACHE_AUDIT_SOURCE_DIR", hide_env_values = true)]
    source_dir: Option<PathBuf>,

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

impl PlanArgs {
    /// Values for parameters: those of files, and over them those of the command line.
    fn parameters(&self) -> Result<Parameters, CliError> {
        let mut parameters = Parameters::default();
        let refused = |error: CollectError| {
            let help = error.help().unwrap_or(PARAMETERS_HELP).to_owned();
            CliError::from_error(error, help)
        };
        for file in &self.parameters {
            parameters.read_file(file).map_err(refused)?;
        }
        for assignment in &self.parameter {
            parameters.assign(assignment).map_err(refused)?;
        }
        Ok(parameters)
    }
}

/// Audits files.
pub(super) fn run(args: &PlanArgs, look: &LookOptions) -> Result<ExitCode, CliError> {
    let destinations = args.output.destinations()?;
    output::keep_apart(&args.files, args.save_inventory.as_deref(), &destinations)?;
    let inputs = inputs(&args.files)?;
    check_source_dir(args.source_dir.as_deref())?;
    let source_root = args.source_root.find()?;
    let config = args.policy.config()?;
    let bundle = args.policy.bundle(&config, &[])?;
    let selection = args.sets.select(&config, &bundle)?;
    let clock = args.now.unwrap_or_else(Timestamp::now);

    let settings = Settings { parameters: args.parameters()? };
    let inventory = read(&inputs, &settings, look)?;
    if let Some(file) = &args.save_inventory {
        output::to_file(file, |out| {
            serde_json::to_writer_pretty(&mut *out, &inventory)?;
            writeln!(out)
        })?;
    }
    let mut audit = judge(&inventory, &selection, &bundle, clock, look)?;
    let sources = SourceDirectory { named: args.source_dir.as_deref(), current: Path::new("") };
    let mut gaps = inventory.gaps.clone();
    gaps.extend(locate(&mut audit, &inventory.sources, sources));

    let report = Report {
        sources: &inventory.sources,
        gaps: &gaps,
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

/// A directory that was named has to be right.
fn check_source_dir(directory: Option<&Path>) -> Result<(), CliError> {
    match directory.filter(|directory| !is_configuration(directory)) {
        Some(directory) => {
            let message = format!("{} has no Terraform files", directory.display());
            Err(CliError::new(message, "name the directory in which `terraform plan` was run"))
        }
        None => Ok(()),
    }
}

fn read(inputs: &[Input], settings: &Settings, look: &LookOptions) -> Result<Inventory, CliError> {
    let _progress = Progress::new("Reading".to_owned(), look.is_quiet());
    collect(inputs, settings).map_err(|error| {
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
    let library = "correct the helpers in `lib/` of your policy directory";
    // To take the engines apart would cost a tenth of the time of a small audit, and the process is about to end.
    let mut evaluator = ManuallyDrop::new(Evaluator::new(&evaluation).or_help(library)?);
    let mut audit =
        |inventory: &Inventory| evaluator.audit(&Linker::new(inventory)).or_help(library);
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
