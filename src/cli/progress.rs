//! What a person sees while waiting: one line on standard error, only at a terminal, only if it takes long enough to
//! wonder, and gone afterwards.

use std::io::{IsTerminal, Write, stderr};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// What is quicker than this needs no explanation.
const PATIENCE: Duration = Duration::from_millis(400);
/// How often a line that changes is written anew.
const PACE: Duration = Duration::from_millis(100);

/// Shows what is being done until it is dropped.
pub(super) struct Progress {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Says `what` after a while, unless `is_quiet` or nobody watches.
    pub(super) fn new(what: String, is_quiet: bool) -> Self {
        Self::changing(move || what.clone(), is_quiet)
    }

    /// Says what `what` comes to after a while and keeps it up to date, unless `is_quiet` or nobody watches.
    pub(super) fn changing(what: impl Fn() -> String + Send + 'static, is_quiet: bool) -> Self {
        if is_quiet || !stderr().is_terminal() {
            return Self { stop: None, thread: None };
        }
        let (stop, stopped) = channel::<()>();
        let thread = std::thread::spawn(move || {
            let mut wait = PATIENCE;
            let mut written = String::new();
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                wait = PACE;
                let now = what();
                if now != written {
                    // A terminal that cannot be written to shows no progress.
                    let _ = write!(stderr(), "{CLEAR}{now} …");
                    written = now;
                }
            }
            if !written.is_empty() {
                let _ = write!(stderr(), "{CLEAR}");
            }
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }
}

/// Takes away what the line says.
const CLEAR: &str = "\r\u{1b}[2K";

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // The thread has nothing that could panic, and a line left behind would be no reason to.
            let _ = thread.join();
        }
    }
}
