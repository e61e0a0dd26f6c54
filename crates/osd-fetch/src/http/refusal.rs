//! Status 403 told apart: no such file, a block, or a file that is not handed out for now.
//!
//! The file store behind `Archives` says 403 for what is not there, and so does what stands before it
//! to whom it blocks. Taking either for the other loses filings. So the folder of the file is looked
//! at, and a file that is always there; whatever stays unclear is an error, to be tried again later.

use std::{sync::Arc, time::Duration};

use osd_edgar::{archive, content, listing};

use super::{Http, answer::Reply, listings::Seen, retry::Setback};
use crate::{door::Errand, edgar::Answer, error::Problem, path::ArchivePath};

/// Above this there are no listings.
const TOP: &str = "Archives/edgar";
const LISTING: &str = "index.json";

/// A 403 that is no block page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Denied {
    /// Whether the file store says it, in its own words.
    pub(super) by_store: bool,
    /// How long the server asks to wait.
    pub(super) retry_after: Option<Duration>,
}

/// What the listing of a folder says.
enum Look {
    Seen(Seen),
    /// It is refused as well, or not there.
    Refused,
}

impl Http {
    /// Finds out what a 403 for a path means.
    pub(super) async fn tell_apart(
        &self,
        errand: &mut Errand<'_>,
        path: &ArchivePath,
        denied: Denied,
    ) -> Result<Answer, Setback> {
        let Some((folder, file)) = in_archive(path) else {
            self.see_known(errand, path, denied).await?;
            return match denied.by_store {
                true => Ok(Answer::Missing),
                false => Err(Setback::lasting(Problem::Status(403))),
            };
        };
        if file == LISTING {
            // Its folder names everything but itself.
            let seen = self.listings.of(folder, (self.clock)());
            if matches!(seen, Some(Seen::NoFolder)) {
                return Ok(Answer::Missing);
            }
        } else {
            match self.look(errand, folder).await? {
                Look::Seen(Seen::NoFolder) => return Ok(Answer::Missing),
                Look::Seen(Seen::Listing(listing)) if listing.names(file) => {
                    return Err(Setback::lasting(Problem::Withheld));
                }
                Look::Seen(Seen::Listing(_)) => return Ok(Answer::Missing),
                Look::Refused => {}
            }
        }
        self.see_known(errand, path, denied).await?;
        self.look_above(errand, folder).await
    }

    /// Looks for a folder without a listing in the folder above, or that one in the one above it.
    async fn look_above(&self, errand: &mut Errand<'_>, folder: &str) -> Result<Answer, Setback> {
        let mut gone = folder;
        while gone != TOP
            && let Some((above, name)) = gone.rsplit_once('/')
        {
            match self.look(errand, above).await? {
                Look::Refused => gone = above,
                Look::Seen(Seen::Listing(listing)) if listing.names(name) => break,
                Look::Seen(_) => {
                    let now = (self.clock)();
                    self.listings.remember(folder, now, Seen::NoFolder);
                    return Ok(Answer::Missing);
                }
            }
        }
        Err(Setback::lasting(Problem::Undecided))
    }

    /// The listing of a folder, as it was seen lately or is now.
    async fn look(&self, errand: &mut Errand<'_>, folder: &str) -> Result<Look, Setback> {
        if let Some(seen) = self.listings.of(folder, (self.clock)()) {
            return Ok(Look::Seen(seen));
        }
        let Ok(path) = archive::listing_path(folder).parse() else {
            return Ok(Look::Refused); // a folder of a path is one, so this never is
        };
        let url = self.address(&path);
        match self.request(errand, &url, None).await? {
            Reply::Answer(Answer::Found(body)) => {
                let listing = listing::read(&body.bytes).map_err(Setback::no_listing)?;
                let seen = Seen::Listing(Arc::new(listing));
                let now = (self.clock)();
                self.listings.remember(folder, now, seen.clone());
                Ok(Look::Seen(seen))
            }
            Reply::Answer(_) | Reply::Denied(_) => Ok(Look::Refused),
        }
    }

    /// Asks for a file that is always there: where it is refused, too, this machine is blocked.
    async fn see_known(
        &self,
        errand: &mut Errand<'_>,
        path: &ArchivePath,
        denied: Denied,
    ) -> Result<(), Setback> {
        let known = archive::known_path();
        let blocked = || Setback::blocked(403, denied.retry_after);
        if path.as_str() == known {
            return Err(blocked());
        }
        let Ok(known) = known.parse() else {
            return Err(blocked()); // a constant, and a test reads it
        };
        match self.request(errand, &self.address(&known), None).await? {
            Reply::Denied(_) => Err(blocked()),
            Reply::Answer(Answer::Found(body)) => {
                content::check_index(&body.bytes).map_err(Setback::rejected)
            }
            // A site without it, such as a copy of a part of sec.gov, answers all the same.
            Reply::Answer(_) => Ok(()),
        }
    }
}

/// Folder and file of a path that there are listings for.
fn in_archive(path: &ArchivePath) -> Option<(&str, &str)> {
    let (folder, file) = path.path().rsplit_once('/')?;
    let is_below = folder
        .strip_prefix(TOP)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    is_below.then_some((folder, file))
}
