//! Filings are found in SQL as rows in memory are: on either engine, the same rows in the same order.

use chrono::Days;
use osd_catalog::{Catalog, NameSeen, sqlite_url};
use osd_domain::FilingRef;
use proptest::{
    collection, option,
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use super::*;
use crate::list::{Question, pick};

/// Some filings that differ in what lists are sorted and filtered by, and agree in much of it.
fn filings() -> impl Strategy<Value = Vec<Filing>> {
    let filing = (
        1..4u64,
        0..3usize,
        0..4u64,
        option::of(0..3i64),
        option::of(0..200u32),
        any::<bool>(),
    );
    collection::vec(filing, 30..50).prop_map(|all| {
        let all = (1..).zip(all);
        all.map(|(number, (cik, name, day, quarter, lines, restates))| {
            let mut filing = discovered(number, cik, ["Alpha", "Béta LP", "Gamma_%"][name], day);
            filing.period = quarter.map(|quarter| format!("2024Q{}", quarter + 1).parse().unwrap());
            if let Some(lines) = lines {
                filing.state = FilingState::Read;
                filing.lines = lines.into();
                filing.value_printed = Some(Decimal::new(i64::from(lines) * 15, 1));
                filing.grade = Some([Grade::A, Grade::B, Grade::F][lines as usize % 3]);
                filing.cover.entry_total = (lines % 2 == 0).then_some(u64::from(lines));
                filing.cover.value_total = (lines % 5 != 0).then(|| Decimal::from(lines));
            }
            filing.cover.amendment_kind =
                restates.then_some(osd_domain::AmendmentKind::Restatement);
            filing
        })
        .collect()
    })
}

fn discovered(number: u64, cik: u64, name: &str, day: u64) -> Filing {
    let first: NaiveDate = "2024-05-01".parse().unwrap();
    let filed = first + Days::new(day);
    let mut found = Filing::discovered(FilingRef {
        accession: format!("0000000001-24-{number:06}").parse().unwrap(),
        cik: Cik::new(cik).unwrap(),
        name: name.to_owned(),
        form: if day == 0 { "13F-NT" } else { "13F-HR/A" }
            .parse()
            .unwrap(),
        filed,
        co_filers: Vec::new(),
    });
    found.accepted_on = filed;
    found
}

async fn hold(catalog: &Catalog, filings: &[Filing]) {
    let write = catalog.write().await.unwrap();
    let seen: Vec<NameSeen> = filings
        .iter()
        .map(|filing| NameSeen {
            cik: filing.cik,
            name: filing.name.clone(),
            filed: filing.filed,
            accession: filing.accession,
        })
        .collect();
    write.managers().observe(&seen).await.unwrap();
    write.filings().save(filings).await.unwrap();
    write.commit().await.unwrap();
}

/// Questions for every column and every test.
fn requests() -> Vec<Request> {
    let of = |sort: &str, filters: &[&str]| Request {
        sort: Some(sort.to_owned()),
        filters: filters.iter().map(|text| (*text).to_owned()).collect(),
        limit: Some(7),
        ..Request::default()
    };
    let sortable = FilingRow::shapes().into_iter();
    let sortable = sortable.filter(|shape| shape.kind.is_sortable());
    let mut all: Vec<Request> = sortable
        .flat_map(|shape| [shape.name.to_owned(), format!("-{}", shape.name)])
        .map(|sort| of(&sort, &[]))
        .collect();
    for filters in [
        &["cik:eq:2"][..],
        &["cik:ne:2"],
        &["cik:in:1,3"],
        &["period:gte:2024Q2"],
        &["period:ne:2024Q2"],
        &["period:absent"],
        &["period:has:q1"],
        &["form:has:13f-hr/"],
        &["manager:has:beta"],
        &["manager:has:gamma"],
        &["manager:eq:Béta LP"],
        &["filed:gt:2024-05-01", "filed:lte:2024-05-03"],
        &["lines:present"],
        &["lines:lt:100"],
        &["value_printed:gt:99.5"],
        &["value_reported:absent", "lines:present"],
        &["entries_reported:in:2,4,6,8,10"],
        &["grade:lte:B"],
        &["state:ne:read", "amendment_kind:present"],
        &["notes:absent"],
    ] {
        all.push(of("-period,grade,-value_printed", filters));
    }
    all.push(Request {
        search: Some("béta".to_owned()),
        ..of("-filed", &[])
    });
    all
}

fn read(request: &Request) -> Question {
    let shapes = FilingRow::all_shapes();
    request.read(&shapes, "accession", "filings", 1).unwrap()
}

/// The accession numbers of all pages.
async fn walk(counter: &Counter, request: Request) -> Vec<Accession> {
    let mut next = Some(request);
    let mut seen = Vec::new();
    while let Some(request) = next {
        let answer = super::answer(counter, &request).await.unwrap();
        seen.extend(answer.filings.iter().map(|filing| filing.accession));
        next = request.after(&answer.page);
        assert!(next.is_some() || answer.page.total == seen.len() as u64);
    }
    seen
}

/// A search finds a manager by any of its names; that is the catalog's alone to know.
fn has_name(filings: &[Filing], cik: Cik, word: &str) -> bool {
    let mut of = filings.iter().filter(|filing| filing.cik == cik);
    of.any(|filing| osd_catalog::fold(&filing.name).contains(word))
}

fn in_memory(filings: &[Filing], request: &Request) -> Vec<Accession> {
    let words = request.search.as_deref().map(osd_catalog::fold);
    let rows = filings.iter().filter(|filing| {
        words
            .as_deref()
            .is_none_or(|word| has_name(filings, filing.cik, word))
    });
    let rows: Vec<FilingRow> = rows.cloned().map(FilingRow).collect();
    let whole = Request {
        limit: None,
        search: None,
        ..request.clone()
    };
    let places = pick(&rows, &read(&whole)).places.into_iter();
    places.map(|place| rows[place].0.accession).collect()
}

async fn agrees(catalog: Catalog, filings: &[Filing]) {
    hold(&catalog, filings).await;
    let folder = tempfile::tempdir().unwrap();
    let snapshots = osd_snapshot::Snapshots::folder(folder.path()).unwrap();
    let vault = osd_vault::Vault::folder(folder.path().join("vault")).unwrap();
    let counter = Counter::new(catalog, snapshots, vault, 1);
    for request in requests() {
        let found = walk(&counter, request.clone()).await;
        assert_eq!(found, in_memory(filings, &request), "{request:?}");
        let by_offset = Request {
            offset: 5,
            ..request.clone()
        };
        let answer = super::answer(&counter, &by_offset).await.unwrap();
        let page: Vec<Accession> = answer.filings.iter().map(|one| one.accession).collect();
        let rest = found.get(5..).unwrap_or_default();
        assert_eq!(page, rest[..rest.len().min(7)], "{request:?}");
    }
}

/// The same cases on every run: a database is too slow to try many.
fn cases() -> Vec<Vec<Filing>> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let case = |_| filings().new_tree(&mut runner).unwrap().current();
    (0..3).map(case).collect()
}

#[tokio::test]
async fn sqlite_finds_filings_as_memory_does() {
    for filings in cases() {
        let folder = tempfile::tempdir().unwrap();
        let url = sqlite_url(&folder.path().join("catalog.db"));
        let catalog = Catalog::open(&url).await.unwrap();
        catalog.migrate().await.unwrap();
        agrees(catalog, &filings).await;
    }
}

#[tokio::test]
async fn postgres_finds_filings_as_memory_does() {
    for filings in cases() {
        let url = osd_testkit::postgres::fresh_database();
        let catalog = Catalog::open(&url).await.unwrap();
        catalog.migrate().await.unwrap();
        agrees(catalog, &filings).await;
    }
}
