//! Whether bytes are what they were fetched as.
//!
//! sec.gov answers with a page where it will not serve a file, sometimes with status 200, and a
//! connection may end early. Neither may be kept as an index or a submission:
//!
//! - A **submission** must close what it opens: a file that begins with a PEM block ends with
//!   its last line, one in `<SEC-DOCUMENT>`, `<IMS-DOCUMENT>` or `<SUBMISSION>` with that end
//!   tag. Every wrapper that EDGAR has used since 1993 does; inner end tags (`</DOCUMENT>`,
//!   `</TEXT>`) may be missing and are not asked for. If it names its accession, that must be
//!   the one asked for.
//! - An **index** must hold its heading, and its last line must be a whole row; without rows,
//!   the rule below the heading with its line end. A cut exactly between two rows cannot be
//!   seen here: the transport's length tells.
//! - A **reference file** is read: one that cannot be is refused. So are a **listing** of a folder, a
//!   page of the **feed**, which must close what it opens, and a filer's **list of submissions**, which
//!   must be of the filer asked for.

mod pages;
mod reference;

use memchr::memmem;
use osd_domain::{Accession, Cik};

pub use self::{
    pages::{check_feed, check_listing, check_submissions, check_submissions_shard},
    reference::check_reference,
};
use crate::{
    fails::NotFails, index, listing::NotAListing, sgml, submissions::NotSubmissions,
    tickers::NotTickers,
};

/// Why bytes are not what they were fetched as.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// There is nothing but blanks.
    #[error("the answer is empty")]
    Empty,
    /// sec.gov refuses to talk: its page about undeclared automated tools or the request rate.
    #[error(
        "sec.gov blocks us (undeclared automated tool, or too many requests): check the contact \
         User-Agent, and wait ten minutes"
    )]
    BlockPage,
    /// Another HTML page, such as that of an outage.
    #[error("the answer is an HTML page where a file was asked for")]
    Html,
    /// The answer of sec.gov's file store for a file that is not there or not public.
    #[error("the file store of sec.gov denies access: the file is not there, or not yet")]
    AccessDenied,
    /// The beginning or the end is missing.
    #[error("the file is not whole: its beginning or its end is missing")]
    Truncated,
    /// A whole submission, but another one.
    #[error("the submission is {found}, not {expected}")]
    WrongAccession {
        /// The accession asked for.
        expected: Accession,
        /// The accession in its header.
        found: Accession,
    },
    /// No fails-to-deliver file.
    #[error("the answer is no fails-to-deliver file")]
    NotFails(#[source] NotFails),
    /// No list of companies.
    #[error("the answer is no list of companies with their tickers")]
    NotTickers(#[source] NotTickers),
    /// No listing of a folder.
    #[error("the answer is no listing of a folder")]
    NotAListing(#[source] NotAListing),
    /// No feed of filings.
    #[error("the answer is no feed of filings")]
    NotAFeed,
    /// No list of a filer's submissions.
    #[error("the answer is no list of a filer's submissions")]
    NotSubmissions(#[source] NotSubmissions),
    /// The submissions of another filer, or of nobody.
    #[error("the list of submissions is not that of CIK {expected}")]
    WrongCik {
        /// The filer asked for.
        expected: Cik,
        /// The filer in the list, if it names one.
        found: Option<Cik>,
    },
}

/// Whether the bytes are a whole `master.idx`, of a quarter or of a day.
///
/// # Errors
/// [`Rejected`] says what they are instead.
pub fn check_index(bytes: &[u8]) -> Result<(), Rejected> {
    check_not_an_answer(bytes)?;
    let table = index::table(bytes).ok_or(Rejected::Truncated)?;
    let last = index::lines(table)
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty())
        .last()
        .unwrap_or_default();
    let empty_but_whole = index::is_rule(last) && bytes.ends_with(b"\n");
    if index::is_whole_row(last) || empty_but_whole {
        Ok(())
    } else {
        Err(Rejected::Truncated)
    }
}

/// Whether the bytes are the whole submission `accession`: they open one of the wrappers, and
/// end where a wrapper or a document ends. Filings whose wrapper was never closed exist, so the
/// end of the last document is enough; one that stops amid a document was cut.
///
/// # Errors
/// [`Rejected`] says what they are instead.
pub fn check_submission(bytes: &[u8], accession: Accession) -> Result<(), Rejected> {
    const BEGINNINGS: [&[u8]; 4] = [
        b"-----BEGIN PRIVACY-ENHANCED MESSAGE-----",
        b"<SEC-DOCUMENT>",
        b"<IMS-DOCUMENT>",
        b"<SUBMISSION>",
    ];
    const ENDS: [&[u8]; 5] = [
        b"-----END PRIVACY-ENHANCED MESSAGE-----",
        b"</SEC-DOCUMENT>",
        b"</IMS-DOCUMENT>",
        b"</SUBMISSION>",
        b"</DOCUMENT>",
    ];
    check_not_an_answer(bytes)?;
    let text = start(bytes).trim_ascii_end();
    let begins = BEGINNINGS.iter().any(|begin| text.starts_with(begin));
    let ends = ENDS.iter().any(|end| text.ends_with(end));
    if !(begins && ends) {
        return Err(Rejected::Truncated);
    }
    match sgml::read_header(bytes).and_then(|header| header.accession) {
        Some(found) if found != accession => Err(Rejected::WrongAccession {
            expected: accession,
            found,
        }),
        _ => Ok(()),
    }
}

/// Whether the bytes are the file store's "access denied": `<Code>AccessDenied</Code>`. It is
/// how sec.gov says that a file under `/Archives` does not exist.
pub fn is_access_denied(bytes: &[u8]) -> bool {
    let text = start(bytes);
    (text.starts_with(b"<?xml") || text.starts_with(b"<Error>"))
        && memmem::find(head(text), b"<Code>AccessDenied</Code>").is_some()
}

/// Whether the bytes are a page by which sec.gov refuses an undeclared or too busy client.
pub fn is_block_page(bytes: &[u8]) -> bool {
    const TITLES: [&[u8]; 2] = [
        b"undeclared automated tool",
        b"request rate threshold exceeded",
    ];
    let text = start(bytes);
    is_html(text) && {
        let lower = head(text).to_ascii_lowercase();
        TITLES
            .iter()
            .any(|title| memmem::find(&lower, title).is_some())
    }
}

fn check_not_an_answer(bytes: &[u8]) -> Result<(), Rejected> {
    let text = start(bytes);
    if text.is_empty() {
        Err(Rejected::Empty)
    } else if is_access_denied(text) {
        Err(Rejected::AccessDenied)
    } else if is_block_page(text) {
        Err(Rejected::BlockPage)
    } else if is_html(text) {
        Err(Rejected::Html)
    } else {
        Ok(())
    }
}

fn is_html(text: &[u8]) -> bool {
    [&b"<!doctype html"[..], b"<html", b"<head"]
        .iter()
        .any(|begin| {
            text.get(..begin.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(begin))
        })
}

/// The bytes from the first that is neither blank nor byte order mark.
fn start(bytes: &[u8]) -> &[u8] {
    let text = bytes.trim_ascii_start();
    text.strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(text)
        .trim_ascii_start()
}

/// As much as an error page says what it is in.
fn head(text: &[u8]) -> &[u8] {
    text.get(..16 << 10).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUBMISSION: &str = "<SEC-DOCUMENT>0000950123-25-005701.txt : 20250515
<SEC-HEADER>0000950123-25-005701.hdr.sgml : 20250515
ACCESSION NUMBER:\t\t0000950123-25-005701
</SEC-HEADER>
<DOCUMENT>
<TYPE>13F-HR
<TEXT>
table
</SEC-DOCUMENT>
";
    const INDEX: &str = "CIK|Company Name|Form Type|Date Filed|Filename
------------------------------
5|A|4|2001-02-03|edgar/data/5/0000000005-01-000001.txt
";

    fn submission(text: &str) -> Result<(), Rejected> {
        check_submission(text.as_bytes(), "0000950123-25-005701".parse().unwrap())
    }

    fn index(text: &str) -> Result<(), Rejected> {
        check_index(text.as_bytes())
    }

    #[test]
    fn whole_files_pass_in_each_wrapper() {
        assert_eq!(submission(SUBMISSION), Ok(()));
        assert_eq!(submission(&SUBMISSION.replace("SEC-", "IMS-")), Ok(()));
        assert_eq!(
            submission(
                "<SUBMISSION>\n<ACCESSION-NUMBER>0000950123-25-005701\n<DOCUMENT>\n</SUBMISSION>"
            ),
            Ok(())
        );
        assert_eq!(index(INDEX), Ok(()));
    }

    #[test]
    fn a_submission_cut_anywhere_is_refused() {
        let whole = SUBMISSION.trim_end().len();
        for length in 1..whole {
            assert_eq!(
                submission(&SUBMISSION[..length]),
                Err(Rejected::Truncated),
                "at {length}"
            );
        }
    }

    #[test]
    fn a_wrapper_that_was_never_closed_is_no_cut() {
        let pem = format!("-----BEGIN PRIVACY-ENHANCED MESSAGE-----\n\n{SUBMISSION}");
        assert_eq!(submission(&pem), Ok(()));
        let closed = pem + "-----END PRIVACY-ENHANCED MESSAGE-----\n";
        assert_eq!(submission(&closed), Ok(()));
        let open = SUBMISSION.replace("</SEC-DOCUMENT>", "</TEXT>\n</DOCUMENT>");
        assert_eq!(submission(&open), Ok(()));
    }

    #[test]
    fn an_index_cut_within_a_row_or_its_heading_is_refused() {
        let row = INDEX.find("5|A").unwrap();
        for length in (1..row).chain(row + 1..INDEX.len() - 1) {
            assert_eq!(
                index(&INDEX[..length]),
                Err(Rejected::Truncated),
                "at {length}"
            );
        }
    }

    #[test]
    fn another_submission_is_named() {
        let other: Accession = "0000950123-25-000001".parse().unwrap();
        assert_eq!(
            check_submission(SUBMISSION.as_bytes(), other),
            Err(Rejected::WrongAccession {
                expected: other,
                found: "0000950123-25-005701".parse().unwrap(),
            })
        );
    }

    #[test]
    fn pages_are_told_apart() {
        let denied = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
        let tool = "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\">\n<title>SEC.gov | Your Request Originates from an Undeclared Automated Tool</title>";
        let rate = "<html><title>SEC.gov | Request Rate Threshold Exceeded</title>";
        let outage = "<!DOCTYPE html>\n<html lang=\"en\"><p>SEC.gov is under maintenance";
        for (page, reason) in [
            (denied, Rejected::AccessDenied),
            (tool, Rejected::BlockPage),
            (rate, Rejected::BlockPage),
            (outage, Rejected::Html),
            (" \r\n", Rejected::Empty),
        ] {
            assert_eq!(submission(page), Err(reason.clone()));
            assert_eq!(index(page), Err(reason));
        }
    }

    #[test]
    fn a_filing_that_quotes_a_block_page_is_no_block_page() {
        let quoting = SUBMISSION.replace("table", "<title>Undeclared Automated Tool</title>");
        assert_eq!(submission(&quoting), Ok(()));
    }
}
