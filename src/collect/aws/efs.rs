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
    region.list(&mut inventory, ResourceList::MountTargets, targets, |all| &mut all.mount_targets);
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
    let attributes = FileSystem {
        name: Attribute::Unknown(reason.clone()),
        encrypted: Attribute::Unknown(reason.clone()),
        kms_key_id: Attribute::Unknown(reason.clone()),
        throughput_mode: Attribute::Unknown(reason.clone()),
        provisioned_throughput_in_mibps: Attribute::Unknown(reason.clone()),
        availability_zone_name: Attribute::Unknown(reason.clone()),
        backup_policy_enabled: Attribute::Unknown(reason.clone()),
    };
    let mut resource = region.resource(id, arn(region, id), attributes);
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
mod tests {
    use super::*;
    use crate::collect::aws::fake::{self, Asked};
    use crate::model::{EcsTaskDefinition, EfsVolumeConfiguration, TaskVolume};

    const ALL: [Operation; 4] = [
        Operation::DescribeFileSystems,
        Operation::DescribeBackupPolicy,
        Operation::DescribeMountTargets,
        Operation::DescribeMountTargetSecurityGroups,
    ];

    const ARN: &str = "arn:aws:elasticfilesystem:eu-west-1:123456789012:file-system/fs-1";

    fn mounted(ids: &[&str]) -> Inventory {
        let volume = |id: &&str| TaskVolume {
            name: Attribute::Known("data".into()),
            efs_volume_configuration: Attribute::Known(EfsVolumeConfiguration {
                file_system_id: Attribute::Known(Reference::Id((*id).to_owned())),
                ..Default::default()
            }),
        };
        let volumes = Attribute::Known(ids.iter().map(volume).collect());
        let attributes = EcsTaskDefinition { volumes, ..Default::default() };
        let definition = Resource { attributes, ..Resource::default() };
        Inventory { ecs_task_definitions: vec![definition], ..Inventory::new() }
    }

    /// The replies for one provisioned file system in two subnets, the second on a page of its own.
    fn answer(asked: &Asked) -> (u16, String) {
        let target = |id: &str, subnet: &str| {
            format!(
                r#"{{"MountTargetId":"{id}","FileSystemId":"fs-1","SubnetId":"{subnet}","LifeCycleState":"available"}}"#
            )
        };
        let told = match asked.operation.as_str() {
            "GET /2015-02-01/file-systems?FileSystemId=fs-1" => format!(
                r#"{{"FileSystems":[{{"OwnerId":"123456789012","CreationToken":"a","FileSystemId":"fs-1",
                    "FileSystemArn":"{ARN}","CreationTime":1732104000.0,"LifeCycleState":"available",
                    "Name":"redis","NumberOfMountTargets":2,"SizeInBytes":{{"Value":6144}},
                    "PerformanceMode":"generalPurpose","Encrypted":true,"KmsKeyId":"arn:key",
                    "ThroughputMode":"provisioned","ProvisionedThroughputInMibps":10.0,
                    "Tags":[{{"Key":"Name","Value":"redis"}}]}}]}}"#
            ),
            "GET /2015-02-01/file-systems/fs-1/backup-policy" => {
                r#"{"BackupPolicy":{"Status":"ENABLING"}}"#.to_owned()
            }
            "GET /2015-02-01/mount-targets?MaxItems=100&FileSystemId=fs-1" => {
                format!(r#"{{"MountTargets":[{}],"NextMarker":"2"}}"#, target("fsmt-2", "subnet-b"))
            }
            "GET /2015-02-01/mount-targets?MaxItems=100&Marker=2&FileSystemId=fs-1" => {
                format!(r#"{{"MountTargets":[{}]}}"#, target("fsmt-1", "subnet-a"))
            }
            path if path.ends_with("/security-groups") => {
                r#"{"SecurityGroups":["sg-efs"]}"#.to_owned()
            }
            other => panic!("{other}"),
        };
        (200, told)
    }

    #[tokio::test]
    async fn a_file_system_tells_how_it_is_kept_and_reached() {
        let (region, log) = fake::region(ALL, answer);
        let read = read(&region, &mounted(&["fs-1", "fs-1"])).await;
        let [file_system] = read.file_systems.as_slice() else { panic!("{read:?}") };
        let expected = FileSystem {
            name: Attribute::Known("redis".into()),
            encrypted: Attribute::Known(true),
            kms_key_id: Attribute::Known(Reference::Id("arn:key".into())),
            throughput_mode: Attribute::Known("provisioned".into()),
            provisioned_throughput_in_mibps: Attribute::Known(10.0),
            availability_zone_name: Attribute::Unset,
            backup_policy_enabled: Attribute::Known(true),
        };
        assert_eq!(file_system.attributes, expected);
        assert_eq!((file_system.address.as_str(), file_system.id.as_str()), (ARN, Some("fs-1")));
        let targets: Vec<_> = read
            .mount_targets
            .iter()
            .map(|target| (target.address.as_str(), target.attributes.subnet_id.clone()))
            .collect();
        let subnet = |id: &str| Attribute::Known(Reference::Id(id.to_owned()));
        assert_eq!(targets, [("fsmt-1", subnet("subnet-a")), ("fsmt-2", subnet("subnet-b"))]);
        let groups = reply::references(["sg-efs".to_owned()]);
        let targets = &read.mount_targets;
        assert!(targets.iter().all(|target| target.attributes.security_group_ids == groups));
        assert!(read.unlisted.is_empty() && region.caller.gaps().is_empty());
        assert_eq!(log.operations().len(), 6, "a file system that is mounted twice is read once");
    }

    /// What becomes of a file system where `operation` answers with `status` and the error `code`.
    async fn with_error(
        operation: &'static str,
        status: u16,
        code: &'static str,
    ) -> (Inventory, usize) {
        let (region, _) = fake::region(ALL, move |asked| {
            let is_meant = match operation {
                "DescribeFileSystems" => asked.operation.contains("/file-systems?"),
                "DescribeBackupPolicy" => asked.operation.ends_with("/backup-policy"),
                "DescribeMountTargets" => asked.operation.contains("/mount-targets?"),
                _ => asked.operation.ends_with("/security-groups"),
            };
            match is_meant {
                true => (status, format!(r#"{{"__type":"{code}","Message":"no"}}"#)),
                false => answer(asked),
            }
        });
        let read = read(&region, &mounted(&["fs-1"])).await;
        (read, region.caller.gaps().len())
    }

    #[test]
    fn a_file_system_is_encrypted_by_some_key_or_by_none() {
        let file_system = |encrypted: Option<bool>, key: Option<&str>| {
            let description = sdk::FileSystemDescription::builder()
                .owner_id("123456789012")
                .creation_token("a")
                .file_system_id("fs-1")
                .creation_time(aws_smithy_types::DateTime::from_secs(0))
                .life_cycle_state(sdk::LifeCycleState::Available)
                .number_of_mount_targets(0)
                .performance_mode(sdk::PerformanceMode::GeneralPurpose)
                .set_tags(Some(Vec::new()))
                .set_encrypted(encrypted)
                .set_kms_key_id(key.map(str::to_owned));
            attributes(&description.build().expect("is complete"))
        };
        let encrypted = file_system(Some(true), None);
        assert!(encrypted.kms_key_id.is_unknown() && encrypted.throughput_mode.is_unknown());
        let plain = file_system(Some(false), Some(""));
        assert_eq!(
            (plain.encrypted, plain.kms_key_id),
            (Attribute::Known(false), Attribute::Unset)
        );
        assert!(file_system(None, None).encrypted.is_unknown());
    }

    #[tokio::test]
    async fn a_file_system_without_a_policy_is_not_backed_up() {
        let (read, gaps) = with_error("DescribeBackupPolicy", 404, "PolicyNotFound").await;
        let [file_system] = read.file_systems.as_slice() else { panic!("{read:?}") };
        assert_eq!(file_system.attributes.backup_policy_enabled, Attribute::Known(false));
        assert_eq!(gaps, 0);
    }

    #[tokio::test]
    async fn what_is_denied_is_unknown_and_nothing_else() {
        const DENIED: &str = "AccessDeniedException";
        let reason = |name| Reason::AccessDenied(format!("elasticfilesystem:{name} ({DENIED})"));
        let (read, gaps) = with_error("DescribeFileSystems", 403, DENIED).await;
        let mut expected =
            unread(&fake::region([], answer).0, "fs-1", &reason("DescribeFileSystems"));
        expected.attributes.backup_policy_enabled = Attribute::Known(true);
        assert_eq!((read.file_systems, gaps), (vec![expected], 1));
        assert_eq!(read.mount_targets.len(), 2);

        let (read, gaps) = with_error("DescribeBackupPolicy", 403, DENIED).await;
        let policy = &read.file_systems[0].attributes.backup_policy_enabled;
        assert_eq!((policy.unknown(), gaps), (Some(&reason("DescribeBackupPolicy")), 1));

        let (read, gaps) = with_error("DescribeMountTargets", 403, DENIED).await;
        assert_eq!((read.mount_targets.len(), gaps), (0, 1));
        let [unlisted] = read.unlisted.as_slice() else { panic!("{read:?}") };
        assert_eq!(unlisted.list, ResourceList::MountTargets);

        let (read, gaps) = with_error("DescribeMountTargetSecurityGroups", 403, DENIED).await;
        let groups = Attribute::Unknown(reason("DescribeMountTargetSecurityGroups"));
        let targets = &read.mount_targets;
        assert!(targets.iter().all(|target| target.attributes.security_group_ids == groups));
        assert_eq!((targets.len(), gaps, read.unlisted.len()), (2, 1, 0));
    }

    #[tokio::test]
    async fn a_file_system_of_another_account_is_unknown_and_no_gap() {
        let (read, gaps) = with_error("DescribeFileSystems", 404, "FileSystemNotFound").await;
        let [file_system] = read.file_systems.as_slice() else { panic!("{read:?}") };
        assert!(file_system.attributes.encrypted.is_unknown());
        assert_eq!(gaps, 0);
        let (read, gaps) = with_error("DescribeMountTargets", 404, "FileSystemNotFound").await;
        assert_eq!((read.unlisted.len(), gaps), (1, 0), "who may reach it is unknown");
    }
}
