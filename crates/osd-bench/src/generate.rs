//! Makes quarters as large as the real ones: as a folder laid out as sec.gov, or published in a home.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::Context;
use osd_domain::{Filing, Line, Period};
use osd_edgar::clock::eastern_to_utc;
use osd_form13f::READER_VERSION;
use osd_ingest::{House, Outcome, Presence, Readings};
pub use osd_testkit::Archived;
use osd_testkit::{Generator, Quarter, Submission};

use crate::Plan;

/// Writes a folder laid out as sec.gov, for `osd ingest --edgar`.
///
/// # Errors
/// A plan that cannot be, and whatever the file system says.
pub fn filings(
    plan: &Plan,
    folder: &Path,
    told: impl FnMut(Period, Archived),
) -> anyhow::Result<Archived> {
    plan.generator()?
        .archive(folder, plan.periods()?, told)
        .with_context(|| format!("failed to write below {}", folder.display()))
}

/// Enters filings into the stores of a home and publishes their periods.
///
/// # Errors
/// A plan that cannot be, and whatever the stores say.
pub async fn home(plan: &Plan, house: &House, presence: &Presence) -> anyhow::Result<Outcome> {
    let generator = plan.generator()?;
    let periods = plan.periods()?;
    let readings = Arc::new(Generated::new(generator.clone()));
    let filings = periods.into_iter().flat_map(|period| {
        let quarter = generator.quarter(period);
        let submissions: Box<dyn Iterator<Item = Submission>> =
            Box::new(quarter.into_submissions());
        submissions.map(|submission| reading(&submission).0)
    });
    // One period at a time: each has its own boards and its own runs to be sorted.
    let outcome = osd_ingest::take_in(house, presence, filings, readings, 1).await?;
    Ok(outcome)
}

/// A submission as our reader reads it.
pub fn reading(submission: &Submission) -> (Filing, Vec<Line>) {
    submission.reading(READER_VERSION, eastern_to_utc)
}

/// Gives the rows of generated filings by making them again.
struct Generated {
    generator: Generator,
    /// The quarter asked for last: a period is published as a whole.
    quarter: Mutex<Option<Arc<Quarter>>>,
}

impl Generated {
    fn new(generator: Generator) -> Self {
        Self {
            generator,
            quarter: Mutex::new(None),
        }
    }

    fn quarter(&self, period: Period) -> Arc<Quarter> {
        let mut kept = self.quarter.lock().unwrap_or_else(PoisonError::into_inner);
        match &*kept {
            Some(quarter) if quarter.period() == period => Arc::clone(quarter),
            _ => Arc::clone(kept.insert(Arc::new(self.generator.quarter(period)))),
        }
    }
}

impl Readings for Generated {
    fn lines(&self, filing: &Filing) -> Option<Vec<Line>> {
        let submissions = self.quarter(filing.period?).of(filing.cik);
        let found = submissions
            .iter()
            .find(|submission| submission.accession_number() == filing.accession)?;
        Some(reading(found).1)
    }
}
