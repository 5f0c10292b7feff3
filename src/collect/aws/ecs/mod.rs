//! ECS: services whose tasks run Redis or Valkey, and what those tasks are.
//!
//! Only a task definition tells whether a service runs a cache, so every one that a service uses is read. Services that run
//! something else are left out, and with them their definitions.

mod container;
mod services;
mod task_definition;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use self::services::Found;
use super::call::Listing;
use super::concurrent;
use super::region::Region;
use crate::collect::container::runs_a_cache;
use crate::model::{EcsTaskDefinition, Inventory, Reason, Resource, ResourceList};

/// The caches of `region` that run in containers.
pub(super) async fn caches(region: &Region) -> Inventory {
    let mut inventory = Inventory::new();
    let Listing { items: found, missing } = services::list(region).await;
    let definitions = task_definitions(region, &found).await;
    if let Some(reason) = missing {
        region.unlisted(&mut inventory, ResourceList::EcsServices, reason);
    }
    for (arn, definition) in definitions {
        match definition {
            Ok(definition) if is_cache(&definition.attributes) => {
                let uses_it = |found: &&Found| found.task_definition.as_ref() == Some(&arn);
                let services = found.iter().filter(uses_it).map(|found| found.service.clone());
                inventory.ecs_services.extend(services);
                inventory.ecs_task_definitions.push(definition);
            }
            Ok(_) => {}
            // What the services run that use it nobody knows, so they are missing as well.
            Err(reason) => {
                region.unlisted(&mut inventory, ResourceList::EcsServices, reason.clone());
                region.unlisted(&mut inventory, ResourceList::EcsTaskDefinitions, reason);
            }
        }
    }
    inventory.ecs_services.sort_by(|one, other| one.address.cmp(&other.address));
    inventory.ecs_services.dedup_by(|one, other| one.address == other.address);
    inventory.unlisted.sort();
    inventory.unlisted.dedup();
    inventory
}

/// Every definition that a service of `found` uses, once, by its ARN.
async fn task_definitions(
    region: &Region,
    found: &[Found],
) -> BTreeMap<String, Result<Resource<EcsTaskDefinition>, Reason>> {
    let arns: BTreeSet<String> =
        found.iter().filter_map(|found| found.task_definition.clone()).collect();
    let read = concurrent::all(arns.iter().map(|arn| task_definition::read(region, arn))).await;
    arns.into_iter().zip(read).collect()
}

/// Whether a container of the task has an image of Redis or Valkey, or one that nobody knows: the linker tells of that.
fn is_cache(definition: &EcsTaskDefinition) -> bool {
    let mut containers = definition.container_definitions.known().into_iter().flatten();
    containers.any(|container| container.image.as_str().is_none_or(runs_a_cache))
}
