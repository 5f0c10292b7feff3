//! `plan`: audits declared state.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::audit::AuditOptions;
use super::error::CliError;
use super::options::LookOptions;
use super::progress::Progress;
use crate::collect::{CollectError, Input, Parameters, Settings, collect};
use crate::locate::is_configuration;
use crate::model::Inventory;

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

    #[command(flatten)]
    audit: AuditOptions,
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
    let named: Vec<_> = args.files.iter().map(PathBuf::as_path).collect();
    let inputs = inputs(&args.files)?;
    check_source_dir(args.source_dir.as_deref())?;
    let prepared = args.audit.prepare(&named)?;
    let settings = Settings { parameters: args.parameters()? };
    let inventory = read(&inputs, &settings, look)?;
    prepared.finish(&inventory, args.source_dir.as_deref(), look)
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
