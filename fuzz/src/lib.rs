//! What the fuzz targets share: submissions around the bytes they are given, and what must hold
//! of every reading.

use osd_domain::{FilingRef, FilingState, Line};
use osd_edgar::sgml;
use osd_form13f::Reading;

pub mod discovery;
pub mod reference;

/// Reads bytes as a container, and holds the reading to what must hold.
///
/// # Panics
///
/// Where it does not.
pub fn container(bytes: &[u8]) {
    let submission = sgml::read(bytes);
    assert_eq!(submission.header, sgml::read_header(bytes));
    let bodies: usize = submission.documents.iter().map(|d| d.body.len()).sum();
    assert!(bodies <= bytes.len(), "documents overlap");
    for document in &submission.documents {
        assert!(document.line <= line_count(bytes));
        assert!(u64::from(document.content_line()) <= line_count(document.body));
        assert!(document.content().len() <= document.body.len());
    }
}

/// Reads a submission, and holds the reading to what must hold of any.
///
/// # Panics
///
/// Where it does not.
pub fn submission(bytes: &[u8]) {
    let Reading { filing, lines } = osd_form13f::read(bytes, &listed());
    assert_eq!(filing.lines, lines.len() as u64);
    assert_eq!(filing.state == FilingState::Read, !lines.is_empty());

    let container = sgml::read(bytes);
    for (number, line) in (1..).zip(&lines) {
        assert_eq!(line.ordinal, number);
        for text in texts(line) {
            // A byte may stand for a character of several.
            assert!(text.chars().count() <= bytes.len(), "{line:?}");
        }
        let Some(place) = line.place else { continue };
        let index = usize::try_from(place.document).unwrap().checked_sub(1);
        let document = index.and_then(|index| container.documents.get(index));
        let last = line_count(document.expect("a document that is there").body);
        assert!(place.first_line >= 1 && place.first_line <= place.last_line);
        assert!(u64::from(place.last_line) <= last, "{place:?} of {last}");
    }
}

fn texts(line: &Line) -> Vec<String> {
    vec![
        line.issuer.clone(),
        line.class.clone(),
        line.cusip.text().into_owned(),
        line.value.text().into_owned(),
        line.amount.text().into_owned(),
        line.amount_type.text().into_owned(),
        line.put_call.text().into_owned(),
        line.discretion.text().into_owned(),
        line.other_managers.clone().unwrap_or_default(),
        line.votes.sole.text().into_owned(),
        line.votes.shared.text().into_owned(),
        line.votes.none.text().into_owned(),
    ]
}

fn line_count(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1
}

/// How an index lists all submissions here.
fn listed() -> FilingRef {
    FilingRef {
        accession: "0000123456-06-000001".parse().expect("an accession"),
        cik: "123456".parse().expect("a CIK"),
        name: "HARBOR HILL TRUST CO".to_owned(),
        form: "13F-HR".parse().expect("a form"),
        filed: "2006-05-12".parse().expect("a date"),
        co_filers: Vec::new(),
    }
}

/// These bytes as the cover, and a sound table in a document of its own.
pub fn with_cover(bytes: &[u8]) -> Vec<u8> {
    wrapped(&[("13F-HR", &[bytes]), ("INFORMATION TABLE", &[TABLE])])
}

/// These bytes as the one document.
pub fn with_text(bytes: &[u8]) -> Vec<u8> {
    wrapped(&[("13F-HR", &[bytes])])
}

/// These bytes as the one document, which is HTML whatever they are.
pub fn with_html(bytes: &[u8]) -> Vec<u8> {
    wrapped(&[("13F-HR", &[b"<HTML><BODY><PRE></PRE>\n", bytes])])
}

/// These bytes as the information table of a filing in XML.
pub fn with_xml_table(bytes: &[u8]) -> Vec<u8> {
    wrapped(&[
        ("13F-HR", &[XML_COVER]),
        ("INFORMATION TABLE", &[b"<XML>\n", bytes, b"\n</XML>"]),
    ])
}

const TABLE: &[u8] = b"<TABLE>
NAME OF ISSUER         CLASS    CUSIP       VALUE    SHARES   SH/PRN DISC     SOLE     SHARED  NONE
<S>                    <C>      <C>       <C>        <C>      <C>    <C>      <C>      <C>     <C>
COCA COLA CO           COM      191216100    2,094    50,000  SH     SOLE     50,000       0     0
GANNETT INC            COM      364730101      599    10,000  SH     SOLE     10,000       0     0
</TABLE>
";

const XML_COVER: &[u8] = b"<XML>
<?xml version=\"1.0\"?>
<edgarSubmission><formData><coverPage><reportCalendarOrQuarter>03-31-2006</reportCalendarOrQuarter>
<reportType>13F HOLDINGS REPORT</reportType></coverPage><summaryPage>
<tableEntryTotal>1</tableEntryTotal><tableValueTotal>1</tableValueTotal>
</summaryPage></formData></edgarSubmission>
</XML>
";

fn wrapped(documents: &[(&str, &[&[u8]])]) -> Vec<u8> {
    let mut submission = b"<SEC-DOCUMENT>0000123456-06-000001.txt : 20060512
<SEC-HEADER>0000123456-06-000001.hdr.sgml : 20060512
ACCESSION NUMBER:\t\t0000123456-06-000001
CONFORMED SUBMISSION TYPE:\t13F-HR
CONFORMED PERIOD OF REPORT:\t20060331
FILED AS OF DATE:\t\t20060512
FILER:
\t\tCOMPANY CONFORMED NAME:\t\t\tHARBOR HILL TRUST CO
\t\tCENTRAL INDEX KEY:\t\t\t0000123456
</SEC-HEADER>
"
    .to_vec();
    for (kind, parts) in documents {
        submission.extend_from_slice(format!("<DOCUMENT>\n<TYPE>{kind}\n<TEXT>\n").as_bytes());
        submission.extend(parts.iter().copied().flatten());
        submission.extend_from_slice(b"\n</TEXT>\n</DOCUMENT>\n");
    }
    submission.extend_from_slice(b"</SEC-DOCUMENT>\n");
    submission
}
