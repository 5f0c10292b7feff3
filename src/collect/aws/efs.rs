//! EFS: the file systems that tasks mount, where they are reached, and whether they are backed up.
//!
//! Each is asked for by its id: an account may have any number of others.

use std::collections::BTreeSet;

use aws_sdk_efs::types as sdk;

use super::call::Listing;
use super::concurrent;
use super::failure::Failure;
use super::operation::Operation;
use super::region::Region;
use super::reply;
use crate::model::{
    Attribute, FileSystem, Inventory, MountTarget, Reason, Reference, Resource, ResourceList,
};

/// What EFS answers for a file system that this account does not have, or not any more.
const NOT_FOUND: &str = "FileSystemNotFound";
/// What it answers for a file system that nobody ever set a policy for.
///
/// <https://docs.aws.amazon.com/efs/latest/ug/API_DescribeBackupPolicy.html>
const NO_POLICY: &str = "PolicyNotFound";

/// The file systems that tasks of `found` mount.
pub(super) async fn read(region: &Region, found: &Inventory) -> Inventory {
    let mut inventory = Inventory::new();
    let ids = in_use(found);
    for part in concurrent::all(ids.iter().map(|id| file_system(region, id))).await {
        inventory.append(part);
    }
    inventory
}

/// The ids of the file systems, as task definitions name them.
fn in_use(found: &Inventory) -> BTreeSet<String> {
    let volumes = found
        .ecs_task_definitions
        .iter()
        .filter_map(|definition| definition.attributes.volumes.known())
        .flatten()
        .filter_map(|volume| volume.efs_volume_configuration.known());
    let named = volumes.filter_map(|efs| match efs.file_system_id.known() {
        Some(Reference::Id(id)) => Some(id.clone()),
        _ => None,
    });
    named.collect()
}

/// Everything about the file system called `id`.
async fn file_system(region: &Region, id: &str) -> Inventory {
    let (described, backup, targets) = tokio::join!(
        Box::pin(describe(region, id)),
        Box::pin(backup_policy(region, id)),
        Box::pin(mount_targets(region, id)),
    );
    let mut inventory = Inventory::new();
    let mut file_system = described.unwrap_or_else(|reason| unread(region, id, &reason));
    file_system.attributes.backup_policy_enabled = backup;
    inventory.file_systems.push(file_system);
    inventory.mount_targets.extend(targets.items);
    if let Some(reason) = targets.missing {
        region.unlisted_of(&mut inventory, ResourceList::MountTargets, id, reason);
    }
    inventory
}

async fn describe(region: &Region, id: &str) -> Result<Resource<FileSystem>, Reason> {
    let operation = Operation::DescribeFileSystems;
    let call = region.clients.efs.describe_file_systems().file_system_id(id).send();
    let described = region.caller.attempt(operation, call).await;
    let described = described.map_err(|failure| blame(region, failure))?;
    let mut all = described.file_systems.unwrap_or_default().into_iter();
    let found = all.find(|file_system| file_system.file_system_id() == id);
    let missing = || region.caller.blame(Failure::incomplete(operation));
    Ok(resource(region, &found.ok_or_else(missing)?))
}

/// Why nothing is known. One that is not here is nothing that could not be read: a task may mount those of other accounts.
fn blame(region: &Region, failure: Failure) -> Reason {
    match failure.code.as_str() {
        NOT_FOUND => failure.reason(),
        _ => region.caller.blame(failure),
    }
}

fn resource(region: &Region, file_system: &sdk::FileSystemDescription) -> Resource<FileSystem> {
    let id = file_system.file_system_id();
    let arn = reply::filled(file_system.file_system_arn()).unwrap_or_else(|| arn(region, id));
    let mut resource = region.resource(id, arn, attributes(file_system));
    let tags = file_system.tags().iter();
    resource.tags = reply::tags(tags.map(|tag| (Some(tag.key.clone()), Some(tag.value.clone()))));
    resource
}

fn arn(region: &Region, id: &str) -> String {
    region.arn("elasticfilesystem", &format!("file-system/{id}"))
}

fn attributes(file_system: &sdk::FileSystemDescription) -> FileSystem {
    let operation = Operation::DescribeFileSystems;
    let mode = file_system.throughput_mode().map(sdk::ThroughputMode::as_str);
    let throughput = file_system.provisioned_throughput_in_mibps();
    FileSystem {
        name: reply::optional(file_system.name()),
        encrypted: file_system.encrypted().map_or_else(
            || Attribute::Unknown(reply::untold(operation, "Encrypted")),
            Attribute::Known,
        ),
        kms_key_id: match file_system.encrypted() {
            // Some key encrypts it.
            Some(true) => {
                reply::required(file_system.kms_key_id(), operation, "KmsKeyId").map(Reference::Id)
            }
            _ => reply::optional(file_system.kms_key_id()).map(Reference::Id),
        },
        throughput_mode: reply::required(mode, operation, "ThroughputMode"),
        // Told where throughput is provisioned, and only there.
        provisioned_throughput_in_mibps: throughput.map_or(Attribute::Unset, Attribute::Known),
        availability_zone_name: reply::optional(file_system.availability_zone_name()),
        backup_policy_enabled: Attribute::default(),
    }
}

/// A file system of which only its id is known.
fn unread(region: &Region, id: &str, reason: &Reason) -> Resource<FileSystem> {
    let mut resource = region.resource(id, arn(region, id), FileSystem::unknown(reason));
    // It may be another account's.
    resource.arn = Attribute::Unknown(reason.clone());
    resource.account_id = Attribute::Unknown(reason.clone());
    resource.tags = Attribute::Unknown(reason.clone());
    resource
}

/// Whether AWS Backup backs the file system up by itself.
async fn backup_policy(region: &Region, id: &str) -> Attribute<bool> {
    let operation = Operation::DescribeBackupPolicy;
    let call = region.clients.efs.describe_backup_policy().file_system_id(id).send();
    let described = match region.caller.attempt(operation, call).await {
        Ok(described) => described,
        Err(failure) if failure.code == NO_POLICY => return Attribute::Known(false),
        Err(failure) => return Attribute::Unknown(blame(region, failure)),
    };
    let status = described.backup_policy().map(sdk::BackupPolicy::status);
    match status {
        Some(sdk::Status::Enabled | sdk::Status::Enabling) => Attribute::Known(true),
        Some(sdk::Status::Disabled | sdk::Status::Disabling) => Attribute::Known(false),
        _ => Attribute::Unknown(reply::untold(operation, "Status")),
    }
}

async fn mount_targets(region: &Region, id: &str) -> Listing<Resource<MountTarget>> {
    let operation = Operation::DescribeMountTargets;
    let page = |token| {
        let call = region.clients.efs.describe_mount_targets().file_system_id(id);
        call.max_items(100).set_marker(token).send()
    };
    let (targets, failure) = region
        .caller
        .attempt_pages(operation, page, |page| {
            (page.mount_targets.unwrap_or_default(), page.next_marker)
        })
        .await;
    let missing = failure.map(|failure| blame(region, failure));
    let groups = concurrent::all(targets.iter().map(|target| groups(region, target))).await;
    let mut items: Vec<_> = targets
        .iter()
        .zip(groups)
        .map(|(target, groups)| mount_target(region, target, groups))
        .collect();
    items.sort_by(|one, other| one.address.cmp(&other.address));
    Listing { items, missing }
}

/// The groups that a mount target is in; it always is in some.
async fn groups(
    region: &Region,
    target: &sdk::MountTargetDescription,
) -> Attribute<Vec<Attribute<Reference>>> {
    let operation = Operation::DescribeMountTargetSecurityGroups;
    let call = region.clients.efs.describe_mount_target_security_groups();
    let call = call.mount_target_id(target.mount_target_id()).send();
    match region.caller.call(operation, call).await {
        Ok(described) => match described.security_groups() {
            [] => Attribute::Unknown(reply::untold(operation, "SecurityGroups")),
            groups => reply::references(groups.to_vec()),
        },
        Err(reason) => Attribute::Unknown(reason),
    }
}

fn mount_target(
    region: &Region,
    target: &sdk::MountTargetDescription,
    security_group_ids: Attribute<Vec<Attribute<Reference>>>,
) -> Resource<MountTarget> {
    let told = |text, field| reply::required(Some(text), Operation::DescribeMountTargets, field);
    let attributes = MountTarget {
        file_system_id: told(target.file_system_id(), "FileSystemId").map(Reference::Id),
        subnet_id: told(target.subnet_id(), "SubnetId").map(Reference::Id),
        security_group_ids,
    };
    // A mount target has no ARN and no tags.
    let id = target.mount_target_id();
    let mut resource = region.resource(id, id.to_owned(), attributes);
    resource.arn = Attribute::Unset;
    resource.tags = Attribute::Unset;
    resource
}

#[cfg(test)]
mod tests;
