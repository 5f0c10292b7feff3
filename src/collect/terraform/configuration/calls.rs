//! Module calls: from the names in an address to the directories of the modules.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use super::module::Declaration;

/// Where `terraform init` notes the directories of modules.
const MANIFEST: &str = ".terraform/modules/modules.json";
/// Bytes of the largest manifest that is read.
const MAX_BYTES: u64 = 16 << 20;

/// The directories that `terraform init` noted, by the names of the calls: `a.b`.
#[derive(Default)]
pub(super) struct Manifest(BTreeMap<String, PathBuf>);

#[derive(Deserialize)]
struct Listed {
    #[serde(rename = "Modules")]
    modules: Vec<ListedModule>,
}

#[derive(Deserialize)]
struct ListedModule {
    #[serde(rename = "Key")]
    key: String,
    #[serde(rename = "Dir")]
    directory: PathBuf,
}

impl Manifest {
    /// Reads the manifest of a root module. Without one, or with one that is damaged, only local modules are found.
    pub(super) fn read(root: &Path) -> Self {
        let mut text = Vec::new();
        let path = root.join(MANIFEST);
        let is_read = path.is_file()
            && File::open(path)
                .is_ok_and(|file| file.take(MAX_BYTES).read_to_end(&mut text).is_ok());
        let listed = if is_read { serde_json::from_slice::<Listed>(&text).ok() } else { None };
        let modules = listed.into_iter().flat_map(|listed| listed.modules);
        Self(modules.map(|module| (module.key, normal(&root.join(module.directory)))).collect())
    }

    /// The directory of the module at `calls`, called by `call` from a module in `caller`.
    pub(super) fn directory(
        &self,
        calls: &[String],
        call: &[Declaration<'_>],
        caller: &Path,
    ) -> Option<PathBuf> {
        let sources = call.iter().flat_map(|one| one.member.value.members("source"));
        let source = sources.filter_map(|member| member.value.literal()).last();
        match source.filter(|source| source.starts_with("./") || source.starts_with("../")) {
            Some(local) => Some(normal(&caller.join(local))),
            None => self.0.get(&calls.join(".")).cloned(),
        }
    }
}

/// The path without `.` and `..`, as far as they can be taken away without asking the file system.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        let is_below = matches!(normal.components().next_back(), Some(Component::Normal(_)));
        match component {
            Component::CurDir => {}
            Component::ParentDir if is_below => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_relative_and_short() {
        for (path, expected) in [
            ("a/./modules/../b", "a/b"),
            ("./modules/cache", "modules/cache"),
            ("../shared/../x", "../x"),
            ("a/../../b", "../b"),
        ] {
            assert_eq!(normal(Path::new(path)), Path::new(expected), "{path}");
        }
    }
}
