//! Where packets for the outside go: the routes of a table, taken together, for one address family.

use ipnet::IpNet;

use super::index::Index;
use super::lookup::{Identity, agree};
use super::ranges::{Destination, Family, overlap};
use super::subject::RouteClass;
use super::tables::{Table, TableRoutes, Tables};
use crate::model::{Attribute, Origin, Reason, Route, RouteTargetKind};

/// What a route does to the class of its table.
enum Effect {
    /// Nothing.
    None,
    /// It makes the table at least this open.
    Certain(RouteClass),
    /// It may make the table one of these.
    Possible(Vec<RouteClass>, Reason),
}

/// The class that every one of the tables has that a subnet from `from` may use, if they agree.
pub(crate) fn class(
    index: &Index<'_>,
    tables: &Tables<'_>,
    of: &[Table],
    from: &Origin,
    family: Family,
) -> Attribute<RouteClass> {
    let classes = of.iter().map(|table| class_of(index, tables.routes(index, table, from), family));
    agree(classes, || {
        let names: Vec<String> = of.iter().map(|table| tables.label(index, table)).collect();
        Reason::UnresolvedReference(names.join(" or "))
    })
}

/// Whether every one of `tables` sends packets for `ranges` through the peering connection `through`; for any range
/// where nobody knows them.
pub(crate) fn is_routed(
    index: &Index<'_>,
    routes: &TableRoutes<'_>,
    through: &Identity,
    ranges: Option<&[IpNet]>,
) -> Attribute<bool> {
    let leads = |(route, from): &(&Route, &Origin)| leads(index, route, from, through, ranges);
    let certain: Vec<Attribute<bool>> = routes.certain.iter().map(leads).collect();
    if certain.contains(&Attribute::Known(true)) {
        return Attribute::Known(true);
    }
    let unknown = certain.into_iter().find(Attribute::is_unknown);
    let possible = routes.possible.iter().find(|route| leads(route) != Attribute::Known(false));
    match (unknown, possible, &routes.more) {
        (Some(unknown), _, _) => unknown,
        (None, Some((route, _)), _) => Attribute::Unknown(table_of(route)),
        (None, None, Some(reason)) => Attribute::Unknown(reason.clone()),
        (None, None, None) => Attribute::Known(false),
    }
}

fn class_of(index: &Index<'_>, routes: TableRoutes<'_>, family: Family) -> Attribute<RouteClass> {
    let mut class = RouteClass::Isolated;
    let mut possible: Vec<(RouteClass, Reason)> = Vec::new();
    for (route, from) in routes.certain {
        for effect in effects(index, route, from, family) {
            match effect {
                Effect::None => {}
                Effect::Certain(certain) => class = class.min(certain),
                Effect::Possible(classes, reason) => {
                    possible.extend(classes.into_iter().map(|class| (class, reason.clone())));
                }
            }
        }
    }
    for (route, from) in routes.possible {
        for effect in effects(index, route, from, family) {
            match effect {
                Effect::None => {}
                Effect::Certain(certain) => possible.push((certain, table_of(route))),
                Effect::Possible(classes, reason) => {
                    possible.extend(classes.into_iter().map(|class| (class, reason.clone())));
                }
            }
        }
    }
    if let Some(reason) = routes.more {
        possible.push((RouteClass::Public, reason));
    }
    // Classes are ordered from the most open: only a more open one can change what is known.
    match possible.into_iter().find(|(possible, _)| *possible < class) {
        Some((_, reason)) => Attribute::Unknown(reason),
        None => Attribute::Known(class),
    }
}

/// A route whose table nobody can tell.
fn table_of(route: &Route) -> Reason {
    let destination = [&route.destination_cidr_block, &route.destination_ipv6_cidr_block];
    let to = destination.iter().find_map(|range| range.as_str()).unwrap_or("a destination");
    Reason::UnresolvedReference(format!("the route table of the route to {to}"))
}

fn is_blackhole(route: &Route) -> bool {
    route.state.as_str() == Some("blackhole")
}

/// What the route does, once for each range that it leads to.
fn effects(index: &Index<'_>, route: &Route, from: &Origin, family: Family) -> Vec<Effect> {
    if is_blackhole(route) || route.target_kind == Attribute::Known(RouteTargetKind::Local) {
        return Vec::new();
    }
    match ranges(index, route, from) {
        Attribute::Known(ranges) => ranges
            .iter()
            .filter(|range| Family::of(range) == family)
            .map(|range| effect(Destination::of(range), &route.target_kind))
            .collect(),
        Attribute::Unset => Vec::new(),
        Attribute::Unknown(reason) => vec![effect_to_unknown(route, family, reason)],
    }
}

fn effect(to: Destination, target: &Attribute<RouteTargetKind>) -> Effect {
    use RouteTargetKind as Target;
    let certain = match (to, target) {
        (Destination::Private, _) | (_, Attribute::Unset) => return Effect::None,
        (_, Attribute::Known(Target::InternetGateway | Target::CarrierGateway)) => {
            RouteClass::Public
        }
        (Destination::Public, Attribute::Known(_)) => return Effect::None,
        (Destination::Public, Attribute::Unknown(reason)) => {
            return Effect::Possible(vec![RouteClass::Public], reason.clone());
        }
        (Destination::Default, Attribute::Unknown(reason)) => return any(reason.clone()),
        (Destination::Default, Attribute::Known(target)) => match target {
            Target::NatGateway | Target::NetworkInterface => RouteClass::Nat,
            Target::EgressOnlyInternetGateway => RouteClass::EgressOnly,
            Target::InternetGateway | Target::CarrierGateway => RouteClass::Public,
            Target::VpcPeeringConnection
            | Target::TransitGateway
            | Target::VirtualPrivateGateway
            | Target::Other => RouteClass::Private,
            Target::Local => return Effect::None,
            Target::VpcEndpoint => {
                return any(Reason::NotCollected("what lies behind the VPC endpoint".into()));
            }
        },
    };
    Effect::Certain(certain)
}

fn effect_to_unknown(route: &Route, family: Family, reason: Reason) -> Effect {
    // Whoever routes a prefix list to an internet gateway means addresses on the internet, mostly IPv4.
    let is_list = route.destination_prefix_list_id.is_known();
    match effect(Destination::Default, &route.target_kind) {
        Effect::Certain(RouteClass::Public) if is_list && family == Family::V4 => {
            Effect::Certain(RouteClass::Public)
        }
        Effect::Certain(class) => Effect::Possible(vec![class], reason),
        other => other,
    }
}

fn any(reason: Reason) -> Effect {
    let every = [RouteClass::Public, RouteClass::Nat, RouteClass::EgressOnly, RouteClass::Private];
    Effect::Possible(every.to_vec(), reason)
}

/// The ranges that a route leads to; unset for a route without a destination.
fn ranges(index: &Index<'_>, route: &Route, from: &Origin) -> Attribute<Vec<IpNet>> {
    for range in [&route.destination_cidr_block, &route.destination_ipv6_cidr_block] {
        if let Attribute::Known(text) = range {
            return parse(text).map(|range| vec![range]);
        }
    }
    if let Attribute::Known(list) = &route.destination_prefix_list_id {
        return index.prefix_lists.fact(list, from, |_, list| {
            list.attributes.entries.as_ref().and_then(|entries| {
                let ranges =
                    entries.iter().map(|entry| entry.as_ref().and_then(|text| parse(text)));
                all_known(ranges)
            })
        });
    }
    [&route.destination_cidr_block, &route.destination_ipv6_cidr_block]
        .into_iter()
        .find_map(|range| range.unknown().cloned())
        .or_else(|| route.destination_prefix_list_id.unknown().cloned())
        .map_or(Attribute::Unset, Attribute::Unknown)
}

/// The range that `text` writes.
pub(crate) fn parse(text: &str) -> Attribute<IpNet> {
    text.parse().map_or_else(
        |_| Attribute::Unknown(Reason::NotCollected(format!("{text} is no address range"))),
        Attribute::Known,
    )
}

/// All values, if every one of them is known; unset ones are left out.
pub(crate) fn all_known<T>(values: impl Iterator<Item = Attribute<T>>) -> Attribute<Vec<T>> {
    let mut known = Vec::new();
    for value in values {
        match value {
            Attribute::Known(value) => known.push(value),
            Attribute::Unset => {}
            Attribute::Unknown(reason) => return Attribute::Unknown(reason),
        }
    }
    Attribute::Known(known)
}

fn leads(
    index: &Index<'_>,
    route: &Route,
    from: &Origin,
    through: &Identity,
    wanted: Option<&[IpNet]>,
) -> Attribute<bool> {
    if is_blackhole(route) {
        return Attribute::Known(false);
    }
    let target = match &route.target_kind {
        Attribute::Known(RouteTargetKind::VpcPeeringConnection) | Attribute::Unknown(_) => {
            index.peerings.identify_attribute(&route.target, from)
        }
        Attribute::Known(_) | Attribute::Unset => return Attribute::Known(false),
    };
    let is_target = match target {
        Attribute::Known(targets) if !targets.contains(through) => Attribute::Known(false),
        Attribute::Known(targets) if targets.len() == 1 => Attribute::Known(true),
        Attribute::Known(_) => {
            Attribute::Unknown(Reason::UnresolvedReference("the target of a route".into()))
        }
        Attribute::Unset => Attribute::Known(false),
        Attribute::Unknown(reason) => Attribute::Unknown(reason),
    };
    if is_target == Attribute::Known(false) {
        return is_target;
    }
    let Some(wanted) = wanted else { return is_target };
    match ranges(index, route, from) {
        Attribute::Known(ranges) => {
            if ranges.iter().any(|range| wanted.iter().any(|other| overlap(range, other))) {
                is_target
            } else {
                Attribute::Known(false)
            }
        }
        Attribute::Unset => Attribute::Known(false),
        Attribute::Unknown(reason) => Attribute::Unknown(reason),
    }
}
