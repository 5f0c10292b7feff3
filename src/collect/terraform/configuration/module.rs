//! One module: the files of its directory, and what they declare.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use super::file::SourceFile;
use super::node::Member;
use crate::model::{Gap, Origin};

/// How many files of one directory are read.
const MAX_FILES: usize = 20_000;

/// A directory of Terraform files.
#[derive(Default)]
pub(super) struct Module {
    /// In the order that Terraform reads them: override files last.
    files: Vec<SourceFile>,
    /// The files that may declare a word, so that the others need not be parsed.
    mentions: HashMap<String, BTreeSet<usize>>,
    /// Files with values for variables, the one that counts most last.
    values: Vec<SourceFile>,
    gaps: Vec<Gap>,
}

/// Something that a file declares.
#[derive(Clone, Copy)]
pub(super) struct Declaration<'m> {
    pub(super) file: &'m SourceFile,
    pub(super) member: &'m Member,
}

impl Declaration<'_> {
    /// Where it begins.
    pub(super) fn place(&self) -> Origin {
        self.file.place(self.member.offset)
    }
}

impl Module {
    /// Reads the files of a directory. One that cannot be read is a module without files.
    pub(super) fn read(directory: &Path) -> Self {
        let mut names = file_names(directory);
        let mut module = Self::default();
        if names.len() > MAX_FILES {
            names.truncate(MAX_FILES);
            let why = format!("has more than {MAX_FILES} files; those after them are not read");
            let what = directory.display().to_string();
            module.gaps.push(Gap { what, why, is_failure: false });
        }
        let configuration = names.iter().filter(|name| stem(name).is_some());
        let (overrides, plain): (Vec<_>, Vec<_>) =
            configuration.partition(|name| is_override(name));
        let mut read = |names: Vec<&String>| {
            let files = names.into_iter().map(|name| SourceFile::read(directory.join(name)));
            let files = files.filter_map(|file| file.map_err(|gap| module.gaps.push(gap)).ok());
            files.collect::<Vec<_>>()
        };
        module.files = read(plain.into_iter().chain(overrides).collect());
        module.values = read(value_files(&names));
        module.mentions = mentions(&module.files);
        module
    }

    /// Whether there is anything.
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.gaps.is_empty()
    }

    /// What is declared at `names` below one another. Later ones override what earlier ones say.
    pub(super) fn find(&self, names: &[&str]) -> Vec<Declaration<'_>> {
        let mentions: Option<Vec<_>> = names.iter().map(|name| self.mentions.get(*name)).collect();
        let mut mentions = mentions.unwrap_or_default();
        mentions.sort_by_key(|files| files.len());
        let Some((rarest, others)) = mentions.split_first() else { return Vec::new() };
        let files = rarest.iter().filter(|file| others.iter().all(|files| files.contains(file)));
        declarations(files.filter_map(|file| self.files.get(*file)), names)
    }

    /// Where a variable of the root module gets its value.
    pub(super) fn value_of(&self, variable: &str) -> Option<Declaration<'_>> {
        declarations(self.values.iter(), &[variable]).pop()
    }

    /// What could not be read.
    pub(super) fn gaps(&self) -> Vec<Gap> {
        let files = self.files.iter().chain(&self.values);
        self.gaps.iter().cloned().chain(files.filter_map(SourceFile::gap)).collect()
    }
}

fn mentions(files: &[SourceFile]) -> HashMap<String, BTreeSet<usize>> {
    let mut mentions: HashMap<String, BTreeSet<usize>> = HashMap::new();
    for (at, file) in files.iter().enumerate() {
        for word in file.words() {
            match mentions.get_mut(word) {
                Some(files) => {
                    files.insert(at);
                }
                None => {
                    mentions.insert(word.to_owned(), BTreeSet::from([at]));
                }
            }
        }
    }
    mentions
}

fn declarations<'m>(
    files: impl Iterator<Item = &'m SourceFile>,
    names: &[&str],
) -> Vec<Declaration<'m>> {
    let found = |file: &'m SourceFile| {
        file.find(names).into_iter().map(move |member| Declaration { file, member })
    };
    files.flat_map(found).collect()
}

/// Whether a directory holds Terraform files.
pub(super) fn has_files(directory: &Path) -> bool {
    file_names(directory).iter().any(|name| stem(name).is_some())
}

/// The names of the files in a directory that may matter, sorted.
fn file_names(directory: &Path) -> Vec<String> {
    let here = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    let entries = fs::read_dir(here).into_iter().flatten().filter_map(Result::ok);
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| is_wanted(name)).collect();
    names.sort();
    names
}

/// Editors keep copies beside the files; Terraform does not read them either.
fn is_wanted(name: &str) -> bool {
    let is_value_file = name.ends_with(".tfvars") || name.ends_with(".tfvars.json");
    (stem(name).is_some() || is_value_file) && !name.starts_with(['.', '#'])
}

/// The name of a configuration file without its ending.
fn stem(name: &str) -> Option<&str> {
    name.strip_suffix(".tf").or_else(|| name.strip_suffix(".tf.json"))
}

fn is_override(name: &str) -> bool {
    stem(name).is_some_and(|stem| stem == "override" || stem.ends_with("_override"))
}

/// The files that Terraform takes values from without being told, the one that counts most last.
fn value_files(names: &[String]) -> Vec<&String> {
    let always = ["terraform.tfvars", "terraform.tfvars.json"];
    let fixed = always.iter().flat_map(|name| names.iter().filter(move |found| found == name));
    let automatic = names
        .iter()
        .filter(|name| name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json"));
    fixed.chain(automatic).collect()
}
