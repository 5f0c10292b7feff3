//! What a change set does to the resources of a stack, in the words of the mapping.

use std::collections::{BTreeMap, BTreeSet};

use super::change_set::ChangeSet;
use super::change_set::change::{Fate, Kind, ResourceChange};
use super::change_set::contents::Contents;
use super::evaluate::{Addresses, EvaluatedResource, EvaluatedStack, Exists};
use super::evaluated::{Evaluated, Value};
use super::mapping::Planned;
use super::node::Node;
use crate::model::{Gap, Reason};

/// What is planned for the resources of a stack and of those nested in it.
#[derive(Default)]
pub(super) struct Plan {
    /// The change of each resource, by address.
    pub(super) planned: BTreeMap<String, Planned>,
    /// Resources that are deleted or replaced, as they are now.
    pub(super) removed: Vec<EvaluatedResource>,
    /// Resources of which nobody can tell whether they are replaced, by address.
    pub(super) open: BTreeMap<String, Reason>,
    /// What the change set leaves open.
    pub(super) gaps: Vec<Gap>,
}

/// Whether a template declares all that the change set leaves in the stack.
pub(super) fn fits(change_set: &ChangeSet, template: &Node) -> bool {
    let resources = template.get("Resources").map(Node::entries).unwrap_or_default();
    let declared: BTreeSet<&str> = resources.iter().map(|entry| entry.key.as_str()).collect();
    let has_loops = declared.iter().any(|key| key.starts_with("Fn::ForEach"));
    let mut left = change_set.changes.values().filter(|change| change.kind != Kind::Remove);
    has_loops || left.all(|change| declared.contains(change.logical_id.as_str()))
}

/// The stack that a change set alone tells of.
pub(super) fn stack(change_set: &ChangeSet) -> EvaluatedStack {
    let mut resources = Vec::new();
    add_desired(change_set, &Addresses::default(), &mut resources);
    let pseudo_parameters = [
        ("AWS::AccountId", &change_set.account),
        ("AWS::Region", &change_set.region),
        ("AWS::StackName", &change_set.stack_name),
    ];
    let known = |(name, value): (&str, &Option<String>)| Some((name.to_owned(), value.clone()?));
    EvaluatedStack {
        resources,
        gaps: vec![change_set.gap_without_template()],
        pseudo_parameters: pseudo_parameters.into_iter().filter_map(known).collect(),
        bounds: Vec::new(),
    }
}

fn add_desired(change_set: &ChangeSet, addresses: &Addresses, out: &mut Vec<EvaluatedResource>) {
    for change in change_set.changes.values() {
        if let Some(after) = &change.after {
            out.push(resource(change, addresses.of(&change.logical_id), after));
        }
    }
    for (logical_id, nested) in &change_set.nested {
        add_desired(nested, &below(addresses, logical_id), out);
    }
}

impl Plan {
    /// What `change_set` plans for the resources that go by `addresses`.
    pub(super) fn of(change_set: &ChangeSet, addresses: &Addresses) -> Self {
        let mut plan = Self::default();
        plan.add(change_set, addresses);
        plan
    }

    fn add(&mut self, change_set: &ChangeSet, addresses: &Addresses) {
        self.gaps.extend(change_set.gaps.iter().cloned());
        for change in change_set.changes.values() {
            let address = addresses.of(&change.logical_id);
            if let Some(reason) = change.replacement_is_open() {
                self.open.insert(address.clone(), reason);
            }
            self.removed.extend(removed(change, &address));
            let planned =
                Planned { change: change.change(), physical_id: change.physical_id.clone() };
            self.planned.insert(address, planned);
        }
        for (logical_id, nested) in &change_set.nested {
            self.add(nested, &below(addresses, logical_id));
        }
    }
}

fn below(addresses: &Addresses, logical_id: &str) -> Addresses {
    Addresses { prefix: format!("{}/", addresses.of(logical_id)), ..Addresses::default() }
}

/// The resource that goes away, as it is now; none where it stays, in the stack or outside.
fn removed(change: &ResourceChange, address: &str) -> Option<EvaluatedResource> {
    let goes = matches!(change.kind, Kind::Remove | Kind::Replace | Kind::MayReplace);
    if !goes || change.fate == Fate::Retained {
        return None;
    }
    let before = change.before.as_ref()?;
    let mut resource = resource(change, address.to_owned(), before);
    // The policy that CloudFormation says it follows is sure even where properties are not told.
    if let Some(policy) = policy(change) {
        resource.deletion_policy = Some(policy.clone());
        resource.update_replace_policy = Some(policy);
    }
    Some(resource)
}

fn policy(change: &ResourceChange) -> Option<Evaluated> {
    let word = match change.fate {
        Fate::NotTold => return None,
        Fate::Deleted => "Delete",
        Fate::Snapshot => "Snapshot",
        Fate::Retained => "Retain",
    };
    Some(Evaluated::new(Value::Text(word.to_owned()), &change.place))
}

fn resource(change: &ResourceChange, address: String, contents: &Contents) -> EvaluatedResource {
    EvaluatedResource {
        address,
        logical_id: change.logical_id.clone(),
        // What a change set tells of, it tells the physical id of, once there is one.
        stack_name: None,
        resource_type: change.resource_type.as_str().into(),
        place: change.place.clone(),
        exists: Exists::Yes,
        properties: contents.properties.clone(),
        deletion_policy: contents.deletion_policy.clone(),
        update_replace_policy: contents.update_replace_policy.clone(),
        metadata: None,
        waivers: Vec::new(),
        depends_on: Vec::new(),
    }
}
