//! Whatever the bytes, reading a reference file neither fails nor takes more than linear time, nor
//! more memory than its bounds allow.
#![cfg(test)]

#[path = "../../../fuzz/src/reference.rs"]
#[expect(
    unreachable_pub,
    reason = "the fuzz targets are a workspace of their own and use it as a library"
)]
mod invariants;

use std::{
    io::{Cursor, Write as _},
    time::{Duration, Instant},
};

use osd_edgar::fails;
use proptest::{prelude::*, sample::Index};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const TEXT: &[u8] = b"SETTLEMENT DATE|CUSIP|SYMBOL|QUANTITY (FAILS)|DESCRIPTION|PRICE
20200901|084670702|BRKB|8346|BERKSHIRE HATHWY INC(HLDG CO)B|218.04
20200901|03755M300|APEXZZZZ|1|APEX GLOBAL BRANDS INC COM PAR|.
20200901|87946W103|W103DIVDPYMNT|1|NESTL\xC9|
Trailer record count 3
";
const TICKERS: &[u8] = br#"{"fields":["cik","name","ticker","exchange"],
"data":[[789019,"MICROSOFT CORP","MSFT","Nasdaq"],[2033770,"CID Holdco, Inc.","DAIC ",null]]}"#;

fn zipped(text: &[u8], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    zip.start_file("cnsfails202009a", options).unwrap();
    zip.write_all(text).unwrap();
    zip.finish().unwrap().into_inner()
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>) {
        invariants::fails(&bytes);
        invariants::tickers(&bytes);
    }

    #[test]
    fn cut_or_changed_files_are_survived(
        changes in prop::collection::vec((any::<Index>(), any::<u8>()), 0..6),
        length: Index,
        is_cut: bool,
    ) {
        let stored = zipped(TEXT, CompressionMethod::Stored);
        let packed = zipped(TEXT, CompressionMethod::Deflated);
        for seed in [TEXT, TICKERS, &stored, &packed] {
            let mut bytes = seed.to_vec();
            for (at, byte) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            if is_cut {
                bytes.truncate(length.index(bytes.len()));
            }
            invariants::fails(&bytes);
            invariants::tickers(&bytes);
        }
    }
}

#[test]
fn the_seeds_are_read() {
    let packed = zipped(TEXT, CompressionMethod::Deflated);
    assert_eq!(fails::read(&packed).unwrap().is_whole(), Some(true));
    invariants::fails(&packed);
    invariants::tickers(TICKERS);
}

/// Quadratic reading of these would take hours; the bound is generous for a busy machine.
#[test]
fn large_hostile_files_take_linear_time() {
    let started = Instant::now();
    for piece in [
        "PK\x01\x02",
        "PK\x03\x04",
        "PK\x05\x06",
        "PK\x06\x06",
        "PK\x06\x07",
        "|",
        "\n",
        "\"",
        "[",
        "{\"a\":",
        "1,",
        "20200901|",
        "\u{00C9}",
    ] {
        let bytes = piece.repeat(4_000_000 / piece.len());
        invariants::fails(bytes.as_bytes());
        invariants::tickers(bytes.as_bytes());
    }
    // A list of entries that all say that they are the same one.
    let zip = zipped(TEXT, CompressionMethod::Stored);
    let end = zip.len() - 22;
    let list = u32::from_le_bytes(zip[end + 16..end + 20].try_into().unwrap());
    let entry = &zip[usize::try_from(list).unwrap()..end];
    let mut many = zip[..usize::try_from(list).unwrap()].to_vec();
    many.extend(entry.repeat(0xFFFE));
    let size = u32::try_from(many.len()).unwrap() - list;
    many.extend(&zip[end..end + 8]);
    many.extend([0xFE, 0xFF, 0xFE, 0xFF]);
    many.extend(size.to_le_bytes());
    many.extend(&zip[end + 16..]);
    invariants::fails(&many);
    assert!(started.elapsed() < Duration::from_secs(60));
}

#[test]
fn a_large_bomb_is_refused_soon() {
    let bomb = zipped(&vec![b'|'; 65 << 20], CompressionMethod::Deflated);
    assert!(bomb.len() < 1 << 20);
    let refused = fails::read(&bomb);
    assert!(matches!(refused, Err(fails::NotFails::TooLarge { .. })));
}
