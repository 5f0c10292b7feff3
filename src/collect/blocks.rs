//! Which lines of a file belong to which resource, for what people write beside them in comments.
//!
//! Enters: the text of a configuration of Terraform or of a template. Leaves: the lines of each block, as the parser of the
//! language has them, however they are laid out, and where the sign of a comment is none.

use std::path::Path;

use super::cloudformation::yaml;
use super::terraform::configuration::hcl;

/// The lines of one resource, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Block {
    /// The first.
    pub first: u32,
    /// The last.
    pub last: u32,
}

/// A line and a column in characters, both counted from 1.
pub type Position = (u32, u32);

/// What a file holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Blocks {
    /// Its resources, in the order of the file; one within another comes after it.
    pub blocks: Vec<Block>,
    /// Where text stands, which may look like a comment, in order: from the first position to before the second.
    pub(super) texts: Vec<(Position, Position)>,
}

impl Blocks {
    /// Reads the blocks of `text`. None where the name of `file` is not that of a language with comments, or the text is
    /// not of that language: then no finding has a line in it.
    pub fn read(file: &Path, text: &str) -> Option<Self> {
        match file.extension()?.to_str()? {
            "tf" => hcl::blocks(text),
            "yaml" | "yml" => yaml::blocks(text),
            _ => None,
        }
    }

    /// Whether `position` lies in a text, so that no comment begins there.
    pub fn is_text(&self, position: Position) -> bool {
        let before = self.texts.partition_point(|(begin, _)| *begin <= position);
        let last = before.checked_sub(1).and_then(|at| self.texts.get(at));
        last.is_some_and(|(_, end)| position < *end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(file: &str, text: &str) -> Vec<(u32, u32)> {
        let blocks = Blocks::read(Path::new(file), text).expect("is read").blocks;
        blocks.into_iter().map(|block| (block.first, block.last)).collect()
    }

    #[test]
    fn resources_of_a_template_are_told_however_they_are_laid_out() {
        for (text, expected) in [
            (
                "Parameters:\n  A:\n    Type: String\nResources:\n  # about B\n  B:\n    Type: x\n\n    # in B\n    \
                 Properties:\n      a: b\n  # about C\n  C:\n    Type: y\nOutputs:\n  D:\n    Value: z\n",
                vec![(6, 11), (13, 14)],
            ),
            ("Resources: {A: {Type: x}, B: {Type: y}}\n", vec![(1, 1), (1, 1)]),
            ("Resources:\n  A: {Type: x}\n  B: {\n    Type: y,\n  }\n", vec![(2, 2), (3, 5)]),
            (
                "Resources:\n  A:\n    Type: |\n      # x\n      y\n\n  B: {}\n",
                vec![(2, 5), (7, 7)],
            ),
            ("Resources: {\n  \"A\": {\n    Type: x },\n  B: {} }\n", vec![(2, 3), (4, 4)]),
            (
                "Resources:\n  Fn::ForEach::Nodes:\n    - Node\n    - [a, b]\n    - Alarm${Node}:\n        Type: x\n  \
                 B: {Type: y}\n",
                vec![(2, 6), (5, 6), (7, 7)],
            ),
            ("Resources: [A]\n", vec![]),
            ("- Resources\n", vec![]),
            ("Other:\n  Resources:\n    A: {}\n", vec![]),
        ] {
            assert_eq!(lines("t.yaml", text), expected, "{text}");
        }
    }

    #[test]
    fn blocks_of_a_configuration_are_told_however_they_are_laid_out() {
        for (text, expected) in [
            (
                "# apart\n\nresource \"a\" \"b\" {\n  c {\n  }\n}\nlocals {\n  x = 1\n}\n# about d\nmodule \"d\" {\n}\n",
                vec![(3, 6), (11, 12)],
            ),
            ("  resource \"a\" \"b\" {\n x = 1\n  }\n", vec![(1, 3)]),
            ("resource \"a\" \"b\" { x = 1 }\ndata \"a\" \"b\" {}\n", vec![(1, 1), (2, 2)]),
        ] {
            assert_eq!(lines("a/main.tf", text), expected, "{text}");
        }
    }

    #[test]
    fn texts_hold_no_comment() {
        for (file, text, sought, expected) in [
            ("t.yml", "Resources:\n  A:\n    T: \"x # here\"\n", "# here", true),
            ("t.yml", "Resources:\n  A:\n    T: x # here\n", "# here", false),
            ("t.yml", "Resources:\n  A:\n    T: |\n      # here\n", "# here", true),
            ("t.yml", "Resources:\n  A:\n    T: größe # here\n", "# here", false),
            ("a.tf", "resource \"a\" \"b\" {\n  t = \"x # here\"\n}\n", "# here", true),
            ("a.tf", "resource \"a\" \"b\" {\n  t = \"x ${y} # here\"\n}\n", "# here", true),
            ("a.tf", "resource \"a\" \"b\" {\n  t = \"x\" # here\n}\n", "# here", false),
            ("a.tf", "resource \"a\" \"b\" {\n  t = <<-E\n    # here\n  E\n}\n", "# here", true),
            ("a.tf", "resource \"a\" \"größe\" {} // here\n", "// here", false),
        ] {
            let at = text.find(sought).expect("is there");
            let before = &text[..at];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            let position =
                (line.try_into().expect("is small"), column.try_into().expect("is small"));
            let blocks = Blocks::read(Path::new(file), text).expect("is read");
            assert_eq!(blocks.is_text(position), expected, "{text}");
        }
    }

    #[test]
    fn other_languages_and_broken_files_have_no_blocks() {
        for (file, text) in [
            ("plan.json", "{}"),
            ("-", ""),
            ("t.yaml", "a: [\n"),
            ("main.tf", "resource {{\n"),
            ("lib/stack.ts", "// x"),
        ] {
            assert_eq!(Blocks::read(Path::new(file), text), None, "{file}");
        }
    }
}
