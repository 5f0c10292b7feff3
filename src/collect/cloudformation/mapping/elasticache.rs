//! `AWS::ElastiCache::*` around a cache: subnet and parameter groups, users, global datastores.

use std::collections::BTreeMap;

use super::chosen;
use crate::collect::cloudformation::values::Values;
use crate::collect::spelling;
use crate::model::{
    Attribute, CacheParameterGroup, CacheSubnetGroup, GlobalReplicationGroup, Reason, Reference,
    User, UserGroup,
};

/// `AWS::ElastiCache::SubnetGroup`. One without a name gets a name that AWS makes up.
pub(super) fn subnet_group(values: &Values<'_>) -> CacheSubnetGroup {
    CacheSubnetGroup {
        name: chosen(values.text("CacheSubnetGroupName", "name")),
        subnet_ids: values.references("SubnetIds", "subnet_ids"),
    }
}

/// `AWS::ElastiCache::ParameterGroup`. No property names it.
pub(super) fn parameter_group(values: &Values<'_>) -> CacheParameterGroup {
    // The service stores names in lower case.
    let lower = |(name, value): (String, _)| (name.to_ascii_lowercase(), value);
    let parameters = values.text_map("Properties", "parameters").or(BTreeMap::new());
    CacheParameterGroup {
        name: Attribute::Unknown(Reason::KnownAfterApply),
        family: values.text("CacheParameterGroupFamily", "family"),
        parameters: parameters.map(|parameters| parameters.into_iter().map(lower).collect()),
    }
}

/// `AWS::ElastiCache::User`. Passwords are not read at all.
pub(super) fn user(values: &Values<'_>) -> User {
    User {
        user_name: values.text("UserName", "user_name"),
        engine: values.word("Engine", "engine", spelling::engine),
        access_string: values
            .text("AccessString", "access_string")
            .map(|text| spelling::without_passwords(&text)),
        authentication_type: authentication_type(values),
    }
}

/// From the block where there is one, else from the older properties beside it.
fn authentication_type(values: &Values<'_>) -> Attribute<String> {
    let path = "authentication_type";
    let written = values.inner("AuthenticationMode").text("Type", path);
    if !written.is_unset() {
        return written.map(|mode| spelling::authentication_type(&mode));
    }
    match values.boolean("NoPasswordRequired", path) {
        Attribute::Known(true) => Attribute::Known("no-password".to_owned()),
        Attribute::Unknown(reason) => Attribute::Unknown(reason),
        Attribute::Known(false) | Attribute::Unset if values.has("Passwords") => {
            values.found("Passwords", path);
            Attribute::Known("password".to_owned())
        }
        Attribute::Known(false) | Attribute::Unset => {
            let what = "how the user proves who it is".to_owned();
            Attribute::Unknown(Reason::NotCollected(what))
        }
    }
}

/// `AWS::ElastiCache::UserGroup`.
pub(super) fn user_group(values: &Values<'_>) -> UserGroup {
    UserGroup {
        engine: values.word("Engine", "engine", spelling::engine),
        user_ids: values.references("UserIds", "user_ids").or(Vec::new()),
    }
}

/// `AWS::ElastiCache::GlobalReplicationGroup`.
pub(super) fn global_replication_group(values: &Values<'_>) -> GlobalReplicationGroup {
    GlobalReplicationGroup {
        primary_replication_group_id: primary(values),
        automatic_failover_enabled: values
            .boolean("AutomaticFailoverEnabled", "automatic_failover_enabled"),
        cache_node_type: chosen(values.text("CacheNodeType", "cache_node_type")),
        engine: chosen(values.word("Engine", "engine", spelling::engine)),
        engine_version: chosen(values.text("EngineVersion", "engine_version")),
        num_node_groups: chosen(values.integer("GlobalNodeGroupCount", "num_node_groups")),
        status: Attribute::Unset,
        members: Attribute::Unset,
    }
}

/// The member whose role is primary.
fn primary(values: &Values<'_>) -> Attribute<Reference> {
    let path = "primary_replication_group_id";
    values.blocks("Members", path).and_then(|members| {
        let mut primary = Attribute::Unset;
        for member in &members {
            match member.text("Role", "role") {
                Attribute::Known(role) if role.eq_ignore_ascii_case("primary") => {
                    return member.reference("ReplicationGroupId", "replication_group_id");
                }
                Attribute::Unknown(reason) => primary = Attribute::Unknown(reason),
                Attribute::Known(_) | Attribute::Unset => {}
            }
        }
        primary
    })
}
