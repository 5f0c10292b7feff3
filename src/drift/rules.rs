//! Rules of security groups, which have no names: a declared one is a running one if all that it says is the same.

use std::collections::HashMap;

use super::matching::is_declaration;
use crate::model::{
    Attribute, Direction, Head, Inventory, Origin, Peer, Reference, Resource, SecurityGroup,
    SecurityGroupRule, StandaloneSecurityGroupRule,
};

type RuleList = Attribute<Vec<Attribute<SecurityGroupRule>>>;

/// What declares the running resource at an address.
type Counterparts<'f, 'a> = &'f dyn Fn(&str) -> Option<Head<'a>>;

/// Security groups of both sides, and the declared rules that are resources of their own.
pub(super) struct Rules<'a> {
    /// By address.
    live: HashMap<&'a str, &'a Resource<SecurityGroup>>,
    /// By id.
    live_by_id: HashMap<&'a str, &'a Resource<SecurityGroup>>,
    /// By address.
    declared: HashMap<&'a str, Vec<&'a Resource<SecurityGroup>>>,
    standalone: &'a [Resource<StandaloneSecurityGroupRule>],
}

impl<'a> Rules<'a> {
    pub(super) fn new(declared: &'a Inventory, live: &'a Inventory) -> Self {
        let live = || live.security_groups.iter();
        let mut groups: HashMap<&str, Vec<_>> = HashMap::new();
        for group in &declared.security_groups {
            groups.entry(&group.address).or_default().push(group);
        }
        Self {
            live: live().map(|group| (group.address.as_str(), group)).collect(),
            live_by_id: live().filter_map(|group| Some((group.id.as_str()?, group))).collect(),
            declared: groups,
            standalone: &declared.security_group_rules,
        }
    }

    /// The declared group that `address` means where it was read: one of the same file before others.
    fn at(&self, address: &str, from: &Origin) -> Option<&'a Resource<SecurityGroup>> {
        let groups = self.declared.get(address)?;
        let is_beside = |group: &&&Resource<SecurityGroup>| group.origin.file == from.file;
        let mut beside = groups.iter().filter(is_beside);
        match (beside.next(), beside.next(), groups.as_slice()) {
            (Some(only), None, _) | (None, None, [only]) => Some(only),
            _ => None,
        }
    }

    /// The one declaration of the rule at `part` of the running group at `address`, and its path there.
    pub(super) fn find(
        &self,
        address: &str,
        part: &str,
        counterparts: Counterparts<'_, 'a>,
    ) -> Option<(Head<'a>, String)> {
        let (direction, index) = direction_and_index(part)?;
        let group = *self.live.get(address)?;
        let rule = list(&group.attributes, direction).known()?.get(index)?.known()?;
        let search = Search { rules: self, counterparts, group, rule };
        let mut found = search.written_in_group(direction).chain(search.standalone(direction));
        found.next().filter(|_| found.next().is_none())
    }
}

/// A running rule that is looked for.
struct Search<'s, 'a> {
    rules: &'s Rules<'a>,
    counterparts: Counterparts<'s, 'a>,
    group: &'a Resource<SecurityGroup>,
    rule: &'a SecurityGroupRule,
}

impl<'s, 'a> Search<'s, 'a> {
    /// Where the declared group itself says it.
    fn written_in_group(
        &'s self,
        direction: Direction,
    ) -> impl Iterator<Item = (Head<'a>, String)> + 's {
        let own = (self.counterparts)(&self.group.address);
        let groups = own.and_then(|own| self.rules.declared.get(own.address));
        let groups = groups
            .into_iter()
            .flatten()
            .filter(move |group| own.is_some_and(|own| std::ptr::eq(own.origin, &group.origin)));
        groups.flat_map(move |group| {
            let name = match direction {
                Direction::Ingress => "ingress",
                Direction::Egress => "egress",
            };
            self.within(list(&group.attributes, direction), &group.origin)
                .map(move |at| (group.head(), format!("{name}[{at}]")))
        })
    }

    /// Where resources of their own say it.
    fn standalone(&'s self, direction: Direction) -> impl Iterator<Item = (Head<'a>, String)> + 's {
        let of_group = self.rules.standalone.iter().filter(move |rule| {
            let owner = rule.attributes.security_group_id.known();
            is_declaration(rule)
                && rule.attributes.direction == direction
                && owner.is_some_and(|owner| self.means(owner, &rule.origin, self.group))
        });
        of_group.flat_map(|resource| {
            self.within(&resource.attributes.rules, &resource.origin)
                .map(move |at| (resource.head(), format!("rules[{at}]")))
        })
    }

    /// The places in `list`, which was read at `from`, of rules that say the same.
    fn within(&'s self, list: &'a RuleList, from: &'a Origin) -> impl Iterator<Item = usize> + 's {
        let rules = list.known().into_iter().flatten().enumerate();
        rules.filter_map(move |(at, rule)| self.is_said_by(rule.known()?, from).then_some(at))
    }

    /// Whether a declared rule says the same. What it does not tell yet says nothing.
    fn is_said_by(&self, declared: &SecurityGroupRule, from: &Origin) -> bool {
        let live = self.rule;
        let is_same_port = |declared: &Attribute<i64>, live: &Attribute<i64>| {
            !declared.is_unknown() && declared.known() == live.known()
        };
        let protocol = declared.ip_protocol.as_str();
        protocol.is_some()
            && protocol == live.ip_protocol.as_str()
            && is_same_port(&declared.from_port, &live.from_port)
            && is_same_port(&declared.to_port, &live.to_port)
            && declared
                .peer
                .known()
                .zip(live.peer.known())
                .is_some_and(|(declared, live)| self.is_peer(declared, from, live))
    }

    fn is_peer(&self, declared: &Peer, from: &Origin, live: &Peer) -> bool {
        match (declared, live) {
            (Peer::CidrIpv4(declared), Peer::CidrIpv4(live))
            | (Peer::CidrIpv6(declared), Peer::CidrIpv6(live)) => {
                declared.eq_ignore_ascii_case(live)
            }
            (Peer::PrefixList(declared), Peer::PrefixList(live)) => declared == live,
            (Peer::Itself, Peer::Itself) => true,
            (Peer::SecurityGroup(declared), Peer::Itself) => self.means(declared, from, self.group),
            (Peer::SecurityGroup(declared), Peer::SecurityGroup(Reference::Id(live))) => {
                let live_group = self.rules.live_by_id.get(live.as_str());
                *declared == Reference::Id(live.clone())
                    || live_group.is_some_and(|live| self.means(declared, from, live))
            }
            _ => false,
        }
    }

    /// Whether a declared reference, read at `from`, leads to a running group.
    fn means(&self, declared: &Reference, from: &Origin, live: &Resource<SecurityGroup>) -> bool {
        match declared {
            Reference::Id(id) => live.id.as_str() == Some(id),
            Reference::Address(symbol) => {
                let own = (self.counterparts)(&live.address);
                let group = self.rules.at(&symbol.address, from);
                own.zip(group).is_some_and(|(own, group)| std::ptr::eq(own.origin, &group.origin))
            }
            Reference::Candidates { .. } => false,
        }
    }
}

fn list(group: &SecurityGroup, direction: Direction) -> &RuleList {
    match direction {
        Direction::Ingress => &group.ingress,
        Direction::Egress => &group.egress,
    }
}

/// What `ingress[1]` means.
fn direction_and_index(part: &str) -> Option<(Direction, usize)> {
    let (name, index) = part.strip_suffix(']')?.split_once('[')?;
    let direction = match name {
        "ingress" => Direction::Ingress,
        "egress" => Direction::Egress,
        _ => return None,
    };
    Some((direction, index.parse().ok()?))
}
