//! The indexes of the last days: what the feed did not name, or named while nobody looked.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use osd_catalog::{Claimed, DailyIndex, DailyIndexState, Order, WorkKind};
use osd_domain::calendar;
use osd_edgar::clock;
use osd_fetch::{Answer, Fetcher, Validators};

use super::{discover, feed::urgent};
use crate::{Event, House, IngestError};

/// Business days that are looked at again: an index comes out at night, late at times, and is
/// written anew after that.
const WINDOW: usize = 10;

/// Reads the indexes of the last days, and orders what is new. A day without an index is no error:
/// it is looked at again the next time.
pub(crate) async fn run(
    house: &House,
    fetcher: &Fetcher,
    worker: &str,
    work: &Claimed,
) -> Result<(), IngestError> {
    let today = clock::eastern_day(house.now());
    let mut days: Vec<NaiveDate> = calendar::business_days_before(today).take(WINDOW).collect();
    days.reverse();
    days.push(today);
    let first = days.first().copied().unwrap_or(today);
    let read = house.catalog.read().await?;
    let known = read
        .daily_indexes()
        .since(first, days.len() as u64 * 2)
        .await?;
    drop(read);
    let known: BTreeMap<NaiveDate, DailyIndex> =
        known.into_iter().map(|one| (one.day, one)).collect();
    for day in days {
        look(house, fetcher, day, known.get(&day)).await?;
    }
    let write = house.catalog.write().await?;
    write
        .work()
        .complete(worker, &[work.id], house.now())
        .await?;
    Ok(write.commit().await?)
}

/// Looks at the index of a day, and notes what was found together with what it names.
async fn look(
    house: &House,
    fetcher: &Fetcher,
    day: NaiveDate,
    known: Option<&DailyIndex>,
) -> Result<(), IngestError> {
    let validators = known.map(|known| Validators {
        etag: known.etag.clone(),
        last_modified: known.last_modified.clone(),
    });
    let now = house.now();
    let found = match fetcher.daily_index(day, validators.as_ref()).await? {
        Answer::Found(body) => {
            let index = discover::parse(body.bytes.clone()).await?;
            let record = DailyIndex {
                day,
                state: DailyIndexState::Read,
                rows: index.rows,
                etag: body.validators.etag,
                last_modified: body.validators.last_modified,
                checked_at: now,
            };
            (record, index.filings)
        }
        // One that was there stays known though it is there no more.
        Answer::NotModified | Answer::Missing => match known {
            Some(known) => (
                DailyIndex {
                    checked_at: now,
                    ..known.clone()
                },
                Vec::new(),
            ),
            None => (none(day, now), Vec::new()),
        },
    };
    let (record, filings) = found;
    let write = house.catalog.write().await?;
    write.daily_indexes().record(&[record]).await?;
    let orders = discover::register(&write, &filings, now).await?;
    let orders: Vec<Order> = orders.into_iter().map(urgent).collect();
    let count = write.work().remind(&orders, now).await?;
    write.commit().await?;
    let kind = WorkKind::Fetch;
    house.progress.tell(Event::Planned { kind, count });
    Ok(())
}

fn none(day: NaiveDate, checked_at: chrono::DateTime<chrono::Utc>) -> DailyIndex {
    DailyIndex {
        day,
        state: DailyIndexState::NoIndex,
        rows: 0,
        etag: None,
        last_modified: None,
        checked_at,
    }
}
