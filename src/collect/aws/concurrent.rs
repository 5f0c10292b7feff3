//! Several calls at once; how many of them really are under way, the limits of [`Caller`](super::call::Caller) say.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

/// One of several things that are waited for.
enum Slot<F: Future> {
    Waiting(Pin<Box<F>>),
    Done(F::Output),
}

impl<F: Future> Slot<F> {
    /// Goes on with it; whether it is done.
    fn proceed(&mut self, context: &mut Context<'_>) -> bool {
        if let Self::Waiting(future) = self {
            match future.as_mut().poll(context) {
                Poll::Ready(output) => *self = Self::Done(output),
                Poll::Pending => return false,
            }
        }
        true
    }
}

/// Waits for all of `futures`; what they come to, in their order.
pub(super) async fn all<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut slots: Vec<Slot<F>> =
        futures.into_iter().map(|future| Slot::Waiting(Box::pin(future))).collect();
    poll_fn(|context| {
        // Every one has to be polled: each wakes this task for itself.
        let waiting = slots.iter_mut().filter_map(|slot| (!slot.proceed(context)).then_some(()));
        if waiting.count() == 0 { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    let done = |slot| match slot {
        Slot::Done(output) => Some(output),
        Slot::Waiting(_) => None,
    };
    slots.into_iter().filter_map(done).collect()
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn outputs_keep_the_order_whoever_is_done_first() {
        let (tell_first, first) = oneshot::channel();
        let waits = async move { first.await.unwrap_or(0) };
        let tells = async move {
            let _ = tell_first.send(1);
            2
        };
        let futures: Vec<Pin<Box<dyn Future<Output = i32>>>> =
            vec![Box::pin(waits), Box::pin(tells)];
        assert_eq!(all(futures).await, [1, 2]);
        assert!(all(Vec::<std::future::Ready<()>>::new()).await.is_empty());
    }
}
