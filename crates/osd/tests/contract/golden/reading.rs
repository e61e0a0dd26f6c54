//! Tables in text: golden cases 15.

use osd_domain::AmendmentKind;
use osd_testkit::{Manager, period};
use serde_json::json;

use super::{osd_with, osd_with_real, shares};

/// Rows and value of the filings at hand: Berkshire's 0000950123-10-013409 and 0001193125-12-470800,
/// Baupost's 0001061768-08-000104 and Intrepid's 0001092838-12-000004.
const REAL: [(&str, u64, u64); 4] = [
    ("0000950123-10-013409", 109, 57_929_532),
    ("0001193125-12-470800", 119, 75_326_633),
    ("0001061768-08-000104", 1, 63_760),
    ("0001092838-12-000004", 51, 701_378),
];

#[test]
fn real_tables_in_text_come_to_their_totals() {
    let Some(osd) = osd_with_real(&REAL.map(|(accession, _, _)| accession)) else {
        return;
    };
    for (accession, rows, value) in REAL {
        let filing = osd.json(&format!("filing {accession}"));
        assert_eq!(filing["lines_read"], rows, "{accession}");
        assert_eq!(filing["value_printed"], value, "{accession}");
        assert_eq!(filing["unit"], "thousands", "{accession}");
    }
}

/// The facts of 0000950123-10-013409 (109 rows, 57,929,532 thousand), 0000902664-12-001664 (JANA, 34
/// rows, 2,520,762 thousand) and 0001061768-08-000104 (Baupost, an amendment of one row).
#[test]
fn tables_in_text_come_to_their_totals() {
    let told = [
        (
            1_067_983,
            "2009Q4",
            "2010-02-16",
            "0000950123-10-013409",
            109,
            57_929_532,
        ),
        (
            1_159_159,
            "2011Q4",
            "2012-02-14",
            "0000902664-12-001664",
            34,
            2_520_762,
        ),
        (
            1_061_768,
            "2007Q4",
            "2008-02-13",
            "0001061768-08-000104",
            1,
            63_760,
        ),
    ];
    let filings = told.map(|(cik, quarter, filed, accession, rows, thousands)| {
        let each = thousands / i64::from(rows);
        let holdings = (0..rows).map(|number| {
            let more = if number == 0 {
                thousands % i64::from(rows)
            } else {
                0
            };
            shares(number, 800_000, (each + more) * 1_000)
        });
        let filing = Manager::new(cik, "Text LLC")
            .files(period(quarter))
            .on(filed);
        let filing = filing.accession(accession).as_text().holdings(holdings);
        match rows {
            1 => filing.amends(1, AmendmentKind::NewHoldings),
            _ => filing,
        }
    });
    let osd = osd_with(&filings);
    for (cik, quarter, _, accession, rows, thousands) in told {
        let filing = osd.json(&format!("filing {accession}"));
        assert_eq!(
            (
                &filing["lines_read"],
                &filing["value_printed"],
                &filing["grade"]
            ),
            (&json!(rows), &json!(thousands), &json!("A"))
        );
        let answer = osd.json(&format!("portfolio {cik} {quarter} --limit 1"));
        assert_eq!(answer["totals"]["value"], thousands * 1_000);
    }
}
