use std::{fmt, str::FromStr};

use object_store::path::Path;
use osd_domain::{Accession, Period, ReferenceFile};

use crate::digest::Digest;

/// What an object of the vault is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A version of a quarterly index. EDGAR rewrites an index while its quarter runs and now and
    /// then years later, so each version is an object of its own, known by its content.
    Index {
        /// The quarter in which the filings were made.
        quarter: Period,
        /// The digest of the index as sent.
        sha256: Digest,
    },
    /// A complete submission, as `edgar/data/<cik>/<accession>.txt` has it.
    Submission(Accession),
    /// A version of a reference file. The lists of companies change from day to day, and the SEC
    /// mends others, so each version is an object of its own, known by its content.
    Reference {
        /// The file.
        file: ReferenceFile,
        /// The digest of the file as sent.
        sha256: Digest,
    },
}

impl Key {
    /// The key of this version of the index of `quarter`.
    pub fn index(quarter: Period, bytes: &[u8]) -> Self {
        let sha256 = Digest::of(bytes);
        Self::Index { quarter, sha256 }
    }

    /// The key of this version of a reference file.
    pub fn reference(file: ReferenceFile, bytes: &[u8]) -> Self {
        let sha256 = Digest::of(bytes);
        Self::Reference { file, sha256 }
    }

    /// The digest that the bytes must have, where the key names it.
    pub fn sha256(&self) -> Option<Digest> {
        match self {
            Self::Index { sha256, .. } | Self::Reference { sha256, .. } => Some(*sha256),
            Self::Submission(_) => None,
        }
    }

    /// The path of the object in the store.
    pub(crate) fn path(&self) -> Path {
        Path::from(self.to_string())
    }

    /// The key whose object lies at `path`, unless the path is none of ours.
    pub(crate) fn at(path: &Path) -> Option<Self> {
        let text = path.as_ref();
        let name = path.filename()?;
        let key = if let Some(accession) = name.strip_suffix(".txt.zst") {
            Self::Submission(accession.parse().ok()?)
        } else if let Some(path) = text.strip_prefix("reference/") {
            let (file, _) = path.split_once('/')?;
            let (sha256, _) = name.split_once('.')?;
            Self::Reference {
                file: file.parse().ok()?,
                sha256: sha256.parse().ok()?,
            }
        } else {
            let (year, quarter) = text.strip_prefix("indexes/")?.split_once("/QTR")?;
            let (quarter, _) = quarter.split_once('/')?;
            Self::Index {
                quarter: Period::new(year.parse().ok()?, quarter.parse().ok()?)?,
                sha256: name.strip_suffix(".idx.zst")?.parse().ok()?,
            }
        };
        // Only the one spelling of the one place counts: `get` would find no other.
        (key.to_string() == text).then_some(key)
    }

    /// The folder of the versions of an index.
    pub(crate) fn index_folder(quarter: Period) -> Path {
        let (year, quarter) = (quarter.year(), quarter.quarter());
        Path::from(format!("{INDEXES}/{year:04}/QTR{quarter}"))
    }

    /// The folder of the versions of a reference file.
    pub(crate) fn reference_folder(file: ReferenceFile) -> Path {
        Path::from(format!("{REFERENCE}/{file}"))
    }
}

/// The folder of all indexes.
pub(crate) const INDEXES: &str = "indexes";
/// The folder of all submissions.
pub(crate) const SUBMISSIONS: &str = "submissions";
/// The folder of all reference files.
pub(crate) const REFERENCE: &str = "reference";

/// The text is the path of no object.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is the path of no object of the vault")]
pub struct NotAKey(String);

/// The key of the object that lies at this path.
impl FromStr for Key {
    type Err = NotAKey;

    fn from_str(path: &str) -> Result<Self, Self::Err> {
        let found = Self::at(&Path::from(path)).filter(|key| key.to_string() == path);
        found.ok_or_else(|| NotAKey(path.chars().take(200).collect()))
    }
}

/// The path of the object in the store.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index { quarter, sha256 } => {
                write!(f, "{}/{sha256}.idx.zst", Self::index_folder(*quarter))
            }
            Self::Submission(accession) => {
                let (agent, year) = (accession.agent(), accession.year());
                write!(f, "{SUBMISSIONS}/{agent:010}/{year:02}/{accession}.txt.zst")
            }
            Self::Reference { file, sha256 } => {
                let ending = match file {
                    ReferenceFile::Fails(_) => "zip",
                    ReferenceFile::CompanyTickers | ReferenceFile::CompanyTickersExchange => "json",
                };
                let folder = Self::reference_folder(*file);
                write!(f, "{folder}/{sha256}.{ending}.zst")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn submission() -> Key {
        Key::Submission("0000950123-05-005701".parse().unwrap())
    }

    #[test]
    fn each_key_has_its_place() {
        assert_eq!(
            submission().to_string(),
            "submissions/0000950123/05/0000950123-05-005701.txt.zst"
        );
        let index = Key::index("2025Q1".parse().unwrap(), b"abc");
        assert_eq!(
            index.to_string(),
            "indexes/2025/QTR1/\
             ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.idx.zst"
        );
        let reference = Key::reference("cnsfails202009a.zip".parse().unwrap(), b"abc");
        assert_eq!(
            reference.to_string(),
            "reference/cnsfails202009a.zip/\
             ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.zip.zst"
        );
        for key in [submission(), index, reference] {
            assert_eq!(Key::at(&key.path()), Some(key));
        }
    }

    #[test]
    fn what_lies_elsewhere_is_not_ours() {
        let index = Key::index("2025Q1".parse().unwrap(), b"abc").to_string();
        let reference = Key::reference(ReferenceFile::CompanyTickers, b"abc").to_string();
        for stray in [
            "reference/README.md".to_owned(),
            reference.replace("company_tickers.json", "companies.json"),
            reference.replace(".json.zst", ".zip.zst"),
            reference.replace("reference/", "reference/old/"),
            reference.replace(".zst", ".zst.old"),
            "submissions/README.md".to_owned(),
            "submissions/0000950123-05-005701.txt.zst".to_owned(),
            submission().to_string().replace("/05/", "/06/"),
            index.replace("QTR1", "QTR01"),
            index.replace("QTR1", "QTR5"),
            index.replace(".zst", ".zst.old"),
        ] {
            assert_eq!(Key::at(&Path::from(stray.as_str())), None, "{stray}");
        }
    }
}
