use super::*;
use proptest::{prelude::*, sample::Index as Pick};

const HEAD: &str = "Description:           Master Index of EDGAR Dissemination Feed
Last Data Received:    March 31, 2025
 
CIK|Company Name|Form Type|Date Filed|Filename
--------------------------------------------------------------------------------
";

fn index(rows: &[&str]) -> Index {
    read(format!("{HEAD}{}\n", rows.join("\n")).as_bytes()).unwrap()
}

fn only(rows: &[&str]) -> FilingRef {
    let index = index(rows);
    assert_eq!(index.unreadable, Vec::<String>::new());
    let [filing] = index.filings.as_slice() else {
        panic!("one filing, not {:?}", index.filings);
    };
    filing.clone()
}

const BERKSHIRE: &str =
    "1067983|BERKSHIRE HATHAWAY INC|13F-HR|2025-05-15|edgar/data/1067983/0000950123-25-005701.txt";

#[test]
fn a_row_becomes_a_filing() {
    let filing = only(&[BERKSHIRE]);
    assert_eq!(filing.accession.to_string(), "0000950123-25-005701");
    assert_eq!(filing.cik.number(), 1_067_983);
    assert_eq!(filing.name, "BERKSHIRE HATHAWAY INC");
    assert_eq!(filing.form.as_str(), "13F-HR");
    assert_eq!(filing.filed.to_string(), "2025-05-15");
    assert_eq!(filing.co_filers, []);
}

#[test]
fn other_forms_are_counted_and_passed_over() {
    let index = index(&[
        "1000032|BINCH JAMES G|4|2016-09-06|edgar/data/1000032/0001209191-16-140125.txt",
        BERKSHIRE,
        "1000045|NICHOLAS FINANCIAL INC|SC 13F|2016-08-09|edgar/data/1000045/0001193125-16-676314.txt",
    ]);
    assert_eq!((index.rows, index.filings.len()), (3, 1));
}

#[test]
fn dates_come_with_and_without_hyphens_and_lines_with_blanks_behind() {
    let daily = BERKSHIRE.replace("2025-05-15", "20250515") + "   \r";
    assert_eq!(only(&[&daily]), only(&[BERKSHIRE]));
}

#[test]
fn a_name_may_hold_the_separator_and_windows_1252() {
    let mut bytes = HEAD.as_bytes().to_vec();
    bytes.extend(
        b"5|SOCI\xC9T\xC9 | FILS|13F-NT/A|2001-02-03|edgar/data/5/0000000005-01-000001.txt",
    );
    let index = read(&bytes).unwrap();
    assert_eq!(index.filings[0].name, "SOCIÉTÉ | FILS");
    assert_eq!(index.filings[0].form.as_str(), "13F-NT/A");
}

#[test]
fn repeated_rows_are_one_filing() {
    let index = index(&[BERKSHIRE, BERKSHIRE]);
    assert_eq!((index.rows, index.filings.len()), (2, 1));
    assert_eq!(index.filings[0].co_filers, []);
}

#[test]
fn several_filers_of_one_accession_are_one_filing() {
    let row = |cik: u64| {
        format!("{cik}|MANAGER {cik}|13F-HR|2025-05-15|edgar/data/{cik}/0000950123-25-005701.txt")
    };
    let filing = only(&[&row(30), &row(7), &row(200), &row(30)]);
    assert_eq!((filing.cik.number(), &*filing.name), (7, "MANAGER 7"));
    let others: Vec<u64> = filing.co_filers.iter().map(|cik| cik.number()).collect();
    assert_eq!(others, [30, 200]);
}

#[test]
fn rows_of_the_family_that_cannot_be_read_are_named() {
    let index = index(&[
        BERKSHIRE,
        "1067983|BERKSHIRE HATHAWAY INC|13F-HR|2025-13-15|edgar/data/1067983/0000950123-25-005702.txt",
        "1067983|BERKSHIRE HATHAWAY INC|13F-HR|2025-05-15|edgar/data/1067983/000095012",
        "something else",
    ]);
    assert_eq!((index.rows, index.filings.len()), (4, 1));
    assert_eq!(index.unreadable_rows, 3);
    assert!(index.unreadable[0].contains("2025-13-15"));
    assert_eq!(index.unreadable[2], "something else");
}

#[test]
fn the_list_of_unreadable_rows_is_bounded_and_their_number_is_not_lost() {
    let long = "x".repeat(5_000);
    let index = index(&vec![long.as_str(); 300]);
    assert_eq!((index.unreadable.len(), index.unreadable_rows), (100, 300));
    assert_eq!(index.unreadable[0].len(), 200);
}

#[test]
fn headings_are_spelled_in_several_ways() {
    for heading in [
        "CIK|Company Name|Form Type|Date Filed|File Name",
        "CIK|Company Name|Form Type|Date Filed|Filename  \r",
        "cik | company name | form type | date filed | file name",
    ] {
        let index = read(format!("{heading}\n{BERKSHIRE}\n").as_bytes()).unwrap();
        assert_eq!(index.filings.len(), 1, "{heading}");
    }
}

#[test]
fn an_index_without_rows_is_empty_and_one_without_heading_is_none() {
    assert_eq!(read(HEAD.as_bytes()).unwrap(), Index::default());
    for other in [
        "",
        "Form Type   Company Name   CIK   Date Filed  File Name\n",
        BERKSHIRE,
    ] {
        let error = read(other.as_bytes()).unwrap_err();
        assert!(error.to_string().contains("heading"), "{error}");
    }
}

proptest! {
    #[test]
    fn the_order_of_rows_does_not_matter(
        rows in proptest::collection::vec((1u64..5, 1u32..4, 1u32..3, "[AB]"), 1..20),
        swaps in proptest::collection::vec((any::<Pick>(), any::<Pick>()), 0..20),
    ) {
        let rows: Vec<String> = rows
            .iter()
            .map(|(cik, number, day, name)| format!(
                "{cik}|{name}|13F-HR|2025-05-0{day}|edgar/data/{cik}/0000950123-25-{number:06}.txt"
            ))
            .collect();
        let mut shuffled = rows.clone();
        for (one, other) in swaps {
            let (one, other) = (one.index(rows.len()), other.index(rows.len()));
            shuffled.swap(one, other);
        }
        let read = |rows: &[String]| read(format!("{HEAD}{}", rows.join("\n")).as_bytes());
        prop_assert_eq!(read(&rows), read(&shuffled));
    }

    #[test]
    fn any_bytes_are_survived(noise: Vec<u8>, after_heading: bool) {
        let mut bytes = if after_heading { HEAD.as_bytes().to_vec() } else { Vec::new() };
        bytes.extend(noise);
        prop_assert_eq!(read(&bytes).is_ok() || !after_heading, true);
    }

    #[test]
    fn a_cut_or_changed_index_is_survived(at: Pick, byte: u8, cut: bool) {
        let mut bytes = format!("{HEAD}{BERKSHIRE}\n").into_bytes();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        let _ = read(&bytes);
    }
}
