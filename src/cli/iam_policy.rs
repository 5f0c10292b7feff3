//! `iam-policy`: the permissions that a scan needs.

use std::collections::BTreeSet;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::audit::attributes;
use super::error::CliError;
use super::options::{PolicyOptions, SetOptions};
use super::output;
use crate::collect::aws::{Operation, operations};
use crate::config::Config;

const EXAMPLES: &str = "\
Examples:
  cache-audit iam-policy
  cache-audit iam-policy --policy-set production --all-regions
  cache-audit iam-policy > policy.json && aws iam create-policy --policy-name cache-audit --policy-document file://policy.json

Attach the policy to the user or role that runs `cache-audit scan`, or to the roles that it assumes.";

/// Arguments of `iam-policy`.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct IamPolicyArgs {
    /// Allow what `scan --all-regions` needs, too
    ///
    /// An account whose `regions` are `all` in cache-audit.yaml needs it as well.
    #[arg(long, help_heading = "AWS")]
    #[arg(env = "CACHE_AUDIT_ALL_REGIONS", hide_env_values = true)]
    all_regions: bool,

    /// Allow to assume the roles of cache-audit.yaml
    ///
    /// For the identity that runs the scan; the roles themselves do not need it.
    #[arg(long, help_heading = "AWS")]
    #[arg(env = "CACHE_AUDIT_ASSUME_ROLES", hide_env_values = true)]
    assume_roles: bool,

    #[command(flatten)]
    sets: SetOptions,

    #[command(flatten)]
    policy: PolicyOptions,
}

/// Prints the policy.
pub(super) fn run(args: &IamPolicyArgs) -> Result<ExitCode, CliError> {
    let config = args.policy.config()?;
    let bundle = args.policy.bundle(&config, &[])?;
    let selection = args.sets.select(&config, &bundle)?;
    let mut wanted = operations(&attributes(&config, &selection));
    if args.all_regions {
        wanted.insert(Operation::DescribeRegions);
    }
    let mut statements = vec![statement("ReadCaches", &actions(&wanted), &["*".to_owned()])];
    let roles = roles(&config);
    if args.assume_roles && !roles.is_empty() {
        let assume = [Operation::AssumeRole.action()];
        statements.push(statement("AssumeRoles", &assume, &roles));
    }
    let document = json!({"Version": "2012-10-17", "Statement": statements});
    output::to_stdout(|out| {
        serde_json::to_writer_pretty(&mut *out, &document)?;
        writeln!(out)
    })?;
    Ok(ExitCode::SUCCESS)
}

fn statement(sid: &str, actions: &[String], resources: &[String]) -> serde_json::Value {
    json!({"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources})
}

/// The actions, sorted. Nobody needs a permission to ask who they are.
fn actions(wanted: &BTreeSet<Operation>) -> Vec<String> {
    let mut actions: Vec<String> = wanted.iter().map(|operation| operation.action()).collect();
    actions.sort();
    actions
}

/// The roles that the configuration names.
fn roles(config: &Config) -> Vec<String> {
    let accounts = config.account_names().filter_map(|name| config.account(name));
    let roles: BTreeSet<String> = accounts.filter_map(|account| account.role_arn).collect();
    roles.into_iter().collect()
}
