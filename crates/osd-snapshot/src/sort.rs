//! Sorts positions by security, outside memory when there are many.

use std::{cmp::Reverse, collections::BinaryHeap, path::PathBuf};

use crate::{
    PositionRow, SnapshotError,
    parquet_file::{Batches, Table, TableWriter},
    positions::COLUMNS,
};

/// Rows held in memory before they are written out as a sorted run: about 60 MB.
const RUN_ROWS: usize = 300_000;

/// Takes rows in any order and gives them back in the order of the file.
pub(crate) struct Sorter {
    folder: PathBuf,
    run_rows: usize,
    rows: Vec<PositionRow>,
    runs: Vec<Table>,
}

impl Sorter {
    /// Sorted runs are kept in `folder` until the sorter is gone.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            run_rows: RUN_ROWS,
            rows: Vec::new(),
            runs: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, row: PositionRow) -> Result<(), SnapshotError> {
        self.rows.push(row);
        if self.rows.len() >= self.run_rows {
            self.spill()?;
        }
        Ok(())
    }

    fn spill(&mut self) -> Result<(), SnapshotError> {
        let path = self.run_path(self.runs.len());
        let mut run = TableWriter::create(path.clone(), COLUMNS)?;
        self.rows.sort_unstable_by(|a, b| a.order().cmp(&b.order()));
        for row in self.rows.drain(..) {
            row.append(run.row()?);
        }
        run.close()?;
        self.runs.push(Table::open(&path)?);
        Ok(())
    }

    /// The files of the sorted runs, to be removed when the rows have been read.
    pub(crate) fn run_paths(&self) -> Vec<PathBuf> {
        (0..self.runs.len()).map(|at| self.run_path(at)).collect()
    }

    fn run_path(&self, at: usize) -> PathBuf {
        self.folder.join(format!("run-{at}.parquet"))
    }

    /// All rows in their order.
    pub(crate) fn finish(mut self) -> Result<Sorted, SnapshotError> {
        self.rows.sort_unstable_by(|a, b| a.order().cmp(&b.order()));
        let mut runs = vec![Run::memory(self.rows)];
        for run in &self.runs {
            runs.push(Run {
                rows: Vec::new().into_iter(),
                batches: Some(run.scan()?),
            });
        }
        let mut heads = BinaryHeap::new();
        for (at, run) in runs.iter_mut().enumerate() {
            if let Some(row) = run.next()? {
                heads.push(Reverse(Head { row, run: at }));
            }
        }
        Ok(Sorted { runs, heads })
    }
}

struct Run {
    rows: std::vec::IntoIter<PositionRow>,
    batches: Option<Batches>,
}

impl Run {
    fn memory(rows: Vec<PositionRow>) -> Self {
        Self {
            rows: rows.into_iter(),
            batches: None,
        }
    }

    fn next(&mut self) -> Result<Option<PositionRow>, SnapshotError> {
        loop {
            if let Some(row) = self.rows.next() {
                return Ok(Some(row));
            }
            match self.batches.as_mut().and_then(Iterator::next) {
                Some(batch) => self.rows = PositionRow::decode(&batch?)?.into_iter(),
                None => return Ok(None),
            }
        }
    }
}

struct Head {
    row: PositionRow,
    run: usize,
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.row
            .order()
            .cmp(&other.row.order())
            .then(self.run.cmp(&other.run))
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
    runs: Vec<Run>,
    heads: BinaryHeap<Reverse<Head>>,
}

impl Sorted {
    pub(crate) fn next(&mut self) -> Result<Option<PositionRow>, SnapshotError> {
        let Some(Reverse(Head { row, run })) = self.heads.pop() else {
            return Ok(None);
        };
        let next = self.runs.get_mut(run).map(Run::next).transpose()?.flatten();
        if let Some(next) = next {
            self.heads.push(Reverse(Head { row: next, run }));
        }
        Ok(Some(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use osd_domain::{Cik, PositionKey, SecurityId};
    use proptest::prelude::*;

    fn row(security: usize, cik: u64, accession: u32) -> PositionRow {
        PositionRow {
            key: PositionKey {
                security: SecurityId::of_names("", &format!("S{security}"), ""),
                amount_type: None,
                put_call: None,
            },
            cik: Cik::new(cik).unwrap(),
            accession: format!("0000000001-20-{accession:06}").parse().unwrap(),
            cusip: None,
            issuer: String::new(),
            class: String::new(),
            value: 1,
            amount: "1.5".parse().unwrap(),
            value_filed: None,
            amount_filed: None,
            rows: 1,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn however_many_runs_there_are_the_order_is_one(
            rows in prop::collection::vec((0..5_usize, 1..5_u64, 0..5_u32), 0..60),
            run_rows in 1..70_usize,
        ) {
            let folder = tempfile::tempdir().unwrap();
            let mut rows: Vec<PositionRow> = rows.into_iter().map(|(s, c, a)| row(s, c, a)).collect();
            let mut sorter = Sorter { run_rows, ..Sorter::new(folder.path().to_owned()) };
            for row in &rows {
                sorter.push(row.clone()).unwrap();
            }
            let mut sorted = sorter.finish().unwrap();
            let mut given = Vec::new();
            while let Some(row) = sorted.next().unwrap() {
                given.push(row);
            }
            rows.sort_by(|a, b| a.order().cmp(&b.order()));
            prop_assert_eq!(given, rows);
        }
    }
}
