//! Real filings in a folder laid out as sec.gov, where the checkout has one beside it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use osd_domain::{Accession, Cik, Period, ReferenceFile};
use osd_edgar::archive;
use osd_fetch::{Answer, Body, Fetcher, Folder};

fn mirror() -> Option<PathBuf> {
    let mirror = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/edgar");
    mirror.is_dir().then_some(mirror)
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn stem(path: &Path) -> &str {
    path.file_stem().unwrap().to_str().unwrap()
}

fn found(answer: Answer) -> Body {
    match answer {
        Answer::Found(body) => body,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_real_submission_is_accepted_as_it_lies() {
    let Some(mirror) = mirror() else { return };
    let fetcher = Fetcher::new(Arc::new(Folder::new(&mirror).unwrap()));
    let mut accepted = 0;
    for manager in entries(&mirror.join("Archives/edgar/data")) {
        let cik: Cik = stem(&manager).parse().unwrap();
        for file in entries(&manager) {
            let accession: Accession = stem(&file).parse().unwrap();
            let body = found(fetcher.submission(cik, accession).await.unwrap());
            assert_eq!(body.bytes, fs::read(&file).unwrap(), "{accession}");
            accepted += 1;
        }
    }
    assert_eq!(accepted, 501);
}

#[tokio::test]
async fn every_real_index_is_accepted_and_other_quarters_have_none() {
    let Some(mirror) = mirror() else { return };
    let fetcher = Fetcher::new(Arc::new(Folder::new(&mirror).unwrap()));
    let last: Period = "2026Q4".parse().unwrap();
    for quarter in Period::FIRST_INDEX.through(last) {
        let file = format!("{}/QTR{}/master.idx", quarter.year(), quarter.quarter());
        let file = mirror.join("Archives/edgar/full-index").join(file);
        let answer = fetcher.index(quarter, None).await.unwrap();
        if file.is_file() {
            assert_eq!(found(answer).bytes, fs::read(&file).unwrap(), "{quarter}");
        } else {
            assert_eq!(answer, Answer::Missing, "{quarter}");
        }
    }
}

#[tokio::test]
async fn every_real_reference_file_is_accepted_and_others_are_missing() {
    let Some(mirror) = mirror() else { return };
    let fetcher = Fetcher::new(Arc::new(Folder::new(&mirror).unwrap()));
    let (first, last): (Period, Period) = ("2009Q1".parse().unwrap(), "2022Q1".parse().unwrap());
    let fails = first.through(last).flat_map(archive::fails_of);
    let lists = [
        ReferenceFile::CompanyTickers,
        ReferenceFile::CompanyTickersExchange,
    ];
    let mut accepted = 0;
    for file in fails.chain(lists) {
        let mut paths = archive::reference_paths(file)
            .into_iter()
            .map(|path| mirror.join(path));
        let expected = paths.find_map(|path| fs::read(path).ok());
        let answer = fetcher.reference(file, None).await.unwrap();
        match expected {
            Some(expected) => {
                assert_eq!(found(answer).bytes, expected, "{file}");
                accepted += 1;
            }
            None => assert_eq!(answer, Answer::Missing, "{file}"),
        }
    }
    assert_eq!(accepted, 9);
}
