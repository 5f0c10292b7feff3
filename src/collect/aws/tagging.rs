//! The Tagging API: the tags of every cache in a few calls.

use std::collections::BTreeMap;

use aws_sdk_resourcegroupstagging::types::ResourceTagMapping;

use super::call::Listing;
use super::operation::Operation;
use super::region::Region;
use super::reply;
use crate::model::{Attribute, Inventory, Reason, Resource};

/// Tags as a resource keeps them.
type Values = BTreeMap<String, Attribute<String>>;

/// The tags of everything of ElastiCache's that ever had one.
#[derive(Debug)]
pub(super) struct Tags {
    /// By ARN, in lower case.
    by_arn: BTreeMap<String, Values>,
    /// Why there may be more.
    missing: Option<Reason>,
}

/// The tags of everything of ElastiCache's in the region that ever had one, if there is anything in `found`. Services of ECS
/// tell theirs themselves.
pub(super) async fn read(region: &Region, found: &Inventory) -> Tags {
    if found.caches.is_empty() {
        return Tags::new(Listing { items: Vec::new(), missing: None });
    }
    let page = |token| {
        let call = region.clients.tagging.get_resources().resource_type_filters("elasticache");
        call.resources_per_page(100).set_pagination_token(token).send()
    };
    let listing = region.caller.pages(Operation::GetResources, page, |page| {
        (page.resource_tag_mapping_list.unwrap_or_default(), page.pagination_token)
    });
    Tags::new(listing.await)
}

/// Gives every resource of ElastiCache's in `inventory` its tags.
pub(super) fn apply(inventory: &mut Inventory, tags: &Tags) {
    tags.give(&mut inventory.caches);
    tags.give(&mut inventory.cache_subnet_groups);
    tags.give(&mut inventory.cache_parameter_groups);
    tags.give(&mut inventory.users);
    tags.give(&mut inventory.user_groups);
    tags.give(&mut inventory.snapshots);
}

impl Tags {
    fn new(listing: Listing<ResourceTagMapping>) -> Self {
        let Listing { items, missing } = listing;
        let mut by_arn: BTreeMap<String, Values> = BTreeMap::new();
        for mapping in items {
            let tags = mapping.tags().iter();
            let tags =
                reply::tags(tags.map(|tag| (Some(tag.key.clone()), Some(tag.value.clone()))));
            if let (Some(arn), Attribute::Known(tags)) = (mapping.resource_arn, tags) {
                by_arn.insert(arn.to_lowercase(), tags);
            }
        }
        Self { by_arn, missing }
    }

    /// What nobody ever tagged is not told of, and has no tags.
    fn give<T>(&self, resources: &mut [Resource<T>]) {
        for resource in resources {
            resource.tags = resource.arn.as_ref().and_then(|arn| self.of(arn));
        }
    }

    fn of(&self, arn: &str) -> Attribute<Values> {
        match (self.by_arn.get(&arn.to_lowercase()), &self.missing) {
            (Some(tags), _) => Attribute::Known(tags.clone()),
            (None, Some(reason)) => Attribute::Unknown(reason.clone()),
            (None, None) => Attribute::Known(Values::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_resourcegroupstagging::types::Tag;

    use super::*;
    use crate::collect::aws::fake;
    use crate::model::{Cache, CacheKind, CacheSubnetGroup};

    fn listing(missing: Option<Reason>) -> Listing<ResourceTagMapping> {
        let tag = Tag::builder().key("team").value("orders").build().expect("is complete");
        let mapping = ResourceTagMapping::builder()
            .resource_arn("arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:Orders");
        Listing { items: vec![mapping.tags(tag).build()], missing }
    }

    fn tags_of(name: &str, tags: &Tags) -> Attribute<Values> {
        let arn = format!("arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:{name}");
        let mut resources =
            [Resource { arn: Attribute::Known(arn), ..Resource::<CacheSubnetGroup>::default() }];
        tags.give(&mut resources);
        resources[0].tags.clone()
    }

    #[test]
    fn tags_are_found_whatever_the_case_and_untagged_is_known() {
        let tags = Tags::new(listing(None));
        let team = [("team".to_owned(), Attribute::Known("orders".to_owned()))].into();
        assert_eq!(tags_of("orders", &tags), Attribute::Known(team));
        assert_eq!(tags_of("other", &tags), Attribute::Known(Values::new()));
    }

    #[test]
    fn what_was_not_read_is_unknown() {
        let reason = Reason::AccessDenied("tag:GetResources (AccessDeniedException)".into());
        let tags = Tags::new(listing(Some(reason.clone())));
        assert!(tags_of("orders", &tags).is_known());
        assert_eq!(tags_of("other", &tags), Attribute::Unknown(reason));
    }

    #[tokio::test]
    async fn pages_end_with_an_empty_token() {
        let (region, log) = fake::region([Operation::GetResources], |asked| {
            let is_first = !asked.get("").contains("PaginationToken");
            let (name, next) = if is_first { ("one", "2") } else { ("two", "") };
            let arn = format!("arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:{name}");
            let tags = r#"[{"Key":"team","Value":"orders"}]"#;
            let mapping = format!(r#"{{"ResourceARN":"{arn}","Tags":{tags}}}"#);
            (200, format!(r#"{{"PaginationToken":"{next}","ResourceTagMappingList":[{mapping}]}}"#))
        });
        let cache = region.resource("one", String::new(), Cache::new(CacheKind::CacheCluster));
        let found = Inventory { caches: vec![cache], ..Inventory::new() };
        let tags = read(&region, &found).await;
        assert_eq!(log.operations(), ["GetResources"; 2]);
        for name in ["one", "two"] {
            assert_eq!(tags_of(name, &tags).known().map(BTreeMap::len), Some(1), "{name}");
        }
    }
}
