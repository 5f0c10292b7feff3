//! A look at the bare text before it is parsed: the parser's time doubles with each level of nested brackets.

use crate::policy::error::Problem;

/// How deep brackets may be nested.
const MAX_DEPTH: usize = 10;

/// Refuses text with brackets nested too deep, outside of strings and comments.
pub(super) fn check(file: &str, text: &str) -> Result<(), Box<Problem>> {
    let mut depth = 0usize;
    let mut inside = Inside::Code;
    for (line, content) in (1u32..).zip(text.lines()) {
        let mut characters = content.chars();
        while let Some(character) = characters.next() {
            match (inside, character) {
                (Inside::Code, '#') => break,
                (Inside::Code, '"') => inside = Inside::Text,
                (Inside::Code, '`') => inside = Inside::RawText,
                (Inside::Code, '[' | '{' | '(') => depth += 1,
                (Inside::Code, ']' | '}' | ')') => depth = depth.saturating_sub(1),
                (Inside::Text, '\\') => {
                    characters.next();
                }
                (Inside::Text, '"') | (Inside::RawText, '`') => inside = Inside::Code,
                _ => {}
            }
            if depth > MAX_DEPTH {
                let message = format!("brackets are nested more than {MAX_DEPTH} deep");
                return Err(Box::new(Problem::at(file, line, 0, message)));
            }
        }
        // Only raw text goes on in the next line.
        if inside == Inside::Text {
            inside = Inside::Code;
        }
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Code,
    Text,
    RawText,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_brackets_are_refused_and_brackets_in_strings_are_not() {
        let deep = format!("package p\nx := {}1{}\n", "[".repeat(11), "]".repeat(11));
        let problem = check("p.rego", &deep).expect_err("is too deep");
        assert_eq!(problem.to_string(), "p.rego:2: brackets are nested more than 10 deep");
        let text = format!("x := \"{0}\\\"{0}\" # {0}\ny := `{0}\n{0}`", "[".repeat(9));
        assert_eq!(check("p.rego", &text), Ok(()));
    }
}
