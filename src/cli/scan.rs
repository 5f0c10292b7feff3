//! `scan`: audits what runs.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use clap::Args;

use super::audit::{AuditOptions, Prepared};
use super::error::CliError;
use super::options::LookOptions;
use super::progress::Progress;
use crate::collect::aws::{Account, Counters, Regions, Request, operations, scan};
use crate::config::{AccountRegions, AccountSettings, AllRegions, Config};
use crate::model::Inventory;

const EXAMPLES: &str = "\
Examples:
  cache-audit scan
  cache-audit scan --account prod --all-regions
  cache-audit scan --account prod --account staging --region eu-west-1 --region us-east-1
  cache-audit scan --account prod --policy-set production --fail-on high
  cache-audit scan --account prod --save-inventory prod.json && cache-audit plan prod.json

`cache-audit iam-policy` prints the permissions that a scan needs. Credentials, endpoints, proxies and retries go by the
variables and files of the AWS CLI: AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL, AWS_CA_BUNDLE, AWS_MAX_ATTEMPTS and so on.";

/// Arguments of `scan`.
#[derive(Debug, Args)]
#[command(next_help_heading = "AWS", after_long_help = EXAMPLES)]
pub(super) struct ScanArgs {
    /// Scan this account: a name in cache-audit.yaml, else an AWS profile (repeatable)
    ///
    /// Without it, the default credential chain of AWS says which account: environment, web identity, profile, container,
    /// instance.
    #[arg(long = "account", value_name = "NAME", value_delimiter = ',')]
    #[arg(env = "CACHE_AUDIT_ACCOUNT", hide_env_values = true)]
    accounts: Vec<String>,

    /// Scan this region (repeatable) [default: the account's `regions`, else its own]
    ///
    /// An account of cache-audit.yaml may name its regions; any other has the region of its profile or of AWS_REGION.
    #[arg(long = "region", value_name = "REGION", value_delimiter = ',')]
    #[arg(env = "CACHE_AUDIT_REGION", hide_env_values = true)]
    regions: Vec<String>,

    /// Scan every region that the account has enabled
    #[arg(long, conflicts_with = "regions")]
    #[arg(env = "CACHE_AUDIT_ALL_REGIONS", hide_env_values = true)]
    all_regions: bool,

    /// Give up an attempt of a call after this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 20)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=3600))]
    #[arg(env = "CACHE_AUDIT_TIMEOUT", hide_env_values = true)]
    timeout: u64,

    #[command(flatten)]
    audit: AuditOptions,
}

/// Audits live accounts.
pub(super) fn run(args: &ScanArgs, look: &LookOptions) -> Result<ExitCode, CliError> {
    let prepared = args.audit.prepare(&[] as &[&Path])?;
    let inventory = args.read(&prepared, look)?;
    prepared.audit(&inventory, None, look)
}

impl ScanArgs {
    fn read(&self, prepared: &Prepared<'_>, look: &LookOptions) -> Result<Inventory, CliError> {
        let request = Request {
            accounts: self.accounts(&prepared.config),
            operations: operations(&prepared.attributes()),
            timeout: Duration::from_secs(self.timeout),
        };
        let counters = Arc::new(Counters::default());
        let watched = Arc::clone(&counters);
        let _progress = Progress::changing(move || told(&watched), look.is_quiet());
        scan(&request, &counters).map_err(|error| {
            let help = error.help().to_owned();
            CliError::from_error(error, help)
        })
    }

    fn accounts(&self, config: &Config) -> Vec<Account> {
        let mut accounts: Vec<Account> =
            self.accounts.iter().map(|name| account(name, config.account(name))).collect();
        if accounts.is_empty() {
            accounts.push(Account::default());
        }
        for account in &mut accounts {
            if self.all_regions {
                account.regions = Regions::All;
            } else if !self.regions.is_empty() {
                account.regions = Regions::These(self.regions.clone());
            }
        }
        accounts
    }
}

/// The account called `name`, as the configuration says it, else the AWS profile of that name.
fn account(name: &str, settings: Option<AccountSettings>) -> Account {
    let name = name.to_owned();
    let Some(settings) = settings else {
        return Account { profile: Some(name.clone()), name: Some(name), ..Account::default() };
    };
    Account {
        name: Some(name),
        profile: settings.profile,
        role_arn: settings.role_arn,
        external_id: settings.external_id,
        session_name: settings.session_name,
        regions: match settings.regions {
            None => Regions::Default,
            Some(AccountRegions::Word(AllRegions::All)) => Regions::All,
            Some(AccountRegions::Names(names)) => Regions::These(names),
        },
    }
}

/// `Scanning: 3 of 17 regions, 41 calls, 2 retries`.
fn told(counters: &Counters) -> String {
    let count = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
    let regions = match count(&counters.regions) {
        0 => "logging in".to_owned(),
        regions => format!("{} of {regions} regions", count(&counters.regions_done)),
    };
    let retries = match count(&counters.retries) {
        0 => String::new(),
        1 => ", 1 retry".to_owned(),
        retries => format!(", {retries} retries"),
    };
    format!("Scanning: {regions}, {} calls{retries}", count(&counters.calls))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_counts_regions_calls_and_retries() {
        let counters = Counters::default();
        assert_eq!(told(&counters), "Scanning: logging in, 0 calls");
        counters.regions.store(17, Ordering::Relaxed);
        counters.regions_done.store(3, Ordering::Relaxed);
        counters.calls.store(41, Ordering::Relaxed);
        counters.retries.store(2, Ordering::Relaxed);
        assert_eq!(told(&counters), "Scanning: 3 of 17 regions, 41 calls, 2 retries");
    }

    #[test]
    fn a_name_that_the_configuration_has_not_is_a_profile() {
        let found = account("prod", None);
        assert_eq!((found.name.as_deref(), found.profile.as_deref()), (Some("prod"), Some("prod")));
        assert_eq!(found.role_arn, None);
    }
}
