//! The parameter group of a cache.

use std::collections::BTreeMap;

use super::index::Index;
use super::lookup::{Identity, agree, unresolved};
use super::subject::LinkedParameterGroup;
use crate::model::{Attribute, Cache, CacheKind, Origin, Reference};

/// What the names of AWS's own groups begin with.
const DEFAULT_PREFIX: &str = "default.";

/// The group that `cache` uses; AWS's own for its engine where none is named.
pub(crate) fn parameter_group(
    index: &Index<'_>,
    cache: &Cache,
    from: &Origin,
) -> Attribute<LinkedParameterGroup> {
    if matches!(cache.kind, CacheKind::ServerlessCache | CacheKind::EcsService) {
        return Attribute::Unset;
    }
    match &cache.cache_parameter_group_name {
        Attribute::Known(reference) => named(index, reference, from),
        Attribute::Unset => Attribute::Known(LinkedParameterGroup {
            name: Attribute::Unset,
            address: None,
            family: Attribute::Unset,
            is_default: Attribute::Known(true),
            parameters: Attribute::Known(BTreeMap::new()),
        }),
        Attribute::Unknown(reason) => Attribute::Unknown(reason.clone()),
    }
}

fn named(
    index: &Index<'_>,
    reference: &Reference,
    from: &Origin,
) -> Attribute<LinkedParameterGroup> {
    let identities = index.parameter_groups.identify(reference, from);
    let groups = identities.iter().map(|identity| {
        Attribute::Known(match (index.parameter_groups.get(identity), identity) {
            (Some(group), _) => LinkedParameterGroup {
                name: group.attributes.name.clone(),
                address: None,
                family: group.attributes.family.clone(),
                // Nobody can create a group with one of AWS's names.
                is_default: match group.attributes.name.as_str() {
                    Some(name) => Attribute::Known(name.starts_with(DEFAULT_PREFIX)),
                    None => Attribute::Known(!group.is_declared),
                },
                parameters: group.attributes.parameters.clone().or(BTreeMap::new()),
            },
            (None, Identity::Named(name)) if name.starts_with(DEFAULT_PREFIX) => of_aws(name),
            (None, _) => uncollected(index, identity, from),
        })
    });
    // Two groups may say the same; then only their addresses differ, and neither is the one.
    let address = match identities.as_slice() {
        [identity] => index.parameter_groups.get(identity).map(|group| group.address.clone()),
        _ => None,
    };
    agree(groups, || unresolved(reference)).map(|group| LinkedParameterGroup { address, ..group })
}

/// One of AWS's groups: `default.redis7`, `default.valkey8.cluster.on`.
fn of_aws(name: &str) -> LinkedParameterGroup {
    let family = name.trim_start_matches(DEFAULT_PREFIX).trim_end_matches(".cluster.on");
    LinkedParameterGroup {
        name: Attribute::Known(name.to_owned()),
        address: None,
        family: Attribute::Known(family.to_owned()),
        is_default: Attribute::Known(true),
        parameters: Attribute::Known(BTreeMap::new()),
    }
}

fn uncollected(index: &Index<'_>, identity: &Identity, from: &Origin) -> LinkedParameterGroup {
    let reason = index.parameter_groups.missing(identity, from);
    let (name, is_default) = match identity {
        Identity::Named(name) => (Attribute::Known(name.clone()), Attribute::Known(false)),
        Identity::Here(_) | Identity::Addressed(_) => {
            (Attribute::Unknown(reason.clone()), Attribute::Unknown(reason.clone()))
        }
    };
    LinkedParameterGroup {
        name,
        address: None,
        family: Attribute::Unknown(reason.clone()),
        is_default,
        parameters: Attribute::Unknown(reason),
    }
}
