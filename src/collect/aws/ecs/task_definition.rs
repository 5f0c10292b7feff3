//! What the tasks of a service are.

use aws_sdk_ecs::types as sdk;

use super::container;
use crate::collect::aws::operation::Operation;
use crate::collect::aws::region::Region;
use crate::collect::aws::reply;
use crate::model::{
    Arn, Attribute, EcsTaskDefinition, EfsVolumeConfiguration, Reason, Reference, Resource,
    TaskVolume,
};

pub(super) const OPERATION: Operation = Operation::DescribeTaskDefinition;

/// The definition with that ARN.
///
/// # Errors
///
/// Why nothing is known of it.
pub(super) async fn read(
    region: &Region,
    arn: &str,
) -> Result<Resource<EcsTaskDefinition>, Reason> {
    let call = region.clients.ecs.describe_task_definition().task_definition(arn).send();
    let described = region.caller.call(OPERATION, call).await?;
    let untold = || reply::untold(OPERATION, "taskDefinition");
    let definition = described.task_definition.ok_or_else(untold)?;
    let id = Arn::parse(arn).map_or(arn, |arn| arn.name());
    Ok(region.resource(id, arn.to_owned(), attributes(region, &definition)))
}

fn attributes(region: &Region, definition: &sdk::TaskDefinition) -> EcsTaskDefinition {
    let containers = definition.container_definitions().iter();
    EcsTaskDefinition {
        family: reply::required(definition.family(), OPERATION, "family"),
        // On container instances a task may do without limits of its own.
        cpu: number(definition.cpu(), "cpu"),
        memory: number(definition.memory(), "memory"),
        network_mode: network_mode(definition),
        container_definitions: Attribute::Known(
            containers.map(|container| container::definition(region, container)).collect(),
        ),
        volumes: Attribute::Known(definition.volumes().iter().map(volume).collect()),
    }
}

/// ECS tells units and MiB as digits, however they were written.
fn number(text: Option<&str>, field: &str) -> Attribute<u32> {
    reply::optional(text).and_then(|text| match text.parse() {
        Ok(number) => Attribute::Known(number),
        Err(_) => {
            let what = format!("{field} {text:?} is no number");
            Attribute::Unknown(Reason::NotCollected(what))
        }
    })
}

/// `bridge` where nobody chose one, unless Windows runs the task.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html>
fn network_mode(definition: &sdk::TaskDefinition) -> Attribute<String> {
    let platform = definition.runtime_platform();
    let system = platform.and_then(|platform| platform.operating_system_family());
    let is_windows = system.is_some_and(|system| system.as_str().starts_with("WINDOWS"));
    match definition.network_mode() {
        Some(mode) => reply::required(Some(mode.as_str()), OPERATION, "networkMode"),
        None if is_windows => Attribute::Unknown(reply::untold(OPERATION, "networkMode")),
        None => Attribute::Known(sdk::NetworkMode::Bridge.as_str().to_owned()),
    }
}

fn volume(volume: &sdk::Volume) -> TaskVolume {
    TaskVolume {
        name: reply::required(volume.name(), OPERATION, "name"),
        efs_volume_configuration: match volume.efs_volume_configuration() {
            Some(efs) => Attribute::Known(efs_volume(efs)),
            None => Attribute::Unset,
        },
    }
}

/// What is left out is off.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSVolumeConfiguration.html>
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSAuthorizationConfig.html>
fn efs_volume(efs: &sdk::EfsVolumeConfiguration) -> EfsVolumeConfiguration {
    let authorization = efs.authorization_config();
    let access_point = authorization.and_then(|authorization| authorization.access_point_id());
    let transit = efs.transit_encryption().map(sdk::EfsTransitEncryption::as_str);
    let iam = authorization.and_then(|authorization| authorization.iam());
    EfsVolumeConfiguration {
        file_system_id: reply::required(Some(efs.file_system_id()), OPERATION, "fileSystemId")
            .map(Reference::Id),
        root_directory: reply::optional(efs.root_directory()).or("/".to_owned()),
        transit_encryption_enabled: is_enabled(transit),
        access_point_id: reply::optional(access_point).map(Reference::Id),
        iam_authorization_enabled: is_enabled(iam.map(sdk::EfsAuthorizationConfigIam::as_str)),
    }
}

fn is_enabled(switch: Option<&str>) -> Attribute<bool> {
    match switch {
        None | Some("DISABLED") => Attribute::Known(false),
        Some("ENABLED") => Attribute::Known(true),
        Some(other) => {
            let what = format!("{other:?} is neither ENABLED nor DISABLED");
            Attribute::Unknown(Reason::NotCollected(what))
        }
    }
}
