//! YAML and JSON are two spellings of one template: nothing differs but names of files and places in them.

use serde_json::Value;

use crate::support::*;

/// The inventory without names of files, lines and columns.
fn saved(template: &str, parameters: Option<&str>, assignments: &[&str]) -> String {
    let inventory = inventory_assigned(&[template], parameters, assignments);
    let mut json = serde_json::to_value(&inventory).expect("serializes");
    forget_places(&mut json);
    serde_json::to_string_pretty(&json).expect("serializes")
}

fn forget_places(json: &mut Value) {
    match json {
        Value::Object(fields) => {
            for place in ["file", "line", "column"] {
                fields.remove(place);
            }
            fields.values_mut().for_each(forget_places);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_places),
        _ => {}
    }
}

#[test]
fn yaml_and_json_give_the_same_bytes() {
    let file = Some("ai-model-registry/parameters/production.json");
    let cases: [(Option<&str>, &[&str]); 4] = [
        (None, &[]),
        (None, &["Environment=staging", "AWS::Region=us-west-2"]),
        (file, &[]),
        (file, &["Environment=development", "AWS::AccountId=123456789012"]),
    ];
    let mut told = Vec::new();
    for (parameters, assignments) in cases {
        let spelled = |extension: &str| {
            let template = format!("ai-model-registry/redis-cluster.{extension}");
            saved(&template, parameters, assignments)
        };
        let (yaml, json) = (spelled("yaml"), spelled("json"));
        assert!(yaml.contains("ai-model-registry-redis-auth-token"), "{yaml}");
        assert!(yaml == json, "{assignments:?}");
        told.push(yaml);
    }
    told.dedup();
    assert_eq!(told.len(), 4, "parameters make a difference");
}
