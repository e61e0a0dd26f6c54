use std::{collections::BTreeSet, fmt, sync::Arc};

use chrono::NaiveDate;
use osd_domain::{Accession, Cik, Period, ReferenceFile};
use osd_edgar::{archive, content, daily, listing};

use crate::{
    door::DoorFigures,
    edgar::{Answer, Edgar, Validators},
    error::FetchError,
    path::NotAPath,
};

/// Fetches what the project keeps, and accepts nothing that is not what it should be. A clone asks
/// the same source.
#[derive(Clone)]
pub struct Fetcher {
    edgar: Arc<dyn Edgar>,
}

impl fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetcher").finish_non_exhaustive()
    }
}

impl Fetcher {
    /// A fetcher that asks `edgar`.
    pub fn new(edgar: Arc<dyn Edgar>) -> Self {
        Self { edgar }
    }

    /// The index of the filings made in a quarter: [`Answer::Missing`] where there is none, such as
    /// before 1993 or in the future.
    ///
    /// # Errors
    /// Where it could not be had whole; see [`FetchError`].
    pub async fn index(
        &self,
        quarter: Period,
        known: Option<&Validators>,
    ) -> Result<Answer, FetchError> {
        let path = archive::index_path(quarter).parse()?;
        let accept = |bytes: &[u8]| content::check_index(bytes);
        self.edgar.get_accepted(&path, known, &accept).await
    }

    /// The index of the filings made on a day: [`Answer::Missing`] where there is none, such as on a
    /// holiday, or not yet.
    ///
    /// # Errors
    /// Where it could not be had whole; see [`FetchError`].
    pub async fn daily_index(
        &self,
        day: NaiveDate,
        known: Option<&Validators>,
    ) -> Result<Answer, FetchError> {
        let path = archive::daily_index_path(day).parse()?;
        let accept = |bytes: &[u8]| content::check_index(bytes);
        self.edgar.get_accepted(&path, known, &accept).await
    }

    /// The days of a quarter that there is an index for at present, by the listing of their folder;
    /// nothing where there is no such folder.
    ///
    /// # Errors
    /// Where the listing could not be had whole; see [`FetchError`].
    pub async fn daily_days(
        &self,
        quarter: Period,
    ) -> Result<Option<BTreeSet<NaiveDate>>, FetchError> {
        let folder = archive::daily_index_folder(quarter);
        let path = archive::listing_path(&folder).parse()?;
        let accept = |bytes: &[u8]| content::check_listing(bytes);
        let answer = self.edgar.get_accepted(&path, None, &accept).await?;
        Ok(match answer {
            // What was accepted can be read.
            Answer::Found(body) => listing::read(&body.bytes)
                .ok()
                .map(|listing| daily::days(&listing, quarter)),
            Answer::NotModified | Answer::Missing => None,
        })
    }

    /// A page of the feed of the latest filings of the 13F family, the newest first: `count` entries
    /// (10, 20, 40, 80 or 100) from entry number `start` on, counted from 0. A folder has none, and
    /// says [`Answer::Missing`].
    ///
    /// # Errors
    /// Where it could not be had whole; see [`FetchError`].
    pub async fn feed(&self, start: u32, count: u32) -> Result<Answer, FetchError> {
        let path = archive::feed_path(start, count).parse()?;
        let accept = |bytes: &[u8]| content::check_feed(bytes);
        self.edgar.get_accepted(&path, None, &accept).await
    }

    /// What a filer has filed, the latest first, with the names of further files for older filings
    /// ([`Fetcher::submissions_shard`]).
    ///
    /// # Errors
    /// Where it could not be had whole; see [`FetchError`].
    pub async fn submissions(&self, cik: Cik) -> Result<Answer, FetchError> {
        let path = archive::submissions_path(cik).parse()?;
        let accept = |bytes: &[u8]| content::check_submissions(bytes, cik);
        self.edgar.get_accepted(&path, None, &accept).await
    }

    /// Older filings of a filer, under the name that [`Fetcher::submissions`] gives.
    ///
    /// # Errors
    /// [`FetchError::Path`] where the name is none; else where it could not be had whole, see
    /// [`FetchError`].
    pub async fn submissions_shard(&self, name: &str) -> Result<Answer, FetchError> {
        let path = archive::submissions_shard_path(name).ok_or_else(|| NotAPath::new(name))?;
        let accept = |bytes: &[u8]| content::check_submissions_shard(bytes);
        self.edgar.get_accepted(&path.parse()?, None, &accept).await
    }

    /// Whether there is always a feed: a folder has none.
    pub fn has_feed(&self) -> bool {
        self.figures().is_some()
    }

    /// What went through the door so far; nothing for a folder.
    pub fn figures(&self) -> Option<DoorFigures> {
        self.edgar.figures()
    }

    /// A complete submission, which lies under each of the CIKs that the index has it under. Never
    /// [`Answer::NotModified`].
    ///
    /// # Errors
    /// Where it could not be had whole; see [`FetchError`].
    pub async fn submission(&self, cik: Cik, accession: Accession) -> Result<Answer, FetchError> {
        let path = archive::submission_path(cik, accession).parse()?;
        let accept = |bytes: &[u8]| content::check_submission(bytes, accession);
        self.edgar.get_accepted(&path, None, &accept).await
    }

    /// A reference file: the first that is there of the places where the SEC keeps it, and
    /// [`Answer::Missing`] where it is at none of them. Validators are used where there is only one
    /// place: the lists of companies change from day to day, the others hardly ever.
    ///
    /// # Errors
    /// Where it could not be had whole; see [`FetchError`].
    pub async fn reference(
        &self,
        file: ReferenceFile,
        known: Option<&Validators>,
    ) -> Result<Answer, FetchError> {
        let paths = archive::reference_paths(file);
        // A validator of one place says nothing of another.
        let known = known.filter(|_| paths.len() == 1);
        let accept = |bytes: &[u8]| content::check_reference(bytes, file);
        for path in paths {
            let path = path.parse()?;
            match self.edgar.get_accepted(&path, known, &accept).await? {
                Answer::Missing => {}
                answer => return Ok(answer),
            }
        }
        Ok(Answer::Missing)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use osd_edgar::content::Rejected;

    use super::*;
    use crate::folder::Folder;

    const INDEX: &str = "CIK|Company Name|Form Type|Date Filed|Filename
------------------------------
1067983|BERKSHIRE HATHAWAY INC|13F-HR|2025-05-15|edgar/data/1067983/0000950123-25-005701.txt
";
    const SUBMISSION: &str = "<SEC-DOCUMENT>0000950123-25-005701.txt : 20250515
<SEC-HEADER>0000950123-25-005701.hdr.sgml : 20250515
ACCESSION NUMBER:\t\t0000950123-25-005701
</SEC-HEADER>
</SEC-DOCUMENT>
";

    /// A folder in which the index of 2025Q2 and one submission have these contents.
    fn fetcher(index: &str, submission: &str) -> (Fetcher, tempfile::TempDir) {
        let site = tempfile::tempdir().unwrap();
        let edgar = site.path().join("Archives/edgar");
        fs::create_dir_all(edgar.join("full-index/2025/QTR2")).unwrap();
        fs::create_dir_all(edgar.join("data/1067983")).unwrap();
        fs::write(edgar.join("full-index/2025/QTR2/master.idx"), index).unwrap();
        let file = edgar.join("data/1067983/0000950123-25-005701.txt");
        fs::write(file, submission).unwrap();
        (
            Fetcher::new(Arc::new(Folder::new(site.path()).unwrap())),
            site,
        )
    }

    async fn index(fetcher: &Fetcher) -> Result<Answer, FetchError> {
        fetcher.index("2025Q2".parse().unwrap(), None).await
    }

    async fn submission(fetcher: &Fetcher) -> Result<Answer, FetchError> {
        let accession = "0000950123-25-005701".parse().unwrap();
        fetcher
            .submission("1067983".parse().unwrap(), accession)
            .await
    }

    #[tokio::test]
    async fn whole_files_are_accepted() {
        let (fetcher, _site) = fetcher(INDEX, SUBMISSION);
        match index(&fetcher).await.unwrap() {
            Answer::Found(body) => assert_eq!(body.bytes, INDEX),
            other => panic!("{other:?}"),
        }
        match submission(&fetcher).await.unwrap() {
            Answer::Found(body) => assert_eq!(body.bytes, SUBMISSION),
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn a_quarter_without_an_index_is_no_error() {
        let (fetcher, _site) = fetcher(INDEX, SUBMISSION);
        let answer = fetcher
            .index("2099Q1".parse().unwrap(), None)
            .await
            .unwrap();
        assert_eq!(answer, Answer::Missing);
    }

    #[tokio::test]
    async fn a_block_page_that_someone_saved_is_no_file() {
        let page = "<html><title>SEC.gov | Request Rate Threshold Exceeded</title></html>";
        let (fetcher, _site) = fetcher(page, page);
        for answer in [index(&fetcher).await, submission(&fetcher).await] {
            match answer.unwrap_err() {
                FetchError::Rejected { url, attempts, why } => {
                    assert_eq!((attempts, why), (1, Rejected::BlockPage));
                    assert!(url.starts_with("file:///"), "{url}");
                }
                other => panic!("{other}"),
            }
        }
    }

    const COMPANIES: &str = r#"{"0":{"cik_str":789019,"ticker":"MSFT","title":"MICROSOFT CORP"}}"#;

    /// Puts a file into the site.
    fn add(site: &tempfile::TempDir, path: &str, content: &str) {
        let file = site.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }

    async fn reference(fetcher: &Fetcher, name: &str) -> Result<Answer, FetchError> {
        fetcher.reference(name.parse().unwrap(), None).await
    }

    #[tokio::test]
    async fn a_reference_file_is_accepted_or_missing() {
        let (fetcher, site) = fetcher(INDEX, SUBMISSION);
        for name in ["company_tickers.json", "cnsfails202009a.zip"] {
            assert_eq!(reference(&fetcher, name).await.unwrap(), Answer::Missing);
        }
        add(&site, "files/company_tickers.json", COMPANIES);
        match reference(&fetcher, "company_tickers.json").await.unwrap() {
            Answer::Found(body) => assert_eq!(body.bytes, COMPANIES),
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn a_reference_file_is_looked_for_where_the_sec_has_moved_it() {
        let (fetcher, site) = fetcher(INDEX, SUBMISSION);
        let elsewhere = "files/data/other/fails-deliver-data/cnsfails202009a.zip";
        add(&site, elsewhere, "<html><p>SEC.gov is under maintenance");
        let refused = reference(&fetcher, "cnsfails202009a.zip").await;
        match refused.unwrap_err() {
            FetchError::Rejected { url, why, .. } => {
                assert_eq!(why, Rejected::Html);
                assert!(url.ends_with(elsewhere), "{url}");
            }
            other => panic!("{other}"),
        }
    }

    #[tokio::test]
    async fn half_a_file_is_no_file() {
        let (index_cut, submission_cut) = (&INDEX[..100], &SUBMISSION[..100]);
        let (fetcher, _site) = fetcher(index_cut, submission_cut);
        for answer in [index(&fetcher).await, submission(&fetcher).await] {
            match answer.unwrap_err() {
                FetchError::Rejected { why, .. } => assert_eq!(why, Rejected::Truncated),
                other => panic!("{other}"),
            }
        }
    }
}
