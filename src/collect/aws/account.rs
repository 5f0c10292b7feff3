//! What a scan is asked for: accounts, how to get into them, and which of their regions to read.

use std::collections::BTreeSet;
use std::time::Duration;

use super::operation::Operation;

/// What to scan.
#[derive(Debug, Clone)]
pub struct Request {
    /// The accounts.
    pub accounts: Vec<Account>,
    /// What else could have been asked for: the accounts that the configuration names.
    pub configured: BTreeSet<String>,
    /// How long one attempt of a call may take.
    pub timeout: Duration,
}

/// One account, and how to get into it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// What the user calls it. None where the default credentials decide which account it is.
    pub name: Option<String>,
    /// The AWS profile to begin with; else the default credential chain.
    pub profile: Option<String>,
    /// The role to assume from there.
    pub role: Option<Role>,
    /// The regions to read.
    pub regions: Regions,
    /// The operations that the policies for this account need.
    pub wanted: BTreeSet<Operation>,
}

/// A role to assume.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Role {
    /// Its ARN.
    pub arn: String,
    /// The external id that its trust policy asks for.
    pub external_id: Option<String>,
    /// What the session is called in CloudTrail.
    pub session_name: Option<String>,
}

/// Which regions of an account to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Regions {
    /// The one that environment or profile name.
    #[default]
    Default,
    /// Every region that is enabled in the account.
    All,
    /// These.
    Named(BTreeSet<String>),
}

impl Account {
    /// What messages call it.
    pub(super) fn called(&self) -> String {
        match &self.name {
            Some(name) => format!("account `{name}`"),
            None => "the default account".to_owned(),
        }
    }
}
