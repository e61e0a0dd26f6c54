//! Where things lie on sec.gov, and in a folder laid out like it. Paths have no leading slash.

use osd_domain::{Accession, Cik, HalfMonth, Period, ReferenceFile};

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

/// The first half of a month with a fails-to-deliver file of its own.
const FIRST_HALF: &str = "200907a";
/// The last whose file lies with the documents requested under the Freedom of Information Act.
const LAST_BY_REQUEST: &str = "201706a";

/// Where a reference file lies. The SEC has put fails-to-deliver files into several folders and gives
/// some a new name when it mends them, so one of them has several such paths, the usual one first. The
/// file is at the first of them that is there.
pub fn reference_paths(file: ReferenceFile) -> Vec<String> {
    const FAILS: &str = "files/data/fails-deliver-data";
    const BY_REQUEST: &str = "files/data/frequently-requested-foia-document-fails-deliver-data";
    let ReferenceFile::Fails(half) = file else {
        return vec![format!("files/{file}")];
    };
    let mut paths = vec![format!("{FAILS}/{file}")];
    if half.to_string().as_str() <= LAST_BY_REQUEST {
        paths.insert(0, format!("{BY_REQUEST}/{file}"));
    } else {
        paths.push(format!("{FAILS}/cnsfails{half}_0.zip"));
        paths.push(format!("files/data/other/fails-deliver-data/{file}"));
        if half.year() == 2020 {
            paths.push(format!("files/node/add/data_distribution/{file}"));
        }
    }
    paths
}

/// The fails-to-deliver files of the days of a calendar quarter, in their order: six from July 2009
/// on, none before; what the SEC has of earlier days is by quarter, and not of all securities. It
/// publishes a file two to four weeks after its last day, so the last ones of the running quarter are
/// not there yet.
pub fn fails_of(quarter: Period) -> impl Iterator<Item = ReferenceFile> {
    HalfMonth::of_quarter(quarter)
        .into_iter()
        .filter(|half| half.to_string().as_str() >= FIRST_HALF)
        .map(ReferenceFile::Fails)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(name: &str) -> Vec<String> {
        reference_paths(name.parse().unwrap())
    }

    #[test]
    fn the_usual_path_of_a_reference_file_is_the_first() {
        assert_eq!(
            paths("cnsfails202109a.zip")[0],
            "files/data/fails-deliver-data/cnsfails202109a.zip"
        );
        assert_eq!(
            paths("company_tickers.json"),
            ["files/company_tickers.json"]
        );
        assert_eq!(
            paths("company_tickers_exchange.json"),
            ["files/company_tickers_exchange.json"]
        );
        let by_request = |name: &str| paths(name)[0].contains("foia-document");
        assert!(by_request("cnsfails200907a.zip") && by_request("cnsfails201706a.zip"));
        assert!(!by_request("cnsfails201706b.zip"));
    }

    #[test]
    fn a_quarter_has_six_fails_to_deliver_files() {
        let names = |quarter: &str| -> Vec<String> {
            fails_of(quarter.parse().unwrap())
                .map(|file| file.to_string())
                .collect()
        };
        assert_eq!(
            names("2020Q4"),
            [
                "cnsfails202010a.zip",
                "cnsfails202010b.zip",
                "cnsfails202011a.zip",
                "cnsfails202011b.zip",
                "cnsfails202012a.zip",
                "cnsfails202012b.zip",
            ]
        );
        assert_eq!(names("2009Q3").len(), 6);
        assert!(names("2009Q2").is_empty());
    }

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
