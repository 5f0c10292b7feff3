//! Which caches are subjects, their nodes, and what they take over from others.

use super::*;

fn node_ids(cache: &LinkedCache) -> Vec<String> {
    let nodes = cache.nodes.known().expect("the nodes are known");
    nodes.iter().map(|node| node.id.as_str().expect("the id is known").to_owned()).collect()
}

fn member(at: &str, name: &str, group: Attribute<Reference>) -> Resource<Cache> {
    let settings = Cache { replication_group_id: group, ..cache(CacheKind::CacheCluster) };
    named(at, name, settings)
}

#[test]
fn nodes_are_called_as_elasticache_calls_them() {
    let sharded = |shards, replicas| {
        let settings = Cache {
            cluster_mode: known(ClusterMode::Enabled),
            num_node_groups: known(shards),
            replicas_per_node_group: known(replicas),
            num_cache_nodes: known(shards * (replicas + 1)),
            ..cache(CacheKind::ReplicationGroup)
        };
        named("rg", "orders", settings)
    };
    let memcached = Cache {
        engine: known(Engine::Memcached),
        num_cache_nodes: known(2),
        ..cache(CacheKind::CacheCluster)
    };
    let cases: Vec<(Resource<Cache>, &[&str])> = vec![
        (group(2), &["orders-001", "orders-002"]),
        (sharded(1, 1), &["orders-0001-001", "orders-0001-002"]),
        (
            sharded(2, 1),
            &["orders-0001-001", "orders-0001-002", "orders-0002-001", "orders-0002-002"],
        ),
        (named("c", "single", cache(CacheKind::CacheCluster)), &["single"]),
        (named("m", "many", memcached), &["0001", "0002"]),
    ];
    for (cache, expected) in cases {
        assert_eq!(node_ids(&link(&inventory(vec![cache]))), expected);
    }
}

#[test]
fn nodes_without_ids_have_keys_of_their_own() {
    let mut cache = group(2);
    cache.id = later();
    let nodes = link(&inventory(vec![cache])).nodes.known().expect("their number is").clone();
    assert_eq!(nodes.len(), 2);
    assert!(nodes.iter().all(|node| node.id.is_unknown()));
    assert_ne!(nodes[0].key, nodes[1].key);
}

#[test]
fn the_number_of_nodes_is_never_guessed() {
    let cases: Vec<(&str, Cache)> = vec![
        (
            "count",
            Cache {
                num_cache_nodes: later(),
                replicas_per_node_group: later(),
                ..group(2).attributes
            },
        ),
        (
            "shards",
            Cache { num_node_groups: later(), cluster_mode: later(), ..group(2).attributes },
        ),
        (
            "uneven shards",
            Cache {
                num_node_groups: known(2),
                replicas_per_node_group: known(1),
                num_cache_nodes: known(5),
                ..group(2).attributes
            },
        ),
        ("nonsense", group(u32::MAX).attributes),
    ];
    for (what, settings) in cases {
        let cache = named("rg", "orders", settings);
        assert!(link(&inventory(vec![cache])).nodes.is_unknown(), "{what}");
    }
    let serverless = named("s", "s", cache(CacheKind::ServerlessCache));
    assert!(link(&inventory(vec![serverless])).nodes.is_unset());
}

#[test]
fn zones_are_those_listed_for_each_node() {
    let zones = |cache: Resource<Cache>| -> Vec<Attribute<String>> {
        let nodes = link(&inventory(vec![cache])).nodes.known().expect("known").clone();
        nodes.into_iter().map(|node| node.availability_zone).collect()
    };
    let mut cache = group(2);
    cache.attributes.preferred_availability_zones = known(vec![text("a"), later()]);
    assert_eq!(zones(cache.clone()), [text("a"), later()]);
    cache.attributes.preferred_availability_zones = known(vec![text("a")]);
    assert!(zones(cache.clone()).iter().all(Attribute::is_unknown));
    cache.attributes.preferred_availability_zones = Attribute::Unset;
    assert!(zones(cache).iter().all(Attribute::is_unknown));
}

#[test]
fn members_are_nodes_and_no_subjects() {
    for reference in [address(GROUP), id("orders")] {
        let inventory = inventory(vec![group(2), member("extra", "orders-extra", reference)]);
        assert_eq!(Linker::new(&inventory).keys(), [SubjectKey::Cache(0)]);
        assert_eq!(node_ids(&link(&inventory)), ["orders-001", "orders-002", "orders-extra"]);
    }
    let counted = inventory(vec![group(2), member("second", "orders-002", address(GROUP))]);
    assert_eq!(node_ids(&link(&counted)), ["orders-001", "orders-002"]);
}

#[test]
fn a_cluster_that_may_be_a_member_is_not_judged_by_its_own_defaults() {
    let mut cluster = member("c", "c", later());
    cluster.attributes.engine = later();
    cluster.attributes.transit_encryption_enabled = known(false);
    cluster.attributes.cache_node_type = text("cache.t4g.micro");
    let by_provider = DefaultValue { supplied_by: Supplier::Provider, reference: String::new() };
    cluster.defaults.insert("transit_encryption_enabled".into(), by_provider);
    let inventory = inventory(vec![group(2), cluster]);
    assert_eq!(Linker::new(&inventory).keys().len(), 2);
    let cluster = link_at(&inventory, 1);
    assert!(cluster.nodes.is_unknown());
    assert!(cluster.cache.transit_encryption_enabled.is_unknown());
    assert!(cluster.subnet_group.is_unknown());
    assert!(cluster.ingress.is_unknown());
    assert!(cluster.user_groups.is_unknown());
    assert_eq!(cluster.cache.cache_node_type, text("cache.t4g.micro"), "it is written");
    assert!(link(&inventory).nodes.is_unknown(), "the group may have one more");
}

#[test]
fn a_cluster_that_says_its_engine_is_no_member() {
    let inventory = inventory(vec![group(2), member("c", "c", later())]);
    assert_eq!(node_ids(&link_at(&inventory, 1)), ["c"]);
    assert_eq!(node_ids(&link(&inventory)).len(), 2);
}

#[test]
fn subjects_are_declared_caches_sorted_by_address() {
    let cluster = |at: &str| named(at, at, cache(CacheKind::CacheCluster));
    let mut found = cluster("data.found");
    found.is_declared = false;
    let inventory = inventory(vec![cluster("b"), found, cluster("a")]);
    assert_eq!(Linker::new(&inventory).keys(), [SubjectKey::Cache(2), SubjectKey::Cache(0)]);
}

#[test]
fn a_subject_has_the_tags_that_are_known() {
    let mut cache = group(1);
    cache.tags = known(BTreeMap::from([("a".into(), text("1")), ("b".into(), later())]));
    let inventory = inventory(vec![cache]);
    let subject = Linker::new(&inventory).link(SubjectKey::Cache(0));
    assert_eq!(subject.tags, BTreeMap::from([("a".into(), "1".into())]));
    assert_eq!((subject.name.as_str(), subject.address.as_str()), ("orders", GROUP));
}

#[test]
fn deleted_and_replaced_caches_are_removals() {
    let removed = |action| {
        let mut cache = group(1);
        cache.change.action = action;
        cache
    };
    let mut inventory = inventory(vec![]);
    inventory.removed_caches = vec![
        removed(Action::Delete),
        removed(Action::Replace),
        removed(Action::Forget),
        Resource { change: removed(Action::Delete).change, ..member("m", "m", id("orders")) },
    ];
    let found: Vec<Action> =
        removals(&inventory).into_iter().map(|removal| removal.change.action).collect();
    assert_eq!(found, [Action::Delete, Action::Replace]);
}

/// The primary in this region, and a secondary that follows it.
fn datastore() -> Inventory {
    let mut primary = group(2);
    primary.attributes.transit_encryption_enabled = known(true);
    let mut secondary = named("secondary", "orders-us", group(2).attributes);
    secondary.attributes.global_replication_group_id = address("global");
    secondary.attributes.engine = Attribute::Unset;
    secondary.attributes.transit_encryption_enabled = known(false);
    let by_provider = DefaultValue { supplied_by: Supplier::Provider, reference: String::new() };
    secondary.defaults.insert("transit_encryption_enabled".into(), by_provider);
    let global = GlobalReplicationGroup {
        primary_replication_group_id: address(GROUP),
        engine_version: text("7.1"),
        ..GlobalReplicationGroup::default()
    };
    Inventory {
        global_replication_groups: vec![new("global", global)],
        ..inventory(vec![primary, secondary])
    }
}

#[test]
fn a_secondary_takes_over_what_nobody_wrote_on_it() {
    let inventory = datastore();
    let secondary = link_at(&inventory, 1);
    assert_eq!(secondary.cache.engine, known(Engine::Redis));
    assert_eq!(secondary.cache.engine_version, text("7.1"));
    assert_eq!(secondary.cache.transit_encryption_enabled, known(true));
    assert!(secondary.parameter_group.is_unknown());
    let global = secondary.global_replication_group.known().expect("it is in one");
    assert_eq!((global.name.as_str(), &global.is_primary), ("global", &known(false)));

    let primary = link(&inventory);
    let global = primary.global_replication_group.known().expect("it leads one");
    assert_eq!((global.name.as_str(), &global.is_primary), ("global", &known(true)));
    assert!(primary.cache.engine_version.is_unknown(), "a primary takes nothing over");
}

#[test]
fn a_secondary_whose_primary_was_not_read_is_unknown() {
    let mut inventory = datastore();
    inventory.global_replication_groups.clear();
    let secondary = link_at(&inventory, 1);
    assert!(secondary.cache.engine.is_unknown());
    assert!(secondary.cache.transit_encryption_enabled.is_unknown());

    let mut inventory = datastore();
    inventory.global_replication_groups[0].attributes.primary_replication_group_id = id("far");
    let secondary = link_at(&inventory, 1);
    assert!(secondary.cache.transit_encryption_enabled.is_unknown());
    assert_eq!(secondary.cache.engine_version, text("7.1"));
}

#[test]
fn a_cache_that_says_its_own_engine_is_no_secondary() {
    let mut cache = group(1);
    cache.attributes.global_replication_group_id = later();
    cache.attributes.transit_encryption_enabled = known(false);
    let by_provider = DefaultValue { supplied_by: Supplier::Provider, reference: String::new() };
    for default in ["transit_encryption_enabled", "engine"] {
        cache.defaults.insert(default.into(), by_provider.clone());
    }
    let linked = link(&inventory(vec![cache.clone()]));
    assert!(linked.cache.transit_encryption_enabled.is_unknown(), "it may be a secondary");
    assert!(linked.global_replication_group.is_unknown());

    cache.attributes.cache_node_type = text("cache.t4g.micro");
    let linked = link(&inventory(vec![cache]));
    assert_eq!(linked.cache.transit_encryption_enabled, known(false));
    assert!(linked.global_replication_group.is_unset());
}
