//! Every list, over HTTP: sorted, filtered, searched, in pages, with some fields, as CSV.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    facts::{ALPHA, APPLE, BETA, DIFFERS, NEW_SQUARE, everything},
    http::Server,
    osd::Osd,
};

/// A list: where it is, the field of its rows, and what no two rows have alike together.
struct List {
    path: String,
    rows: &'static str,
    unique: &'static [&'static str],
}

const POSITION: &[&str] = &["security", "kind"];

/// Every list of the API.
fn lists() -> Vec<List> {
    let list = |path: &str, rows, unique| List {
        path: format!("/api/v1/{path}"),
        rows,
        unique,
    };
    let portfolio = format!("managers/{ALPHA}/portfolios/2024Q2");
    vec![
        list("managers", "managers", &["cik"]),
        list("managers?period=2024Q2", "managers", &["cik"]),
        list(
            &format!("managers/{ALPHA}/portfolio"),
            "positions",
            POSITION,
        ),
        list(&portfolio, "positions", POSITION),
        list(&format!("{portfolio}/changes"), "changes", POSITION),
        list(&format!("{portfolio}/issuers"), "issuers", &["issuer"]),
        list(
            &format!("{portfolio}/included-managers"),
            "parts",
            &["numbers"],
        ),
        list(&format!("managers/{ALPHA}/history"), "periods", &["period"]),
        list(
            &format!("managers/{ALPHA}/filings"),
            "filings",
            &["accession"],
        ),
        list(
            &format!("managers/{NEW_SQUARE}/successions"),
            "successions",
            &["period", "from", "to"],
        ),
        list("successions", "successions", &["period", "from", "to"]),
        list("securities", "securities", &["security"]),
        list("securities?period=2024Q1", "securities", &["security"]),
        list(
            &format!("securities/{APPLE}/holders"),
            "holders",
            &["cik", "kind"],
        ),
        list(
            &format!("securities/{APPLE}/history"),
            "quarters",
            &["period", "security"],
        ),
        list(
            &format!("managers/{ALPHA}/securities/{APPLE}/history"),
            "quarters",
            &["period", "security", "kind"],
        ),
        list(&format!("issuers/{}", &APPLE[..6]), "managers", &["cik"]),
        list("filings", "filings", &["accession"]),
        list(&format!("filings/{DIFFERS}/lines"), "lines", &["ordinal"]),
        list("periods", "periods", &["period"]),
        list("snapshots", "snapshots", &["period"]),
        list("quality", "quality", &["accession", "place"]),
    ]
}

impl List {
    fn with(&self, query: &str) -> String {
        let sign = if self.path.contains('?') { '&' } else { '?' };
        format!("{}{sign}{query}", self.path)
    }

    #[track_caller]
    fn rows(&self, server: &Server, query: &str) -> Vec<Value> {
        let path = self.with(query);
        let response = server.get(&path);
        assert_eq!(response.status, 200, "{path}: {response:?}");
        response.json()[self.rows].as_array().unwrap().clone()
    }

    /// What tells the rows apart, in their order.
    fn keys(&self, rows: &[Value]) -> Vec<String> {
        let key = |row: &Value| -> String {
            let parts = self.unique.iter().map(|field| row[*field].to_string());
            parts.collect::<Vec<_>>().join(" ")
        };
        rows.iter().map(key).collect()
    }

    /// The columns of its rows, as the header of CSV has them.
    fn columns(&self, server: &Server) -> Vec<String> {
        let csv = server.get(&self.with("format=csv&limit=0"));
        assert_eq!(csv.status, 200, "{csv:?}");
        let text = String::from_utf8(csv.body).unwrap();
        text.trim_end().split(',').map(ToOwned::to_owned).collect()
    }
}

/// As the API says it sorts: absent values last, texts byte by byte.
fn is_in_order(a: &Value, b: &Value, descending: bool) -> bool {
    let (a, b) = match (a, b) {
        (_, Value::Null) => return true,
        (Value::Null, _) => return false,
        _ if descending => (b, a),
        _ => (a, b),
    };
    match (a, b) {
        (Value::String(a), Value::String(b)) => a <= b,
        (Value::Bool(a), Value::Bool(b)) => a <= b,
        _ => a.as_f64().unwrap() <= b.as_f64().unwrap(),
    }
}

#[test]
fn every_list_comes_in_pages_by_offset_and_by_cursor() {
    let osd = everything();
    let server = Server::of(&osd);
    for list in lists() {
        let all = list.rows(&server, "limit=1000");
        let keys = list.keys(&all);
        let mut by_cursor = Vec::new();
        let mut next = String::new();
        loop {
            let page = server.get(&list.with(&format!("limit=2{next}"))).json();
            assert_eq!(page["page"]["total"], all.len(), "{}", list.path);
            assert_eq!(page["page"]["limit"], 2);
            assert_eq!(page["page"]["offset"], by_cursor.len());
            by_cursor.extend(page[list.rows].as_array().unwrap().clone());
            let Some(cursor) = page["page"]["next"].as_str() else {
                break;
            };
            next = format!("&cursor={cursor}");
        }
        assert_eq!(list.keys(&by_cursor), keys, "{}", list.path);
        let mut by_offset = Vec::new();
        while by_offset.len() < all.len() {
            let page = list.rows(&server, &format!("limit=2&offset={}", by_offset.len()));
            assert!(!page.is_empty());
            by_offset.extend(page);
        }
        assert_eq!(list.keys(&by_offset), keys, "{}", list.path);
        assert_eq!(list.rows(&server, "offset=100000"), [Value::Null; 0]);
    }
}

#[test]
fn every_list_sorts_by_every_column_both_ways() {
    let osd = everything();
    let server = Server::of(&osd);
    let mut sorted = 0;
    for list in lists() {
        for column in list.columns(&server) {
            for (sort, descending) in [(column.clone(), false), (format!("-{column}"), true)] {
                let path = list.with(&format!("limit=1000&sort={sort}"));
                let response = server.get(&path);
                if response.status == 400 {
                    let detail = response.problem(400);
                    assert!(
                        detail.contains("is no field to sort by"),
                        "{path}: {detail}"
                    );
                    continue;
                }
                let rows = response.json()[list.rows].as_array().unwrap().clone();
                let folds = column == "name" && list.rows == "managers";
                let in_order = |pair: &[Value]| {
                    let cell = |row: &Value| match &row[column.as_str()] {
                        Value::String(text) if folds => osd_catalog::fold(text).into(),
                        // Prices are texts of digits, and sorted as the numbers that they are.
                        Value::String(text) if column == "price" => {
                            text.parse::<f64>().unwrap().into()
                        }
                        cell => cell.clone(),
                    };
                    is_in_order(&cell(&pair[0]), &cell(&pair[1]), descending)
                };
                assert!(rows.windows(2).all(in_order), "{path}: {rows:#?}");
                sorted += 1;
            }
        }
    }
    assert!(sorted > 250, "{sorted}");
}

#[test]
fn csv_has_the_rows_of_json() {
    let osd = everything();
    let server = Server::of(&osd);
    for list in lists() {
        let rows = list.rows(&server, "limit=1000");
        let response = server.get(&list.with("format=csv"));
        assert_eq!(response.status, 200, "{}", list.path);
        assert!(response.headers["content-type"].starts_with("text/csv"));
        let file = &response.headers["content-disposition"];
        assert!(
            file.starts_with("attachment; filename=\"") && file.ends_with(".csv\""),
            "{file}"
        );
        let mut csv = csv::Reader::from_reader(response.body.as_slice());
        let columns: Vec<String> = csv
            .headers()
            .unwrap()
            .iter()
            .map(ToOwned::to_owned)
            .collect();
        let records: Vec<BTreeMap<String, String>> =
            csv.deserialize().map(Result::unwrap).collect();
        assert_eq!(records.len(), rows.len(), "{}", list.path);
        for (row, record) in rows.iter().zip(records) {
            let mut fields: Vec<&str> = row
                .as_object()
                .unwrap()
                .keys()
                .map(String::as_str)
                .collect();
            let mut named: Vec<&str> = columns.iter().map(String::as_str).collect();
            fields.sort_unstable();
            named.sort_unstable();
            assert_eq!(fields, named, "{}", list.path);
            for (column, text) in record {
                let cell = match &row[&column] {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    Value::Array(_) | Value::Object(_) => continue,
                    other => other.to_string(),
                };
                assert_eq!(text, cell, "{}: {column}", list.path);
            }
        }
    }
}

#[test]
fn csv_is_also_what_accept_asks_for() {
    let osd = Osd::with(&crate::facts::alpha());
    let server = Server::of(&osd);
    let asked = server.ask("GET", "/api/v1/managers", "Accept: text/csv");
    let named = server.get("/api/v1/managers?format=csv");
    assert_eq!(asked.body, named.body);
    let json = server.ask("GET", "/api/v1/managers?format=json", "Accept: text/csv");
    assert_eq!(json.headers["content-type"], "application/json");
}

#[test]
fn rows_have_the_fields_that_are_asked_for() {
    let osd = everything();
    let server = Server::of(&osd);
    let path = format!("/api/v1/managers/{ALPHA}/portfolios/2024Q2?fields=value,cusip&limit=2");
    let answer = server.get(&path).json();
    let [first, _] = answer["positions"].as_array().unwrap().as_slice() else {
        panic!("{answer:#}")
    };
    assert_eq!(crate::osd::fields(first), ["cusip", "value"]);
    assert!(answer["totals"]["value"].is_number() && answer["page"]["next"].is_string());
    let csv = server.get(&format!("{path}&format=csv"));
    let text = String::from_utf8(csv.body).unwrap();
    assert_eq!(text.lines().next(), Some("cusip,value"));
    assert_eq!(text.lines().count(), 3, "a limit holds for CSV as well");
}

#[test]
fn each_test_of_a_filter_does_what_it_says() {
    let osd = everything();
    let server = Server::of(&osd);
    let of = |filter: &str| -> Vec<Value> {
        let path = format!("/api/v1/managers/{ALPHA}/portfolios/2024Q2?limit=1000{filter}");
        let response = server.get(&path);
        assert_eq!(response.status, 200, "{path}: {response:?}");
        response.json()["positions"].as_array().unwrap().clone()
    };
    let all = of("");
    let expected = |is_such: &dyn Fn(&Value) -> bool| -> Vec<Value> {
        all.iter().filter(|row| is_such(row)).cloned().collect()
    };
    let int = |row: &Value, field: &str| row[field].as_i64();
    type Case = (&'static str, Box<dyn Fn(&Value) -> bool>);
    let cases: Vec<Case> = vec![
        ("value:eq:1800", Box::new(|row| row["value"] == 1_800)),
        ("value:ne:1800", Box::new(|row| row["value"] != 1_800)),
        (
            "value:gt:1800",
            Box::new(move |row| int(row, "value") > Some(1_800)),
        ),
        (
            "value:gte:1800",
            Box::new(move |row| int(row, "value") >= Some(1_800)),
        ),
        (
            "value:lt:1800",
            Box::new(move |row| int(row, "value") < Some(1_800)),
        ),
        (
            "value:lte:1800",
            Box::new(move |row| int(row, "value") <= Some(1_800)),
        ),
        ("kind:eq:call", Box::new(|row| row["kind"] == "call")),
        (
            "change:in:NEW,ADD",
            Box::new(|row| row["change"] == "NEW" || row["change"] == "ADD"),
        ),
        (
            "put_call:present",
            Box::new(|row| !row["put_call"].is_null()),
        ),
        ("put_call:absent", Box::new(|row| row["put_call"].is_null())),
        ("put_call:ne:Put", Box::new(|row| row["put_call"] != "Put")),
        (
            "amount_change_pct:lt:0",
            Box::new(|row| {
                row["amount_change_pct"]
                    .as_f64()
                    .is_some_and(|pct| pct < 0.0)
            }),
        ),
        (
            "issuer:has:ApPlE",
            Box::new(|row| row["issuer"] == "APPLE INC"),
        ),
        ("cusip:has:037833", Box::new(|row| row["cusip"] == APPLE)),
        (
            "evidence:present",
            Box::new(|row| row["evidence"] != json!([])),
        ),
    ];
    for (filter, is_such) in cases {
        let found = of(&format!("&filter={filter}"));
        assert!(
            !found.is_empty() && found.len() < all.len(),
            "{filter}: {found:#?}"
        );
        assert_eq!(found, expected(&*is_such), "{filter}");
    }
    let both = of("&filter=kind:eq:shares&filter=change:eq:NEW");
    assert!(!both.is_empty());
    assert_eq!(
        both,
        expected(&|row| row["kind"] == "shares" && row["change"] == "NEW")
    );
    assert_eq!(
        of("&search=inc+aPPle"),
        expected(&|row| row["issuer"] == "APPLE INC")
    );
    assert_eq!(of("&search=nothing"), [Value::Null; 0]);
}

#[test]
fn filings_and_the_ledger_are_found_in_sql_by_the_same_words() {
    let osd = everything();
    let server = Server::of(&osd);
    let all = server.get("/api/v1/filings?limit=1000").json();
    let all = all["filings"].as_array().unwrap();
    let mut told = 0;
    for (filter, is_such) in [
        (
            "filter=cik:eq:9000001",
            Box::new(|row: &Value| row["cik"] == ALPHA) as Box<dyn Fn(&Value) -> bool>,
        ),
        (
            "filter=state:ne:read",
            Box::new(|row| row["state"] != "read"),
        ),
        (
            "filter=period:gte:2024Q2",
            Box::new(|row| row["period"].as_str() >= Some("2024Q2")),
        ),
        (
            "filter=filed:lt:2024-08-01",
            Box::new(|row| row["filed"].as_str() < Some("2024-08-01")),
        ),
        (
            "filter=grade:in:B,D",
            Box::new(|row| row["grade"] == "B" || row["grade"] == "D"),
        ),
        (
            "filter=grade:absent",
            Box::new(|row| row["grade"].is_null()),
        ),
        (
            "filter=lines:present",
            Box::new(|row| !row["lines"].is_null()),
        ),
        (
            "filter=value_printed:gt:99.5",
            Box::new(|row| row["value_printed"].as_f64() > Some(99.5)),
        ),
        (
            "filter=notes:present",
            Box::new(|row| row["notes"] != json!([])),
        ),
        (
            "filter=form:has:13f-hr",
            Box::new(|row| row["form"].as_str().unwrap().starts_with("13F-HR")),
        ),
        (
            "filter=manager:has:alpha",
            Box::new(|row| row["cik"] == ALPHA),
        ),
        ("search=partners", Box::new(|row| row["cik"] == BETA)),
    ] {
        let found = server
            .get(&format!("/api/v1/filings?limit=1000&{filter}"))
            .json();
        let expected: Vec<&Value> = all.iter().filter(|row| is_such(row)).collect();
        let rows: Vec<&Value> = found["filings"].as_array().unwrap().iter().collect();
        assert!(
            !expected.is_empty() && expected.len() < all.len(),
            "{filter}"
        );
        assert_eq!(rows, expected, "{filter}");
        assert_eq!(found["page"]["total"], expected.len(), "{filter}");
        told += 1;
    }
    assert_eq!(told, 12);
}

#[test]
fn what_a_list_does_not_take_is_named() {
    let osd = everything();
    let server = Server::of(&osd);
    let many = "&filter=value:gt:1".repeat(21);
    let long = "x".repeat(2_001);
    let values = vec!["1"; 101].join(",");
    for (query, named) in [
        (
            "sort=bogus",
            "\"bogus\" is no field to sort by; take some of",
        ),
        ("sort=sources", "\"sources\" is no field to sort by"),
        ("sort=traded", "\"traded\" is no field to sort by"),
        ("sort=value,-value", "value stands twice"),
        ("sort=value,weight,amount,cusip,issuer,class", "more than 5"),
        ("sort=value&sort=value", "sort: it stands twice"),
        ("fields=value,bogus", "fields: \"bogus\""),
        (
            "filter=bogus:eq:1",
            "\"bogus\" is no field to filter by; take one of",
        ),
        ("filter=value", "field:test:value"),
        (
            "filter=value:like:1",
            "\"like\" is no test for value; take one of eq",
        ),
        ("filter=value:eq:1.5", "\"1.5\" is no whole number"),
        ("filter=value:eq", "lacks its value"),
        ("filter=value:present:1", "takes no value"),
        ("filter=change:eq:SOLD", "\"SOLD\" is none of"),
        ("filter=weight:gt:NaN", "\"NaN\" is no number"),
        ("filter=issuer:has:...", "no letter and no digit"),
        (&format!("filter=issuer:eq:{long}"), "longer than 2000"),
        (&format!("filter=value:in:{values}"), "more than 100 values"),
        (&many[1..], "filter: 21 are more than 20"),
        ("search=...", "no letter and no digit"),
        (&format!("search={}", &long[..201]), "longer than 200"),
        ("search=a+b+c+d+e+f+g+h+i+j+k", "more than 10 words"),
        ("limit=1001", "limit: 1001 is more than 1000"),
        ("limit=-1", "limit: \"-1\" is no whole number from 0"),
        ("offset=x", "offset: \"x\""),
        ("format=xml", "format: \"xml\""),
        ("cursor=AAAA", "cursor: it cannot be read"),
        ("merged=1", "merged: \"1\" is neither true nor false"),
        (
            "page=2",
            "page: it is not known here; take one of as_of, merged, sort",
        ),
    ] {
        let path = format!("/api/v1/managers/{ALPHA}/portfolios/2024Q2?{query}");
        let detail = server.get(&path).problem(400);
        assert!(detail.contains(named), "{query}: {detail}");
    }
}

#[test]
fn a_cursor_is_good_for_its_question_only() {
    let osd = everything();
    let server = Server::of(&osd);
    let path = format!("/api/v1/managers/{ALPHA}/portfolios/2024Q2");
    let first = server.get(&format!("{path}?limit=2&sort=-weight")).json();
    let cursor = first["page"]["next"].as_str().unwrap();
    let with = |query: &str| server.get(&format!("{path}?cursor={cursor}{query}"));
    assert_eq!(with("&sort=-weight&limit=1&fields=cusip").status, 200);
    for other in [
        "",
        "&sort=weight",
        "&sort=-weight&search=apple",
        "&sort=-weight&filter=value:gt:1",
        "&sort=-weight&as_of=2024-09-30",
    ] {
        let detail = with(other).problem(400);
        assert!(
            detail.contains("belongs to another question"),
            "{other}: {detail}"
        );
    }
    let detail = with("&sort=-weight&offset=2").problem(400);
    assert!(detail.contains("not together with offset"), "{detail}");
    let elsewhere =
        format!("/api/v1/managers/{ALPHA}/portfolios/2024Q1?sort=-weight&cursor={cursor}");
    assert!(
        server
            .get(&elsewhere)
            .problem(400)
            .contains("another question")
    );
}
