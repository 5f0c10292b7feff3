//! Places of findings, on inventories made by hand.

use super::*;
use crate::link::Linker;
use crate::model::{
    AlarmMetric, Attribute, Cache, CacheKind, CacheParameterGroup, CacheSubnetGroup,
    ContainerDefinition, EcsService, EcsTaskDefinition, EfsVolumeConfiguration, Engine, FileSystem,
    MetricAlarm, MountPoint, MountTarget, Peer, Reference, Resource, SecurityGroup,
    SecurityGroupRule, Subnet, TaskVolume,
};

fn place(file: &str, line: u32) -> Origin {
    Origin { file: file.to_owned(), line: Some(line), column: Some(7) }
}

/// A resource at `line` of `file`, with the line of each attribute in the template.
fn resource<T>(
    address: &str,
    (file, line): (&str, u32),
    locations: &[(&str, u32)],
    attributes: T,
) -> Resource<T> {
    let locations = locations.iter().map(|(path, line)| ((*path).into(), place(TEMPLATE, *line)));
    Resource {
        address: address.to_owned(),
        origin: place(file, line),
        is_declared: true,
        change: Default::default(),
        id: Attribute::Unset,
        arn: Attribute::Unset,
        region: Attribute::Unset,
        account_id: Attribute::Unset,
        tags: Attribute::Unset,
        defaults: BTreeMap::new(),
        locations: locations.collect(),
        attributes,
    }
}

const TEMPLATE: &str = "template.yaml";

fn refers(address: &str) -> Attribute<Reference> {
    Reference::address(address).into()
}

fn list<T>(items: Vec<T>) -> Attribute<Vec<Attribute<T>>> {
    items.into_iter().map(Attribute::Known).collect::<Vec<_>>().into()
}

/// A cache that names its groups, read from `file`.
fn inventory(file: &str) -> Inventory {
    let at = |line| (file, line);
    let mut cache = Cache::new(CacheKind::ReplicationGroup);
    cache.engine = Engine::Redis.into();
    cache.port = 6379.into();
    cache.security_group_ids = list(vec![Reference::address("Group")]);
    cache.cache_subnet_group_name = refers("Subnets");
    cache.cache_parameter_group_name = refers("Parameters");
    let open = |range: &str| SecurityGroupRule {
        ip_protocol: "-1".to_owned().into(),
        from_port: Attribute::Unset,
        to_port: Attribute::Unset,
        peer: Peer::CidrIpv4(range.to_owned()).into(),
        ..SecurityGroupRule::default()
    };
    let group = SecurityGroup {
        ingress: list(vec![open("10.0.0.0/8"), open("0.0.0.0/0")]),
        ..SecurityGroup::default()
    };
    let alarm = MetricAlarm {
        metrics: vec![AlarmMetric {
            namespace: "AWS/ElastiCache".to_owned().into(),
            metric_name: "CPUUtilization".to_owned().into(),
            ..AlarmMetric::default()
        }]
        .into(),
        ..MetricAlarm::default()
    };
    let subnet = |address: &str, line| resource(address, at(line), &[], Subnet::default());
    Inventory {
        caches: vec![resource(
            "Cache",
            at(10),
            &[
                ("snapshot_retention_limit", 11),
                ("security_group_ids", 12),
                ("log_delivery_configurations", 13),
                ("log_delivery_configurations[1]", 14),
                ("tags", 15),
                ("cache_parameter_group_name", 16),
                ("num_node_groups", 17),
            ],
            cache,
        )],
        security_groups: vec![resource(
            "Group",
            at(20),
            &[("ingress[0].peer", 21), ("ingress[1].peer", 22), ("ingress[1]", 23)],
            group,
        )],
        metric_alarms: vec![resource(
            "Alarm",
            at(30),
            &[("threshold", 31), ("metrics[0].period", 32), ("metrics[0].dimensions", 33)],
            alarm,
        )],
        cache_subnet_groups: vec![resource(
            "Subnets",
            at(40),
            &[("subnet_ids", 41)],
            CacheSubnetGroup {
                subnet_ids: list(vec![Reference::address("A"), Reference::address("B")]),
                ..CacheSubnetGroup::default()
            },
        )],
        subnets: vec![subnet("A", 50), subnet("B", 60)],
        cache_parameter_groups: vec![resource(
            "Parameters",
            at(70),
            &[("parameters", 71), ("parameters.timeout", 72)],
            CacheParameterGroup::default(),
        )],
        ..Inventory::new()
    }
}

/// The place of `attribute` of the cache in `inventory`.
fn locate(inventory: &Inventory, attribute: &str, named: Option<(&str, Option<&str>)>) -> Located {
    let linker = Linker::new(inventory);
    let key = linker.keys()[0];
    let subject = linker.link(key);
    Locator::new(inventory).of(&subject, linker.locations(key)).find(attribute, named)
}

fn line(located: &Located) -> u32 {
    located.location.line.expect("has a line")
}

#[test]
fn an_attribute_of_the_cache_is_where_it_is_written_or_what_holds_it() {
    let inventory = inventory(TEMPLATE);
    for (attribute, expected) in [
        ("snapshot_retention_limit", 11),
        ("log_deliveries[1].destination", 14),
        ("log_deliveries[].log_type", 13),
        ("tags.Owner", 15),
        ("num_cache_nodes", 17),
        // Written nowhere: where the cache begins.
        ("engine_version", 10),
        ("", 10),
    ] {
        let located = locate(&inventory, attribute, None);
        assert_eq!((line(&located), &located.resource), (expected, &None), "{attribute}");
        assert_eq!(located.template, None);
    }
}

#[test]
fn what_a_policy_names_is_found_in_the_resource() {
    let inventory = inventory(TEMPLATE);
    for (attribute, address, path, expected) in [
        ("ingress[].peer.cidr_blocks", "Group", Some("ingress[1]"), 22),
        ("ingress[].from_port", "Group", Some("ingress[1]"), 23),
        ("ingress[].from_port", "Group", None, 20),
        ("alarms[].threshold", "Alarm", None, 31),
        ("alarms[].duration", "Alarm", None, 32),
        ("alarms[].unmatched_dimension", "Alarm", None, 33),
        ("alarms[].actions_enabled", "Alarm", None, 30),
        ("subnets[].ipv4_route_class", "B", None, 60),
    ] {
        let located = locate(&inventory, attribute, Some((address, path)));
        assert_eq!(line(&located), expected, "{attribute}");
        assert_eq!(located.resource.as_deref(), Some(address), "{attribute}");
    }
}

#[test]
fn an_unknown_attribute_is_found_by_its_index() {
    let inventory = inventory(TEMPLATE);
    for (attribute, resource, expected) in [
        ("ingress[1].from_port", Some("Group"), 23),
        ("security_groups[0].is_default", Some("Group"), 20),
        ("subnets[1].availability_zone", Some("B"), 60),
        ("subnets[].availability_zone", Some("Subnets"), 41),
        ("subnets[7]", Some("Subnets"), 41),
        ("parameter_group.parameters.timeout", Some("Parameters"), 72),
        ("parameter_group.parameters.maxmemory", Some("Parameters"), 71),
        ("parameter_group.family", Some("Parameters"), 70),
        // The cache names it.
        ("parameter_group", None, 16),
        ("ingress[7]", None, 12),
        ("alarms[7].threshold", None, 10),
    ] {
        let located = locate(&inventory, attribute, None);
        assert_eq!(
            (line(&located), located.resource.as_deref()),
            (expected, resource),
            "{attribute}"
        );
    }
}

/// A service that runs Redis on a file system, whose mount target is in `Group`.
fn container() -> Inventory {
    let at = |line| (TEMPLATE, line);
    let refers_all = |address: &str| list(vec![Reference::address(address)]);
    let server = ContainerDefinition {
        image: "redis:8".to_owned().into(),
        settings: BTreeMap::new().into(),
        mount_points: vec![MountPoint {
            source_volume: "data".to_owned().into(),
            container_path: "/data".to_owned().into(),
            read_only: false.into(),
        }]
        .into(),
        ..ContainerDefinition::default()
    };
    let task = EcsTaskDefinition {
        container_definitions: vec![server].into(),
        volumes: vec![TaskVolume {
            name: "data".to_owned().into(),
            efs_volume_configuration: EfsVolumeConfiguration {
                file_system_id: refers("Files"),
                ..EfsVolumeConfiguration::default()
            }
            .into(),
        }]
        .into(),
        ..EcsTaskDefinition::default()
    };
    let group = SecurityGroup {
        ingress: list(vec![SecurityGroupRule {
            ip_protocol: "-1".to_owned().into(),
            peer: Peer::CidrIpv4("0.0.0.0/0".to_owned()).into(),
            ..SecurityGroupRule::default()
        }]),
        ..SecurityGroup::default()
    };
    let target = MountTarget {
        file_system_id: refers("Files"),
        security_group_ids: refers_all("Group"),
        ..MountTarget::default()
    };
    let service = EcsService { task_definition: refers("Task"), ..EcsService::default() };
    let of_service = [("task_definition", 11), ("desired_count", 12), ("service_registries", 13)];
    Inventory {
        ecs_services: vec![resource("Service", at(10), &of_service, service)],
        ecs_task_definitions: vec![resource("Task", at(20), &[], task)],
        file_systems: vec![resource("Files", at(30), &[("encrypted", 31)], FileSystem::default())],
        mount_targets: vec![resource("Target", at(40), &[], target)],
        security_groups: vec![resource("Group", at(50), &[("ingress[0]", 51)], group)],
        ..Inventory::new()
    }
}

#[test]
fn an_attribute_of_a_container_is_in_what_its_service_leads_to() {
    let inventory = container();
    for (attribute, resource, expected) in [
        ("container.desired_count", None, 12),
        ("container.settings.appendonly", None, 11),
        ("container.data_volume", None, 11),
        ("container.dns_names", None, 13),
        ("container.data_volume.file_system.encrypted", Some("Files"), 31),
        ("container.data_volume.file_system.throughput_mode", Some("Files"), 30),
        ("container.data_volume.file_system.ingress[0].peer", Some("Group"), 51),
    ] {
        let located = locate(&inventory, attribute, None);
        let found = (line(&located), located.resource.as_deref());
        assert_eq!(found, (expected, resource), "{attribute}");
    }
    let named = Some(("Group", Some("ingress[0]")));
    let located = locate(&inventory, "container.data_volume.file_system.ingress[].peer", named);
    assert_eq!(line(&located), 51);
}

#[test]
fn a_resource_that_is_not_in_the_inventory_leaves_what_leads_to_it() {
    let located = locate(&inventory(TEMPLATE), "ingress[].from_port", Some(("Other", None)));
    assert_eq!((line(&located), located.resource.as_deref()), (12, Some("Other")));
}

#[test]
fn one_of_two_resources_with_the_same_address_is_that_of_the_same_file() {
    let mut two = inventory(TEMPLATE);
    two.metric_alarms
        .push(Resource { origin: place("b.yaml", 90), ..two.metric_alarms[0].clone() });
    let named = Some(("Alarm", None));
    assert_eq!(line(&locate(&two, "alarms[].threshold", named)), 31);
    for (alarm, file) in two.metric_alarms.iter_mut().zip(["c.yaml", "b.yaml"]) {
        alarm.origin.file = file.to_owned();
    }
    let located = locate(&two, "alarms[].threshold", named);
    assert_eq!(line(&located), 10, "neither is guessed");
}

#[test]
fn of_a_generated_template_the_program_is_the_place_and_the_value_is_beside_it() {
    let inventory = inventory("lib/stack.ts");
    for (attribute, named, location, template) in [
        ("snapshot_retention_limit", None, 10, Some(11)),
        ("engine_version", None, 10, None),
        ("alarms[].threshold", Some(("Alarm", None)), 30, Some(31)),
    ] {
        let located = locate(&inventory, attribute, named);
        assert_eq!(located.location, place("lib/stack.ts", location), "{attribute}");
        assert_eq!(located.template, template.map(|line| place(TEMPLATE, line)), "{attribute}");
    }
}

#[test]
fn a_source_without_lines_leaves_the_subject() {
    let mut plan = inventory("tfplan.json");
    let origin = Origin { file: "tfplan.json".to_owned(), line: None, column: None };
    plan.caches[0].locations.clear();
    plan.caches[0].origin = origin.clone();
    plan.metric_alarms[0].locations.clear();
    plan.metric_alarms[0].origin = origin.clone();
    let located = locate(&plan, "alarms[].threshold", Some(("Alarm", None)));
    assert_eq!((located.location, located.template), (origin, None));
    let expected = [("Alarm", "threshold"), ("Cache", "alarms[].threshold")];
    let leads =
        located.leads.iter().map(|lead| (lead.address.as_str(), lead.attributes[0].as_str()));
    assert!(leads.eq(expected), "{:?}", located.leads);
}

#[test]
fn a_lead_to_a_rule_tells_what_is_in_it() {
    let mut plan = inventory("tfplan.json");
    let origin = Origin { file: "tfplan.json".to_owned(), line: None, column: None };
    plan.caches[0].origin = origin.clone();
    plan.security_groups[0].origin = origin;
    plan.security_groups[0].locations.clear();
    plan.caches[0].locations.clear();
    let named = |part| locate(&plan, "ingress[].peer.cidr_blocks", Some(("Group", Some(part))));
    let leads = named("ingress[1]").leads;
    assert_eq!(leads[0].attributes, ["ingress[1].peer.cidr_blocks"]);
    assert!(leads[0].values.contains("0.0.0.0/0") && !leads[0].values.contains("10.0.0.0/8"));
    assert!(named("ingress[0]").leads[0].values.contains("10.0.0.0/8"));
    assert!(locate(&plan, "port", None).leads[0].values.is_empty());
}
