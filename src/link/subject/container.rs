//! The container service that runs a cache, with what its tasks mount and are found by.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::network::LinkedRule;
use crate::model::{Attribute, FileSystem};

/// A service of ECS whose tasks run Redis or Valkey, in the container that does.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct LinkedContainer {
    /// The cluster's name.
    pub cluster: Attribute<String>,
    /// The task definition as messages call it: `phillm-redis:3`.
    pub task_definition: Attribute<String>,
    /// Units of CPU of a task, 1024 to a vCPU.
    pub cpu: Attribute<u32>,
    /// Memory of a task in MiB.
    pub memory: Attribute<u32>,
    /// The repository of the image, without registry: `redis`, `bitnami/redis`.
    pub image_repository: Attribute<String>,
    /// The tag of the image; `latest` where neither tag nor digest is written. Unset where a digest alone is.
    pub image_tag: Attribute<String>,
    /// The digest of the image: `sha256:…`. Unset where a tag alone is written, which may lead to another image tomorrow.
    pub image_digest: Attribute<String>,
    /// `desiredCount`: tasks that shall run.
    pub desired_count: Attribute<u32>,
    /// `runningCount`: tasks that run. Unset in a declaration.
    pub running_count: Attribute<u32>,
    /// `minimumHealthyPercent` of a deployment.
    pub minimum_healthy_percent: Attribute<u32>,
    /// `maximumPercent` of a deployment: above 100 it runs old and new tasks side by side.
    pub maximum_percent: Attribute<u32>,
    /// `ECS`, `CODE_DEPLOY` or `EXTERNAL`: who deploys.
    pub deployment_controller: Attribute<String>,
    /// `ROLLING`, `BLUE_GREEN`, `LINEAR` or `CANARY`: how ECS does.
    pub deployment_strategy: Attribute<String>,
    /// Whether tasks get a public IPv4 address; unknown in a network mode where they have that of their instance.
    pub assign_public_ip: Attribute<bool>,
    /// The settings in force: those of the command line over the documented defaults of the server, by directive.
    pub settings: Attribute<BTreeMap<String, Attribute<String>>>,
    /// The SSM parameter that the password comes from. Unset where it comes from elsewhere, or there is none.
    pub password_parameter: Attribute<LinkedPasswordParameter>,
    /// Whether the password stands in the health check in clear.
    pub health_check_tells_password: Attribute<bool>,
    /// Whether the container has a health check.
    pub has_health_check: Attribute<bool>,
    /// The driver of its log: `awslogs`, …. Unset where nothing is configured.
    pub log_driver: Attribute<String>,
    /// The log group, with another driver unset.
    pub log_group: Attribute<String>,
    /// The volume that its working directory (`dir`) lies on. Unset where that is the container's own storage, which goes
    /// away with the task.
    pub data_volume: Attribute<LinkedDataVolume>,
    /// The names by which Cloud Map finds it: `redis.phillm.local`.
    pub dns_names: Attribute<Vec<Attribute<String>>>,
}

/// The SSM parameter that a password comes from.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedPasswordParameter {
    /// Its name.
    pub name: Attribute<String>,
    /// `Type`: `String`, `StringList` or `SecureString`.
    pub parameter_type: Attribute<String>,
}

/// The volume that data is kept on.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedDataVolume {
    /// The volume's name in the task definition.
    pub name: Attribute<String>,
    /// Whether it outlives the task. What volumes other than those of EFS are, is not collected.
    pub is_persistent: Attribute<bool>,
    /// The file system of EFS. Unset for a volume of another kind.
    pub file_system: Attribute<LinkedFileSystem>,
}

/// A file system of EFS, and how it is mounted and reached.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedFileSystem {
    /// What messages call it: the id, else the address.
    pub label: String,
    /// The id.
    pub id: Attribute<String>,
    /// The address, when it is in the inventory.
    pub address: Option<String>,
    /// What is known of the file system itself.
    #[serde(flatten)]
    pub file_system: FileSystem,
    /// Whether the task's connection to it is encrypted.
    pub transit_encryption_enabled: Attribute<bool>,
    /// Whether it is mounted through an access point.
    pub has_access_point: Attribute<bool>,
    /// Every rule of its mount targets' groups that lets traffic reach the port of NFS, 2049, one entry for each source.
    pub ingress: Attribute<Vec<Attribute<LinkedRule>>>,
}
