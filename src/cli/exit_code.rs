//! The exit code contract, the same for every command and format:
//!
//! | code | meaning |
//! | --- | --- |
//! | 0 | nothing at or above `--fail-on`; every test passed |
//! | 1 | findings at or above `--fail-on`; a test failed; a page is out of date |
//! | 2 | the request or an input is wrong |
//! | 3 | the audit is incomplete, and nothing failed |

use std::process::ExitCode;

use crate::gate::Outcome;

/// The request or an input is wrong.
pub(super) const WRONG: u8 = 2;

/// The code for what an audit came to.
pub(super) fn of_outcome(outcome: Outcome) -> ExitCode {
    ExitCode::from(outcome.exit_code())
}

/// The code for a check that is passed or not.
pub(super) fn of_check(is_passed: bool) -> ExitCode {
    ExitCode::from(u8::from(!is_passed))
}

/// Prints what clap has to say, and gives the code for it: 0 for help that was asked for.
pub fn of_usage(error: &clap::Error) -> ExitCode {
    // Nobody is left to tell when printing fails.
    let _ = error.print();
    ExitCode::from(if error.use_stderr() { WRONG } else { 0 })
}
