//! One region of one account: what it is asked through, and in which order.
//!
//! Three calls tell whether there are caches, and where policies read containers some more whether there are any in them. Only
//! then the rest is asked for: first what can be listed at once, then what the answers lead to.

use std::collections::{BTreeMap, BTreeSet};

use super::call::{Caller, Listing, Terms};
use super::clients::Clients;
use super::session::Session;
use super::{
    backup, cloudwatch, ec2, ecs, efs, elasticache, kms, logs, secretsmanager, servicediscovery,
    sns, ssm, tagging,
};
use crate::model::{
    Attribute, Inventory, Origin, Reason, Resource, ResourceList, SourceKind, SourceSummary,
    Unlisted,
};

/// One region of one account, and how to ask it.
#[derive(Debug)]
pub(super) struct Region {
    /// The twelve-digit account id.
    pub(super) account_id: String,
    /// `aws`, `aws-cn`, `aws-us-gov`, ….
    pub(super) partition: String,
    /// The region's name: `eu-west-1`.
    pub(super) name: String,
    /// Whom to ask.
    pub(super) clients: Clients,
    /// How to ask.
    pub(super) caller: Caller,
}

impl Region {
    /// The region called `name` of the account that `session` opened.
    pub(super) fn new(session: &Session, name: &str, terms: Terms) -> Self {
        let place = Origin::live(&session.account_id, name);
        Self {
            account_id: session.account_id.clone(),
            partition: session.partition.clone(),
            name: name.to_owned(),
            clients: Clients::new(session, name, &terms.counters),
            caller: Caller::new(terms, place),
        }
    }

    /// Where everything that it tells is read.
    pub(super) fn origin(&self) -> Origin {
        Origin::live(&self.account_id, &self.name)
    }

    /// The ARN of a resource of `service` here.
    pub(super) fn arn(&self, service: &str, resource: &str) -> String {
        let Self { partition, name, account_id, .. } = self;
        format!("arn:{partition}:{service}:{name}:{account_id}:{resource}")
    }

    /// A resource that lives here. Its ARN is its address, since that is what AWS calls it.
    pub(super) fn resource<T>(&self, id: &str, arn: String, attributes: T) -> Resource<T> {
        Resource {
            address: arn.clone(),
            origin: self.origin(),
            is_declared: true,
            change: Default::default(),
            id: Attribute::Known(id.to_owned()),
            arn: Attribute::Known(arn),
            region: Attribute::Known(self.name.clone()),
            account_id: Attribute::Known(self.account_id.clone()),
            // Only some operations tell tags; of caches the Tagging API does, later.
            tags: Attribute::Unknown(Reason::NotCollected(String::new())),
            stack_member: None,
            defaults: BTreeMap::new(),
            locations: BTreeMap::new(),
            attributes,
        }
    }

    /// Puts what was read of a list into `into`, and into `inventory` why there may be more.
    pub(super) fn list<T>(
        &self,
        inventory: &mut Inventory,
        list: ResourceList,
        listing: Listing<T>,
        into: impl FnOnce(&mut Inventory) -> &mut Vec<T>,
    ) {
        into(inventory).extend(listing.items);
        if let Some(reason) = listing.missing {
            self.unlisted(inventory, list, reason);
        }
    }

    /// Notes that `list` was not read, or not to its end.
    pub(super) fn unlisted(&self, inventory: &mut Inventory, list: ResourceList, reason: Reason) {
        let place = self.origin().file;
        inventory.unlisted.push(Unlisted { place, list, of: None, reason });
    }

    /// Notes that `list` was not read, or not to its end, of what belongs to the VPC, or the file system, called `owner`.
    pub(super) fn unlisted_of(
        &self,
        inventory: &mut Inventory,
        list: ResourceList,
        owner: &str,
        reason: Reason,
    ) {
        let (place, of) = (self.origin().file, Some(owner.to_owned()));
        inventory.unlisted.push(Unlisted { place, list, of, reason });
    }

    /// Reads everything that enabled policies need.
    pub(super) async fn read(&self) -> Inventory {
        let (mut inventory, containers) =
            tokio::join!(Box::pin(elasticache::caches(self)), Box::pin(ecs::caches(self)));
        let is_elasticache = !inventory.caches.is_empty();
        inventory.append(containers);
        if is_elasticache || !inventory.ecs_services.is_empty() {
            let found = &inventory;
            // Boxed, since the state of all these calls together is more than a thread's stack takes.
            let (around, file_systems, names, parameters, alarms, secrets, backup, logs, tags) = tokio::join!(
                Box::pin(elasticache::around(self, found)),
                Box::pin(efs::read(self, found)),
                Box::pin(servicediscovery::read(self, found)),
                Box::pin(ssm::read(self, found)),
                Box::pin(cloudwatch::read(self)),
                Box::pin(secretsmanager::read(self)),
                Box::pin(backup::read(self)),
                Box::pin(logs::read(self, found)),
                Box::pin(tagging::read(self, found)),
            );
            for part in [around, file_systems, names, parameters, alarms, secrets, backup, logs] {
                inventory.append(part);
            }
            let found = &inventory;
            let (network, topics, keys) = tokio::join!(
                Box::pin(ec2::read(self, found)),
                Box::pin(sns::read(self, found)),
                Box::pin(kms::read(self, found)),
            );
            for part in [network, topics, keys] {
                inventory.append(part);
            }
            tagging::apply(&mut inventory, &tags);
        }
        self.sign(&mut inventory);
        inventory
    }

    /// Reads what this account alone sees of `vpcs`, which are its own and in which caches of other accounts lie.
    pub(super) async fn read_shared(&self, vpcs: &BTreeSet<String>) -> Inventory {
        let mut inventory = Box::pin(ec2::read_shared(self, vpcs)).await;
        self.sign(&mut inventory);
        inventory
    }

    /// Says where `inventory` was read, and what is missing in it.
    fn sign(&self, inventory: &mut Inventory) {
        let gaps = self.caller.gaps();
        inventory.sources.push(SourceSummary {
            file: self.origin().file,
            kind: SourceKind::LiveAccount,
            written_by: None,
            is_complete: gaps.is_empty(),
        });
        inventory.gaps.extend(gaps);
    }
}
