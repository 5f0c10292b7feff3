//! How much GitHub accepts in one upload, and how much of a log fits into it.
//!
//! <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

/// Bytes of a compressed file: the 10 MB of GitHub with room for a tool that compresses less well.
pub(super) const MAX_SIZE: usize = 9_500_000;
/// Results of one run that GitHub shows, the most severe.
pub(super) const SHOWN_RESULTS: usize = 5_000;
/// Tags of one rule.
pub(super) const MAX_TAGS: usize = 20;
/// Characters of a description of a rule.
pub(super) const MAX_DESCRIPTION: usize = 1_024;
/// Characters of a message. GitHub names no limit; more than this is no message.
pub(super) const MAX_MESSAGE: usize = 2_000;

/// How much of a report goes into a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limits {
    /// Results, worst first.
    pub(super) results: usize,
    /// Unknown verdicts that are told one by one, worst first.
    pub(super) unknown: usize,
}

impl Limits {
    /// What GitHub accepts of any size.
    pub(super) const GITHUB: Self = Self { results: 25_000, unknown: 10_000 };

    /// Less of what matters least, for a log of `results` and `unknown` that is too large. None where nothing is left to
    /// leave out.
    pub(super) fn tighter(self, results: usize, unknown: usize) -> Option<Self> {
        let (results, unknown) = (self.results.min(results), self.unknown.min(unknown));
        match (results, unknown) {
            (0, 0) => None,
            (_, 0) => Some(Self { results: results / 2, unknown }),
            _ => Some(Self { results, unknown: unknown / 4 }),
        }
    }
}

/// Whether `bytes` compress to no more than `max_size`.
pub(super) fn fits(bytes: &[u8], max_size: usize) -> io::Result<bool> {
    // Most reports fit as they are, and compressing takes time.
    if bytes.len() <= max_size {
        return Ok(true);
    }
    let mut encoder = GzEncoder::new(Size::default(), Compression::default());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.0 <= max_size)
}

/// Counts what is written and keeps nothing.
#[derive(Default)]
struct Size(usize);

impl Write for Size {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_fits_when_its_compressed_form_does() {
        let text = "cache ".repeat(10_000);
        assert!(fits(text.as_bytes(), 60_000).expect("is counted"));
        assert!(fits(text.as_bytes(), 1_000).expect("is counted"));
        assert!(!fits(text.as_bytes(), 20).expect("is counted"));
    }

    #[test]
    fn unknown_verdicts_go_before_results() {
        let mut limits = Limits::GITHUB;
        let mut steps = Vec::new();
        while let Some(tighter) = limits.tighter(5, 9) {
            limits = tighter;
            steps.push((limits.results, limits.unknown));
        }
        assert_eq!(steps, [(5, 2), (5, 0), (2, 0), (1, 0), (0, 0)]);
    }
}
