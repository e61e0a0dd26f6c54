//! What is put in comes back, under an id that stands for its bytes.

use osd_domain::{
    AmendmentKind, AmountType, Cik, Discretion, Filing, FilingState, Line, Place, Printed, PutCall,
    Role, SecurityId, Unit, Votes, amendment::Standing, court::Witnesses,
};
use osd_snapshot::{Copying, SCHEMA_VERSION, SnapshotError, SnapshotId, Snapshots};
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use crate::builders::*;

#[test]
fn an_odd_row_comes_back_as_printed_and_as_understood() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::folder(folder.path()).unwrap();
    let odd = Line {
        ordinal: 1,
        issuer: "  Ünïcode & Sons ".into(),
        class: String::new(),
        cusip: Printed::new("h1467j-104", "H1467J104".parse().ok()),
        figi: Some("BBG000BLNNH6".into()),
        value: Printed::new("1,234.50", Some(decimal("1234.50"))),
        amount: Printed::new("n/a", None),
        amount_type: Printed::new("sh", Some(AmountType::Shares)),
        put_call: Printed::new("PUT", Some(PutCall::Put)),
        discretion: Printed::new("NEITHER", None::<Discretion>),
        other_managers: Some("4,8,11".into()),
        votes: Votes {
            sole: Printed::exact(decimal("99999999999999999999")),
            shared: Printed::default(),
            none: Printed::new("(5)", Some(decimal("-5"))),
        },
        place: Some(Place {
            document: 2,
            first_line: 71_003,
            last_line: 71_004,
        }),
    };
    let published = publish(
        &snapshots,
        &[(filing(1, 1, "2025-05-15"), vec![odd.clone()])],
    );

    let snapshot = snapshots.open(period(), &published.id).unwrap();
    let entry = &snapshot.filings_of(Cik::new(1).unwrap())[0];
    assert_eq!(snapshot.lines(entry).unwrap(), std::slice::from_ref(&odd));
    let security = snapshot.security(&odd.security()).unwrap();
    let rows = snapshot.positions_of(security).unwrap();
    assert_eq!(
        (
            rows[0].value,
            rows[0].amount,
            security.put_holders,
            security.holders
        ),
        (1_235, Decimal::ZERO, 1, 0)
    );
}

#[test]
fn shares_and_principal_of_a_security_stand_apart_and_its_issuer_finds_it() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::folder(folder.path()).unwrap();
    let principal = Line {
        amount_type: Printed::exact(AmountType::Principal),
        ..shares(2, APPLE, 900, 1_000)
    };
    let rows = vec![
        shares(1, APPLE, 500, 7),
        principal,
        shares(3, "594918104", 1, 1),
    ];
    let published = publish(&snapshots, &[(filing(1, 1, "2025-05-15"), rows)]);
    let snapshot = snapshots.open(period(), &published.id).unwrap();
    let found = snapshot.securities_of(&"037833".parse().unwrap());
    let amounts: Vec<_> = found
        .iter()
        .map(|one| (one.shares, one.principal))
        .collect();
    assert_eq!(amounts, [(decimal("7"), decimal("1000"))]);
    assert_eq!(found[0].value, 1_400);
    assert!(
        snapshot
            .securities_of(&"037834".parse().unwrap())
            .is_empty()
    );
}

#[test]
fn superseded_filings_stay_and_as_of_leaves_out_the_later_ones() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::folder(folder.path()).unwrap();
    let cik = Cik::new(7).unwrap();
    let published = publish(
        &snapshots,
        &[
            (
                filing(7, 1, "2025-05-15"),
                vec![shares(1, APPLE, 100, 10), shares(2, APPLE, 20, 2)],
            ),
            (
                amendment(7, 2, "2025-06-01", AmendmentKind::Restatement),
                vec![shares(1, AMEX, 70, 7)],
            ),
            (
                amendment(7, 3, "2025-08-14", AmendmentKind::NewHoldings),
                vec![shares(1, APPLE, 5, 1)],
            ),
        ],
    );
    let snapshot = snapshots.open(period(), &published.id).unwrap();

    let now = snapshot.fold(cik, None);
    assert_eq!(
        now.filings
            .iter()
            .map(|(_, role)| *role)
            .collect::<Vec<_>>(),
        [Role::Superseded, Role::Restatement, Role::NewHoldings]
    );
    assert_eq!(snapshot.portfolio(cik, &now).unwrap().value(), 75);
    assert_eq!(
        (
            published.manifest.value,
            snapshot.manager(cik).unwrap().positions
        ),
        (75, 2)
    );
    assert_eq!(snapshot.manager(cik).unwrap().name, "MANAGER 7 OF 3");

    let then = snapshot.fold(cik, Some("2025-05-31".parse().unwrap()));
    let portfolio = snapshot.portfolio(cik, &then).unwrap();
    assert_eq!((portfolio.value(), portfolio.positions().len()), (120, 1));

    let before = snapshot.fold(cik, Some("2025-05-14".parse().unwrap()));
    assert_eq!(before.standing, Standing::NothingFiled);

    let apple = snapshot
        .security(&SecurityId::of_cusip(APPLE.parse().unwrap()))
        .unwrap();
    assert_eq!((apple.holders, apple.value), (1, 5));
    assert_eq!(
        snapshot.positions_of(apple).unwrap().len(),
        2,
        "the superseded filing's position stays"
    );
    for entry in snapshot.filings() {
        let verdict = snapshot.details(entry).unwrap().effect.unwrap();
        assert_eq!(
            (entry.effect, entry.effect_because),
            (Some(verdict.effect), Some(verdict.because))
        );
    }
}

#[test]
fn the_same_filings_get_the_same_id_and_other_filings_another() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let stores = folders
        .each_ref()
        .map(|folder| Snapshots::folder(folder.path()).unwrap());
    let book = |value| {
        vec![(
            filing(1, 1, "2025-05-15"),
            vec![shares(1, APPLE, value, 10)],
        )]
    };
    let one = publish(&stores[0], &book(100));
    assert_eq!(one, publish(&stores[1], &book(100)));
    assert_eq!(
        one,
        publish(&stores[0], &book(100)),
        "a second time over the first"
    );
    assert_ne!(one.id, publish(&stores[0], &book(101)).id);
    assert_eq!(stores[0].lying(period()).unwrap().len(), 2);
    let left: Vec<_> = std::fs::read_dir(folders[0].path().join(".writing/tester"))
        .unwrap()
        .collect();
    assert!(left.is_empty(), "nothing is left aside: {left:?}");
}

#[test]
fn a_damaged_snapshot_is_noticed_and_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::folder(folder.path()).unwrap();
    let book = [(filing(1, 1, "2025-05-15"), vec![shares(1, APPLE, 100, 10)])];
    let published = publish(&snapshots, &book);
    let place = folder.path().join("2025Q1").join(published.id.as_str());
    std::fs::write(place.join("lines.parquet"), b"PAR1").unwrap();
    assert!(!snapshots.is_whole(period(), &published.id).unwrap());
    assert!(snapshots.open(period(), &published.id).is_err());

    assert_eq!(publish(&snapshots, &book), published);
    assert!(snapshots.is_whole(period(), &published.id).unwrap());
    assert_eq!(
        snapshots
            .open(period(), &published.id)
            .unwrap()
            .manifest()
            .lines,
        1
    );
}

#[test]
fn filings_out_of_order_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::folder(folder.path()).unwrap();
    let mut writer = snapshots.begin(period(), READER, "tester").unwrap();
    writer.push(&filing(2, 1, "2025-05-15"), &[]).unwrap();
    assert!(writer.push(&filing(2, 1, "2025-05-15"), &[]).is_err());
    assert!(writer.push(&filing(1, 2, "2025-05-15"), &[]).is_err());
}

#[test]
fn a_period_without_rows_is_a_snapshot_too() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::folder(folder.path()).unwrap();
    let unread = Filing {
        state: FilingState::Unread,
        unit: None,
        ..filing(1, 1, "1999-05-17")
    };
    let published = publish(&snapshots, &[(unread, Vec::new())]);
    let snapshot = snapshots.open(period(), &published.id).unwrap();
    assert_eq!(
        (published.manifest.filings, published.manifest.lines),
        (1, 0)
    );
    assert_eq!(snapshot.managers()[0].standing, Standing::Unread);
    assert_eq!(snapshot.filings()[0].unit, Unit::Thousands);
}

#[test]
fn a_removed_snapshot_is_gone_and_removing_it_again_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::folder(folder.path()).unwrap();
    let published = publish(&snapshots, &[(filing(1, 1, "2025-05-15"), Vec::new())]);
    snapshots.open(period(), &published.id).unwrap();
    snapshots.remove(period(), &published.id).unwrap();
    snapshots.remove(period(), &published.id).unwrap();
    assert!(snapshots.open(period(), &published.id).is_err());
}

#[test]
fn a_snapshot_of_a_later_version_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::folder(folder.path()).unwrap();
    let published = publish(&snapshots, &[(filing(1, 1, "2025-05-15"), Vec::new())]);
    let place = folder.path().join("2025Q1");
    let manifest = place.join(published.id.as_str()).join("manifest.json");
    let later = std::fs::read_to_string(&manifest).unwrap().replace(
        &format!("\"schema\": {SCHEMA_VERSION}"),
        &format!("\"schema\": {}", SCHEMA_VERSION + 1),
    );
    std::fs::write(&manifest, &later).unwrap();
    let digest = hex::encode(Sha256::digest(&later));
    let id: SnapshotId = digest[..32].parse().unwrap();
    std::fs::rename(place.join(published.id.as_str()), place.join(id.as_str())).unwrap();

    assert!(snapshots.is_whole(period(), &id).unwrap());
    let refused = snapshots.open(period(), &id).err().unwrap().to_string();
    assert!(
        refused.contains(&format!("schema {}", SCHEMA_VERSION + 1)) && refused.contains("upgrade"),
        "{refused}"
    );
}

#[test]
fn lines_copied_from_a_published_snapshot_give_the_same_bytes_as_lines_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::folder(folder.path()).unwrap();
    let odd = Line {
        figi: Some("BBG000BLNNH6".into()),
        value: Printed::new("1,234.50", Some(decimal("1234.50"))),
        other_managers: Some("4,8".into()),
        votes: Votes {
            sole: Printed::exact(decimal("99999999999999999999")),
            ..Votes::default()
        },
        ..shares(1, APPLE, 1, 1)
    };
    let many = (1..=9_000).map(|ordinal| shares(ordinal, AMEX, i64::from(ordinal), 3));
    let filings = [
        (filing(1, 1, "2025-05-15"), vec![odd]),
        (filing(2, 2, "2025-05-15"), many.collect()),
        (filing(3, 3, "2025-05-15"), vec![shares(1, APPLE, 9, 8)]),
        (filing(3, 4, "2025-05-16"), Vec::new()),
        (filing(4, 5, "2025-05-15"), vec![shares(1, AMEX, 7, 6)]),
    ];
    let without_third = [&filings[..2], &filings[3..]].concat();
    let before = publish(&snapshots, &without_third);
    let before = snapshots.open(period(), &before.id).unwrap();
    let mut copying = Copying::from(&before);
    let mut writer = snapshots.begin(period(), READER, "tester").unwrap();
    for (filing, lines) in &filings {
        match before.filing(filing.cik, filing.accession) {
            Some(entry) => writer.copy(filing, entry, &mut copying).unwrap(),
            None => writer.push(filing, lines).unwrap(),
        }
    }
    let copied = writer
        .finish::<SnapshotError>(Witnesses::default())
        .unwrap();
    assert_eq!(copied, publish(&snapshots, &filings));
}
