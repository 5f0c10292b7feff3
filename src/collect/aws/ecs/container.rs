//! One container of a task: what it runs and writes to, and how it is checked.

use std::collections::BTreeMap;

use aws_sdk_ecs::types as sdk;

use super::task_definition::OPERATION;
use crate::collect::aws::region::Region;
use crate::collect::aws::reply;
use crate::collect::aws::ssm;
use crate::collect::container::{self, Launch, Variables, Words, runs_a_cache};
use crate::model::{Attribute, ContainerDefinition, MountPoint, Reason, Reference};

/// The option of the driver `awslogs` that names the log group.
const LOG_GROUP: &str = "awslogs-group";

/// The container as the model keeps it. Only what runs Redis or Valkey has settings and a password.
pub(super) fn definition(
    region: &Region,
    container: &sdk::ContainerDefinition,
) -> ContainerDefinition {
    let launch = launch(region, container);
    let server = container.image().filter(|image| runs_a_cache(image)).map(|_| launch.server());
    let (settings, password) =
        server.map_or((Attribute::Unset, Attribute::Unset), |it| (it.settings, it.password));
    let log = container.log_configuration();
    let group = log.and_then(|log| log.options()?.get(LOG_GROUP));
    ContainerDefinition {
        name: reply::required(container.name(), OPERATION, "name"),
        image: reply::required(container.image(), OPERATION, "image"),
        container_ports: ports(container.port_mappings()),
        settings,
        password,
        health_check_tells_password: launch.health_check_tells_password(),
        has_health_check: launch.has_health_check(),
        mount_points: mount_points(container),
        log_driver: reply::optional(log.map(|log| log.log_driver().as_str())),
        log_group: reply::optional(group.map(String::as_str)).map(Reference::Id),
    }
}

fn launch(region: &Region, container: &sdk::ContainerDefinition) -> Launch {
    let environment = container.environment().iter().filter_map(|variable| {
        let value = Attribute::Known(variable.value().unwrap_or_default().to_owned());
        Some((variable.name()?.to_owned(), value))
    });
    let secrets = container.secrets().iter().map(|secret| {
        let parameter = |name: &str| ssm::arn(region, name);
        let reference = container::secret(secret.value_from(), parameter);
        (secret.name().to_owned(), Attribute::Known(reference))
    });
    Launch {
        image: reply::required(container.image(), OPERATION, "image"),
        entry_point: words(container.entry_point()),
        command: words(container.command()),
        working_directory: reply::optional(container.working_directory()),
        variables: Variables {
            environment: Attribute::Known(environment.collect()),
            secrets: Attribute::Known(secrets.collect::<BTreeMap<_, _>>()),
            has_files: Attribute::Known(!container.environment_files().is_empty()),
        },
        health_check: container
            .health_check()
            .map_or(Attribute::Unset, |check| words(check.command())),
    }
}

/// A list that is empty says no more than one that is not there.
fn words(words: &[String]) -> Words {
    match words {
        [] => Attribute::Unset,
        words => Attribute::Known(words.iter().cloned().map(Attribute::Known).collect()),
    }
}

/// Every port that is mapped, ranges of them included.
fn ports(mappings: &[sdk::PortMapping]) -> Attribute<Vec<u16>> {
    let mut ports = Vec::new();
    for mapping in mappings {
        let port = mapping.container_port().map(|port| port.to_string());
        let Some(text) = port.as_deref().or(mapping.container_port_range()) else { continue };
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        match (first.parse::<u16>(), last.parse::<u16>()) {
            (Ok(first), Ok(last)) => ports.extend(first..=last),
            _ => {
                let what = format!("{text:?} is no port");
                return Attribute::Unknown(Reason::NotCollected(what));
            }
        }
    }
    Attribute::Known(ports)
}

/// What `volumesFrom` takes from other containers is not followed.
fn mount_points(container: &sdk::ContainerDefinition) -> Attribute<Vec<MountPoint>> {
    if container.volumes_from().is_empty() {
        return Attribute::Known(container.mount_points().iter().map(mount_point).collect());
    }
    let what = "the mount points of other containers that volumesFrom names";
    Attribute::Unknown(Reason::NotCollected(what.to_owned()))
}

fn mount_point(mount: &sdk::MountPoint) -> MountPoint {
    MountPoint {
        source_volume: reply::required(mount.source_volume(), OPERATION, "sourceVolume"),
        container_path: reply::required(mount.container_path(), OPERATION, "containerPath"),
        // "The default value is false."
        // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_MountPoint.html
        read_only: Attribute::Known(mount.read_only() == Some(true)),
    }
}
