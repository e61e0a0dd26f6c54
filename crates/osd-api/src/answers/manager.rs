//! Who is a manager, and what did it file?

use std::collections::{BTreeMap, btree_map::Entry};

use chrono::NaiveDate;
use osd_catalog::list::Value;
use osd_domain::{
    Cik, Confidence, Filing, Period, Role, Unit,
    amendment::{EffectReason, Standing},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    filings::{self, FilingCheck, OfFiling, filing_check},
    history::HistoryPeriod,
    members::{LinkedManager, Members},
    portfolio::{Manager, because},
};
use crate::{
    Counter, Problem,
    counter::blocking,
    list::{Column, Kind, Listing, Page, Request, Row, Shape, pick},
};

/// A manager.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ManagerDetails {
    /// CIK.
    #[schema(value_type = u64, example = 1067983)]
    pub cik: Cik,
    /// The name by which it goes now.
    pub name: String,
    /// Every name that it filed under, the latest first.
    pub names: Vec<ManagerName>,
    /// Filings known of it.
    pub filings: u64,
    /// The first report period among them.
    #[schema(value_type = Option<String>, example = "1999Q1")]
    pub first_period: Option<Period>,
    /// The last report period among them.
    #[schema(value_type = Option<String>, example = "2025Q2")]
    pub last_period: Option<Period>,
    /// Its latest published quarter with a portfolio, in figures; null where there is none.
    pub latest: Option<HistoryPeriod>,
    /// The managers that it continues under another CIK.
    pub continues: Vec<LinkedManager>,
    /// The managers that continue it under another CIK.
    pub continued_by: Vec<LinkedManager>,
}

/// A name that a manager filed under.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ManagerName {
    /// The name.
    pub name: String,
    /// Date of the first filing under it.
    pub first_filed: NaiveDate,
    /// Date of the last filing under it.
    pub last_filed: NaiveDate,
}

/// Answers for a manager.
pub async fn answer(counter: &Counter, cik: Cik) -> Result<ManagerDetails, Problem> {
    let members = Members::of(counter, cik, false, None).await?;
    let read = counter.catalog.read().await?;
    let known = read.managers().find(cik).await?;
    let known = known.ok_or(Problem::NoManager(cik))?;
    let names = read.managers().names(cik).await?;
    let quarters = read.summaries().manager(cik).await?;
    let held = quarters.into_iter().rev();
    let mut held = held.filter(|quarter| quarter.standing.has_rows());
    Ok(ManagerDetails {
        cik,
        name: known.name,
        names: names
            .into_iter()
            .map(|dated| ManagerName {
                name: dated.name,
                first_filed: dated.first_filed,
                last_filed: dated.last_filed,
            })
            .collect(),
        filings: known.filings,
        first_period: known.first_period,
        last_period: known.last_period,
        latest: held.next().map(HistoryPeriod::of),
        continues: members.continues,
        continued_by: members.continued_by,
    })
}

/// The filings of a manager, with what each does in its portfolio.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ManagerFilingsAnswer {
    /// The manager.
    pub manager: Manager,
    /// The filings, the newest first unless told otherwise.
    pub filings: Vec<ManagerFiling>,
    /// Which part of the list they are.
    pub page: Page,
}

/// A filing, and what it does in the portfolio of its period. What was judged is null where the
/// filing was not published yet.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ManagerFiling {
    /// The filing.
    #[serde(flatten)]
    pub filing: FilingCheck,
    /// `original`, `restatement`, `new_holdings`, `superseded`, `repeats` or `no_holdings`.
    #[schema(value_type = Option<String>, example = "original")]
    pub role: Option<Role>,
    /// Why it is taken to do what it does: `declared`, `resembles`, `never_there` …
    #[schema(value_type = Option<String>, example = "first")]
    pub role_because: Option<EffectReason>,
    /// The unit of its values as judged beside the other filings of the period.
    #[schema(value_type = Option<String>, example = "dollars")]
    pub unit_judged: Option<Unit>,
    /// How sure that is.
    #[schema(value_type = Option<String>, example = "certain")]
    pub unit_confidence: Option<Confidence>,
    /// What the portfolio of the period rests on.
    #[schema(value_type = Option<String>, example = "held")]
    pub standing: Option<Standing>,
}

impl Listing for ManagerFilingsAnswer {
    const ROWS: &'static str = "filings";
    type Item = ManagerFiling;

    fn shapes() -> Vec<Shape> {
        ManagerFilingRow::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &ManagerFiling> {
        self.filings.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        format!("filings-{}", self.manager.cik)
    }
}

/// A filing as a row of its manager's list.
struct ManagerFilingRow(Filing);

impl OfFiling for ManagerFilingRow {
    fn filing(&self) -> &Filing {
        &self.0
    }
}

impl Row for ManagerFilingRow {
    fn columns() -> Vec<Column<Self>> {
        let mut columns = filings::columns();
        // It takes a snapshot to tell, and those of a page are opened.
        for name in [
            "role",
            "role_because",
            "unit_judged",
            "unit_confidence",
            "standing",
        ] {
            columns.push(Column::new(name, Kind::Told, |_| Value::Object));
        }
        columns
    }

    fn tie(&self) -> Value<'_> {
        Value::Text(self.0.accession.to_string().into())
    }
}

/// Answers for the filings of a manager.
pub async fn filings(
    counter: &Counter,
    cik: Cik,
    list: &Request,
) -> Result<ManagerFilingsAnswer, Problem> {
    let about = format!("filings of {cik}");
    let asked = list.read(
        &ManagerFilingRow::all_shapes(),
        "-filed,-accession",
        &about,
        1,
    )?;
    let name = counter.manager_name(cik).await?;
    let name = name.ok_or(Problem::NoManager(cik))?;
    let read = counter.catalog.read().await?;
    let filings = read.filings().of_manager(cik, None).await?;
    drop(read);
    let rows: Vec<ManagerFilingRow> = filings.into_iter().map(ManagerFilingRow).collect();
    let picked = pick(&rows, &asked);
    let shown = picked.places.into_iter().map(|place| rows[place].0.clone());
    Ok(ManagerFilingsAnswer {
        manager: Manager { cik, name },
        filings: judged(counter, cik, shown.collect()).await?,
        page: picked.page,
    })
}

/// Each filing with what was judged of it.
async fn judged(
    counter: &Counter,
    cik: Cik,
    filings: Vec<Filing>,
) -> Result<Vec<ManagerFiling>, Problem> {
    let mut snapshots = BTreeMap::new();
    for period in filings.iter().filter_map(|filing| filing.period) {
        if let Entry::Vacant(place) = snapshots.entry(period) {
            let [snapshot] = counter.current([period]).await?;
            place.insert(snapshot);
        }
    }
    blocking(move || {
        let told = filings.into_iter().map(|filing| {
            let snapshot = filing.period.and_then(|period| snapshots.get(&period));
            let snapshot = snapshot.and_then(Option::as_deref);
            let found = snapshot
                .and_then(|snapshot| Some((snapshot, snapshot.filing(cik, filing.accession)?)));
            let Some((snapshot, entry)) = found else {
                return Ok(ManagerFiling::unjudged(filing_check(filing)));
            };
            let fold = snapshot.fold(cik, None);
            let mut roles = fold.filings.iter();
            let role = roles.find(|(report, _)| report.accession == filing.accession);
            Ok(ManagerFiling {
                role: role.map(|(_, role)| *role),
                role_because: because(snapshot, entry)?,
                unit_judged: Some(entry.unit),
                unit_confidence: entry.unit_confidence,
                standing: Some(fold.standing),
                ..ManagerFiling::unjudged(filing_check(filing))
            })
        });
        told.collect()
    })
    .await
}

impl ManagerFiling {
    fn unjudged(filing: FilingCheck) -> Self {
        Self {
            filing,
            role: None,
            role_because: None,
            unit_judged: None,
            unit_confidence: None,
            standing: None,
        }
    }
}
