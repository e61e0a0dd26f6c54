//! What is known and not in, how fast it comes in, and when it was served.

use std::collections::BTreeMap;

use osd_catalog::{
    Catalog, Claim, DoneLately, GapReason, Order, QuarterCounts, SnapshotRow, Swap, WorkKind,
    WorkState,
    list::{Comparison, Filter, ListQuery, SortBy, Start, Test, Value},
};
use osd_domain::{Filing, FilingState};

use crate::engines::{accession, berkshire, filing, minutes, noon, period};

fn query(filters: Vec<Filter>) -> ListQuery {
    ListQuery {
        filters,
        words: Vec::new(),
        sort: vec![SortBy {
            column: "accession",
            descending: false,
        }],
        start: Start::Offset(0),
        limit: None,
    }
}

/// Five filings are known: of the first the bytes are in, and of the last nobody takes care.
async fn five(catalog: &Catalog) {
    let found: Vec<_> = (1..=5).map(berkshire).collect();
    let write = catalog.write().await.unwrap();
    write.filings().discover(&found).await.unwrap();
    write
        .filings()
        .fetched(accession(1), "9f86", 68_213)
        .await
        .unwrap();
    let order = |kind, number| Order {
        kind,
        key: accession(number).to_string(),
        payload: Some(serde_json::json!({"cik": 1_067_983})),
        priority: 0,
        not_before: noon(),
    };
    let orders = [
        order(WorkKind::Read, 1),
        order(WorkKind::Fetch, 2),
        order(WorkKind::Fetch, 3),
        order(WorkKind::Fetch, 4),
    ];
    write.work().enqueue(&orders, noon()).await.unwrap();
    let claim = Claim {
        kinds: &[WorkKind::Fetch],
        limit: 3,
        worker: "w",
        lease: minutes(1),
        early: false,
    };
    let taken = write.work().claim(claim, noon()).await.unwrap();
    let again = Some(noon() + minutes(5));
    let (second, third) = (taken[0].id, taken[1].id);
    for (id, at) in [(second, again), (third, None)] {
        let failed = write.work().fail("w", id, "HTTP 503", at, noon()).await;
        failed.unwrap();
    }
    write.commit().await.unwrap();
}

both_engines! {
    async fn a_gap_says_why_it_is_one(catalog: Catalog) {
        five(&catalog).await;
        let read = catalog.read().await.unwrap();
        let gaps = read.filings().gaps(&query(Vec::new())).await.unwrap();
        let reasons: Vec<GapReason> = gaps.iter().map(|gap| gap.reason()).collect();
        use GapReason as R;
        assert_eq!(reasons, [R::Waiting, R::Retrying, R::Failed, R::Running, R::Nobody]);
        let counts = read.filings().gap_counts().await.unwrap();
        let quarter = period("2025Q2");
        let each = reasons.iter().map(|reason| ((quarter, *reason), 1));
        assert_eq!(counts, each.collect::<BTreeMap<_, _>>());
        // What SQL filters by is what is said.
        for (gap, reason) in gaps.iter().zip(&reasons) {
            let test = Test::Compared(Comparison::Eq, Value::Text(reason.as_str().into()));
            let of_reason = query(vec![Filter { column: "reason", test }]);
            assert_eq!(read.filings().gaps(&of_reason).await.unwrap(), std::slice::from_ref(gap));
            assert_eq!(read.filings().count_gaps(&of_reason).await.unwrap(), 1);
        }
        let counts = QuarterCounts { known: 5, taken_in: 0 };
        assert_eq!(read.filings().quarters().await.unwrap(), [(quarter, counts)].into());
    }

    async fn work_in_a_state_is_that_of_the_whole_list(catalog: Catalog) {
        five(&catalog).await;
        let read = catalog.read().await.unwrap();
        let listed = |filters| {
            let query = ListQuery { sort: vec![SortBy { column: "id", descending: true }],
                ..query(filters) };
            async { let query = query; read.work().list(&query).await.unwrap() }
        };
        let all = listed(Vec::new()).await;
        assert_eq!(all.len(), 4);
        assert_eq!(all[0].payload, Some(serde_json::json!({"cik": 1_067_983})));
        for state in WorkState::ALL {
            let value = Value::Text(state.as_str().into());
            for test in [Test::Compared(Comparison::Eq, value.clone()), Test::In(vec![value.clone()])] {
                let of_state = listed(vec![Filter { column: "state", test }]).await;
                let expected = all.iter().filter(|item| item.state == *state);
                assert_eq!(of_state, expected.cloned().collect::<Vec<_>>(), "{state}");
            }
        }
    }

    async fn what_was_done_lately_is_counted_and_what_is_held(catalog: Catalog) {
        five(&catalog).await;
        let read = catalog.read().await.unwrap();
        assert_eq!(read.work().held(noon()).await.unwrap(), 1);
        assert_eq!(read.work().held(noon() + minutes(2)).await.unwrap(), 0, "its worker is gone");
        drop(read);
        let write = catalog.write().await.unwrap();
        let claim = Claim { kinds: &[WorkKind::Read], limit: 1, worker: "w", lease: minutes(1), early: false };
        let taken = write.work().claim(claim, noon()).await.unwrap();
        write.work().complete("w", &[taken[0].id], noon()).await.unwrap();
        write.commit().await.unwrap();
        let read = catalog.read().await.unwrap();
        let lately = async |after| read.work().done_lately(noon() + minutes(after)).await.unwrap();
        let done = |ten_minutes, hour| [(WorkKind::Read, DoneLately { ten_minutes, hour })].into();
        assert_eq!(lately(10).await, done(1, 1));
        assert_eq!(lately(11).await, done(0, 1));
        assert_eq!(lately(61).await, BTreeMap::new());
    }

    async fn a_new_filing_is_served_from_the_first_publication_on(catalog: Catalog) {
        let read_filing = |number, filed: &str| Filing {
            accepted_at: Some(noon() - minutes(i64::from(number))),
            filed: filed.parse().unwrap(),
            period: Some(period("2025Q1")),
            state: FilingState::Read,
            ..filing(number)
        };
        let publish = async |expected: Option<&str>, new: &str, minute| {
            let write = catalog.write().await.unwrap();
            let swap = Swap {
                period: period("2025Q1"),
                expected: expected.map(Into::into),
                neighbors: [(period("2024Q4"), None), (period("2025Q2"), None)],
                new: SnapshotRow { id: new.into(), rows: 1, bytes: 4_096, filings: 1 },
                revision: 1,
            };
            write.periods().swap(&swap, noon() + minutes(minute)).await.unwrap();
            write.commit().await.unwrap();
        };
        let save = async |filings: &[Filing]| {
            let write = catalog.write().await.unwrap();
            write.filings().save(filings).await.unwrap();
            write.commit().await.unwrap();
        };
        // One of years ago was not waited for, and one that was not read is not served.
        let unread = Filing { state: FilingState::Fetched, ..read_filing(4, "2025-05-15") };
        save(&[read_filing(2, "2025-05-15"), read_filing(3, "2020-05-15"), unread]).await;
        publish(None, "a", 1).await;
        save(&[read_filing(1, "2025-05-15")]).await;
        publish(Some("a"), "b", 2).await;
        let read = catalog.read().await.unwrap();
        let served = read.filings().served(50).await.unwrap();
        let told: Vec<_> = served.iter().map(|one| (one.accession, one.served_at)).collect();
        assert_eq!(told, [(accession(1), noon() + minutes(2)), (accession(2), noon() + minutes(1))]);
        assert_eq!(read.filings().served(1).await.unwrap().len(), 1);
        assert_eq!(read.periods().snapshot_bytes().await.unwrap(), 8_192, "the one before stays");
        drop(read);
        assert!(catalog.bytes().await.unwrap() > 4_096);
    }
}
