//! What two snapshots of a period have in common.

use osd_domain::Cik;

use crate::{FilingEntry, Snapshot};

impl Snapshot {
    /// Whether a manager has the same filings here as in another snapshot of the period, which the same
    /// version read and wrote: with the same verdicts and repairs, so that they add up to the same.
    pub fn is_alike(&self, other: &Self, cik: Cik) -> bool {
        let (here, there) = (self.filings_of(cik), other.filings_of(cik));
        let is_same = |(one, other_one): (&FilingEntry, &FilingEntry)| {
            one.wherever() == other_one.wherever()
                && self.repairs(one.accession) == other.repairs(other_one.accession)
        };
        self.id() == other.id() || here.len() == there.len() && here.iter().zip(there).all(is_same)
    }
}

impl FilingEntry {
    /// The entry without where the filing and its rows lie: their number is left.
    fn wherever(&self) -> Self {
        Self {
            lines: 0..self.lines.end - self.lines.start,
            row: 0,
            ..self.clone()
        }
    }
}
