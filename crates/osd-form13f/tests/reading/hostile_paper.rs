//! Whatever the bytes, reading ends, and soon.

use std::time::{Duration, Instant};

use osd_domain::FilingState;
use proptest::{prelude::*, sample::Index};

use crate::paper::{Paper, apple, cover, holdings_report, paper, prefixed, table};

fn amendment() -> Paper {
    let managers = "<otherManager2><sequenceNumber>4</sequenceNumber><otherManager><name>X</name>\
                    </otherManager></otherManager2>";
    let cover = cover()
        .says("reportCalendarOrQuarter", "31-MAR-2025")
        .says("amendmentType", "NEW HOLDINGS")
        .sums("otherManagers2Info", managers)
        .totals("2", "4,000");
    let rows = [
        apple(),
        apple().with("nameOfIssuer", "AT&amp;T <![CDATA[&]]> &PARTNERS"),
    ];
    paper("13F-HR/A")
        .cover(&cover)
        .document("INFORMATION TABLE", &prefixed(&table(&rows), "ns1"))
        .document("EX-99", &table(&rows))
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>) {
        let reading = osd_form13f::read(&bytes, &paper("13F-HR").listed());
        prop_assert!(reading.filing.state.is_settled());
    }

    #[test]
    fn any_table_is_survived(text in "([<>/&;'\"! -]|infoTable|cusip|value|CDATA|\\[|[^<]{0,9}){0,80}") {
        let paper = paper("13F-HR").cover(&cover()).document("INFORMATION TABLE", &text);
        prop_assert!(paper.read().filing.state.is_settled());
    }

    #[test]
    fn a_cut_or_changed_submission_is_survived(
        changes in proptest::collection::vec((any::<Index>(), any::<u8>()), 0..12),
        cut in any::<Index>(),
    ) {
        let amendment = amendment();
        let mut bytes = amendment.text().into_bytes();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        for bytes in [&bytes[..], &bytes[..cut.index(bytes.len())]] {
            let reading = osd_form13f::read(bytes, &amendment.listed());
            prop_assert!(reading.filing.state.is_settled());
            prop_assert_eq!(reading.filing.lines, reading.lines.len() as u64);
            let is_read = reading.filing.state == FilingState::Read;
            prop_assert_eq!(is_read, !reading.lines.is_empty());
        }
    }

    #[test]
    fn reading_twice_gives_the_same(cut in any::<Index>()) {
        let text = amendment().text();
        let bytes = &text.as_bytes()[..cut.index(text.len())];
        let listed = amendment().listed();
        prop_assert_eq!(osd_form13f::read(bytes, &listed), osd_form13f::read(bytes, &listed));
    }
}

/// Quadratic reading of these would take hours; the bound is generous for a busy machine.
#[test]
fn no_room_is_made_for_rows_that_a_cover_claims_without_having_them() {
    for claimed in ["500000", "9999999999999999"] {
        let claims = cover().totals(claimed, "2000");
        let reading = paper("13F-HR").cover(&claims).table(&[apple()]).read();
        assert_eq!(reading.filing.cover.entry_total, claimed.parse().ok());
        assert_eq!(reading.lines.len(), 1);
        assert!(reading.lines.capacity() < 16, "{claimed}");
    }
}

#[test]
fn large_hostile_tables_take_linear_time() {
    let started = Instant::now();
    for piece in [
        "<infoTable>",
        "<infoTable '",
        "<infoTable \"<infoTable '",
        "<!--",
        "<![CDATA[",
        "<x>",
        "</x>",
        "</infoTable>",
        "&",
        "<cusip>",
        "<nameOfIssuer>A",
        "<",
        "<ns:a b='>",
    ] {
        let text = piece.repeat(400_000 / piece.len());
        let body = format!("<informationTable>{text}");
        let paper = holdings_report(&[]).document("INFORMATION TABLE", &body);
        assert!(paper.read().filing.state.is_settled());
    }
    assert!(started.elapsed() < Duration::from_secs(120));
}
