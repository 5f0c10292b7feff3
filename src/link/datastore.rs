//! The global datastore of a running cache, which tells its members and their roles itself.

use super::index::Index;
use super::lookup::{Identity, agree, unresolved};
use super::subject::LinkedGlobalReplicationGroup;
use crate::model::{
    Attribute, Cache, GlobalReplicationGroup, GlobalReplicationGroupMember, Reason, Resource,
};

/// The datastore that `cache`, a running one, belongs to.
pub(crate) fn of_running(
    index: &Index<'_>,
    cache: &Resource<Cache>,
) -> Attribute<LinkedGlobalReplicationGroup> {
    cache.attributes.global_replication_group_id.as_ref().and_then(|reference| {
        let groups = index.global_groups.identify(reference, &cache.origin).into_iter();
        let described = groups.map(|group| Attribute::Known(describe(index, cache, &group)));
        agree(described, || unresolved(reference))
    })
}

fn describe(
    index: &Index<'_>,
    cache: &Resource<Cache>,
    group: &Identity,
) -> LinkedGlobalReplicationGroup {
    let name = index.global_groups.label(group);
    let Some(resource) = index.global_groups.get(group) else {
        let missing = index.global_groups.missing(group, &cache.origin);
        return LinkedGlobalReplicationGroup {
            name,
            is_primary: Attribute::Unknown(missing.clone()),
            status: Attribute::Unknown(missing.clone()),
            member_count: Attribute::Unknown(missing),
        };
    };
    let GlobalReplicationGroup { members, status, .. } = &resource.attributes;
    LinkedGlobalReplicationGroup {
        name,
        is_primary: members.as_ref().and_then(|members| is_primary(cache, members)),
        status: status.clone(),
        member_count: members.as_ref().map(|members| members.iter().fold(0, |count, _| count + 1)),
    }
}

/// Whether `cache` is the primary of `members`. Groups in two regions may have one id.
fn is_primary(
    cache: &Resource<Cache>,
    members: &[GlobalReplicationGroupMember],
) -> Attribute<bool> {
    let is_same = |one: &Attribute<String>, other: &Attribute<String>| {
        one.is_known() && one.as_str() == other.as_str()
    };
    let own = members.iter().find(|member| {
        is_same(&member.replication_group_id, &cache.id)
            && is_same(&member.replication_group_region, &cache.region)
    });
    match own.map(|member| &member.role) {
        Some(Attribute::Known(role)) => Attribute::Known(role.eq_ignore_ascii_case("PRIMARY")),
        Some(Attribute::Unknown(reason)) => Attribute::Unknown(reason.clone()),
        Some(Attribute::Unset) | None => {
            Attribute::Unknown(Reason::NotCollected("its role in the global datastore".into()))
        }
    }
}
