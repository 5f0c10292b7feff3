//! Every check that a policy goes through before it may judge anything.

use std::collections::BTreeSet;

use super::Policy;
use super::attributes::{self, Step};
use super::bundle::Bundle;
use super::error::Problem;
use super::metadata::Header;
use super::rego::reads::{Read, Reads};
use super::rego::{self, Program, lint};
use crate::policy::paths::are_related;
use crate::suggest;

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
    let reads = Reads::below(&program, name);
    let paths: Vec<String> =
        reads.of_rule(name).into_iter().filter_map(|read| attribute(policy, read)).collect();
    let is_read = |declared: &&String| paths.iter().any(|path| are_related(declared, path));
    policy.attributes.iter().filter(is_read).cloned().collect()
}

/// The attributes of a subject that the policy reads, each by the name it begins with; none where nobody can tell.
pub(crate) fn attributes_begun(bundle: &Bundle, policy: &Policy) -> Option<BTreeSet<String>> {
    let program = parse(bundle, policy).ok()?;
    let reads = Reads::of(&program);
    let names = reads.of_policy().into_iter().filter_map(|read| match read.path.as_slice() {
        [Step::Name(root), Step::Name(kind), Step::Name(name), ..]
            if root == "input" && kind == policy.subject.as_str() =>
        {
            Some(name.clone())
        }
        _ => None,
    });
    Some(names.collect())
}

/// The policy with the helpers that are loaded with it.
fn parse(bundle: &Bundle, policy: &Policy) -> Result<Program, Box<Problem>> {
    let module = rego::parse(&policy.path, &policy.rego)?;
    let helpers = bundle.helpers(&[&policy.rego]).into_iter();
    let library = helpers.map(|helper| rego::parse(helper.path, helper.text));
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
    let custom = &header.metadata.custom;
    for declared in custom.attributes.iter().chain(&custom.labels) {
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
    let attribute = match attributes::find(policy.subject, steps) {
        Ok(attribute) => attribute,
        Err(message) => return Some(message),
    };
    if read.is_passed_on && attributes::has_fields(policy.subject, steps) {
        let what = match attribute.path.as_str() {
            "" => format!("attributes of `input.{kind}`"),
            path => format!("fields of `{path}`"),
        };
        return Some(format!("pass {what} on, not all of it: what is read cannot be told"));
    }
    let path = &attribute.unknowable_path;
    let is_declared =
        path.is_empty() || policy.attributes.iter().any(|declared| are_related(declared, path));
    (!is_declared).then(|| format!("METADATA does not declare the attribute `{}`", attribute.path))
}

#[cfg(test)]
mod tests {
    use crate::policy::fixture::{BODY_LINE, load, policy, problems};

    /// The problems of a policy with this body, without their places.
    fn messages(attributes: &str, body: &str) -> Vec<String> {
        let text = policy("p", attributes, body);
        let problems = problems(&[("p.rego", &text)]);
        problems
            .iter()
            .map(|line| line.split_once(": ").expect("has a place").1.to_owned())
            .collect()
    }

    fn deny(statements: &str) -> String {
        format!(
            "deny contains denial if {{\n{statements}\n\tdenial := finding.at(\"engine\", \"m\")\n}}"
        )
    }

    #[test]
    fn a_sound_policy_has_no_problems() {
        let body =
            deny("\tinput.cache.engine == \"redis\"\n\tinput.cache.port < data.parameters.limit");
        assert_eq!(messages("engine, port", &body), [""; 0]);
    }

    #[test]
    fn every_way_to_an_undeclared_attribute_is_found() {
        for body in [
            deny("\tinput.cache.port == 1"),
            deny("\tinput.cache[\"port\"] == 1"),
            deny("\tcache := input.cache\n\tcache.port == 1"),
            deny("\tport == 1\n\tport := input.cache.port"),
            deny("\tobject.get(input.cache, \"port\", 0) == 1"),
            deny("\t{\"port\": port} = input.cache\n\tport == 1"),
            deny("\tnot input.cache.port"),
            deny("\t_is_open(input.cache)") + "\n\n_is_open(cache) if cache.port == 1",
            deny("\tsome cache in _caches\n\tcache.port == 1") + "\n\n_caches := [input.cache]",
            deny("\tsome x in [cache.port | some cache in [input.cache]]\n\tx == 1"),
            deny("\tinput.cache.engine == \"redis\"") + "\n\napplicable if input.cache.port == 1",
        ] {
            let expected = "METADATA does not declare the attribute `port`";
            let found = messages("engine", &body);
            assert!(found.contains(&expected.to_owned()), "{body}\n{found:?}");
        }
    }

    #[test]
    fn elements_are_followed_through_iteration_and_helper_rules() {
        for body in [
            deny("\tsome alarm in input.cache.alarms\n\talarm.period == 1"),
            deny("\tevery alarm in input.cache.alarms {\n\t\talarm.period == 1\n\t}"),
            deny("\tinput.cache.alarms[_].period == 1"),
            deny("\tsome alarm in _lax\n\talarm.period == 1")
                + "\n\n_lax contains alarm if {\n\tsome alarm in input.cache.alarms\n\talarm.threshold > 1\n}",
            deny("\tsome alarm in _lax(input.cache.alarms)\n\talarm.period == 1")
                + "\n\n_lax(alarms) := {alarm | some alarm in alarms; alarm.threshold > 1}",
        ] {
            let expected = "METADATA does not declare the attribute `alarms[].period`";
            let found = messages("\"alarms[].threshold\"", &body);
            assert_eq!(found, [expected], "{body}");
        }
    }

    #[test]
    fn fields_that_are_always_known_need_no_declaration_beside_a_declared_one() {
        let body = deny(
            "\tsome alarm in input.cache.alarms\n\talarm.name == \"x\"\n\tinput.cache.kind == \"x\"",
        );
        assert_eq!(messages("\"alarms[].threshold\"", &body), [""; 0]);
        assert_eq!(
            messages("engine", &body),
            [
                "METADATA does not declare the attribute `alarms`",
                "METADATA does not declare the attribute `alarms[].name`"
            ]
        );
    }

    #[test]
    fn what_does_not_exist_cannot_be_read() {
        for (statement, expected) in [
            ("input.cache.engin == 1", "a cache has no attribute `engin`; did you mean `engine`?"),
            (
                "input.cache.alarms.period == 1",
                "`alarms` of a cache is a list: write `alarms[].period`",
            ),
            (
                "input.alarm.name == 1",
                "the input of this policy is `input.cache`, not `input.alarm`",
            ),
            (
                "data.parameters.limits == 1",
                "METADATA declares no parameter `limits`; did you mean `limit`?",
            ),
            ("data.reference.nothing == 1", "no reference table is called `nothing`"),
            (
                "some value in input.cache\n\tvalue == 1",
                "read attributes of `input.cache` by name, so that they can be checked",
            ),
            (
                "json.marshal(input.cache) == \"\"",
                "pass attributes of `input.cache` on, not all of it: what is read cannot be told",
            ),
            (
                "all := {\"whole\": input.cache}\n\tall.whole.port == 1",
                "pass attributes of `input.cache` on, not all of it: what is read cannot be told",
            ),
            (
                "some alarm in input.cache.alarms\n\tsprintf(\"%v\", [alarm]) == \"\"",
                "pass fields of `alarms[]` on, not all of it: what is read cannot be told",
            ),
            (
                "some alarm in input.cache.alarms\n\tsome field in alarm\n\tfield == 1",
                "read fields of `alarms[]` by name, so that they can be checked",
            ),
        ] {
            assert_eq!(messages("engine, alarms", &deny(&format!("\t{statement}"))), [expected]);
        }
    }

    #[test]
    fn what_the_engine_misjudges_is_refused() {
        for (body, expected) in [
            (
                "deny contains finding.at(\"engine\", \"m\") if input.cache.engine == \"x\"",
                "bind this",
            ),
            (
                "deny contains {\"attribute\": input.cache.engine, \"message\": \"m\"} if true",
                "bind this",
            ),
            (
                &deny("\t[path, value] := walk(input.cache.engine)\n\tvalue == path"),
                "the engine's `walk`",
            ),
            (&deny("\tglob.match(\"*\", [], input.cache.engine)"), "`glob.match` lets"),
            (
                &deny("\tsprintf(\"%5.2f\", [input.cache.engine]) == \"x\""),
                "`sprintf` knows %v, %s and %d, not `%5.2f`",
            ),
            (
                &deny("\tnet.cidr_merge([input.cache.engine]) == 1"),
                "no function is called `net.cidr_merge`",
            ),
            (
                &(deny("\t_even(input.cache.engine)")
                    + "\n\n_even(n) if _odd(n)\n\n_odd(n) if _even(n)"),
                "rules may not call themselves",
            ),
            ("applicable if input.cache.engine == \"x\"", "a policy has a rule `deny contains …`"),
        ] {
            let found = messages("engine", body);
            assert!(found.iter().any(|message| message.starts_with(expected)), "{body}\n{found:?}");
        }
    }

    #[test]
    fn a_problem_in_the_rego_is_placed() {
        let text = policy("p", "engine", &deny("\tinput.cache.engin == 1"));
        let place = format!("p.rego:{}:2: ", BODY_LINE + 1);
        let found = problems(&[("p.rego", &text)]);
        assert!(found[0].starts_with(&place), "{found:?}");
        let found = problems(&[("p.rego", &policy("p", "engine", "deny contains if"))]);
        assert!(found[0].starts_with(&format!("p.rego:{BODY_LINE}:")), "{found:?}");
    }

    #[test]
    fn declared_attributes_frameworks_and_defaults_are_checked_at_their_place() {
        let body = deny("\tinput.cache.engine == \"x\"");
        let text = policy("p", "engine, \"alarms[].treshold\", \"tags[]\"", &body)
            .replace("frameworks: {}", "frameworks: {aws-fsbp: [ElastiCache.99], nist: []}")
            .replace("default: 7", "default: seven");
        let found = problems(&[("p.rego", &text)]);
        let expected = [
            "p.rego:8:26: `alarms[]` of a cache has no attribute `treshold`; did you mean `threshold`?",
            "p.rego:8:47: write `tags.*` for `tags[]`",
            "p.rego:10:29: `aws-fsbp` has no control `ElastiCache.99`",
            "p.rego:10:52: no framework is called `nist`",
            "p.rego:11:25: the default of `limit` is not of type integer",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_applicable_reads_is_told_apart_from_what_deny_reads() {
        let body = deny("\tinput.cache.port == 1")
            + "\n\napplicable if _is_redis(input.cache)\n\n_is_redis(cache) if cache.engine == \"redis\"";
        let bundle = load(&[("p.rego", &policy("p", "port, engine", &body))]).expect("loads");
        let policy = bundle.policy("p").expect("exists");
        assert_eq!(super::attributes_read_by(&bundle, policy, "applicable"), ["engine"]);
        assert_eq!(super::attributes_read_by(&bundle, policy, "deny"), ["port"]);
    }
}
