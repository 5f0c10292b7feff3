//! The files of an assembly that are uploaded, among them the templates of nested stacks.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::folder::Folder;
use super::manifest::{ASSETS, Artifact, read_json};
use crate::collect::CollectError;
use crate::collect::cloudformation::evaluated::{Evaluated, Value};

/// The files that an assembly uploads, by the hash that their names become.
#[derive(Debug, Clone, Default)]
pub(super) struct Assets {
    files: BTreeMap<String, PathBuf>,
}

#[derive(Deserialize)]
struct AssetManifest {
    #[serde(default)]
    files: BTreeMap<String, Asset>,
}

#[derive(Deserialize)]
struct Asset {
    source: AssetSource,
}

#[derive(Deserialize)]
struct AssetSource {
    /// None where a command makes the file.
    path: Option<String>,
}

impl Assets {
    /// Reads the asset manifests among `artifacts`. One that is not there lists nothing.
    pub(super) fn read(
        folder: &Folder,
        artifacts: &BTreeMap<String, Artifact>,
    ) -> Result<Self, CollectError> {
        let mut assets = Self::default();
        for artifact in artifacts.values().filter(|artifact| artifact.kind == ASSETS) {
            let file = artifact.text("file").and_then(|file| folder.file(file));
            let Some(file) = file.filter(|file| file.is_file()) else { continue };
            let manifest: AssetManifest = read_json(&file)?;
            for (hash, asset) in manifest.files {
                if let Some(path) = asset.source.path.and_then(|path| folder.file(&path)) {
                    assets.files.insert(hash, path);
                }
            }
        }
        Ok(assets)
    }

    /// The file whose hash stands in `url`, of which parts may be unknown.
    pub(super) fn of_url(&self, url: &Evaluated) -> Option<PathBuf> {
        match &url.value {
            Value::Text(text) => {
                let mut files = self.files.iter();
                files.find(|(hash, _)| text.contains(hash.as_str())).map(|(_, path)| path.clone())
            }
            Value::Joined(parts) => parts.iter().find_map(|part| self.of_url(part)),
            Value::Bool(_)
            | Value::Number(_)
            | Value::List(_)
            | Value::Map(_)
            | Value::NoValue
            | Value::Resource(_)
            | Value::Dynamic(_)
            | Value::Hidden { .. }
            | Value::OneOf(..)
            | Value::Unknown(_) => None,
        }
    }
}
