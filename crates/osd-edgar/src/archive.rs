//! Where things lie on sec.gov, and in a folder laid out like it. Paths have no leading slash.

use chrono::NaiveDate;
use osd_domain::{Accession, Cik, HalfMonth, Period, ReferenceFile};

use crate::{daily, submissions};

/// The index of all submissions of a quarter: `Archives/edgar/full-index/2025/QTR1/master.idx`.
pub fn index_path(quarter: Period) -> String {
    let (year, number) = (quarter.year(), quarter.quarter());
    format!("Archives/edgar/full-index/{year}/QTR{number}/master.idx")
}

/// The index of all submissions of a day: `Archives/edgar/daily-index/2025/QTR2/master.20250515.idx`.
/// There is one for every day on which EDGAR took filings in, since July 1994, from about ten in the
/// evening of that day in Washington. The SEC may write it anew days later.
pub fn daily_index_path(day: NaiveDate) -> String {
    let folder = daily_index_folder(Period::containing(day));
    format!("{folder}/{}", daily::file_name(day))
}

/// The folder of the daily indexes of a quarter: `Archives/edgar/daily-index/2025/QTR2`.
pub fn daily_index_folder(quarter: Period) -> String {
    let (year, number) = (quarter.year(), quarter.quarter());
    format!("Archives/edgar/daily-index/{year}/QTR{number}")
}

/// What a folder of `Archives` holds, for programs: `Archives/edgar/full-index/index.json`.
pub fn listing_path(folder: &str) -> String {
    format!("{folder}/index.json")
}

/// A file that is always there, whatever the day: the index of the first quarter that EDGAR has. It
/// lists a few filings, so it costs next to nothing, and is as old as the archive, so nobody moves it.
pub fn known_path() -> String {
    index_path(Period::FIRST_INDEX)
}

/// A page of the feed of the latest filings of the 13F family, the newest first, beginning with the
/// entry number `start` (from 0). EDGAR gives pages of 10, 20, 40, 80 or 100 entries.
pub fn feed_path(start: u32, count: u32) -> String {
    // The type is the beginning of the form's name: amendments and notices are of it, too.
    format!(
        "cgi-bin/browse-edgar?action=getcurrent&type=13F&owner=include&count={count}&start={start}\
         &output=atom"
    )
}

/// All that a filer has filed, latest first, as JSON: `submissions/CIK0001067983.json`. On sec.gov it
/// is on a host of its own, `data.sec.gov`.
pub fn submissions_path(cik: Cik) -> String {
    format!("submissions/CIK{:010}.json", cik.number())
}

/// What did not fit into [`submissions_path`], under the name that it gives:
/// `submissions/CIK0001067983-submissions-001.json`. Nothing where the name is no such name.
pub fn submissions_shard_path(name: &str) -> Option<String> {
    submissions::is_shard_name(name).then(|| format!("submissions/{name}"))
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
    fn paths_of_days_feeds_and_filers_are_those_of_sec_gov() {
        let day = |text: &str| daily_index_path(text.parse().unwrap());
        assert_eq!(
            day("2025-05-15"),
            "Archives/edgar/daily-index/2025/QTR2/master.20250515.idx"
        );
        assert_eq!(
            day("1994-07-01"),
            "Archives/edgar/daily-index/1994/QTR3/master.070194.idx"
        );
        assert_eq!(
            listing_path(&daily_index_folder("2025Q2".parse().unwrap())),
            "Archives/edgar/daily-index/2025/QTR2/index.json"
        );
        assert_eq!(
            known_path(),
            "Archives/edgar/full-index/1993/QTR1/master.idx"
        );
        assert_eq!(
            feed_path(100, 40),
            "cgi-bin/browse-edgar?action=getcurrent&type=13F&owner=include&count=40&start=100\
             &output=atom"
        );
        let berkshire = "1067983".parse().unwrap();
        assert_eq!(
            submissions_path(berkshire),
            "submissions/CIK0001067983.json"
        );
        let shard = "CIK0001067983-submissions-001.json";
        assert_eq!(
            submissions_shard_path(shard),
            Some(format!("submissions/{shard}"))
        );
        for other in [
            "",
            "CIK0001067983.json",
            "../CIK0001067983-submissions-001.json",
        ] {
            assert_eq!(submissions_shard_path(other), None, "{other:?}");
        }
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
