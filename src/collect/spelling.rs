//! Words that declarations spell in more than one way, whatever their language.

use crate::model::{ClusterMode, Engine, RouteTargetKind};

/// The engine called `name`.
pub(super) fn engine(name: &str) -> Option<Engine> {
    match name.to_ascii_lowercase().as_str() {
        "redis" => Some(Engine::Redis),
        "valkey" => Some(Engine::Valkey),
        "memcached" => Some(Engine::Memcached),
        _ => None,
    }
}

/// The cluster mode called `name`.
pub(super) fn cluster_mode(name: &str) -> Option<ClusterMode> {
    match name {
        "enabled" => Some(ClusterMode::Enabled),
        "disabled" => Some(ClusterMode::Disabled),
        "compatible" => Some(ClusterMode::Compatible),
        _ => None,
    }
}

/// Names for the protocol numbers that have one in the API; `all` is the older spelling of `-1`.
pub(super) fn protocol(name: &str) -> String {
    match name {
        "6" => "tcp".to_owned(),
        "17" => "udp".to_owned(),
        "1" => "icmp".to_owned(),
        "58" => "icmpv6".to_owned(),
        "all" => "-1".to_owned(),
        other => other.to_ascii_lowercase(),
    }
}

/// The API spells `no-password`, declarations `no-password-required`.
pub(super) fn authentication_type(mode: &str) -> String {
    mode.trim_end_matches("-required").to_owned()
}

/// ElastiCache refuses passwords in an access string; one that holds them all the same gives none away.
pub(super) fn without_passwords(access_string: &str) -> String {
    let is_secret = |token: &&str| token.starts_with(['>', '<', '#', '!']);
    let tokens: Vec<&str> =
        access_string.split_whitespace().filter(|token| !is_secret(token)).collect();
    tokens.join(" ")
}

/// What kind of thing the id of a gateway names.
pub(super) fn gateway(id: &str) -> Option<RouteTargetKind> {
    if id == "local" {
        return Some(RouteTargetKind::Local);
    }
    match id.split('-').next()? {
        "igw" => Some(RouteTargetKind::InternetGateway),
        "vgw" => Some(RouteTargetKind::VirtualPrivateGateway),
        "eigw" => Some(RouteTargetKind::EgressOnlyInternetGateway),
        "vpce" => Some(RouteTargetKind::VpcEndpoint),
        "nat" => Some(RouteTargetKind::NatGateway),
        _ => None,
    }
}
