//! Waivers in the `Metadata` of a resource: `cache-audit: {waive: [{policy: …, until: …, reason: …}]}`.

use super::node::{Content, Node, shown};
use crate::collect::CollectError;
use crate::suggest;

/// The keys of one waiver.
const KEYS: [&str; 3] = ["policy", "until", "reason"];

/// A waiver as it is written, each value with its place in `node`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WrittenWaiver {
    pub(super) policy: Node,
    pub(super) until: String,
    pub(super) reason: String,
}

/// The waivers that `metadata` holds. One that nobody understands is an error: who wrote it relies on it.
pub(super) fn read(metadata: Option<&Node>) -> Result<Vec<WrittenWaiver>, CollectError> {
    let Some(ours) = metadata.and_then(|metadata| metadata.get("cache-audit")) else {
        return Ok(Vec::new());
    };
    if let Some(other) = ours.entries().iter().find(|entry| entry.key != "waive") {
        let message = format!("unknown key {} in cache-audit; it holds waive", shown(&other.key));
        return Err(other.key_place.malformed(message));
    }
    let Some(waive) = ours.get("waive") else {
        return Err(ours.place.malformed("cache-audit must be a mapping with the key waive"));
    };
    if !matches!(waive.content, Content::List(_)) {
        return Err(waive.place.malformed("waive must be a list of policy, until and reason"));
    }
    waive.items().iter().map(one).collect()
}

fn one(node: &Node) -> Result<WrittenWaiver, CollectError> {
    if let Some(other) = node.entries().iter().find(|entry| !KEYS.contains(&entry.key.as_str())) {
        let hint = suggest::hint(suggest::nearest(&other.key, KEYS));
        let message = format!("unknown key {} in a waiver{hint}", shown(&other.key));
        return Err(other.key_place.malformed(message));
    }
    let text = |key: &str| {
        let value =
            node.get(key).filter(|value| value.text().is_some_and(|text| !text.trim().is_empty()));
        value.ok_or_else(|| {
            let place = node.get(key).map_or(&node.place, |value| &value.place);
            place.malformed(format!("a waiver needs a text at {key}"))
        })
    };
    let until = text("until")?;
    let day = until.text().unwrap_or_default();
    if day.parse::<jiff::civil::Date>().is_err() {
        return Err(until.place.malformed("expected a day, such as 2027-01-31"));
    }
    Ok(WrittenWaiver {
        policy: text("policy")?.clone(),
        until: day.to_owned(),
        reason: text("reason")?.text().unwrap_or_default().trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::collect::cloudformation::yaml;

    fn waivers(text: &str) -> Result<Vec<WrittenWaiver>, String> {
        let node = yaml::parse(text, &Arc::from("t.yaml")).expect("is YAML");
        read(Some(&node)).map_err(|error| error.to_string())
    }

    #[test]
    fn waivers_are_read_with_their_place() {
        let text = "aws:cdk:path: a/b\ncache-audit:\n  waive:\n  - policy: default-port\n    until: 2027-01-31\n    reason: Moves.\n";
        let waivers = waivers(text).expect("is understood");
        let [waiver] = waivers.as_slice() else { panic!("is one: {waivers:?}") };
        assert_eq!(waiver.policy.text(), Some("default-port"));
        assert_eq!((waiver.policy.place.line, waiver.policy.place.column), (4, 13));
        assert_eq!((waiver.until.as_str(), waiver.reason.as_str()), ("2027-01-31", "Moves."));
    }

    #[test]
    fn metadata_of_others_holds_none() {
        for text in ["{}", "[]", "a: b", "cfn_nag: {rules_to_suppress: []}"] {
            assert_eq!(waivers(text), Ok(Vec::new()), "{text}");
        }
        assert_eq!(read(None).ok(), Some(Vec::new()));
    }

    #[test]
    fn a_waiver_that_nobody_understands_is_an_error_at_its_place() {
        let entry = |text: &str| format!("cache-audit: {{waive: [{text}]}}");
        for (text, expected) in [
            ("cache-audit: x".to_owned(), "1:14: cache-audit must be a mapping with the key waive"),
            ("cache-audit: {waived: []}".to_owned(), "1:15: unknown key \"waived\" in cache-audit"),
            ("cache-audit: {waive: x}".to_owned(), "1:22: waive must be a list"),
            (entry("x"), "1:23: a waiver needs a text at until"),
            (entry("{until: 2027-02-31}"), "1:31: expected a day, such as 2027-01-31"),
            (
                entry("{until: 2027-01-31, polcy: a}"),
                "1:43: unknown key \"polcy\" in a waiver; did you mean `policy`?",
            ),
            (
                entry("{until: 2027-01-31, policy: a, reason: ' '}"),
                "1:62: a waiver needs a text at reason",
            ),
        ] {
            let error = waivers(&text).expect_err("is no waiver");
            assert!(error.contains(&format!("t.yaml:{expected}")), "{text}: {error}");
        }
    }
}
