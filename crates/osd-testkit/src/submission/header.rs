//! The SGML around the documents.

use std::fmt::Write as _;

use super::{Dress, Submission, Wrapper};
use crate::Manager;

/// Wraps `documents` as the submission wants it.
pub(super) fn wrap(submission: &Submission, documents: &str) -> String {
    match submission.wrapper {
        Wrapper::SecDocument => sec_document(submission, documents),
        Wrapper::PrivacyEnhanced => privacy_enhanced(&sec_document(submission, documents)),
        Wrapper::SubmissionTags => submission_tags(submission, documents),
    }
}

/// One document of the container.
pub(super) fn document(
    submission: &Submission,
    sequence: u32,
    document_type: &str,
    file_name: &str,
    content: &str,
) -> String {
    let end = if submission.end_tags {
        "</TEXT>\n</DOCUMENT>\n"
    } else {
        ""
    };
    format!(
        "<DOCUMENT>\n<TYPE>{document_type}\n<SEQUENCE>{sequence}\n<FILENAME>{file_name}\n<TEXT>\n{content}{end}"
    )
}

/// What stands in place of a filing on paper.
pub(super) fn paper_document(submission: &Submission) -> String {
    let number = submission.accession_number();
    let form = submission.form_type();
    let content = "This document was generated as part of a paper submission.\n\
        Please reference the Document Control Number for access to the original document.\n";
    document(
        submission,
        1,
        form.as_str(),
        &format!("{number}.paper"),
        content,
    )
    .replacen(
        "<TEXT>",
        "<DESCRIPTION>AUTO-GENERATED PAPER DOCUMENT\n<TEXT>",
        1,
    )
}

fn sec_document(submission: &Submission, documents: &str) -> String {
    let number = submission.accession_number();
    let filed = submission.filed.format("%Y%m%d");
    let mut out =
        format!("<SEC-DOCUMENT>{number}.txt : {filed}\n<SEC-HEADER>{number}.hdr.sgml : {filed}\n");
    out += &acceptance(submission);
    if submission.dress == Dress::Paper {
        out += "<PAPER>\n";
    }
    let _ = writeln!(out, "ACCESSION NUMBER:\t\t{number}");
    let _ = writeln!(
        out,
        "CONFORMED SUBMISSION TYPE:\t{}",
        submission.form_type()
    );
    let _ = writeln!(out, "PUBLIC DOCUMENT COUNT:\t\t{}", count(documents));
    let _ = writeln!(
        out,
        "CONFORMED PERIOD OF REPORT:\t{}",
        submission.period.end().format("%Y%m%d")
    );
    let _ = writeln!(out, "FILED AS OF DATE:\t\t{filed}");
    let _ = writeln!(out, "DATE AS OF CHANGE:\t\t{filed}");
    let _ = writeln!(out, "EFFECTIVENESS DATE:\t\t{filed}");
    for filer in submission.filers() {
        out += &filer_labels(submission, filer);
    }
    out += "</SEC-HEADER>\n";
    out += documents;
    if submission.end_tags {
        out += "</SEC-DOCUMENT>\n";
    }
    out
}

fn filer_labels(submission: &Submission, filer: &Manager) -> String {
    let file_number = filer.file_number.as_deref().unwrap_or_default();
    format!(
        "\nFILER:\n\n\tCOMPANY DATA:\t\n\
         \t\tCOMPANY CONFORMED NAME:\t\t\t{name}\n\
         \t\tCENTRAL INDEX KEY:\t\t\t{cik:010}\n\
         \n\tFILING VALUES:\n\
         \t\tFORM TYPE:\t\t{form}\n\
         \t\tSEC ACT:\t\t1934 Act\n\
         \t\tSEC FILE NUMBER:\t{file_number}\n",
        name = filer.name.to_uppercase(),
        cik = filer.cik.number(),
        form = submission.form_type(),
    )
}

fn submission_tags(submission: &Submission, documents: &str) -> String {
    let filed = submission.filed.format("%Y%m%d");
    let mut out = String::from("<SUBMISSION>\n");
    out += &acceptance(submission);
    let _ = writeln!(out, "<ACCESSION-NUMBER>{}", submission.accession_number());
    let _ = writeln!(out, "<TYPE>{}", submission.form_type());
    let _ = writeln!(out, "<PUBLIC-DOCUMENT-COUNT>{}", count(documents));
    let _ = writeln!(out, "<PERIOD>{}", submission.period.end().format("%Y%m%d"));
    let _ = writeln!(out, "<FILING-DATE>{filed}");
    let _ = writeln!(out, "<DATE-OF-FILING-DATE-CHANGE>{filed}");
    let _ = writeln!(out, "<EFFECTIVENESS-DATE>{filed}");
    for filer in submission.filers() {
        let _ = write!(
            out,
            "<FILER>\n<COMPANY-DATA>\n<CONFORMED-NAME>{name}\n<CIK>{cik:010}\n</COMPANY-DATA>\n\
             <FILING-VALUES>\n<FORM-TYPE>{form}\n<ACT>34\n<FILE-NUMBER>{file_number}\n\
             </FILING-VALUES>\n</FILER>\n",
            name = filer.name.to_uppercase(),
            cik = filer.cik.number(),
            form = submission.form_type(),
            file_number = filer.file_number.as_deref().unwrap_or_default(),
        );
    }
    out += documents;
    if submission.end_tags {
        out += "</SUBMISSION>\n";
    }
    out
}

/// A message as RFC 1421 frames it: a line that begins with a dash gets another before it. The
/// key and the signature are placeholders.
fn privacy_enhanced(message: &str) -> String {
    let mut out = String::from(
        "-----BEGIN PRIVACY-ENHANCED MESSAGE-----\n\
         Proc-Type: 2001,MIC-CLEAR\n\
         Originator-Name: webmaster@www.sec.gov\n\
         Originator-Key-Asymmetric:\n VEhJUyBJUyBOTyBLRVk=\n\
         MIC-Info: RSA-MD5,RSA,\n VEhJUyBJUyBOTyBTSUdOQVRVUkU=\n\n",
    );
    for line in message.lines() {
        if line.starts_with('-') {
            out += "- ";
        }
        out += line;
        out += "\n";
    }
    out + "-----END PRIVACY-ENHANCED MESSAGE-----\n"
}

fn acceptance(submission: &Submission) -> String {
    submission
        .accepted_at()
        .map(|time| format!("<ACCEPTANCE-DATETIME>{}\n", time.format("%Y%m%d%H%M%S")))
        .unwrap_or_default()
}

fn count(documents: &str) -> usize {
    documents.matches("<DOCUMENT>").count()
}
