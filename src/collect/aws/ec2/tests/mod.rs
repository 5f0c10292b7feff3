//! From replies in the shape of EC2's API to what policies see of the network.

mod shared;

use std::collections::BTreeMap;

use crate::collect::aws::fake::{self, Asked, Log};
use crate::collect::aws::operation::Operation;
use crate::collect::aws::region::Region;
use crate::collect::aws::reply;
use crate::link::Linker;
use crate::link::subject::{LinkedCache, RouteClass, SubjectBody};
use crate::model::{
    Attribute, Cache, CacheKind, CacheSubnetGroup, EcsService, Engine, Gap, Inventory, MountTarget,
    Peer, Reason, Reference, ResourceList,
};

const ALL: [Operation; 7] = [
    Operation::DescribeSubnets,
    Operation::DescribeRouteTables,
    Operation::DescribeVpcs,
    Operation::DescribeVpcPeeringConnections,
    Operation::DescribeSecurityGroups,
    Operation::DescribeManagedPrefixLists,
    Operation::GetManagedPrefixListEntries,
];

/// What each operation answers, unless a test says otherwise. Subnet a uses the main table, subnet b one of its own.
fn contents(asked: &Asked) -> &'static str {
    match asked.operation.as_str() {
        "DescribeSubnets" => {
            "<subnetSet>
                <item><subnetId>subnet-b</subnetId><vpcId>vpc-1</vpcId><cidrBlock>10.0.2.0/24</cidrBlock>
                    <availabilityZone>eu-west-1b</availabilityZone>
                    <ipv6CidrBlockAssociationSet><item><ipv6CidrBlock>2001:db8:2::/64</ipv6CidrBlock>
                        <ipv6CidrBlockState><state>associated</state></ipv6CidrBlockState></item>
                    </ipv6CidrBlockAssociationSet></item>
                <item><subnetId>subnet-a</subnetId><vpcId>vpc-1</vpcId><cidrBlock>10.0.1.0/24</cidrBlock>
                    <availabilityZone>eu-west-1a</availabilityZone>
                    <tagSet><item><key>Name</key><value>cache a</value></item></tagSet></item>
            </subnetSet>"
        }
        "DescribeVpcs" => {
            "<vpcSet><item><vpcId>vpc-1</vpcId><ownerId>123456789012</ownerId><isDefault>false</isDefault>
                <cidrBlock>10.0.0.0/16</cidrBlock></item></vpcSet>"
        }
        "DescribeRouteTables" => {
            "<routeTableSet>
                <item><routeTableId>rtb-main</routeTableId><vpcId>vpc-1</vpcId>
                    <associationSet><item><main>true</main><routeTableId>rtb-main</routeTableId>
                        <routeTableAssociationId>rtbassoc-0</routeTableAssociationId></item>
                        <item><main>false</main><gatewayId>igw-1</gatewayId><routeTableId>rtb-main</routeTableId>
                        <routeTableAssociationId>rtbassoc-g</routeTableAssociationId></item></associationSet>
                    <routeSet>
                        <item><destinationCidrBlock>10.0.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId>
                            <state>active</state></item>
                        <item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><gatewayId>igw-1</gatewayId>
                            <state>active</state></item>
                        <item><destinationCidrBlock>10.9.0.0/16</destinationCidrBlock>
                            <vpcPeeringConnectionId>pcx-1</vpcPeeringConnectionId><state>active</state></item>
                        <item><destinationPrefixListId>pl-s3</destinationPrefixListId><gatewayId>vpce-1</gatewayId>
                            <state>active</state></item>
                    </routeSet></item>
                <item><routeTableId>rtb-b</routeTableId><vpcId>vpc-1</vpcId>
                    <associationSet><item><main>false</main><subnetId>subnet-b</subnetId>
                        <routeTableId>rtb-b</routeTableId>
                        <routeTableAssociationId>rtbassoc-b</routeTableAssociationId></item></associationSet>
                    <routeSet>
                        <item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock>
                            <natGatewayId>nat-1</natGatewayId><state>active</state></item>
                        <item><destinationIpv6CidrBlock>::/0</destinationIpv6CidrBlock>
                            <egressOnlyInternetGatewayId>eigw-1</egressOnlyInternetGatewayId>
                            <state>active</state></item>
                        <item><destinationCidrBlock>10.9.0.0/16</destinationCidrBlock>
                            <vpcPeeringConnectionId>pcx-1</vpcPeeringConnectionId><state>blackhole</state></item>
                    </routeSet></item>
            </routeTableSet>"
        }
        "DescribeVpcPeeringConnections" => {
            "<vpcPeeringConnectionSet>
                <item><vpcPeeringConnectionId>pcx-1</vpcPeeringConnectionId><status><code>active</code></status>
                    <requesterVpcInfo><vpcId>vpc-1</vpcId><ownerId>123456789012</ownerId>
                        <region>eu-west-1</region></requesterVpcInfo>
                    <accepterVpcInfo><vpcId>vpc-9</vpcId><ownerId>210987654321</ownerId><region>us-east-1</region>
                        <cidrBlock>10.9.0.0/16</cidrBlock>
                        <cidrBlockSet><item><cidrBlock>10.9.0.0/16</cidrBlock></item></cidrBlockSet>
                    </accepterVpcInfo></item>
                <item><vpcPeeringConnectionId>pcx-2</vpcPeeringConnectionId><status><code>deleted</code></status>
                    <requesterVpcInfo><vpcId>vpc-1</vpcId></requesterVpcInfo>
                    <accepterVpcInfo><vpcId>vpc-8</vpcId></accepterVpcInfo></item>
                <item><vpcPeeringConnectionId>pcx-3</vpcPeeringConnectionId><status><code>active</code></status>
                    <requesterVpcInfo><vpcId>vpc-6</vpcId></requesterVpcInfo>
                    <accepterVpcInfo><vpcId>vpc-7</vpcId></accepterVpcInfo></item>
            </vpcPeeringConnectionSet>"
        }
        "DescribeSecurityGroups" if asked.get("Filter.1.Value.1") == "sg-cache" => {
            "<securityGroupInfo><item><groupId>sg-cache</groupId><groupName>cache</groupName><vpcId>vpc-1</vpcId>
                <ipPermissions><item><ipProtocol>tcp</ipProtocol><fromPort>6379</fromPort><toPort>6379</toPort>
                    <groups><item><userId>123456789012</userId><groupId>sg-api</groupId></item></groups>
                    <prefixListIds><item><prefixListId>pl-1</prefixListId></item></prefixListIds></item>
                </ipPermissions><ipPermissionsEgress/></item></securityGroupInfo>"
        }
        "DescribeSecurityGroups" => {
            "<securityGroupInfo><item><groupId>sg-api</groupId><groupName>API-SG</groupName><vpcId>vpc-1</vpcId>
                <tagSet><item><key>Name</key><value>api</value></item></tagSet></item></securityGroupInfo>"
        }
        "DescribeManagedPrefixLists" => {
            "<prefixListSet>
                <item><prefixListId>pl-1</prefixListId><prefixListName>offices</prefixListName>
                    <ownerId>123456789012</ownerId></item>
                <item><prefixListId>pl-s3</prefixListId><prefixListName>com.amazonaws.eu-west-1.s3</prefixListName>
                    <ownerId>AWS</ownerId></item>
            </prefixListSet>"
        }
        "GetManagedPrefixListEntries" => match asked.get("PrefixListId") {
            "pl-1" => "<entrySet><item><cidr>192.0.2.0/24</cidr></item></entrySet>",
            _ => "<entrySet><item><cidr>52.218.0.0/17</cidr></item></entrySet>",
        },
        other => panic!("nobody should ask {other}"),
    }
}

fn reply(operation: &str, contents: &str) -> (u16, String) {
    let name = format!("{operation}Response");
    (200, format!("<{name} xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">{contents}</{name}>"))
}

fn denied() -> (u16, String) {
    let error = "<Code>UnauthorizedOperation</Code><Message>not you</Message>";
    (403, format!("<Response><Errors><Error>{error}</Error></Errors></Response>"))
}

/// A region where `refused` is denied.
fn without(refused: Option<Operation>) -> (Region, Log) {
    fake::region(ALL, move |asked| match refused {
        Some(refused) if refused.name() == asked.operation => denied(),
        _ => reply(&asked.operation, contents(asked)),
    })
}

/// One cache in both subnets, in the group `sg-cache`.
fn found(region: &Region) -> Inventory {
    let cache = Cache {
        engine: Attribute::Known(Engine::Redis),
        port: Attribute::Known(6379),
        cache_subnet_group_name: Attribute::Known(Reference::Id("orders".into())),
        security_group_ids: reply::references(["sg-cache".to_owned()]),
        ..Cache::new(CacheKind::CacheCluster)
    };
    let group = CacheSubnetGroup {
        name: Attribute::Known("orders".into()),
        subnet_ids: reply::references(["subnet-a".to_owned(), "subnet-b".to_owned()]),
    };
    let arn = |kind: &str| region.arn("elasticache", &format!("{kind}:orders"));
    Inventory {
        caches: vec![region.resource("orders", arn("cluster"), cache)],
        cache_subnet_groups: vec![region.resource("orders", arn("subnetgroup"), group)],
        ..Inventory::new()
    }
}

/// What a scan without `refused` reads, and what went wrong.
async fn scan(refused: Option<Operation>) -> (Inventory, Vec<Gap>) {
    let (region, _) = without(refused);
    let mut inventory = found(&region);
    let network = super::read(&region, &inventory).await;
    inventory.append(network);
    (inventory, region.caller.gaps())
}

fn linked(inventory: &Inventory) -> LinkedCache {
    let linker = Linker::new(inventory);
    let subjects = linker.keys().into_iter().map(|key| linker.link(key).body);
    let mut caches = subjects.filter_map(|body| match body {
        SubjectBody::Cache(cache) => Some(*cache),
        _ => None,
    });
    caches.next().expect("is a subject")
}

/// The table of a subnet, and its classes for IPv4 and IPv6.
type Routing = (Attribute<String>, Attribute<RouteClass>, Attribute<RouteClass>);

/// How each subnet is routed, by id.
fn routing(cache: &LinkedCache) -> BTreeMap<String, Routing> {
    let subnets = cache.subnets.known().into_iter().flatten().filter_map(Attribute::known);
    let of = |subnet: &crate::link::subject::LinkedSubnet| {
        let id = subnet.id.as_str().unwrap_or_default().to_owned();
        let classes = (subnet.ipv4_route_class.clone(), subnet.ipv6_route_class.clone());
        (id, (subnet.route_table.clone(), classes.0, classes.1))
    };
    subnets.map(of).collect()
}

/// Golden cases sub a and sub b.
#[tokio::test]
async fn subnets_are_routed_by_their_table_or_the_main_one() {
    let (inventory, gaps) = scan(None).await;
    assert!(gaps.is_empty() && inventory.unlisted.is_empty(), "{gaps:?}");
    let table = |name: &str| Attribute::Known(name.to_owned());
    let expected = [
        (
            "subnet-a".to_owned(),
            (table("rtb-main"), Attribute::Known(RouteClass::Public), Attribute::Unset),
        ),
        (
            "subnet-b".to_owned(),
            (
                table("rtb-b"),
                Attribute::Known(RouteClass::Nat),
                Attribute::Known(RouteClass::EgressOnly),
            ),
        ),
    ];
    assert_eq!(routing(&linked(&inventory)), BTreeMap::from(expected));
    // The gateway's association is about what comes from outside.
    assert_eq!(inventory.route_table_associations.len(), 1);
}

/// Golden case peer a: a blackhole in one subnet's table is no route.
#[tokio::test]
async fn a_peering_connection_is_told_with_both_ends() {
    let (inventory, _) = scan(None).await;
    let cache = linked(&inventory);
    let vpc = cache.vpc.known().expect("is known");
    let [Attribute::Known(peering)] =
        vpc.peering_connections.known().expect("are known").as_slice()
    else {
        panic!("one is deleted, one elsewhere: {:?}", vpc.peering_connections)
    };
    assert_eq!(peering.name, "pcx-1");
    assert_eq!(peering.status, Attribute::Known("active".into()));
    assert_eq!(peering.is_routed_from_cache, Attribute::Known(false));
    assert!(peering.is_routed_back.is_unknown(), "{:?}", peering.is_routed_back);

    let peer = inventory.vpcs.iter().find(|vpc| vpc.id.as_str() == Some("vpc-9"));
    let peer = peer.expect("the connection tells it");
    assert_eq!(peer.address, "arn:aws:ec2:us-east-1:210987654321:vpc/vpc-9");
    assert!(!peer.is_declared);
    let range = Attribute::Known("10.9.0.0/16".to_owned());
    assert_eq!(peer.attributes.cidr_blocks, Attribute::Known(vec![range]));
}

#[tokio::test]
async fn rules_lead_to_the_groups_and_lists_that_they_name() {
    let (inventory, _) = scan(None).await;
    let names: Vec<_> = inventory
        .security_groups
        .iter()
        .map(|group| group.attributes.group_name.as_str())
        .collect();
    assert_eq!(names, [Some("API-SG"), Some("cache")]);
    let ingress = &inventory.security_groups[1].attributes.ingress;
    let peers: Vec<_> =
        ingress.known().into_iter().flatten().filter_map(Attribute::known).collect();
    assert_eq!(peers[0].peer, Attribute::Known(Peer::PrefixList(Reference::Id("pl-1".into()))));
    let lists: Vec<_> = inventory
        .prefix_lists
        .iter()
        .map(|list| (list.address.as_str(), &list.attributes.entries))
        .collect();
    let entries = |range: &str| Attribute::Known(vec![Attribute::Known(range.to_owned())]);
    let expected = [
        ("arn:aws:ec2:eu-west-1:123456789012:prefix-list/pl-1", &entries("192.0.2.0/24")),
        ("arn:aws:ec2:eu-west-1:AWS:prefix-list/pl-s3", &entries("52.218.0.0/17")),
    ];
    assert_eq!(lists, expected);
}

#[tokio::test]
async fn each_call_is_made_once() {
    let (region, log) = without(None);
    super::read(&region, &found(&region)).await;
    let mut made = log.operations();
    made.sort();
    let expected = [
        "DescribeManagedPrefixLists",
        "DescribeRouteTables",
        "DescribeSecurityGroups",
        "DescribeSecurityGroups",
        "DescribeSubnets",
        "DescribeVpcPeeringConnections",
        "DescribeVpcs",
        "GetManagedPrefixListEntries",
        "GetManagedPrefixListEntries",
    ];
    assert_eq!(made, expected);
    let tables = log.requests().into_iter().find(|asked| asked.operation == "DescribeRouteTables");
    let tables = tables.expect("was asked");
    // Peers are asked for, too: those that are here tell whether they route back.
    let asked =
        ["Filter.1.Name", "Filter.1.Value.1", "Filter.1.Value.2"].map(|name| tables.get(name));
    assert_eq!(asked, ["vpc-id", "vpc-1", "vpc-9"]);
}

#[tokio::test]
async fn services_and_mount_targets_lead_into_the_network_as_caches_do() {
    let reference = |id: &str| Attribute::Known(Reference::Id(id.to_owned()));
    let service = |groups| EcsService {
        subnet_ids: reply::references(["subnet-a".to_owned()]),
        security_group_ids: groups,
        ..EcsService::default()
    };
    let target = MountTarget {
        file_system_id: reference("fs-1"),
        subnet_id: reference("subnet-b"),
        security_group_ids: reply::references(["sg-files".to_owned()]),
    };
    let groups = reply::references(["sg-cache".to_owned()]);
    for (groups, asked_for_default) in [(groups, false), (Attribute::Unset, true)] {
        let is_named = !asked_for_default;
        let (region, log) = without(None);
        let inventory = Inventory {
            ecs_services: vec![region.resource("a", "arn:a".into(), service(groups))],
            mount_targets: vec![region.resource("b", "b".into(), target.clone())],
            ..Inventory::new()
        };
        super::read(&region, &inventory).await;
        let asked = |operation: &str| -> Vec<Vec<String>> {
            let requests = log.requests().into_iter();
            let requests = requests.filter(|asked| asked.operation == operation);
            let value = |asked: &Asked, at| asked.get(&format!("Filter.1.Value.{at}")).to_owned();
            requests.map(|asked| vec![value(&asked, 1), value(&asked, 2)]).collect()
        };
        assert_eq!(asked("DescribeSubnets"), [["subnet-a", "subnet-b"]]);
        let expected = if is_named { ["sg-cache", "sg-files"] } else { ["sg-files", ""] };
        assert_eq!(asked("DescribeSecurityGroups")[0], expected);
        // The filter for the name comes first.
        let defaults = asked("DescribeSecurityGroups").iter().any(|one| one[0] == "default");
        assert_eq!(defaults, asked_for_default);
    }
}

#[tokio::test]
async fn a_region_without_subnets_is_asked_nothing() {
    let (region, log) = without(None);
    let network = super::read(&region, &Inventory::new()).await;
    assert_eq!(network, Inventory::new());
    assert!(log.operations().is_empty());
}

#[tokio::test]
async fn what_is_denied_is_an_open_list_and_a_gap() {
    let cases = [
        (Operation::DescribeSubnets, ResourceList::Subnets),
        (Operation::DescribeRouteTables, ResourceList::RouteTables),
        (Operation::DescribeVpcs, ResourceList::Vpcs),
        (Operation::DescribeVpcPeeringConnections, ResourceList::VpcPeeringConnections),
        (Operation::DescribeSecurityGroups, ResourceList::SecurityGroups),
        (Operation::DescribeManagedPrefixLists, ResourceList::PrefixLists),
    ];
    for (operation, list) in cases {
        let (inventory, gaps) = scan(Some(operation)).await;
        let reason = Reason::AccessDenied(format!("{operation} (UnauthorizedOperation)"));
        let unlisted: Vec<_> =
            inventory.unlisted.iter().map(|unlisted| (unlisted.list, &unlisted.reason)).collect();
        assert_eq!(unlisted, [(list, &reason)], "{operation}");
        let gap = Gap {
            what: format!("{operation} in aws://123456789012/eu-west-1"),
            why: format!("UnauthorizedOperation: not you; grant {operation}"),
            is_failure: true,
        };
        assert_eq!(gaps, [gap], "{operation}");
    }
}

#[tokio::test]
async fn a_vpc_of_the_cache_that_nobody_may_read_is_not_taken_from_its_peering() {
    let (inventory, _) = scan(Some(Operation::DescribeVpcs)).await;
    let ids: Vec<_> = inventory.vpcs.iter().map(|vpc| vpc.id.as_str()).collect();
    assert_eq!(ids, [Some("vpc-9")]);
    let elsewhere = "the VPC lies in another account or region".to_owned();
    let unknown = Attribute::Unknown(Reason::NotCollected(elsewhere));
    assert_eq!(inventory.vpcs[0].attributes.is_default, unknown);
}

#[tokio::test]
async fn a_list_whose_entries_are_denied_keeps_its_name() {
    let operation = Operation::GetManagedPrefixListEntries;
    let (inventory, gaps) = scan(Some(operation)).await;
    let reason = Reason::AccessDenied(format!("{operation} (UnauthorizedOperation)"));
    let list = &inventory.prefix_lists[0].attributes;
    assert_eq!(list.name, Attribute::Known("offices".into()));
    assert_eq!(list.entries, Attribute::Unknown(reason));
    assert!(inventory.unlisted.is_empty());
    assert_eq!(gaps.len(), 1);
}

#[tokio::test]
async fn an_entry_without_an_id_leaves_the_list_open() {
    let (region, _) = fake::region(ALL, |asked| match asked.operation.as_str() {
        "DescribeSubnets" => {
            let nameless = "<subnetSet><item><vpcId>vpc-1</vpcId></item></subnetSet>";
            reply(&asked.operation, nameless)
        }
        _ => reply(&asked.operation, contents(asked)),
    });
    let network = super::read(&region, &found(&region)).await;
    assert!(network.subnets.is_empty());
    assert_eq!(network.unlisted.len(), 1);
    assert_eq!(network.unlisted[0].list, ResourceList::Subnets);
    assert_eq!(region.caller.gaps().len(), 1);
}
