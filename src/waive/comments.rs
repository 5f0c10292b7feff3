//! Waivers in comments of HCL and YAML: `# cache-audit:waive default-port until=2027-01-31 reason="Moves."`.
//!
//! Enters: an audit whose findings have their places, so that only files with findings are read. Leaves: a waiver for each
//! comment, for the lines of the resource that it stands in or directly above.

use std::collections::BTreeMap;
use std::path::Path;

use super::blocks::{Block, Syntax, blocks};
use super::{Target, Waiver, named};
use crate::finding::Audit;
use crate::model::Origin;
use crate::policy::{Bundle, Problem};

/// What begins a waiver in a comment.
const MARK: &str = "cache-audit:waive";
/// What one looks like.
const SHAPE: &str = "write `cache-audit:waive POLICY until=2027-01-31 reason=\"…\"`";

/// The waivers in comments of the files that findings of `audit` are in. Every policy that they name must be one of
/// `bundle`.
pub fn in_comments(audit: &Audit, bundle: &Bundle) -> Result<Vec<Waiver>, Problem> {
    let mut files: BTreeMap<&str, bool> = BTreeMap::new();
    for finding in &audit.findings {
        for place in super::places(finding).filter(|place| place.line.is_some()) {
            // A file that only declares what was audited may hold waivers for what only itself shows.
            *files.entry(&place.file).or_insert(true) &= finding.declaration.is_some();
        }
    }
    let mut waivers = Vec::new();
    for (file, may_be_unused) in files {
        let Some(syntax) = Syntax::of(file) else { continue };
        // The findings have their lines from this file: what cannot be read now holds no waiver, and they count.
        let Ok(text) = std::fs::read_to_string(Path::new(file)) else { continue };
        let written = in_text(file, &text, syntax, bundle)?.into_iter();
        waivers.extend(written.map(|waiver| Waiver { may_be_unused, ..waiver }));
    }
    Ok(waivers)
}

fn in_text(
    file: &str,
    text: &str,
    syntax: Syntax,
    bundle: &Bundle,
) -> Result<Vec<Waiver>, Problem> {
    if !text.contains(MARK) {
        return Ok(Vec::new());
    }
    let blocks = blocks(text, syntax);
    let mut waivers = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        let Some((column, words)) = comment(content) else { continue };
        let place = Origin { file: file.to_owned(), line: Some(line), column: Some(column) };
        let wrong =
            |message: String| Problem::at(file, line, column, format!("in a waiver: {message}"));
        let Some(block) = blocks.iter().find(|block| block.takes(line)) else {
            let message = "no resource is here: put it within one, or directly above";
            return Err(wrong(message.to_owned()));
        };
        waivers.push(waiver(words, block, place, bundle).map_err(wrong)?);
    }
    Ok(waivers)
}

/// The column of the mark in a comment, and what follows it.
fn comment(line: &str) -> Option<(u32, &str)> {
    let (before, words) = line.split_once(MARK)?;
    let opened = before.trim_end();
    let code = opened.strip_suffix('#').or_else(|| opened.strip_suffix("//"))?;
    let is_comment = code.is_empty() || code.ends_with(char::is_whitespace);
    let column = u32::try_from(before.chars().count()).unwrap_or(u32::MAX).saturating_add(1);
    (is_comment && (words.is_empty() || words.starts_with(char::is_whitespace)))
        .then_some((column, words))
}

fn waiver(words: &str, block: &Block, place: Origin, bundle: &Bundle) -> Result<Waiver, String> {
    let shape = || SHAPE.to_owned();
    let (policy, rest) = words.trim().split_once(char::is_whitespace).ok_or_else(shape)?;
    let rest = rest.trim_start().strip_prefix("until=").ok_or_else(shape)?;
    let (until, rest) = rest.split_once(char::is_whitespace).ok_or_else(shape)?;
    let rest = rest.trim_start().strip_prefix("reason=\"").ok_or_else(shape)?;
    let (reason, _) = rest.split_once('"').ok_or_else(shape)?;
    if reason.trim().is_empty() {
        return Err("the reason is empty".to_owned());
    }
    let until = until.parse().map_err(|_| "expected a day, such as 2027-01-31".to_owned())?;
    Ok(Waiver {
        policy: named(policy, bundle)?,
        target: Target::Lines { file: place.file.clone(), first: block.first, last: block.last },
        until,
        justification: reason.trim().to_owned(),
        is_in_source: true,
        may_be_unused: false,
        place,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Result<Vec<Waiver>, String> {
        let bundle = Bundle::built_in().expect("loads");
        in_text("main.tf", text, Syntax::Hcl, &bundle).map_err(|problem| problem.to_string())
    }

    #[test]
    fn a_comment_is_a_waiver_for_the_lines_of_its_block() {
        let waive = "cache-audit:waive default-port until=2027-01-31 reason=\"Moves.\"";
        let block = "resource \"a\" \"b\" {\n  port = 6379\n}\n";
        for (text, lines) in [
            (format!("# {waive}\n{block}"), (2, 4)),
            (format!("// {waive}\n# more\n{block}"), (3, 5)),
            (block.replace("6379", &format!("6379 # {waive}")), (1, 3)),
        ] {
            let waivers = found(&text).expect("is understood");
            let [waiver] = waivers.as_slice() else { panic!("is one: {waivers:?}") };
            let target = Target::Lines { file: "main.tf".into(), first: lines.0, last: lines.1 };
            assert_eq!(waiver.target, target, "{text}");
            assert_eq!(
                (waiver.policy.as_str(), waiver.justification.as_str()),
                ("default-port", "Moves.")
            );
            assert!(waiver.is_in_source);
        }
    }

    #[test]
    fn what_is_no_comment_is_no_waiver() {
        for text in
            ["a = \"cache-audit:waive x\"", "# cache-audit:waived x", "x#cache-audit:waive y"]
        {
            assert_eq!(found(text), Ok(Vec::new()), "{text}");
        }
    }

    #[test]
    fn a_comment_that_nobody_understands_is_refused_at_its_place() {
        for (words, expected) in [
            ("", "main.tf:1:3: in a waiver: write `cache-audit:waive"),
            (" default-port until=2027-01-31", "write `cache-audit:waive"),
            (" default-port until=soon reason=\"x\"", "expected a day"),
            (" default-port until=2027-01-31 reason=\" \"", "the reason is empty"),
            (" defalt-port until=2027-01-31 reason=\"x\"", "did you mean `default-port`?"),
        ] {
            let text = format!("# cache-audit:waive{words}\nresource \"a\" \"b\" {{\n}}\n");
            let error = found(&text).expect_err("is refused");
            assert!(error.contains(expected), "{error}");
        }
        let alone = "# cache-audit:waive default-port until=2027-01-31 reason=\"x\"\n\nresource \"a\" \"b\" {\n}\n";
        assert!(found(alone).expect_err("is alone").contains("no resource is here"));
    }
}
