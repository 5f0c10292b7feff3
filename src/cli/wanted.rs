//! Which operations the enabled policies lead to: a scan calls these, and its IAM policy allows them.

use std::collections::BTreeSet;

use crate::collect::aws::{Operation, operations};
use crate::config::Selection;

/// An attribute that every cache has: without the caches themselves nothing is known of alarms on none.
const CACHES: &str = "cache.id";
/// The attribute by which rules of the configuration may choose.
const TAGS: &str = "cache.tags";

/// The operations for an account: what the policies need that may judge something in it.
pub(super) fn wanted(selection: &Selection, account: Option<&str>) -> BTreeSet<Operation> {
    let sets = selection.sets_for(account);
    let policies = sets.iter().flat_map(|set| &set.policies).map(|resolved| &resolved.policy);
    let mut attributes: BTreeSet<String> = BTreeSet::from([CACHES.to_owned()]);
    for policy in policies {
        let subject = policy.subject.as_str();
        attributes.extend(policy.attributes.iter().map(|path| format!("{subject}.{path}")));
    }
    if selection.depends_on_tags() {
        attributes.insert(TAGS.to_owned());
    }
    operations(&attributes)
}
