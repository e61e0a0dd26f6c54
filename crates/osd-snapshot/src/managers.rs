//! `managers.parquet`: each manager that filed, with totals of its effective portfolio.

use osd_domain::{
    Cik, Kind,
    amendment::{Fold, Standing},
    portfolio::Portfolio,
};

use crate::{
    SnapshotError,
    columns::{Cells, Column, Holds, Rows, as_int, count, dollars, parse},
    positions::manager,
};

pub(crate) const COLUMNS: &[Column] = &[
    ("cik", Holds::Int),
    ("manager", Holds::Text),
    ("standing", Holds::Text),
    ("filings", Holds::Int),
    ("positions", Holds::Int),
    ("value", Holds::Int),
    ("value_shares", Holds::Int),
    ("value_principal", Holds::Int),
    ("value_put", Holds::Int),
    ("value_call", Holds::Int),
    ("first_filing", Holds::Int),
    ("quarantined", Holds::Int),
];

/// A manager of the period. Totals are those of the effective portfolio with every filing known
/// when the snapshot was published; all are zero where there is none (see `standing`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManagerEntry {
    /// The manager.
    pub cik: Cik,
    /// Its name as of its latest filing for the period.
    pub name: String,
    /// What its portfolio rests on.
    pub standing: Standing,
    /// Positions of the effective portfolio.
    pub positions: u64,
    /// Sum of all effective rows, in dollars.
    pub value: i64,
    /// The same by kind, in the order of [`Kind::ALL`].
    pub value_by_kind: [i64; 4],
    /// Its filings, as a range of `filings.parquet`.
    pub filings: std::ops::Range<u64>,
    /// Filings that count and whose unit is not sure.
    pub quarantined: u64,
}

impl ManagerEntry {
    pub(crate) fn new(
        cik: Cik,
        name: String,
        fold: &Fold,
        portfolio: &Portfolio,
        filings: std::ops::Range<u64>,
        quarantined: u64,
    ) -> Self {
        let by_kind = portfolio.by_kind();
        let of = |kind: &Kind| by_kind.get(kind).map_or(0, |total| dollars(total.value));
        Self {
            cik,
            name,
            standing: fold.standing,
            positions: portfolio.positions().len() as u64,
            value: dollars(portfolio.value()),
            value_by_kind: [
                of(&Kind::Shares),
                of(&Kind::Principal),
                of(&Kind::Put),
                of(&Kind::Call),
            ],
            filings,
            quarantined,
        }
    }

    pub(crate) fn append(&self, rows: &mut Rows) {
        rows.int(i64::try_from(self.cik.number()).ok())
            .text(Some(&self.name))
            .text(Some(self.standing.as_str()))
            .int(Some(as_int(self.filings.end - self.filings.start)))
            .int(Some(as_int(self.positions)))
            .int(Some(self.value));
        for value in self.value_by_kind {
            rows.int(Some(value));
        }
        rows.int(Some(as_int(self.filings.start)))
            .int(Some(as_int(self.quarantined)));
    }

    /// The managers of a batch, in their order.
    pub(crate) fn decode(batch: &arrow_array::RecordBatch) -> Result<Vec<Self>, SnapshotError> {
        let cells = Cells::of(batch);
        let cik = cells.int("cik")?;
        let name = cells.text("manager")?;
        let standing = cells.text("standing")?;
        let filings = cells.int("filings")?;
        let positions = cells.int("positions")?;
        let value = cells.int("value")?;
        let by_kind = [
            cells.int("value_shares")?,
            cells.int("value_principal")?,
            cells.int("value_put")?,
            cells.int("value_call")?,
        ];
        let first_filing = cells.int("first_filing")?;
        let quarantined = cells.int_or_none("quarantined")?;
        cells
            .rows()
            .map(|row| {
                let first = count("first_filing", first_filing(row))?;
                Ok(Self {
                    cik: manager(cik(row))?,
                    name: name(row).unwrap_or_default().to_owned(),
                    standing: parse("standing", standing(row))?,
                    positions: count("positions", positions(row))?,
                    value: value(row).unwrap_or_default(),
                    value_by_kind: by_kind.each_ref().map(|of| of(row).unwrap_or_default()),
                    filings: first..first + count("filings", filings(row))?,
                    quarantined: quarantined(row)
                        .and_then(|n| u64::try_from(n).ok())
                        .unwrap_or(0),
                })
            })
            .collect()
    }
}
