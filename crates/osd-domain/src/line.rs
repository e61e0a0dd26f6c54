//! A row of the information table, as filed.

use std::{borrow::Cow, str::FromStr, sync::Arc};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    id::{Cusip, SecurityId},
    printed::{Canonical, Printed},
};

/// One row of a Form 13F information table (columns 1 to 8 of the form), as filed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Place in the filing, from 1, over all its tables.
    pub ordinal: u32,
    /// Column 1, name of issuer.
    pub issuer: String,
    /// Column 2, title of class.
    pub class: String,
    /// Column 3, CUSIP.
    pub cusip: Printed<Cusip>,
    /// Financial Instrument Global Identifier (schema X0202, optional).
    pub figi: Option<String>,
    /// Column 4, market value in the unit of the filing: thousands of dollars, or dollars.
    pub value: Printed<Decimal>,
    /// Column 5, number of shares or principal amount in dollars, as `amount_type` says.
    pub amount: Printed<Decimal>,
    /// Column 5, SH or PRN.
    pub amount_type: Printed<AmountType>,
    /// Column 5, put or call, for options.
    pub put_call: Printed<PutCall>,
    /// Column 6, investment discretion.
    pub discretion: Printed<Discretion>,
    /// Column 7, numbers of other included managers as printed: `4,8,11`.
    pub other_managers: Option<String>,
    /// Column 8, voting authority.
    pub votes: Votes,
    /// Where the row is printed; none for one read before places were kept.
    #[serde(default)]
    pub place: Option<Place>,
}

/// Where in a submission a row is printed, so that it can be looked up in the bytes EDGAR sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Which document of the submission, from 1, in the order in which they stand there: not what
    /// its `<SEQUENCE>` claims.
    pub document: u32,
    /// The first line of text of the row, from 1: line 1 is the one after `<TEXT>`, blank or not.
    pub first_line: u32,
    /// The last line of text of the row, counted alike.
    pub last_line: u32,
}

/// What of a row is judged and added up, wherever it is read from.
pub trait Row {
    /// Place in the filing, from 1.
    fn ordinal(&self) -> u32;
    /// What the security is known by.
    fn security(&self) -> SecurityId;
    /// The CUSIP as understood.
    fn cusip(&self) -> Option<Cusip>;
    /// The CUSIP as printed.
    fn printed_cusip(&self) -> Cow<'_, str>;
    /// Name of issuer.
    fn issuer(&self) -> &str;
    /// Title of class.
    fn class(&self) -> &str;
    /// The CUSIP as understood, as a text that many positions share.
    fn shared_cusip(&self) -> Option<Arc<str>> {
        Some(self.cusip()?.as_str().into())
    }
    /// The name of the issuer, likewise.
    fn shared_issuer(&self) -> Arc<str> {
        self.issuer().into()
    }
    /// The title of class, likewise.
    fn shared_class(&self) -> Arc<str> {
        self.class().into()
    }
    /// The value, in the unit of the filing.
    fn value(&self) -> Option<Decimal>;
    /// Shares, or principal in dollars.
    fn amount(&self) -> Option<Decimal>;
    /// What the amount counts.
    fn amount_type(&self) -> Option<AmountType>;
    /// Put or call, for options.
    fn put_call(&self) -> Option<PutCall>;
    /// The numbers of other included managers, as printed.
    fn other_managers(&self) -> Option<&str>;
}

impl Row for Line {
    fn ordinal(&self) -> u32 {
        self.ordinal
    }

    fn security(&self) -> SecurityId {
        Self::security(self)
    }

    fn cusip(&self) -> Option<Cusip> {
        self.cusip.get()
    }

    fn printed_cusip(&self) -> Cow<'_, str> {
        self.cusip.text()
    }

    fn issuer(&self) -> &str {
        &self.issuer
    }

    fn class(&self) -> &str {
        &self.class
    }

    fn value(&self) -> Option<Decimal> {
        self.value.get()
    }

    fn amount(&self) -> Option<Decimal> {
        self.amount.get()
    }

    fn amount_type(&self) -> Option<AmountType> {
        self.amount_type.get()
    }

    fn put_call(&self) -> Option<PutCall> {
        self.put_call.get()
    }

    fn other_managers(&self) -> Option<&str> {
        self.other_managers.as_deref()
    }
}

/// The numbers in a comma list of other included managers: those that can be read as such.
pub(crate) fn manager_numbers(printed: Option<&str>) -> impl Iterator<Item = u32> {
    let cells = printed.unwrap_or_default();
    cells
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|number| number.parse().ok())
}

impl Line {
    /// What the security of this row is known by.
    pub fn security(&self) -> SecurityId {
        match self.cusip.get() {
            Some(cusip) => SecurityId::of_cusip(cusip),
            None => SecurityId::of_names(&self.cusip.text(), &self.issuer, &self.class),
        }
    }

    /// The numbers of the other included managers of this row: those that can be read as such.
    pub fn other_manager_numbers(&self) -> Vec<u32> {
        manager_numbers(self.other_managers.as_deref()).collect()
    }
}

/// Column 8: shares for which the manager votes alone, with others, or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Votes {
    /// Sole voting authority.
    pub sole: Printed<Decimal>,
    /// Shared voting authority.
    pub shared: Printed<Decimal>,
    /// No voting authority.
    pub none: Printed<Decimal>,
}

/// Defines an enumeration of the form together with its one usual spelling.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// All of them, in the order of the form.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The spelling of the SEC's XML schema.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl Canonical for $name {
            fn canonical(&self) -> Cow<'_, str> {
                Cow::Borrowed(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = ();

            /// Reads the spelling of the schema in either case.
            fn from_str(text: &str) -> Result<Self, ()> {
                let text = text.trim();
                Self::ALL.iter().copied().find(|code| code.as_str().eq_ignore_ascii_case(text)).ok_or(())
            }
        }
    };
}

codes! {
    /// What the amount of a row counts.
    AmountType {
        /// Shares.
        Shares = "SH",
        /// Principal amount of a debt security, in dollars.
        Principal = "PRN",
    }
}

codes! {
    /// The kind of an option. Value and amount of an option row are those of the underlying.
    PutCall {
        /// A put.
        Put = "Put",
        /// A call.
        Call = "Call",
    }
}

codes! {
    /// Investment discretion.
    Discretion {
        /// The manager decides alone.
        Sole = "SOLE",
        /// Shared with managers under the same control ("shared-defined").
        Defined = "DFND",
        /// Shared with others ("shared-other").
        Other = "OTR",
    }
}

impl Canonical for Cusip {
    fn canonical(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manager_numbers_come_from_comma_lists() {
        let of = |text: &str| {
            Line {
                other_managers: Some(text.into()),
                ..Line::default()
            }
            .other_manager_numbers()
        };
        assert_eq!(of("4,8,11"), [4, 8, 11]);
        assert_eq!(of("43,01"), [43, 1]);
        assert!(of("N/A").is_empty());
    }

    #[test]
    fn codes_read_in_either_case_and_keep_what_was_printed() {
        let put = Printed::new("PUT", "PUT".parse::<PutCall>().ok());
        assert_eq!(
            (put.get(), put.text().as_ref()),
            (Some(PutCall::Put), "PUT")
        );
    }
}
