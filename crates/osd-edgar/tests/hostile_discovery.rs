//! Whatever the bytes, reading what filings are found by neither fails nor takes more than linear
//! time.
#![cfg(test)]

#[path = "../../../fuzz/src/discovery.rs"]
#[expect(
    unreachable_pub,
    reason = "the fuzz targets are a workspace of their own and use it as a library"
)]
mod invariants;

use std::time::{Duration, Instant};

use osd_edgar::{feed, index, listing, submissions};
use proptest::{prelude::*, sample::Index};

const INDEX: &str = "CIK|Company Name|Form Type|Date Filed|File Name
-----------------------------------------------
1067983|A|13F-HR|20250515|edgar/data/1067983/0000950123-25-005701.txt
30|B|13F-HR|20250515|edgar/data/30/0000950123-25-005701.txt
5|C|4|20250515|edgar/data/5/0000000005-25-000001.txt
";
const FEED: &str = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\" ?>
<feed xmlns=\"http://www.w3.org/2005/Atom\"><updated>2026-01-12T11:28:50-05:00</updated>
<entry><title>13F-HR - A &amp; B (0002074440) (Filer)</title><summary type=\"html\">
&lt;b&gt;Filed:&lt;/b&gt; 2026-01-12 </summary><updated>2026-01-12T11:27:39-05:00</updated>
<category term=\"13F-HR\"/><id>urn:tag:sec.gov,2008:accession-number=0002074440-26-000002</id></entry>
<entry><title>4 - C (0000000005) (Issuer)</title><category term=\"4\"/></entry></feed>
";
const LISTING: &str = r#"{"directory":{"item":[{"last-modified":"05/15/2025 10:01:46 PM",
"name":"master.20250515.idx","size":"865 KB"},{"name":"QTR1/"},{"name":""}]}}"#;
const SUBMISSIONS: &str = r#"{"cik":"1067983","name":"A","filings":{"recent":{
"accessionNumber":["0000950123-25-005701"],"filingDate":["2025-05-15"],"reportDate":["2025-03-31"],
"form":["13F-HR"]},"files":[{"name":"CIK0001067983-submissions-001.json","filingCount":1}]}}"#;

fn survive(bytes: &[u8]) {
    invariants::daily(bytes);
    invariants::feed(bytes);
    invariants::listing(bytes);
    invariants::submissions(bytes);
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>) {
        survive(&bytes);
    }

    #[test]
    fn cut_or_changed_files_are_survived(
        changes in prop::collection::vec((any::<Index>(), any::<u8>()), 0..6),
        length: Index,
        is_cut: bool,
    ) {
        for seed in [INDEX, FEED, LISTING, SUBMISSIONS] {
            let mut bytes = seed.as_bytes().to_vec();
            for (at, byte) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            if is_cut {
                bytes.truncate(length.index(bytes.len()));
            }
            survive(&bytes);
        }
    }
}

#[test]
fn the_seeds_are_read() {
    for seed in [INDEX, FEED, LISTING, SUBMISSIONS, "master.20250515.idx"] {
        survive(seed.as_bytes());
    }
    assert_eq!(index::read(INDEX.as_bytes()).unwrap().filings.len(), 1);
    assert_eq!(feed::read(FEED.as_bytes()).entries.len(), 1);
    assert_eq!(listing::read(LISTING.as_bytes()).unwrap().entries.len(), 2);
    let read = submissions::read(SUBMISSIONS.as_bytes()).unwrap();
    assert_eq!((read.filings.len(), read.shards.len()), (1, 1));
}

/// Quadratic reading of these would take hours; the bound is generous for a busy machine.
#[test]
fn large_hostile_files_take_linear_time() {
    let started = Instant::now();
    for piece in [
        "<entry>",
        "<entry><title>13F",
        "</entry>",
        "<",
        "&",
        "&amp;",
        "<title>",
        "(",
        " - ",
        "|",
        "\n",
        "[",
        "{\"a\":",
        "{\"directory\":",
        "1,",
        "\u{00C9}",
    ] {
        survive(piece.repeat(2_000_000 / piece.len()).as_bytes());
    }
    // A title of two million parentheses, and an attribute that never ends.
    let long = format!("<entry><title>{}</title></entry>", "(".repeat(2_000_000));
    survive(long.as_bytes());
    survive(format!("<entry><category term=\"{}", "x ".repeat(1_000_000)).as_bytes());
    assert!(started.elapsed() < Duration::from_secs(60));
}
