//! Submissions whose table is in XML, and the tokens of XML.

use std::fmt::Write as _;

use super::{ROWS, Row, rows, submission, submission_of};

/// The declaration, inside the tag that EDGAR puts around it.
const HEAD: &str = "<XML><?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// A table as bare as can be: no blanks around the elements, nothing that a row can do without, and
/// no cover.
pub(super) fn bare() -> Vec<u8> {
    let mut text = format!("{HEAD}<informationTable>\n");
    for row in rows() {
        let Row {
            issuer,
            cusip,
            value,
            shares,
        } = row;
        let _ = writeln!(
            text,
            "<infoTable>\n<nameOfIssuer>{issuer}</nameOfIssuer>\n<titleOfClass>COM</titleOfClass>\n\
             <cusip>{cusip}</cusip>\n<value>{value}</value>\n<shrsOrPrnAmt>\n<sshPrnamt>{shares}\
             </sshPrnamt>\n<sshPrnamtType>SH</sshPrnamtType>\n</shrsOrPrnAmt>\n\
             <investmentDiscretion>SOLE</investmentDiscretion>\n<votingAuthority>\n<Sole>{shares}\
             </Sole>\n<Shared>0</Shared>\n<None>0</None>\n</votingAuthority>\n</infoTable>"
        );
    }
    text.push_str("</informationTable>\n</XML>\n");
    submission("INFORMATION TABLE", &text)
}

/// A submission as managers file them: a cover with other managers, and an indented table with some
/// options, ampersands, bonds and rows held for other managers. `prefix` stands before the names
/// of the table's elements.
pub(super) fn filed(prefix: &str) -> Vec<u8> {
    let cover = cover();
    let table = table(prefix);
    submission_of(&[("13F-HR", &cover), ("INFORMATION TABLE", &table)])
}

fn cover() -> String {
    let value: usize = rows().map(|row| row.value).sum();
    let mut text = format!(
        "{HEAD}<edgarSubmission xmlns=\"http://www.sec.gov/edgar/thirteenffiler\" \
         xmlns:com=\"http://www.sec.gov/edgar/common\">\n  <headerData>\n    \
         <submissionType>13F-HR</submissionType>\n    <filerInfo>\n      \
         <periodOfReport>03-31-2003</periodOfReport>\n    </filerInfo>\n  </headerData>\n  \
         <formData>\n    <coverPage>\n      \
         <reportCalendarOrQuarter>03-31-2003</reportCalendarOrQuarter>\n      \
         <isAmendment>false</isAmendment>\n      <filingManager>\n        \
         <name>A Manager</name>\n      </filingManager>\n      \
         <reportType>13F HOLDINGS REPORT</reportType>\n      \
         <form13FFileNumber>028-00001</form13FFileNumber>\n    </coverPage>\n    \
         <summaryPage>\n      <otherIncludedManagersCount>9</otherIncludedManagersCount>\n      \
         <tableEntryTotal>{ROWS}</tableEntryTotal>\n      \
         <tableValueTotal>{value}</tableValueTotal>\n      <otherManagers2Info>\n"
    );
    for number in 1..10 {
        let _ = writeln!(
            text,
            "        <otherManager2>\n          <sequenceNumber>{number}</sequenceNumber>\n          \
             <otherManager>\n            <form13FFileNumber>028-0000{number}</form13FFileNumber>\n            \
             <name>Manager {number}</name>\n          </otherManager>\n        </otherManager2>"
        );
    }
    text.push_str("      </otherManagers2Info>\n    </summaryPage>\n  </formData>\n</edgarSubmission>\n</XML>\n");
    text
}

fn table(prefix: &str) -> String {
    let namespace = "http://www.sec.gov/edgar/document/thirteenf/informationtable";
    let attribute = prefix
        .strip_suffix(':')
        .map_or_else(|| "xmlns".to_owned(), |name| format!("xmlns:{name}"));
    let mut text = format!("{HEAD}<{prefix}informationTable {attribute}=\"{namespace}\">\n");
    for (number, row) in rows().enumerate() {
        put_row(&mut text, prefix, number, &row);
    }
    let _ = write!(text, "</{prefix}informationTable>\n</XML>\n");
    text
}

fn put_row(text: &mut String, p: &str, number: usize, row: &Row) {
    let Row {
        issuer,
        cusip,
        value,
        shares,
    } = row;
    let company = if number.is_multiple_of(11) {
        " &amp; CO"
    } else {
        ""
    };
    let amount_type = if number.is_multiple_of(17) {
        "PRN"
    } else {
        "SH"
    };
    let (mut option, mut manager) = (String::new(), String::new());
    if number.is_multiple_of(7) {
        option = format!("    <{p}putCall>Put</{p}putCall>\n");
    }
    if number.is_multiple_of(3) {
        manager = format!("    <{p}otherManager>4,8,9</{p}otherManager>\n");
    }
    let _ = write!(
        text,
        "  <{p}infoTable>\n    \
         <{p}nameOfIssuer>{issuer}{company}</{p}nameOfIssuer>\n    \
         <{p}titleOfClass>COM</{p}titleOfClass>\n    \
         <{p}cusip>{cusip}</{p}cusip>\n    \
         <{p}value>{value}</{p}value>\n    \
         <{p}shrsOrPrnAmt>\n      \
         <{p}sshPrnamt>{shares}</{p}sshPrnamt>\n      \
         <{p}sshPrnamtType>{amount_type}</{p}sshPrnamtType>\n    \
         </{p}shrsOrPrnAmt>\n\
         {option}    \
         <{p}investmentDiscretion>DFND</{p}investmentDiscretion>\n\
         {manager}    \
         <{p}votingAuthority>\n      \
         <{p}Sole>{shares}</{p}Sole>\n      \
         <{p}Shared>0</{p}Shared>\n      \
         <{p}None>0</{p}None>\n    \
         </{p}votingAuthority>\n  \
         </{p}infoTable>\n"
    );
}

/// The tokens of all bytes of a submission, with `quick-xml` set up as the reader sets it up.
///
/// # Panics
///
/// Where the tokens end before the bytes do: then there is nothing to compare with.
pub(super) fn tokens(bytes: &[u8]) -> usize {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    let mut tokens = 0;
    while let Ok(event) = reader.read_event() {
        if matches!(event, quick_xml::events::Event::Eof) {
            break;
        }
        tokens += 1;
    }
    assert_eq!(reader.buffer_position(), bytes.len() as u64, "all is read");
    tokens
}
