//! cache-audit: audits the AWS caches that run in accounts, that Terraform, CloudFormation or the CDK would create, or that
//! a state holds.

pub mod collect;
mod glob;
pub mod model;
mod suggest;

mod drift;
pub mod link;

pub mod policy;

pub mod evaluate;
pub mod finding;
pub mod gate;
pub mod locate;
pub mod waive;

pub mod config;
pub mod report;
pub mod schema;

pub mod cli;
