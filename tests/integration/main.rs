//! The promises of cache-audit, one module each, kept by the library and by the real binary.

mod support;

mod catalogue;
mod cli;
mod facts;
mod golden;
mod hostile;
mod hostile_stacks;
mod hostile_templates;
#[cfg(feature = "aws")]
mod iam_policy;
mod layers;
#[cfg(feature = "aws")]
mod live;
mod places;
mod policy_directories;
mod reproducible;
mod secrets;
mod secrets_of_templates;
mod sources;
mod spellings;
mod verdicts;
mod waivers;
