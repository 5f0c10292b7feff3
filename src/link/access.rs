//! Who may log in: the user groups of a cache, their users, and what those may do.

use super::access_string;
use super::grouped::Grouped;
use super::index::Index;
use super::lookup::{Identity, label};
use super::subject::{LinkedUser, LinkedUserGroup};
use crate::model::{
    Attribute, Cache, Origin, Reason, Reference, Resource, User, UserGroup, UserGroupAssociation,
};

/// The user that AWS makes in every account, and what it may do; nobody can change it.
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html>
const DEFAULT_USER: &str = "default";
const DEFAULT_USER_ACCESS: &str = "on ~* +@all";

/// User group associations by group.
pub(crate) struct Access<'a> {
    associations: Grouped<'a, UserGroupAssociation>,
}

impl<'a> Access<'a> {
    /// Groups the associations.
    pub(crate) fn new(index: &Index<'a>) -> Self {
        let associations = Grouped::new(&index.inventory.user_group_associations, |association| {
            index
                .user_groups
                .identify_attribute(&association.attributes.user_group_id, &association.origin)
        });
        Self { associations }
    }

    /// The user groups of a cache; none where it has none.
    pub(crate) fn user_groups(
        &self,
        index: &Index<'a>,
        cache: &Cache,
        from: &Origin,
    ) -> Attribute<Vec<Attribute<LinkedUserGroup>>> {
        cache.user_group_ids.as_ref().or(&Vec::new()).map(|groups| {
            groups
                .iter()
                .map(|group| {
                    group.as_ref().and_then(|group| {
                        index.user_groups.fact(group, from, |identity, resource| {
                            Attribute::Known(self.user_group(index, identity, resource))
                        })
                    })
                })
                .collect()
        })
    }

    fn user_group(
        &self,
        index: &Index<'a>,
        identity: &Identity,
        group: &Resource<UserGroup>,
    ) -> LinkedUserGroup {
        let users = group.attributes.user_ids.as_ref().or(&Vec::new()).map(|users| {
            let listed = users.iter().map(|user| linked_user(index, user, &group.origin));
            let associated = self
                .associations
                .of(identity)
                .map(|item| linked_user(index, &item.attributes.user_id, &item.origin));
            let possible = self.associations.possibly_of(identity).map(|item| {
                Attribute::Unknown(Reason::UnresolvedReference(format!(
                    "the user group of {}",
                    item.address
                )))
            });
            listed.chain(associated).chain(possible).collect()
        });
        LinkedUserGroup { name: label(group).to_owned(), address: group.address.clone(), users }
    }
}

fn linked_user(
    index: &Index<'_>,
    user: &Attribute<Reference>,
    from: &Origin,
) -> Attribute<LinkedUser> {
    user.as_ref().and_then(|reference| {
        let identities = index.users.identify(reference, from);
        if let [Identity::Named(name)] = identities.as_slice()
            && name == DEFAULT_USER
        {
            return Attribute::Known(default_user());
        }
        index.users.fact(reference, from, |_, user| Attribute::Known(describe(user)))
    })
}

fn describe(user: &Resource<User>) -> LinkedUser {
    let settings = &user.attributes;
    LinkedUser {
        name: label(user).to_owned(),
        address: Some(user.address.clone()),
        user_name: settings.user_name.clone(),
        authentication_type: settings.authentication_type.clone(),
        access_string: settings.access_string.clone(),
        access: settings.access_string.as_ref().map(|text| access_string::parse(text)),
    }
}

fn default_user() -> LinkedUser {
    LinkedUser {
        name: DEFAULT_USER.into(),
        address: None,
        user_name: Attribute::Known(DEFAULT_USER.into()),
        authentication_type: Attribute::Known("no-password".into()),
        access_string: Attribute::Known(DEFAULT_USER_ACCESS.into()),
        access: Attribute::Known(access_string::parse(DEFAULT_USER_ACCESS)),
    }
}
