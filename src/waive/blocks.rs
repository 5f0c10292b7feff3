//! Which lines of a file belong to which resource, told by layout: `terraform fmt` and every CloudFormation template in
//! block style keep it.

/// How a file is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    /// Terraform.
    Hcl,
    /// A CloudFormation template.
    Yaml,
}

/// The lines of one resource, counted from 1.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// The line of the first comment directly above, or the first line itself.
    above: u32,
    pub(super) first: u32,
    pub(super) last: u32,
}

impl Syntax {
    /// What the name of `file` tells.
    pub(super) fn of(file: &str) -> Option<Self> {
        match file.rsplit_once('.')?.1 {
            "tf" => Some(Self::Hcl),
            "yaml" | "yml" => Some(Self::Yaml),
            _ => None,
        }
    }
}

impl Block {
    /// Whether a comment on `line` is about it.
    pub(super) fn takes(&self, line: u32) -> bool {
        (self.above..=self.last).contains(&line)
    }
}

/// The resources of `text`, in the order of the file.
pub(super) fn blocks(text: &str, syntax: Syntax) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    let mut above = None;
    let mut depth = None;
    let mut is_among_resources = syntax == Syntax::Hcl;
    for (line, content) in (1_u32..).zip(text.lines()) {
        let trimmed = content.trim_start();
        if trimmed.is_empty() {
            above = None;
            continue;
        }
        if trimmed.starts_with('#') || trimmed.starts_with("//") {
            above = above.or(Some(line));
            continue;
        }
        let indent = content.len() - trimmed.len();
        let begins = match syntax {
            Syntax::Hcl => {
                indent == 0
                    && ["resource ", "module ", "data "]
                        .iter()
                        .any(|word| trimmed.starts_with(word))
            }
            Syntax::Yaml if indent == 0 => {
                is_among_resources = trimmed.starts_with("Resources:");
                depth = None;
                blocks.extend(open.take());
                false
            }
            Syntax::Yaml => is_among_resources && *depth.get_or_insert(indent) == indent,
        };
        if begins {
            blocks.extend(open.take());
            open = Some(Block { above: above.unwrap_or(line), first: line, last: line });
        } else if let Some(block) = &mut open {
            block.last = line;
        }
        above = None;
        if syntax == Syntax::Hcl && indent == 0 && trimmed.starts_with('}') {
            blocks.extend(open.take());
        }
    }
    blocks.extend(open);
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, syntax: Syntax) -> Vec<(u32, u32, u32)> {
        blocks(text, syntax).iter().map(|block| (block.above, block.first, block.last)).collect()
    }

    #[test]
    fn resources_of_a_template_are_told_by_their_indent() {
        let text = "Parameters:\n  A:\n    Type: String\nResources:\n  # about B\n  # more\n  B:\n    Type: x\n\n    # in B\n    Properties:\n      a: b\n  # about C\n  C:\n    Type: y\nOutputs:\n  D:\n    Value: z\n";
        assert_eq!(lines(text, Syntax::Yaml), [(5, 7, 12), (13, 14, 15)]);
    }

    #[test]
    fn blocks_of_a_configuration_end_at_their_brace() {
        let text = "# apart\n\nresource \"a\" \"b\" {\n  c {\n  }\n}\nlocals {\n  x = 1\n}\n# about d\nmodule \"d\" {\n}\n";
        assert_eq!(lines(text, Syntax::Hcl), [(3, 3, 6), (10, 11, 12)]);
    }

    #[test]
    fn only_files_with_comments_that_are_known_are_looked_at() {
        let cases = [("a/main.tf", true), ("t.yml", true), ("plan.json", false), ("-", false)];
        for (file, expected) in cases {
            assert_eq!(Syntax::of(file).is_some(), expected, "{file}");
        }
    }
}
