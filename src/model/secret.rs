//! Secrets, parameters and keys: what holds them, never what they hold.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Attribute, Reference, SecretValue};

/// `AWS::SecretsManager::Secret`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Secret {
    /// `Name`.
    pub name: Attribute<String>,
    /// `KmsKeyId`; unset means `aws/secretsmanager`.
    pub kms_key_id: Attribute<Reference>,
    /// Days that a deleted secret can be restored. Only a declaration can tell it.
    pub recovery_window_in_days: Attribute<u32>,
}

/// The value of a secret: that it is set, and to which resources it refers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SecretVersion {
    /// The secret.
    pub secret_id: Attribute<Reference>,
    /// `SecretString`.
    pub secret_string: Attribute<SecretValue>,
    /// Resources whose attributes are written into the value.
    pub refers_to: Attribute<Vec<Reference>>,
}

/// `AWS::SSM::Parameter`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SsmParameter {
    /// `Name`.
    pub name: Attribute<String>,
    /// `Type`: `String`, `StringList`, `SecureString`.
    pub parameter_type: Attribute<String>,
    /// Resources whose attributes are written into the value.
    pub refers_to: Attribute<Vec<Reference>>,
}

/// `AWS::KMS::Key`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct KmsKey {
    /// `KeyManager`: `AWS` or `CUSTOMER`.
    pub key_manager: Attribute<String>,
    /// `Enabled`.
    pub enabled: Attribute<bool>,
    /// Whether the key material is rotated every year.
    pub key_rotation_enabled: Attribute<bool>,
    /// `KeyState`: `Enabled`, `Disabled`, `PendingDeletion`, …. Unset in a declaration.
    pub key_state: Attribute<String>,
    /// `DeletionDate`, as RFC 3339. Unset in a declaration and while nobody deletes the key.
    pub deletion_date: Attribute<String>,
}

/// `AWS::KMS::Alias`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct KmsAlias {
    /// `AliasName`: `alias/orders`.
    pub alias_name: Attribute<String>,
    /// `TargetKeyId`.
    pub target_key_id: Attribute<Reference>,
}
