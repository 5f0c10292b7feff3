//! Which services of ECS are caches: those whose tasks run a server of Redis or Valkey.
//!
//! Of a service whose task definition is not in the inventory nobody knows what it runs: it is no subject, and the source
//! that left the definition out tells so.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::index::Index;
use super::lookup::Identity;
use crate::model::{
    Attribute, ContainerDefinition, EcsService, EcsTaskDefinition, Engine, Image, Reason, Resource,
    TaskVolume,
};

/// What a service is no more when its tasks are gone: ECS shows it for a while.
const GONE: &str = "INACTIVE";

/// The services that are caches.
pub(crate) struct Containers<'a> {
    tasks: BTreeMap<usize, Task<'a>>,
}

/// What the tasks of such a service run.
pub(crate) struct Task<'a> {
    pub(crate) definition: &'a Resource<EcsTaskDefinition>,
    /// The container with the server; of several, what they have in common.
    pub(crate) container: Cow<'a, ContainerDefinition>,
    pub(crate) engine: Attribute<Engine>,
}

impl<'a> Containers<'a> {
    /// Looks at what every service runs.
    pub(crate) fn new(index: &Index<'a>) -> Self {
        let services = index.inventory.ecs_services.iter().enumerate();
        let tasks = services.filter_map(|(at, service)| Some((at, Task::of(index, service)?)));
        Self { tasks: tasks.collect() }
    }

    /// The places of the services that are caches.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = usize> {
        self.tasks.keys().copied()
    }

    /// What the tasks of the service at `at` run, if it is a cache.
    pub(crate) fn task(&self, at: usize) -> Option<&Task<'a>> {
        self.tasks.get(&at)
    }
}

impl<'a> Task<'a> {
    fn of(index: &Index<'a>, service: &Resource<EcsService>) -> Option<Self> {
        if !service.is_declared || service.attributes.status.as_str() == Some(GONE) {
            return None;
        }
        let reference = service.attributes.task_definition.known()?;
        let definition =
            match index.task_definitions.identify(reference, &service.origin).as_slice() {
                [identity @ Identity::Here(_)] => index.task_definitions.get(identity)?,
                _ => return None,
            };
        let containers = definition.attributes.container_definitions.known()?;
        let servers: Vec<(&'a ContainerDefinition, Engine)> =
            containers.iter().filter_map(|one| Some((one, engine(one)?))).collect();
        let (first, engine) = *servers.first()?;
        let which = || which(&servers);
        let is_one_engine = servers.iter().all(|(_, other)| *other == engine);
        Some(Self {
            definition,
            engine: if is_one_engine {
                Attribute::Known(engine)
            } else {
                Attribute::Unknown(which())
            },
            container: match servers.as_slice() {
                [_] => Cow::Borrowed(first),
                several => Cow::Owned(shared(first, several, which)),
            },
        })
    }

    /// The volume of the task that is called `name`.
    pub(crate) fn volume(&self, name: &str) -> Attribute<&'a TaskVolume> {
        let definition = self.definition;
        definition.attributes.volumes.as_ref().and_then(|volumes| {
            let found = volumes.iter().find(|volume| volume.name.as_str() == Some(name));
            // ECS takes no mount point of a volume that is not there.
            found.map_or_else(Attribute::default, Attribute::Known)
        })
    }
}

fn engine(container: &ContainerDefinition) -> Option<Engine> {
    Image::parse(container.image.as_str()?).engine()
}

/// Why nobody can tell what the cache is set to: any of `servers` may be it.
fn which(servers: &[(&ContainerDefinition, Engine)]) -> Reason {
    let names = servers.iter().map(|(container, _)| container.name.as_str().unwrap_or("unnamed"));
    let names = names.collect::<Vec<_>>().join(" or ");
    Reason::UnresolvedReference(format!("the container that is the cache: {names}"))
}

/// What all of `servers` say, of which `first` is one.
fn shared(
    first: &ContainerDefinition,
    servers: &[(&ContainerDefinition, Engine)],
    why: impl Fn() -> Reason,
) -> ContainerDefinition {
    let mut shared = first.clone();
    macro_rules! forget_what_differs {
        ($($field:ident),* $(,)?) => {{
            // Taken apart by name, so that a field that is added cannot be forgotten here.
            let ContainerDefinition { $($field),* } = first;
            $(
                if servers.iter().any(|(other, _)| other.$field != *$field) {
                    shared.$field = Attribute::Unknown(why());
                }
            )*
        }};
    }
    forget_what_differs!(
        name,
        image,
        container_ports,
        settings,
        password,
        health_check_tells_password,
        has_health_check,
        mount_points,
        log_driver,
        log_group,
    );
    shared
}
