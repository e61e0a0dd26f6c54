//! How much was read, and how well: what was read stands beside what the cover says.

use serde_json::{Value, json};

use crate::{
    facts::{DIFFERS, FIRST, GARBLED, NO_TABLE, NOTICE, ODD, SECOND, STUB, TEXT, history},
    osd::{Osd, fields, words},
};

const FILINGS: &str = "accession,cik,manager,form,period,filed,accepted_at,accepted_on,era,layout,\
    state,unit,report_type,amendment_kind,lines,value_printed,entries_reported,value_reported,\
    grade,notes,reasons";

const COVERAGE: &str = "year,layout,filings,read,notices,stubs,confidential_treatment_requests,\
    no_table,unread,unreadable,pending,lines,with_entry_total,entries_match,entries_match_pct,\
    with_value_total,value_match,value_match_pct,grade_a,grade_b,grade_c,grade_d,grade_f";

#[test]
fn counts_by_era() {
    let history = history();
    let osd = Osd::with(&history);
    assert_eq!(
        osd.json("check"),
        json!([
            {
                "era": "text", "filings": 3, "read": 1, "with_printed_totals": 1,
                "entries_match": 1, "value_match": 1, "notices": 0, "stubs": 1,
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
        let untold = [
            "accepted_at",
            "accepted_on",
            "unit",
            "report_type",
            "amendment_kind",
        ];
        let told = FILINGS.split(',').filter(|column| !untold.contains(column));
        let cells = told.skip(3).map(|column| row[column].clone());
        cells.collect::<Vec<_>>().join("|")
    };
    let expected = [
        (
            FIRST,
            "13F-HR|2024Q1|2024-05-15|xml|xml|read|6|9700|6|9700|A||",
        ),
        (
            SECOND,
            "13F-HR|2024Q2|2024-08-14|xml|xml|read|8|10000|8|10000|A||",
        ),
        (NOTICE, "13F-NT|2024Q2|2024-08-12|xml||notice|||||||"),
        (STUB, "13FCONP|2006Q1|2006-05-08|text||paper_stub|||||||"),
        (
            GARBLED,
            "13F-HR|2012Q2|2012-08-14|text|text|unread|||1|50||unread_table|",
        ),
        (
            NO_TABLE,
            "13F-HR|2024Q1|2024-05-15|xml|xml|no_table|||3|4500||entries_differ(cover=3,read=0); value_differs(cover=4500,read=0)|",
        ),
        (
            DIFFERS,
            "13F-HR|2022Q1|2022-05-16|xml|xml|read|2|100|3|99|D|\
             entries_differ(cover=3,read=2); value_differs(cover=99,read=100)|\
             the cover says 3 rows, 2 were read",
        ),
        (
            ODD,
            "13F-HR|2024Q2|2024-08-14|xml|xml|read|2|3400|2|3400|B|\
             odd_number(count=1,field=amount,line=1,text=1,250); \
             suspect_cusip(count=1,cusip=717081104,line=2)|\
             CUSIPs that are missing, malformed or fail their check digit: 1 in 2 rows",
        ),
    ];
    for (accession, row) in expected {
        assert_eq!(cells(accession), row, "{accession}");
    }
    let text = cells(TEXT);
    let expected = "13F-HR|2010Q1|2010-05-14|text|marked|read|1|40|1|40|A|reading(layout=marked,";
    assert!(text.starts_with(expected), "{text}");
    let mut accessions: Vec<String> = ended
        .csv()
        .into_iter()
        .map(|row| row["accession"].clone())
        .collect();
    assert_eq!(accessions.len(), 12);
    assert!(accessions.is_sorted(), "{accessions:?}");
    accessions.dedup();
    assert_eq!(accessions.len(), 12);
}

#[test]
fn in_json_figures_are_integers_and_notes_are_codes_with_arguments() {
    let history = history();
    let osd = Osd::with(&history);
    let rows = osd.json("check --filings")["filings"].clone();
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

#[test]
fn what_is_below_a_grade_is_listed_with_its_reasons() {
    let history = history();
    let osd = Osd::with(&history);
    let listed = |words: &str| -> Vec<String> {
        let rows = osd.csv(words);
        rows.iter()
            .map(|row| format!("{} {} {}", row["accession"], row["grade"], row["reasons"]))
            .collect()
    };
    let differs = format!("{DIFFERS} D the cover says 3 rows, 2 were read");
    let odd = format!(
        "{ODD} B CUSIPs that are missing, malformed or fail their check digit: 1 in 2 rows"
    );
    let both = [differs.clone(), odd.clone()];
    assert_eq!(listed("check --below A"), both);
    assert_eq!(listed("check --filings --below C"), both[..1]);
    assert_eq!(listed("check --grade B,F"), both[1..]);
    assert_eq!(listed("check --grade D --grade B"), both);
    assert_eq!(listed("check --below F"), [""; 0]);
}

#[test]
fn coverage_by_filing_year_and_layout() {
    let history = history();
    let osd = Osd::with(&history);
    let ended = osd.run("check --coverage --format csv").ok();
    assert_eq!(ended.header(), COVERAGE);
    let cells = |row: &std::collections::BTreeMap<String, String>| -> String {
        let cells = COVERAGE.split(',').map(|column| row[column].clone());
        cells.collect::<Vec<_>>().join("|")
    };
    let rows: Vec<String> = ended.csv().iter().map(cells).collect();
    assert_eq!(
        rows,
        [
            "2006||1|0|0|1|0|0|0|0|0|0|0|0||0|0||0|0|0|0|0",
            "2010|marked|1|1|0|0|0|0|0|0|0|1|1|1|1.0|1|1|1.0|1|0|0|0|0",
            "2012|text|1|0|0|0|0|0|1|0|0|0|1|0|0.0|1|0|0.0|0|0|0|0|0",
            "2022|xml|1|1|0|0|0|0|0|0|0|2|1|0|0.0|1|1|1.0|0|0|0|1|0",
            "2024||1|0|1|0|0|0|0|0|0|0|0|0||0|0||0|0|0|0|0",
            "2024|xml|7|6|0|0|0|1|0|0|0|19|6|6|1.0|6|6|1.0|5|1|0|0|0",
        ]
    );
    let json = osd.json("check --coverage");
    let of = |row: usize| (&json[row]["layout"], &json[row]["entries_match_pct"]);
    assert_eq!(of(0), (&Value::Null, &Value::Null));
    assert_eq!(of(3), (&json!("xml"), &json!(0.0)));
    let table = osd.run("check --coverage").ok().stdout;
    assert!(table.contains("100.00 %"), "{table}");
}
