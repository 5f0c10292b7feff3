//! A subject for tests: a healthy cache of which everything is known.

use std::collections::BTreeMap;

use crate::link::subject::LinkedCache;
use crate::link::{Subject, SubjectBody};
use crate::model::{Attribute, Cache, CacheKind, Change, ClusterMode, Engine, Origin};

/// A Valkey replication group at `address` that keeps snapshots for `days`.
pub(crate) fn cache(address: &str, days: Attribute<u32>) -> LinkedCache {
    let mut cache = Cache::new(CacheKind::ReplicationGroup);
    cache.engine = Engine::Valkey.into();
    cache.engine_version = "8.0".to_owned().into();
    cache.cache_node_type = "cache.t4g.micro".to_owned().into();
    cache.cluster_mode = ClusterMode::Disabled.into();
    cache.num_cache_nodes = 2.into();
    cache.snapshot_retention_limit = days;
    cache.at_rest_encryption_enabled = true.into();
    LinkedCache {
        cache,
        address: address.to_owned(),
        id: "orders".to_owned().into(),
        arn: Attribute::Unset,
        region: "us-east-1".to_owned().into(),
        account_id: Attribute::Unset,
        tags: BTreeMap::from([("Owner".to_owned(), "us".to_owned().into())]).into(),
        change: Change::default(),
        nodes: Vec::new().into(),
        container: Attribute::Unset,
        subnet_group: Attribute::Unset,
        subnets: Vec::new().into(),
        vpc: Attribute::Unset,
        security_groups: Vec::new().into(),
        ingress: Vec::new().into(),
        egress: Vec::new().into(),
        auth_token_secret: Attribute::Unset,
        parameter_group: Attribute::Unset,
        user_groups: Vec::new().into(),
        kms_key: Attribute::Unset,
        log_deliveries: Vec::new().into(),
        notification_topic: Attribute::Unset,
        secrets: Vec::new().into(),
        alarms: Vec::new().into(),
        global_replication_group: Attribute::Unset,
        snapshots: Attribute::Unset,
        update_actions: Attribute::Unset,
    }
}

/// The subject for [`cache`].
pub(crate) fn subject(address: &str, days: Attribute<u32>) -> Subject {
    Subject {
        address: address.to_owned(),
        name: "orders".to_owned(),
        ids: Vec::new(),
        origin: Origin::default(),
        tags: BTreeMap::new(),
        body: SubjectBody::Cache(Box::new(cache(address, days))),
    }
}
