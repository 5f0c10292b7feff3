//! Users and user groups: who may log in to caches, and what they may do.

use aws_sdk_elasticache::types as sdk;

use super::super::operation::Operation;
use super::super::region::Region;
use super::super::reply;
use super::common::{engine, references};
use super::pages::{PAGE, pages};
use crate::collect::spelling;
use crate::model::{Attribute, Inventory, Reason, Resource, ResourceList, User, UserGroup};

/// The groups and users of the region, if a cache of `found` uses a group.
pub(super) async fn read(region: &Region, found: &Inventory) -> Inventory {
    let mut inventory = Inventory::new();
    if !has_groups(found) {
        return inventory;
    }
    let client = &region.clients.elasticache;
    let groups = || client.describe_user_groups().max_records(PAGE);
    let users = || client.describe_users().max_records(PAGE);
    let (groups, users) = tokio::join!(
        pages!(region, Operation::DescribeUserGroups, groups(), user_groups),
        pages!(region, Operation::DescribeUsers, users(), users),
    );
    let caller = &region.caller;
    let groups = reply::entries(caller, Operation::DescribeUserGroups, groups, |group| {
        user_group(region, &group)
    });
    let users = reply::entries(caller, Operation::DescribeUsers, users, |it| user(region, &it));
    region.list(&mut inventory, ResourceList::UserGroups, groups, |all| &mut all.user_groups);
    region.list(&mut inventory, ResourceList::Users, users, |all| &mut all.users);
    inventory
}

/// Whether a cache uses a group, or may use one.
fn has_groups(found: &Inventory) -> bool {
    found.caches.iter().any(|cache| match &cache.attributes.user_group_ids {
        Attribute::Known(groups) => !groups.is_empty(),
        Attribute::Unset => false,
        Attribute::Unknown(_) => true,
    })
}

fn user_group(region: &Region, group: &sdk::UserGroup) -> Option<Resource<UserGroup>> {
    let id = reply::filled(group.user_group_id())?;
    let attributes = UserGroup {
        engine: engine(group.engine(), Operation::DescribeUserGroups),
        user_ids: references(group.user_ids()),
    };
    let arn = reply::filled(group.arn());
    let arn = arn.unwrap_or_else(|| region.arn("elasticache", &format!("usergroup:{id}")));
    Some(region.resource(&id, arn, attributes))
}

fn user(region: &Region, user: &sdk::User) -> Option<Resource<User>> {
    let id = reply::filled(user.user_id())?;
    let operation = Operation::DescribeUsers;
    let attributes = User {
        user_name: reply::required(user.user_name(), operation, "UserName"),
        engine: engine(user.engine(), operation),
        access_string: reply::required(user.access_string(), operation, "AccessString")
            .map(|text| spelling::without_passwords(&text)),
        authentication_type: authentication_type(user),
    };
    let arn = reply::filled(user.arn());
    let arn = arn.unwrap_or_else(|| region.arn("elasticache", &format!("user:{id}")));
    Some(region.resource(&id, arn, attributes))
}

fn authentication_type(user: &sdk::User) -> Attribute<String> {
    let kind = user.authentication().and_then(|authentication| authentication.r#type());
    match kind {
        Some(kind) => Attribute::Known(spelling::authentication_type(kind.as_str())),
        None => {
            let reason: Reason = reply::untold(Operation::DescribeUsers, "Authentication");
            Attribute::Unknown(reason)
        }
    }
}
