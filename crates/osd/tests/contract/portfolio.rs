//! What a manager held, what changed, and when there is nothing to show.

use serde_json::{Value, json};

use crate::{
    facts::{
        ADDED, ALPHA, APPLE, BETA, COCA_COLA, DELTA, EXXON, FIRST, GAMMA, MICROSOFT, NOTE, NVIDIA,
        PFIZER, SECOND, alpha, beta, delta, gamma, history,
    },
    osd::{Osd, fields, words},
};

const POSITION: &str = "security,cusip,ticker,issuer,class,amount_type,put_call,kind,value,amount,weight,previous_value,\
    previous_amount,previous_weight,value_change,amount_change,previous_amount_adjusted,\
    amount_change_adjusted,amount_change_pct,weight_change,change,traded_value,evidence,value_filed,\
    amount_filed,sources";

/// What is null without a portfolio a quarter before.
const UNSAID: [&str; 9] = [
    "previous_value",
    "previous_amount",
    "previous_weight",
    "value_change",
    "amount_change",
    "previous_amount_adjusted",
    "amount_change_adjusted",
    "amount_change_pct",
    "weight_change",
];

/// The position in a security: its SH/PRN and put/call, where it has several.
#[track_caller]
fn position<'a>(
    portfolio: &'a Value,
    cusip: &str,
    amount_type: &str,
    put_call: Value,
) -> &'a Value {
    let mut found = portfolio["positions"].as_array().unwrap().iter();
    found
        .find(|one| {
            one["cusip"] == cusip
                && one["amount_type"] == amount_type
                && one["put_call"] == put_call
        })
        .unwrap_or_else(|| panic!("no {amount_type} of {cusip} in {portfolio:#}"))
}

#[test]
fn a_portfolio_has_the_fields_of_the_contract_and_no_others() {
    let osd = Osd::with(&alpha());
    let portfolio = osd.json(&format!("portfolio {ALPHA} 2024Q2"));
    assert_eq!(
        fields(&portfolio),
        words(
            "as_of basis continued_by continues filings manager managers page period positions previous_period reported_by standing totals"
        )
    );
    assert_eq!(
        portfolio["manager"],
        json!({"cik": ALPHA, "name": "Alpha Capital LLC"})
    );
    assert_eq!(portfolio["managers"], json!([portfolio["manager"]]));
    assert_eq!(portfolio["continues"], json!([]));
    assert_eq!(portfolio["continued_by"], json!([]));
    assert_eq!(portfolio["period"], "2024Q2");
    assert_eq!(portfolio["previous_period"], "2024Q1");
    assert_eq!(portfolio["as_of"], Value::Null);
    assert_eq!(
        portfolio["filings"],
        json!([
            {
                "cik": ALPHA, "accession": SECOND, "form": "13F-HR", "filed": "2024-08-14",
                "accepted_at": "2024-08-14T20:00:00Z", "role": "original", "state": "read",
                "role_because": "first", "unit": "dollars", "unit_confidence": "certain"
            },
            {
                "cik": ALPHA, "accession": ADDED, "form": "13F-HR/A", "filed": "2024-09-23",
                "accepted_at": "2024-09-21T02:30:00Z", "role": "new_holdings", "state": "read",
                "role_because": "declared", "unit": "dollars", "unit_confidence": "likely"
            }
        ])
    );
    assert_eq!(
        portfolio["totals"],
        json!({
            "value": 12_500, "positions": 8, "previous_value": 9_700,
            "by_kind": {
                "shares": {"value": 11_000, "positions": 6},
                "principal": {"value": 900, "positions": 1},
                "call": {"value": 600, "positions": 1}
            }
        })
    );
    for position in portfolio["positions"].as_array().unwrap() {
        assert_eq!(fields(position), words(POSITION));
    }
}

#[test]
fn every_label_with_its_figures() {
    let osd = Osd::with(&alpha());
    let portfolio = osd.json(&format!("portfolio {ALPHA} 2024Q2"));
    let of = |cusip, amount_type, put_call| position(&portfolio, cusip, amount_type, put_call);
    assert_eq!(
        of(APPLE, "SH", Value::Null),
        &json!({
            "security": APPLE, "cusip": APPLE, "ticker": null, "issuer": "APPLE INC", "class": "COM",
            "amount_type": "SH", "put_call": null, "kind": "shares", "traded_value": 600,
            "value": 1_800, "amount": 150, "weight": 0.163636,
            "previous_value": 1_000, "previous_amount": 100, "previous_weight": 0.117647,
            "value_change": 800, "amount_change": 50, "previous_amount_adjusted": 100,
            "amount_change_adjusted": 50, "amount_change_pct": 0.5,
            "weight_change": 0.045989, "change": "ADD", "evidence": [], "value_filed": null,
            "amount_filed": null, "sources": [SECOND]
        })
    );
    assert_eq!(
        of(MICROSOFT, "SH", Value::Null),
        &json!({
            "security": MICROSOFT, "cusip": MICROSOFT, "ticker": null, "issuer": "MICROSOFT CORP",
            "class": "COM", "amount_type": "SH", "put_call": null, "kind": "shares",
            "traded_value": -1_667,
            "value": 2_200, "amount": 20, "weight": 0.2,
            "previous_value": 5_000, "previous_amount": 30, "previous_weight": 0.588235,
            "value_change": -2_800, "amount_change": -10, "previous_amount_adjusted": 30,
            "amount_change_adjusted": -10, "amount_change_pct": -0.333333,
            "weight_change": -0.388235, "change": "REDUCE", "evidence": [], "value_filed": null,
            "amount_filed": null, "sources": [SECOND]
        })
    );
    assert_eq!(
        of(PFIZER, "SH", Value::Null),
        &json!({
            "security": PFIZER, "cusip": PFIZER, "ticker": null, "issuer": "PFIZER INC", "class": "COM",
            "amount_type": "SH", "put_call": null, "kind": "shares", "traded_value": 0,
            "value": 0, "amount": 0, "weight": 0.0,
            "previous_value": 500, "previous_amount": 10, "previous_weight": 0.058824,
            "value_change": -500, "amount_change": -10, "previous_amount_adjusted": 10,
            "amount_change_adjusted": -10, "amount_change_pct": -1.0,
            "weight_change": -0.058824, "change": "BELOW_THRESHOLD_POSSIBLE",
            "evidence": [{"because": "below_threshold"}], "value_filed": null,
            "amount_filed": null, "sources": [FIRST]
        })
    );
    assert_eq!(
        of(EXXON, "SH", Value::Null),
        &json!({
            "security": EXXON, "cusip": EXXON, "ticker": null, "issuer": "EXXON MOBIL CORP",
            "class": "COM", "amount_type": "SH", "put_call": null, "kind": "shares",
            "traded_value": 2_500,
            "value": 2_500, "amount": 25, "weight": 0.227273,
            "previous_value": 0, "previous_amount": 0, "previous_weight": 0.0,
            "value_change": 2_500, "amount_change": 25, "previous_amount_adjusted": 0,
            "amount_change_adjusted": 25, "amount_change_pct": null,
            "weight_change": 0.227273, "change": "NEW", "evidence": [], "value_filed": null,
            "amount_filed": null, "sources": [ADDED]
        })
    );
    let unchanged = of(COCA_COLA, "SH", Value::Null);
    assert_eq!(unchanged["change"], "HOLD", "by the amount, not the value");
    assert_eq!(
        (&unchanged["value_change"], &unchanged["amount_change_pct"]),
        (&json!(100), &json!(0.0))
    );
}

#[test]
fn options_and_principal_stand_apart_from_shares() {
    let osd = Osd::with(&alpha());
    let portfolio = osd.json(&format!("portfolio {ALPHA} 2024Q2"));
    let label = |cusip, amount_type, put_call| {
        let one = position(&portfolio, cusip, amount_type, put_call);
        (one["amount"].clone(), one["change"].clone())
    };
    assert_eq!(label(APPLE, "SH", json!("Call")), (json!(50), json!("NEW")));
    assert_eq!(label(APPLE, "SH", json!("Put")), (json!(0), json!("EXIT")));
    assert_eq!(
        label(NOTE, "PRN", Value::Null),
        (json!(1_000), json!("HOLD"))
    );
    assert_eq!(label(NOTE, "SH", Value::Null), (json!(5), json!("NEW")));
}

#[test]
fn only_what_was_accepted_by_the_end_of_the_day_counts() {
    let osd = Osd::with(&alpha());
    let as_of = |day: &str| osd.json(&format!("portfolio {ALPHA} 2024Q2 --as-of {day}"));
    let before = as_of("2024-09-19");
    assert_eq!(before["as_of"], "2024-09-19");
    assert_eq!(before["totals"]["value"], 10_000);
    assert_eq!(before["filings"].as_array().unwrap().len(), 1);
    assert_eq!(
        position(&before, APPLE, "SH", Value::Null)["weight"],
        0.211_765
    );
    // Sent on Friday evening, Eastern; dated the Monday after.
    assert_eq!(as_of("2024-09-20")["totals"]["value"], 12_500);

    let nothing = osd.run(&format!("portfolio {ALPHA} 2024Q2 --as-of 2024-08-13"));
    let nothing = nothing.fails_naming("filed nothing for 2024Q2 by 2024-08-13");
    assert_eq!(nothing.stdout, "");
    // Without a period, the latest that was known on the day.
    let known_then = osd.json(&format!("portfolio {ALPHA} --as-of 2024-08-13"));
    assert_eq!(known_then["period"], "2024Q1");
}

#[test]
fn without_a_portfolio_before_nothing_is_said_of_changes() {
    let osd = Osd::with(&history());
    for (cik, period, basis, label) in [
        (ALPHA, "2024Q1", "not_loaded", "NOT_COMPARABLE"),
        (DELTA, "2024Q2", "unread", "NOT_COMPARABLE"),
    ] {
        let portfolio = osd.json(&format!("portfolio {cik} {period}"));
        assert_eq!(portfolio["totals"]["previous_value"], Value::Null);
        assert_eq!(portfolio["basis"], basis, "{cik}");
        for position in portfolio["positions"].as_array().unwrap() {
            for field in UNSAID {
                assert_eq!(position[field], Value::Null, "{field} of {cik}");
            }
            assert_eq!(position["change"], label);
            let reason = &position["evidence"][0]["reason"];
            assert_eq!(reason, basis, "{cik}");
        }
    }
}

#[test]
fn the_latest_portfolio_answers_where_no_period_is_asked_for() {
    let osd = Osd::with(&history());
    let period = |cik: u64| osd.json(&format!("portfolio {cik}"))["period"].clone();
    assert_eq!(period(ALPHA), "2024Q2");
    assert_eq!(
        period(BETA),
        "2024Q1",
        "its notice for 2024Q2 is no portfolio"
    );
    assert_eq!(
        period(GAMMA),
        "2010Q1",
        "its report for 2012Q2 could not be read"
    );
}

#[test]
fn positions_are_sorted_either_way_with_absent_values_last() {
    let osd = Osd::with(&alpha());
    let column = |sort: &str, column: &str| -> Vec<String> {
        let rows = osd.csv(&format!("portfolio {ALPHA} 2024Q2 --sort {sort}"));
        rows.into_iter().map(|row| row[column].clone()).collect()
    };
    assert_eq!(
        column("-value", "value"),
        [
            "2500", "2300", "2200", "2100", "1800", "900", "600", "100", "0", "0"
        ]
    );
    assert_eq!(column("-value", "value"), {
        let mut upward = column("value", "value");
        upward.reverse();
        upward
    });
    assert_eq!(
        column("amount_change_pct", "amount_change_pct"),
        [
            "-1.0",
            "-1.0",
            "-0.333333",
            "0.0",
            "0.0",
            "0.5",
            "",
            "",
            "",
            ""
        ]
    );
    assert_eq!(
        column("-amount_change_pct", "amount_change_pct"),
        [
            "0.5",
            "0.0",
            "0.0",
            "-0.333333",
            "-1.0",
            "-1.0",
            "",
            "",
            "",
            ""
        ]
    );
    assert_eq!(column("put_call", "put_call")[..3], ["Call", "Put", ""]);
    assert_eq!(column("-put_call", "put_call")[..3], ["Put", "Call", ""]);
    assert_eq!(column("issuer", "issuer")[0], "APPLE INC");
    assert_eq!(column("-issuer", "cusip")[0], PFIZER);
    let unsorted = ["evidence", "value_filed", "amount_filed", "sources"];
    for field in POSITION
        .split(',')
        .filter(|field| !unsorted.contains(field))
    {
        assert_eq!(column(field, field).len(), 10);
        assert_eq!(column(&format!("-{field}"), field).len(), 10);
    }
}

#[test]
fn a_limit_cuts_the_list_and_not_the_totals() {
    let osd = Osd::with(&alpha());
    let two = osd.json(&format!("portfolio {ALPHA} 2024Q2 --limit 2"));
    let cusips: Vec<&Value> = two["positions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["cusip"])
        .collect();
    assert_eq!(cusips, [EXXON, NVIDIA]);
    assert_eq!(
        (&two["totals"]["value"], &two["totals"]["positions"]),
        (&json!(12_500), &json!(8))
    );
}

#[test]
fn rows_in_csv_and_words_for_people() {
    let osd = Osd::with(&alpha());
    let csv = osd
        .run(&format!("portfolio {ALPHA} 2024Q2 --format csv"))
        .ok();
    assert_eq!(csv.header(), POSITION);
    let first = &csv.csv()[0];
    assert_eq!(first["sources"], ADDED);
    assert_eq!(
        (&*first["previous_value"], &*first["amount_change_pct"]),
        ("0", "")
    );
    let table = osd.run(&format!("portfolio {ALPHA} 2024Q2")).ok().stdout;
    let heading = table.lines().next().unwrap();
    assert!(
        heading.contains("11,000 dollars of shares in 8 positions, 900 of debt, 600 under calls"),
        "{table}"
    );
    assert!(
        heading.contains(&format!("{ADDED} (new_holdings)")),
        "{table}"
    );
    assert!(table.contains("-33.33 %"), "{table}");
}

#[test]
fn what_was_not_read_is_never_an_empty_portfolio() {
    let mut filings = Vec::new();
    filings.extend(beta());
    let [stub, _, garbled] = gamma();
    filings.extend([stub, garbled]);
    filings.extend(delta());
    let osd = Osd::with(&filings);
    let cases = [
        (format!("{BETA} 2024Q2"), "a notice"),
        (format!("{GAMMA} 2006Q1"), "on paper"),
        (
            format!("{GAMMA} 2012Q2"),
            "no row of its table could be read",
        ),
        (GAMMA.to_string(), "no row of its table could be read"),
        (format!("{DELTA} 2024Q1"), "no information table"),
        (format!("{ALPHA} 2024Q1"), "9000001"),
        (format!("{BETA} 2010Q1"), "filed nothing for 2010Q1"),
        (format!("{BETA} 1999Q1"), "filed nothing for 1999Q1"),
    ];
    for (words, why) in cases {
        for format in ["json", "csv", "table"] {
            let ended = osd.run(&format!("portfolio {words} --format {format}"));
            assert_eq!(ended.fails_naming(why).stdout, "", "{words}");
        }
    }
}
