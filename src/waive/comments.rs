//! Waivers in comments of HCL and YAML: `# cache-audit:waive default-port until=2027-01-31 reason="Moves."`.
//!
//! Enters: an audit whose findings have their places, so that only files with findings are read. Leaves: a waiver for each
//! comment, for the lines of the resource that it stands in or directly above.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Target, Waiver, named};
use crate::collect::blocks::{Block, Blocks};
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
        // The findings have their lines from this file: what cannot be read now holds no waiver, and they count.
        let Ok(text) = std::fs::read_to_string(Path::new(file)) else { continue };
        let written = in_text(file, &text, bundle)?.into_iter();
        waivers.extend(written.map(|waiver| Waiver { may_be_unused, ..waiver }));
    }
    Ok(waivers)
}

fn in_text(file: &str, text: &str, bundle: &Bundle) -> Result<Vec<Waiver>, Problem> {
    if !text.contains(MARK) {
        return Ok(Vec::new());
    }
    let Some(blocks) = Blocks::read(Path::new(file), text) else { return Ok(Vec::new()) };
    let lines: Vec<&str> = text.lines().collect();
    let mut waivers = Vec::new();
    for (line, content) in (1..).zip(&lines) {
        let Some(comment) = Comment::of(content) else { continue };
        let column = comment.column;
        if blocks.is_text((line, column)) {
            continue;
        }
        let place = Origin { file: file.to_owned(), line: Some(line), column: Some(column) };
        let wrong =
            |message: String| Problem::at(file, line, column, format!("in a waiver: {message}"));
        let below = if comment.is_alone { line_below(line, &lines) } else { None };
        let block = block_of(&blocks.blocks, line, below);
        let block = block.map_err(|message| wrong(message.to_owned()))?;
        waivers.push(waiver(comment.words, block, place, bundle).map_err(wrong)?);
    }
    Ok(waivers)
}

/// A comment with the mark.
struct Comment<'l> {
    /// The column of the mark, counted from 1.
    column: u32,
    /// What follows the mark.
    words: &'l str,
    /// Whether nothing else is on the line.
    is_alone: bool,
}

impl<'l> Comment<'l> {
    fn of(line: &'l str) -> Option<Self> {
        let (before, words) = line.split_once(MARK)?;
        let opened = before.trim_end();
        let code = opened.strip_suffix('#').or_else(|| opened.strip_suffix("//"))?;
        let is_comment = code.is_empty() || code.ends_with(char::is_whitespace);
        let is_whole = words.is_empty() || words.starts_with(char::is_whitespace);
        let column = u32::try_from(before.chars().count()).unwrap_or(u32::MAX).saturating_add(1);
        let is_alone = code.trim().is_empty();
        (is_comment && is_whole).then_some(Self { column, words, is_alone })
    }
}

/// The line that comments on `line` and those that follow it at once stand directly above; none where it is empty.
fn line_below(line: u32, lines: &[&str]) -> Option<u32> {
    let is_comment = |text: &str| text.starts_with('#') || text.starts_with("//");
    let below = (line + 1..).zip(lines.iter().skip(line as usize).map(|text| text.trim_start()));
    let (line, text) = below.into_iter().find(|(_, text)| !is_comment(text))?;
    (!text.is_empty()).then_some(line)
}

/// The block that begins on the line `below` a comment, else the innermost that the comment's `line` is in.
fn block_of(blocks: &[Block], line: u32, below: Option<u32>) -> Result<Block, &'static str> {
    let beneath: Vec<Block> =
        blocks.iter().filter(|block| Some(block.first) == below).copied().collect();
    let within = || blocks.iter().filter(|block| (block.first..=block.last).contains(&line));
    let candidates = if beneath.is_empty() { within().copied().collect() } else { beneath };
    let innermost = candidates.iter().rev().min_by_key(|block| block.last - block.first);
    let block = *innermost.ok_or("no resource is here: put it within one, or directly above")?;
    let shares = |other: &&Block| {
        let is_apart = other.last < block.first || block.last < other.first;
        let is_around = other.first <= block.first && block.last <= other.last && **other != block;
        let is_inside = block.first <= other.first && other.last <= block.last && **other != block;
        !is_apart && !is_around && !is_inside
    };
    match blocks.iter().filter(shares).count() {
        1 => Ok(block),
        _ => Err("the resource shares a line with another: put each on lines of its own"),
    }
}

fn waiver(words: &str, block: Block, place: Origin, bundle: &Bundle) -> Result<Waiver, String> {
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
        in_text("main.tf", text, &bundle).map_err(|problem| problem.to_string())
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
        for text in [
            "a = \"cache-audit:waive x\"",
            "a = \"b # cache-audit:waive x\"",
            "a = <<E\n# cache-audit:waive x\nE",
            "# cache-audit:waived x",
        ] {
            assert_eq!(found(&format!("{text}\n")), Ok(Vec::new()), "{text}");
        }
    }

    /// The lines that the waiver in a template is for.
    fn lines(text: &str) -> Result<(u32, u32), String> {
        let bundle = Bundle::built_in().expect("loads");
        let text =
            text.replace('@', "cache-audit:waive default-port until=2027-01-31 reason=\"x\"");
        let waivers = in_text("t.yaml", &text, &bundle).map_err(|problem| problem.to_string())?;
        match waivers.as_slice() {
            [Waiver { target: Target::Lines { first, last, .. }, .. }] => Ok((*first, *last)),
            other => panic!("{text} has {other:?}"),
        }
    }

    #[test]
    fn a_template_may_be_laid_out_in_any_way() {
        for (text, expected) in [
            ("Resources:\n  # @\n  A:\n    Type: x\n", (3, 4)),
            ("Resources:\n  A:\n    # @\n    Type: x\n  B: {}\n", (2, 4)),
            ("Resources:\n  A:\n    Type: x\n  # @\n  # more\n  B: {}\n", (6, 6)),
            ("Resources:\n  A:\n    Type: |\n      x\n  # @\n  B: {}\n", (6, 6)),
            ("Resources:\n  # @\n  A: {Type: x}\n  B: {Type: x}\n", (3, 3)),
            ("Resources:\n  A: {Type: x}\n  B: {Type: x} # @\n", (3, 3)),
            ("Resources: {\n  A: {Type: x}, # @\n  B: {Type: x}\n}\n", (2, 2)),
            ("Resources: {\n  # @\n  A: {\n    Type: x\n  },\n  B: {}\n}\n", (3, 5)),
            ("Resources: {\n  A: {\n    # @\n    Type: x\n  },\n  B: {}\n}\n", (2, 5)),
            (
                "Resources:\n  Fn::ForEach::N:\n    - N\n    - [a]\n    # @\n    - A${N}:\n        Type: x\n  B: {}\n",
                (6, 7),
            ),
        ] {
            assert_eq!(lines(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn a_resource_that_shares_a_line_has_no_waiver_of_its_own() {
        for text in [
            "Resources:\n  {A: {}, B: {}} # @\n",
            "# @\nResources: {A: {}, B: {}}\n",
            "Resources: {\n  # @\n  A: {\n  }, B: {\n  }\n}\n",
            "Resources: {\n  A: {\n  }, B: { # @\n  }\n}\n",
        ] {
            let error = lines(text).expect_err("is refused");
            assert!(error.contains("shares a line with another"), "{text}: {error}");
        }
        let beside = lines("Parameters:\n  # @\n  P: {Type: String}\nResources: {A: {}}\n");
        assert!(beside.expect_err("is refused").contains("no resource is here"));
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
