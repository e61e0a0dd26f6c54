//! How much was read, and how well: what was read stands beside what the cover says.

use serde_json::{Value, json};

use crate::{
    facts::{DIFFERS, FIRST, NO_TABLE, NOTICE, ODD, SECOND, STUB, TEXT, history},
    osd::{Osd, fields, words},
};

const FILINGS: &str = "accession,cik,manager,form,period,filed,era,layout,state,lines,\
    value_printed,entries_reported,value_reported,grade,notes";

#[test]
fn counts_by_era() {
    let history = history();
    let osd = Osd::with(&history);
    assert_eq!(
        osd.json("check"),
        json!([
            {
                "era": "text", "filings": 2, "read": 0, "with_printed_totals": 0,
                "entries_match": 0, "value_match": 0, "notices": 0, "stubs": 1,
                "confidential_treatment_requests": 0, "no_table": 0, "unread": 1,
                "unreadable": 0, "pending": 0
            },
            {
                "era": "xml", "filings": 9, "read": 7, "with_printed_totals": 7,
                "entries_match": 6, "value_match": 6, "notices": 1, "stubs": 0,
                "confidential_treatment_requests": 0, "no_table": 1, "unread": 0,
                "unreadable": 0, "pending": 0
            }
        ])
    );
    let ended = osd.run("check --format csv").ok();
    assert!(
        ended.header().starts_with(
            "era,filings,read,with_printed_totals,entries_match,value_match,notices,stubs,"
        ),
        "{}",
        ended.header()
    );
}

#[test]
fn every_filing_has_its_row() {
    let history = history();
    let osd = Osd::with(&history);
    let ended = osd.run("check --filings --format csv").ok();
    assert_eq!(ended.header(), FILINGS);
    let cells = |accession: &str| -> String {
        let row = ended
            .csv()
            .into_iter()
            .find(|row| row["accession"] == accession);
        let row = row.unwrap_or_else(|| panic!("{accession} in {}", ended.stdout));
        let cells = FILINGS.split(',').skip(3).map(|column| row[column].clone());
        cells.collect::<Vec<_>>().join("|")
    };
    let expected = [
        (
            FIRST,
            "13F-HR|2024Q1|2024-05-15|xml|xml|read|6|9700|6|9700|A|",
        ),
        (
            SECOND,
            "13F-HR|2024Q2|2024-08-14|xml|xml|read|8|10000|8|10000|A|",
        ),
        (NOTICE, "13F-NT|2024Q2|2024-08-12|xml||notice||||||"),
        (
            TEXT,
            "13F-HR|2010Q1|2010-05-14|text|text|unread||||||no_reader",
        ),
        (STUB, "13FCONP|2006Q1|2006-05-08|text||paper_stub||||||"),
        (
            NO_TABLE,
            "13F-HR|2024Q1|2024-05-15|xml|xml|no_table|||3|4500||entries_differ(cover=3,read=0); value_differs(cover=4500,read=0)",
        ),
        (
            DIFFERS,
            "13F-HR|2022Q1|2022-05-16|xml|xml|read|2|100|3|99|D|\
             entries_differ(cover=3,read=2); value_differs(cover=99,read=100)",
        ),
        (
            ODD,
            "13F-HR|2024Q2|2024-08-14|xml|xml|read|2|3400|2|3400|A|\
             odd_number(count=1,field=amount,line=1,text=1,250); \
             suspect_cusip(count=1,cusip=717081104,line=2)",
        ),
    ];
    for (accession, row) in expected {
        assert_eq!(cells(accession), row, "{accession}");
    }
    let mut accessions: Vec<String> = ended
        .csv()
        .into_iter()
        .map(|row| row["accession"].clone())
        .collect();
    assert_eq!(accessions.len(), 11);
    assert!(accessions.is_sorted(), "{accessions:?}");
    accessions.dedup();
    assert_eq!(accessions.len(), 11);
}

#[test]
fn in_json_figures_are_integers_and_notes_are_codes_with_arguments() {
    let history = history();
    let osd = Osd::with(&history);
    let rows = osd.json("check --filings");
    let of = |accession: &str| -> Value {
        let mut rows = rows.as_array().unwrap().iter();
        rows.find(|row| row["accession"] == accession)
            .unwrap()
            .clone()
    };
    for row in rows.as_array().unwrap() {
        assert_eq!(fields(row), words(FILINGS));
    }
    let differs = of(DIFFERS);
    assert_eq!(differs["lines"], 2);
    assert_eq!(differs["value_printed"], 100);
    assert_eq!(differs["entries_reported"], 3);
    assert_eq!(differs["value_reported"], 99);
    assert_eq!(
        differs["notes"],
        json!([
            {"code": "entries_differ", "cover": 3, "read": 2},
            {"code": "value_differs", "cover": 99, "read": 100}
        ])
    );
    let no_table = of(NO_TABLE);
    assert_eq!(no_table["value_reported"], 4_500);
    assert_eq!(
        (&no_table["lines"], &no_table["value_printed"]),
        (&Value::Null, &Value::Null),
        "never copied from the cover"
    );
    assert_eq!(of(NOTICE)["notes"], json!([]));
}

#[test]
fn names_with_commas_and_quotes_come_through() {
    let history = history();
    let osd = Osd::with(&history);
    let rows = osd.csv("check --filings");
    let row = rows.iter().find(|row| row["accession"] == ODD).unwrap();
    assert!(
        row["manager"].eq_ignore_ascii_case("Delta, Epsilon \"and\" Co"),
        "{row:?}"
    );
}
