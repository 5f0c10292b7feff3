//! Context that was never looked up, and the dummies that stand in the template for it.
//!
//! An app that asks for a VPC is given a made-up one until the CLI has looked for the real one. Newer versions note in
//! `missing` what they gave (`dummyValue`); for older ones, and for VPCs, which are never noted, the dummies of the library
//! are listed here. They are unknown wherever they stand, whole or as a word of a longer text.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::manifest::Missing;
use crate::collect::cloudformation::node::Node;
use crate::model::Reason;

/// The dummies that stand for what an assembly misses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lookups {
    dummies: BTreeMap<String, Dummy>,
    providers: BTreeSet<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Dummy {
    provider: String,
    /// Whether it is one of several, whose real number nobody knows either.
    is_one_of_several: bool,
}

/// Zones that are given for those of a region, or of a VPC's subnets.
const ZONES: [&str; 5] = ["dummy1a", "dummy1b", "dummy1c", "dummy-1a", "dummy-1b"];
/// Subnets and route tables of the VPC that is given for any.
const SUBNETS: [&str; 8] = [
    "p-12345",
    "p-67890",
    "rtb-12345p",
    "rtb-12345s",
    "rtb-57890p",
    "rtb-67890s",
    "s-12345",
    "s-67890",
];

impl Lookups {
    /// The dummies for what is in a manifest's `missing`.
    pub(super) fn missing(missing: &[Missing]) -> Self {
        let mut lookups = Self::default();
        for missing in missing {
            let provider = provider_name(&missing.provider);
            lookups.providers.insert(provider.to_owned());
            lookups.add_documented(provider, &missing.props);
            lookups.add_noted(provider, &missing.props);
        }
        lookups
    }

    /// Who would have looked up what is missing; none when nothing is.
    pub(super) fn providers(&self) -> Option<String> {
        let providers: Vec<&str> = self.providers.iter().map(String::as_str).collect();
        (!providers.is_empty()).then(|| providers.join(", "))
    }

    /// Why nobody can tell `text`, when it holds a dummy.
    pub(crate) fn reason(&self, text: &str) -> Option<Reason> {
        let (_, dummy) = self.dummies.iter().find(|(dummy, _)| holds_word(text, dummy))?;
        Some(reason(dummy))
    }

    /// Why nobody can tell a list, not even its length: one of its texts is a dummy that stands for several.
    pub(crate) fn reason_of_list(&self, items: &[Node]) -> Option<Reason> {
        let mut dummies = items.iter().filter_map(|item| self.dummies.get(item.text()?));
        dummies.find(|dummy| dummy.is_one_of_several).map(reason)
    }

    /// Adds the dummies that the library has for a provider.
    fn add_documented(&mut self, provider: &str, props: &Json) {
        match provider {
            "vpc-provider" => {
                self.add(provider, &["vpc-12345", "1.2.3.4/5"], false);
                self.add(provider, &SUBNETS, true);
                self.add(provider, &ZONES, true);
            }
            "availability-zones" | "endpoint-service-availability-zones" => {
                self.add(provider, &ZONES, true);
            }
            "ssm" => {
                let parameter = props.get("parameterName").and_then(Json::as_str);
                let dummy = format!("dummy-value-for-{}", parameter.unwrap_or_default());
                self.add(provider, &[&dummy], false);
            }
            "security-group" => self.add(provider, &["sg-12345", "sg-12345678"], false),
            "hosted-zone" => self.add(provider, &["DUMMY"], false),
            "ami" => self.add(provider, &["ami-1234"], false),
            "key-provider" => {
                self.add(provider, &["1234abcd-12ab-34cd-56ef-1234567890ab"], false);
            }
            "load-balancer" => self.add(
                provider,
                &["50dc6c495c0c9188", "Z3DZXE0EXAMPLE", "my-load-balancer", "sg-1234", "vpc-12345"],
                false,
            ),
            "load-balancer-listener" => {
                self.add(provider, &["50dc6c495c0c9188", "sg-123456789012"], false);
            }
            _ => {}
        }
    }

    /// Adds the dummies that the app noted it was given. What it asked for itself is none.
    fn add_noted(&mut self, provider: &str, props: &Json) {
        let Some(noted) = props.get("dummyValue") else { return };
        let asked: BTreeSet<&str> = props
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(key, _)| *key != "dummyValue")
            .filter_map(|(_, value)| value.as_str())
            .collect();
        let mut waiting = vec![(noted, false)];
        while let Some((value, is_one_of_several)) = waiting.pop() {
            match value {
                Json::String(text) if !text.is_empty() && !asked.contains(text.as_str()) => {
                    self.add(provider, &[text], is_one_of_several);
                }
                Json::Array(items) => waiting.extend(items.iter().map(|item| (item, true))),
                Json::Object(entries) => {
                    waiting.extend(entries.values().map(|value| (value, is_one_of_several)));
                }
                Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
            }
        }
    }

    fn add(&mut self, provider: &str, dummies: &[&str], is_one_of_several: bool) {
        for dummy in dummies {
            let dummy = self.dummies.entry((*dummy).to_owned()).or_insert_with(|| Dummy {
                provider: provider.to_owned(),
                is_one_of_several: false,
            });
            dummy.is_one_of_several |= is_one_of_several;
        }
    }
}

fn reason(dummy: &Dummy) -> Reason {
    Reason::NotCollected(format!("CDK context lookup {}", dummy.provider))
}

/// A provider as messages may call it: names are lower-case words, anything else is a plugin's business.
fn provider_name(name: &str) -> &str {
    let is_plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    if is_plain && name.len() <= 40 { name } else { "plugin" }
}

/// Whether `word` stands in `text` with no letter or digit right before or after it: `vpc-12345` does not stand in
/// `vpc-123456`.
fn holds_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        let after = text[start + word.len()..].chars().next();
        let is_inside = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
        !is_inside(before) && !is_inside(after)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::collect::cloudformation::json;

    fn lookups(missing: Json) -> Lookups {
        let missing: Vec<Missing> = serde_json::from_value(missing).expect("is missing");
        Lookups::missing(&missing)
    }

    fn list(text: &str) -> Vec<Node> {
        let list = json::parse(text, &Arc::from("f")).expect("is JSON");
        list.items().to_vec()
    }

    fn lookup(provider: &str) -> Reason {
        Reason::NotCollected(format!("CDK context lookup {provider}"))
    }

    #[test]
    fn nothing_is_a_dummy_while_nothing_is_missing() {
        let none = lookups(json!([]));
        assert_eq!(none.reason("vpc-12345"), None);
        assert_eq!(none.reason_of_list(&list(r#"["p-12345"]"#)), None);
        assert_eq!(none.providers(), None);
    }

    #[test]
    fn the_dummies_of_a_provider_are_known_without_being_noted() {
        let cases = [
            (json!({"provider": "vpc-provider"}), "vpc-12345"),
            (json!({"provider": "vpc-provider"}), "1.2.3.4/5"),
            (json!({"provider": "vpc-provider"}), "p-67890"),
            (json!({"provider": "availability-zones"}), "dummy1c"),
            (
                json!({"provider": "ssm", "props": {"parameterName": "/a/b"}}),
                "dummy-value-for-/a/b",
            ),
            (json!({"provider": "security-group"}), "sg-12345"),
            (json!({"provider": "ami"}), "ami-1234"),
            (json!({"provider": "key-provider"}), "1234abcd-12ab-34cd-56ef-1234567890ab"),
        ];
        for (missing, dummy) in cases {
            let provider = missing["provider"].as_str().expect("is text").to_owned();
            assert_eq!(lookups(json!([missing])).reason(dummy), Some(lookup(&provider)), "{dummy}");
        }
    }

    #[test]
    fn only_what_its_own_provider_would_give_is_a_dummy() {
        let zones = lookups(json!([{"provider": "availability-zones"}]));
        assert_eq!(zones.reason("vpc-12345"), None);
        assert_eq!(zones.reason("us-east-1a"), None);
    }

    #[test]
    fn a_noted_dummy_is_one_and_what_was_asked_for_is_not() {
        let zone = lookups(json!([{"provider": "hosted-zone", "props": {
            "domainName": "example.com",
            "dummyValue": {"Id": "Z0", "Name": "example.com", "Private": false, "Empty": ""},
        }}]));
        assert_eq!(zone.reason("Z0"), Some(lookup("hosted-zone")));
        assert_eq!(zone.reason("mail@example.com"), None);
        assert_eq!(zone.reason(""), None);
    }

    #[test]
    fn a_dummy_counts_as_a_word_only() {
        let vpc = lookups(json!([{"provider": "vpc-provider"}]));
        for text in ["vpc-12345", "arn:aws:ec2:eu-west-1:1:vpc/vpc-12345", "vpc-12345,vpc-0a"] {
            assert!(vpc.reason(text).is_some(), "{text}");
        }
        for text in ["vpc-123456", "myvpc-12345", "11.2.3.4/5", "vpc-1234", "évpc-12345é"] {
            assert_eq!(vpc.reason(text), None, "{text}");
        }
    }

    #[test]
    fn of_a_list_of_dummies_not_even_the_length_is_known() {
        let lookups =
            lookups(json!([{"provider": "vpc-provider"}, {"provider": "security-group"}]));
        let cases = [
            (r#"["p-12345", "p-67890"]"#, Some(lookup("vpc-provider"))),
            (r#"["subnet-0a", "p-12345"]"#, Some(lookup("vpc-provider"))),
            // One group was looked up, whatever its id is.
            (r#"["sg-12345678", "sg-0a"]"#, None),
            (r#"[["p-12345"], {"Ref": "p-12345"}, 1]"#, None),
        ];
        for (text, expected) in cases {
            assert_eq!(lookups.reason_of_list(&list(text)), expected, "{text}");
        }
    }

    #[test]
    fn a_provider_with_an_odd_name_is_not_repeated() {
        let odd =
            lookups(json!([{"provider": "CANARY-s3cr3t-provider", "props": {"dummyValue": "x9"}}]));
        assert_eq!(odd.reason("x9"), Some(lookup("plugin")));
        assert_eq!(odd.providers().as_deref(), Some("plugin"));
    }
}
