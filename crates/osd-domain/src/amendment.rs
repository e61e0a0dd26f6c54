//! Which of a manager's filings for a report period count, and how.
//!
//! The latest filing that replaces what came before is the base; those that add to it came after
//! it; everything else is superseded. What a filing does to those before it is its [`Effect`], a
//! verdict. The answer is a function of the *set* of filings: the order in which they are handed
//! in does not matter.

mod effect;

pub use self::effect::{
    Amounts, Effect, EffectOverride, EffectReason, EffectVerdict, Overlap, effects,
};

use crate::{
    filing::{Filing, FilingState},
    id::Accession,
    named::named,
};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

named! {
    /// What an amendment says of itself: "This Amendment (check only one.)".
    AmendmentKind {
        /// "is a restatement": it replaces what was filed before.
        Restatement = "restatement",
        /// "adds new holdings entries": it adds to what was filed before.
        NewHoldings = "new_holdings",
    }
}

named! {
    /// What a filing does in the effective portfolio.
    Role {
        /// The base: an original report.
        Original = "original",
        /// The base: an amendment that replaces what came before.
        Restatement = "restatement",
        /// Adds rows to the base.
        NewHoldings = "new_holdings",
        /// Replaced by a later filing.
        Superseded = "superseded",
        /// Says again what a filing that counts says; its rows are not counted twice.
        Repeats = "repeats",
        /// Holds no rows by its nature: a notice, a request for confidential treatment, a stub.
        NoHoldings = "no_holdings",
    }
}

/// What the fold needs to know of a filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The filing.
    pub accession: Accession,
    /// Whether its form is an amendment (`/A`).
    pub is_amendment: bool,
    /// When EDGAR accepted it, where known.
    pub accepted_at: Option<DateTime<Utc>>,
    /// The day (Eastern) of acceptance, else the date filed.
    pub accepted_on: NaiveDate,
    /// Amendment number, as the cover gives it.
    pub amendment_number: Option<u32>,
    /// Amendment kind, as the cover gives it.
    pub kind: Option<AmendmentKind>,
    /// What the filing turned out to be.
    pub state: FilingState,
    /// The entry total and the value total of its cover, as printed; none where one is missing.
    pub printed_totals: Option<(u64, Decimal)>,
    /// What it does to what was filed before, where that was judged; else its kind says so.
    pub judged: Option<Effect>,
}

impl Report {
    /// What the fold needs to know of `filing`.
    pub fn of(filing: &Filing) -> Self {
        Self {
            accession: filing.accession,
            is_amendment: filing.form.is_amendment(),
            accepted_at: filing.accepted_at,
            accepted_on: filing.accepted_on,
            amendment_number: filing.cover.amendment_number,
            kind: filing.cover.amendment_kind,
            state: filing.state,
            printed_totals: filing.cover.entry_total.zip(filing.cover.value_total),
            judged: None,
        }
    }

    /// What it does to what was filed before: as judged, else as declared. A report that declares
    /// nothing replaces: the form's default is a whole report.
    pub fn effect(&self) -> Effect {
        self.judged.unwrap_or_else(|| self.declared())
    }

    fn declared(&self) -> Effect {
        match self.kind {
            Some(AmendmentKind::NewHoldings) if self.is_amendment => Effect::Adds,
            _ => Effect::Replaces,
        }
    }

    /// The order of filings: acceptance, then amendment number, then accession. A filing whose
    /// hour is not known stands at the start of its day, an amendment at its end, so that the
    /// order is total and an amendment of the same day comes after what it amends.
    fn order(&self) -> impl Ord + use<> {
        let hour = match (self.accepted_at, self.is_amendment) {
            (None, false) => 0,
            (Some(_), _) => 1,
            (None, true) => 2,
        };
        let number = self.amendment_number.unwrap_or(0);
        (
            self.accepted_on,
            hour,
            self.accepted_at,
            number,
            self.accession,
        )
    }

    fn is_holdings_report(&self) -> bool {
        use FilingState as S;
        match self.state {
            // An amendment that is but a letter changes nothing, unless it says that it restates.
            S::NoTable => !self.is_amendment || self.kind == Some(AmendmentKind::Restatement),
            S::Read | S::Unread | S::Unreadable | S::Discovered | S::Fetched => true,
            S::Notice | S::ConfidentialTreatmentRequest | S::PaperStub => false,
        }
    }
}

/// The filings of one manager and period with the role of each, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// Every filing known by the day asked for.
    pub filings: Vec<(Report, Role)>,
    /// What the portfolio rests on.
    pub standing: Standing,
}

named! {
    /// What is known of a manager's portfolio in a period.
    Standing {
        /// Nothing was filed by the day asked for.
        NothingFiled = "nothing_filed",
        /// Rows were read: there is a portfolio.
        Held = "held",
        /// Only part of what counts was read, or what was added is known and not what it was
        /// added to. What it does not show is not known to be absent.
        Partial = "partial",
        /// Other managers report the holdings, or the filing is confidential or on paper.
        NoHoldings = "no_holdings",
        /// What counts holds no table.
        NoTable = "no_table",
        /// What counts was not read.
        Unread = "unread",
    }
}

impl Standing {
    /// Whether there are rows to show.
    pub fn has_rows(self) -> bool {
        matches!(self, Self::Held | Self::Partial)
    }

    /// Whether what is not among the rows was not held, so that changes can be told.
    pub fn is_whole(self) -> bool {
        self == Self::Held
    }
}

impl Fold {
    /// Whether one of the filings says that other managers report all holdings.
    pub fn has_notice(&self) -> bool {
        let states = self.filings.iter().map(|(report, _)| report.state);
        states.into_iter().any(|state| state == FilingState::Notice)
    }

    /// The filings whose rows make up the portfolio, in their order.
    pub fn effective(&self) -> impl Iterator<Item = &Report> {
        self.filings
            .iter()
            .filter(|(_, role)| {
                matches!(role, Role::Original | Role::Restatement | Role::NewHoldings)
            })
            .map(|(report, _)| report)
    }
}

/// Gives each filing its role. With `as_of`, only filings accepted by the end of that day
/// (Eastern) are seen.
pub fn fold(reports: &[Report], as_of: Option<NaiveDate>) -> Fold {
    let mut known: Vec<Report> = reports
        .iter()
        .filter(|report| as_of.is_none_or(|day| report.accepted_on <= day))
        .cloned()
        .collect();
    known.sort_by_key(Report::order);
    known.dedup_by_key(|report| report.accession);

    let replaces =
        |report: &Report| report.is_holdings_report() && report.effect() == Effect::Replaces;
    let base = known.iter().rposition(replaces);
    let filings: Vec<(Report, Role)> = known
        .into_iter()
        .enumerate()
        .map(|(at, report)| {
            let role = if !report.is_holdings_report() {
                Role::NoHoldings
            } else if Some(at) == base {
                if report.is_amendment {
                    Role::Restatement
                } else {
                    Role::Original
                }
            } else if base.is_some_and(|base| at < base) {
                Role::Superseded
            } else if report.effect() == Effect::Repeats {
                Role::Repeats
            } else {
                Role::NewHoldings
            };
            (report, role)
        })
        .collect();
    let mut fold = Fold {
        filings,
        standing: Standing::NothingFiled,
    };
    fold.standing = standing(&fold);
    fold
}

fn standing(fold: &Fold) -> Standing {
    let states: Vec<FilingState> = fold.effective().map(|report| report.state).collect();
    let read = states
        .iter()
        .filter(|state| **state == FilingState::Read)
        .count();
    let has_base = fold
        .filings
        .iter()
        .any(|(_, role)| matches!(role, Role::Original | Role::Restatement));
    match states.first() {
        None if fold.filings.is_empty() => Standing::NothingFiled,
        None => Standing::NoHoldings,
        Some(_) if has_base && read == states.len() => Standing::Held,
        Some(_) if read > 0 => Standing::Partial,
        Some(FilingState::NoTable) => Standing::NoTable,
        Some(_) => Standing::Unread,
    }
}

#[cfg(test)]
mod tests;
