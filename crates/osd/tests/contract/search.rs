//! What is meant by what somebody types.

use serde_json::{Value, json};

use crate::{
    facts::{ALPHA, APPLE, FIRST, GAMMA, NVIDIA, everything},
    http::Server,
    osd::{fields, words},
};

fn first(hits: &Value) -> (String, String) {
    let hit = &hits["hits"][0];
    let text = |field: &str| hit[field].as_str().unwrap_or_default().to_owned();
    (text("kind"), text("id"))
}

#[test]
fn names_numbers_and_symbols_lead_to_what_they_mean() {
    let osd = everything();
    let server = Server::of(&osd);
    let [alpha, gamma] = [ALPHA, GAMMA].map(|cik| cik.to_string());
    for (typed, kind, id) in [
        ("alpha capital", "manager", &*alpha),
        ("Capital Alpha", "manager", &alpha),
        ("alhpa captial", "manager", &alpha),
        ("gamma brothers", "manager", &gamma),
        ("0009000001", "manager", &alpha),
        ("9000001", "manager", &alpha),
        ("apple", "security", APPLE),
        ("aple inc", "security", APPLE),
        ("nvidia", "security", NVIDIA),
        ("AAPL", "security", APPLE),
        ("a-a.p l", "security", APPLE),
        ("037833100", "security", APPLE),
        ("037833101", "security", APPLE),
        ("037833", "issuer", "037833"),
        (FIRST, "filing", FIRST),
        ("000900000124000001", "filing", FIRST),
    ] {
        let path = format!("/api/v1/search?q={}", typed.replace(' ', "%20"));
        let found = server.get(&path).json();
        assert_eq!(
            first(&found),
            (kind.to_owned(), id.to_owned()),
            "{typed}: {found}"
        );
        assert_eq!(found, osd.json(&format!("search {typed}")), "{typed}");
        let hit = &found["hits"][0];
        assert_eq!(
            fields(hit),
            words("class found_by id is_exact kind matched name path ticker")
        );
        let leads_to = hit["path"].as_str().unwrap();
        let leads_to = format!("/api/v1{leads_to}");
        assert_eq!(server.get(&leads_to).status, 200, "{leads_to}");
    }
    let gamma = server.get("/api/v1/search?q=gamma+brothers").json();
    assert_eq!(gamma["hits"][0]["name"], "Gamma & Sons");
    assert_eq!(gamma["hits"][0]["found_by"], "former_name");
    assert_eq!(gamma["hits"][0]["matched"], "GAMMA BROTHERS");
}

#[test]
fn only_so_many_of_some_kinds() {
    let osd = everything();
    let server = Server::of(&osd);
    let kinds = |query: &str| -> Vec<Value> {
        let found = server.get(&format!("/api/v1/search?{query}")).json();
        let hits = found["hits"].as_array().unwrap().iter();
        hits.map(|hit| hit["kind"].clone()).collect()
    };
    assert_eq!(kinds("q=apple&kind=issuer"), [json!("issuer")]);
    assert_eq!(kinds("q=aapl&kind=ticker,manager"), [json!("ticker")]);
    assert_eq!(kinds("q=apple&limit=1"), [json!("security")]);
    assert_eq!(kinds("q=zzzzzz").len(), 0);
    assert_eq!(kinds(&format!("q={FIRST}&kind=manager")).len(), 0);
    for (query, named) in [
        ("", "q"),
        ("q=apple&kind=bogus", "kind: \"bogus\""),
        ("q=apple&limit=101", "limit: 101"),
        ("q=apple&limit=many", "limit"),
        ("q=apple&bogus=1", "bogus"),
        (&format!("q={}", "a".repeat(201)), "q: "),
    ] {
        let detail = server.get(&format!("/api/v1/search?{query}")).problem(400);
        assert!(detail.contains(named), "{query}: {detail}");
    }
    osd.run("search apple --kind bogus").refuses_naming("bogus");
    osd.run("search").refuses_naming("WORD");
    osd.run("search apple --limit 101").refuses_naming("101");
    let csv = osd.csv("search apple --kind security");
    assert_eq!((&*csv[0]["id"], &*csv[0]["ticker"]), (APPLE, "AAPL"));
    assert_eq!(csv[0]["class"], "COM");
}
