//! Who may log in to a cache, and the secrets that refer to it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::Attribute;

/// The secret of an AUTH token.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedAuthTokenSecret {
    /// The name of the secret or SSM parameter.
    pub name: Attribute<String>,
}

/// A user group of a cache.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedUserGroup {
    /// What messages call it.
    pub name: String,
    /// The address.
    pub address: String,
    /// Its users.
    pub users: Attribute<Vec<Attribute<LinkedUser>>>,
}

/// A user with the access string taken apart.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedUser {
    /// The user id, else the address.
    pub name: String,
    /// The address; none of the user that AWS makes.
    pub address: Option<String>,
    /// `UserName`; `default` is the user that a client without a name becomes.
    pub user_name: Attribute<String>,
    /// `password`, `no-password` or `iam`.
    pub authentication_type: Attribute<String>,
    /// The access string as written.
    pub access_string: Attribute<String>,
    /// The access string taken apart.
    pub access: Attribute<AccessString>,
}

/// What an access string comes to, its tokens applied from left to right.
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html#Access-string>
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AccessString {
    /// `on`: the user may log in.
    pub is_on: bool,
    /// `nopass` is in force.
    pub needs_no_password: bool,
    /// `~*` or `allkeys` is in force.
    pub reaches_all_keys: bool,
    /// Key patterns otherwise.
    pub key_patterns: Vec<String>,
    /// `+@all` or `allcommands` was given and nothing taken away since.
    pub runs_all_commands: bool,
    /// `+@dangerous`, `+@admin`, or `+@all` without `-@dangerous` after it.
    pub runs_dangerous_commands: bool,
    /// Categories and commands granted, in order, without those taken away again.
    pub granted: Vec<String>,
    /// Categories and commands taken away, in order.
    pub revoked: Vec<String>,
}

/// A secret or SSM parameter whose value refers to the cache.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LinkedSecret {
    /// `secretsmanager` or `ssm`.
    pub store: String,
    /// Its address.
    pub address: String,
    /// Its name.
    pub name: Attribute<String>,
    /// Days that a deleted secret can be restored; unset for SSM parameters.
    pub recovery_window_in_days: Attribute<u32>,
    /// `SecureString`, …; unset for Secrets Manager.
    pub parameter_type: Attribute<String>,
}
