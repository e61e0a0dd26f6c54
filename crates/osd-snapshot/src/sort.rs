//! Sorts positions by security, outside memory when there are many.

mod record;

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    io::{BufReader, BufWriter, Seek},
    path::PathBuf,
    sync::Arc,
};

use osd_domain::{Accession, Cik, PositionKey};
use rust_decimal::Decimal;

use self::record::Record;
use crate::{PositionRow, SnapshotError, names::Names};

/// Rows held in memory before they are written out as a sorted run: about 40 MB.
const RUN_ROWS: usize = 500_000;

/// Takes rows in any order and gives them back in the order of the file.
pub(crate) struct Sorter {
    folder: PathBuf,
    run_rows: usize,
    filings: Vec<Filed>,
    texts: Texts,
    records: Vec<Record>,
    runs: Vec<std::fs::File>,
}

/// Whose filing it is.
struct Filed {
    cik: Cik,
    /// Place of the manager among all.
    manager: u32,
    accession: Accession,
    printed: Arc<str>,
}

/// What records only refer to.
#[derive(Default)]
struct Texts {
    names: Names,
    rare: Vec<Rare>,
}

/// What hardly a row has.
#[derive(Default)]
struct Rare {
    /// What stands in the place of the CUSIP, where it is not the security's.
    cusip: Option<Arc<str>>,
    value_filed: Option<i64>,
    amount_filed: Option<Decimal>,
}

impl Sorter {
    /// Sorts the rows of these filings, which are sorted by manager and accession. Sorted runs are
    /// kept in files without a name in `folder`.
    pub(crate) fn new(folder: PathBuf, filings: impl Iterator<Item = (Cik, Accession)>) -> Self {
        let mut all: Vec<Filed> = Vec::new();
        for (cik, accession) in filings {
            let manager = all
                .last()
                .map_or(0, |last| last.manager + u32::from(last.cik != cik));
            let printed = accession.to_string().into();
            all.push(Filed {
                cik,
                manager,
                accession,
                printed,
            });
        }
        Self {
            folder,
            run_rows: RUN_ROWS,
            filings: all,
            texts: Texts::default(),
            records: Vec::new(),
            runs: Vec::new(),
        }
    }

    /// Takes a row of the filing in this place.
    pub(crate) fn push(&mut self, filing: u32, row: PositionRow) -> Result<(), SnapshotError> {
        let manager = self
            .filings
            .get(filing as usize)
            .map_or(0, |one| one.manager);
        let texts = &mut self.texts;
        self.records.push(Record {
            rare: texts.keep(&row),
            issuer: texts.names.id(&row.issuer),
            class: texts.names.id(&row.class),
            key: row.key,
            manager,
            filing,
            value: row.value,
            amount: row.amount,
            rows: row.rows,
        });
        if self.records.len() >= self.run_rows {
            self.spill()?;
        }
        Ok(())
    }

    fn spill(&mut self) -> Result<(), SnapshotError> {
        self.records
            .sort_unstable_by(|a, b| a.order().cmp(&b.order()));
        let write = || {
            let mut run = BufWriter::new(tempfile::tempfile_in(&self.folder)?);
            for record in &self.records {
                record.write(&mut run)?;
            }
            let mut run = run
                .into_inner()
                .map_err(std::io::IntoInnerError::into_error)?;
            run.rewind()?;
            Ok(run)
        };
        let run = write().map_err(SnapshotError::io("sort in", &self.folder))?;
        self.runs.push(run);
        self.records.clear();
        Ok(())
    }

    /// All rows in their order.
    pub(crate) fn finish(mut self) -> Result<Sorted, SnapshotError> {
        self.records
            .sort_unstable_by(|a, b| a.order().cmp(&b.order()));
        let mut runs = vec![Run::Memory(self.records.into_iter())];
        runs.extend(
            self.runs
                .into_iter()
                .map(|run| Run::File(BufReader::new(run))),
        );
        let mut sorted = Sorted {
            folder: self.folder,
            filings: self.filings,
            texts: self.texts,
            runs,
            heads: BinaryHeap::new(),
        };
        for run in 0..sorted.runs.len() {
            sorted.advance(run)?;
        }
        Ok(sorted)
    }
}

impl Texts {
    /// The place of what is seldom there, from 1; none where nothing of it is.
    fn keep(&mut self, row: &PositionRow) -> u32 {
        let security = row.key.security.as_str();
        let printed = row.cusip.as_deref().filter(|cusip| *cusip != security);
        if printed.is_none() && row.value_filed.is_none() && row.amount_filed.is_none() {
            return 0;
        }
        let cusip = printed.map(Into::into);
        self.rare.push(Rare {
            cusip,
            value_filed: row.value_filed,
            amount_filed: row.amount_filed,
        });
        u32::try_from(self.rare.len()).unwrap_or(u32::MAX)
    }
}

enum Run {
    Memory(std::vec::IntoIter<Record>),
    File(BufReader<std::fs::File>),
}

impl Run {
    fn next(&mut self) -> std::io::Result<Option<Record>> {
        match self {
            Self::Memory(records) => Ok(records.next()),
            Self::File(file) => Record::read(file),
        }
    }
}

struct Head {
    record: Record,
    run: usize,
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let order = self.record.order().cmp(&other.record.order());
        order.then(self.run.cmp(&other.run))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Head {}

/// Rows in the order of the file, merged from all runs.
pub(crate) struct Sorted {
    folder: PathBuf,
    filings: Vec<Filed>,
    texts: Texts,
    runs: Vec<Run>,
    heads: BinaryHeap<Reverse<Head>>,
}

/// A row in the order of the file, with texts that it shares with others.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SortedRow {
    pub(crate) key: PositionKey,
    pub(crate) cik: Cik,
    pub(crate) accession: Accession,
    /// The accession number as text.
    pub(crate) filing: Arc<str>,
    /// What stands in the place of the CUSIP, where it is not the security's.
    pub(crate) cusip_printed: Option<Arc<str>>,
    pub(crate) issuer: Arc<str>,
    pub(crate) class: Arc<str>,
    pub(crate) value: i64,
    pub(crate) amount: Decimal,
    pub(crate) value_filed: Option<i64>,
    pub(crate) amount_filed: Option<Decimal>,
    pub(crate) rows: u32,
}

impl Sorted {
    pub(crate) fn next(&mut self) -> Result<Option<SortedRow>, SnapshotError> {
        let Some(Reverse(Head { record, run })) = self.heads.pop() else {
            return Ok(None);
        };
        self.advance(run)?;
        Ok(self.row(record))
    }

    fn advance(&mut self, run: usize) -> Result<(), SnapshotError> {
        let next = self.runs.get_mut(run).map(Run::next).transpose();
        let next = next.map_err(SnapshotError::io("sort in", &self.folder))?;
        if let Some(record) = next.flatten() {
            self.heads.push(Reverse(Head { record, run }));
        }
        Ok(())
    }

    fn row(&self, record: Record) -> Option<SortedRow> {
        let filed = self.filings.get(record.filing as usize)?;
        let names = &self.texts.names;
        let rare = (record.rare as usize).checked_sub(1);
        let rare = rare.and_then(|place| self.texts.rare.get(place));
        Some(SortedRow {
            cik: filed.cik,
            accession: filed.accession,
            filing: Arc::clone(&filed.printed),
            cusip_printed: rare.and_then(|rare| rare.cusip.clone()),
            issuer: names.text(record.issuer),
            class: names.text(record.class),
            value: record.value,
            amount: record.amount,
            value_filed: rare.and_then(|rare| rare.value_filed),
            amount_filed: rare.and_then(|rare| rare.amount_filed),
            rows: record.rows,
            key: record.key,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use osd_domain::SecurityId;
    use proptest::prelude::*;

    fn row(security: usize, cik: u64, accession: u32) -> PositionRow {
        PositionRow {
            key: PositionKey {
                security: match security {
                    0 => "037833100".parse().unwrap(),
                    _ => SecurityId::of_names("", &format!("S{security}"), ""),
                },
                amount_type: None,
                put_call: (security == 2).then_some(osd_domain::PutCall::Call),
            },
            cik: Cik::new(cik).unwrap(),
            accession: format!("0000000001-20-{accession:06}").parse().unwrap(),
            cusip: (security < 3).then(|| "037833100".into()),
            issuer: format!("S{security}").into(),
            class: "".into(),
            value: -1,
            amount: "1.5".parse().unwrap(),
            value_filed: (security == 1).then_some(7),
            amount_filed: None,
            rows: 1,
        }
    }

    fn shown(row: &PositionRow) -> impl Ord + std::fmt::Debug + use<> {
        let key = (
            row.key.security.clone(),
            row.cik,
            row.key.put_call,
            row.accession,
        );
        (
            key,
            row.issuer.clone(),
            row.value,
            row.amount,
            row.value_filed,
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn however_many_runs_there_are_the_order_is_one(
            rows in prop::collection::btree_set((1..5_u64, 0..5_u32, 0..5_usize), 0..60),
            run_rows in 1..70_usize,
        ) {
            let folder = tempfile::tempdir().unwrap();
            let mut filings: Vec<(u64, u32)> = rows.iter().map(|(cik, filing, _)| (*cik, *filing)).collect();
            filings.dedup();
            let known = filings.iter().map(|(cik, filing)| {
                let row = row(0, *cik, *filing);
                (row.cik, row.accession)
            });
            let mut sorter = Sorter { run_rows, ..Sorter::new(folder.path().to_owned(), known) };
            let mut all = Vec::new();
            for (cik, filing, security) in rows {
                let place = filings.iter().position(|one| *one == (cik, filing)).unwrap();
                let row = row(security, cik, filing);
                sorter.push(place as u32, row.clone()).unwrap();
                all.push(row);
            }
            let mut sorted = sorter.finish().unwrap();
            let mut given = Vec::new();
            while let Some(row) = sorted.next().unwrap() {
                prop_assert_eq!(row.filing.as_ref(), row.accession.to_string());
                let own = row.key.security.cusip().map(|cusip| cusip.as_str().into());
                given.push(PositionRow {
                    cusip: row.cusip_printed.or(own),
                    issuer: row.issuer,
                    class: row.class,
                    key: row.key,
                    cik: row.cik,
                    accession: row.accession,
                    value: row.value,
                    amount: row.amount,
                    value_filed: row.value_filed,
                    amount_filed: row.amount_filed,
                    rows: row.rows,
                });
            }
            all.sort_by_key(shown);
            prop_assert_eq!(given, all);
        }
    }
}
