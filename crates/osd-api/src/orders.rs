//! What people order about work: try again, cancel, pause, resume. Nothing else is written here.

use osd_catalog::WorkKind;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Counter, Problem};

/// Pieces of work that one order may name.
pub const MOST: usize = 1_000;

/// What an order did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OrderedAnswer {
    /// `retry`, `cancel`, `pause`, `resume` or `drain`.
    #[schema(example = "retry")]
    pub order: &'static str,
    /// Pieces, or kinds, that it was about; null where it was about all that failed.
    pub asked: Option<u64>,
    /// Pieces that it changed; of `pause`, `resume` and `drain` kinds.
    pub changed: u64,
    /// The kinds that are paused now.
    #[schema(value_type = Vec<String>)]
    pub paused: Vec<WorkKind>,
}

/// Has pieces that failed, or that wait for their time, done as soon as a worker is free. Those that
/// run, are done or are not known are left alone.
pub async fn retry(counter: &Counter, ids: &[i64]) -> Result<OrderedAnswer, Problem> {
    let ids = named(ids)?;
    let write = counter.catalog.write().await?;
    let changed = write.work().try_now(&ids, counter.now()).await?;
    write.commit().await?;
    answer(counter, "retry", Some(ids.len()), changed).await
}

/// The same for all that failed, of one kind or of any.
pub async fn retry_failed(
    counter: &Counter,
    kind: Option<WorkKind>,
) -> Result<OrderedAnswer, Problem> {
    let kinds = kind.map_or_else(|| WorkKind::ALL.to_vec(), |kind| vec![kind]);
    let write = counter.catalog.write().await?;
    let work = write.work();
    let changed = work.try_failed(&kinds, None, counter.now()).await?;
    write.commit().await?;
    answer(counter, "retry", None, changed).await
}

/// Gives pieces up that wait or run; `by` is who says so.
pub async fn cancel(counter: &Counter, ids: &[i64], by: &str) -> Result<OrderedAnswer, Problem> {
    let ids = named(ids)?;
    let why = format!("canceled by {by}");
    let write = counter.catalog.write().await?;
    let changed = write.work().cancel(&ids, &why, counter.now()).await?;
    write.commit().await?;
    answer(counter, "cancel", Some(ids.len()), changed).await
}

/// Has no more work of these kinds be taken; of all where none is named. What workers hold they
/// finish.
pub async fn pause(
    counter: &Counter,
    kinds: &[WorkKind],
    by: &str,
) -> Result<OrderedAnswer, Problem> {
    let kinds = all_unless(kinds);
    let write = counter.catalog.write().await?;
    let before = write.work().paused().await?;
    write.work().pause(kinds, by, counter.now()).await?;
    write.commit().await?;
    let new = kinds.iter().filter(|kind| !before.contains_key(kind));
    let new = new.collect::<std::collections::BTreeSet<_>>().len();
    answer(counter, "pause", Some(kinds.len()), new as u64).await
}

/// Has work of these kinds be taken again; of all where none is named.
pub async fn resume(counter: &Counter, kinds: &[WorkKind]) -> Result<OrderedAnswer, Problem> {
    let kinds = all_unless(kinds);
    let write = counter.catalog.write().await?;
    let changed = write.work().resume(kinds).await?;
    write.commit().await?;
    answer(counter, "resume", Some(kinds.len()), changed).await
}

/// How many pieces are held by workers that have shown a sign of life in time.
pub async fn held(counter: &Counter) -> Result<u64, Problem> {
    let read = counter.catalog.read().await?;
    Ok(read.work().held(counter.now()).await?)
}

fn all_unless(kinds: &[WorkKind]) -> &[WorkKind] {
    match kinds {
        [] => WorkKind::ALL,
        kinds => kinds,
    }
}

/// The pieces that an order names, each once.
fn named(ids: &[i64]) -> Result<Vec<i64>, Problem> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    match ids.len() {
        0 => Err(Problem::bad("ids", "no piece of work is named")),
        1..=MOST => Ok(ids),
        more => Err(Problem::bad("ids", format!("{more} are more than {MOST}"))),
    }
}

async fn answer(
    counter: &Counter,
    order: &'static str,
    asked: Option<usize>,
    changed: u64,
) -> Result<OrderedAnswer, Problem> {
    let paused = counter.catalog.read().await?.work().paused().await?;
    Ok(OrderedAnswer {
        order,
        asked: asked.map(|asked| asked as u64),
        changed,
        paused: paused.into_keys().collect(),
    })
}
