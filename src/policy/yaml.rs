//! YAML into typed fields, with errors that name the place.

use serde::de::DeserializeOwned;
use serde_saphyr::{DefaultMessageFormatter, Error, Location, MessageFormatter as _};

use super::error::Problem;
use crate::suggest;

/// Where a piece of YAML begins in its file: METADATA is YAML within comments.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Offset {
    /// Lines before it.
    pub(crate) lines: u32,
    /// Columns cut off each line.
    pub(crate) columns: u32,
}

impl Offset {
    /// Line and column in the file for a place in the YAML.
    pub(crate) fn apply(self, location: Location) -> (u32, u32) {
        let shift =
            |value: u64, by: u32| u32::try_from(value).unwrap_or(u32::MAX).saturating_add(by);
        (shift(location.line(), self.lines), shift(location.column(), self.columns))
    }
}

/// Reads `text`, which begins at `offset` in `file`.
pub(crate) fn parse<T: DeserializeOwned>(
    file: &str,
    text: &str,
    offset: Offset,
) -> Result<T, Box<Problem>> {
    serde_saphyr::from_str(text).map_err(|error| {
        let error = error.without_snippet();
        let mut message = plainly(error)
            .unwrap_or_else(|| DefaultMessageFormatter.format_message(error).into_owned());
        message.push_str(&suggest::hint(suggestion(error)));
        let (line, column) = error.location().map_or((0, 0), |place| offset.apply(place));
        Box::new(Problem::at(file, line, column, message))
    })
}

/// What is wrong in the words of whoever writes YAML, where the parser speaks to whoever calls it.
fn plainly(error: &Error) -> Option<String> {
    let message = match error {
        Error::Unexpected { expected: "sequence start", .. } => "expected a list, such as [a, b]",
        Error::Unexpected { expected: "mapping start", .. } => "expected keys and values",
        Error::Unexpected { expected: "string scalar", .. } => "expected text",
        Error::ExternallyTaggedEnumExpectedScalarOrMapping { .. } => "expected a single word",
        Error::InvalidScalar { ty: "boolean", .. } => "expected true or false",
        Error::MultipleDocuments { .. } => "expected one document, and a second begins here",
        Error::DuplicateMappingKey { key: Some(key), .. } => {
            return Some(format!("duplicate key `{key}`"));
        }
        Error::DuplicateMappingKey { key: None, .. } => "duplicate key",
        _ => return None,
    };
    Some(message.to_owned())
}

/// The word that a misspelt key or value was meant to be.
fn suggestion(error: &Error) -> Option<&'static str> {
    match error {
        Error::SerdeUnknownField { field: word, expected, .. }
        | Error::SerdeUnknownVariant { variant: word, expected, .. } => {
            suggest::nearest(word, expected.iter().copied())
        }
        _ => None,
    }
}
