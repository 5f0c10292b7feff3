//! The CDK app that made an assembly: which of its files a creation stack means.
//!
//! Creation stacks hold the paths of the machine that ran the app, which is seldom the one that audits.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The app's folder, which holds `cdk.out`.
#[derive(Debug)]
pub(super) struct App {
    /// The folder as the user named it; empty where the current one is meant.
    folder: PathBuf,
    /// The same as absolute paths: as they are written, and with symbolic links followed.
    absolute: Vec<PathBuf>,
    /// Names found before.
    known: BTreeMap<String, String>,
}

impl App {
    /// The app around the assembly in `cdk_out`.
    pub(super) fn around(cdk_out: &Path) -> Self {
        let folder = match cdk_out.file_name() {
            Some(_) => cdk_out.parent().unwrap_or(Path::new("")).to_owned(),
            None => cdk_out.join(".."),
        };
        let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder.as_path() };
        let written = std::path::absolute(here).map(|path| super::folder::normalized(&path));
        let absolute = [written, here.canonicalize()].into_iter().flatten().collect();
        Self { folder, absolute, known: BTreeMap::new() }
    }

    /// What origins call the file that a frame calls `told`: its path from where the user is. Where the app was built in
    /// another place, the file here that ends like it; where there is none, `told` itself.
    pub(super) fn name(&mut self, told: &str) -> String {
        if let Some(known) = self.known.get(told) {
            return known.clone();
        }
        let name =
            self.find(told).map_or_else(|| told.to_owned(), |path| path.display().to_string());
        self.known.insert(told.to_owned(), name.clone());
        name
    }

    fn find(&self, told: &str) -> Option<PathBuf> {
        let path = Path::new(told);
        let inside = self.absolute.iter().find_map(|folder| path.strip_prefix(folder).ok());
        if let Some(inside) = inside {
            return Some(self.folder.join(inside));
        }
        let parts: Vec<&str> =
            told.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".").collect();
        if parts.contains(&"..") {
            return None;
        }
        // Above the app a file's name alone says too little.
        let mut folders = self.folder.ancestors();
        let own = folders.next().and_then(|folder| ending_like(folder, &parts, 1));
        own.or_else(|| folders.find_map(|folder| ending_like(folder, &parts, 2)))
    }
}

/// The file below `folder` whose path ends like `parts`, in as many of them as can be and at least `least`.
fn ending_like(folder: &Path, parts: &[&str], least: usize) -> Option<PathBuf> {
    let starts = 0..(parts.len() + 1).saturating_sub(least);
    starts
        .map(|start| folder.join(parts[start..].iter().collect::<PathBuf>()))
        .find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn app(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("makes a folder");
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().expect("has a folder")).expect("makes folders");
            fs::write(path, "").expect("writes");
        }
        folder
    }

    #[test]
    fn a_file_of_the_app_is_named_from_where_the_user_is() {
        let here = std::env::current_dir().expect("is somewhere");
        let cases = [
            ("infra/cdk.out", "infra/lib/x.ts", "infra/lib/x.ts"),
            ("cdk.out", "lib/x.ts", "lib/x.ts"),
        ];
        for (cdk_out, file, expected) in cases {
            let mut app = App::around(Path::new(cdk_out));
            assert_eq!(app.name(&here.join(file).display().to_string()), expected);
        }
    }

    #[test]
    fn an_app_built_elsewhere_is_found_by_the_longest_ending() {
        let folder = app(&["infra/lib/x.ts", "infra/infra/lib/x.ts", "infra/x.ts"]);
        let mut app = App::around(&folder.path().join("infra/cdk.out"));
        let expected = |file: &str| folder.path().join("infra").join(file).display().to_string();
        assert_eq!(app.name("/build/infra/lib/x.ts"), expected("infra/lib/x.ts"));
        assert_eq!(app.name("/build/lib/x.ts"), expected("lib/x.ts"));
        assert_eq!(app.name(r"C:\build\lib\x.ts"), expected("lib/x.ts"));
        assert_eq!(app.name("./lib/x.ts"), expected("lib/x.ts"));
        assert_eq!(app.name("/build/x.ts"), expected("x.ts"));
    }

    #[test]
    fn above_the_app_a_files_name_alone_is_not_enough() {
        let folder = app(&["lib/x.ts", "x.ts", "infra/cdk.json"]);
        let mut app = App::around(&folder.path().join("infra/cdk.out"));
        let shared = folder.path().join("lib/x.ts").display().to_string();
        assert_eq!(app.name("/build/lib/x.ts"), shared);
        assert_eq!(app.name("/build/src/x.ts"), "/build/src/x.ts");
    }

    #[test]
    fn a_file_that_is_nowhere_keeps_the_name_it_was_told_by() {
        let folder = app(&["lib/x.ts"]);
        let mut app = App::around(&folder.path().join("cdk.out"));
        for told in ["/build/lib/y.ts", "lib/y.ts", "/", "../lib/x.ts"] {
            assert_eq!(app.name(told), told);
        }
    }
}
