//! Text of others in Markdown as GitHub reads it: shown as it is, never markup, a mention, a link or a new line.

/// Keeps a character from what follows it without showing.
const ZERO_WIDTH_SPACE: &str = "&#8203;";

/// Text that reads as prose.
pub(super) fn prose(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' => escaped.extend(['\\', character]),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '|' => escaped.push_str("&#124;"),
            '$' => escaped.push_str("&#36;"),
            // Mentions, e-mail addresses and numbers of issues are found in the finished page, where an escape is gone.
            '@' | '#' => escaped.extend([&character.to_string(), ZERO_WIDTH_SPACE]),
            // So are addresses of pages: https://…
            ':' if rest.as_str().starts_with("//") => {
                escaped.extend([":", ZERO_WIDTH_SPACE]);
            }
            '.' if is_www(text, rest.as_str()) => escaped.extend([ZERO_WIDTH_SPACE, "."]),
            _ => escaped.push(on_one_line(character)),
        }
    }
    escaped
}

/// Whether `www` stands before the dot that is followed by `rest`.
fn is_www(text: &str, rest: &str) -> bool {
    let before = text.len().checked_sub(rest.len() + ".".len()).and_then(|end| text.get(..end));
    before.is_some_and(|before| before.to_ascii_lowercase().ends_with("www"))
}

/// Text that is copied as it is: a name, an address, a file.
pub(super) fn code(text: &str) -> String {
    let is_plain = |character: char| {
        !matches!(character, '`' | '|' | '\\') && on_one_line(character) == character
    };
    if !text.is_empty() && text.trim() == text && text.chars().all(is_plain) {
        return format!("`{text}`");
    }
    // A table would take a bar for the end of the cell, and a code span has no escapes.
    format!("<code>{}</code>", prose(text))
}

/// Prose with code spans, as policies write it.
pub(super) fn with_code(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return prose(text);
    }
    let shown = parts.iter().enumerate().map(|(index, part)| match (index % 2, part.is_empty()) {
        (_, true) => String::new(),
        (0, _) => prose(part),
        _ => code(part),
    });
    shown.collect()
}

/// Spaces for line breaks, and a mark for what does not show or turns text around.
fn on_one_line(character: char) -> char {
    match character {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        _ if character.is_control() => '\u{fffd}',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_never_markup() {
        let cases = [
            ("a*b*_c_~d~", r"a\*b\*\_c\_\~d\~"),
            ("a | b", "a &#124; b"),
            (r"a\|b", r"a\\&#124;b"),
            ("<img src=x>&amp;", "&lt;img src=x&gt;&amp;amp;"),
            ("[x](y) `z`", r"\[x\](y) \`z\`"),
            ("$x$", "&#36;x&#36;"),
            ("one\r\ntwo\u{1b}", "one  two\u{fffd}"),
            ("größe: 日本", "größe: 日本"),
        ];
        for (text, expected) in cases {
            assert_eq!(prose(text), expected, "{text}");
        }
    }

    #[test]
    fn prose_calls_nobody_and_links_nowhere() {
        let cases = [
            ("@octocat", "@&#8203;octocat"),
            ("a@b.example", "a@&#8203;b.example"),
            ("see #7", "see #&#8203;7"),
            ("https://x.example", "https:&#8203;//x.example"),
            ("www.x.example", "www&#8203;.x.example"),
            ("a.b: c", "a.b: c"),
        ];
        for (text, expected) in cases {
            assert_eq!(prose(text), expected, "{text}");
        }
    }

    #[test]
    fn code_is_a_code_span_unless_it_would_end_early() {
        let cases = [
            ("module.a.b_c[\"@x\"]", "`module.a.b_c[\"@x\"]`"),
            ("a`b", r"<code>a\`b</code>"),
            ("a|b", "<code>a&#124;b</code>"),
            (r"a\", r"<code>a\\</code>"),
            ("a\nb", "<code>a b</code>"),
            (" a", "<code> a</code>"),
            ("", "<code></code>"),
        ];
        for (text, expected) in cases {
            assert_eq!(code(text), expected, "{text:?}");
        }
    }

    #[test]
    fn code_spans_of_policies_are_kept() {
        let cases = [
            ("Set `a_b` to *one*.", r"Set `a_b` to \*one\*."),
            ("An odd ` one", r"An odd \` one"),
            ("`a|b` and ``", "<code>a&#124;b</code> and "),
        ];
        for (text, expected) in cases {
            assert_eq!(with_code(text), expected, "{text}");
        }
    }
}
