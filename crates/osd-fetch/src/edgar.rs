use async_trait::async_trait;
use bytes::Bytes;
use osd_edgar::content::Rejected;

use crate::{door::DoorFigures, error::FetchError, path::ArchivePath};

/// Says whether bytes are what was asked for.
pub type Accept<'a> = &'a (dyn Fn(&[u8]) -> Result<(), Rejected> + Sync);

/// EDGAR's archive: sec.gov, a folder laid out like it, or a fake of either.
#[async_trait]
pub trait Edgar: Send + Sync {
    /// Asks for a file. With validators of an earlier answer, the file may be
    /// [`Answer::NotModified`] since.
    ///
    /// # Errors
    /// Where it could not be found out whether there is such a file, or what is in it.
    async fn get(
        &self,
        path: &ArchivePath,
        known: Option<&Validators>,
    ) -> Result<Answer, FetchError>;

    /// Asks for a file, and takes no bytes for it that `accept` rejects. A source that may do
    /// better when asked again asks again.
    ///
    /// # Errors
    /// [`FetchError::Rejected`] where no other bytes are to be had; else as [`Edgar::get`].
    async fn get_accepted(
        &self,
        path: &ArchivePath,
        known: Option<&Validators>,
        accept: Accept<'_>,
    ) -> Result<Answer, FetchError> {
        let answer = self.get(path, known).await?;
        if let Answer::Found(body) = &answer {
            accept(&body.bytes).map_err(|why| FetchError::Rejected {
                url: body.url.clone(),
                attempts: 1,
                why,
            })?;
        }
        Ok(answer)
    }

    /// The address of a file, for people to find it again.
    fn url(&self, path: &ArchivePath) -> String;

    /// What went through the door so far, where there is one: a folder has none.
    fn figures(&self) -> Option<DoorFigures> {
        None
    }
}

/// What EDGAR says when asked for a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Here it is.
    Found(Body),
    /// It is still what it was when the validators were given out.
    NotModified,
    /// There is no such file, or not yet.
    Missing,
}

/// A file, whole and unpacked.
#[derive(Clone, PartialEq, Eq)]
pub struct Body {
    /// The address that was asked for.
    pub url: String,
    /// What is in the file.
    pub bytes: Bytes,
    /// What to ask with the next time.
    pub validators: Validators,
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Body")
            .field("url", &self.url)
            .field("length", &self.bytes.len())
            .field("validators", &self.validators)
            .finish()
    }
}

/// What the server gave out to recognize this version of a file by, verbatim.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// The header `ETag`.
    pub etag: Option<String>,
    /// The header `Last-Modified`.
    pub last_modified: Option<String>,
}
