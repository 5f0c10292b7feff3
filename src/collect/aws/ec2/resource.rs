//! Resources of EC2's, with the tags that come with each.

use aws_sdk_ec2::types::Tag;

use crate::collect::aws::region::Region;
use crate::collect::aws::reply;
use crate::model::{Attribute, Resource};

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
        resource.account_id = Attribute::Known(owner);
        let tags = self.tags.unwrap_or_default().iter();
        resource.tags = reply::tags(tags.map(|tag| (tag.key.clone(), tag.value.clone())));
        Some(resource)
    }
}
