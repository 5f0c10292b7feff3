//! Route tables, and which subnets use them.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{self as sdk, RouteTableAssociationStateCode as State};

use super::filter::narrowed;
use super::resource::Shell;
use super::routes;
use crate::collect::aws::call::Listing;
use crate::collect::aws::operation::Operation;
use crate::collect::aws::region::Region;
use crate::collect::aws::reply;
use crate::model::{
    Attribute, Inventory, Reference, Resource, ResourceList, RouteTable, RouteTableAssociation,
};

const OPERATION: Operation = Operation::DescribeRouteTables;

/// Every table of `vpcs`.
pub(super) async fn list(region: &Region, vpcs: &BTreeSet<String>) -> Listing<sdk::RouteTable> {
    let call = || region.clients.ec2.describe_route_tables().max_results(100);
    narrowed!(region, OPERATION, ("vpc-id", vpcs), call(), route_tables).await
}

/// Adds `tables` and the associations of their subnets to `network`.
pub(super) fn add(region: &Region, network: &mut Inventory, tables: Listing<sdk::RouteTable>) {
    let mut associations: Vec<_> =
        tables.items.iter().flat_map(|table| associations(region, table)).collect();
    associations.sort_by(|one, other| one.address.cmp(&other.address));
    network.route_table_associations.extend(associations);
    let tables =
        reply::entries(&region.caller, OPERATION, tables, |table| resource(region, &table));
    region.list(network, ResourceList::RouteTables, tables, |network| &mut network.route_tables);
}

fn resource(region: &Region, table: &sdk::RouteTable) -> Option<Resource<RouteTable>> {
    let shell = Shell {
        kind: "route-table",
        id: table.route_table_id(),
        owner: table.owner_id(),
        tags: Some(table.tags()),
    };
    shell.with(region, attributes(table))
}

fn attributes(table: &sdk::RouteTable) -> RouteTable {
    let mut in_force = table.associations().iter().filter(|association| is_in_force(association));
    RouteTable {
        vpc_id: reply::required(table.vpc_id(), OPERATION, "VpcId").map(Reference::Id),
        is_main: Attribute::Known(in_force.any(|association| association.main() == Some(true))),
        routes: Attribute::Known(
            table.routes().iter().map(|route| Attribute::Known(routes::route(route))).collect(),
        ),
    }
}

fn is_in_force(association: &sdk::RouteTableAssociation) -> bool {
    let state = association.association_state().and_then(|state| state.state());
    !matches!(state, Some(State::Disassociated | State::Disassociating | State::Failed))
}

/// The subnets that use `table` by an association of their own. A gateway that uses it routes what comes from outside.
fn associations<'x>(
    region: &'x Region,
    table: &'x sdk::RouteTable,
) -> impl Iterator<Item = Resource<RouteTableAssociation>> {
    let in_force = table.associations().iter().filter(|association| is_in_force(association));
    in_force.filter_map(|association| {
        let subnet = reply::filled(association.subnet_id())?;
        let table = association.route_table_id().or(table.route_table_id());
        let attributes = RouteTableAssociation {
            route_table_id: reply::required(table, OPERATION, "RouteTableId").map(Reference::Id),
            subnet_id: Attribute::Known(Reference::Id(subnet.clone())),
        };
        let id = reply::filled(association.route_table_association_id()).unwrap_or(subnet);
        // An association has no ARN.
        let mut resource = region.resource(&id, id.clone(), attributes);
        resource.arn = Attribute::Unset;
        resource.tags = Attribute::Unset;
        Some(resource)
    })
}
