use osd_domain::{AmendmentKind, Cover, Note, OtherManager, ReportType};

use crate::paper::{self, apple, cover, paper, prefixed};

fn read(cover: &paper::Cover) -> (Cover, Vec<Note>) {
    let filing = paper("13F-HR").cover(cover).table(&[apple()]).read().filing;
    let about_cover = |note: &Note| !matches!(note, Note::NoAcceptanceTime);
    (
        filing.cover,
        filing.notes.into_iter().filter(about_cover).collect(),
    )
}

#[test]
fn every_cell_of_a_cover_is_read() {
    let manager =
        "<name>Berkshire Hathaway Inc</name><address><com:city>Omaha</com:city></address>";
    let reporting = "<otherManager><cik>0000931588</cik><form13FFileNumber>28-5194\
                     </form13FFileNumber><crdNumber>000142463</crdNumber>\
                     <secFileNumber>801-67314</secFileNumber><name>New England Asset Management Inc\
                     </name></otherManager>";
    let included = "<otherManager2><sequenceNumber>4</sequenceNumber><otherManager>\
                    <form13FFileNumber>28-554</form13FFileNumber><name>Buffett Warren E</name>\
                    </otherManager></otherManager2><otherManager2><sequenceNumber>11\
                    </sequenceNumber><name>National Indemnity Co</name></otherManager2>";
    let amendment = "<amendmentType>NEW HOLDINGS</amendmentType>\
                     <confDeniedExpired>true</confDeniedExpired>";
    let written = cover()
        .says("reportCalendarOrQuarter", "03-31-2025")
        .says("isAmendment", "true")
        .says("amendmentNo", "1")
        .says("amendmentInfo", amendment)
        .says("filingManager", manager)
        .says("form13FFileNumber", "028-04545")
        .says("crdNumber", "000105129")
        .says("secFileNumber", "801-35875")
        .says("otherManagersInfo", reporting)
        .says("additionalInformation", "Confidential &amp;\n  so on")
        .sums("otherIncludedManagersCount", "2")
        .sums("isConfidentialOmitted", "false")
        .sums("otherManagers2Info", included)
        .totals("1", "2000");
    let expected = Cover {
        report_date: Some("2025-03-31".parse().unwrap()),
        report_type: Some(ReportType::Holdings),
        manager_name: Some("Berkshire Hathaway Inc".into()),
        file_number: Some("028-04545".into()),
        crd_number: Some("000105129".into()),
        sec_file_number: Some("801-35875".into()),
        is_amendment: Some(true),
        amendment_number: Some(1),
        amendment_kind: Some(AmendmentKind::NewHoldings),
        confidential_denied_or_expired: Some(true),
        reporting_for_this: vec![OtherManager {
            number: None,
            cik: Some("931588".parse().unwrap()),
            name: "New England Asset Management Inc".into(),
            file_number: Some("28-5194".into()),
            crd_number: Some("000142463".into()),
            sec_file_number: Some("801-67314".into()),
        }],
        included_managers: vec![
            OtherManager {
                number: Some(4),
                name: "Buffett Warren E".into(),
                file_number: Some("28-554".into()),
                ..OtherManager::default()
            },
            OtherManager {
                number: Some(11),
                name: "National Indemnity Co".into(),
                ..OtherManager::default()
            },
        ],
        included_manager_count: Some(2),
        entry_total: Some(1),
        value_total: Some(2_000.into()),
        value_total_unit: None,
        confidential_omitted: Some(false),
        additional_information: Some("Confidential & so on".into()),
    };
    assert_eq!(read(&written), (expected.clone(), vec![]));

    let prefixed = paper("13F-HR").document("13F-HR", &prefixed(&written.xml(), "n1"));
    assert_eq!(prefixed.table(&[apple()]).read().filing.cover, expected);
}

#[test]
fn a_bare_cover_says_nothing_more() {
    let expected = Cover {
        report_type: Some(ReportType::Holdings),
        ..Cover::default()
    };
    assert_eq!(read(&cover()), (expected, vec![]));
}

#[test]
fn the_name_below_the_signature_is_not_the_managers() {
    assert_eq!(read(&cover()).0.manager_name, None);
}

#[test]
fn dates_and_flags_come_in_several_spellings() {
    for date in [
        "2025-03-31",
        "03-31-2025",
        "20250331",
        "31-MAR-2025",
        "03/31/2025",
    ] {
        let (cover, notes) = read(&cover().says("periodOfReport", date));
        assert_eq!(
            cover.report_date.unwrap().to_string(),
            "2025-03-31",
            "{date}"
        );
        assert_eq!(notes, []);
    }
    for (text, is) in [
        ("Y", true),
        ("1", true),
        ("TRUE", true),
        ("N", false),
        ("0", false),
    ] {
        assert_eq!(
            read(&cover().says("isAmendment", text)).0.is_amendment,
            Some(is),
            "{text}"
        );
    }
}

#[test]
fn the_covers_own_date_counts_before_that_of_its_header() {
    let written = cover().says("periodOfReport", "12-31-2024");
    let (cover, _) = read(&written.says("reportCalendarOrQuarter", "03-31-2025"));
    assert_eq!(cover.report_date.unwrap().to_string(), "2025-03-31");
}

#[test]
fn report_types_are_the_three_of_the_form() {
    let of = |text: &str| read(&paper::Cover::default().says("reportType", text));
    assert_eq!(
        of("13F Combination  Report").0.report_type,
        Some(ReportType::Combination)
    );
    let (cover, notes) = of("13F REPORT");
    assert_eq!(cover.report_type, None);
    assert_eq!(
        notes,
        [Note::UnknownReportType {
            text: "13F REPORT".into()
        }]
    );
}

#[test]
fn an_amendment_of_no_known_kind_says_so() {
    let amendment = |cover: &paper::Cover| {
        let paper = paper("13F-HR/A").cover(cover).table(&[apple()]);
        paper.read().filing
    };
    let silent = amendment(&cover());
    assert!(silent.notes.contains(&Note::NoAmendmentKind));
    let odd = amendment(&cover().says("amendmentType", "OTHER"));
    assert!(odd.notes.contains(&Note::UnknownAmendmentType {
        text: "OTHER".into()
    }));
    let restated = amendment(&cover().says("amendmentType", "Restatement"));
    assert_eq!(restated.amendment_kind(), Some(AmendmentKind::Restatement));
    assert!(!restated.notes.contains(&Note::NoAmendmentKind));
}

#[test]
fn totals_in_odd_spellings_are_understood_and_others_noted() {
    let (read_cover, notes) = read(&cover().totals("001", "$2,000.00"));
    assert_eq!(read_cover.entry_total, Some(1));
    assert_eq!(
        (read_cover.value_total, notes),
        (Some(2_000.into()), vec![])
    );

    let (read_cover, notes) = read(&cover().totals("1.5", "many"));
    assert_eq!(
        (read_cover.entry_total, read_cover.value_total),
        (None, None)
    );
    let unread = |field: &str, text: &str| Note::UnreadCover {
        field: field.into(),
        text: text.into(),
    };
    assert_eq!(
        notes,
        [unread("entry_total", "1.5"), unread("value_total", "many")]
    );
}

#[test]
fn a_cover_that_lost_tags_keeps_its_cells() {
    let whole = cover()
        .says(
            "otherManagersInfo",
            "<otherManager><name>Gen Re</name></otherManager>",
        )
        .totals("1", "2000");
    let expected = read(&whole).0;
    for tag in [
        "</otherManager>",
        "</otherManagersInfo>",
        "</name>",
        "</coverPage>",
        "</formData>",
    ] {
        let xml = whole.xml().replacen(tag, "", 1);
        let filing = paper("13F-HR")
            .document("13F-HR", &xml)
            .table(&[apple()])
            .read()
            .filing;
        assert_eq!(filing.cover, expected, "without {tag}");
        let is_problem = |note: &Note| matches!(note, Note::BrokenXml { .. });
        assert!(filing.notes.iter().any(is_problem), "without {tag}");
    }
}
