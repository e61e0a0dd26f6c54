//! Where things lie on sec.gov, and in a folder laid out like it. Paths have no leading slash.

use osd_domain::{Accession, Cik, Period};

/// The index of all submissions of a quarter: `Archives/edgar/full-index/2025/QTR1/master.idx`.
pub fn index_path(quarter: Period) -> String {
    let (year, number) = (quarter.year(), quarter.quarter());
    format!("Archives/edgar/full-index/{year}/QTR{number}/master.idx")
}

/// A complete submission, header and documents:
/// `Archives/edgar/data/1067983/0000950123-25-005701.txt`. It lies under every CIK that an
/// index lists it under.
pub fn submission_path(cik: Cik, accession: Accession) -> String {
    format!("Archives/edgar/data/{cik}/{accession}.txt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_sec_gov() {
        assert_eq!(
            index_path("2025Q1".parse().unwrap()),
            "Archives/edgar/full-index/2025/QTR1/master.idx"
        );
        assert_eq!(
            submission_path(
                "0001067983".parse().unwrap(),
                "0000950123-25-005701".parse().unwrap()
            ),
            "Archives/edgar/data/1067983/0000950123-25-005701.txt"
        );
    }
}
