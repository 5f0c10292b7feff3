//! Places: files as URIs that code scanning accepts, lines in them, and the subject's address.

use serde_sarif::sarif::{ArtifactLocation, Location, LogicalLocation, PhysicalLocation, Region};

use super::message;
use crate::finding::Finding;
use crate::model::{Origin, SourceKind};
use crate::report::{Report, Roots};

/// What standard input is called where an empty URI would be refused.
const STDIN_URI: &str = "stdin.json";
/// Where accounts are configured: what a live account without a better place is called.
const LIVE_URI: &str = "cache-audit.yaml";

/// Makes places for findings.
pub(super) struct Locator<'a> {
    roots: Roots<'a>,
    /// Where something is that names no file.
    fallback: &'a str,
}

impl<'a> Locator<'a> {
    pub(super) fn new(report: &Report<'a>) -> Self {
        let mut files =
            report.sources.iter().filter(|source| source.kind != SourceKind::LiveAccount);
        let nowhere = if report.is_live() { Origin::LIVE } else { "-" };
        let fallback = files.next().map_or(nowhere, |source| source.file.as_str());
        Self { roots: report.roots, fallback }
    }

    /// Where a finding is.
    pub(super) fn location(&self, finding: &Finding) -> Location {
        let logical = LogicalLocation::builder()
            .name(finding.name.as_str())
            .fully_qualified_name(finding.address.as_str())
            .kind("resource")
            .build();
        Location::builder()
            .physical_location(self.physical(&finding.location))
            .logical_locations(vec![logical])
            .build()
    }

    /// Further places to look at: the value in the template that a program wrote, where a value comes from, the subject.
    pub(super) fn related(&self, finding: &Finding) -> Vec<Location> {
        let template = finding.template.as_ref().map(|place| (place, "the value in the template"));
        let subject = finding.subject_place();
        let is_elsewhere = subject.line.is_some() && *subject != finding.location;
        let subject = is_elsewhere.then_some((subject, finding.name.as_str()));
        let found = finding.related.iter().map(|it| (&it.place, it.message.as_str()));
        let places = template.into_iter().chain(found).chain(subject).zip(1..);
        let related = places.map(|((place, text), id)| {
            Location::builder()
                .id(id)
                .physical_location(self.physical(place))
                .message(message(text))
                .build()
        });
        related.collect()
    }

    /// A place in a file; code scanning wants a line even where there is none.
    fn physical(&self, place: &Origin) -> PhysicalLocation {
        let region = Region::builder().start_line(i64::from(place.line.unwrap_or(1)));
        let region = match place.column {
            Some(column) => region.start_column(i64::from(column)).build(),
            None => region.build(),
        };
        PhysicalLocation::builder()
            .artifact_location(self.artifact(&place.file))
            .region(region)
            .build()
    }

    /// A file, never without a name.
    pub(super) fn artifact(&self, file: &str) -> ArtifactLocation {
        let file = if file.is_empty() { self.fallback } else { file };
        ArtifactLocation::builder().uri(self.uri(file)).build()
    }

    /// Always relative, with forward slashes and without `..`. Code scanning has no place for a file outside the
    /// repository, but shows its path.
    fn uri(&self, file: &str) -> String {
        let segments = self.roots.segments(file);
        let encoded: Vec<_> = segments.iter().map(|segment| percent_encoded(segment)).collect();
        match encoded.is_empty() {
            true if file.starts_with(Origin::LIVE) => LIVE_URI.to_owned(),
            true => STDIN_URI.to_owned(),
            false => encoded.join("/"),
        }
    }
}

/// Escapes what RFC 3986 does not allow in a path segment.
fn percent_encoded(segment: &str) -> String {
    segment
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            b'-' | b'.' | b'_' | b'~' | b'@' | b'+' | b'=' | b',' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn uris_are_relative_with_forward_slashes_and_never_empty() {
        let root = Path::new("/repo");
        let roots = Roots { working: root, source: root };
        let locator = Locator { roots, fallback: "plan.json" };
        let cases = [
            ("tfplan.json", "tfplan.json"),
            ("./plans/a b.json", "plans/a%20b.json"),
            ("/elsewhere/tfplan.json", "elsewhere/tfplan.json"),
            ("größe#1.json", "gr%C3%B6%C3%9Fe%231.json"),
            ("-", "stdin.json"),
            ("", "plan.json"),
            (".", "stdin.json"),
            ("aws://123456789012/eu-west-1", "cache-audit.yaml"),
        ];
        for (file, uri) in cases {
            assert_eq!(locator.artifact(file).uri.as_deref(), Some(uri), "{file}");
        }
    }
}
