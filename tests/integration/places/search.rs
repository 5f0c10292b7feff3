//! Finds texts in files, as a reader would.

use std::path::Path;

/// `line:column`, both from 1, of the last of `texts`, which follow each other in `file`.
pub(crate) fn place_of(file: &Path, texts: &[&str]) -> String {
    let content = std::fs::read_to_string(file)
        .unwrap_or_else(|error| panic!("{} cannot be read: {error}", file.display()));
    let mut at = 0;
    for (index, text) in texts.iter().enumerate() {
        let found = content[at..].find(text);
        let after = &texts[..index];
        at += found.unwrap_or_else(|| panic!("{} has no {text:?} after {after:?}", file.display()));
        if index + 1 < texts.len() {
            at += text.len();
        }
    }
    let before = &content[..at];
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let line = before.matches('\n').count() + 1;
    format!("{line}:{column}")
}
