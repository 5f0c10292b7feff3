//! One file of a configuration: its text, and its tree once somebody asks for it.

use std::cell::OnceCell;
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
    tree: OnceCell<Result<Value, usize>>,
}

impl SourceFile {
    /// Reads the file; a [`Gap`] says why that is not possible.
    pub(super) fn read(path: PathBuf) -> Result<Self, Gap> {
        match text(&path) {
            Ok(text) => Ok(Self { path, text, tree: OnceCell::new() }),
            Err(why) => Err(gap(path.display().to_string(), &why)),
        }
    }

    /// The members at `names` below one another: `["resource", "aws_subnet", "a"]`. A file that cannot
    /// declare all of them is not parsed.
    pub(super) fn find(&self, names: &[&str]) -> Vec<&Member> {
        let is_mentioned = names.iter().all(|name| may_declare(&self.text, name));
        let tree = if is_mentioned { self.tree() } else { None };
        let (Some(tree), Some((first, rest))) = (tree, names.split_first()) else {
            return Vec::new();
        };
        let roots = tree.members(first).collect();
        rest.iter().fold(roots, |found: Vec<&Member>, name| {
            let parts = found.into_iter().flat_map(Member::parts);
            parts.flat_map(|(_, value)| value.members(name)).collect()
        })
    }

    fn tree(&self) -> Option<&Value> {
        let is_json = self.path.extension().is_some_and(|extension| extension == "json");
        let parse = if is_json { json::parse } else { hcl::parse };
        self.tree.get_or_init(|| parse(&self.text)).as_ref().ok()
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

/// Whether `name` stands in `text` as a declaration may: alone, while a reference has a dot before it.
fn may_declare(text: &str, name: &str) -> bool {
    let text = text.as_bytes();
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    memchr::memmem::find_iter(text, name).any(|at| {
        let before = at.checked_sub(1).and_then(|before| text.get(before));
        let after = text.get(at + name.len());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
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
    fn only_files_that_may_declare_a_name_are_parsed() {
        for (text, expected) in [
            ("resource \"aws_subnet\" \"a\" {", true),
            ("resource aws_subnet a{", true),
            ("a=1", true),
            ("{\"a\": 1}", true),
            ("id = aws_subnet.a.id", false),
            ("id = local.a", false),
            ("ab = a_b + a-b", false),
        ] {
            assert_eq!(may_declare(text, "a"), expected, "{text}");
        }
    }
}
