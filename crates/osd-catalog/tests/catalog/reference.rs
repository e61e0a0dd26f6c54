//! Reference files, and the tickers in them.

use chrono::{DateTime, NaiveDate, Utc};
use osd_catalog::{Catalog, DatedTicker, ListedTicker, ReferenceRecord, ReferenceState};
use osd_domain::{
    Cik,
    ticker::{Confidence, Reason},
};

use crate::engines::period;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn record(file: &str) -> ReferenceRecord {
    ReferenceRecord {
        file: file.parse().unwrap(),
        state: ReferenceState::Read,
        sha256: Some("9f86d081".repeat(8)),
        rows: 43_147,
        unreadable: 2,
        reader_version: 1,
        etag: Some("\"5f\"".into()),
        last_modified: None,
        checked_at: at("2021-01-20T08:00:00Z"),
    }
}

fn seen(cusip: &str, ticker: &str, reason: Reason, (first, last): (&str, &str)) -> DatedTicker {
    DatedTicker {
        security: cusip.parse().unwrap(),
        ticker: ticker.into(),
        reason,
        confidence: Confidence::Certain,
        first_day: day(first),
        last_day: day(last),
    }
}

fn listed(name: &str, exchange: Option<&str>, on: &str) -> ListedTicker {
    ListedTicker {
        cik: Cik::new(1_067_983).unwrap(),
        listed: "BRK-B".into(),
        ticker: "BRKB".into(),
        name: name.into(),
        exchange: exchange.map(Into::into),
        first_seen: day(on),
        last_seen: day(on),
    }
}

async fn see(catalog: &Catalog, seen: &[DatedTicker]) {
    let write = catalog.write().await.unwrap();
    write.tickers().see(seen).await.unwrap();
    write.commit().await.unwrap();
}

async fn list(catalog: &Catalog, one: ListedTicker) {
    let write = catalog.write().await.unwrap();
    write.tickers().list(&[one]).await.unwrap();
    write.commit().await.unwrap();
}

both_engines! {
    async fn a_file_is_known_as_it_was_last_looked_at(catalog: Catalog) {
        let (fails, other) = (record("cnsfails202101a.zip"), record("company_tickers.json"));
        let missing = ReferenceRecord {
            state: ReferenceState::Missing,
            sha256: None,
            ..fails.clone()
        };
        let write = catalog.write().await.unwrap();
        write.reference_files().record(&[missing]).await.unwrap();
        write.reference_files().record(&[fails.clone(), other.clone()]).await.unwrap();
        write.commit().await.unwrap();
        let read = catalog.read().await.unwrap();
        let unknown = "cnsfails202101b.zip".parse().unwrap();
        let found = read.reference_files().find_many(&[other.file, unknown, fails.file]).await;
        assert_eq!(found.unwrap(), [fails.clone(), other]);
        drop(read);

        let write = catalog.write().await.unwrap();
        write.reference_files().lose(fails.file).await.unwrap();
        write.commit().await.unwrap();
        let read = catalog.read().await.unwrap();
        let found = read.reference_files().find(fails.file).await.unwrap().unwrap();
        assert_eq!((found.state, found.etag), (ReferenceState::Lost, None));
        assert_eq!(found.sha256, fails.sha256);
    }

    async fn tickers_span_the_days_of_all_files_in_whatever_order_they_come(catalog: Catalog) {
        let apple = |days| seen("037833100", "AAPL", Reason::Plain, days);
        let files = [
            apple(("2020-09-01", "2020-09-15")),
            apple(("2009-07-01", "2009-07-14")),
            apple(("2021-06-02", "2021-06-02")),
            seen("H2906T109", "AAPL", Reason::OldCusip, ("2022-01-03", "2022-01-04")),
        ];
        for file in &files {
            see(&catalog, std::slice::from_ref(file)).await;
        }
        see(&catalog, &files[..1]).await;
        let read = catalog.read().await.unwrap();
        let tickers = read.tickers();
        let whole = apple(("2009-07-01", "2021-06-02"));
        assert_eq!(tickers.of_security(&whole.security).await.unwrap(), std::slice::from_ref(&whole));
        assert_eq!(tickers.of_ticker("AAPL", 10).await.unwrap(), [files[3].clone(), whole]);
        assert_eq!(tickers.of_ticker("AAPL", 1).await.unwrap(), files[3..]);
        assert_eq!(tickers.of_ticker("A", 10).await.unwrap(), []);
    }

    async fn the_last_list_names_a_company_and_an_exchange_is_kept(catalog: Catalog) {
        let newest = listed("BERKSHIRE HATHAWAY INC", None, "2026-05-01");
        list(&catalog, listed("BERKSHIRE HATHAWAY", Some("NYSE"), "2025-05-01")).await;
        list(&catalog, newest.clone()).await;
        list(&catalog, listed("BERKSHIRE", None, "2024-05-01")).await;
        let read = catalog.read().await.unwrap();
        let expected = ListedTicker {
            exchange: Some("NYSE".into()),
            first_seen: day("2024-05-01"),
            ..newest
        };
        assert_eq!(read.tickers().listed("BRKB", 10).await.unwrap(), [expected]);
    }

    async fn only_a_period_with_filings_is_touched(catalog: Catalog) {
        let write = catalog.write().await.unwrap();
        write.periods().touch(&[period("2020Q4")]).await.unwrap();
        assert!(write.periods().touch_known(period("2020Q4")).await.unwrap());
        assert!(!write.periods().touch_known(period("2021Q1")).await.unwrap());
        write.commit().await.unwrap();
        let read = catalog.read().await.unwrap();
        let touched = read.periods().find(period("2020Q4")).await.unwrap().unwrap();
        assert_eq!(touched.revision, 2);
        assert_eq!(read.periods().find(period("2021Q1")).await.unwrap(), None);
    }
}
