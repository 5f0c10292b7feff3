//! Which security groups a cache or a mount target is in: its own, or its VPC's default group.

use std::collections::HashMap;

use super::grouped::Grouped;
use super::index::Index;
use super::lookup::{Identity, agree, unresolved};
use super::subject::LinkedSecurityGroup;
use crate::model::{
    Attribute, Direction, Origin, Reason, Reference, Resource, SecurityGroup,
    StandaloneSecurityGroupRule,
};

/// What every VPC's own group is called. Nobody can create another of that name.
const DEFAULT_GROUP: &str = "default";

/// One security group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    /// One that the inventory lists, or that only its id or address is known of.
    Listed(Identity),
    /// The default group of a VPC, when no resource stands for it.
    DefaultOf(Option<Identity>),
}

/// Security groups and the rules that belong to them.
pub(crate) struct SecurityGroups<'a> {
    default_of_vpc: HashMap<Identity, usize>,
    rules: Grouped<'a, StandaloneSecurityGroupRule>,
}

impl<'a> SecurityGroups<'a> {
    /// Groups rules by security group, and default groups by VPC.
    pub(crate) fn new(index: &Index<'a>) -> Self {
        let mut default_of_vpc = HashMap::new();
        for (at, group) in index.inventory.security_groups.iter().enumerate() {
            if index.security_groups.is_repeated(group) {
                continue;
            }
            let vpc = index.vpcs.identify_attribute(&group.attributes.vpc_id, &group.origin);
            if let Attribute::Known(vpcs) = vpc
                && let [vpc] = vpcs.as_slice()
                && group.attributes.group_name.as_str() == Some(DEFAULT_GROUP)
            {
                default_of_vpc.insert(vpc.clone(), at);
            }
        }
        let mut groups = Self { default_of_vpc, rules: Grouped::new(&[], |_| Attribute::Unset) };
        groups.rules = Grouped::new(&index.inventory.security_group_rules, |rule| {
            rule.attributes.security_group_id.as_ref().map(|group| {
                let owners = groups.identify(index, group, &rule.origin).into_iter();
                owners.map(|group| owner(index, &group)).collect()
            })
        });
        groups
    }

    /// The groups that `ids` name, of what lies in `vpc`. What names no group of its own gets its VPC's default group.
    pub(crate) fn named(
        &self,
        index: &Index<'a>,
        ids: &Attribute<Vec<Attribute<Reference>>>,
        from: &Origin,
        vpc: &Attribute<Identity>,
    ) -> Attribute<Vec<Attribute<Group>>> {
        let default = || vec![Attribute::Known(self.default_group(vpc.known()))];
        match ids {
            Attribute::Known(groups) if !groups.is_empty() => Attribute::Known(
                groups.iter().map(|group| self.resolve(index, group, from)).collect(),
            ),
            Attribute::Unknown(reason) => Attribute::Unknown(reason.clone()),
            // A public serverless cache lies in no VPC.
            Attribute::Known(_) | Attribute::Unset if vpc.is_unset() => {
                Attribute::Known(Vec::new())
            }
            Attribute::Known(_) | Attribute::Unset => Attribute::Known(default()),
        }
    }

    /// Every group that `reference` may mean. It may also be a VPC's `default_security_group_id`.
    pub(crate) fn identify(
        &self,
        index: &Index<'a>,
        reference: &Reference,
        from: &Origin,
    ) -> Vec<Group> {
        let mut groups = Vec::new();
        for possibility in reference.possibilities() {
            match possibility {
                Reference::Address(symbol) if index.vpcs.knows_address(symbol) => {
                    let vpcs = index.vpcs.identify(possibility, from).into_iter();
                    groups.extend(vpcs.map(|vpc| self.default_group(Some(&vpc))));
                }
                _ => groups.extend(
                    index
                        .security_groups
                        .identify(possibility, from)
                        .into_iter()
                        .map(Group::Listed),
                ),
            }
        }
        groups.sort();
        groups.dedup();
        groups
    }

    /// The rules that resources of their own add to `group` in `direction`.
    pub(crate) fn rules(
        &self,
        index: &Index<'a>,
        group: &Group,
        direction: Direction,
    ) -> impl Iterator<Item = &'a Resource<StandaloneSecurityGroupRule>> {
        let rules = self.rules.of(&owner(index, group)).collect::<Vec<_>>();
        rules.into_iter().filter(move |rule| rule.attributes.direction == direction)
    }

    /// The rules that resources of their own may add to `group` in `direction`.
    pub(crate) fn possible_rules(
        &self,
        index: &Index<'a>,
        group: &Group,
        direction: Direction,
    ) -> impl Iterator<Item = &'a Resource<StandaloneSecurityGroupRule>> {
        let rules = self.rules.possibly_of(&owner(index, group)).collect::<Vec<_>>();
        rules.into_iter().filter(move |rule| rule.attributes.direction == direction)
    }

    fn resolve(
        &self,
        index: &Index<'a>,
        group: &Attribute<Reference>,
        from: &Origin,
    ) -> Attribute<Group> {
        group.as_ref().and_then(|reference| {
            let groups = self.identify(index, reference, from).into_iter();
            agree(groups.map(Attribute::Known), || unresolved(reference))
        })
    }

    fn default_group(&self, vpc: Option<&Identity>) -> Group {
        match vpc.and_then(|vpc| self.default_of_vpc.get(vpc)) {
            Some(at) => Group::Listed(Identity::Here(*at)),
            None => Group::DefaultOf(vpc.cloned()),
        }
    }
}

/// The key that rules of `group` are grouped by.
fn owner(index: &Index<'_>, group: &Group) -> Identity {
    match group {
        Group::Listed(identity) => identity.clone(),
        Group::DefaultOf(_) => Identity::Addressed(label(index, group)),
    }
}

/// What messages call `group`.
pub(crate) fn label(index: &Index<'_>, group: &Group) -> String {
    match group {
        Group::Listed(identity) => match index.security_groups.get(identity) {
            Some(group) => name(group).to_owned(),
            None => index.security_groups.label(identity),
        },
        Group::DefaultOf(Some(vpc)) => format!("default group of {}", index.vpcs.label(vpc)),
        Group::DefaultOf(None) => "default group of the VPC".to_owned(),
    }
}

/// What policies see of `group`, which a resource from `from` refers to.
pub(crate) fn describe(index: &Index<'_>, group: &Group, from: &Origin) -> LinkedSecurityGroup {
    let name = label(index, group);
    match group {
        Group::Listed(identity) => match index.security_groups.get(identity) {
            Some(group) => listed(name, group),
            None => uncollected(name, identity, index.security_groups.missing(identity, from)),
        },
        Group::DefaultOf(vpc) => {
            let missing = default_not_here(index, vpc.as_ref(), &format!("{name} is"), from);
            LinkedSecurityGroup {
                name,
                id: Attribute::Unknown(missing),
                address: None,
                group_name: Attribute::Known(DEFAULT_GROUP.into()),
                name_tag: Attribute::Unset,
                is_default: Attribute::Known(true),
            }
        }
    }
}

fn listed(name: String, group: &Resource<SecurityGroup>) -> LinkedSecurityGroup {
    let group_name = &group.attributes.group_name;
    LinkedSecurityGroup {
        name,
        id: group.id.clone(),
        address: Some(group.address.clone()),
        group_name: group_name.clone(),
        name_tag: name_tag(group),
        is_default: match group_name {
            Attribute::Known(name) => Attribute::Known(name == DEFAULT_GROUP),
            // Whoever declares a group cannot give it the default group's name.
            _ if group.is_declared => Attribute::Known(false),
            Attribute::Unset => Attribute::default(),
            Attribute::Unknown(reason) => Attribute::Unknown(reason.clone()),
        },
    }
}

fn uncollected(name: String, identity: &Identity, missing: Reason) -> LinkedSecurityGroup {
    LinkedSecurityGroup {
        name,
        id: match identity {
            Identity::Named(id) => Attribute::Known(id.clone()),
            Identity::Here(_) | Identity::Addressed(_) => Attribute::Unknown(missing.clone()),
        },
        address: None,
        group_name: Attribute::Unknown(missing.clone()),
        name_tag: Attribute::Unknown(missing.clone()),
        is_default: Attribute::Unknown(missing),
    }
}

/// Why nobody knows what the default group of `vpc` makes a resource from `from` look for.
pub(crate) fn default_not_here(
    index: &Index<'_>,
    vpc: Option<&Identity>,
    what_is: &str,
    from: &Origin,
) -> Reason {
    let groups = &index.security_groups;
    match vpc {
        Some(vpc) => groups.not_here_in(&index.vpcs.label(vpc), what_is, from),
        None => groups.not_here(what_is, from),
    }
}

/// The `Name` tag of a resource.
pub(crate) fn name_tag<T>(resource: &Resource<T>) -> Attribute<String> {
    resource.tags.as_ref().and_then(|tags| tags.get("Name").cloned().unwrap_or(Attribute::Unset))
}

/// The group name, id or address.
fn name(group: &Resource<SecurityGroup>) -> &str {
    group.attributes.group_name.as_str().unwrap_or_else(|| super::lookup::label(group))
}
