//! Which services of ECS are caches: those whose tasks run a server of Redis or Valkey.
//!
//! Of a service whose task definition is not in the inventory nobody knows what it runs: it is no subject, and a gap tells
//! so.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::index::Index;
use super::lookup;
use crate::model::{
    Attribute, ContainerDefinition, EcsService, EcsTaskDefinition, Engine, Gap, Image, Reason,
    Resource, TaskVolume,
};

/// What a service is no more when its tasks are gone: ECS shows it for a while.
const GONE: &str = "INACTIVE";

/// The services that are caches, and those that may be.
pub(crate) struct Containers<'a> {
    tasks: BTreeMap<usize, Task<'a>>,
    /// Why nobody knows whether a service is a cache, by its place.
    undecided: BTreeMap<usize, Reason>,
}

/// What the tasks of such a service run.
pub(crate) struct Task<'a> {
    /// The definition; of several that it may be, what they have in common.
    pub(crate) definition: Cow<'a, Resource<EcsTaskDefinition>>,
    /// The container with the server; of several, what they have in common.
    pub(crate) container: Cow<'a, ContainerDefinition>,
    pub(crate) engine: Attribute<Engine>,
}

/// A container that runs a server.
type Server<'a> = (&'a ContainerDefinition, Engine);

/// What is known of what a service runs.
enum Runs<'a> {
    Cache(Box<Task<'a>>),
    SomethingElse,
    Undecided(Reason),
}

impl<'a> Containers<'a> {
    /// Looks at what every service runs.
    pub(crate) fn new(index: &Index<'a>) -> Self {
        let mut all = Self { tasks: BTreeMap::new(), undecided: BTreeMap::new() };
        for (at, service) in index.inventory.ecs_services.iter().enumerate() {
            match Runs::of(index, service) {
                Runs::Cache(task) => {
                    all.tasks.insert(at, *task);
                }
                Runs::SomethingElse => {}
                Runs::Undecided(reason) => {
                    all.undecided.insert(at, reason);
                }
            }
        }
        all
    }

    /// Services that are not judged, for nobody knows whether they are caches.
    pub(crate) fn gaps(&self, index: &Index<'_>) -> Vec<Gap> {
        let services = &index.inventory.ecs_services;
        let gap = |(at, reason): (&usize, &Reason)| Gap {
            what: services[*at].address.clone(),
            why: format!("not judged, for whether it runs Redis or Valkey is not known: {reason}"),
            is_failure: true,
        };
        self.undecided.iter().map(gap).collect()
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

impl<'a> Runs<'a> {
    fn of(index: &Index<'a>, service: &Resource<EcsService>) -> Self {
        if !service.is_declared || service.attributes.status.as_str() == Some(GONE) {
            return Self::SomethingElse;
        }
        let reference = match &service.attributes.task_definition {
            Attribute::Known(reference) => reference,
            Attribute::Unknown(reason) => return Self::Undecided(reason.clone()),
            // Where somebody else deploys, nothing may run yet.
            Attribute::Unset => return Self::SomethingElse,
        };
        let mut caches: Vec<(&'a Resource<EcsTaskDefinition>, Vec<Server<'a>>)> = Vec::new();
        let mut doubt = None;
        let mut is_certain = true;
        for identity in index.task_definitions.identify(reference, &service.origin) {
            let found = match index.task_definitions.get(&identity) {
                Some(definition) => servers(definition).map(|servers| (definition, servers)),
                None => Err(index.task_definitions.missing(&identity, &service.origin)),
            };
            match found {
                Ok((definition, servers)) if !servers.is_empty() => {
                    caches.push((definition, servers));
                }
                Ok(_) => is_certain = false,
                Err(reason) => {
                    is_certain = false;
                    doubt = doubt.or(Some(reason));
                }
            }
        }
        match (Task::of(&caches, is_certain, &lookup::unresolved(reference)), doubt) {
            (Some(task), _) => Self::Cache(Box::new(task)),
            (None, Some(reason)) => Self::Undecided(reason),
            (None, None) => Self::SomethingElse,
        }
    }
}

/// The containers of `definition` that run a server; why nobody knows, where any of the others may be one.
fn servers(definition: &Resource<EcsTaskDefinition>) -> Result<Vec<Server<'_>>, Reason> {
    let containers = match &definition.attributes.container_definitions {
        Attribute::Known(containers) => containers.as_slice(),
        Attribute::Unknown(reason) => return Err(reason.clone()),
        Attribute::Unset => &[],
    };
    let found: Vec<_> = containers.iter().filter_map(|one| Some((one, engine(one)?))).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let mut images = containers.iter().map(|container| &container.image);
    match images.find(|image| !image.is_known()) {
        Some(Attribute::Unknown(reason)) => Err(reason.clone()),
        Some(_) => Err(Reason::NotCollected("the image of a container".to_owned())),
        None => Ok(found),
    }
}

impl<'a> Task<'a> {
    /// The task that each of `caches` may define; `is_certain` where it is one of them, and not for `which` of others.
    fn of(
        caches: &[(&'a Resource<EcsTaskDefinition>, Vec<Server<'a>>)],
        is_certain: bool,
        which: &Reason,
    ) -> Option<Self> {
        let (definition, own) = caches.first()?;
        let all: Vec<Server<'a>> =
            caches.iter().flat_map(|(_, servers)| servers.iter().copied()).collect();
        let (first, engine) = *all.first()?;
        let is_one = is_certain && caches.len() == 1;
        let why = || if is_one { which_container(own) } else { which.clone() };
        let is_one_engine = is_certain && all.iter().all(|(_, other)| *other == engine);
        // Nothing is known of what may run instead.
        let (no_definition, no_container) = Default::default();
        let mut definitions: Vec<&EcsTaskDefinition> =
            caches.iter().map(|(definition, _)| &definition.attributes).collect();
        let mut containers: Vec<&ContainerDefinition> = all.iter().map(|(one, _)| *one).collect();
        if !is_certain {
            definitions.push(&no_definition);
            containers.push(&no_container);
        }
        Some(Self {
            definition: match definitions.as_slice() {
                [_] => Cow::Borrowed(*definition),
                several => {
                    let mut shared = Resource::clone(definition);
                    shared.attributes = shared_definition(&definition.attributes, several, why);
                    Cow::Owned(shared)
                }
            },
            engine: if is_one_engine {
                Attribute::Known(engine)
            } else {
                Attribute::Unknown(why())
            },
            container: match containers.as_slice() {
                [_] => Cow::Borrowed(first),
                several => Cow::Owned(shared_container(first, several, why)),
            },
        })
    }

    /// The volume of the task that is called `name`.
    pub(crate) fn volume(&self, name: &str) -> Attribute<&TaskVolume> {
        self.definition.attributes.volumes.as_ref().and_then(|volumes| {
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
fn which_container(servers: &[Server<'_>]) -> Reason {
    let names = servers.iter().map(|(container, _)| container.name.as_str().unwrap_or("unnamed"));
    let names = names.collect::<Vec<_>>().join(" or ");
    Reason::UnresolvedReference(format!("the container that is the cache: {names}"))
}

macro_rules! forget_what_differs {
    ($type:ident, $first:ident, $all:ident, $why:ident, $($field:ident),* $(,)?) => {{
        let mut shared = $first.clone();
        // Taken apart by name, so that a field that is added cannot be forgotten here.
        let $type { $($field),* } = $first;
        $(
            if $all.iter().any(|other| other.$field != *$field) {
                shared.$field = Attribute::Unknown($why());
            }
        )*
        shared
    }};
}

/// What `all` containers say, of which `first` is one.
fn shared_container(
    first: &ContainerDefinition,
    all: &[&ContainerDefinition],
    why: impl Fn() -> Reason,
) -> ContainerDefinition {
    forget_what_differs!(
        ContainerDefinition,
        first,
        all,
        why,
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
    )
}

/// The same of definitions.
fn shared_definition(
    first: &EcsTaskDefinition,
    all: &[&EcsTaskDefinition],
    why: impl Fn() -> Reason,
) -> EcsTaskDefinition {
    forget_what_differs!(
        EcsTaskDefinition,
        first,
        all,
        why,
        family,
        cpu,
        memory,
        network_mode,
        container_definitions,
        volumes,
    )
}
