//! Tickers, and the days on which they were whose.

use serde_json::json;

use crate::{
    facts::{ALPHA, APPLE, everything},
    http::Server,
};

#[test]
fn a_position_has_the_ticker_of_its_quarter() {
    let osd = everything();
    let portfolio = osd.json(&format!("portfolio {ALPHA} 2024Q2 --sort ticker"));
    let positions = portfolio["positions"].as_array().unwrap();
    assert_eq!(positions[0]["ticker"], "AAPL");
    assert_eq!(positions[0]["cusip"], APPLE);
    let unknown = positions.iter().filter(|one| one["ticker"].is_null());
    assert!(
        unknown.count() > 0,
        "no security is dropped for want of one"
    );
    // No file of that quarter's end is known.
    let before = osd.json(&format!("portfolio {ALPHA} 2024Q1"));
    assert!(before["positions"][0]["ticker"].is_null());
}

#[test]
fn a_ticker_leads_to_its_security_and_company_and_back() {
    let osd = everything();
    let found = osd.json("ticker aapl");
    let dated = json!({
        "ticker": "AAPL", "first_day": "2024-07-01", "last_day": "2024-07-01",
        "confidence": "certain", "reason": "plain", "source": "fails_to_deliver",
    });
    let security = &found["securities"][0];
    assert_eq!(security["security"], APPLE);
    assert_eq!(security["issuer"], "APPLE INC");
    for (field, value) in dated.as_object().unwrap() {
        assert_eq!(security[field], *value, "{field}");
    }
    assert_eq!(found["companies"][0]["cik"], 320_193);
    assert_eq!(found["companies"][0]["listed"], "AAPL");
    let known = osd.json(&format!("security {APPLE}"));
    assert_eq!(known["tickers"][0]["ticker"], "AAPL");
    assert_eq!(known["tickers"][0]["security"], APPLE);

    osd.run("ticker ZZZZ").fails_naming("ZZZZ");
    osd.run("ticker %").refuses_naming("%");
    let server = Server::of(&osd);
    assert_eq!(server.get("/api/v1/tickers/aapl").json(), found);
    assert_eq!(server.get("/api/v1/tickers/ZZZZ").status, 404);
    assert_eq!(server.get("/api/v1/tickers/%25").status, 400);
}
