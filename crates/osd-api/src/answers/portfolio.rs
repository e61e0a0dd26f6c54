//! What did a manager hold, and what changed?

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use osd_domain::{
    Cik, Confidence, Period, Role, Unit,
    amendment::{EffectReason, Standing},
    change::Basis,
};
use osd_snapshot::{FilingEntry, Snapshot};
use serde::Serialize;
use utoipa::ToSchema;

pub use super::position::{PositionAnswer, PositionRow};
use super::{
    beside::Beside,
    figures::dollars,
    members::{LinkedManager, Members},
    reported_by::ReportingManager,
    whole::{Whole, of_whole},
};
use crate::{
    Counter, Problem,
    list::{Listing, Page, Request, Row, Shape, pick},
};

/// A question for a portfolio.
#[derive(Debug, Clone)]
pub struct Question {
    /// The manager.
    pub cik: Cik,
    /// The report period; the manager's latest where none is given.
    pub period: Option<Period>,
    /// Only filings accepted by the end of this day (Eastern) count.
    pub as_of: Option<NaiveDate>,
    /// Whether its portfolios are added up with those of the managers that it continues and that
    /// continue it.
    pub merged: bool,
    /// Which positions, in which order: by value, largest first, unless told otherwise.
    pub list: Request,
}

/// A portfolio beside the one of the calendar quarter before.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PortfolioAnswer {
    /// The manager.
    pub manager: Manager,
    /// The managers whose portfolios are added up: more than one in the merged view alone.
    pub managers: Vec<Manager>,
    /// The managers that it continues under another CIK.
    pub continues: Vec<LinkedManager>,
    /// The managers that continue it under another CIK.
    pub continued_by: Vec<LinkedManager>,
    /// The report period.
    #[schema(value_type = String, example = "2025Q1")]
    pub period: Period,
    /// The calendar quarter before.
    #[schema(value_type = String, example = "2024Q4")]
    pub previous_period: Period,
    /// The day asked for.
    pub as_of: Option<NaiveDate>,
    /// `held`, or `partial` where a filing that counts could not be read.
    #[schema(value_type = String, example = "held")]
    pub standing: Standing,
    /// Whether it can be compared with the quarter before, and why not: `compared`, `first_filing`,
    /// `notice`, `gap`, `unread`, `not_loaded`.
    #[schema(value_type = String, example = "compared")]
    pub basis: Basis,
    /// Every filing of the manager for the period, in their order, with what it does.
    pub filings: Vec<FilingInPortfolio>,
    /// Other managers that report holdings for this one, as its notice or combination report says.
    pub reported_by: Vec<ReportingManager>,
    /// Totals.
    pub totals: Totals,
    /// The positions; sold-out ones stand with value 0.
    pub positions: Vec<PositionAnswer>,
    /// Which part of them all these are.
    pub page: Page,
}

/// A manager.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Manager {
    /// CIK.
    #[schema(value_type = u64, example = 1067983)]
    pub cik: Cik,
    /// The name by which it goes now.
    pub name: String,
}

/// A filing and what it does in the portfolio.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FilingInPortfolio {
    /// CIK of the manager of record.
    #[schema(value_type = u64, example = 1067983)]
    pub cik: Cik,
    /// Accession number.
    pub accession: String,
    /// Form type.
    pub form: String,
    /// Date filed.
    pub filed: NaiveDate,
    /// When EDGAR accepted it, where known.
    pub accepted_at: Option<DateTime<Utc>>,
    /// `original`, `restatement`, `new_holdings`, `superseded`, `repeats` or `no_holdings`.
    #[schema(value_type = String, example = "original")]
    pub role: Role,
    /// Why it is taken to do what it does: `declared`, `resembles`, `never_there` …; null where
    /// nothing was judged.
    #[schema(value_type = Option<String>, example = "first")]
    pub role_because: Option<EffectReason>,
    /// What it turned out to be: `read`, `notice`, `unread` …
    pub state: String,
    /// The unit of its values: `thousands` or `dollars`.
    #[schema(value_type = String, example = "dollars")]
    pub unit: Unit,
    /// How sure that is: `certain`, `likely`, `quarantined`; null where it has no values.
    #[schema(value_type = Option<String>, example = "certain")]
    pub unit_confidence: Option<Confidence>,
}

/// Totals of a portfolio.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Totals {
    /// Sum of all effective rows, in dollars.
    pub value: i64,
    /// Positions held; sold-out ones are not counted.
    pub positions: u64,
    /// Totals of `shares`, `principal`, `put` and `call`, where they occur.
    pub by_kind: BTreeMap<String, KindTotal>,
    /// Sum of a quarter before, where there is a portfolio.
    pub previous_value: Option<i64>,
}

/// Totals of one kind of position.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KindTotal {
    /// Dollars.
    pub value: i64,
    /// Positions.
    pub positions: u64,
}

impl Listing for PortfolioAnswer {
    const ROWS: &'static str = "positions";
    type Item = PositionAnswer;

    fn shapes() -> Vec<Shape> {
        PositionRow::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &PositionAnswer> {
        self.positions.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        format!("portfolio-{}-{}", self.manager.cik, self.period)
    }
}

/// Answers the question.
pub async fn answer(counter: &Counter, question: Question) -> Result<PortfolioAnswer, Problem> {
    let Question {
        cik,
        as_of,
        merged,
        list,
        ..
    } = question;
    let about = format!("portfolio {cik} {:?} {as_of:?} {merged}", question.period);
    let asked = list.read(&PositionRow::all_shapes(), "-value", &about, 1)?;
    let members = Members::of(counter, cik, merged, as_of).await?;
    let period = match question.period {
        Some(period) => period,
        None => latest_period(counter, &members, as_of).await?,
    };
    of_whole(counter, members, (period, as_of), move |whole| {
        let Whole {
            members,
            quarters,
            beside,
            standing,
            reported_by,
        } = whole;
        let compared = beside.compare(&quarters.market);
        let rows = PositionRow::all(&compared.positions, &quarters);
        let picked = pick(&rows, &asked);
        let positions = picked.places.into_iter();
        Ok(PortfolioAnswer {
            manager: members.manager,
            managers: members.managers,
            continues: members.continues,
            continued_by: members.continued_by,
            period,
            previous_period: period.previous(),
            as_of,
            standing,
            basis: compared.basis,
            filings: filings(&quarters.now, &beside)?,
            reported_by,
            totals: totals(&beside),
            positions: positions
                .map(|place| quarters.position(rows[place].position))
                .collect(),
            page: picked.page,
        })
    })
    .await
}

/// The latest period with a portfolio to show, else the latest.
async fn latest_period(
    counter: &Counter,
    members: &Members,
    as_of: Option<NaiveDate>,
) -> Result<Period, Problem> {
    let read = counter.catalog.read().await?;
    let mut filings = Vec::new();
    for (cik, _) in members.each() {
        filings.extend(read.filings().of_manager(cik, None).await?);
    }
    let known = filings
        .iter()
        .filter(|filing| as_of.is_none_or(|day| filing.accepted_on <= day))
        .filter_map(|filing| {
            Some((
                filing.state == osd_domain::FilingState::Read,
                filing.period?,
            ))
        });
    let latest = known.max().map(|(_, period)| period);
    latest.ok_or_else(|| match as_of {
        Some(day) => Problem::NothingFiled {
            cik: members.manager.cik,
            period: Period::containing(day),
            as_of,
            continued_by: Vec::new(),
        },
        None => Problem::NoManager(members.manager.cik),
    })
}

pub(super) fn filings(
    snapshot: &Snapshot,
    beside: &Beside,
) -> Result<Vec<FilingInPortfolio>, Problem> {
    let all = beside.folds().flat_map(|(cik, fold)| {
        let filings = fold.filings.iter();
        filings.map(move |(report, role)| (snapshot.filing(cik, report.accession), role))
    });
    all.filter_map(|(filing, role)| Some((filing?, role)))
        .map(|(filing, role)| {
            Ok(FilingInPortfolio {
                cik: filing.cik,
                accession: filing.accession.to_string(),
                form: filing.form.to_string(),
                filed: filing.filed,
                accepted_at: filing.accepted_at,
                role: *role,
                role_because: because(snapshot, filing)?,
                state: filing.state.to_string(),
                unit: filing.unit,
                unit_confidence: filing.unit_confidence,
            })
        })
        .collect()
}

/// Why a filing is taken to do what it does to what was filed before; none where nothing was judged.
pub(super) fn because(
    snapshot: &Snapshot,
    filing: &FilingEntry,
) -> Result<Option<EffectReason>, Problem> {
    match (filing.effect_because, filing.effect) {
        // An older snapshot says so with what it rests on.
        (None, Some(_)) => Ok(snapshot
            .details(filing)?
            .effect
            .map(|verdict| verdict.because)),
        (known, _) => Ok(known),
    }
}

pub(super) fn totals(beside: &Beside) -> Totals {
    let portfolio = beside.book.portfolio();
    let by_kind = portfolio.by_kind().into_iter().map(|(kind, total)| {
        (
            kind.to_string(),
            KindTotal {
                value: dollars(total.value),
                positions: total.positions,
            },
        )
    });
    Totals {
        value: dollars(portfolio.value()),
        positions: portfolio.positions().len() as u64,
        by_kind: by_kind.collect(),
        previous_value: beside
            .book_before
            .as_ref()
            .map(|book| dollars(book.portfolio().value())),
    }
}
