use super::*;

const WHOLE: &str = r#"{"cik":"0001067983","name":"BERKSHIRE HATHAWAY INC","filings":{"recent":{
    "accessionNumber":["0000950123-25-005701","0001193125-25-000001","0000950123-25-002701"],
    "filingDate":["2025-05-15","2025-05-01","2025-02-14"],
    "reportDate":["2025-03-31","","2024-12-31"],
    "acceptanceDateTime":["2025-05-15T20:06:43.000Z","2025-05-01T20:06:43.000Z",""],
    "form":["13F-HR","4","13F-HR/A"]},
    "files":[{"name":"CIK0001067983-submissions-001.json","filingCount":1340,
        "filingFrom":"1998-08-10","filingTo":"2016-03-09"}]}}"#;
const SHARD: &str = r#"{"accessionNumber":["0000950123-16-015025"],"filingDate":["2016-02-16"],
    "reportDate":["2015-12-31"],"form":["13F-HR"]}"#;

#[test]
fn a_filer_has_filings_and_shards() {
    let read = read(WHOLE.as_bytes()).unwrap();
    assert_eq!(read.cik, Some("1067983".parse().unwrap()));
    assert_eq!(read.name.as_deref(), Some("BERKSHIRE HATHAWAY INC"));
    assert_eq!((read.rows, read.filings.len()), (3, 2));
    let latest = &read.filings[0];
    assert_eq!(latest.accession.to_string(), "0000950123-25-005701");
    assert_eq!(latest.filed.to_string(), "2025-05-15");
    assert_eq!(latest.report_date.unwrap().to_string(), "2025-03-31");
    assert_eq!(read.filings[1].form.as_str(), "13F-HR/A");
    let [shard] = read.shards.as_slice() else {
        panic!("{:?}", read.shards);
    };
    assert_eq!(shard.name, "CIK0001067983-submissions-001.json");
    assert_eq!(shard.filings, Some(1340));
    assert_eq!(shard.to.unwrap().to_string(), "2016-03-09");
    assert_eq!(read.unreadable_rows, 0);
}

#[test]
fn a_shard_is_columns_alone() {
    let read = read(SHARD.as_bytes()).unwrap();
    assert_eq!((read.cik, read.name.as_deref()), (None, None));
    assert_eq!(
        (read.rows, read.filings.len(), read.shards.len()),
        (1, 1, 0)
    );
}

#[test]
fn filings_are_named_as_in_an_index() {
    let cik = "1067983".parse().unwrap();
    let refs = read(WHOLE.as_bytes()).unwrap().refs(cik, "BERKSHIRE");
    let accessions: Vec<String> = refs.iter().map(|it| it.accession.to_string()).collect();
    assert_eq!(accessions, ["0000950123-25-002701", "0000950123-25-005701"]);
    assert_eq!((refs[0].cik, &*refs[0].name), (cik, "BERKSHIRE"));
    assert_eq!(refs[0].co_filers, []);
}

#[test]
fn rows_that_cannot_be_read_are_counted_and_shown() {
    let text = r#"{"accessionNumber":["1","0000950123-16-015025",null],
        "filingDate":["2016-02-16","2016-02-30","2016-02-16"],"form":["13F-HR","13F-HR",null]}"#;
    let read = read(text.as_bytes()).unwrap();
    assert_eq!((read.filings.len(), read.unreadable_rows), (0, 3));
    assert_eq!(read.unreadable[1], "0000950123-16-015025|13F-HR|2016-02-30");
}

#[test]
fn a_shard_that_leads_elsewhere_is_left_out() {
    let text = WHOLE.replace("CIK0001067983-submissions-001.json", "../files/x.json");
    let read = read(text.as_bytes()).unwrap();
    assert_eq!((read.shards.len(), read.unreadable_rows), (0, 1));
}

#[test]
fn columns_that_do_not_go_together_are_refused() {
    let text = SHARD.replace(r#"["2016-02-16"]"#, "[]");
    assert_eq!(read(text.as_bytes()), Err(NotSubmissions::OtherJson));
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    for text in [WHOLE, SHARD] {
        for length in 1..text.len() {
            let cut = read(&text.as_bytes()[..length]);
            assert_eq!(cut, Err(NotSubmissions::Cut), "at {length}");
        }
    }
}

#[test]
fn what_is_no_such_file_is_refused() {
    for other in ["{}", "[]", "null", r#"{"filings":{}}"#, r#"{"filings":7}"#] {
        let read = read(other.as_bytes());
        assert_eq!(read, Err(NotSubmissions::OtherJson), "{other}");
    }
    let page = read(b"<!DOCTYPE html>");
    assert!(matches!(page, Err(NotSubmissions::NotJson(_))));
}
