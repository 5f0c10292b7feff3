//! VPCs and their address ranges.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{self as sdk, VpcCidrBlockStateCode};

use super::filter::narrowed;
use super::resource::Shell;
use crate::collect::aws::call::Listing;
use crate::collect::aws::operation::Operation;
use crate::collect::aws::region::Region;
use crate::collect::aws::reply;
use crate::model::{Attribute, Reason, Resource, Vpc};

/// Why a VPC itself does not tell its main table and default group; those tell it.
const ELSEWHERE: Reason = Reason::NotSupportedBySource;

/// Those of the VPCs called `wanted` that this region of this account has or shares.
pub(super) async fn list(region: &Region, wanted: &BTreeSet<String>) -> Listing<Resource<Vpc>> {
    let operation = Operation::DescribeVpcs;
    let call = || region.clients.ec2.describe_vpcs().max_results(1000);
    let listing = narrowed!(region, operation, ("vpc-id", wanted), call(), vpcs);
    reply::entries(&region.caller, operation, listing.await, |vpc| resource(region, &vpc))
}

fn resource(region: &Region, vpc: &sdk::Vpc) -> Option<Resource<Vpc>> {
    let shell =
        Shell { kind: "vpc", id: vpc.vpc_id(), owner: vpc.owner_id(), tags: Some(vpc.tags()) };
    shell.with(region, attributes(vpc))
}

fn attributes(vpc: &sdk::Vpc) -> Vpc {
    let ranges = vpc.cidr_block_association_set();
    let in_force = ranges.iter().filter(|range| is_in_force(range.cidr_block_state()));
    let in_force = in_force.filter_map(sdk::VpcCidrBlockAssociation::cidr_block);
    // Every VPC has a first range, which is named twice.
    let first = vpc.cidr_block().filter(|_| ranges.is_empty());
    let ipv6 = vpc.ipv6_cidr_block_association_set().iter();
    let ipv6 = ipv6.filter(|range| is_in_force(range.ipv6_cidr_block_state()));
    let untold = || Attribute::Unknown(reply::untold(Operation::DescribeVpcs, "IsDefault"));
    Vpc {
        cidr_blocks: list_of(in_force.chain(first)),
        ipv6_cidr_blocks: list_of(ipv6.filter_map(|range| range.ipv6_cidr_block())),
        is_default: vpc.is_default().map_or_else(untold, Attribute::Known),
        main_route_table_id: Attribute::Unknown(ELSEWHERE),
        default_security_group_id: Attribute::Unknown(ELSEWHERE),
    }
}

fn is_in_force(state: Option<&sdk::VpcCidrBlockState>) -> bool {
    state.is_none_or(|state| state.state() == Some(&VpcCidrBlockStateCode::Associated))
}

/// Ranges as the model keeps them.
pub(super) fn list_of<'x>(
    ranges: impl Iterator<Item = &'x str>,
) -> Attribute<Vec<Attribute<String>>> {
    Attribute::Known(ranges.map(|range| Attribute::Known(range.to_owned())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_those_in_force() {
        let range = |cidr, code| {
            let state = sdk::VpcCidrBlockState::builder().state(code).build();
            let range = sdk::VpcCidrBlockAssociation::builder().cidr_block(cidr);
            range.cidr_block_state(state).build()
        };
        let vpc = sdk::Vpc::builder()
            .vpc_id("vpc-1")
            .is_default(false)
            .cidr_block("10.0.0.0/16")
            .cidr_block_association_set(range("10.0.0.0/16", VpcCidrBlockStateCode::Associated))
            .cidr_block_association_set(range("10.1.0.0/16", VpcCidrBlockStateCode::Disassociated))
            .cidr_block_association_set(range("10.2.0.0/16", VpcCidrBlockStateCode::Associated))
            .build();
        let mapped = attributes(&vpc);
        assert_eq!(mapped.cidr_blocks, list_of(["10.0.0.0/16", "10.2.0.0/16"].into_iter()));
        assert_eq!(mapped.ipv6_cidr_blocks, Attribute::Known(Vec::new()));
        assert_eq!(mapped.is_default, Attribute::Known(false));
    }

    #[test]
    fn what_is_not_told_is_unknown() {
        let mapped = attributes(&sdk::Vpc::builder().cidr_block("10.0.0.0/16").build());
        assert_eq!(mapped.cidr_blocks, list_of(["10.0.0.0/16"].into_iter()));
        assert!(mapped.is_default.is_unknown());
    }
}
