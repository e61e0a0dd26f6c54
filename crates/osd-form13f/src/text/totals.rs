//! Totals between the rows, and titles over parts of a table: what is no holding.

use osd_domain::PutCall;
use rust_decimal::Decimal;

/// What the rows add up to since the last total, and since the last row that names its security.
#[derive(Debug, Default)]
pub(super) struct Sums {
    since_total: Sum,
    since_named: Sum,
}

#[derive(Debug, Default)]
struct Sum {
    rows: u32,
    value: Decimal,
    amount: Decimal,
}

impl Sum {
    fn add(&mut self, value: Decimal, amount: Decimal) {
        self.rows += 1;
        self.value = self.value.saturating_add(value);
        self.amount = self.amount.saturating_add(amount);
    }
}

impl Sums {
    /// Adds a row; `is_named` says that it names its security.
    pub(super) fn add(&mut self, value: Decimal, amount: Decimal, is_named: bool) {
        self.since_total.add(value, amount);
        if is_named {
            self.since_named = Sum {
                rows: 1,
                value,
                amount,
            };
        } else {
            self.since_named.add(value, amount);
        }
    }

    /// Begins anew after a total.
    pub(super) fn end(&mut self) {
        self.since_total = Sum::default();
    }

    /// Whether figures are the sum of `least` rows above or more; the amount counts where it is
    /// given.
    pub(super) fn is_total(&self, value: Decimal, amount: Option<Decimal>, least: u32) -> bool {
        let fits = |sum: &Sum| {
            sum.rows >= least
                && sum.value == value
                && amount.is_none_or(|amount| amount == sum.amount || amount == value)
        };
        fits(&self.since_named) || fits(&self.since_total)
    }
}

/// Whether a line says that it is a total: `TOTAL`, `GRAND TOTAL:`, `Sub-total common stock`,
/// `S REPORT SUMMARY  47 DATA RECORDS`.
pub(super) fn is_total(line: &str) -> bool {
    const WORDS: [&str; 7] = [
        "TOTAL",
        "TOTALS",
        "SUBTOTAL",
        "SUBTOTALS",
        "SUMMARY",
        "RECORDS",
        "AGGREGATE",
    ];
    let mut words = line.split(|c: char| !c.is_ascii_alphabetic());
    words.any(|word| WORDS.iter().any(|total| word.eq_ignore_ascii_case(total)))
}

/// Whether a name says that it was printed before, on the page above: `AMGEN INC (CONT'D)`.
pub(super) fn is_continued(name: &str) -> bool {
    let mut words = name.split(|c: char| !c.is_ascii_alphabetic());
    words.any(|word| {
        ["CONT", "CONTD", "CONTINUED"]
            .iter()
            .any(|continued| word.eq_ignore_ascii_case(continued))
    })
}

/// Whether a line is what a program prints at the foot or head of a page: a page number, the date
/// and time of its run.
pub(super) fn is_footing(line: &str) -> bool {
    let mut words = line.split(|c: char| c.is_ascii_whitespace() || c == ':');
    words.any(|word| {
        ["PAGE", "TIME", "DATE"]
            .iter()
            .any(|w| word.eq_ignore_ascii_case(w))
    })
}

/// What a line of words alone is the title of: options of one kind, or (None) anything else that
/// a part of a table is called.
pub(super) fn title(text: &str) -> Option<Option<PutCall>> {
    const PUTS: [&str; 6] = [
        "PUTS",
        "PUT OPTIONS",
        "PUT OPTION",
        "OPTIONS - PUTS",
        "PUT",
        "OPTIONS PUTS",
    ];
    const CALLS: [&str; 6] = [
        "CALLS",
        "CALL OPTIONS",
        "CALL OPTION",
        "OPTIONS - CALLS",
        "CALL",
        "OPTIONS CALLS",
    ];
    const OTHERS: [&str; 19] = [
        "COMMON STOCK",
        "COMMON STOCKS",
        "COMMON",
        "EQUITIES",
        "EQUITY",
        "STOCKS",
        "PREFERRED STOCK",
        "PREFERRED STOCKS",
        "PREFERRED",
        "BONDS",
        "CONVERTIBLE BONDS",
        "CONVERTIBLES",
        "CORPORATE BONDS",
        "WARRANTS",
        "OPTIONS",
        "ADRS",
        "MUTUAL FUNDS",
        "FOREIGN STOCKS",
        "CONVERTIBLE PREFERRED",
    ];
    let text = text.trim_matches([':', '-', '*', '=', '_', ' ', '.', '(', ')']);
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if text.len() > 40 {
        None
    } else if is(&PUTS) {
        Some(Some(PutCall::Put))
    } else if is(&CALLS) {
        Some(Some(PutCall::Call))
    } else {
        is(&OTHERS).then_some(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_of_rows_is_a_total_and_a_row_alike_is_not() {
        let mut sums = Sums::default();
        sums.add(10.into(), 100.into(), true);
        assert!(!sums.is_total(10.into(), Some(100.into()), 2));
        assert!(sums.is_total(10.into(), Some(100.into()), 1));
        sums.add(20.into(), 200.into(), false);
        assert!(sums.is_total(30.into(), Some(300.into()), 2));
        assert!(!sums.is_total(30.into(), Some(299.into()), 2));
        sums.add(5.into(), 50.into(), true);
        assert!(sums.is_total(35.into(), None, 2));
        sums.end();
        assert!(!sums.is_total(35.into(), None, 2));
    }

    #[test]
    fn totals_titles_and_footings_are_told_by_their_words() {
        assert!(is_total("     GRAND TOTAL:      1,234"));
        assert!(is_total("S REPORT SUMMARY  47 DATA RECORDS  595123"));
        assert!(!is_total("TOTALIZATOR INC   COM"));
        assert_eq!(title("  PUT OPTIONS:"), Some(Some(PutCall::Put)));
        assert_eq!(title("COMMON STOCKS"), Some(None));
        assert_eq!(title("ABBOTT LABS"), None);
        assert!(is_footing("RUN DATE 02/04/02   TIME 14:05:21   PAGE 2"));
    }
}
