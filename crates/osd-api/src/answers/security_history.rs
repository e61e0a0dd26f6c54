//! What did a manager hold of a security, quarter by quarter?

use std::sync::Arc;

use chrono::NaiveDate;
use osd_catalog::list::Value;
use osd_domain::{
    Book, Change, Cik, Kind, Period, SecurityId,
    amendment::{Fold, Standing},
    change::{Basis, ChangeEvidence, ComparedPosition, Quarter, Side, compare},
    market::{Lineage, MarketChanges},
};
use osd_snapshot::Snapshot;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    figures::{dollars, ratio, whole},
    portfolio::Manager,
    security::{ChainStep, SplitStep, chain, splits},
};
use crate::{
    Counter, Problem,
    counter::blocking,
    list::{
        Column, Kind as Holds, Listing, Page, Request, Row, Shape,
        declared::{columns, objects},
        has_words, pick,
    },
    tables::Tables,
};

/// A question for a manager's position in a security over time.
#[derive(Debug, Clone)]
pub struct Question {
    /// The manager.
    pub cik: Cik,
    /// Any CUSIP that the security had, or the id of a security without one.
    pub security: String,
    /// Only filings accepted by the end of this day (Eastern) count.
    pub as_of: Option<NaiveDate>,
    /// Which quarters, in which order: that of time, unless told otherwise.
    pub list: Request,
}

/// A manager's position in a security, quarter by quarter, under all its CUSIPs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SecurityHistoryAnswer {
    /// The manager.
    pub manager: Manager,
    /// The security asked for.
    #[schema(value_type = String, example = "02079K305")]
    pub security: SecurityId,
    /// Every CUSIP that it had, from the oldest to the newest.
    #[schema(value_type = Vec<String>)]
    pub cusips: Vec<SecurityId>,
    /// The changes from one to the next.
    pub chain: Vec<ChainStep>,
    /// The splits of its shares.
    pub splits: Vec<SplitStep>,
    /// The day asked for. What happened to the security itself does not depend on it.
    pub as_of: Option<NaiveDate>,
    /// Every calendar quarter from the first in which the manager held it to the last it filed for;
    /// several rows where it held several kinds. A quarter of which no portfolio is known stands
    /// with its standing, and without an amount: it is no exit. In order unless told otherwise.
    pub quarters: Vec<HeldQuarter>,
    /// Which part of the list they are.
    pub page: Page,
}

impl Listing for SecurityHistoryAnswer {
    const ROWS: &'static str = "quarters";
    type Item = HeldQuarter;

    fn shapes() -> Vec<Shape> {
        HeldQuarter::shapes()
    }

    fn rows(&self) -> impl Iterator<Item = &HeldQuarter> {
        self.quarters.iter()
    }

    fn page(&self) -> &Page {
        &self.page
    }

    fn file_name(&self) -> String {
        format!("history-{}-{}", self.manager.cik, self.security)
    }
}

/// A position in a quarter, or a quarter without one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HeldQuarter {
    /// The report period.
    #[schema(value_type = String, example = "2025Q1")]
    pub period: Period,
    /// What is known of the portfolio: `held`, `partial`, `no_holdings` (others report), `no_table`,
    /// `unread`, `nothing_filed`.
    #[schema(value_type = String, example = "held")]
    pub standing: Standing,
    /// Whether it can be compared with the quarter before, and why not.
    #[schema(value_type = String, example = "compared")]
    pub basis: Basis,
    /// The CUSIP under which it is held, or was where it is gone; null where nothing is known or held.
    #[schema(value_type = Option<String>)]
    pub security: Option<SecurityId>,
    /// `shares`, `principal`, `put` or `call`; null where nothing is known or held.
    #[schema(value_type = Option<String>, example = "shares")]
    pub kind: Option<Kind>,
    /// Shares, or principal in dollars, as filed; 0 where the portfolio has none, null where no
    /// portfolio is known.
    pub amount: Option<i64>,
    /// The same in shares of the latest quarter: times all later splits and ratios of changes of CUSIP.
    pub amount_adjusted: Option<i64>,
    /// Dollars.
    pub value: Option<i64>,
    /// Share of the sum of its kind.
    pub weight: Option<f64>,
    /// What happened since the quarter before; null where nothing is known or held.
    #[schema(value_type = Option<String>, example = "ADD")]
    pub change: Option<Change>,
    /// What the label rests on, where it rests on more than two amounts.
    #[schema(value_type = Vec<Object>)]
    pub evidence: Vec<ChangeEvidence>,
    /// The filings it rests on.
    pub sources: Vec<String>,
}

impl Row for HeldQuarter {
    fn columns() -> Vec<Column<Self>> {
        let mut columns = columns!(Self {
            Holds::Code => period,
            Holds::OneOf(|| Standing::ALL.iter().map(|one| one.as_str()).collect()) => standing,
            Holds::OneOf(|| Basis::ALL.iter().map(|one| one.as_str()).collect()) => basis,
            Holds::Code => security,
            Holds::OneOf(|| Kind::ALL.iter().map(|one| one.as_str()).collect()) => kind,
            Holds::Int => amount,
            Holds::Int => amount_adjusted,
            Holds::Int => value,
            Holds::Number => weight,
            Holds::OneOf(|| Change::ALL.iter().map(|one| one.as_str()).collect()) => change,
        });
        columns.push(Column::new("evidence", Holds::Object, |row: &Self| {
            objects(&row.evidence)
        }));
        columns.extend(columns!(Self {
            Holds::Texts => sources,
        }));
        columns
    }

    fn tie(&self) -> Value<'_> {
        let security = self.security.as_ref().map_or("", SecurityId::as_str);
        let kind = self.kind.map_or(0, |kind| kind as u8 + 1);
        Value::Text(format!("{} {security} {kind}", self.period).into())
    }

    /// All of them are of one manager and one security.
    fn is_found(&self, words: &[String]) -> bool {
        let security = self.security.as_ref();
        security.is_some_and(|security| has_words(security.as_str(), words))
    }
}

/// Answers the question.
pub async fn answer(
    counter: &Counter,
    question: Question,
) -> Result<SecurityHistoryAnswer, Problem> {
    let Question { cik, as_of, .. } = question;
    let security: SecurityId = question
        .security
        .trim()
        .parse()
        .map_err(|error| Problem::bad("cusip", error))?;
    let about = format!("history {cik} {security} {as_of:?}");
    let list = &question.list;
    let asked = list.read(&HeldQuarter::all_shapes(), "period", &about, 1)?;
    let Some(name) = counter.manager_name(cik).await? else {
        return Err(Problem::NoManager(cik));
    };
    let read = counter.catalog.read().await?;
    let lineage = read.security_events().lineage(&security).await?;
    let filings = read.filings().of_manager(cik, None).await?;
    drop(read);
    let filed = filings
        .iter()
        .filter(|filing| as_of.is_none_or(|day| filing.accepted_on <= day))
        .filter_map(|filing| filing.period);
    let (first, last) = (filed.clone().min(), filed.max());
    let mut telling = Telling {
        cik,
        as_of,
        tables: Arc::clone(&counter.tables),
        first,
        lineage: lineage.clone(),
        before: None,
        quarters: Vec::new(),
    };
    if let Some(first) = first {
        // What is known of the quarter before decides on the label of the first.
        let [before] = counter.current([first.previous()]).await?;
        telling = blocking(move || telling.begun(before.as_deref())).await?;
    }
    let periods = first.zip(last).into_iter();
    for period in periods.flat_map(|(first, last)| first.through(last)) {
        let [now] = counter.current([period]).await?;
        let read = counter.catalog.read().await?;
        let market = Arc::clone(&counter.served(&read, period).await?.market);
        drop(read);
        telling = blocking(move || telling.quarter(period, now, &market)).await?;
    }
    let quarters = telling.quarters;
    if quarters.is_empty() {
        return Err(Problem::NeverHeld {
            cik,
            security: question.security,
        });
    }
    let picked = pick(&quarters, &asked);
    let shown = picked
        .places
        .into_iter()
        .map(|place| quarters[place].clone());
    Ok(SecurityHistoryAnswer {
        quarters: shown.collect(),
        page: picked.page,
        manager: Manager { cik, name },
        cusips: lineage.securities(),
        chain: chain(&lineage),
        splits: splits(&lineage),
        security,
        as_of,
    })
}

/// A manager's portfolio of a quarter, where anything was taken in for it.
struct Known {
    fold: Fold,
    book: Option<Arc<Book>>,
}

/// Tells a manager's quarters one after the other; each portfolio is read once.
struct Telling {
    cik: Cik,
    as_of: Option<NaiveDate>,
    tables: Arc<Tables>,
    first: Option<Period>,
    lineage: Lineage,
    before: Option<Known>,
    quarters: Vec<HeldQuarter>,
}

impl Telling {
    fn begun(mut self, before: Option<&Snapshot>) -> Result<Self, Problem> {
        self.before = before.map(|before| self.known(before)).transpose()?;
        Ok(self)
    }

    fn quarter(
        mut self,
        period: Period,
        snapshot: Option<Arc<Snapshot>>,
        market: &MarketChanges,
    ) -> Result<Self, Problem> {
        let now = snapshot.map(|snapshot| self.known(&snapshot)).transpose()?;
        let filed_earlier = self.first.is_some_and(|first| first < period);
        let compared = compare(
            of_side(Quarter::Now, now.as_ref(), filed_earlier),
            of_side(Quarter::Before, self.before.as_ref(), filed_earlier),
            market,
        );
        let standing = now
            .as_ref()
            .map_or(Standing::NothingFiled, |known| known.fold.standing);
        let empty = HeldQuarter {
            period,
            standing,
            basis: compared.basis,
            security: None,
            kind: None,
            amount: None,
            amount_adjusted: None,
            value: None,
            weight: None,
            change: None,
            evidence: Vec::new(),
            sources: Vec::new(),
        };
        let held_as = self.lineage.securities();
        let positions: Vec<&ComparedPosition> = compared
            .positions
            .iter()
            .filter(|one| standing.has_rows() && held_as.contains(&one.key.security))
            .collect();
        let has_begun = !self.quarters.is_empty();
        if positions.is_empty() && has_begun {
            // What cannot be read of a part may be it.
            let nothing = (standing == Standing::Held).then_some(0);
            self.quarters.push(HeldQuarter {
                amount: nothing,
                amount_adjusted: nothing,
                value: nothing,
                ..empty.clone()
            });
        }
        for position in positions {
            let row = self.row(position, empty.clone());
            self.quarters.push(row);
        }
        self.before = now;
        Ok(self)
    }

    /// The manager's slice of a snapshot.
    fn known(&self, snapshot: &Snapshot) -> Result<Known, Problem> {
        let fold = snapshot.fold(self.cik, self.as_of);
        let has_rows = fold.standing.has_rows();
        let book = has_rows
            .then(|| self.tables.books.of(snapshot, self.cik, &fold))
            .transpose()?;
        Ok(Known { fold, book })
    }

    fn row(&self, position: &ComparedPosition, empty: HeldQuarter) -> HeldQuarter {
        let (key, amount) = (&position.key, position.now.amount);
        let adjusted = match key.kind() {
            Kind::Principal => amount,
            _ => self.lineage.adjust(&key.security, empty.period, amount),
        };
        // Where it is not in what can be read, or was kept back, it may be held all the same.
        let is_known = position.is_held || position.change != Change::NotComparable;
        HeldQuarter {
            security: Some(key.security.clone()),
            kind: Some(key.kind()),
            amount: is_known.then(|| whole(amount)),
            amount_adjusted: is_known.then(|| whole(adjusted)),
            value: is_known.then(|| dollars(position.now.value)),
            weight: position.now.weight.map(ratio),
            change: Some(position.change),
            evidence: position.evidence.clone(),
            sources: position.sources.iter().map(ToString::to_string).collect(),
            ..empty
        }
    }
}

fn of_side(quarter: Quarter, known: Option<&Known>, filed_earlier: bool) -> Side<'_> {
    let fold = known.map(|known| &known.fold);
    let book = known.and_then(|known| known.book.as_deref());
    Side::of(quarter, fold, book, filed_earlier)
}
