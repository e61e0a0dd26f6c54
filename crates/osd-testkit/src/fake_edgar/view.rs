//! The site as one request sees it: at an instant, under the faults that concern it.

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use osd_domain::Accession;

use super::{
    calendar,
    faults::Fault,
    settings::Settings,
    site::{Filing, Site},
};

/// The site at an instant.
pub(super) struct View<'a> {
    pub(super) site: &'a Site,
    pub(super) now: DateTime<Utc>,
    pub(super) settings: &'a Settings,
    index_at: NaiveTime,
    index_late: Duration,
    archive_late: Duration,
    /// So many of the last rows of each day are not in the first version of its indexes, which is
    /// the one that is out.
    pub(super) rows_held_back: usize,
    pub(super) not_in_daily: Vec<Accession>,
}

impl<'a> View<'a> {
    pub(super) fn new(
        site: &'a Site,
        settings: &'a Settings,
        now: DateTime<Utc>,
        faults: &[Fault],
    ) -> Self {
        let mut view = Self {
            site,
            now,
            settings,
            index_at: settings.index_at,
            index_late: Duration::zero(),
            archive_late: Duration::zero(),
            rows_held_back: 0,
            not_in_daily: Vec::new(),
        };
        for fault in faults {
            match fault {
                Fault::IndexLate { by } => view.index_late = in_chrono(*by),
                Fault::ArchiveLate { by } => view.archive_late = in_chrono(*by),
                Fault::IndexRewritten { rows } => view.rows_held_back = *rows,
                Fault::NotInDaily { accession } => view.not_in_daily.push(*accession),
                _ => {}
            }
        }
        view
    }

    /// When the indexes have what was filed on a day.
    pub(super) fn index_out_at(&self, day: NaiveDate) -> DateTime<Utc> {
        calendar::night(day, self.index_at) + self.index_late
    }

    /// Since when the index stands as it does: a second version came a minute after the first.
    pub(super) fn version_of(&self, last_day: NaiveDate) -> DateTime<Utc> {
        let is_first = self.rows_held_back > 0;
        self.index_out_at(last_day) - Duration::minutes(i64::from(is_first))
    }

    /// Whether the feed and the lists of filers have the filing.
    pub(super) fn is_out(&self, filing: &Filing) -> bool {
        self.now >= filing.out_at
    }

    /// Whether its submission can be had.
    pub(super) fn is_in_archive(&self, filing: &Filing) -> bool {
        self.now >= filing.out_at + self.archive_late
    }
}

fn in_chrono(by: std::time::Duration) -> Duration {
    Duration::from_std(by).unwrap_or(Duration::zero())
}
