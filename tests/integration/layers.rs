//! Imports between modules follow one direction, as STYLE.md's arrow says.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{files, root};

/// Each module with those that it may import besides itself, in the order of the flow.
const MAY_IMPORT: [(&str, &[&str]); 16] = [
    ("suggest", &[]),
    ("glob", &[]),
    ("model", &[]),
    ("collect", &["suggest", "model"]),
    ("link", &["model"]),
    ("drift", &["model"]),
    ("policy", &["suggest", "link", "model"]),
    ("finding", &["policy", "link", "model"]),
    ("gate", &["finding", "policy", "link", "model"]),
    ("evaluate", &["finding", "policy", "link", "model"]),
    ("locate", &["finding", "drift", "link", "collect", "model"]),
    ("waive", &["finding", "policy", "collect", "suggest", "glob", "model"]),
    ("config", &["waive", "gate", "policy", "link", "glob", "model"]),
    ("report", &["gate", "finding", "policy", "link", "model"]),
    ("schema", &["report", "config", "model"]),
    (
        "cli",
        &[
            "schema", "report", "config", "waive", "locate", "evaluate", "gate", "finding",
            "policy", "link", "collect", "model",
        ],
    ),
];

fn text(path: &Path) -> String {
    fs::read_to_string(path).expect("is text")
}

/// The name of a module's declaration: `mod tests` of `mod tests;` and of `mod tests {`.
fn declared(line: &str) -> Option<&str> {
    line.trim_start_matches("pub ").strip_prefix("mod ")?.split([';', ' ']).next()
}

/// Files and folders that only tests use: `#[cfg(test)] mod sample;`.
fn only_for_tests(path: &Path) -> Vec<PathBuf> {
    let text = text(path);
    let lines: Vec<&str> = text.lines().collect();
    let marked = lines.windows(2).filter(|pair| pair[0] == "#[cfg(test)]");
    let folder = path.parent().expect("lies in src");
    marked
        .filter_map(|pair| declared(pair[1]))
        .flat_map(|name| [folder.join(name), folder.join(format!("{name}.rs"))])
        .collect()
}

/// The code of a file without its tests, which may look anywhere.
fn code(path: &Path) -> String {
    let text = text(path);
    let tests = text.find("\n#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    let code = text[..tests].lines().filter(|line| !line.trim_start().starts_with("//"));
    code.collect::<Vec<_>>().join("\n")
}

fn module(path: &Path) -> Option<String> {
    let inside = path.strip_prefix(root().join("src")).ok()?;
    let first = inside.iter().next()?.to_str()?;
    Some(first.trim_end_matches(".rs").to_owned())
}

/// What `code` imports from the crate.
fn imports(code: &str) -> BTreeSet<&str> {
    assert!(!code.contains("crate::{"), "one module to a line, so that this test can read them");
    code.match_indices("crate::")
        .filter(|(at, _)| !code[..*at].ends_with('$'))
        .filter_map(|(at, found)| {
            let rest = &code[at + found.len()..];
            rest.split(|other: char| !other.is_alphanumeric() && other != '_').next()
        })
        .collect()
}

#[test]
fn imports_follow_the_arrow() {
    let sources: Vec<PathBuf> = files(&root().join("src"))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    let tests: Vec<PathBuf> = sources.iter().flat_map(|path| only_for_tests(path)).collect();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for path in &sources {
        let is_test = tests.iter().any(|test| path.starts_with(test));
        let module = module(path).expect("is in a module");
        if is_test || ["lib", "main", "build"].contains(&module.as_str()) {
            continue;
        }
        let (_, allowed) = MAY_IMPORT
            .iter()
            .find(|(name, _)| *name == module)
            .unwrap_or_else(|| panic!("{module} has no place in the arrow yet"));
        seen.insert(module.clone());
        for import in imports(&code(path)) {
            let is_module = MAY_IMPORT.iter().any(|(name, _)| *name == import);
            if is_module && import != module && !allowed.contains(&import) {
                wrong.push(format!("{} imports {import}", path.display()));
            }
        }
    }
    assert_eq!(seen.len(), MAY_IMPORT.len(), "a module is gone: {seen:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_arrow_has_no_circle() {
    for (at, (module, allowed)) in MAY_IMPORT.iter().enumerate() {
        for import in *allowed {
            let earlier = MAY_IMPORT[..at].iter().any(|(name, _)| name == import);
            assert!(earlier, "{module} may import {import}, which comes after it");
        }
    }
}

/// Only `cli` knows standard output and standard error.
#[test]
fn only_the_command_line_prints() {
    for path in files(&root().join("src")) {
        let module = module(&path).expect("is in a module");
        if path.extension().is_none_or(|extension| extension != "rs") || module == "cli" {
            continue;
        }
        let code = code(&path);
        for call in ["stdout()", "stderr()", "println!", "eprintln!"] {
            // The build script talks to Cargo by printing.
            let is_known = module == "build" && call == "println!";
            assert!(is_known || !code.contains(call), "{} uses {call}", path.display());
        }
    }
}

/// Only live accounts are waited for; everything else can be read, and called, without a runtime.
#[test]
fn only_live_accounts_are_asynchronous() {
    let live = root().join("src/collect/aws");
    for path in files(&root().join("src")).iter().filter(|path| !path.starts_with(&live)) {
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let code = code(path);
        for word in ["async fn", "async move", "async {", ".await"] {
            assert!(!code.contains(word), "{} uses {word}", path.display());
        }
    }
}
