//! Indexes, feeds, listings and lists of submissions around the bytes they are given, and what must
//! hold of every reading.

use std::collections::BTreeSet;

use osd_domain::{Cik, FilingRef, Period};
use osd_edgar::{content, daily, feed, index, listing, submissions};

/// Reads bytes as an index, and as rows below a heading of a daily one.
///
/// # Panics
///
/// Where the reading is not what it must be.
pub fn daily(bytes: &[u8]) {
    const HEADING: &[u8] = b"CIK|Company Name|Form Type|Date Filed|File Name\n---\n";
    let _ = content::check_index(bytes);
    let _ = index::read(bytes);
    let index = index::read(&[HEADING, bytes].concat()).expect("a heading");
    let lines = bytes.split(|&byte| byte == b'\n').count() as u64;
    assert!(index.rows <= lines);
    assert!(index.filings.len() as u64 + index.unreadable_rows <= index.rows);
    assert!(index.unreadable.len() as u64 <= index.unreadable_rows);
    one_an_accession(&index.filings);
    // What is the name of a day is what that day is called.
    if let Some(day) = std::str::from_utf8(bytes).ok().and_then(daily::day_of) {
        assert_eq!(daily::file_name(day).as_bytes(), bytes);
    }
}

/// Reads bytes as a page of the feed, and as entries of one.
///
/// # Panics
///
/// Where the reading is not what it must be.
pub fn feed(bytes: &[u8]) {
    for page in [bytes.to_vec(), [b"<feed>", bytes, b"</feed>"].concat()] {
        let feed = feed::read(&page);
        assert!(feed.entries.len() as u64 + feed.unreadable_entries <= feed.listed);
        assert!(feed.unreadable.len() as u64 <= feed.unreadable_entries);
        assert!(feed.is_feed || (feed.listed == 0 && !feed.is_whole));
        let is_accepted = content::check_feed(&page).is_ok();
        assert!(!is_accepted || feed.is_whole);
        let filings = feed.filings();
        assert!(filings.len() <= feed.entries.len());
        one_an_accession(&filings);
    }
}

fn one_an_accession(filings: &[FilingRef]) {
    for pair in filings.windows(2) {
        assert!(pair[0].accession < pair[1].accession, "{pair:?}");
    }
    for filing in filings {
        assert!(filing.form.as_str().starts_with("13F"));
        let others: BTreeSet<Cik> = filing.co_filers.iter().copied().collect();
        assert_eq!(others.len(), filing.co_filers.len());
        assert!(others.first().is_none_or(|first| *first > filing.cik));
    }
}

/// Reads bytes as the listing of a folder.
///
/// # Panics
///
/// Where the reading is not what it must be.
pub fn listing(bytes: &[u8]) {
    let is_accepted = content::check_listing(bytes).is_ok();
    let Ok(listing) = listing::read(bytes) else {
        assert!(!is_accepted);
        return;
    };
    assert!(listing.unreadable.len() as u64 <= listing.unreadable_items);
    let quarter: Period = "2025Q2".parse().expect("a quarter");
    for day in daily::days(&listing, quarter) {
        assert_eq!(Period::containing(day), quarter);
        assert!(listing.names(&daily::file_name(day)));
    }
    for entry in &listing.entries {
        assert!(listing.names(&entry.name), "{entry:?}");
    }
}

/// Reads bytes as a filer's list of submissions.
///
/// # Panics
///
/// Where the reading is not what it must be.
pub fn submissions(bytes: &[u8]) {
    let cik: Cik = "1067983".parse().expect("a CIK");
    let is_accepted = content::check_submissions(bytes, cik).is_ok();
    let Ok(read) = submissions::read(bytes) else {
        assert!(!is_accepted);
        return;
    };
    assert!(!is_accepted || read.cik == Some(cik));
    assert!(read.filings.len() as u64 <= read.rows);
    assert!(read.unreadable.len() as u64 <= read.unreadable_rows);
    let refs = read.refs(cik, "A");
    assert!(refs.len() <= read.filings.len());
    one_an_accession(&refs);
    for shard in &read.shards {
        assert!(osd_edgar::archive::submissions_shard_path(&shard.name).is_some());
    }
}
