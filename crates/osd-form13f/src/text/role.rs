//! Which column of the form each band holds: by what stands in it, and by what the heading says.

mod contents;
mod discretion;
mod figures;
mod finder;
mod names;
mod votes;

use super::{
    bands::Bands,
    heading::Word,
    section::Section,
    sheet::{Sheet, SheetLine},
};
use finder::Finder;

/// A column of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    Issuer,
    Class,
    Cusip,
    Value,
    Amount,
    AmountType,
    PutCall,
    Discretion,
    /// Columns ticked with a cross: sole, shared-defined, shared-other.
    SoleCross,
    DefinedCross,
    OtherCross,
    Managers,
    Sole,
    Shared,
    None,
    /// A column that the form does not have: a price, a ticker.
    Foreign,
}

/// The columns that hold numbers, in the order in which they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Order {
    /// As the form has them: the value, then the amount.
    #[default]
    ValueFirst,
    /// The other way round.
    AmountFirst,
}

/// The role of every band.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Roles(Vec<Option<Role>>);

impl Roles {
    /// The role of a band.
    pub(super) fn of(&self, band: usize) -> Option<Role> {
        self.0.get(band).copied().flatten()
    }

    /// The band of a role.
    pub(super) fn band(&self, role: Role) -> Option<usize> {
        self.0.iter().position(|found| *found == Some(role))
    }

    /// Whether the columns without which nothing is a row are there.
    pub(super) fn is_table(&self) -> bool {
        self.band(Role::Value).is_some() && self.band(Role::Amount).is_some()
    }

    /// The same with value and amount changed for one another.
    pub(super) fn swapped(&self) -> Self {
        let swap = |role: &Option<Role>| match role {
            Some(Role::Value) => Some(Role::Amount),
            Some(Role::Amount) => Some(Role::Value),
            other => *other,
        };
        Self(self.0.iter().map(swap).collect())
    }

    /// Finds the role of every band, from rows and headings.
    pub(super) fn find<'s>(
        sheet: &Sheet<'_>,
        bands: &Bands,
        sections: impl Iterator<Item = &'s Section>,
        rows: impl Iterator<Item = &'s SheetLine> + Clone,
    ) -> Self {
        let mut finder = Finder::of(sheet, bands, sections, rows.clone());
        finder.cusip();
        finder.codes();
        finder.value_and_amount();
        let votes = finder.settle_amount(sheet, bands, rows);
        finder.votes_and_managers(&votes);
        finder.crosses();
        finder.names();
        Self(finder.into_roles())
    }
}

/// Whether the heading has the amount before the value.
pub(super) fn order(sheet: &Sheet<'_>, sections: &[Section]) -> Order {
    for section in sections {
        let left_of = |wanted: Word| {
            let found = section.words(sheet).filter(|(_, word)| *word == wanted);
            found.map(|(token, _)| token.left).min()
        };
        if let (Some(value), Some(amount)) = (left_of(Word::Value), left_of(Word::Amount)) {
            return if amount < value {
                Order::AmountFirst
            } else {
                Order::ValueFirst
            };
        }
    }
    Order::default()
}
