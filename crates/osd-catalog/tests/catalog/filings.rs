//! Filings: discovered, fetched, read, counted.

use std::collections::BTreeMap;

use osd_catalog::{Catalog, FilingQuery, Submission};
use osd_domain::{
    AmendmentKind, Cover, Era, Filing, FilingRef, FilingState, Grade, Layout, Note, OtherManager,
    ReportType, Unit,
};
use proptest::prelude::*;

use crate::engines::{accession, berkshire, cik, day, filing, noon, on_sqlite, period};

/// A filing with something in every place.
fn whole(number: u32) -> Filing {
    Filing {
        accepted_at: Some(noon()),
        accepted_on: day("2025-05-14"),
        period: Some(period("2025Q1")),
        state: FilingState::Read,
        layout: Some(Layout::Xml),
        unit: Some(Unit::Dollars),
        cover: Cover {
            report_date: Some(day("2025-03-31")),
            report_type: Some(ReportType::Combination),
            manager_name: Some("Société\u{0} Générale".into()),
            is_amendment: Some(true),
            amendment_number: Some(2),
            amendment_kind: Some(AmendmentKind::NewHoldings),
            included_managers: vec![OtherManager {
                number: Some(43),
                cik: Some(cik(315_090)),
                name: "Buffett Warren E".into(),
                ..OtherManager::default()
            }],
            entry_total: Some(110),
            value_total: Some("258701144516.50".parse().unwrap()),
            confidential_omitted: Some(true),
            ..Cover::default()
        },
        lines: 110,
        value_printed: Some("258701144516.5".parse().unwrap()),
        grade: Some(Grade::B),
        notes: vec![
            Note::NotQuarterEnd {
                date: day("2025-03-28"),
            },
            Note::ValueDiffers {
                cover: 7.into(),
                read: "7.5".parse().unwrap(),
            },
        ],
        co_filers: vec![cik(315_090), cik(1_000_000_001)],
        reader_version: Some(3),
        ..filing(number)
    }
}

async fn discover(catalog: &Catalog, found: &[FilingRef]) -> Vec<u32> {
    let write = catalog.write().await.unwrap();
    let new = write.filings().discover(found).await.unwrap().new;
    write.commit().await.unwrap();
    let number = |one: &osd_domain::Accession| one.to_string()[14..].parse().unwrap();
    new.iter().map(number).collect()
}

async fn save(catalog: &Catalog, filings: &[Filing]) {
    let write = catalog.write().await.unwrap();
    write.filings().save(filings).await.unwrap();
    write.commit().await.unwrap();
}

async fn all(catalog: &Catalog) -> Vec<Filing> {
    let read = catalog.read().await.unwrap();
    let query = FilingQuery {
        state: None,
        after: None,
        limit: 100_000,
    };
    read.filings().page(&query).await.unwrap()
}

fn under(number: u32, named: u64, beside: &[u64]) -> FilingRef {
    FilingRef {
        cik: cik(named),
        co_filers: beside.iter().map(|&one| cik(one)).collect(),
        ..berkshire(number)
    }
}

both_engines! {
    async fn covers_are_those_of_the_filings_asked_for(catalog: Catalog) {
        let blank = Filing { cover: Cover::default(), ..whole(2) };
        let write = catalog.write().await.unwrap();
        write.filings().save(&[whole(1), blank, whole(3)]).await.unwrap();
        write.commit().await.unwrap();
        let read = catalog.read().await.unwrap();
        let asked = [accession(1), accession(2), accession(9)];
        let covers = read.filings().covers(&asked).await.unwrap();
        let expected = [(accession(1), whole(1).cover), (accession(2), Cover::default())];
        assert_eq!(covers, BTreeMap::from(expected));
        assert_eq!(read.filings().covers(&[]).await.unwrap(), BTreeMap::new());
    }

    async fn a_filing_is_discovered_once(catalog: Catalog) {
        let found = [berkshire(2), berkshire(1), berkshire(2)];
        assert_eq!(discover(&catalog, &found).await, [1, 2]);
        assert_eq!(discover(&catalog, &[berkshire(2), berkshire(3)]).await, [3]);
        assert_eq!(discover(&catalog, &[]).await, [0; 0]);
        assert_eq!(all(&catalog).await, [filing(1), filing(2), filing(3)]);
    }

    async fn many_are_discovered_in_few_statements(catalog: Catalog) {
        let found: Vec<FilingRef> = (0..9_000).map(|n| under(n, 7, &[8])).collect();
        assert_eq!(discover(&catalog, &found).await.len(), 9_000);
        assert_eq!(discover(&catalog, &found).await.len(), 0);
        let listed = all(&catalog).await;
        assert_eq!((listed.len(), &listed[8_999].co_filers), (9_000, &vec![cik(8)]));
    }

    async fn indexes_that_disagree_give_one_answer_in_either_order(catalog: Catalog) {
        let (one, other) = (under(1, 5, &[9]), under(1, 3, &[5]));
        discover(&catalog, std::slice::from_ref(&one)).await;
        discover(&catalog, std::slice::from_ref(&other)).await;
        let late = [FilingRef { accession: accession(2), ..other }];
        discover(&catalog, &late).await;
        discover(&catalog, &[FilingRef { accession: accession(2), ..one }]).await;
        let listed = all(&catalog).await;
        assert_eq!(listed[0].cik, cik(3));
        assert_eq!(listed[0].co_filers, [cik(5), cik(9)]);
        assert_eq!(Filing { accession: accession(1), ..listed[1].clone() }, listed[0]);
    }

    async fn once_read_an_index_changes_nothing_but_co_filers(catalog: Catalog) {
        save(&catalog, &[whole(1)]).await;
        discover(&catalog, &[under(1, 3, &[4])]).await;
        let found = &all(&catalog).await[0];
        let co_filers = vec![cik(3), cik(4), cik(315_090), cik(1_067_983), cik(1_000_000_001)];
        let co_filers: Vec<_> = co_filers.into_iter().filter(|&one| one != found.cik).collect();
        assert_eq!(*found, Filing { co_filers, ..whole(1) });
    }

    async fn every_part_of_a_filing_comes_back(catalog: Catalog) {
        save(&catalog, &[whole(1)]).await;
        let read = catalog.read().await.unwrap();
        let found = read.filings().find(accession(1)).await.unwrap();
        assert_eq!(found, Some(whole(1)));
        assert_eq!(read.filings().find(accession(2)).await.unwrap(), None);
        let many = [accession(9), accession(1), accession(1)];
        assert_eq!(read.filings().find_many(&many).await.unwrap().len(), 1);
    }

    async fn names_may_hold_what_postgres_does_not(catalog: Catalog) {
        let odd = Filing { name: "BERK\u{0}SHIRE".into(), ..filing(1) };
        save(&catalog, &[odd]).await;
        assert_eq!(all(&catalog).await[0].name, "BERKSHIRE");
    }

    async fn bytes_are_noted_and_outlast_a_reading(catalog: Catalog) {
        discover(&catalog, &[berkshire(1)]).await;
        let write = catalog.write().await.unwrap();
        assert!(write.filings().fetched(accession(1), "aa", 100).await.unwrap());
        assert!(!write.filings().fetched(accession(2), "bb", 100).await.unwrap());
        write.commit().await.unwrap();
        assert_eq!(all(&catalog).await[0].state, FilingState::Fetched);

        save(&catalog, &[whole(1)]).await;
        let write = catalog.write().await.unwrap();
        write.filings().fetched(accession(1), "cc", 200).await.unwrap();
        write.commit().await.unwrap();
        let read = catalog.read().await.unwrap();
        let kept = read.filings().submission(accession(1)).await.unwrap();
        assert_eq!(kept, Some(Submission { sha256: "cc".into(), bytes: 200 }));
        let found = read.filings().find(accession(1)).await.unwrap().unwrap();
        assert_eq!(found.state, FilingState::Read);
    }

    async fn a_period_has_its_settled_filings_by_manager(catalog: Catalog) {
        let of = |number, manager, state| Filing { cik: cik(manager), state, ..whole(number) };
        use FilingState as S;
        let filings = [
            of(1, 9, S::Read),
            of(2, 10, S::Notice),
            of(3, 9, S::Unread),
            of(4, 9, S::Fetched),
            Filing { period: Some(period("2024Q4")), ..of(5, 9, S::Read) },
            Filing { period: None, ..of(6, 9, S::Discovered) },
        ];
        save(&catalog, &filings).await;
        let read = catalog.read().await.unwrap();
        let numbers = |filings: Vec<Filing>| -> Vec<String> {
            filings.iter().map(|f| format!("{}:{}", f.cik, &f.accession.to_string()[19..])).collect()
        };
        let in_period = read.filings().of_period(period("2025Q1")).await.unwrap();
        assert_eq!(numbers(in_period), ["9:1", "9:3", "10:2"]);
        let of_manager = read.filings().of_manager(cik(9), None).await.unwrap();
        assert_eq!(numbers(of_manager), ["9:5", "9:1", "9:3", "9:4", "9:6"]);
        let one_period = read.filings().of_manager(cik(9), Some(period("2024Q4"))).await.unwrap();
        assert_eq!(numbers(one_period), ["9:5"]);
    }

    async fn pages_go_through_all_filings(catalog: Catalog) {
        let notice = |n| Filing { state: FilingState::Notice, ..filing(n) };
        save(&catalog, &[filing(1), notice(2), filing(3), notice(4), filing(5)]).await;
        let read = catalog.read().await.unwrap();
        let mut query = FilingQuery { state: None, after: None, limit: 2 };
        let mut sizes = Vec::new();
        loop {
            let page = read.filings().page(&query).await.unwrap();
            sizes.push(page.len());
            let Some(last) = page.last() else { break };
            query.after = Some(last.accession);
        }
        assert_eq!(sizes, [2, 2, 1, 0]);
        let notices = FilingQuery { state: Some(FilingState::Notice), after: None, limit: 9 };
        assert_eq!(read.filings().page(&notices).await.unwrap(), [notice(2), notice(4)]);
    }

    async fn filings_are_counted_by_era_and_state(catalog: Catalog) {
        use FilingState as S;
        let of = |number, filed: &str, state| Filing {
            filed: day(filed), state, cover: Cover::default(), value_printed: None, ..whole(number)
        };
        let printed = |number, entries: Option<u64>, value: Option<i64>| Filing {
            cover: Cover { entry_total: entries, value_total: value.map(Into::into), ..Cover::default() },
            lines: 10,
            value_printed: Some(1_000.into()),
            ..of(number, "2020-05-15", S::Read)
        };
        save(&catalog, &[
            printed(1, Some(10), Some(1_000)),
            printed(2, Some(10), Some(1_001)),
            printed(3, Some(9), None),
            printed(4, None, None),
            Filing { state: S::Unreadable, ..printed(5, Some(10), Some(1_000)) },
            of(6, "1998-11-13", S::PaperStub),
            of(7, "2001-05-15", S::Notice),
            of(8, "2001-05-15", S::Discovered),
            of(9, "2001-05-15", S::Fetched),
            of(10, "2001-05-15", S::NoTable),
            of(11, "2001-05-15", S::Unread),
            of(12, "2001-05-15", S::ConfidentialTreatmentRequest),
        ]).await;
        let read = catalog.read().await.unwrap();
        let [voluntary, text, xml] = read.filings().counts_by_era().await.unwrap()[..] else {
            panic!("three eras");
        };
        assert_eq!([voluntary.era, text.era, xml.era], [Era::Voluntary, Era::Text, Era::Xml]);
        assert_eq!((voluntary.filings, voluntary.stubs), (1, 1));
        let of_text = [
            text.filings, text.notices, text.pending, text.no_table, text.unread,
            text.confidential_treatment_requests, text.read,
        ];
        assert_eq!(of_text, [6, 1, 2, 1, 1, 1, 0]);
        let of_xml = [
            xml.filings, xml.read, xml.with_printed_totals, xml.entries_match, xml.value_match,
            xml.unreadable,
        ];
        assert_eq!(of_xml, [5, 4, 3, 2, 1, 1]);
        assert_eq!(read.filings().unsettled().await.unwrap(), 2);
        assert_eq!(read.filings().states().await.unwrap()[&S::Read], 4);
    }

    async fn filings_are_counted_by_year_and_layout(catalog: Catalog) {
        use FilingState as S;
        let of = |number, filed: &str, grade, entries: Option<u64>, value: Option<i64>| Filing {
            filed: day(filed),
            layout: Some(Layout::Aligned),
            cover: Cover { entry_total: entries, value_total: value.map(Into::into), ..Cover::default() },
            lines: 10,
            value_printed: Some(100_000.into()),
            grade,
            ..whole(number)
        };
        let unread = |filing| Filing { state: S::Unread, lines: 0, value_printed: None, ..filing };
        save(&catalog, &[
            of(1, "2001-01-01", Some(Grade::A), Some(10), Some(100_005)),
            of(2, "2001-12-31", Some(Grade::B), Some(10), Some(100)),
            of(3, "2001-05-15", Some(Grade::F), Some(9), Some(3)),
            of(4, "2001-05-15", Some(Grade::C), None, None),
            unread(of(5, "2001-05-15", None, Some(10), Some(100_000))),
            Filing { state: S::NoTable, lines: 0, ..of(6, "2001-05-15", None, Some(10), None) },
            of(7, "2002-01-01", Some(Grade::A), Some(10), Some(100_000)),
            Filing { layout: None, state: S::Notice, lines: 0, ..of(8, "2001-05-15", None, None, None) },
        ]).await;
        let read = catalog.read().await.unwrap();
        let [notices, aligned, later] = &read.filings().coverage().await.unwrap()[..] else {
            panic!("three rows");
        };
        assert_eq!((notices.year, notices.layout, notices.filings), (2001, None, 1));
        assert_eq!((later.year, later.layout, later.filings), (2002, Some(Layout::Aligned), 1));
        assert_eq!((aligned.year, aligned.filings, aligned.lines), (2001, 6, 40));
        assert_eq!(aligned.states, BTreeMap::from([(S::Read, 4), (S::NoTable, 1), (S::Unread, 1)]));
        assert_eq!((aligned.with_entry_total, aligned.entries_match), (4, 2));
        assert_eq!((aligned.with_value_total, aligned.value_match), (4, 1));
        let grades = [(Grade::A, 1), (Grade::B, 1), (Grade::C, 1), (Grade::F, 1)];
        assert_eq!(aligned.grades, BTreeMap::from(grades));
    }

    async fn filings_are_listed_by_grade(catalog: Catalog) {
        let of = |number, grade| Filing { grade, ..whole(number) };
        let (a, b, d) = (Some(Grade::A), Some(Grade::B), Some(Grade::D));
        save(&catalog, &[of(1, b), of(2, a), of(3, d), of(4, None), of(5, b), of(6, d)]).await;
        let read = catalog.read().await.unwrap();
        let below = [Grade::B, Grade::D, Grade::B];
        let filings = read.filings();
        let page = |after, limit| filings.page_of_grades(&below, after, limit);
        let numbers = |page: Vec<Filing>| -> Vec<_> { page.iter().map(|f| f.accession).collect() };
        assert_eq!(numbers(page(None, 3).await.unwrap()), [1, 3, 5].map(accession));
        assert_eq!(numbers(page(Some(accession(3)), 9).await.unwrap()), [5, 6].map(accession));
        assert_eq!(numbers(page(Some(accession(6)), 9).await.unwrap()), []);
    }

    async fn what_an_older_reader_read_is_known(catalog: Catalog) {
        let by = |number, reader_version| Filing { reader_version, ..whole(number) };
        save(&catalog, &[by(1, Some(2)), by(2, Some(1)), by(3, None), by(4, Some(0))]).await;
        let read = catalog.read().await.unwrap();
        assert_eq!(read.filings().read_before(2).await.unwrap(), [2, 4].map(accession));
        assert_eq!(read.filings().read_before(1).await.unwrap(), [accession(4)]);
        assert_eq!(read.filings().read_before(0).await.unwrap(), []);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn what_is_discovered_does_not_depend_on_the_order(
        facts in prop::collection::vec((0..4_u32, 1..4_u64, 1..4_u64, 1..3_u32), 1..10),
        seed in any::<prop::sample::Index>(),
    ) {
        let mut found: Vec<FilingRef> = facts
            .iter()
            .map(|&(number, named, beside, of_may)| FilingRef {
                filed: day(&format!("2025-05-{of_may:02}")),
                ..under(number, named, &[beside])
            })
            .collect();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let outcome = |batches: Vec<Vec<FilingRef>>| runtime.block_on(async {
            let (_folder, catalog) = on_sqlite().await;
            for batch in batches {
                discover(&catalog, &batch).await;
            }
            let found = all(&catalog).await;
            found.into_iter().map(|f| (f.accession, f)).collect::<BTreeMap<_, _>>()
        });
        let at_once = outcome(vec![found.clone()]);
        let turned = seed.index(found.len());
        found.rotate_left(turned);
        let twice = found.iter().rev().chain(&found).map(|one| vec![one.clone()]).collect();
        prop_assert_eq!(outcome(twice), at_once);
    }
}
