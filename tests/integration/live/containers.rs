//! Redis in containers: what is collected of the system `phillm`, and what that costs. What its policy set says of it is in
//! [`systems`](super::systems).

use std::fs;

use serde_json::{Value, json};

use super::every_operation::every_policy;
use super::systems::Systems;
use crate::support::CANARY;

/// What is collected of a variant, where every policy there is asks for it.
fn collected(system: &str) -> Option<(&'static Systems, Value)> {
    let systems = Systems::get()?;
    let folder = tempfile::tempdir().expect("makes a folder");
    let file = folder.path().join("inventory.json");
    let run = systems.scan(system).config(&every_policy());
    let run = run.args(["--save-inventory", file.to_str().expect("is text")]).run();
    run.assert_complete(system);
    let text = fs::read_to_string(file).expect("was saved");
    for (what, text) in [("inventory", &text), ("report", &run.stdout), ("error", &run.stderr)] {
        assert!(!text.contains(CANARY), "{system}: the {what} tells a secret");
    }
    Some((systems, serde_json::from_str(&text).expect("is JSON")))
}

/// Compares what stands at places of an inventory: `{{name}}` stands for what the seed kept.
fn assert_holds(system: &str, facts: &[(&str, Value)]) {
    let Some((systems, inventory)) = collected(system) else { return };
    let kept = systems.kept(system);
    for (place, expected) in facts {
        let expected = kept.iter().fold(expected.to_string(), |text, (name, value)| {
            text.replace(&format!("{{{{{name}}}}}"), value)
        });
        let found = inventory.pointer(place).unwrap_or(&Value::Null);
        assert_eq!(found.to_string(), expected, "{system} {place}");
    }
}

#[test]
fn what_runs_in_containers_is_collected() {
    let parameter = "arn:aws:ssm:us-east-1:{{account}}:parameter/phillm/redis/password";
    assert_holds(
        "phillm/aws/compliant",
        &[
            ("/ecs_services/0/id", json!("phillm-redis")),
            ("/ecs_services/0/tags", json!({"Environment": "production", "Project": "phillm"})),
            (
                "/ecs_services/0/attributes",
                json!({
                    "service_name": "phillm-redis",
                    "cluster": "{{cluster}}",
                    "task_definition": "{{task_definition}}",
                    "status": "ACTIVE",
                    "desired_count": 1,
                    "running_count": 1,
                    "launch_type": "FARGATE",
                    "subnet_ids": ["{{subnet_a}}", "{{subnet_b}}"],
                    "security_group_ids": ["{{redis_group}}"],
                    "assign_public_ip": false,
                    "minimum_healthy_percent": 0,
                    "maximum_percent": 100,
                    "deployment_controller": "ECS",
                    "deployment_strategy": "ROLLING",
                    "service_registries": ["{{registry}}"],
                    "service_connect_enabled": false,
                }),
            ),
            // The application is no cache.
            ("/ecs_services/1", json!(null)),
            ("/ecs_task_definitions/1", json!(null)),
            ("/ecs_task_definitions/0/id", json!("phillm-redis:1")),
            ("/ecs_task_definitions/0/attributes/cpu", json!(256)),
            ("/ecs_task_definitions/0/attributes/memory", json!(512)),
            (
                "/ecs_task_definitions/0/attributes/container_definitions",
                json!([{
                    "name": "redis",
                    "image": "redis:8-alpine",
                    "container_ports": [6379],
                    "settings": {
                        "appendfsync": "everysec",
                        "appendonly": "yes",
                        "dir": "/data",
                        "save": "900 1 300 10 60 10000",
                    },
                    "password": {
                        "is_set": true,
                        "source": "secret_reference",
                        "secret": parameter,
                    },
                    "health_check_tells_password": false,
                    "has_health_check": true,
                    "mount_points": [{
                        "source_volume": "redis-data",
                        "container_path": "/data",
                        "read_only": false,
                    }],
                    "log_driver": "awslogs",
                    "log_group": "/ecs/phillm-redis",
                }]),
            ),
            (
                "/ecs_task_definitions/0/attributes/volumes/0/efs_volume_configuration",
                json!({
                    "file_system_id": "{{file_system}}",
                    "root_directory": "/",
                    "transit_encryption_enabled": true,
                    "access_point_id": null,
                    "iam_authorization_enabled": false,
                }),
            ),
            (
                "/file_systems/0/attributes",
                json!({
                    "name": "phillm-redis",
                    "encrypted": true,
                    "kms_key_id": "{{key}}",
                    "throughput_mode": "provisioned",
                    "provisioned_throughput_in_mibps": 10.0,
                    "availability_zone_name": null,
                    "backup_policy_enabled": true,
                }),
            ),
            ("/mount_targets/0/attributes/security_group_ids", json!(["{{efs_group}}"])),
            ("/mount_targets/1/attributes/security_group_ids", json!(["{{efs_group}}"])),
            ("/mount_targets/2", json!(null)),
            (
                "/discovery_services/0/attributes",
                json!({"name": "redis", "namespace_id": "{{namespace}}"}),
            ),
            (
                "/discovery_namespaces/0/attributes",
                json!({"name": "phillm.local", "namespace_type": "DNS_PRIVATE"}),
            ),
            ("/ssm_parameters/0/arn", json!(parameter)),
            ("/ssm_parameters/0/attributes/parameter_type", json!("SecureString")),
            // The URL is not what the server's password comes from.
            ("/ssm_parameters/1", json!(null)),
            ("/kms_keys/0/arn", json!("{{key}}")),
            ("/unlisted", json!(null)),
        ],
    );
}

#[test]
fn what_is_wrong_with_containers_is_collected() {
    assert_holds(
        "phillm/aws/broken",
        &[
            ("/ecs_services/0/id", json!("phillm-queue")),
            // The VPC's default group.
            ("/ecs_services/0/attributes/security_group_ids", json!(null)),
            ("/ecs_task_definitions/0/attributes/container_definitions/0/password", json!(null)),
            ("/ecs_task_definitions/0/attributes/container_definitions/0/settings", json!({})),
            ("/ecs_services/1/id", json!("phillm-redis")),
            ("/ecs_services/1/attributes/desired_count", json!(2)),
            ("/ecs_services/1/attributes/assign_public_ip", json!(true)),
            ("/ecs_services/1/attributes/maximum_percent", json!(200)),
            ("/ecs_services/2/id", json!("phillm-sessions")),
            // Nobody said so.
            ("/ecs_services/2/attributes/assign_public_ip", json!(null)),
            ("/ecs_services/2/attributes/maximum_percent", json!(200)),
            ("/ecs_services/2/attributes/service_registries", json!([])),
            (
                "/ecs_task_definitions/1/attributes/container_definitions",
                json!([{
                    "name": "redis",
                    "image": "redis",
                    "container_ports": [6379],
                    "settings": {"appendfsync": "always", "appendonly": "no", "save": ""},
                    "password": {"is_set": true, "source": "literal", "secret": null},
                    "health_check_tells_password": false,
                    "has_health_check": false,
                    "mount_points": [{
                        "source_volume": "redis-data",
                        "container_path": "/data",
                        "read_only": false,
                    }],
                    "log_driver": "awslogs",
                    "log_group": "/ecs/other",
                }]),
            ),
            (
                "/ecs_task_definitions/1/attributes/volumes/0/efs_volume_configuration/transit_encryption_enabled",
                json!(false),
            ),
            (
                "/ecs_task_definitions/2/attributes/container_definitions",
                json!([{
                    "name": "redis",
                    "image": "public.ecr.aws/docker/library/redis:6.2-alpine",
                    "container_ports": [6380],
                    "settings": {"dir": "/tmp", "port": "6380"},
                    "password": {
                        "is_set": true,
                        "source": "secret_reference",
                        "secret": "arn:aws:ssm:us-east-1:{{account}}:parameter/phillm/redis/password",
                    },
                    "health_check_tells_password": true,
                    "has_health_check": true,
                    "mount_points": [],
                    "log_driver": null,
                    "log_group": null,
                }]),
            ),
            (
                "/file_systems/0/attributes",
                json!({
                    "name": "phillm-redis",
                    "encrypted": false,
                    "kms_key_id": null,
                    "throughput_mode": "bursting",
                    "provisioned_throughput_in_mibps": null,
                    "availability_zone_name": "us-east-1a",
                    "backup_policy_enabled": false,
                }),
            ),
            ("/ssm_parameters/0/attributes/parameter_type", json!("String")),
            ("/discovery_namespaces/0/attributes/name", json!("phillm.internal")),
        ],
    );
}
