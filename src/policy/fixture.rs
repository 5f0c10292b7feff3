//! Policy directories for tests.

use std::fs;
use std::path::PathBuf;

use super::{Bundle, PolicyError};

/// A policy of a directory: `body` with METADATA that declares `attributes` and the parameter `limit`.
pub(crate) fn policy(stem: &str, attributes: &str, body: &str) -> String {
    format!(
        "# METADATA\n# title: T\n# description: D\n# related_resources: []\n# custom:\n#   subject: cache\n\
         #   severity: high\n#   attributes: [{attributes}]\n#   remediation: R\n#   frameworks: {{}}\n\
         #   parameters: {{limit: {{default: 7, type: integer, description: L}}}}\n\
         package custom.{stem}\n\nimport data.cache_audit.lib.finding\n\n{body}\n"
    )
}

/// The line of the first line of `body` in [`policy`].
pub(crate) const BODY_LINE: u32 = 16;

/// The built-in policies with a directory of these files.
pub(crate) fn load(files: &[(&str, &str)]) -> Result<Bundle, PolicyError> {
    let dir = tempfile::tempdir().expect("a directory");
    let root = dir.path().join("rules");
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("has a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    Bundle::load(&[PathBuf::from(&root)]).map_err(|error| match error {
        PolicyError::Invalid(mut problems) => {
            let prefix = format!("{}/", root.display());
            for problem in &mut problems {
                problem.file = problem.file.replace(&prefix, "");
                problem.message = problem.message.replace(&prefix, "");
            }
            PolicyError::Invalid(problems)
        }
        other => other,
    })
}

/// What is wrong with these files, one line for each problem.
pub(crate) fn problems(files: &[(&str, &str)]) -> Vec<String> {
    match load(files) {
        Ok(_) => Vec::new(),
        Err(error) => error.to_string().lines().map(str::to_owned).collect(),
    }
}
