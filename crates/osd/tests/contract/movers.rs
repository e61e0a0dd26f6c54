//! What all managers bought and sold, and what is no sale.

use serde_json::{Value, json};

use crate::{
    facts::{APPLE, COCA_COLA, MICROSOFT, NVIDIA, PFIZER, everything},
    http::Server,
    osd::Osd,
};

fn mover(osd: &Osd, cusip: &str) -> Value {
    let answer = osd.json(&format!("movers 2024Q2 --filter security:eq:{cusip}"));
    answer["movers"][0].clone()
}

/// The figures of a mover, in the order of `fields`.
fn told(mover: &Value, fields: [&str; 8]) -> Vec<Value> {
    fields.map(|field| mover[field].clone()).to_vec()
}

const FIGURES: [&str; 8] = [
    "net_value",
    "bought_value",
    "sold_value",
    "holders_change",
    "new",
    "sold_out",
    "shares_change",
    "value_change",
];

#[test]
fn only_managers_that_can_be_compared_buy_and_sell() {
    let osd = everything();
    // Alpha alone has a whole portfolio in both quarters. Beta left its Apple to a notice, Delta had
    // no table before, and Delta Square files under another number.
    let answer = osd.json("movers 2024Q2");
    assert_eq!(answer["comparison"]["managers_compared"], 1);
    assert_eq!(answer["comparison"]["previous_period"], "2024Q1");
    let apple = mover(&osd, APPLE);
    assert_eq!(
        told(&apple, FIGURES),
        [600, 600, 0, 0, 0, 0, 50, 800].map(Value::from),
        "50 of 150 shares that are worth 1,800"
    );
    assert_eq!(apple["shares_change_pct"], 0.5);
    assert_eq!((&apple["added"], &apple["reduced"]), (&json!(1), &json!(0)));
    assert_eq!(apple["ticker"], "AAPL");
    assert_eq!(apple["holders"], 3, "all that hold it now");
    assert_eq!(
        told(&mover(&osd, MICROSOFT), FIGURES),
        [-1_667, 0, 1_667, 0, 0, 0, -10, -2_800].map(Value::from),
        "10 of 30 shares that were worth 5,000"
    );
    let nvidia = mover(&osd, NVIDIA);
    assert_eq!(
        told(&nvidia, FIGURES),
        [2_300, 2_300, 0, 1, 1, 0, 23, 2_300].map(Value::from)
    );
    assert_eq!(nvidia["shares_change_pct"], Value::Null, "nobody held it");
    assert_eq!(
        told(&mover(&osd, COCA_COLA), FIGURES),
        [0, 0, 0, 0, 0, 0, 0, 100].map(Value::from)
    );
    assert_eq!(
        mover(&osd, PFIZER),
        Value::Null,
        "so small that it need not be reported: no sale"
    );
}

#[test]
fn movers_are_a_list_like_any_other() {
    let osd = everything();
    let server = Server::of(&osd);
    let path = "/api/v1/periods/2024Q2/movers";
    assert_eq!(
        server.get(path).json(),
        osd.json("movers --limit 100"),
        "the latest"
    );
    let securities = |query: &str| -> Vec<String> {
        let answer = server.get(&format!("{path}?{query}")).json();
        let movers = answer["movers"].as_array().unwrap().iter();
        let id = |one: &Value| one["security"].as_str().unwrap().to_owned();
        movers.map(id).collect()
    };
    assert_eq!(securities("sort=net_value&limit=1"), [MICROSOFT]);
    assert_eq!(securities("search=aapl"), [APPLE]);
    assert_eq!(securities("search=nvidia"), [NVIDIA]);
    let bought = server.get(&format!("{path}?filter=net_value:gt:0")).json();
    let bought: Vec<i64> = bought["movers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["net_value"].as_i64().unwrap())
        .collect();
    assert!(
        bought.is_sorted_by(|a, b| a >= b) && bought.contains(&600),
        "{bought:?}"
    );
    let detail = server.get(&format!("{path}?sort=bogus")).problem(400);
    assert!(detail.contains("net_value"), "{detail}");
    server.get("/api/v1/periods/1999Q1/movers").problem(404);
    let csv = server.get(&format!("{path}?format=csv"));
    assert!(csv.headers["content-disposition"].contains("movers-2024Q2.csv"));

    let first = osd.json("movers 2024Q1");
    assert_eq!(first["comparison"], Value::Null, "nothing to compare with");
    assert_eq!(first["movers"], json!([]));
}
