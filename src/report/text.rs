//! Text for terminals: colours that survive light and dark backgrounds, and wrapping by display width.

use std::borrow::Cow;

use anstyle::{AnsiColor, Color, Effects, Style};
use unicode_width::UnicodeWidthStr;

use crate::policy::Severity;

/// The styles in use; all of them empty where colour is off.
#[derive(Debug, Clone, Copy)]
pub(super) struct Palette {
    is_coloured: bool,
}

impl Palette {
    pub(super) fn new(is_coloured: bool) -> Self {
        Self { is_coloured }
    }

    /// Headings and names.
    pub(super) fn strong(self) -> Style {
        self.when(Style::new().effects(Effects::BOLD))
    }

    /// What a reader may skip.
    pub(super) fn faint(self) -> Style {
        self.when(Style::new().effects(Effects::DIMMED))
    }

    /// Good news.
    pub(super) fn good(self) -> Style {
        self.when(ansi(AnsiColor::Green))
    }

    /// What nobody knows.
    pub(super) fn unknown(self) -> Style {
        self.when(ansi(AnsiColor::Cyan))
    }

    /// Bad news of that severity. Yellow is left out: nobody can read it on white.
    pub(super) fn severity(self, severity: Severity) -> Style {
        self.when(match severity {
            Severity::Critical => ansi(AnsiColor::Red).effects(Effects::BOLD | Effects::INVERT),
            Severity::High => ansi(AnsiColor::Red).effects(Effects::BOLD),
            Severity::Medium => ansi(AnsiColor::Magenta),
            Severity::Low => ansi(AnsiColor::Cyan),
            Severity::Informational => Style::new().effects(Effects::DIMMED),
        })
    }

    fn when(self, style: Style) -> Style {
        if self.is_coloured { style } else { Style::new() }
    }
}

fn ansi(color: AnsiColor) -> Style {
    Style::new().fg_color(Some(Color::Ansi(color)))
}

/// Breaks `text` into lines of at most `width` columns, at spaces; a longer word stands alone on its line.
///
/// As in Markdown a single line break is a space, an empty line parts paragraphs, and a list item begins a line.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    paragraphs(text).iter().flat_map(|paragraph| wrap_paragraph(paragraph, width)).collect()
}

/// The paragraphs and list items of `text`, with an empty one for each empty line between them.
fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    for line in text.trim().lines().map(str::trim) {
        let is_item = line.starts_with("- ") || line.starts_with("* ");
        match paragraphs.last_mut().filter(|last| !last.is_empty()) {
            Some(last) if !line.is_empty() && !is_item => {
                last.push(' ');
                last.push_str(line);
            }
            _ => paragraphs.push(line.to_owned()),
        }
    }
    paragraphs
}

fn wrap_paragraph(paragraph: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut columns = 0;
    for word in paragraph.split_whitespace() {
        let word_columns = word.width();
        if columns > 0 && columns + 1 + word_columns > width {
            lines.push(std::mem::take(&mut line));
            columns = 0;
        }
        if columns > 0 {
            line.push(' ');
            columns += 1;
        }
        line.push_str(word);
        columns += word_columns;
    }
    lines.push(line);
    lines
}

/// Control characters of what others wrote, made harmless for a terminal.
pub(super) fn printable(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\n' => '\n',
            _ if character.is_control() || is_direction_override(character) => '\u{fffd}',
            _ => character,
        })
        .collect()
}

/// At most `most` characters of `text`, the last one an ellipsis where more are left out.
pub(super) fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    let mut ends = text.char_indices().map(|(end, _)| end).skip(most.saturating_sub(1));
    match (ends.next(), ends.next()) {
        (Some(end), Some(_)) => Cow::Owned(format!("{}…", &text[..end])),
        _ => Cow::Borrowed(text),
    }
}

/// Characters that make a terminal show text in another order than it is written.
fn is_direction_override(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// `1 cache`, `2 caches`.
pub(super) fn count(number: usize, noun: &str) -> String {
    match (number, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        (_, None) => format!("{number} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_keeps_words_and_counts_columns() {
        let cases: [(&str, usize, &[&str]); 7] = [
            ("one two three", 7, &["one two", "three"]),
            ("one\ntwo\n", 20, &["one two"]),
            ("one\n\n\ntwo", 20, &["one", "", "", "two"]),
            ("one:\n- two\n  three\n- four", 20, &["one:", "- two three", "- four"]),
            ("unbreakable", 4, &["unbreakable"]),
            ("日本 語", 4, &["日本", "語"]),
            ("", 4, &[]),
        ];
        for (text, width, expected) in cases {
            assert_eq!(wrap(text, width), expected, "{text}");
        }
    }

    #[test]
    fn terminal_escapes_of_others_are_disarmed() {
        assert_eq!(printable("a\u{1b}[31mb\u{202e}c\nd"), "a\u{fffd}[31mb\u{fffd}c\nd");
    }

    #[test]
    fn long_text_is_cut_at_a_character() {
        let cases = [("größe", 5, "größe"), ("größe", 4, "grö…"), ("größe", 1, "…"), ("", 1, "")];
        for (text, most, expected) in cases {
            assert_eq!(shortened(text, most), expected, "{text} {most}");
        }
    }

    #[test]
    fn nouns_agree_with_numbers() {
        assert_eq!(count(1, "policy"), "1 policy");
        assert_eq!(count(2, "policy"), "2 policies");
        assert_eq!(count(0, "cache"), "0 caches");
    }
}
