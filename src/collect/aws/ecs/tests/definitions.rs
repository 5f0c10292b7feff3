//! What definitions of tasks say, and that nothing secret of them comes out.

use super::*;
use crate::model::{
    ContainerDefinition, EfsVolumeConfiguration, MountPoint, SecretSource, SecretValue, TaskVolume,
};

/// What stands in the place of every secret.
const CANARY: &str = "CANARY-s3cr3t-ecs";

/// The only definition, with one container that is `container`.
async fn definition(container: Value) -> EcsTaskDefinition {
    let mut task = task("cache:1", "redis");
    task["containerDefinitions"] = json!([container]);
    task["volumes"] = json!([
        {"name": "data", "efsVolumeConfiguration": {
            "fileSystemId": "fs-1",
            "rootDirectory": "/redis",
            "transitEncryption": "ENABLED",
            "authorizationConfig": {"accessPointId": "fsap-1", "iam": "ENABLED"},
        }},
        {"name": "bare", "efsVolumeConfiguration": {"fileSystemId": "fs-2"}},
        {"name": "scratch", "host": {}},
    ]);
    let (region, _) = region(vec![service("cache", "cache:1")], vec![task]);
    let mut inventory = caches(&region).await;
    inventory.ecs_task_definitions.remove(0).attributes
}

#[tokio::test]
async fn a_definition_tells_what_its_tasks_run() {
    let told = definition(json!({
        "name": "redis",
        "image": "redis:8-alpine",
        "portMappings": [{"containerPort": 6379, "protocol": "tcp"}, {"containerPortRange": "7000-7002"}],
        "command": ["sh", "-c", "redis-server --requirepass \"$REDIS_PASSWORD\" --appendonly yes"],
        "environment": [{"name": "OTHER", "value": CANARY}],
        "secrets": [{"name": "REDIS_PASSWORD", "valueFrom": "/phillm/redis/password"}],
        "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}],
        "logConfiguration": {"logDriver": "awslogs", "options": {
            "awslogs-group": "/ecs/redis",
            "awslogs-region": "eu-west-1",
        }},
        "healthCheck": {"command": ["CMD-SHELL", format!("redis-cli -a {CANARY} ping")]},
    }))
    .await;
    let parameter = "arn:aws:ssm:eu-west-1:123456789012:parameter/phillm/redis/password";
    let appendonly = ("appendonly".to_owned(), Attribute::Known("yes".to_owned()));
    let container = ContainerDefinition {
        name: Attribute::Known("redis".into()),
        image: Attribute::Known("redis:8-alpine".into()),
        container_ports: Attribute::Known(vec![6379, 7000, 7001, 7002]),
        settings: Attribute::Known([appendonly].into()),
        password: Attribute::Known(SecretValue {
            is_set: true,
            source: Attribute::Known(SecretSource::SecretReference),
            secret: id(parameter),
        }),
        health_check_tells_password: Attribute::Known(true),
        has_health_check: Attribute::Known(true),
        mount_points: Attribute::Known(vec![MountPoint {
            source_volume: Attribute::Known("data".into()),
            container_path: Attribute::Known("/data".into()),
            read_only: Attribute::Known(false),
        }]),
        log_driver: Attribute::Known("awslogs".into()),
        log_group: id("/ecs/redis"),
    };
    assert_eq!(told.container_definitions, Attribute::Known(vec![container]));
    let efs = EfsVolumeConfiguration {
        file_system_id: id("fs-1"),
        root_directory: Attribute::Known("/redis".into()),
        transit_encryption_enabled: Attribute::Known(true),
        access_point_id: id("fsap-1"),
        iam_authorization_enabled: Attribute::Known(true),
    };
    let bare = EfsVolumeConfiguration {
        file_system_id: id("fs-2"),
        root_directory: Attribute::Known("/".into()),
        transit_encryption_enabled: Attribute::Known(false),
        access_point_id: Attribute::Unset,
        iam_authorization_enabled: Attribute::Known(false),
    };
    let volume = |name: &str, efs: Attribute<EfsVolumeConfiguration>| TaskVolume {
        name: Attribute::Known(name.to_owned()),
        efs_volume_configuration: efs,
    };
    let volumes = vec![
        volume("data", Attribute::Known(efs)),
        volume("bare", Attribute::Known(bare)),
        volume("scratch", Attribute::Unset),
    ];
    assert_eq!(told.volumes, Attribute::Known(volumes));
    assert_eq!((told.cpu, told.memory), (Attribute::Known(256), Attribute::Known(512)));
    let printed = format!("{:?}", (told.container_definitions, told.volumes));
    assert!(!printed.contains(CANARY), "{printed}");
}

#[tokio::test]
async fn a_container_that_says_nothing_runs_the_image_as_it_is() {
    let told = definition(json!({"name": "redis", "image": "redis"})).await;
    let containers = told.container_definitions.known().expect("are known");
    let [container] = containers.as_slice() else { panic!("{containers:?}") };
    assert_eq!(container.settings, Attribute::Known([].into()));
    assert_eq!(container.password, Attribute::Unset);
    assert_eq!(container.container_ports, Attribute::Known(Vec::new()));
    assert_eq!(container.mount_points, Attribute::Known(Vec::new()));
    assert_eq!(container.has_health_check, Attribute::Known(false));
    assert_eq!(container.health_check_tells_password, Attribute::Known(false));
    assert_eq!(
        (&container.log_driver, &container.log_group),
        (&Attribute::Unset, &Attribute::Unset)
    );
}

#[tokio::test]
async fn what_other_containers_mount_for_it_is_unknown() {
    let container = json!({
        "name": "redis",
        "image": "redis:8",
        "volumesFrom": [{"sourceContainer": "data", "readOnly": false}],
    });
    let definition = definition(container).await;
    let containers = definition.container_definitions.known().expect("are known");
    assert!(containers[0].mount_points.is_unknown(), "{containers:?}");
}

#[tokio::test]
async fn a_task_on_container_instances_may_do_without_network_and_limits() {
    let mut bare = task("cache:1", "redis");
    for field in ["cpu", "memory", "networkMode"] {
        bare[field] = Value::Null;
    }
    let mut windows = bare.clone();
    windows["taskDefinitionArn"] = json!(arn("task-definition/windows:1"));
    windows["runtimePlatform"] = json!({"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"});
    let services = vec![service("cache", "cache:1"), service("windows", "windows:1")];
    let (region, _) = region(services, vec![bare, windows]);
    let inventory = caches(&region).await;
    let [bare, windows] = inventory.ecs_task_definitions.as_slice() else { panic!() };
    let told = &bare.attributes;
    assert_eq!((&told.cpu, &told.memory), (&Attribute::Unset, &Attribute::Unset));
    assert_eq!(told.network_mode, Attribute::Known("bridge".into()));
    assert!(windows.attributes.network_mode.is_unknown());
}

#[tokio::test]
async fn a_reply_that_is_none_tells_nothing_of_what_it_holds() {
    let whole = task("cache:1", "redis");
    let with = |field: &str, value: Value| {
        let mut reply = whole.clone();
        reply["containerDefinitions"][0][field] = value;
        json!({"taskDefinition": reply}).to_string()
    };
    let command = with("command", json!(["redis-server", "--requirepass", CANARY]));
    let cut = command.find(CANARY).expect("is in it") + CANARY.len();
    for reply in [
        command[..cut].to_owned(),
        with("command", json!(CANARY)),
        with("command", json!({CANARY: CANARY})),
        with("environment", json!([{"name": "A", "value": {CANARY: CANARY}}])),
        with("cpu", json!(CANARY)),
        with("healthCheck", json!([CANARY])),
        format!("{{\"taskDefinition\": {CANARY}"),
        format!("{{\"taskDefinition\": \"\\u{CANARY}\"}}"),
    ] {
        let answered = reply.clone();
        let (region, _) = fake::region(ALL, move |asked| match asked.operation.as_str() {
            "ListClusters" => (200, json!({"clusterArns": [arn("cluster/main")]}).to_string()),
            "ListServices" => {
                (200, json!({"serviceArns": [arn("service/main/cache")]}).to_string())
            }
            "DescribeServices" => {
                let services = [service("cache", "cache:1")];
                (200, json!({"services": services, "failures": []}).to_string())
            }
            _ => (200, answered.clone()),
        });
        let inventory = caches(&region).await;
        let gaps = region.caller.gaps();
        assert_eq!((gaps.len(), inventory.ecs_services.len()), (1, 0), "{reply}");
        let told = format!("{inventory:?} {gaps:?}");
        assert!(!told.contains("CANARY") && !told.contains("s3cr3t"), "{told}");
    }
}
