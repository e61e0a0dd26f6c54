//! The journal of decisions.

use osd_catalog::{Decision, DecisionKind, JournalQuery};

use crate::engines::{minutes, noon};

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
}
