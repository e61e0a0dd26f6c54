use std::{fmt, net::SocketAddr, sync::Arc};

use chrono::{DateTime, NaiveTime, Utc};

/// Tells what time it is on the site.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// How a fake behaves. The default is as sec.gov does, on a free port, now.
#[derive(Clone)]
pub struct Settings {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The time on the site: what is out follows it, and so do its `Date` headers and its bans.
    pub clock: Clock,
    /// When, Eastern, the indexes have what was filed on a day.
    pub index_at: NaiveTime,
    /// Requests in any one second beyond which the client is banned for ten minutes; none: never.
    /// The second is a real one, or one of tokio's paused clock.
    pub max_per_second: Option<usize>,
    /// Business days before today that the feed goes back.
    pub feed_days: u32,
    /// Entries of the feed at most.
    pub feed_entries: usize,
    /// Filings in `submissions/CIK##########.json` and in each of its further files at most.
    pub filings_in_list: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            clock: Arc::new(Utc::now),
            index_at: NaiveTime::from_hms_opt(22, 0, 0).unwrap_or_default(),
            max_per_second: Some(10),
            feed_days: 5,
            feed_entries: 2_000,
            filings_in_list: 1_000,
        }
    }
}

impl Settings {
    /// The usual settings, with the site's clock standing at an instant (RFC 3339).
    ///
    /// # Panics
    /// Where `instant` is none.
    pub fn at(instant: &str) -> Self {
        let instant: DateTime<Utc> = instant.parse().expect("an instant as 2025-05-16T02:30:00Z");
        Self {
            clock: Arc::new(move || instant),
            ..Self::default()
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("listen", &self.listen)
            .field("now", &(self.clock)())
            .field("index_at", &self.index_at)
            .field("max_per_second", &self.max_per_second)
            .field("feed_days", &self.feed_days)
            .field("feed_entries", &self.feed_entries)
            .field("filings_in_list", &self.filings_in_list)
            .finish()
    }
}
