//! Rules of security groups, exploded to one rule for each peer.

use aws_sdk_ec2::types as sdk;

use crate::collect::aws::operation::Operation;
use crate::collect::aws::reply;
use crate::collect::spelling;
use crate::model::{Attribute, Peer, Reference, SecurityGroupRule};

const OPERATION: Operation = Operation::DescribeSecurityGroups;

/// The rules that `permissions` of the group called `own` come to.
pub(super) fn rules(
    permissions: &[sdk::IpPermission],
    own: Option<&str>,
) -> Attribute<Vec<Attribute<SecurityGroupRule>>> {
    let rules = permissions.iter().flat_map(|permission| {
        let peers = peers(permission, own).into_iter();
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
            false => Peer::SecurityGroup(Reference::Id(id)),
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
