//! Addresses and references as Terraform writes them: `module.a["k"].aws_subnet.private[0].id`.

/// One step of an address or reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// `.name`.
    Name(&'a str),
    /// `[0]` or `["key"]`, brackets included.
    Key(&'a str),
}

/// Splits a reference at its dots and brackets, leaving quoted keys whole.
pub(super) fn steps(text: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            rest = after;
        } else if rest.starts_with('[') {
            let end = key_end(rest);
            steps.push(Step::Key(&rest[..end]));
            rest = &rest[end..];
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            steps.push(Step::Name(&rest[..end]));
            rest = &rest[end..];
        }
    }
    steps
}

/// The end of the bracketed key that `text` begins with.
fn key_end(text: &str) -> usize {
    let mut is_quoted = false;
    let mut is_escaped = false;
    for (index, character) in text.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            ']' if !is_quoted => return index + 1,
            _ => {}
        }
    }
    text.len()
}

/// Leaves out references that are only the beginning of the one before: Terraform lists each reference longest first,
/// followed by its prefixes.
pub(super) fn without_prefixes<'a>(references: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut kept: Vec<&str> = Vec::new();
    for reference in references {
        let is_prefix = kept.last().is_some_and(|last| {
            last.strip_prefix(reference)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        });
        if !is_prefix {
            kept.push(reference);
        }
    }
    kept
}

/// An address without its own instance key: `aws_subnet.private` of `aws_subnet.private[0]`.
pub(super) fn without_key(address: &str) -> &str {
    match steps(address).last() {
        Some(Step::Key(key)) => &address[..address.len() - key.len()],
        _ => address,
    }
}

/// A module's address with every instance key left out: `module.a.module.b`.
pub(super) fn without_keys(address: &str) -> String {
    let names = steps(address).into_iter().filter_map(|step| match step {
        Step::Name(name) => Some(name),
        Step::Key(_) => None,
    });
    names.collect::<Vec<_>>().join(".")
}

/// `name` inside `module`; the root module is the empty string.
pub(super) fn join(module: &str, name: &str) -> String {
    if module.is_empty() { name.to_owned() } else { format!("{module}.{name}") }
}

/// The module that `module` is called from, with the name of the call: `("module.a", "b")` of `module.a.module.b["k"]`.
pub(super) fn parent(module: &str) -> Option<(&str, &str)> {
    let bare = without_key(module);
    let (before, call) = match bare.rfind(".module.") {
        Some(at) => (&bare[..at], &bare[at + ".module.".len()..]),
        None => ("", bare.strip_prefix("module.")?),
    };
    Some((before, call))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_whole_whatever_they_hold() {
        let text = r#"module.a["x.y[\"]"].aws_subnet.b[0].id"#;
        let expected = [
            Step::Name("module"),
            Step::Name("a"),
            Step::Key(r#"["x.y[\"]"]"#),
            Step::Name("aws_subnet"),
            Step::Name("b"),
            Step::Key("[0]"),
            Step::Name("id"),
        ];
        assert_eq!(steps(text), expected);
    }

    #[test]
    fn prefixes_that_follow_their_reference_are_left_out() {
        let references = [
            r#"module.cache["p"].rg_id"#,
            r#"module.cache["p"]"#,
            "module.cache",
            "aws_subnet.a",
            "aws_subnet.ab.id",
            "aws_subnet.ab",
            "count.index",
        ];
        let kept = without_prefixes(references.into_iter());
        let expected =
            [r#"module.cache["p"].rg_id"#, "aws_subnet.a", "aws_subnet.ab.id", "count.index"];
        assert_eq!(kept, expected);
    }

    #[test]
    fn modules_know_the_call_they_come_from() {
        let cases = [
            ("module.a", Some(("", "a"))),
            (r#"module.a["k.module.x"]"#, Some(("", "a"))),
            (r#"module.a["k"].module.b[0]"#, Some((r#"module.a["k"]"#, "b"))),
            ("", None),
        ];
        for (module, expected) in cases {
            assert_eq!(parent(module), expected, "{module}");
        }
        assert_eq!(without_keys(r#"module.a["k.x"].module.b[0]"#), "module.a.module.b");
        assert_eq!(without_key(r#"module.a["k"].aws_x.y["z[0]"]"#), r#"module.a["k"].aws_x.y"#);
    }
}
