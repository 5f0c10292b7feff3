//! `aws_elasticache_*` around a cache: subnet and parameter groups, users, global datastores.

use std::collections::BTreeMap;

use crate::collect::spelling;
use crate::collect::terraform::values::{Setting, Values};
use crate::model::{
    Attribute, CacheParameterGroup, CacheSubnetGroup, GlobalReplicationGroup, Reason, User,
    UserGroup, UserGroupAssociation,
};

use super::cache::{engine, first_block};

/// `aws_elasticache_subnet_group`.
pub(super) fn subnet_group(values: &Values<'_>) -> CacheSubnetGroup {
    CacheSubnetGroup { name: values.text("name"), subnet_ids: values.references("subnet_ids") }
}

/// `aws_elasticache_parameter_group`.
pub(super) fn parameter_group(values: &Values<'_>) -> CacheParameterGroup {
    let parameters = values.blocks("parameter").or(Vec::new()).and_then(|blocks| {
        let mut parameters = BTreeMap::new();
        for block in &blocks {
            match block.text("name") {
                Attribute::Known(name) => {
                    parameters.insert(name.to_ascii_lowercase(), block.text("value"));
                }
                // One parameter of unknown name may be any.
                Attribute::Unset | Attribute::Unknown(_) => {
                    return Attribute::Unknown(Reason::KnownAfterApply);
                }
            }
        }
        Attribute::Known(parameters)
    });
    CacheParameterGroup { name: values.text("name"), family: values.text("family"), parameters }
}

/// `aws_elasticache_global_replication_group`.
pub(super) fn global_replication_group(values: &Values<'_>) -> GlobalReplicationGroup {
    GlobalReplicationGroup {
        primary_replication_group_id: values.reference("primary_replication_group_id"),
        automatic_failover_enabled: values.boolean("automatic_failover_enabled"),
        cache_node_type: values.text("cache_node_type"),
        engine: engine(values),
        engine_version: values.text("engine_version"),
        num_node_groups: values.integer("num_node_groups"),
        status: Attribute::Unset,
        members: Attribute::Unset,
    }
}

/// `aws_elasticache_user`. Passwords are not read at all.
pub(super) fn user(values: &Values<'_>) -> User {
    User {
        user_name: values.text("user_name"),
        engine: engine(values),
        access_string: values.text("access_string").map(|text| spelling::without_passwords(&text)),
        authentication_type: authentication_type(values),
    }
}

/// From the block where there is one, else from the older arguments beside it.
fn authentication_type(values: &Values<'_>) -> Attribute<String> {
    if let Some(block) = first_block(values, "authentication_mode") {
        return block.text("type").map(|mode| spelling::authentication_type(&mode));
    }
    match (values.boolean("no_password_required"), values.secret_setting("passwords")) {
        (Attribute::Known(true), _) => Attribute::Known("no-password".to_owned()),
        (Attribute::Unknown(reason), _) => Attribute::Unknown(reason),
        // An argument that may hold a secret is marked sensitive even where it is null.
        (_, Setting::Null | Setting::LeftOut) => {
            let what = "how the user proves who it is".to_owned();
            Attribute::Unknown(Reason::NotCollected(what))
        }
        // Known or not: there are passwords.
        (_, Setting::Value(_) | Setting::Unknown(_)) => Attribute::Known("password".to_owned()),
    }
}

/// `aws_elasticache_user_group`.
pub(super) fn user_group(values: &Values<'_>) -> UserGroup {
    UserGroup { engine: engine(values), user_ids: values.references("user_ids").or(Vec::new()) }
}

/// `aws_elasticache_user_group_association`.
pub(super) fn user_group_association(values: &Values<'_>) -> UserGroupAssociation {
    UserGroupAssociation {
        user_group_id: values.reference("user_group_id"),
        user_id: values.reference("user_id"),
    }
}
