//! The journal of decisions.

use osd_catalog::{Decision, JournalQuery};

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
        let all = JournalQuery { subject: None, after: 0, limit: 10 };
        let listed = journal.list(all).await.unwrap();
        assert_eq!(listed.iter().map(|e| e.id).collect::<Vec<_>>(), [first, second, third]);
        assert_eq!(listed[1].decision, decision("filing:2", 2));
        let about = JournalQuery { subject: Some("filing:1"), after: first, limit: 10 };
        let listed = journal.list(about).await.unwrap();
        assert_eq!(listed.iter().map(|e| e.id).collect::<Vec<_>>(), [third]);
        let page = JournalQuery { limit: 1, ..all };
        assert_eq!(journal.list(page).await.unwrap().len(), 1);
    }
}
