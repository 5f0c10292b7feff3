//! Which rules let traffic reach the port of a cache or of its file system, and which let traffic out.
//!
//! A rule that only may concern the cache (its group, ports or protocol are unknown) becomes an unknown element: it
//! neither fails nor passes.

use super::index::Index;
use super::peers::{self, unresolved_rule};
use super::security_groups::{self, Group, SecurityGroups};
use super::subject::LinkedRule;
use crate::model::{
    Attribute, Cache, CacheKind, Direction, Engine, Origin, Peer, Reason, Resource, SecurityGroup,
    SecurityGroupRule,
};

type Rules = Vec<Attribute<LinkedRule>>;

/// The rules of `groups` in one direction; of incoming ones those that reach a port of `ports`.
pub(crate) struct Reachability<'x, 'a> {
    pub(crate) index: &'x Index<'a>,
    pub(crate) security_groups: &'x SecurityGroups<'a>,
    pub(crate) groups: &'x Attribute<Vec<Attribute<Group>>>,
    /// Where that which is in the groups was read.
    pub(crate) from: &'x Origin,
}

impl Reachability<'_, '_> {
    /// Every rule that lets traffic reach one of `ports`.
    pub(crate) fn ingress(&self, ports: &Attribute<Vec<u16>>) -> Attribute<Rules> {
        ports.as_ref().and_then(|ports| self.rules(Direction::Ingress, |rule| reaches(rule, ports)))
    }

    /// Every rule that lets traffic out.
    pub(crate) fn egress(&self) -> Attribute<Rules> {
        self.rules(Direction::Egress, |rule| Attribute::Known(!is_no_egress(rule)))
    }

    fn rules(
        &self,
        direction: Direction,
        concerns: impl Fn(&SecurityGroupRule) -> Attribute<bool>,
    ) -> Attribute<Rules> {
        self.groups.as_ref().map(|groups| {
            let mut rules = Vec::new();
            for group in groups {
                match group {
                    Attribute::Known(group) => {
                        self.add_group(&mut rules, group, direction, &concerns);
                    }
                    Attribute::Unset => {}
                    Attribute::Unknown(reason) => push_unknown(&mut rules, reason.clone()),
                }
            }
            rules
        })
    }

    fn add_group(
        &self,
        rules: &mut Rules,
        group: &Group,
        direction: Direction,
        concerns: &impl Fn(&SecurityGroupRule) -> Attribute<bool>,
    ) {
        match self.inline(group, direction) {
            Ok((inline, resource)) => {
                let list = match direction {
                    Direction::Ingress => "ingress",
                    Direction::Egress => "egress",
                };
                let (address, origin) = (resource.address.as_str(), &resource.origin);
                let place = Place { group, address, list, origin };
                self.add_rules(rules, inline, &place, concerns);
            }
            Err(reason) => push_unknown(rules, reason),
        }
        for rule in self.security_groups.rules(self.index, group, direction) {
            let place =
                Place { group, address: &rule.address, list: "rules", origin: &rule.origin };
            self.add_rules(rules, &rule.attributes.rules, &place, concerns);
        }
        for rule in self.security_groups.possible_rules(self.index, group, direction) {
            if may_concern(&rule.attributes.rules, concerns) {
                push_unknown(rules, unresolved_rule(&rule.address));
            }
        }
    }

    /// The rules written in the group itself.
    fn inline(
        &self,
        group: &Group,
        direction: Direction,
    ) -> Result<(&RuleList, &Resource<SecurityGroup>), Reason> {
        let groups = &self.index.security_groups;
        match group {
            Group::Listed(identity) => {
                let resource =
                    groups.get(identity).ok_or_else(|| groups.missing(identity, self.from))?;
                let rules = match direction {
                    Direction::Ingress => &resource.attributes.ingress,
                    Direction::Egress => &resource.attributes.egress,
                };
                Ok((rules, resource))
            }
            Group::DefaultOf(vpc) => {
                let name = security_groups::label(self.index, group);
                let what = format!("rules of the {name} are");
                let (index, from) = (self.index, self.from);
                Err(security_groups::default_not_here(index, vpc.as_ref(), &what, from))
            }
        }
    }

    fn add_rules(
        &self,
        rules: &mut Rules,
        list: &RuleList,
        place: &Place<'_>,
        concerns: &impl Fn(&SecurityGroupRule) -> Attribute<bool>,
    ) {
        match list {
            Attribute::Known(list) => {
                for (at, rule) in list.iter().enumerate() {
                    self.add_rule(rules, rule, at, place, concerns);
                }
            }
            Attribute::Unset => {}
            Attribute::Unknown(reason) => push_unknown(rules, reason.clone()),
        }
    }

    fn add_rule(
        &self,
        rules: &mut Rules,
        rule: &Attribute<SecurityGroupRule>,
        at: usize,
        place: &Place<'_>,
        concerns: &impl Fn(&SecurityGroupRule) -> Attribute<bool>,
    ) {
        let rule = match rule {
            Attribute::Known(rule) => rule,
            Attribute::Unset => return,
            Attribute::Unknown(reason) => return push_unknown(rules, reason.clone()),
        };
        match (concerns(rule), &rule.peer) {
            (Attribute::Known(false) | Attribute::Unset, _) | (_, Attribute::Unset) => {}
            (Attribute::Unknown(reason), _) => push_unknown(rules, reason),
            (_, Attribute::Unknown(reason)) => push_unknown(rules, reason.clone()),
            (Attribute::Known(true), Attribute::Known(peer)) => {
                rules.push(Attribute::Known(self.describe(rule, peer, at, place)));
            }
        }
    }

    fn describe(
        &self,
        rule: &SecurityGroupRule,
        peer: &Peer,
        at: usize,
        place: &Place<'_>,
    ) -> LinkedRule {
        LinkedRule {
            security_group: security_groups::label(self.index, place.group),
            address: Some(place.address.to_owned()),
            path: Some(format!("{}[{at}]", place.list)),
            ip_protocol: rule.ip_protocol.clone(),
            from_port: rule.from_port.clone(),
            to_port: rule.to_port.clone(),
            peer: peers::describe(
                self.index,
                self.security_groups,
                place.group,
                peer,
                place.origin,
            ),
        }
    }
}

type RuleList = Attribute<Vec<Attribute<SecurityGroupRule>>>;

/// Where a rule is written.
struct Place<'x> {
    group: &'x Group,
    address: &'x str,
    /// The attribute of the resource that lists its rules.
    list: &'x str,
    origin: &'x Origin,
}

/// The ports that clients of a cache connect to.
pub(crate) fn ports(cache: &Cache) -> Attribute<Vec<u16>> {
    let default = match &cache.engine {
        Attribute::Known(Engine::Memcached) => Attribute::Known(11211),
        Attribute::Known(Engine::Redis | Engine::Valkey) => Attribute::Known(6379),
        Attribute::Unset => Attribute::default(),
        Attribute::Unknown(reason) => Attribute::Unknown(reason.clone()),
    };
    let port = match &cache.port {
        Attribute::Unset => default,
        port => port.clone(),
    };
    port.map(|port| match cache.kind {
        // A serverless cache answers reads on the port after its own.
        // https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/set-up.html#elasticache-install-grant-access-VPN
        CacheKind::ServerlessCache => vec![port, port.saturating_add(1)],
        CacheKind::ReplicationGroup | CacheKind::CacheCluster | CacheKind::EcsService => vec![port],
    })
}

/// Whether `rule` lets TCP reach one of `ports`.
fn reaches(rule: &SecurityGroupRule, ports: &[u16]) -> Attribute<bool> {
    let covers = ports.iter().map(|port| covers(rule, i64::from(*port)));
    let mut result = Attribute::Known(false);
    for reached in covers {
        match reached {
            Attribute::Known(true) => return reached,
            Attribute::Unknown(_) => result = reached,
            _ => {}
        }
    }
    result
}

fn covers(rule: &SecurityGroupRule, port: i64) -> Attribute<bool> {
    let is_every_protocol = match rule.ip_protocol.as_str() {
        Some("-1" | "all") => true,
        Some("tcp" | "6") | None => false,
        Some(protocol) if protocol.eq_ignore_ascii_case("tcp") => false,
        Some(_) => return Attribute::Known(false),
    };
    let starts_after = rule.from_port.known().is_some_and(|from| *from > port);
    let ends_before = rule.to_port.known().is_some_and(|to| *to < port && *to >= 0);
    if is_every_protocol {
        return Attribute::Known(true);
    }
    if starts_after || ends_before {
        return match &rule.ip_protocol {
            // Every protocol means every port, whatever the ports say.
            Attribute::Unknown(reason) if has_no_ports(rule) => Attribute::Unknown(reason.clone()),
            _ => Attribute::Known(false),
        };
    }
    let unknown = rule.ip_protocol.unknown();
    match unknown.or(rule.from_port.unknown()).or(rule.to_port.unknown()) {
        Some(reason) => Attribute::Unknown(reason.clone()),
        None => Attribute::Known(true),
    }
}

/// Whether the rule may be one for every protocol, which has the ports 0 to 0 or none.
fn has_no_ports(rule: &SecurityGroupRule) -> bool {
    let is_zero = |port: &Attribute<i64>| port.known().is_none_or(|port| *port <= 0);
    is_zero(&rule.from_port) && is_zero(&rule.to_port)
}

/// Rules that stand for "no egress": CDK's unreachable ICMP rule, and AWS's advice to allow loopback only.
fn is_no_egress(rule: &SecurityGroupRule) -> bool {
    let Attribute::Known(Peer::CidrIpv4(range)) = &rule.peer else { return false };
    let is_icmp = matches!(rule.ip_protocol.as_str(), Some("icmp" | "1"));
    let is_dummy = is_icmp
        && rule.from_port == Attribute::Known(252)
        && rule.to_port == Attribute::Known(86)
        && range == "255.255.255.255/32";
    is_dummy || range == "127.0.0.1/32"
}

fn may_concern(list: &RuleList, concerns: &impl Fn(&SecurityGroupRule) -> Attribute<bool>) -> bool {
    match list {
        Attribute::Known(list) => list.iter().any(|rule| match rule {
            Attribute::Known(rule) => concerns(rule) != Attribute::Known(false),
            Attribute::Unset => false,
            Attribute::Unknown(_) => true,
        }),
        Attribute::Unset => false,
        Attribute::Unknown(_) => true,
    }
}

/// Adds an unknown element, once for each reason.
fn push_unknown(rules: &mut Rules, reason: Reason) {
    let unknown = Attribute::Unknown(reason);
    if !rules.contains(&unknown) {
        rules.push(unknown);
    }
}
