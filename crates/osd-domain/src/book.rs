//! A portfolio with what has to be known to set it beside another of the same manager.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::{
    change::Totals,
    cover::{OtherManager, file_number},
    id::Accession,
    line::{Row, manager_numbers},
    portfolio::Portfolio,
    position::PositionKey,
    repair::{Counted, Repair},
    unit::Unit,
};

/// A filing that counts, as a book adds it up.
#[derive(Debug, Clone)]
pub struct Counting<'a> {
    /// Its accession number.
    pub accession: Accession,
    /// The unit of its values.
    pub unit: Unit,
    /// Whether it adds to what was filed before.
    pub adds: bool,
    /// Whether its cover says that it discloses what was confidential.
    pub discloses: bool,
    /// Whether its cover says that rows were left out and filed confidentially, where it says.
    pub omits: Option<bool>,
    /// The other managers that it includes, as its summary page lists them.
    pub included: &'a [OtherManager],
}

/// A portfolio with what has to be known to set it beside another of the same manager.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Book {
    portfolio: Portfolio,
    included: Vec<OtherManager>,
    parts: BTreeMap<PositionKey, Parts>,
    reveals: BTreeSet<Accession>,
    omits: Option<Accession>,
    totals: Option<Totals>,
}

/// The amounts of a position by the included managers that its rows name: places in
/// [`Book::included`].
type Parts = BTreeMap<BTreeSet<usize>, Decimal>;

impl Book {
    /// Adds the rows of a filing. Filings are added in their order.
    pub fn add<R: Row>(&mut self, filing: &Counting<'_>, rows: &[R], repairs: &[Repair]) {
        let Counting {
            accession, unit, ..
        } = *filing;
        self.portfolio.add(accession, unit, rows, repairs);
        self.cover(filing);
        if !filing.included.is_empty() {
            self.attribute(filing.included, rows, repairs);
        }
    }

    fn attribute<R: Row>(&mut self, included: &[OtherManager], rows: &[R], repairs: &[Repair]) {
        let places = enlist(&mut self.included, included);
        for row in rows {
            let row = Counted::new(row, repairs);
            let numbers = manager_numbers(row.row().other_managers());
            let of = numbers.filter_map(|n| places.get(&n).copied());
            let part = self
                .parts
                .entry(row.key())
                .or_default()
                .entry(of.collect())
                .or_default();
            *part = part.saturating_add(row.amount().unwrap_or_default());
        }
    }

    /// A book of some positions of a portfolio with these sums.
    pub fn part(positions: Portfolio, totals: Totals) -> Self {
        Self {
            portfolio: positions,
            totals: Some(totals),
            ..Self::default()
        }
    }

    /// Notes what the cover of a filing that counts says of confidential rows.
    pub fn cover(&mut self, filing: &Counting<'_>) {
        if filing.adds && filing.discloses {
            self.reveals.insert(filing.accession);
        }
        match filing.omits {
            Some(true) => self.omits = Some(filing.accession),
            // What was left out is disclosed now, and nothing else is left out any more.
            Some(false) if filing.discloses => self.omits = None,
            _ => {}
        }
    }

    /// The sums of its portfolio, by kind; of the whole where it is a part.
    pub fn totals(&self) -> Totals {
        self.totals.unwrap_or_else(|| Totals::of(&self.portfolio))
    }

    /// The portfolio.
    pub fn portfolio(&self) -> &Portfolio {
        &self.portfolio
    }

    /// The other managers that its filings include, each once.
    pub fn included(&self) -> &[OtherManager] {
        &self.included
    }

    /// The filing that says that rows were left out confidentially, if one does.
    pub fn omits(&self) -> Option<Accession> {
        self.omits
    }

    /// The filing that disclosed a position which was confidential, where it stands in no other.
    pub fn revealed_by(&self, sources: &[Accession]) -> Option<Accession> {
        let all = sources.iter().all(|source| self.reveals.contains(source));
        sources.first().copied().filter(|_| all)
    }

    /// The amount of a position in the rows that name none but these of the included managers.
    pub(crate) fn amount_of(&self, key: &PositionKey, managers: &BTreeSet<usize>) -> Decimal {
        let held = self.portfolio.positions().get(key);
        let held = held.map_or(Decimal::ZERO, |position| position.amount);
        let others: Decimal = self
            .parts
            .get(key)
            .into_iter()
            .flatten()
            .filter(|(who, _)| !who.is_subset(managers))
            .map(|(_, amount)| *amount)
            .sum();
        held - others
    }
}

/// Adds the managers of a filing's list to those of the filings before it, each once, and gives the
/// place of each number that rows refer to.
pub(crate) fn enlist(known: &mut Vec<OtherManager>, list: &[OtherManager]) -> BTreeMap<u32, usize> {
    let mut places = BTreeMap::new();
    for manager in list {
        let found = known.iter().position(|one| is_same(one, manager));
        let place = found.unwrap_or_else(|| {
            known.push(manager.clone());
            known.len() - 1
        });
        if let Some(number) = manager.number {
            places.insert(number, place);
        }
    }
    places
}

/// Whether two lists mean the same manager: by CIK, else by file number, else by name.
pub(crate) fn is_same(a: &OtherManager, b: &OtherManager) -> bool {
    match (a.cik, b.cik) {
        (Some(a), Some(b)) => return a == b,
        _ if a.cik == b.cik => {}
        _ => return folded(&a.name) == folded(&b.name),
    }
    let number = |one: &OtherManager| {
        let printed = one.file_number.as_deref()?;
        // Filers leave out noughts.
        Some(file_number(printed).unwrap_or_else(|| printed.to_owned()))
    };
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a == b,
        _ => folded(&a.name) == folded(&b.name),
    }
}

fn folded(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AmountType, Cusip, Line, Printed, SecurityId};

    fn manager(number: u32, name: &str, file_number: Option<&str>) -> OtherManager {
        OtherManager {
            number: Some(number),
            name: name.into(),
            file_number: file_number.map(ToOwned::to_owned),
            ..OtherManager::default()
        }
    }

    fn row(amount: i64, managers: &str) -> Line {
        Line {
            cusip: Printed::new("037833100", "037833100".parse::<Cusip>().ok()),
            value: Printed::exact(amount.into()),
            amount: Printed::exact(amount.into()),
            amount_type: Printed::exact(AmountType::Shares),
            other_managers: Some(managers.to_owned()).filter(|text| !text.is_empty()),
            ..Line::default()
        }
    }

    #[test]
    fn rows_belong_to_the_managers_of_their_printed_numbers() {
        let included = [
            manager(43, "Merrill Lynch", Some("028-00962")),
            manager(1, "BofA Europe", None),
        ];
        let filing = Counting {
            accession: "0001102113-24-000030".parse().unwrap(),
            unit: Unit::Dollars,
            adds: false,
            discloses: false,
            omits: None,
            included: &included,
        };
        let mut book = Book::default();
        book.add(
            &filing,
            &[row(5, ""), row(70, "43,01"), row(900, "43")],
            &[],
        );
        let key = PositionKey {
            security: SecurityId::of_cusip("037833100".parse().unwrap()),
            amount_type: Some(AmountType::Shares),
            put_call: None,
        };
        let of = |places: &[usize]| book.amount_of(&key, &places.iter().copied().collect());
        assert_eq!(of(&[]), 5.into());
        assert_eq!(of(&[0]), 905.into());
        assert_eq!(of(&[0, 1]), 975.into());
    }

    #[test]
    fn managers_are_the_same_by_number_of_file_or_by_name() {
        let one = manager(1, "Fund Advisors, L.P.", Some("028-00001"));
        assert!(is_same(&one, &manager(7, "FUND ADVISORS LP", None)));
        assert!(is_same(&one, &manager(7, "Renamed", Some("028-00001"))));
        assert!(!is_same(
            &one,
            &manager(1, "Fund Advisors LP", Some("028-00002"))
        ));
    }
}
