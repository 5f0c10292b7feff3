//! A look at the bare text before it is parsed. The parser's time doubles with each level of nested brackets, and a
//! syntax tree as deep as a sum is long would exhaust the stack of whoever goes through it.

use crate::policy::error::Problem;

/// How deep brackets may be nested.
const MAX_DEPTH: usize = 10;

/// How many arithmetic and set operators a file may hold.
const MAX_OPERATORS: usize = 1_000;

/// Refuses text with brackets nested too deep or too many operators, outside of strings and comments.
pub(super) fn check(file: &str, text: &str) -> Result<(), Box<Problem>> {
    let mut inside = Inside::Code;
    let (mut depth, mut operators) = (0usize, 0usize);
    for (line, content) in (1u32..).zip(text.lines()) {
        for character in code(content, &mut inside) {
            match character {
                '[' | '{' | '(' => depth += 1,
                ']' | '}' | ')' => depth = depth.saturating_sub(1),
                '+' | '-' | '*' | '/' | '%' | '|' | '&' => operators += 1,
                _ => {}
            }
            let message = if depth > MAX_DEPTH {
                format!("brackets are nested more than {MAX_DEPTH} deep")
            } else if operators > MAX_OPERATORS {
                format!("there are more than {MAX_OPERATORS} operators")
            } else {
                continue;
            };
            return Err(Box::new(Problem::at(file, line, 0, message)));
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

/// The characters of a line that are code. `inside` says how the line begins, and then how the next one does.
fn code(line: &str, inside: &mut Inside) -> Vec<char> {
    let mut code = Vec::new();
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match (*inside, character) {
            (Inside::Code, '#') => break,
            (Inside::Code, '"') => *inside = Inside::Text,
            (Inside::Code, '`') => *inside = Inside::RawText,
            (Inside::Code, _) => code.push(character),
            (Inside::Text, '\\') => {
                characters.next();
            }
            (Inside::Text, '"') | (Inside::RawText, '`') => *inside = Inside::Code,
            (Inside::Text | Inside::RawText, _) => {}
        }
    }
    // Only raw text goes on in the next line.
    if *inside == Inside::Text {
        *inside = Inside::Code;
    }
    code
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

    #[test]
    fn a_sum_of_a_thousand_lines_is_refused() {
        let sum = format!("package p\nx := 1{}\n", " +\n1".repeat(1_001));
        let problem = check("p.rego", &sum).expect_err("is too long");
        assert_eq!(problem.to_string(), "p.rego:1002: there are more than 1000 operators");
    }
}
