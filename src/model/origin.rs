//! Where a resource was read.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The place a resource came from.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The file, as the user named it; `-` is standard input.
    pub file: String,
    /// The line, counted from 1, when the file is one that people edit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The column in characters, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
}

impl Origin {
    /// What [`Origin::file`] of a live account begins with; account and region follow: `aws://123456789012/eu-west-1`.
    pub const LIVE: &str = "aws://";

    /// The origin of what one region of an account tells.
    pub fn live(account_id: &str, region: &str) -> Self {
        Self { file: format!("{}{account_id}/{region}", Self::LIVE), ..Self::default() }
    }

    /// Account id and region of a live account.
    pub fn account_and_region(&self) -> Option<(&str, &str)> {
        self.file.strip_prefix(Self::LIVE)?.split_once('/')
    }

    /// Whether it is a region of a live account, where names mean something there only.
    pub fn is_live(&self) -> bool {
        self.file.starts_with(Self::LIVE)
    }

    /// Whether what is read here can be about what is read at `other`: a region of a live account tells of itself only.
    pub fn can_concern(&self, other: &Self) -> bool {
        !self.is_live() || self.file == other.file
    }
}

/// A further place to look at, and what is to be seen there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RelatedPlace {
    /// The place.
    pub place: Origin,
    /// What it is: `default of var.retention`.
    pub message: String,
}

/// What a finding is about, for a configuration that tells lines where the source that was read does not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lead {
    /// The resource.
    pub address: String,
    /// Paths of its attributes in the model, the best first.
    pub attributes: Vec<String>,
    /// Values of the list element that is meant: they tell blocks of one name apart.
    pub values: BTreeSet<String>,
}

/// Why an attribute that nobody wrote has a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DefaultValue {
    /// Who supplies the value.
    pub supplied_by: Supplier,
    /// The page or source that documents it.
    pub reference: String,
}

/// Who supplies a value that nobody wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Supplier {
    /// The Terraform provider sends it.
    Provider,
    /// The AWS service assumes it.
    Service,
    /// It follows from other attributes.
    Derived,
}
