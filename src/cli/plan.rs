//! `plan`: audits declared state.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::audit::AuditOptions;
use super::error::CliError;
use super::options::LookOptions;

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

    #[command(flatten)]
    audit: AuditOptions,
}

/// Audits files.
pub(super) fn run(args: &PlanArgs, look: &LookOptions) -> Result<ExitCode, CliError> {
    let named: Vec<_> = args.files.iter().map(PathBuf::as_path).collect();
    let prepared = args.audit.prepare(&named)?;
    let (inventory, declared) = args.audit.sources().read(&args.files, look)?;
    prepared.finish(&inventory, declared.as_ref(), look)
}
