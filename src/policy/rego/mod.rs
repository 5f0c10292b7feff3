//! Rego text to its syntax tree, and what can be told from the tree without running it.

pub(crate) mod lint;
mod names;
mod origin;
mod prescan;
pub(crate) mod reads;
mod trace;

use std::collections::BTreeMap;

use regorus::unstable::{Module, Ref, Span};

pub(crate) use names::Program;

use super::error::Problem;

/// Parses `text`, having made sure that the parser comes to an end with it.
pub(crate) fn parse(file: &str, text: &str) -> Result<Ref<Module>, Box<Problem>> {
    prescan::check(file, text)?;
    let mut engine = regorus::Engine::new();
    engine
        .add_policy(file.to_owned(), text.to_owned())
        .map_err(|error| Box::new(problem(file, &error.to_string())))?;
    let module = engine.get_modules().first().cloned();
    module.ok_or_else(|| Box::new(Problem::with_file(file, "the file holds no module")))
}

/// Refuses a module in which rules or functions call themselves; the engine would not survive it.
pub(crate) fn refuse_recursion(module: Ref<Module>) -> Result<(), Box<Problem>> {
    let program = Program::new(module, []);
    lint::recursion(&program, &reads::Reads::of(&program))
        .map_or(Ok(()), |found| Err(Box::new(found)))
}

/// Line and column of a span, both counted from 1. The engine's own columns count a tab as four.
fn place(span: &Span) -> (u32, u32) {
    let before = span.source.get_contents().get(..span.start as usize).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    (span.line, u32::try_from(line.chars().count()).unwrap_or(u32::MAX).saturating_add(1))
}

/// The rules of a module whose name begins with `prefix`, each with the line of its first definition.
pub(crate) fn rules_with_prefix(module: &Module, prefix: &str) -> BTreeMap<String, u32> {
    let mut rules = BTreeMap::new();
    for rule in &module.policy {
        if let Some(name) = names::rule_name(rule).filter(|name| name.starts_with(prefix)) {
            rules.entry(name).or_insert(rule.span().line);
        }
    }
    rules
}

/// The engine's message, which is drawn over several lines, as one line with its place.
pub(crate) fn problem(file: &str, message: &str) -> Problem {
    let text = message.rsplit_once("error: ").map_or(message, |(_, text)| text).trim();
    // The last place is the one that the last message belongs to.
    let place = message.lines().rev().find_map(|line| {
        let mut parts = line.trim().strip_prefix("--> ")?.rsplitn(3, ':');
        let column = parts.next()?.parse().ok()?;
        let line = parts.next()?.parse().ok()?;
        Some((parts.next()?, line, column))
    });
    match place {
        Some((file, line, column)) => Problem::at(file, line, column, text),
        None => Problem::with_file(file, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_syntax_error_names_line_and_column() {
        let problem = parse("p.rego", "package p\n\nx if {\n\ty := }\n").expect_err("is no Rego");
        assert_eq!((problem.file.as_str(), problem.line), ("p.rego", 4));
        assert!(!problem.message.contains('\n'), "{problem}");
    }

    #[test]
    fn rego_of_the_former_version_is_refused() {
        let problem = parse("p.rego", "package p\n\ndeny[x] { x := 1 }\n").expect_err("is v0");
        assert_eq!(problem.line, 3);
    }
}
