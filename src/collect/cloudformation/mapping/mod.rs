//! CloudFormation resource types to the model: which property fills which attribute.
//!
//! Evaluated resources of all stacks enter, one inventory leaves. One function for each type, in the file of its noun;
//! [`Mapper::add`] chooses.

mod alarm;
mod backup;
mod cache;
mod doubt;
mod elasticache;
mod identity;
mod network;
mod refused;
mod routes;
mod secret;
mod security_group;
#[cfg(test)]
pub(super) mod testing;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::evaluate::{EvaluatedResource, EvaluatedStack, Exists, partition};
use super::symbols::Symbols;
use super::values::{Notes, Values, origin};
use crate::collect::shape::settle_cluster_modes;
use crate::model::{
    Attribute, Cache, Change, Gap, Inventory, Reason, Reference, Resource, ResourceWaiver,
    StackMember,
};

/// What holds for every resource of a stack.
#[derive(Debug, Clone, Default)]
pub(super) struct StackContext {
    /// `AWS::Region`.
    pub(super) region: Attribute<String>,
    /// `AWS::AccountId`.
    pub(super) account_id: Attribute<String>,
    /// `AWS::Partition`.
    pub(super) partition: Attribute<String>,
    /// Tags of the stack, which every resource inherits.
    pub(super) stack_tags: BTreeMap<String, Attribute<String>>,
    /// What a change set says of resources, by address. A template alone tells no change: it says what shall be, not what
    /// is there already.
    pub(super) planned: BTreeMap<String, Planned>,
    /// What the resources are called that its resources refer to.
    pub(super) symbols: Symbols,
}

impl StackContext {
    /// What `stack` says of itself.
    pub(super) fn of(stack: &EvaluatedStack) -> Self {
        let pseudo = |name: &str| match stack.pseudo_parameters.get(name) {
            Some(value) => Attribute::Known(value.clone()),
            None => Attribute::Unknown(Reason::ParameterWithoutValue(name.to_owned())),
        };
        let region = pseudo("AWS::Region");
        let partition = match pseudo("AWS::Partition") {
            Attribute::Unknown(_) => region.as_ref().map(|region| partition(region).0.to_owned()),
            given => given,
        };
        Self { region, account_id: pseudo("AWS::AccountId"), partition, ..Self::default() }
    }
}

#[cfg(test)]
/// The inventory of `stacks`, which may refer to each other, with what holds for each.
pub(super) fn inventory(stacks: &[(EvaluatedStack, StackContext)]) -> Inventory {
    let symbols = Symbols::of_stacks(stacks.iter().map(|(stack, _)| &stack.resources));
    let mut mapper = Mapper::new();
    for ((stack, context), symbols) in stacks.iter().zip(symbols) {
        let context = StackContext { symbols, ..context.clone() };
        mapper.inventory.gaps.extend(stack.gaps.iter().cloned());
        for resource in &stack.resources {
            mapper.add(resource, &context, Fate::Desired);
        }
    }
    mapper.finish()
}

/// What a change set says of one resource.
#[derive(Debug, Clone, Default)]
pub(super) struct Planned {
    /// What happens to it.
    pub(super) change: Change,
    /// The id that it has already.
    pub(super) physical_id: Option<String>,
}

/// Which list of the inventory a cache goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is, or shall be.
    Desired,
    /// The change removes it; its properties are those it has now.
    Removed,
}

/// Maps the resources of all stacks of an input.
pub(super) struct Mapper {
    inventory: Inventory,
    /// IPv6 ranges that resources of their own give a VPC.
    ipv6_ranges: Vec<(Attribute<Reference>, Attribute<String>)>,
    /// Subnets that resources of their own put behind a network ACL.
    acl_subnets: Vec<(Attribute<Reference>, Attribute<Reference>)>,
}

impl Mapper {
    /// An inventory without resources.
    pub(super) fn new() -> Self {
        Self { inventory: Inventory::new(), ipv6_ranges: Vec::new(), acl_subnets: Vec::new() }
    }

    /// Maps one resource. One that does not exist, and types that the model does not have, add nothing.
    pub(super) fn add(&mut self, resource: &EvaluatedResource, context: &StackContext, fate: Fate) {
        let Some(kind) = resource.resource_type.strip_prefix("AWS::") else { return };
        if resource.exists == Exists::No || !is_mapped(kind) {
            return;
        }
        let kept = doubt::kept(kind);
        let doubt = match &resource.exists {
            Exists::Unknown(reason) => {
                self.note_doubt(resource, reason);
                Some(reason)
            }
            Exists::Yes | Exists::No => None,
        };
        let notes = Notes::new(&context.symbols, doubt.zip(kept));
        let incoming = Incoming {
            resource,
            values: Values::new(&resource.properties, &notes),
            notes: &notes,
            doubt,
            context,
        };
        match fate {
            Fate::Removed => self.inventory.removed_caches.extend(cache_of(kind, &incoming, fate)),
            Fate::Desired => self.add_desired(kind, &incoming),
        }
        self.inventory.gaps.extend(refused::gaps(kind, &incoming));
        self.inventory.waivers.extend(resource.waivers.iter().map(|waiver| ResourceWaiver {
            address: resource.address.clone(),
            file: resource.place.file.to_string(),
            policy: waiver.policy.text().unwrap_or_default().to_owned(),
            until: waiver.until.clone(),
            justification: waiver.reason.clone(),
            place: origin(&waiver.policy.place),
        }));
        for (property, expected) in notes.take_surprises() {
            self.inventory.gaps.push(Gap {
                what: format!("{}.{property}", resource.address),
                why: format!("is not {expected}"),
                is_failure: false,
            });
        }
    }

    /// The inventory, with what one resource alone does not tell.
    pub(super) fn finish(mut self) -> Inventory {
        settle_cluster_modes(&mut self.inventory);
        security_group::settle_default_egress(&mut self.inventory);
        network::settle_ipv6_ranges(&mut self.inventory, &self.ipv6_ranges);
        network::settle_acl_subnets(&mut self.inventory, &self.acl_subnets);
        self.inventory
    }

    fn note_doubt(&mut self, resource: &EvaluatedResource, reason: &Reason) {
        self.inventory.gaps.push(Gap {
            what: resource.address.clone(),
            why: format!("may not exist: {reason}"),
            is_failure: false,
        });
    }

    fn add_desired(&mut self, kind: &str, incoming: &Incoming<'_>) {
        let values = &incoming.values;
        let inventory = &mut self.inventory;
        match kind {
            "ElastiCache::ReplicationGroup"
            | "ElastiCache::CacheCluster"
            | "ElastiCache::ServerlessCache" => {
                inventory.caches.extend(cache_of(kind, incoming, Fate::Desired));
            }
            "ElastiCache::SubnetGroup" => {
                inventory
                    .cache_subnet_groups
                    .push(incoming.with(elasticache::subnet_group(values)));
            }
            "ElastiCache::ParameterGroup" => inventory
                .cache_parameter_groups
                .push(incoming.with(elasticache::parameter_group(values))),
            "ElastiCache::User" => inventory.users.push(incoming.with(elasticache::user(values))),
            "ElastiCache::UserGroup" => {
                inventory.user_groups.push(incoming.with(elasticache::user_group(values)));
            }
            "ElastiCache::GlobalReplicationGroup" => inventory
                .global_replication_groups
                .push(incoming.with(elasticache::global_replication_group(values))),
            "CloudWatch::Alarm" => {
                inventory.metric_alarms.push(incoming.with(alarm::metric_alarm(values)));
            }
            "CloudWatch::CompositeAlarm" => {
                inventory.composite_alarms.push(incoming.with(alarm::composite_alarm(values)));
            }
            "Logs::LogGroup" => {
                inventory.log_groups.push(incoming.with(alarm::log_group(values)));
            }
            "SNS::Topic" => {
                inventory.topics.push(incoming.with(alarm::topic(values)));
                inventory.topic_subscriptions.extend(alarm::inline_subscriptions(incoming));
            }
            "SNS::Subscription" => {
                inventory.topic_subscriptions.push(incoming.with(alarm::subscription(values)));
            }
            "SecretsManager::Secret" => {
                inventory.secrets.push(incoming.with(secret::secret(incoming)));
                inventory.secret_versions.extend(secret::value(incoming));
            }
            "SSM::Parameter" => {
                inventory.ssm_parameters.push(incoming.with(secret::ssm_parameter(values)));
            }
            "KMS::Key" => inventory.kms_keys.push(incoming.with(secret::kms_key(values))),
            "KMS::Alias" => inventory.kms_aliases.push(incoming.with(secret::kms_alias(values))),
            "EC2::SecurityGroup" => {
                inventory.security_groups.push(incoming.with(security_group::group(values)));
            }
            "EC2::SecurityGroupIngress" | "EC2::SecurityGroupEgress" => {
                let rule = security_group::standalone(kind, incoming);
                inventory.security_group_rules.push(incoming.with(rule));
            }
            "Backup::BackupPlan" => {
                inventory.backup_plans.push(incoming.with(backup::plan(values)));
            }
            "Backup::BackupSelection" => {
                inventory.backup_selections.push(incoming.with(backup::selection(values)));
            }
            "Backup::BackupVault" => {
                inventory.backup_vaults.push(incoming.with(backup::vault(values)));
            }
            "EC2::SubnetNetworkAclAssociation" => self.acl_subnets.push((
                values.reference("NetworkAclId", "network_acl_id"),
                values.reference("SubnetId", "subnet_id"),
            )),
            "EC2::VPCCidrBlock" => {
                self.ipv6_ranges.extend(network::ipv6_range(values));
                self.inventory
                    .vpc_cidr_block_associations
                    .extend(network::further_range(values).map(|range| incoming.with(range)));
            }
            _ => network::add(inventory, kind, incoming),
        }
    }
}

/// Whether the model has a list for the type, after `AWS::`, or something is to be said of it.
fn is_mapped(kind: &str) -> bool {
    const SERVICES: [&str; 8] =
        ["ElastiCache", "EC2", "CloudWatch", "Logs", "SNS", "SecretsManager", "KMS", "Backup"];
    let service = kind.split("::").next().unwrap_or_default();
    SERVICES.contains(&service) || kind == "SSM::Parameter"
}

fn cache_of(kind: &str, incoming: &Incoming<'_>, fate: Fate) -> Option<Resource<Cache>> {
    let mut cache = match kind {
        "ElastiCache::ReplicationGroup" => cache::replication_group(&incoming.values),
        "ElastiCache::CacheCluster" => cache::cluster(&incoming.values),
        "ElastiCache::ServerlessCache" => cache::serverless_cache(&incoming.values),
        _ => return None,
    };
    cache::fill_final_snapshot(&mut cache, incoming, fate);
    Some(incoming.with(cache))
}

/// A resource that is about to be mapped.
pub(super) struct Incoming<'r> {
    resource: &'r EvaluatedResource,
    values: Values<'r>,
    notes: &'r Notes<'r>,
    /// Why nobody can tell whether it exists, if nobody can.
    doubt: Option<&'r Reason>,
    context: &'r StackContext,
}

impl Incoming<'_> {
    /// The resource with its own attributes, and what was noted while they were read.
    fn with<T>(&self, attributes: T) -> Resource<T> {
        let planned = self.context.planned.get(&self.resource.address);
        let tags = self.tags();
        Resource {
            address: self.resource.address.clone(),
            origin: origin(&self.resource.place),
            is_declared: true,
            change: planned.map(|planned| planned.change.clone()).unwrap_or_default(),
            id: self.id(),
            arn: self.arn(),
            region: self.context.region.clone(),
            account_id: self.context.account_id.clone(),
            tags,
            stack_member: self.stack_member(),
            defaults: self.notes.take_defaults(),
            locations: self.notes.take_locations(),
            attributes,
        }
    }

    /// The resource's own tags and those of its stack.
    fn tags(&self) -> Attribute<BTreeMap<String, Attribute<String>>> {
        let property = match &*self.resource.resource_type {
            "AWS::Backup::BackupPlan" => "BackupPlanTags",
            "AWS::Backup::BackupVault" => "BackupVaultTags",
            _ => "Tags",
        };
        self.values.tags(property).map(|own| {
            let mut tags = self.context.stack_tags.clone();
            tags.extend(own);
            tags
        })
    }

    fn stack_member(&self) -> Option<StackMember> {
        let stack_name = self.resource.stack_name.as_deref()?.to_owned();
        Some(StackMember { stack_name, logical_id: self.resource.logical_id.clone() })
    }

    /// A reference to this resource.
    fn itself(&self) -> Attribute<Reference> {
        Attribute::Known(Reference::address(self.resource.address.clone()))
    }
}

/// An attribute that AWS chooses where nobody wrote it.
fn chosen<T>(attribute: Attribute<T>) -> Attribute<T> {
    match attribute {
        Attribute::Unset => Attribute::Unknown(Reason::KnownAfterApply),
        other => other,
    }
}
