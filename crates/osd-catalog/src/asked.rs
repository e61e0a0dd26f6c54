//! What many ask at the same time, found once for all of them: never what was found before one asked.

use std::{
    future::Future,
    sync::atomic::{AtomicU64, Ordering},
};

use tokio::sync::Mutex;

/// A question that is asked again and again, and whose answer may be another each time.
#[derive(Debug)]
pub(crate) struct Asked<T> {
    /// How many asked so far.
    asked: AtomicU64,
    found: Mutex<Found<T>>,
}

/// What was found last.
#[derive(Debug)]
struct Found<T> {
    /// How many had asked when it began to be looked for.
    of: u64,
    /// What was found for them; nothing where looking failed.
    answer: Option<T>,
}

impl<T> Default for Asked<T> {
    fn default() -> Self {
        Self {
            asked: AtomicU64::new(0),
            found: Mutex::new(Found {
                of: 0,
                answer: None,
            }),
        }
    }
}

impl<T: Clone> Asked<T> {
    /// What `find` gives, which begins after this was called: where several wait, one of them finds it
    /// for all. Where it fails, each of them looks by itself: failing may take long, and nobody is to
    /// wait for the failures of all before.
    ///
    /// # Errors
    /// What `find` fails with.
    pub(crate) async fn shared<E, F>(&self, find: impl FnOnce() -> F) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>>,
    {
        let own = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let mut found = self.found.lock().await;
        if found.of >= own {
            let answer = found.answer.clone();
            drop(found);
            return match answer {
                Some(answer) => Ok(answer),
                None => find().await,
            };
        }
        let of = self.asked.load(Ordering::SeqCst);
        let answer = find().await;
        *found = Found {
            of,
            answer: answer.as_ref().ok().cloned(),
        };
        answer
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures::future::join_all;
    use tokio::{sync::oneshot, task::JoinHandle};

    use super::*;

    /// A question that counts how often it was looked for, and gives the count.
    #[derive(Default)]
    struct Counted {
        asked: Asked<u64>,
        looked: AtomicU64,
    }

    impl Counted {
        async fn ask(&self) -> Result<u64, ()> {
            let look = || async { Ok(self.looked.fetch_add(1, Ordering::SeqCst) + 1) };
            self.asked.shared(look).await
        }
    }

    /// Somebody who asks first, and looks until told to go on or stopped.
    async fn looking(counted: &Arc<Counted>) -> (JoinHandle<Result<u64, ()>>, oneshot::Sender<()>) {
        let (go_on, waits) = oneshot::channel::<()>();
        let (begin, begun) = oneshot::channel();
        let counted = Arc::clone(counted);
        let first = tokio::spawn(async move {
            let look = || async {
                begin.send(()).unwrap();
                waits.await.unwrap();
                Ok(counted.looked.fetch_add(1, Ordering::SeqCst) + 1)
            };
            counted.asked.shared(look).await
        });
        begun.await.unwrap();
        (first, go_on)
    }

    #[tokio::test]
    async fn those_who_come_while_it_is_looked_for_share_what_is_found_next() {
        let counted = Arc::new(Counted::default());
        let (first, go_on) = looking(&counted).await;
        let others = join_all((0..10).map(|_| counted.ask()));
        let (_, others) = tokio::join!(async { go_on.send(()).unwrap() }, others);
        assert_eq!(first.await.unwrap(), Ok(1));
        assert!(others.iter().all(|answer| *answer == Ok(2)), "{others:?}");
        assert_eq!(counted.ask().await, Ok(3));
    }

    #[tokio::test]
    async fn where_looking_fails_those_who_wait_look_by_themselves() {
        let counted = Arc::new(Counted::default());
        let (first, go_on) = looking(&counted).await;
        // One of them looks for all, and fails; then the other three do not wait for one another.
        let (now, most) = (AtomicU64::new(0), AtomicU64::new(0));
        let fails = || async {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            now.fetch_sub(1, Ordering::SeqCst);
            Err::<u64, ()>(())
        };
        let others = join_all((0..4).map(|_| counted.asked.shared(fails)));
        let (_, others) = tokio::join!(async { go_on.send(()).unwrap() }, others);
        assert_eq!(first.await.unwrap(), Ok(1));
        assert!(others.iter().all(Result::is_err), "{others:?}");
        assert_eq!(most.into_inner(), 3, "at a time");
        assert_eq!(counted.ask().await, Ok(2));
    }

    #[tokio::test]
    async fn one_who_goes_away_while_looking_keeps_nobody_waiting() {
        let counted = Arc::new(Counted::default());
        let (first, _go_on) = looking(&counted).await;
        let other = counted.ask();
        first.abort();
        assert_eq!(other.await, Ok(1));
    }
}
