//! Puts a cache that runs in containers together with all it relates to.

use super::containers::Task;
use super::server::Server;
use super::subject::{LinkedCache, LinkedContainer, LinkedDataVolume};
use super::{Linker, discovery, keys, logs, lookup, password, volume};
use crate::model::{
    Arn, Attribute, Cache, CacheKind, EcsService, Image, Reason, Reference, Resource,
};

/// The driver that writes to CloudWatch Logs.
const AWS_LOGS: &str = "awslogs";

impl Linker<'_> {
    /// The service at `at`, linked.
    ///
    /// # Panics
    ///
    /// If the service is no cache.
    pub(crate) fn linked_container(&self, at: usize) -> LinkedCache {
        let index = &self.index;
        let service = &index.inventory.ecs_services[at];
        let from = &service.origin;
        let task = self.containers.task(at).expect("keys name services that are caches");
        let server = Server::of(task);
        let data_volume = self.data_volume(task, &server, from);
        let cache = cache(service, &server, &data_volume);
        let network = self.network(&cache, from, &server.ports());
        LinkedCache {
            address: service.address.clone(),
            id: service.id.clone(),
            arn: service.arn.clone(),
            region: service.region.clone(),
            account_id: service.account_id.clone(),
            tags: service.tags.clone(),
            change: service.change.clone(),
            nodes: Attribute::Unset,
            subnet_group: network.subnet_group,
            subnets: network.subnets,
            vpc: network.vpc,
            security_groups: network.security_groups,
            ingress: network.ingress,
            egress: network.egress,
            auth_token_secret: password::secret(index, &cache.auth_token, from),
            parameter_group: Attribute::Unset,
            user_groups: Attribute::Known(Vec::new()),
            kms_key: keys::kms_key(index, &cache.kms_key_id, from),
            log_deliveries: Attribute::Known(Vec::new()),
            notification_topic: Attribute::Unset,
            secrets: unlinked("secrets that refer to services of ECS"),
            alarms: unlinked("alarms on services of ECS"),
            global_replication_group: Attribute::Unset,
            snapshots: Attribute::Unset,
            update_actions: Attribute::Unset,
            container: Attribute::Known(self.describe(service, task, server, data_volume, &cache)),
            cache,
        }
    }

    /// What only a container has.
    fn describe(
        &self,
        service: &Resource<EcsService>,
        task: &Task<'_>,
        server: Server<'_>,
        data_volume: Attribute<LinkedDataVolume>,
        cache: &Cache,
    ) -> LinkedContainer {
        let (index, from) = (&self.index, &service.origin);
        let EcsService {
            desired_count,
            running_count,
            minimum_healthy_percent,
            maximum_percent,
            deployment_controller,
            deployment_strategy,
            ..
        } = service.attributes.clone();
        let definition = &task.definition.attributes;
        let container = &task.container;
        let image = container.image.as_ref().map(|image| Image::parse(image));
        LinkedContainer {
            cluster: cluster_name(&service.attributes.cluster),
            task_definition: task_definition_name(task),
            cpu: definition.cpu.clone(),
            memory: definition.memory.clone(),
            image_repository: image.clone().map(|image| image.repository.to_owned()),
            image_tag: image.clone().and_then(|image| match (image.tag, image.digest) {
                (Some(tag), _) => Attribute::Known(tag.to_owned()),
                (None, Some(_)) => Attribute::Unset,
                (None, None) => Attribute::Known("latest".to_owned()),
            }),
            image_digest: image.and_then(|image| {
                image.digest.map_or(Attribute::Unset, |digest| Attribute::Known(digest.to_owned()))
            }),
            desired_count,
            running_count,
            minimum_healthy_percent,
            maximum_percent,
            deployment_controller,
            deployment_strategy,
            assign_public_ip: assign_public_ip(&service.attributes),
            password_parameter: password::parameter(index, &cache.auth_token, from),
            health_check_tells_password: container.health_check_tells_password.clone(),
            has_health_check: container.has_health_check.clone(),
            log_driver: container.log_driver.clone(),
            log_group: container.log_driver.as_ref().and_then(|driver| match driver.as_str() {
                AWS_LOGS => container
                    .log_group
                    .as_ref()
                    .and_then(|group| logs::destination(index, group, &task.definition.origin)),
                _ => Attribute::Unset,
            }),
            data_volume,
            dns_names: discovery::dns_names(index, service),
            settings: server.settings,
        }
    }
}

/// What the service comes to as a cache.
fn cache(
    service: &Resource<EcsService>,
    server: &Server<'_>,
    data_volume: &Attribute<LinkedDataVolume>,
) -> Cache {
    let mut cache = Cache::new(CacheKind::EcsService);
    cache.unset_impossible();
    server.describe(&mut cache);
    let settings = &service.attributes;
    cache.num_cache_nodes = settings.desired_count.clone();
    cache.status = settings.status.clone();
    // In another network mode tasks have the addresses and the groups of the instances that they run on.
    cache.subnet_ids = match &settings.subnet_ids {
        Attribute::Unset => instances(),
        subnets => subnets.clone(),
    };
    cache.security_group_ids = match (&settings.subnet_ids, &settings.security_group_ids) {
        (Attribute::Unset, Attribute::Unset) => instances(),
        (_, groups) => groups.clone(),
    };
    (cache.at_rest_encryption_enabled, cache.kms_key_id) = at_rest(data_volume);
    cache
}

/// Whether what is written to `data_volume` is encrypted, and with which key; unset where nothing is kept.
fn at_rest(data_volume: &Attribute<LinkedDataVolume>) -> (Attribute<bool>, Attribute<Reference>) {
    let file_system = data_volume.as_ref().and_then(|volume| match &volume.file_system {
        Attribute::Unset => {
            let name = volume.name.as_str().unwrap_or_default();
            Attribute::Unknown(volume::other_volume(name))
        }
        file_system => file_system.as_ref(),
    });
    let file_system = file_system.map(|found| &found.file_system);
    (
        file_system.clone().and_then(|found| match &found.encrypted {
            // A file system is encrypted or it is not.
            Attribute::Unset => Attribute::default(),
            encrypted => encrypted.clone(),
        }),
        file_system.and_then(|found| found.kms_key_id.clone()),
    )
}

/// A service without the setting has the default, `DISABLED`.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html>
fn assign_public_ip(service: &EcsService) -> Attribute<bool> {
    match &service.subnet_ids {
        Attribute::Unset => instances(),
        _ => service.assign_public_ip.clone().or(false),
    }
}

fn instances<T>() -> Attribute<T> {
    unlinked("the network of the container instances, which tasks share in this network mode")
}

fn unlinked<T>(what: &str) -> Attribute<T> {
    Attribute::Unknown(Reason::NotCollected(what.to_owned()))
}

/// The name of a cluster, which is all that is kept of it.
fn cluster_name(cluster: &Attribute<Reference>) -> Attribute<String> {
    cluster.as_ref().and_then(|reference| match reference {
        Reference::Id(id) => {
            Attribute::Known(Arn::parse(id).map_or(id.as_str(), |arn| arn.name()).to_owned())
        }
        Reference::Address(_) | Reference::Candidates { .. } => {
            Attribute::Unknown(lookup::unresolved(reference))
        }
    })
}

/// `phillm-redis:3` of an ARN; else what messages call the definition.
fn task_definition_name(task: &Task<'_>) -> Attribute<String> {
    let label = lookup::label(&task.definition);
    Attribute::Known(Arn::parse(label).map_or(label, |arn| arn.name()).to_owned())
}
