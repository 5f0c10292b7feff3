//! The clusters of a region: those that stand alone, and those that are members of a replication group, with what only
//! members tell of a group.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_elasticache::types as sdk;

use super::super::call::Listing;
use super::super::operation::Operation;
use super::super::reply;
use super::Differences;
use super::common::{reference, word};
use crate::model::{Attribute, NodeGroupMember, Reason, Reference};

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
        let operation = Operation::DescribeCacheClusters;
        self.missing.clone().unwrap_or_else(|| {
            Reason::NotCollected(format!("{operation} (no member of the group)"))
        })
    }
}

/// What all members of a group say, or what each of them says where they differ.
pub(super) struct Common<'m> {
    members: &'m [sdk::CacheCluster],
    untold: Reason,
    /// What members that should say the same say instead.
    pub(super) differences: Differences,
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

    /// What `tell` reads of members; the first one's where they differ, and the difference is noted as `attribute`.
    pub(super) fn text(
        &mut self,
        attribute: &str,
        tell: impl Fn(&sdk::CacheCluster) -> Option<&str>,
    ) -> Attribute<String> {
        if self.members.is_empty() {
            return Attribute::Unknown(self.untold.clone());
        }
        let told: Vec<String> =
            self.members.iter().map(|member| tell(member).unwrap_or_default().to_owned()).collect();
        self.compare(attribute, &told);
        reply::optional(told.into_iter().next())
    }

    /// Like [`Common::text`], of something that the model refers to.
    pub(super) fn reference(
        &mut self,
        attribute: &str,
        tell: impl Fn(&sdk::CacheCluster) -> Option<&str>,
    ) -> Attribute<Reference> {
        self.text(attribute, tell).map(Reference::Id)
    }

    /// The security groups of all members together: each of them lets somebody in.
    pub(super) fn security_groups(&mut self) -> Attribute<Vec<Attribute<Reference>>> {
        if self.members.is_empty() {
            return Attribute::Unknown(self.untold.clone());
        }
        let told: Vec<String> =
            self.members.iter().map(|member| security_group_ids(member).join(", ")).collect();
        self.compare("security_group_ids", &told);
        let union: BTreeSet<String> =
            self.members.iter().flat_map(security_group_ids).map(str::to_owned).collect();
        reply::references(union)
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

    fn compare(&mut self, attribute: &str, told: &[String]) {
        let distinct: BTreeSet<&String> = told.iter().collect();
        if distinct.len() > 1 {
            let distinct = distinct.into_iter().map(|text| match text.as_str() {
                "" => "none".to_owned(),
                text => text.to_owned(),
            });
            self.differences.insert(attribute.to_owned(), distinct.collect());
        }
    }
}

/// The ids of the security groups of a cluster.
pub(super) fn security_group_ids(cluster: &sdk::CacheCluster) -> Vec<&str> {
    let groups = cluster.security_groups().iter();
    let mut ids: Vec<&str> = groups.filter_map(|group| word(group.security_group_id())).collect();
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

/// The zone of each node.
pub(super) fn zones(nodes: &Attribute<Vec<NodeGroupMember>>) -> Attribute<Vec<Attribute<String>>> {
    nodes.as_ref().map(|nodes| nodes.iter().map(|node| node.availability_zone.clone()).collect())
}

/// The subnet group of a cluster.
pub(super) fn subnet_group(cluster: &sdk::CacheCluster) -> Attribute<Reference> {
    reference(cluster.cache_subnet_group_name())
}
