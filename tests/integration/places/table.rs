//! Tables of places, for people to check against the files: a subject, and below it each policy that is at fault, the
//! attribute, the file, and what stands at the place, after what else:
//!
//! ```text
//! module.cache.aws_elasticache_replication_group.this
//!   alarm-too-slow  alarms[].duration  modules/cache/alarms.tf: "cpu" » evaluation_periods
//! ```

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use cache_audit::model::Origin;

use super::search::place_of;
use crate::support::root;

/// In the place of a file: where the account would be, if somebody configured it.
const ACCOUNT: &str = "account";

/// A finding and where it is: `main.tf:3:5`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    pub(crate) subject: String,
    pub(crate) policy: String,
    pub(crate) attribute: String,
    pub(crate) place: String,
}

/// Every finding that is expected.
pub(crate) struct Table {
    name: String,
    rows: BTreeSet<Found>,
}

impl Table {
    /// Reads the table called `name`, whose files are below `folder`.
    pub(crate) fn read(name: &str, folder: &Path) -> Self {
        let file = root().join(format!("tests/integration/places/tables/{name}.txt"));
        let text = std::fs::read_to_string(&file).expect("is a table");
        let mut rows = BTreeSet::new();
        let mut subject = "";
        let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        for line in lines.filter(|line| !line.is_empty()) {
            if line.starts_with(' ') {
                assert!(rows.insert(row(subject, line, folder)), "{name} has twice:{line}");
            } else {
                subject = line;
            }
        }
        Self { name: name.to_owned(), rows }
    }

    /// Rows without a finding, and findings without a row. Findings that a reader cannot tell apart share a row.
    pub(crate) fn differences(&self, found: impl Iterator<Item = Found>) -> Vec<String> {
        let found: BTreeSet<Found> = found.collect();
        let told = |what, row: &Found| {
            let Found { subject, policy, attribute, place } = row;
            format!("{}: {what} {policy} {attribute} at {place} of {subject}", self.name)
        };
        let missing = self.rows.difference(&found).map(|row| told("there is no", row));
        let more = found.difference(&self.rows).map(|row| told("no row has", row));
        missing.chain(more).collect()
    }
}

fn row(subject: &str, line: &str, folder: &Path) -> Found {
    let (policy, rest) = line.trim_start().split_once(' ').expect("has a policy");
    let (attribute, rest) = rest.trim_start().split_once(' ').expect("has an attribute");
    let place = match rest.trim_start().split_once(": ") {
        Some((file, texts)) => {
            let texts: Vec<&str> = texts.split(" » ").collect();
            format!("{file}:{}", place_of(&folder.join(file), &texts))
        }
        None => {
            assert_eq!(rest.trim(), ACCOUNT, "{line}");
            root().join("cache-audit.yaml").display().to_string()
        }
    };
    Found {
        subject: subject.to_owned(),
        policy: policy.to_owned(),
        attribute: attribute.to_owned(),
        place,
    }
}

/// `main.tf:3:5`, with the file named from `folder` on.
pub(crate) fn below(folder: &Path, place: &Origin) -> String {
    let file = plain(&root().join(&place.file));
    let file = file.strip_prefix(folder).map(Path::to_owned).unwrap_or(file);
    let numbers = [place.line, place.column].into_iter().flatten();
    let numbers: String = numbers.map(|number| format!(":{number}")).collect();
    format!("{}{numbers}", file.display())
}

/// The path without `..`: a nested template is `nested/../redis-cluster.yaml`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}
