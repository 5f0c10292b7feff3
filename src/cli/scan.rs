//! `scan`: audits what runs.

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::Args;
use clap::builder::FalseyValueParser;

use super::audit::AuditOptions;
use super::error::{CliError, OrHelp};
use super::options::LookOptions;
use super::progress::Progress;
use super::wanted::wanted;
use crate::collect::aws::{Account, Counters, Regions, Request, Role, ScanError, Stop, scan};
use crate::config::{AccountRegions, Config, ConfigAccount, Selection};
use crate::model::{Inventory, is_region};

const EXAMPLES: &str = "\
Examples:
  cache-audit scan --region eu-west-1
  cache-audit scan --account production --all-regions
  cache-audit scan --account production --account development --fail-on high
  cache-audit scan --account production --declared tfplan.json --source-dir infra
  cache-audit scan --account production --save-inventory production.json
  cache-audit plan production.json
  cache-audit iam-policy > cache-audit-policy.json

Accounts in cache-audit.yaml:
  accounts:
    production:
      role_arn: arn:aws:iam::123456789012:role/cache-audit
      regions: [eu-west-1, us-east-1]
      policy_sets: [production]";

/// Arguments of `scan`.
#[derive(Debug, Args)]
#[command(next_help_heading = "AWS", after_long_help = EXAMPLES)]
pub(super) struct ScanArgs {
    /// Scan this account (repeatable) [default: that of the default credentials]
    ///
    /// A name below `accounts` in cache-audit.yaml, else an AWS profile. Without it, credentials come from where the AWS
    /// CLI finds them: the environment, the default profile, web identity, container or instance.
    #[arg(long = "account", value_name = "NAME", value_delimiter = ',')]
    #[arg(env = "CACHE_AUDIT_ACCOUNT", hide_env_values = true)]
    accounts: Vec<String>,

    /// Scan this region of every account (repeatable)
    ///
    /// It goes before the regions that cache-audit.yaml names; those go before the region of environment or profile.
    #[arg(long = "region", value_name = "REGION", value_delimiter = ',', value_parser = region)]
    #[arg(env = "CACHE_AUDIT_REGION", hide_env_values = true)]
    regions: Vec<String>,

    /// Scan every region that is enabled in the account
    #[arg(long, conflicts_with = "regions", value_parser = FalseyValueParser::new())]
    #[arg(env = "CACHE_AUDIT_ALL_REGIONS", hide_env_values = true)]
    all_regions: bool,

    /// Give up on an answer after this many seconds; a call is tried again
    ///
    /// AWS_MAX_ATTEMPTS says how often [default: 8]. Where a service throttles, all calls to it in that region and account
    /// slow down; with AWS_RETRY_MODE=standard only the throttled one waits.
    #[arg(long, value_name = "SECONDS", default_value_t = 20)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=3600))]
    #[arg(env = "CACHE_AUDIT_TIMEOUT", hide_env_values = true)]
    timeout: u64,

    #[command(flatten)]
    audit: AuditOptions,
}

fn region(text: &str) -> Result<String, String> {
    match is_region(text) {
        true => Ok(text.to_owned()),
        false => Err("expected a region, such as eu-west-1".to_owned()),
    }
}

/// Audits accounts.
pub(super) fn run(args: &ScanArgs, look: &LookOptions) -> Result<ExitCode, CliError> {
    let prepared = args.audit.prepare(&[])?;
    let declared = args.audit.sources().read_declared(look)?;
    let request = Request {
        accounts: args.accounts(&prepared.config, &prepared.selection),
        configured: prepared.config.accounts().map(|(name, _)| name.to_owned()).collect(),
        timeout: Duration::from_secs(args.timeout),
    };
    let inventory = read(&request, look)?;
    prepared.finish(&inventory, declared.as_ref(), look)
}

impl ScanArgs {
    /// The accounts to scan.
    fn accounts(&self, config: &Config, selection: &Selection) -> Vec<Account> {
        if self.accounts.is_empty() {
            let wanted = wanted(selection, None);
            return vec![Account { regions: self.regions(None), wanted, ..Account::default() }];
        }
        let mut named: Vec<&str> = Vec::new();
        for name in &self.accounts {
            if !named.contains(&name.as_str()) {
                named.push(name);
            }
        }
        named.into_iter().map(|name| self.account(name, config, selection)).collect()
    }

    fn account(&self, name: &str, config: &Config, selection: &Selection) -> Account {
        let wanted = wanted(selection, Some(name));
        let named = Some(name.to_owned());
        let Some(account) = config.account(name) else {
            let (profile, regions) = (named.clone(), self.regions(None));
            return Account { name: named, profile, role: None, regions, wanted };
        };
        let regions = self.regions(account.regions.clone());
        Account {
            name: named,
            profile: account.profile.clone(),
            role: role(account),
            regions,
            wanted,
        }
    }

    /// The regions to read: those of the command line before those of the configuration.
    fn regions(&self, configured: Option<AccountRegions>) -> Regions {
        if self.all_regions {
            return Regions::All;
        }
        if !self.regions.is_empty() {
            return Regions::Named(BTreeSet::from_iter(self.regions.iter().cloned()));
        }
        match configured {
            Some(AccountRegions::All) => Regions::All,
            Some(AccountRegions::Named(names)) => Regions::Named(names),
            None => Regions::Default,
        }
    }
}

fn role(account: ConfigAccount) -> Option<Role> {
    let ConfigAccount { role_arn, external_id, session_name, .. } = account;
    role_arn.map(|arn| Role { arn, external_id, session_name })
}

fn read(request: &Request, look: &LookOptions) -> Result<Inventory, CliError> {
    let counters = Arc::new(Counters::default());
    let told = Arc::clone(&counters);
    let stop = Stop::on_ctrl_c().or_help("try again with fewer programs running")?;
    let stopped = stop.clone();
    let _progress = Progress::telling(
        move || if stopped.is_pulled() { "Coming to an end".to_owned() } else { words(&told) },
        look.is_quiet(),
    );
    let inventory = scan(request, &counters, &stop);
    // Nobody waits for AWS any more: the next Ctrl-C is for the program.
    stop.pull();
    inventory.map_err(|error: ScanError| {
        let help = error.help();
        CliError::from_error(error, help)
    })
}

/// How far a scan is.
fn words(counters: &Counters) -> String {
    let get = |counter: &std::sync::atomic::AtomicUsize| counter.load(Ordering::Relaxed);
    let calls = get(&counters.calls);
    let retries = match get(&counters.retries) {
        0 => String::new(),
        retries => format!(", {retries} tried again"),
    };
    match get(&counters.regions) {
        0 => "Signing in".to_owned(),
        regions => {
            let done = get(&counters.regions_done);
            format!("Scanning: {done} of {regions} regions, {calls} calls{retries}")
        }
    }
}
