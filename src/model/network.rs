//! Networks: VPCs, subnets and their routes, security groups, prefix lists, peering, network ACLs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Attribute, Reference};

/// `AWS::EC2::VPC`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Vpc {
    /// Every IPv4 range of the VPC.
    pub cidr_blocks: Attribute<Vec<Attribute<String>>>,
    /// Every IPv6 range of the VPC.
    pub ipv6_cidr_blocks: Attribute<Vec<Attribute<String>>>,
    /// Whether AWS made it with the account.
    pub is_default: Attribute<bool>,
    /// The table that subnets without an association of their own use.
    pub main_route_table_id: Attribute<Reference>,
    /// The group that network interfaces without a group of their own get.
    pub default_security_group_id: Attribute<Reference>,
}

/// A further IPv4 range of a VPC.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct VpcCidrBlockAssociation {
    /// The VPC.
    pub vpc_id: Attribute<Reference>,
    /// `CidrBlock`.
    pub cidr_block: Attribute<String>,
}

/// `AWS::EC2::Subnet`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Subnet {
    /// `VpcId`.
    pub vpc_id: Attribute<Reference>,
    /// `CidrBlock`.
    pub cidr_block: Attribute<String>,
    /// `Ipv6CidrBlock`.
    pub ipv6_cidr_block: Attribute<String>,
    /// `AvailabilityZone`.
    pub availability_zone: Attribute<String>,
}

/// `AWS::EC2::RouteTable`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RouteTable {
    /// `VpcId`.
    pub vpc_id: Attribute<Reference>,
    /// Whether it is the VPC's main table, when the resource itself says so.
    pub is_main: Attribute<bool>,
    /// Routes written in the table itself.
    pub routes: Attribute<Vec<Attribute<Route>>>,
}

/// A route that is a resource of its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StandaloneRoute {
    /// `RouteTableId`.
    pub route_table_id: Attribute<Reference>,
    /// The route.
    pub route: Route,
}

/// One route.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Route {
    /// `DestinationCidrBlock`.
    pub destination_cidr_block: Attribute<String>,
    /// `DestinationIpv6CidrBlock`.
    pub destination_ipv6_cidr_block: Attribute<String>,
    /// `DestinationPrefixListId`.
    pub destination_prefix_list_id: Attribute<Reference>,
    /// What kind of thing packets are sent to.
    pub target_kind: Attribute<RouteTargetKind>,
    /// The gateway, connection or interface that packets are sent to.
    pub target: Attribute<Reference>,
    /// `State`: `active` or `blackhole`; unset in a declaration.
    pub state: Attribute<String>,
}

/// What kind of thing a route sends packets to.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RouteTargetKind {
    /// Inside the VPC.
    Local,
    /// `igw-…`.
    InternetGateway,
    /// `nat-…`.
    NatGateway,
    /// `eigw-…`.
    EgressOnlyInternetGateway,
    /// `pcx-…`.
    VpcPeeringConnection,
    /// `tgw-…`.
    TransitGateway,
    /// `vgw-…`.
    VirtualPrivateGateway,
    /// `eni-…` or an instance.
    NetworkInterface,
    /// `cagw-…`.
    CarrierGateway,
    /// `vpce-…`.
    VpcEndpoint,
    /// Anything else: local gateways, core networks.
    Other,
}

/// A subnet or gateway that uses a route table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RouteTableAssociation {
    /// The table.
    pub route_table_id: Attribute<Reference>,
    /// The subnet; unset when a gateway is associated.
    pub subnet_id: Attribute<Reference>,
}

/// A table made the main one of a VPC.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MainRouteTableAssociation {
    /// The VPC.
    pub vpc_id: Attribute<Reference>,
    /// The table.
    pub route_table_id: Attribute<Reference>,
}

/// `AWS::EC2::SecurityGroup`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SecurityGroup {
    /// `GroupName`; `default` is the VPC's own group.
    pub group_name: Attribute<String>,
    /// `VpcId`.
    pub vpc_id: Attribute<Reference>,
    /// Rules for incoming traffic written in the group itself.
    pub ingress: Attribute<Vec<Attribute<SecurityGroupRule>>>,
    /// Rules for outgoing traffic written in the group itself.
    pub egress: Attribute<Vec<Attribute<SecurityGroupRule>>>,
}

/// Which way a rule lets traffic through.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Into the group's members.
    Ingress,
    /// Out of the group's members.
    Egress,
}

/// A rule that is a resource of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StandaloneSecurityGroupRule {
    /// The group that the rule belongs to.
    #[serde(default)]
    pub security_group_id: Attribute<Reference>,
    /// Which way.
    pub direction: Direction,
    /// The rules: one for each peer that the resource names.
    #[serde(default)]
    pub rules: Attribute<Vec<Attribute<SecurityGroupRule>>>,
}

/// One rule with one peer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SecurityGroupRule {
    /// `IpProtocol` by name, or `-1` for every protocol.
    pub ip_protocol: Attribute<String>,
    /// `FromPort`; unset where the protocol is `-1`.
    pub from_port: Attribute<i64>,
    /// `ToPort`; unset where the protocol is `-1`.
    pub to_port: Attribute<i64>,
    /// `Description`.
    pub description: Attribute<String>,
    /// Who is at the other end.
    pub peer: Attribute<Peer>,
}

/// Who is at the other end of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Peer {
    /// `CidrIpv4`.
    CidrIpv4(String),
    /// `CidrIpv6`.
    CidrIpv6(String),
    /// `PrefixListId`.
    PrefixList(Reference),
    /// `ReferencedGroupInfo`.
    SecurityGroup(Reference),
    /// The group itself.
    #[serde(rename = "self")]
    Itself,
}

/// `AWS::EC2::PrefixList`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PrefixList {
    /// `PrefixListName`.
    pub name: Attribute<String>,
    /// `Entries`: CIDR blocks.
    pub entries: Attribute<Vec<Attribute<String>>>,
}

/// An entry of a prefix list that is a resource of its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PrefixListEntry {
    /// The list.
    pub prefix_list_id: Attribute<Reference>,
    /// `Cidr`.
    pub cidr: Attribute<String>,
}

/// `AWS::EC2::VPCPeeringConnection`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct VpcPeeringConnection {
    /// The VPC that asks.
    pub requester_vpc_id: Attribute<Reference>,
    /// The VPC that accepts.
    pub accepter_vpc_id: Attribute<Reference>,
    /// `Status.Code`: `active`, `pending-acceptance`, …, when it is known.
    pub status: Attribute<String>,
    /// Whether the declaration accepts the connection itself.
    pub auto_accept: Attribute<bool>,
}

/// The accepting side of a peering connection, when a resource of its own declares it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct VpcPeeringConnectionAccepter {
    /// The connection.
    pub vpc_peering_connection_id: Attribute<Reference>,
    /// Whether the declaration accepts it.
    pub auto_accept: Attribute<bool>,
}

/// `AWS::EC2::NetworkAcl`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NetworkAcl {
    /// `VpcId`.
    pub vpc_id: Attribute<Reference>,
    /// The subnets it filters.
    pub subnet_ids: Attribute<Vec<Attribute<Reference>>>,
    /// Entries written in the ACL itself.
    pub entries: Attribute<Vec<Attribute<NetworkAclEntry>>>,
}

/// An entry that is a resource of its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StandaloneNetworkAclEntry {
    /// The ACL.
    pub network_acl_id: Attribute<Reference>,
    /// The entry.
    pub entry: NetworkAclEntry,
}

/// `AWS::EC2::NetworkAclEntry`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NetworkAclEntry {
    /// `RuleNumber`; the lowest that matches decides.
    pub rule_number: Attribute<u32>,
    /// Whether it filters outgoing traffic.
    pub egress: Attribute<bool>,
    /// `Protocol` by name, or `-1`.
    pub protocol: Attribute<String>,
    /// `RuleAction`: `allow` or `deny`.
    pub rule_action: Attribute<String>,
    /// `CidrBlock`.
    pub cidr_block: Attribute<String>,
    /// `Ipv6CidrBlock`.
    pub ipv6_cidr_block: Attribute<String>,
    /// `PortRange.From`.
    pub from_port: Attribute<i64>,
    /// `PortRange.To`.
    pub to_port: Attribute<i64>,
}
