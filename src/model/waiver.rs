//! A waiver that a source holds beside a resource.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Origin;

/// Accepts findings of a policy on the resource it stands beside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResourceWaiver {
    /// The address of the resource.
    pub address: String,
    /// The file that the resource was read from.
    pub file: String,
    /// The policy id, which may hold `*` and `?`.
    pub policy: String,
    /// The last day on which it holds, in UTC: `2027-01-31`.
    pub until: String,
    /// Why the finding is accepted.
    pub justification: String,
    /// Where the waiver is written.
    pub place: Origin,
}
