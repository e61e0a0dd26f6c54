use super::*;

const PEM: &str = "-----BEGIN PRIVACY-ENHANCED MESSAGE-----
Proc-Type: 2001,MIC-CLEAR
Originator-Name: webmaster@www.sec.gov
MIC-Info: RSA-MD5,RSA,
 HY8HkyHzv==

<SEC-DOCUMENT>0000950148-99-001187.txt : 19990518
<SEC-HEADER>0000950148-99-001187.hdr.sgml : 19990518
ACCESSION NUMBER:\t\t0000950148-99-001187
CONFORMED SUBMISSION TYPE:\t13F-HR
PUBLIC DOCUMENT COUNT:\t\t1
CONFORMED PERIOD OF REPORT:\t19990331
FILED AS OF DATE:\t\t19990517

FILER:

\tCOMPANY DATA:\t
\t\tCOMPANY CONFORMED NAME:\t\t\tBERKSHIRE HATHAWAY INC
\t\tCENTRAL INDEX KEY:\t\t\t0001067983

\tFORMER COMPANY:\t
\t\tFORMER CONFORMED NAME:\tNBH INC
\t\tDATE OF NAME CHANGE:\t19980810

FILER:

\tCOMPANY DATA:\t
\t\tCOMPANY CONFORMED NAME:\t\t\tGEICO CORP
\t\tCENTRAL INDEX KEY:\t\t\t0000277795
</SEC-HEADER>
<DOCUMENT>
<TYPE>13F-HR
<SEQUENCE>1
<DESCRIPTION>FORM 13F-HR
<TEXT>

Form 13F
</TEXT>
</DOCUMENT>
</SEC-DOCUMENT>
-----END PRIVACY-ENHANCED MESSAGE-----
";

fn date(text: &str) -> Option<NaiveDate> {
    Some(text.parse().unwrap())
}

#[test]
fn a_pem_block_is_looked_through() {
    let submission = read(PEM.as_bytes());
    let header = submission.header.unwrap();
    assert_eq!(
        header.accession,
        Some("0000950148-99-001187".parse().unwrap())
    );
    assert_eq!(header.form.as_deref(), Some("13F-HR"));
    assert_eq!(header.period, date("1999-03-31"));
    assert_eq!(header.filed, date("1999-05-17"));
    assert_eq!(header.accepted, None);
    assert_eq!(header.document_count, Some(1));
    assert!(submission.unclosed.is_empty());

    let [document] = submission.documents.as_slice() else {
        panic!("one document, not {:?}", submission.documents);
    };
    assert_eq!(document.kind, "13F-HR");
    assert_eq!(document.sequence, Some(1));
    assert_eq!(document.description.as_deref(), Some("FORM 13F-HR"));
    assert_eq!(document.body, b"\nForm 13F\n");
    let line = usize::try_from(document.line).unwrap();
    assert_eq!(PEM.lines().nth(line).unwrap(), "Form 13F");
}

#[test]
fn filers_come_in_the_order_of_the_header_with_the_names_they_had() {
    let header = read_header(PEM.as_bytes()).unwrap();
    let [berkshire, geico] = header.filers.as_slice() else {
        panic!("two filers, not {:?}", header.filers);
    };
    assert_eq!(berkshire.cik, Cik::new(1_067_983));
    assert_eq!(berkshire.name, "BERKSHIRE HATHAWAY INC");
    assert_eq!(
        berkshire.former_names,
        [FormerName {
            name: "NBH INC".into(),
            changed: date("1998-08-10"),
        }]
    );
    assert_eq!((geico.cik, &*geico.name), (Cik::new(277_795), "GEICO CORP"));
}

#[test]
fn a_header_of_tags_says_the_same() {
    let header = read_header(
        b"<SUBMISSION>
<ACCEPTANCE-DATETIME>20240605143719
<ACCESSION-NUMBER>0001924152-24-000002
<TYPE>13F-HR
<PUBLIC-DOCUMENT-COUNT>2
<PERIOD>20240331
<FILING-DATE>20240605
<FILER>
<COMPANY-DATA>
<CONFORMED-NAME>Objective Capital Management, LLC
<CIK>0001924152
</COMPANY-DATA>
<FORMER-COMPANY>
<FORMER-CONFORMED-NAME>Subjective Capital
<DATE-CHANGED>20220502
</FORMER-COMPANY>
</FILER>
<DOCUMENT>
<TYPE>INFORMATION TABLE
",
    )
    .unwrap();
    assert_eq!(header.form.as_deref(), Some("13F-HR"));
    assert_eq!(header.period, date("2024-03-31"));
    assert_eq!(
        header.accepted.unwrap().at.to_rfc3339(),
        "2024-06-05T18:37:19+00:00"
    );
    let [filer] = header.filers.as_slice() else {
        panic!("one filer, not {:?}", header.filers);
    };
    assert_eq!(filer.cik, Cik::new(1_924_152));
    assert_eq!(filer.former_names[0].changed, date("2022-05-02"));
}

#[test]
fn the_wrapper_of_1994_is_known() {
    let header = read_header(
        b"<IMS-DOCUMENT>0000918983-94-000005.txt : 19940218
<IMS-HEADER>0000918983-94-000005.hdr.sgml : 19940218
CONFORMED SUBMISSION TYPE:\t13F-E
</IMS-HEADER>
",
    )
    .unwrap();
    assert_eq!(
        header.accession,
        Some("0000918983-94-000005".parse().unwrap())
    );
    assert_eq!(header.form.as_deref(), Some("13F-E"));
}

#[test]
fn a_paper_stub_says_so() {
    let header = read_header(b"<SEC-HEADER>\n<PAPER>\nACCESSION NUMBER: 9999999997-06-032446\n");
    assert!(header.unwrap().is_paper);
}

#[test]
fn documents_end_where_the_next_begins_when_end_tags_are_missing() {
    let submission = read(
        b"<SEC-HEADER>
CONFORMED SUBMISSION TYPE: 13F-HR
<DOCUMENT>
<TYPE>13F-HR
<TEXT>
first
<DOCUMENT>
<TYPE>EX-99
<TEXT>
second
</SEC-DOCUMENT>
",
    );
    let bodies: Vec<&[u8]> = submission.documents.iter().map(|d| d.body).collect();
    assert_eq!(bodies, [&b"first\n"[..], b"second\n"]);
    assert_eq!(submission.unclosed, ["SEC-HEADER", "DOCUMENT", "TEXT"]);
}

#[test]
fn a_body_without_text_tags_follows_the_head() {
    let submission = read(b"<DOCUMENT>\r\n<TYPE>13F-HR\r\n<HTML>\r\n</HTML>\r\n</DOCUMENT>");
    assert_eq!(submission.documents[0].body, b"<HTML>\r\n</HTML>\r\n");
    assert_eq!(submission.header, None);
}

#[test]
fn xml_is_unwrapped() {
    let submission = read(b"<DOCUMENT>\n<TEXT>\n<XML>\n<a/>\n</XML>\n</TEXT>\n</DOCUMENT>");
    assert_eq!(submission.documents[0].content(), b"<a/>");
}

#[test]
fn names_in_windows_1252_are_read() {
    let header = read_header(b"\tCOMPANY CONFORMED NAME:\tSOCI\xC9T\xC9\n").unwrap();
    assert_eq!(header.filers[0].name, "SOCIÉTÉ");
}

#[test]
fn bytes_that_are_no_submission_hold_no_documents() {
    for bytes in [&b""[..], b"\n", b"<html></html>", &[0xff; 40]] {
        assert_eq!(read(bytes), Submission::default());
    }
}
