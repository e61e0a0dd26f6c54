//! Every filing of a real mirror of EDGAR, where one lies beside the repository.

use std::{collections::BTreeSet, fs, path::Path, sync::LazyLock};

use osd_domain::{AmendmentKind, Checks, FilingState, Grade, Layout, Note, grade::ValueFit};
use osd_edgar::index;
use osd_form13f::Reading;
use rust_decimal::Decimal;

/// All filings that the mirror's indexes list; none where there is no mirror.
pub(crate) static READINGS: LazyLock<Vec<Reading>> = LazyLock::new(read_mirror);

/// What the mirror comes to. This is the place to change when the reader learns something.
const TALLY: Tally = Tally {
    filings: 501,
    read: 488,
    no_table: 11,
    paper_stubs: 2,
    unread: 0,
    rows: 187_946,
    text_with_entry_total: 398,
    text_entries_match: 369,
    text_with_value_total: 398,
    text_value_exact: 320,
    text_value_near: 51,
};

/// Counts over the mirror.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    filings: usize,
    read: usize,
    no_table: usize,
    paper_stubs: usize,
    unread: usize,
    rows: usize,
    /// Filings read from text or HTML that print an entry total, and those with as many rows.
    text_with_entry_total: usize,
    text_entries_match: usize,
    /// Filings read from text or HTML that print a value total, those whose values add up to it
    /// to the last unit, and those whose values do within rounding or in another unit.
    text_with_value_total: usize,
    text_value_exact: usize,
    text_value_near: usize,
}

impl Tally {
    fn count(&mut self, reading: &Reading) {
        self.filings += 1;
        self.rows += reading.lines.len();
        match reading.filing.state {
            FilingState::Read => self.read += 1,
            FilingState::NoTable => self.no_table += 1,
            FilingState::PaperStub => self.paper_stubs += 1,
            FilingState::Unread => self.unread += 1,
            other => panic!("{}: {other}", reading.filing.accession),
        }
        let Some(checks) = checks_of_text(reading) else {
            return;
        };
        if let Some(printed) = checks.entries_printed {
            self.text_with_entry_total += 1;
            self.text_entries_match += usize::from(printed == checks.lines);
        }
        if let Some((_, fit)) = checks.value_printed {
            self.text_with_value_total += 1;
            self.text_value_exact += usize::from(fit == ValueFit::Exact);
            let is_near = matches!(fit, ValueFit::Rounded | ValueFit::OtherUnit);
            self.text_value_near += usize::from(is_near);
        }
    }
}

/// The checks of a filing whose table was read from text or HTML.
fn checks_of_text(reading: &Reading) -> Option<Checks> {
    let is_text = reading.filing.layout != Some(Layout::Xml);
    reading.filing.checks().filter(|_| is_text)
}

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
    let mut tally = Tally::default();
    for reading in readings {
        tally.count(reading);
    }
    assert_eq!(tally, TALLY);
    assert!(readings.iter().all(|r| r.filing.period.is_some()));

    let in_xml = |r: &&Reading| r.filing.layout == Some(Layout::Xml);
    let xml = readings.iter().filter(in_xml);
    assert_eq!(xml.clone().count(), 87);
    assert_eq!(xml.clone().map(|r| r.lines.len()).sum::<usize>(), 21_883);
    let amending = |kind| {
        xml.clone()
            .filter(move |r| r.filing.amendment_kind() == kind)
    };
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

/// Accession, and rows and value as they were read, of each filing that the page on printed totals
/// goes through.
fn explained() -> BTreeSet<(String, String)> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/quality/printed-totals.md");
    let page = fs::read_to_string(page).unwrap();
    let (_, section) = page.split_once("\n## Filings whose totals").unwrap();
    let section = section.split("\n## ").next().unwrap();
    section
        .lines()
        .map(|row| row.split('|').map(str::trim).collect::<Vec<_>>())
        .filter_map(|cells| Some(((*cells.get(1)?).to_owned(), cells.get(6)?.replace(',', ""))))
        .collect()
}

/// A new misreading cannot hide: a printed total that does not hold stands on the page, which has
/// the rows and the value that were counted by hand beside those that were read.
#[test]
fn every_total_in_text_that_does_not_hold_is_explained() {
    let explained = explained();
    let holds = |checks: &Checks| {
        let entries = checks.entries_printed;
        let value = checks.value_printed;
        entries.is_none_or(|printed| printed == checks.lines)
            && value.is_none_or(|(_, fit)| fit != ValueFit::Differs)
    };
    let unexplained: Vec<(String, String)> = READINGS
        .iter()
        .filter_map(|reading| Some((reading.filing.accession, checks_of_text(reading)?)))
        .filter(|(_, checks)| !holds(checks))
        .map(|(accession, checks)| {
            let read = format!("{} / {}", checks.lines, checks.value.normalize());
            (accession.to_string(), read)
        })
        .filter(|differing| !explained.contains(differing))
        .collect();
    assert!(unexplained.is_empty(), "{unexplained:#?}");
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

/// Accession number, entry total and value total that covers print.
const PRINTED: [(&str, u64, &str); 9] = [
    ("0000950148-99-001187", 32, "27426454"),
    ("0001061768-08-000104", 1, "63760"),
    ("0001103804-08-000010", 40, "4637151"),
    ("0000872162-10-000002", 69, "311075"),
    ("0000911084-10-000001", 51, "28106"),
    ("0000891092-10-000466", 1_500, "390097387.95"),
    ("0000893838-10-000008", 7, "10275436"),
    ("0000897423-10-000031", 0, "0"),
    ("0001092838-12-000004", 51, "701378"),
];

#[test]
fn covers_of_real_filings_say_what_they_print() {
    for (accession, entries, value) in PRINTED {
        let of = |reading: &&Reading| reading.filing.accession.to_string() == accession;
        let Some(reading) = READINGS.iter().find(of) else {
            continue;
        };
        let cover = &reading.filing.cover;
        assert_eq!(cover.entry_total, Some(entries), "{accession}");
        let total = cover.value_total.map(|total| total.to_string());
        assert_eq!(total.as_deref(), Some(value), "{accession}");
        let is_dated = cover.report_date.is_some() && cover.report_type.is_some();
        assert!(is_dated, "{accession}");
    }
}
