//! What is read from files, and how: inputs, declarations of what runs, values for parameters, Terraform's configuration.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;

use super::error::CliError;
use super::options::LookOptions;
use super::progress::Progress;
use crate::collect::{CollectError, Input, Parameters, Settings, collect, collect_beside};
use crate::locate::is_configuration;
use crate::model::{Inventory, SourceKind};

/// What to do about an input that nobody knows more about.
const INPUT_HELP: &str = "give the output of `terraform show -json PLAN`, a state, a CloudFormation template or \
                          change set, a cdk.out folder, or an inventory saved by --save-inventory";

/// What to do about a file of parameters that cannot be read.
const PARAMETERS_HELP: &str =
    "give the file that `aws cloudformation create-stack --parameters file://…` takes";

/// How files are read, whatever is audited.
#[derive(Debug, Args)]
#[command(next_help_heading = "Source")]
pub(super) struct SourceOptions {
    /// Point findings on what runs at this declaration of it; repeat for more
    ///
    /// Anything that `plan` audits: Terraform plan or state, CloudFormation template or change set, cdk.out. What it
    /// declares is found by ARN, id or name, account and region; verdicts stay as they are. Waivers beside the code
    /// hold for what runs as well.
    #[arg(long = "declared", value_name = "FILE")]
    #[arg(env = "CACHE_AUDIT_DECLARED", hide_env_values = true)]
    declared: Vec<PathBuf>,

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
}

impl SourceOptions {
    /// The files of declarations.
    pub(super) fn declared_files(&self) -> impl Iterator<Item = &Path> {
        self.declared.iter().map(PathBuf::as_path)
    }

    /// Where the user says that Terraform's configuration is. A directory that was named has to be right.
    pub(super) fn source_dir(&self) -> Result<Option<PathBuf>, CliError> {
        match self.source_dir.as_deref().filter(|directory| !is_configuration(directory)) {
            Some(directory) => {
                let message = format!("{} has no Terraform files", directory.display());
                Err(CliError::new(message, "name the directory in which `terraform plan` was run"))
            }
            None => Ok(self.source_dir.clone()),
        }
    }

    /// Reads `files`, and what declares what runs in them if that is named.
    pub(super) fn read(
        &self,
        files: &[PathBuf],
        look: &LookOptions,
    ) -> Result<(Inventory, Option<Inventory>), CliError> {
        let all = inputs(files.iter().chain(&self.declared))?;
        let (inputs, declared) = all.split_at(files.len());
        let settings = self.settings()?;
        let _progress = Progress::new("Reading".to_owned(), look.is_quiet());
        if declared.is_empty() {
            return Ok((collect(inputs, &settings).map_err(unreadable)?, None));
        }
        let (inventory, declared) =
            collect_beside(inputs, declared, &settings).map_err(unreadable)?;
        if !inventory.sources.iter().any(|source| source.kind == SourceKind::LiveAccount) {
            let message = "--declared is about what runs, and nothing that runs is in the input";
            let help = "name an inventory that `cache-audit scan --save-inventory` wrote, or leave --declared out";
            return Err(CliError::new(message, help));
        }
        Ok((inventory, Some(declares(declared)?)))
    }

    /// Reads what declares what runs, if that is named.
    #[cfg(feature = "aws")]
    pub(super) fn read_declared(&self, look: &LookOptions) -> Result<Option<Inventory>, CliError> {
        if self.declared.is_empty() {
            let is_idle = self.source_dir.is_some()
                || !self.parameter.is_empty()
                || !self.parameters.is_empty();
            return match is_idle {
                true => Err(CliError::new(
                    "--source-dir, --parameter and --parameters are about what --declared names",
                    "name the plan, state or template with --declared, or leave them out",
                )),
                false => Ok(None),
            };
        }
        let inputs = inputs(&self.declared)?;
        let settings = self.settings()?;
        let _progress = Progress::new("Reading".to_owned(), look.is_quiet());
        declares(collect(&inputs, &settings).map_err(unreadable)?).map(Some)
    }

    /// Values for parameters: those of files, and over them those of the command line.
    fn settings(&self) -> Result<Settings, CliError> {
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
        Ok(Settings { parameters })
    }
}

/// The inventory, if it is one of declarations.
fn declares(declared: Inventory) -> Result<Inventory, CliError> {
    match declared.sources.iter().any(|source| source.kind == SourceKind::LiveAccount) {
        true => Err(CliError::new(
            "one of the files that --declared names is an inventory of what runs, and declares nothing",
            "name a Terraform plan or state, a CloudFormation template or change set, or a cdk.out folder",
        )),
        false => Ok(declared),
    }
}

fn inputs<'a>(files: impl IntoIterator<Item = &'a PathBuf>) -> Result<Vec<Input>, CliError> {
    let mut inputs = Vec::new();
    let mut places = BTreeSet::new();
    for file in files {
        let input = match file.as_path() == Path::new("-") {
            true => Input::Stdin,
            false => Input::File(file.clone()),
        };
        // Resources of one file refer to each other by address, so two of a kind cannot be told apart.
        // What cannot be found is told when it is read.
        if !places.insert(file.canonicalize().unwrap_or_else(|_| file.clone())) {
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

fn unreadable(error: CollectError) -> CliError {
    let help = match &error {
        CollectError::Read { .. } => "name a file that exists and that you may read",
        _ => error.help().unwrap_or(INPUT_HELP),
    };
    let help = help.to_owned();
    CliError::from_error(error, help)
}
