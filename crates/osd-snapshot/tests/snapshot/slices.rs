//! What is asked of a snapshot: rows of a filing, of a manager, of a security, and passes over all.

use osd_domain::{
    AmendmentKind, Cik, Cusip, Filing, Line, OtherManager, Printed, PutCall, SecurityId,
};
use osd_snapshot::{PositionRow, Snapshots};

use crate::builders::*;

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
fn slices_are_exact_across_pages() {
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
    // The first and the last row of a page, and rows of two pages.
    let (filing, lines) = &filings[3];
    let entry = snapshot.filing(filing.cik, filing.accession).unwrap();
    let page = 2_048 - entry.lines.start % 2_048;
    for some in [
        page - 1..page,
        page..page + 1,
        page - 5..page + 5,
        page + 2_047..page + 2_049,
    ] {
        let expected = &lines[some.start as usize..some.end as usize];
        assert_eq!(snapshot.some_lines(entry, some).unwrap(), expected);
    }
    let apple = snapshot
        .security(&SecurityId::of_cusip(APPLE.parse().unwrap()))
        .unwrap();
    assert_eq!(
        (apple.holders, snapshot.positions_of(apple).unwrap().len()),
        (5, 5)
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
fn repaired_rows_and_those_of_included_managers_are_read_as_in_a_pass() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::folder(folder.path()).unwrap();
    let mut filings = Vec::new();
    // Twelve managers agree on a price of 100 dollars; the last prints one row a thousandfold.
    for cik in 1..=12 {
        let mut rows: Vec<Line> = (1..=5).map(|n| shares(n, APPLE, 1_000, 10)).collect();
        rows.extend((6..=9).map(|n| shares(n, AMEX, 700, 7)));
        if cik == 12 {
            rows[3] = shares(4, APPLE, 1_000_000, 10);
        }
        let mut filing = filing(cik, u32::try_from(cik).unwrap(), "2025-05-15");
        if cik > 10 {
            for (row, number) in rows.iter_mut().zip([1, 1, 2]) {
                row.other_managers = Some(number.to_string());
            }
            filing.cover.included_managers = [(1, "ONE"), (2, "TWO")].map(included).into();
        }
        filings.push((filing, rows));
    }
    let published = publish(&snapshots, &filings);
    let snapshot = snapshots.open(period(), &published.id).unwrap();
    let mut pass = snapshot.in_order();
    for cik in 1..=12 {
        let cik = Cik::new(cik).unwrap();
        let fold = snapshot.fold(cik, None);
        let alone = snapshot.book(cik, &fold).unwrap();
        assert_eq!(alone, pass.book(cik, &fold).unwrap(), "{cik}");
        assert_eq!(alone.portfolio(), &snapshot.portfolio(cik, &fold).unwrap());
        assert_eq!(alone.portfolio().value(), 7_800, "{cik}");
    }
    let last = Cik::new(12).unwrap();
    let repaired = snapshot.repairs(snapshot.filings_of(last)[0].accession);
    assert_eq!(repaired.len(), 1);
    assert_eq!(repaired[0].ordinal, 4);
    let attribution = snapshot.attribution(last, &snapshot.fold(last, None));
    let printed: Vec<_> = attribution
        .unwrap()
        .rows()
        .into_iter()
        .map(|one| (one.printed, one.rows))
        .collect();
    let of = |printed: &[&str], rows| {
        (
            printed.iter().map(ToString::to_string).collect::<Vec<_>>(),
            rows,
        )
    };
    assert_eq!(printed, [of(&[], 6), of(&["1"], 2), of(&["2"], 1)]);
}

fn included((number, name): (u32, &str)) -> OtherManager {
    OtherManager {
        number: Some(number),
        cik: None,
        name: name.to_owned(),
        file_number: None,
        crd_number: None,
        sec_file_number: None,
    }
}
