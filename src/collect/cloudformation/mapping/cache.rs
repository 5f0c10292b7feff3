//! Replication groups, clusters and serverless caches: which property fills which attribute.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ElastiCache.html>

use super::{Fate, Incoming, chosen};
use crate::collect::cloudformation::evaluated::Evaluated;
use crate::collect::cloudformation::found::Found;
use crate::collect::cloudformation::values::Values;
use crate::collect::shape::{
    Size, implied_cluster_mode, mode_of_cluster, settle_snapshots, settle_transit_encryption_mode,
    zones_differ,
};
use crate::collect::spelling;
use crate::model::{
    Action, Attribute, Cache, CacheKind, DeletionPolicy, Engine, FinalSnapshot, LogDelivery,
    Reference, defaults,
};

/// `AWS::ElastiCache::ReplicationGroup`.
pub(super) fn replication_group(values: &Values<'_>) -> Cache {
    let mut cache = common(CacheKind::ReplicationGroup, values);
    cache.description = values.text("ReplicationGroupDescription", "description");
    cache.automatic_failover_enabled = values.or_default(
        values.boolean("AutomaticFailoverEnabled", "automatic_failover_enabled"),
        "automatic_failover_enabled",
        defaults::automatic_failover_enabled(),
    );
    cache.multi_az_enabled = values.or_default(
        values.boolean("MultiAZEnabled", "multi_az_enabled"),
        "multi_az_enabled",
        defaults::multi_az_enabled(),
    );
    cache.at_rest_encryption_enabled =
        values.boolean("AtRestEncryptionEnabled", "at_rest_encryption_enabled");
    cache.auth_token = values.secret("AuthToken", "auth_token");
    // No property says how a token is changed: CloudFormation leaves it to the service.
    cache.auth_token_update_strategy = Attribute::Unset;
    cache.user_group_ids = values.references("UserGroupIds", "user_group_ids").or(Vec::new());
    cache.data_tiering_enabled = values.or_default(
        values.boolean("DataTieringEnabled", "data_tiering_enabled"),
        "data_tiering_enabled",
        defaults::data_tiering_enabled(),
    );
    cache.global_replication_group_id =
        values.reference("GlobalReplicationGroupId", "global_replication_group_id");
    cache.preferred_availability_zones =
        values.texts("PreferredCacheClusterAZs", "preferred_availability_zones");
    cache.security_group_ids = values.references("SecurityGroupIds", "security_group_ids");
    cache.unset_impossible();
    fill_shape(&mut cache, values);
    fill_defaults(&mut cache, values);
    cache
}

/// `AWS::ElastiCache::CacheCluster`: Memcached nodes, or one Redis OSS node.
pub(super) fn cluster(values: &Values<'_>) -> Cache {
    let mut cache = common(CacheKind::CacheCluster, values);
    cache.replication_group_id = Attribute::Unset;
    cache.num_cache_nodes = values.or_default(
        values.integer("NumCacheNodes", "num_cache_nodes"),
        "num_cache_nodes",
        defaults::num_cache_nodes(),
    );
    cache.cluster_mode = mode_of_cluster(&cache.engine);
    cache.preferred_availability_zones = placement_of_cluster(values);
    cache.multi_az_enabled = spans_zones(values);
    cache.security_group_ids = values.references("VpcSecurityGroupIds", "security_group_ids");
    cache.unset_impossible();
    fill_defaults(&mut cache, values);
    cache
}

/// `AWS::ElastiCache::ServerlessCache`. It has neither nodes nor parameters of its own, and is always encrypted.
pub(super) fn serverless_cache(values: &Values<'_>) -> Cache {
    let mut cache = common(CacheKind::ServerlessCache, values);
    cache.description = values.text("Description", "description");
    cache.engine_version = chosen(values.text("MajorEngineVersion", "engine_version"));
    cache.user_group_ids = match values.reference("UserGroupId", "user_group_ids") {
        Attribute::Known(group) => Attribute::Known(vec![Attribute::Known(group)]),
        Attribute::Unset => Attribute::Known(Vec::new()),
        Attribute::Unknown(reason) => Attribute::Unknown(reason),
    };
    cache.subnet_ids = values.references("SubnetIds", "subnet_ids");
    cache.security_group_ids = values.references("SecurityGroupIds", "security_group_ids");
    cache.snapshot_window = chosen(values.text("DailySnapshotTime", "snapshot_window"));
    cache.connection_type = values.or_default(
        values.text("ConnectionType", "connection_type"),
        "connection_type",
        defaults::connection_type(),
    );
    cache.unset_impossible();
    fill_defaults(&mut cache, values);
    cache
}

/// What replication groups, clusters and serverless caches call by the same name.
fn common(kind: CacheKind, values: &Values<'_>) -> Cache {
    let mut cache = Cache::new(kind);
    cache.engine = chosen(values.word("Engine", "engine", spelling::engine));
    cache.engine_version = chosen(values.text("EngineVersion", "engine_version"));
    cache.cache_node_type = values.text("CacheNodeType", "cache_node_type");
    cache.kms_key_id = values.reference("KmsKeyId", "kms_key_id");
    cache.transit_encryption_enabled = values.or_default(
        values.boolean("TransitEncryptionEnabled", "transit_encryption_enabled"),
        "transit_encryption_enabled",
        defaults::transit_encryption_enabled(kind, &cache.engine),
    );
    cache.transit_encryption_enabled = chosen(cache.transit_encryption_enabled);
    cache.transit_encryption_mode = values.text("TransitEncryptionMode", "transit_encryption_mode");
    cache.port = values.integer("Port", "port");
    cache.cache_parameter_group_name =
        values.reference("CacheParameterGroupName", "cache_parameter_group_name");
    cache.cache_subnet_group_name =
        values.reference("CacheSubnetGroupName", "cache_subnet_group_name");
    // Memcached keeps no snapshots unless it is serverless.
    let keeps_snapshots =
        kind == CacheKind::ServerlessCache || cache.engine != Attribute::Known(Engine::Memcached);
    cache.snapshot_retention_limit = values.or_default(
        values.integer("SnapshotRetentionLimit", "snapshot_retention_limit"),
        "snapshot_retention_limit",
        defaults::snapshot_retention_limit(kind).filter(|_| keeps_snapshots),
    );
    cache.snapshot_window = chosen(values.text("SnapshotWindow", "snapshot_window"));
    cache.preferred_maintenance_window =
        chosen(values.text("PreferredMaintenanceWindow", "preferred_maintenance_window"))
            .map(|window| window.to_ascii_lowercase());
    cache.auto_minor_version_upgrade = values.or_default(
        values.boolean("AutoMinorVersionUpgrade", "auto_minor_version_upgrade"),
        "auto_minor_version_upgrade",
        // Serverless caches are always upgraded by AWS.
        defaults::auto_minor_version_upgrade().filter(|_| kind != CacheKind::ServerlessCache),
    );
    cache.notification_topic_arn =
        values.reference("NotificationTopicArn", "notification_topic_arn");
    cache.log_delivery_configurations = log_deliveries(values);
    cache.network_type = values.or_default(
        values.text("NetworkType", "network_type"),
        "network_type",
        defaults::network_type(),
    );
    cache
}

/// Fills what depends on other attributes.
fn fill_defaults(cache: &mut Cache, values: &Values<'_>) {
    cache.at_rest_encryption_enabled = values.or_default(
        std::mem::take(&mut cache.at_rest_encryption_enabled),
        "at_rest_encryption_enabled",
        defaults::at_rest_encryption_enabled(cache.kind, &cache.engine),
    );
    // What an engine that nobody knows does without a word, nobody knows.
    if cache.kind == CacheKind::ReplicationGroup {
        cache.at_rest_encryption_enabled =
            chosen(std::mem::take(&mut cache.at_rest_encryption_enabled));
    }
    cache.port = chosen(values.or_default(
        std::mem::take(&mut cache.port),
        "port",
        defaults::port(&cache.engine),
    ));
    cache.transit_encryption_mode = values.or_default(
        std::mem::take(&mut cache.transit_encryption_mode),
        "transit_encryption_mode",
        defaults::transit_encryption_mode(&cache.transit_encryption_enabled),
    );
    settle_transit_encryption_mode(cache);
    settle_snapshots(cache);
}

/// Shards and nodes, written or following from the rest.
fn fill_shape(cache: &mut Cache, values: &Values<'_>) {
    let size = Size {
        node_groups: values.integer("NumNodeGroups", "num_node_groups"),
        listed: listed_replicas(values),
        nodes: values.integer("NumCacheClusters", "num_cache_nodes"),
        replicas: values.integer("ReplicasPerNodeGroup", "replicas_per_node_group"),
    };
    size.fill(cache, |attribute, default| values.note_default(attribute, default));
    cache.cluster_mode = match values.word("ClusterMode", "cluster_mode", spelling::cluster_mode) {
        Attribute::Unset => {
            implied_cluster_mode(&cache.cache_parameter_group_name, &cache.num_node_groups)
        }
        written => written,
    };
}

/// Replicas of each shard that `NodeGroupConfiguration` lists. One that may not be there makes their number unknown.
fn listed_replicas(values: &Values<'_>) -> Attribute<Vec<Attribute<u32>>> {
    values.blocks("NodeGroupConfiguration", "node_groups").and_then(|blocks| {
        let doubt = blocks.iter().find_map(Values::doubt).cloned();
        match doubt {
            Some(reason) => Attribute::Unknown(reason),
            None => {
                let replicas = |block: &Values<'_>| block.integer("ReplicaCount", "replica_count");
                Attribute::Known(blocks.iter().map(replicas).collect())
            }
        }
    })
}

fn placement_of_cluster(values: &Values<'_>) -> Attribute<Vec<Attribute<String>>> {
    let path = "preferred_availability_zones";
    match values.texts("PreferredAvailabilityZones", path) {
        Attribute::Known(zones) if !zones.is_empty() => Attribute::Known(zones),
        _ => {
            values.text("PreferredAvailabilityZone", path).map(|zone| vec![Attribute::Known(zone)])
        }
    }
}

/// What `AZMode` says; where it is left out, the zones that are listed say it.
fn spans_zones(values: &Values<'_>) -> Attribute<bool> {
    let zones = values.texts("PreferredAvailabilityZones", "preferred_availability_zones");
    match (values.has("AZMode"), zones) {
        (false, Attribute::Unknown(reason)) => Attribute::Unknown(reason),
        (false, Attribute::Known(zones)) if zones.len() > 1 => zones_differ(&zones),
        _ => values.or_default(
            values.text("AZMode", "multi_az_enabled").map(|mode| mode == "cross-az"),
            "multi_az_enabled",
            defaults::multi_az_enabled(),
        ),
    }
}

fn log_deliveries(values: &Values<'_>) -> Attribute<Vec<LogDelivery>> {
    let delivery = |block: &Values<'_>| LogDelivery {
        log_type: block.text("LogType", "log_type"),
        destination_type: block.text("DestinationType", "destination_type"),
        destination: destination(&block.inner("DestinationDetails")),
        log_format: block.text("LogFormat", "log_format"),
        status: Attribute::Unset,
        message: Attribute::Unset,
    };
    values
        .blocks("LogDeliveryConfigurations", "log_delivery_configurations")
        .or(Vec::new())
        .map(|blocks| blocks.iter().map(delivery).collect())
}

fn destination(details: &Values<'_>) -> Attribute<Reference> {
    let log_group = details.inner("CloudWatchLogsDetails").reference("LogGroup", "destination");
    match log_group {
        Attribute::Unset => {
            details.inner("KinesisFirehoseDetails").reference("DeliveryStream", "destination")
        }
        group => group,
    }
}

/// What is left when the cache is deleted, or replaced: only a snapshot that the policy asks for, or the cache itself.
pub(super) fn fill_final_snapshot(cache: &mut Cache, incoming: &Incoming<'_>, fate: Fate) {
    if cache.kind == CacheKind::ServerlessCache {
        cache.final_snapshot_identifier = incoming
            .values
            .text("FinalSnapshotName", "final_snapshot_identifier")
            .map(FinalSnapshot::Named);
        return;
    }
    let planned = incoming.context.planned.get(&incoming.resource.address);
    let is_replaced = planned.is_some_and(|planned| planned.change.action == Action::Replace);
    let policy = if fate == Fate::Removed && is_replaced {
        &incoming.resource.update_replace_policy
    } else {
        &incoming.resource.deletion_policy
    };
    cache.final_snapshot_identifier = match policy {
        Some(policy) => {
            incoming.values.locate("final_snapshot_identifier", &policy.place);
            kept_by(policy, incoming)
        }
        None => Attribute::Unset,
    };
}

fn kept_by(policy: &Evaluated, incoming: &Incoming<'_>) -> Attribute<FinalSnapshot> {
    let kept = |deletion_policy| Attribute::Known(FinalSnapshot::Kept { deletion_policy });
    incoming.context.symbols.text(&Found::of(policy)).and_then(|policy| match policy.as_str() {
        "Snapshot" => kept(DeletionPolicy::Snapshot),
        "Retain" | "RetainExceptOnCreate" => kept(DeletionPolicy::Retain),
        _ => Attribute::Unset,
    })
}
