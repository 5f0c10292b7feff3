//! cache-audit: audits every AWS cache you run, and every cache a change would create.

pub mod collect;
pub mod model;

pub mod link;

pub mod policy;

pub mod evaluate;
pub mod finding;
pub mod gate;

pub mod config;
pub mod report;
pub mod schema;

pub mod cli;
