//! What replication groups, clusters and serverless caches say in the same words.

use aws_sdk_elasticache::types as sdk;

use super::super::operation::Operation;
use super::super::reply;
use crate::collect::spelling;
use crate::model::{
    Attribute, Engine, LogDelivery, NodeGroupMember, Reason, Reference, SecretValue, defaults,
};

/// A name, id or ARN as a reference.
pub(super) fn reference(text: Option<&str>) -> Attribute<Reference> {
    reply::optional(text).map(Reference::Id)
}

/// A list of names as references.
pub(super) fn references(names: &[String]) -> Attribute<Vec<Attribute<Reference>>> {
    reply::references(names.iter().filter(|name| !name.is_empty()).cloned())
}

/// What AWS says, if anything.
pub(super) fn word(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

/// The engine. One that this version does not know is unknown.
pub(super) fn engine(name: Option<&str>, operation: Operation) -> Attribute<Engine> {
    reply::required(name, operation, "Engine").and_then(|name| match spelling::engine(&name) {
        Some(engine) => Attribute::Known(engine),
        None => {
            let what = format!("engine {name:?} is not one that is known");
            Attribute::Unknown(Reason::NotCollected(what))
        }
    })
}

/// A switch, which AWS always tells.
pub(super) fn switch(value: Option<bool>, operation: Operation, field: &str) -> Attribute<bool> {
    value.map_or_else(|| Attribute::Unknown(reply::untold(operation, field)), Attribute::Known)
}

/// A count, which AWS always tells.
pub(super) fn count(value: Option<i32>, operation: Operation, field: &str) -> Attribute<u32> {
    match reply::count(value) {
        Attribute::Unset => Attribute::Unknown(reply::untold(operation, field)),
        told => told,
    }
}

/// `told`, of something that no cache is without.
pub(super) fn never_unset<T>(
    told: Attribute<T>,
    operation: Operation,
    field: &str,
) -> Attribute<T> {
    match told {
        Attribute::Unset => Attribute::Unknown(reply::untold(operation, field)),
        told => told,
    }
}

/// Which state encrypts: `StorageEncryptionType`, which AWS keeps up to date, before the setting.
pub(super) fn at_rest(
    storage: Option<&sdk::StorageEncryptionType>,
    setting: Attribute<bool>,
) -> Attribute<bool> {
    match word(storage.map(sdk::StorageEncryptionType::as_str)) {
        None => setting,
        Some("none") => Attribute::Known(false),
        Some(text) if text.starts_with("sse-") => Attribute::Known(true),
        Some(text) => {
            let what = format!("storage encryption type {text:?} is not one that is known");
            Attribute::Unknown(Reason::NotCollected(what))
        }
    }
}

/// The mode, which AWS leaves out where TLS was switched on at creation and no plaintext is accepted.
pub(super) fn transit_mode(
    mode: Option<&sdk::TransitEncryptionMode>,
    is_enabled: &Attribute<bool>,
) -> Attribute<String> {
    match (word(mode.map(sdk::TransitEncryptionMode::as_str)), is_enabled) {
        (Some(mode), _) => Attribute::Known(mode.to_owned()),
        (None, Attribute::Unknown(reason)) => Attribute::Unknown(reason.clone()),
        (None, Attribute::Known(_) | Attribute::Unset) => {
            defaults::transit_encryption_mode(is_enabled)
                .map_or(Attribute::Unset, |default| Attribute::Known(default.value))
        }
    }
}

/// That a token is set. Where it was written, nobody tells.
pub(super) fn auth_token(is_enabled: Attribute<bool>) -> Attribute<SecretValue> {
    is_enabled.and_then(|is_enabled| match is_enabled {
        false => Attribute::Unset,
        true => Attribute::Known(SecretValue {
            is_set: true,
            source: Attribute::Unknown(Reason::NotSupportedBySource),
            secret: Attribute::Unknown(Reason::NotSupportedBySource),
        }),
    })
}

/// The zone of each node.
pub(super) fn zones(nodes: &Attribute<Vec<NodeGroupMember>>) -> Attribute<Vec<Attribute<String>>> {
    let zones = |nodes: Vec<NodeGroupMember>| {
        nodes.into_iter().map(|node| node.availability_zone).collect()
    };
    nodes.clone().map(zones)
}

/// The port of the first endpoint that tells one.
pub(super) fn port<'e>(
    endpoints: impl IntoIterator<Item = Option<&'e sdk::Endpoint>>,
    operation: Operation,
) -> Attribute<u16> {
    let port = endpoints.into_iter().flatten().find_map(|endpoint| endpoint.port());
    match port.map(u16::try_from) {
        Some(Ok(port)) if port > 0 => Attribute::Known(port),
        // A cache that is being made has no endpoint yet.
        _ => Attribute::Unknown(reply::untold(operation, "Endpoint")),
    }
}

/// Where logs go, and whether they get there.
pub(super) fn log_deliveries(
    configurations: &[sdk::LogDeliveryConfiguration],
) -> Attribute<Vec<LogDelivery>> {
    Attribute::Known(configurations.iter().map(log_delivery).collect())
}

fn log_delivery(configuration: &sdk::LogDeliveryConfiguration) -> LogDelivery {
    LogDelivery {
        log_type: reply::optional(configuration.log_type().map(sdk::LogType::as_str)),
        destination_type: reply::optional(
            configuration.destination_type().map(sdk::DestinationType::as_str),
        ),
        destination: reference(destination(configuration.destination_details())),
        log_format: reply::optional(configuration.log_format().map(sdk::LogFormat::as_str)),
        status: reply::optional(
            configuration.status().map(sdk::LogDeliveryConfigurationStatus::as_str),
        ),
        message: reply::optional(configuration.message()),
    }
}

/// The log group or delivery stream.
pub(super) fn destination(details: Option<&sdk::DestinationDetails>) -> Option<&str> {
    let details = details?;
    let group = details.cloud_watch_logs_details().and_then(|details| details.log_group());
    word(group).or_else(|| details.kinesis_firehose_details()?.delivery_stream())
}

/// `ipv4` where AWS says nothing, as of caches older than the choice.
pub(super) fn network_type(told: Option<&sdk::NetworkType>) -> Attribute<String> {
    let default =
        defaults::network_type().map_or(Attribute::Unset, |it| Attribute::Known(it.value));
    word(told.map(sdk::NetworkType::as_str))
        .map_or(default, |kind| Attribute::Known(kind.to_owned()))
}

/// A point in time, unset where there is none.
pub(super) fn time(time: Option<&aws_sdk_elasticache::primitives::DateTime>) -> Attribute<String> {
    time.map_or(Attribute::Unset, reply::time)
}
