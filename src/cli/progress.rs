//! What a person sees while waiting: one line on standard error, only at a terminal, only if it takes long enough to
//! wonder, told anew as long as it changes, and gone afterwards.

use std::io::{IsTerminal, Write, stderr};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// What is quicker than this needs no explanation.
const PATIENCE: Duration = Duration::from_millis(400);
/// How often it is told anew.
const REFRESH: Duration = Duration::from_millis(100);
/// Back to the beginning of the line, which is cleared.
const CLEAR: &str = "\r\u{1b}[2K";

/// Shows what is being done until it is dropped.
pub(super) struct Progress {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Says `what` after a while, unless `is_quiet` or nobody watches.
    pub(super) fn new(what: String, is_quiet: bool) -> Self {
        Self::telling(move || what.clone(), is_quiet)
    }

    /// Says what `tell` says at the time.
    pub(super) fn telling(tell: impl Fn() -> String + Send + 'static, is_quiet: bool) -> Self {
        if is_quiet || !stderr().is_terminal() {
            return Self { stop: None, thread: None };
        }
        let (stop, stopped) = channel::<()>();
        let thread = std::thread::spawn(move || {
            let goes_on = |wait| stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout);
            if !goes_on(PATIENCE) {
                return;
            }
            let mut told = String::new();
            loop {
                let text = tell();
                if text != told {
                    // A terminal that cannot be written to shows no progress.
                    let _ = write!(stderr(), "{CLEAR}{text} …");
                    told = text;
                }
                if !goes_on(REFRESH) {
                    break;
                }
            }
            let _ = write!(stderr(), "{CLEAR}");
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // The thread has nothing that could panic, and a line left behind would be no reason to.
            let _ = thread.join();
        }
    }
}
