//! Services against replies in the shape that ECS gives them.

mod definitions;

use serde_json::{Value, json};

use super::*;
use crate::collect::aws::fake::{self, Asked, Log};
use crate::collect::aws::operation::Operation;
use crate::model::{Attribute, EcsService, Reference, Unlisted};

const ALL: [Operation; 4] = [
    Operation::ListClusters,
    Operation::ListServices,
    Operation::DescribeServices,
    Operation::DescribeTaskDefinition,
];

fn arn(resource: &str) -> String {
    format!("arn:aws:ecs:eu-west-1:123456789012:{resource}")
}

fn body(asked: &Asked) -> Value {
    serde_json::from_str(asked.get("")).expect("is JSON")
}

/// A service of the cluster `main` with one task definition.
fn service(name: &str, definition: &str) -> Value {
    json!({
        "serviceArn": arn(&format!("service/main/{name}")),
        "serviceName": name,
        "clusterArn": arn("cluster/main"),
        "status": "ACTIVE",
        "desiredCount": 1,
        "runningCount": 1,
        "pendingCount": 0,
        "launchType": "FARGATE",
        "taskDefinition": arn(&format!("task-definition/{definition}")),
        "deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 0},
        "deploymentController": {"type": "ECS"},
        "serviceRegistries": [
            {"registryArn": "arn:aws:servicediscovery:eu-west-1:123456789012:service/srv-1"},
        ],
        "networkConfiguration": {"awsvpcConfiguration": {
            "subnets": ["subnet-a", "subnet-b"],
            "securityGroups": ["sg-1"],
            "assignPublicIp": "DISABLED",
        }},
        "tags": [{"key": "Environment", "value": "production"}],
    })
}

fn task(definition: &str, image: &str) -> Value {
    json!({
        "taskDefinitionArn": arn(&format!("task-definition/{definition}")),
        "family": definition.split(':').next(),
        "cpu": "256",
        "memory": "512",
        "networkMode": "awsvpc",
        "containerDefinitions": [{"name": "main", "image": image}],
        "volumes": [],
    })
}

/// A region with these services in the cluster `main`, and these definitions; whether everything asked for is answered.
fn region(services: Vec<Value>, tasks: Vec<Value>) -> (Region, Log) {
    fake::region(ALL, move |asked| {
        let body = body(asked);
        let named = |value: &Value, field: &str, name: &Value| value[field] == *name;
        let reply = match asked.operation.as_str() {
            "ListClusters" => json!({"clusterArns": [arn("cluster/main")]}),
            "ListServices" => json!({
                "serviceArns": services.iter().map(|one| &one["serviceArn"]).collect::<Vec<_>>(),
            }),
            "DescribeServices" => {
                assert_eq!(body["include"], json!(["TAGS"]));
                let asked = body["services"].as_array().expect("are named");
                let found = |name| services.iter().find(|one| named(one, "serviceArn", name));
                json!({"services": asked.iter().filter_map(found).collect::<Vec<_>>(), "failures": []})
            }
            "DescribeTaskDefinition" => {
                let name = &body["taskDefinition"];
                match tasks.iter().find(|task| named(task, "taskDefinitionArn", name)) {
                    Some(task) => json!({"taskDefinition": task}),
                    None => return (400, json!({"__type": "ClientException"}).to_string()),
                }
            }
            other => panic!("{other}"),
        };
        (200, reply.to_string())
    })
}

fn id(text: &str) -> Attribute<Reference> {
    Attribute::Known(Reference::Id(text.to_owned()))
}

fn names(inventory: &Inventory) -> Vec<&str> {
    inventory.ecs_services.iter().filter_map(|service| service.id.as_str()).collect()
}

#[tokio::test]
async fn a_service_tells_how_it_is_deployed() {
    let (region, _) = region(vec![service("cache", "cache:3")], vec![task("cache:3", "redis:8")]);
    let inventory = caches(&region).await;
    let [found] = inventory.ecs_services.as_slice() else { panic!("{inventory:?}") };
    let registry = "arn:aws:servicediscovery:eu-west-1:123456789012:service/srv-1";
    let expected = EcsService {
        service_name: Attribute::Known("cache".into()),
        cluster: id(&arn("cluster/main")),
        task_definition: id(&arn("task-definition/cache:3")),
        status: Attribute::Known("ACTIVE".into()),
        desired_count: Attribute::Known(1),
        running_count: Attribute::Known(1),
        launch_type: Attribute::Known("FARGATE".into()),
        subnet_ids: Attribute::Known(vec![id("subnet-a"), id("subnet-b")]),
        security_group_ids: Attribute::Known(vec![id("sg-1")]),
        assign_public_ip: Attribute::Known(false),
        minimum_healthy_percent: Attribute::Known(0),
        maximum_percent: Attribute::Known(100),
        deployment_controller: Attribute::Known("ECS".into()),
        deployment_strategy: Attribute::Known("ROLLING".into()),
        service_registries: Attribute::Known(vec![id(registry)]),
        service_connect_enabled: Attribute::Known(false),
    };
    assert_eq!(found.attributes, expected);
    assert_eq!(found.address, arn("service/main/cache"));
    assert_eq!(found.id, Attribute::Known("cache".into()));
    let environment = Attribute::Known("production".into());
    assert_eq!(found.tags, Attribute::Known([("Environment".to_owned(), environment)].into()));
    let [definition] = inventory.ecs_task_definitions.as_slice() else { panic!("{inventory:?}") };
    assert_eq!(definition.id, Attribute::Known("cache:3".into()));
    assert_eq!(definition.address, arn("task-definition/cache:3"));
    assert!(inventory.unlisted.is_empty() && region.caller.gaps().is_empty());
}

#[tokio::test]
async fn what_is_left_out_of_a_service_is_its_default_or_unknown() {
    let mut bare = service("cache", "cache:3");
    for field in [
        "launchType",
        "deploymentConfiguration",
        "deploymentController",
        "serviceRegistries",
        "tags",
    ] {
        bare[field] = Value::Null;
    }
    bare["capacityProviderStrategy"] = json!([{"capacityProvider": "FARGATE_SPOT"}]);
    bare["networkConfiguration"] = json!({"awsvpcConfiguration": {"subnets": ["subnet-a"]}});
    let mut shared = service("shared", "cache:3");
    shared["networkConfiguration"] = Value::Null;
    let (region, _) = region(vec![bare, shared], vec![task("cache:3", "redis:8")]);
    let inventory = caches(&region).await;
    let [bare, shared] = inventory.ecs_services.as_slice() else { panic!("{inventory:?}") };
    let bare_attributes = &bare.attributes;
    assert_eq!(bare_attributes.launch_type, Attribute::Unset);
    assert!(bare_attributes.maximum_percent.is_unknown());
    assert!(bare_attributes.minimum_healthy_percent.is_unknown());
    assert_eq!(bare_attributes.service_registries, Attribute::Known(Vec::new()));
    // The VPC's default group, and no address of its own.
    assert_eq!(bare_attributes.security_group_ids, Attribute::Unset);
    assert_eq!(bare_attributes.assign_public_ip, Attribute::Unset);
    assert_eq!(bare_attributes.deployment_controller, Attribute::Known("ECS".into()));
    assert_eq!(bare_attributes.deployment_strategy, Attribute::Known("ROLLING".into()));
    assert_eq!(bare.tags, Attribute::Known([].into()));
    let shared = &shared.attributes;
    assert_eq!(shared.subnet_ids, Attribute::Unset);
    assert_eq!(shared.security_group_ids, Attribute::Unset);
    assert_eq!(shared.assign_public_ip, Attribute::Unset);
}

#[tokio::test]
async fn a_service_tells_who_deploys_it_and_how_else_it_is_found() {
    let mut green = service("cache", "cache:3");
    green["deploymentController"] = json!({"type": "CODE_DEPLOY"});
    green["deploymentConfiguration"]["strategy"] = json!("BLUE_GREEN");
    green["deployments"] = json!([{
        "id": "ecs-svc/1",
        "status": "PRIMARY",
        "serviceConnectConfiguration": {"enabled": true, "namespace": "main"},
    }]);
    let (region, _) = region(vec![green], vec![task("cache:3", "redis:8")]);
    let inventory = caches(&region).await;
    let found = &inventory.ecs_services[0].attributes;
    assert_eq!(found.deployment_controller, Attribute::Known("CODE_DEPLOY".into()));
    assert_eq!(found.deployment_strategy, Attribute::Known("BLUE_GREEN".into()));
    assert_eq!(found.service_connect_enabled, Attribute::Known(true));
}

#[tokio::test]
async fn only_services_that_run_a_cache_are_kept() {
    let services = [("web", "web:1"), ("cache", "cache:1"), ("other-cache", "cache:1")];
    let services = services.map(|(name, task)| service(name, task)).to_vec();
    let mut beside = task("cache:1", "nginx");
    let containers = beside["containerDefinitions"].as_array_mut().expect("is a list");
    containers.push(json!({"name": "cache", "image": "public.ecr.aws/valkey/valkey:9"}));
    let (region, log) = region(services, vec![task("web:1", "nginx"), beside]);
    let inventory = caches(&region).await;
    assert_eq!(names(&inventory), ["cache", "other-cache"]);
    assert_eq!(inventory.ecs_task_definitions.len(), 1);
    let operations = log.operations();
    let described = operations.iter().filter(|name| *name == "DescribeTaskDefinition").count();
    assert_eq!(described, 2, "a definition is read once, however many services use it");
}

#[tokio::test]
async fn a_service_that_may_run_a_cache_is_kept() {
    let mut nameless = task("cache:1", "");
    nameless["containerDefinitions"] = json!([{"name": "web", "image": "nginx"}, {"name": "main"}]);
    let (region, _) = region(vec![service("cache", "cache:1")], vec![nameless]);
    let inventory = caches(&region).await;
    assert_eq!(names(&inventory), ["cache"]);
    let containers = inventory.ecs_task_definitions[0].attributes.container_definitions.known();
    assert!(containers.expect("are known")[1].image.is_unknown());
}

#[tokio::test]
async fn services_are_described_ten_at_a_time() {
    let services = (0..21).map(|number| service(&format!("cache-{number:02}"), "cache:1"));
    let (region, log) = region(services.collect(), vec![task("cache:1", "redis")]);
    let inventory = caches(&region).await;
    assert_eq!(names(&inventory).len(), 21);
    let requests = log.requests();
    let mut sizes: Vec<usize> = requests
        .iter()
        .filter(|asked| asked.operation == "DescribeServices")
        .map(|asked| body(asked)["services"].as_array().map_or(0, Vec::len))
        .collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 10, 10]);
}

#[tokio::test]
async fn without_clusters_one_call_is_made() {
    let (region, log) = fake::region(ALL, |_| (200, r#"{"clusterArns":[]}"#.to_owned()));
    assert_eq!(caches(&region).await, Inventory::new());
    assert_eq!(log.operations(), ["ListClusters"]);
}

#[tokio::test]
async fn where_no_policy_reads_containers_nothing_is_asked_and_that_is_noted() {
    let (region, log) = fake::region([], |_| (500, String::new()));
    let inventory = caches(&region).await;
    assert!(log.operations().is_empty() && region.caller.gaps().is_empty());
    let lists: Vec<ResourceList> = inventory.unlisted.iter().map(|one| one.list).collect();
    assert_eq!(lists, [ResourceList::EcsServices]);
    let reason = "no enabled policy needs ecs:ListClusters".to_owned();
    assert_eq!(inventory.unlisted[0].reason, Reason::NotCollected(reason));
}

/// What becomes of a region whose `DescribeServices` answers for two services with `reply`.
async fn with_described(reply: Value) -> (Vec<Unlisted>, Vec<String>, usize) {
    let arns = [arn("service/main/a"), arn("service/main/b")];
    let (region, _) = fake::region(ALL, move |asked| {
        let body = match asked.operation.as_str() {
            "ListClusters" => json!({"clusterArns": [arn("cluster/main")]}),
            "ListServices" => json!({"serviceArns": arns}),
            "DescribeServices" => reply.clone(),
            _ => json!({"taskDefinition": task("cache:1", "redis")}),
        };
        (200, body.to_string())
    });
    let inventory = caches(&region).await;
    let gaps = region.caller.gaps().into_iter().map(|gap| gap.why).collect();
    (inventory.unlisted, gaps, inventory.ecs_services.len())
}

#[tokio::test]
async fn a_service_that_was_deleted_meanwhile_is_no_gap() {
    let gone = json!({"arn": arn("service/main/b"), "reason": "MISSING"});
    let services = json!([service("a", "cache:1")]);
    let told = with_described(json!({"services": services, "failures": [gone]})).await;
    assert_eq!(told, (Vec::new(), Vec::new(), 1));
    let mut inactive = service("b", "cache:1");
    inactive["status"] = json!("INACTIVE");
    let mut draining = service("a", "cache:1");
    draining["status"] = json!("DRAINING");
    let told = with_described(json!({"services": [draining, inactive], "failures": []})).await;
    assert_eq!(told, (Vec::new(), Vec::new(), 1), "one that still has tasks is there");
}

#[tokio::test]
async fn a_service_that_ecs_does_not_tell_is_a_gap() {
    let services = json!([service("a", "cache:1")]);
    let denied = json!({"arn": "b", "reason": "AccessDeniedException", "detail": "not yours"});
    let cases = [
        (json!([denied]), "AccessDeniedException: not yours; grant ecs:DescribeServices"),
        (json!([{"arn": "b", "reason": "FULL_MOON"}]), "FULL_MOON"),
        (json!([]), "malformed response: the answer leaves out what was asked for"),
    ];
    for (failures, expected) in cases {
        let reply = json!({"services": services, "failures": failures});
        let (unlisted, gaps, kept) = with_described(reply).await;
        assert_eq!(gaps, [expected]);
        let lists: Vec<ResourceList> = unlisted.iter().map(|one| one.list).collect();
        assert_eq!((lists, kept), (vec![ResourceList::EcsServices], 1), "{expected}");
    }
}

#[tokio::test]
async fn without_its_definition_nobody_knows_what_a_service_runs() {
    let services = vec![service("cache", "cache:1"), service("other", "other:1")];
    let (region, _) = region(services, vec![task("cache:1", "redis")]);
    let inventory = caches(&region).await;
    assert_eq!(names(&inventory), ["cache"]);
    let lists: Vec<ResourceList> = inventory.unlisted.iter().map(|one| one.list).collect();
    assert_eq!(lists, [ResourceList::EcsServices, ResourceList::EcsTaskDefinitions]);
    assert_eq!(region.caller.gaps().len(), 1);
}

#[tokio::test]
async fn a_cluster_that_was_deleted_meanwhile_is_no_gap() {
    let (region, _) = fake::region(ALL, |asked| match asked.operation.as_str() {
        "ListClusters" => (200, json!({"clusterArns": [arn("cluster/main")]}).to_string()),
        _ => (400, json!({"__type": "ClusterNotFoundException"}).to_string()),
    });
    assert_eq!(caches(&region).await, Inventory::new());
    assert!(region.caller.gaps().is_empty());
}

#[tokio::test]
async fn where_somebody_else_deploys_the_primary_task_set_counts() {
    let mut deployed = service("cache", "");
    let network = deployed["networkConfiguration"].take();
    deployed["taskDefinition"] = Value::Null;
    deployed["launchType"] = Value::Null;
    deployed["deploymentController"] = json!({"type": "EXTERNAL"});
    let mut empty = deployed.clone();
    empty["serviceArn"] = json!(arn("service/main/empty"));
    deployed["taskSets"] = json!([
        {"status": "ACTIVE", "taskDefinition": arn("task-definition/cache:1")},
        {
            "status": "PRIMARY",
            "taskDefinition": arn("task-definition/cache:2"),
            "launchType": "EC2",
            "networkConfiguration": network,
        },
    ]);
    let (region, _) = region(vec![deployed, empty], vec![task("cache:2", "redis")]);
    let inventory = caches(&region).await;
    assert_eq!(names(&inventory), ["cache"]);
    let found = &inventory.ecs_services[0].attributes;
    assert_eq!(found.task_definition, id(&arn("task-definition/cache:2")));
    assert_eq!(found.launch_type, Attribute::Known("EC2".into()));
    assert_eq!(found.security_group_ids, Attribute::Known(vec![id("sg-1")]));
    assert!(region.caller.gaps().is_empty());
}
