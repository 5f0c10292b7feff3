//! `aws_security_group` and the two kinds of rule resources, exploded to one rule for each peer.

use std::collections::BTreeSet;

use super::symbol_type;
use crate::collect::spelling;
use crate::collect::terraform::values::{Setting, Values};
use crate::model::{
    Attribute, Direction, Inventory, Peer, Reason, Reference, SecurityGroup, SecurityGroupRule,
    StandaloneSecurityGroupRule, defaults,
};

type Rules = Attribute<Vec<Attribute<SecurityGroupRule>>>;

/// A group with the rules written in it. A data source shows a group without its rules.
pub(super) fn group(values: &Values<'_>, resource_type: &str, is_declared: bool) -> SecurityGroup {
    let is_default = resource_type == "aws_default_security_group";
    let rules = |name: &str| match is_declared {
        true => inline_rules(values, name),
        false => Attribute::Unknown(Reason::NotCollected(
            "a data source shows no rules of a security group".into(),
        )),
    };
    SecurityGroup {
        group_name: if is_default {
            Attribute::Known("default".to_owned())
        } else {
            values.text("name")
        },
        vpc_id: values.reference("vpc_id"),
        ingress: rules("ingress"),
        egress: rules("egress"),
    }
}

fn inline_rules(values: &Values<'_>, name: &str) -> Rules {
    let left_out = || {
        values.or_default(Attribute::Unset, name, name, defaults::terraform_security_group_rules())
    };
    let blocks = match (values.setting(name), values.blocks(name)) {
        (Setting::LeftOut | Setting::Null, _) => return left_out(),
        (_, Attribute::Known(blocks)) => blocks,
        (_, Attribute::Unset) => return left_out(),
        (_, Attribute::Unknown(reason)) => return Attribute::Unknown(reason),
    };
    // One expression stands for all blocks: with several unknown ones nobody can tell whose peers are whose.
    let unknown_blocks = blocks.iter().filter(|block| has_unknown_peers(block)).count();
    let is_ambiguous = unknown_blocks > 1 && blocks.iter().any(Values::shares_expression);
    let rules = blocks.iter().flat_map(|block| {
        let peers = if is_ambiguous && has_unknown_peers(block) {
            vec![Attribute::Unknown(Reason::KnownAfterApply)]
        } else {
            block_peers(block)
        };
        explode(block, "protocol", peers)
    });
    Attribute::Known(rules.map(Attribute::Known).collect())
}

/// A new group without incoming rules of either kind may have a `dynamic` block over something unknown, which a plan
/// shows no differently from none at all. Where rules are resources of their own, nothing is written in the group.
pub(super) fn settle_left_out_rules(inventory: &mut Inventory) {
    let mut with_rules = BTreeSet::new();
    for rule in &inventory.security_group_rules {
        let group = &rule.attributes.security_group_id;
        let named = group.known().into_iter().flat_map(Reference::possibilities);
        with_rules.extend(named.map(ToString::to_string));
    }
    for group in &mut inventory.security_groups {
        let is_left_out = group.defaults.contains_key("ingress");
        if is_left_out && !with_rules.contains(&group.address) {
            group.defaults.remove("ingress");
            group.attributes.ingress = Attribute::Unknown(Reason::KnownAfterApply);
        }
    }
}

fn has_unknown_peers(block: &Values<'_>) -> bool {
    ["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups"]
        .iter()
        .any(|name| matches!(block.setting(name), Setting::Unknown(_)))
}

/// A rule resource; one of unknown direction may be a rule each way.
pub(super) fn standalone_rules(
    values: &Values<'_>,
    resource_type: &str,
) -> Vec<StandaloneSecurityGroupRule> {
    let rule = |direction, rules| StandaloneSecurityGroupRule {
        security_group_id: values.reference("security_group_id"),
        direction,
        rules,
    };
    let (direction, rules) = match resource_type {
        "aws_security_group_rule" => {
            let direction = match values.text("type").as_str() {
                Some("ingress") => Direction::Ingress,
                Some("egress") => Direction::Egress,
                _ => {
                    let unknown = || Attribute::Unknown(Reason::KnownAfterApply);
                    return [Direction::Ingress, Direction::Egress]
                        .map(|direction| rule(direction, unknown()))
                        .into();
                }
            };
            (direction, explode(values, "protocol", resource_peers(values)))
        }
        "aws_vpc_security_group_ingress_rule" => {
            (Direction::Ingress, explode(values, "ip_protocol", single_peer(values)))
        }
        "aws_vpc_security_group_egress_rule" => {
            (Direction::Egress, explode(values, "ip_protocol", single_peer(values)))
        }
        _ => return Vec::new(),
    };
    vec![rule(direction, Attribute::Known(rules.into_iter().map(Attribute::Known).collect()))]
}

/// One rule for each peer.
fn explode(
    values: &Values<'_>,
    protocol: &str,
    peers: Vec<Attribute<Peer>>,
) -> Vec<SecurityGroupRule> {
    let ip_protocol = values.text(protocol).map(|name| spelling::protocol(&name));
    let is_every_port = ip_protocol.as_str() == Some("-1");
    let port = |name| if is_every_port { Attribute::Unset } else { values.integer(name) };
    let rule = |peer| SecurityGroupRule {
        ip_protocol: ip_protocol.clone(),
        from_port: port("from_port"),
        to_port: port("to_port"),
        description: values.text("description"),
        peer,
    };
    peers.into_iter().map(rule).collect()
}

/// Peers of a rule written in a group.
fn block_peers(block: &Values<'_>) -> Vec<Attribute<Peer>> {
    let mut peers = cidr_peers(block);
    peers.extend(group_peers(block, "security_groups"));
    peers.extend(own_group(block));
    peers
}

/// Peers of an `aws_security_group_rule`.
fn resource_peers(values: &Values<'_>) -> Vec<Attribute<Peer>> {
    let mut peers = cidr_peers(values);
    match values.reference("source_security_group_id") {
        Attribute::Known(group) => peers.push(Attribute::Known(Peer::SecurityGroup(group))),
        Attribute::Unset => {}
        Attribute::Unknown(reason) => peers.push(Attribute::Unknown(reason)),
    }
    peers.extend(own_group(values));
    peers
}

fn own_group(values: &Values<'_>) -> Option<Attribute<Peer>> {
    match values.boolean("self") {
        Attribute::Known(true) => Some(Attribute::Known(Peer::Itself)),
        Attribute::Known(false) | Attribute::Unset => None,
        Attribute::Unknown(reason) => Some(Attribute::Unknown(reason)),
    }
}

fn cidr_peers(values: &Values<'_>) -> Vec<Attribute<Peer>> {
    let mut peers = each(values.texts("cidr_blocks"), Peer::CidrIpv4);
    peers.extend(each(values.texts("ipv6_cidr_blocks"), Peer::CidrIpv6));
    peers.extend(each(values.references("prefix_list_ids"), Peer::PrefixList));
    peers
}

/// Groups that a rule names. One expression may stand for the whole rule: references that clearly fill another argument do
/// not count, those that may name a group are unknown; if none is left, nobody can tell the groups.
fn group_peers(block: &Values<'_>, name: &str) -> Vec<Attribute<Peer>> {
    let mut groups = block.references(name);
    if block.shares_expression()
        && matches!(block.setting(name), Setting::Unknown(_))
        && let Attribute::Known(references) = &mut groups
    {
        let read = |reference: Attribute<Reference>| match reference.known().map(names_group) {
            None | Some(Some(true)) => Some(reference),
            Some(Some(false)) => None,
            Some(None) => {
                let named = reference.known().map(ToString::to_string).unwrap_or_default();
                Some(Attribute::Unknown(Reason::UnresolvedReference(named)))
            }
        };
        *references = std::mem::take(references).into_iter().filter_map(read).collect();
        if references.is_empty() {
            groups = Attribute::Unknown(Reason::KnownAfterApply);
        }
    }
    each(groups, Peer::SecurityGroup)
}

/// Attributes of other resources that fill the other arguments of a rule: addresses, ports, prefix lists.
const NO_GROUPS: [&str; 7] = [
    "cidr_block",
    "cidr_blocks",
    "ipv6_cidr_block",
    "port",
    "private_ip",
    "public_ip",
    "prefix_list_id",
];

/// Whether `reference` leads to a group: the resource itself, or what a VPC or an EKS cluster says of its own. `None` where
/// nobody can tell.
fn names_group(reference: &Reference) -> Option<bool> {
    let attribute = match reference {
        Reference::Address(symbol) => symbol.attribute.as_deref().unwrap_or_default(),
        Reference::Id(_) | Reference::Candidates { .. } => return Some(true),
    };
    match symbol_type(reference) {
        Some("aws_security_group" | "aws_default_security_group") => Some(true),
        _ if attribute.contains("security_group_id") || attribute == "vpc_config" => Some(true),
        Some("aws_ec2_managed_prefix_list" | "aws_prefix_list" | "aws_subnet" | "aws_vpc") => {
            Some(false)
        }
        _ if NO_GROUPS.contains(&attribute) => Some(false),
        _ => None,
    }
}

fn each<T>(
    elements: Attribute<Vec<Attribute<T>>>,
    peer: impl Fn(T) -> Peer,
) -> Vec<Attribute<Peer>> {
    match elements {
        Attribute::Known(elements) => {
            elements.into_iter().map(|element| element.map(&peer)).collect()
        }
        Attribute::Unset => Vec::new(),
        Attribute::Unknown(reason) => vec![Attribute::Unknown(reason)],
    }
}

/// The one peer of an `aws_vpc_security_group_…_rule`.
fn single_peer(values: &Values<'_>) -> Vec<Attribute<Peer>> {
    let candidates = [
        values.text("cidr_ipv4").map(Peer::CidrIpv4),
        values.text("cidr_ipv6").map(Peer::CidrIpv6),
        values.reference("prefix_list_id").map(Peer::PrefixList),
        group_reference(values).map(Peer::SecurityGroup),
    ];
    let mut peers: Vec<_> = candidates.into_iter().filter(|peer| !peer.is_unset()).collect();
    if peers.is_empty() {
        peers.push(Attribute::Unset);
    }
    peers
}

fn group_reference(values: &Values<'_>) -> Attribute<Reference> {
    // Of another account it is written `account/sg-…`.
    values.reference("referenced_security_group_id").map(|reference| match reference {
        Reference::Id(id) => Reference::Id(id.rsplit('/').next().unwrap_or_default().to_owned()),
        other => other,
    })
}
