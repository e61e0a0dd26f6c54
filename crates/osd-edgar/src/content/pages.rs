//! Whether bytes are the page about filings that was asked for: a listing, the feed, a filer's list.

use osd_domain::Cik;

use super::{Rejected, check_not_an_answer};
use crate::{feed, listing, submissions};

/// Whether the bytes are a whole listing of a folder.
///
/// # Errors
/// [`Rejected`] says what they are instead.
pub fn check_listing(bytes: &[u8]) -> Result<(), Rejected> {
    check_not_an_answer(bytes)?;
    match listing::read(bytes) {
        Ok(_) => Ok(()),
        Err(listing::NotAListing::Cut) => Err(Rejected::Truncated),
        Err(other) => Err(Rejected::NotAListing(other)),
    }
}

/// Whether the bytes are a whole page of the feed; one without entries is.
///
/// # Errors
/// [`Rejected`] says what they are instead.
pub fn check_feed(bytes: &[u8]) -> Result<(), Rejected> {
    check_not_an_answer(bytes)?;
    let feed = feed::read(bytes);
    match (feed.is_feed, feed.is_whole) {
        (true, true) => Ok(()),
        (true, false) => Err(Rejected::Truncated),
        (false, _) if bytes.trim_ascii_start().starts_with(b"<?xml") && !closes(bytes) => {
            Err(Rejected::Truncated)
        }
        (false, _) => Err(Rejected::NotAFeed),
    }
}

/// Whether there is more than the declaration at the head of an XML file.
fn closes(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"</").is_some()
}

/// Whether the bytes are the whole list of what this filer has filed.
///
/// # Errors
/// [`Rejected`] says what they are instead.
pub fn check_submissions(bytes: &[u8], cik: Cik) -> Result<(), Rejected> {
    match read(bytes)?.cik {
        Some(found) if found == cik => Ok(()),
        found => Err(Rejected::WrongCik {
            expected: cik,
            found,
        }),
    }
}

/// Whether the bytes are a whole shard of such a list. It does not say whose it is.
///
/// # Errors
/// [`Rejected`] says what they are instead.
pub fn check_submissions_shard(bytes: &[u8]) -> Result<(), Rejected> {
    read(bytes).map(drop)
}

fn read(bytes: &[u8]) -> Result<submissions::Submissions, Rejected> {
    check_not_an_answer(bytes)?;
    match submissions::read(bytes) {
        Ok(submissions) => Ok(submissions),
        Err(submissions::NotSubmissions::Cut) => Err(Rejected::Truncated),
        Err(other) => Err(Rejected::NotSubmissions(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTING: &str = r#"{"directory":{"item":[{"name":"master.20250515.idx"}]}}"#;
    const FEED: &str = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\" ?>
<feed xmlns=\"http://www.w3.org/2005/Atom\">
<updated>2026-01-12T11:28:50-05:00</updated>
<entry><title>4 - A (0000000001) (Filer)</title></entry>
</feed>
";
    const SUBMISSIONS: &str = r#"{"cik":"0001067983","name":"A","filings":{"recent":{
        "accessionNumber":[],"filingDate":[],"form":[]},"files":[]}}"#;
    const SHARD: &str = r#"{"accessionNumber":[],"filingDate":[],"form":[]}"#;

    type Check = fn(&[u8]) -> Result<(), Rejected>;

    fn of_berkshire(bytes: &[u8]) -> Result<(), Rejected> {
        check_submissions(bytes, "1067983".parse().unwrap())
    }

    const ALL: [(&str, Check); 4] = [
        (LISTING, check_listing),
        (FEED, check_feed),
        (SUBMISSIONS, of_berkshire),
        (SHARD, check_submissions_shard),
    ];

    #[test]
    fn whole_pages_pass() {
        for (text, check) in ALL {
            assert_eq!(check(text.as_bytes()), Ok(()), "{text}");
        }
    }

    #[test]
    fn a_page_cut_anywhere_is_refused() {
        for (text, check) in ALL {
            for length in 1..text.trim_end().len() {
                let cut = check(&text.as_bytes()[..length]);
                let refused = matches!(cut, Err(Rejected::Truncated | Rejected::NotAFeed));
                assert!(refused, "{text} at {length}: {cut:?}");
            }
        }
    }

    #[test]
    fn answers_of_sec_gov_are_told_apart_from_pages() {
        let denied = "<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code></Error>";
        let tool = "<!DOCTYPE html>\n<title>SEC.gov | Your Request Originates from an Undeclared Automated Tool</title>";
        let rate = "<html><title>SEC.gov | Request Rate Threshold Exceeded</title>";
        let outage = "<!DOCTYPE html>\n<html lang=\"en\"><p>SEC.gov is under maintenance";
        for (page, reason) in [
            (denied, Rejected::AccessDenied),
            (tool, Rejected::BlockPage),
            (rate, Rejected::BlockPage),
            (outage, Rejected::Html),
            (" \r\n", Rejected::Empty),
        ] {
            for (text, check) in ALL {
                assert_eq!(check(page.as_bytes()), Err(reason.clone()), "{text}");
            }
        }
    }

    #[test]
    fn one_kind_of_page_is_not_another() {
        assert!(matches!(
            check_listing(SHARD.as_bytes()),
            Err(Rejected::NotAListing(_))
        ));
        assert!(matches!(
            check_submissions_shard(LISTING.as_bytes()),
            Err(Rejected::NotSubmissions(_))
        ));
        let other = check_feed(b"<?xml version=\"1.0\"?><rss></rss>");
        assert_eq!(other, Err(Rejected::NotAFeed));
        assert_eq!(check_feed(LISTING.as_bytes()), Err(Rejected::NotAFeed));
    }

    #[test]
    fn the_list_of_another_filer_is_refused() {
        let expected: Cik = "1350694".parse().unwrap();
        for (text, found) in [
            (SUBMISSIONS, Some("1067983".parse().unwrap())),
            (SHARD, None),
        ] {
            let checked = check_submissions(text.as_bytes(), expected);
            assert_eq!(checked, Err(Rejected::WrongCik { expected, found }));
        }
    }
}
