//! Frameworks: catalogues of controls that policies say they cover.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::error::Problem;
use super::yaml::{self, Offset};

/// One framework: `policies/frameworks/<id>.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    /// The word for it in METADATA: `nist-800-53-r5`; the same as the file name.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The edition that the controls are from.
    pub version: String,
    /// Where it is published.
    pub url: String,
    /// The title of each control that a policy may name.
    pub controls: BTreeMap<String, String>,
}

/// Reads a framework file; its id must be `stem`, the file's name.
pub(crate) fn parse(file: &str, stem: &str, text: &str) -> Result<Framework, Box<Problem>> {
    let framework: Framework = yaml::parse(file, text, Offset::default())?;
    if framework.id != stem {
        let message = format!("the id is `{}`, the file name says `{stem}`", framework.id);
        return Err(Box::new(Problem::with_file(file, message)));
    }
    Ok(framework)
}
