use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use osd_edgar::listing::Listing;

use crate::door::lock;

/// How long what was seen is good for. What comes into a folder meanwhile is taken for missing, which
/// who asks again later finds out.
const GOOD_FOR: Duration = Duration::from_secs(120);
/// How many folders are remembered, and how many entries of all of them.
const MAX_FOLDERS: usize = 64;
const MAX_ENTRIES: usize = 100_000;

/// What is known of a folder of the archive.
#[derive(Debug, Clone)]
pub(super) enum Seen {
    /// What it holds.
    Listing(Arc<Listing>),
    /// The folder above does not name it.
    NoFolder,
}

impl Seen {
    fn entries(&self) -> usize {
        match self {
            Self::Listing(listing) => listing.entries.len(),
            Self::NoFolder => 0,
        }
    }
}

/// The folders that were looked at lately, so that a day without an index costs one look.
#[derive(Debug, Default)]
pub(super) struct Listings {
    /// The latest last.
    seen: Mutex<VecDeque<(String, Instant, Seen)>>,
}

impl Listings {
    pub(super) fn of(&self, folder: &str, now: Instant) -> Option<Seen> {
        let seen = lock(&self.seen);
        seen.iter()
            .find(|(name, at, _)| name == folder && now < *at + GOOD_FOR)
            .map(|(_, _, seen)| seen.clone())
    }

    pub(super) fn remember(&self, folder: &str, now: Instant, what: Seen) {
        let mut seen = lock(&self.seen);
        seen.retain(|(name, at, _)| name != folder && now < *at + GOOD_FOR);
        let entries = |seen: &VecDeque<(String, Instant, Seen)>| -> usize {
            seen.iter().map(|(_, _, seen)| seen.entries()).sum()
        };
        seen.push_back((folder.to_owned(), now, what));
        while seen.len() > MAX_FOLDERS || (seen.len() > 1 && entries(&seen) > MAX_ENTRIES) {
            seen.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use osd_edgar::listing::ListingEntry;

    use super::*;

    fn holding(files: usize) -> Seen {
        let entry = |number| ListingEntry {
            name: format!("{number}"),
            size: None,
            last_modified: None,
        };
        Seen::Listing(Arc::new(Listing {
            entries: (0..files).map(entry).collect(),
            ..Listing::default()
        }))
    }

    #[test]
    fn what_was_seen_is_good_for_two_minutes() {
        let (listings, start) = (Listings::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        listings.remember("a", at(0), holding(1));
        assert!(matches!(listings.of("a", at(119)), Some(Seen::Listing(_))));
        assert!(listings.of("b", at(0)).is_none());
        assert!(listings.of("a", at(120)).is_none());
        listings.remember("a", at(120), Seen::NoFolder);
        assert!(matches!(listings.of("a", at(121)), Some(Seen::NoFolder)));
    }

    #[test]
    fn as_much_is_remembered_as_there_is_room_for() {
        let (listings, now) = (Listings::default(), Instant::now());
        for number in 0..100 {
            listings.remember(&number.to_string(), now, holding(1));
        }
        assert!(listings.of("35", now).is_none());
        assert!(listings.of("36", now).is_some());

        listings.remember("large", now, holding(MAX_ENTRIES));
        assert!(listings.of("99", now).is_none());
        assert!(listings.of("large", now).is_some());
        listings.remember("next", now, holding(1));
        assert!(listings.of("large", now).is_none());
        assert!(listings.of("next", now).is_some());
    }
}
