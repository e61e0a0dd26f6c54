//! Which of a manager's filings for a report period count, and how.
//!
//! The latest restatement, or else the latest original, is the base; new-holdings amendments
//! that came after the base add to it; everything else is superseded. The answer is a function
//! of the *set* of filings: the order in which they are handed in does not matter.

use crate::{
    filing::{Filing, FilingState},
    id::Accession,
    named::named,
};
use chrono::{DateTime, NaiveDate, Utc};

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

    /// Whether it adds to what was filed before. An amendment that does not say its kind
    /// replaces: the form's default is a whole report.
    fn adds(&self) -> bool {
        self.is_amendment && self.kind == Some(AmendmentKind::NewHoldings)
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

    let base = known
        .iter()
        .rposition(|report| report.is_holdings_report() && !report.adds());
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
            } else if base.is_none_or(|base| at > base) {
                Role::NewHoldings
            } else {
                Role::Superseded
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
mod tests {
    use super::*;
    use chrono::NaiveTime;
    use proptest::prelude::*;

    fn report(number: u32, day: &str) -> Report {
        Report {
            accession: format!("0000000001-20-{number:06}").parse().unwrap(),
            is_amendment: false,
            accepted_at: None,
            accepted_on: day.parse().unwrap(),
            amendment_number: None,
            kind: None,
            state: FilingState::Read,
        }
    }

    fn amends(number: u32, day: &str, kind: AmendmentKind) -> Report {
        Report {
            is_amendment: true,
            kind: Some(kind),
            ..report(number, day)
        }
    }

    fn roles(reports: &[Report], as_of: Option<&str>) -> Vec<Role> {
        let day = as_of.map(|day| day.parse().unwrap());
        fold(reports, day)
            .filings
            .into_iter()
            .map(|(_, role)| role)
            .collect()
    }

    #[test]
    fn new_holdings_add_and_a_later_restatement_wipes_them() {
        use AmendmentKind::{NewHoldings, Restatement};
        let filings = [
            report(1, "2020-02-14"),
            amends(2, "2020-03-01", NewHoldings),
            amends(3, "2020-04-01", Restatement),
            amends(4, "2020-05-01", NewHoldings),
        ];
        assert_eq!(
            roles(&filings, None),
            [
                Role::Superseded,
                Role::Superseded,
                Role::Restatement,
                Role::NewHoldings
            ]
        );
        assert_eq!(
            roles(&filings, Some("2020-03-31")),
            [Role::Original, Role::NewHoldings]
        );
        assert_eq!(
            fold(&filings, Some("2020-01-01".parse().unwrap())).standing,
            Standing::NothingFiled
        );
    }

    #[test]
    fn a_notice_is_never_an_empty_portfolio() {
        let notice = Report {
            state: FilingState::Notice,
            ..report(1, "2020-02-14")
        };
        let fold = fold(&[notice], None);
        assert_eq!(
            (fold.standing, fold.effective().count()),
            (Standing::NoHoldings, 0)
        );
    }

    #[test]
    fn an_unread_base_is_not_a_portfolio_and_an_unread_addition_makes_it_partial() {
        let unread = Report {
            state: FilingState::Unread,
            ..report(1, "2020-02-14")
        };
        assert_eq!(fold(&[unread], None).standing, Standing::Unread);
        let added = Report {
            state: FilingState::Unread,
            ..amends(2, "2020-03-01", AmendmentKind::NewHoldings)
        };
        assert_eq!(
            fold(&[report(1, "2020-02-14"), added], None).standing,
            Standing::Partial
        );
    }

    #[test]
    fn an_addition_without_what_it_adds_to_is_not_a_whole_portfolio() {
        let addition = amends(2, "2020-03-01", AmendmentKind::NewHoldings);
        assert_eq!(fold(&[addition], None).standing, Standing::Partial);
    }

    #[test]
    fn an_amendment_that_is_but_a_letter_takes_nothing_away() {
        let letter = Report {
            state: FilingState::NoTable,
            kind: None,
            ..amends(2, "2020-03-01", AmendmentKind::NewHoldings)
        };
        let fold = fold(&[report(1, "2020-02-14"), letter.clone()], None);
        assert_eq!(
            (fold.standing, fold.effective().count()),
            (Standing::Held, 1)
        );
        let restated = Report {
            kind: Some(AmendmentKind::Restatement),
            ..letter
        };
        let fold = super::fold(&[report(1, "2020-02-14"), restated], None);
        assert_eq!(fold.standing, Standing::NoTable);
    }

    #[test]
    fn on_one_day_the_amendment_number_decides_when_no_hour_is_known() {
        use AmendmentKind::Restatement;
        let first = Report {
            amendment_number: Some(1),
            ..amends(9, "2020-03-01", Restatement)
        };
        let second = Report {
            amendment_number: Some(2),
            ..amends(3, "2020-03-01", Restatement)
        };
        let original = report(5, "2020-03-01");
        let fold = fold(&[second.clone(), first, original], None);
        assert_eq!(
            fold.effective().map(|r| r.accession).collect::<Vec<_>>(),
            [second.accession]
        );
    }

    fn any_report() -> impl Strategy<Value = Report> {
        let kind = prop_oneof![
            Just(None),
            Just(Some(AmendmentKind::Restatement)),
            Just(Some(AmendmentKind::NewHoldings))
        ];
        let state = prop_oneof![
            4 => Just(FilingState::Read),
            1 => Just(FilingState::Notice),
            1 => Just(FilingState::Unread),
            1 => Just(FilingState::NoTable)
        ];
        (
            1..40_u32,
            1..6_u32,
            prop::option::of(0..86_400_i64),
            prop::option::of(0..3_u32),
            any::<bool>(),
            kind,
            state,
        )
            .prop_map(
                |(number, day, second, amendment_number, is_amendment, kind, state)| {
                    let accepted_on = NaiveDate::from_ymd_opt(2020, 2, day).unwrap();
                    let accepted_at = second.map(|s| {
                        accepted_on.and_time(NaiveTime::MIN).and_utc()
                            + chrono::TimeDelta::seconds(s)
                    });
                    Report {
                        accession: format!("0000000001-20-{number:06}").parse().unwrap(),
                        is_amendment,
                        accepted_at,
                        accepted_on,
                        amendment_number,
                        kind: kind.filter(|_| is_amendment),
                        state,
                    }
                },
            )
    }

    fn any_history() -> impl Strategy<Value = (Vec<Report>, Vec<Report>)> {
        prop::collection::vec(any_report(), 0..9)
            .prop_map(|mut reports| {
                reports.sort_by_key(|r| r.accession);
                reports.dedup_by_key(|r| r.accession);
                reports
            })
            .prop_flat_map(|reports| (Just(reports.clone()), Just(reports).prop_shuffle()))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn the_order_of_arrival_does_not_matter((reports, shuffled) in any_history()) {
            prop_assert_eq!(fold(&reports, None), fold(&shuffled, None));
        }

        #[test]
        fn filings_after_the_day_asked_for_change_nothing((reports, shuffled) in any_history(), day in 1..6_u32) {
            let as_of = NaiveDate::from_ymd_opt(2020, 2, day).unwrap();
            let known: Vec<Report> = reports.into_iter().filter(|r| r.accepted_on <= as_of).collect();
            prop_assert_eq!(fold(&known, None), fold(&shuffled, Some(as_of)));
        }

        #[test]
        fn there_is_at_most_one_base_and_nothing_superseded_after_it((reports, _) in any_history()) {
            let roles: Vec<Role> = fold(&reports, None).filings.into_iter().map(|(_, role)| role).collect();
            let bases = roles.iter().filter(|r| matches!(r, Role::Original | Role::Restatement)).count();
            prop_assert!(bases <= 1);
            if let Some(base) = roles.iter().position(|r| matches!(r, Role::Original | Role::Restatement)) {
                prop_assert!(!roles[base..].contains(&Role::Superseded));
                prop_assert!(!roles[..base].contains(&Role::NewHoldings));
            }
        }
    }
}
