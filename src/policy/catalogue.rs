//! The catalogue of policies as one Markdown page, generated from METADATA.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::bundle::Bundle;
use super::{Policy, PolicySet};

/// The page `policies/README.md` for the policies and sets of `bundle`.
pub fn render(bundle: &Bundle) -> String {
    let mut categories: BTreeMap<&str, Vec<&Policy>> = BTreeMap::new();
    for policy in bundle.policies() {
        categories.entry(&policy.category).or_default().push(policy);
    }
    let mut page = String::from(INTRODUCTION);
    sets(&mut page, bundle.sets());
    for (category, policies) in &categories {
        table(&mut page, category, policies);
    }
    for policy in categories.values().flatten() {
        page.push_str(&section(bundle, policy));
    }
    page
}

const INTRODUCTION: &str = "\
# Policies

This page is generated from the METADATA of the policies by `cache-audit policy docs`; do not edit it.

A policy judges one subject and comes to one verdict: pass, fail, unknown or not applicable. An attribute that nobody
knows yet never makes a policy fail, and never lets it pass.
";

/// One section of the page: everything METADATA says about `policy`.
pub fn section(bundle: &Bundle, policy: &Policy) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_section(&mut text, bundle, policy);
    text
}

fn sets<'a>(page: &mut String, sets: impl Iterator<Item = &'a PolicySet>) {
    page.push_str("\n## Policy sets\n\n| set | what it is for |\n| --- | --- |\n");
    for set in sets {
        let _ = writeln!(page, "| `{}` | {} |", set.name, cell(&set.description));
    }
}

fn table(page: &mut String, category: &str, policies: &[&Policy]) {
    let _ = write!(
        page,
        "\n## {}\n\n| policy | severity | problem |\n| --- | --- | --- |\n",
        capitalize(category)
    );
    for policy in policies {
        let Policy { id, severity, title, .. } = policy;
        let _ = writeln!(page, "| [{id}](#{id}) | {severity} | {} |", cell(title));
    }
}

fn write_section(text: &mut String, bundle: &Bundle, policy: &Policy) -> std::fmt::Result {
    let Policy { id, title, description, remediation, severity, subject, .. } = policy;
    write!(text, "\n### {id}\n\n**{title}**\n\n{}\n", description.trim())?;
    write!(text, "\nRemediation: {}\n", remediation.trim())?;
    write!(text, "\n- Severity: {severity}\n- Subject: `{}`\n", subject.as_str())?;
    writeln!(text, "- Attributes: {}", quoted(&policy.attributes))?;
    if !policy.aliases.is_empty() {
        let aliases: Vec<String> = policy.aliases.iter().map(ToString::to_string).collect();
        writeln!(text, "- Formerly: {}", quoted(&aliases))?;
    }
    for (framework, controls) in &policy.frameworks {
        let title = bundle.frameworks().get(framework).map_or(framework.as_str(), |f| &f.title);
        writeln!(text, "- {title}: {}", controls.join(", "))?;
    }
    for page in &policy.related_resources {
        writeln!(text, "- <{page}>")?;
    }
    write_parameters(text, policy)
}

fn write_parameters(text: &mut String, policy: &Policy) -> std::fmt::Result {
    if policy.parameters.is_empty() {
        return Ok(());
    }
    text.push_str("\n| parameter | type | default | meaning |\n| --- | --- | --- | --- |\n");
    for (name, parameter) in &policy.parameters {
        let default = cell(&parameter.default.to_string());
        let meaning = cell(&parameter.description);
        writeln!(text, "| `{name}` | {} | `{default}` | {meaning} |", parameter.parameter_type)?;
    }
    Ok(())
}

/// Text on one line, fit for a table.
fn cell(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace('|', "\\|")
}

fn quoted(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

fn capitalize(word: &str) -> String {
    let mut characters = word.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use crate::policy::fixture::{load, policy};

    const DENY: &str = "deny contains denial if {\n\tinput.cache.engine == \"redis\"\n\tdenial := finding.at(\"engine\", \"m\")\n}";

    #[test]
    fn a_section_tells_everything_that_metadata_says() {
        let text = policy("one", "engine", DENY)
            .replace("frameworks: {}", "frameworks: {aws-fsbp: [ElastiCache.1]}")
            .replace("related_resources: []", "related_resources: [https://a.example/]")
            .replace("description: L", "description: this | that");
        let bundle = load(&[("network/one.rego", &text)]).expect("loads");
        let section = super::section(&bundle, bundle.policy("one").expect("exists"));
        let expected = "\n### one\n\n**T**\n\nD\n\nRemediation: R\n\n- Severity: high\n- Subject: `cache`\n\
            - Attributes: `engine`\n- AWS Foundational Security Best Practices: ElastiCache.1\n\
            - <https://a.example/>\n\n| parameter | type | default | meaning |\n| --- | --- | --- | --- |\n\
            | `limit` | integer | `7` | this \\| that |\n";
        assert_eq!(section, expected);
        let page = super::render(&bundle);
        assert!(page.contains("\n## Network\n"), "{page}");
        assert!(page.contains("| [one](#one) | high | T |\n"), "{page}");
        assert!(page.contains(expected), "{page}");
    }
}
