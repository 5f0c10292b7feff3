//! What `Ref` returns for the resources that say their own name.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::evaluate::EvaluatedResource;
use super::evaluated::{Evaluated, Value};
use super::found::{Found, reason_of};
use crate::model::Attribute;

/// Types whose `Ref` is a name that a property gives, the property, and whether AWS stores it in lower case.
const NAMED: [(&str, &str, Case); 12] = [
    ("AWS::Backup::BackupVault", "BackupVaultName", Case::Kept),
    ("AWS::CloudWatch::Alarm", "AlarmName", Case::Kept),
    ("AWS::CloudWatch::CompositeAlarm", "AlarmName", Case::Kept),
    ("AWS::ElastiCache::CacheCluster", "ClusterName", Case::Lower),
    ("AWS::ElastiCache::ReplicationGroup", "ReplicationGroupId", Case::Lower),
    ("AWS::ElastiCache::ServerlessCache", "ServerlessCacheName", Case::Lower),
    ("AWS::ElastiCache::SubnetGroup", "CacheSubnetGroupName", Case::Lower),
    ("AWS::ElastiCache::User", "UserId", Case::Lower),
    ("AWS::ElastiCache::UserGroup", "UserGroupId", Case::Lower),
    ("AWS::KMS::Alias", "AliasName", Case::Kept),
    ("AWS::Logs::LogGroup", "LogGroupName", Case::Kept),
    ("AWS::SSM::Parameter", "Name", Case::Kept),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Kept,
    Lower,
}

/// Known names by address, as a stack sees them.
#[derive(Debug, Clone, Default)]
pub(super) struct Symbols {
    own: BTreeMap<String, Option<String>>,
    /// Those of every stack of the input; none where stacks do not agree on what an address is called.
    all: Arc<BTreeMap<String, Option<String>>>,
}

impl Symbols {
    /// The names in each of some stacks, whose resources may refer to each other's. Templates that have nothing to do with
    /// each other may use the same logical ids: an address means a resource of the own stack first.
    pub(super) fn of_stacks<'r, R>(stacks: impl IntoIterator<Item = R>) -> Vec<Self>
    where
        R: IntoIterator<Item = &'r EvaluatedResource>,
    {
        let stacks: Vec<_> = stacks.into_iter().map(names).collect();
        let mut all: BTreeMap<String, Option<String>> = BTreeMap::new();
        for (address, name) in stacks.iter().flatten() {
            all.entry(address.clone())
                .and_modify(|known| {
                    if known != name {
                        *known = None;
                    }
                })
                .or_insert_with(|| name.clone());
        }
        let all = Arc::new(all);
        stacks.into_iter().map(|own| Self { own, all: Arc::clone(&all) }).collect()
    }

    /// The name of the resource at `address`, where the resource says it.
    pub(super) fn name(&self, address: &str) -> Option<&str> {
        self.own.get(address).or_else(|| self.all.get(address))?.as_deref()
    }

    /// The text that `found` comes to.
    pub(super) fn text(&self, found: &Found<'_>) -> Attribute<String> {
        found.read(&|value| self.scalar(value))
    }

    /// The text that a value comes to. Empty text is unset: AWS takes it for none.
    pub(super) fn scalar(&self, value: &Evaluated) -> Attribute<String> {
        match self.part(value) {
            Some(text) if text.is_empty() => Attribute::Unset,
            Some(text) => Attribute::Known(text),
            None => Attribute::Unknown(reason_of(&value.value)),
        }
    }

    /// The text of a value that is known, names of resources filled in.
    pub(super) fn part(&self, value: &Evaluated) -> Option<String> {
        match &value.value {
            Value::Text(text) | Value::Number(text) => Some(text.clone()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Resource(resource) if resource.attribute.is_none() => {
                self.name(&resource.address).map(str::to_owned)
            }
            Value::Joined(parts) => parts.iter().map(|part| self.part(part)).collect(),
            _ => None,
        }
    }
}

/// What the resources of a stack call themselves; none for those that do not say it.
fn names<'r>(
    resources: impl IntoIterator<Item = &'r EvaluatedResource>,
) -> BTreeMap<String, Option<String>> {
    let mut symbols = Symbols::default();
    let mut named = Vec::new();
    for resource in resources {
        symbols.own.insert(resource.address.clone(), None);
        named.extend(named_by(&resource.resource_type).map(|named| (resource, named)));
    }
    // A name may be put together from others, in any order.
    let mut open = named.len() + 1;
    while named.len() < open {
        open = named.len();
        named.retain(|(resource, (property, case))| {
            let name = symbols.text(&Found::of(&resource.properties).member(property));
            let Attribute::Known(mut name) = name else { return true };
            if *case == Case::Lower {
                name.make_ascii_lowercase();
            }
            symbols.own.insert(resource.address.clone(), Some(name));
            false
        });
    }
    symbols.own
}

fn named_by(resource_type: &str) -> Option<(&'static str, Case)> {
    let row = NAMED.iter().find(|(named, ..)| *named == resource_type);
    row.map(|(_, property, case)| (*property, *case))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::collect::cloudformation::mapping::testing::resource;

    const GROUP: &str = "ElastiCache::ReplicationGroup";

    fn group(address: &str, id: &str) -> EvaluatedResource {
        resource(address, GROUP, &json!({"ReplicationGroupId": id}))
    }

    #[test]
    fn an_address_means_the_own_stack_first() {
        let one = [group("Redis", "One"), group("Same", "same")];
        let other = [group("Redis", "Other"), group("Same", "same")];
        let third = [];
        let symbols = Symbols::of_stacks([&one[..], &other[..], &third[..]]);
        let names: Vec<Option<&str>> = symbols.iter().map(|stack| stack.name("Redis")).collect();
        // The third stack can mean either.
        assert_eq!(names, [Some("one"), Some("other"), None]);
        assert_eq!(symbols[2].name("Same"), Some("same"));
        assert_eq!(symbols[2].name("Nothing"), None);
    }

    #[test]
    fn a_resource_without_a_name_does_not_take_that_of_another_stack() {
        let one = [resource("Redis", GROUP, &json!({}))];
        let other = [group("Redis", "other")];
        let symbols = Symbols::of_stacks([&one[..], &other[..]]);
        assert_eq!(symbols[0].name("Redis"), None);
    }

    #[test]
    fn names_are_put_together_in_any_order() {
        let name =
            json!({"$joined": [{"$ref": ["Redis", "AWS::ElastiCache::ReplicationGroup"]}, "-cpu"]});
        let alarm = resource("Alarm", "CloudWatch::Alarm", &json!({"AlarmName": name}));
        let stack = [alarm, group("Redis", "orders")];
        assert_eq!(Symbols::of_stacks([&stack[..]])[0].name("Alarm"), Some("orders-cpu"));
    }
}
