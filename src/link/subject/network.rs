//! Where a cache lies: subnets and how they are routed, its VPC, and the rules that reach its port.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::Attribute;

/// The subnet group of a cache.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedSubnetGroup {
    /// Its name.
    pub name: Attribute<String>,
    /// Whether it is the one called `default`, which AWS makes in the default VPC.
    pub is_default: Attribute<bool>,
    /// Its address, when the source declares it.
    pub address: Option<String>,
}

/// Where packets for addresses outside the VPC go, for one address family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RouteClass {
    /// To an internet or carrier gateway, both ways.
    Public,
    /// To a NAT gateway or appliance: out only.
    Nat,
    /// To an egress-only internet gateway: out only.
    EgressOnly,
    /// To another network of one's own: transit gateway, peering, VPN.
    Private,
    /// Nowhere.
    Isolated,
}

/// A subnet and how it is routed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedSubnet {
    /// What messages call it: id, Name tag or address.
    pub name: String,
    /// The id.
    pub id: Attribute<String>,
    /// The address, when the source declares it.
    pub address: Option<String>,
    /// `CidrBlock`.
    pub cidr_block: Attribute<String>,
    /// `Ipv6CidrBlock`.
    pub ipv6_cidr_block: Attribute<String>,
    /// `AvailabilityZone`.
    pub availability_zone: Attribute<String>,
    /// Its route table, as messages call it.
    pub route_table: Attribute<String>,
    /// Where IPv4 packets to the outside go.
    pub ipv4_route_class: Attribute<RouteClass>,
    /// Where IPv6 packets to the outside go. Unset for a subnet without IPv6.
    pub ipv6_route_class: Attribute<RouteClass>,
}

/// The VPC of a cache.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedVpc {
    /// What messages call it.
    pub name: String,
    /// The id.
    pub id: Attribute<String>,
    /// Whether AWS made it with the account.
    pub is_default: Attribute<bool>,
    /// Its IPv4 ranges.
    pub cidr_blocks: Attribute<Vec<Attribute<String>>>,
    /// Its IPv6 ranges.
    pub ipv6_cidr_blocks: Attribute<Vec<Attribute<String>>>,
    /// Its peering connections.
    pub peering_connections: Attribute<Vec<Attribute<LinkedPeering>>>,
}

/// A peering connection of the cache's VPC.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedPeering {
    /// What messages call it.
    pub name: String,
    /// The address, when it is in the inventory.
    pub address: Option<String>,
    /// `Status.Code`; in a declaration `active` where it accepts itself, else unknown.
    pub status: Attribute<String>,
    /// Whether every subnet of the cache has an active route to the peer's ranges through it.
    pub is_routed_from_cache: Attribute<bool>,
    /// Whether the peer VPC has an active route back to the cache's VPC through it.
    pub is_routed_back: Attribute<bool>,
}

/// A security group of a cache.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedSecurityGroup {
    /// What messages call it: the group name, else the id, else the address.
    pub name: String,
    /// The id.
    pub id: Attribute<String>,
    /// The address, when the source declares it.
    pub address: Option<String>,
    /// `GroupName`.
    pub group_name: Attribute<String>,
    /// The `Name` tag.
    pub name_tag: Attribute<String>,
    /// Whether it is its VPC's own default group.
    pub is_default: Attribute<bool>,
}

/// One rule with one peer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedRule {
    /// The group it belongs to, as messages call it.
    pub security_group: String,
    /// The address of the resource that declares it.
    pub address: Option<String>,
    /// Its path in that resource: `ingress[2]`, `rules[0]`.
    pub path: Option<String>,
    /// Protocol by name, or `-1` for every protocol.
    pub ip_protocol: Attribute<String>,
    /// First port; unset where every port is open.
    pub from_port: Attribute<i64>,
    /// Last port; unset where every port is open.
    pub to_port: Attribute<i64>,
    /// Who is at the other end.
    pub peer: LinkedPeer,
}

/// Who is at the other end of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedPeer {
    /// `cidr_ipv4`, `cidr_ipv6`, `prefix_list`, `security_group` or `self`.
    pub kind: PeerKind,
    /// What messages call it: the CIDR block, the list's or group's name.
    pub name: String,
    /// The CIDR blocks it stands for; unset for groups.
    pub cidr_blocks: Attribute<Vec<Attribute<String>>>,
    /// Every name by which an allow list may mean it: ids, group name, Name tag, address, as far as they are known.
    pub names: Attribute<Vec<Attribute<String>>>,
}

/// Kinds of peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PeerKind {
    /// An IPv4 range.
    CidrIpv4,
    /// An IPv6 range.
    CidrIpv6,
    /// A prefix list with its entries.
    PrefixList,
    /// Members of a security group.
    SecurityGroup,
    /// Members of the same security group.
    #[serde(rename = "self")]
    Itself,
}
