//! Where files are: as whoever looks at the repository names them, not as whoever ran the audit did.

use std::path::{Component, Path, PathBuf};

use super::display_file;
use crate::model::Origin;

/// The two directories that file names go by.
#[derive(Debug, Clone, Copy)]
pub struct Roots<'a> {
    /// The directory that the inputs were named from.
    pub working: &'a Path,
    /// The directory that reports name files from: the root of the repository.
    pub source: &'a Path,
}

impl Roots<'_> {
    /// The parts of the path of `file`: from the source root where it lies in it, from the top of the file system
    /// otherwise. Without `.`, `..` and drives; empty for standard input and live accounts, which are no files.
    pub(super) fn segments(&self, file: &str) -> Vec<String> {
        if file == "-" || file.starts_with(Origin::LIVE) {
            return Vec::new();
        }
        let path = normal(&self.working.join(file));
        let inside = path.strip_prefix(normal(self.source)).unwrap_or(&path);
        let segments = inside.components().filter_map(|component| match component {
            Component::Normal(segment) => Some(segment.to_string_lossy().into_owned()),
            _ => None,
        });
        segments.collect()
    }

    /// `modules/cache/main.tf:12:7`, with the numbers that are known.
    pub(super) fn line_of(&self, place: &Origin) -> String {
        let segments = self.segments(&place.file);
        let file = match segments.is_empty() {
            true => display_file(&place.file).to_owned(),
            false => segments.join("/"),
        };
        with_numbers(&file, place)
    }
}

/// `file` with line and column of `place`, as editors and terminals understand it.
pub(super) fn with_numbers(file: &str, place: &Origin) -> String {
    let numbers = [place.line, place.column].into_iter().flatten();
    let numbers: String = numbers.map(|number| format!(":{number}")).collect();
    format!("{file}{numbers}")
}

/// The path without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            _ => normal.push(component),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_from_the_source_root() {
        let roots = Roots { working: Path::new("/repo/infra"), source: Path::new("/repo") };
        let cases = [
            ("main.tf", "infra/main.tf"),
            ("./plans/a b.json", "infra/plans/a b.json"),
            ("../tfplan.json", "tfplan.json"),
            ("/repo/plans/tfplan.json", "plans/tfplan.json"),
            ("/repo/../repo/a.json", "a.json"),
            ("/elsewhere/tfplan.json", "elsewhere/tfplan.json"),
            ("../../outside.json", "outside.json"),
            ("../../../../outside.json", "outside.json"),
            ("-", "standard input"),
            ("aws://123456789012/eu-west-1", "123456789012/eu-west-1"),
            ("..", ".."),
        ];
        for (file, expected) in cases {
            let place = Origin { file: file.to_owned(), line: None, column: None };
            assert_eq!(roots.line_of(&place), expected, "{file}");
        }
    }

    #[test]
    fn lines_and_columns_follow_the_file() {
        let roots = Roots { working: Path::new("/repo"), source: Path::new("/repo") };
        let place = |line, column| Origin { file: "main.tf".to_owned(), line, column };
        assert_eq!(roots.line_of(&place(Some(12), None)), "main.tf:12");
        assert_eq!(roots.line_of(&place(Some(12), Some(7))), "main.tf:12:7");
    }
}
