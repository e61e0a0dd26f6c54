//! A row: cells as printed, and the line of the form that they make.

use std::{borrow::Cow, str::FromStr};

use osd_domain::{Cusip, Line, Place, Printed, PutCall, line::Votes, printed::Canonical};
use rust_decimal::Decimal;

use super::rows::Cell;
use crate::{
    noting::{Matter, Noting},
    number::{self, Spelling},
};

/// The cells of a row, as printed.
#[derive(Debug, Default)]
pub(super) struct Row<'a> {
    /// The lines of the document's content, from 1, on which it begins and ends.
    pub(super) first_line: u32,
    pub(super) last_line: u32,
    cells: [Option<Cow<'a, str>>; Cell::COUNT],
}

impl<'a> Row<'a> {
    /// A row without cells that begins on a line.
    pub(super) fn beginning_at(first_line: u32) -> Self {
        Self {
            first_line,
            ..Self::default()
        }
    }

    /// Whether a cell is filled.
    pub(super) fn has(&self, cell: Cell) -> bool {
        self.get(cell).is_some_and(|text| !text.trim().is_empty())
    }

    /// Fills a cell. One that is filled already keeps its text, and `false` says so; only other
    /// managers may come in several elements.
    pub(super) fn put(&mut self, cell: Cell, text: Cow<'a, str>) -> bool {
        let Some(place) = self.cells.get_mut(cell as usize) else {
            return false;
        };
        match place {
            Some(filled) if !filled.trim().is_empty() => {
                let text = text.trim();
                if text.is_empty() {
                    return true;
                }
                if cell != Cell::OtherManager {
                    return false;
                }
                let list = filled.to_mut();
                list.push(',');
                list.push_str(text);
            }
            _ => *place = Some(text),
        }
        true
    }

    fn get(&self, cell: Cell) -> Option<&Cow<'a, str>> {
        self.cells.get(cell as usize)?.as_ref()
    }

    /// The line that the cells make, with what is odd about them noted.
    pub(super) fn line(&self, ordinal: u32, place: Place, noting: &mut Noting) -> Line {
        let mut reader = CellReader {
            row: self,
            ordinal,
            noting,
        };
        Line {
            ordinal,
            issuer: reader.required("issuer", Cell::Issuer),
            class: reader.required("class", Cell::Class),
            cusip: reader.cusip(),
            figi: reader.optional(Cell::Figi),
            value: reader.number("value", Cell::Value),
            amount: reader.number("amount", Cell::Amount),
            amount_type: reader.code("amount_type", Cell::AmountType, true),
            put_call: reader.put_call(),
            discretion: reader.code("discretion", Cell::Discretion, true),
            other_managers: reader.optional(Cell::OtherManager),
            votes: Votes {
                sole: reader.number("votes.sole", Cell::Sole),
                shared: reader.number("votes.shared", Cell::Shared),
                none: reader.number("votes.none", Cell::None),
            },
            place: Some(place),
        }
    }
}

/// Reads the cells of one row, and notes what is odd. Fields are called as in [`Line`].
struct CellReader<'r, 'a> {
    row: &'r Row<'a>,
    ordinal: u32,
    noting: &'r mut Noting,
}

impl CellReader<'_, '_> {
    fn text(&self, cell: Cell) -> Cow<'_, str> {
        tidy(self.row.get(cell).map_or("", |text| text))
    }

    fn note(&mut self, matter: Matter, field: &'static str, text: &str) {
        self.noting.note(matter, field, self.ordinal, text);
    }

    fn optional(&self, cell: Cell) -> Option<String> {
        let text = self.text(cell);
        (!text.is_empty()).then(|| text.into_owned())
    }

    fn required(&mut self, field: &'static str, cell: Cell) -> String {
        let text = self.optional(cell);
        if text.is_none() {
            self.note(Matter::MissingField, field, "");
        }
        text.unwrap_or_default()
    }

    fn cusip(&mut self) -> Printed<Cusip> {
        let text = self.required("cusip", Cell::Cusip);
        if text.is_empty() {
            return Printed::default();
        }
        let cusip = text.parse::<Cusip>().ok();
        match cusip {
            Some(cusip) if cusip.is_suspect() => {
                self.note(Matter::SuspectCusip, "cusip", cusip.as_str());
            }
            Some(_) => {}
            None => self.note(Matter::MalformedCusip, "cusip", &text),
        }
        Printed::new(&text, cusip)
    }

    fn number(&mut self, field: &'static str, cell: Cell) -> Printed<Decimal> {
        let text = self.row.get(cell).map_or("", |text| text);
        let (number, spelling) = number::read(text);
        match spelling {
            Spelling::Plain => {}
            Spelling::Odd => self.note(Matter::OddNumber, field, text),
            Spelling::Unread if text.trim().is_empty() => {
                self.note(Matter::MissingField, field, "");
                return Printed::default();
            }
            Spelling::Unread => self.note(Matter::UnreadNumber, field, text),
        }
        number
    }

    /// An option must never be taken for the shares it is on, however it is spelled: `Puts`, `C`,
    /// `CALL OPTION`. A spelling that is not the form's is noted all the same.
    fn put_call(&mut self) -> Printed<PutCall> {
        let printed = self.code("put_call", Cell::PutCall, false);
        if printed.value().is_some() {
            return printed;
        }
        let text = self.text(Cell::PutCall).to_ascii_uppercase();
        let option = match text.as_str() {
            "P" => Some(PutCall::Put),
            "C" => Some(PutCall::Call),
            word if word.starts_with("PUT") => Some(PutCall::Put),
            word if word.starts_with("CALL") => Some(PutCall::Call),
            _ => None,
        };
        Printed::new(&self.text(Cell::PutCall), option)
    }

    fn code<T: FromStr + Canonical>(
        &mut self,
        field: &'static str,
        cell: Cell,
        is_required: bool,
    ) -> Printed<T> {
        let text = self.text(cell);
        let code = text.parse::<T>().ok();
        let printed = Printed::new(&text, code);
        if text.is_empty() {
            if is_required {
                self.note(Matter::MissingField, field, "");
            }
        } else if printed.value().is_none() {
            self.note(Matter::UnknownCode, field, &printed.text());
        }
        printed
    }
}

/// A text as filed, without blanks around it and with a line break inside read as one blank.
pub(crate) fn tidy(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if !text.contains(['\n', '\r']) {
        return Cow::Borrowed(text);
    }
    let lines = text.split(['\n', '\r']).map(str::trim);
    let filled: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    Cow::Owned(filled.join(" "))
}
