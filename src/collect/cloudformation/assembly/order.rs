//! The order in which the artifacts of an assembly are deployed.

use std::collections::{BTreeMap, BTreeSet};

use super::manifest::Artifact;

/// The ids of `artifacts`, each after those that it depends on, otherwise by id. Artifacts that depend on each other in a
/// circle, which no assembly of CDK's own holds, come last by id.
pub(super) fn by_dependencies(artifacts: &BTreeMap<String, Artifact>) -> Vec<&str> {
    let mut waiting: BTreeMap<&str, usize> = BTreeMap::new();
    let mut dependents: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, artifact) in artifacts {
        let on: BTreeSet<&str> = artifact
            .dependencies
            .iter()
            .map(String::as_str)
            .filter(|on| *on != id && artifacts.contains_key(*on))
            .collect();
        waiting.insert(id, on.len());
        for on in on {
            dependents.entry(on).or_default().push(id);
        }
    }
    let mut ready: BTreeSet<&str> =
        waiting.iter().filter(|(_, on)| **on == 0).map(|(id, _)| *id).collect();
    let mut order = Vec::new();
    while let Some(id) = ready.pop_first() {
        order.push(id);
        waiting.remove(id);
        for dependent in dependents.remove(id).unwrap_or_default() {
            let Some(on) = waiting.get_mut(dependent) else { continue };
            *on -= 1;
            if *on == 0 {
                ready.insert(dependent);
            }
        }
    }
    order.extend(waiting.keys());
    order
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn order(dependencies: &[(&str, &[&str])]) -> Vec<String> {
        let artifacts = dependencies.iter().map(|(id, on)| {
            let artifact = json!({"type": "aws:cloudformation:stack", "dependencies": on});
            ((*id).to_owned(), serde_json::from_value(artifact).expect("is an artifact"))
        });
        let artifacts = artifacts.collect();
        by_dependencies(&artifacts).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn what_others_depend_on_comes_first() {
        assert_eq!(
            order(&[("a", &["c", "a.assets"]), ("b", &[]), ("c", &["d", "d"]), ("d", &[])]),
            ["b", "d", "c", "a"]
        );
    }

    #[test]
    fn a_circle_ends_and_loses_nothing() {
        assert_eq!(order(&[("a", &["b"]), ("b", &["a"]), ("c", &["c"])]), ["c", "a", "b"]);
    }
}
