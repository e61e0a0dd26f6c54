//! Why a filing's grade is not A, in words.

use osd_domain::{Filing, Reason, printed::Canonical};

/// The reasons of a filing; none where its grade is A, or it has none.
pub(crate) fn of_filing(filing: &Filing) -> Vec<String> {
    let reasons = filing.checks().map(|checks| checks.reasons());
    reasons.iter().flatten().map(words).collect()
}

fn words(reason: &Reason) -> String {
    match reason {
        Reason::EntriesDiffer { cover, read } => {
            format!("the cover says {cover} rows, {read} were read")
        }
        Reason::NoEntryTotal => "the cover prints no entry total".into(),
        Reason::ValueDiffers { cover, read } => format!(
            "the cover says a value of {}, the rows read come to {}",
            cover.canonical(),
            read.canonical()
        ),
        Reason::ValueInOtherUnit { cover, read } => format!(
            "the cover says a value of {}, the rows read come to {}: the same, in another unit",
            cover.canonical(),
            read.canonical()
        ),
        Reason::NoValueTotal => "the cover prints no value total".into(),
        Reason::BadCusips { count, lines } => format!(
            "CUSIPs that are missing, malformed or fail their check digit: {count} in {lines} rows"
        ),
        Reason::UnreadCells { count, lines } => format!(
            "values and amounts that are missing or could not be read: {count} in {lines} rows"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_name_both_figures() {
        let differs = Reason::ValueDiffers {
            cover: "99.50".parse().unwrap(),
            read: 100.into(),
        };
        assert_eq!(
            words(&differs),
            "the cover says a value of 99.5, the rows read come to 100"
        );
    }
}
