//! `iam-policy`: what a scan has to be allowed.

use std::collections::BTreeSet;
use std::process::ExitCode;

use clap::Args;
use clap::builder::FalseyValueParser;
use serde::Serialize;

use super::error::CliError;
use super::options::{PolicyOptions, SetOptions};
use super::output::to_stdout;
use super::wanted::wanted;
use crate::collect::aws::Operation;
use crate::config::{AccountRegions, Config, Selection};

const EXAMPLES: &str = "\
Attach it to the role or user that scans:
  cache-audit iam-policy > cache-audit.json
  aws iam put-role-policy --role-name cache-audit \\
    --policy-name cache-audit --policy-document file://cache-audit.json

Where accounts of cache-audit.yaml are entered by a role, each of those roles needs that policy, and
whoever assumes them needs this one:
  cache-audit iam-policy --assume-role";

/// Arguments of `iam-policy`.
#[derive(Debug, Args)]
#[command(next_help_heading = "AWS", after_long_help = EXAMPLES)]
pub(super) struct IamPolicyArgs {
    /// Allow what scans of this account need (repeatable) [default: of every account]
    #[arg(long = "account", value_name = "NAME", value_delimiter = ',')]
    #[arg(env = "CACHE_AUDIT_ACCOUNT", hide_env_values = true)]
    accounts: Vec<String>,

    /// Allow to list regions, as `scan --all-regions` does
    #[arg(long, value_parser = FalseyValueParser::new())]
    #[arg(env = "CACHE_AUDIT_ALL_REGIONS", hide_env_values = true)]
    all_regions: bool,

    /// Print instead what allows to assume the roles of cache-audit.yaml
    #[arg(long)]
    assume_role: bool,

    #[command(flatten)]
    sets: SetOptions,

    #[command(flatten)]
    policy: PolicyOptions,
}

/// An IAM policy, in the order that AWS's own examples have.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    version: &'static str,
    statement: [Statement; 1],
}

/// What it allows.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    sid: &'static str,
    effect: &'static str,
    action: BTreeSet<String>,
    resource: BTreeSet<String>,
}

/// Prints the policy.
pub(super) fn run(args: &IamPolicyArgs) -> Result<ExitCode, CliError> {
    let config = args.policy.config()?;
    let bundle = args.policy.bundle(&config, &[])?;
    let selection = args.sets.select(&config, &bundle)?;
    let document = match args.assume_role {
        true => args.assuming(&config)?,
        false => args.reading(&config, &selection),
    };
    to_stdout(|out| {
        serde_json::to_writer_pretty(&mut *out, &document)?;
        writeln!(out)
    })?;
    Ok(ExitCode::SUCCESS)
}

impl IamPolicyArgs {
    /// What reads the accounts.
    fn reading(&self, config: &Config, selection: &Selection) -> Document {
        let mut operations = BTreeSet::from([Operation::GetCallerIdentity]);
        if self.accounts.is_empty() {
            operations.extend(wanted(selection, None));
        }
        for name in self.names(config) {
            operations.extend(wanted(selection, Some(name)));
            let regions = config.account(name).and_then(|account| account.regions);
            if regions == Some(AccountRegions::All) {
                operations.insert(Operation::DescribeRegions);
            }
        }
        if self.all_regions {
            operations.insert(Operation::DescribeRegions);
        }
        let actions = operations.into_iter().map(Operation::action).collect();
        document("CacheAuditRead", actions, BTreeSet::from(["*".to_owned()]))
    }

    /// What gets into the accounts.
    fn assuming(&self, config: &Config) -> Result<Document, CliError> {
        let accounts = self.names(config).into_iter().filter_map(|name| config.account(name));
        let roles: BTreeSet<_> = accounts.filter_map(|account| account.role_arn).collect();
        if roles.is_empty() {
            let help = "give accounts of cache-audit.yaml a `role_arn`";
            return Err(CliError::new("no account is entered by a role", help));
        }
        let actions = BTreeSet::from([Operation::AssumeRole.action()]);
        Ok(document("CacheAuditAssumeRole", actions, roles))
    }

    /// The accounts that are meant.
    fn names<'a>(&'a self, config: &'a Config) -> Vec<&'a str> {
        match self.accounts.is_empty() {
            true => config.accounts().map(|(name, _)| name).collect(),
            false => self.accounts.iter().map(String::as_str).collect(),
        }
    }
}

fn document(sid: &'static str, action: BTreeSet<String>, resource: BTreeSet<String>) -> Document {
    let statement = Statement { sid, effect: "Allow", action, resource };
    Document { version: "2012-10-17", statement: [statement] }
}
