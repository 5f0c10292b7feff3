//! The clusters of a region: those that stand alone, and those that are members of a replication group, with what only
//! members tell of a group.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_elasticache::types as sdk;

use super::super::call::Listing;
use super::super::operation::Operation;
use super::super::reply;
use super::Differences;
use super::common::{never_unset, switch};
use crate::model::{Attribute, Reason, Reference};

const OPERATION: Operation = Operation::DescribeCacheClusters;
/// How far parameters are from being in force, the furthest last.
const APPLY_STATUSES: [&str; 3] = ["in-sync", "applying", "pending-reboot"];

/// Clusters by the group that they are members of.
pub(super) struct Members {
    alone: Vec<sdk::CacheCluster>,
    by_group: BTreeMap<String, Vec<sdk::CacheCluster>>,
    missing: Option<Reason>,
}

impl Members {
    /// Sorts out the clusters of a region.
    pub(super) fn new(clusters: Listing<sdk::CacheCluster>) -> Self {
        let mut members =
            Self { alone: Vec::new(), by_group: BTreeMap::new(), missing: clusters.missing };
        for cluster in clusters.items {
            match reply::filled(cluster.replication_group_id()) {
                Some(group) => members.by_group.entry(group).or_default().push(cluster),
                None => members.alone.push(cluster),
            }
        }
        for of_group in members.by_group.values_mut() {
            of_group.sort_by(|one, other| one.cache_cluster_id().cmp(&other.cache_cluster_id()));
        }
        members
    }

    /// Clusters that are no members.
    pub(super) fn alone(&self) -> impl Iterator<Item = &sdk::CacheCluster> {
        self.alone.iter()
    }

    /// Every group that members tell of.
    pub(super) fn groups(&self) -> impl Iterator<Item = (&str, &[sdk::CacheCluster])> {
        self.by_group.iter().map(|(group, members)| (group.as_str(), members.as_slice()))
    }

    /// The members of `group`.
    pub(super) fn of(&self, group: &str) -> &[sdk::CacheCluster] {
        self.by_group.get(group).map_or(&[], Vec::as_slice)
    }

    /// The members of `group`; none where the list of clusters broke off before all that it names.
    pub(super) fn all_of(&self, group: &str, named: &[String]) -> &[sdk::CacheCluster] {
        let members = self.of(group);
        let is_read = |id: &String| {
            members.iter().any(|member| member.cache_cluster_id() == Some(id.as_str()))
        };
        let is_whole = self.missing.is_none() || (!named.is_empty() && named.iter().all(is_read));
        if is_whole { members } else { &[] }
    }

    /// Why there may be more clusters.
    pub(super) fn missing(&self) -> Option<&Reason> {
        self.missing.as_ref()
    }

    /// Why nothing is known of the members of a group of which none is here.
    pub(super) fn untold(&self) -> Reason {
        self.missing.clone().unwrap_or_else(|| {
            Reason::NotCollected(format!("{OPERATION} (no member of the group)"))
        })
    }
}

/// What all members of a group say, or what each of them says where they differ.
pub(super) struct Common<'m> {
    members: &'m [sdk::CacheCluster],
    untold: Reason,
    differences: Differences,
}

impl<'m> Common<'m> {
    /// The `members` of one group. Where there are none, everything is unknown for the reason `untold`.
    pub(super) fn new(members: &'m [sdk::CacheCluster], untold: Reason) -> Self {
        Self { members, untold, differences: Differences::new() }
    }

    /// Nothing, where members are known; else why they are not.
    pub(super) fn told(&self) -> Attribute<()> {
        match self.members {
            [] => Attribute::Unknown(self.untold.clone()),
            _ => Attribute::Known(()),
        }
    }

    /// What members that should say the same say instead, as far as attributes were asked for.
    pub(super) fn differences(&self) -> Attribute<Differences> {
        self.told().map(|()| self.differences.clone())
    }

    /// What `tell` reads of members; unknown where they differ, and the difference is noted as `attribute`.
    pub(super) fn text(
        &mut self,
        attribute: &str,
        tell: impl Fn(&sdk::CacheCluster) -> Option<&str>,
    ) -> Attribute<String> {
        if self.members.is_empty() {
            return Attribute::Unknown(self.untold.clone());
        }
        let told = self.members.iter().map(|member| tell(member).unwrap_or_default().to_owned());
        match self.compare(attribute, told) {
            Ok(told) => reply::optional(Some(told)),
            Err(reason) => Attribute::Unknown(reason),
        }
    }

    /// Like [`Common::text`], of something that every member tells as `field`.
    pub(super) fn told_text(
        &mut self,
        attribute: &str,
        field: &str,
        tell: impl Fn(&sdk::CacheCluster) -> Option<&str>,
    ) -> Attribute<String> {
        never_unset(self.text(attribute, tell), OPERATION, field)
    }

    /// A switch that every member tells as `field`.
    pub(super) fn switch(
        &self,
        field: &str,
        tell: impl Fn(&sdk::CacheCluster) -> Option<bool>,
    ) -> Attribute<bool> {
        let mut told = self.members.iter().map(tell);
        let Some(first) = told.next() else { return Attribute::Unknown(self.untold.clone()) };
        match told.all(|value| value == first) {
            true => switch(first, OPERATION, field),
            false => Attribute::Unknown(differing(["false", "true"])),
        }
    }

    /// Like [`Common::text`], of something that the model refers to.
    pub(super) fn reference(
        &mut self,
        attribute: &str,
        tell: impl Fn(&sdk::CacheCluster) -> Option<&str>,
    ) -> Attribute<Reference> {
        self.text(attribute, tell).map(Reference::Id)
    }

    /// The parameter group.
    pub(super) fn parameter_group(&mut self) -> Attribute<Reference> {
        let group = self.reference("cache_parameter_group_name", parameter_group);
        never_unset(group, OPERATION, "CacheParameterGroup")
    }

    /// The subnet group.
    pub(super) fn subnet_group(&mut self) -> Attribute<Reference> {
        let group =
            self.reference("cache_subnet_group_name", |member| member.cache_subnet_group_name());
        never_unset(group, OPERATION, "CacheSubnetGroupName")
    }

    /// The maintenance window.
    pub(super) fn window(&mut self) -> Attribute<String> {
        window(
            self.text("preferred_maintenance_window", |member| {
                member.preferred_maintenance_window()
            }),
        )
    }

    /// The security groups of all members together: each of them lets somebody in.
    pub(super) fn security_groups(&mut self) -> Attribute<Vec<Attribute<Reference>>> {
        if self.members.is_empty() {
            return Attribute::Unknown(self.untold.clone());
        }
        let told = self.members.iter().map(|member| security_group_ids(member).join(", "));
        // Whether they differ or not, all of them are in force.
        let _ = self.compare("security_group_ids", told);
        security_groups(self.members)
    }

    /// How far the parameters of the member that is furthest from it are in force.
    pub(super) fn parameter_apply_status(&self) -> Attribute<String> {
        if self.members.is_empty() {
            return Attribute::Unknown(self.untold.clone());
        }
        let statuses = self.members.iter().filter_map(parameter_apply_status);
        let rank = |status: &str| APPLY_STATUSES.iter().position(|known| *known == status);
        // A status that nobody knows is taken for the furthest: it is certainly not `in-sync`.
        reply::optional(statuses.max_by_key(|status| rank(status).unwrap_or(APPLY_STATUSES.len())))
    }

    /// The status of a member's node: `CacheClusterStatus`, else unknown.
    pub(super) fn status_of(&self, cluster_id: Option<&str>) -> Attribute<String> {
        let member = self.members.iter().find(|member| member.cache_cluster_id() == cluster_id);
        match member {
            Some(member) => reply::optional(member.cache_cluster_status()),
            None => Attribute::Unknown(self.untold.clone()),
        }
    }

    /// What all of `told` say; where they differ, that is noted as `attribute`.
    fn compare(
        &mut self,
        attribute: &str,
        told: impl Iterator<Item = String>,
    ) -> Result<String, Reason> {
        let mut distinct: BTreeSet<String> = told.collect();
        if distinct.len() < 2 {
            return Ok(distinct.pop_first().unwrap_or_default());
        }
        let distinct = distinct.into_iter();
        let named = distinct.map(|text| if text.is_empty() { "none".to_owned() } else { text });
        let named: Vec<String> = named.collect();
        let reason = differing(named.iter().map(String::as_str));
        self.differences.insert(attribute.to_owned(), named);
        Err(reason)
    }
}

/// Why what members say differently is nothing that the group has.
fn differing<'t>(told: impl IntoIterator<Item = &'t str>) -> Reason {
    let told: Vec<&str> = told.into_iter().collect();
    Reason::NotCollected(format!("members say {}", told.join(" and ")))
}

/// The security groups of all `clusters` together. AWS puts every cluster into one at least.
pub(super) fn security_groups(
    clusters: &[sdk::CacheCluster],
) -> Attribute<Vec<Attribute<Reference>>> {
    let union: BTreeSet<&str> = clusters.iter().flat_map(security_group_ids).collect();
    match union.is_empty() {
        true => Attribute::Unknown(reply::untold(OPERATION, "SecurityGroups")),
        false => reply::references(union.into_iter().map(str::to_owned)),
    }
}

/// The ids of the security groups of a cluster.
fn security_group_ids(cluster: &sdk::CacheCluster) -> Vec<&str> {
    let groups = cluster.security_groups().iter();
    let ids = groups.filter_map(|group| group.security_group_id());
    let mut ids: Vec<&str> = ids.filter(|id| !id.is_empty()).collect();
    ids.sort_unstable();
    ids
}

/// `CacheParameterGroup.CacheParameterGroupName`.
pub(super) fn parameter_group(cluster: &sdk::CacheCluster) -> Option<&str> {
    cluster.cache_parameter_group()?.cache_parameter_group_name()
}

/// `CacheParameterGroup.ParameterApplyStatus`.
pub(super) fn parameter_apply_status(cluster: &sdk::CacheCluster) -> Option<&str> {
    cluster.cache_parameter_group()?.parameter_apply_status().filter(|status| !status.is_empty())
}

/// `NotificationConfiguration.TopicArn`.
pub(super) fn topic(cluster: &sdk::CacheCluster) -> Option<&str> {
    cluster.notification_configuration()?.topic_arn()
}

/// `NotificationConfiguration.TopicStatus`.
pub(super) fn topic_status(cluster: &sdk::CacheCluster) -> Option<&str> {
    cluster.notification_configuration()?.topic_status()
}

/// The maintenance window as the model writes it.
pub(super) fn window(text: Attribute<String>) -> Attribute<String> {
    text.map(|text| text.to_ascii_lowercase())
}
