//! Terraform and OpenTofu: plans, states and state files.
//!
//! JSON text enters and is pruned while it is read ([`prune`]); [`document`] gives the rest its shape, [`references`]
//! follows what refers to what, [`values`] tells known from unset from unknown, [`mapping`] leaves model resources.

mod address;
pub mod configuration;
mod document;
mod mapping;
mod plan;
mod providers;
mod prune;
mod references;
mod state;
mod values;
mod withdrawn;

use std::io::Read;

use serde::Deserialize;

use self::document::{Document, StateFile};
use self::prune::{PruneError, Pruned, Rules};
use super::CollectError;
use crate::model::{Inventory, SourceKind};

/// What to leave out of any JSON document while it is read: parts that nobody reads, and resources that no cache relates
/// to.
const RULES: Rules = Rules {
    kept_keys: &[
        // Plans and states as `terraform show -json` prints them.
        b"format_version",
        b"terraform_version",
        b"variables",
        b"resource_changes",
        b"deferred_changes",
        b"prior_state",
        b"configuration",
        b"values",
        b"complete",
        b"errored",
        // State files.
        b"version",
        b"resources",
        // Saved inventories.
        b"cache_audit_inventory",
        b"sources",
        b"gaps",
        b"accounts",
        b"caches",
        b"removed_caches",
        b"cache_subnet_groups",
        b"cache_parameter_groups",
        b"global_replication_groups",
        b"snapshots",
        b"update_actions",
        b"unlisted",
        b"users",
        b"user_groups",
        b"user_group_associations",
        b"vpcs",
        b"vpc_cidr_block_associations",
        b"subnets",
        b"route_tables",
        b"routes",
        b"route_table_associations",
        b"main_route_table_associations",
        b"security_groups",
        b"security_group_rules",
        b"prefix_lists",
        b"prefix_list_entries",
        b"vpc_peering_connections",
        b"vpc_peering_connection_accepters",
        b"network_acls",
        b"network_acl_entries",
        b"metric_alarms",
        b"composite_alarms",
        b"topics",
        b"topic_subscriptions",
        b"log_groups",
        b"secrets",
        b"secret_versions",
        b"ssm_parameters",
        b"kms_keys",
        b"kms_aliases",
        b"backup_plans",
        b"backup_selections",
        b"backup_vaults",
        b"ecs_services",
        b"ecs_task_definitions",
        b"file_systems",
        b"mount_targets",
        b"discovery_services",
        b"discovery_namespaces",
        b"waivers",
        b"alternatives",
    ],
    resource_arrays: &[b"resource_changes", b"resources"],
    is_wanted: mapping::is_wanted,
};

/// The keys with which such a document may begin besides those that are read.
const OTHER_KEYS: [&str; 13] = [
    "action_invocations",
    "applyable",
    "check_results",
    "checks",
    "deferred_action_invocations",
    "lineage",
    "output_changes",
    "outputs",
    "planned_values",
    "relevant_attributes",
    "resource_drift",
    "serial",
    "timestamp",
];

/// Whether plans, states, state files or saved inventories have `key` at their top.
pub(super) fn is_top_level_key(key: &str) -> bool {
    RULES.kept_keys.contains(&key.as_bytes()) || OTHER_KEYS.contains(&key)
}

/// JSON text that was read, with what nobody asked for left out.
pub(super) struct Text {
    pruned: Pruned,
}

/// Reads JSON text from a stream.
pub(super) fn read(input: &mut (dyn Read + Send), file: &str) -> Result<Text, CollectError> {
    match prune::prune(input, RULES) {
        Ok(pruned) => Ok(Text { pruned }),
        Err(PruneError::Io(source)) => Err(CollectError::Read { file: file.to_owned(), source }),
        Err(PruneError::Truncated(position)) => Err(CollectError::Truncated {
            file: file.to_owned(),
            line: position.line,
            column: position.column,
        }),
        Err(PruneError::Malformed { message, position }) => Err(CollectError::Malformed {
            file: file.to_owned(),
            line: position.line,
            column: position.column,
            message: message.to_owned(),
        }),
    }
}

impl Text {
    /// The keys at the top of the document.
    pub(super) fn keys(&self) -> &[String] {
        &self.pruned.keys
    }

    /// Parses the text as `T`; errors name the place in the file.
    pub(super) fn parse<'t, T: Deserialize<'t>>(&'t self, file: &str) -> Result<T, CollectError> {
        serde_json::from_slice(&self.pruned.text).map_err(|error| {
            let place = self.pruned.position(error.line(), error.column());
            let message = error.to_string();
            // serde_json ends its message with its own idea of the place.
            let message =
                message.rsplit_once(" at line ").map_or(message.as_str(), |(text, _)| text);
            CollectError::Malformed {
                file: file.to_owned(),
                line: place.line,
                column: place.column,
                message: without_value(message),
            }
        })
    }
}

/// `message` without the text that serde_json found and quotes: it may be a secret.
fn without_value(message: &str) -> String {
    match (message.find(" \""), message.rfind("\", expected")) {
        (Some(start), Some(end)) if start < end => {
            format!("{}{}", &message[..start], &message[end + 1..])
        }
        _ => message.to_owned(),
    }
}

/// Reads a plan or a state as `terraform show -json` prints it.
pub(super) fn show_json(
    text: &Text,
    kind: SourceKind,
    file: &str,
) -> Result<Inventory, CollectError> {
    let document: Document<'_> = text.parse(file)?;
    check_format_version(document.format_version.as_deref(), file)?;
    let mut inventory = match kind {
        SourceKind::TerraformState => state::shown_state(&document, file)?,
        _ => plan::plan(document, file)?,
    };
    mapping::settle(&mut inventory);
    Ok(inventory)
}

/// Reads a state file, version 4.
pub(super) fn state_file(text: &Text, file: &str) -> Result<Inventory, CollectError> {
    let document: StateFile<'_> = text.parse(file)?;
    // Older versions keep resources elsewhere: read as this one, they would look empty.
    if document.version != 4 {
        return Err(CollectError::UnsupportedVersion {
            file: file.to_owned(),
            what: "Terraform state version".to_owned(),
            // Text stays out of the message: in a damaged file it may be a secret.
            found: document
                .version
                .as_u64()
                .map_or_else(|| "no number".to_owned(), |version| version.to_string()),
            supported: "version 4, which Terraform 0.12 and newer write,".to_owned(),
        });
    }
    let mut inventory = state::state_file(&document, file)?;
    mapping::settle(&mut inventory);
    Ok(inventory)
}

/// The format is stable within a major version; 0.1 and 0.2, which Terraform 0.12 to 1.0 wrote, differ in nothing read here.
fn check_format_version(version: Option<&str>, file: &str) -> Result<(), CollectError> {
    let version = version.unwrap_or_default();
    match version.split('.').next() {
        Some("0" | "1") => Ok(()),
        _ => Err(CollectError::UnsupportedVersion {
            file: file.to_owned(),
            what: "Terraform JSON format_version".to_owned(),
            found: version.to_owned(),
            supported: "0.1 to 1.x".to_owned(),
        }),
    }
}

/// `Terraform 1.11.4`.
fn written_by(version: Option<&str>) -> Option<String> {
    version.map(|version| format!("Terraform {version}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_an_inventory_is_kept() {
        // Of an inventory itself, what is empty may be missing.
        let schema = schemars::schema_for!(Inventory);
        let parts = schema.as_value()["properties"].as_object().expect("is an object");
        assert!(parts.len() > 30);
        for key in parts.keys() {
            assert!(RULES.kept_keys.contains(&key.as_bytes()), "{key} would be left out");
        }
    }
}
