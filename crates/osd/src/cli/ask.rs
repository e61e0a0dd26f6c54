//! Questions: what there is, and what was decided.

use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use osd_api::answers::search::HitKind;
use osd_catalog::QualityKind;
use osd_domain::{Accession, Change, Cik, Grade, IssuerId, Period, SecurityId};

use super::List;

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// Words of a name in any order, a ticker, a CIK, a CUSIP or its beginning, an accession number
    #[arg(required = true, value_name = "WORD")]
    pub(crate) words: Vec<String>,
    /// Only hits of these kinds: manager, security, issuer, ticker, filing
    #[arg(long = "kind", value_name = "KIND,…", value_delimiter = ',')]
    pub(crate) kinds: Vec<HitKind>,
    /// At most so many; 10 unless given, never above 100
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
}

#[derive(Debug, Args)]
pub(crate) struct Portfolio {
    /// The manager
    pub(crate) cik: Cik,
    /// The report period; the manager's latest unless given
    pub(crate) period: Option<Period>,
    /// Only filings accepted by the end of this day (Eastern) count
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<NaiveDate>,
    #[command(flatten)]
    pub(crate) list: List,
    /// Add up the portfolios of the managers that it continues and that continue it
    #[arg(long)]
    pub(crate) merged: bool,
    /// The steps from the raw sum of all rows to the total, instead of positions
    #[arg(
        long,
        requires = "period",
        conflicts_with_all = ["List", "merged"]
    )]
    pub(crate) bridge: bool,
    /// One row for each set of included managers that rows name, or for each issuer over all its
    /// classes, instead of positions
    #[arg(
        long,
        value_enum,
        value_name = "WHAT",
        requires = "period",
        conflicts_with_all = ["bridge", "merged"]
    )]
    pub(crate) by: Option<By>,
}

/// What the rows of a portfolio are added up by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// By the other included managers that rows name
    Manager,
    /// By issuer
    Issuer,
}

#[derive(Debug, Args)]
pub(crate) struct Changes {
    /// The manager
    pub(crate) cik: Cik,
    /// The report period
    pub(crate) period: Period,
    /// Only filings accepted by the end of this day (Eastern) count
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<NaiveDate>,
    /// Only these labels; all but HOLD unless given
    #[arg(long = "label", value_name = "LABEL,…", value_delimiter = ',')]
    pub(crate) labels: Vec<Change>,
    #[command(flatten)]
    pub(crate) list: List,
    /// Add up the portfolios of the managers that it continues and that continue it
    #[arg(long)]
    pub(crate) merged: bool,
}

#[derive(Debug, Args)]
pub(crate) struct History {
    /// The manager
    pub(crate) cik: Cik,
    /// Its position in this security, under all CUSIPs that the security had, instead of figures
    #[arg(long, value_name = "CUSIP")]
    pub(crate) security: Option<SecurityId>,
    /// Only filings accepted by the end of this day (Eastern) count
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<NaiveDate>,
    /// Add up the portfolios of the managers that it continues and that continue it
    #[arg(long, conflicts_with = "security")]
    pub(crate) merged: bool,
    #[command(flatten)]
    pub(crate) list: List,
}

#[derive(Debug, Args)]
pub(crate) struct Successions {
    /// Only those that lead to this manager or away from it, directly or through others
    #[arg(long, value_name = "CIK")]
    pub(crate) manager: Option<Cik>,
    #[command(flatten)]
    pub(crate) list: List,
}

#[derive(Debug, Args)]
pub(crate) struct Quality {
    /// How many rows there are by rule and filing year, instead of rows
    #[arg(long, conflicts_with_all = ["kind", "rule", "period", "manager", "filing", "year", "List"])]
    pub(crate) totals: bool,
    /// Only of this kind: note, verdict, repair or override
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<QualityKind>,
    /// Only by this rule: a note's code, a verdict's reason, a repair's fault
    #[arg(long, value_name = "RULE")]
    pub(crate) rule: Option<String>,
    /// Only of filings for this report period
    #[arg(long, value_name = "PERIOD")]
    pub(crate) period: Option<Period>,
    /// Only of filings of this manager
    #[arg(long, value_name = "CIK")]
    pub(crate) manager: Option<Cik>,
    /// Only of this filing
    #[arg(long, value_name = "ACCESSION")]
    pub(crate) filing: Option<Accession>,
    /// Only of filings filed in this year
    #[arg(long, value_name = "YEAR")]
    pub(crate) year: Option<i32>,
    #[command(flatten)]
    pub(crate) list: List,
}

#[derive(Debug, Args)]
pub(crate) struct Holders {
    /// The security
    pub(crate) cusip: SecurityId,
    /// The report period; the latest in which it was held unless given
    pub(crate) period: Option<Period>,
    /// Only filings accepted by the end of this day (Eastern) count
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<NaiveDate>,
    #[command(flatten)]
    pub(crate) list: List,
}

#[derive(Debug, Args)]
pub(crate) struct Security {
    /// The security
    pub(crate) cusip: SecurityId,
}

#[derive(Debug, Args)]
pub(crate) struct Ticker {
    /// The ticker; case and separators do not matter
    pub(crate) ticker: String,
}

#[derive(Debug, Args)]
pub(crate) struct Issuer {
    /// The issuer: the first six characters of its CUSIPs, or one of them
    pub(crate) issuer: IssuerId,
    /// The report period; the latest in which one of its securities was held unless given
    pub(crate) period: Option<Period>,
    /// Only filings accepted by the end of this day (Eastern) count
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<NaiveDate>,
    #[command(flatten)]
    pub(crate) list: List,
}

#[derive(Debug, Args)]
pub(crate) struct Managers {
    /// Those that filed for this report period, largest first
    #[arg(long, value_name = "PERIOD")]
    pub(crate) period: Option<Period>,
    #[command(flatten)]
    pub(crate) list: List,
}

#[derive(Debug, Args)]
pub(crate) struct Periods {
    /// What there is of this report period, instead of a list
    #[arg(conflicts_with = "List")]
    pub(crate) period: Option<Period>,
    #[command(flatten)]
    pub(crate) list: List,
}

#[derive(Debug, Args)]
pub(crate) struct Movers {
    /// The report period; the latest that was published unless given
    pub(crate) period: Option<Period>,
    #[command(flatten)]
    pub(crate) list: List,
}

#[derive(Debug, Args)]
pub(crate) struct Snapshots {
    #[command(flatten)]
    pub(crate) list: List,
}

#[derive(Debug, Args)]
pub(crate) struct Filing {
    /// The filing
    pub(crate) accession: Accession,
    /// With the rows of its information table
    #[arg(long)]
    pub(crate) lines: bool,
    #[command(flatten)]
    pub(crate) list: List,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Counts and shares by filing year and layout, instead of counts by era
    #[arg(long, conflicts_with_all = ["filings", "below", "grades", "List"])]
    pub(crate) coverage: bool,
    /// Every filing
    #[arg(long)]
    pub(crate) filings: bool,
    /// Every filing with a grade below this one, and why
    #[arg(long, value_name = "GRADE", conflicts_with = "grades")]
    pub(crate) below: Option<Grade>,
    /// Every filing with one of these grades, and why
    #[arg(long = "grade", value_name = "GRADE,…", value_delimiter = ',')]
    pub(crate) grades: Vec<Grade>,
    #[command(flatten)]
    pub(crate) list: List,
}

impl Check {
    /// Whether filings are asked for, rather than counts.
    pub(crate) fn wants_filings(&self) -> bool {
        self.filings || self.below.is_some() || !self.grades.is_empty() || self.list.is_given()
    }
}
