//! A whole scan: gets into every account, reads every region of it, and puts together what they tell.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::account::{Account, Request};
use super::call::{Counters, Terms};
use super::error::ScanError;
use super::http;
use super::operation::Operation;
use super::profile::variable;
use super::region::Region;
use super::session::{self, Session, Shared};
use super::sharing;
use super::stop::Stop;
use crate::model::{Gap, Inventory};

/// Regions that are read at a time, so that a hundred take no more memory than these.
const REGIONS_AT_A_TIME: usize = 32;

/// Bytes of stack for each thread: without optimisation, the SDK's futures need more than the usual 2 MiB.
const STACK: usize = 8 * 1024 * 1024;

/// An account id and a region.
pub(super) type Place = (String, String);

/// What to read a place through, and the operations to call there.
#[derive(Clone)]
struct Task {
    session: Arc<Session>,
    wanted: BTreeSet<Operation>,
}

/// Reads what `request` asks for. An account that cannot be entered is a gap, unless there is no other.
///
/// # Errors
///
/// No account can be entered, or nothing can be sent at all.
pub fn scan(
    request: &Request,
    counters: &Arc<Counters>,
    stop: &Stop,
) -> Result<Inventory, ScanError> {
    let bundle = variable(http::CA_BUNDLE).map(PathBuf::from);
    let http = http::client(bundle.as_deref())?;
    let shared = Shared {
        http,
        timeout: request.timeout,
        configured: request.configured.clone(),
        counters: Arc::clone(counters),
    };
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.enable_all().thread_stack_size(STACK).build();
    let runtime = runtime.map_err(ScanError::Runtime)?;
    let scanned = runtime.block_on(read(request, Arc::new(shared), stop));
    // A name that is still being looked up is nothing to wait for.
    runtime.shutdown_background();
    scanned
}

async fn read(request: &Request, shared: Arc<Shared>, stop: &Stop) -> Result<Inventory, ScanError> {
    let mut inventory = Inventory::new();
    let sessions = enter(&request.accounts, &shared, stop, &mut inventory).await?;
    let tasks = tasks(sessions, &mut inventory);
    shared.counters.regions.store(tasks.len(), Ordering::Relaxed);
    let counters = Arc::clone(&shared.counters);
    let everything = in_regions(&tasks, &shared.counters, stop, move |_, region| {
        let counters = Arc::clone(&counters);
        async move {
            let inventory = Box::pin(region.read()).await;
            counters.regions_done.fetch_add(1, Ordering::Relaxed);
            inventory
        }
    });
    let mut read = everything.await;
    ask_owners(&mut read, tasks, &shared.counters, stop).await;
    if stop.is_pulled() {
        inventory.gaps.push(interrupted());
    }
    for region in read.into_values() {
        inventory.append(region);
    }
    inventory.gaps.sort();
    inventory.sort();
    Ok(inventory)
}

fn interrupted() -> Gap {
    Gap {
        what: "scan".to_owned(),
        why: "was interrupted before everything was read".to_owned(),
        is_failure: true,
    }
}

/// Gets into every account, all at once. Those that cannot be entered become gaps.
async fn enter(
    accounts: &[Account],
    shared: &Arc<Shared>,
    stop: &Stop,
    inventory: &mut Inventory,
) -> Result<Vec<Session>, ScanError> {
    let mut tasks = JoinSet::new();
    for (index, account) in accounts.iter().cloned().enumerate() {
        let (shared, mut stopped) = (Arc::clone(shared), stop.receiver());
        tasks.spawn(async move {
            tokio::select! {
                biased;
                Ok(_) = stopped.wait_for(|stop| *stop) => {
                    (index, Err(ScanError::Interrupted { who: account.called() }))
                }
                opened = Box::pin(session::open(&account, &shared)) => (index, opened),
            }
        });
    }
    let opened: BTreeMap<_, _> = finished(tasks).await.into_iter().collect();
    let mut sessions = Vec::new();
    let mut errors = Vec::new();
    for (index, opened) in opened {
        match opened {
            Ok(session) => sessions.push(session),
            Err(error) => errors.push((accounts[index].called(), error)),
        }
    }
    let is_interrupted = |error: &ScanError| matches!(error, ScanError::Interrupted { .. });
    if sessions.is_empty() && !errors.iter().any(|(_, error)| is_interrupted(error)) {
        let first = errors.into_iter().next();
        return first.map_or(Ok(sessions), |(_, error)| Err(error));
    }
    inventory.gaps.extend(errors.into_iter().map(|(who, error)| gap(who, &error)));
    Ok(sessions)
}

/// Says that an account could not be entered.
fn gap(what: String, error: &ScanError) -> Gap {
    Gap { what, why: format!("{error}; {}", error.help()), is_failure: true }
}

/// What is to be read, each region of each account once, however many names the account has.
fn tasks(sessions: Vec<Session>, inventory: &mut Inventory) -> BTreeMap<Place, Task> {
    let mut tasks: BTreeMap<Place, Task> = BTreeMap::new();
    for session in sessions {
        let session = Arc::new(session);
        let names = inventory.accounts.entry(session.account_id.clone()).or_default();
        names.extend(session.name.clone());
        for region in &session.regions {
            let place = (session.account_id.clone(), region.clone());
            let task = tasks
                .entry(place)
                .or_insert_with(|| Task { session: Arc::clone(&session), wanted: BTreeSet::new() });
            task.wanted.extend(&session.wanted);
        }
    }
    tasks
}

/// Asks the owners of shared VPCs, as far as they are scanned, what the accounts that use them are not shown.
async fn ask_owners(
    read: &mut BTreeMap<Place, Inventory>,
    mut tasks: BTreeMap<Place, Task>,
    counters: &Arc<Counters>,
    stop: &Stop,
) {
    let shared = sharing::by_owner(read);
    let unread = sharing::unread(&shared, read);
    tasks.retain(|place, _| unread.contains_key(place));
    let told = in_regions(&tasks, counters, stop, move |place, region| {
        let vpcs = unread.get(place).cloned().unwrap_or_default();
        async move { region.read_shared(&vpcs).await }
    });
    sharing::add(read, told.await, &shared);
}

/// Reads every region with `read`, some at a time.
async fn in_regions<F>(
    places: &BTreeMap<Place, Task>,
    counters: &Arc<Counters>,
    stop: &Stop,
    read: impl Fn(&Place, Region) -> F + Clone + Send + 'static,
) -> BTreeMap<Place, Inventory>
where
    F: Future<Output = Inventory> + Send,
{
    let limit = Arc::new(Semaphore::new(REGIONS_AT_A_TIME));
    let mut tasks = JoinSet::new();
    for (place, Task { session, wanted }) in places.clone() {
        let (limit, read) = (Arc::clone(&limit), read.clone());
        let terms = Terms {
            wanted: Arc::new(wanted),
            counters: Arc::clone(counters),
            stop: stop.receiver(),
        };
        tasks.spawn(async move {
            // Nobody closes the semaphore.
            let _permit = limit.acquire().await;
            let region = Region::new(&session, &place.1, terms);
            let inventory = read(&place, region).await;
            (place, inventory)
        });
    }
    finished(tasks).await.into_iter().collect()
}

/// What the tasks come to. One that panics does so here, for nobody would know what it has not read.
async fn finished<T: 'static>(mut tasks: JoinSet<T>) -> Vec<T> {
    let mut results = Vec::with_capacity(tasks.len());
    while let Some(joined) = tasks.join_next().await {
        match joined {
            Ok(result) => results.push(result),
            // Nobody cancels a task.
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
    results
}
