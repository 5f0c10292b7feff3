//! Parameter groups, and the values that users set in them.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_elasticache::types as sdk;

use super::super::concurrent;
use super::super::operation::Operation;
use super::super::region::Region;
use super::super::reply;
use super::pages::{PAGE, pages};
use crate::model::{
    Attribute, CacheParameterGroup, Inventory, Reason, Reference, Resource, ResourceList,
};

/// What the names of AWS's own groups begin with. Nobody can set a value in one, and the name tells the family.
const DEFAULT_PREFIX: &str = "default.";
/// The source of values that users set. Some servers answer with every value, whatever they were asked for.
const USER: &str = "user";

/// The groups of one's own that caches of `found` use.
pub(super) async fn read(region: &Region, found: &Inventory) -> Inventory {
    let mut inventory = Inventory::new();
    let used = names(found);
    if used.is_empty() {
        return inventory;
    }
    let operation = Operation::DescribeCacheParameterGroups;
    let client = &region.clients.elasticache;
    let call = || client.describe_cache_parameter_groups().max_records(PAGE);
    let (mut groups, values) = tokio::join!(
        pages!(region, operation, call(), cache_parameter_groups),
        concurrent::all(used.iter().map(|name| values(region, name))),
    );
    groups.items.retain(|group| {
        group.cache_parameter_group_name().is_none_or(|name| used.contains(&name.to_lowercase()))
    });
    let mut groups =
        reply::entries(&region.caller, operation, groups, |group| resource(region, &group));
    let mut values: BTreeMap<String, _> = used.into_iter().zip(values).collect();
    for group in &mut groups.items {
        let name = group.id.as_str().unwrap_or_default().to_lowercase();
        if let Some(values) = values.remove(&name) {
            group.attributes.parameters = values;
        }
    }
    // The groups may not have been listed; their values, or why they are unknown, are told all the same.
    if let Some(reason) = &groups.missing {
        let rest = values.into_iter();
        let rest = rest.map(|(name, values)| unlisted(region, &name, values, reason));
        groups.items.extend(rest.collect::<Vec<_>>());
    }
    let list = ResourceList::CacheParameterGroups;
    region.list(&mut inventory, list, groups, |all| &mut all.cache_parameter_groups);
    inventory
}

fn names(found: &Inventory) -> BTreeSet<String> {
    let groups = found.caches.iter().map(|cache| &cache.attributes.cache_parameter_group_name);
    let names = groups.filter_map(|group| match group.known() {
        Some(Reference::Id(name)) => Some(name.to_lowercase()),
        _ => None,
    });
    names.filter(|name| !name.starts_with(DEFAULT_PREFIX)).collect()
}

/// The values that users set in the group called `name`.
async fn values(region: &Region, name: &str) -> Attribute<BTreeMap<String, Attribute<String>>> {
    let call = || {
        let call = region.clients.elasticache.describe_cache_parameters();
        call.cache_parameter_group_name(name).source(USER).max_records(PAGE)
    };
    let listing = pages!(region, Operation::DescribeCacheParameters, call(), parameters).await;
    match listing.missing {
        Some(reason) => Attribute::Unknown(reason),
        None => Attribute::Known(listing.items.iter().filter_map(value).collect()),
    }
}

fn value(parameter: &sdk::Parameter) -> Option<(String, Attribute<String>)> {
    let name = reply::filled(parameter.parameter_name())?;
    let is_users = parameter.source().is_none_or(|source| source == USER);
    is_users.then(|| (name.to_lowercase(), reply::optional(parameter.parameter_value())))
}

fn resource(
    region: &Region,
    group: &sdk::CacheParameterGroup,
) -> Option<Resource<CacheParameterGroup>> {
    let name = reply::filled(group.cache_parameter_group_name())?;
    let operation = Operation::DescribeCacheParameterGroups;
    let family = group.cache_parameter_group_family();
    let attributes = CacheParameterGroup {
        name: Attribute::Known(name.clone()),
        family: reply::required(family, operation, "CacheParameterGroupFamily"),
        parameters: Attribute::Unknown(reply::untold(operation, "Parameters")),
    };
    let arn = reply::filled(group.arn());
    let arn = arn.unwrap_or_else(|| arn_of(region, &name));
    Some(region.resource(&name, arn, attributes))
}

/// A group of which only the values are known.
fn unlisted(
    region: &Region,
    name: &str,
    parameters: Attribute<BTreeMap<String, Attribute<String>>>,
    reason: &Reason,
) -> Resource<CacheParameterGroup> {
    let attributes = CacheParameterGroup {
        name: Attribute::Known(name.to_owned()),
        family: Attribute::Unknown(reason.clone()),
        parameters,
    };
    region.resource(name, arn_of(region, name), attributes)
}

fn arn_of(region: &Region, name: &str) -> String {
    region.arn("elasticache", &format!("parametergroup:{name}"))
}
