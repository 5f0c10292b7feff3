//! The folder of an assembly, and the files in it that its manifest names.

use std::path::{Component, Path, PathBuf};

/// The folder of one assembly, which may be nested in another's.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    path: PathBuf,
    /// The outermost assembly's folder. Nothing outside of it is read, whatever a manifest names.
    root: PathBuf,
}

impl Folder {
    /// The folder that `path` is, or that the `manifest.json` at `path` is in.
    pub(super) fn open(path: &Path) -> Self {
        let path = match path.file_name() {
            Some(name) if name == "manifest.json" => path.parent().unwrap_or(Path::new("")),
            _ => path,
        };
        let path = normalized(path);
        let mut root = path.clone();
        while let Some(outer) = root.parent().filter(|outer| is_assembly(outer)) {
            root = outer.to_owned();
        }
        Self { path, root }
    }

    /// The folder's path.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The path of the outermost assembly's folder.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The path of its manifest.
    pub(super) fn manifest(&self) -> PathBuf {
        self.path.join("manifest.json")
    }

    /// The path of the file that `name` names; none where that leads outside of the assembly.
    pub(super) fn file(&self, name: &str) -> Option<PathBuf> {
        let path = normalized(&self.path.join(name));
        let inside = path.strip_prefix(&self.root).ok()?;
        let first = inside.components().next();
        matches!(first, Some(Component::Normal(_))).then_some(path)
    }

    /// The folder `name` of a nested assembly.
    pub(super) fn nested(&self, name: &str) -> Option<Self> {
        Some(Self { path: self.file(name)?, root: self.root.clone() })
    }
}

fn is_assembly(folder: &Path) -> bool {
    folder.join("manifest.json").is_file() && folder.join("cdk.out").is_file()
}

/// `path` with `.` and `..` resolved as far as its own text allows.
pub(super) fn normalized(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(plain.components().next_back(), Some(Component::Normal(_))) =>
            {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_reads_no_file_outside_of_its_assembly() {
        let cases = [
            ("app/cdk.out", "A.template.json", Some("app/cdk.out/A.template.json")),
            ("app/cdk.out", "./x/../A.json", Some("app/cdk.out/A.json")),
            ("app/cdk.out", "../secrets.json", None),
            ("app/cdk.out", "a/../../../etc/passwd", None),
            ("app/cdk.out", "/etc/passwd", None),
            ("app/cdk.out", "", None),
            (".", "A.json", Some("A.json")),
            (".", "../A.json", None),
            ("../cdk.out", "A.json", Some("../cdk.out/A.json")),
            ("../cdk.out", "../../A.json", None),
        ];
        for (folder, name, expected) in cases {
            let found = Folder::open(Path::new(folder)).file(name);
            assert_eq!(found.as_deref(), expected.map(Path::new), "{name} in {folder}");
        }
    }

    #[test]
    fn a_nested_assembly_may_name_files_of_the_one_around_it() {
        let outer = Folder::open(Path::new("app/cdk.out"));
        let nested = outer.nested("assembly-Production").expect("is inside");
        assert_eq!(
            nested.file("../asset.0/index.js").as_deref(),
            Some(Path::new("app/cdk.out/asset.0/index.js"))
        );
        assert_eq!(nested.file("../../index.js"), None);
    }

    #[test]
    fn a_nested_assembly_named_alone_still_belongs_to_the_one_around_it() {
        let path = Path::new("fixtures/air-discovery/production/cdk.out/assembly-Production");
        let folder = Folder::open(&path.join("manifest.json"));
        assert_eq!(folder.path(), path);
        assert_eq!(folder.root(), Path::new("fixtures/air-discovery/production/cdk.out"));
    }
}
