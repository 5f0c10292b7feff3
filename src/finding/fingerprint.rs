//! What makes a finding the same finding in the next run: its policy, its subject and its attribute; never a line.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::Finding;

/// A hash of policy, logical address and attribute, without the indexes of list elements.
pub(super) fn fingerprint(finding: &Finding) -> String {
    let mut hash = Sha256::new();
    for part in [finding.policy.as_str(), &finding.address, &without_indexes(&finding.attribute)] {
        hash.update(part.as_bytes());
        // Keeps ("a", "bc") and ("ab", "c") apart.
        hash.update([0]);
    }
    hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// `ingress[].peer` for `ingress[2].peer`.
fn without_indexes(attribute: &str) -> String {
    let mut text = String::with_capacity(attribute.len());
    let mut is_index = false;
    for character in attribute.chars() {
        match character {
            '[' => is_index = true,
            ']' => is_index = false,
            _ if is_index => continue,
            _ => {}
        }
        text.push(character);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_place_in_a_list_does_not_change_a_fingerprint() {
        let mut finding = sample::fail("ingress-from-the-world", "orders", "ingress[2].peer");
        let before = fingerprint(&finding);
        finding.attribute = "ingress[7].peer".into();
        finding.origin.line = Some(7);
        finding.message = "other words".into();
        assert_eq!(fingerprint(&finding), before);
        assert_eq!(before.len(), 64);
    }

    #[test]
    fn policy_subject_and_attribute_each_change_it() {
        let base = fingerprint(&sample::fail("a", "orders", "engine"));
        for (policy, address, attribute) in [
            ("b", "orders", "engine"),
            ("a", "order", "sengine"),
            ("a", "orders", "engine_version"),
        ] {
            assert_ne!(fingerprint(&sample::fail(policy, address, attribute)), base);
        }
    }
}
