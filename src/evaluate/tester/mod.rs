//! Runs the Rego tests of policies, holds every case to the general promises, and measures line coverage.
//!
//! A test is a rule `test_…` in package `<package>_test`, in `<stem>_test.rego` beside the policy. True is a passed
//! assertion. An object is a case: a subject that must get the verdict in the rule's name, `test_fail_when_off`.
//! Every case is put before the policy again with each declared attribute made unknown in turn: what passed must
//! become unknown, and what failed must not become a pass.

mod case;
mod places;
mod suite;

use std::collections::BTreeSet;
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
    let suites = suite::find(bundle);
    let next = AtomicUsize::new(0);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut policies: Vec<PolicyTests> = thread::scope(|scope| {
        let workers: Vec<_> =
            (0..threads).map(|_| scope.spawn(|| run(bundle, options, &suites, &next))).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
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
    let factory = EngineFactory::new(bundle, DEFAULT_TIME_LIMIT);
    let mut results = Vec::new();
    while let Some(suite) = suites.get(next.fetch_add(1, Ordering::Relaxed)) {
        match &factory {
            Ok(factory) => results.extend(suite.run(factory, options)),
            Err(message) => results.push(suite.broken(message)),
        }
    }
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_policies_pass_their_tests_and_these_run_every_line() {
        let bundle = Bundle::built_in().expect("the built-in policies load");
        let options = TestOptions { filter: None, requires_coverage: true };
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
}
