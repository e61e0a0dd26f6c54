//! The journal of decisions.

use osd_catalog::{Decision, DecisionKind, JournalQuery, LinkChoice, LinkSubject};
use osd_domain::{
    SecurityId,
    market::{CuratedLinks, Ratio},
};

use crate::engines::{minutes, noon, period};

fn decision(subject: &str, minute: i64) -> Decision {
    Decision {
        at: noon() + minutes(minute),
        actor: "cli:ada".into(),
        kind: "unit_override".into(),
        subject: subject.into(),
        payload: serde_json::json!({"unit": "thousands", "because": "the letter says so", "x": null}),
    }
}

both_engines! {
    async fn entries_stand_in_the_order_they_were_made(catalog: Catalog) {
        let write = catalog.write_durably().await.unwrap();
        let journal = write.journal();
        let first = journal.append(&decision("filing:1", 0)).await.unwrap();
        let second = journal.append(&decision("filing:2", 2)).await.unwrap();
        let third = journal.append(&decision("filing:1", 1)).await.unwrap();
        write.commit().await.unwrap();
        assert!(first < second && second < third);

        let read = catalog.read().await.unwrap();
        let journal = read.journal();
        let all = JournalQuery { subject: None, kind: None, after: 0, limit: 10 };
        let listed = journal.list(all).await.unwrap();
        assert_eq!(listed.iter().map(|e| e.id).collect::<Vec<_>>(), [first, second, third]);
        assert_eq!(listed[1].decision, decision("filing:2", 2));
        let about = JournalQuery { subject: Some("filing:1"), kind: None, after: first, limit: 10 };
        let listed = journal.list(about).await.unwrap();
        assert_eq!(listed.iter().map(|e| e.id).collect::<Vec<_>>(), [third]);
        let page = JournalQuery { limit: 1, ..all };
        assert_eq!(journal.list(page).await.unwrap().len(), 1);
    }

    async fn of_decisions_on_a_filing_the_last_stands_unless_it_was_taken_back(catalog: Catalog) {
        let filing = |number: u32| format!("0000000001-25-{number:06}").parse().unwrap();
        let decide = |number, choice, minute| {
            let by = ("cli:ada", "the letter says so");
            Decision::on_filing(DecisionKind::Unit, filing(number), choice, by, noon() + minutes(minute))
        };
        let write = catalog.write_durably().await.unwrap();
        for decision in [
            decide(1, Some("thousands"), 0),
            decide(2, Some("thousands"), 1),
            decide(1, Some("dollars"), 2),
            decide(2, None, 3),
        ] {
            write.journal().append(&decision).await.unwrap();
        }
        write.commit().await.unwrap();

        let read = catalog.read().await.unwrap();
        let standing = read.journal().standing(DecisionKind::Unit).await.unwrap();
        assert_eq!(standing.keys().copied().collect::<Vec<_>>(), [filing(1)]);
        let stands = &standing[&filing(1)];
        assert_eq!((stands.choice(), stands.why()), (Some("dollars"), "the letter says so"));
        assert!(read.journal().standing(DecisionKind::Effect).await.unwrap().is_empty());
    }

    async fn of_decisions_on_a_link_the_last_stands_and_a_link_gives_way_to_a_later_one(catalog: Catalog) {
        let id = |text: &str| -> SecurityId { text.parse().unwrap() };
        let decide = |from: &str, to: &str, choice, minute| {
            let link = LinkSubject { period: period("2015Q4"), from: id(from), to: id(to) };
            let by = ("cli:ada", "the press release says so");
            Decision::on_link(&link, choice, by, noon() + minutes(minute))
        };
        let one = Some(LinkChoice::Listed(Ratio::ONE));
        let five = Some(LinkChoice::Listed(Ratio::new(5, 1).unwrap()));
        let write = catalog.write_durably().await.unwrap();
        for decision in [
            decide("38259P508", "02079K107", one, 0),
            decide("38259P508", "02079K305", five, 1),
            decide("037833100", "191216100", Some(LinkChoice::Struck), 2),
            decide("594918104", "67066G104", one, 3),
            decide("594918104", "67066G104", None, 4),
        ] {
            write.journal().append(&decision).await.unwrap();
        }
        write.commit().await.unwrap();

        let read = catalog.read().await.unwrap();
        let links = read.journal().links().await.unwrap();
        let mut expected = CuratedLinks::default();
        expected.list(id("38259P508"), id("02079K305"), Ratio::new(5, 1).unwrap());
        expected.strike(id("037833100"), id("191216100"));
        assert_eq!(links, [(period("2015Q4"), expected)].into());
        let about = "cusip_link:38259P508:02079K305:2015Q4";
        let query = JournalQuery { subject: Some(about), kind: None, after: 0, limit: 9 };
        let listed = read.journal().list(query).await.unwrap();
        assert_eq!(listed[0].decision.choice(), Some("5/1"));
    }
}
