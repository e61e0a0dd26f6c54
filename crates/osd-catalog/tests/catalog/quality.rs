//! The quality ledger.

use osd_catalog::{
    Catalog, QualityKind, QualityRow,
    list::{Comparison, Filter, ListQuery, Start, Test, Value},
};
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

/// All rows, or those with this value in a column.
fn query(column: Option<(&'static str, Value<'static>)>) -> ListQuery {
    let filters = column.into_iter().map(|(column, value)| Filter {
        column,
        test: Test::Compared(Comparison::Eq, value),
    });
    ListQuery {
        filters: filters.collect(),
        words: Vec::new(),
        sort: Vec::new(),
        start: Start::Offset(0),
        limit: None,
    }
}

async fn list(catalog: &Catalog, query: ListQuery) -> Vec<(u64, String)> {
    let read = catalog.read().await.unwrap();
    let rows = read.quality().list(&query).await.unwrap();
    assert_eq!(
        read.quality().count(&query).await.unwrap(),
        rows.len() as u64
    );
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
        assert_eq!(read.quality().list(&query(None)).await.unwrap(), first);
        drop(read);
        let moved = row(1, 0, "2024Q2", Note, "period_judged");
        replace(&catalog, "2024Q2", std::slice::from_ref(&moved)).await;
        let all = list(&catalog, query(None)).await;
        assert_eq!(all, [(1, "period_judged".to_owned()), (2, "unit_quarantined".to_owned())]);
        replace(&catalog, "2024Q1", &[]).await;
        assert_eq!(list(&catalog, query(None)).await.len(), 1);
    }

    async fn rows_are_found_by_anything_that_is_known_of_them(catalog: Catalog) {
        use QualityKind::{Note, Repair};
        let rows = [
            row(1, 0, "2024Q1", Note, "entries_differ"),
            row(1, 1, "2024Q1", Repair, "swapped_columns"),
            row(2, 0, "2024Q1", Note, "entries_differ"),
        ];
        replace(&catalog, "2024Q1", &rows).await;
        let of = |column, value| list(&catalog, query(Some((column, value))));
        let text = |text: &str| Value::Text(text.to_owned().into());
        assert_eq!(of("kind", text("repair")).await.len(), 1);
        assert_eq!(of("rule", text("entries_differ")).await.len(), 2);
        assert_eq!(of("cik", Value::Int(1)).await.len(), 2);
        assert_eq!(of("accession", text(&accession(2).to_string())).await.len(), 1);
        assert_eq!(of("year", Value::Int(2023)).await.len(), 0);
        assert_eq!(of("period", text("2024Q2")).await.len(), 0);
        let after = Start::After {
            offset: 1,
            values: vec![text(&accession(1).to_string()), Value::Int(0)],
        };
        let after = ListQuery { start: after, ..query(None) };
        let read = catalog.read().await.unwrap();
        assert_eq!(read.quality().list(&after).await.unwrap().len(), 2);
        drop(read);
        let kinds = catalog.read().await.unwrap().quality().rules(Some(Note)).await.unwrap();
        assert_eq!(kinds, ["entries_differ"]);
        let read = catalog.read().await.unwrap();
        let totals = read.quality().totals().await.unwrap();
        let totals: Vec<_> = totals.iter().map(|one| (one.rule.as_str(), one.year, one.rows, one.filings)).collect();
        assert_eq!(totals, [("entries_differ", 2024, 2, 2), ("swapped_columns", 2024, 1, 1)]);
    }
}
