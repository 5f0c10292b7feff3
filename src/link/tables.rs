//! Which route table a subnet uses, and which routes a table holds.
//!
//! An explicit association wins; without one the VPC's main table applies. What is unresolved leaves several tables
//! possible.

use super::covering::Covering;
use super::grouped::Grouped;
use super::index::Index;
use super::lookup::Identity;
use crate::model::{
    Action, Attribute, MainRouteTableAssociation, Origin, Reason, Reference, Resource, Route,
    RouteTable, RouteTableAssociation, StandaloneRoute, Subnet,
};

/// A route table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Table {
    /// One that the inventory lists, or that only its name is known of.
    Listed(Identity),
    /// The one that AWS makes with a VPC, when no resource stands for it.
    MadeWith(Identity),
}

/// Route tables, routes and associations, by what they belong to.
pub(crate) struct Tables<'a> {
    of_vpc: Grouped<'a, RouteTable>,
    main_of_vpc: Grouped<'a, RouteTable>,
    main_associations: Grouped<'a, MainRouteTableAssociation>,
    associations: Grouped<'a, RouteTableAssociation>,
    covering: Covering<'a>,
    routes: Grouped<'a, StandaloneRoute, Table>,
}

/// The routes of one table, each with where it was read.
pub(crate) struct TableRoutes<'a> {
    /// What is in it.
    pub(crate) certain: Vec<(&'a Route, &'a Origin)>,
    /// What may be in it.
    pub(crate) possible: Vec<(&'a Route, &'a Origin)>,
    /// Why there may be more.
    pub(crate) more: Option<Reason>,
}

impl<'a> Tables<'a> {
    /// Groups everything.
    pub(crate) fn new(index: &Index<'a>) -> Self {
        let inventory = index.inventory;
        let vpc_of = |table: &'a Resource<RouteTable>| match index.route_tables.is_repeated(table) {
            true => Attribute::Unset,
            false => index.vpcs.identify_attribute(&table.attributes.vpc_id, &table.origin),
        };
        let main_of_vpc =
            Grouped::new(&inventory.route_tables, |table| match table.attributes.is_main {
                Attribute::Known(true) => vpc_of(table),
                _ => Attribute::Unset,
            });
        let routes = Grouped::new(&inventory.routes, |route| {
            let table = route.attributes.route_table_id.as_ref();
            table.map(|table| identify(index, &main_of_vpc, table, &route.origin))
        });
        Self {
            of_vpc: Grouped::new(&inventory.route_tables, vpc_of),
            main_of_vpc,
            main_associations: Grouped::new(&inventory.main_route_table_associations, |main| {
                index.vpcs.identify_attribute(&main.attributes.vpc_id, &main.origin)
            }),
            associations: Grouped::new(&inventory.route_table_associations, |association| {
                let subnet = &association.attributes.subnet_id;
                index.subnets.identify_attribute(subnet, &association.origin)
            }),
            covering: Covering::new(index),
            routes,
        }
    }

    /// Every table that `subnet` may use; not empty.
    pub(crate) fn of_subnet(
        &self,
        index: &Index<'a>,
        identity: &Identity,
        subnet: &Resource<Subnet>,
    ) -> Result<Vec<Table>, Reason> {
        if !self.associations.places_of(identity).is_empty() {
            return self.associated(index, self.associations.of(identity));
        }
        if let Some(block) = self.covering.block(identity) {
            return self.associated(index, block.iter().copied());
        }
        if let Some(reason) = index.route_tables.unread(&subnet.origin) {
            return Err(reason.clone());
        }
        let vpc = index.vpcs.identify_attribute(&subnet.attributes.vpc_id, &subnet.origin);
        let possible = self.associations.possibly_of(identity).filter(|association| {
            !self.is_of_another_vpc(
                index,
                &vpc,
                &association.attributes.route_table_id,
                &association.origin,
            )
        });
        let mut tables = self.associated(index, possible)?;
        tables.extend(self.main(index, &vpc, &subnet.origin)?);
        Ok(sorted(tables))
    }

    /// Whether the inventory holds a table of a VPC. Each VPC has one, its main table, at least.
    pub(crate) fn lists_some_of(&self, vpc: &Identity) -> bool {
        !self.of_vpc.places_of(vpc).is_empty()
    }

    /// Every table of a VPC that the inventory tells of.
    pub(crate) fn of_vpc(&self, vpc: &Identity) -> Vec<Table> {
        let listed = self.of_vpc.places_of(vpc).iter().copied();
        listed.map(listed_at).chain([Table::MadeWith(vpc.clone())]).collect()
    }

    /// The routes of `table`, which something from `from` uses.
    pub(crate) fn routes(
        &self,
        index: &Index<'a>,
        table: &Table,
        from: &Origin,
    ) -> TableRoutes<'a> {
        let standalone =
            |route: &'a Resource<StandaloneRoute>| (&route.attributes.route, &route.origin);
        let mut routes = TableRoutes {
            certain: self.routes.of(table).map(standalone).collect(),
            possible: self.routes.possibly_of(table).map(standalone).collect(),
            more: None,
        };
        if let Table::Listed(identity) = table {
            match index.route_tables.get(identity) {
                Some(table) => add_inline(&mut routes, table),
                None => routes.more = Some(index.route_tables.missing(identity, from)),
            }
        }
        routes
    }

    /// What messages call `table`.
    pub(crate) fn label(&self, index: &Index<'a>, table: &Table) -> String {
        match table {
            Table::Listed(identity) => index.route_tables.label(identity),
            Table::MadeWith(vpc) => format!("main route table of {}", index.vpcs.label(vpc)),
        }
    }

    fn associated(
        &self,
        index: &Index<'a>,
        associations: impl Iterator<Item = &'a Resource<RouteTableAssociation>>,
    ) -> Result<Vec<Table>, Reason> {
        let mut tables = Vec::new();
        for association in associations {
            let table = &association.attributes.route_table_id;
            tables.extend(self.resolve(index, table, &association.origin)?);
        }
        Ok(sorted(tables))
    }

    /// The main tables that a subnet's VPC may have.
    fn main(
        &self,
        index: &Index<'a>,
        vpc: &Attribute<Vec<Identity>>,
        from: &Origin,
    ) -> Result<Vec<Table>, Reason> {
        let vpcs = match vpc {
            Attribute::Known(vpcs) => vpcs,
            Attribute::Unset => return Err(Reason::NotCollected("the VPC of the subnet".into())),
            Attribute::Unknown(reason) => return Err(reason.clone()),
        };
        let mut tables = Vec::new();
        for vpc in vpcs {
            tables.extend(self.main_of(index, vpc, from)?);
        }
        Ok(tables)
    }

    fn main_of(
        &self,
        index: &Index<'a>,
        vpc: &Identity,
        from: &Origin,
    ) -> Result<Vec<Table>, Reason> {
        let mut tables = Vec::new();
        for main in self.main_associations.of(vpc) {
            tables.extend(self.resolve(index, &main.attributes.route_table_id, &main.origin)?);
        }
        if !tables.is_empty() {
            return Ok(tables);
        }
        for main in self.main_associations.possibly_of(vpc) {
            tables.extend(self.resolve(index, &main.attributes.route_table_id, &main.origin)?);
        }
        tables.extend(self.main_of_vpc.possible_places_of(vpc).map(listed_at));
        tables.extend(self.original_main_of(index, vpc, from)?);
        Ok(tables)
    }

    /// The table that is main as long as no association makes another one main.
    fn original_main_of(
        &self,
        index: &Index<'a>,
        vpc: &Identity,
        from: &Origin,
    ) -> Result<Vec<Table>, Reason> {
        let declared = self.main_of_vpc.places_of(vpc);
        if !declared.is_empty() {
            return Ok(declared.iter().copied().map(listed_at).collect());
        }
        let uncollected = || {
            let name = index.vpcs.label(vpc);
            let what = format!("main route table of VPC {name} is");
            index.route_tables.not_here_in(&name, &what, from)
        };
        let resource = index.vpcs.get(vpc).ok_or_else(uncollected)?;
        match &resource.attributes.main_route_table_id {
            Attribute::Known(main) => {
                Ok(identify(index, &self.main_of_vpc, main, &resource.origin))
            }
            // AWS makes a new VPC with a main table that holds the local route and nothing else.
            _ if resource.is_declared && resource.change.action == Action::Create => {
                Ok(vec![Table::MadeWith(vpc.clone())])
            }
            _ => Err(uncollected()),
        }
    }

    fn resolve(
        &self,
        index: &Index<'a>,
        table: &Attribute<Reference>,
        from: &Origin,
    ) -> Result<Vec<Table>, Reason> {
        match table {
            Attribute::Known(table) => Ok(identify(index, &self.main_of_vpc, table, from)),
            Attribute::Unset => Err(Reason::NotCollected("the route table".into())),
            Attribute::Unknown(reason) => Err(reason.clone()),
        }
    }

    /// Whether `table` certainly lies in another VPC, so that no subnet of `vpc` can use it.
    fn is_of_another_vpc(
        &self,
        index: &Index<'a>,
        vpc: &Attribute<Vec<Identity>>,
        table: &Attribute<Reference>,
        from: &Origin,
    ) -> bool {
        let Attribute::Known(vpcs) = vpc else { return false };
        let Ok(tables) = self.resolve(index, table, from) else { return false };
        tables.iter().all(|table| match table {
            Table::MadeWith(made_with) => !vpcs.contains(made_with),
            Table::Listed(identity) => index.route_tables.get(identity).is_some_and(|table| {
                let of = index.vpcs.identify_attribute(&table.attributes.vpc_id, &table.origin);
                of.known().is_some_and(|of| of.iter().all(|of| !vpcs.contains(of)))
            }),
        })
    }
}

fn add_inline<'a>(routes: &mut TableRoutes<'a>, table: &'a Resource<RouteTable>) {
    match &table.attributes.routes {
        Attribute::Known(inline) => {
            for route in inline {
                match route {
                    Attribute::Known(route) => routes.certain.push((route, &table.origin)),
                    Attribute::Unset => {}
                    Attribute::Unknown(reason) => routes.more = Some(reason.clone()),
                }
            }
        }
        Attribute::Unset => {}
        Attribute::Unknown(reason) => routes.more = Some(reason.clone()),
    }
}

/// Every table that `reference` may mean. It may also be a VPC's `main_route_table_id`.
fn identify(
    index: &Index<'_>,
    main_of_vpc: &Grouped<'_, RouteTable>,
    reference: &Reference,
    from: &Origin,
) -> Vec<Table> {
    let mut tables = Vec::new();
    for possibility in reference.possibilities() {
        match possibility {
            Reference::Address(symbol) if index.vpcs.knows_address(symbol) => {
                for vpc in index.vpcs.identify(possibility, from) {
                    let declared = main_of_vpc.places_of(&vpc);
                    if declared.is_empty() {
                        tables.push(Table::MadeWith(vpc));
                    } else {
                        tables.extend(declared.iter().copied().map(listed_at));
                    }
                }
            }
            _ => tables.extend(
                index.route_tables.identify(possibility, from).into_iter().map(Table::Listed),
            ),
        }
    }
    sorted(tables)
}

fn listed_at(at: usize) -> Table {
    Table::Listed(Identity::Here(at))
}

fn sorted(mut tables: Vec<Table>) -> Vec<Table> {
    tables.sort();
    tables.dedup();
    tables
}
