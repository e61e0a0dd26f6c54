//! The codes of the form, in the words that filers use.

use osd_domain::{AmountType, Discretion, PutCall};

/// A code of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    /// `SH` or `PRN`.
    AmountType(AmountType),
    /// `PUT` or `CALL`.
    PutCall(PutCall),
    /// `SOLE`, `DEFINED` or `OTHER`.
    Discretion(Discretion),
}

/// No word for a code is longer.
const LONGEST: usize = 14;

impl Code {
    /// The code that a word is, in letters of either case.
    pub(super) fn of(word: &str) -> Option<Self> {
        // Most words are none, by their first letter.
        let first = word.as_bytes().first()?.to_ascii_uppercase();
        if !matches!(first, b'S' | b'P' | b'C' | b'D' | b'O' | b'(') {
            return None;
        }
        let mut upper = [0; LONGEST];
        let upper = upper.get_mut(..word.len())?;
        upper.copy_from_slice(word.as_bytes());
        upper.make_ascii_uppercase();
        Some(match &*upper {
            b"SH" | b"SHS" | b"SHR" | b"SHRS" | b"SHARE" | b"SHARES" | b"SH." | b"SHR." => {
                Self::AmountType(AmountType::Shares)
            }
            b"PRN" | b"PRIN" | b"PR" | b"PRN." | b"PRINCIPAL" | b"PAR" | b"PRNAMT" => {
                Self::AmountType(AmountType::Principal)
            }
            b"PUT" | b"PUTS" | b"(PUT)" => Self::PutCall(PutCall::Put),
            b"CALL" | b"CALLS" | b"(CALL)" | b"CLL" => Self::PutCall(PutCall::Call),
            b"SOLE" | b"SOLELY" => Self::Discretion(Discretion::Sole),
            b"DEFINED" | b"DFND" | b"DEF" | b"SHARED-DEFINED" | b"SHARE-DEFINED"
            | b"SHARED/DEFINED" | b"SHARED-DEF" | b"SH-DEF" | b"SHDEF" | b"SHD-DEFINED"
            | b"DFN" | b"SHARED" => Self::Discretion(Discretion::Defined),
            b"OTHER" | b"OTH" | b"OTR" | b"OTHR" | b"SHARED-OTHER" | b"SHARE-OTHER"
            | b"SHARED/OTHER" | b"SH-OTHER" | b"SHARED-OTR" | b"SHD-OTHER" => {
                Self::Discretion(Discretion::Other)
            }
            _ => return None,
        })
    }
}

/// The type of an amount.
pub(super) fn amount_type(word: &str) -> Option<AmountType> {
    match Code::of(word)? {
        Code::AmountType(code) => Some(code),
        _ => None,
    }
}

/// The kind of an option.
pub(super) fn put_call(word: &str) -> Option<PutCall> {
    match Code::of(word)? {
        Code::PutCall(code) => Some(code),
        _ => None,
    }
}

/// Investment discretion.
pub(super) fn discretion(word: &str) -> Option<Discretion> {
    match Code::of(word)? {
        Code::Discretion(code) => Some(code),
        _ => None,
    }
}
