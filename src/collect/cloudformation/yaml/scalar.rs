//! What a scalar without quotes means.
//!
//! YAML 1.1, as CloudFormation reads it, but for two things: numbers keep their text, since `7.10` is a version, and
//! timestamps are text.

use crate::collect::cloudformation::node::Content;

/// The meaning of a scalar without quotes and without a tag.
pub(super) fn plain(text: &str) -> Content {
    if is_null(text) {
        Content::Null
    } else if let Some(value) = boolean(text) {
        Content::Bool(value)
    } else if is_number(text) {
        Content::Number(text.to_owned())
    } else {
        Content::Text(text.to_owned())
    }
}

/// Whether `text` is one of the ways to write nothing.
pub(super) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// `true`, `Yes`, `OFF`: lower case, capitalised, or upper case.
pub(super) fn boolean(text: &str) -> Option<bool> {
    let is_written = |word: &str| {
        let capitalised = || {
            let (first, rest) = text.split_at_checked(1)?;
            Some(first.to_ascii_lowercase() + rest)
        };
        text == word || text == word.to_ascii_uppercase() || capitalised().as_deref() == Some(word)
    };
    if ["true", "yes", "on"].into_iter().any(is_written) {
        Some(true)
    } else if ["false", "no", "off"].into_iter().any(is_written) {
        Some(false)
    } else {
        None
    }
}

/// Whether `text` is a number: decimal with fraction and exponent, hexadecimal, octal or binary, with `_` between digits.
pub(super) fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = unsigned.strip_prefix(prefix) {
            return is_digits(digits, radix);
        }
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let exponent = exponent.map(|text| text.strip_prefix(['-', '+']).unwrap_or(text));
    if exponent.is_some_and(|digits| !is_digits(digits, 10)) {
        return false;
    }
    match mantissa.split_once('.') {
        None => is_digits(mantissa, 10),
        Some((whole, "")) => is_digits(whole, 10),
        Some((whole, part)) => (whole.is_empty() || is_digits(whole, 10)) && is_digits(part, 10),
    }
}

fn is_digits(text: &str, radix: u32) -> bool {
    text.starts_with(|first: char| first.is_digit(radix))
        && text.chars().all(|character| character == '_' || character.is_digit(radix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_text() {
        let numbers = [
            "7.10", "06379", "0x1F", "1_000", "0", "-1", "+1", ".5", "1.", "1e3", "1.5E-3", "0o17",
            "0b1",
        ];
        for text in numbers {
            assert_eq!(plain(text), Content::Number(text.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_only_resembles_a_number_is_text() {
        let texts = [
            "7.1.0",
            "-",
            "+",
            ".",
            "_1",
            "1e",
            "1e+",
            "e3",
            "0x",
            "0xG",
            "2010-09-09",
            "10:30",
            "1.2.3.4",
            "10.0.0.0/16",
            ".inf",
            ".nan",
            "1 2",
            "٣",
        ];
        for text in texts {
            assert_eq!(plain(text), Content::Text(text.to_owned()), "{text}");
        }
    }

    #[test]
    fn words_of_yaml_1_1_are_booleans_in_their_usual_capitals() {
        for text in ["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"] {
            assert_eq!(plain(text), Content::Bool(true), "{text}");
        }
        for text in ["false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"] {
            assert_eq!(plain(text), Content::Bool(false), "{text}");
        }
        for text in ["tRUE", "yEs", "oN", "y", "n", "truE", "yes ", "é"] {
            assert_eq!(plain(text), Content::Text(text.to_owned()), "{text}");
        }
    }

    #[test]
    fn nothing_has_several_spellings() {
        for text in ["", "~", "null", "Null", "NULL"] {
            assert_eq!(plain(text), Content::Null, "{text}");
        }
        assert_eq!(plain("nUll"), Content::Text("nUll".to_owned()));
    }
}
