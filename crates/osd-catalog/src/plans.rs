//! What SQLite makes of the queries that grow with the catalog: none of them may go through a
//! whole table or sort what an index has in order.

use crate::{
    catalog::Catalog,
    filings,
    list::{ListQuery, SortBy, Start},
    managers, periods, quality, sqlite_url, tickers, work,
};

/// The steps that SQLite takes for a query, without its values.
async fn plan(sql: &str) -> String {
    #[derive(sea_orm::FromQueryResult)]
    struct Step {
        detail: String,
    }
    let folder = tempfile::tempdir().unwrap();
    let catalog = Catalog::open(&sqlite_url(&folder.path().join("catalog.db")))
        .await
        .unwrap();
    catalog.migrate().await.unwrap();
    let read = catalog.read().await.unwrap();
    let places = (1..10)
        .filter(|place| sql.contains(&format!("${place}")))
        .count();
    let nothing = (0..places).map(|_| sea_orm::Value::from(Option::<String>::None));
    let steps: Vec<Step> = read
        .rows(&format!("EXPLAIN QUERY PLAN {sql}"), nothing)
        .await
        .unwrap();
    steps
        .iter()
        .map(|step| format!("{}\n", step.detail))
        .collect()
}

#[tokio::test]
async fn claiming_walks_the_line_of_what_waits() {
    let plan = plan(work::DUE).await;
    assert!(plan.contains("USING INDEX work_waiting (kind=?)"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

#[tokio::test]
async fn expired_leases_are_found_among_what_runs() {
    let plan = plan(work::EXPIRED).await;
    assert!(plan.contains("work_running (lease_until<?)"), "{plan}");
}

#[tokio::test]
async fn what_failed_is_found_without_what_is_done() {
    let plan = plan(work::FAILED).await;
    assert!(plan.contains("work_failed"), "{plan}");
}

#[tokio::test]
async fn what_fails_is_found_among_what_is_not_done() {
    let plan = plan(&work::failing_sql(2)).await;
    assert!(plan.contains("work_not_done (kind=?)"), "{plan}");
}

#[tokio::test]
async fn the_filings_of_a_period_come_in_order() {
    let plan = plan(&filings::of_period_sql()).await;
    assert!(plan.contains("filings_of_period (period=?)"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

#[tokio::test]
async fn filings_are_counted_in_their_index_alone() {
    let plan = plan(filings::BY_ERA).await;
    assert!(plan.contains("COVERING INDEX filings_by_era"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

#[tokio::test]
async fn coverage_is_counted_in_its_index_alone() {
    let plan = plan(filings::BY_DAY).await;
    assert!(plan.contains("COVERING INDEX filings_by_day"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

#[tokio::test]
async fn the_filings_of_a_grade_come_in_order() {
    let plan = plan(filings::OF_GRADE).await;
    assert!(
        plan.contains("filings_of_grade (grade=? AND accession>?)"),
        "{plan}"
    );
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

#[tokio::test]
async fn what_an_older_reader_read_is_found_by_it() {
    let plan = plan(filings::READ_BEFORE).await;
    assert!(
        plan.contains("COVERING INDEX filings_of_reader (reader_version<?)"),
        "{plan}"
    );
}

#[tokio::test]
async fn the_states_of_all_periods_are_counted_in_their_index_alone() {
    let plan = plan(periods::STATES).await;
    assert!(
        plan.contains("COVERING INDEX filings_states_of_period"),
        "{plan}"
    );
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

#[tokio::test]
async fn managers_are_listed_by_name_and_their_filings_looked_up() {
    let plan = plan(&managers::list_sql()).await;
    assert!(plan.contains("managers_by_name"), "{plan}");
    assert!(plan.contains("filings_of_manager (cik=?)"), "{plan}");
    assert!(
        !plan.contains("SCAN f") && !plan.contains("TEMP B-TREE"),
        "{plan}"
    );
}

#[tokio::test]
async fn managers_are_named_by_their_keys() {
    for by_day in [false, true] {
        let sql = managers::named_sql("(SELECT value FROM json_each($1))", by_day);
        let plan = plan(&sql).await;
        assert!(plan.contains("SEARCH m USING"), "{plan}");
        assert!(plan.contains("filings_of_manager (cik=?)"), "{plan}");
    }
}

#[tokio::test]
async fn first_periods_are_found_in_their_index_alone() {
    let plan = plan(filings::FIRST_PERIODS).await;
    assert!(plan.contains("COVERING INDEX filings_of_manager"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

#[tokio::test]
async fn the_ledger_is_counted_in_its_index_alone() {
    let plan = plan(quality::TOTALS).await;
    assert!(plan.contains("COVERING INDEX quality_by_rule"), "{plan}");
}

#[tokio::test]
async fn what_had_a_ticker_comes_in_order() {
    for (sql, index) in [
        (tickers::OF_TICKER, "tickers_by_ticker (ticker=?)"),
        (tickers::LISTED, "listed_tickers_by_ticker (ticker=?)"),
    ] {
        let plan = plan(sql).await;
        assert!(plan.contains(index), "{plan}");
    }
}

#[tokio::test]
async fn the_newest_filing_is_found_among_those_of_its_day() {
    let plan = plan(filings::NEWEST).await;
    assert!(plan.contains("filings_by_filed (filed=?)"), "{plan}");
    assert!(!plan.contains("SCAN filings\n"), "{plan}");
}

#[tokio::test]
async fn what_waits_is_counted_in_its_index_alone() {
    let plan = plan(filings::WAITING).await;
    assert!(
        plan.contains("COVERING INDEX filings_in_state (state=?)"),
        "{plan}"
    );
}

#[tokio::test]
async fn the_backlog_is_counted_in_its_indexes() {
    let indexes = ["COVERING INDEX work_waiting", "work_running", "work_failed"];
    for ((_, sql), index) in work::BY_STATE.into_iter().zip(indexes) {
        let plan = plan(sql).await;
        assert!(plan.contains(index), "{plan}");
    }
}

#[tokio::test]
async fn what_was_done_lately_is_found_by_its_time() {
    let plan = plan(work::DONE).await;
    assert!(plan.contains("work_done (updated_at>?)"), "{plan}");
}

#[tokio::test]
async fn the_list_of_what_failed_goes_through_that_alone() {
    let query = ListQuery {
        filters: Vec::new(),
        words: Vec::new(),
        sort: vec![SortBy {
            column: "id",
            descending: true,
        }],
        start: Start::Offset(0),
        limit: Some(10),
    };
    let plan = plan(&work::FAILED_LIST.page(&query).sql).await;
    assert!(plan.contains("USING INDEX work_failed"), "{plan}");
}

#[tokio::test]
async fn gaps_are_counted_in_the_index_of_those_and_their_work_looked_up() {
    let plan = plan(filings::GAP_COUNTS).await;
    assert!(
        plan.contains("COVERING INDEX filings_in_state (state=?)"),
        "{plan}"
    );
    assert!(plan.contains("work_not_done (kind=? AND key=?)"), "{plan}");
}

#[tokio::test]
async fn filings_are_counted_by_quarter_in_an_index_alone() {
    let plan = plan(filings::BY_QUARTER).await;
    assert!(plan.contains("COVERING INDEX filings_by_day"), "{plan}");
}

#[tokio::test]
async fn when_filings_were_served_is_looked_up_for_those_of_a_month() {
    let plan = plan(filings::SERVED).await;
    assert!(plan.contains("SCAN s"), "{plan}");
    assert!(plan.contains("SEARCH f USING INDEX"), "{plan}");
}

#[tokio::test]
async fn what_is_behind_is_found_among_what_is_not_in() {
    let plan = plan(filings::BEHIND).await;
    assert!(plan.contains("work_not_done"), "{plan}");
    assert!(plan.contains("filings_in_state"), "{plan}");
}
