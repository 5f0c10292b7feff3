//! Measures commands: wall time, CPU time and peak memory, each in a process of its own.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};

/// How often each command is measured; the fastest counts.
const RUNS: usize = 3;
const MEBIBYTE: f64 = 1024.0 * 1024.0;

/// What stands above the columns of [`row`].
pub(crate) fn heading(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{:<44} {:>9} {:>9} {:>10}", "", "wall ms", "CPU ms", "peak MiB")
}

/// What one process used.
pub(crate) struct Usage {
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
    pub(crate) peak_bytes: f64,
}

/// One line of the table.
pub(crate) fn row(out: &mut impl Write, label: &str, usage: &Usage) -> io::Result<()> {
    writeln!(
        out,
        "  {label:<42} {:>9.1} {:>9.1} {:>10.1}",
        usage.wall.as_secs_f64() * 1e3,
        usage.cpu.as_secs_f64() * 1e3,
        usage.peak_bytes / MEBIBYTE,
    )
}

/// Runs `command` a few times, each under a process of its own that reports what its only child used; keeps the fastest.
pub(crate) fn measure(command: &[String]) -> io::Result<Usage> {
    let mut best: Option<Usage> = None;
    for _ in 0..RUNS {
        let output =
            Command::new(std::env::current_exe()?).arg("--measure").args(command).output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let mut numbers = text.split_whitespace().filter_map(|number| number.parse::<f64>().ok());
        let mut next = || numbers.next().unwrap_or(f64::NAN);
        let usage = Usage {
            wall: Duration::from_secs_f64(next().max(0.0)),
            cpu: Duration::from_secs_f64(next().max(0.0)),
            peak_bytes: next(),
        };
        if best.as_ref().is_none_or(|best| usage.wall < best.wall) {
            best = Some(usage);
        }
    }
    best.ok_or_else(|| io::Error::other("nothing was measured"))
}

/// What [`measure`] starts this program again for.
pub(crate) fn measure_here(command: &[String]) -> io::Result<()> {
    let start = Instant::now();
    Command::new(&command[0])
        .args(&command[1..])
        // Set on machines of developers, it has every error that regorus handles carry a backtrace.
        .env_remove("RUST_BACKTRACE")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    let wall = start.elapsed();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(io::Error::from)?;
    let seconds =
        |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    let cpu = seconds(usage.user_time()) + seconds(usage.system_time());
    // Linux counts kibibytes.
    let peak = usage.max_rss() as f64 * 1024.0;
    writeln!(io::stdout(), "{} {cpu} {peak}", wall.as_secs_f64())
}

/// Writes a file once; a later run finds it.
pub(crate) fn make_file(
    folder: &Path,
    name: &str,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<PathBuf> {
    let path = folder.join(name);
    if !path.exists() {
        let partial = folder.join(format!("{name}.partial"));
        let mut file = BufWriter::new(File::create(&partial)?);
        write(&mut file)?;
        file.flush()?;
        fs::rename(partial, &path)?;
    }
    Ok(path)
}
