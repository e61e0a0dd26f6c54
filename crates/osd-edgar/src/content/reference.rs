//! Whether bytes are the reference file that was asked for.

use osd_domain::ReferenceFile;

use super::{Rejected, check_not_an_answer};
use crate::{fails, tickers};

/// Whether the bytes are a whole reference file of this kind. They are unpacked and read for it: a
/// fails-to-deliver file must be a whole zip file with the right heading, a list of companies whole
/// JSON with at least one. The checksum in the zip file says that the text is whole; what its last
/// lines say of its rows is not held against it, for else a file with a slip of the SEC's in them
/// could never be had.
///
/// # Errors
/// [`Rejected`] says what they are instead.
pub fn check_reference(bytes: &[u8], file: ReferenceFile) -> Result<(), Rejected> {
    check_not_an_answer(bytes)?;
    match file {
        ReferenceFile::Fails(_) => check_fails(bytes),
        ReferenceFile::CompanyTickers | ReferenceFile::CompanyTickersExchange => {
            match tickers::read(bytes) {
                Ok(_) => Ok(()),
                Err(tickers::NotTickers::Cut) => Err(Rejected::Truncated),
                Err(other) => Err(Rejected::NotTickers(other)),
            }
        }
    }
}

fn check_fails(bytes: &[u8]) -> Result<(), Rejected> {
    /// Begins the first file in a zip file.
    const FIRST: &[u8] = b"PK\x03\x04";
    match fails::read(bytes) {
        Ok(_) => Ok(()),
        // The list of what is in a zip file stands at its end.
        Err(fails::NotFails::NotAZip(_)) if bytes.starts_with(FIRST) => Err(Rejected::Truncated),
        Err(other) => Err(Rejected::NotFails(other)),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;
    use crate::fails::NotFails;

    const COMPANIES: &str = r#"{"0":{"cik_str":789019,"ticker":"MSFT","title":"MICROSOFT CORP"}}"#;
    const FAILS: &str = "SETTLEMENT DATE|CUSIP|SYMBOL|QUANTITY (FAILS)|DESCRIPTION|PRICE
20200901|037833100|AAPL|279593|APPLE INC|516.16
Trailer record count 1
";

    fn zipped(text: &str) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("fails", SimpleFileOptions::default())
            .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
        zip.finish().unwrap().into_inner()
    }

    fn check(bytes: &[u8], name: &str) -> Result<(), Rejected> {
        check_reference(bytes, name.parse().unwrap())
    }

    fn companies(bytes: &[u8]) -> Result<(), Rejected> {
        check(bytes, "company_tickers.json")
    }

    fn fails(bytes: &[u8]) -> Result<(), Rejected> {
        check(bytes, "cnsfails202009a.zip")
    }

    #[test]
    fn whole_files_pass() {
        assert_eq!(companies(COMPANIES.as_bytes()), Ok(()));
        assert_eq!(fails(&zipped(FAILS)), Ok(()));
    }

    #[test]
    fn a_file_cut_anywhere_is_refused() {
        for length in 1..COMPANIES.len() {
            let cut = companies(&COMPANIES.as_bytes()[..length]);
            assert_eq!(cut, Err(Rejected::Truncated), "at {length}");
        }
        let zip = zipped(FAILS);
        for length in 4..zip.len() {
            assert_eq!(
                fails(&zip[..length]),
                Err(Rejected::Truncated),
                "at {length}"
            );
        }
    }

    #[test]
    fn a_slip_in_the_last_lines_is_not_held_against_a_file() {
        let slip = FAILS.replace("count 1", "count 2");
        assert_eq!(fails(&zipped(&slip)), Ok(()));
    }

    #[test]
    fn pages_and_other_files_are_refused() {
        let outage = b"<!DOCTYPE html>\n<html lang=\"en\"><p>SEC.gov is under maintenance";
        let rate = b"<html><title>SEC.gov | Request Rate Threshold Exceeded</title>";
        for (page, reason) in [
            (&outage[..], Rejected::Html),
            (&rate[..], Rejected::BlockPage),
            (&b" \n"[..], Rejected::Empty),
        ] {
            assert_eq!(companies(page), Err(reason.clone()));
            assert_eq!(fails(page), Err(reason));
        }
        let other = fails(COMPANIES.as_bytes());
        assert!(matches!(
            other,
            Err(Rejected::NotFails(NotFails::NotAZip(_)))
        ));
        let other = companies(&zipped(FAILS));
        assert!(matches!(other, Err(Rejected::NotTickers(_))));
    }
}
