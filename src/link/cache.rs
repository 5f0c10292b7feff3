//! Puts one cache together with all it relates to.

use std::collections::BTreeMap;

use super::linked_alarm::Describer;
use super::nodes::group_of;
use super::peering::vpc_of;
use super::reachability::{self, Reachability};
use super::subject::{
    CacheRemoval, LinkedCache, LinkedRule, LinkedSecurityGroup, LinkedSubnet, LinkedSubnetGroup,
    LinkedVpc, Node,
};
use super::{Linker, auth_token, keys, logs, parameters, security_groups, subnets};
use crate::model::{Attribute, Cache, CacheKind, Inventory, Origin, Resource};

/// Where a cache lies, and who reaches it.
pub(crate) struct Network {
    pub(crate) subnet_group: Attribute<LinkedSubnetGroup>,
    pub(crate) subnets: Attribute<Vec<Attribute<LinkedSubnet>>>,
    pub(crate) vpc: Attribute<LinkedVpc>,
    pub(crate) security_groups: Attribute<Vec<Attribute<LinkedSecurityGroup>>>,
    pub(crate) ingress: Attribute<Vec<Attribute<LinkedRule>>>,
    pub(crate) egress: Attribute<Vec<Attribute<LinkedRule>>>,
}

/// Whether `cache` is judged by itself. A cluster in a replication group is a node of it.
pub(crate) fn is_subject(cache: &Resource<Cache>) -> bool {
    let is_member = cache.attributes.kind == CacheKind::CacheCluster
        && cache.attributes.replication_group_id.is_known();
    cache.is_declared && !is_member
}

impl Linker<'_> {
    /// The cache at `at`, linked.
    pub(crate) fn linked_cache(&self, at: usize) -> LinkedCache {
        let resource = &self.index.inventory.caches[at];
        let index = &self.index;
        let from = &resource.origin;
        let settings = self.inheritance.effective(index, at, resource);
        let network = self.network(&settings, from, &reachability::ports(&settings));
        let nodes = in_only_zone(self.nodes(at, resource, &settings), &network.subnets);
        LinkedCache {
            address: resource.address.clone(),
            id: resource.id.clone(),
            arn: resource.arn.clone(),
            region: resource.region.clone(),
            account_id: resource.account_id.clone(),
            tags: resource.tags.clone(),
            change: resource.change.clone(),
            subnets: network.subnets,
            vpc: network.vpc,
            ingress: network.ingress,
            egress: network.egress,
            security_groups: network.security_groups,
            auth_token_secret: auth_token::secret(index, &settings, from),
            parameter_group: parameters::parameter_group(index, &settings, from),
            user_groups: self.access.user_groups(index, &settings, from),
            kms_key: keys::kms_key(index, &settings.kms_key_id, from),
            log_deliveries: logs::log_deliveries(index, &settings, from),
            notification_topic: self.topics.topic(index, &settings.notification_topic_arn, from),
            secrets: self.secrets.of_cache(index, at),
            alarms: self.describer().of_cache(at, &nodes),
            global_replication_group: self.inheritance.global_group(index, at, resource),
            snapshots: self.running.snapshots(index, at),
            update_actions: self.running.update_actions(index, at),
            subnet_group: network.subnet_group,
            container: Attribute::Unset,
            cache: self.members.counted(at, resource, settings.into_owned(), &nodes),
            nodes,
        }
    }

    /// Where a cache with `settings` lies, and who reaches its `ports`.
    pub(crate) fn network(
        &self,
        settings: &Cache,
        from: &Origin,
        ports: &Attribute<Vec<u16>>,
    ) -> Network {
        let index = &self.index;
        let placement = subnets::placement(index, settings, from);
        let vpc = vpc_of(index, &placement);
        let groups = self.security_groups.named(index, &settings.security_group_ids, from, &vpc);
        let security_groups = &self.security_groups;
        let reach = Reachability { index, security_groups, groups: &groups, from };
        Network {
            subnets: self.subnets.linked(index, &self.tables, &placement),
            vpc: self.peering.vpc(index, &self.tables, &placement),
            ingress: reach.ingress(ports),
            egress: reach.egress(),
            security_groups: groups.as_ref().map(|groups| {
                let describe = |group| security_groups::describe(index, group, from);
                groups.iter().map(|group| group.as_ref().map(describe)).collect()
            }),
            subnet_group: placement.group,
        }
    }

    /// Describes alarms with what this linker knows.
    pub(crate) fn describer(&self) -> Describer<'_, '_> {
        Describer {
            index: &self.index,
            alarms: &self.alarms,
            composites: &self.composites,
            topics: &self.topics,
        }
    }

    fn nodes(
        &self,
        at: usize,
        resource: &Resource<Cache>,
        settings: &Cache,
    ) -> Attribute<Vec<Node>> {
        let is_cluster = settings.kind == CacheKind::CacheCluster;
        match (group_of(resource), is_cluster) {
            // It may be a node of a group: then the group has the nodes.
            (Attribute::Unknown(reason), true) => Attribute::Unknown(reason),
            _ => self.members.nodes(at, resource, settings),
        }
    }
}

/// The nodes, with the zone of those that can only be in one: that of all subnets.
fn in_only_zone(
    nodes: Attribute<Vec<Node>>,
    subnets: &Attribute<Vec<Attribute<LinkedSubnet>>>,
) -> Attribute<Vec<Node>> {
    let Some(zone) = only_zone(subnets) else { return nodes };
    nodes.map(|mut nodes| {
        for node in nodes.iter_mut().filter(|node| node.availability_zone.is_unknown()) {
            node.availability_zone = Attribute::Known(zone.to_owned());
        }
        nodes
    })
}

/// The zone that every subnet lies in, if there is one.
fn only_zone(subnets: &Attribute<Vec<Attribute<LinkedSubnet>>>) -> Option<&str> {
    let subnets = subnets.known()?;
    let mut zones = subnets.iter().map(|subnet| subnet.known()?.availability_zone.as_str());
    let first = zones.next()??;
    zones.all(|zone| zone == Some(first)).then_some(first)
}

/// The cache that goes away, as it is now.
pub(crate) fn removal(cache: &Resource<Cache>) -> CacheRemoval {
    let settings = &cache.attributes;
    CacheRemoval {
        address: cache.address.clone(),
        id: cache.id.clone(),
        change: cache.change.clone(),
        engine: settings.engine.clone(),
        cluster_mode: settings.cluster_mode.clone(),
        snapshot_retention_limit: settings.snapshot_retention_limit.clone(),
        final_snapshot_identifier: settings.final_snapshot_identifier.clone(),
        tags: cache.tags.clone(),
    }
}

/// The tags whose values are known.
pub(crate) fn known_tags<T>(resource: &Resource<T>) -> BTreeMap<String, String> {
    let tags = resource.tags.known().into_iter().flatten();
    tags.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}

/// The places of the caches that are subjects.
pub(crate) fn subjects(inventory: &Inventory) -> impl Iterator<Item = usize> {
    let caches = inventory.caches.iter().enumerate();
    caches.filter(|(_, cache)| is_subject(cache)).map(|(at, _)| at)
}
