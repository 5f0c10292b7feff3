//! Hostile input is only bad input: an error with file, line and column, or an inventory; never a panic.

use std::fs;

use cache_audit::collect::{CollectError, read};
use cache_audit::link::Linker;
use cache_audit::model::Inventory;

use crate::support::*;

/// Reads and links in this process, where a panic fails the test.
fn read_and_link(bytes: &[u8]) -> Result<Inventory, CollectError> {
    let inventory = read(&mut &bytes[..], "plan.json")?;
    let linker = Linker::new(&inventory);
    for key in linker.keys() {
        let _ = linker.link(key);
    }
    Ok(inventory)
}

/// A plan of one cache whose `after` also holds `json`.
fn plan_with(json: &str) -> String {
    format!(
        r#"{{"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[{{"address":"aws_elasticache_replication_group.a","mode":"managed","type":"aws_elasticache_replication_group","name":"a","change":{{"actions":["create"],"before":null,"after":{{{json}}},"after_unknown":{{}}}}}}],"configuration":{{}}}}"#
    )
}

/// Numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        // Knuth's MMIX.
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit
    }
}

#[test]
fn a_file_cut_off_anywhere_is_an_error_with_a_place() {
    for path in [
        fixture("audio-pipeline/compliant/tfplan.json"),
        situation("rbac_users"),
        fixture("audio-pipeline/compliant/terraform.tfstate"),
    ] {
        let text = fs::read(&path).expect("is there");
        let text = text.trim_ascii_end();
        for end in (1..text.len()).step_by(997).chain(text.len() - 3..text.len()) {
            match read_and_link(&text[..end]) {
                Err(
                    CollectError::Truncated { line, column, .. }
                    | CollectError::Malformed { line, column, .. },
                ) => {
                    assert!(line >= 1 && column >= 1, "{} cut at {end}", path.display());
                }
                other => panic!("{} cut at {end}: {:?}", path.display(), other.map(|_| "was read")),
            }
        }
    }
}

#[test]
fn flipped_bytes_never_panic() {
    let mut numbers = Numbers(7);
    for path in [
        situation("rbac_users"),
        situation("metric_math_alarm"),
        situation("default_vpc_resources"),
        situation("replace_loses_data"),
        situation("terraform_0_12"),
    ] {
        let text = fs::read(&path).expect("is there");
        for _ in 0..150 {
            let mut bytes = text.clone();
            for _ in 0..=numbers.below(3) {
                let at = numbers.below(bytes.len());
                bytes[at] = u8::try_from(numbers.below(256)).unwrap_or_default();
            }
            let _ = read_and_link(&bytes);
        }
    }
}

#[test]
fn values_of_other_types_never_panic() {
    let mut numbers = Numbers(11);
    let replacements = [
        "null",
        "true",
        "-1",
        "1e400",
        "18446744073709551616",
        "\"\"",
        "[]",
        "{}",
        "[[{}]]",
        "\"\\u0000\"",
    ];
    for path in [
        situation("security_groups_by_symbol"),
        situation("serverless"),
        situation("cluster_mode_sharded"),
    ] {
        let text = fs::read_to_string(&path).expect("is text");
        let values: Vec<usize> = text.match_indices("\":").map(|(at, _)| at + 2).collect();
        for _ in 0..200 {
            // A value in front of another one, under the same key: read in place of it where the rest is cut out.
            let at = values[numbers.below(values.len())];
            let replacement = replacements[numbers.below(replacements.len())];
            let end = text[at..].find([',', '}', ']']).map_or(text.len(), |length| at + length);
            let changed = format!("{}{replacement}{}", &text[..at], &text[end..]);
            let _ = read_and_link(changed.as_bytes());
        }
    }
}

#[test]
fn deep_nesting_is_refused() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(200_000), close.repeat(200_000));
        for text in [
            format!("{{\"format_version\":\"1.2\",\"planned_values\":{deep}}}"),
            format!("{{\"format_version\":\"1.2\",\"unrelated\":{deep}}}"),
            plan_with(&format!("\"tags\":{deep}")),
        ] {
            let run = cache_audit().args(["plan", "-"]).write_stdin(text).assert();
            let output = run.get_output();
            let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
            // Depth in what nobody reads may be skipped; never may it end the process.
            match output.status.code() {
                Some(2) => assert!(stderr.starts_with("error: -"), "{stderr:.300}"),
                Some(0 | 1 | 3) => {}
                other => panic!("{other:?}: {stderr:.300}"),
            }
        }
    }
}

#[test]
fn huge_values_are_read_or_refused() {
    let long = "x".repeat(10 * 1024 * 1024);
    let inventory = read_and_link(plan_with(&format!("\"description\":\"{long}\"")).as_bytes());
    let inventory = inventory.expect("a long text is a text");
    assert_eq!(inventory.caches[0].attributes.description.as_str().map(str::len), Some(long.len()));

    for number in ["1e308", "1e309", "-1", "99999999999999999999999999", "0.5", "4294967296"] {
        for name in [
            "num_cache_clusters",
            "num_node_groups",
            "replicas_per_node_group",
            "port",
            "snapshot_retention_limit",
        ] {
            let plan = plan_with(&format!("\"engine\":\"redis\",\"{name}\":{number}"));
            match read_and_link(plan.as_bytes()) {
                Err(CollectError::Malformed { .. } | CollectError::Resource { .. }) => {}
                Err(error) => panic!("{name} {number}: {error}"),
                Ok(inventory) => {
                    let json =
                        serde_json::to_value(&inventory.caches[0].attributes).expect("serializes");
                    let stored =
                        if name == "num_cache_clusters" { "num_cache_nodes" } else { name };
                    // Nobody has that many; what is not understood is unknown, never cut to size.
                    let is_number = json[stored].as_u64() == Some(4_294_967_295);
                    assert!(!is_number, "{name} {number}: {}", json[stored]);
                }
            }
        }
    }
    let nodes = plan_with(
        "\"engine\":\"redis\",\"num_node_groups\":4000000000,\"replicas_per_node_group\":4000000000",
    );
    assert!(read_and_link(nodes.as_bytes()).is_ok());
}

#[test]
fn a_key_given_twice_never_hides_what_the_other_says() {
    let plan = plan_with(
        "\"engine\":\"redis\",\"snapshot_retention_limit\":7,\"snapshot_retention_limit\":0",
    );
    match read_and_link(plan.as_bytes()) {
        // Terraform's own readers take the last one.
        Ok(inventory) => {
            assert_eq!(inventory.caches[0].attributes.snapshot_retention_limit.known(), Some(&0));
        }
        Err(error) => assert!(error.to_string().starts_with("plan.json"), "{error}"),
    }
}

#[test]
fn text_that_is_no_utf8_is_an_error_with_a_place() {
    let plan = plan_with("\"description\":\"?\"").into_bytes();
    let at = plan.iter().position(|byte| *byte == b'?').expect("is there");
    for bad in [&[0xFF][..], &[0xC3, 0x28], &[0xED, 0xA0, 0x80], &[0xF8, 0x88, 0x80, 0x80, 0x80]] {
        let bytes = [&plan[..at], bad, &plan[at + 1..]].concat();
        match read_and_link(&bytes) {
            Err(error) => {
                let text = error.to_string();
                assert!(text.starts_with("plan.json"), "{text}");
            }
            Ok(_) => panic!("{bad:?} was read"),
        }
    }
}

#[test]
fn references_in_a_circle_end() {
    let plan = r#"{"format_version":"1.2","resource_changes":[{"address":"module.a.aws_elasticache_replication_group.a","module_address":"module.a","mode":"managed","type":"aws_elasticache_replication_group","name":"a","change":{"actions":["create"],"before":null,"after":{},"after_unknown":{"security_group_ids":true}}}],
"configuration":{"root_module":{"module_calls":{"a":{"expressions":{"g":{"references":["module.b.g","module.b"]}},"module":{"outputs":{"g":{"expression":{"references":["var.g"]}}},"variables":{"g":{}},"resources":[{"address":"aws_elasticache_replication_group.a","mode":"managed","type":"aws_elasticache_replication_group","name":"a","expressions":{"security_group_ids":{"references":["var.g"]}}}]}},
"b":{"expressions":{"g":{"references":["module.a.g","module.a"]}},"module":{"outputs":{"g":{"expression":{"references":["var.g"]}}},"variables":{"g":{}}}}}}}}"#;
    let inventory = read_and_link(plan.as_bytes()).expect("is read");
    assert!(!inventory.caches[0].attributes.security_group_ids.is_unset());
}
