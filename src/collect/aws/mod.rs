//! Live accounts: from credentials to one inventory for every region of every account.
//!
//! The home of everything that waits. An [`Operation`] says what it fills; a scan makes the calls that enabled policies
//! need and no others. What a call does not bring back is unknown, with the operation and its error code.

mod account;
mod backup;
mod call;
mod chain;
mod clients;
mod cloudwatch;
mod concurrent;
mod ec2;
mod ecs;
mod efs;
mod elasticache;
mod error;
mod failure;
#[cfg(test)]
mod fake;
mod http;
mod kms;
mod logs;
mod operation;
mod partition;
mod profile;
mod refusal;
mod region;
mod reply;
mod retries;
mod scan;
mod secretsmanager;
mod servicediscovery;
mod session;
mod settings;
mod sharing;
mod sns;
mod ssm;
mod stop;
mod tagging;
mod whole;
mod words;

pub use account::{Account, Regions, Request, Role};
pub use call::Counters;
pub use error::ScanError;
pub use operation::{Operation, Service, operations};
pub use scan::scan;
pub use stop::Stop;
