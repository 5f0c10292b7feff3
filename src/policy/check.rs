//! Every check that a policy goes through before it may judge anything.

use std::collections::BTreeSet;

use super::attributes::{self, Step};
use super::bundle::Bundle;
use super::error::Problem;
use super::metadata::Header;
use super::rego::reads::{Read, Reads};
use super::rego::{self, Program, lint};
use super::{Policy, suggest};
use crate::policy::paths::are_related;

/// What is wrong with `policy`.
pub(super) fn policy(bundle: &Bundle, policy: &Policy, header: &Header) -> Vec<Problem> {
    let mut problems = Vec::new();
    check_frameworks(bundle, policy, header, &mut problems);
    check_parameters(policy, header, &mut problems);
    check_attributes(policy, header, &mut problems);
    match parse(bundle, policy) {
        Ok(program) => check_rego(bundle, policy, &program, &mut problems),
        Err(problem) => problems.push(*problem),
    }
    problems
}

/// The declared attributes that the policy's rule `name` reads.
pub(crate) fn attributes_read_by(bundle: &Bundle, policy: &Policy, name: &str) -> Vec<String> {
    let Ok(program) = parse(bundle, policy) else { return Vec::new() };
    let reads = Reads::of(&program);
    let paths: Vec<String> =
        reads.of_rule(name).into_iter().filter_map(|read| attribute(policy, read)).collect();
    let is_read = |declared: &&String| paths.iter().any(|path| are_related(declared, path));
    policy.attributes.iter().filter(is_read).cloned().collect()
}

/// The policy with the helpers that are loaded with it.
fn parse(bundle: &Bundle, policy: &Policy) -> Result<Program, Box<Problem>> {
    let module = rego::parse(&policy.path, &policy.rego)?;
    let library = bundle.library.iter().map(|file| rego::parse(&file.path, &file.text));
    Ok(Program::new(module, library.collect::<Result<Vec<_>, _>>()?))
}

/// The path below the subject that `read` is, if it is one that exists.
fn attribute(policy: &Policy, read: &Read) -> Option<String> {
    match read.path.as_slice() {
        [Step::Name(root), Step::Name(kind), steps @ ..]
            if root == "input" && kind == policy.subject.as_str() =>
        {
            attributes::find(policy.subject, steps).ok().map(|attribute| attribute.unknowable_path)
        }
        _ => None,
    }
}

/// Frameworks and controls exist.
fn check_frameworks(bundle: &Bundle, policy: &Policy, header: &Header, out: &mut Vec<Problem>) {
    for (id, controls) in &header.metadata.custom.frameworks {
        let Some(framework) = bundle.frameworks.get(id) else {
            let (line, column) = header.offset.apply(controls.referenced);
            let known = bundle.frameworks.keys().map(String::as_str);
            let hint = suggest::hint(suggest::nearest(id, known));
            let message = format!("no framework is called `{id}`{hint}");
            out.push(Problem::at(&policy.path, line, column, message));
            continue;
        };
        for control in &controls.value {
            if !framework.controls.contains_key(&control.value) {
                let (line, column) = header.offset.apply(control.referenced);
                let message = format!("`{id}` has no control `{}`", control.value);
                out.push(Problem::at(&policy.path, line, column, message));
            }
        }
    }
}

/// Defaults are of the declared type.
fn check_parameters(policy: &Policy, header: &Header, out: &mut Vec<Problem>) {
    for (name, file) in &header.metadata.custom.parameters {
        let Some(parameter) = policy.parameters.get(name) else { continue };
        if !parameter.accepts(&parameter.default) {
            let (line, column) = header.offset.apply(file.referenced);
            let expected = &parameter.parameter_type;
            let message = format!("the default of `{name}` is not of type {expected}");
            out.push(Problem::at(&policy.path, line, column, message));
        }
    }
}

/// Declared attributes exist, in the notation of METADATA.
fn check_attributes(policy: &Policy, header: &Header, out: &mut Vec<Problem>) {
    for declared in &header.metadata.custom.attributes {
        let (line, column) = header.offset.apply(declared.referenced);
        let message = match attributes::find(policy.subject, &attributes::parse(&declared.value)) {
            Ok(attribute) if attribute.path == declared.value => continue,
            Ok(attribute) => format!("write `{}` for `{}`", attribute.path, declared.value),
            Err(message) => message,
        };
        out.push(Problem::at(&policy.path, line, column, message));
    }
}

/// The Rego itself: rules that must exist, what the engine misjudges, and what is read.
fn check_rego(bundle: &Bundle, policy: &Policy, program: &Program, out: &mut Vec<Problem>) {
    if !program.has_rule("deny") {
        out.push(Problem::with_file(&policy.path, "a policy has a rule `deny contains …`"));
    }
    let reads = Reads::of(program);
    out.extend(lint::check(program, &reads));
    let mut reported = BTreeSet::new();
    for read in reads.of_policy() {
        if let Some(message) = check_read(bundle, policy, read)
            && reported.insert((&read.file, read.line, message.clone()))
        {
            out.push(Problem::at(&read.file, read.line, read.column, message));
        }
    }
}

/// What is wrong with reading this path.
fn check_read(bundle: &Bundle, policy: &Policy, read: &Read) -> Option<String> {
    let [Step::Name(root), below @ ..] = read.path.as_slice() else { return None };
    match (root.as_str(), below) {
        ("input", [Step::Name(word), steps @ ..]) => check_input(policy, read, word, steps),
        ("input", _) => Some("read `input.…` by name, so that it can be checked".to_owned()),
        ("data", [Step::Name(word), Step::Name(name), ..]) if word == "parameters" => {
            let known = policy.parameters.keys().map(String::as_str);
            let hint = suggest::hint(suggest::nearest(name, known));
            let is_declared = policy.parameters.contains_key(name);
            (!is_declared).then(|| format!("METADATA declares no parameter `{name}`{hint}"))
        }
        ("data", [Step::Name(word), Step::Name(name), ..]) if word == "reference" => {
            let known = bundle.reference.keys().map(String::as_str);
            let hint = suggest::hint(suggest::nearest(name, known));
            let exists = bundle.reference.contains_key(name);
            (!exists).then(|| format!("no reference table is called `{name}`{hint}"))
        }
        ("data", [Step::Name(word), ..]) if matches!(word.as_str(), "parameters" | "reference") => {
            None
        }
        _ => Some(
            "a policy reads `input`, `data.parameters`, `data.reference` and rules that exist"
                .to_owned(),
        ),
    }
}

fn check_input(policy: &Policy, read: &Read, word: &str, steps: &[Step]) -> Option<String> {
    let kind = policy.subject.as_str();
    if matches!(word, "unknown" | "now") {
        return None;
    }
    if word != kind {
        return Some(format!("the input of this policy is `input.{kind}`, not `input.{word}`"));
    }
    if steps.is_empty() {
        return read.is_passed_on.then(|| {
            format!(
                "pass attributes of `input.{kind}` on, not all of it: what is read cannot be told"
            )
        });
    }
    let attribute = match attributes::find(policy.subject, steps) {
        Ok(attribute) => attribute,
        Err(message) => return Some(message),
    };
    let path = &attribute.unknowable_path;
    let is_declared =
        path.is_empty() || policy.attributes.iter().any(|declared| are_related(declared, path));
    (!is_declared).then(|| format!("METADATA does not declare the attribute `{}`", attribute.path))
}
