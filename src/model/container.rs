//! Redis and Valkey in containers: services of ECS, what their tasks run, the file systems they keep data on, and the names
//! they are found by.
//!
//! A password never enters: of a command line, an environment and a health check only what is named here is kept.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Attribute, Reason, Reference, SecretValue};

/// `AWS::ECS::Service`.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html>
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EcsService {
    /// `serviceName`.
    pub service_name: Attribute<String>,
    /// `clusterArn`, `Cluster`.
    pub cluster: Attribute<Reference>,
    /// `taskDefinition`: the ARN with its revision.
    pub task_definition: Attribute<Reference>,
    /// `status`: `ACTIVE`, `DRAINING`, `INACTIVE`. Unset in a declaration.
    pub status: Attribute<String>,
    /// `desiredCount`: tasks that shall run.
    pub desired_count: Attribute<u32>,
    /// `runningCount`: tasks that run. Unset in a declaration.
    pub running_count: Attribute<u32>,
    /// `launchType`: `FARGATE`, `EC2`, `EXTERNAL`; unset where a capacity provider strategy chooses.
    pub launch_type: Attribute<String>,
    /// `networkConfiguration.awsvpcConfiguration.subnets`; unset in another network mode.
    pub subnet_ids: Attribute<Vec<Attribute<Reference>>>,
    /// `networkConfiguration.awsvpcConfiguration.securityGroups`; unset means the VPC's default group.
    pub security_group_ids: Attribute<Vec<Attribute<Reference>>>,
    /// `networkConfiguration.awsvpcConfiguration.assignPublicIp` is `ENABLED`.
    pub assign_public_ip: Attribute<bool>,
    /// `deploymentConfiguration.minimumHealthyPercent`.
    pub minimum_healthy_percent: Attribute<u32>,
    /// `deploymentConfiguration.maximumPercent`: above 100 a deployment runs old and new tasks side by side.
    pub maximum_percent: Attribute<u32>,
    /// `deploymentController.type`: `ECS`, `CODE_DEPLOY`, `EXTERNAL`. Only `ECS` minds the maximum percent.
    pub deployment_controller: Attribute<String>,
    /// `deploymentConfiguration.strategy`: `ROLLING`, `BLUE_GREEN`, `LINEAR`, `CANARY`.
    pub deployment_strategy: Attribute<String>,
    /// `serviceRegistries[].registryArn`: services of Cloud Map.
    pub service_registries: Attribute<Vec<Attribute<Reference>>>,
    /// `serviceConnectConfiguration.enabled`: its clients may find it by names that are not told here.
    pub service_connect_enabled: Attribute<bool>,
}

/// `AWS::ECS::TaskDefinition`: one revision.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html>
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EcsTaskDefinition {
    /// `family`.
    pub family: Attribute<String>,
    /// `cpu` of the task in units, 1024 to a vCPU.
    pub cpu: Attribute<u32>,
    /// `memory` of the task in MiB.
    pub memory: Attribute<u32>,
    /// `networkMode`: `awsvpc`, `bridge`, `host`, `none`.
    pub network_mode: Attribute<String>,
    /// `containerDefinitions`.
    pub container_definitions: Attribute<Vec<ContainerDefinition>>,
    /// `volumes`.
    pub volumes: Attribute<Vec<TaskVolume>>,
}

/// One entry of `containerDefinitions`.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html>
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ContainerDefinition {
    /// `name`.
    pub name: Attribute<String>,
    /// `image`, as written: `redis:8-alpine`.
    pub image: Attribute<String>,
    /// `portMappings[].containerPort`.
    pub container_ports: Attribute<Vec<u16>>,
    /// The settings that `entryPoint` and `command` give `redis-server` or `valkey-server`, by directive in lower case and
    /// without those that are secret: `appendonly` is `yes`. Values of a directive that is given several times are joined
    /// by a space: `save` is `900 1 300 10`. Unknown where a file or a script may set more.
    pub settings: Attribute<BTreeMap<String, Attribute<String>>>,
    /// The value of `requirepass`; not set where the command line gives none.
    pub password: Attribute<SecretValue>,
    /// Whether the password stands in the health check in clear, as in `redis-cli -a PASSWORD ping`.
    pub health_check_tells_password: Attribute<bool>,
    /// Whether there is a `healthCheck` that checks something.
    pub has_health_check: Attribute<bool>,
    /// `mountPoints`.
    pub mount_points: Attribute<Vec<MountPoint>>,
    /// `logConfiguration.logDriver`: `awslogs`, `awsfirelens`, …. Unset where nothing is configured.
    pub log_driver: Attribute<String>,
    /// `logConfiguration.options["awslogs-group"]`.
    pub log_group: Attribute<Reference>,
}

/// One entry of `mountPoints`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MountPoint {
    /// `sourceVolume`: the name of the task's volume.
    pub source_volume: Attribute<String>,
    /// `containerPath`.
    pub container_path: Attribute<String>,
    /// `readOnly`.
    pub read_only: Attribute<bool>,
}

/// One entry of `volumes`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TaskVolume {
    /// `name`.
    pub name: Attribute<String>,
    /// `efsVolumeConfiguration`; unset for a volume of another kind.
    pub efs_volume_configuration: Attribute<EfsVolumeConfiguration>,
}

/// `efsVolumeConfiguration`: how a task mounts a file system.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSVolumeConfiguration.html>
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EfsVolumeConfiguration {
    /// `fileSystemId`.
    pub file_system_id: Attribute<Reference>,
    /// `rootDirectory`.
    pub root_directory: Attribute<String>,
    /// `transitEncryption` is `ENABLED`; it is off where nothing is said.
    pub transit_encryption_enabled: Attribute<bool>,
    /// `authorizationConfig.accessPointId`; unset where the root is mounted.
    pub access_point_id: Attribute<Reference>,
    /// `authorizationConfig.iam` is `ENABLED`; it is off where nothing is said.
    pub iam_authorization_enabled: Attribute<bool>,
}

/// `AWS::EFS::FileSystem`.
///
/// <https://docs.aws.amazon.com/efs/latest/ug/API_FileSystemDescription.html>
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FileSystem {
    /// `Name`, that of the tag.
    pub name: Attribute<String>,
    /// `Encrypted`.
    pub encrypted: Attribute<bool>,
    /// `KmsKeyId`; unset where nothing is encrypted.
    pub kms_key_id: Attribute<Reference>,
    /// `ThroughputMode`: `bursting`, `provisioned`, `elastic`.
    pub throughput_mode: Attribute<String>,
    /// `ProvisionedThroughputInMibps` in MiB/s; unset in another mode.
    pub provisioned_throughput_in_mibps: Attribute<f64>,
    /// `AvailabilityZoneName` of a One Zone file system; unset for one of all zones.
    pub availability_zone_name: Attribute<String>,
    /// `BackupPolicy.Status` is `ENABLED` or `ENABLING`.
    pub backup_policy_enabled: Attribute<bool>,
}

impl FileSystem {
    /// One of which nothing is known, for one reason.
    pub(crate) fn unknown(reason: &Reason) -> Self {
        Self {
            name: Attribute::Unknown(reason.clone()),
            encrypted: Attribute::Unknown(reason.clone()),
            kms_key_id: Attribute::Unknown(reason.clone()),
            throughput_mode: Attribute::Unknown(reason.clone()),
            provisioned_throughput_in_mibps: Attribute::Unknown(reason.clone()),
            availability_zone_name: Attribute::Unknown(reason.clone()),
            backup_policy_enabled: Attribute::Unknown(reason.clone()),
        }
    }
}

/// `AWS::EFS::MountTarget`: where a file system is reached in one subnet.
///
/// <https://docs.aws.amazon.com/efs/latest/ug/API_MountTargetDescription.html>
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MountTarget {
    /// `FileSystemId`.
    pub file_system_id: Attribute<Reference>,
    /// `SubnetId`.
    pub subnet_id: Attribute<Reference>,
    /// `SecurityGroups` of `DescribeMountTargetSecurityGroups`.
    pub security_group_ids: Attribute<Vec<Attribute<Reference>>>,
}

/// `AWS::ServiceDiscovery::Service`: a name in a namespace of Cloud Map.
///
/// <https://docs.aws.amazon.com/cloud-map/latest/api/API_Service.html>
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DiscoveryService {
    /// `Name`: `redis`.
    pub name: Attribute<String>,
    /// `NamespaceId`, `DnsConfig.NamespaceId`.
    pub namespace_id: Attribute<Reference>,
}

/// `AWS::ServiceDiscovery::PrivateDnsNamespace` and its like.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DiscoveryNamespace {
    /// `Name`: `phillm.local`.
    pub name: Attribute<String>,
    /// `Type`: `DNS_PRIVATE`, `DNS_PUBLIC`, `HTTP`.
    pub namespace_type: Attribute<String>,
}
