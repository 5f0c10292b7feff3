//! File systems against replies in the shape that EFS gives them.

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
        path if path.ends_with("/security-groups") => r#"{"SecurityGroups":["sg-efs"]}"#.to_owned(),
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
    assert_eq!((plain.encrypted, plain.kms_key_id), (Attribute::Known(false), Attribute::Unset));
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
    let mut expected = unread(&fake::region([], answer).0, "fs-1", &reason("DescribeFileSystems"));
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
    assert!(file_system.arn.is_unknown() && file_system.account_id.is_unknown());
    assert_eq!(gaps, 0);
    let (read, gaps) = with_error("DescribeMountTargets", 404, "FileSystemNotFound").await;
    let [unlisted] = read.unlisted.as_slice() else { panic!("{read:?}") };
    assert_eq!((unlisted.of.as_deref(), gaps), (Some("fs-1"), 0), "who may reach it is unknown");
}
