//! How well what was read fits what the filing prints about itself.

use rust_decimal::Decimal;

use crate::{cover::Cover, filing::Filing, named::named, note::Note};

named! {
    /// How sure we are of a filing's rows.
    Grade {
        /// The rows are as many as the cover says; their value is what it says, within rounding;
        /// their CUSIPs are valid and their cells read.
        A = "A",
        /// Both totals hold, but CUSIPs or cells do not, or the value holds in another unit only.
        B = "B",
        /// The cover prints one total only, and it holds; or none at all.
        C = "C",
        /// One of the two totals holds.
        D = "D",
        /// Neither holds, or the only one does not.
        F = "F",
    }
}

named! {
    /// How a printed value total fits the sum of the values read.
    ValueFit {
        /// To the last unit.
        Exact = "exact",
        /// Rows and total were rounded each by itself.
        Rounded = "rounded",
        /// It holds in another unit than that of the rows.
        OtherUnit = "other_unit",
        /// It does not hold.
        Differs = "differs",
    }
}

/// A filing held against what it prints about itself. Follows from what is kept of a filing, so
/// that the reasons for its grade can be given at any time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checks {
    /// Rows read.
    pub lines: u64,
    /// Sum of the values read, in the printed unit.
    pub value: Decimal,
    /// The cover's entry total.
    pub entries_printed: Option<u64>,
    /// The cover's value total, and how it fits.
    pub value_printed: Option<(Decimal, ValueFit)>,
    /// Rows whose CUSIP is missing or no nine characters, or does not fit its check digit.
    pub bad_cusips: u64,
    /// Cells of value and amount that are missing or could not be read.
    pub unread_cells: u64,
}

/// Why a filing's grade is not A.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The rows are not as many as the cover says.
    EntriesDiffer {
        /// The cover's entry total.
        cover: u64,
        /// Rows read.
        read: u64,
    },
    /// The cover prints no entry total.
    NoEntryTotal,
    /// The values do not come to what the cover says.
    ValueDiffers {
        /// The cover's value total.
        cover: Decimal,
        /// Sum of the values read.
        read: Decimal,
    },
    /// The values come to what the cover says in another unit only.
    ValueInOtherUnit {
        /// The cover's value total.
        cover: Decimal,
        /// Sum of the values read.
        read: Decimal,
    },
    /// The cover prints no value total.
    NoValueTotal,
    /// CUSIPs are missing, are no nine characters, or do not fit their check digit.
    BadCusips {
        /// Rows with such a CUSIP.
        count: u64,
        /// Rows read.
        lines: u64,
    },
    /// Cells of value or amount are missing or could not be read.
    UnreadCells {
        /// Such cells.
        count: u64,
        /// Rows read.
        lines: u64,
    },
}

/// How many times larger another unit may be: thousands for units, millions for units.
const FACTORS: [u32; 2] = [1_000, 1_000_000];

impl Checks {
    /// Holds `lines` rows worth `value` (in the printed unit) against their cover. What is wrong
    /// with their cells is counted from the notes that were made when they were read.
    pub fn of(cover: &Cover, lines: u64, value: Decimal, notes: &[Note]) -> Self {
        let fit = |printed| (printed, ValueFit::of(printed, value, lines));
        let count = |count_of: fn(&Note) -> u32| notes.iter().map(|n| u64::from(count_of(n))).sum();
        Self {
            lines,
            value,
            entries_printed: cover.entry_total,
            value_printed: cover.value_total.map(fit),
            bad_cusips: count(bad_cusips),
            unread_cells: count(unread_cells),
        }
    }

    /// The grade that follows.
    pub fn grade(&self) -> Grade {
        let entries = self.entries_printed.map(|printed| printed == self.lines);
        let value = self.value_printed.map(|(_, fit)| fit);
        let value_holds = value.map(|fit| fit != ValueFit::Differs);
        match (entries, value_holds) {
            (Some(true), Some(true)) => {
                let is_sure = value != Some(ValueFit::OtherUnit)
                    && self.has_valid_cusips()
                    && self.unread_cells == 0;
                if is_sure { Grade::A } else { Grade::B }
            }
            (None, None | Some(true)) | (Some(true), None) => Grade::C,
            (Some(true), Some(false)) | (Some(false), Some(true)) => Grade::D,
            (Some(false), None | Some(false)) | (None, Some(false)) => Grade::F,
        }
    }

    /// What speaks against grade A; nothing where that is the grade.
    pub fn reasons(&self) -> Vec<Reason> {
        let (lines, read) = (self.lines, self.value);
        let entries = match self.entries_printed {
            None => Some(Reason::NoEntryTotal),
            Some(cover) => (cover != lines).then_some(Reason::EntriesDiffer { cover, read: lines }),
        };
        let value = match self.value_printed {
            None => Some(Reason::NoValueTotal),
            Some((cover, ValueFit::Differs)) => Some(Reason::ValueDiffers { cover, read }),
            Some((cover, ValueFit::OtherUnit)) => Some(Reason::ValueInOtherUnit { cover, read }),
            Some((_, ValueFit::Exact | ValueFit::Rounded)) => None,
        };
        let cusips = (!self.has_valid_cusips()).then_some(Reason::BadCusips {
            count: self.bad_cusips,
            lines,
        });
        let cells = (self.unread_cells > 0).then_some(Reason::UnreadCells {
            count: self.unread_cells,
            lines,
        });
        [entries, value, cusips, cells]
            .into_iter()
            .flatten()
            .collect()
    }

    /// Every difference from the cover, as notes of the filing.
    pub fn notes(&self) -> Vec<Note> {
        let read = self.value;
        let entries = self.entries_printed.filter(|&cover| cover != self.lines);
        let entries = entries.map(|cover| Note::EntriesDiffer {
            cover,
            read: self.lines,
        });
        let value = self.value_printed.and_then(|(cover, fit)| match fit {
            ValueFit::Exact => None,
            ValueFit::Rounded | ValueFit::Differs => Some(Note::ValueDiffers { cover, read }),
            ValueFit::OtherUnit => other_unit(cover, read, self.lines),
        });
        entries.into_iter().chain(value).collect()
    }

    /// Whether at least 98 of 100 rows have a CUSIP that is valid, as printed or as repaired.
    fn has_valid_cusips(&self) -> bool {
        self.bad_cusips.saturating_mul(50) <= self.lines
    }
}

impl Filing {
    /// Its table held against its cover; none where no table was read.
    pub fn checks(&self) -> Option<Checks> {
        let value = self.value_printed?;
        Some(Checks::of(&self.cover, self.lines, value, &self.notes))
    }
}

impl ValueFit {
    /// Each row may have been rounded by half a unit, and so may the total.
    fn of(printed: Decimal, read: Decimal, lines: u64) -> Self {
        match distance(printed, read) {
            difference if difference.is_zero() => Self::Exact,
            difference if difference <= halves(lines, 1) => Self::Rounded,
            _ if other_unit(printed, read, lines).is_some() => Self::OtherUnit,
            _ => Self::Differs,
        }
    }
}

/// In which other unit a printed total holds. A total of so few digits that rounding alone could
/// make it fit shows nothing: the difference must be below a hundredth, too.
fn other_unit(cover: Decimal, read: Decimal, lines: u64) -> Option<Note> {
    let holds = |large: Decimal, small: Decimal, rounding: Decimal, factor: u32| {
        let scaled = large.checked_mul(factor.into()).unwrap_or(Decimal::MAX);
        let difference = distance(scaled, small);
        !large.is_zero()
            && difference <= rounding
            && difference <= small.abs() / Decimal::ONE_HUNDRED
    };
    FACTORS.into_iter().find_map(|factor| {
        if holds(cover, read, halves(lines, factor.into()), factor) {
            return Some(Note::ValueTotalInLargerUnit {
                cover,
                read,
                factor,
            });
        }
        let of_rows = halves(lines.saturating_mul(factor.into()), 1);
        holds(read, cover, of_rows, factor).then_some(Note::ValueTotalInSmallerUnit {
            cover,
            read,
            factor,
        })
    })
}

fn distance(one: Decimal, other: Decimal) -> Decimal {
    one.checked_sub(other).map_or(Decimal::MAX, |d| d.abs())
}

/// Half of a number of units.
fn halves(some: u64, more: u64) -> Decimal {
    Decimal::from(some.saturating_add(more)) / Decimal::TWO
}

fn bad_cusips(note: &Note) -> u32 {
    match note {
        Note::MalformedCusip { count, .. } | Note::SuspectCusip { count, .. } => *count,
        Note::MissingField { field, count, .. } if field == "cusip" => *count,
        _ => 0,
    }
}

fn unread_cells(note: &Note) -> u32 {
    match note {
        Note::UnreadNumber { field, count, .. } | Note::MissingField { field, count, .. }
            if field == "value" || field == "amount" =>
        {
            *count
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
