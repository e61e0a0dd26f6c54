use std::{fmt, str::FromStr};

/// The path of a file on sec.gov, without a leading slash:
/// `Archives/edgar/data/1067983/0000950123-25-005701.txt`. It cannot lead out of the site, nor out
/// of a folder.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArchivePath(Box<str>);

/// The one program that may be asked, and by what.
const PROGRAM: &str = "cgi-bin/browse-edgar";
const PARAMETERS: [&str; 6] = ["action", "type", "owner", "count", "start", "output"];

impl ArchivePath {
    /// The path as text, with its query.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path without its query.
    pub fn path(&self) -> &str {
        self.0.split_once('?').map_or(&self.0, |(path, _)| path)
    }

    /// Folders and file, one by one.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.path().split('/')
    }

    /// What the page of the latest filings is asked with; files have none.
    pub fn query(&self) -> Option<&str> {
        self.0.split_once('?').map(|(_, query)| query)
    }
}

impl fmt::Display for ArchivePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ArchivePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not the path of a file on sec.gov.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a path on sec.gov, such as Archives/edgar/full-index/2025/QTR1/master.idx: \
     letters, digits and -._~ between single slashes"
)]
pub struct NotAPath(String);

impl NotAPath {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.chars().take(200).collect())
    }
}

fn is_plain(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
}

/// Whether it is a query of the page of the latest filings.
fn is_query(path: &str, query: &str) -> bool {
    let is_parameter = |pair: &str| {
        pair.split_once('=')
            .is_some_and(|(name, value)| PARAMETERS.contains(&name) && is_plain(value))
    };
    path == PROGRAM && query.split('&').all(is_parameter)
}

impl FromStr for ArchivePath {
    type Err = NotAPath;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let segment = |text: &str| !matches!(text, "" | "." | "..") && is_plain(text);
        let (path, query) = text
            .split_once('?')
            .map_or((text, None), |(path, query)| (path, Some(query)));
        let is_path = path.split('/').all(segment);
        if is_path && query.is_none_or(|query| is_query(path, query)) {
            Ok(Self(text.into()))
        } else {
            Err(NotAPath::new(text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_as_it_is_written() {
        let text = "Archives/edgar/data/1067983/0000950123-25-005701.txt";
        let path: ArchivePath = text.parse().unwrap();
        assert_eq!(path.to_string(), text);
        assert_eq!(path.segments().count(), 5);
        assert_eq!((path.path(), path.query()), (text, None));
    }

    #[test]
    fn the_page_of_the_latest_filings_has_a_query() {
        let text = osd_edgar::archive::feed_path(100, 40);
        let path: ArchivePath = text.parse().unwrap();
        assert_eq!(path.to_string(), text);
        assert_eq!(path.path(), "cgi-bin/browse-edgar");
        assert_eq!(path.segments().count(), 2);
        let query = path.query().unwrap();
        assert!(query.starts_with("action=getcurrent&type=13F&"), "{query}");
    }

    #[test]
    fn no_path_leads_elsewhere() {
        for bad in [
            "",
            "/etc/passwd",
            "Archives//edgar",
            "Archives/",
            "Archives/../../etc/passwd",
            "Archives/./edgar",
            "..",
            "https://example.com/",
            "C:\\Windows",
            "Archives/edgar?x=1",
            "Archives/edgar?action=getcurrent",
            "cgi-bin/browse-edgar?",
            "cgi-bin/browse-edgar?action",
            "cgi-bin/browse-edgar?action=a?b",
            "cgi-bin/browse-edgar?company=x",
            "cgi-bin/browse-edgar?action=getcurrent&",
            "cgi-bin/browse-edgar?action=a b",
            "cgi-bin/browse-edgar?action=a%26b",
            "cgi-bin/browse-edgar?action=a#b",
            "cgi-bin/srqsb?action=getcurrent",
            "Archives/edgar#x",
            "Archives/%2e%2e/x",
            "Archives/a b",
            "Archives/é",
            "Archives/a\0",
        ] {
            let error = bad.parse::<ArchivePath>().unwrap_err().to_string();
            assert!(error.contains(&format!("{bad:?}")), "{error}");
        }
    }
}
