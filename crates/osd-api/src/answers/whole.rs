//! A whole portfolio, for questions that need one.

use chrono::NaiveDate;
use osd_catalog::Read;
use osd_domain::{Period, amendment::Standing};

use super::{
    beside::{Beside, Quarters},
    members::Members,
    reported_by::{ReportingManager, reported_by},
};
use crate::{Counter, Problem, counter::blocking_over};

/// The portfolio of a manager, or of several together, beside the one of the quarter before. There
/// are rows in it.
pub(super) struct Whole {
    pub(super) members: Members,
    pub(super) quarters: Quarters,
    pub(super) beside: Beside,
    /// `held` or `partial`.
    pub(super) standing: Standing,
    /// Other managers that report holdings for these.
    pub(super) reported_by: Vec<ReportingManager>,
}

/// Tells of the portfolio of a period, as of a day; a problem where there is none to show.
pub(super) async fn of_whole<T: Send + 'static>(
    counter: &Counter,
    read: Read,
    members: Members,
    (period, as_of): (Period, Option<NaiveDate>),
    tell: impl FnOnce(Whole) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let cik = members.manager.cik;
    let nothing = Problem::NothingFiled {
        cik,
        period,
        as_of,
        continued_by: members.continued_by.clone(),
    };
    let served = counter.served(&read, period).await?;
    drop(read);
    let Some(quarters) = Quarters::of(counter, period, &served).await? else {
        return Err(nothing);
    };
    let reported_by = reported_by(counter, &quarters, &members, as_of).await?;
    blocking_over(quarters.rows(&members), move || {
        let beside = quarters.members(&members, as_of)?;
        match beside.standing() {
            Standing::NothingFiled => Err(nothing),
            standing if !standing.has_rows() => Err(Problem::NoPortfolio {
                cik,
                period,
                standing,
                reported_by,
                continued_by: members.continued_by,
            }),
            standing => tell(Whole {
                members,
                quarters,
                beside,
                standing,
                reported_by,
            }),
        }
    })
    .await
}
