//! Parameters, users, keys, logs, topics and secrets.

use super::*;

#[test]
fn parameter_groups_are_known_by_name_and_address() {
    let settings = CacheParameterGroup {
        name: text("orders"),
        family: text("redis7"),
        parameters: known(BTreeMap::from([("timeout".into(), text("300"))])),
    };
    let mut inventory = inventory(vec![group(1)]);
    inventory.cache_parameter_groups = vec![new("pg", settings)];
    // reference, family, is default, number of parameters
    let cases = [
        (address("pg"), text("redis7"), known(false), Some(1)),
        (id("Orders"), text("redis7"), known(false), Some(1)),
        (id("default.redis7"), text("redis7"), known(true), Some(0)),
        (id("default.redis6.x.cluster.on"), text("redis6.x"), known(true), Some(0)),
        (Attribute::Unset, Attribute::Unset, known(true), Some(0)),
    ];
    for (reference, family, is_default, parameters) in cases {
        inventory.caches[0].attributes.cache_parameter_group_name = reference.clone();
        let group = link(&inventory).parameter_group.known().expect("it is known").clone();
        assert_eq!(group.family, family, "{reference:?}");
        assert_eq!(group.is_default, is_default, "{reference:?}");
        assert_eq!(group.parameters.known().map(BTreeMap::len), parameters, "{reference:?}");
    }
    inventory.caches[0].attributes.cache_parameter_group_name = id("elsewhere");
    let group = link(&inventory).parameter_group.known().expect("its name is known").clone();
    assert_eq!((group.name, group.is_default), (text("elsewhere"), known(false)));
    assert!(group.family.is_unknown() && group.parameters.is_unknown());
}

fn user(at: &str, name: &str, access: &str) -> Resource<User> {
    let settings = User {
        user_name: text(name),
        engine: known(Engine::Redis),
        access_string: text(access),
        authentication_type: text("password"),
    };
    named(at, at, settings)
}

/// A cache with a user group of these users, and user `app`.
fn with_users(users: Vec<Attribute<Reference>>) -> Inventory {
    let mut cache = group(1);
    cache.attributes.user_group_ids = known(vec![address("group")]);
    let group = UserGroup { engine: known(Engine::Redis), user_ids: known(users) };
    Inventory {
        user_groups: vec![named("group", "orders-users", group)],
        users: vec![user("app", "app", "on ~app:* +@read")],
        ..inventory(vec![cache])
    }
}

#[test]
fn users_come_from_the_group_and_from_associations() {
    let mut inventory = with_users(vec![id("APP")]);
    inventory.users.push(user("admin", "admin", "on ~* +@all"));
    let association =
        UserGroupAssociation { user_group_id: address("group"), user_id: address("admin") };
    inventory.user_group_associations = vec![new("association", association)];
    let groups = all(&link(&inventory).user_groups);
    let users = all(&groups[0].users);
    let dangerous: Vec<(&str, bool)> = users
        .iter()
        .map(|user| {
            let access = user.access.known().expect("the access string is known");
            (user.name.as_str(), access.runs_dangerous_commands)
        })
        .collect();
    assert_eq!(dangerous, [("app", false), ("admin", true)]);
}

#[test]
fn the_user_that_aws_makes_is_open() {
    let groups = all(&link(&with_users(vec![id("default")])).user_groups);
    let default = all(&groups[0].users)[0].clone();
    assert_eq!(default.user_name, text("default"));
    assert_eq!(default.authentication_type, text("no-password"));
    let access = default.access.known().expect("AWS documents it").clone();
    assert!(access.is_on && access.reaches_all_keys && access.runs_all_commands);
}

#[test]
fn users_that_were_not_read_are_unknown() {
    let groups = all(&link(&with_users(vec![address("app"), id("other"), later()])).user_groups);
    assert_eq!(counts(&groups[0].users), (1, 2));

    let mut inventory = with_users(vec![]);
    let association = UserGroupAssociation { user_group_id: later(), user_id: address("app") };
    inventory.user_group_associations = vec![new("association", association)];
    assert_eq!(counts(&all(&link(&inventory).user_groups)[0].users), (0, 1));

    inventory.caches[0].attributes.user_group_ids = known(vec![id("elsewhere")]);
    assert_eq!(counts(&link(&inventory).user_groups), (0, 1));
    inventory.caches[0].attributes.user_group_ids = Attribute::Unset;
    assert_eq!(counts(&link(&inventory).user_groups), (0, 0));
}

#[test]
fn keys_are_known_by_id_arn_alias_and_address() {
    let arn = "arn:aws:kms:eu-west-1:123456789012:key/k-1";
    let key = KmsKey {
        key_manager: text("CUSTOMER"),
        enabled: known(true),
        key_rotation_enabled: known(true),
        key_state: Attribute::Unset,
        deletion_date: Attribute::Unset,
    };
    let alias = KmsAlias { alias_name: text("alias/orders"), target_key_id: address("key") };
    let mut inventory = inventory(vec![group(1)]);
    inventory.kms_keys = vec![Resource { arn: text(arn), ..named("key", "k-1", key) }];
    inventory.kms_aliases = vec![new("alias", alias)];
    // reference, name, manager
    let cases = [
        (id("k-1"), "k-1", text("CUSTOMER")),
        (id(arn), "k-1", text("CUSTOMER")),
        (attribute_of("key", "arn"), "k-1", text("CUSTOMER")),
        (id("alias/orders"), "alias/orders", text("CUSTOMER")),
        (address("alias"), "alias/orders", text("CUSTOMER")),
        (id("alias/aws/elasticache"), "alias/aws/elasticache", text("AWS")),
        (
            id("arn:aws:kms:eu-west-1:123456789012:alias/aws/elasticache"),
            "alias/aws/elasticache",
            text("AWS"),
        ),
    ];
    for (reference, name, manager) in cases {
        inventory.caches[0].attributes.kms_key_id = reference.clone();
        let key = link(&inventory).kms_key.known().expect("it is known").clone();
        assert_eq!((key.name.as_str(), key.key.key_manager), (name, manager), "{reference:?}");
    }
    for reference in [id("k-2"), id("alias/other"), address("other")] {
        inventory.caches[0].attributes.kms_key_id = reference.clone();
        let key = link(&inventory).kms_key.known().expect("its name is").clone();
        assert!(key.key.key_manager.is_unknown(), "{reference:?}");
    }
    inventory.caches[0].attributes.kms_key_id = Attribute::Unset;
    assert!(link(&inventory).kms_key.is_unset());
}

#[test]
fn log_groups_tell_how_long_they_keep_events() {
    let delivery = |kind: &str, destination: Attribute<Reference>| LogDelivery {
        log_type: text("slow-log"),
        destination_type: text(kind),
        destination,
        log_format: text("json"),
        status: Attribute::Unset,
        message: Attribute::Unset,
    };
    let settings = LogGroup {
        name: text("/orders"),
        retention_in_days: known(30),
        kms_key_id: Attribute::Unset,
    };
    let mut inventory = inventory(vec![group(1)]);
    inventory.log_groups = vec![new("log", settings)];
    inventory.caches[0].attributes.log_delivery_configurations = known(vec![
        delivery("cloudwatch-logs", address("log")),
        delivery("cloudwatch-logs", id("/orders")),
        delivery("cloudwatch-logs", id("/other")),
        delivery("kinesis-firehose", id("stream")),
    ]);
    let logs = link(&inventory).log_deliveries.known().expect("they are known").clone();
    assert_eq!(logs[0].destination, text("/orders"));
    assert_eq!(logs[0].retention_in_days, known(30));
    assert_eq!(logs[1].retention_in_days, known(30));
    assert_eq!(logs[2].destination, text("/other"));
    assert!(logs[2].retention_in_days.is_unknown());
    assert!(logs[3].retention_in_days.is_unset());
}

#[test]
fn a_topic_that_was_not_read_has_unknown_subscribers() {
    let topic = || Topic { name: text("events"), kms_master_key_id: Attribute::Unset };
    let mut inventory = inventory(vec![group(1)]);
    let subscribers = |inventory: &Inventory| {
        link(inventory).notification_topic.known().expect("there is one").subscriptions.clone()
    };
    inventory.caches[0].attributes.notification_topic_arn = address("topic");
    assert!(subscribers(&inventory).is_unknown());

    inventory.topics = vec![new("topic", topic())];
    assert_eq!(subscribers(&inventory), known(Vec::new()));

    let somewhere = TopicSubscription {
        topic_arn: later(),
        protocol: text("email"),
        pending_confirmation: later(),
    };
    inventory.topic_subscriptions = vec![new("subscription", somewhere)];
    assert!(subscribers(&inventory).is_unknown());

    inventory.topic_subscriptions.clear();
    inventory.topics = vec![looked_up("topic", "t", topic())];
    assert!(subscribers(&inventory).is_unknown(), "others may subscribe to it");

    inventory.caches[0].attributes.notification_topic_arn = Attribute::Unset;
    assert!(link(&inventory).notification_topic.is_unset());
}

fn version(secret: Attribute<Reference>, refers_to: Attribute<Vec<Reference>>) -> SecretVersion {
    SecretVersion { secret_id: secret, secret_string: later(), refers_to }
}

#[test]
fn secrets_that_refer_to_the_cache_are_its_own() {
    let secret = Secret {
        name: text("orders/endpoint"),
        kms_key_id: Attribute::Unset,
        recovery_window_in_days: known(7),
    };
    let parameter = SsmParameter {
        name: text("/orders/url"),
        parameter_type: text("SecureString"),
        refers_to: known(vec![Reference::Id("orders".into())]),
    };
    let mut inventory = inventory(vec![group(1)]);
    inventory.secrets = vec![new("secret", secret)];
    let to_cache = || known(vec![Reference::address(GROUP), Reference::address("other")]);
    inventory.secret_versions = vec![
        new("v1", version(address("secret"), to_cache())),
        new("v2", version(address("secret"), to_cache())),
        new("v3", version(address("secret"), known(vec![Reference::address("other")]))),
    ];
    inventory.ssm_parameters = vec![new("parameter", parameter)];
    let secrets = all(&link(&inventory).secrets);
    let found: Vec<(&str, &str)> =
        secrets.iter().map(|secret| (secret.store.as_str(), secret.address.as_str())).collect();
    assert_eq!(found, [("ssm", "parameter"), ("secretsmanager", "secret")]);
    assert_eq!(secrets[1].recovery_window_in_days, known(7));
    assert!(secrets[0].recovery_window_in_days.is_unset());
}

#[test]
fn secrets_that_may_refer_to_the_cache_are_unknown() {
    let candidates = Reference::Candidates {
        candidates: vec![Reference::address(GROUP), Reference::address("other")],
    };
    for refers_to in [later(), known(vec![candidates])] {
        let mut inventory = inventory(vec![group(1)]);
        inventory.secret_versions = vec![new("v", version(id("s"), refers_to.clone()))];
        assert_eq!(counts(&link(&inventory).secrets), (0, 1), "{refers_to:?}");
    }
}

#[test]
fn the_same_address_in_two_files_means_the_one_in_the_same_file() {
    let in_file = |file: &str, days: u32| {
        let settings = LogGroup {
            name: text("/orders"),
            retention_in_days: known(days),
            kms_key_id: Attribute::Unset,
        };
        Resource {
            origin: Origin { file: file.into(), ..Origin::default() },
            ..new("log", settings)
        }
    };
    let mut inventory = inventory(vec![group(1)]);
    inventory.caches[0].origin.file = "b.json".into();
    inventory.caches[0].attributes.log_delivery_configurations = known(vec![LogDelivery {
        destination: address("log"),
        destination_type: text("cloudwatch-logs"),
        ..LogDelivery::default()
    }]);
    inventory.log_groups = vec![in_file("a.json", 1), in_file("b.json", 2)];
    let retention = |inventory: &Inventory| {
        link(inventory).log_deliveries.known().expect("known")[0].retention_in_days.clone()
    };
    assert_eq!(retention(&inventory), known(2));
    inventory.caches[0].origin.file = "c.json".into();
    assert!(retention(&inventory).is_unknown());
}

#[test]
fn linking_is_the_same_from_several_threads() {
    let inventory = with_users(vec![id("app")]);
    let linker = Linker::new(&inventory);
    let here = linker.link(SubjectKey::Cache(0));
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..2).map(|_| scope.spawn(|| linker.link(SubjectKey::Cache(0)))).collect();
        for thread in threads {
            assert_eq!(thread.join().expect("it ends"), here);
        }
    });
}
