//! The report period of a filing: a verdict, since the header of the submission, the cover and
//! the filing date are each wrong somewhere.

use chrono::NaiveDate;

use crate::{id::Period, named::named, note::Note};

named! {
    /// Why one of two report dates was believed.
    PeriodEvidence {
        /// The other cannot be right: it is after the filing, or before section 13(f) was law.
        OtherImpossible = "other_impossible",
        /// It is of the last quarter that had ended when an original report was filed, which is
        /// what such a report is about; the other is not.
        LastQuarterEnded = "last_quarter_ended",
        /// It is the end of a quarter; the other is not.
        QuarterEnd = "quarter_end",
        /// It is the header's, and nothing speaks against it.
        Header = "header",
    }
}

/// Decides the report period from the report date of the submission's header, that of the cover,
/// the date filed, and whether the filing is an amendment.
///
/// Where header and cover name different quarters, the one that has the better evidence is
/// believed, and the header where both are as good:
///
/// 1. A date from 1975, when section 13(f) of the Securities Exchange Act became law, to the day
///    of filing is better than any other.
/// 2. In an original report, the last quarter that had ended is better than any other: a report is
///    due 45 days after its quarter. An amendment may be about any quarter.
/// 3. The end of a quarter is better than a day within one.
///
/// A date after the filing counts where there is nothing better, if it is of the quarter of the
/// filing: some managers report a few days early. A date that ends no quarter stands for the
/// quarter it falls in. Without any date the last quarter that had ended is assumed.
pub fn decide(
    header: Option<NaiveDate>,
    cover: Option<NaiveDate>,
    filed: NaiveDate,
    is_amendment: bool,
) -> (Period, Vec<Note>) {
    let strength = |date: &NaiveDate| Strength::of(*date, filed, is_amendment);
    let filing_quarter = Period::containing(filed);
    let possible = |date: &NaiveDate| {
        FIRST_DAY.is_some_and(|first| first <= *date) && *date <= filing_quarter.end()
    };
    let mut notes = Vec::new();
    if let (Some(header), Some(cover)) = (header, cover)
        && header != cover
    {
        notes.push(Note::PeriodDiffers { header, cover });
    }
    let header_possible = header.filter(possible);
    let cover_possible = cover.filter(possible);
    let date = match (header_possible, cover_possible) {
        (Some(header), Some(cover)) if strength(&cover) > strength(&header) => Some(cover),
        (header, cover) => header.or(cover),
    };
    let Some(date) = date else {
        let period = filing_quarter.previous();
        notes.push(Note::PeriodAssumed { period });
        return (period, notes);
    };
    let period = Period::containing(date);
    let believed = |one: NaiveDate| Period::containing(one) == period;
    if let (Some(header), Some(cover)) = (header, cover)
        && believed(header) != believed(cover)
    {
        let other = if believed(header) { cover } else { header };
        let because = if possible(&other) {
            strength(&date).over(strength(&other))
        } else {
            PeriodEvidence::OtherImpossible
        };
        notes.push(Note::PeriodJudged { period, because });
    }
    if period.end() != date {
        notes.push(Note::NotQuarterEnd { date });
    }
    (period, notes)
}

/// When section 13(f) became law.
const FIRST_DAY: Option<NaiveDate> = NaiveDate::from_ymd_opt(1975, 1, 1);

/// What speaks for a date, the most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Strength {
    had_come: bool,
    is_last_quarter: bool,
    ends_quarter: bool,
}

impl Strength {
    fn of(date: NaiveDate, filed: NaiveDate, is_amendment: bool) -> Self {
        let period = Period::containing(date);
        Self {
            had_come: date <= filed,
            is_last_quarter: !is_amendment && period == Period::containing(filed).previous(),
            ends_quarter: period.end() == date,
        }
    }

    /// Why this is believed and the other is not.
    fn over(self, other: Self) -> PeriodEvidence {
        if self.had_come && !other.had_come {
            PeriodEvidence::OtherImpossible
        } else if self.is_last_quarter && !other.is_last_quarter {
            PeriodEvidence::LastQuarterEnded
        } else if self.ends_quarter && !other.ends_quarter {
            PeriodEvidence::QuarterEnd
        } else {
            PeriodEvidence::Header
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn decided(header: &str, cover: &str, filed: &str, is_amendment: bool) -> (String, Vec<Note>) {
        let date = |text: &str| (!text.is_empty()).then(|| day(text));
        let (period, notes) = decide(date(header), date(cover), day(filed), is_amendment);
        (period.to_string(), notes)
    }

    fn original(header: &str, cover: &str, filed: &str) -> (String, Vec<Note>) {
        decided(header, cover, filed, false)
    }

    fn amendment(header: &str, cover: &str, filed: &str) -> (String, Vec<Note>) {
        decided(header, cover, filed, true)
    }

    fn because(notes: &[Note]) -> Option<PeriodEvidence> {
        notes.iter().find_map(|note| match note {
            Note::PeriodJudged { because, .. } => Some(*because),
            _ => None,
        })
    }

    #[test]
    fn header_and_cover_that_agree_need_no_note() {
        assert_eq!(
            original("2025-03-31", "2025-03-31", "2025-05-15"),
            ("2025Q1".into(), vec![])
        );
        assert_eq!(
            original("", "2025-03-31", "2025-05-15"),
            ("2025Q1".into(), vec![])
        );
        // A copy of an old report, filed as an original a year after.
        assert_eq!(
            original("1998-12-31", "1998-12-31", "2000-02-15"),
            ("1998Q4".into(), vec![])
        );
    }

    #[test]
    fn an_amendment_is_about_the_quarter_of_its_header() {
        // 0001037389-01-500007: the cover has the year wrong.
        let (period, notes) = amendment("1999-09-30", "2000-09-30", "2001-02-08");
        assert_eq!(period, "1999Q3");
        let differs = Note::PeriodDiffers {
            header: day("1999-09-30"),
            cover: day("2000-09-30"),
        };
        assert!(notes.contains(&differs), "{notes:?}");
        assert_eq!(because(&notes), Some(PeriodEvidence::Header));
        // The last quarter before the filing is no better for an amendment.
        let (period, notes) = amendment("2000-09-30", "2000-12-31", "2001-02-08");
        assert_eq!(period, "2000Q3");
        assert_eq!(because(&notes), Some(PeriodEvidence::Header));
    }

    #[test]
    fn an_original_is_about_the_last_quarter_that_had_ended() {
        for (header, cover) in [
            ("2000-12-31", "1999-12-31"),
            ("1999-12-31", "2000-12-31"),
            ("2001-01-30", "2000-12-31"),
            ("2000-12-31", "2001-01-30"),
            ("2000-09-30", "2000-12-31"),
        ] {
            let (period, notes) = original(header, cover, "2001-01-30");
            assert_eq!(period, "2000Q4", "{header} {cover}");
            let evidence = because(&notes);
            assert_eq!(
                evidence,
                Some(PeriodEvidence::LastQuarterEnded),
                "{header} {cover}"
            );
        }
        // 0001103804-08-000006 and 0000919574-12-003443: the covers are wrong.
        assert_eq!(
            original("2007-12-31", "2007-09-30", "2008-02-14").0,
            "2007Q4"
        );
        assert_eq!(
            original("2012-03-31", "2012-05-15", "2012-05-15").0,
            "2012Q1"
        );
    }

    #[test]
    fn where_neither_is_the_last_quarter_the_header_counts_if_it_ends_one() {
        let (period, notes) = original("1999-09-30", "2000-03-31", "2001-02-08");
        assert_eq!(period, "1999Q3");
        assert_eq!(because(&notes), Some(PeriodEvidence::Header));
        for decide in [original, amendment] {
            let (period, notes) = decide("2001-02-08", "2000-03-31", "2001-02-08");
            assert_eq!(period, "2000Q1");
            assert_eq!(because(&notes), Some(PeriodEvidence::QuarterEnd));
        }
    }

    #[test]
    fn a_day_apart_in_one_quarter_is_no_matter_of_judgment() {
        // 0000728672-01-500047.
        let (header, cover) = (day("2001-03-31"), day("2001-03-30"));
        assert_eq!(
            original("2001-03-31", "2001-03-30", "2001-05-15"),
            ("2001Q1".into(), vec![Note::PeriodDiffers { header, cover }])
        );
    }

    #[test]
    fn a_date_that_ends_no_quarter_stands_for_its_quarter() {
        // 0001167483-02-000004.
        let date = day("2002-03-28");
        assert_eq!(
            original("2002-03-28", "2002-03-28", "2002-05-14"),
            ("2002Q1".into(), vec![Note::NotQuarterEnd { date }])
        );
    }

    #[test]
    fn a_header_that_cannot_be_right_gives_way_to_the_cover() {
        for wrong in ["2052-03-31", "1905-03-31", "2025-06-30"] {
            for decide in [original, amendment] {
                let (period, notes) = decide(wrong, "2025-03-31", "2025-05-15");
                assert_eq!(period, "2025Q1", "{wrong}");
                let evidence = because(&notes);
                assert_eq!(evidence, Some(PeriodEvidence::OtherImpossible), "{wrong}");
            }
        }
    }

    #[test]
    fn a_report_a_few_days_early_is_believed() {
        assert_eq!(
            original("2013-12-31", "2013-12-31", "2013-12-27"),
            ("2013Q4".into(), vec![])
        );
    }

    #[test]
    fn without_any_date_the_last_quarter_ended_is_assumed() {
        let period = "2024Q4".parse().unwrap();
        for header in ["", "2052-03-31"] {
            assert_eq!(
                original(header, "", "2025-02-14"),
                ("2024Q4".into(), vec![Note::PeriodAssumed { period }])
            );
        }
    }
}
