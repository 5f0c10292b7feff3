//! What somebody accepted, one line each.

use std::io;

use super::Page;
use crate::report::place::with_numbers;
use crate::report::words::called;
use crate::report::{Report, display_file};

/// Writes each waived verdict once, with who accepted it until when.
pub(super) fn write(page: &mut Page<'_>, report: &Report<'_>) -> io::Result<()> {
    let mut lines: Vec<String> = Vec::new();
    for (finding, waived) in report.waived() {
        let place = with_numbers(display_file(&waived.place.file), &waived.place);
        let line = format!(
            "{} on {}, until {}: {} ({place})",
            finding.policy,
            called(report, &finding.name, finding.subject()),
            waived.until,
            waived.justification
        );
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    page.list("Waived", lines.into_iter())
}
