//! Who may log in: users and user groups.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Attribute, Engine, Reference};

/// `AWS::ElastiCache::User`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct User {
    /// `UserName`; `default` is the user that a client without a name becomes.
    pub user_name: Attribute<String>,
    /// `Engine`.
    pub engine: Attribute<Engine>,
    /// `AccessString`: `on ~app:* +@read`.
    pub access_string: Attribute<String>,
    /// `Authentication.Type`: `password`, `no-password` or `iam`.
    pub authentication_type: Attribute<String>,
}

/// `AWS::ElastiCache::UserGroup`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct UserGroup {
    /// `Engine`.
    pub engine: Attribute<Engine>,
    /// `UserIds`.
    pub user_ids: Attribute<Vec<Attribute<Reference>>>,
}

/// A user that a resource of its own adds to a group (`aws_elasticache_user_group_association`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct UserGroupAssociation {
    /// The group.
    pub user_group_id: Attribute<Reference>,
    /// The user.
    pub user_id: Attribute<Reference>,
}
