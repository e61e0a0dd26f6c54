//! Quarters as large and as uneven as those on EDGAR, of any size and any number, from a seed.
//!
//! Nothing is carried from one manager or quarter to the next: what anybody files for a quarter
//! follows from the seed, the manager and the quarter. So a manager at a time is in memory, any filing
//! can be made again by itself, and 2025Q1 is the same whether it is the last of eight quarters or of
//! a hundred. Managers, names, CIKs, securities and books persist: positions are bought, added to,
//! reduced, held and sold; shares are split; securities get new CUSIPs, are delisted and listed; managers
//! leave, and some go on under another CIK.

mod archive;
mod board;
mod book;
mod cast;
mod chance;
mod cusips;
mod measured;
mod report;
mod words;

use std::sync::Arc;

use anyhow::ensure;
use osd_domain::{Cik, Period};

pub use self::archive::Archived;
use self::{
    board::Board,
    cast::{Cast, Member},
};
use crate::Submission;

/// How large quarters are to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Managers that report holdings for a quarter. For every five of them one more files a notice.
    pub managers: u64,
    /// Rows of a quarter, in all its filings: about so many.
    pub lines: u64,
}

impl Size {
    /// As large as the quarters of 2025.
    pub const REAL: Self = Self {
        managers: 8_000,
        lines: 3_300_000,
    };
}

/// Makes quarters. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Generator {
    seed: u64,
    securities: u64,
    cast: Arc<Cast>,
}

/// The first quarter that can be made: the first before EDGAR has an index.
const FIRST_YEAR: u16 = 1992;
/// Fewer securities are never listed.
const FEWEST_SECURITIES: u64 = 400;
/// Of rows there are so many for each security, until the board is full.
const LINES_A_SECURITY: u64 = 120;

impl Generator {
    /// A generator of quarters of this size.
    ///
    /// # Errors
    /// Where the size cannot be had: no managers, fewer rows than managers, or more than so many
    /// managers can have.
    pub fn new(seed: u64, size: Size) -> anyhow::Result<Self> {
        let Size { managers, lines } = size;
        ensure!(
            (1..=1_000_000).contains(&managers),
            "{managers} managers cannot be made: ask for 1 to 1,000,000"
        );
        let securities =
            (lines / LINES_A_SECURITY).clamp(FEWEST_SECURITIES, measured::MOST_SECURITIES);
        Self::on_boards_of(securities, seed, size)
    }

    /// A generator on boards of so many securities.
    fn on_boards_of(securities: u64, seed: u64, size: Size) -> anyhow::Result<Self> {
        let Size { managers, lines } = size;
        let most = if securities == measured::MOST_SECURITIES {
            measured::MOST_ROWS
        } else {
            u32::try_from(securities)
                .unwrap_or(u32::MAX)
                .min(measured::MOST_ROWS)
        };
        let possible = managers..=managers * u64::from(most) / 2;
        ensure!(
            possible.contains(&lines),
            "{managers} managers cannot have {lines} lines: ask for {} to {}",
            possible.start(),
            possible.end()
        );
        // What is restated is reported twice.
        let twice = measured::AMENDED * measured::RESTATED / 1_000_000;
        let rows = lines * 1_000_000 / (1_000_000 + twice);
        #[expect(clippy::cast_precision_loss, reason = "rows are fewer than 2^52")]
        let rows = rows as f64;
        Ok(Self {
            seed,
            securities,
            cast: Arc::new(Cast::new(seed, managers, rows, most)),
        })
    }

    /// A generator of managers that this one does not have, on the same boards: so many of them, with so
    /// many rows each on average. A batch whose number is higher by as many managers or more is of others
    /// again.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn newcomers(&self, batch: u64, managers: u64, lines: u64) -> anyhow::Result<Self> {
        let size = Size {
            managers,
            lines: managers * lines,
        };
        let alone = Self::on_boards_of(self.securities, self.seed ^ batch, size)?;
        // Twice as far apart as batches are numbered, so that they do not overlap.
        let first = self.cast.end() + 2 * batch;
        Ok(Self {
            seed: self.seed,
            cast: Arc::new(alone.cast.from(first)),
            ..alone
        })
    }

    /// What is filed for a quarter.
    ///
    /// # Panics
    /// Where the quarter is before 1993.
    pub fn quarter(&self, period: Period) -> Quarter {
        assert!(period.year() > FIRST_YEAR, "{period} is before EDGAR");
        let years = u64::from(period.year() - FIRST_YEAR);
        let number = years * 4 + u64::from(period.quarter()) - 1;
        Quarter {
            period,
            number,
            board: Board::at(self.seed, self.securities, number),
            cast: Arc::clone(&self.cast),
        }
    }
}

/// What is filed for a quarter, a manager at a time.
#[derive(Debug)]
pub struct Quarter {
    period: Period,
    number: u64,
    board: Board,
    cast: Arc<Cast>,
}

impl Quarter {
    /// The quarter.
    pub fn period(&self) -> Period {
        self.period
    }

    /// All filings, by manager, then accession.
    pub fn submissions(&self) -> impl Iterator<Item = Submission> {
        self.cast
            .all()
            .flat_map(|place| report::all(self, &self.member(place)))
    }

    /// The same, with the quarter itself inside.
    pub fn into_submissions(self) -> impl Iterator<Item = Submission> {
        self.cast
            .all()
            .flat_map(move |place| report::all(&self, &self.member(place)))
    }

    /// The filings of a manager, by accession.
    pub fn of(&self, cik: Cik) -> Vec<Submission> {
        let place = Cast::place_of(cik.number()).filter(|place| self.cast.all().contains(place));
        let member = place.map(|place| self.member(place));
        member
            .filter(|member| member.manager.cik() == cik)
            .map_or_else(Vec::new, |member| report::all(self, &member))
    }

    fn member(&self, place: u64) -> Member {
        self.cast.member(place, self.number)
    }
}
