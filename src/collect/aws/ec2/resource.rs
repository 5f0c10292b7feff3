//! Resources of EC2's, with the tags that come with each.

use aws_sdk_ec2::types::Tag;

use crate::collect::aws::region::Region;
use crate::collect::aws::reply;
use crate::model::{Attribute, Reason, Resource};

/// What EC2 says of everything it lists.
pub(super) struct Shell<'x> {
    /// What stands before the id in ARNs: `subnet`.
    pub(super) kind: &'static str,
    /// The id.
    pub(super) id: Option<&'x str>,
    /// The account it belongs to, which may have shared it with the one that is asked.
    pub(super) owner: Option<&'x str>,
    /// Its tags.
    pub(super) tags: Option<&'x [Tag]>,
}

impl Shell<'_> {
    /// The resource; none for one without an id.
    pub(super) fn with<T>(self, region: &Region, attributes: T) -> Option<Resource<T>> {
        let id = reply::filled(self.id)?;
        let owner = reply::filled(self.owner).unwrap_or_else(|| region.account_id.clone());
        let Region { partition, name, .. } = region;
        let arn = format!("arn:{partition}:ec2:{name}:{owner}:{}/{id}", self.kind);
        let mut resource = region.resource(&id, arn, attributes);
        let tags = self.tags.unwrap_or_default();
        resource.tags = match tags.is_empty() && belongs_to_others(region, &owner) {
            true => Attribute::Unknown(Reason::NotCollected(format!("tags of account {owner}"))),
            false => reply::tags(tags.iter().map(|tag| (tag.key.clone(), tag.value.clone()))),
        };
        resource.account_id = Attribute::Known(owner);
        Some(resource)
    }
}

/// Whether `owner` keeps the tags of what it shares with this account to itself. What AWS gives everybody has none.
///
/// <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html>
fn belongs_to_others(region: &Region, owner: &str) -> bool {
    owner != region.account_id && owner.bytes().all(|byte| byte.is_ascii_digit())
}
