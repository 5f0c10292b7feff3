//! What `Ref` returns for the resources that say their own name.

use std::collections::BTreeMap;

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

/// Known names by address.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    names: BTreeMap<String, String>,
}

impl Symbols {
    /// The names that `resources` give themselves.
    pub(super) fn of<'r>(resources: impl IntoIterator<Item = &'r EvaluatedResource>) -> Self {
        let mut symbols = Self::default();
        for resource in resources {
            if let Some((property, case)) = named_by(&resource.resource_type)
                && let Attribute::Known(mut name) =
                    symbols.text(&Found::of(&resource.properties).member(property))
            {
                if case == Case::Lower {
                    name.make_ascii_lowercase();
                }
                symbols.names.insert(resource.address.clone(), name);
            }
        }
        symbols
    }

    /// The name of the resource at `address`, where the resource says it.
    pub(super) fn name(&self, address: &str) -> Option<&str> {
        self.names.get(address).map(String::as_str)
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

fn named_by(resource_type: &str) -> Option<(&'static str, Case)> {
    let row = NAMED.iter().find(|(named, ..)| *named == resource_type);
    row.map(|(_, property, case)| (*property, *case))
}
