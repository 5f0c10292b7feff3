//! One file of a configuration: its text, and its tree once somebody asks for it.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::node::{Member, Value};
use super::{hcl, json};
use crate::model::{Gap, Origin};

/// Bytes of the largest file that is read. Terraform files are small; what is larger was generated or is something else.
const MAX_BYTES: u64 = 4 << 20;

/// A file of a module.
pub(super) struct SourceFile {
    path: PathBuf,
    text: String,
    tree: OnceCell<Result<Tree, usize>>,
}

impl SourceFile {
    /// Reads the file; a [`Gap`] says why that is not possible.
    pub(super) fn read(path: PathBuf) -> Result<Self, Gap> {
        match text(&path) {
            Ok(text) => Ok(Self { path, text, tree: OnceCell::new() }),
            Err(why) => Err(gap(path.display().to_string(), &why)),
        }
    }

    /// The words that it may declare: those that stand alone, while a reference has dots.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let words = self.text.split(move |c: char| !is_part(c));
        words.filter(|word| !word.is_empty() && !word.contains('.'))
    }

    /// The members at `names` below one another: `["resource", "aws_subnet", "a"]`.
    pub(super) fn find(&self, names: &[&str]) -> Vec<&Member> {
        let Ok(tree) = self.tree() else { return Vec::new() };
        let first = tree.index.get(&key(names)).into_iter().flatten();
        let members = first.filter_map(|at| tree.members.get(*at));
        names.iter().skip(1).fold(members.collect(), |found: Vec<&Member>, name| {
            let parts = found.into_iter().flat_map(Member::parts);
            parts.flat_map(|(_, value)| value.members(name)).collect()
        })
    }

    fn tree(&self) -> &Result<Tree, usize> {
        let is_json = self.path.extension().is_some_and(|extension| extension == "json");
        let parse = if is_json { json::parse } else { hcl::parse };
        self.tree.get_or_init(|| parse(&self.text).map(Tree::new))
    }

    /// What is wrong with the text, if somebody asked for what it says.
    pub(super) fn gap(&self) -> Option<Gap> {
        let Err(offset) = self.tree.get()? else { return None };
        let Origin { file, line, column } = self.place(*offset);
        let what = [Some(file), line.map(|line| line.to_string()), column.map(|c| c.to_string())];
        let what = what.into_iter().flatten().collect::<Vec<_>>().join(":");
        Some(gap(what, "is not valid Terraform syntax"))
    }

    /// The place of a byte.
    pub(super) fn place(&self, offset: usize) -> Origin {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let begin = before.rfind('\n').map_or(0, |at| at + 1);
        let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1;
        let column = before[begin..].chars().count() + 1;
        Origin {
            file: self.path.display().to_string(),
            line: u32::try_from(line).ok(),
            column: u32::try_from(column).ok(),
        }
    }
}

/// What a file declares. A large file has many blocks of the same kind, so they are found by their labels.
struct Tree {
    members: Vec<Member>,
    /// The members that lead to up to [`KEY_LENGTH`] names below one another.
    index: HashMap<String, Vec<usize>>,
}

/// How many names tell blocks apart: `resource`, the type and the name.
const KEY_LENGTH: usize = 3;

impl Tree {
    fn new(value: Value) -> Self {
        let members = if let Value::Object(members) = value { members } else { Vec::new() };
        let mut index: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, member) in members.iter().enumerate() {
            let mut keys = Vec::new();
            collect_keys(member, "", KEY_LENGTH, &mut keys);
            for key in keys {
                let found = index.entry(key).or_default();
                if found.last() != Some(&at) {
                    found.push(at);
                }
            }
        }
        Self { members, index }
    }
}

/// The keys of `member` and of what is below it, `depth` names long at most.
fn collect_keys(member: &Member, above: &str, depth: usize, keys: &mut Vec<String>) {
    let key = format!("{above}\0{}", member.name);
    if depth > 1 {
        for (_, value) in member.parts() {
            let Value::Object(below) = value else { continue };
            below.iter().for_each(|member| collect_keys(member, &key, depth - 1, keys));
        }
    }
    keys.push(key);
}

fn key(names: &[&str]) -> String {
    names.iter().take(KEY_LENGTH).flat_map(|name| ["\0", name]).collect()
}

/// What could not be used of the configuration. The audit is whole all the same.
fn gap(what: String, why: &str) -> Gap {
    let why = format!("{why}; findings on what it declares point at the plan or state instead");
    Gap { what, why, is_failure: false }
}

fn text(path: &Path) -> Result<String, String> {
    let unreadable = |error: io::Error| format!("could not be read: {error}");
    // A pipe would wait for a writer.
    if !path.metadata().map_err(unreadable)?.is_file() {
        return Err("is no file".to_owned());
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!("is larger than {} MiB", MAX_BYTES >> 20));
    }
    let text = String::from_utf8(bytes).map_err(|_| "is not UTF-8 text".to_owned())?;
    // A byte order mark is allowed and no part of the text; it takes no column either.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_a_file_may_declare() {
        let text = "resource \"aws_subnet\" a{\n id = local.x[0]\n y=\"${var.z}-b\"\n}".to_owned();
        let file = SourceFile { path: PathBuf::new(), text, tree: OnceCell::new() };
        let words: Vec<&str> = file.words().collect();
        assert_eq!(words, ["resource", "aws_subnet", "a", "id", "0", "y", "-b"]);
    }
}
