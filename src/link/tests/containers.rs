//! Services of ECS that run Redis or Valkey, and what they relate to.

use super::*;
use crate::link::subject::{LinkedContainer, LinkedFileSystem, LinkedRule, PeerKind};

const SERVICE: &str = "aws_ecs_service.redis";
const FILE_SYSTEM: &str = "aws_efs_file_system.redis";
const PASSWORD: &str = "arn:aws:ssm:us-east-1:123456789012:parameter/phillm/redis/password";

/// The settings that phillm's command line gives.
fn given(settings: &[(&str, &str)]) -> Attribute<BTreeMap<String, Attribute<String>>> {
    known(settings.iter().map(|(name, value)| ((*name).to_owned(), text(value))).collect())
}

fn password_from(secret: &str) -> Attribute<SecretValue> {
    known(SecretValue {
        is_set: true,
        source: known(SecretSource::SecretReference),
        secret: id(secret),
    })
}

/// A container that runs `image` and nothing else of note.
fn container(image: &str) -> ContainerDefinition {
    ContainerDefinition {
        name: text("redis"),
        image: text(image),
        container_ports: known(vec![6379]),
        settings: given(&[]),
        password: Attribute::Unset,
        health_check_tells_password: known(false),
        has_health_check: known(true),
        mount_points: known(Vec::new()),
        log_driver: text("awslogs"),
        log_group: id("/ecs/phillm-redis"),
    }
}

/// What phillm runs.
fn redis() -> ContainerDefinition {
    ContainerDefinition {
        settings: given(&[("appendonly", "yes"), ("dir", "/data"), ("save", "900 1 300 10")]),
        password: password_from(PASSWORD),
        mount_points: known(vec![MountPoint {
            source_volume: text("redis-data"),
            container_path: text("/data"),
            read_only: known(false),
        }]),
        ..container("redis:8-alpine")
    }
}

fn efs() -> EfsVolumeConfiguration {
    EfsVolumeConfiguration {
        file_system_id: id("fs-1"),
        root_directory: text("/"),
        transit_encryption_enabled: known(true),
        access_point_id: Attribute::Unset,
        iam_authorization_enabled: known(false),
    }
}

fn definition(containers: Vec<ContainerDefinition>) -> EcsTaskDefinition {
    EcsTaskDefinition {
        family: text("phillm-redis"),
        cpu: known(256),
        memory: known(512),
        network_mode: text("awsvpc"),
        container_definitions: known(containers),
        volumes: known(vec![TaskVolume {
            name: text("redis-data"),
            efs_volume_configuration: known(efs()),
        }]),
    }
}

fn rule(port: i64, peer: Peer) -> SecurityGroupRule {
    SecurityGroupRule {
        ip_protocol: text("tcp"),
        from_port: known(port),
        to_port: known(port),
        description: Attribute::Unset,
        peer: known(peer),
    }
}

fn security_group(name: &str, rules: Vec<SecurityGroupRule>) -> Resource<SecurityGroup> {
    let settings = SecurityGroup {
        group_name: text(name),
        vpc_id: id("vpc-1"),
        ingress: known(rules.into_iter().map(known).collect()),
        egress: known(Vec::new()),
    };
    named(&format!("aws_security_group.{name}"), &format!("sg-{name}"), settings)
}

/// phillm's Redis: a service in two subnets, a file system that its tasks reach, a name.
fn phillm(containers: Vec<ContainerDefinition>) -> Inventory {
    let service = EcsService {
        service_name: text("phillm-redis"),
        cluster: id("arn:aws:ecs:us-east-1:123456789012:cluster/phillm-cluster"),
        task_definition: id("arn:aws:ecs:us-east-1:123456789012:task-definition/phillm-redis:3"),
        status: Attribute::Unset,
        desired_count: known(1),
        running_count: Attribute::Unset,
        launch_type: text("FARGATE"),
        subnet_ids: known(vec![id("subnet-a"), id("subnet-b")]),
        security_group_ids: known(vec![id("sg-redis")]),
        assign_public_ip: known(false),
        minimum_healthy_percent: known(0),
        maximum_percent: known(100),
        deployment_controller: text("ECS"),
        deployment_strategy: text("ROLLING"),
        service_connect_enabled: known(false),
        service_registries: known(vec![id("srv-1")]),
    };
    let from = |group: &str| Peer::SecurityGroup(Reference::Id(group.to_owned()));
    let subnet = |name: &str| {
        let settings = Subnet { vpc_id: id("vpc-1"), ..Subnet::default() };
        named(&format!("aws_subnet.{name}"), &format!("subnet-{name}"), settings)
    };
    let target = |name: &str| {
        let settings = MountTarget {
            file_system_id: id("fs-1"),
            subnet_id: id(&format!("subnet-{name}")),
            security_group_ids: known(vec![id("sg-efs")]),
        };
        new(&format!("aws_efs_mount_target.{name}"), settings)
    };
    let file_system = FileSystem {
        name: text("phillm-redis"),
        encrypted: known(true),
        kms_key_id: id("alias/aws/elasticfilesystem"),
        throughput_mode: text("provisioned"),
        provisioned_throughput_in_mibps: known(10.0),
        availability_zone_name: Attribute::Unset,
        backup_policy_enabled: known(true),
    };
    let mut task = named("aws_ecs_task_definition.redis", "phillm-redis:3", definition(containers));
    task.arn = text("arn:aws:ecs:us-east-1:123456789012:task-definition/phillm-redis:3");
    Inventory {
        ecs_services: vec![named(SERVICE, "phillm-redis", service)],
        ecs_task_definitions: vec![task],
        security_groups: vec![
            security_group("app", Vec::new()),
            security_group("redis", vec![rule(6379, from("sg-app")), rule(6380, from("sg-tls"))]),
            security_group("efs", vec![rule(2049, from("sg-redis")), rule(22, from("sg-app"))]),
        ],
        subnets: vec![subnet("a"), subnet("b")],
        mount_targets: vec![target("a"), target("b")],
        file_systems: vec![named(FILE_SYSTEM, "fs-1", file_system)],
        discovery_services: vec![named(
            "aws_service_discovery_service.redis",
            "srv-1",
            DiscoveryService { name: text("redis"), namespace_id: id("ns-1") },
        )],
        discovery_namespaces: vec![named(
            "aws_service_discovery_private_dns_namespace.this",
            "ns-1",
            DiscoveryNamespace { name: text("phillm.local"), namespace_type: text("DNS_PRIVATE") },
        )],
        ssm_parameters: vec![Resource {
            arn: text(PASSWORD),
            ..named(
                "aws_ssm_parameter.password",
                "/phillm/redis/password",
                SsmParameter {
                    name: text("/phillm/redis/password"),
                    parameter_type: text("SecureString"),
                    refers_to: Attribute::Unset,
                },
            )
        }],
        ..inventory(Vec::new())
    }
}

fn linked(inventory: &Inventory) -> LinkedCache {
    match Linker::new(inventory).link(SubjectKey::Container(0)).body {
        SubjectBody::Cache(cache) => *cache,
        other => panic!("{other:?} is no cache"),
    }
}

/// The cache that phillm is with this container.
fn with(container: ContainerDefinition) -> LinkedCache {
    linked(&phillm(vec![container]))
}

fn in_container(cache: &LinkedCache) -> &LinkedContainer {
    cache.container.known().expect("it runs in a container")
}

fn file_system(cache: &LinkedCache) -> &LinkedFileSystem {
    let volume = in_container(cache).data_volume.known().expect("there is a volume");
    volume.file_system.known().expect("it is one of EFS")
}

fn setting<'c>(cache: &'c LinkedCache, directive: &str) -> &'c Attribute<String> {
    &in_container(cache).settings.known().expect("are known")[directive]
}

/// The only task definition of `inventory`.
fn task(inventory: &mut Inventory) -> &mut EcsTaskDefinition {
    &mut inventory.ecs_task_definitions[0].attributes
}

fn service(inventory: &mut Inventory) -> &mut EcsService {
    &mut inventory.ecs_services[0].attributes
}

fn sources(rules: &Attribute<Vec<Attribute<LinkedRule>>>) -> Vec<(PeerKind, String)> {
    all(rules).into_iter().map(|rule| (rule.peer.kind, rule.peer.name)).collect()
}

#[test]
fn a_service_that_runs_redis_is_a_cache() {
    let inventory = phillm(vec![container("nginx:1.27"), redis()]);
    let linker = Linker::new(&inventory);
    assert_eq!(linker.keys(), [SubjectKey::Container(0)]);
    let subject = linker.link(SubjectKey::Container(0));
    assert_eq!((subject.name.as_str(), subject.address.as_str()), ("phillm-redis", SERVICE));

    let linked = linked(&inventory);
    let cache = &linked.cache;
    assert_eq!(cache.kind, CacheKind::EcsService);
    assert_eq!((&cache.engine, &cache.engine_version), (&known(Engine::Redis), &text("8")));
    assert_eq!(cache.cluster_mode, known(ClusterMode::Disabled));
    assert_eq!((&cache.port, &cache.num_cache_nodes), (&known(6379), &known(1)));
    assert_eq!(cache.transit_encryption_enabled, known(false));
    assert_eq!(cache.transit_encryption_mode, Attribute::Unset);
    assert_eq!(cache.at_rest_encryption_enabled, known(true));
    assert_eq!(cache.auth_token, password_from(PASSWORD));
    assert!(cache.snapshot_retention_limit.is_unset() && cache.cache_node_type.is_unset());
    assert!(linked.parameter_group.is_unset() && linked.subnet_group.is_unset());
    assert_eq!(linked.kms_key.known().expect("is AWS's").key.key_manager, text("AWS"));
    assert_eq!(linked.vpc.known().expect("is that of the subnets").id, text("vpc-1"));
    assert_eq!(sources(&linked.ingress), [(PeerKind::SecurityGroup, "app".into())]);
}

#[test]
fn a_container_is_told_with_what_it_relates_to() {
    let linked = with(redis());
    let container = in_container(&linked);
    assert_eq!(container.cluster, text("phillm-cluster"));
    assert_eq!(container.task_definition, text("phillm-redis:3"));
    assert_eq!((&container.cpu, &container.memory), (&known(256), &known(512)));
    assert_eq!(container.image_repository, text("redis"));
    assert_eq!(container.image_tag, text("8-alpine"));
    assert_eq!(container.image_digest, Attribute::Unset);
    assert_eq!(container.log_group, text("/ecs/phillm-redis"));
    assert_eq!(container.dns_names, known(vec![text("redis.phillm.local")]));
    let parameter = container.password_parameter.known().expect("it comes from one");
    assert_eq!(parameter.name, text("/phillm/redis/password"));
    assert_eq!(parameter.parameter_type, text("SecureString"));
    let secret = linked.auth_token_secret.known().expect("it comes from one");
    assert_eq!(secret.name, text("/phillm/redis/password"));

    let volume = container.data_volume.known().expect("/data lies on one");
    assert_eq!((&volume.name, &volume.is_persistent), (&text("redis-data"), &known(true)));
    let file_system = file_system(&linked);
    assert_eq!((&file_system.label, &file_system.id), (&"fs-1".to_owned(), &text("fs-1")));
    assert_eq!(file_system.address.as_deref(), Some(FILE_SYSTEM));
    assert_eq!(file_system.transit_encryption_enabled, known(true));
    assert_eq!(file_system.has_access_point, known(false));
    // Two mount targets in one group: each rule once, and none for another port.
    assert_eq!(sources(&file_system.ingress), [(PeerKind::SecurityGroup, "redis".into())]);
}

#[test]
fn what_is_no_cache_is_no_subject_and_no_gap() {
    type Change = fn(&mut Inventory);
    let cases: [(&str, Change); 3] = [
        ("another image", |all| {
            task(all).container_definitions = known(vec![container("redis/redisinsight:2")]);
        }),
        ("a service that is gone", |all| service(all).status = text("INACTIVE")),
        ("a service that is only looked up", |all| all.ecs_services[0].is_declared = false),
    ];
    for (what, change) in cases {
        let mut inventory = phillm(vec![redis()]);
        change(&mut inventory);
        let linker = Linker::new(&inventory);
        assert_eq!((linker.keys(), linker.gaps()), (Vec::new(), Vec::new()), "{what}");
    }
}

#[test]
fn of_what_may_be_a_cache_a_gap_tells() {
    type Change = fn(&mut Inventory);
    let cases: [(&str, Change); 6] = [
        ("unread definition", |all| all.ecs_task_definitions.clear()),
        ("definition decided later", |all| service(all).task_definition = later()),
        ("containers decided later", |all| task(all).container_definitions = later()),
        ("image decided later", |all| {
            let unknown = ContainerDefinition { image: later(), ..redis() };
            task(all).container_definitions = known(vec![container("nginx:1.27"), unknown]);
        }),
        ("no image", |all| {
            let without = ContainerDefinition { image: Attribute::Unset, ..redis() };
            task(all).container_definitions = known(vec![without]);
        }),
        ("one of two definitions, and the other is none", |all| {
            all.ecs_task_definitions.push(all.ecs_task_definitions[0].clone());
            task(all).container_definitions = known(vec![container("nginx:1.27")]);
            all.ecs_task_definitions[1].attributes.container_definitions = later();
        }),
    ];
    for (what, change) in cases {
        let mut inventory = phillm(vec![redis()]);
        assert_eq!(Linker::new(&inventory).gaps(), [], "a cache is none");
        change(&mut inventory);
        let linker = Linker::new(&inventory);
        assert_eq!(linker.keys(), [], "{what}");
        let gaps = linker.gaps();
        let [gap] = gaps.as_slice() else { panic!("{what}: {gaps:?}") };
        assert_eq!((gap.what.as_str(), gap.is_failure), (SERVICE, true), "{what}");
    }
}

#[test]
fn of_a_definition_that_is_found_twice_what_differs_is_unknown() {
    let mut inventory = phillm(vec![redis()]);
    let alone = linked(&inventory);
    inventory.ecs_task_definitions.push(inventory.ecs_task_definitions[0].clone());
    assert_eq!(Linker::new(&inventory).keys(), [SubjectKey::Container(0)]);
    assert_eq!(linked(&inventory), alone, "nothing differs");

    task(&mut inventory).cpu = known(1024);
    let settings = given(&[("port", "7000"), ("dir", "/data")]);
    task(&mut inventory).container_definitions =
        known(vec![ContainerDefinition { settings, ..redis() }]);
    let either = linked(&inventory);
    let (container, cache) = (in_container(&either), &either.cache);
    assert!(container.cpu.is_unknown() && container.settings.is_unknown());
    assert!(cache.port.is_unknown());
    assert_eq!((&container.memory, &cache.engine), (&known(512), &known(Engine::Redis)));

    // One of the two is no cache: nothing is known of it but that it may be one.
    task(&mut inventory).container_definitions = known(vec![self::container("nginx")]);
    let either = linked(&inventory);
    assert!(either.cache.engine.is_unknown() && either.cache.auth_token.is_unknown());
    assert!(in_container(&either).memory.is_unknown());
    assert_eq!(Linker::new(&inventory).gaps(), []);
}

#[test]
fn containers_and_caches_are_sorted_together() {
    let mut inventory = phillm(vec![redis()]);
    let cluster = |at: &str| named(at, at, cache(CacheKind::CacheCluster));
    inventory.caches = vec![cluster("z"), cluster("a")];
    let keys = Linker::new(&inventory).keys();
    assert_eq!(keys, [SubjectKey::Cache(1), SubjectKey::Container(0), SubjectKey::Cache(0)]);
}

#[test]
fn of_two_servers_only_what_they_share_is_known() {
    let sidecar = ContainerDefinition {
        name: text("sentinel"),
        settings: given(&[("port", "26379")]),
        ..redis()
    };
    let linked = linked(&phillm(vec![redis(), sidecar]));
    assert_eq!(linked.cache.engine, known(Engine::Redis));
    assert_eq!(linked.cache.engine_version, text("8"), "both run the same image");
    assert_eq!(linked.cache.auth_token, password_from(PASSWORD));
    let reason =
        Reason::UnresolvedReference("the container that is the cache: redis or sentinel".into());
    assert_eq!(linked.cache.port, Attribute::Unknown(reason.clone()));
    assert_eq!(linked.ingress, Attribute::Unknown(reason.clone()));
    assert_eq!(in_container(&linked).settings, Attribute::Unknown(reason));

    let valkey = ContainerDefinition { name: text("valkey"), ..container("valkey/valkey:8.1") };
    let linked = self::linked(&phillm(vec![redis(), valkey]));
    assert!(linked.cache.engine.is_unknown() && linked.cache.engine_version.is_unknown());
}

#[test]
fn settings_of_the_command_line_go_over_documented_defaults() {
    let linked = with(redis());
    for (directive, value) in [
        ("appendonly", "yes"),
        ("save", "900 1 300 10"),
        ("appendfsync", "everysec"),
        ("maxmemory-policy", "noeviction"),
    ] {
        assert_eq!(*setting(&linked, directive), text(value), "{directive}");
    }
    let linked = with(container("redis:7.2"));
    assert_eq!(*setting(&linked, "save"), text("3600 1 300 100 60 10000"));
    assert_eq!(*setting(&linked, "appendonly"), text("no"));
    // Older versions save by themselves only without any option; of another tag nobody knows the version.
    for image in ["redis:6.2", "redis:latest"] {
        assert!(setting(&with(container(image)), "save").is_unknown(), "{image}");
    }
}

#[test]
fn the_working_directory_of_another_image_is_unknown() {
    for image in ["eqalpha/keydb:6.3.4", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/redis:8"] {
        let linked = with(ContainerDefinition { image: text(image), ..container(image) });
        assert!(setting(&linked, "dir").is_unknown(), "{image}");
        assert_eq!(*setting(&linked, "appendonly"), text("no"), "{image}");
        assert!(in_container(&linked).data_volume.is_unset(), "it mounts nothing");
    }
    let mut mounted = redis();
    mounted.image = text("eqalpha/keydb");
    assert!(in_container(&with(mounted.clone())).data_volume.is_known(), "dir says where");
    mounted.settings = given(&[("appendonly", "yes")]);
    assert!(in_container(&with(mounted)).data_volume.is_unknown());
}

#[test]
fn what_a_file_may_set_is_unknown() {
    let file = Reason::NotCollected("/etc/redis.conf".into());
    let mut configured = redis();
    configured.settings = Attribute::Unknown(file.clone());
    let linked = with(configured);
    for unknown in [
        linked.cache.port.unknown(),
        linked.cache.transit_encryption_enabled.unknown(),
        linked.cache.transit_encryption_mode.unknown(),
        linked.cache.cluster_mode.unknown(),
        in_container(&linked).settings.unknown(),
        in_container(&linked).data_volume.unknown(),
        linked.cache.at_rest_encryption_enabled.unknown(),
        linked.ingress.unknown(),
    ] {
        assert_eq!(unknown, Some(&file));
    }
    assert_eq!(linked.cache.engine_version, text("8"), "the image tells it");
    assert_eq!(linked.cache.auth_token, password_from(PASSWORD), "the source tells it");
}

#[test]
fn ports_tell_whether_connections_are_encrypted() {
    let cases: [(&[(&str, &str)], _, _, _, usize); 5] = [
        (&[("port", "7000")], known(7000), known(false), Attribute::Unset, 0),
        (&[("tls-port", "0")], known(6379), known(false), Attribute::Unset, 1),
        (&[("tls-port", "6380")], known(6379), known(true), text("preferred"), 2),
        (&[("port", "0"), ("tls-port", "6380")], known(6380), known(true), text("required"), 1),
        (&[("port", "0"), ("tls-port", "0")], known(0), known(false), Attribute::Unset, 0),
    ];
    for (settings, port, is_encrypted, mode, rules) in cases {
        let linked = with(ContainerDefinition { settings: given(settings), ..redis() });
        assert_eq!(linked.cache.port, port, "{settings:?}");
        assert_eq!(linked.cache.transit_encryption_enabled, is_encrypted, "{settings:?}");
        assert_eq!(linked.cache.transit_encryption_mode, mode, "{settings:?}");
        assert_eq!(counts(&linked.ingress), (rules, 0), "{settings:?}");
    }
    let linked = with(ContainerDefinition { settings: given(&[("port", "$PORT")]), ..redis() });
    assert!(linked.cache.port.is_unknown() && linked.cache.transit_encryption_mode.is_unset());
    let linked = with(ContainerDefinition { settings: given(&[("tls-port", "x")]), ..redis() });
    assert!(linked.cache.transit_encryption_enabled.is_unknown());
    assert!(linked.cache.transit_encryption_mode.is_unknown());
}

#[test]
fn tasks_in_the_network_of_their_instance_tell_nothing_of_it() {
    let mut inventory = phillm(vec![redis()]);
    let settings = service(&mut inventory);
    settings.subnet_ids = Attribute::Unset;
    settings.security_group_ids = Attribute::Unset;
    settings.assign_public_ip = Attribute::Unset;
    task(&mut inventory).network_mode = text("host");
    let linked = linked(&inventory);
    assert!(linked.subnets.is_unknown() && linked.vpc.is_unknown());
    assert!(linked.security_groups.is_unknown());
    assert!(linked.ingress.is_unknown() && linked.egress.is_unknown());
    assert!(in_container(&linked).assign_public_ip.is_unknown());
    assert_eq!(linked.cache.port, known(6379));
}

#[test]
fn a_service_without_groups_is_in_the_default_group_of_its_vpc() {
    let mut inventory = phillm(vec![redis()]);
    service(&mut inventory).security_group_ids = Attribute::Unset;
    inventory.security_groups.push(security_group("default", Vec::new()));
    let groups = all(&linked(&inventory).security_groups);
    assert_eq!(groups.len(), 1);
    assert_eq!((&groups[0].id, &groups[0].is_default), (&text("sg-default"), &known(true)));
}

#[test]
fn data_that_lies_on_no_volume_goes_away_with_the_task() {
    let mut elsewhere = redis();
    elsewhere.settings = given(&[("dir", "/var/lib/redis")]);
    let mut read_only = redis();
    if let Attribute::Known(mounts) = &mut read_only.mount_points {
        mounts[0].read_only = known(true);
    }
    let nowhere = ContainerDefinition { mount_points: Attribute::Unset, ..redis() };
    for container in [elsewhere, read_only, nowhere] {
        let linked = with(container);
        assert!(in_container(&linked).data_volume.is_unset());
        assert!(linked.cache.at_rest_encryption_enabled.is_unset());
        assert!(linked.cache.kms_key_id.is_unset() && linked.kms_key.is_unset());
    }
    let relative =
        |dir: &str| with(ContainerDefinition { settings: given(&[("dir", dir)]), ..redis() });
    for dir in ["./", "redis", "./a//b"] {
        assert!(in_container(&relative(dir)).data_volume.is_known(), "{dir}");
    }
    assert!(in_container(&relative("../elsewhere")).data_volume.is_unknown());
}

#[test]
fn nobody_knows_what_becomes_of_a_volume_that_is_none_of_efs() {
    let mut inventory = phillm(vec![redis()]);
    task(&mut inventory).volumes = known(vec![TaskVolume {
        name: text("redis-data"),
        efs_volume_configuration: Attribute::Unset,
    }]);
    let linked = linked(&inventory);
    let volume = in_container(&linked).data_volume.known().expect("there is one");
    assert!(volume.is_persistent.is_unknown() && volume.file_system.is_unset());
    assert!(linked.cache.at_rest_encryption_enabled.is_unknown());
    assert!(linked.cache.kms_key_id.is_unknown());
}

#[test]
fn a_file_system_that_was_not_read_is_known_by_its_name_only() {
    let mut inventory = phillm(vec![redis()]);
    inventory.file_systems.clear();
    let linked = linked(&inventory);
    let file_system = file_system(&linked);
    assert_eq!((&file_system.label, &file_system.id), (&"fs-1".to_owned(), &text("fs-1")));
    assert_eq!(file_system.address, None);
    assert!(file_system.file_system.encrypted.is_unknown());
    assert!(file_system.file_system.backup_policy_enabled.is_unknown());
    assert_eq!(file_system.transit_encryption_enabled, known(true), "the task tells it");
    assert_eq!(counts(&file_system.ingress), (1, 0), "mount targets tell it");
    assert!(linked.cache.at_rest_encryption_enabled.is_unknown());
}

#[test]
fn mount_targets_that_were_not_read_leave_open_who_reaches_the_file_system() {
    let mut declared = phillm(vec![redis()]);
    declared.mount_targets.clear();
    assert!(file_system(&linked(&declared)).ingress.is_unknown());

    // One of two whose groups are not known.
    let mut half = phillm(vec![redis()]);
    half.mount_targets[1].attributes.security_group_ids = later();
    assert_eq!(counts(&file_system(&linked(&half)).ingress), (1, 1));

    // One that may belong to it.
    let mut possible = phillm(vec![redis()]);
    possible.mount_targets[1].attributes.file_system_id = later();
    assert_eq!(counts(&file_system(&linked(&possible)).ingress), (1, 1));

    let mut live = phillm(vec![redis()]);
    let place = Origin::live("123456789012", "us-east-1");
    live.ecs_services[0].origin = place.clone();
    live.ecs_task_definitions[0].origin = place.clone();
    live.mount_targets.clear();
    assert_eq!(counts(&file_system(&linked(&live)).ingress), (0, 0), "there are none");
    let reason = Reason::AccessDenied("elasticfilesystem:DescribeMountTargets".into());
    let list = ResourceList::MountTargets;
    live.unlisted.push(Unlisted { place: place.file, list, of: None, reason: reason.clone() });
    assert_eq!(file_system(&linked(&live)).ingress, Attribute::Unknown(reason));
}

#[test]
fn a_password_comes_from_a_parameter_a_secret_or_from_nowhere_that_is_known() {
    let name =
        |cache: &LinkedCache| cache.auth_token_secret.known().map(|secret| secret.name.clone());
    let from =
        |source: &str| with(ContainerDefinition { password: password_from(source), ..redis() });

    let secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:phillm-Ab12Cd";
    let linked = from(secret);
    assert!(in_container(&linked).password_parameter.is_unset());
    assert_eq!(name(&linked), Some(text("phillm")));

    let linked = from("arn:aws:ssm:us-east-1:123456789012:parameter/other/password");
    let parameter = in_container(&linked).password_parameter.known().expect("is one");
    assert_eq!(parameter.name, text("/other/password"));
    assert!(parameter.parameter_type.is_unknown());
    assert_eq!(name(&linked), Some(text("/other/password")));

    let linked = from("/phillm/redis/password");
    let parameter = in_container(&linked).password_parameter.known().expect("is one");
    assert_eq!(parameter.parameter_type, text("SecureString"));

    let literal = known(SecretValue {
        is_set: true,
        source: known(SecretSource::Literal),
        secret: Attribute::Unset,
    });
    let linked = with(ContainerDefinition { password: literal, ..redis() });
    assert!(in_container(&linked).password_parameter.is_unset());
    assert!(linked.auth_token_secret.is_unset());

    let linked = with(ContainerDefinition { password: later(), ..redis() });
    assert!(in_container(&linked).password_parameter.is_unknown());
    assert!(linked.auth_token_secret.is_unknown());
}

#[test]
fn names_are_known_as_far_as_cloud_map_tells_them() {
    let names = |change: fn(&mut Inventory)| {
        let mut inventory = phillm(vec![redis()]);
        change(&mut inventory);
        in_container(&linked(&inventory)).dns_names.clone()
    };
    assert_eq!(names(|all| service(all).service_registries = Attribute::Unset), known(Vec::new()));
    let http = names(|all| all.discovery_namespaces[0].attributes.namespace_type = text("HTTP"));
    assert_eq!(http, known(Vec::new()), "such a namespace has no DNS");
    assert_eq!(counts(&names(|all| all.discovery_services.clear())), (0, 1));
    assert_eq!(counts(&names(|all| all.discovery_namespaces.clear())), (0, 1));
    assert!(names(|all| service(all).service_registries = later()).is_unknown());
}

#[test]
fn service_connect_may_give_names_that_are_not_known() {
    let mut inventory = phillm(vec![redis()]);
    service(&mut inventory).service_connect_enabled = known(true);
    let linked = linked(&inventory);
    assert_eq!(counts(&in_container(&linked).dns_names), (1, 1));
}

#[test]
fn tasks_have_no_public_address_where_nothing_is_said() {
    let mut inventory = phillm(vec![redis()]);
    service(&mut inventory).assign_public_ip = Attribute::Unset;
    assert_eq!(in_container(&linked(&inventory)).assign_public_ip, known(false));
}

#[test]
fn images_by_digest_have_no_tag_and_those_without_either_have_latest() {
    for (image, tag, digest) in [
        ("redis@sha256:0a1b", Attribute::Unset, text("sha256:0a1b")),
        ("redis:8.0.1@sha256:0a1b", text("8.0.1"), text("sha256:0a1b")),
        ("redis", text("latest"), Attribute::Unset),
    ] {
        let linked = with(container(image));
        let container = in_container(&linked);
        assert_eq!((&container.image_tag, &container.image_digest), (&tag, &digest), "{image}");
    }
}
