//! Dates in the shapes that covers print them in.

use chrono::{Datelike, NaiveDate};

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
}
