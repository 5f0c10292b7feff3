//! What is read of a resource that may not exist.

/// Properties that say where a resource belongs: they are read even when nobody can tell whether it exists, while all
/// others are unknown for it. None for types that only matter through what refers to them: those are read whole.
pub(super) fn kept(kind: &str) -> Option<&'static [&'static str]> {
    Some(match kind {
        "CloudWatch::Alarm" => &["AlarmName", "Dimensions", "Namespace", "Tags"],
        "CloudWatch::CompositeAlarm" => &["AlarmName", "Tags"],
        "EC2::NetworkAclEntry" => &["NetworkAclId"],
        "EC2::Route" => &[
            "RouteTableId",
            "DestinationCidrBlock",
            "DestinationIpv6CidrBlock",
            "DestinationPrefixListId",
        ],
        "EC2::SecurityGroupEgress" | "EC2::SecurityGroupIngress" => &["GroupId", "GroupName"],
        "EC2::SubnetRouteTableAssociation" => &["RouteTableId"],
        "EC2::SubnetNetworkAclAssociation" => &["NetworkAclId"],
        "EC2::VPCCidrBlock" => &["VpcId"],
        "EC2::VPCPeeringConnection" => &["VpcId", "PeerVpcId", "Tags"],
        "SNS::Subscription" => &["TopicArn"],
        "SSM::Parameter" => &["Name", "Type", "Tags"],
        _ => return None,
    })
}
