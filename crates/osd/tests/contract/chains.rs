//! A security that goes on under another CUSIP: Google that became Alphabet, in small.

use osd_testkit::{Holding, Manager, Submission, period};
use serde_json::{Value, json};

use crate::{http::Server, osd::Osd};

/// Google's class A and class C, and Alphabet's.
pub(crate) const GOOGLE_A: &str = "38259P508";
pub(crate) const GOOGLE_C: &str = "38259P706";
pub(crate) const ALPHABET_A: &str = "02079K305";
pub(crate) const ALPHABET_C: &str = "02079K107";
const GE: &str = "369604103";

/// The first of eight managers that keep what they hold; the others follow. So many need no name to
/// agree.
pub(crate) const KEEPS: u64 = 9_100_001;
/// The manager that sold half, filed a notice, and then nothing.
pub(crate) const GAPS: u64 = 9_100_010;

fn google(class: &str, cusip: &str, amount: i64, dollars: i64) -> Holding {
    Holding::shares("GOOGLE INC", class, cusip)
        .amount(amount)
        .value(dollars)
}

fn alphabet(class: &str, cusip: &str, amount: i64, dollars: i64) -> Holding {
    Holding::shares("ALPHABET INC", class, cusip)
        .amount(amount)
        .value(dollars)
}

fn other(dollars: i64) -> Holding {
    Holding::shares("GENERAL ELECTRIC CO", "COM", GE)
        .amount(dollars / 25)
        .value(dollars)
}

fn report(manager: &Manager, quarter: &str, holdings: Vec<Holding>) -> Submission {
    manager.files(period(quarter)).holdings(holdings)
}

/// Eight managers hold both classes through the change; class A at 600 dollars then 700, class C at
/// 500 then 600, in amounts that nobody shares.
pub(crate) fn alphabet_history() -> Vec<Submission> {
    let mut all = Vec::new();
    for number in 0..8_i64 {
        let cik = KEEPS + u64::try_from(number).unwrap();
        let manager = Manager::new(cik, &format!("Keeper {number}"));
        let (a, c) = (1_000 + 70 * number, 3_000 + 110 * number);
        let before = vec![
            google("CL A", GOOGLE_A, a, a * 600),
            google("CL C", GOOGLE_C, c, c * 500),
            other(50_000_000),
        ];
        let after = vec![
            alphabet("CAP STK CL A", ALPHABET_A, a, a * 700),
            alphabet("CAP STK CL C", ALPHABET_C, c, c * 600),
            other(50_000_000),
        ];
        all.push(report(&manager, "2015Q3", before));
        all.push(report(&manager, "2015Q4", after));
    }
    let gaps = Manager::new(GAPS, "Gaps LLC");
    let parent = Manager::new(9_100_011, "Gaps Parent");
    all.push(report(
        &gaps,
        "2015Q3",
        vec![
            google("CL A", GOOGLE_A, 20_000, 12_000_000),
            other(50_000_000),
        ],
    ));
    all.push(report(
        &gaps,
        "2015Q4",
        vec![
            alphabet("CAP STK CL A", ALPHABET_A, 10_000, 7_000_000),
            other(50_000_000),
        ],
    ));
    all.push(gaps.files(period("2016Q1")).notice([&parent]));
    all.push(report(
        &gaps,
        "2016Q3",
        vec![
            alphabet("CAP STK CL A", ALPHABET_A, 9_000, 7_200_000),
            other(50_000_000),
        ],
    ));
    all.push(report(&gaps, "2016Q4", vec![other(50_000_000)]));
    all
}

fn quarters(history: &Value, fields: [&str; 4]) -> Vec<Value> {
    let quarters = history["quarters"].as_array().unwrap().iter();
    quarters
        .map(|one| Value::from(fields.map(|field| one[field].clone()).to_vec()))
        .collect()
}

#[test]
fn a_security_has_its_chain_its_names_and_one_history() {
    let osd = Osd::with(&alphabet_history());
    let security = osd.json(&format!("security {ALPHABET_A}"));
    assert_eq!(security["issuer"], "ALPHABET INC");
    assert_eq!(security["issuer_id"], "02079K");
    assert_eq!(security["cusip_is_valid"], true);
    assert_eq!(security["cusips"], json!([GOOGLE_A, ALPHABET_A]));
    assert_eq!(
        security["chain"],
        json!([{
            "period": "2015Q4", "from": GOOGLE_A, "to": ALPHABET_A, "ratio": "1/1",
            "managers": 8, "of": 9, "source": "holders"
        }])
    );
    let names = security["names"].as_array().unwrap().iter();
    let names: Vec<_> = names
        .map(|one| {
            let fields = ["security", "issuer", "first_period", "last_period"];
            fields.map(|field| one[field].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        names,
        [
            [GOOGLE_A, "GOOGLE INC", "2015Q3", "2015Q3"],
            [ALPHABET_A, "ALPHABET INC", "2015Q4", "2016Q3"],
        ]
    );
    let history = security["history"].as_array().unwrap();
    let quarter = |at: usize, fields: [&str; 6]| fields.map(|field| history[at][field].clone());
    let fields = [
        "period", "security", "holders", "shares", "reduced", "sold_out",
    ];
    let shares = 8 * 1_000 + 70 * 28;
    assert_eq!(
        Value::from(quarter(0, fields).to_vec()),
        json!(["2015Q3", GOOGLE_A, 9, shares + 20_000, null, null])
    );
    assert_eq!(
        Value::from(quarter(1, fields).to_vec()),
        json!(["2015Q4", ALPHABET_A, 9, shares + 10_000, 1, 0])
    );
    assert_eq!(history[1]["principal"], 0);
    assert_eq!(history[1]["price"], "700");
    // It answers alike from its old CUSIP.
    let old = osd.json(&format!("security {GOOGLE_A}"));
    assert_eq!(old["history"], security["history"]);
    let server = Server::of(&osd);
    let answer = server.get(&format!("/api/v1/securities/{ALPHABET_A}"));
    assert_eq!(answer.json(), security);
}

#[test]
fn a_history_does_not_break_where_the_cusip_changes_and_a_gap_is_no_exit() {
    let osd = Osd::with(&alphabet_history());
    let words = format!("history {GAPS} --security {GOOGLE_A}");
    let history = osd.json(&words);
    assert_eq!(history["cusips"], json!([GOOGLE_A, ALPHABET_A]));
    let fields = ["period", "standing", "amount", "change"];
    assert_eq!(
        quarters(&history, fields),
        [
            json!(["2015Q3", "held", 20_000, "NOT_COMPARABLE"]),
            json!(["2015Q4", "held", 10_000, "REDUCE"]),
            json!(["2016Q1", "no_holdings", null, null]),
            json!(["2016Q2", "nothing_filed", null, null]),
            json!(["2016Q3", "held", 9_000, "NOT_COMPARABLE"]),
            json!(["2016Q4", "held", 0, "EXIT"]),
        ]
    );
    let changed = &history["quarters"][1];
    assert_eq!(changed["security"], ALPHABET_A);
    assert_eq!(changed["evidence"][0]["because"], "cusip_change");
    assert_eq!(changed["evidence"][0]["from"], GOOGLE_A);
    let server = Server::of(&osd);
    let path = format!("/api/v1/managers/{GAPS}/securities/{GOOGLE_A}/history?limit=6");
    assert_eq!(server.get(&path).json(), history);
    // By the day asked for, only the first report was there.
    let early = osd.json(&format!("{words} --as-of 2015-12-31"));
    assert_eq!(
        quarters(&early, fields),
        [json!(["2015Q3", "held", 20_000, "NOT_COMPARABLE"])]
    );
    osd.run(&format!("history {GAPS} --security {ALPHABET_C}"))
        .fails_naming(ALPHABET_C);
}

#[test]
fn a_link_is_struck_listed_and_left_to_the_evidence_again() {
    let osd = Osd::with(&alphabet_history());
    let source = |osd: &Osd| osd.json(&format!("security {ALPHABET_A}"))["chain"].clone();
    let relate = |words: &str| {
        let mut command = osd.command(&format!("relate {GOOGLE_A} {ALPHABET_A} 2015Q4 {words}"));
        let ended = command
            .args(["--why", "the 8-K of 2015-10-02"])
            .output()
            .unwrap();
        assert!(ended.status.success(), "{ended:?}");
    };
    relate("--strike");
    assert_eq!(source(&osd), json!([]));
    let words = format!("history {GAPS} --security {GOOGLE_A}");
    let broken = osd.json(&words);
    assert_eq!(broken["quarters"][1]["change"], "EXIT");
    // What people decided outlives everything that is made again.
    osd.run("rebuild").ok();
    assert_eq!(source(&osd), json!([]));

    relate("--ratio 2:1");
    assert_eq!(
        source(&osd),
        json!([{
            "period": "2015Q4", "from": GOOGLE_A, "to": ALPHABET_A, "ratio": "2/1",
            "managers": 0, "of": 0, "source": "listed"
        }])
    );
    let doubled = osd.json(&words);
    let first = &doubled["quarters"][0];
    assert_eq!(
        (&first["amount"], &first["amount_adjusted"]),
        (&json!(20_000), &json!(40_000))
    );

    relate("--withdraw");
    assert_eq!(source(&osd)[0]["source"], "holders");
    let journal = osd.csv("journal");
    let choices: Vec<&str> = journal
        .iter()
        .map(|entry| entry["choice"].as_str())
        .collect();
    assert_eq!(choices, ["struck", "2/1", ""]);
    assert_eq!(journal[0]["kind"], "cusip_link");
    assert_eq!(journal[0]["why"], "the 8-K of 2015-10-02");
}

#[test]
fn a_decision_on_what_is_not_there_is_refused() {
    let osd = Osd::with(&alphabet_history());
    for (words, named) in [
        (
            format!("relate {GOOGLE_A} 037833100 2015Q4 --why x"),
            "037833100",
        ),
        (
            format!("relate {GOOGLE_A} {ALPHABET_A} 1999Q1 --why x"),
            "1999Q1",
        ),
    ] {
        osd.run(&words).fails_naming(named);
    }
    for (words, named) in [
        (
            format!("relate {GOOGLE_A} {GOOGLE_A} 2015Q4 --why x"),
            GOOGLE_A,
        ),
        (
            format!("relate {GOOGLE_A} {ALPHABET_A} 2015Q4 --ratio 10 --why x"),
            "10:1",
        ),
    ] {
        osd.run(&words).refuses_naming(named);
    }
    assert!(osd.csv("journal").is_empty());
}
