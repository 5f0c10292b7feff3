//! The volume that a container keeps its data on, and the file system of EFS behind it.

use super::Linker;
use super::containers::Task;
use super::grouped::Grouped;
use super::index::Index;
use super::lookup::{Identity, agree, unresolved};
use super::peering::vpc_of;
use super::reachability::Reachability;
use super::server::Server;
use super::subject::{LinkedDataVolume, LinkedFileSystem, LinkedRule};
use super::subnets::Placement;
use crate::model::{
    Attribute, EfsVolumeConfiguration, FileSystem, MountPoint, MountTarget, Origin, Reason,
    Resource, ResourceList, TaskVolume,
};

/// The port of NFS.
const NFS: u16 = 2049;

type Rules = Vec<Attribute<LinkedRule>>;

/// Mount targets by file system.
pub(crate) struct MountTargets<'a> {
    by_file_system: Grouped<'a, MountTarget>,
}

impl<'a> MountTargets<'a> {
    /// Groups the mount targets.
    pub(crate) fn new(index: &Index<'a>) -> Self {
        let by_file_system = Grouped::new(&index.inventory.mount_targets, |target| {
            let file_system = &target.attributes.file_system_id;
            index.file_systems.identify_attribute(file_system, &target.origin)
        });
        Self { by_file_system }
    }
}

impl Linker<'_> {
    /// The volume that the working directory of `server` lies on; unset where that goes away with the task.
    pub(crate) fn data_volume(
        &self,
        task: &Task<'_>,
        server: &Server<'_>,
        from: &Origin,
    ) -> Attribute<LinkedDataVolume> {
        let mount_points = match &task.container.mount_points {
            Attribute::Known(mount_points) => mount_points.as_slice(),
            Attribute::Unset => &[],
            Attribute::Unknown(reason) => return Attribute::Unknown(reason.clone()),
        };
        if mount_points.is_empty() {
            return Attribute::Unset;
        }
        let mount_point = directory(server).and_then(|path| holder(mount_points, &path));
        let name = mount_point.and_then(|mount_point| mount_point.source_volume.as_ref());
        name.and_then(|name| task.volume(name)).map(|volume| self.describe_volume(volume, from))
    }

    fn describe_volume(&self, volume: &TaskVolume, from: &Origin) -> LinkedDataVolume {
        let name = volume.name.as_str().unwrap_or_default();
        let efs = volume.efs_volume_configuration.as_ref();
        LinkedDataVolume {
            name: volume.name.clone(),
            is_persistent: match &efs {
                Attribute::Known(_) => Attribute::Known(true),
                Attribute::Unset => Attribute::Unknown(other_volume(name)),
                Attribute::Unknown(reason) => Attribute::Unknown(reason.clone()),
            },
            file_system: efs.and_then(|efs| self.file_system(efs, from)),
        }
    }

    /// The file system that `efs` mounts.
    fn file_system(
        &self,
        efs: &EfsVolumeConfiguration,
        from: &Origin,
    ) -> Attribute<LinkedFileSystem> {
        let file_systems = &self.index.file_systems;
        efs.file_system_id.as_ref().and_then(|reference| {
            let found = file_systems.identify(reference, from).into_iter().map(|identity| {
                let resource = file_systems.get(&identity);
                let missing = file_systems.missing(&identity, from);
                Attribute::Known(LinkedFileSystem {
                    label: file_systems.label(&identity),
                    id: match (&resource, &identity) {
                        (Some(resource), _) => resource.id.clone(),
                        (None, Identity::Named(id)) => Attribute::Known(id.clone()),
                        (None, _) => Attribute::Unknown(missing.clone()),
                    },
                    address: resource.map(|resource| resource.address.clone()),
                    file_system: match resource {
                        Some(resource) => resource.attributes.clone(),
                        None => FileSystem::unknown(&missing),
                    },
                    transit_encryption_enabled: efs.transit_encryption_enabled.clone().or(false),
                    has_access_point: match &efs.access_point_id {
                        Attribute::Unknown(reason) => Attribute::Unknown(reason.clone()),
                        access_point => Attribute::Known(access_point.is_known()),
                    },
                    ingress: self.nfs_ingress(&identity, from),
                })
            });
            agree(found.collect::<Vec<_>>(), || unresolved(reference))
        })
    }

    /// Every rule that lets traffic reach a mount target of the file system `identity`.
    fn nfs_ingress(&self, identity: &Identity, from: &Origin) -> Attribute<Rules> {
        let targets = &self.mount_targets.by_file_system;
        let label = self.index.file_systems.label(identity);
        let lists = &self.index.lists;
        if let Some(reason) = lists.unread_of(from, &[ResourceList::MountTargets], &label) {
            return Attribute::Unknown(reason.clone());
        }
        let certain: Vec<_> = targets.of(identity).collect();
        let possible: Vec<_> = targets.possibly_of(identity).collect();
        // A declaration may leave to another what lets the file system be reached.
        if certain.is_empty() && possible.is_empty() && !from.is_live() {
            let what = format!("mount targets of {label} are not in this input");
            return Attribute::Unknown(Reason::NotCollected(what));
        }
        let mut rules = Rules::new();
        for target in certain {
            match self.ingress_of(target) {
                Attribute::Known(found) => add(&mut rules, found),
                Attribute::Unset => {}
                Attribute::Unknown(reason) => add(&mut rules, vec![Attribute::Unknown(reason)]),
            }
        }
        for target in possible {
            let what = format!("the file system of {}", target.address);
            add(&mut rules, vec![Attribute::Unknown(Reason::UnresolvedReference(what))]);
        }
        Attribute::Known(rules)
    }

    fn ingress_of(&self, target: &Resource<MountTarget>) -> Attribute<Rules> {
        let (index, from) = (&self.index, &target.origin);
        let subnet = [target.attributes.subnet_id.clone()];
        let placement =
            Placement { group: Attribute::Unset, subnets: Attribute::Known(&subnet), from };
        let vpc = vpc_of(index, &placement);
        let security_groups = &self.security_groups;
        let ids = &target.attributes.security_group_ids;
        let groups = security_groups.named(index, ids, from, &vpc);
        let reach = Reachability { index, security_groups, groups: &groups, from };
        reach.ingress(&Attribute::Known(vec![NFS]))
    }
}

/// Adds rules that are not there yet: mount targets mostly share their groups.
fn add(rules: &mut Rules, found: Rules) {
    for rule in found {
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
}

/// The working directory of `server`, which `dir` says: where it writes snapshots and logs of writes.
fn directory(server: &Server<'_>) -> Attribute<String> {
    server.setting("dir").and_then(|dir| {
        let parts: Vec<&str> =
            dir.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        let base = match dir.starts_with('/') {
            true => Attribute::Known(""),
            false => server.directory(),
        };
        base.and_then(|base| {
            if parts.contains(&"..") {
                return Attribute::Unknown(Reason::NotCollected(format!("where {dir} lies")));
            }
            let below: String = parts.iter().map(|part| format!("/{part}")).collect();
            Attribute::Known(format!("{base}{below}"))
        })
    })
}

/// The one of `mount_points` that `path` lies on: the innermost. What is mounted to be read only keeps nothing.
fn holder<'m>(mount_points: &'m [MountPoint], path: &str) -> Attribute<&'m MountPoint> {
    let unknown = mount_points.iter().find_map(|one| one.container_path.unknown());
    if let Some(reason) = unknown {
        return Attribute::Unknown(reason.clone());
    }
    let holds = |one: &&MountPoint| {
        one.container_path.as_str().is_some_and(|outer| is_inside(path, trimmed(outer)))
    };
    let length = |one: &&MountPoint| one.container_path.as_str().map(|path| trimmed(path).len());
    let Some(found) = mount_points.iter().filter(holds).max_by_key(length) else {
        return Attribute::Unset;
    };
    match &found.read_only {
        Attribute::Known(true) => Attribute::Unset,
        Attribute::Known(false) | Attribute::Unset => Attribute::Known(found),
        Attribute::Unknown(reason) => Attribute::Unknown(reason.clone()),
    }
}

fn is_inside(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A path without slashes at its end: `/` becomes empty, which everything lies in.
fn trimmed(path: &str) -> &str {
    path.trim_end_matches('/')
}

/// Why nobody knows what becomes of a volume that is none of EFS.
pub(crate) fn other_volume(name: &str) -> Reason {
    Reason::NotCollected(format!("volume {name}, which is none of EFS"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mount(path: &str) -> MountPoint {
        MountPoint {
            source_volume: Attribute::Known(path.to_owned()),
            container_path: Attribute::Known(path.to_owned()),
            read_only: Attribute::Unset,
        }
    }

    fn held(mount_points: &[MountPoint], path: &str) -> Option<String> {
        let found = holder(mount_points, path);
        found.known().and_then(|mount| mount.container_path.as_str().map(str::to_owned))
    }

    #[test]
    fn a_directory_lies_on_the_innermost_volume_around_it() {
        let all = [mount("/"), mount("/data"), mount("/data/aof/"), mount("/database")];
        for (path, expected) in [
            ("/data", Some("/data")),
            ("/data/redis", Some("/data")),
            ("/data/aof", Some("/data/aof/")),
            ("/datas", Some("/")),
        ] {
            assert_eq!(held(&all, path).as_deref(), expected, "{path}");
        }
        assert_eq!(holder(&all[1..], "/datas"), Attribute::Unset);
    }

    #[test]
    fn what_is_read_only_or_not_known_holds_nothing() {
        let read_only = MountPoint { read_only: Attribute::Known(true), ..mount("/data") };
        assert_eq!(holder(&[read_only], "/data"), Attribute::Unset);
        let unknown = MountPoint { container_path: Attribute::default(), ..mount("/data") };
        assert!(holder(&[mount("/data"), unknown], "/data").is_unknown());
    }
}
