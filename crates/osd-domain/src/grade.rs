//! How well what was read fits what the filing prints about itself.

use rust_decimal::Decimal;

use crate::{cover::Cover, named::named, note::Note};

named! {
    /// How sure we are of a filing's rows.
    Grade {
        /// Rows and value are exactly what the cover says.
        A = "A",
        /// Rows are what the cover says; the value is, within rounding of its unit.
        B = "B",
        /// The cover gives one total only, and it fits; or none at all.
        C = "C",
        /// One of the two totals fits.
        D = "D",
        /// Neither fits.
        F = "F",
    }
}

/// Compares rows read with what the cover prints, and notes every difference.
///
/// `value` is the sum of the values read, in the printed unit. Each row may have been rounded by
/// half a unit, so a difference of up to half a unit a row is within rounding.
pub fn grade(cover: &Cover, lines: u64, value: Decimal) -> (Grade, Vec<Note>) {
    let mut notes = Vec::new();
    let entries = cover.entry_total.map(|printed| {
        if printed != lines {
            notes.push(Note::EntriesDiffer {
                cover: printed,
                read: lines,
            });
        }
        printed == lines
    });
    let values = cover.value_total.map(|printed| {
        if printed != value {
            notes.push(Note::ValueDiffers {
                cover: printed,
                read: value,
            });
        }
        let tolerance = Decimal::from(lines) / Decimal::TWO;
        Fit::of(printed, value, tolerance)
    });
    let grade = match (entries, values) {
        (Some(true), Some(Fit::Exact)) => Grade::A,
        (Some(true), Some(Fit::Rounded)) => Grade::B,
        (None, None | Some(Fit::Exact | Fit::Rounded)) | (Some(true), None) => Grade::C,
        (Some(true), Some(Fit::No)) | (Some(false), Some(Fit::Exact | Fit::Rounded)) => Grade::D,
        (Some(false), None | Some(Fit::No)) | (None, Some(Fit::No)) => Grade::F,
    };
    (grade, notes)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    Exact,
    Rounded,
    No,
}

impl Fit {
    fn of(printed: Decimal, read: Decimal, tolerance: Decimal) -> Self {
        match (printed - read).abs() {
            difference if difference.is_zero() => Self::Exact,
            difference if difference <= tolerance => Self::Rounded,
            _ => Self::No,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cover(entries: Option<u64>, value: Option<i64>) -> Cover {
        Cover {
            entry_total: entries,
            value_total: value.map(Into::into),
            ..Cover::default()
        }
    }

    #[test]
    fn grades_follow_the_two_totals() {
        let of = |entries, value| grade(&cover(entries, value), 10, 1_000.into()).0;
        assert_eq!(of(Some(10), Some(1_000)), Grade::A);
        assert_eq!(of(Some(10), Some(1_005)), Grade::B);
        assert_eq!(of(Some(10), Some(1_006)), Grade::D);
        assert_eq!(of(Some(9), Some(1_000)), Grade::D);
        assert_eq!(of(Some(9), Some(2_000)), Grade::F);
        assert_eq!(of(None, None), Grade::C);
        assert_eq!(of(None, Some(2_000)), Grade::F);
    }

    #[test]
    fn a_difference_is_noted_with_both_figures() {
        let (_, notes) = grade(&cover(Some(55), Some(663_857)), 55, 663_859.into());
        assert_eq!(
            notes,
            [Note::ValueDiffers {
                cover: 663_857.into(),
                read: 663_859.into()
            }]
        );
    }
}
