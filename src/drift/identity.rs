//! When a declared and a running resource are the same.

use crate::model::{
    Attribute, BackupSelection, Cache, CacheParameterGroup, CacheSubnetGroup, MetricAlarm,
    Reference, Resource, Secret, SecurityGroup, StackMember, Subnet, User, UserGroup,
    VpcPeeringConnection,
};

/// How well a declaration fits what runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// By a name that others in the same account and region may have.
    Named,
    /// By what one thing has and no other: its ARN, its id, its place in a stack.
    Identified,
}

/// What tells resources of one kind apart.
pub(super) struct Kind<T> {
    /// Whether the service takes upper and lower case for the same, as ElastiCache does for its own names.
    folds_case: bool,
    /// Who gives a resource its id.
    ids: Ids,
    /// The name beside the id.
    name: fn(&T) -> Option<&str>,
    /// What else must not differ.
    can_be: fn(&T, &T) -> bool,
}

/// Who gives a resource its id.
#[derive(PartialEq, Eq)]
enum Ids {
    /// Whoever declares it: the id is its name, or is not told, and no other in the account and region has the name.
    Chosen,
    /// AWS, once it is made: `sg-0a1b`. Others may have its name.
    Given,
    /// AWS as well, and it is not known to look the same to every tool: only the same one says something.
    Spelt,
}

/// Which kind a type of resource is.
pub(super) trait Identified: Sized {
    const KIND: Kind<Self>;
}

const fn chosen<T>(name: fn(&T) -> Option<&str>) -> Kind<T> {
    Kind { folds_case: false, ids: Ids::Chosen, name, can_be: |_, _| true }
}

/// Of ElastiCache's own.
const fn folded<T>(name: fn(&T) -> Option<&str>) -> Kind<T> {
    Kind { folds_case: true, ..chosen(name) }
}

const fn given<T>(name: fn(&T) -> Option<&str>) -> Kind<T> {
    Kind { ids: Ids::Given, ..chosen(name) }
}

impl Identified for Cache {
    const KIND: Kind<Self> =
        Kind { can_be: |declared, live| declared.kind == live.kind, ..folded(|_| None) };
}

impl Identified for CacheSubnetGroup {
    const KIND: Kind<Self> = folded(|group| group.name.as_str());
}

impl Identified for CacheParameterGroup {
    const KIND: Kind<Self> = folded(|group| group.name.as_str());
}

impl Identified for User {
    const KIND: Kind<Self> = folded(|_| None);
}

impl Identified for UserGroup {
    const KIND: Kind<Self> = folded(|_| None);
}

impl Identified for MetricAlarm {
    const KIND: Kind<Self> = chosen(|alarm| alarm.alarm_name.as_str());
}

impl Identified for Secret {
    const KIND: Kind<Self> = chosen(|secret| secret.name.as_str());
}

impl Identified for Subnet {
    const KIND: Kind<Self> = given(|_| None);
}

impl Identified for VpcPeeringConnection {
    const KIND: Kind<Self> = given(|_| None);
}

impl Identified for SecurityGroup {
    const KIND: Kind<Self> = Kind {
        // Each VPC has names of its own.
        can_be: |declared, live| can_be_same(&declared.vpc_id, &live.vpc_id),
        ..given(|group| group.group_name.as_str())
    };
}

impl Identified for BackupSelection {
    const KIND: Kind<Self> = Kind {
        ids: Ids::Spelt,
        can_be: |declared, live| can_be_same(&declared.backup_plan_id, &live.backup_plan_id),
        ..given(|selection| selection.selection_name.as_str())
    };
}

/// Whether two references may lead to the same: nobody knows where one leads that is no id yet.
fn can_be_same(declared: &Attribute<Reference>, live: &Attribute<Reference>) -> bool {
    match (declared, live) {
        (Attribute::Known(Reference::Id(declared)), Attribute::Known(Reference::Id(live))) => {
            declared == live
        }
        _ => true,
    }
}

/// How well `declared` fits `live`; none where it does not, or nobody can tell.
pub(super) fn likeness<T: Identified>(
    declared: &Resource<T>,
    live: &Resource<T>,
) -> Option<Likeness> {
    let kind = &T::KIND;
    let same = |one: &str, other: &str| match kind.folds_case {
        true => one.to_lowercase() == other.to_lowercase(),
        false => one == other,
    };
    let differ = |one: &Attribute<String>, other: &Attribute<String>| {
        one.as_str().zip(other.as_str()).is_some_and(|(one, other)| !same(one, other))
    };
    let is_elsewhere = differ(&declared.account_id, &live.account_id)
        || differ(&declared.region, &live.region)
        || differ(&declared.arn, &live.arn);
    if is_elsewhere || !(kind.can_be)(&declared.attributes, &live.attributes) {
        return None;
    }
    let is_any = |declared: &[Option<&str>], live: &[Option<&str>]| {
        let mut declared = declared.iter().flatten();
        declared.any(|one| live.iter().flatten().any(|other| same(one, other)))
    };
    let ids = [declared.arn.as_str(), declared.id.as_str(), declared.change.imported_id.as_deref()];
    if is_any(&ids, &[live.arn.as_str(), live.id.as_str()]) {
        return Some(Likeness::Identified);
    }
    if kind.ids == Ids::Given && differ(&declared.id, &live.id) {
        return None;
    }
    if let (Some(declared), Some(live)) = (&declared.stack_member, stack_member(live)) {
        return (*declared == live).then_some(Likeness::Identified);
    }
    let names = [(kind.name)(&declared.attributes), declared.id.as_str()];
    let is_named = is_any(&names, &[(kind.name)(&live.attributes), live.id.as_str()]);
    is_named.then_some(match kind.ids {
        Ids::Chosen => Likeness::Identified,
        Ids::Given | Ids::Spelt => Likeness::Named,
    })
}

/// Everything by which a resource may be found, in lower case.
pub(super) fn keys<T: Identified>(resource: &Resource<T>) -> Vec<String> {
    let own = [
        resource.arn.as_str(),
        resource.id.as_str(),
        resource.change.imported_id.as_deref(),
        (T::KIND.name)(&resource.attributes),
    ];
    let member = resource.stack_member.clone().or_else(|| stack_member(resource));
    // No id and no name has the character in it.
    let member = member.map(|member| format!("{}\0{}", member.stack_name, member.logical_id));
    own.into_iter()
        .flatten()
        .map(str::to_owned)
        .chain(member)
        .map(|key| key.to_lowercase())
        .collect()
}

fn stack_member<T>(live: &Resource<T>) -> Option<StackMember> {
    StackMember::of_tags(live.tags.known()?)
}
