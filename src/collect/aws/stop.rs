//! Ctrl-C: once ends the scan with what is known, twice ends the program.

use std::future::ready;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

use tokio::sync::watch;

/// The exit code of a program that Ctrl-C ended, as shells have it.
const INTERRUPTED: i32 = 130;

/// Tells a scan to come to its end. Clones are the same.
#[derive(Debug, Clone)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Default for Stop {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

impl Stop {
    /// One that Ctrl-C pulls. From then on, and after [`Stop::pull`], the next Ctrl-C ends the program.
    ///
    /// # Errors
    ///
    /// The system gives no thread to watch with.
    pub fn on_ctrl_c() -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        let stop = Self::default();
        let watched = stop.clone();
        let (begin, begun) = channel();
        // Once watched, Ctrl-C no longer ends the program by itself, so that somebody has to watch until the end.
        std::thread::Builder::new().name("ctrl-c".to_owned()).spawn(move || {
            runtime.block_on(watched.watch(begin));
        })?;
        // Nothing is sent; the other end goes away when it watches.
        let _ = begun.recv();
        Ok(stop)
    }

    /// Ends the scan.
    pub fn pull(&self) {
        self.0.send_replace(true);
    }

    /// Whether somebody ended the scan.
    pub fn is_pulled(&self) -> bool {
        *self.0.borrow()
    }

    /// What becomes true then.
    pub(super) fn receiver(&self) -> watch::Receiver<bool> {
        self.0.subscribe()
    }

    async fn watch(&self, begin: Sender<()>) {
        let mut signal = Box::pin(tokio::signal::ctrl_c());
        // It watches from when it is first asked.
        let early = tokio::select! {
            biased;
            pressed = &mut signal => Some(pressed),
            () = ready(()) => None,
        };
        drop(begin);
        let mut pressed = match early {
            Some(pressed) => pressed,
            None => signal.await,
        };
        while pressed.is_ok() {
            if self.0.send_replace(true) {
                end();
            }
            pressed = tokio::signal::ctrl_c().await;
        }
    }
}

/// Ends the program at once: whoever presses Ctrl-C twice wants nothing more of it, not even a report.
#[expect(clippy::exit, reason = "nothing else ends the other threads")]
fn end() -> ! {
    std::process::exit(INTERRUPTED)
}
