//! An EDGAR index becomes filings.

use chrono::{DateTime, Utc};
use osd_catalog::{Claimed, Index as IndexRecord, IndexState, NameSeen, Order, WorkKind};
use osd_domain::{Cik, FilingRef, FilingState, Period};
use osd_edgar::index::{self, Index};
use osd_fetch::{Answer, Fetcher, Validators};
use osd_vault::{Key, Provenance};

use super::order;
use crate::{Event, House, IngestError, error::blocking};

/// What to take from the index of a quarter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    /// Only filings of these managers; of all where there are none.
    pub(crate) managers: Vec<Cik>,
    /// No filing at all: the index is to be had again, and nothing else.
    pub(crate) nothing: bool,
}

/// The selection that takes nothing, in the key of its work.
const NOTHING: &str = "none";

impl Selection {
    /// The order to discover a quarter. Different selections are different work.
    pub(crate) fn order(&self, quarter: Period, now: DateTime<Utc>) -> Order {
        let managers: Vec<String> = self.managers.iter().map(ToString::to_string).collect();
        let name = if self.nothing {
            format!("{quarter} {NOTHING}")
        } else if managers.is_empty() {
            quarter.to_string()
        } else {
            format!("{quarter} {}", managers.join(","))
        };
        order(WorkKind::Discover, name, now)
    }

    fn of(work: &Claimed) -> Result<(Period, Self), IngestError> {
        let bad = |why: String| IngestError::BadOrder {
            kind: work.kind.as_str(),
            key: work.key.clone(),
            why,
        };
        let (quarter, managers) = work.key.split_once(' ').unwrap_or((&work.key, ""));
        let quarter = quarter
            .parse()
            .map_err(|error: osd_domain::id::ParseIdError| bad(error.to_string()))?;
        if managers == NOTHING {
            let nothing = true;
            return Ok((
                quarter,
                Self {
                    nothing,
                    ..Self::default()
                },
            ));
        }
        let managers = managers
            .split(',')
            .filter(|text| !text.is_empty())
            .map(str::parse);
        let managers = managers
            .collect::<Result<_, _>>()
            .map_err(|error: osd_domain::id::ParseIdError| bad(error.to_string()))?;
        Ok((
            quarter,
            Self {
                managers,
                nothing: false,
            },
        ))
    }

    fn takes(&self, filing: &FilingRef) -> bool {
        let wanted = |cik: &Cik| self.managers.contains(cik);
        let is_wanted = || wanted(&filing.cik) || filing.co_filers.iter().any(wanted);
        !self.nothing && (self.managers.is_empty() || is_wanted())
    }
}

/// Reads the index of a quarter and puts what is new on the list.
pub(crate) async fn run(
    house: &House,
    fetcher: &Fetcher,
    worker: &str,
    work: &Claimed,
) -> Result<Option<Period>, IngestError> {
    let (quarter, selection) = Selection::of(work)?;
    let Some((index, record)) = fetch_index(house, fetcher, quarter).await? else {
        let write = house.catalog.write().await?;
        write
            .indexes()
            .record(&missing(quarter, house.now()))
            .await?;
        write
            .work()
            .complete(worker, &[work.id], house.now())
            .await?;
        write.commit().await?;
        house.progress.tell(Event::NoIndex { quarter });
        return Ok(Some(quarter));
    };
    if !index.unreadable.is_empty() {
        house.progress.tell(Event::UnreadableRows {
            quarter,
            rows: index.unreadable,
        });
    }
    let filings: Vec<FilingRef> = index
        .filings
        .into_iter()
        .filter(|filing| selection.takes(filing))
        .collect();
    let write = house.catalog.write().await?;
    write.indexes().record(&record).await?;
    let orders = register(&write, &filings, house.now()).await?;
    // What the open quarter's index names is as urgent as it is to look at that.
    let priority = i32::try_from(work.priority).unwrap_or_default();
    let orders: Vec<Order> = orders
        .into_iter()
        .map(|order| Order { priority, ..order })
        .collect();
    let planned = write.work().enqueue(&orders, house.now()).await?;
    write
        .work()
        .complete(worker, &[work.id], house.now())
        .await?;
    write.commit().await?;
    house.progress.tell(Event::Planned {
        kind: WorkKind::Fetch,
        count: planned,
    });
    Ok(None)
}

/// Enters filings and the names of their managers into the catalog, and says which of them are
/// still to be fetched, or to be read again.
pub(crate) async fn register(
    write: &osd_catalog::Write,
    filings: &[FilingRef],
    now: DateTime<Utc>,
) -> Result<Vec<Order>, IngestError> {
    let discovered = write.filings().discover(filings).await?;
    let names: Vec<NameSeen> = filings
        .iter()
        .map(|filing| NameSeen {
            cik: filing.cik,
            name: filing.name.clone(),
            filed: filing.filed,
            accession: filing.accession,
        })
        .collect();
    write.managers().observe(&names).await?;
    let accessions: Vec<_> = filings.iter().map(|filing| filing.accession).collect();
    let known = write.filings().find_many(&accessions).await?;
    let unfetched = known
        .iter()
        .filter(|filing| filing.state == FilingState::Discovered);
    let fetch = unfetched.map(|filing| order(WorkKind::Fetch, filing.accession, now));
    // What an index says of a filing is part of what is read of it.
    let read = discovered
        .changed
        .iter()
        .map(|accession| order(WorkKind::Read, accession, now));
    Ok(fetch.chain(read).collect())
}

fn missing(quarter: Period, now: DateTime<Utc>) -> IndexRecord {
    IndexRecord {
        period: quarter,
        state: IndexState::NoIndex,
        sha256: None,
        rows: 0,
        etag: None,
        last_modified: None,
        checked_at: now,
    }
}

/// The index, from EDGAR if it has changed and from the vault if not; none where there is none.
async fn fetch_index(
    house: &House,
    fetcher: &Fetcher,
    quarter: Period,
) -> Result<Option<(Index, IndexRecord)>, IngestError> {
    let known = house.catalog.read().await?.indexes().find(quarter).await?;
    let validators = known.as_ref().map(|known| Validators {
        etag: known.etag.clone(),
        last_modified: known.last_modified.clone(),
    });
    match fetcher.index(quarter, validators.as_ref()).await? {
        Answer::Missing => Ok(None),
        Answer::NotModified => {
            let kept = match known
                .as_ref()
                .and_then(|known| known.sha256.as_deref()?.parse().ok())
            {
                Some(sha256) => house.vault.get(&Key::Index { quarter, sha256 }).await?,
                None => None,
            };
            match (kept, known) {
                (Some(kept), Some(known)) => {
                    let index = parse(kept.bytes).await?;
                    Ok(Some((
                        index,
                        IndexRecord {
                            checked_at: house.now(),
                            ..known
                        },
                    )))
                }
                // The vault lost what EDGAR says is unchanged: ask for it whole.
                _ => match fetcher.index(quarter, None).await? {
                    Answer::Found(body) => Ok(Some(keep(house, quarter, body).await?)),
                    Answer::Missing | Answer::NotModified => Ok(None),
                },
            }
        }
        Answer::Found(body) => Ok(Some(keep(house, quarter, body).await?)),
    }
}

async fn keep(
    house: &House,
    quarter: Period,
    body: osd_fetch::Body,
) -> Result<(Index, IndexRecord), IngestError> {
    let vault_key = Key::index(quarter, &body.bytes);
    let provenance = Provenance {
        url: body.url,
        fetched_at: house.now(),
    };
    house
        .vault
        .put(&vault_key, &provenance, body.bytes.clone())
        .await?;
    let index = parse(body.bytes).await?;
    let record = IndexRecord {
        period: quarter,
        state: IndexState::Read,
        sha256: vault_key.sha256().map(|sha256| sha256.to_string()),
        rows: index.rows,
        etag: body.validators.etag,
        last_modified: body.validators.last_modified,
        checked_at: house.now(),
    };
    Ok((index, record))
}

pub(crate) async fn parse(bytes: bytes::Bytes) -> Result<Index, IngestError> {
    blocking(move || Ok(index::read(&bytes)?)).await
}
