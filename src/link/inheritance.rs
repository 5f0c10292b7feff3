//! Settings that a cache takes over from another: a secondary of a global datastore from its primary, and a cluster
//! that may be a member from its group.
//!
//! What nobody wrote on such a cache is neither unset nor at its default: the other cache decides it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::datastore;
use super::index::Index;
use super::lookup::{Identity, agree, unresolved};
use super::nodes::group_of;
use super::subject::LinkedGlobalReplicationGroup;
use crate::model::{
    Attribute, Cache, CacheKind, DefaultValue, GlobalReplicationGroup, Reason, Reference, Resource,
};

/// Global datastores by their primary.
pub(crate) struct Inheritance {
    led_by: HashMap<usize, Identity>,
}

/// Where a cache stands in a global datastore.
enum Role {
    /// In none.
    None,
    /// It leads this one.
    Primary(Identity),
    /// It follows the one that the reference means.
    Secondary(Reference),
    /// Nobody can tell.
    Unknown(Reason),
}

impl Inheritance {
    /// Finds the primary of every datastore.
    pub(crate) fn new(index: &Index<'_>) -> Self {
        let mut led_by = HashMap::new();
        for (at, global) in index.inventory.global_replication_groups.iter().enumerate() {
            // What runs tells its members, by region.
            if global.origin.is_live() {
                continue;
            }
            let primary = &global.attributes.primary_replication_group_id;
            let primary = index.replication_groups.identify_attribute(primary, &global.origin);
            if let Some([Identity::Here(cache)]) = primary.known().map(Vec::as_slice) {
                led_by.insert(*cache, Identity::Here(at));
            }
        }
        Self { led_by }
    }

    /// The settings of the cache at `at`, with those that it takes over.
    pub(crate) fn effective<'c>(
        &self,
        index: &Index<'_>,
        at: usize,
        cache: &'c Resource<Cache>,
    ) -> Cow<'c, Cache> {
        let mut settings = Cow::Borrowed(&cache.attributes);
        if settings.kind == CacheKind::CacheCluster
            && let Attribute::Unknown(reason) = group_of(cache)
        {
            leave_to_group(settings.to_mut(), &cache.defaults, &reason);
        }
        // A running secondary tells its own settings.
        if cache.origin.is_live() {
            return settings;
        }
        match self.role(at, cache) {
            Role::None | Role::Primary(_) => {}
            Role::Secondary(reference) => {
                let leader = Leader::of(index, &reference, cache);
                follow(settings.to_mut(), &cache.defaults, leader);
            }
            Role::Unknown(reason) => {
                follow(settings.to_mut(), &cache.defaults, Leader::unknown(&reason));
            }
        }
        settings
    }

    /// The global datastore of the cache at `at`.
    pub(crate) fn global_group(
        &self,
        index: &Index<'_>,
        at: usize,
        cache: &Resource<Cache>,
    ) -> Attribute<LinkedGlobalReplicationGroup> {
        if cache.origin.is_live() {
            return datastore::of_running(index, cache);
        }
        match self.role(at, cache) {
            Role::None => Attribute::Unset,
            Role::Primary(global) => {
                Attribute::Known(declared(index.global_groups.label(&global), true))
            }
            Role::Secondary(reference) => {
                let names = index.global_groups.identify(&reference, &cache.origin).into_iter();
                let names =
                    names.map(|global| Attribute::Known(index.global_groups.label(&global)));
                agree(names, || unresolved(&reference)).map(|name| declared(name, false))
            }
            Role::Unknown(reason) => Attribute::Unknown(reason),
        }
    }

    fn role(&self, at: usize, cache: &Resource<Cache>) -> Role {
        if cache.attributes.kind != CacheKind::ReplicationGroup {
            return Role::None;
        }
        if let Some(global) = self.led_by.get(&at) {
            return Role::Primary(global.clone());
        }
        match &cache.attributes.global_replication_group_id {
            Attribute::Unset => Role::None,
            Attribute::Unknown(_) if says_its_own(cache) => Role::None,
            Attribute::Known(reference) => Role::Secondary(reference.clone()),
            Attribute::Unknown(reason) => Role::Unknown(reason.clone()),
        }
    }
}

/// A datastore as a declaration tells it.
fn declared(name: String, is_primary: bool) -> LinkedGlobalReplicationGroup {
    LinkedGlobalReplicationGroup {
        name,
        is_primary: Attribute::Known(is_primary),
        status: Attribute::Unset,
        member_count: Attribute::Unset,
    }
}

/// Whether the cache says what a secondary may not say, for its datastore decides it.
fn says_its_own(cache: &Resource<Cache>) -> bool {
    let Cache {
        engine,
        engine_version,
        cache_node_type,
        at_rest_encryption_enabled,
        transit_encryption_enabled,
        cache_parameter_group_name,
        ..
    } = &cache.attributes;
    let said = [
        ("engine", engine.is_known()),
        ("engine_version", engine_version.is_known()),
        ("cache_node_type", cache_node_type.is_known()),
        ("at_rest_encryption_enabled", at_rest_encryption_enabled.is_known()),
        ("transit_encryption_enabled", transit_encryption_enabled.is_known()),
        ("cache_parameter_group_name", cache_parameter_group_name.is_known()),
    ];
    said.iter().any(|(name, is_known)| *is_known && !cache.defaults.contains_key(*name))
}

/// What a global datastore decides for its secondaries: its own settings, else those of its primary.
struct Leader {
    global: GlobalReplicationGroup,
    primary: Cache,
}

impl Leader {
    fn of(index: &Index<'_>, reference: &Reference, cache: &Resource<Cache>) -> Self {
        let groups = index.global_groups.identify(reference, &cache.origin);
        let [identity] = groups.as_slice() else { return Self::unknown(&unresolved(reference)) };
        let missing = index.global_groups.missing(identity, &cache.origin);
        let Some(global) = index.global_groups.get(identity) else {
            return Self::unknown(&missing);
        };
        let primary = match &global.attributes.primary_replication_group_id {
            Attribute::Known(primary) => {
                let groups = index.replication_groups.identify(primary, &global.origin);
                match groups.as_slice() {
                    [identity] => index
                        .replication_groups
                        .get(identity)
                        .map(|primary| primary.attributes.clone())
                        .ok_or_else(|| index.replication_groups.missing(identity, &global.origin)),
                    _ => Err(unresolved(primary)),
                }
            }
            Attribute::Unset => Err(missing),
            Attribute::Unknown(reason) => Err(reason.clone()),
        };
        Self {
            global: global.attributes.clone(),
            primary: primary.unwrap_or_else(|reason| unknown_cache(&reason)),
        }
    }

    fn unknown(reason: &Reason) -> Self {
        Self {
            global: GlobalReplicationGroup {
                cache_node_type: Attribute::Unknown(reason.clone()),
                engine: Attribute::Unknown(reason.clone()),
                engine_version: Attribute::Unknown(reason.clone()),
                num_node_groups: Attribute::Unknown(reason.clone()),
                ..GlobalReplicationGroup::default()
            },
            primary: unknown_cache(reason),
        }
    }
}

fn unknown_cache(reason: &Reason) -> Cache {
    let mut cache = Cache::new(CacheKind::ReplicationGroup);
    cache.engine = Attribute::Unknown(reason.clone());
    cache.engine_version = Attribute::Unknown(reason.clone());
    cache.cache_node_type = Attribute::Unknown(reason.clone());
    cache.cluster_mode = Attribute::Unknown(reason.clone());
    cache.num_node_groups = Attribute::Unknown(reason.clone());
    cache.at_rest_encryption_enabled = Attribute::Unknown(reason.clone());
    cache.transit_encryption_enabled = Attribute::Unknown(reason.clone());
    cache.transit_encryption_mode = Attribute::Unknown(reason.clone());
    cache.auth_token = Attribute::Unknown(reason.clone());
    cache
}

type Defaults = BTreeMap<String, DefaultValue>;

/// Replaces each setting in the list that nobody wrote by another value.
macro_rules! replace_unwritten {
    ($cache:expr, $defaults:expr, { $($field:ident: $value:expr),* $(,)? }) => {
        $(
            if !$cache.$field.is_known() || $defaults.contains_key(stringify!($field)) {
                $cache.$field = $value;
            }
        )*
    };
}

/// Fills in what the global datastore decides.
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Redis-Global-Datastores-Console.html>
fn follow(cache: &mut Cache, defaults: &Defaults, leader: Leader) {
    let Leader { global, primary } = leader;
    let parameters = Reason::NotCollected("the global datastore decides the parameters".into());
    replace_unwritten!(cache, defaults, {
        engine: first_known(global.engine, primary.engine),
        engine_version: first_known(global.engine_version, primary.engine_version),
        cache_node_type: first_known(global.cache_node_type, primary.cache_node_type),
        num_node_groups: first_known(global.num_node_groups, primary.num_node_groups),
        cluster_mode: primary.cluster_mode,
        at_rest_encryption_enabled: primary.at_rest_encryption_enabled,
        transit_encryption_enabled: primary.transit_encryption_enabled,
        transit_encryption_mode: primary.transit_encryption_mode,
        auth_token: primary.auth_token,
        cache_parameter_group_name: Attribute::Unknown(parameters),
    });
}

fn first_known<T>(one: Attribute<T>, other: Attribute<T>) -> Attribute<T> {
    if one.is_known() { one } else { other }
}

/// Makes unknown what a group would decide for its member.
fn leave_to_group(cache: &mut Cache, defaults: &Defaults, reason: &Reason) {
    macro_rules! unknown {
        ($($field:ident),* $(,)?) => {
            replace_unwritten!(cache, defaults, { $($field: Attribute::Unknown(reason.clone())),* })
        };
    }
    unknown!(
        engine,
        engine_version,
        cache_node_type,
        cluster_mode,
        num_node_groups,
        replicas_per_node_group,
        num_cache_nodes,
        automatic_failover_enabled,
        multi_az_enabled,
        at_rest_encryption_enabled,
        kms_key_id,
        transit_encryption_enabled,
        transit_encryption_mode,
        auth_token,
        user_group_ids,
        port,
        cache_parameter_group_name,
        cache_subnet_group_name,
        security_group_ids,
        snapshot_retention_limit,
        snapshot_window,
        final_snapshot_identifier,
        preferred_maintenance_window,
        auto_minor_version_upgrade,
        notification_topic_arn,
        log_delivery_configurations,
        network_type,
        data_tiering_enabled,
    );
}
