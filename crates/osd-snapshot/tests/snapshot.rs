//! A snapshot gives back what was put in, slice by slice, under an id that stands for its bytes.

#![cfg(test)]

use chrono::NaiveDate;
use osd_domain::{
    AmendmentKind, AmountType, Cik, Cover, Cusip, Discretion, Filing, FilingRef, FilingState, Line,
    Period, Place, Printed, PutCall, Role, SecurityId, Unit, Votes, amendment::Standing,
    court::Witnesses,
};
use osd_snapshot::{Copying, PositionRow, Published, SCHEMA_VERSION, SnapshotId, Snapshots};
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

const READER: u32 = 1;
const APPLE: &str = "037833100";
const AMEX: &str = "025816109";

fn period() -> Period {
    "2025Q1".parse().unwrap()
}

fn filing(cik: u64, number: u32, filed: &str) -> Filing {
    let filed: NaiveDate = filed.parse().unwrap();
    let mut filing = Filing::discovered(FilingRef {
        accession: format!("0000000001-25-{number:06}").parse().unwrap(),
        cik: Cik::new(cik).unwrap(),
        name: format!("MANAGER {cik} OF {number}"),
        form: "13F-HR".parse().unwrap(),
        filed,
        co_filers: Vec::new(),
    });
    filing.period = Some(period());
    filing.state = FilingState::Read;
    filing.unit = Some(Unit::Dollars);
    filing
}

fn amendment(cik: u64, number: u32, filed: &str, kind: AmendmentKind) -> Filing {
    let cover = Cover {
        amendment_number: Some(1),
        amendment_kind: Some(kind),
        ..Cover::default()
    };
    Filing {
        form: "13F-HR/A".parse().unwrap(),
        cover,
        ..filing(cik, number, filed)
    }
}

fn shares(ordinal: u32, cusip: &str, value: i64, amount: i64) -> Line {
    Line {
        ordinal,
        issuer: format!("ISSUER {cusip}"),
        class: "COM".into(),
        cusip: Printed::new(cusip, cusip.parse::<Cusip>().ok()),
        value: Printed::exact(value.into()),
        amount: Printed::exact(amount.into()),
        amount_type: Printed::exact(AmountType::Shares),
        ..Line::default()
    }
}

fn publish(snapshots: &Snapshots, filings: &[(Filing, Vec<Line>)]) -> Published {
    let mut writer = snapshots.begin(period(), READER, "tester").unwrap();
    for (filing, lines) in filings {
        writer.push(filing, lines).unwrap();
    }
    writer
        .finish::<osd_snapshot::SnapshotError>(Witnesses::default())
        .unwrap()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn a_part_of_a_filing_is_what_stands_there_in_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::folder(folder.path()).unwrap();
    let lines: Vec<Line> = (1..=9)
        .map(|n| shares(n, APPLE, i64::from(n), 10))
        .collect();
    let other = vec![shares(1, AMEX, 7, 70)];
    let filings = [
        (filing(1, 1, "2025-05-15"), other.clone()),
        (filing(2, 2, "2025-05-15"), lines.clone()),
        (filing(3, 3, "2025-05-15"), other),
    ];
    let published = publish(&snapshots, &filings);
    let snapshot = snapshots.open(period(), &published.id).unwrap();
    let entry = &snapshot.filings_of(Cik::new(2).unwrap())[0];
    let places: [(std::ops::Range<u64>, &[Line]); 5] = [
        (0..9, &lines),
        (2..5, &lines[2..5]),
        (8..40, &lines[8..]),
        (9..12, &[]),
        (4..4, &[]),
    ];
    for (places, expected) in places {
        assert_eq!(snapshot.some_lines(entry, places).unwrap(), expected);
    }
}

#[test]
fn figures_of_a_security_are_those_of_its_positions() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::folder(folder.path()).unwrap();
    let put = Line {
        put_call: Printed::exact(PutCall::Put),
        ..shares(2, APPLE, 5, 50)
    };
    let half = Line {
        amount: Printed::exact(decimal("0.5")),
        ..shares(1, APPLE, 3, 0)
    };
    let filings = [
        (
            filing(1, 1, "2025-05-15"),
            vec![shares(1, APPLE, 1, 10), put],
        ),
        (filing(2, 2, "2025-05-15"), vec![half]),
    ];
    let published = publish(&snapshots, &filings);
    let snapshot = snapshots.open(period(), &published.id).unwrap();
    let apple = snapshot.security(&APPLE.parse().unwrap()).unwrap();
    let positions = snapshot.positions_of(apple).unwrap();
    let figures = snapshot.figures_of(apple).unwrap();
    assert_eq!((positions.len(), figures.len()), (3, 3));
    for (position, figures) in positions.iter().zip(&figures) {
        assert_eq!(
            (position.cik, position.accession, position.key.kind()),
            (figures.cik, figures.accession, figures.kind)
        );
        assert_eq!(
            (position.value, position.amount),
            (figures.value, figures.amount)
        );
    }
}

#[test]
fn a_manager_s_rows_of_a_security_are_found_among_those_of_thousands() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::folder(folder.path()).unwrap();
    let put = |amount| Line {
        put_call: Printed::exact(PutCall::Put),
        ..shares(2, APPLE, amount, amount)
    };
    // Every third manager has something else; of pages there are several.
    let filings: Vec<(Filing, Vec<Line>)> = (1..=9_000_u32)
        .map(|number| {
            let held = i64::from(number);
            let rows = match number % 3 {
                0 => vec![shares(1, AMEX, held, held)],
                _ => vec![shares(1, APPLE, held, held), put(held)],
            };
            (filing(number.into(), number, "2025-05-15"), rows)
        })
        .collect();
    let published = publish(&snapshots, &filings);
    let snapshot = snapshots.open(period(), &published.id).unwrap();
    let apple = snapshot.security(&APPLE.parse().unwrap()).unwrap();
    let all = snapshot.positions_of(apple).unwrap();
    for number in [1, 2, 3, 2_047, 2_048, 4_097, 5_000, 8_999, 9_000, 9_001] {
        let cik = Cik::new(number).unwrap();
        let expected: Vec<PositionRow> = all
            .iter()
            .filter(|row| row.cik == cik)
            .map(|row| PositionRow {
                issuer: "".into(),
                class: "".into(),
                ..row.clone()
            })
            .collect();
        let found = snapshot.positions_of_manager(apple, cik).unwrap();
        assert_eq!(found, expected, "{cik}");
        let holds = number <= 9_000 && number % 3 != 0;
        assert_eq!(found.len(), if holds { 2 } else { 0 });
    }
}

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
fn slices_are_exact_across_pages_and_row_groups() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::folder(folder.path()).unwrap();
    let sizes = [3_u32, 8_192, 1, 270_000, 0, 5];
    let filings: Vec<(Filing, Vec<Line>)> = (1_u32..)
        .zip(sizes)
        .map(|(manager, size)| {
            let lines = (1..=size)
                .map(|n| shares(n, APPLE, i64::from(manager * 1_000_000 + n), i64::from(n)))
                .collect();
            (filing(u64::from(manager), manager, "2025-05-15"), lines)
        })
        .collect();
    let published = publish(&snapshots, &filings);
    assert_eq!(
        published.manifest.lines,
        u64::from(sizes.iter().sum::<u32>())
    );

    let snapshot = snapshots.open(period(), &published.id).unwrap();
    for (filing, lines) in &filings {
        let entry = snapshot.filing(filing.cik, filing.accession).unwrap();
        assert!(
            snapshot.lines(entry).unwrap() == *lines,
            "lines of {}",
            filing.cik
        );
    }
    let apple = snapshot
        .security(&SecurityId::of_cusip(APPLE.parse().unwrap()))
        .unwrap();
    assert_eq!(
        (apple.holders, snapshot.positions_of(apple).unwrap().len()),
        (5, 5)
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

/// Managers of more rows than are read at a time, with amendments whose rows lie behind or before those
/// of the filings that they amend.
#[test]
fn a_pass_over_all_managers_finds_what_asking_for_each_finds() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::folder(folder.path()).unwrap();
    let book = |cik: i64, rows: u32| -> Vec<Line> {
        let row = |ordinal: u32| {
            let cusip = Cusip::from_first_eight(&format!("{:08}", ordinal % 5_000)).unwrap();
            shares(ordinal, cusip.as_str(), i64::from(ordinal) + cik, cik)
        };
        (1..=rows).map(row).collect()
    };
    let adds = AmendmentKind::NewHoldings;
    let restates = AmendmentKind::Restatement;
    let mut odd = book(3, 3);
    odd[1].value = Printed::new("1,234.50", Some(decimal("1234.50")));
    odd[2].cusip = Printed::new("n/a", None);
    let filings = [
        (filing(1, 1, "2025-05-15"), book(1, 9_000)),
        (
            amendment(1, 2, "2025-06-15", adds),
            vec![shares(1, APPLE, 5, 7)],
        ),
        (amendment(2, 3, "2025-06-15", restates), book(2, 9_001)),
        (filing(2, 4, "2025-05-15"), book(2, 12_000)),
        (filing(3, 5, "2025-05-15"), odd),
        (filing(4, 6, "2025-05-15"), Vec::new()),
        (filing(5, 7, "2025-05-15"), book(5, 1)),
    ];
    let published = publish(&snapshots, &filings);
    let snapshot = snapshots.open(period(), &published.id).unwrap();

    let all: Vec<Cik> = (1..=5).filter_map(Cik::new).collect();
    let in_pieces = snapshot.pieces().concat();
    assert_eq!(in_pieces, snapshot.managers());
    // From the first, and from one in between with another left out.
    for managers in [&all[..], &[all[1], all[4]]] {
        let mut pass = snapshot.in_order();
        for cik in managers {
            let fold = snapshot.fold(*cik, None);
            let alone = snapshot.book(*cik, &fold).unwrap();
            assert_eq!(pass.book(*cik, &fold).unwrap(), alone, "{cik}");
        }
    }
    let held = |cik: usize| {
        let fold = snapshot.fold(all[cik], None);
        snapshot
            .book(all[cik], &fold)
            .unwrap()
            .portfolio()
            .positions()
            .len()
    };
    assert_eq!([held(0), held(1), held(2), held(4)], [5_001, 5_000, 3, 1]);
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
        .finish::<osd_snapshot::SnapshotError>(Witnesses::default())
        .unwrap();
    assert_eq!(copied, publish(&snapshots, &filings));
}
