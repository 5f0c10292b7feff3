//! CloudFormation: templates in YAML and JSON, change sets, and CDK cloud assemblies.
//!
//! Text becomes [`node`]s that know their place, a template gives them meaning, evaluation leaves [`evaluated`] values,
//! and mapping turns the properties of each resource into the model.

#[cfg_attr(not(test), expect(dead_code, reason = "nothing collects assemblies yet"))]
mod assembly;
#[cfg_attr(not(test), expect(dead_code, reason = "nothing collects change sets yet"))]
mod change_set;
#[cfg_attr(not(test), expect(dead_code, reason = "the evaluator is being built"))]
mod evaluated;
#[cfg_attr(not(test), expect(dead_code, reason = "the parsers are being built"))]
mod json;
#[expect(dead_code, reason = "the parsers are being built")]
mod node;
#[cfg_attr(not(test), expect(dead_code, reason = "the parsers are being built"))]
mod yaml;
