//! The services of every cluster.

use aws_sdk_ecs::types as sdk;

use crate::collect::aws::call::Listing;
use crate::collect::aws::concurrent;
use crate::collect::aws::failure::Failure;
use crate::collect::aws::operation::Operation;
use crate::collect::aws::region::Region;
use crate::collect::aws::reply;
use crate::model::{Arn, Attribute, EcsService, Reason, Reference, Resource};

const OPERATION: Operation = Operation::DescribeServices;

/// Most entries of a page.
const PAGE: i32 = 100;
/// Most services that one call describes.
const BATCH: usize = 10;

/// What ECS answers for a cluster that was deleted since it was listed.
const NO_CLUSTER: &str = "ClusterNotFoundException";
/// What it answers for a service that was.
const NO_SERVICE: &str = "MISSING";
/// The status of a service that is no more. One that is `DRAINING` still has tasks.
const GONE: &str = "INACTIVE";
/// The status of the task set that takes the traffic, where somebody else than ECS deploys.
const PRIMARY: &str = "PRIMARY";

/// A service, and the definition of its tasks.
pub(super) struct Found {
    pub(super) service: Resource<EcsService>,
    /// The ARN; none where nothing is deployed.
    pub(super) task_definition: Option<String>,
}

/// Every service of the region. Those that are deleted are not listed, however long ECS describes them.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html>
pub(super) async fn list(region: &Region) -> Listing<Found> {
    let Listing { items: clusters, missing } = clusters(region).await;
    let read = concurrent::all(clusters.iter().map(|cluster| of_cluster(region, cluster))).await;
    let mut all = Listing { items: Vec::new(), missing };
    for Listing { items, missing } in read {
        all.items.extend(items);
        all.missing = all.missing.or(missing);
    }
    all
}

async fn clusters(region: &Region) -> Listing<String> {
    let page = |token| {
        let call = region.clients.ecs.list_clusters().max_results(PAGE);
        call.set_next_token(token).send()
    };
    let listing = region.caller.pages(Operation::ListClusters, page, |page| {
        (page.cluster_arns.unwrap_or_default(), page.next_token)
    });
    listing.await
}

async fn of_cluster(region: &Region, cluster: &str) -> Listing<Found> {
    let page = |token| {
        let call = region.clients.ecs.list_services().cluster(cluster).max_results(PAGE);
        call.set_next_token(token).send()
    };
    let (arns, failure) = region
        .caller
        .attempt_pages(Operation::ListServices, page, |page| {
            (page.service_arns.unwrap_or_default(), page.next_token)
        })
        .await;
    // Nothing runs in a cluster that is gone.
    let failure = failure.filter(|failure| failure.code != NO_CLUSTER);
    let missing = failure.map(|failure| region.caller.blame(failure));
    let described = arns.chunks(BATCH).map(|arns| describe(region, cluster, arns));
    let mut all = Listing { items: Vec::new(), missing };
    for Listing { items, missing } in concurrent::all(described).await {
        all.items.extend(items);
        all.missing = all.missing.or(missing);
    }
    all
}

async fn describe(region: &Region, cluster: &str, arns: &[String]) -> Listing<Found> {
    let call = region.clients.ecs.describe_services().cluster(cluster);
    let call = call.set_services(Some(arns.to_vec())).include(sdk::ServiceField::Tags).send();
    let described = match region.caller.attempt(OPERATION, call).await {
        Ok(described) => described,
        Err(failure) if failure.code == NO_CLUSTER => {
            return Listing { items: Vec::new(), missing: None };
        }
        Err(failure) => {
            let missing = Some(region.caller.blame(failure));
            return Listing { items: Vec::new(), missing };
        }
    };
    let (services, failures) = (described.services(), described.failures());
    let is_gone = |failure: &&sdk::Failure| failure.reason() == Some(NO_SERVICE);
    // Of each service that was asked for ECS says something.
    let is_silent = services.len() + failures.len() < arns.len();
    let mut missing = (is_silent || services.iter().any(is_incomplete))
        .then(|| region.caller.blame(Failure::incomplete(OPERATION)));
    for failure in failures.iter().filter(|failure| !is_gone(failure)) {
        let code = failure.reason().unwrap_or("no reason");
        let told = Failure::told(OPERATION, code, failure.detail().unwrap_or_default());
        missing = Some(region.caller.blame(told));
    }
    let there = services.iter().filter(|service| service.status() != Some(GONE));
    Listing { items: there.filter_map(|service| found(region, service)).collect(), missing }
}

/// Whether nobody can tell which service it is, or what it runs. Where somebody else deploys, that may be nothing.
fn is_incomplete(service: &sdk::Service) -> bool {
    let controller = service.deployment_controller().map(sdk::DeploymentController::r#type);
    let is_external = controller == Some(&sdk::DeploymentControllerType::External);
    let is_nameless = reply::filled(service.service_arn()).is_none();
    is_nameless || (reply::filled(deployed(service).task_definition).is_none() && !is_external)
}

fn found(region: &Region, service: &sdk::Service) -> Option<Found> {
    let arn = reply::filled(service.service_arn())?;
    let name = reply::filled(service.service_name());
    let name = name.or_else(|| Some(Arn::parse(&arn)?.name().rsplit('/').next()?.to_owned()))?;
    let mut resource = region.resource(&name, arn, attributes(service));
    let tags = service.tags().iter();
    resource.tags = reply::tags(tags.map(|tag| (tag.key.clone(), tag.value.clone())));
    let task_definition = reply::filled(deployed(service).task_definition);
    Some(Found { service: resource, task_definition })
}

/// What a service says itself where ECS deploys it, and its primary task set where somebody else does.
struct Deployed<'s> {
    task_definition: Option<&'s str>,
    launch_type: Option<&'s sdk::LaunchType>,
    network: Option<&'s sdk::NetworkConfiguration>,
    registries: &'s [sdk::ServiceRegistry],
}

fn deployed(service: &sdk::Service) -> Deployed<'_> {
    let mut sets = service.task_sets().iter();
    let set = sets.find(|set| set.status() == Some(PRIMARY));
    let registries = match (service.service_registries(), set) {
        ([], Some(set)) => set.service_registries(),
        (registries, _) => registries,
    };
    Deployed {
        task_definition: service.task_definition().or(set.and_then(|set| set.task_definition())),
        launch_type: service.launch_type().or(set.and_then(|set| set.launch_type())),
        network: service
            .network_configuration()
            .or(set.and_then(|set| set.network_configuration())),
        registries,
    }
}

fn attributes(service: &sdk::Service) -> EcsService {
    let told = |text, field| reply::required(text, OPERATION, field);
    let deployed = deployed(service);
    let network = deployed.network.and_then(|network| network.awsvpc_configuration());
    let deployment = service.deployment_configuration();
    let percent = |value: Option<i32>, field| match reply::count(value) {
        // Told of every service, also where nobody chose it.
        Attribute::Unset => Attribute::Unknown(reply::untold(OPERATION, field)),
        told => told,
    };
    EcsService {
        service_name: told(service.service_name(), "serviceName"),
        cluster: told(service.cluster_arn(), "clusterArn").map(Reference::Id),
        task_definition: told(deployed.task_definition, "taskDefinition").map(Reference::Id),
        status: told(service.status(), "status"),
        desired_count: reply::count(Some(service.desired_count())),
        running_count: reply::count(Some(service.running_count())),
        launch_type: reply::optional(deployed.launch_type.map(sdk::LaunchType::as_str)),
        subnet_ids: network.map_or(Attribute::Unset, |network| match network.subnets() {
            [] => Attribute::Unknown(reply::untold(OPERATION, "subnets")),
            subnets => reply::references(subnets.to_vec()),
        }),
        security_group_ids: network.map_or(Attribute::Unset, |network| {
            match network.security_groups() {
                [] => Attribute::Unset,
                groups => reply::references(groups.to_vec()),
            }
        }),
        assign_public_ip: network.map_or(Attribute::Unset, assign_public_ip),
        minimum_healthy_percent: percent(
            deployment.and_then(|deployment| deployment.minimum_healthy_percent()),
            "minimumHealthyPercent",
        ),
        maximum_percent: percent(
            deployment.and_then(|deployment| deployment.maximum_percent()),
            "maximumPercent",
        ),
        deployment_controller: controller(service),
        deployment_strategy: strategy(deployment),
        service_registries: Attribute::Known(
            deployed
                .registries
                .iter()
                .map(|registry| told(registry.registry_arn(), "registryArn").map(Reference::Id))
                .collect(),
        ),
        // Not told where it is not used.
        service_connect_enabled: Attribute::Known(
            service
                .deployments()
                .iter()
                .filter_map(sdk::Deployment::service_connect_configuration)
                .any(sdk::ServiceConnectConfiguration::enabled),
        ),
    }
}

/// ECS deploys where nothing is told.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html>
fn controller(service: &sdk::Service) -> Attribute<String> {
    let controller = service.deployment_controller();
    let kind = controller.map(|controller| controller.r#type().as_str());
    reply::optional(kind).or(sdk::DeploymentControllerType::Ecs.as_str().to_owned())
}

/// Tasks are replaced one after another where nothing is told.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html>
fn strategy(deployment: Option<&sdk::DeploymentConfiguration>) -> Attribute<String> {
    let strategy = deployment.and_then(sdk::DeploymentConfiguration::strategy);
    reply::optional(strategy.map(sdk::DeploymentStrategy::as_str))
        .or(sdk::DeploymentStrategy::Rolling.as_str().to_owned())
}

/// Unset where nothing is told: the linker knows the default.
fn assign_public_ip(network: &sdk::AwsVpcConfiguration) -> Attribute<bool> {
    match network.assign_public_ip() {
        None => Attribute::Unset,
        Some(sdk::AssignPublicIp::Disabled) => Attribute::Known(false),
        Some(sdk::AssignPublicIp::Enabled) => Attribute::Known(true),
        Some(other) => {
            let what = format!("assignPublicIp {:?} is not one that is known", other.as_str());
            Attribute::Unknown(Reason::NotCollected(what))
        }
    }
}
