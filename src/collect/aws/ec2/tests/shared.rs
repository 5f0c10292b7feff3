//! A VPC that another account shares, as AWS shows it to a participant.

use super::*;
use crate::model::{Peer, Unlisted};

/// The account that the VPC belongs to.
const OWNER: &str = "210987654321";

/// The participant is shown the subnets, the table of the first, the VPC without its tags, and its own group. A rule names a
/// group of the owner's, a route a list of the owner's.
fn shown(asked: &Asked) -> &'static str {
    match asked.operation.as_str() {
        "DescribeSubnets" => {
            "<subnetSet>
                <item><subnetId>subnet-a</subnetId><vpcId>vpc-1</vpcId><cidrBlock>10.0.1.0/24</cidrBlock>
                    <availabilityZone>eu-west-1a</availabilityZone><ownerId>210987654321</ownerId></item>
                <item><subnetId>subnet-b</subnetId><vpcId>vpc-1</vpcId><cidrBlock>10.0.2.0/24</cidrBlock>
                    <availabilityZone>eu-west-1b</availabilityZone><ownerId>210987654321</ownerId></item>
            </subnetSet>"
        }
        "DescribeVpcs" => {
            "<vpcSet><item><vpcId>vpc-1</vpcId><ownerId>210987654321</ownerId><isDefault>false</isDefault>
                <cidrBlock>10.0.0.0/16</cidrBlock></item></vpcSet>"
        }
        "DescribeRouteTables" => {
            "<routeTableSet><item><routeTableId>rtb-a</routeTableId><vpcId>vpc-1</vpcId>
                <ownerId>210987654321</ownerId>
                <associationSet><item><main>false</main><subnetId>subnet-a</subnetId>
                    <routeTableId>rtb-a</routeTableId>
                    <routeTableAssociationId>rtbassoc-a</routeTableAssociationId></item></associationSet>
                <routeSet>
                    <item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock>
                        <natGatewayId>nat-1</natGatewayId><state>active</state></item>
                    <item><destinationPrefixListId>pl-owners</destinationPrefixListId>
                        <transitGatewayId>tgw-1</transitGatewayId><state>active</state></item>
                </routeSet></item></routeTableSet>"
        }
        "DescribeVpcPeeringConnections" => "<vpcPeeringConnectionSet/>",
        "DescribeSecurityGroups" if asked.get("Filter.1.Value.1") == "sg-cache" => {
            "<securityGroupInfo><item><groupId>sg-cache</groupId><groupName>cache</groupName><vpcId>vpc-1</vpcId>
                <ownerId>123456789012</ownerId>
                <ipPermissions><item><ipProtocol>tcp</ipProtocol><fromPort>6379</fromPort><toPort>6379</toPort>
                    <groups><item><userId>210987654321</userId><groupId>sg-owners</groupId></item></groups>
                </item></ipPermissions><ipPermissionsEgress/></item></securityGroupInfo>"
        }
        "DescribeSecurityGroups" => "<securityGroupInfo/>",
        "DescribeManagedPrefixLists" => "<prefixListSet/>",
        other => panic!("nobody should ask {other}"),
    }
}

async fn participant() -> (Inventory, Vec<Gap>, Log) {
    let (region, log) = fake::region(ALL, |asked| reply(&asked.operation, shown(asked)));
    let mut inventory = found(&region);
    let network = super::super::read(&region, &inventory).await;
    inventory.append(network);
    (inventory, region.caller.gaps(), log)
}

fn hidden(words: &str) -> Reason {
    let why = format!("{words} of VPC vpc-1, which only its owner, account {OWNER}, sees");
    Reason::NotCollected(why)
}

#[tokio::test]
async fn that_no_peering_connection_is_shown_proves_nothing() {
    let (inventory, gaps, _) = participant().await;
    assert!(gaps.is_empty(), "nothing failed: {gaps:?}");
    let vpc = linked(&inventory).vpc;
    let vpc = vpc.known().expect("is shown");
    let unknown = Attribute::Unknown(hidden("peering connections"));
    assert_eq!(vpc.peering_connections, Attribute::Known(vec![unknown]));
    assert_eq!(vpc.is_default, Attribute::Known(false));
    let own: Vec<_> = scan(None).await.0.unlisted;
    assert!(own.is_empty(), "of an own VPC none is none: {own:?}");
}

#[tokio::test]
async fn tables_of_shared_subnets_are_shown_and_others_are_not_guessed() {
    let (inventory, ..) = participant().await;
    let routing = routing(&linked(&inventory));
    let table = |id: &str| routing[id].0.clone();
    assert_eq!(table("subnet-a"), Attribute::Known("rtb-a".into()));
    assert_eq!(routing["subnet-a"].1, Attribute::Known(RouteClass::Nat));
    assert_eq!(table("subnet-b"), Attribute::Unknown(hidden("every route table")));
    assert_eq!(routing["subnet-b"].1, Attribute::Unknown(hidden("every route table")));
}

#[tokio::test]
async fn a_group_of_the_owners_in_a_rule_has_an_id_and_perhaps_other_names() {
    let (inventory, ..) = participant().await;
    let groups = &inventory.security_groups;
    assert_eq!(groups.len(), 1);
    let rule = groups[0].attributes.ingress.known().and_then(|rules| rules[0].known());
    let peer = Peer::SecurityGroup(Reference::Id("210987654321/sg-owners".into()));
    assert_eq!(rule.map(|rule| &rule.peer), Some(&Attribute::Known(peer)));
    let ingress = linked(&inventory).ingress;
    let peer = &ingress.known().and_then(|rules| rules[0].known()).expect("is known").peer;
    let why = "security group sg-owners belongs to account 210987654321".to_owned();
    let others = Attribute::Unknown(Reason::NotCollected(why));
    let expected = vec![Attribute::Known("sg-owners".to_owned()), others];
    assert_eq!(peer.names, Attribute::Known(expected));
}

#[tokio::test]
async fn a_cache_in_the_default_group_of_a_shared_vpc_has_unknown_rules() {
    let (region, _) = fake::region(ALL, |asked| reply(&asked.operation, shown(asked)));
    let mut inventory = found(&region);
    inventory.caches[0].attributes.security_group_ids = Attribute::Unset;
    let network = super::super::read(&region, &inventory).await;
    inventory.append(network);
    let unknown = Attribute::Unknown(hidden("every security group"));
    assert_eq!(linked(&inventory).ingress, Attribute::Known(vec![unknown]));
}

#[tokio::test]
async fn a_prefix_list_that_is_not_shown_is_unknown_and_its_entries_are_not_asked_for() {
    let (inventory, _, log) = participant().await;
    let [list] = inventory.prefix_lists.as_slice() else { panic!("a route names one") };
    let why = "the prefix list belongs to another account, which does not share it with this one";
    let why = Reason::NotCollected(why.to_owned());
    assert_eq!(list.attributes.name, Attribute::Unknown(why.clone()));
    assert_eq!(list.attributes.entries, Attribute::Unknown(why));
    assert!(!log.operations().iter().any(|name| name == "GetManagedPrefixListEntries"));
}

#[tokio::test]
async fn tags_that_the_owner_keeps_are_not_none() {
    let (inventory, ..) = participant().await;
    let kept = Attribute::Unknown(Reason::NotCollected(format!("tags of account {OWNER}")));
    assert!(inventory.subnets.iter().all(|subnet| subnet.tags == kept));
    assert_eq!(inventory.vpcs[0].tags, kept);
    assert_eq!(inventory.security_groups[0].tags, Attribute::Known(BTreeMap::new()));
    // Lists of AWS's own have none, whoever looks.
    let own = scan(None).await.0;
    let aws = own.prefix_lists.iter().find(|list| list.id.as_str() == Some("pl-s3"));
    assert_eq!(aws.expect("is listed").tags, Attribute::Known(BTreeMap::new()));
}

#[tokio::test]
async fn the_way_back_from_a_shared_vpc_may_be_in_a_table_that_is_not_shown() {
    // The cache lies in vpc-0 of this account; the peer is the VPC of which it is shown one table.
    let (region, _) = fake::region(ALL, |asked| {
        let contents = match asked.operation.as_str() {
            "DescribeSubnets" => {
                "<subnetSet><item><subnetId>subnet-a</subnetId><vpcId>vpc-0</vpcId>
                    <ownerId>123456789012</ownerId></item></subnetSet>"
            }
            "DescribeVpcPeeringConnections" => {
                "<vpcPeeringConnectionSet><item><vpcPeeringConnectionId>pcx-1</vpcPeeringConnectionId>
                    <status><code>active</code></status>
                    <requesterVpcInfo><vpcId>vpc-0</vpcId><ownerId>123456789012</ownerId></requesterVpcInfo>
                    <accepterVpcInfo><vpcId>vpc-1</vpcId><ownerId>210987654321</ownerId></accepterVpcInfo>
                </item></vpcPeeringConnectionSet>"
            }
            _ => shown(asked),
        };
        reply(&asked.operation, contents)
    });
    let mut inventory = found(&region);
    let network = super::super::read(&region, &inventory).await;
    inventory.append(network);
    let vpc = linked(&inventory).vpc;
    let peerings = vpc.known().and_then(|vpc| vpc.peering_connections.known().cloned());
    let peerings = peerings.expect("its own are known");
    let [Attribute::Known(peering)] = peerings.as_slice() else { panic!("{peerings:?}") };
    assert_eq!(peering.is_routed_back, Attribute::Unknown(hidden("every route table")));
    let of: Vec<_> = inventory.unlisted.iter().map(|Unlisted { of, .. }| of.as_deref()).collect();
    assert_eq!(of, [Some("vpc-1"); 3]);
}
