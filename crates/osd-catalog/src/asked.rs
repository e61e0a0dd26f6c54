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
    /// for all.
    ///
    /// # Errors
    /// What `find` fails with; whoever else waits finds it anew.
    pub(crate) async fn shared<E, F>(&self, find: impl FnOnce() -> F) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>>,
    {
        let own = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let mut found = self.found.lock().await;
        if found.of >= own
            && let Some(answer) = &found.answer
        {
            return Ok(answer.clone());
        }
        let of = self.asked.load(Ordering::SeqCst);
        let answer = find().await?;
        (found.of, found.answer) = (of, Some(answer.clone()));
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures::future::join_all;
    use tokio::sync::oneshot;

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

    #[tokio::test]
    async fn those_who_come_while_it_is_looked_for_share_what_is_found_next() {
        let counted = Arc::new(Counted::default());
        let (go_on, waits) = oneshot::channel::<()>();
        let (begin, begun) = oneshot::channel();
        let first = tokio::spawn({
            let counted = Arc::clone(&counted);
            async move {
                let look = || async {
                    begin.send(()).unwrap();
                    waits.await.unwrap();
                    Ok::<_, ()>(counted.looked.fetch_add(1, Ordering::SeqCst) + 1)
                };
                counted.asked.shared(look).await
            }
        });
        begun.await.unwrap();
        let others = join_all((0..10).map(|_| counted.ask()));
        let (_, others) = tokio::join!(async { go_on.send(()).unwrap() }, others);
        assert_eq!(first.await.unwrap(), Ok(1));
        assert!(others.iter().all(|answer| *answer == Ok(2)), "{others:?}");
        assert_eq!(counted.ask().await, Ok(3));
    }

    #[tokio::test]
    async fn what_was_not_found_is_looked_for_by_the_next() {
        let counted = Counted::default();
        let fails = || async { Err::<u64, ()>(()) };
        assert_eq!(counted.asked.shared(fails).await, Err(()));
        assert_eq!(counted.ask().await, Ok(1));
    }
}
