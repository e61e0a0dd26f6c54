//! Real pages of the feed, lists of submissions, listings and daily indexes, where samples of them
//! lie beside the repository.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use osd_domain::{Accession, Cik};
use osd_edgar::{
    content::{self, Rejected},
    feed, index, listing, submissions,
};

fn samples(folder: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/samples")
        .join(folder);
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| is_wanted(path.file_name().unwrap().to_str().unwrap()));
    paths.sort();
    let read = |path: PathBuf| (path.clone(), fs::read(path).unwrap());
    paths.into_iter().map(read).collect()
}

#[test]
fn real_pages_of_the_feed_are_read() {
    let pages = samples("http", |name| name.ends_with(".xml"));
    let mut filings = Vec::new();
    for (path, bytes) in &pages {
        assert_eq!(content::check_feed(bytes), Ok(()), "{}", path.display());
        let feed = feed::read(bytes);
        assert_eq!(feed.listed, 100, "{}", path.display());
        assert_eq!(feed.unreadable, Vec::<String>::new(), "{}", path.display());
        assert!(feed.updated.is_some(), "{}", path.display());
        // Each form is named twice in an entry, by other means than the reader's.
        let text = String::from_utf8_lossy(bytes);
        let of_family = text.matches("term=\"13F").count();
        assert_eq!(feed.entries.len(), of_family, "{}", path.display());
        filings.extend(feed.filings());
        let cut = content::check_feed(&bytes[..bytes.len() / 2]);
        assert_eq!(cut, Err(Rejected::Truncated), "{}", path.display());
    }
    if !pages.is_empty() {
        let ryan: Accession = "0002074440-26-000002".parse().unwrap();
        let found = filings.iter().find(|filing| filing.accession == ryan);
        let found = found.unwrap();
        assert_eq!(found.name, "Ryan Investment Management, Inc.");
        assert_eq!(found.filed.to_string(), "2026-01-12");
    }
}

#[test]
fn real_lists_of_submissions_are_read() {
    let lists = samples("http", |name| {
        name.contains("CIK") && name.ends_with(".json")
    });
    let (mut whole, mut shards) = (0, 0);
    for (path, bytes) in &lists {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let (_, name) = name.split_once("CIK").unwrap();
        let read = submissions::read(bytes).unwrap();
        assert_eq!(read.unreadable_rows, 0, "{name}");
        assert!(!read.filings.is_empty(), "{name}");
        let of_family = String::from_utf8_lossy(bytes).matches("\"13F-").count();
        // `form`, and `core_type` where there is that column.
        assert!([1, 2].contains(&(of_family / read.filings.len())), "{name}");
        if name.contains("submissions") {
            assert_eq!(content::check_submissions_shard(bytes), Ok(()), "{name}");
            assert!(read.cik.is_none() && read.shards.is_empty(), "{name}");
            shards += 1;
        } else {
            let cik: Cik = name.parse().unwrap();
            assert_eq!(content::check_submissions(bytes, cik), Ok(()), "{name}");
            assert!(read.name.is_some(), "{name}");
            whole += 1;
        }
    }
    if !lists.is_empty() {
        assert_eq!((whole, shards), (10, 2));
    }
}

#[test]
fn the_real_listing_of_a_filing_names_its_submission() {
    for (path, bytes) in samples("http", |name| name.ends_with("_index.json")) {
        assert_eq!(content::check_listing(&bytes), Ok(()), "{}", path.display());
        let listing = listing::read(&bytes).unwrap();
        assert_eq!(listing.entries.len(), 3);
        assert!(listing.names("0000728672-00-000032.txt"));
    }
}

#[test]
fn real_indexes_of_days_are_read() {
    let indexes = samples("index", |name| {
        name.contains("master") && name.ends_with(".idx")
    });
    for (path, bytes) in &indexes {
        assert_eq!(content::check_index(bytes), Ok(()), "{}", path.display());
        let index = index::read(bytes).unwrap();
        assert_eq!(index.unreadable_rows, 0, "{}", path.display());
        let rows = String::from_utf8_lossy(bytes)
            .matches("|edgar/data/")
            .count();
        assert_eq!(index.rows, rows as u64, "{}", path.display());
    }
    let filings = |at: usize| index::read(&indexes[at].1).unwrap().filings.len();
    if !indexes.is_empty() {
        assert_eq!(indexes.len(), 2);
        assert!(filings(0) > 0 && filings(1) > 0);
    }
}

#[test]
fn real_error_pages_are_none_of_them() {
    let pages = samples("http", |name| {
        name.ends_with(".body") || name.ends_with("Tool.html") || name.ends_with("exceeded.html")
    });
    for (path, bytes) in pages {
        let refused = content::check_index(&bytes).unwrap_err();
        for checked in [
            content::check_feed(&bytes),
            content::check_listing(&bytes),
            content::check_submissions_shard(&bytes),
            content::check_submissions(&bytes, "1067983".parse().unwrap()),
        ] {
            assert_eq!(checked, Err(refused.clone()), "{}", path.display());
        }
    }
}
