//! The subnets that caches and mount targets are placed in, and the VPCs that these lie in.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{self as sdk, SubnetCidrBlockStateCode};

use super::filter::narrowed;
use super::resource::Shell;
use crate::collect::aws::call::Listing;
use crate::collect::aws::operation::Operation;
use crate::collect::aws::region::Region;
use crate::collect::aws::reply;
use crate::model::{
    Attribute, Cache, CacheKind, CacheSubnetGroup, Inventory, Reference, Resource, Subnet,
};

/// The group of caches that name none.
const DEFAULT_GROUP: &str = "default";

/// The ids of all subnets that caches of `found` are in, and those in which tasks reach their file systems, as far as they are
/// known.
pub(super) fn in_use(found: &Inventory) -> BTreeSet<String> {
    let caches = || found.caches.iter().map(|cache| &cache.attributes);
    let groups: BTreeSet<String> = caches().filter_map(group).collect();
    let is_in_use = |group: &&Resource<CacheSubnetGroup>| {
        group.id.as_str().is_some_and(|name| groups.contains(&name.to_lowercase()))
    };
    let of_groups = found.cache_subnet_groups.iter().filter(is_in_use);
    let of_groups = of_groups.map(|group| &group.attributes.subnet_ids);
    let of_services = found.ecs_services.iter().map(|service| &service.attributes.subnet_ids);
    let lists = caches().map(|cache| &cache.subnet_ids).chain(of_groups).chain(of_services);
    let targets = found.mount_targets.iter();
    let of_targets = targets.filter_map(|target| target.attributes.subnet_id.known());
    let mut all = ids(lists);
    all.extend(of_targets.filter_map(id).map(str::to_owned));
    all
}

/// The name of the subnet group of `cache`.
fn group(cache: &Cache) -> Option<String> {
    match &cache.cache_subnet_group_name {
        Attribute::Known(Reference::Id(name)) => Some(name.to_lowercase()),
        Attribute::Unset if cache.kind != CacheKind::ServerlessCache => {
            Some(DEFAULT_GROUP.to_owned())
        }
        Attribute::Known(_) | Attribute::Unset | Attribute::Unknown(_) => None,
    }
}

/// Every id in lists of references.
pub(super) fn ids<'x>(
    lists: impl Iterator<Item = &'x Attribute<Vec<Attribute<Reference>>>>,
) -> BTreeSet<String> {
    let references = lists.filter_map(Attribute::known).flatten().filter_map(Attribute::known);
    references.filter_map(id).map(str::to_owned).collect()
}

/// The id that a reference is.
pub(super) fn id(reference: &Reference) -> Option<&str> {
    match reference {
        Reference::Id(id) => Some(id),
        Reference::Address(_) | Reference::Candidates { .. } => None,
    }
}

/// The subnets called `wanted`.
pub(super) async fn list(region: &Region, wanted: &BTreeSet<String>) -> Listing<Resource<Subnet>> {
    let operation = Operation::DescribeSubnets;
    let call = || region.clients.ec2.describe_subnets().max_results(1000);
    let listing = narrowed!(region, operation, ("subnet-id", wanted), call(), subnets);
    reply::entries(&region.caller, operation, listing.await, |subnet| resource(region, &subnet))
}

/// The VPCs that `subnets` lie in.
pub(super) fn vpcs(subnets: &[Resource<Subnet>]) -> BTreeSet<String> {
    let vpcs = subnets.iter().filter_map(|subnet| subnet.attributes.vpc_id.known());
    vpcs.filter_map(id).map(str::to_owned).collect()
}

fn resource(region: &Region, subnet: &sdk::Subnet) -> Option<Resource<Subnet>> {
    let shell = Shell {
        kind: "subnet",
        id: subnet.subnet_id(),
        owner: subnet.owner_id(),
        tags: Some(subnet.tags()),
    };
    shell.with(region, attributes(subnet))
}

fn attributes(subnet: &sdk::Subnet) -> Subnet {
    let told = |text, field| reply::required(text, Operation::DescribeSubnets, field);
    Subnet {
        vpc_id: told(subnet.vpc_id(), "VpcId").map(Reference::Id),
        // A subnet for IPv6 only has none.
        cidr_block: reply::optional(subnet.cidr_block()),
        ipv6_cidr_block: reply::optional(ipv6_range(subnet)),
        availability_zone: told(subnet.availability_zone(), "AvailabilityZone"),
    }
}

fn ipv6_range(subnet: &sdk::Subnet) -> Option<&str> {
    let is_in_force = |state: &sdk::SubnetCidrBlockState| {
        state.state() == Some(&SubnetCidrBlockStateCode::Associated)
    };
    let mut ranges = subnet.ipv6_cidr_block_association_set().iter();
    let range = ranges.find(|range| range.ipv6_cidr_block_state().is_none_or(is_in_force));
    range.and_then(sdk::SubnetIpv6CidrBlockAssociation::ipv6_cidr_block)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str, subnets: &[&str]) -> Resource<CacheSubnetGroup> {
        let subnet_ids = reply::references(subnets.iter().map(|id| (*id).to_owned()));
        Resource {
            id: Attribute::Known(name.to_owned()),
            attributes: CacheSubnetGroup { name: Attribute::Known(name.to_owned()), subnet_ids },
            ..Resource::default()
        }
    }

    fn cache(kind: CacheKind, group: Attribute<&str>) -> Resource<Cache> {
        let name = group.map(|name| Reference::Id(name.to_owned()));
        let attributes = Cache { cache_subnet_group_name: name, ..Cache::new(kind) };
        Resource {
            attributes,
            address: String::new(),
            origin: Default::default(),
            is_declared: true,
            change: Default::default(),
            id: Attribute::default(),
            arn: Attribute::default(),
            region: Attribute::default(),
            account_id: Attribute::default(),
            tags: Attribute::default(),
            stack_member: None,
            defaults: Default::default(),
            locations: Default::default(),
        }
    }

    #[test]
    fn subnets_are_those_of_groups_in_use_and_of_serverless_caches() {
        let mut serverless = cache(CacheKind::ServerlessCache, Attribute::Unset);
        serverless.attributes.subnet_ids = reply::references(["subnet-s".to_owned()]);
        let found = Inventory {
            caches: vec![
                cache(CacheKind::ReplicationGroup, Attribute::Known("Orders")),
                cache(CacheKind::CacheCluster, Attribute::default()),
                serverless,
            ],
            cache_subnet_groups: vec![
                group("orders", &["subnet-a", "subnet-b"]),
                group("default", &["subnet-c"]),
                group("unused", &["subnet-d"]),
            ],
            ..Inventory::new()
        };
        let ids: Vec<String> = in_use(&found).into_iter().collect();
        assert_eq!(ids, ["subnet-a", "subnet-b", "subnet-s"]);
    }

    #[test]
    fn a_range_that_is_taken_away_is_not_the_subnets() {
        let state = |code| sdk::SubnetCidrBlockState::builder().state(code).build();
        let range = |cidr, code| {
            let range = sdk::SubnetIpv6CidrBlockAssociation::builder().ipv6_cidr_block(cidr);
            range.ipv6_cidr_block_state(state(code)).build()
        };
        let gone = range("2001:db8:1::/64", SubnetCidrBlockStateCode::Disassociated);
        let here = range("2001:db8:2::/64", SubnetCidrBlockStateCode::Associated);
        let subnet = sdk::Subnet::builder()
            .subnet_id("subnet-a")
            .vpc_id("vpc-1")
            .cidr_block("10.0.1.0/24")
            .availability_zone("eu-west-1a")
            .ipv6_cidr_block_association_set(gone.clone());
        let mapped = attributes(&subnet.clone().build());
        assert_eq!(mapped.ipv6_cidr_block, Attribute::Unset);
        let mapped = attributes(&subnet.ipv6_cidr_block_association_set(here).build());
        let expected = Subnet {
            vpc_id: Attribute::Known(Reference::Id("vpc-1".into())),
            cidr_block: Attribute::Known("10.0.1.0/24".into()),
            ipv6_cidr_block: Attribute::Known("2001:db8:2::/64".into()),
            availability_zone: Attribute::Known("eu-west-1a".into()),
        };
        assert_eq!(mapped, expected);
    }
}
