//! For whom a manager holds what it reports: rows by the other included managers whose numbers
//! they print.
//!
//! A row's column of other managers is a comma list of numbers, and each stands for an entry of the
//! summary page's list. The numbers are no CIKs, have gaps, and come with leading zeros (`43,01`).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    book::{Counting, enlist},
    cover::OtherManager,
    id::Accession,
    line::{Row, manager_numbers},
    position::{Position, PositionKey},
    repair::{Counted, Repair},
};

/// The rows of a portfolio by the set of included managers that they name. Every row is in exactly
/// one part, so the parts add up to the portfolio.
#[derive(Debug, Clone, Default)]
pub struct Attribution {
    included: Vec<OtherManager>,
    parts: BTreeMap<BTreeSet<Named>, Part>,
}

/// Whom a number stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    /// A place in the list of managers.
    Listed(usize),
    /// A number that the list of its filing does not have.
    NotListed(u32),
}

#[derive(Debug, Clone, Default)]
struct Part {
    printed: BTreeSet<String>,
    rows: u64,
    keys: BTreeSet<PositionKey>,
    by_kind: [i128; 4],
    sources: Vec<Accession>,
}

/// A manager that rows name by its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IncludedManager {
    /// One of the summary page's list.
    Listed(OtherManager),
    /// A number that the list does not have.
    NotListed(u32),
}

impl IncludedManager {
    /// The number that rows refer to it by; where filings give it several, that of the first.
    pub fn number(&self) -> Option<u32> {
        match self {
            Self::Listed(manager) => manager.number,
            Self::NotListed(number) => Some(*number),
        }
    }

    /// Its entry in the list, where it has one.
    pub fn listed(&self) -> Option<&OtherManager> {
        match self {
            Self::Listed(manager) => Some(manager),
            Self::NotListed(_) => None,
        }
    }
}

/// What was noticed while rows were attributed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum AttributionNote {
    /// Rows print numbers that the list of included managers does not have.
    NotListed {
        /// The numbers.
        numbers: Vec<u32>,
    },
    /// Rows print something of which no number can be read.
    NotUnderstood {
        /// What they print.
        printed: Vec<String>,
    },
}

/// The rows that name one set of included managers, added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributedRows {
    /// The managers, by number; none where the rows name none and are the filing manager's own.
    pub managers: Vec<IncludedManager>,
    /// The column as its rows print it, each spelling once.
    pub printed: Vec<String>,
    /// Rows.
    pub rows: u64,
    /// Positions that they are in, each perhaps with rows of other managers.
    pub positions: u64,
    /// Dollars of shares, principal, puts and calls.
    pub by_kind: [i128; 4],
    /// The filings whose rows they are, in the order of filings.
    pub sources: Vec<Accession>,
    /// What was noticed.
    pub notes: Vec<AttributionNote>,
}

impl Attribution {
    /// Adds the rows of a filing that counts. Filings are added in their order.
    pub fn add<R: Row>(&mut self, filing: &Counting<'_>, rows: &[R], repairs: &[Repair]) {
        let places = enlist(&mut self.included, filing.included);
        for row in rows {
            let numbers = manager_numbers(row.other_managers());
            let named = numbers.map(|number| match places.get(&number) {
                Some(place) => Named::Listed(*place),
                None => Named::NotListed(number),
            });
            let part = self.parts.entry(named.collect()).or_default();
            part.add(filing, row, repairs);
        }
    }

    /// The rows by whom they name: those that name nobody first, then by number.
    pub fn rows(&self) -> Vec<AttributedRows> {
        let mut rows: Vec<AttributedRows> = self
            .parts
            .iter()
            .map(|(named, part)| part.told(self.managers(named)))
            .collect();
        let numbers = |one: &AttributedRows| -> Vec<Option<u32>> {
            one.managers.iter().map(IncludedManager::number).collect()
        };
        rows.sort_by_cached_key(|one| (numbers(one), one.printed.clone()));
        rows
    }

    fn managers(&self, named: &BTreeSet<Named>) -> Vec<IncludedManager> {
        let mut managers: Vec<IncludedManager> = named
            .iter()
            .filter_map(|one| match one {
                Named::Listed(place) => {
                    let listed = self.included.get(*place)?;
                    Some(IncludedManager::Listed(listed.clone()))
                }
                Named::NotListed(number) => Some(IncludedManager::NotListed(*number)),
            })
            .collect();
        managers.sort_by_key(IncludedManager::number);
        managers
    }
}

impl Part {
    fn add(&mut self, filing: &Counting<'_>, filed: &impl Row, repairs: &[Repair]) {
        let row = Counted::new(filed, repairs);
        let key = row.key();
        let value = Position::of(&row, filing.unit, filing.accession).value;
        if let Some(sum) = self.by_kind.get_mut(key.kind() as usize) {
            *sum = sum.saturating_add(value);
        }
        self.keys.insert(key);
        self.rows += 1;
        let printed = filed.other_managers().unwrap_or_default().trim();
        if !printed.is_empty() {
            self.printed.insert(printed.to_owned());
        }
        if !self.sources.contains(&filing.accession) {
            self.sources.push(filing.accession);
        }
    }

    fn told(&self, managers: Vec<IncludedManager>) -> AttributedRows {
        let missing = managers.iter().filter(|one| one.listed().is_none());
        let numbers: Vec<u32> = missing.filter_map(IncludedManager::number).collect();
        let printed: Vec<String> = self.printed.iter().cloned().collect();
        let mut notes = Vec::new();
        if !numbers.is_empty() {
            notes.push(AttributionNote::NotListed { numbers });
        }
        let unread = printed.iter().filter(|text| !says_none(text)).cloned();
        let unread: Vec<String> = unread.collect();
        if managers.is_empty() && !unread.is_empty() {
            notes.push(AttributionNote::NotUnderstood { printed: unread });
        }
        AttributedRows {
            managers,
            printed,
            rows: self.rows,
            positions: self.keys.len() as u64,
            by_kind: self.by_kind,
            sources: self.sources.clone(),
            notes,
        }
    }
}

/// The words by which filers say that there is no other manager.
fn says_none(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_ascii_alphabetic());
    let word: String = letters.map(|c| c.to_ascii_uppercase()).collect();
    matches!(word.as_str(), "" | "NA" | "NONE" | "NIL" | "NULL")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AmountType, Cusip, Line, Printed, PutCall, Unit, portfolio::Portfolio};

    fn manager(number: u32, name: &str) -> OtherManager {
        OtherManager {
            number: Some(number),
            name: name.into(),
            ..OtherManager::default()
        }
    }

    fn row(ordinal: u32, cusip: &str, value: i64, managers: &str) -> Line {
        Line {
            ordinal,
            cusip: Printed::new(cusip, cusip.parse::<Cusip>().ok()),
            value: Printed::exact(value.into()),
            amount: Printed::exact(value.into()),
            amount_type: Printed::exact(AmountType::Shares),
            other_managers: Some(managers.to_owned()).filter(|text| !text.is_empty()),
            ..Line::default()
        }
    }

    fn filing<'a>(number: u32, unit: Unit, included: &'a [OtherManager]) -> Counting<'a> {
        Counting {
            accession: format!("0001102113-24-{number:06}").parse().unwrap(),
            unit,
            adds: number > 1,
            discloses: false,
            omits: None,
            included,
        }
    }

    fn names(rows: &AttributedRows) -> Vec<&str> {
        let listed = rows.managers.iter();
        let listed = listed.map(|one| one.listed().map_or("?", |manager| manager.name.as_str()));
        listed.collect()
    }

    #[test]
    fn numbers_have_leading_zeros_and_gaps_and_are_sets() {
        let list = [manager(43, "Merrill Lynch"), manager(1, "BofA Europe")];
        let mut all = Attribution::default();
        let rows = [
            row(1, "037833100", 5, ""),
            row(2, "037833100", 70, "43,01"),
            row(3, "594918104", 900, "1, 43"),
            row(4, "037833100", 8_000, "043"),
        ];
        all.add(&filing(1, Unit::Dollars, &list), &rows, &[]);
        let told = all.rows();
        let facts: Vec<_> = told
            .iter()
            .map(|one| (names(one), one.rows, one.positions, one.by_kind[0]))
            .collect();
        assert_eq!(
            facts,
            [
                (vec![], 1, 1, 5),
                (vec!["BofA Europe", "Merrill Lynch"], 2, 2, 970),
                (vec!["Merrill Lynch"], 1, 1, 8_000),
            ]
        );
        assert_eq!(told[1].printed, ["1, 43", "43,01"]);
        assert!(told.iter().all(|one| one.notes.is_empty()));
    }

    #[test]
    fn a_number_that_the_list_has_not_is_kept_and_noted() {
        let list = [manager(1, "One")];
        let mut all = Attribution::default();
        let rows = [
            row(1, "037833100", 5, "1,7"),
            row(2, "037833100", 6, "see note"),
            row(3, "037833100", 7, "N/A"),
        ];
        all.add(&filing(1, Unit::Dollars, &list), &rows, &[]);
        let told = all.rows();
        assert_eq!((names(&told[1]), told[1].by_kind[0]), (vec!["One", "?"], 5));
        let missing = AttributionNote::NotListed { numbers: vec![7] };
        assert_eq!(told[1].notes, [missing]);
        assert_eq!((told[0].rows, told[0].by_kind[0]), (2, 13));
        let printed = vec!["see note".to_owned()];
        assert_eq!(told[0].notes, [AttributionNote::NotUnderstood { printed }]);
    }

    #[test]
    fn each_filing_numbers_its_managers_itself_and_all_rows_add_up_to_the_portfolio() {
        let first = [manager(1, "One"), manager(2, "Two")];
        let second = [manager(1, "Two"), manager(2, "Three")];
        let put = Line {
            put_call: Printed::exact(PutCall::Put),
            ..row(3, "594918104", 30, "2")
        };
        let rows = [
            row(1, "037833100", 5, "1"),
            row(2, "037833100", 6, "2"),
            put,
        ];
        let added = [row(1, "191216100", 1_000, "1"), row(2, "191216100", 9, "2")];
        let mut all = Attribution::default();
        let mut portfolio = Portfolio::default();
        for (filing, rows) in [
            (filing(1, Unit::Thousands, &first), &rows[..]),
            (filing(2, Unit::Dollars, &second), &added[..]),
        ] {
            all.add(&filing, rows, &[]);
            portfolio.add(filing.accession, filing.unit, rows, &[]);
        }
        let told = all.rows();
        let two = told.iter().find(|one| names(one) == ["Two"]).unwrap();
        assert_eq!((two.rows, two.sources.len()), (3, 2));
        assert_eq!(two.by_kind, [7_000, 0, 30_000, 0]);
        let sum: i128 = told.iter().flat_map(|one| one.by_kind).sum();
        assert_eq!(sum, portfolio.value());
    }
}
