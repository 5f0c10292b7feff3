//! The JSON Schemas that are published under `schemas/`, generated from the types that read and write the documents.

use schemars::{JsonSchema, Schema, generate::SchemaSettings};

use crate::config::ConfigFile;
use crate::model::Inventory;
use crate::report::json::JsonReportV1;

/// The schema of the JSON report.
pub fn report_v1() -> String {
    // What is written is described: an absent option is absent.
    text(
        &SchemaSettings::draft2020_12()
            .for_serialize()
            .into_generator()
            .into_root_schema_for::<JsonReportV1<'_>>(),
    )
}

/// The schema of `cache-audit.yaml`.
pub fn config() -> String {
    text(&accepted::<ConfigFile>())
}

/// The schema of a saved inventory.
pub fn inventory() -> String {
    text(&accepted::<Inventory>())
}

fn accepted<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>()
}

fn text(schema: &Schema) -> String {
    // Alternate Display is pretty-printed JSON; a schema always serializes.
    format!("{:#}\n", schema.as_value())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// Set `UPDATE_SCHEMAS=1` to write them anew.
    #[test]
    fn published_schemas_are_those_of_the_types() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
        for (name, schema) in [
            ("report-v1.schema.json", report_v1()),
            ("cache-audit.schema.json", config()),
            ("inventory.schema.json", inventory()),
        ] {
            let path = folder.join(name);
            if std::env::var_os("UPDATE_SCHEMAS").is_some() {
                std::fs::write(&path, &schema).expect("writes");
            }
            let published = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(published == schema, "schemas/{name} is out of date: set UPDATE_SCHEMAS=1");
        }
    }
}
