//! A whole scan: every region of every account, a few at a time, into one inventory.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use super::call::{Counters, Terms};
use super::error::ScanError;
use super::operation::Operation;
use super::region::Region;
use super::session::{Account, Session, Sessions, regions};
use crate::model::{Gap, Inventory};

/// How many regions are read at a time; the rest wait, so that memory does not grow with the number of accounts.
const REGIONS_AT_ONCE: usize = 32;

/// What to scan.
#[derive(Debug, Clone)]
pub struct Request {
    /// The accounts.
    pub accounts: Vec<Account>,
    /// The operations that enabled policies need; see [`operations`](super::operations).
    pub operations: BTreeSet<Operation>,
    /// How long one attempt of a call may take.
    pub timeout: Duration,
}

/// Reads what `request` asks for, and keeps `counters` up to date meanwhile. Ctrl-C ends it with what is known.
///
/// # Errors
///
/// If no account could be opened at all. An account among several, a region or a call that fails is a gap.
pub fn scan(request: &Request, counters: &Arc<Counters>) -> Result<Inventory, ScanError> {
    let runtime = Builder::new_multi_thread().enable_all().build().map_err(ScanError::Runtime)?;
    let inventory = runtime.block_on(read(request, counters));
    // A resolver of names may hang in a call of the operating system; nobody waits for it.
    runtime.shutdown_background();
    inventory
}

async fn read(request: &Request, counters: &Arc<Counters>) -> Result<Inventory, ScanError> {
    let (interrupt, stop) = watch::channel(false);
    let listening = tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            // Nobody listens any more when the scan is over.
            let _ = interrupt.send(true);
        }
        // To drop the sender would look like an interruption to nobody; it lives as long as this task.
        std::future::pending::<()>().await;
    });
    let terms = Terms {
        wanted: Arc::new(request.operations.clone()),
        counters: Arc::clone(counters),
        stop: stop.clone(),
    };
    let inventory = match open(request, stop.clone()).await {
        Ok((places, gaps)) => Ok(all(places, gaps, &terms).await),
        Err(error) => Err(error),
    };
    listening.abort();
    inventory.map(|mut inventory| {
        if *stop.borrow() {
            inventory.gaps.push(Gap {
                what: "the scan".to_owned(),
                why: "it was interrupted; what had not been read by then is unknown".to_owned(),
                is_failure: true,
            });
        }
        inventory
    })
}

/// One region of an account that answers.
type Place = (Session, String);

/// Opens every account. One that fails is a gap where there are others.
async fn open(
    request: &Request,
    mut stop: watch::Receiver<bool>,
) -> Result<(Vec<Place>, Vec<Gap>), ScanError> {
    let sessions = Sessions::new(request.timeout)?;
    let mut opening = JoinSet::new();
    for (at, account) in request.accounts.iter().cloned().enumerate() {
        let sessions = sessions.clone();
        opening.spawn(async move { (at, places(&sessions, &account).await, account) });
    }
    let opened = tokio::select! {
        biased;
        Ok(_) = stop.wait_for(|stop| *stop) => return Err(ScanError::Interrupted),
        opened = opening.join_all() => opened,
    };
    let mut opened = opened;
    opened.sort_by_key(|(at, ..)| *at);
    let mut found = Vec::new();
    let mut gaps = Vec::new();
    let mut first = None;
    for (_, places, account) in opened {
        match places {
            Ok(places) => found.extend(places),
            Err(error) => {
                gaps.push(gap(&account, &error));
                first.get_or_insert(error);
            }
        }
    }
    match first {
        Some(error) if found.is_empty() => Err(error),
        _ => Ok((found, gaps)),
    }
}

async fn places(sessions: &Sessions, account: &Account) -> Result<Vec<Place>, ScanError> {
    let session = sessions.open(account).await?;
    let names = regions(account, &session).await?;
    Ok(names.into_iter().map(|name| (session.clone(), name)).collect())
}

fn gap(account: &Account, error: &ScanError) -> Gap {
    Gap { what: account.words(), why: format!("{error}; {}", error.help()), is_failure: true }
}

/// Reads every place once, even if two accounts of the request are the same one.
async fn all(places: Vec<Place>, gaps: Vec<Gap>, terms: &Terms) -> Inventory {
    let mut seen = BTreeSet::new();
    let places: Vec<Place> = places
        .into_iter()
        .filter(|(session, name)| seen.insert((session.account_id.clone(), name.clone())))
        .collect();
    terms.counters.regions.store(places.len(), Ordering::Relaxed);
    let turns = Arc::new(Semaphore::new(REGIONS_AT_ONCE));
    let mut reading = JoinSet::new();
    for (at, (session, name)) in places.into_iter().enumerate() {
        let (turns, terms) = (Arc::clone(&turns), terms.clone());
        reading.spawn(async move {
            // Nobody closes the semaphore.
            let _turn = turns.acquire().await;
            let inventory = Region::new(&session, &name, terms.clone()).read().await;
            terms.counters.regions_done.fetch_add(1, Ordering::Relaxed);
            (at, inventory)
        });
    }
    let mut read = reading.join_all().await;
    read.sort_by_key(|(at, _)| *at);
    let mut whole = Inventory::new();
    for (_, inventory) in read {
        whole.append(inventory);
    }
    whole.gaps.extend(gaps);
    whole.sort();
    whole
}
