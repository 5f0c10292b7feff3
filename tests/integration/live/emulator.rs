//! The emulator of live accounts: one for the whole test binary, started when the first test wants it, and another one that
//! enforces IAM.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use crate::support::root;

/// Set by those who cannot run Python: tests that need the emulator then pass without having looked.
const SKIP: &str = "CACHE_AUDIT_SKIP_EMULATOR";

/// A running emulator.
pub(super) struct Emulator {
    /// Where it listens: `http://127.0.0.1:4566`.
    pub(super) endpoint: String,
    python: PathBuf,
    /// Ends the emulator when its standard input does, which is when this process ends, however that comes about.
    _runner: Child,
}

/// What a seed kept: ids that the emulator gave, by the seed's names for them.
pub(super) type Kept = BTreeMap<String, String>;

impl Emulator {
    /// The emulator, or nothing where somebody asked to do without.
    pub(super) fn get() -> Option<&'static Self> {
        static RUNNING: OnceLock<Emulator> = OnceLock::new();
        match std::env::var_os(SKIP) {
            Some(_) => None,
            None => Some(RUNNING.get_or_init(|| Self::start(&[]))),
        }
    }

    /// One that checks signatures and policies as IAM does, or nothing where somebody asked to do without.
    pub(super) fn with_iam() -> Option<&'static Self> {
        static RUNNING: OnceLock<Emulator> = OnceLock::new();
        match std::env::var_os(SKIP) {
            Some(_) => None,
            None => Some(RUNNING.get_or_init(|| Self::start(&["--auth"]))),
        }
    }

    fn start(arguments: &[&str]) -> Self {
        let script = root().join("tests/emulator/run.py");
        let mut runner = Command::new("python3")
            .arg(script)
            // Kept from run to run; only the first one installs.
            .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("emulator"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("the tests of live accounts need python3 with pip, or {SKIP}=1: {error}")
            });
        let mut line = String::new();
        let output = runner.stdout.take().expect("is piped");
        BufReader::new(output).read_line(&mut line).expect("is text");
        let mut words = line.trim_end().splitn(3, ' ');
        let (Some("ready"), Some(port), Some(python)) = (words.next(), words.next(), words.next())
        else {
            panic!("the emulator did not start; it said {line:?}. {SKIP}=1 does without it");
        };
        Self {
            endpoint: format!("http://127.0.0.1:{port}"),
            python: PathBuf::from(python),
            _runner: runner,
        }
    }

    /// Makes what `seeds`, files below `fixtures/`, tell. Answers what each of them kept.
    pub(super) fn seed(&self, seeds: &[&str]) -> Vec<Kept> {
        let output = self.python("seed.py").arg(&self.endpoint).args(seeds).output();
        let output = output.expect("the environment's Python runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "could not seed {seeds:?}: {said}");
        let mut kept: BTreeMap<String, Kept> =
            serde_json::from_slice(&output.stdout).expect("seed.py prints JSON");
        seeds.iter().map(|seed| kept.remove(*seed).expect("every seed is answered")).collect()
    }

    /// One of the scripts beside `run.py`, to be run among the fixtures by the emulator's Python.
    pub(super) fn python(&self, script: &str) -> Command {
        let mut command = Command::new(&self.python);
        command.arg(root().join("tests/emulator").join(script));
        command.current_dir(root().join("fixtures"));
        command
    }
}
