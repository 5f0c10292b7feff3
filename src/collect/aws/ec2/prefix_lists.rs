//! The prefix lists that rules and routes name: what each is called, and its ranges.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::types as sdk;

use super::filter::narrowed;
use super::resource::Shell;
use super::security_groups;
use super::subnets::id;
use crate::collect::aws::call::Listing;
use crate::collect::aws::concurrent;
use crate::collect::aws::operation::Operation;
use crate::collect::aws::region::Region;
use crate::collect::aws::reply;
use crate::model::{Attribute, Inventory, PrefixList, Reason, Resource, ResourceList, Route};

/// The lists that rules of the caches' groups and routes of `network` name.
pub(super) fn in_use(found: &Inventory, network: &Inventory) -> BTreeSet<String> {
    let of_caches = security_groups::in_use(found);
    let groups = network.security_groups.iter();
    let groups = groups.filter(|group| group.id.as_str().is_some_and(|id| of_caches.contains(id)));
    let in_rules = groups.flat_map(|group| security_groups::prefix_lists(&group.attributes));
    let routes = network.route_tables.iter().filter_map(|table| table.attributes.routes.known());
    let in_routes = routes.flatten().filter_map(Attribute::known).filter_map(destination);
    in_rules.chain(in_routes).map(str::to_owned).collect()
}

fn destination(route: &Route) -> Option<&str> {
    route.destination_prefix_list_id.known().and_then(id)
}

/// Adds the lists called `wanted` to `network`.
pub(super) async fn add(region: &Region, network: &mut Inventory, wanted: &BTreeSet<String>) {
    let names = described(region, wanted).await;
    let mut lists: BTreeMap<&str, &sdk::ManagedPrefixList> = BTreeMap::new();
    for list in &names.items {
        lists.extend(list.prefix_list_id().map(|id| (id, list)));
    }
    // A list in use cannot be deleted, so that one which is not shown is another account's: a route of a shared VPC names it.
    let is_shown = |id: &str| names.missing.is_some() || lists.contains_key(id);
    let entries = concurrent::all(wanted.iter().map(async |id| match is_shown(id) {
        true => entries(region, id).await,
        false => Listing { items: Vec::new(), missing: Some(elsewhere()) },
    }));
    for (id, entries) in wanted.iter().zip(entries.await) {
        let list = lists.get(id.as_str()).copied();
        network.prefix_lists.extend(resource(region, id, list, names.missing.as_ref(), entries));
    }
    if let Some(reason) = names.missing {
        region.unlisted(network, ResourceList::PrefixLists, reason);
    }
}

async fn described(region: &Region, wanted: &BTreeSet<String>) -> Listing<sdk::ManagedPrefixList> {
    let operation = Operation::DescribeManagedPrefixLists;
    let call = || region.clients.ec2.describe_managed_prefix_lists().max_results(100);
    narrowed!(region, operation, ("prefix-list-id", wanted), call(), prefix_lists).await
}

async fn entries(region: &Region, list: &str) -> Listing<sdk::PrefixListEntry> {
    let page = |token| {
        let call = region.clients.ec2.get_managed_prefix_list_entries().prefix_list_id(list);
        call.max_results(100).set_next_token(token).send()
    };
    region
        .caller
        .pages(Operation::GetManagedPrefixListEntries, page, |page| {
            (page.entries.unwrap_or_default(), page.next_token)
        })
        .await
}

/// Why a list that is not shown is unknown.
fn elsewhere() -> Reason {
    let why = "the prefix list belongs to another account, which does not share it with this one";
    Reason::NotCollected(why.to_owned())
}

/// One list with its entries; AWS's own belong to an account called `AWS`.
fn resource(
    region: &Region,
    id: &str,
    list: Option<&sdk::ManagedPrefixList>,
    unnamed: Option<&Reason>,
    entries: Listing<sdk::PrefixListEntry>,
) -> Option<Resource<PrefixList>> {
    let name = list.and_then(|list| list.prefix_list_name());
    let untold = || match (unnamed, list) {
        (Some(reason), _) => reason.clone(),
        (None, None) => elsewhere(),
        (None, Some(_)) => reply::untold(Operation::DescribeManagedPrefixLists, "PrefixListName"),
    };
    let shell = Shell {
        kind: "prefix-list",
        id: Some(id),
        owner: list.and_then(|list| list.owner_id()),
        tags: list.map(|list| list.tags()),
    };
    let name = reply::filled(name);
    let attributes = PrefixList {
        name: name.map_or_else(|| Attribute::Unknown(untold()), Attribute::Known),
        entries: ranges(entries),
    };
    let mut resource = shell.with(region, attributes)?;
    if list.is_none() {
        resource.tags = Attribute::Unknown(untold());
    }
    Some(resource)
}

/// The ranges that were read, and why there may be more.
fn ranges(entries: Listing<sdk::PrefixListEntry>) -> Attribute<Vec<Attribute<String>>> {
    let Listing { items, missing } = entries;
    match missing {
        Some(reason) if items.is_empty() => Attribute::Unknown(reason),
        missing => {
            let told = |entry: &sdk::PrefixListEntry| {
                reply::required(entry.cidr(), Operation::GetManagedPrefixListEntries, "Cidr")
            };
            let known = items.iter().map(told);
            Attribute::Known(known.chain(missing.map(Attribute::Unknown)).collect())
        }
    }
}
