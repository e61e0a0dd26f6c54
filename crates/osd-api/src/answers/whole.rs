//! A manager's whole portfolio, for questions that need one.

use chrono::NaiveDate;
use osd_domain::{Cik, Period, amendment::Standing};

use super::{
    beside::{ManagerBeside, Quarters},
    portfolio::Manager,
    reported_by::{ReportingManager, reported_by},
};
use crate::{Counter, Problem, counter::blocking};

/// A manager's portfolio beside the one of the quarter before. There are rows in it.
pub(super) struct Whole {
    pub(super) manager: Manager,
    pub(super) quarters: Quarters,
    pub(super) beside: ManagerBeside,
    /// Other managers that report holdings for this one.
    pub(super) reported_by: Vec<ReportingManager>,
}

/// Tells of a manager's portfolio of a period, as of a day; a problem where it has none to show.
pub(super) async fn of_whole<T: Send + 'static>(
    counter: &Counter,
    (cik, period, as_of): (Cik, Period, Option<NaiveDate>),
    tell: impl FnOnce(Whole) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let Some(name) = counter.manager_name(cik).await? else {
        return Err(Problem::NoManager(cik));
    };
    let nothing = Problem::NothingFiled { cik, period, as_of };
    let Some(quarters) = Quarters::open(counter, period).await? else {
        return Err(nothing);
    };
    let first = quarters.first_period(counter, cik, as_of).await?;
    let reported_by = reported_by(counter, &quarters, cik, as_of).await?;
    blocking(move || {
        let beside = quarters.manager(cik, as_of, first)?;
        match beside.fold.standing {
            Standing::NothingFiled => Err(nothing),
            standing if !standing.has_rows() => Err(Problem::NoPortfolio {
                cik,
                period,
                standing,
                reported_by,
            }),
            _ => tell(Whole {
                manager: Manager { cik, name },
                quarters,
                beside,
                reported_by,
            }),
        }
    })
    .await
}
