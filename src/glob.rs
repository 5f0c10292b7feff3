//! Patterns for addresses and tag values: `*` is any characters, `?` is one, everything else is itself.
//!
//! Brackets mean nothing special: `module.cache["eu"].aws_elasticache_cluster.this[0]` is its own pattern.

/// Whether the whole of `text` matches `pattern`.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    // Where the last `*` stands, and how far it reaches so far; on a mismatch it takes one character more.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&expected) if expected == '?' || expected == text[t] => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((star_p, star_t)) = star else { return false };
                star = Some((star_p, star_t + 1));
                p = star_p + 1;
                t = star_t + 1;
            }
        }
    }
    pattern[p..].iter().all(|&character| character == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks_match_and_brackets_are_literal() {
        let cases = [
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("prod*", "production", true),
            ("prod", "production", false),
            ("*.this", "module.a.this", true),
            ("*.this", "module.a.that", false),
            ("module.*.this[0]", "module.a.b.this[0]", true),
            ("module.*.this[?]", "module.a.this[7]", true),
            ("a[\"eu\"].b", "a[\"eu\"].b", true),
            ("a[eu].b", "ae.b", false),
            ("?", "ü", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_take_no_exponential_time() {
        assert!(!matches(
            &"*a".repeat(50),
            &"a".repeat(2_000).replace('a', "ab")[..3_999].replace('a', "b")
        ));
    }
}
