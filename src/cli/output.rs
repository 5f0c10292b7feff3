//! Where reports go: standard output or files, several formats in one run.

use std::collections::BTreeSet;
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
    /// A file takes the format that its extension names: json, sarif, md or xml. Any other file takes the next format
    /// that is left. What is left in the end goes to standard output.
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
        let mut destinations: Vec<_> =
            self.formats.iter().map(|format| Destination { format, file: None }).collect();
        let (telling, silent): (Vec<_>, Vec<_>) =
            self.outputs.iter().partition(|file| FORMATS.iter().any(|format| suits(file, format)));
        if self.formats.is_empty() && (telling.is_empty() || !silent.is_empty()) {
            destinations.extend(FORMATS.first().map(|format| Destination { format, file: None }));
        }
        for file in telling {
            place_by_extension(file, &mut destinations);
        }
        for file in silent {
            let free = destinations.iter_mut().find(|destination| destination.file.is_none());
            let Some(free) = free else {
                let message = format!("there is no format left for {}", file.display());
                return Err(CliError::new(message, "add one more --format"));
            };
            free.file = Some(file.clone());
        }
        check(&destinations)?;
        Ok(destinations)
    }
}

/// Gives `file` to the format whose own ending it has, else to one that may end so; where neither was asked for it
/// brings its own format.
fn place_by_extension(file: &Path, destinations: &mut Vec<Destination>) {
    let mut free: Vec<_> = destinations.iter_mut().filter(|d| d.file.is_none()).collect();
    free.sort_by_key(|destination| !owns(file, destination.format));
    if let Some(destination) = free.into_iter().find(|destination| suits(file, destination.format))
    {
        destination.file = Some(file.to_owned());
        return;
    }
    let own = FORMATS.iter().find(|format| owns(file, format));
    destinations.extend(own.map(|format| Destination { format, file: Some(file.to_owned()) }));
}

/// Whether files of `format` may end as `file` does.
fn suits(file: &Path, format: &Format) -> bool {
    format.extensions.iter().any(|extension| ends_in(file, extension))
}

/// Whether `file` ends in the own ending of `format`.
fn owns(file: &Path, format: &Format) -> bool {
    format.extensions.first().is_some_and(|extension| ends_in(file, extension))
}

fn ends_in(file: &Path, extension: &str) -> bool {
    file.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

/// Sees to it that no report overwrites another.
fn check(destinations: &[Destination]) -> Result<(), CliError> {
    let mut seen = BTreeSet::new();
    for destination in destinations {
        if !seen.insert(destination.file.as_deref().map(resolved)) {
            let message = match &destination.file {
                Some(file) => format!("several reports would go to {}", file.display()),
                None => "several reports would go to standard output".to_owned(),
            };
            return Err(CliError::new(message, "give each report a file of its own with --output"));
        }
    }
    Ok(())
}

/// Sees to it that nothing written overwrites what was read, nor a report the saved inventory.
pub(super) fn keep_apart(
    inputs: &[&Path],
    saved: Option<&Path>,
    destinations: &[Destination],
) -> Result<(), CliError> {
    let help = "name another file to write to";
    let reports = destinations.iter().filter_map(|destination| destination.file.as_deref());
    for file in reports.clone().chain(saved) {
        if file.is_file() && inputs.iter().any(|input| resolved(input) == resolved(file)) {
            let message = format!("{} is read and would be overwritten", file.display());
            return Err(CliError::new(message, help));
        }
    }
    let saved = saved.map(|file| (file, resolved(file)));
    match saved.filter(|(_, saved)| reports.into_iter().any(|file| resolved(file) == *saved)) {
        Some((file, _)) => {
            let file = file.display();
            let message = format!("a report and the inventory would both go to {file}");
            Err(CliError::new(message, help))
        }
        None => Ok(()),
    }
}

/// Sees to it that everything can be written, before much is read.
pub(super) fn check_writable(
    saved: Option<&Path>,
    destinations: &[Destination],
) -> Result<(), CliError> {
    let reports = destinations.iter().filter_map(|destination| destination.file.as_deref());
    for file in reports.chain(saved) {
        could_not_write(file, is_writable(file))?;
    }
    Ok(())
}

/// Whether `file` can be written. A new one does not stay.
fn is_writable(file: &Path) -> io::Result<()> {
    match file.metadata() {
        Ok(there) if there.is_file() || there.is_dir() => {
            File::options().append(true).open(file).map(drop)
        }
        // Somebody waits at the other end of a pipe, and would take this for the end.
        Ok(_) => Ok(()),
        // A link to a file that is still to be made.
        Err(_) if file.is_symlink() => Ok(()),
        Err(_) => {
            File::create_new(file)?;
            std::fs::remove_file(file)
        }
    }
}

/// The same for every way to write one file, whether it exists or not.
fn resolved(file: &Path) -> PathBuf {
    let parent = match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    file.canonicalize().unwrap_or_else(|_| match (parent.canonicalize(), file.file_name()) {
        (Ok(parent), Some(name)) => parent.join(name),
        _ => file.to_owned(),
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
    could_not_write(file, written)
}

fn could_not_write(file: &Path, written: io::Result<()>) -> Result<(), CliError> {
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
        let cases: [Case<'_>; 14] = [
            (&[], &[], &[("table", "stdout")]),
            (&["json"], &[], &[("json", "stdout")]),
            (&["sarif"], &["r.sarif"], &[("sarif", "r.sarif")]),
            (&["sarif"], &["results.json"], &[("sarif", "results.json")]),
            (&["sarif", "json"], &["r.json"], &[("sarif", "stdout"), ("json", "r.json")]),
            (&["table", "sarif"], &["r.sarif"], &[("table", "stdout"), ("sarif", "r.sarif")]),
            (&["table", "json"], &["a", "b.txt"], &[("table", "a"), ("json", "b.txt")]),
            (&["json", "table"], &["out", "r.json"], &[("json", "r.json"), ("table", "out")]),
            (&[], &["r.SARIF"], &[("sarif", "r.SARIF")]),
            (&[], &["r.sarif", "notes"], &[("table", "notes"), ("sarif", "r.sarif")]),
            (&["table"], &["r.json"], &[("table", "stdout"), ("json", "r.json")]),
            (&[], &["r.md", "r.xml"], &[("markdown", "r.md"), ("junit", "r.xml")]),
            (&["github"], &["a.md"], &[("github", "stdout"), ("markdown", "a.md")]),
            (&["markdown"], &["summary"], &[("markdown", "summary")]),
        ];
        for (formats, files, expected) in cases {
            let expected: Vec<_> =
                expected.iter().map(|(f, file)| (*f, (*file).to_owned())).collect();
            assert_eq!(pairs(formats, files), Ok(expected), "{formats:?} {files:?}");
        }
    }

    #[test]
    fn nothing_is_overwritten_by_accident() {
        let dir = tempfile::tempdir().expect("makes a directory");
        let plan = dir.path().join("plan.json");
        let new = dir.path().join("new");
        std::fs::write(&plan, "{}").expect("writes");
        let roundabout = dir.path().join(".").join("plan.json");
        let to = |file: &Path| [Destination { format: &FORMATS[0], file: Some(file.to_owned()) }];
        let inputs = [plan.as_path()];
        assert!(keep_apart(&inputs, None, &to(&new)).is_ok());
        assert!(keep_apart(&inputs, None, &to(&roundabout)).is_err());
        assert!(keep_apart(&inputs, Some(&roundabout), &[]).is_err());
        assert!(keep_apart(&inputs, Some(&new), &to(&new)).is_err());
    }

    #[test]
    fn whether_a_file_can_be_written_is_seen_without_writing_it() {
        let dir = tempfile::tempdir().expect("makes a directory");
        let there = dir.path().join("there");
        std::fs::write(&there, "kept").expect("writes");
        let new = dir.path().join("new");
        assert!(check_writable(Some(&there), &[]).is_ok());
        assert!(check_writable(Some(&new), &[]).is_ok());
        assert_eq!(std::fs::read_to_string(&there).expect("is there"), "kept");
        assert!(!new.exists());
        for wrong in [dir.path(), &there.join("below"), &dir.path().join("missing").join("new")] {
            let to = [Destination { format: &FORMATS[0], file: Some(wrong.to_owned()) }];
            for checked in [check_writable(Some(wrong), &[]), check_writable(None, &to)] {
                let error = format!("{:?}", checked.expect_err("cannot be written"));
                assert!(error.contains("could not write"), "{error}");
            }
        }
    }

    #[test]
    fn what_cannot_be_paired_is_told() {
        let cases: [(&[&str], &[&str], &str); 4] = [
            (&["json", "sarif"], &[], "several reports would go to standard output"),
            (&["json", "json"], &["a", "a"], "several reports would go to a"),
            (&["json", "json"], &["a", "./a"], "several reports would go to ./a"),
            (&["json"], &["a", "b"], "there is no format left for b"),
        ];
        for (formats, files, message) in cases {
            let error = pairs(formats, files).expect_err(message);
            assert!(error.contains(message), "{error}");
        }
    }
}
