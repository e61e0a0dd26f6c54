use super::*;

fn cover(entries: Option<u64>, value: Option<i64>) -> Cover {
    Cover {
        entry_total: entries,
        value_total: value.map(Into::into),
        ..Cover::default()
    }
}

/// Ten rows worth 100,000.
fn ten_rows(entries: Option<u64>, value: Option<i64>, notes: &[Note]) -> Checks {
    Checks::of(&cover(entries, value), 10, 100_000.into(), notes)
}

fn suspect(count: u32) -> Note {
    Note::SuspectCusip {
        line: 1,
        count,
        cusip: "037833101".parse().unwrap(),
    }
}

#[test]
fn grades_follow_the_two_totals() {
    let of = |entries, value| ten_rows(entries, value, &[]).grade();
    assert_eq!(of(Some(10), Some(100_000)), Grade::A);
    assert_eq!(of(Some(10), Some(100_005)), Grade::A);
    assert_eq!(of(Some(10), Some(100_006)), Grade::D);
    assert_eq!(of(Some(9), Some(100_000)), Grade::D);
    assert_eq!(of(Some(9), Some(200_000)), Grade::F);
    assert_eq!(of(None, None), Grade::C);
    assert_eq!(of(None, Some(100_000)), Grade::C);
    assert_eq!(of(None, Some(200_000)), Grade::F);
}

#[test]
fn a_total_in_another_unit_holds_and_says_so() {
    let larger = ten_rows(Some(10), Some(100), &[]);
    let (cover, read, factor) = (100.into(), 100_000.into(), 1_000);
    assert_eq!(larger.grade(), Grade::B);
    assert_eq!(larger.reasons(), [Reason::ValueInOtherUnit { cover, read }]);
    assert_eq!(
        larger.notes(),
        [Note::ValueTotalInLargerUnit {
            cover,
            read,
            factor
        }]
    );

    let cover = 100_004_999.into();
    let smaller = ten_rows(Some(10), Some(100_004_999), &[]);
    assert_eq!(
        smaller.notes(),
        [Note::ValueTotalInSmallerUnit {
            cover,
            read,
            factor
        }]
    );
    let off = ten_rows(Some(10), Some(100_005_001), &[]);
    assert_eq!(off.grade(), Grade::D);
}

#[test]
fn a_total_of_a_digit_or_nothing_holds_in_no_other_unit() {
    for (printed, read) in [(0, 400), (1, 700), (1, 600_000), (700, 1), (400, 0)] {
        let checks = Checks::of(&cover(Some(1), Some(printed)), 1, read.into(), &[]);
        assert_eq!(checks.grade(), Grade::D, "{printed} for {read}");
    }
}

#[test]
fn of_a_hundred_cusips_two_may_be_bad() {
    let of = |count| {
        let cover = cover(Some(100), Some(5));
        Checks::of(&cover, 100, 5.into(), &[suspect(count)])
    };
    assert_eq!(of(2).grade(), Grade::A);
    assert_eq!(of(3).grade(), Grade::B);
    assert_eq!(
        of(3).reasons(),
        [Reason::BadCusips {
            count: 3,
            lines: 100
        }]
    );
}

#[test]
fn a_cell_of_value_or_amount_that_was_not_read_keeps_a_filing_from_grade_a() {
    let missing = |field: &str| {
        ten_rows(
            Some(10),
            Some(100_000),
            &[Note::MissingField {
                field: field.into(),
                line: 4,
                count: 2,
            }],
        )
    };
    assert_eq!(missing("votes.sole").grade(), Grade::A);
    assert_eq!(missing("amount").grade(), Grade::B);
    let reason = Reason::UnreadCells {
        count: 2,
        lines: 10,
    };
    assert_eq!(missing("amount").reasons(), [reason]);
}

#[test]
fn nothing_printed_and_nothing_read_is_consistent() {
    let checks = Checks::of(&cover(Some(0), Some(0)), 0, Decimal::ZERO, &[]);
    assert_eq!((checks.grade(), checks.notes()), (Grade::A, Vec::new()));
}

#[test]
fn there_is_a_reason_unless_the_grade_is_a() {
    let totals = [None, Some(9), Some(10)];
    for entries in totals {
        for value in [None, Some(100), Some(100_000), Some(100_003), Some(5_555)] {
            for notes in [&[][..], &[suspect(1)]] {
                let checks = ten_rows(entries, value, notes);
                let is_a = checks.grade() == Grade::A;
                assert_eq!(checks.reasons().is_empty(), is_a, "{checks:?}");
            }
        }
    }
}

#[test]
fn a_difference_is_noted_with_both_figures() {
    let checks = Checks::of(&cover(Some(55), Some(663_857)), 55, 663_859.into(), &[]);
    assert_eq!(
        checks.notes(),
        [Note::ValueDiffers {
            cover: 663_857.into(),
            read: 663_859.into()
        }]
    );
}
