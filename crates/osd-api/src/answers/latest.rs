//! The period that is meant where none is named.

use chrono::NaiveDate;
use osd_catalog::Read;
use osd_domain::{Period, SecurityId};

use crate::Problem;

/// The latest period in which one of these securities was held; of those that had ended by the day
/// asked for, where one is.
pub(super) async fn latest(
    read: &Read,
    securities: &[SecurityId],
    as_of: Option<NaiveDate>,
) -> Result<Option<Period>, Problem> {
    let quarters = read.summaries().securities(securities).await?;
    let held = quarters
        .into_iter()
        .filter(|one| one.holders + one.put_holders + one.call_holders > 0)
        .map(|one| one.period);
    Ok(held
        .filter(|period| as_of.is_none_or(|day| period.end() < day))
        .max())
}
