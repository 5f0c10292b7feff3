//! Which related resource an attribute of a subject belongs to.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::link::SubjectBody;
use crate::link::subject::{LinkedCache, LinkedRule};
use crate::model::Attribute;

/// A related resource, and the path in it of what a subject shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Element<'a> {
    pub(super) address: &'a str,
    pub(super) path: Option<&'a str>,
}

impl<'a> Element<'a> {
    fn whole(address: &'a str) -> Self {
        Self { address, path: None }
    }
}

type List<T> = Attribute<Vec<Attribute<T>>>;

/// The resource that the attribute at `path` belongs to, if it is not the subject itself: that of `alarms[1]` for
/// `alarms[1].threshold`. A path without index tells only what there is one of.
pub(super) fn at<'a>(body: &'a SubjectBody, path: &str) -> Option<Element<'a>> {
    let SubjectBody::Cache(cache) = body else { return None };
    let begin = path.find(['.', '[']).unwrap_or(path.len());
    let mut indexes = indexes(path);
    let mut next = || indexes.next().flatten();
    match &path[..begin] {
        "alarms" => item(&cache.alarms, next()).map(|alarm| Element::whole(&alarm.address)),
        "ingress" => item(&cache.ingress, next()).and_then(rule),
        "egress" => item(&cache.egress, next()).and_then(rule),
        "secrets" => item(&cache.secrets, next()).map(|secret| Element::whole(&secret.address)),
        "security_groups" => {
            let group = item(&cache.security_groups, next())?;
            group.address.as_deref().map(Element::whole)
        }
        "subnets" => subnet(cache, next()),
        "user_groups" => {
            let group = item(&cache.user_groups, next())?;
            if !path.contains(".users[") {
                return Some(Element::whole(&group.address));
            }
            item(&group.users, next())?.address.as_deref().map(Element::whole)
        }
        "vpc" => {
            let connections = &cache.vpc.known()?.peering_connections;
            item(connections, next())?.address.as_deref().map(Element::whole)
        }
        // The group as a whole is what the cache names.
        "parameter_group" if begin < path.len() => {
            cache.parameter_group.known()?.address.as_deref().map(Element::whole)
        }
        "container" => {
            let below = path.strip_prefix("container.data_volume.file_system")?;
            let volume = cache.container.known()?.data_volume.known()?;
            let file_system = volume.file_system.known()?;
            match below.strip_prefix(".ingress[") {
                Some(_) => item(&file_system.ingress, next()).and_then(rule),
                None => file_system.address.as_deref().map(Element::whole),
            }
        }
        _ => None,
    }
}

/// What is known of the list element that `path` or `element` means: a rule, or a log delivery. Its values tell blocks of
/// one name apart where their order does not.
pub(super) fn values(
    body: &SubjectBody,
    element: Option<Element<'_>>,
    path: &str,
) -> BTreeSet<String> {
    let SubjectBody::Cache(cache) = body else { return BTreeSet::new() };
    let is_meant = |rule: &&LinkedRule| {
        let part = Element {
            address: rule.address.as_deref().unwrap_or_default(),
            path: rule.path.as_deref(),
        };
        element.is_some_and(|element| element.path.is_some() && part == element)
    };
    let rules = [&cache.ingress, &cache.egress].into_iter().filter_map(|rules| rules.known());
    let mut rules = rules.flatten().filter_map(|rule| rule.known());
    let index = || indexes(path).next().flatten();
    let value = if path.starts_with("log_deliveries[") {
        cache
            .log_deliveries
            .known()
            .and_then(|all| all.get(index()?))
            .and_then(|delivery| serde_json::to_value(delivery).ok())
    } else {
        rules.find(is_meant).and_then(|rule| serde_json::to_value(rule).ok())
    };
    let mut values = BTreeSet::new();
    collect_scalars(&value.unwrap_or_default(), &mut values);
    values
}

fn collect_scalars(value: &Value, values: &mut BTreeSet<String>) {
    match value {
        Value::Null => {}
        Value::Bool(_) | Value::Number(_) => {
            values.insert(value.to_string());
        }
        Value::String(text) => {
            values.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| collect_scalars(item, values)),
        Value::Object(fields) => fields.values().for_each(|field| collect_scalars(field, values)),
    }
}

/// The index of each list on `path`; none for one that is left out: `alarms[].actions[2]`.
fn indexes(path: &str) -> impl Iterator<Item = Option<usize>> {
    path.split('[').skip(1).map(|rest| rest.split(']').next()?.parse().ok())
}

fn item<T>(list: &List<T>, at: Option<usize>) -> Option<&T> {
    list.known()?.get(at?)?.known()
}

fn rule(rule: &LinkedRule) -> Option<Element<'_>> {
    Some(Element { address: rule.address.as_deref()?, path: rule.path.as_deref() })
}

/// A subnet; of all of them together, or one that is not declared, the group that lists them.
fn subnet(cache: &LinkedCache, at: Option<usize>) -> Option<Element<'_>> {
    let subnet = item(&cache.subnets, at).and_then(|subnet| subnet.address.as_deref());
    subnet.map(Element::whole).or_else(|| {
        let address = cache.subnet_group.known()?.address.as_deref()?;
        Some(Element { address, path: Some("subnet_ids") })
    })
}
