//! The report period of a filing: a verdict, since the header of the submission, the cover and
//! the filing date are each wrong somewhere.

use chrono::NaiveDate;

use crate::{id::Period, note::Note};

/// Decides the report period from the report date of the submission's header, that of the cover,
/// and the date filed.
///
/// The header counts before the cover. A date before 1975, when section 13(f) of the Securities
/// Exchange Act became law, or after the filing cannot be right and is passed over; one later in
/// the quarter of the filing counts where nothing better is there, for managers who report a few
/// days early. A date that ends no quarter stands for the quarter it falls in. Without any date
/// the last quarter that had ended is assumed.
pub fn decide(
    header: Option<NaiveDate>,
    cover: Option<NaiveDate>,
    filed: NaiveDate,
) -> (Period, Vec<Note>) {
    let first_day = NaiveDate::from_ymd_opt(1975, 1, 1).unwrap_or_default();
    let within = |last: NaiveDate| {
        let mut dates = [header, cover].into_iter().flatten();
        dates.find(|date| (first_day..=last).contains(date))
    };
    let mut notes = Vec::new();
    if let (Some(header), Some(cover)) = (header, cover)
        && header != cover
    {
        notes.push(Note::PeriodDiffers { header, cover });
    }
    let filing_quarter = Period::containing(filed);
    let Some(date) = within(filed).or_else(|| within(filing_quarter.end())) else {
        let period = filing_quarter.previous();
        notes.push(Note::PeriodAssumed { period });
        return (period, notes);
    };
    let period = Period::containing(date);
    if period.end() != date {
        notes.push(Note::NotQuarterEnd { date });
    }
    (period, notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn decided(header: &str, cover: &str, filed: &str) -> (String, Vec<Note>) {
        let date = |text: &str| (!text.is_empty()).then(|| day(text));
        let (period, notes) = decide(date(header), date(cover), day(filed));
        (period.to_string(), notes)
    }

    #[test]
    fn header_and_cover_that_agree_need_no_note() {
        assert_eq!(
            decided("2025-03-31", "2025-03-31", "2025-05-15"),
            ("2025Q1".into(), vec![])
        );
        assert_eq!(
            decided("", "2025-03-31", "2025-05-15"),
            ("2025Q1".into(), vec![])
        );
    }

    #[test]
    fn the_header_counts_before_the_cover() {
        let (period, notes) = decided("1999-09-30", "2000-09-30", "2001-02-08");
        assert_eq!(period, "1999Q3");
        assert_eq!(
            notes,
            [Note::PeriodDiffers {
                header: day("1999-09-30"),
                cover: day("2000-09-30")
            }]
        );
    }

    #[test]
    fn a_date_that_ends_no_quarter_stands_for_its_quarter() {
        let date = day("2002-03-28");
        assert_eq!(
            decided("2002-03-28", "", "2002-05-15"),
            ("2002Q1".into(), vec![Note::NotQuarterEnd { date }])
        );
    }

    #[test]
    fn a_header_that_cannot_be_right_gives_way_to_the_cover() {
        for wrong in ["2052-03-31", "1905-03-31", "2025-06-30"] {
            let (period, notes) = decided(wrong, "2025-03-31", "2025-05-15");
            assert_eq!(period, "2025Q1", "{wrong}");
            assert!(matches!(notes[..], [Note::PeriodDiffers { .. }]), "{wrong}");
        }
    }

    #[test]
    fn a_report_a_few_days_early_is_believed() {
        assert_eq!(
            decided("2013-12-31", "2013-12-31", "2013-12-27"),
            ("2013Q4".into(), vec![])
        );
    }

    #[test]
    fn without_any_date_the_last_quarter_ended_is_assumed() {
        let period = "2024Q4".parse().unwrap();
        for header in ["", "2052-03-31"] {
            assert_eq!(
                decided(header, "", "2025-02-14"),
                ("2024Q4".into(), vec![Note::PeriodAssumed { period }])
            );
        }
    }
}
