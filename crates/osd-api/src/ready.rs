//! What many ask for is made before anybody does, and anew when something is published.

use std::time::Duration;

use tokio::time::MissedTickBehavior;

use crate::{
    Counter, Problem,
    answers::{managers, movers, securities},
    list::Request,
    tables::of_published,
};

/// How often it is looked whether something was published.
const LOOK: Duration = Duration::from_secs(2);

/// What the tables that are ready are good for.
type State = (String, u64);

/// Keeps the index of searches and the lists of the latest period ready, for as long as it is polled.
/// Nothing depends on it: what is not ready is made for the first who asks.
pub(crate) async fn keep_ready(counter: Counter) {
    let mut ticks = tokio::time::interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut ready = None;
    loop {
        ticks.tick().await;
        match make_ready(&counter, ready.as_ref()).await {
            Ok(state) => ready = Some(state),
            Err(error) => tracing::warn!(%error, "What many ask for could not be made ready"),
        }
    }
}

/// Makes ready what is not, and tells for which state it is.
pub(crate) async fn make_ready(counter: &Counter, ready: Option<&State>) -> Result<State, Problem> {
    let read = counter.catalog.read().await?;
    let state = of_published(&read.revision().await?);
    let period = read.periods().latest().await?;
    drop(read);
    if ready == Some(&state) {
        return Ok(state);
    }
    counter.search.renew(&counter.catalog).await?;
    let Some(period) = period else {
        return Ok(state);
    };
    let list = Request::page();
    let (period, question) = (Some(period), managers::Question::default());
    managers::answer(counter, &question).await?;
    let of_period = managers::Question { period, ..question };
    managers::answer(counter, &of_period).await?;
    let question = securities::Question {
        period,
        list: list.clone(),
    };
    securities::answer(counter, &question).await?;
    movers::answer(counter, &movers::Question { period, list }).await?;
    Ok(state)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use osd_catalog::{Catalog, sqlite_url};

    use super::*;

    #[tokio::test]
    async fn what_is_ready_is_made_anew_once_something_is_published() {
        let folder = tempfile::tempdir().unwrap();
        let catalog = Catalog::open(&sqlite_url(&folder.path().join("catalog.db"))).await;
        let catalog = catalog.unwrap();
        catalog.migrate().await.unwrap();
        let snapshots = osd_snapshot::Snapshots::folder(folder.path()).unwrap();
        let vault = osd_vault::Vault::folder(folder.path().join("vault")).unwrap();
        let counter = Counter::new(catalog, snapshots, vault, 1);
        let index = async || counter.search.index(&counter.catalog).await.unwrap();
        let ready = make_ready(&counter, None).await.unwrap();
        let (first, is_current) = index().await;
        assert!(is_current);
        assert_eq!(make_ready(&counter, Some(&ready)).await.unwrap(), ready);
        assert!(Arc::ptr_eq(&first, &index().await.0));

        let write = counter.catalog.write().await.unwrap();
        let period = "2025Q1".parse().unwrap();
        write.periods().touch(&[period]).await.unwrap();
        write.commit().await.unwrap();
        let later = make_ready(&counter, Some(&ready)).await.unwrap();
        assert_ne!(later, ready);
        let (second, is_current) = index().await;
        assert!(is_current && !Arc::ptr_eq(&first, &second));
    }
}
