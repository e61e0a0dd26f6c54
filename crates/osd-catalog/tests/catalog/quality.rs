//! The quality ledger.

use osd_catalog::{Catalog, QualityKind, QualityQuery, QualityRow};
use serde_json::json;

use crate::engines::{accession, cik, period};

fn row(number: u32, place: u64, quarter: &str, kind: QualityKind, rule: &str) -> QualityRow {
    QualityRow {
        accession: accession(number),
        place,
        cik: cik(number.into()),
        period: Some(period(quarter)),
        year: 2024,
        kind,
        rule: rule.to_owned(),
        line: (kind == QualityKind::Repair).then_some(7),
        detail: json!({"cover": 7, "read": place}),
    }
}

async fn replace(catalog: &Catalog, quarter: &str, rows: &[QualityRow]) {
    let write = catalog.write().await.unwrap();
    write
        .quality()
        .replace_period(period(quarter), rows)
        .await
        .unwrap();
    write.commit().await.unwrap();
}

async fn list(catalog: &Catalog, query: QualityQuery) -> Vec<(u64, String)> {
    let read = catalog.read().await.unwrap();
    let query = QualityQuery {
        limit: 100,
        ..query
    };
    let rows = read.quality().list(&query).await.unwrap();
    rows.into_iter()
        .map(|row| (row.cik.number(), row.rule))
        .collect()
}

both_engines! {
    async fn rows_are_replaced_by_period_and_follow_a_filing_to_another(catalog: Catalog) {
        use QualityKind::{Note, Repair, Verdict};
        let first = [
            row(1, 0, "2024Q1", Note, "entries_differ"),
            row(1, 1, "2024Q1", Repair, "swapped_columns"),
            row(2, 0, "2024Q1", Verdict, "unit_quarantined"),
        ];
        replace(&catalog, "2024Q1", &first).await;
        let read = catalog.read().await.unwrap();
        let query = QualityQuery { limit: 100, ..QualityQuery::default() };
        assert_eq!(read.quality().list(&query).await.unwrap(), first);
        drop(read);
        let moved = row(1, 0, "2024Q2", Note, "period_judged");
        replace(&catalog, "2024Q2", std::slice::from_ref(&moved)).await;
        let all = list(&catalog, QualityQuery::default()).await;
        assert_eq!(all, [(1, "period_judged".to_owned()), (2, "unit_quarantined".to_owned())]);
        replace(&catalog, "2024Q1", &[]).await;
        assert_eq!(list(&catalog, QualityQuery::default()).await.len(), 1);
    }

    async fn rows_are_found_by_anything_that_is_known_of_them(catalog: Catalog) {
        use QualityKind::{Note, Repair};
        let rows = [
            row(1, 0, "2024Q1", Note, "entries_differ"),
            row(1, 1, "2024Q1", Repair, "swapped_columns"),
            row(2, 0, "2024Q1", Note, "entries_differ"),
        ];
        replace(&catalog, "2024Q1", &rows).await;
        let of = |query| list(&catalog, query);
        let none = QualityQuery::default;
        assert_eq!(of(QualityQuery { kind: Some(Repair), ..none() }).await.len(), 1);
        assert_eq!(of(QualityQuery { rule: Some("entries_differ".into()), ..none() }).await.len(), 2);
        assert_eq!(of(QualityQuery { cik: Some(cik(1)), ..none() }).await.len(), 2);
        assert_eq!(of(QualityQuery { accession: Some(accession(2)), ..none() }).await.len(), 1);
        assert_eq!(of(QualityQuery { year: Some(2023), ..none() }).await.len(), 0);
        assert_eq!(of(QualityQuery { period: Some(period("2024Q2")), ..none() }).await.len(), 0);
        assert_eq!(of(QualityQuery { after: Some((accession(1), 0)), ..none() }).await.len(), 2);
        let read = catalog.read().await.unwrap();
        let totals = read.quality().totals().await.unwrap();
        let totals: Vec<_> = totals.iter().map(|one| (one.rule.as_str(), one.year, one.rows, one.filings)).collect();
        assert_eq!(totals, [("entries_differ", 2024, 2, 2), ("swapped_columns", 2024, 1, 1)]);
    }
}
