//! The subnets of a cache, how each is routed, and the subnet group that names them.

use std::sync::OnceLock;

use super::index::Index;
use super::lookup::{Identity, agree, label, unresolved};
use super::ranges::Family;
use super::routes;
use super::subject::{LinkedSubnet, LinkedSubnetGroup, RouteClass};
use super::tables::Tables;
use crate::model::{
    Attribute, Cache, CacheKind, CacheSubnetGroup, Origin, Reason, Reference, Resource, Subnet,
};

/// The group that AWS makes in the default VPC. Nobody can create one of that name.
const DEFAULT_GROUP: &str = "default";

/// Subnets as policies see them, each described once.
pub(crate) struct Subnets {
    described: Vec<OnceLock<LinkedSubnet>>,
}

/// The subnets of one cache, with the places they are read from.
pub(crate) struct Placement<'a> {
    /// The subnet group.
    pub(crate) group: Attribute<LinkedSubnetGroup>,
    /// References to the subnets.
    pub(crate) subnets: Attribute<&'a [Attribute<Reference>]>,
    /// Where those references were read.
    pub(crate) from: &'a Origin,
}

impl Subnets {
    /// Describes no subnet yet.
    pub(crate) fn new(index: &Index<'_>) -> Self {
        Self { described: index.inventory.subnets.iter().map(|_| OnceLock::new()).collect() }
    }

    /// The subnets at `placement`.
    pub(crate) fn linked<'a>(
        &self,
        index: &Index<'a>,
        tables: &Tables<'a>,
        placement: &Placement<'a>,
    ) -> Attribute<Vec<Attribute<LinkedSubnet>>> {
        placement.subnets.clone().map(|subnets| {
            subnets
                .iter()
                .map(|subnet| {
                    subnet
                        .as_ref()
                        .and_then(|reference| self.subnet(index, tables, reference, placement.from))
                })
                .collect()
        })
    }

    fn subnet<'a>(
        &self,
        index: &Index<'a>,
        tables: &Tables<'a>,
        reference: &Reference,
        from: &Origin,
    ) -> Attribute<LinkedSubnet> {
        let mut candidates = Vec::new();
        for identity in index.subnets.identify(reference, from) {
            let Identity::Here(at) = identity else {
                return Attribute::Unknown(index.subnets.missing(&identity, from));
            };
            let at = index.subnets.as_seen_from(at, from);
            let subnet = &index.inventory.subnets[at];
            candidates.push(
                self.described[at].get_or_init(|| describe(index, tables, &identity, subnet)),
            );
        }
        match candidates.as_slice() {
            [] => Attribute::Unknown(unresolved(reference)),
            [subnet] => Attribute::Known((*subnet).clone()),
            several => Attribute::Known(merge(several, reference)),
        }
    }
}

/// The subnet group of a cache and the subnets it is placed in.
pub(crate) fn placement<'a>(
    index: &Index<'a>,
    cache: &'a Cache,
    from: &'a Origin,
) -> Placement<'a> {
    if matches!(cache.kind, CacheKind::ServerlessCache | CacheKind::EcsService) {
        return Placement { group: Attribute::Unset, subnets: own_subnets(cache), from };
    }
    match &cache.cache_subnet_group_name {
        Attribute::Known(reference) => in_group(index, reference, from),
        Attribute::Unset => in_group(index, &Reference::Id(DEFAULT_GROUP.into()), from),
        Attribute::Unknown(reason) => Placement {
            group: Attribute::Unknown(reason.clone()),
            subnets: Attribute::Unknown(reason.clone()),
            from,
        },
    }
}

/// The subnets of a cache that names them itself.
fn own_subnets(cache: &Cache) -> Attribute<&[Attribute<Reference>]> {
    match &cache.subnet_ids {
        Attribute::Known(subnets) => Attribute::Known(subnets.as_slice()),
        // A public serverless cache has no network interface in a VPC.
        Attribute::Unset if cache.connection_type.as_str() == Some("public") => Attribute::Unset,
        Attribute::Unset => Attribute::Unknown(Reason::NotCollected(
            "subnets of the default VPC are not in this input".into(),
        )),
        Attribute::Unknown(reason) => Attribute::Unknown(reason.clone()),
    }
}

fn in_group<'a>(index: &Index<'a>, reference: &Reference, from: &'a Origin) -> Placement<'a> {
    let groups = index.subnet_groups.identify(reference, from);
    let described = groups.iter().map(|group| Attribute::Known(describe_group(index, group, from)));
    let group = agree(described, || unresolved(reference));
    let subnets = agree(
        groups.iter().map(|group| match index.subnet_groups.get(group) {
            Some(group) => group.attributes.subnet_ids.as_ref().map(Vec::as_slice),
            None => Attribute::Unknown(index.subnet_groups.missing(group, from)),
        }),
        || unresolved(reference),
    );
    let found = groups.first().and_then(|group| index.subnet_groups.get(group));
    Placement { group, subnets, from: found.map_or(from, |group| &group.origin) }
}

fn describe_group(index: &Index<'_>, identity: &Identity, from: &Origin) -> LinkedSubnetGroup {
    if let Some(group) = index.subnet_groups.get(identity) {
        return LinkedSubnetGroup {
            name: group.attributes.name.clone(),
            is_default: Attribute::Known(is_default(group)),
            address: Some(group.address.clone()),
        };
    }
    let (name, is_default) = match identity {
        Identity::Named(name) => {
            (Attribute::Known(name.clone()), Attribute::Known(name == DEFAULT_GROUP))
        }
        Identity::Here(_) | Identity::Addressed(_) => {
            let reason = index.subnet_groups.missing(identity, from);
            (Attribute::Unknown(reason.clone()), Attribute::Unknown(reason))
        }
    };
    LinkedSubnetGroup { name, is_default, address: None }
}

fn is_default(group: &Resource<CacheSubnetGroup>) -> bool {
    group.attributes.name.as_str().or(group.id.as_str()) == Some(DEFAULT_GROUP)
}

fn describe<'a>(
    index: &Index<'a>,
    tables: &Tables<'a>,
    identity: &Identity,
    subnet: &Resource<Subnet>,
) -> LinkedSubnet {
    let of_subnet = tables.of_subnet(index, identity, subnet);
    let class = |family| match &of_subnet {
        Ok(possible) => routes::class(index, tables, possible, &subnet.origin, family),
        Err(reason) => Attribute::Unknown(reason.clone()),
    };
    let route_table = match &of_subnet {
        Ok(possible) => {
            let names: Vec<String> =
                possible.iter().map(|table| tables.label(index, table)).collect();
            match names.as_slice() {
                [name] => Attribute::Known(name.clone()),
                _ => Attribute::Unknown(Reason::UnresolvedReference(names.join(" or "))),
            }
        }
        Err(reason) => Attribute::Unknown(reason.clone()),
    };
    let settings = &subnet.attributes;
    LinkedSubnet {
        name: name(subnet),
        id: subnet.id.clone(),
        address: subnet.is_declared.then(|| subnet.address.clone()),
        cidr_block: settings.cidr_block.clone(),
        ipv6_cidr_block: settings.ipv6_cidr_block.clone(),
        availability_zone: settings.availability_zone.clone(),
        route_table,
        ipv4_route_class: class(Family::V4),
        ipv6_route_class: ipv6_class(&settings.ipv6_cidr_block, || class(Family::V6)),
    }
}

fn ipv6_class(
    range: &Attribute<String>,
    class: impl FnOnce() -> Attribute<RouteClass>,
) -> Attribute<RouteClass> {
    match range {
        Attribute::Known(_) => class(),
        Attribute::Unset => Attribute::Unset,
        // Whether the subnet has a range or not, it is no more open than its routes are.
        Attribute::Unknown(reason) => match class() {
            Attribute::Known(class) if class != RouteClass::Public => Attribute::Known(class),
            _ => Attribute::Unknown(reason.clone()),
        },
    }
}

/// The id, `Name` tag or address.
fn name(subnet: &Resource<Subnet>) -> String {
    let tag = || subnet.tags.known().and_then(|tags| tags.get("Name")).and_then(Attribute::as_str);
    subnet.id.as_str().or_else(tag).unwrap_or_else(|| label(subnet)).to_owned()
}

/// One of several subnets: what they share.
fn merge(subnets: &[&LinkedSubnet], reference: &Reference) -> LinkedSubnet {
    fn shared<T: Clone + PartialEq>(
        subnets: &[&LinkedSubnet],
        reference: &Reference,
        field: impl Fn(&LinkedSubnet) -> &Attribute<T>,
    ) -> Attribute<T> {
        agree(subnets.iter().map(|subnet| field(subnet).clone()), || unresolved(reference))
    }
    LinkedSubnet {
        name: reference.to_string(),
        id: shared(subnets, reference, |subnet| &subnet.id),
        address: None,
        cidr_block: shared(subnets, reference, |subnet| &subnet.cidr_block),
        ipv6_cidr_block: shared(subnets, reference, |subnet| &subnet.ipv6_cidr_block),
        availability_zone: shared(subnets, reference, |subnet| &subnet.availability_zone),
        route_table: shared(subnets, reference, |subnet| &subnet.route_table),
        ipv4_route_class: shared(subnets, reference, |subnet| &subnet.ipv4_route_class),
        ipv6_route_class: shared(subnets, reference, |subnet| &subnet.ipv6_route_class),
    }
}
