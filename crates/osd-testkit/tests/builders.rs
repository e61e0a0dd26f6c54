//! What the builders write, looked at as bytes.

use osd_domain::{AmendmentKind, FormKind, PutCall};
use osd_testkit::{Holding, Manager, Mirror, Submission, TextTable, Wrapper, period};

fn berkshire() -> Manager {
    Manager::new(1_067_983, "Berkshire Hathaway Inc").file_number("028-04545")
}

fn apple() -> Holding {
    Holding::shares("APPLE INC", "COM", "037833100")
        .amount(300_000_000)
        .value(66_639_000_000)
}

fn report() -> Submission {
    berkshire()
        .files(period("2025Q1"))
        .on("2025-05-15")
        .accepted("2025-05-15T16:06:43")
        .accession("0000950123-25-005701")
        .holding(apple())
}

#[track_caller]
fn assert_has(submission: &Submission, parts: &[&str]) {
    let text = submission.text();
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
}

#[test]
fn the_header_says_who_when_and_what() {
    assert_has(
        &report(),
        &[
            "<SEC-DOCUMENT>0000950123-25-005701.txt : 20250515\n",
            "<ACCEPTANCE-DATETIME>20250515160643\n",
            "CONFORMED SUBMISSION TYPE:\t13F-HR\n",
            "PUBLIC DOCUMENT COUNT:\t\t2\n",
            "CONFORMED PERIOD OF REPORT:\t20250331\n",
            "COMPANY CONFORMED NAME:\t\t\tBERKSHIRE HATHAWAY INC\n",
            "CENTRAL INDEX KEY:\t\t\t0001067983\n",
        ],
    );
}

#[test]
fn values_are_printed_in_the_unit_of_the_filing_date() {
    let in_dollars = report();
    assert_has(
        &in_dollars,
        &[
            "<value>66639000000</value>",
            "<tableValueTotal>66639000000<",
        ],
    );
    let in_thousands = report().on("2023-01-02").holding(apple().value(1_500));
    assert_has(
        &in_thousands,
        &[
            "<value>66639000</value>",
            "<value>2</value>",
            "<tableValueTotal>66639002<",
            "<tableEntryTotal>2<",
        ],
    );
}

#[test]
fn totals_can_be_wrong_or_missing_on_purpose() {
    assert_has(
        &report().printing_totals(7, 3_500),
        &[
            "<tableEntryTotal>7</tableEntryTotal>",
            "<tableValueTotal>3500</tableValueTotal>",
        ],
    );
    assert!(!report().without_totals().text().contains("Total>"));
}

#[test]
fn rows_carry_kind_option_and_managers() {
    let note = Holding::principal("KEMPHARM INC", "NOTE 5.500% 2/0", "488445AB3").amount(3_000_000);
    let put = Holding::put("SPDR S&P 500 ETF TR", "TR UNIT", "78462F103").amount(200_000);
    let joint = apple().with_managers("4,11");
    let all = report().holdings([note, put, joint]);
    assert_has(
        &all,
        &[
            "<sshPrnamtType>PRN</sshPrnamtType>",
            "<nameOfIssuer>SPDR S&amp;P 500 ETF TR</nameOfIssuer>",
            "<putCall>Put</putCall>\n    <investmentDiscretion>SOLE<",
            "<investmentDiscretion>DFND</investmentDiscretion>\n    <otherManager>4,11</otherManager>",
        ],
    );
    let lines = all.lines();
    assert_eq!(lines.len(), 4);
    assert_eq!(
        (lines[2].ordinal, lines[2].put_call.get()),
        (3, Some(PutCall::Put))
    );
    assert_eq!(lines[3].other_manager_numbers(), [4, 11]);
}

#[test]
fn odd_cells_are_printed_as_told_and_known_for_what_they_mean() {
    let odd = report()
        .on("2023-01-02")
        .holding(apple().value(1_234_000).printing_value("1,234"));
    assert_has(&odd, &["<value>1,234</value>"]);
    let cell = odd.lines()[1].value.clone();
    assert_eq!(
        (cell.odd_text(), cell.get()),
        (Some("1,234"), Some(1_234.into()))
    );
}

#[test]
fn amendments_say_their_number_and_kind() {
    let adds = report().amends(1, AmendmentKind::NewHoldings);
    assert_has(
        &adds,
        &[
            "<amendmentNo>1</amendmentNo>",
            "<amendmentType>NEW HOLDINGS</amendmentType>",
        ],
    );
    assert_eq!(adds.form_type().as_str(), "13F-HR/A");
    let unsaid = report().amends_somehow(2);
    assert_has(&unsaid, &["<amendmentNo>2</amendmentNo>"]);
    assert!(!unsaid.text().contains("amendmentType"));
}

#[test]
fn a_notice_names_who_reports_and_holds_no_table() {
    let nebraska = Manager::new(1_015_867, "Berkshire Hathaway Life");
    let notice = nebraska.files(period("2016Q2")).notice([&berkshire()]);
    assert_has(
        &notice,
        &[
            "<reportType>13F NOTICE</reportType>",
            "<form13FFileNumber>028-04545</form13FFileNumber>",
        ],
    );
    assert_eq!(notice.form_type().kind(), FormKind::Notice);
    for absent in ["INFORMATION TABLE", "summaryPage"] {
        assert!(!notice.text().contains(absent), "{absent}");
    }
}

#[test]
fn a_report_without_its_table_still_prints_totals() {
    let empty = report().without_table().omitting_confidential();
    assert_has(
        &empty,
        &[
            "<tableEntryTotal>1<",
            "<isConfidentialOmitted>true<",
            "PUBLIC DOCUMENT COUNT:\t\t1\n",
        ],
    );
    assert!(!empty.text().contains("<TYPE>INFORMATION TABLE"));
    assert_eq!(empty.lines(), []);
}

#[test]
fn other_managers_stand_in_the_two_lists() {
    let gen_re = Manager::new(317_745, "General Re Corp").file_number("028-04922");
    let both = report()
        .combination([&gen_re])
        .including(4, &Manager::new(315_090, "Buffett Warren E"));
    assert_has(
        &both,
        &[
            "<reportType>13F COMBINATION REPORT</reportType>",
            "<otherManagersInfo>\n        <otherManager>\n          <cik>0000317745</cik>",
            "<otherIncludedManagersCount>1<",
            "<sequenceNumber>4</sequenceNumber>\n          <otherManager>\n            <cik>0000315090</cik>",
        ],
    );
}

#[test]
fn the_text_dress_rules_its_columns() {
    let text = report()
        .on("2010-05-15")
        .as_text()
        .amends(1, AmendmentKind::Restatement);
    assert_has(
        &text,
        &[
            "Quarter Ended: March 31, 2025\n",
            "Check here if Amendment [X]; Amendment Number: 1\n",
            "[X] is a restatement.\n",
            "Form 13F Information Table Value Total:    $66,639,000\n",
        ],
    );
    let whole = text.text();
    let below = |heading: &str| {
        let ruled = whole
            .lines()
            .find(|line| line.starts_with("NAME OF ISSUER"))
            .unwrap();
        ruled.find(heading).unwrap()
    };
    let row = whole
        .lines()
        .find(|line| line.starts_with("APPLE INC"))
        .unwrap();
    assert_eq!(row.find("COM"), Some(below("TITLE OF CLASS")));
    assert_eq!(row.find("037833100"), Some(below("CUSIP")));
    assert!(row.contains(" 66,639,000    300,000,000 SH "), "{row}");
}

#[test]
fn text_tables_differ_in_layout_and_say_the_same() {
    let joint = apple().value(2_000).amount(7).with_managers("4,11");
    let laid = |table| report().holding(joint.clone()).as_text_with(table);
    let row = |table, holding: &str| -> String {
        let text = laid(table).text();
        let row = text.lines().find(|line| line.contains(holding));
        row.unwrap_or_default().trim_start().to_owned()
    };
    assert!(row(TextTable::Marked, "DEFINED").starts_with("APPLE INC"));
    assert!(row(TextTable::Continued, "037833100").starts_with("APPLE INC"));
    assert!(row(TextTable::Continued, "DEFINED").starts_with("2,000 "));
    assert_eq!(
        row(TextTable::Tabbed, "DEFINED"),
        "APPLE INC\tCOM\t037833100\t2,000\t7\tSH\t\tDEFINED\t4,11\t7\t0\t0"
    );
    assert_has(
        &laid(TextTable::Html),
        &[
            "<TYPE>13F-HR\n<SEQUENCE>1\n<FILENAME>form13f.htm\n",
            "<PRE>\n",
            "<TD>037833100</TD>\n  <TD>2,000</TD>\n  <TD>7</TD>\n",
        ],
    );
}

#[test]
fn a_garbled_table_is_there_and_tells_nothing() {
    let garbled = report().garbled();
    let text = garbled.text();
    let (_, table) = text.split_once("<TYPE>INFORMATION TABLE\n").unwrap();
    assert!(!table.contains("APPLE") && !table.contains("037833100"));
    assert!(table.contains("????? ???                    ???              ?????????"));
    assert!(text.contains("Form 13F Information Table Entry Total:              1\n"));
    assert_eq!(garbled.lines(), []);
}

#[test]
fn wrappers_differ_and_the_documents_do_not() {
    let documents = |submission: &Submission| {
        let text = submission.text();
        let start = text.find("<DOCUMENT>").unwrap();
        text[start..=text.rfind("</DOCUMENT>").unwrap()].to_owned()
    };
    let tags = report()
        .wrapped(Wrapper::SubmissionTags)
        .without_acceptance_time();
    assert!(
        tags.text()
            .starts_with("<SUBMISSION>\n<ACCESSION-NUMBER>0000950123-25-005701\n")
    );
    assert!(tags.text().ends_with("</DOCUMENT>\n</SUBMISSION>\n"));
    let pem = report().wrapped(Wrapper::PrivacyEnhanced);
    assert!(
        pem.text()
            .starts_with("-----BEGIN PRIVACY-ENHANCED MESSAGE-----\n")
    );
    assert!(
        pem.text()
            .ends_with("</SEC-DOCUMENT>\n-----END PRIVACY-ENHANCED MESSAGE-----\n")
    );
    assert_eq!(documents(&tags), documents(&report()));
    assert_eq!(documents(&pem), documents(&report()));
}

#[test]
fn a_pem_block_escapes_leading_dashes() {
    let text = report().as_text().wrapped(Wrapper::PrivacyEnhanced);
    assert_has(&text, &["\n- ----------------------------"]);
}

#[test]
fn end_tags_can_be_missing() {
    let open = report().without_end_tags().text();
    assert!(!open.contains("</DOCUMENT>") && !open.contains("</SEC-DOCUMENT>"));
    assert_eq!(open.matches("<DOCUMENT>").count(), 2);
}

#[test]
fn a_paper_stub_is_a_header_and_a_sentence() {
    let stub = report().paper_stub().accession("9999999997-06-032445");
    assert_has(
        &stub,
        &[
            "<PAPER>\n",
            "CONFORMED SUBMISSION TYPE:\t13FCONP\n",
            "<DESCRIPTION>AUTO-GENERATED PAPER DOCUMENT\n",
        ],
    );
    assert!(stub.accession_number().is_paper());
}

#[test]
fn xml_is_utf_8_and_text_is_latin_1() {
    let holding = || Holding::shares("L'ORÉAL", "ADR", "502117203");
    let xml = report().holding(holding());
    assert_eq!(String::from_utf8(xml.bytes()).unwrap(), xml.text());
    let text = report().as_text().holding(holding()).bytes();
    assert!(text.windows(8).any(|window| window == b"L'OR\xC9AL "));
}

#[test]
fn a_mirror_is_laid_out_as_sec_gov() {
    let folder = tempfile::tempdir().unwrap();
    let mut mirror = Mirror::new(folder.path());
    let nicholas = "1000045|NICHOLAS FINANCIAL INC|10-Q|2025-05-09|edgar/data/1000045/0001193125-25-000001.txt";
    mirror
        .add(&report())
        .add_row(period("2025Q2"), nicholas)
        .add_quarter(period("2025Q3"));
    mirror.write().unwrap();

    let index = folder
        .path()
        .join("Archives/edgar/full-index/2025/QTR2/master.idx");
    let index = std::fs::read_to_string(index).unwrap();
    let lines: Vec<&str> = index.lines().collect();
    assert_eq!(
        lines[0],
        "Description:           Master Index of EDGAR Dissemination Feed"
    );
    assert_eq!(lines[9], "CIK|Company Name|Form Type|Date Filed|Filename");
    assert_eq!(lines[10], "-".repeat(80));
    assert_eq!(
        lines[11..],
        [
            nicholas,
            "1067983|Berkshire Hathaway Inc|13F-HR|2025-05-15|edgar/data/1067983/0000950123-25-005701.txt",
        ]
    );
    let filed = folder
        .path()
        .join("Archives/edgar/data/1067983/0000950123-25-005701.txt");
    assert_eq!(std::fs::read(filed).unwrap(), report().bytes());
    let empty = std::fs::read_to_string(mirror.index_path(period("2025Q3"))).unwrap();
    assert_eq!(empty.lines().count(), 11);
}

#[test]
fn co_filers_share_an_accession_and_stand_in_the_index_each() {
    let folder = tempfile::tempdir().unwrap();
    let both = report().with_co_filer(&Manager::new(315_090, "Buffett Warren E"));
    Mirror::new(folder.path()).add(&both).write().unwrap();
    for cik in [1_067_983, 315_090] {
        let path = format!("Archives/edgar/data/{cik}/0000950123-25-005701.txt");
        assert!(folder.path().join(path).is_file(), "{cik}");
    }
    assert_eq!(both.index_rows().len(), 2);
    assert_eq!(both.text().matches("\nFILER:\n").count(), 2);
    assert_eq!(both.found().co_filers[0].number(), 315_090);
}
