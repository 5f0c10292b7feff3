//! Which lists of resources an inventory has.

/// Calls the macro `$with` with the name of every list of resources; what the change removes is no such list.
macro_rules! resource_lists {
    ($with:ident) => {
        $with!(
            caches,
            cache_subnet_groups,
            cache_parameter_groups,
            global_replication_groups,
            snapshots,
            update_actions,
            users,
            user_groups,
            user_group_associations,
            vpcs,
            vpc_cidr_block_associations,
            subnets,
            route_tables,
            routes,
            route_table_associations,
            main_route_table_associations,
            security_groups,
            security_group_rules,
            prefix_lists,
            prefix_list_entries,
            vpc_peering_connections,
            vpc_peering_connection_accepters,
            network_acls,
            network_acl_entries,
            metric_alarms,
            composite_alarms,
            topics,
            topic_subscriptions,
            log_groups,
            secrets,
            secret_versions,
            ssm_parameters,
            kms_keys,
            kms_aliases,
            backup_plans,
            backup_selections,
            backup_vaults,
            ecs_services,
            ecs_task_definitions,
            file_systems,
            mount_targets,
            discovery_services,
            discovery_namespaces,
        )
    };
}

pub(super) use resource_lists;
