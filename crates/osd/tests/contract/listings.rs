//! Lists: holders, managers, periods, snapshots, and a filing as filed.

use serde_json::{Value, json};

use crate::{
    facts::{
        ALPHA, APPLE, BETA, DELTA, DIFFERS, GAMMA, NOTICE, NVIDIA, ODD, PFIZER, TEXT, history,
    },
    osd::{Osd, fields, words},
};

const HOLDER: &str = "cik,name,security,cusip,ticker,issuer,class,amount_type,put_call,kind,value,\
    amount,weight,previous_value,previous_amount,previous_weight,value_change,amount_change,\
    previous_amount_adjusted,amount_change_adjusted,amount_change_pct,weight_change,change,\
    traded_value,evidence,value_filed,amount_filed,sources";
const LINE: &str = "ordinal,issuer,class,cusip,figi,value,amount,amount_type,put_call,discretion,\
    other_managers,vote_sole,vote_shared,vote_none,cusip_understood,security,kind,\
    value_in_dollars,as_printed,repairs,document,first_line,last_line";

fn osd() -> Osd {
    let history = history();
    Osd::with(&history)
}

#[test]
fn holders_of_a_security_and_what_they_changed() {
    let osd = osd();
    let answer = osd.json(&format!("holders {APPLE} 2024Q2"));
    assert_eq!(
        fields(&answer),
        words("as_of holders page period previous_period previous_security security totals")
    );
    assert_eq!(
        answer["totals"],
        json!({"holders": 2, "value": 4_800, "put_holders": 0, "call_holders": 1})
    );
    let holders = answer["holders"].as_array().unwrap().iter();
    let told: Vec<Value> = holders
        .map(|one| {
            json!([
                one["cik"],
                one["put_call"],
                one["value"],
                one["previous_value"],
                one["change"]
            ])
        })
        .collect();
    assert_eq!(
        Value::from(told),
        json!([
            [DELTA, null, 3_000, null, "NOT_COMPARABLE"],
            [ALPHA, null, 1_800, 1_000, "ADD"],
            [ALPHA, "Call", 600, 0, "NEW"],
            [ALPHA, "Put", 0, 300, "EXIT"],
            [BETA, null, 0, 800, "NOT_COMPARABLE"]
        ]),
        "a notice is no exit, and a report without a table no base"
    );
    let ended = osd
        .run(&format!("holders {APPLE} 2024Q2 --format csv"))
        .ok();
    assert_eq!(ended.header(), HOLDER);
}

#[test]
fn holders_are_those_of_the_period_or_of_the_latest() {
    let osd = osd();
    let holders = |words: &str| {
        let answer = osd.json(&format!("holders {words}"));
        (answer["period"].clone(), answer["totals"]["value"].clone())
    };
    assert_eq!(
        holders(&format!("{APPLE} 2024Q1")),
        (json!("2024Q1"), json!(1_800))
    );
    assert_eq!(holders(APPLE), (json!("2024Q2"), json!(4_800)));
    assert_eq!(holders("037833-10-0"), (json!("2024Q2"), json!(4_800)));
    let sold = osd.json(&format!("holders {PFIZER} 2024Q2"));
    assert_eq!(sold["totals"]["holders"], 0);
    assert_eq!(sold["holders"][0]["change"], "BELOW_THRESHOLD_POSSIBLE");
    for (words, named) in [
        (format!("{NVIDIA} 2024Q1"), NVIDIA),
        ("68243Q106".to_owned(), "68243Q106"),
        (format!("{APPLE} 1999Q1"), "1999Q1"),
    ] {
        osd.run(&format!("holders {words}")).fails_naming(named);
    }
}

#[test]
fn managers_by_name_and_by_period() {
    let osd = osd();
    let ended = osd.run("managers --format csv").ok();
    assert_eq!(
        ended.header(),
        "cik,name,filings,first_period,last_period,standing,value,positions,previous_value,value_change"
    );
    let ciks = |words: &str| -> Vec<u64> {
        let rows = osd.csv(&format!("managers {words}")).into_iter();
        rows.map(|row| row["cik"].parse().unwrap()).collect()
    };
    assert_eq!(ciks(""), [ALPHA, BETA, DELTA, GAMMA]);
    assert_eq!(ciks("--search partners"), [BETA]);
    assert_eq!(ciks("--search brothers"), [GAMMA], "by a former name");
    assert_eq!(ciks(&format!("--search {DELTA}")), [DELTA]);
    let nobody = osd.json("managers --search nobody");
    assert_eq!(nobody["managers"], json!([]));
    assert_eq!(nobody["page"]["total"], 0);

    let of_period = osd.json("managers --period 2024Q1");
    let told: Vec<Value> = of_period["managers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| json!([one["cik"], one["standing"], one["value"], one["positions"]]))
        .collect();
    assert_eq!(
        Value::from(told),
        json!([
            [ALPHA, "held", 9_700, 6],
            [BETA, "held", 800, 1],
            [DELTA, "no_table", null, null]
        ])
    );
    let gamma = &osd.json("managers --search gamma")["managers"][0];
    assert_eq!(
        (
            &gamma["filings"],
            &gamma["first_period"],
            &gamma["last_period"]
        ),
        (&json!(3), &json!("2006Q1"), &json!("2012Q2"))
    );
    osd.run("managers --period 1999Q1").fails_naming("1999Q1");
}

#[test]
fn a_filing_as_filed() {
    let osd = osd();
    let filing = osd.json(&format!("filing {DIFFERS}"));
    assert_eq!(filing["unit"], "thousands");
    assert_eq!(
        (&filing["lines_read"], &filing["value_printed"]),
        (&json!(2), &json!(100))
    );
    assert_eq!(filing["cover"]["entry_total"], 3);
    assert_eq!(filing["cover"]["value_total"], 99);
    assert_eq!(filing["lines"], Value::Null, "the rows were not asked for");
    let notice = osd.json(&format!("filing {NOTICE}"));
    assert_eq!(notice["cover"]["report_type"], "notice");
    assert_eq!(
        notice["cover"]["reporting_for_this"][0]["file_number"],
        "028-90009"
    );
    let facts = osd.csv(&format!("filing {DIFFERS}"));
    let fact = |field: &str| facts.iter().find(|row| row["field"] == field);
    assert_eq!(fact("unit").unwrap()["value"], "thousands");
    assert!(fact("lines").is_none());
    osd.run("filing 0000950123-25-005701")
        .fails_naming("0000950123-25-005701");
}

#[test]
fn the_rows_of_a_filing_as_printed() {
    let osd = osd();
    let ended = osd
        .run(&format!("filing {DIFFERS} --lines --format csv"))
        .ok();
    assert_eq!(ended.header(), LINE);
    let rows = ended.csv();
    assert_eq!((&*rows[0]["ordinal"], &*rows[0]["value"]), ("1", "60"));
    assert_eq!(
        &*rows[0]["value_in_dollars"], "60000",
        "its values are in thousands"
    );
    assert_eq!((&*rows[0]["kind"], &*rows[0]["repairs"]), ("shares", ""));
    assert_eq!((&*rows[1]["cusip"], &*rows[1]["amount"]), (PFIZER, "10"));

    let odd = osd.json(&format!("filing {ODD} --lines"));
    assert_eq!(odd["lines"][0]["amount"], 1_250);
    assert_eq!(odd["lines"][0]["as_printed"], json!({"amount": "1,250"}));
    assert_eq!(odd["lines"][1]["as_printed"], json!({}));
    assert_eq!(
        odd["lines"][1]["cusip_understood"],
        odd["lines"][1]["cusip"]
    );
    let place = |row: usize, part: &str| odd["lines"][row][part].as_u64().unwrap();
    assert_eq!((place(0, "document"), place(1, "document")), (2, 2));
    assert!(place(0, "first_line") <= place(0, "last_line"));
    assert!(place(0, "last_line") < place(1, "first_line"));
    let text = osd.json(&format!("filing {TEXT} --lines"));
    assert_eq!(
        (&text["value_printed"], &text["unit"]),
        (&json!(40), &json!("thousands"))
    );
    let [row] = text["lines"].as_array().unwrap().as_slice() else {
        panic!("{text}")
    };
    assert_eq!((&row["cusip"], &row["value"]), (&json!(APPLE), &json!(40)));
    assert_eq!(row["document"], 1);
    assert_eq!(row["first_line"], row["last_line"]);
}

#[test]
fn periods_and_the_snapshots_that_serve_them() {
    let osd = osd();
    let ended = osd.run("periods --format csv").ok();
    assert_eq!(
        ended.header(),
        "period,filings,read,managers,rows,value,snapshot,up_to_date"
    );
    let ids = osd.snapshot_ids();
    let told: Vec<String> = ended
        .csv()
        .iter()
        .map(|row| {
            assert_eq!(Some(&row["snapshot"]), ids.get(&row["period"]));
            let figures = [
                "period",
                "filings",
                "read",
                "managers",
                "rows",
                "value",
                "up_to_date",
            ];
            figures.map(|column| row[column].as_str()).join(" ")
        })
        .collect();
    assert_eq!(
        told,
        [
            "2024Q2 4 3 3 11 15900 true",
            "2024Q1 4 3 3 8 10500 true",
            "2022Q1 1 1 1 2 100000 true",
            "2012Q2 1 0 1 0 0 true",
            "2010Q1 1 1 1 1 40000 true",
            "2006Q1 1 0 1 0 0 true",
        ]
    );
    let snapshots = osd.run("snapshots --format csv").ok();
    assert_eq!(snapshots.header(), "period,id,rows,bytes");
    for row in snapshots.csv() {
        let folder = osd
            .home()
            .join("snapshots")
            .join(&row["period"])
            .join(&row["id"]);
        let files = std::fs::read_dir(&folder).unwrap().map(Result::unwrap);
        let bytes: u64 = files
            .filter(|file| file.path().extension().is_some_and(|end| end == "parquet"))
            .map(|file| file.metadata().unwrap().len())
            .sum();
        assert_eq!(row["bytes"], bytes.to_string(), "{}", folder.display());
    }
}
