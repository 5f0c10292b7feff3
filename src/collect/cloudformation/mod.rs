//! CloudFormation: templates in YAML and JSON, change sets, and CDK cloud assemblies.
//!
//! Text becomes [`node`]s that know their place, a template gives them meaning, evaluation leaves [`evaluated`] values,
//! and mapping turns the properties of each resource into the model.

#[cfg_attr(not(test), expect(dead_code, reason = "nothing collects assemblies yet"))]
mod assembly;
#[cfg_attr(not(test), expect(dead_code, reason = "nothing collects change sets yet"))]
mod change_set;
mod conditions;
mod dynamic;
#[cfg_attr(not(test), expect(dead_code, reason = "the mapping is being built"))]
mod evaluate;
mod evaluated;
mod expand;
mod intrinsics;
mod json;
#[cfg_attr(not(test), expect(dead_code, reason = "the mapping is being built"))]
mod nested;
mod node;
#[cfg_attr(not(test), expect(dead_code, reason = "the mapping is being built"))]
mod parameters;
mod template;
mod yaml;

pub use parameters::Parameters;
