//! A cell of an expected line: what is printed, and what that means.

use std::fmt;

use osd_domain::{AmountType, Cusip, Discretion, Line, Printed, PutCall, printed::Canonical};
use rust_decimal::Decimal;

/// A column of the labeled set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Issuer,
    Class,
    Cusip,
    Value,
    Amount,
    Type,
    PutCall,
    Discretion,
    Managers,
    Sole,
    Shared,
    None,
}

impl Column {
    pub(crate) const ALL: [Self; 12] = [
        Self::Issuer,
        Self::Class,
        Self::Cusip,
        Self::Value,
        Self::Amount,
        Self::Type,
        Self::PutCall,
        Self::Discretion,
        Self::Managers,
        Self::Sole,
        Self::Shared,
        Self::None,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Issuer => "issuer",
            Self::Class => "class",
            Self::Cusip => "cusip",
            Self::Value => "value",
            Self::Amount => "amount",
            Self::Type => "type",
            Self::PutCall => "put/call",
            Self::Discretion => "discretion",
            Self::Managers => "managers",
            Self::Sole => "sole",
            Self::Shared => "shared",
            Self::None => "none",
        }
    }

    /// What a text says to anybody who knows the form, where there can be no two opinions.
    fn plain_sense(self, text: &str) -> Option<String> {
        let code = |known: &[&str]| {
            let found = known.iter().find(|code| code.eq_ignore_ascii_case(text));
            found.map(|&code| code.to_owned())
        };
        match self {
            Self::Issuer | Self::Class | Self::Managers => Some(text.to_owned()),
            Self::Cusip => {
                let is_one = text.len() == 9
                    && text
                        .bytes()
                        .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
                is_one.then(|| text.to_owned())
            }
            Self::Value | Self::Amount | Self::Sole | Self::Shared | Self::None => {
                let digits = text.replace([',', '$', ' '], "");
                let number = match digits.strip_prefix('(').and_then(|d| d.strip_suffix(')')) {
                    Some(negative) => -negative.parse::<Decimal>().ok()?,
                    None => digits.parse().ok()?,
                };
                Some(number.normalize().to_string())
            }
            Self::Type => code(&["SH", "PRN"]),
            Self::PutCall => code(&["Put", "Call"]),
            Self::Discretion => code(&["SOLE", "DFND", "OTR"]),
        }
    }
}

/// What is expected of a cell. What is not judged is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    column: Column,
    /// The text as printed.
    printed: Option<String>,
    /// What is understood of it, if anything may be.
    understood: Option<Option<String>>,
}

impl Cell {
    /// Reads a cell of a case file: `text` (printed, and plain), `text => meaning`, `text =>`
    /// (printed, and not understood), `=> meaning` (printed elsewhere), `?` (not judged).
    pub(crate) fn parse(column: Column, text: &str) -> Result<Self, String> {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let cell = |printed, understood| Self {
            column,
            printed,
            understood,
        };
        if text == "?" {
            return Ok(cell(None, None));
        }
        if let Some((printed, meaning)) = text.split_once("=>") {
            let meaning = meaning.trim();
            let understood = (meaning != "?").then(|| given(meaning));
            return Ok(cell(given(printed.trim()), understood));
        }
        if text.is_empty() {
            return Ok(cell(Some(String::new()), Some(None)));
        }
        let sense = column.plain_sense(text).ok_or(format!(
            "{} {text:?} is not plain: say `{text} => meaning`",
            column.name()
        ))?;
        Ok(cell(Some(text.to_owned()), Some(Some(sense))))
    }

    /// The cell of a line that was read.
    pub(crate) fn of(column: Column, line: &Line) -> Self {
        fn printed<T: Canonical>(cell: &Printed<T>) -> (String, Option<String>) {
            let understood = cell.value().map(|value| value.canonical().into_owned());
            (cell.text().trim().to_owned(), understood)
        }
        let as_is = |text: &str| (text.to_owned(), (!text.is_empty()).then(|| text.to_owned()));
        let (text, understood) = match column {
            Column::Issuer => as_is(&line.issuer),
            Column::Class => as_is(&line.class),
            Column::Cusip => printed::<Cusip>(&line.cusip),
            Column::Value => printed(&line.value),
            Column::Amount => printed(&line.amount),
            Column::Type => printed::<AmountType>(&line.amount_type),
            Column::PutCall => printed::<PutCall>(&line.put_call),
            Column::Discretion => printed::<Discretion>(&line.discretion),
            Column::Managers => as_is(line.other_managers.as_deref().unwrap_or_default()),
            Column::Sole => printed(&line.votes.sole),
            Column::Shared => printed(&line.votes.shared),
            Column::None => printed(&line.votes.none),
        };
        Self {
            column,
            printed: Some(text),
            understood: Some(understood),
        }
    }

    pub(crate) fn column(&self) -> Column {
        self.column
    }

    /// What is understood of the cell.
    pub(crate) fn meaning(&self) -> Option<&str> {
        self.understood.as_ref()?.as_deref()
    }

    /// Whether a cell that was read is what is expected here.
    pub(crate) fn fits(&self, read: &Self) -> bool {
        let printed = self.printed.is_none() || self.printed == read.printed;
        printed && (self.understood.is_none() || self.understood == read.understood)
    }
}

/// Prints the cell as a case file says it.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let printed = self.printed.as_deref().unwrap_or_default();
        match &self.understood {
            None if self.printed.is_none() => f.write_str("?"),
            None => write!(f, "{printed} => ?"),
            Some(None) if printed.is_empty() => Ok(()),
            Some(None) => write!(f, "{printed} =>"),
            Some(Some(meaning)) => {
                let sense = self.column.plain_sense(printed);
                if !printed.is_empty() && sense.as_ref() == Some(meaning) {
                    f.write_str(printed)
                } else {
                    write!(f, "{printed} => {meaning}")
                }
            }
        }
    }
}
