//! What ends a run early: the error with its causes, and one line saying what to do about it.

use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

use super::exit_code;

/// An error that cannot be made without saying what to do about it.
#[derive(Debug)]
pub struct CliError {
    cause: anyhow::Error,
    help: String,
}

/// Adds what to do about it to an error. There is no `From`, so that none goes without.
pub(super) trait OrHelp<T> {
    /// The value, or the error with `help`.
    fn or_help(self, help: impl Display) -> Result<T, CliError>;
}

impl CliError {
    /// An error without a further cause.
    pub(super) fn new(message: impl Display, help: impl Display) -> Self {
        Self { cause: anyhow::anyhow!("{message}"), help: help.to_string() }
    }

    /// An error with its causes.
    pub(super) fn from_error(cause: impl Into<anyhow::Error>, help: impl Display) -> Self {
        Self { cause: cause.into(), help: help.to_string() }
    }

    /// Prints the error and its causes, then the help, and gives the exit code.
    pub fn print(&self) -> ExitCode {
        let mut stderr = anstream::stderr().lock();
        // Nobody is left to tell when printing fails.
        let _ = self.write(&mut stderr);
        ExitCode::from(exit_code::WRONG)
    }

    fn write(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let style = anstyle::AnsiColor::Red.on_default().bold();
        let mut messages: Vec<String> = Vec::new();
        for cause in self.cause.chain() {
            let message = cause.to_string();
            // A transparent wrapper repeats what it wraps.
            if messages.last() != Some(&message) {
                messages.push(message);
            }
        }
        writeln!(out, "{style}error:{style:#} {}", messages.join(": "))?;
        let style = anstyle::AnsiColor::Green.on_default().bold();
        writeln!(out, "{style}help:{style:#} {}", self.help)
    }
}

impl<T, E: Into<anyhow::Error>> OrHelp<T> for Result<T, E> {
    fn or_help(self, help: impl Display) -> Result<T, CliError> {
        self.map_err(|error| CliError::from_error(error, help))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_is_one_line_and_the_help_another() {
        let cause = std::io::Error::other("is a directory");
        let error: Result<(), _> = Err(anyhow::Error::new(cause).context("could not read a.json"));
        let error = error.or_help("name a file").expect_err("is an error");
        let mut bytes = Vec::new();
        error.write(&mut bytes).expect("writes");
        let text = anstream::adapter::strip_bytes(&bytes).into_vec();
        assert_eq!(
            String::from_utf8_lossy(&text),
            "error: could not read a.json: is a directory\nhelp: name a file\n"
        );
    }
}
