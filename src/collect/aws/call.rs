//! How calls are made: only those that are wanted, a few at a time, until the user has enough.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use tokio::sync::{Semaphore, watch};

use super::failure::Failure;
use super::operation::{Operation, Service};
use crate::model::{Gap, Origin, Reason};

/// Pages after which a list is given up: a hundred thousand entries at the smallest size of a page.
const MAX_PAGES: usize = 5_000;

/// What a scan has come to so far, for those who watch it.
#[derive(Debug, Default)]
pub struct Counters {
    /// Regions of accounts to read, as far as they are known.
    pub regions: AtomicUsize,
    /// Those that are read.
    pub regions_done: AtomicUsize,
    /// Calls made, retries aside.
    pub calls: AtomicUsize,
    /// Requests sent again after they were throttled or failed.
    pub retries: AtomicUsize,
}

/// What is common to every region of a scan.
#[derive(Debug, Clone)]
pub(super) struct Terms {
    /// The operations that enabled policies need.
    pub(super) wanted: Arc<BTreeSet<Operation>>,
    /// What is counted.
    pub(super) counters: Arc<Counters>,
    /// Becomes true when the user wants no more.
    pub(super) stop: watch::Receiver<bool>,
}

/// Makes the calls of one region of one account.
#[derive(Debug)]
pub(super) struct Caller {
    terms: Terms,
    place: Origin,
    limits: BTreeMap<Service, Semaphore>,
    failures: Mutex<Vec<Failure>>,
}

/// Everything that a list holds, as far as it was read.
#[derive(Debug)]
pub(super) struct Listing<T> {
    /// What was read.
    pub(super) items: Vec<T>,
    /// Why there may be more.
    pub(super) missing: Option<Reason>,
}

impl Caller {
    /// A caller for `place`.
    pub(super) fn new(terms: Terms, place: Origin) -> Self {
        let services = Operation::ALL.iter().map(|operation| operation.service());
        let limits = services.map(|service| (service, Semaphore::new(service.limit()))).collect();
        Self { terms, place, limits, failures: Mutex::default() }
    }

    /// Whether an enabled policy needs what `operation` fills.
    pub(super) fn wants(&self, operation: Operation) -> bool {
        self.terms.wanted.contains(&operation)
    }

    /// Makes one call. What failed is noted as a gap.
    ///
    /// # Errors
    ///
    /// Why the attributes that the operation fills are unknown.
    pub(super) async fn call<T, E>(
        &self,
        operation: Operation,
        send: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<T, Reason>
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        self.attempt(operation, send).await.map_err(|failure| self.blame(failure))
    }

    /// Like [`Caller::call`], for whoever has to look at the failure first; nothing is noted.
    pub(super) async fn attempt<T, E>(
        &self,
        operation: Operation,
        send: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<T, Failure>
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        if !self.wants(operation) {
            return Err(Failure::not_wanted(operation));
        }
        let mut stop = self.terms.stop.clone();
        let limited = async {
            let limit = &self.limits[&operation.service()];
            // Nobody closes the semaphore.
            let _permit = limit.acquire().await;
            self.terms.counters.calls.fetch_add(1, Ordering::Relaxed);
            send.await
        };
        tokio::select! {
            biased;
            // An error means that nobody can stop the scan any more.
            Ok(_) = stop.wait_for(|stop| *stop) => Err(Failure::interrupted(operation)),
            sent = limited => sent.map_err(|error| Failure::of(operation, &error)),
        }
    }

    /// Reads a list to its end: `send` asks for the page behind a token, `take` takes items and the next token out of it.
    pub(super) async fn pages<T, O, E, F>(
        &self,
        operation: Operation,
        send: impl FnMut(Option<String>) -> F,
        take: impl Fn(O) -> (Vec<T>, Option<String>),
    ) -> Listing<T>
    where
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let (items, failure) = self.attempt_pages(operation, send, take).await;
        Listing { items, missing: failure.map(|failure| self.blame(failure)) }
    }

    /// Like [`Caller::pages`], for whoever has to look at the failure first; nothing is noted.
    pub(super) async fn attempt_pages<T, O, E, F>(
        &self,
        operation: Operation,
        mut send: impl FnMut(Option<String>) -> F,
        take: impl Fn(O) -> (Vec<T>, Option<String>),
    ) -> (Vec<T>, Option<Failure>)
    where
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let mut all = Vec::new();
        let mut seen = BTreeSet::new();
        let mut token = None;
        loop {
            match self.attempt(operation, send(token.clone())).await {
                Ok(page) => {
                    let (items, next) = take(page);
                    all.extend(items);
                    token = next.filter(|next| !next.is_empty());
                }
                Err(failure) => return (all, Some(failure)),
            }
            let Some(next) = &token else { return (all, None) };
            // A list of that many pages has no end, even if no token comes twice.
            if !seen.insert(next.clone()) || seen.len() > MAX_PAGES {
                return (all, Some(Failure::endless(operation)));
            }
        }
    }

    /// Notes a failure and tells why what it would have filled is unknown.
    pub(super) fn blame(&self, failure: Failure) -> Reason {
        let reason = failure.reason();
        self.note(failure);
        reason
    }

    /// Notes what failed, for the report.
    pub(super) fn note(&self, failure: Failure) {
        // A thread that panicked here left a whole list behind.
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if !failures.contains(&failure) {
            failures.push(failure);
        }
    }

    /// What the report says about what failed, in a stable order.
    pub(super) fn gaps(&self) -> Vec<Gap> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let gaps: BTreeSet<Gap> =
            failures.iter().filter_map(|failure| failure.gap(&self.place)).collect();
        gaps.into_iter().collect()
    }
}
