//! Who is at the other end of a rule: a range, the entries of a prefix list, or a group under all its names.

use super::index::Index;
use super::lookup::{Identity, agree, unresolved};
use super::security_groups::{self, Group, SecurityGroups, name_tag};
use super::subject::{LinkedPeer, PeerKind};
use crate::model::{Action, Attribute, Origin, Peer, PrefixList, Reason, Reference, Resource};

/// Every name of something, as far as they are known.
type Names = Attribute<Vec<Attribute<String>>>;

/// What `peer`, written in a rule of `group`, stands for.
pub(crate) fn describe<'a>(
    index: &Index<'a>,
    groups: &SecurityGroups<'a>,
    group: &Group,
    peer: &Peer,
    from: &Origin,
) -> LinkedPeer {
    match peer {
        Peer::CidrIpv4(range) => of_range(PeerKind::CidrIpv4, range),
        Peer::CidrIpv6(range) => of_range(PeerKind::CidrIpv6, range),
        Peer::PrefixList(list) => LinkedPeer {
            kind: PeerKind::PrefixList,
            name: list_name(index, list, from),
            cidr_blocks: index
                .prefix_lists
                .fact(list, from, |_, list| list.attributes.entries.clone()),
            names: list_names(index, list, from),
        },
        Peer::SecurityGroup(reference) => of_group(index, groups, reference, from),
        Peer::Itself => LinkedPeer {
            kind: PeerKind::Itself,
            name: security_groups::label(index, group),
            cidr_blocks: Attribute::Unset,
            names: group_names(index, group, from),
        },
    }
}

fn of_range(kind: PeerKind, range: &str) -> LinkedPeer {
    LinkedPeer {
        kind,
        name: range.to_owned(),
        cidr_blocks: Attribute::Known(vec![Attribute::Known(range.to_owned())]),
        names: Attribute::Known(Vec::new()),
    }
}

fn of_group<'a>(
    index: &Index<'a>,
    groups: &SecurityGroups<'a>,
    reference: &Reference,
    from: &Origin,
) -> LinkedPeer {
    let of_another = of_another_account(reference);
    let bare = of_another.map(|(_, group)| Reference::Id(group.to_owned()));
    let possible = groups.identify(index, bare.as_ref().unwrap_or(reference), from);
    let names = possible.iter().map(|group| match (of_another, group) {
        (Some((owner, _)), Group::Listed(identity)) if !is_listed(index, identity) => {
            names_elsewhere(&index.security_groups.label(identity), owner)
        }
        _ => group_names(index, group, from),
    });
    let names = agree(names, || unresolved(reference));
    LinkedPeer {
        kind: PeerKind::SecurityGroup,
        name: match possible.as_slice() {
            [group] => security_groups::label(index, group),
            _ => reference.to_string(),
        },
        cidr_blocks: Attribute::Unset,
        names,
    }
}

/// Account and id of a group of another account, which is written `123456789012/sg-0a1b`.
fn of_another_account(reference: &Reference) -> Option<(&str, &str)> {
    let Reference::Id(id) = reference else { return None };
    id.split_once('/')
}

fn is_listed(index: &Index<'_>, group: &Identity) -> bool {
    index.security_groups.get(group).is_some()
}

/// The names of the group with the id `group`, which only the account `owner` sees.
fn names_elsewhere(group: &str, owner: &str) -> Names {
    let why = format!("security group {group} belongs to account {owner}");
    let others = Attribute::Unknown(Reason::NotCollected(why));
    Attribute::Known(vec![Attribute::Known(group.to_owned()), others])
}

fn group_names(index: &Index<'_>, group: &Group, from: &Origin) -> Names {
    let described = security_groups::describe(index, group, from);
    let is_new = match group {
        Group::Listed(identity) => index.security_groups.get(identity).is_some_and(is_created),
        Group::DefaultOf(_) => false,
    };
    // The id of a group that the change makes is in nobody's allow list yet.
    let id = if is_new && described.id.is_unknown() { Attribute::Unset } else { described.id };
    let address = described.address.map_or(Attribute::Unset, Attribute::Known);
    Attribute::Known(distinct([id, described.group_name, described.name_tag, address]))
}

fn list_names(index: &Index<'_>, list: &Reference, from: &Origin) -> Names {
    let names = index.prefix_lists.identify(list, from).into_iter().map(|identity| {
        Attribute::Known(match (index.prefix_lists.get(&identity), &identity) {
            (Some(list), _) => known_list_names(list),
            (None, Identity::Named(id)) => distinct([
                Attribute::Known(id.clone()),
                Attribute::Unknown(index.prefix_lists.missing(&identity, from)),
            ]),
            (None, Identity::Here(_) | Identity::Addressed(_)) => {
                vec![Attribute::Unknown(index.prefix_lists.missing(&identity, from))]
            }
        })
    });
    agree(names, || unresolved(list))
}

fn known_list_names(list: &Resource<PrefixList>) -> Vec<Attribute<String>> {
    let id =
        if is_created(list) && list.id.is_unknown() { Attribute::Unset } else { list.id.clone() };
    let address = Attribute::Known(list.address.clone());
    distinct([id, list.attributes.name.clone(), name_tag(list), address])
}

fn list_name(index: &Index<'_>, list: &Reference, from: &Origin) -> String {
    let lists = index.prefix_lists.identify(list, from);
    let [identity] = lists.as_slice() else { return list.to_string() };
    let name = index.prefix_lists.get(identity).and_then(|list| list.attributes.name.as_str());
    name.map_or_else(|| index.prefix_lists.label(identity), str::to_owned)
}

fn is_created<T>(resource: &Resource<T>) -> bool {
    matches!(resource.change.action, Action::Create | Action::Replace)
}

/// The names that there are, each once; reasons for unknown ones once as well.
fn distinct<const N: usize>(names: [Attribute<String>; N]) -> Vec<Attribute<String>> {
    let mut list: Vec<Attribute<String>> = Vec::new();
    for name in names {
        if !name.is_unset() && !list.contains(&name) {
            list.push(name);
        }
    }
    list
}

/// Why nobody can tell the peer or group of what `address` declares.
pub(crate) fn unresolved_rule(address: &str) -> Reason {
    Reason::UnresolvedReference(format!("the security group of {address}"))
}
