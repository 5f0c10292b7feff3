//! Where policy files come from: the table built into the binary, and policy directories.

use std::borrow::Cow;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::error::{PolicyError, Problem};

/// `(path, text)` of every Rego and YAML file below `policies/` when the binary was built, sorted.
const BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/policies.rs"));

/// How the paths of built-in files begin.
const BUILT_IN_ROOT: &str = "policies/";

/// The longest file that is read, as much as the Rego engine takes.
const MAX_FILE_BYTES: u64 = 1_048_576;

/// How deep folders may be nested; also what ends a walk around a circle of links.
const MAX_DEPTH: usize = 16;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PolicyFile {
    /// How messages name it.
    pub(crate) path: String,
    /// The folders between the root and the file.
    pub(crate) folders: Vec<String>,
    /// The file name without its extension.
    pub(crate) stem: String,
    /// What the file is by its place and name.
    pub(crate) kind: FileKind,
    /// What it holds.
    pub(crate) text: Cow<'static, str>,
}

/// What a file is by its place and name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// `<category>/<stem>.rego`.
    Policy,
    /// `…_test.rego`.
    Test,
    /// `lib/….rego`: helpers for policies.
    Library,
    /// `sets/<name>.yaml`.
    Set,
    /// `frameworks/<id>.yaml`.
    Framework,
    /// `data/<name>.yaml`: a table that policies read as `data.reference.<name>`.
    Reference,
}

impl PolicyFile {
    /// Classifies the file at `relative`, a path below its root with `/` between folders.
    fn new(path: String, relative: &str, text: Cow<'static, str>) -> Option<Self> {
        let (folders, name) = relative.rsplit_once('/').unwrap_or(("", relative));
        let (stem, extension) = name.rsplit_once('.')?;
        let kind = match (folders.split('/').next().unwrap_or_default(), extension) {
            (_, "rego") if stem.ends_with("_test") => FileKind::Test,
            ("lib", "rego") => FileKind::Library,
            (_, "rego") => FileKind::Policy,
            ("sets", "yaml") => FileKind::Set,
            ("frameworks", "yaml") => FileKind::Framework,
            ("data", "yaml") => FileKind::Reference,
            _ => return None,
        };
        let folders = folders.split('/').filter(|folder| !folder.is_empty());
        Some(Self {
            path,
            folders: folders.map(str::to_owned).collect(),
            stem: stem.to_owned(),
            kind,
            text,
        })
    }
}

/// Every built-in file.
pub(crate) fn built_in() -> impl Iterator<Item = PolicyFile> {
    BUILT_IN.iter().filter_map(|(path, text)| {
        let relative = path.strip_prefix(BUILT_IN_ROOT)?;
        PolicyFile::new((*path).to_owned(), relative, Cow::Borrowed(*text))
    })
}

/// Every policy file below `root`, sorted by path. Hidden files and folders are left out.
pub(crate) fn read_directory(root: &Path) -> Result<Vec<PolicyFile>, PolicyError> {
    let mut paths = Vec::new();
    walk(root, root, 0, &mut paths)?;
    paths.sort();
    let mut files = Vec::new();
    for relative in paths {
        let path = root.join(&relative);
        let name = path.display().to_string();
        let Some(mut file) = PolicyFile::new(name, &relative, Cow::Borrowed("")) else { continue };
        file.text = Cow::Owned(read(&path)?);
        files.push(file);
    }
    Ok(files)
}

fn walk(root: &Path, dir: &Path, depth: usize, paths: &mut Vec<String>) -> Result<(), PolicyError> {
    if depth > MAX_DEPTH {
        let message = format!("folders are nested more than {MAX_DEPTH} deep");
        let problem = Problem::with_file(&dir.display().to_string(), message);
        return Err(PolicyError::Invalid(vec![problem]));
    }
    let failed = |source| PolicyError::Read { path: dir.to_owned(), source };
    for entry in fs::read_dir(dir).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes()[0] == b'.');
        if is_hidden {
            continue;
        }
        let is_dir = fs::metadata(&path)
            .map_err(|source| PolicyError::Read { path: path.clone(), source })?
            .is_dir();
        if is_dir {
            walk(root, &path, depth + 1, paths)?;
        } else if let Some(relative) = relative(root, &path) {
            paths.push(relative);
        }
    }
    Ok(())
}

/// The path below `root`, with `/` between folders; none for a name that is not UTF-8.
fn relative(root: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> =
        path.strip_prefix(root).ok()?.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

/// Reads a file of bounded length, without a byte order mark.
fn read(path: &Path) -> Result<String, PolicyError> {
    let failed = |source| PolicyError::Read { path: PathBuf::from(path), source };
    let mut text = String::new();
    let file = fs::File::open(path).map_err(failed)?;
    file.take(MAX_FILE_BYTES + 1).read_to_string(&mut text).map_err(failed)?;
    if text.len() as u64 > MAX_FILE_BYTES {
        let message = format!("the file is longer than {MAX_FILE_BYTES} bytes");
        let problem = Problem::with_file(&path.display().to_string(), message);
        return Err(PolicyError::Invalid(vec![problem]));
    }
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(relative: &str) -> Option<FileKind> {
        PolicyFile::new(relative.to_owned(), relative, Cow::Borrowed("")).map(|file| file.kind)
    }

    #[test]
    fn place_and_name_say_what_a_file_is() {
        assert_eq!(kind("network/public_subnet.rego"), Some(FileKind::Policy));
        assert_eq!(kind("network/public_subnet_test.rego"), Some(FileKind::Test));
        assert_eq!(kind("lib/known.rego"), Some(FileKind::Library));
        assert_eq!(kind("lib/known_test.rego"), Some(FileKind::Test));
        assert_eq!(kind("sets/baseline.yaml"), Some(FileKind::Set));
        assert_eq!(kind("frameworks/pci.yaml"), Some(FileKind::Framework));
        assert_eq!(kind("data/engines.yaml"), Some(FileKind::Reference));
        assert_eq!(kind("notes.yaml"), None);
        assert_eq!(kind("README.md"), None);
    }

    #[test]
    fn a_directory_is_read_sorted_without_hidden_files_and_byte_order_marks() {
        let dir = tempfile::tempdir().expect("a directory");
        fs::create_dir_all(dir.path().join("b")).expect("a folder");
        fs::write(dir.path().join("b/two.rego"), "\u{feff}package two").expect("a file");
        fs::write(dir.path().join("a.rego"), "package a").expect("a file");
        fs::write(dir.path().join(".hidden.rego"), "package hidden").expect("a file");
        let files = read_directory(dir.path()).expect("reads");
        let read: Vec<_> = files.iter().map(|f| (f.stem.as_str(), f.text.as_ref())).collect();
        assert_eq!(read, [("a", "package a"), ("two", "package two")]);
        assert_eq!(files[1].folders, ["b"]);
    }

    #[test]
    fn a_file_longer_than_the_engine_takes_is_refused() {
        let dir = tempfile::tempdir().expect("a directory");
        let long = "#".repeat(1_048_577);
        fs::write(dir.path().join("long.rego"), long).expect("a file");
        let error = read_directory(dir.path()).expect_err("is too long");
        assert!(error.to_string().contains("longer than 1048576 bytes"), "{error}");
    }
}
