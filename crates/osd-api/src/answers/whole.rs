//! A whole portfolio, for questions that need one.

use chrono::NaiveDate;
use osd_domain::{Period, amendment::Standing};

use super::{
    beside::{Beside, Quarters},
    members::Members,
    reported_by::{ReportingManager, reported_by},
};
use crate::{Counter, Problem, counter::blocking_over};

/// A manager, or several together, in two quarters: not yet known to have a portfolio.
pub(super) struct Held {
    pub(super) members: Members,
    pub(super) quarters: Quarters,
    /// Other managers that report holdings for these.
    reported_by: Vec<ReportingManager>,
}

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
    members: Members,
    asked: (Period, Option<NaiveDate>),
    tell: impl FnOnce(Whole) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    of_held(counter, members, asked, Quarters::rows, move |held| {
        let beside = held.quarters.members(&held.members, asked.1)?;
        let standing = beside.standing();
        let held = held.with_rows(standing, asked)?;
        tell(Whole {
            members: held.members,
            quarters: held.quarters,
            beside,
            standing,
            reported_by: held.reported_by,
        })
    })
    .await
}

/// The same of one manager, whose filings say what its portfolio rests on: no row is read for that.
pub(super) async fn of_one<T: Send + 'static>(
    counter: &Counter,
    members: Members,
    asked: (Period, Option<NaiveDate>),
    tell: impl FnOnce(Held) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    of_held(counter, members, asked, Quarters::rows_now, move |held| {
        let fold = held.quarters.now.fold(held.members.manager.cik, asked.1);
        tell(held.with_rows(fold.standing, asked)?)
    })
    .await
}

async fn of_held<T: Send + 'static>(
    counter: &Counter,
    members: Members,
    (period, as_of): (Period, Option<NaiveDate>),
    rows: impl FnOnce(&Quarters, &Members) -> u64,
    tell: impl FnOnce(Held) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let served = counter.served(period).await?;
    let Some(quarters) = Quarters::of(counter, period, &served).await? else {
        return Err(nothing_filed(&members, (period, as_of)));
    };
    let reported_by = reported_by(counter, &quarters, &members, as_of).await?;
    blocking_over(rows(&quarters, &members), move || {
        tell(Held {
            members,
            quarters,
            reported_by,
        })
    })
    .await
}

impl Held {
    /// The same where its portfolio has rows; else what there is instead.
    fn with_rows(
        self,
        standing: Standing,
        asked: (Period, Option<NaiveDate>),
    ) -> Result<Self, Problem> {
        match standing {
            Standing::NothingFiled => Err(nothing_filed(&self.members, asked)),
            standing if !standing.has_rows() => Err(Problem::NoPortfolio {
                cik: self.members.manager.cik,
                period: asked.0,
                standing,
                reported_by: self.reported_by,
                continued_by: self.members.continued_by,
            }),
            _ => Ok(self),
        }
    }
}

fn nothing_filed(members: &Members, (period, as_of): (Period, Option<NaiveDate>)) -> Problem {
    Problem::NothingFiled {
        cik: members.manager.cik,
        period,
        as_of,
        continued_by: members.continued_by.clone(),
    }
}
