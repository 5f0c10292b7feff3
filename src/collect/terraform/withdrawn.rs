//! Rules and routes that the change takes away, although their group or table still shows them.
//!
//! A security group or route table without rules or routes of its own shows those that were read back, and goes on
//! showing one whose resource the plan deletes or changes.

use std::collections::HashMap;

use crate::model::{
    Action, Attribute, Direction, Inventory, Peer, Reference, Resource, Route, SecurityGroupRule,
    StandaloneRoute, StandaloneSecurityGroupRule,
};

/// Whether resources of this type are shown in another.
pub(super) fn is_shown_elsewhere(resource_type: &str) -> bool {
    matches!(
        resource_type,
        "aws_route"
            | "aws_security_group_rule"
            | "aws_vpc_security_group_egress_rule"
            | "aws_vpc_security_group_ingress_rule"
    )
}

/// Takes what `withdrawn` holds out of groups and tables that only show it. `is_written` tells whether the argument of the
/// resource at an address is written in the configuration; what is written stays.
pub(super) fn take_back(
    inventory: &mut Inventory,
    withdrawn: &Inventory,
    is_written: impl Fn(&str, &str) -> bool,
) {
    let mut rules: HashMap<&str, Vec<&StandaloneSecurityGroupRule>> = HashMap::new();
    for rule in &withdrawn.security_group_rules {
        if let Attribute::Known(Reference::Id(group)) = &rule.attributes.security_group_id {
            rules.entry(group).or_default().push(&rule.attributes);
        }
    }
    for group in inventory.security_groups.iter_mut().filter(|group| is_kept(group)) {
        let Some((id, rules)) = by_id(group, &rules) else { continue };
        let lists = [
            ("ingress", Direction::Ingress, &mut group.attributes.ingress),
            ("egress", Direction::Egress, &mut group.attributes.egress),
        ];
        for (argument, direction, list) in lists {
            if let Attribute::Known(shown) = list
                && !is_written(&group.address, argument)
            {
                shown.retain(|shown| !rules.iter().any(|rule| holds(rule, direction, shown, &id)));
            }
        }
    }
    let mut routes: HashMap<&str, Vec<&StandaloneRoute>> = HashMap::new();
    for route in &withdrawn.routes {
        if let Attribute::Known(Reference::Id(table)) = &route.attributes.route_table_id {
            routes.entry(table).or_default().push(&route.attributes);
        }
    }
    for table in inventory.route_tables.iter_mut().filter(|table| is_kept(table)) {
        let Some((_, routes)) = by_id(table, &routes) else { continue };
        if let Attribute::Known(shown) = &mut table.attributes.routes
            && !is_written(&table.address, "route")
        {
            let is_gone = |shown: &Attribute<Route>| {
                shown.known().is_some_and(|shown| {
                    routes.iter().any(|route| has_same_destination(&route.route, shown))
                })
            };
            shown.retain(|shown| !is_gone(shown));
        }
    }
}

/// Whether the resource shows what was read back.
fn is_kept<T>(resource: &Resource<T>) -> bool {
    resource.is_declared && !matches!(resource.change.action, Action::Create | Action::Replace)
}

fn by_id<'m, T, U>(
    resource: &Resource<T>,
    withdrawn: &'m HashMap<&str, Vec<U>>,
) -> Option<(String, &'m [U])> {
    let id = resource.id.as_str()?;
    Some((id.to_owned(), withdrawn.get(id)?.as_slice()))
}

/// Whether `shown`, in the group called `id`, is a rule of `resource`.
fn holds(
    resource: &StandaloneSecurityGroupRule,
    direction: Direction,
    shown: &Attribute<SecurityGroupRule>,
    id: &str,
) -> bool {
    let (Attribute::Known(shown), Attribute::Known(rules)) = (shown, &resource.rules) else {
        return false;
    };
    resource.direction == direction
        && rules.iter().filter_map(Attribute::known).any(|rule| {
            rule.ip_protocol == shown.ip_protocol
                && rule.from_port == shown.from_port
                && rule.to_port == shown.to_port
                && is_same_peer(&rule.peer, &shown.peer, id)
        })
}

/// A group's rule for itself may be written with its own id.
fn is_same_peer(one: &Attribute<Peer>, other: &Attribute<Peer>, id: &str) -> bool {
    let is_itself = |peer: &Attribute<Peer>| match peer {
        Attribute::Known(Peer::Itself) => true,
        Attribute::Known(Peer::SecurityGroup(Reference::Id(group))) => group == id,
        _ => false,
    };
    one == other || (is_itself(one) && is_itself(other))
}

/// A table has one route to a destination.
fn has_same_destination(one: &Route, other: &Route) -> bool {
    one.destination_cidr_block == other.destination_cidr_block
        && one.destination_ipv6_cidr_block == other.destination_ipv6_cidr_block
        && one.destination_prefix_list_id == other.destination_prefix_list_id
}
