//! The VPC of a cache and its peering connections: whether each is active, and routed on both sides.

use std::collections::HashMap;

use ipnet::IpNet;

use super::grouped::Grouped;
use super::index::Index;
use super::lookup::{Identity, agree, label};
use super::routes::{self, all_known, parse};
use super::subject::{LinkedPeering, LinkedVpc};
use super::subnets::Placement;
use super::tables::{TableRoutes, Tables};
use crate::model::{
    Attribute, Origin, Reason, Resource, Vpc, VpcCidrBlockAssociation, VpcPeeringConnection,
    VpcPeeringConnectionAccepter,
};

/// Peering connections and ranges by VPC.
pub(crate) struct Peering<'a> {
    further_ranges: Grouped<'a, VpcCidrBlockAssociation>,
    accepters: Grouped<'a, VpcPeeringConnectionAccepter>,
    certain: HashMap<Identity, Vec<usize>>,
    possible: HashMap<Identity, Vec<usize>>,
    anywhere: Vec<usize>,
}

/// Both ends of a connection.
struct Ends {
    requester: Attribute<Vec<Identity>>,
    accepter: Attribute<Vec<Identity>>,
}

impl Ends {
    fn of(index: &Index<'_>, connection: &Resource<VpcPeeringConnection>) -> Self {
        let settings = &connection.attributes;
        let end = |vpc| index.vpcs.identify_attribute(vpc, &connection.origin);
        Self {
            requester: end(&settings.requester_vpc_id),
            accepter: end(&settings.accepter_vpc_id),
        }
    }

    /// The end that is not `vpc`.
    fn other(self, vpc: &Identity) -> Attribute<Vec<Identity>> {
        let is_requester = self.requester.known().is_some_and(|ends| ends.contains(vpc));
        if is_requester { self.accepter } else { self.requester }
    }
}

impl<'a> Peering<'a> {
    /// Groups connections by their ends.
    pub(crate) fn new(index: &Index<'a>) -> Self {
        let inventory = index.inventory;
        let mut peering = Self {
            further_ranges: Grouped::new(&inventory.vpc_cidr_block_associations, |range| {
                index.vpcs.identify_attribute(&range.attributes.vpc_id, &range.origin)
            }),
            accepters: Grouped::new(&inventory.vpc_peering_connection_accepters, |accepter| {
                let connection = &accepter.attributes.vpc_peering_connection_id;
                index.peerings.identify_attribute(connection, &accepter.origin)
            }),
            certain: HashMap::new(),
            possible: HashMap::new(),
            anywhere: Vec::new(),
        };
        for (at, connection) in inventory.vpc_peering_connections.iter().enumerate() {
            // Both sides list a connection.
            if index.peerings.is_repeated(connection) {
                continue;
            }
            let ends = Ends::of(index, connection);
            for end in [ends.requester, ends.accepter] {
                peering.add(at, end);
            }
        }
        peering
    }

    /// The VPC that every known subnet of `placement` lies in.
    pub(crate) fn vpc(
        &self,
        index: &Index<'a>,
        tables: &Tables<'a>,
        placement: &Placement<'a>,
    ) -> Attribute<LinkedVpc> {
        vpc_of(index, placement).map(|vpc| self.describe(index, tables, placement, &vpc))
    }

    fn add(&mut self, connection: usize, end: Attribute<Vec<Identity>>) {
        match end {
            Attribute::Known(mut ends) if ends.len() == 1 => {
                if let Some(end) = ends.pop() {
                    self.certain.entry(end).or_default().push(connection);
                }
            }
            Attribute::Known(ends) => {
                for end in ends {
                    self.possible.entry(end).or_default().push(connection);
                }
            }
            Attribute::Unset => {}
            Attribute::Unknown(_) => self.anywhere.push(connection),
        }
    }

    fn describe(
        &self,
        index: &Index<'a>,
        tables: &Tables<'a>,
        placement: &Placement<'a>,
        vpc: &Identity,
    ) -> LinkedVpc {
        let connections = self.connections(index, tables, placement, vpc);
        let Some(resource) = index.vpcs.get(vpc) else {
            let missing = index.vpcs.missing(vpc, placement.from);
            return LinkedVpc {
                name: index.vpcs.label(vpc),
                id: match vpc {
                    Identity::Named(id) => Attribute::Known(id.clone()),
                    Identity::Here(_) | Identity::Addressed(_) => {
                        Attribute::Unknown(missing.clone())
                    }
                },
                is_default: Attribute::Unknown(missing.clone()),
                cidr_blocks: Attribute::Unknown(missing.clone()),
                ipv6_cidr_blocks: Attribute::Unknown(missing),
                peering_connections: Attribute::Known(connections),
            };
        };
        LinkedVpc {
            name: label(resource).to_owned(),
            id: resource.id.clone(),
            is_default: resource.attributes.is_default.clone(),
            cidr_blocks: self.cidr_blocks(vpc, resource),
            ipv6_cidr_blocks: resource.attributes.ipv6_cidr_blocks.clone(),
            peering_connections: Attribute::Known(connections),
        }
    }

    /// A VPC's own ranges and those that further resources add.
    fn cidr_blocks(
        &self,
        vpc: &Identity,
        resource: &Resource<Vpc>,
    ) -> Attribute<Vec<Attribute<String>>> {
        resource.attributes.cidr_blocks.clone().or(Vec::new()).map(|mut blocks| {
            let certain = self.further_ranges.of(vpc).map(|range| &range.attributes.cidr_block);
            for block in certain {
                if !blocks.contains(block) {
                    blocks.push(block.clone());
                }
            }
            blocks.extend(self.further_ranges.possibly_of(vpc).map(|range| {
                let what = format!("the VPC of {}", range.address);
                Attribute::Unknown(Reason::UnresolvedReference(what))
            }));
            blocks
        })
    }

    fn connections(
        &self,
        index: &Index<'a>,
        tables: &Tables<'a>,
        placement: &Placement<'a>,
        vpc: &Identity,
    ) -> Vec<Attribute<LinkedPeering>> {
        let certain: &[usize] = self.certain.get(vpc).map_or(&[], Vec::as_slice);
        let possible = self.possible.get(vpc).into_iter().flatten().chain(&self.anywhere);
        let linked = certain.iter().map(|at| {
            let connection = Identity::Here(*at);
            Attribute::Known(self.connection(index, tables, placement, vpc, &connection))
        });
        let unknown = possible.filter(|at| !certain.contains(at)).map(|at| {
            let address = &index.inventory.vpc_peering_connections[*at].address;
            let what = format!("the VPCs of {address}");
            Attribute::Unknown(Reason::UnresolvedReference(what))
        });
        let more = index.peerings.unread_in(&index.vpcs.label(vpc), placement.from);
        let more = more.cloned().map(Attribute::Unknown);
        linked.chain(unknown).chain(more).collect()
    }

    fn connection(
        &self,
        index: &Index<'a>,
        tables: &Tables<'a>,
        placement: &Placement<'a>,
        vpc: &Identity,
        connection: &Identity,
    ) -> LinkedPeering {
        let name = index.peerings.label(connection);
        let Some(resource) = index.peerings.get(connection) else {
            let missing = index.peerings.missing(connection, placement.from);
            return LinkedPeering {
                name,
                address: None,
                status: Attribute::Unknown(missing.clone()),
                is_routed_from_cache: Attribute::Unknown(missing.clone()),
                is_routed_back: Attribute::Unknown(missing),
            };
        };
        let peer = Ends::of(index, resource).other(vpc).and_then(|peers| match peers.as_slice() {
            [peer] => Attribute::Known(peer.clone()),
            _ => Attribute::Unknown(Reason::UnresolvedReference(format!("the peer of {name}"))),
        });
        let ranges = |end: &Identity| self.known_ranges(index, end);
        let peer_ranges = peer.known().and_then(ranges);
        let is_routed_from_cache =
            from_cache(index, tables, placement, connection, peer_ranges.as_deref());
        let own_ranges = ranges(vpc);
        let through = (connection, &resource.origin);
        let is_routed_back =
            peer.and_then(|peer| back(index, tables, &peer, through, own_ranges.as_deref()));
        let status = self.status(connection, resource);
        let address = Some(resource.address.clone());
        LinkedPeering { name, address, status, is_routed_from_cache, is_routed_back }
    }

    /// The ranges of a VPC, if all of them are known.
    fn known_ranges(&self, index: &Index<'a>, vpc: &Identity) -> Option<Vec<IpNet>> {
        let blocks = self.cidr_blocks(vpc, index.vpcs.get(vpc)?);
        let blocks = blocks.known()?;
        let ranges = all_known(blocks.iter().map(|block| block.as_ref().and_then(|b| parse(b))));
        ranges.known().filter(|ranges| !ranges.is_empty()).cloned()
    }

    fn status(
        &self,
        connection: &Identity,
        resource: &Resource<VpcPeeringConnection>,
    ) -> Attribute<String> {
        let accepts = Attribute::Known(true);
        let is_accepted = resource.attributes.auto_accept == accepts
            || self.accepters.of(connection).any(|item| item.attributes.auto_accept == accepts);
        match &resource.attributes.status {
            // The declaration accepts what still waits.
            Attribute::Known(status) if status == "pending-acceptance" && is_accepted => {
                Attribute::Known("active".into())
            }
            Attribute::Known(status) => Attribute::Known(status.clone()),
            Attribute::Unset | Attribute::Unknown(_) if is_accepted => {
                Attribute::Known("active".into())
            }
            Attribute::Unknown(reason) if resource.origin.is_live() => {
                Attribute::Unknown(reason.clone())
            }
            Attribute::Unset | Attribute::Unknown(_) => Attribute::Unknown(Reason::KnownAfterApply),
        }
    }
}

/// The one VPC that the subnets lie in.
pub(crate) fn vpc_of(index: &Index<'_>, placement: &Placement<'_>) -> Attribute<Identity> {
    placement.subnets.clone().and_then(|subnets| {
        let mut vpcs: Vec<Attribute<Vec<Identity>>> = Vec::new();
        for subnet in subnets.iter().filter_map(Attribute::known) {
            for identity in index.subnets.identify(subnet, placement.from) {
                if let Some(subnet) = index.subnets.get(&identity) {
                    let vpc = &subnet.attributes.vpc_id;
                    vpcs.push(index.vpcs.identify_attribute(vpc, &subnet.origin));
                }
            }
        }
        let known = vpcs.into_iter().find(|vpc| vpc.known().is_some_and(|vpc| vpc.len() == 1));
        match known {
            // All subnets of a group lie in one VPC, so one that is known tells it.
            Some(Attribute::Known(vpc)) => {
                vpc.into_iter().next().map_or_else(Attribute::default, Attribute::Known)
            }
            _ => Attribute::Unknown(match index.subnets.unread(placement.from) {
                Some(reason) => reason.clone(),
                None => Reason::NotCollected("the VPC of the subnets".into()),
            }),
        }
    })
}

/// Whether every subnet of the cache routes the peer's ranges through the connection.
fn from_cache<'a>(
    index: &Index<'a>,
    tables: &Tables<'a>,
    placement: &Placement<'a>,
    connection: &Identity,
    ranges: Option<&[IpNet]>,
) -> Attribute<bool> {
    let subnets = match &placement.subnets {
        Attribute::Known(subnets) => *subnets,
        Attribute::Unset => return Attribute::Unset,
        Attribute::Unknown(reason) => return Attribute::Unknown(reason.clone()),
    };
    all(subnets.iter().map(|subnet| {
        subnet.as_ref().and_then(|reference| {
            index.subnets.fact(reference, placement.from, |identity, subnet| {
                match tables.of_subnet(index, identity, subnet) {
                    Ok(possible) => {
                        let routes = possible
                            .iter()
                            .map(|table| tables.routes(index, table, &subnet.origin));
                        is_routed_by(index, routes, connection, ranges)
                    }
                    Err(reason) => Attribute::Unknown(reason),
                }
            })
        })
    }))
}

fn is_routed_by<'a>(
    index: &Index<'a>,
    possible: impl Iterator<Item = TableRoutes<'a>>,
    connection: &Identity,
    ranges: Option<&[IpNet]>,
) -> Attribute<bool> {
    let facts = possible.map(|routes| routes::is_routed(index, &routes, connection, ranges));
    agree(facts, || Reason::UnresolvedReference("the route table of a subnet".into()))
}

/// Whether some table of the peer routes the cache's VPC through the connection.
fn back(
    index: &Index<'_>,
    tables: &Tables<'_>,
    peer: &Identity,
    (through, from): (&Identity, &Origin),
    ranges: Option<&[IpNet]>,
) -> Attribute<bool> {
    let mut unknown = None;
    for table in tables.of_vpc(peer) {
        let routes = tables.routes(index, &table, from);
        match routes::is_routed(index, &routes, through, ranges) {
            Attribute::Known(true) => return Attribute::Known(true),
            Attribute::Unknown(reason) => unknown = Some(reason),
            Attribute::Known(false) | Attribute::Unset => {}
        }
    }
    match unknown {
        Some(reason) => Attribute::Unknown(reason),
        None if is_collected(index, tables, peer) => Attribute::Known(false),
        None => {
            let vpc = index.vpcs.label(peer);
            let what = format!("route tables of VPC {vpc} are");
            let place = index.vpcs.get(peer).map_or(from, |vpc| &vpc.origin);
            Attribute::Unknown(index.route_tables.not_here_in(&vpc, &what, place))
        }
    }
}

/// Whether the inventory holds every route table of `vpc`.
fn is_collected(index: &Index<'_>, tables: &Tables<'_>, vpc: &Identity) -> bool {
    index.vpcs.get(vpc).is_some_and(|vpc_there| {
        let is_live = vpc_there.origin.is_live();
        let is_told = || {
            let unread = index.route_tables.unread_in(label(vpc_there), &vpc_there.origin);
            // Tables may be asked for by VPC, and this one was not meant.
            tables.lists_some_of(vpc) && unread.is_none()
        };
        if is_live { is_told() } else { vpc_there.is_declared }
    })
}

/// Whether all claims hold: one that does not decides, then one that nobody knows.
fn all(claims: impl Iterator<Item = Attribute<bool>>) -> Attribute<bool> {
    let mut result = Attribute::Known(true);
    for claim in claims {
        match claim {
            Attribute::Known(false) => return Attribute::Known(false),
            Attribute::Unknown(_) if result.is_known() => result = claim,
            _ => {}
        }
    }
    result
}
