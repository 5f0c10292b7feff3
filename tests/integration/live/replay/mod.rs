//! A server that stands before the emulator: it plays faults, answers with recorded replies, passes everything else on,
//! and remembers each call. Without an emulator it answers with what was recorded alone.

mod call;
mod cbor;
mod fault;
mod forward;
mod http;
mod world;

use std::collections::BTreeMap;
use std::io::{self, BufReader, Read};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

pub(crate) use call::Call;
use call::Protocol;
use fault::Effect;
pub(crate) use fault::Fault;
use http::{Reply, Request};
pub(crate) use world::World;

/// What a server answers with.
#[derive(Debug, Clone, Default)]
pub(crate) struct Setup {
    /// Recorded replies; the first world that has one answers.
    pub(crate) worlds: Vec<World>,
    /// Calls that fail, before anything else is looked at.
    pub(crate) faults: Vec<Rule>,
    /// Where calls go that nothing was recorded for.
    pub(crate) emulator: Option<String>,
    /// Whether the emulator is asked for permission before a recorded reply answers.
    pub(crate) asks_permission: bool,
    /// How long an answer takes.
    pub(crate) delay: Duration,
}

/// Calls that fail.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    /// The action: `ec2:DescribeSubnets`.
    pub(crate) action: String,
    /// The account; any where it is empty.
    pub(crate) account: String,
    /// The region; any where it is empty.
    pub(crate) region: String,
    /// What the request has to hold: a marker, a name.
    pub(crate) asks_for: String,
    /// Up to which attempt.
    pub(crate) attempts: u32,
    /// How.
    pub(crate) fault: Fault,
}

/// A running server; it ends when it is dropped.
pub(crate) struct Replay {
    /// Where it listens: `http://127.0.0.1:4566`.
    pub(crate) endpoint: String,
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    setup: Setup,
    calls: Mutex<Vec<Call>>,
    called: Condvar,
    unanswered: Mutex<Vec<Call>>,
    /// Accounts by the access keys that their roles gave out.
    sessions: Mutex<BTreeMap<String, String>>,
    is_over: AtomicBool,
}

impl Rule {
    /// Every call of `action` fails, whoever makes it and however often.
    pub(crate) fn always(action: &str, fault: Fault) -> Self {
        Self {
            action: action.to_owned(),
            account: String::new(),
            region: String::new(),
            asks_for: String::new(),
            attempts: u32::MAX,
            fault,
        }
    }

    fn is_meant(&self, call: &Call) -> bool {
        self.action == call.action
            && (self.account.is_empty() || self.account == call.account)
            && (self.region.is_empty() || self.region == call.region)
            && call.text.contains(&self.asks_for)
            && call.attempt <= self.attempts
    }
}

impl Replay {
    /// A server on a free port of the loopback.
    pub(crate) fn start(setup: Setup) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            setup,
            calls: Mutex::default(),
            called: Condvar::new(),
            unanswered: Mutex::default(),
            sessions: Mutex::default(),
            is_over: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                if accepting.is_over.load(Ordering::Relaxed) {
                    return;
                }
                let shared = Arc::clone(&accepting);
                // A connection that breaks is the client's affair.
                thread::spawn(move || shared.serve(connection));
            }
        });
        Ok(Self { endpoint: format!("http://{address}"), address, shared })
    }

    /// Every call so far.
    pub(crate) fn calls(&self) -> Vec<Call> {
        held(&self.shared.calls).clone()
    }

    /// Waits until `action` is called, but not for ever. Answers whether it was.
    pub(crate) fn wait_for(&self, action: &str, patience: Duration) -> bool {
        let is_missing = |calls: &mut Vec<Call>| calls.iter().all(|call| call.action != action);
        let waited =
            self.shared.called.wait_timeout_while(held(&self.shared.calls), patience, is_missing);
        waited.is_ok_and(|(_, waited)| !waited.timed_out())
    }

    /// Calls that nothing was recorded for, where there is no emulator either.
    pub(crate) fn unanswered(&self) -> Vec<Call> {
        held(&self.shared.unanswered).clone()
    }
}

impl Drop for Replay {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::Relaxed);
        // Only a connection ends the waiting for one.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    /// Answers requests of a connection until the client or a fault closes it.
    fn serve(&self, connection: TcpStream) -> io::Result<()> {
        connection.set_nodelay(true)?;
        let mut sending = connection.try_clone()?;
        let mut receiving = BufReader::new(connection);
        while let Some(request) = Request::read(&mut receiving)? {
            match self.effect(&request) {
                Effect::Reply(reply) => reply.write(&mut sending, 0)?,
                Effect::Cut(reply) => return reply.write(&mut sending, 100),
                Effect::Flood(reply) => return reply.flood(&mut sending),
                Effect::Wait => return receiving.read_to_end(&mut Vec::new()).map(drop),
                Effect::Close => return Ok(()),
            }
        }
        Ok(())
    }

    fn effect(&self, request: &Request) -> Effect {
        let mut call = Call::of(request);
        if let Some(account) = held(&self.sessions).get(&call.account) {
            call.account.clone_from(account);
        }
        held(&self.calls).push(call.clone());
        self.called.notify_all();
        thread::sleep(self.setup.delay);
        match self.setup.faults.iter().find(|rule| rule.is_meant(&call)) {
            Some(rule) => rule.fault.effect(&call),
            None => Effect::Reply(self.reply(request, call)),
        }
    }

    fn reply(&self, request: &Request, call: Call) -> Reply {
        let mut worlds = self.setup.worlds.iter().filter(|world| world.is_asked(&call));
        let recorded = worlds.find_map(|world| world.reply(&call));
        let reply = match (recorded, &self.setup.emulator) {
            (Some(reply), Some(emulator)) if self.setup.asks_permission => {
                let asked = forward::forward(request, emulator);
                if asked.status == 403 { asked } else { reply }
            }
            (Some(reply), _) => reply,
            (None, Some(emulator)) => forward::forward(request, emulator),
            (None, None) => {
                let message = format!("nothing was recorded for {}", call.action);
                held(&self.unanswered).push(call.clone());
                fault::error(Protocol::of(call.service()), 501, "NotRecorded", &message)
            }
        };
        if call.action == "sts:AssumeRole" {
            self.remember_session(&call, &reply);
        }
        reply
    }

    /// Learns whose the keys are that a role gave out.
    fn remember_session(&self, call: &Call, reply: &Reply) {
        let body = String::from_utf8_lossy(&reply.body);
        let between = |text: &str, start: &str, end: &str| {
            let (_, rest) = text.split_once(start)?;
            rest.split_once(end).map(|(found, _)| found.to_owned())
        };
        let key = between(&body, "<AccessKeyId>", "</AccessKeyId>");
        let account = between(&call.text, ":iam::", ":role/");
        if let (Some(key), Some(account)) = (key, account) {
            held(&self.sessions).insert(key, account);
        }
    }
}

/// A thread that panicked while it held this left whole values behind.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
