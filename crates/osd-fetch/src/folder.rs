use std::{
    io,
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use serde_json::json;
use url::Url;

use crate::{
    edgar::{Answer, Body, Edgar, Validators},
    error::{FetchError, Problem, SetupError},
    path::ArchivePath,
};

/// A folder laid out as sec.gov: the site, its `Archives`, or its `Archives/edgar`. It gives out no
/// validators, as reading a file again costs nothing.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
    /// How the paths begin that lie in this folder.
    stands_for: &'static str,
}

impl Folder {
    /// The archive in this folder.
    ///
    /// # Errors
    /// [`SetupError::NoFolder`] and [`SetupError::NotAnArchive`].
    pub fn new(folder: impl AsRef<Path>) -> Result<Self, SetupError> {
        let folder = folder.as_ref();
        let root = folder.canonicalize().and_then(|root| {
            root.read_dir()?; // a file, or a folder that may not be read
            Ok(root)
        });
        let root = root.map_err(|source| SetupError::NoFolder {
            folder: folder.to_owned(),
            source,
        })?;
        let stands_for = ["", "Archives/", "Archives/edgar/"];
        let stands_for = stands_for.into_iter().find(|outside| {
            ["full-index", "daily-index", "data"].iter().any(|inside| {
                let edgar = "Archives/edgar/".strip_prefix(outside).unwrap_or_default();
                root.join(edgar).join(inside).is_dir()
            })
        });
        match stands_for {
            Some(stands_for) => Ok(Self { root, stands_for }),
            None => Err(SetupError::NotAnArchive {
                folder: folder.to_owned(),
            }),
        }
    }

    /// The file of a path that lies in this folder, be there one or not.
    fn file(&self, path: &ArchivePath) -> Option<PathBuf> {
        if path.query().is_some() {
            return None; // a program answers it, not a file
        }
        let inside = path.as_str().strip_prefix(self.stands_for)?;
        Some(self.root.join(inside))
    }
}

#[async_trait]
impl Edgar for Folder {
    async fn get(
        &self,
        path: &ArchivePath,
        _known: Option<&Validators>,
    ) -> Result<Answer, FetchError> {
        use io::ErrorKind::{NotADirectory, NotFound};

        let Some(file) = self.file(path) else {
            return Ok(Answer::Missing);
        };
        let read = match tokio::fs::read(&file).await {
            Err(error) if error.kind() == NotFound => listing(&file).await.unwrap_or(Err(error)),
            read => read,
        };
        match read {
            Ok(bytes) => Ok(Answer::Found(Body {
                url: self.url(path),
                bytes: bytes.into(),
                validators: Validators::default(),
            })),
            Err(error) if matches!(error.kind(), NotFound | NotADirectory) => Ok(Answer::Missing),
            Err(error) => Err(FetchError::Failed {
                url: self.url(path),
                attempts: 1,
                problem: Problem::File(error),
                retry_after: None,
            }),
        }
    }

    /// The `file://` address of the file, as this is where the bytes stem from.
    fn url(&self, path: &ArchivePath) -> String {
        let file = self
            .file(path)
            .unwrap_or_else(|| self.root.join(path.as_str()));
        match Url::from_file_path(&file) {
            Ok(url) => url.into(),
            Err(()) => file.display().to_string(), // only for a path that is not absolute
        }
    }
}

/// What a folder holds, as sec.gov would say it in `index.json`; nothing for another file, or where
/// there is no such folder.
async fn listing(file: &Path) -> Option<io::Result<Vec<u8>>> {
    if file.file_name()? != "index.json" {
        return None;
    }
    let mut entries = tokio::fs::read_dir(file.parent()?).await.ok()?;
    let mut names = Vec::new();
    loop {
        match entries.next_entry().await {
            Ok(Some(entry)) => names.extend(entry.file_name().into_string()),
            Ok(None) => break,
            Err(error) => return Some(Err(error)),
        }
    }
    names.sort_unstable();
    let items: Vec<_> = names.iter().map(|name| json!({ "name": name })).collect();
    let listing = json!({ "directory": { "item": items } });
    Some(Ok(listing.to_string().into_bytes()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn index() -> ArchivePath {
        "Archives/edgar/full-index/2025/QTR1/master.idx"
            .parse()
            .unwrap()
    }

    /// A site with one index.
    fn site() -> tempfile::TempDir {
        let site = tempfile::tempdir().unwrap();
        let file = site.path().join(index().as_str());
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "an index").unwrap();
        site
    }

    #[tokio::test]
    async fn the_site_may_be_given_from_any_of_its_upper_folders() {
        let site = site();
        for inner in ["", "Archives", "Archives/edgar"] {
            let folder = Folder::new(site.path().join(inner)).unwrap();
            let Answer::Found(body) = folder.get(&index(), None).await.unwrap() else {
                panic!("not found from {inner:?}");
            };
            assert_eq!(body.bytes, "an index");
            assert_eq!(body.validators, Validators::default());
            let file = Url::parse(&body.url).unwrap().to_file_path().unwrap();
            assert_eq!(fs::read(file).unwrap(), b"an index");
        }
    }

    #[tokio::test]
    async fn a_file_that_is_not_there_is_missing() {
        let site = site();
        let folder = Folder::new(site.path()).unwrap();
        for path in [
            "Archives/edgar/full-index/2025/QTR2/master.idx",
            "Archives/edgar/full-index/2025/QTR1/master.idx/below-a-file",
            "files/company_tickers.json",
        ] {
            let answer = folder.get(&path.parse().unwrap(), None).await.unwrap();
            assert_eq!(answer, Answer::Missing, "{path}");
        }
        let edgar = Folder::new(site.path().join("Archives/edgar")).unwrap();
        let above = "files/company_tickers.json".parse().unwrap();
        assert_eq!(edgar.get(&above, None).await.unwrap(), Answer::Missing);
    }

    #[tokio::test]
    async fn a_folder_in_place_of_a_file_is_an_error_that_names_it() {
        let site = site();
        let folder = Folder::new(site.path()).unwrap();
        let path = "Archives/edgar/full-index/2025".parse().unwrap();
        let error = folder.get(&path, None).await.unwrap_err().to_string();
        assert!(error.contains("file:///"), "{error}");
        assert!(error.contains("/full-index/2025 "), "{error}");
    }

    #[tokio::test]
    async fn a_folder_says_what_it_holds() {
        let site = site();
        let folder = Folder::new(site.path()).unwrap();
        let get = async |path: &str| folder.get(&path.parse().unwrap(), None).await.unwrap();
        let listing = "Archives/edgar/full-index/2025/QTR1/index.json";
        let Answer::Found(body) = get(listing).await else {
            panic!("no listing");
        };
        let read = osd_edgar::listing::read(&body.bytes).unwrap();
        assert_eq!(read.entries.len(), 1);
        assert!(read.names("master.idx"));

        let elsewhere = "Archives/edgar/full-index/2025/QTR2/index.json";
        assert_eq!(get(elsewhere).await, Answer::Missing);
        // One that somebody saved is the one that is given.
        fs::write(site.path().join(listing), "saved").unwrap();
        let Answer::Found(body) = get(listing).await else {
            panic!("no listing");
        };
        assert_eq!(body.bytes, "saved");
    }

    #[tokio::test]
    async fn a_folder_has_no_page_of_the_latest_filings() {
        let site = site();
        let folder = Folder::new(site.path()).unwrap();
        let feed = osd_edgar::archive::feed_path(0, 100).parse().unwrap();
        assert_eq!(folder.get(&feed, None).await.unwrap(), Answer::Missing);
    }

    #[test]
    fn other_folders_are_refused_by_name() {
        let empty = tempfile::tempdir().unwrap();
        let error = Folder::new(empty.path()).unwrap_err();
        assert!(matches!(error, SetupError::NotAnArchive { .. }));
        assert!(error.to_string().contains(empty.path().to_str().unwrap()));

        let error = Folder::new(empty.path().join("nowhere")).unwrap_err();
        assert!(matches!(error, SetupError::NoFolder { .. }));
        assert!(error.to_string().contains("/nowhere"));

        // One above the site has an `edgar`, too.
        let site = site();
        let above = tempfile::tempdir().unwrap();
        fs::rename(site.path(), above.path().join("edgar")).unwrap();
        let error = Folder::new(above.path()).unwrap_err();
        assert!(matches!(error, SetupError::NotAnArchive { .. }));
    }
}
