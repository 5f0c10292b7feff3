//! The JSON files of an assembly, as far as they are read.
//!
//! Messages name keys and artifacts, never values: a template's secrets are found in these files as well.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;

use crate::collect::CollectError;

/// The type of an artifact that is a stack.
pub(super) const STACK: &str = "aws:cloudformation:stack";
/// The type of an artifact that is a nested assembly: a `Stage`.
pub(super) const ASSEMBLY: &str = "cdk:cloud-assembly";
/// The type of an artifact that lists assets.
pub(super) const ASSETS: &str = "cdk:asset-manifest";

/// `manifest.json`.
#[derive(Debug, Deserialize)]
pub(super) struct Manifest {
    pub(super) version: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) artifacts: BTreeMap<String, Artifact>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) missing: Vec<Missing>,
}

/// One artifact: a stack, a nested assembly, a list of assets, ….
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Artifact {
    #[serde(rename = "type")]
    pub(super) kind: String,
    /// `aws://ACCOUNT/REGION`.
    pub(super) environment: Option<String>,
    /// What they are depends on the type.
    #[serde(default)]
    pub(super) properties: Value,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) dependencies: Vec<String>,
    /// The construct path of the stack.
    pub(super) display_name: Option<String>,
    /// Metadata of constructs, where older versions keep it.
    #[serde(default, deserialize_with = "or_default")]
    pub(super) metadata: Metadata,
    /// The file of the same, where newer versions keep it.
    pub(super) additional_metadata_file: Option<String>,
}

impl Artifact {
    /// The text of a property.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.properties.get(name)?.as_str()
    }

    /// The texts of a property that is an object.
    pub(super) fn texts(&self, name: &str) -> BTreeMap<String, String> {
        let entries = self.properties.get(name).and_then(Value::as_object).into_iter().flatten();
        entries.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
    }
}

/// A context value that was not to be had while the app ran.
#[derive(Debug, Deserialize)]
pub(super) struct Missing {
    /// Who looks it up: `vpc-provider`, `ssm`, ….
    pub(super) provider: String,
    /// What was asked, and in newer versions what the app was given instead.
    #[serde(default)]
    pub(super) props: Value,
}

/// What is noted of constructs, by path: `/Stack/Redis/Resource`.
pub(super) type Metadata = BTreeMap<String, Vec<Note>>;

/// One note.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Note {
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) data: Value,
    /// Where it was noted; told with `--debug` only.
    #[serde(default, deserialize_with = "or_default")]
    pub(super) trace: Vec<String>,
}

/// `null` is written where nothing is.
fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

impl Manifest {
    /// Reads the manifest at `path`.
    pub(super) fn read(path: &Path) -> Result<Self, CollectError> {
        read_json(path)
    }
}

/// Reads a JSON file of an assembly.
pub(super) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, CollectError> {
    let file = path.display().to_string();
    let text =
        fs::read(path).map_err(|source| CollectError::Read { file: file.clone(), source })?;
    serde_json::from_slice(&text).map_err(|error| {
        let (line, column) = (error.line() as u64, error.column() as u64);
        match error.classify() {
            Category::Eof => CollectError::Truncated { file, line, column },
            _ => CollectError::Malformed { file, line, column, message: message(&error) },
        }
    })
}

/// What serde_json expected, without what it found.
fn message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
    match (error.classify(), text.rsplit_once(", expected ")) {
        (Category::Data, Some((_, expected))) => format!("expected {expected}"),
        (Category::Data, None) if !text.starts_with("missing field ") => {
            "expected what a CDK assembly holds here".to_owned()
        }
        _ => text.to_owned(),
    }
}

/// A file that is an assembly's, and not as it should be.
pub(super) fn broken(file: &Path, what: &str) -> CollectError {
    CollectError::WrongKind {
        file: file.display().to_string(),
        looks_like: what.to_owned(),
        help: "make the assembly again: cdk synth".to_owned(),
    }
}
