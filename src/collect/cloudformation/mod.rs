//! CloudFormation: templates in YAML and JSON, change sets, and CDK cloud assemblies.
//!
//! Text becomes [`node`]s that know their place, a template gives them meaning, evaluation leaves [`evaluated`] values,
//! and mapping turns the properties of each resource into the model.

mod conditions;
mod dynamic;
mod evaluate;
mod evaluated;
mod expand;
mod found;
mod intrinsics;
mod json;
mod mapping;
mod nested;
mod node;
mod parameters;
mod secret_value;
mod symbols;
mod template;
#[cfg(test)]
mod twins;
mod values;
mod yaml;

pub use parameters::Parameters;
