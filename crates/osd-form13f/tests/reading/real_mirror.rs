//! Every filing of a real mirror of EDGAR, where one lies beside the repository.

use std::{fs, path::Path, sync::LazyLock};

use osd_domain::{AmendmentKind, FilingState, Grade, Layout, Note};
use osd_edgar::index;
use osd_form13f::Reading;
use rust_decimal::Decimal;

/// All filings that the mirror's indexes list; none where there is no mirror.
static READINGS: LazyLock<Vec<Reading>> = LazyLock::new(read_mirror);

fn read_mirror() -> Vec<Reading> {
    let archives = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/edgar");
    let quarters = "1993Q1"
        .parse::<osd_domain::Period>()
        .unwrap()
        .through("2030Q4".parse().unwrap());
    let mut readings = Vec::new();
    for quarter in quarters {
        let path = archives.join(osd_edgar::archive::index_path(quarter));
        let Ok(bytes) = fs::read(path) else { continue };
        for found in index::read(&bytes).unwrap().filings {
            let path = osd_edgar::archive::submission_path(found.cik, found.accession);
            let bytes = fs::read(archives.join(path)).unwrap();
            readings.push(osd_form13f::read(&bytes, &found));
        }
    }
    readings
}

fn value_difference(reading: &Reading) -> Option<(Decimal, Decimal)> {
    reading.filing.notes.iter().find_map(|note| match note {
        Note::ValueDiffers { cover, read } => Some((*cover, *read)),
        _ => None,
    })
}

#[test]
fn every_real_filing_is_read_for_what_it_is() {
    let readings = &*READINGS;
    if readings.is_empty() {
        return;
    }
    assert_eq!(readings.len(), 501);
    let in_state = |state| readings.iter().filter(move |r| r.filing.state == state);
    assert_eq!(in_state(FilingState::Read).count(), 87);
    assert_eq!(in_state(FilingState::PaperStub).count(), 2);
    let unread: Vec<_> = in_state(FilingState::Unread).collect();
    assert_eq!(unread.len(), 412);
    assert!(unread.iter().all(|r| r.filing.layout == Some(Layout::Text)));
    assert!(readings.iter().all(|r| r.filing.period.is_some()));

    let rows: usize = in_state(FilingState::Read).map(|r| r.lines.len()).sum();
    assert_eq!(rows, 21_883);
    let amending =
        |kind| in_state(FilingState::Read).filter(move |r| r.filing.amendment_kind() == kind);
    assert_eq!(amending(Some(AmendmentKind::NewHoldings)).count(), 8);
    assert_eq!(amending(Some(AmendmentKind::Restatement)).count(), 1);
}

#[test]
fn real_xml_tables_add_up_to_their_covers_but_for_three() {
    let mut differing = Vec::new();
    for reading in READINGS
        .iter()
        .filter(|r| r.filing.state == FilingState::Read && r.filing.layout == Some(Layout::Xml))
    {
        let filing = &reading.filing;
        if let Some((cover, read)) = value_difference(reading) {
            differing.push(format!("{}: {cover}, not {read}", filing.accession));
        }
        let checks = filing.checks().unwrap();
        assert_eq!(
            checks.grade(),
            Grade::A,
            "{}: {:?}",
            filing.accession,
            checks.reasons()
        );
        for note in &filing.notes {
            let is_expected = matches!(note, Note::ValueDiffers { .. } | Note::SuspectCusip { .. });
            assert!(is_expected, "{}: {note:?}", filing.accession);
        }
    }
    differing.sort();
    if !differing.is_empty() {
        assert_eq!(
            differing,
            [
                "0001000097-20-000004: 663857, not 663859",
                "0001140361-13-031944: 11425227, not 11425229",
                "0001178913-18-001251: 1415687, not 1415685",
            ]
        );
    }
}

#[test]
fn known_filings_are_read_for_what_they_say() {
    let readings = &*READINGS;
    let of = |accession: &str| {
        let is_it = |r: &&Reading| r.filing.accession.to_string() == accession;
        readings.iter().find(is_it)
    };
    let Some(early) = of("0001037389-01-500007") else {
        assert!(readings.is_empty());
        return;
    };
    assert_eq!(early.filing.period.unwrap().to_string(), "1999Q3");

    let berkshire = of("0000950123-25-005701").unwrap();
    assert_eq!(berkshire.filing.period.unwrap().to_string(), "2025Q1");
    assert_eq!(
        berkshire.filing.value_printed,
        Some(258_701_144_516_u64.into())
    );
    assert_eq!(berkshire.lines.len(), 110);
    assert_eq!(berkshire.filing.cover.confidential_omitted, Some(true));

    let added = of("0000950123-25-008361").unwrap();
    assert_eq!(added.filing.value_printed, Some(1_106_550_356.into()));
    assert_eq!(added.filing.cover.amendment_number, Some(1));
    assert_eq!(added.filing.cover.included_managers.len(), 2);
    assert_eq!(
        added.filing.accepted_at.unwrap().to_rfc3339(),
        "2025-08-14T20:10:02+00:00"
    );

    let march = of("0001167483-02-000004").unwrap();
    assert_eq!(march.filing.period.unwrap().to_string(), "2002Q1");
}
