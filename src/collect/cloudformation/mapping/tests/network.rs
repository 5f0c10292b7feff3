//! What security groups, rules, routes and VPCs come to.

use super::*;

fn security_group(properties: &Json) -> Inventory {
    inventory(&[resource("Group", "EC2::SecurityGroup", properties)])
}

fn egress(inventory: &Inventory) -> &Attribute<Vec<Attribute<SecurityGroupRule>>> {
    &inventory.security_groups[0].attributes.egress
}

fn peers(rules: &Attribute<Vec<Attribute<SecurityGroupRule>>>) -> Vec<Attribute<Peer>> {
    let rules = rules.known().into_iter().flatten();
    rules.map(|rule| rule.clone().and_then(|rule| rule.peer)).collect()
}

#[test]
fn a_group_without_egress_rules_lets_everything_out() {
    let everywhere = vec![
        known(Peer::CidrIpv4("0.0.0.0/0".to_owned())),
        known(Peer::CidrIpv6("::/0".to_owned())),
    ];
    for properties in [json!({}), json!({"SecurityGroupEgress": []})] {
        let inventory = security_group(&properties);
        assert_eq!(peers(egress(&inventory)), everywhere, "{properties}");
        assert!(inventory.security_groups[0].defaults.contains_key("egress"));
    }
    let conditional = security_group(&json!({"SecurityGroupEgress": {"$one_of": [[], null]}}));
    assert_eq!(egress(&conditional), &Attribute::Unknown(undecided()));
}

#[test]
fn only_the_dummy_of_the_cdk_is_no_rule() {
    let dummy = json!({
        "IpProtocol": "icmp", "FromPort": 252, "ToPort": 86, "CidrIp": "255.255.255.255/32",
    });
    let local = json!({"IpProtocol": "-1", "CidrIp": "127.0.0.1/32"});
    assert_eq!(peers(egress(&security_group(&json!({"SecurityGroupEgress": [dummy]})))), []);
    let local = security_group(&json!({"SecurityGroupEgress": [local]}));
    assert_eq!(peers(egress(&local)), [known(Peer::CidrIpv4("127.0.0.1/32".to_owned()))]);
}

#[test]
fn a_rule_resource_beside_the_default_leaves_egress_open() {
    let group = resource("Group", "EC2::SecurityGroup", &json!({}));
    let rule = json!({
        "GroupId": {"$ref": ["Group", "AWS::EC2::SecurityGroup", "GroupId"]},
        "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/8",
    });
    let inventory = inventory(&[group, resource("Rule", "EC2::SecurityGroupEgress", &rule)]);
    assert!(egress(&inventory).is_unknown());
}

#[test]
fn rules_name_one_peer_each() {
    let own = json!({"$ref": ["Group", "AWS::EC2::SecurityGroup", "GroupId"]});
    let rules = [
        (json!({"GroupId": own, "SourceSecurityGroupId": own}), vec![known(Peer::Itself)]),
        (
            json!({"GroupId": own, "SourcePrefixListId": "pl-1"}),
            vec![known(Peer::PrefixList(Reference::Id("pl-1".to_owned())))],
        ),
        (
            json!({"GroupId": own, "CidrIp": {"$unknown": 1}}),
            vec![Attribute::Unknown(Reason::ParameterWithoutValue("P".to_owned()))],
        ),
        (json!({"GroupId": own}), vec![Attribute::Unset]),
    ];
    for (properties, expected) in rules {
        let inventory = inventory(&[resource("Rule", "EC2::SecurityGroupIngress", &properties)]);
        let rule = &inventory.security_group_rules[0].attributes;
        assert_eq!(peers(&rule.rules), expected, "{properties}");
    }
}

#[test]
fn a_rule_that_may_not_be_there_is_unknown() {
    let rule = json!({"IpProtocol": "tcp", "FromPort": 0, "ToPort": 65535, "CidrIp": "0.0.0.0/0"});
    let inventory = security_group(&json!({"SecurityGroupIngress": [{"$one_of": [rule, null]}]}));
    let ingress = &inventory.security_groups[0].attributes.ingress;
    assert_eq!(ingress, &known(vec![Attribute::Unknown(undecided())]));
}

#[test]
fn routes_know_what_they_lead_to() {
    let cases = [
        (
            json!({"GatewayId": {"$ref": ["Igw", "AWS::EC2::InternetGateway"]}}),
            known(RouteTargetKind::InternetGateway),
            known(symbol("Igw", None)),
        ),
        (
            json!({"GatewayId": "vgw-1"}),
            known(RouteTargetKind::VirtualPrivateGateway),
            known(Reference::Id("vgw-1".to_owned())),
        ),
        (
            json!({"NatGatewayId": {"$ref": ["Nat", "AWS::EC2::NatGateway"]}}),
            known(RouteTargetKind::NatGateway),
            known(symbol("Nat", None)),
        ),
        (
            json!({"GatewayId": {"$one_of": ["igw-1", null]}, "NatGatewayId": {"$one_of": ["nat-1", null]}}),
            Attribute::Unknown(undecided()),
            Attribute::Unknown(undecided()),
        ),
        (json!({}), Attribute::Unset, Attribute::Unset),
    ];
    for (properties, kind, target) in cases {
        let inventory = inventory(&[resource("Route", "EC2::Route", &properties)]);
        let route = &inventory.routes[0].attributes.route;
        assert_eq!((&route.target_kind, &route.target), (&kind, &target), "{properties}");
    }
}

#[test]
fn what_may_not_exist_says_where_it_belongs_and_no_more() {
    let mut route = resource(
        "Route",
        "EC2::Route",
        &json!({"RouteTableId": "rtb-1", "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1"}),
    );
    route.exists = Exists::Unknown(undecided());
    let mut absent = resource("Absent", "EC2::Route", &json!({}));
    absent.exists = Exists::No;
    let inventory = inventory(&[route, absent]);
    assert_eq!(inventory.routes.len(), 1);
    let attributes = &inventory.routes[0].attributes;
    assert_eq!(attributes.route_table_id, known(Reference::Id("rtb-1".to_owned())));
    assert_eq!(attributes.route.destination_cidr_block, known("0.0.0.0/0".to_owned()));
    assert_eq!(attributes.route.target_kind, Attribute::Unknown(undecided()));
    let gaps: Vec<_> = inventory.gaps.iter().map(|gap| (&*gap.what, gap.is_failure)).collect();
    assert_eq!(gaps, [("Route", false)]);
}

#[test]
fn an_ipv6_range_belongs_to_its_vpc() {
    let vpc = resource("Vpc", "EC2::VPC", &json!({"CidrBlock": "10.0.0.0/16"}));
    let range =
        json!({"AmazonProvidedIpv6CidrBlock": true, "VpcId": {"$ref": ["Vpc", "AWS::EC2::VPC"]}});
    let inventory = inventory(&[vpc, resource("Range", "EC2::VPCCidrBlock", &range)]);
    assert_eq!(inventory.vpcs[0].attributes.ipv6_cidr_blocks, known(vec![after_apply()]));
    assert_eq!(inventory.vpc_cidr_block_associations, []);
}
