//! Where reports go: standard output or files, several formats in one run.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::error::{CliError, OrHelp};
use super::options::LookOptions;
use crate::report::{FORMATS, Format, Report};

/// Which formats, and where to.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputOptions {
    /// Write the report in this format (repeatable) [default: table]
    #[arg(long = "format", value_name = "FORMAT", value_parser = format_parser())]
    #[arg(value_delimiter = ',', env = "CACHE_AUDIT_FORMAT", hide_env_values = true)]
    formats: Vec<&'static Format>,

    /// Write a report to this file, not to standard output (repeatable)
    ///
    /// A file takes the format that its extension names (txt, json, sarif) if that was asked for, else the first format
    /// that is left; the last format left over goes to standard output.
    #[arg(long = "output", value_name = "FILE")]
    #[arg(env = "CACHE_AUDIT_OUTPUT", hide_env_values = true)]
    outputs: Vec<PathBuf>,
}

fn format_parser() -> impl TypedValueParser<Value = &'static Format> {
    let names = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.help));
    PossibleValuesParser::new(names)
        .try_map(|name| FORMATS.iter().find(|format| format.name == name).ok_or("is no format"))
}

/// One report to write.
#[derive(Debug)]
pub(super) struct Destination {
    format: &'static Format,
    /// Standard output where there is none.
    file: Option<PathBuf>,
}

impl OutputOptions {
    /// Pairs formats with files. Wrong pairs are told before anything is read.
    pub(super) fn destinations(&self) -> Result<Vec<Destination>, CliError> {
        let mut files: Vec<Option<&Path>> = vec![None; self.formats.len()];
        let mut formats = self.formats.clone();
        for (index, file) in self.outputs.iter().enumerate() {
            if self.outputs[..index].contains(file) {
                let message = format!("{} is named twice", file.display());
                return Err(CliError::new(message, "give each report a file of its own"));
            }
            let is_free = |slot: &usize| files[*slot].is_none();
            let named = (0..formats.len())
                .filter(is_free)
                .find(|&slot| has_extension(file, formats[slot]))
                // A file whose format comes later in the list must not take the place of another's.
                .or_else(|| {
                    (0..formats.len()).filter(is_free).find(|&slot| {
                        !self.outputs[index..]
                            .iter()
                            .any(|other| has_extension(other, formats[slot]))
                    })
                });
            match named {
                Some(slot) => files[slot] = Some(file),
                None => {
                    formats.push(by_extension(file)?);
                    files.push(Some(file));
                }
            }
        }
        if formats.is_empty() {
            formats.extend(FORMATS.first());
            files.push(None);
        }
        if files.iter().filter(|file| file.is_none()).count() > 1 {
            return Err(CliError::new(
                "several reports would go to standard output",
                "give all but one of them a file with --output",
            ));
        }
        let pairs = formats.into_iter().zip(files);
        Ok(pairs
            .map(|(format, file)| Destination { format, file: file.map(Path::to_owned) })
            .collect())
    }
}

fn has_extension(file: &Path, format: &Format) -> bool {
    file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(format.extension))
}

fn by_extension(file: &Path) -> Result<&'static Format, CliError> {
    FORMATS.iter().find(|format| has_extension(file, format)).ok_or_else(|| {
        CliError::new(
            format!("there is no format for {}", file.display()),
            "add one more --format, or an extension that names it: txt, json, sarif",
        )
    })
}

/// Writes `report` to every destination.
pub(super) fn write(
    report: &Report<'_>,
    destinations: &[Destination],
    look: &LookOptions,
) -> Result<(), CliError> {
    for Destination { format, file } in destinations {
        match file {
            None => {
                let reporter = (format.reporter)(look.stdout());
                to_stdout(|out| reporter.write(report, out))?;
            }
            Some(file) => {
                let reporter = (format.reporter)(look.file());
                to_file(file, |out| reporter.write(report, out))?;
            }
        }
    }
    Ok(())
}

/// Writes to standard output. A reader that has seen enough and closed the pipe is no error.
pub(super) fn to_stdout(
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), CliError> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result
            .map_err(|error| {
                anyhow::Error::new(error).context("could not write to standard output")
            })
            .or_help("make sure that standard output goes where it can be written"),
    }
}

/// Writes a file.
pub(super) fn to_file(
    file: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), CliError> {
    let written = File::create(file).and_then(|created| {
        let mut out = BufWriter::new(created);
        write(&mut out)?;
        out.flush()
    });
    written
        .map_err(|error| {
            anyhow::Error::new(error).context(format!("could not write {}", file.display()))
        })
        .or_help("name a file in a directory that exists and that you may write to")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(formats: &[&str], files: &[&str]) -> Result<Vec<(&'static str, String)>, String> {
        let by_name = |name: &&str| FORMATS.iter().find(|format| format.name == *name);
        let options = OutputOptions {
            formats: formats.iter().filter_map(by_name).collect(),
            outputs: files.iter().map(PathBuf::from).collect(),
        };
        let destinations = options.destinations().map_err(|error| format!("{error:?}"))?;
        let name =
            |file: Option<PathBuf>| file.map_or("stdout".into(), |f| f.display().to_string());
        Ok(destinations.into_iter().map(|d| (d.format.name, name(d.file))).collect())
    }

    #[test]
    fn files_find_their_formats() {
        type Case<'a> = (&'a [&'a str], &'a [&'a str], &'a [(&'a str, &'a str)]);
        let cases: [Case<'_>; 9] = [
            (&[], &[], &[("table", "stdout")]),
            (&["json"], &[], &[("json", "stdout")]),
            (&["sarif"], &["r.sarif"], &[("sarif", "r.sarif")]),
            (&["sarif"], &["results.json"], &[("sarif", "results.json")]),
            (&["table", "sarif"], &["r.sarif"], &[("table", "stdout"), ("sarif", "r.sarif")]),
            (&["table", "json"], &["a", "b"], &[("table", "a"), ("json", "b")]),
            (&["json", "table"], &["out", "r.json"], &[("json", "r.json"), ("table", "out")]),
            (&[], &["r.SARIF"], &[("sarif", "r.SARIF")]),
            (&["table"], &["t", "r.json"], &[("table", "t"), ("json", "r.json")]),
        ];
        for (formats, files, expected) in cases {
            let expected: Vec<_> =
                expected.iter().map(|(f, file)| (*f, (*file).to_owned())).collect();
            assert_eq!(pairs(formats, files), Ok(expected), "{formats:?} {files:?}");
        }
    }

    #[test]
    fn what_cannot_be_paired_is_told() {
        let cases: [(&[&str], &[&str], &str); 3] = [
            (&["json", "sarif"], &[], "several reports would go to standard output"),
            (&["json", "json"], &["a", "a"], "a is named twice"),
            (&["json"], &["a", "b"], "there is no format for b"),
        ];
        for (formats, files, message) in cases {
            let error = pairs(formats, files).expect_err(message);
            assert!(error.contains(message), "{error}");
        }
    }
}
