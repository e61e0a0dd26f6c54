//! The words of a table's heading, and what they say of the column below them.

use super::{
    section::Section,
    sheet::Sheet,
    token::{Kind, Token},
};

/// What a word of a heading points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Issuer,
    Class,
    Cusip,
    Value,
    Amount,
    Price,
    Cost,
    Percent,
    Ticker,
    AmountType,
    PutCall,
    Discretion,
    Manager,
    Voting,
    Sole,
    Shared,
    Defined,
    Other,
    None,
    /// `COLUMN 1`, `ITEM 3`: a heading, of which column only the number says.
    Column,
    /// Of a heading, but of no one column.
    Plain,
}

impl Word {
    /// What a word points to, if it is one of a heading's.
    pub(super) fn of(text: &str) -> Option<Self> {
        let text = text.trim_matches([
            '.', ':', ',', '(', ')', '*', '#', '"', '-', '_', '$', '[', ']',
        ]);
        if text.len() < 2 || text.len() > 24 || !text.is_ascii() {
            return None;
        }
        let mut upper = [0u8; 24];
        let upper = upper.get_mut(..text.len())?;
        upper.copy_from_slice(text.as_bytes());
        upper.make_ascii_uppercase();
        Self::of_upper(upper)
    }

    fn of_upper(text: &[u8]) -> Option<Self> {
        Some(match text {
            b"ISSUER" | b"NAME" | b"COMPANY" | b"DESCRIPTION" | b"SECURITY" | b"SECURITIES"
            | b"ISSUE" | b"NAMEOFISSUER" | b"ISSUERNAME" | b"ISSUERS" => Self::Issuer,
            b"CLASS" | b"TITLE" | b"TITLEOFCLASS" | b"TYPE" => Self::Class,
            b"CUSIP" | b"CUSIPS" | b"CUSIP#" | b"CUSP" | b"CUSIPNO" => Self::Cusip,
            b"VALUE" | b"MARKET" | b"MKT" | b"VALUES" | b"MKTVAL" | b"MARKETVALUE" | b"VAL"
            | b"MARKETVAL" | b"VALUATION" => Self::Value,
            b"SHARES" | b"SHRS" | b"SHARES/" | b"SHRS/" | b"SHARE" | b"QUANTITY" | b"QTY"
            | b"AMOUNT" | b"AMT" | b"PRINCIPAL" | b"SHARES/PAR" | b"SHARES/PRN" | b"SHRS/PRN"
            | b"SHARES/PRINCIPAL" | b"UNITS" | b"POSITION" | b"SHARES/PRN." => Self::Amount,
            b"PRICE" => Self::Price,
            b"BOOK" | b"COST" => Self::Cost,
            b"PERCENT" | b"PERCENTAGE" => Self::Percent,
            b"TICKER" | b"SYMBOL" => Self::Ticker,
            b"SH" | b"SH/" | b"SH/PRN" | b"PRN" | b"SH/PR" | b"SH/PRN." => Self::AmountType,
            b"PUT" | b"CALL" | b"PUT/" | b"PUT/CALL" | b"CLL" | b"PUT/CLL" => Self::PutCall,
            b"DISCRETION" | b"INVESTMENT" | b"INVSTMT" | b"DSCRETN" | b"DISCRETN" | b"INV"
            | b"DISCR" | b"DISC" | b"DSCRTN" | b"INVSTMNT" | b"DISCRTN" | b"DSCREIN"
            | b"INVEST" | b"INVMT" | b"DISCRE" | b"DSCR" => Self::Discretion,
            b"MANAGER" | b"MANAGERS" | b"MGR" | b"MGRS" | b"MNGRS" | b"MANAGR" | b"MANGR"
            | b"MNGR" => Self::Manager,
            b"VOTING" | b"AUTHORITY" | b"AUTH" | b"VOTE" => Self::Voting,
            b"SOLE" => Self::Sole,
            b"SHARED" | b"SHRD" => Self::Shared,
            b"DEFINED" => Self::Defined,
            b"OTHER" | b"OTHR" | b"OTH" => Self::Other,
            b"NONE" => Self::None,
            b"COLUMN" | b"COL" | b"ITEM" | b"COLUMN1" | b"COLUMN2" => Self::Column,
            b"OF" | b"X$1000" | b"X1000" | b"THOUSANDS" | b"000" | b"000S" | b"000'S" | b"OR"
            | b"NUMBER" | b"FAIR" | b"NO" | b"TOTAL" | b"IN" => Self::Plain,
            _ => return None,
        })
    }
}

/// How many words of a heading stand among some tokens; none where a row's numbers do.
pub(super) fn words(text: &str, tokens: &[Token]) -> usize {
    let mut count = 0;
    let mut numbers = 0;
    let mut follows_column = false;
    let mut follows_times = false;
    for token in tokens {
        let is_numbered = std::mem::take(&mut follows_column);
        match token.kind {
            Kind::Number | Kind::CusipOrNumber if !is_numbered => {
                let number = token.text(text);
                // `(X 1,000)`: a unit, and no figure of a row.
                let is_unit = matches!(number, "000" | "$1,000" | "$1000")
                    || (follows_times && number.ends_with("000"));
                follows_times = false;
                numbers += usize::from(!is_unit);
            }
            Kind::Word
            | Kind::AmountType(_)
            | Kind::PutCall(_)
            | Kind::Discretion(_)
            | Kind::CusipShape => {
                let word = Word::of(token.text(text));
                follows_column = word == Some(Word::Column);
                follows_times = token
                    .text(text)
                    .trim_start_matches('(')
                    .eq_ignore_ascii_case("X");
                count += usize::from(word.is_some_and(|word| word != Word::Plain));
            }
            _ => {}
        }
    }
    if numbers >= 2 { 0 } else { count }
}

/// Whether a heading names issuer and CUSIP, and no class.
pub(super) fn has_no_class(sheet: &Sheet<'_>, sections: &[Section]) -> bool {
    let has = |wanted: Word| {
        let words = sections.iter().flat_map(|section| section.words(sheet));
        words.take(200).any(|(_, word)| word == wanted)
    };
    has(Word::Issuer) && has(Word::Cusip) && !has(Word::Class)
}
