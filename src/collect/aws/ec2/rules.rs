//! Rules of security groups, exploded to one rule for each peer.

use aws_sdk_ec2::types as sdk;

use crate::collect::aws::operation::Operation;
use crate::collect::aws::reply;
use crate::collect::spelling;
use crate::model::{Attribute, Peer, Reference, SecurityGroupRule};

const OPERATION: Operation = Operation::DescribeSecurityGroups;

/// The rules that `permissions` of the group called `own` come to, which belongs to `account`.
pub(super) fn rules(
    permissions: &[sdk::IpPermission],
    own: Option<&str>,
    account: &str,
) -> Attribute<Vec<Attribute<SecurityGroupRule>>> {
    let rules = permissions.iter().flat_map(|permission| {
        let peers = peers(permission, own, account).into_iter();
        peers.map(|(peer, description)| Attribute::Known(rule(permission, peer, description)))
    });
    Attribute::Known(rules.collect())
}

fn rule(
    permission: &sdk::IpPermission,
    peer: Attribute<Peer>,
    description: Option<&str>,
) -> SecurityGroupRule {
    let protocol = reply::required(permission.ip_protocol(), OPERATION, "IpProtocol");
    let ip_protocol = protocol.map(|name| spelling::protocol(&name));
    let is_every_port = ip_protocol.as_str() == Some("-1");
    let port = |number: Option<i32>| {
        let number = number.filter(|_| !is_every_port);
        number.map_or(Attribute::Unset, |number| Attribute::Known(i64::from(number)))
    };
    SecurityGroupRule {
        from_port: port(permission.from_port()),
        to_port: port(permission.to_port()),
        ip_protocol,
        description: reply::optional(description),
        peer,
    }
}

/// Everyone whom a permission names, with what is said of each.
fn peers<'x>(
    permission: &'x sdk::IpPermission,
    own: Option<&str>,
    account: &str,
) -> Vec<(Attribute<Peer>, Option<&'x str>)> {
    let told = |text, field| reply::required(text, OPERATION, field);
    let ipv4 = permission
        .ip_ranges()
        .iter()
        .map(|range| (told(range.cidr_ip(), "CidrIp").map(Peer::CidrIpv4), range.description()));
    let ipv6 = permission.ipv6_ranges().iter().map(|range| {
        (told(range.cidr_ipv6(), "CidrIpv6").map(Peer::CidrIpv6), range.description())
    });
    let lists = permission.prefix_list_ids().iter().map(|list| {
        let id = told(list.prefix_list_id(), "PrefixListId");
        (id.map(|id| Peer::PrefixList(Reference::Id(id))), list.description())
    });
    let groups = permission.user_id_group_pairs().iter().map(|pair| {
        let group = told(pair.group_id(), "GroupId").map(|id| match own == Some(&*id) {
            true => Peer::Itself,
            false => Peer::SecurityGroup(Reference::Id(match reply::filled(pair.user_id()) {
                // So it is written in rules, too.
                Some(owner) if owner != account => format!("{owner}/{id}"),
                _ => id,
            })),
        });
        (group, pair.description())
    });
    let mut peers: Vec<_> = ipv4.chain(ipv6).chain(lists).chain(groups).collect();
    if peers.is_empty() {
        // Somebody is let through, in words that this version does not know.
        peers.push((Attribute::Unknown(reply::untold(OPERATION, "peer")), None));
    }
    peers
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A rule without what is said of it: protocol, ports, peer.
    type Short = (Option<String>, Option<i64>, Option<i64>, Attribute<Peer>);

    fn short(permission: sdk::IpPermission) -> Vec<Short> {
        let rules = rules(&[permission], Some("sg-own"), "123456789012");
        let rules = rules.known().into_iter().flatten().filter_map(Attribute::known);
        let short = |rule: &SecurityGroupRule| {
            let port = |port: &Attribute<i64>| port.known().copied();
            let protocol = rule.ip_protocol.as_str().map(str::to_owned);
            (protocol, port(&rule.from_port), port(&rule.to_port), rule.peer.clone())
        };
        rules.map(short).collect()
    }

    fn pair(group: &str) -> sdk::UserIdGroupPair {
        pair_of("123456789012", group)
    }

    fn pair_of(account: &str, group: &str) -> sdk::UserIdGroupPair {
        sdk::UserIdGroupPair::builder().group_id(group).user_id(account).build()
    }

    #[test]
    fn a_permission_is_one_rule_for_each_peer() {
        let permission = sdk::IpPermission::builder()
            .ip_protocol("tcp")
            .from_port(6379)
            .to_port(6380)
            .ip_ranges(sdk::IpRange::builder().cidr_ip("10.0.0.0/16").build())
            .ipv6_ranges(sdk::Ipv6Range::builder().cidr_ipv6("::/0").build())
            .prefix_list_ids(sdk::PrefixListId::builder().prefix_list_id("pl-1").build())
            .user_id_group_pairs(pair("sg-api"))
            .user_id_group_pairs(pair("sg-own"))
            .user_id_group_pairs(pair_of("210987654321", "sg-theirs"))
            .build();
        let rule = |peer| (Some("tcp".to_owned()), Some(6379), Some(6380), Attribute::Known(peer));
        let expected = [
            rule(Peer::CidrIpv4("10.0.0.0/16".into())),
            rule(Peer::CidrIpv6("::/0".into())),
            rule(Peer::PrefixList(Reference::Id("pl-1".into()))),
            rule(Peer::SecurityGroup(Reference::Id("sg-api".into()))),
            rule(Peer::Itself),
            rule(Peer::SecurityGroup(Reference::Id("210987654321/sg-theirs".into()))),
        ];
        assert_eq!(short(permission), expected);
    }

    /// Golden case sg c: every port from one group.
    #[test]
    fn every_protocol_has_no_ports() {
        let permission = sdk::IpPermission::builder()
            .ip_protocol("-1")
            .from_port(0)
            .to_port(0)
            .user_id_group_pairs(pair("sg-api"))
            .build();
        let peer = Peer::SecurityGroup(Reference::Id("sg-api".into()));
        let expected = [(Some("-1".to_owned()), None, None, Attribute::Known(peer))];
        assert_eq!(short(permission), expected);
    }

    #[test]
    fn protocols_have_names_and_icmp_its_types() {
        let range = sdk::IpRange::builder().cidr_ip("255.255.255.255/32").build();
        let permission = |protocol: &str| {
            let permission = sdk::IpPermission::builder().ip_protocol(protocol).from_port(252);
            permission.to_port(86).ip_ranges(range.clone()).build()
        };
        for (told, kept) in [("1", "icmp"), ("6", "tcp"), ("17", "udp"), ("50", "50")] {
            let peer = Attribute::Known(Peer::CidrIpv4("255.255.255.255/32".into()));
            let expected = [(Some(kept.to_owned()), Some(252), Some(86), peer)];
            assert_eq!(short(permission(told)), expected, "{told}");
        }
    }

    #[test]
    fn a_peer_in_unknown_words_is_unknown_and_not_nobody() {
        let nobody = sdk::IpPermission::builder().ip_protocol("tcp").from_port(1).to_port(2);
        let unnamed = nobody.clone().user_id_group_pairs(sdk::UserIdGroupPair::builder().build());
        for permission in [nobody, unnamed] {
            let rules = short(permission.build());
            assert_eq!(rules.len(), 1);
            assert!(rules[0].3.is_unknown(), "{rules:?}");
        }
    }
}
