//! What a change set does to one resource.

use super::contents::Contents;
use super::page::as_text;
use crate::collect::CollectError;
use crate::collect::cloudformation::node::{Node, Place};
use crate::model::{Action, Change, Gap, Reason};

/// What happens to one resource.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ResourceChange {
    /// The place in the change set.
    pub(crate) place: Place,
    /// The logical id.
    pub(crate) logical_id: String,
    /// The type: `AWS::ElastiCache::ReplicationGroup`.
    pub(crate) resource_type: String,
    /// The id of the resource that there is.
    pub(crate) physical_id: Option<String>,
    /// What happens.
    pub(crate) kind: Kind,
    /// What becomes of the resource that is deleted or replaced.
    pub(crate) fate: Fate,
    /// The properties that make it be replaced, as attribute paths: `kms_key_id`.
    pub(crate) replace_paths: Vec<String>,
    /// What it is now; none for what is added.
    pub(crate) before: Option<Contents>,
    /// What it shall be; none for what is removed.
    pub(crate) after: Option<Contents>,
    /// The change set of the nested stack that it is.
    pub(crate) nested_id: Option<String>,
}

/// What CloudFormation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `Add`.
    Add,
    /// `Modify`, in place.
    Modify,
    /// `Modify`, by a new resource in place of the old one.
    Replace,
    /// `Modify`, and only executing it tells whether in place.
    MayReplace,
    /// `Remove`.
    Remove,
    /// `Import`.
    Import,
    /// `SyncWithActual`: the stack takes note of what is there already.
    Sync,
    /// `Dynamic`, or an action that this version does not know: only executing it tells.
    Undecided,
}

/// What becomes of the old resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It stays what it is, or nothing says otherwise.
    NotTold,
    /// It is deleted, without a snapshot.
    Deleted,
    /// It is deleted, and a snapshot taken before.
    Snapshot,
    /// It goes on to exist outside of the stack.
    Retained,
}

impl ResourceChange {
    /// What the model calls the change. What may be replaced counts as replaced; [`Self::replacement_is_open`] tells the
    /// difference.
    pub(crate) fn change(&self) -> Change {
        let (action, reason) = match self.kind {
            Kind::Add => (Action::Create, None),
            Kind::Modify => (Action::Update, None),
            Kind::Replace => (Action::Replace, None),
            Kind::MayReplace => (Action::Replace, Some("conditional")),
            Kind::Remove if self.fate == Fate::Retained => (Action::Forget, Some("retain")),
            Kind::Remove => (Action::Delete, None),
            Kind::Import => (Action::None, None),
            Kind::Sync => (Action::None, Some("sync_with_actual")),
            Kind::Undecided => (Action::Update, Some("dynamic")),
        };
        let is_import = self.kind == Kind::Import;
        Change {
            action,
            replace_paths: self.replace_paths.clone(),
            reason: reason.map(str::to_owned),
            imported_id: self.physical_id.clone().filter(|_| is_import),
            previous_address: None,
        }
    }

    /// Why nobody can tell what holds only if the resource is replaced, where that is not decided.
    pub(crate) fn replacement_is_open(&self) -> Option<Reason> {
        (self.kind == Kind::MayReplace).then(|| {
            Reason::UnresolvedCondition(format!("whether {} is replaced", self.logical_id))
        })
    }
}

/// Reads a `ResourceChange`.
pub(super) fn read(node: &Node, gaps: &mut Vec<Gap>) -> Result<ResourceChange, CollectError> {
    let text = |key: &str| node.get(key).and_then(as_text);
    let required = |key: &str| {
        let missing = || node.place.malformed(format!("expected a resource's change with {key}"));
        text(key).map(str::to_owned).ok_or_else(missing)
    };
    let logical_id = required("LogicalResourceId")?;
    let kind = kind(text("Action"), text("Replacement"));
    let mut contents = |key: &str| Contents::read(node, key, &logical_id, gaps);
    let before = (!matches!(kind, Kind::Add)).then(|| contents("BeforeContext"));
    let after = (!matches!(kind, Kind::Remove)).then(|| contents("AfterContext"));
    Ok(ResourceChange {
        place: node.place.clone(),
        resource_type: required("ResourceType")?,
        physical_id: text("PhysicalResourceId").map(str::to_owned),
        kind,
        fate: fate(text("PolicyAction")),
        replace_paths: match kind {
            Kind::Replace | Kind::MayReplace => replace_paths(node),
            _ => Vec::new(),
        },
        before,
        after,
        nested_id: text("ChangeSetId").map(str::to_owned),
        logical_id,
    })
}

fn kind(action: Option<&str>, replacement: Option<&str>) -> Kind {
    match (action, replacement) {
        (Some("Add"), _) => Kind::Add,
        (Some("Remove"), _) => Kind::Remove,
        (Some("Import"), _) => Kind::Import,
        (Some("SyncWithActual"), _) => Kind::Sync,
        (Some("Modify"), Some("True")) => Kind::Replace,
        (Some("Modify"), Some("Conditional")) => Kind::MayReplace,
        (Some("Modify"), _) => Kind::Modify,
        _ => Kind::Undecided,
    }
}

fn fate(policy_action: Option<&str>) -> Fate {
    match policy_action {
        Some("Delete" | "ReplaceAndDelete") => Fate::Deleted,
        Some("Snapshot" | "ReplaceAndSnapshot") => Fate::Snapshot,
        Some("Retain" | "ReplaceAndRetain") => Fate::Retained,
        _ => Fate::NotTold,
    }
}

/// The properties that always make the resource be replaced; without one, those that may.
fn replace_paths(change: &Node) -> Vec<String> {
    let details = change.get("Details").map(Node::items).unwrap_or_default();
    let targets: Vec<&Node> = details.iter().filter_map(|detail| detail.get("Target")).collect();
    let paths = |recreation: &str| {
        let mut paths: Vec<String> = targets
            .iter()
            .filter(|target| target.get("RequiresRecreation").and_then(as_text) == Some(recreation))
            .filter_map(|target| attribute_path(target))
            .collect();
        paths.sort();
        paths.dedup();
        paths
    };
    let always = paths("Always");
    if always.is_empty() { paths("Conditionally") } else { always }
}

/// The path that a detail is about: `/Properties/NodeGroupConfiguration/0/ReplicaCount` is
/// `node_group_configuration[0].replica_count`.
fn attribute_path(target: &Node) -> Option<String> {
    let path = target.get("Path").and_then(as_text);
    let Some(path) = path.and_then(|path| path.strip_prefix("/Properties/")) else {
        return target.get("Name").and_then(as_text).map(snake_case);
    };
    let mut text = String::new();
    for step in path.split('/') {
        if step.bytes().all(|byte| byte.is_ascii_digit()) {
            text.push_str(&format!("[{step}]"));
        } else {
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(&snake_case(step));
        }
    }
    Some(text)
}

/// `KmsKeyId` as the model has it: `kms_key_id`; `MultiAZEnabled` as `multi_az_enabled`, `CacheClusterAZs` as
/// `cache_cluster_azs`.
fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut text = String::with_capacity(name.len() + 4);
    for (at, letter) in letters.iter().enumerate() {
        if begins_word(&letters, at) {
            text.push('_');
        }
        text.extend(letter.to_lowercase());
    }
    text
}

/// Whether the letter begins a word that is not the first: an upper-case one after a lower-case one, or the last of several
/// before a lower-case one that is more than their plural.
fn begins_word(letters: &[char], at: usize) -> bool {
    let is_upper = |at: usize| letters.get(at).is_some_and(|letter| letter.is_uppercase());
    let is_lower = |at: usize| letters.get(at).is_some_and(|letter| letter.is_lowercase());
    if at == 0 || !is_upper(at) {
        return false;
    }
    let is_plural = letters.get(at + 1) == Some(&'s') && !is_lower(at + 2);
    !is_upper(at - 1) || (is_lower(at + 1) && !is_plural)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_properties_become_those_of_attributes() {
        let cases = [
            ("KmsKeyId", "kms_key_id"),
            ("MultiAZEnabled", "multi_az_enabled"),
            ("PreferredCacheClusterAZs", "preferred_cache_cluster_azs"),
            ("Ipv6CidrBlock", "ipv6_cidr_block"),
            ("Port", "port"),
            ("", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(snake_case(name), expected);
        }
    }
}
