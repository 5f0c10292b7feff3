//! Terraform resource types to the model: which argument fills which attribute.
//!
//! One function for each type, in the file of its noun. [`add`] chooses; [`is_wanted`] tells the reader which types to keep.

mod alarm;
pub(super) mod arguments;
mod backup;
mod cache;
mod elasticache;
mod network;
mod secret;
mod security_group;
mod shape;

use super::values::Values;
use crate::collect::shape::settle_cluster_modes;
use crate::model::{Arn, Attribute, Cache, Inventory, Reference, Resource};

/// A resource that is about to be mapped: what is known besides its own arguments.
pub(super) struct Incoming<'v> {
    /// Address, origin, change and region, with nothing of its own yet.
    pub(super) shell: Resource<()>,
    /// Its arguments.
    pub(super) values: Values<'v>,
    /// Whether its provider adds tags of its own.
    pub(super) has_default_tags: bool,
}

impl Incoming<'_> {
    /// The resource with its own attributes. `name_arguments` name it, the first that is known.
    fn with<T>(&self, name_arguments: &[&str], attributes: T) -> Resource<T> {
        let values = &self.values;
        let names = name_arguments.iter().map(|argument| values.text(argument));
        let id = names.reduce(|best, next| if best.is_known() { best } else { next });
        let arn = values.text("arn");
        let parsed = arn.as_str().and_then(Arn::parse);
        let region = match (values.text("region"), parsed) {
            (Attribute::Known(region), _) => Attribute::Known(region),
            (_, Some(arn)) if !arn.region.is_empty() => Attribute::Known(arn.region.to_owned()),
            _ => self.shell.region.clone(),
        };
        let account_id = match parsed {
            Some(arn) if !arn.account_id.is_empty() => Attribute::Known(arn.account_id.to_owned()),
            _ => Attribute::default(),
        };
        Resource {
            address: self.shell.address.clone(),
            origin: self.shell.origin.clone(),
            is_declared: self.shell.is_declared,
            change: self.shell.change.clone(),
            id: id.unwrap_or_default(),
            region,
            account_id,
            tags: self.tags(),
            stack_member: None,
            arn,
            defaults: values.take_defaults(),
            locations: Default::default(),
            attributes,
        }
    }

    /// `tags_all` holds what the provider adds too; older providers have only `tags`.
    fn tags(&self) -> Attribute<std::collections::BTreeMap<String, Attribute<String>>> {
        let own = self.values.text_map("tags").or(Default::default());
        if !self.values.has("tags_all") {
            return own;
        }
        match self.values.text_map("tags_all") {
            Attribute::Known(all) => Attribute::Known(all),
            Attribute::Unset => own,
            // The provider says "known after apply" where there are no tags at all.
            Attribute::Unknown(_) if !self.has_default_tags => own,
            Attribute::Unknown(reason) => Attribute::Unknown(reason),
        }
    }
}

/// Which list of the inventory a cache goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is, or shall be.
    Desired,
    /// The change removes it.
    Removed,
}

/// Every type that is mapped. The reader leaves out all others.
pub(super) fn is_wanted(resource_type: &[u8]) -> bool {
    resource_type.starts_with(b"aws_")
        && std::str::from_utf8(resource_type).is_ok_and(|name| TYPES.binary_search(&name).is_ok())
}

/// Sorted.
const TYPES: &[&str] = &[
    "aws_backup_plan",
    "aws_backup_selection",
    "aws_backup_vault",
    "aws_cloudwatch_composite_alarm",
    "aws_cloudwatch_log_group",
    "aws_cloudwatch_metric_alarm",
    "aws_default_network_acl",
    "aws_default_route_table",
    "aws_default_security_group",
    "aws_default_subnet",
    "aws_default_vpc",
    "aws_ec2_managed_prefix_list",
    "aws_ec2_managed_prefix_list_entry",
    "aws_elasticache_cluster",
    "aws_elasticache_global_replication_group",
    "aws_elasticache_parameter_group",
    "aws_elasticache_replication_group",
    "aws_elasticache_serverless_cache",
    "aws_elasticache_subnet_group",
    "aws_elasticache_user",
    "aws_elasticache_user_group",
    "aws_elasticache_user_group_association",
    "aws_kms_alias",
    "aws_kms_key",
    "aws_main_route_table_association",
    "aws_network_acl",
    "aws_network_acl_rule",
    "aws_prefix_list",
    "aws_route",
    "aws_route_table",
    "aws_route_table_association",
    "aws_secretsmanager_secret",
    "aws_secretsmanager_secret_version",
    "aws_security_group",
    "aws_security_group_rule",
    "aws_sns_topic",
    "aws_sns_topic_subscription",
    "aws_ssm_parameter",
    "aws_subnet",
    "aws_vpc",
    "aws_vpc_ipv4_cidr_block_association",
    "aws_vpc_peering_connection",
    "aws_vpc_peering_connection_accepter",
    "aws_vpc_security_group_egress_rule",
    "aws_vpc_security_group_ingress_rule",
];

/// Maps one resource and adds it to the inventory. Types outside [`TYPES`] add nothing.
pub(super) fn add(
    inventory: &mut Inventory,
    resource_type: &str,
    incoming: &Incoming<'_>,
    fate: Fate,
) {
    if fate == Fate::Removed {
        add_removed(inventory, resource_type, incoming);
        return;
    }
    let values = &incoming.values;
    match resource_type {
        "aws_elasticache_replication_group"
        | "aws_elasticache_cluster"
        | "aws_elasticache_serverless_cache" => {
            inventory.caches.extend(cache(resource_type, incoming));
        }
        "aws_elasticache_subnet_group" => inventory
            .cache_subnet_groups
            .push(lower_case_id(incoming.with(&["name", "id"], elasticache::subnet_group(values)))),
        "aws_elasticache_parameter_group" => inventory.cache_parameter_groups.push(lower_case_id(
            incoming.with(&["name", "id"], elasticache::parameter_group(values)),
        )),
        "aws_elasticache_global_replication_group" => {
            inventory.global_replication_groups.push(incoming.with(
                &["global_replication_group_id", "id"],
                elasticache::global_replication_group(values),
            ))
        }
        "aws_elasticache_user" => inventory
            .users
            .push(lower_case_id(incoming.with(&["user_id", "id"], elasticache::user(values)))),
        "aws_elasticache_user_group" => inventory.user_groups.push(lower_case_id(
            incoming.with(&["user_group_id", "id"], elasticache::user_group(values)),
        )),
        "aws_elasticache_user_group_association" => inventory
            .user_group_associations
            .push(incoming.with(&["id"], elasticache::user_group_association(values))),
        "aws_cloudwatch_metric_alarm" => inventory
            .metric_alarms
            .push(incoming.with(&["alarm_name", "id"], alarm::metric_alarm(values))),
        "aws_cloudwatch_composite_alarm" => inventory
            .composite_alarms
            .push(incoming.with(&["alarm_name", "id"], alarm::composite_alarm(values))),
        "aws_cloudwatch_log_group" => {
            inventory.log_groups.push(incoming.with(&["name", "id"], alarm::log_group(values)))
        }
        "aws_sns_topic" => {
            inventory.topics.push(incoming.with(&["arn", "id"], alarm::topic(values)));
        }
        "aws_sns_topic_subscription" => inventory
            .topic_subscriptions
            .push(incoming.with(&["arn", "id"], alarm::topic_subscription(values))),
        "aws_secretsmanager_secret" => {
            inventory.secrets.push(incoming.with(&["arn", "id"], secret::secret(values)));
        }
        "aws_secretsmanager_secret_version" => {
            inventory.secret_versions.push(incoming.with(&["id"], secret::secret_version(values)))
        }
        "aws_ssm_parameter" => inventory
            .ssm_parameters
            .push(incoming.with(&["name", "id"], secret::ssm_parameter(values))),
        "aws_kms_key" => {
            let names = ["key_id", "id"];
            let is_looked_up = !incoming.shell.is_declared;
            inventory.kms_keys.push(incoming.with(&names, secret::kms_key(values, is_looked_up)));
        }
        "aws_kms_alias" => {
            inventory.kms_aliases.push(incoming.with(&["name", "id"], secret::kms_alias(values)))
        }
        "aws_backup_plan" => {
            inventory.backup_plans.push(incoming.with(&["id"], backup::plan(values)));
        }
        "aws_backup_selection" => {
            inventory.backup_selections.push(incoming.with(&["id"], backup::selection(values)));
        }
        "aws_backup_vault" => {
            inventory.backup_vaults.push(incoming.with(&["name", "id"], backup::vault(values)));
        }
        "aws_security_group" | "aws_default_security_group" => {
            inventory.security_groups.push(incoming.with(
                &["id"],
                security_group::group(values, resource_type, incoming.shell.is_declared),
            ))
        }
        "aws_security_group_rule"
        | "aws_vpc_security_group_ingress_rule"
        | "aws_vpc_security_group_egress_rule" => {
            let rules = security_group::standalone_rules(values, resource_type);
            let named = |rule| incoming.with(&["security_group_rule_id", "id"], rule);
            inventory.security_group_rules.extend(rules.into_iter().map(named));
        }
        _ => network::add(inventory, resource_type, incoming),
    }
}

/// Settles what one resource alone does not tell.
pub(super) fn settle(inventory: &mut Inventory) {
    settle_cluster_modes(inventory);
    security_group::settle_left_out_rules(inventory);
}

/// A cache that goes away is kept as it is now; of everything else that goes away nothing is kept.
fn add_removed(inventory: &mut Inventory, resource_type: &str, incoming: &Incoming<'_>) {
    inventory.removed_caches.extend(cache(resource_type, incoming));
}

fn cache(resource_type: &str, incoming: &Incoming<'_>) -> Option<Resource<Cache>> {
    let values = &incoming.values;
    let (names, cache) = match resource_type {
        "aws_elasticache_replication_group" => {
            (["replication_group_id", "id"], cache::replication_group(values))
        }
        "aws_elasticache_cluster" => (["cluster_id", "id"], cache::cluster(values)),
        "aws_elasticache_serverless_cache" => (["name", "id"], cache::serverless_cache(values)),
        _ => return None,
    };
    Some(lower_case_id(incoming.with(&names, cache)))
}

/// ElastiCache stores its ids and names in lower case.
fn lower_case_id<T>(mut resource: Resource<T>) -> Resource<T> {
    if let Attribute::Known(id) = &mut resource.id {
        id.make_ascii_lowercase();
    }
    resource
}

/// The type of the resource that a symbolic reference names: `aws_vpc` of `module.a.aws_vpc.main`.
fn symbol_type(reference: &Reference) -> Option<&str> {
    let Reference::Address(symbol) = reference else { return None };
    let steps = super::address::steps(&symbol.address);
    let names: Vec<&str> = steps
        .iter()
        .filter_map(|step| match step {
            super::address::Step::Name(name) => Some(*name),
            super::address::Step::Key(_) => None,
        })
        .collect();
    names.len().checked_sub(2).and_then(|at| names.get(at).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wanted_types_are_sorted_so_that_they_are_found() {
        assert!(TYPES.is_sorted());
        assert!(is_wanted(b"aws_vpc"));
        assert!(!is_wanted(b"aws_s3_bucket"));
    }

    #[test]
    fn a_symbol_tells_the_type_it_names() {
        let cases = [
            ("aws_vpc.main", "aws_vpc"),
            (r#"module.a["x.y"].data.aws_subnet.b[0]"#, "aws_subnet"),
        ];
        for (address, expected) in cases {
            assert_eq!(symbol_type(&Reference::address(address)), Some(expected));
        }
    }
}
