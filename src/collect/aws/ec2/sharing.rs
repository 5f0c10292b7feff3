//! VPCs that lie in other accounts, which share subnets of theirs with this one.
//!
//! A participant is shown the VPC, the subnets that are shared and their route tables, and of groups and prefix lists its own
//! and what is shared. That it is shown no peering connection proves nothing.
//!
//! <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html>

use std::collections::BTreeMap;

use crate::collect::aws::region::Region;
use crate::model::{Attribute, Inventory, Reason, Reference, Resource, ResourceList};

/// What its owner alone sees all of, and what people call it.
const HIDDEN: [(ResourceList, &str); 3] = [
    (ResourceList::VpcPeeringConnections, "peering connections"),
    (ResourceList::RouteTables, "every route table"),
    (ResourceList::SecurityGroups, "every security group"),
];

/// Notes what the VPCs of other accounts in `network` keep to their owners.
pub(super) fn note(region: &Region, network: &mut Inventory) {
    let of_subnets = network.subnets.iter().filter_map(|subnet| {
        let vpc = subnet.attributes.vpc_id.known().map(Reference::to_string)?;
        Some((vpc, owner(region, subnet)?))
    });
    // Those that a connection tells of are only looked up.
    let vpcs = network.vpcs.iter().filter(|vpc| vpc.is_declared);
    let vpcs = vpcs.filter_map(|vpc| Some((vpc.id.as_str()?.to_owned(), owner(region, vpc)?)));
    let shared: BTreeMap<String, String> = of_subnets.chain(vpcs).collect();
    for (vpc, owner) in shared {
        for (list, words) in HIDDEN {
            let why = format!("{words} of VPC {vpc}, which only its owner, account {owner}, sees");
            region.unlisted_of(network, list, &vpc, Reason::NotCollected(why));
        }
    }
}

/// The account that `resource` belongs to, if it is another one.
fn owner<T>(region: &Region, resource: &Resource<T>) -> Option<String> {
    match &resource.account_id {
        Attribute::Known(owner) if *owner != region.account_id => Some(owner.clone()),
        _ => None,
    }
}
