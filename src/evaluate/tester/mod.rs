//! Runs the Rego tests of policies, holds every case to the general promises, and measures line coverage.
//!
//! A test is a rule `test_…` in package `<package>_test`, in `<stem>_test.rego` beside the policy. True is a passed
//! assertion. An object is a case: a subject that must get the verdict in the rule's name, `test_fail_when_off`.
//! Every case is put before the policy again with each declared attribute made unknown in turn: what passed must
//! become unknown, and what failed must not become a pass. It is also put before the policy with nothing but what the
//! policy sees (`view.rs`), which must change nothing.

mod case;
mod places;
mod suite;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::DEFAULT_TIME_LIMIT;
use super::engine::EngineFactory;
use crate::policy::{Bundle, PolicyId};
use suite::Suite;

/// What to test and how.
#[derive(Debug, Clone, Default)]
pub struct TestOptions {
    /// Only policies whose id, or tests whose name, contains this.
    pub filter: Option<String>,
    /// Only what lies in these directories; everything where there are none.
    pub dirs: Vec<PathBuf>,
    /// Whether lines of a policy that no test runs count as a failure.
    pub requires_coverage: bool,
}

/// What testing came to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TestReport {
    /// One entry for each policy and for each helper with tests, sorted by file.
    pub policies: Vec<PolicyTests>,
}

/// The tests of one file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PolicyTests {
    /// The policy; none for the tests of a helper.
    pub policy: Option<PolicyId>,
    /// The file tested.
    pub path: String,
    /// How many tests there are.
    pub tests: usize,
    /// What failed.
    pub failures: Vec<TestFailure>,
    /// Lines that some test runs.
    pub covered: BTreeSet<u32>,
    /// Lines that no test runs.
    pub not_covered: BTreeSet<u32>,
}

/// One failed test.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TestFailure {
    /// The test file.
    pub path: String,
    /// The line of the test in it; 0 where no single test is meant.
    pub line: u32,
    /// The test's name: `test_fail_when_off`.
    pub test: String,
    /// What was expected and what came.
    pub message: String,
}

impl TestReport {
    /// Whether every test passed.
    pub fn is_success(&self) -> bool {
        self.policies.iter().all(|policy| policy.failures.is_empty())
    }
}

/// Runs the tests of `bundle`'s policies and helpers on all processors.
pub fn test(bundle: &Bundle, options: &TestOptions) -> TestReport {
    let mut suites = suite::find(bundle);
    if !options.dirs.is_empty() {
        suites.retain(|suite| options.dirs.iter().any(|dir| suite.lies_in(dir)));
    }
    let next = AtomicUsize::new(0);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut policies: Vec<PolicyTests> = thread::scope(|scope| {
        let workers: Vec<_> =
            (0..threads).map(|_| scope.spawn(|| run(bundle, options, &suites, &next))).collect();
        let join = |worker: thread::ScopedJoinHandle<'_, _>| {
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        workers.into_iter().flat_map(join).collect()
    });
    policies.sort_by(|a, b| a.path.cmp(&b.path));
    TestReport { policies }
}

/// Runs suites until none is left.
fn run(
    bundle: &Bundle,
    options: &TestOptions,
    suites: &[Suite<'_>],
    next: &AtomicUsize,
) -> Vec<PolicyTests> {
    let mut factory = EngineFactory::new(bundle, DEFAULT_TIME_LIMIT);
    let mut results = Vec::new();
    while let Some(suite) = suites.get(next.fetch_add(1, Ordering::Relaxed)) {
        match &mut factory {
            Ok(factory) => results.extend(suite.run(factory, options)),
            Err(message) => results.push(suite.broken(message)),
        }
    }
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::policy::fixture;

    #[test]
    fn the_built_in_policies_pass_their_tests_and_these_run_every_line() {
        let bundle = Bundle::built_in().expect("the built-in policies load");
        let options = TestOptions { requires_coverage: true, ..TestOptions::default() };
        let failures: Vec<String> = test(&bundle, &options)
            .policies
            .iter()
            .flat_map(|policy| &policy.failures)
            .map(|failure| {
                format!("{}:{} {}: {}", failure.path, failure.line, failure.test, failure.message)
            })
            .collect();
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }

    const DENY: &str = "deny contains denial if {\n\tinput.cache.port < data.parameters.limit\n\tdenial := finding.at(\"port\", \"too low\")\n}\n\n_low(port) if port == 1";

    /// What is wrong when these tests are run on the policy `peculiar`, which has the body `deny`.
    fn failures(deny: &str, tests: &str) -> Vec<String> {
        let test_file = format!(
            "package custom.peculiar_test\n\nimport data.cache_audit.lib.testing\n\n{tests}\n"
        );
        let policy = fixture::policy("peculiar", "port", deny);
        let bundle =
            fixture::load(&[("peculiar.rego", &policy), ("peculiar_test.rego", &test_file)]);
        let options = TestOptions {
            filter: Some("peculiar".into()),
            requires_coverage: true,
            ..TestOptions::default()
        };
        let report = test(&bundle.expect("loads"), &options);
        let tests = report.policies.iter().find(|p| p.policy == Some(PolicyId::new("peculiar")));
        let failures = tests.expect("was tested").failures.iter();
        failures
            .map(|failure| format!("{}:{} {}", failure.test, failure.line, failure.message))
            .collect()
    }

    fn sound(deny: &str) -> String {
        deny.split("\n\n").next().expect("has a rule").to_owned()
    }

    #[test]
    fn cases_get_the_verdict_that_their_name_promises() {
        let tests = "test_pass_when_high := {\"cache\": {\"port\": 8}}\n\n\
            test_fail_when_low := {\"cache\": {\"port\": 3}, \"denials\": [{\"attribute\": \"port\", \"message\": \"too low\"}]}\n\n\
            test_pass_when_the_limit_is_low := {\"cache\": {\"port\": 3}, \"parameters\": {\"limit\": 2}}\n\n\
            test_unknown_when_not_known := {\"cache\": {\"port\": testing.unknown}}\n\n\
            test_assertion if 1 == 1";
        assert_eq!(failures(&sound(DENY), tests), [""; 0]);
    }

    #[test]
    fn what_a_test_promises_and_does_not_get_is_told() {
        for (test, expected) in [
            (
                "test_pass_when_low := {\"cache\": {\"port\": 3}}",
                "test_pass_when_low:5 expected pass, got fail:\n  port: too low\n",
            ),
            (
                "test_fail_when_high := {\"cache\": {\"port\": 8}}",
                "test_fail_when_high:5 expected fail, got pass",
            ),
            (
                "test_fail_when_low := {\"cache\": {\"port\": 3}, \"denials\": []}",
                "test_fail_when_low:5 expected the denials\n  none\ngot\n  port: too low\n",
            ),
            (
                "test_fail_when_low := {\"cache\": {\"port\": 3}, \"denials\": [{\"attribute\": \"port\", \"message\": \"too low\", \"resource\": \"x\"}]}",
                "test_fail_when_low:5 expected the denials\n  port: too low at x\ngot\n  port: too low\n",
            ),
            (
                "test_pass_when_empty := {\"cache\": {}}",
                "test_pass_when_empty:5 the subject lacks the declared attribute `port`: give a value, null or `testing.unknown`",
            ),
            (
                "test_pass_when_other := {\"alarm\": {}}",
                "test_pass_when_other:5 the case has no `cache`",
            ),
            (
                "test_passes := {\"cache\": {\"port\": 8}}",
                "test_passes:5 the name of a case begins with `test_pass`, `test_fail`, `test_unknown` or `test_not_applicable`",
            ),
            ("test_untrue if 1 == 2", "test_untrue:5 is undefined"),
            ("test_false := false", "test_false:5 is false"),
            ("test_number := 1", "test_number:5 is neither true nor a case: 1"),
        ] {
            let found = failures(&sound(DENY), test);
            assert!(found.iter().any(|failure| failure == expected), "{expected}\n{found:?}");
        }
    }

    #[test]
    fn a_policy_that_guesses_about_the_unknown_is_caught() {
        let guessing = "deny contains denial if {\n\tnot input.cache.port\n\tdenial := finding.at(\"port\", \"is missing\")\n}";
        let test = "test_pass_when_set := {\"cache\": {\"port\": 8}}";
        let expected = "test_pass_when_set:5 with `port` made unknown: expected unknown, got fail:\n  port: is missing\n";
        assert!(failures(guessing, test).contains(&expected.to_owned()));
        let hiding =
            format!("applicable := object.get(input.cache, \"port\", 0) > 0\n\n{}", sound(DENY));
        let expected =
            "test_pass_when_set:5 with `port` made unknown: expected unknown, got not_applicable";
        assert!(failures(&hiding, test).contains(&expected.to_owned()));
    }

    #[test]
    fn a_label_that_is_more_than_a_name_is_caught() {
        let deny = "deny contains denial if {\n\tstartswith(input.cache.engine, \"redis\")\n\tdenial := finding.at(\"engine\", input.cache.engine)\n}";
        let policy = fixture::policy("peculiar", "engine", deny)
            .replace("# custom:", "# custom:\n#   labels: [engine]");
        let tests = "package custom.peculiar_test\n\ntest_fail_for_redis := {\"cache\": {\"engine\": \"redis\"}}\n";
        let bundle = fixture::load(&[("peculiar.rego", &policy), ("peculiar_test.rego", tests)]);
        let options = TestOptions { filter: Some("peculiar".into()), ..TestOptions::default() };
        let report = test(&bundle.expect("loads"), &options);
        let failure = &report.policies[0].failures[0];
        assert!(failure.message.starts_with("with labels replaced"), "{}", failure.message);
    }

    #[test]
    fn lines_that_no_test_runs_are_told() {
        let tests = "test_pass_when_high := {\"cache\": {\"port\": 8}}";
        let found = failures(DENY, tests);
        // The head is run only when something is denied.
        let head = fixture::BODY_LINE;
        let (denial, helper) = (head + 2, head + 5);
        assert_eq!(found, [format!(":{head} no test runs line {head}, {denial}, {helper}")]);
    }

    #[test]
    fn a_directory_selects_its_own_policies_alone() {
        let dir = tempfile::tempdir().expect("makes a directory");
        let own = dir.path().join("policies");
        std::fs::create_dir_all(own.join("x")).expect("makes folders");
        let policy = fixture::policy("peculiar", "port", &sound(DENY));
        std::fs::write(own.join("x/peculiar.rego"), policy).expect("writes");
        let bundle = Bundle::load(std::slice::from_ref(&own)).expect("loads");
        let dirs = vec![own.join("../policies")];
        let report = test(&bundle, &TestOptions { dirs, ..TestOptions::default() });
        let tested: Vec<_> = report.policies.iter().map(|policy| policy.policy.clone()).collect();
        assert_eq!(tested, [Some(PolicyId::new("peculiar"))]);
    }

    #[test]
    fn a_filter_selects_policies_or_tests() {
        let policy = fixture::policy("peculiar", "port", &sound(DENY));
        let tests = "package custom.peculiar_test\n\ntest_one if 1 == 1\n\ntest_two if 1 == 2\n";
        let bundle = fixture::load(&[("peculiar.rego", &policy), ("peculiar_test.rego", tests)])
            .expect("loads");
        let run = |filter: &str| {
            let options = TestOptions { filter: Some(filter.to_owned()), ..TestOptions::default() };
            let report = test(&bundle, &options);
            report.policies.iter().map(|p| (p.tests, p.failures.len())).collect::<Vec<_>>()
        };
        assert_eq!(run("test_one"), [(1, 0)]);
        assert_eq!(run("test_two"), [(1, 1)]);
        assert_eq!(run("no such test"), []);
    }
}
