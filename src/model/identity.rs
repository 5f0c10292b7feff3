//! What things are called, and when two names mean the same thing.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Attribute;

/// How one resource names another.
///
/// A security group that the same change creates has no id yet, but has an address. A reference that could mean several
/// instances stays a set of candidates, never a guess.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Reference {
    /// A physical id, name or ARN.
    Id(String),
    /// A resource of the same source that has no id yet.
    Address(Symbol),
    /// One of these, and nobody can tell which.
    Candidates {
        /// Every resource that may be meant.
        candidates: Vec<Reference>,
    },
}

/// A resource of the same source, by its address there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Symbol {
    /// The resource's address: `module.network.aws_security_group.api`.
    pub address: String,
    /// The attribute of that resource that is read, such as `arn`, when the source says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<String>,
    /// The service of the resource as ARNs name it, where the source can tell and it matters: `sns`, `lambda`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Text behind what is read: `-001` names a node of the group at this address. Empty text says that nothing stands
    /// there; a source that does not tell leaves it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
}

impl Symbol {
    /// What `attribute` of the resource at `address` returns.
    pub fn new(address: impl Into<String>, attribute: Option<String>) -> Self {
        Self { address: address.into(), attribute, service: None, suffix: None }
    }
}

impl Reference {
    /// A reference to the resource at `address`, whichever of its attributes is read.
    pub fn address(address: impl Into<String>) -> Self {
        Self::Address(Symbol::new(address, None))
    }

    /// Every single resource this reference may mean: one, or all candidates.
    pub fn possibilities(&self) -> Vec<&Reference> {
        match self {
            Self::Id(_) | Self::Address(_) => vec![self],
            Self::Candidates { candidates } => {
                candidates.iter().flat_map(Reference::possibilities).collect()
            }
        }
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id(id) => f.write_str(id),
            Self::Address(symbol) => f.write_str(&symbol.address),
            Self::Candidates { candidates } => {
                for (index, candidate) in candidates.iter().enumerate() {
                    if index > 0 {
                        f.write_str(" or ")?;
                    }
                    write!(f, "{candidate}")?;
                }
                Ok(())
            }
        }
    }
}

/// What CloudFormation calls a resource; it tags most resources of EC2 and some others with it.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html>
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct StackMember {
    /// The stack's name: the value of the tag `aws:cloudformation:stack-name`.
    pub stack_name: String,
    /// The logical id in its template: that of `aws:cloudformation:logical-id`.
    pub logical_id: String,
}

impl StackMember {
    /// The one that the tags of a running resource tell, if they are CloudFormation's.
    pub fn of_tags(tags: &BTreeMap<String, Attribute<String>>) -> Option<Self> {
        let tag = |name: &str| tags.get(&format!("aws:cloudformation:{name}"))?.known().cloned();
        Some(Self { stack_name: tag("stack-name")?, logical_id: tag("logical-id")? })
    }
}

/// The parts of an Amazon Resource Name: `arn:partition:service:region:account:resource`.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov`, ….
    pub partition: &'a str,
    /// The service namespace, such as `elasticache`.
    pub service: &'a str,
    /// The region; empty for global resources.
    pub region: &'a str,
    /// The twelve-digit account id; empty for some services.
    pub account_id: &'a str,
    /// What follows the fifth colon: `replicationgroup:orders`.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Splits `text` when it is an ARN.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        if parts.next()? != "arn" {
            return None;
        }
        Some(Self {
            partition: parts.next()?,
            service: parts.next()?,
            region: parts.next()?,
            account_id: parts.next()?,
            resource: parts.next().filter(|resource| !resource.is_empty())?,
        })
    }

    /// The resource without its type: `orders` of `replicationgroup:orders` and of `key/orders`.
    pub fn name(&self) -> &'a str {
        self.resource.split_once([':', '/']).map_or(self.resource, |(_, name)| name)
    }
}

/// Whether `text` may be the name of a region: `eu-west-1`.
pub fn is_region(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
    };
    let number = text.rsplit('-').next().unwrap_or_default();
    text.split('-').count() >= 3
        && text.split('-').all(is_word)
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_is_split_at_its_first_five_colons() {
        let arn =
            Arn::parse("arn:aws-cn:elasticache:cn-north-1:123456789012:replicationgroup:orders");
        let arn = arn.expect("is an ARN");
        assert_eq!(
            (arn.partition, arn.region, arn.account_id),
            ("aws-cn", "cn-north-1", "123456789012")
        );
        assert_eq!(arn.name(), "orders");
    }

    #[test]
    fn a_plain_name_is_no_arn() {
        for text in ["orders", "arn:aws", "arn:aws:sns:us-east-1:1:", ""] {
            assert_eq!(Arn::parse(text), None, "{text}");
        }
    }

    #[test]
    fn regions_are_told_from_slips() {
        for name in ["eu-west-1", "us-gov-east-1", "ap-southeast-5", "us-iso-east-1"] {
            assert!(is_region(name), "{name}");
        }
        for name in ["", "eu-west", "EU-WEST-1", "eu_west_1", "eu-west-1a", "eu-west-1/x", "a--1"] {
            assert!(!is_region(name), "{name}");
        }
    }
}
