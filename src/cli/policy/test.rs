//! `policy test`: Rego tests of policies, with line coverage.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::CliError;
use crate::cli::exit_code;
use crate::cli::options::{LookOptions, PolicyOptions};
use crate::cli::output::to_stdout;
use crate::cli::progress::Progress;
use crate::evaluate::tester::{PolicyTests, TestOptions, TestReport, test};

/// Arguments of `policy test`.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Examples:\n  cache-audit policy test\n  cache-audit policy test ./policies --coverage"
)]
pub(super) struct TestArgs {
    /// Directories with policies of your own; only these are tested
    #[arg(value_name = "DIR")]
    dirs: Vec<PathBuf>,

    /// Only policies whose id, or tests whose name, contains this
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,

    /// Report line coverage, and fail where a line of a policy is not run
    #[arg(long)]
    coverage: bool,

    #[command(flatten)]
    policy: PolicyOptions,
}

/// Runs the tests.
pub(super) fn run(args: &TestArgs, look: &LookOptions) -> Result<ExitCode, CliError> {
    let config = args.policy.config()?;
    let bundle = args.policy.bundle(&config, &args.dirs)?;
    let options = TestOptions {
        filter: args.filter.clone(),
        dirs: args.dirs.clone(),
        requires_coverage: args.coverage,
    };
    let progress = Progress::new("Testing".to_owned(), look.is_quiet());
    let report = test(&bundle, &options);
    drop(progress);
    to_stdout(|out| write(out, &report, args.coverage, look.is_verbose()))?;
    Ok(exit_code::of_check(report.is_success()))
}

fn write(
    out: &mut dyn Write,
    report: &TestReport,
    has_coverage: bool,
    is_verbose: bool,
) -> io::Result<()> {
    for policy in &report.policies {
        if is_verbose {
            writeln!(out, "{}: {} tests", policy.path, policy.tests)?;
        }
        if has_coverage {
            write_coverage(out, policy)?;
        }
        for failure in &policy.failures {
            let line = if failure.line > 0 { format!(":{}", failure.line) } else { String::new() };
            writeln!(out, "FAIL {}{line} {}", failure.path, failure.test)?;
            failure.message.lines().try_for_each(|line| writeln!(out, "     {line}"))?;
        }
    }
    let tests: usize = report.policies.iter().map(|policy| policy.tests).sum();
    let failed: usize = report.policies.iter().map(failed).sum();
    writeln!(out, "{} passed, {failed} failed", tests.saturating_sub(failed_tests(report)))
}

/// What failed: single tests, each once, and whatever is about a file as a whole.
fn failed(policy: &PolicyTests) -> usize {
    policy
        .failures
        .iter()
        .map(|failure| (&failure.path, failure.line, &failure.test))
        .collect::<BTreeSet<_>>()
        .len()
}

/// Single tests that failed.
fn failed_tests(report: &TestReport) -> usize {
    let failures = report.policies.iter().flat_map(|policy| &policy.failures);
    let single = failures.filter(|failure| failure.line > 0);
    single.map(|failure| (&failure.path, &failure.test)).collect::<BTreeSet<_>>().len()
}

fn write_coverage(out: &mut dyn Write, policy: &PolicyTests) -> io::Result<()> {
    let lines = policy.covered.len() + policy.not_covered.len();
    if lines == 0 {
        return Ok(());
    }
    let percent = policy.covered.len() * 100 / lines;
    let missed: Vec<String> = policy.not_covered.iter().map(u32::to_string).collect();
    let missed =
        if missed.is_empty() { String::new() } else { format!(", not run: {}", missed.join(", ")) };
    writeln!(out, "{percent:>3} % {}{missed}", policy.path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::tester::TestFailure;

    fn failure(line: u32, test: &str, message: &str) -> TestFailure {
        TestFailure {
            path: "p/a_test.rego".into(),
            line,
            test: test.into(),
            message: message.into(),
        }
    }

    fn render(policies: Vec<PolicyTests>, has_coverage: bool) -> String {
        let mut bytes = Vec::new();
        write(&mut bytes, &TestReport { policies }, has_coverage, false).expect("writes");
        String::from_utf8(bytes).expect("is text")
    }

    #[test]
    fn a_test_that_fails_in_two_ways_counts_once() {
        let policy = PolicyTests {
            tests: 3,
            failures: vec![
                failure(7, "test_pass_when_on", "expected pass, got fail"),
                failure(7, "test_pass_when_on", "engine unknown: expected unknown, got pass"),
            ],
            ..PolicyTests::default()
        };
        let text = render(vec![policy], false);
        assert_eq!(
            text,
            "FAIL p/a_test.rego:7 test_pass_when_on\n     expected pass, got fail\n\
             FAIL p/a_test.rego:7 test_pass_when_on\n     engine unknown: expected unknown, got pass\n\
             2 passed, 1 failed\n"
        );
    }

    #[test]
    fn a_failure_of_no_single_test_takes_no_test_away() {
        let policy = PolicyTests {
            tests: 3,
            failures: vec![failure(0, "", "no test of verdict unknown")],
            ..PolicyTests::default()
        };
        assert!(render(vec![policy], false).ends_with("3 passed, 1 failed\n"));
    }

    #[test]
    fn coverage_names_the_lines_that_no_test_runs() {
        let policy = PolicyTests {
            path: "p/a.rego".into(),
            covered: BTreeSet::from([1, 2, 3]),
            not_covered: BTreeSet::from([9]),
            ..PolicyTests::default()
        };
        assert_eq!(render(vec![policy], true), " 75 % p/a.rego, not run: 9\n0 passed, 0 failed\n");
    }
}
