//! What a symbol of a fails-to-deliver file is worth as a ticker.
//!
//! The files print symbols as the clearing house keeps them, not as an exchange does:
//!
//! - Separators are gone: `BRKB` is BRK.B, and `BRK-B` in the SEC's list of companies. Nothing in
//!   the file tells it from a ticker that is written `BRKB`. So all tickers are compared by a key
//!   without separators, in the spelling of the clearing house (`ABRPRA` for the preferred share
//!   `ABR-PA`): [`normalize`] makes it of a symbol, [`key_of_listed`] of a listed ticker, and the
//!   list has the spelling to show.
//! - Around an exchange of CUSIPs, the new one has the ticker with `ZZZZ` behind it for some days
//!   (`XERSZZZZ`) and the old one with `XXXX` (`FERGXXXX`): the ticker is what stands before.
//! - Rights to a payment and the symbols by which exchanges test their systems are no tickers.
//!
//! A ticker is one for a time: exchanges give it to another company later, and it moves to another
//! CUSIP when a company merges or splits. A key says nothing without the day of its row.

mod kind;

use crate::named::named;

use self::kind::{Kind, kind};

named! {
    /// How far a normalized ticker can be trusted to be that of the security on the day.
    Confidence {
        /// The symbol is a ticker as it stands, but for separators.
        Certain = "certain",
        /// The ticker was taken out of the symbol by a rule that has few exceptions.
        Likely = "likely",
        /// Not a ticker, or one of a few days, or of no known form: show it to nobody unasked.
        Doubtful = "doubtful",
    }
}

named! {
    /// What a symbol was taken for.
    Reason {
        /// One to five letters.
        Plain = "plain",
        /// A ticker with a known suffix: a preferred share, a warrant, a right, a unit.
        Suffixed = "suffixed",
        /// The symbol came with separators, which were taken out.
        Separated = "separated",
        /// `ZZZZ` behind the ticker: the CUSIP is new, its exchange for the old one under way.
        NewCusip = "new_cusip",
        /// `XXXX` behind the ticker: the CUSIP is old, its exchange for the new one under way.
        OldCusip = "old_cusip",
        /// Five letters that end in D: mostly a ticker of the twenty business days after a split,
        /// in place of the four letters before.
        Temporary = "temporary",
        /// A symbol of a security that trades before it is issued.
        WhenIssued = "when_issued",
        /// A right to a payment: of a reorganization, a dividend, rights.
        Payment = "payment",
        /// A symbol by which an exchange tests its systems.
        Test = "test",
        /// No known form: too long, or with digits or other signs.
        Odd = "odd",
        /// There is no symbol.
        Missing = "missing",
    }
}

/// A symbol, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticker {
    /// The ticker by which to compare: upper case, without separators. None where the symbol is no
    /// ticker at all.
    pub key: Option<String>,
    /// How far to trust it.
    pub confidence: Confidence,
    /// Why.
    pub reason: Reason,
}

/// Understands a symbol of a fails-to-deliver file. The description beside it decides where the
/// symbol alone does not tell, such as a preferred share of series D from a ticker of some weeks.
pub fn normalize(symbol: &str, description: &str) -> Ticker {
    let printed = symbol.trim().to_ascii_uppercase();
    let stripped = without_separators(&printed);
    let separated = stripped.len() < printed.len();
    let description = description.to_ascii_uppercase();
    let of = |key: &str, confidence, reason| Ticker {
        key: Some(key.to_owned()),
        confidence,
        reason,
    };
    let none = |reason| Ticker {
        key: None,
        confidence: Confidence::Doubtful,
        reason,
    };
    match kind(&stripped, &description) {
        Kind::Empty => none(Reason::Missing),
        Kind::Payment => none(Reason::Payment),
        Kind::Test => none(Reason::Test),
        Kind::NoTicker => none(Reason::Odd),
        Kind::Odd => of(&stripped, Confidence::Doubtful, Reason::Odd),
        Kind::Temporary => of(&stripped, Confidence::Doubtful, Reason::Temporary),
        Kind::WhenIssued => of(&stripped, Confidence::Doubtful, Reason::WhenIssued),
        Kind::NewCusip(ticker) => of(ticker, Confidence::Likely, Reason::NewCusip),
        Kind::OldCusip(ticker) => of(ticker, Confidence::Likely, Reason::OldCusip),
        _ if separated => of(&stripped, Confidence::Likely, Reason::Separated),
        Kind::Suffixed => of(&stripped, Confidence::Certain, Reason::Suffixed),
        Kind::Plain => of(&stripped, Confidence::Certain, Reason::Plain),
    }
}

/// The key of a ticker as the SEC's lists of companies write it: `BRKB` of `BRK-B`, `ABRPRA` of the
/// preferred share `ABR-PA`, `OUSTWSA` of the warrant `OUST-WTA`, `AACU` of the unit `AAC-UN`. None
/// where there is neither letter nor digit.
pub fn key_of_listed(ticker: &str) -> Option<String> {
    let ticker = ticker.trim().to_ascii_uppercase();
    let key = match ticker.split_once(['-', '.']) {
        Some((base, suffix)) => {
            let (as_cleared, series) = match suffix.as_bytes() {
                [b'P'] | [b'P', _] => ("PR", suffix.get(1..)),
                [b'W', b'T'] | [b'W', b'T', _] => ("WS", suffix.get(2..)),
                b"UN" => ("U", None),
                b"RI" | b"RT" => ("RT", None),
                _ => ("", Some(suffix)),
            };
            format!("{base}{as_cleared}{}", series.unwrap_or_default())
        }
        None => ticker,
    };
    Some(without_separators(&key)).filter(|key| !key.is_empty())
}

/// The letters, digits and unknown signs of a symbol: everything but what exchanges separate a
/// class with.
fn without_separators(symbol: &str) -> String {
    let separates =
        |sign: char| matches!(sign, '.' | '-' | '/' | '_' | '\'') || sign.is_whitespace();
    symbol.chars().filter(|&sign| !separates(sign)).collect()
}

#[cfg(test)]
mod tests;
