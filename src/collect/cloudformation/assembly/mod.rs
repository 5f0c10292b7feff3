//! CDK cloud assemblies: what `cdk synth` leaves in `cdk.out`.
//!
//! A folder enters, stacks leave in the order in which they are deployed: each with its template's file, environment,
//! tags, and the construct and source line behind every logical id. Templates themselves are read and evaluated elsewhere.
//!
//! <https://github.com/aws/aws-cdk/blob/main/design/cloud-assembly.md>

mod app;
mod assets;
mod constructs;
mod folder;
mod frame;
pub(crate) mod lookups;
mod manifest;
mod noise;
mod order;
mod stack;
pub(crate) mod templates;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use self::app::App;
use self::assets::Assets;
use self::folder::Folder;
use self::lookups::Lookups;
use self::manifest::{Artifact, Manifest};
use self::stack::AssemblyStack;
use crate::collect::CollectError;
use crate::model::Gap;

/// The newest major version of the format that was seen to be read right.
const NEWEST_TESTED: u32 = 55;

/// A cloud assembly with all that are nested in it.
#[derive(Debug)]
pub(crate) struct Assembly {
    /// Every stack, after those that it depends on.
    pub(crate) stacks: Vec<AssemblyStack>,
    /// What the assembly leaves open.
    pub(crate) gaps: Vec<Gap>,
    /// The version of the format: `55.0.0`.
    pub(crate) version: String,
}

impl Assembly {
    /// Reads the assembly at `path`: its folder, or the `manifest.json` in it.
    pub(crate) fn read(path: &Path) -> Result<Self, CollectError> {
        let folder = Folder::open(path);
        let mut reader = Reader {
            app: App::around(folder.root()),
            seen: BTreeSet::new(),
            stacks: Vec::new(),
            gaps: Vec::new(),
        };
        let version = reader.read(&folder)?;
        reader.check_version(&version, &folder.manifest());
        reader.gaps.sort();
        reader.gaps.dedup();
        Ok(Self { stacks: reader.stacks, gaps: reader.gaps, version })
    }
}

/// What reading an assembly gathers on its way through those nested in it.
struct Reader {
    app: App,
    seen: BTreeSet<PathBuf>,
    stacks: Vec<AssemblyStack>,
    gaps: Vec<Gap>,
}

impl Reader {
    /// Reads one assembly and what is nested in it; gives its version.
    fn read(&mut self, folder: &Folder) -> Result<String, CollectError> {
        let file = folder.manifest();
        if !self.seen.insert(folder.path().to_owned()) {
            return Err(manifest::broken(&file, "is the manifest of an assembly nested in itself"));
        }
        let manifest = Manifest::read(&file)?;
        let lookups = Lookups::missing(&manifest.missing);
        // The assembly around another repeats what that one misses.
        if manifest.artifacts.values().any(|artifact| artifact.kind == manifest::STACK) {
            self.note_lookups(&lookups, &file);
        }
        let assets = Assets::read(folder, &manifest.artifacts)?;
        for id in order::by_dependencies(&manifest.artifacts) {
            let artifact = &manifest.artifacts[id];
            match artifact.kind.as_str() {
                manifest::STACK => {
                    let reading = stack::Reading { folder, assets: &assets, lookups: &lookups };
                    let stack = reading.read(id, artifact, &mut self.app, &mut self.gaps)?;
                    self.stacks.push(stack);
                }
                manifest::ASSEMBLY => self.read_nested(folder, id, artifact)?,
                _ => {}
            }
        }
        Ok(manifest.version)
    }

    fn read_nested(
        &mut self,
        folder: &Folder,
        id: &str,
        artifact: &Artifact,
    ) -> Result<(), CollectError> {
        let nested = artifact.text("directoryName").and_then(|name| folder.nested(name));
        let Some(nested) = nested else {
            let what = format!("names no folder of its own for the nested assembly {id}");
            return Err(manifest::broken(&folder.manifest(), &what));
        };
        self.read(&nested)?;
        Ok(())
    }

    /// The format only grows, so a newer one is read, and said to be newer.
    fn check_version(&mut self, version: &str, file: &Path) {
        let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok());
        let why = match major {
            Some(major) if major <= NEWEST_TESTED => return,
            Some(major) => format!(
                "the assembly's format has version {major}, newer than {NEWEST_TESTED}, the newest that was tested; \
                 what it has new is not read"
            ),
            None => "the assembly's format has a version that is no number".to_owned(),
        };
        self.gaps.push(Gap { what: file.display().to_string(), why, is_failure: false });
    }

    fn note_lookups(&mut self, lookups: &Lookups, file: &Path) {
        let Some(providers) = lookups.providers() else { return };
        self.gaps.push(Gap {
            what: file.display().to_string(),
            why: format!(
                "context was never looked up ({providers}), so the values that came of it are unknown; run cdk synth \
                 with access to the account"
            ),
            is_failure: false,
        });
    }
}
