//! Dates in the shapes that covers print them in.

use chrono::{Datelike, Months, NaiveDate};

/// Reads `2026-03-31`, `03-31-2026`, `03/31/2026`, `20260331` or `31-MAR-2026`.
pub(super) fn read(text: &str) -> Option<NaiveDate> {
    const SHAPES: [&str; 5] = ["%Y-%m-%d", "%m-%d-%Y", "%m/%d/%Y", "%Y%m%d", "%d-%b-%Y"];
    let text = text.trim();
    // A shorter or longer text is read leniently by chrono, as a date of the first century.
    let has_full_length = matches!(text.len(), 8 | 10 | 11);
    let is_date = |text: &str| {
        text.bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'/'))
    };
    if !has_full_length || !is_date(text) {
        return None;
    }
    SHAPES
        .iter()
        .filter_map(|shape| NaiveDate::parse_from_str(text, shape).ok())
        .find(|date| (1900..=2199).contains(&date.year()))
}

/// Reads the first date that stands among the first words of a text, as people print it on a
/// cover: `March 31, 1999`, `DECEMBER 31ST, 2009`, `31-Dec-99`, `6-30-00`, `2004-03-31`,
/// `First quarter 2004`. A month and a year alone stand for the month's last day.
pub(super) fn read_prose(text: &str) -> Option<NaiveDate> {
    /// Words that may stand before the date, as in `the period ended on`.
    const LEAD: usize = 4;
    let words = words(text);
    (0..words.len().min(LEAD)).find_map(|at| match words.get(at..)? {
        [month, day, ordinal, year, ..] if is_ordinal(ordinal) => {
            day_of(year_of(year)?, month_of(month)?, day)
        }
        [quarter, ordinal, word, year, ..] if is_ordinal(ordinal) && is_quarter(word) => {
            quarter_end(year, quarter)
        }
        [first, second, third, ..] => {
            of_three(first, second, third).or_else(|| month_end(second, first))
        }
        [month, year] => month_end(year, month),
        _ => None,
    })
}

fn of_three(first: &str, second: &str, third: &str) -> Option<NaiveDate> {
    if is_quarter(second) {
        return quarter_end(third, first);
    }
    if first.len() == 4 && first.bytes().all(|b| b.is_ascii_digit()) {
        return day_of(year_of(first)?, second.parse().ok()?, third);
    }
    let year = year_of(third);
    if let Some(month) = month_of(first) {
        return day_of(year?, month, second);
    }
    if let Some(month) = month_of(second) {
        return day_of(year?, month, first);
    }
    // Some managers abroad put the day first, which can be told after the twelfth.
    let (first_number, second_number) = (first.parse().ok()?, second.parse().ok()?);
    day_of(year?, first_number, second).or_else(|| day_of(year?, second_number, first))
}

/// The runs of letters and of digits that a text begins with.
fn words(text: &str) -> Vec<&str> {
    const ENOUGH: usize = 8;
    let kind = |c: char| (c.is_alphabetic(), c.is_ascii_digit());
    let mut words = Vec::new();
    let mut rest = text;
    while words.len() < ENOUGH {
        rest = rest.trim_start_matches(|c| kind(c) == (false, false));
        let Some(first) = rest.chars().next() else {
            break;
        };
        let end = rest.find(|c| kind(c) != kind(first));
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        words.push(word);
        rest = after;
    }
    words
}

/// A year of four digits, or of two: from 90 on they are of the last century.
fn year_of(word: &str) -> Option<i32> {
    let year: i32 = word.parse().ok()?;
    match word.len() {
        4 => (1900..=2199).contains(&year).then_some(year),
        2 if year >= 90 => Some(1900 + year),
        2 => Some(2000 + year),
        _ => None,
    }
}

/// A month by its name, however it is cut short or misspelled after three letters.
fn month_of(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let head = word.get(..3)?.to_ascii_lowercase();
    let is_month = word.len() <= 9;
    let number = (1..).zip(MONTHS).find(|(_, month)| *month == head);
    number.filter(|_| is_month).map(|(number, _)| number)
}

fn day_of(year: i32, month: u32, day: &str) -> Option<NaiveDate> {
    let is_day = day.len() <= 2;
    NaiveDate::from_ymd_opt(year, month, day.parse().ok().filter(|_| is_day)?)
}

fn month_end(year: &str, month: &str) -> Option<NaiveDate> {
    let year = year_of(year).filter(|_| year.len() == 4)?;
    let first = NaiveDate::from_ymd_opt(year, month_of(month)?, 1)?;
    first.checked_add_months(Months::new(1))?.pred_opt()
}

fn quarter_end(year: &str, quarter: &str) -> Option<NaiveDate> {
    let month = match quarter.to_ascii_lowercase().as_str() {
        "first" | "1" => "mar",
        "second" | "2" => "jun",
        "third" | "3" => "sep",
        "fourth" | "4" => "dec",
        _ => return None,
    };
    month_end(year, month)
}

fn is_quarter(word: &str) -> bool {
    word.eq_ignore_ascii_case("quarter")
}

fn is_ordinal(word: &str) -> bool {
    let endings = ["st", "nd", "rd", "th"];
    endings.iter().any(|end| word.eq_ignore_ascii_case(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_shapes_give_the_same_day() {
        for text in [
            "2026-03-31",
            "03-31-2026",
            "03/31/2026",
            "20260331",
            "31-MAR-2026",
            "31-Mar-2026",
            " 2026-03-31\n",
        ] {
            assert_eq!(
                read(text).map(|d| d.to_string()).as_deref(),
                Some("2026-03-31"),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in [
            "",
            "2026",
            "2026-02-30",
            "31-03-2026",
            "03-31-26",
            "03-31-0026",
            "2026-03-31Z",
            "12345678",
            "-2026-3-31",
            "٢٠٢٦0331",
            "March 31, 2026",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn prose_gives_the_day_it_means() {
        for (text, day) in [
            ("March 31, 1999", "1999-03-31"),
            (": DECEMBER 31ST, 2009", "2009-12-31"),
            ("December 31 2009", "2009-12-31"),
            ("Dec. 31, 2009", "2009-12-31"),
            ("Septembre 30, 2009", "2009-09-30"),
            ("Sept 30, 2009", "2009-09-30"),
            ("June 30,2001", "2001-06-30"),
            ("June30, 2001", "2001-06-30"),
            ("March\n31,\n2001 Check here", "2001-03-31"),
            ("31-Dec-99", "1999-12-31"),
            ("31 December 1999", "1999-12-31"),
            ("3/31/2010", "2010-03-31"),
            ("09-30-2007", "2007-09-30"),
            ("9.30.2007", "2007-09-30"),
            ("31/12/2005", "2005-12-31"),
            ("10/11/2005", "2005-10-11"),
            ("12/31/99", "1999-12-31"),
            ("6-30-00", "2000-06-30"),
            ("2004-03-31", "2004-03-31"),
            ("First Quarter 2004", "2004-03-31"),
            ("4th Quarter, 2004", "2004-12-31"),
            ("June 2004 Check here", "2004-06-30"),
            ("June 2004", "2004-06-30"),
            ("the period ended June 30, 2004", "2004-06-30"),
            ("(3/31/2004)", "2004-03-31"),
        ] {
            let read = read_prose(text).map(|date| date.to_string());
            assert_eq!(read.as_deref(), Some(day), "{text:?}");
        }
    }

    #[test]
    fn prose_without_a_day_is_none() {
        for text in [
            "",
            "_____",
            "June 31, 2004",
            "13/31/2004",
            "3/31",
            "Check here if Amendment [ ]; 1 2 3",
            "31 311 2004",
            "Quarter 2004",
            "March 31, 20044",
        ] {
            assert_eq!(read_prose(text), None, "{text:?}");
        }
    }
}
