//! Values that AWS or the Terraform provider documents for settings left out.
//!
//! One function for each fact, with its source. A source asks where a resource leaves a setting out; what has no
//! function here, or where the function does not know, stays unknown. Checked in November 2026.

use super::{Attribute, CacheKind, DefaultValue, Engine, Peer, SecurityGroupRule, Supplier};

const API: &str = "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html";
const CLUSTER_API: &str =
    "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html";
const SERVERLESS_API: &str = "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateServerlessCache.html";
const AT_REST: &str =
    "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html";
const IN_TRANSIT: &str =
    "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html";
const PROVIDER: &str = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/elasticache_replication_group";
const PROVIDER_SECURITY_GROUP: &str =
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group";
const CLOUDFORMATION_SECURITY_GROUP: &str = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html";
const ALARM_API: &str =
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html";

/// A default with its source.
#[derive(Debug, Clone, PartialEq)]
pub struct Documented<T> {
    /// The value.
    pub value: T,
    /// Who supplies it, and where that is documented.
    pub from: DefaultValue,
}

fn service<T>(value: T, reference: &str) -> Option<Documented<T>> {
    documented(value, Supplier::Service, reference)
}

fn provider<T>(value: T, reference: &str) -> Option<Documented<T>> {
    documented(value, Supplier::Provider, reference)
}

fn documented<T>(value: T, supplied_by: Supplier, reference: &str) -> Option<Documented<T>> {
    let from = DefaultValue { supplied_by, reference: reference.to_owned() };
    Some(Documented { value, from })
}

/// The Terraform provider sends `redis` for a replication group without an engine.
pub fn terraform_engine(kind: CacheKind) -> Option<Documented<Engine>> {
    match kind {
        CacheKind::ReplicationGroup => provider(Engine::Redis, PROVIDER),
        CacheKind::CacheCluster | CacheKind::ServerlessCache | CacheKind::EcsService => None,
    }
}

/// Valkey groups are encrypted at rest unless told otherwise, Redis OSS groups are not; serverless caches always are.
/// A Redis OSS cluster of its own cannot be.
pub fn at_rest_encryption_enabled(
    kind: CacheKind,
    engine: &Attribute<Engine>,
) -> Option<Documented<bool>> {
    match (kind, engine.known()?) {
        (CacheKind::ServerlessCache, _) => service(true, AT_REST),
        (CacheKind::ReplicationGroup, Engine::Valkey) => service(true, AT_REST),
        (CacheKind::ReplicationGroup | CacheKind::CacheCluster, Engine::Redis) => {
            service(false, AT_REST)
        }
        (CacheKind::CacheCluster, Engine::Valkey) => None,
        // Its file system decides.
        (CacheKind::EcsService, _) => None,
        (_, Engine::Memcached) => None,
    }
}

/// The Terraform provider sends `false` for a group that says nothing; the service assumes it for a cluster.
/// Serverless caches always encrypt connections.
pub fn terraform_transit_encryption_enabled(kind: CacheKind) -> Option<Documented<bool>> {
    match kind {
        CacheKind::ReplicationGroup => provider(false, PROVIDER),
        CacheKind::CacheCluster => service(false, CLUSTER_API),
        CacheKind::ServerlessCache => service(true, IN_TRANSIT),
        CacheKind::EcsService => None,
    }
}

/// Without a word connections are not encrypted, but those of serverless caches always are. Valkey groups have to say it.
pub fn transit_encryption_enabled(
    kind: CacheKind,
    engine: &Attribute<Engine>,
) -> Option<Documented<bool>> {
    match (kind, engine.known()) {
        (CacheKind::ServerlessCache, _) => service(true, IN_TRANSIT),
        (CacheKind::CacheCluster, _) => service(false, CLUSTER_API),
        (CacheKind::ReplicationGroup, Some(Engine::Redis)) => service(false, API),
        (CacheKind::ReplicationGroup | CacheKind::EcsService, _) => None,
    }
}

/// Encryption in transit without a mode accepts no plaintext.
pub fn transit_encryption_mode(is_enabled: &Attribute<bool>) -> Option<Documented<String>> {
    match is_enabled.known()? {
        true => service("required".to_owned(), API),
        false => None,
    }
}

/// Failover is off unless asked for.
pub fn automatic_failover_enabled() -> Option<Documented<bool>> {
    service(false, API)
}

/// Multi-AZ is off unless asked for; Memcached nodes share a zone unless asked otherwise.
pub fn multi_az_enabled() -> Option<Documented<bool>> {
    service(false, API)
}

/// Minor versions are upgraded automatically unless told otherwise.
pub fn auto_minor_version_upgrade() -> Option<Documented<bool>> {
    service(true, API)
}

/// No automatic snapshots unless asked for.
pub fn snapshot_retention_limit(kind: CacheKind) -> Option<Documented<u32>> {
    match kind {
        CacheKind::EcsService => None,
        CacheKind::ServerlessCache => service(0, SERVERLESS_API),
        CacheKind::ReplicationGroup | CacheKind::CacheCluster => service(0, API),
    }
}

/// The engine's own port.
pub fn port(engine: &Attribute<Engine>) -> Option<Documented<u16>> {
    match engine.known()? {
        Engine::Redis | Engine::Valkey => service(6379, API),
        Engine::Memcached => service(11211, CLUSTER_API),
    }
}

/// One shard unless asked for more.
pub fn num_node_groups() -> Option<Documented<u32>> {
    service(1, API)
}

/// One node unless asked for more.
pub fn num_cache_nodes() -> Option<Documented<u32>> {
    service(1, API)
}

/// IPv4 unless asked otherwise.
pub fn network_type() -> Option<Documented<String>> {
    service("ipv4".to_owned(), API)
}

/// Serverless caches are reached from their VPC unless asked otherwise.
pub fn connection_type() -> Option<Documented<String>> {
    service("vpc".to_owned(), SERVERLESS_API)
}

/// Nothing goes to SSD unless asked for.
pub fn data_tiering_enabled() -> Option<Documented<bool>> {
    service(false, API)
}

/// The Terraform provider takes away the rule that lets everything out of a new group.
pub fn terraform_security_group_rules<T>() -> Option<Documented<Vec<T>>> {
    provider(Vec::new(), PROVIDER_SECURITY_GROUP)
}

/// EC2 lets everything out of a new group that has no egress rule, over IPv4 and IPv6.
pub fn security_group_egress() -> Option<Documented<Vec<Attribute<SecurityGroupRule>>>> {
    let everywhere = |peer| {
        Attribute::Known(SecurityGroupRule {
            ip_protocol: Attribute::Known("-1".to_owned()),
            from_port: Attribute::Unset,
            to_port: Attribute::Unset,
            description: Attribute::Unset,
            peer: Attribute::Known(peer),
        })
    };
    let peers = [Peer::CidrIpv4("0.0.0.0/0".to_owned()), Peer::CidrIpv6("::/0".to_owned())];
    service(peers.map(everywhere).into(), CLOUDFORMATION_SECURITY_GROUP)
}

/// Nothing comes into a group that has no ingress rule.
pub fn security_group_ingress<T>() -> Option<Documented<Vec<T>>> {
    service(Vec::new(), CLOUDFORMATION_SECURITY_GROUP)
}

/// Alarm actions are carried out unless switched off.
pub fn actions_enabled() -> Option<Documented<bool>> {
    service(true, ALARM_API)
}

/// Missing data leaves an alarm as it is unless told otherwise.
pub fn treat_missing_data() -> Option<Documented<String>> {
    service("missing".to_owned(), ALARM_API)
}

/// Secrets Manager keeps a deleted secret for thirty days unless told otherwise.
pub fn recovery_window_in_days() -> Option<Documented<u32>> {
    service(
        30,
        "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html",
    )
}

/// The working directory of the official images of Redis and Valkey: the server's `dir` is where it is started.
///
/// <https://hub.docker.com/_/redis>, <https://hub.docker.com/r/valkey/valkey>
pub const SERVER_DIRECTORY: &str = "/data";

/// Settings of `redis-server` and `valkey-server` without a configuration file, by directive.
///
/// <https://raw.githubusercontent.com/redis/redis/8.0/redis.conf>,
/// <https://raw.githubusercontent.com/valkey-io/valkey/8.1/valkey.conf>
pub const SERVER_SETTINGS: [(&str, &str); 10] = [
    ("port", "6379"),
    ("tls-port", "0"),
    ("appendonly", "no"),
    ("appendfsync", "everysec"),
    ("cluster-enabled", "no"),
    ("maxmemory", "0"),
    ("maxmemory-policy", "noeviction"),
    ("timeout", "0"),
    ("tcp-keepalive", "300"),
    ("databases", "16"),
];

/// When a server of version `major` saves its data by itself. Before version 7 any option on the command line switched that
/// off.
///
/// <https://raw.githubusercontent.com/redis/redis/7.0/redis.conf>, <https://github.com/redis/redis/blob/6.0/src/server.c>
pub fn server_save(major: u32) -> Option<&'static str> {
    (major >= 7).then_some("3600 1 300 100 60 10000")
}

/// CloudFormation deletes a secret at once; no property asks for a recovery window.
pub fn cloudformation_recovery_window_in_days() -> Option<Documented<u32>> {
    service(0, "https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/838")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_rest_encryption_depends_on_engine_and_kind() {
        use CacheKind::{CacheCluster, ReplicationGroup, ServerlessCache};
        let cases = [
            (ReplicationGroup, Some(Engine::Redis), Some(false)),
            (ReplicationGroup, Some(Engine::Valkey), Some(true)),
            (ReplicationGroup, None, None),
            (ServerlessCache, Some(Engine::Redis), Some(true)),
            (CacheCluster, Some(Engine::Redis), Some(false)),
            (CacheCluster, Some(Engine::Memcached), None),
        ];
        for (kind, engine, expected) in cases {
            let engine = engine.map_or_else(Attribute::default, Attribute::Known);
            let default = at_rest_encryption_enabled(kind, &engine);
            assert_eq!(default.map(|default| default.value), expected, "{kind:?} {engine:?}");
        }
    }
}
