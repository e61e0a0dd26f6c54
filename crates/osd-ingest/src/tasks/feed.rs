//! The latest filings, as EDGAR's feed names them minutes after it accepts them.

use osd_catalog::{Claimed, Order, WorkKind};
use osd_domain::{FilingRef, FilingState};
use osd_edgar::feed::{self, Feed};
use osd_fetch::{Answer, Fetcher};

use super::{LATEST, discover};
use crate::{Event, House, IngestError, alarm::facts::FEED, error::blocking};

/// Entries a page: the most that EDGAR gives.
const A_PAGE: u32 = 100;
/// Pages that are looked at in one go. The busiest day brought some 2,600 filings, each under one or
/// two filers.
const PAGES: u32 = 60;

/// Goes back through the feed until a page tells nothing new, and orders what is new: the oldest
/// first, so that whoever is killed on the way leaves nothing behind what the next one finds known.
pub(crate) async fn run(
    house: &House,
    fetcher: &Fetcher,
    worker: &str,
    work: &Claimed,
) -> Result<(), IngestError> {
    let mut pages = Vec::new();
    for page in 0..PAGES {
        let feed = match look(fetcher, page * A_PAGE).await? {
            Some(feed) => feed,
            None if page == 0 && fetcher.has_feed() => return Err(IngestError::NoFeed),
            None => break,
        };
        let filings = feed.filings();
        let is_last = feed.listed < u64::from(A_PAGE) || !any_news(house, &filings).await?;
        pages.push(filings);
        // Where the feed ends is not known by half a page.
        if is_last && feed.is_whole {
            break;
        }
    }
    for filings in pages.into_iter().rev() {
        take(house, &filings).await?;
    }
    let write = house.catalog.write().await?;
    write.looks().looked(FEED, house.now()).await?;
    write
        .work()
        .complete(worker, &[work.id], house.now())
        .await?;
    Ok(write.commit().await?)
}

/// A page of the feed; none where there is none, as in a folder.
async fn look(fetcher: &Fetcher, start: u32) -> Result<Option<Feed>, IngestError> {
    match fetcher.feed(start, A_PAGE).await? {
        Answer::Found(body) => blocking(move || Ok(Some(feed::read(&body.bytes)))).await,
        Answer::Missing | Answer::NotModified => Ok(None),
    }
}

/// Whether any of them is not known.
async fn any_news(house: &House, filings: &[FilingRef]) -> Result<bool, IngestError> {
    let accessions: Vec<_> = filings.iter().map(|filing| filing.accession).collect();
    let read = house.catalog.read().await?;
    let known = read.filings().find_many(&accessions).await?;
    Ok(known.len() < accessions.len())
}

/// Enters filings, and orders those that are not in.
async fn take(house: &House, filings: &[FilingRef]) -> Result<(), IngestError> {
    let accessions: Vec<_> = filings.iter().map(|filing| filing.accession).collect();
    let write = house.catalog.write().await?;
    let known = write.filings().find_many(&accessions).await?;
    // What is in is known better than a feed knows it.
    let is_in = |filing: &&FilingRef| {
        let known = known
            .iter()
            .find(|known| known.accession == filing.accession);
        known.is_some_and(|known| known.state != FilingState::Discovered)
    };
    let open: Vec<FilingRef> = filings.iter().filter(|one| !is_in(one)).cloned().collect();
    let orders = discover::register(&write, &open, house.now()).await?;
    let orders: Vec<Order> = orders.into_iter().map(urgent).collect();
    let count = write.work().remind(&orders, house.now()).await?;
    write.commit().await?;
    let kind = WorkKind::Fetch;
    house.progress.tell(Event::Planned { kind, count });
    Ok(())
}

/// New filings go before those of the past.
pub(super) fn urgent(order: Order) -> Order {
    Order {
        priority: LATEST,
        ..order
    }
}
