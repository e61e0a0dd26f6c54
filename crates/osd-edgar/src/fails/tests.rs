use std::io::{Cursor, Write as _};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{unzip::unzip_at_most, *};

const HEADING: &str = "SETTLEMENT DATE|CUSIP|SYMBOL|QUANTITY (FAILS)|DESCRIPTION|PRICE";

/// A zip file with these files in it.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in files {
        if name.ends_with('/') {
            zip.add_directory(*name, options).unwrap();
        } else {
            zip.start_file(*name, options).unwrap();
            zip.write_all(content).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

fn read_lines(lines: &[&str]) -> Fails {
    let text = format!("{HEADING}\r\n{}\r\n", lines.join("\r\n"));
    read_text(text.as_bytes()).unwrap()
}

fn price(cell: &str) -> Option<String> {
    let fails = read_lines(&[&format!("20200901|037833100|AAPL|1|APPLE INC|{cell}")]);
    fails.rows[0].price.map(|price| price.to_string())
}

#[test]
fn a_row_is_read_as_it_is_printed() {
    let fails = read_lines(&["20200901|98986M103|ZYXI|2000|ZYNEX, INC. COMMON STOCK (NV) |13.04"]);
    let expected = Fail {
        day: "2020-09-01".parse().unwrap(),
        cusip: "98986M103".parse().unwrap(),
        symbol: Some("ZYXI".to_owned()),
        description: "ZYNEX, INC. COMMON STOCK (NV)".to_owned(),
        price: Some("13.04".parse().unwrap()),
    };
    assert_eq!(fails.rows, [expected]);
    assert_eq!((fails.unreadable_rows, fails.trailer_records), (0, None));
}

#[test]
fn the_name_of_the_packed_file_does_not_matter() {
    let text = format!("{HEADING}\n20200901|037833100|AAPL|1|APPLE INC|134.18\n");
    for name in ["cnsfails202009a.txt", "cnsfails202009a", "folder/x"] {
        let fails = read(&zipped(&[(name, text.as_bytes())])).unwrap();
        assert_eq!(fails.rows.len(), 1, "{name}");
    }
    let with_folder = zipped(&[("folder/", b""), ("folder/fails", text.as_bytes())]);
    assert_eq!(read(&with_folder).unwrap().rows.len(), 1);
}

#[test]
fn a_trailer_says_how_many_rows_there_should_be() {
    let row = "20200901|037833100|AAPL|1|APPLE INC|134.18";
    let whole = read_lines(&[
        row,
        "Trailer record count 1",
        "Trailer total quantity of shares 1056731899",
        "",
    ]);
    assert_eq!(
        (whole.trailer_records, whole.is_whole()),
        (Some(1), Some(true))
    );
    assert_eq!(whole.unreadable_rows, 0);
    let short = read_lines(&[row, "Trailer record count 2"]);
    assert_eq!(short.is_whole(), Some(false));
    assert_eq!(read_lines(&[row]).is_whole(), None);
}

#[test]
fn an_unknown_price_is_no_zero() {
    for (cell, expected) in [
        ("9.12", Some("9.12")),
        (".0001", Some("0.0001")),
        ("1200", Some("1200")),
        (".", None),
        ("", None),
        (" . ", None),
        ("0.00", None),
        ("-1", None),
        ("N/A", None),
    ] {
        assert_eq!(price(cell).as_deref(), expected, "{cell:?}");
    }
    let strange = read_lines(&["20200901|037833100|AAPL|1|APPLE INC|N/A"]);
    assert_eq!(strange.unreadable_prices, 1);
    let unknown = read_lines(&["20200901|037833100|AAPL|1|APPLE INC|."]);
    assert_eq!(unknown.unreadable_prices, 0);
}

#[test]
fn rows_that_cannot_be_read_are_counted_and_shown() {
    let fails = read_lines(&[
        "20201399|037833100|AAPL|1|APPLE INC|134.18",
        "20200901|37833100|AAPL|1|APPLE INC|134.18",
        "20200901",
        "20200901|037833100|AAPL|1|APPLE INC|134.18",
    ]);
    assert_eq!((fails.rows.len(), fails.unreadable_rows), (1, 3));
    assert_eq!(fails.unreadable[2], "20200901");
    let many = vec!["no row at all"; 1_000];
    let fails = read_lines(&many);
    assert_eq!(
        (fails.unreadable.len(), fails.unreadable_rows),
        (100, 1_000)
    );
}

#[test]
fn old_files_lack_columns_and_some_rows_their_last_cells() {
    let text = "SETTLEMENT DATE|CUSIP|SYMBOL|QUANTITY (FAILS)\n20040322|037833100|AAPL|15000\n";
    let old = read_text(text.as_bytes()).unwrap();
    let row = &old.rows[0];
    assert_eq!((row.description.as_str(), row.price), ("", None));
    assert_eq!(old.unreadable_prices, 0);

    let cut = read_lines(&["20200901|037833100"]);
    assert_eq!((cut.rows.len(), cut.rows[0].symbol.as_deref()), (1, None));
}

#[test]
fn a_separator_in_a_description_moves_nothing() {
    let fails = read_lines(&["20200901|037833100|AAPL|1|APPLE | INC|134.18"]);
    let row = &fails.rows[0];
    assert_eq!(row.description, "APPLE | INC");
    assert_eq!(row.price.unwrap().to_string(), "134.18");
}

#[test]
fn both_character_sets_are_read() {
    let text = format!("{HEADING}\n20200901|641069406|NSRGY|1|").into_bytes();
    for name in [&b"NESTL\xC9"[..], "NESTLÉ".as_bytes()] {
        let fails = read_text(&[&text, name, b"|119.5\n"].concat()).unwrap();
        assert_eq!(fails.rows[0].description, "NESTLÉ");
    }
    let marked = [b"\xEF\xBB\xBF", &text[..]].concat();
    assert!(read_text(&marked).is_ok());
}

#[test]
fn what_is_no_fails_file_is_refused() {
    let text = HEADING.as_bytes();
    assert!(matches!(read(b""), Err(NotFails::NotAZip(_))));
    assert!(matches!(read(text), Err(NotFails::NotAZip(_))));
    assert_eq!(read(&zipped(&[])), Err(NotFails::Entries(0)));
    let two = zipped(&[("a", text), ("b", text)]);
    assert_eq!(read(&two), Err(NotFails::Entries(2)));
    let other = zipped(&[("a", b"cik_str|ticker\n")]);
    let said = NotFails::Heading("cik_str|ticker".to_owned());
    assert_eq!(read(&other), Err(said));
}

#[test]
fn a_zip_file_cut_anywhere_or_damaged_is_refused() {
    let text = format!("{HEADING}\n20200901|037833100|AAPL|1|APPLE INC|134.18\n");
    let whole = zipped(&[("fails", text.as_bytes())]);
    for length in 0..whole.len() {
        assert!(read(&whole[..length]).is_err(), "at {length}");
    }
    let mut damaged = whole;
    let middle = damaged.len() / 3;
    damaged[middle] ^= 0x55;
    assert!(matches!(read(&damaged), Err(NotFails::Packed(_))));
}

#[test]
fn a_zip_bomb_is_not_unpacked() {
    let bomb = zipped(&[("fails", &vec![b' '; 1 << 20])]);
    assert!(bomb.len() < 4096);
    let unpack = |packed, limit| unzip_at_most(&bomb, packed, limit);
    assert_eq!(unpack(4096, 1 << 20).unwrap().len(), 1 << 20);
    let too_large = |limit| Err(NotFails::TooLarge { limit });
    assert_eq!(unpack(4096, (1 << 20) - 1), too_large((1 << 20) - 1));
    assert_eq!(unpack(100, 1 << 20), too_large(100));
}

#[test]
fn a_zip_file_that_claims_to_be_huge_takes_no_memory() {
    // An end record with its locator, which says where a record of 64-bit counts is.
    let mut huge = b"PK\x06\x07".to_vec();
    huge.extend([0; 16]);
    huge.extend(b"PK\x05\x06");
    huge.extend([0xFF; 16]);
    huge.extend([0; 2]);
    assert!(matches!(read(&huge), Err(NotFails::NotAZip(why)) if why.contains("huge")));
}

#[test]
fn a_separator_behind_the_price_takes_nothing_from_it() {
    let text = "SETTLEMENT DATE|CUSIP|SYMBOL|QUANTITY (FAILS)|DESCRIPTION|PRICE\n\
                20200901|037833100|AAPL|279593|APPLE INC|134.18|\n\
                20200902|037833100|AAPL|279593|APPLE|INC|\n";
    let rows = read_text(text.as_bytes()).unwrap().rows;
    let cells = |at: usize| (rows[at].description.as_str(), rows[at].price);
    assert_eq!(cells(0), ("APPLE INC", Some(Decimal::new(13_418, 2))));
    assert_eq!(cells(1), ("APPLE|INC", None));
}

#[test]
fn a_day_that_no_file_can_have_is_none() {
    let text = "SETTLEMENT DATE|CUSIP|SYMBOL|QUANTITY (FAILS)|DESCRIPTION|PRICE\n\
                -262143-01-01|037833100|AAPL|1|APPLE INC|1\n";
    assert_eq!(read_text(text.as_bytes()).unwrap().unreadable_rows, 1);
}
