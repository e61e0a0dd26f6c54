use std::{fmt, str::FromStr};

/// The path of a file on sec.gov, without a leading slash:
/// `Archives/edgar/data/1067983/0000950123-25-005701.txt`. It cannot lead out of the site, nor out
/// of a folder.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArchivePath(Box<str>);

impl ArchivePath {
    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Folders and file, one by one.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
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

impl FromStr for ArchivePath {
    type Err = NotAPath;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
        let segment =
            |text: &str| !text.is_empty() && text != "." && text != ".." && text.bytes().all(plain);
        if text.split('/').all(segment) {
            Ok(Self(text.into()))
        } else {
            Err(NotAPath(text.chars().take(200).collect()))
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
