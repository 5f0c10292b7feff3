//! CloudFormation: templates in YAML and JSON, change sets, and CDK cloud assemblies.
//!
//! Text becomes [`node`]s that know their place, a template gives them meaning, evaluation leaves [`evaluated`] values,
//! and mapping turns the properties of each resource into the model.

mod evaluated;
mod found;
mod mapping;
mod node;
mod resource;
mod secret_value;
mod symbols;
mod values;
