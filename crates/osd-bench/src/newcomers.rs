//! Reports of managers that a generated home does not know.

use std::path::Path;

use osd_domain::Period;
use osd_testkit::{Mirror, Submission};

use crate::Plan;

/// About so many reports for a period, each with as many rows as is usual in the home, filed in time. How
/// many filings the home has already decides which.
pub(crate) fn newcomers(
    plan: &Plan,
    period: Period,
    known: u64,
    filings: u64,
) -> anyhow::Result<Vec<Submission>> {
    let lines = (plan.lines / plan.managers).max(1);
    let generator = plan.generator()?.newcomers(known, filings, lines)?;
    let submissions = generator.quarter(period).into_submissions();
    // What was filed late is in the index of a later quarter.
    let in_time = |one: &Submission| {
        one.form_type().as_str() == "13F-HR" && Period::containing(one.filed()) == period.next()
    };
    Ok(submissions.filter(in_time).collect())
}

/// Writes submissions into a folder laid out as sec.gov.
pub(crate) fn mirror<'s>(
    submissions: impl IntoIterator<Item = &'s Submission>,
    folder: &Path,
) -> anyhow::Result<()> {
    let mut mirror = Mirror::new(folder);
    for submission in submissions {
        mirror.add(submission);
    }
    Ok(mirror.write()?)
}
