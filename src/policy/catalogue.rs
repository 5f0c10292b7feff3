//! The catalogue of policies as one Markdown page, generated from METADATA.

use super::bundle::Bundle;

/// The page `policies/README.md`.
pub fn render(_bundle: &Bundle) -> String {
    String::new()
}
