//! `AWS::EC2::SecurityGroup` and the two kinds of rule resources, exploded to one rule for each peer.

use std::collections::BTreeSet;

use super::{Incoming, chosen};
use crate::collect::cloudformation::values::Values;
use crate::collect::spelling;
use crate::model::{
    Attribute, Direction, Inventory, Peer, Reason, Reference, SecurityGroup, SecurityGroupRule,
    StandaloneSecurityGroupRule, defaults,
};

type Rules = Attribute<Vec<Attribute<SecurityGroupRule>>>;

/// What the CDK writes where nothing may go out, since a group without egress rules gets one to everywhere: ICMP of a type
/// that does not exist, to an address that nobody has.
/// <https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_ec2.SecurityGroup.html>
const NO_TRAFFIC: (&str, i64, i64, &str) = ("icmp", 252, 86, "255.255.255.255/32");

/// A group with the rules written in it.
pub(super) fn group(values: &Values<'_>) -> SecurityGroup {
    SecurityGroup {
        group_name: chosen(values.text("GroupName", "group_name")),
        vpc_id: values.reference("VpcId", "vpc_id"),
        ingress: values.or_default(
            rules(values, "SecurityGroupIngress", "ingress", Direction::Ingress),
            "ingress",
            defaults::security_group_ingress(),
        ),
        egress: egress(values),
    }
}

fn egress(values: &Values<'_>) -> Rules {
    let written = rules(values, "SecurityGroupEgress", "egress", Direction::Egress);
    // An empty list adds no rule either: EC2's own stays.
    let is_left_out = written.known().is_some_and(Vec::is_empty);
    let written = if is_left_out { Attribute::Unset } else { written };
    let lets_out = |rule: &Attribute<SecurityGroupRule>| !rule.known().is_some_and(is_no_traffic);
    values
        .or_default(written, "egress", defaults::security_group_egress())
        .map(|rules| rules.into_iter().filter(lets_out).collect())
}

fn is_no_traffic(rule: &SecurityGroupRule) -> bool {
    let (protocol, from, to, range) = NO_TRAFFIC;
    rule.ip_protocol.as_str() == Some(protocol)
        && rule.from_port == Attribute::Known(from)
        && rule.to_port == Attribute::Known(to)
        && rule.peer == Attribute::Known(Peer::CidrIpv4(range.to_owned()))
}

/// The rules in the list `name`. A rule that may not be there is a rule that nobody knows.
fn rules(values: &Values<'_>, name: &str, path: &str, direction: Direction) -> Rules {
    values.blocks(name, path).map(|blocks| {
        let rules = blocks.iter().flat_map(|block| match block.doubt() {
            Some(reason) => vec![Attribute::Unknown(reason.clone())],
            None => explode(block, "", peers(block, "peer", direction)),
        });
        rules.collect()
    })
}

/// A rule resource.
pub(super) fn standalone(kind: &str, incoming: &Incoming<'_>) -> StandaloneSecurityGroupRule {
    let values = &incoming.values;
    let direction = match kind {
        "EC2::SecurityGroupEgress" => Direction::Egress,
        _ => Direction::Ingress,
    };
    let security_group_id = match values.reference("GroupId", "security_group_id") {
        Attribute::Unset => values.reference("GroupName", "security_group_id"),
        group => group,
    };
    let rules = match incoming.doubt {
        Some(reason) => vec![Attribute::Unknown(reason.clone())],
        None => {
            let peers = peers(values, "rules[0].peer", direction);
            let own = |peer| match (peer, &security_group_id) {
                (Attribute::Known(Peer::SecurityGroup(peer)), Attribute::Known(group))
                    if is_same(&peer, group) =>
                {
                    Attribute::Known(Peer::Itself)
                }
                (peer, _) => peer,
            };
            explode(values, "rules[0].", peers.into_iter().map(own).collect())
        }
    };
    StandaloneSecurityGroupRule { security_group_id, direction, rules: Attribute::Known(rules) }
}

/// Whether two references lead to the same group, whichever of its attributes they read.
fn is_same(one: &Reference, other: &Reference) -> bool {
    match (one, other) {
        (Reference::Address(one), Reference::Address(other)) => one.address == other.address,
        (Reference::Id(one), Reference::Id(other)) => one == other,
        _ => false,
    }
}

/// One rule for each peer.
fn explode(
    values: &Values<'_>,
    path: &str,
    peers: Vec<Attribute<Peer>>,
) -> Vec<Attribute<SecurityGroupRule>> {
    let at = |attribute: &str| format!("{path}{attribute}");
    let ip_protocol =
        values.text("IpProtocol", &at("ip_protocol")).map(|name| spelling::protocol(&name));
    let is_every_port = ip_protocol.as_str() == Some("-1");
    let port = |name: &str, attribute: &str| match is_every_port {
        true => Attribute::Unset,
        false => values.integer(name, &at(attribute)),
    };
    let rule = SecurityGroupRule {
        from_port: port("FromPort", "from_port"),
        to_port: port("ToPort", "to_port"),
        description: values.text("Description", &at("description")),
        ip_protocol,
        peer: Attribute::Unset,
    };
    let with = |peer| Attribute::Known(SecurityGroupRule { peer, ..rule.clone() });
    peers.into_iter().map(with).collect()
}

/// Who is at the other end. EC2 takes exactly one; whoever writes none is refused.
fn peers(values: &Values<'_>, path: &str, direction: Direction) -> Vec<Attribute<Peer>> {
    let (group, prefix_list) = match direction {
        Direction::Ingress => ("SourceSecurityGroupId", "SourcePrefixListId"),
        Direction::Egress => ("DestinationSecurityGroupId", "DestinationPrefixListId"),
    };
    let candidates = [
        values.text("CidrIp", path).map(Peer::CidrIpv4),
        values.text("CidrIpv6", path).map(Peer::CidrIpv6),
        values.reference(prefix_list, path).map(Peer::PrefixList),
        values.reference(group, path).map(Peer::SecurityGroup),
        named_group(values, path, direction),
    ];
    let mut peers: Vec<_> = candidates.into_iter().filter(|peer| !peer.is_unset()).collect();
    if peers.is_empty() {
        peers.push(Attribute::Unset);
    }
    peers
}

/// A group by its name, as in a default VPC: a reference to a resource says which, a name alone does not.
fn named_group(values: &Values<'_>, path: &str, direction: Direction) -> Attribute<Peer> {
    if direction == Direction::Egress {
        return Attribute::Unset;
    }
    values.reference("SourceSecurityGroupName", path).and_then(|group| match group {
        Reference::Id(_) => Attribute::Unknown(Reason::UnresolvedReference(
            "the security group of a SourceSecurityGroupName".to_owned(),
        )),
        group => Attribute::Known(Peer::SecurityGroup(group)),
    })
}

/// EC2 adds its rule to everywhere when a group is made without egress rules. Whether one stays that a rule resource comes
/// to stand beside, AWS does not say.
pub(super) fn settle_default_egress(inventory: &mut Inventory) {
    let mut with_rules = BTreeSet::new();
    for rule in &inventory.security_group_rules {
        if rule.attributes.direction == Direction::Egress {
            let group = rule.attributes.security_group_id.known();
            let named = group.into_iter().flat_map(Reference::possibilities);
            with_rules.extend(named.map(ToString::to_string));
        }
    }
    for group in &mut inventory.security_groups {
        if group.defaults.contains_key("egress") && with_rules.contains(&group.address) {
            group.defaults.remove("egress");
            group.attributes.egress = Attribute::Unknown(Reason::NotCollected(
                "whether EC2's own egress rule stays beside the rules of the group".to_owned(),
            ));
        }
    }
}
