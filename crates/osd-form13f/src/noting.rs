//! A thousand odd cells make one note: what is wrong, in which column, where first, how often.

use osd_domain::{Cusip, Note};

/// What can be wrong with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Matter {
    OddNumber,
    UnreadNumber,
    UnknownCode,
    MalformedCusip,
    SuspectCusip,
    MissingField,
}

/// Collects what is wrong with the cells of a table.
#[derive(Debug, Default)]
pub(crate) struct Noting {
    matters: Vec<Noted>,
    repaired: Option<Repaired>,
}

/// CUSIPs that were understood otherwise than printed.
#[derive(Debug)]
struct Repaired {
    line: u32,
    count: u32,
    text: String,
    cusip: Cusip,
}

#[derive(Debug)]
struct Noted {
    matter: Matter,
    field: &'static str,
    line: u32,
    count: u32,
    text: String,
}

impl Noting {
    /// Notes something about a cell; the first of its kind and column is kept as the example.
    pub(crate) fn note(&mut self, matter: Matter, field: &'static str, line: u32, text: &str) {
        let known = |noted: &&mut Noted| noted.matter == matter && noted.field == field;
        match self.matters.iter_mut().find(known) {
            Some(noted) => noted.count = noted.count.saturating_add(1),
            None => self.matters.push(Noted {
                matter,
                field,
                line,
                count: 1,
                text: excerpt(text),
            }),
        }
    }

    /// Notes a CUSIP that is printed otherwise than it is understood.
    pub(crate) fn repaired(&mut self, printed: &str, cusip: Cusip, line: u32) {
        match &mut self.repaired {
            Some(repaired) => repaired.count = repaired.count.saturating_add(1),
            none => {
                *none = Some(Repaired {
                    line,
                    count: 1,
                    text: excerpt(printed),
                    cusip,
                });
            }
        }
    }

    /// One note a kind and column, in the order in which they were first met.
    pub(crate) fn into_notes(self) -> impl Iterator<Item = Note> {
        let repaired = self.repaired.map(|repaired| Note::RepairedCusip {
            line: repaired.line,
            count: repaired.count,
            text: repaired.text,
            cusip: repaired.cusip,
        });
        self.matters
            .into_iter()
            .map(Noted::into_note)
            .chain(repaired)
    }
}

impl Noted {
    fn into_note(self) -> Note {
        let Self {
            matter,
            field,
            line,
            count,
            text,
        } = self;
        let field = field.to_owned();
        match (matter, text.parse::<Cusip>()) {
            (Matter::SuspectCusip, Ok(cusip)) => Note::SuspectCusip { line, count, cusip },
            (Matter::SuspectCusip | Matter::MalformedCusip, _) => {
                Note::MalformedCusip { line, count, text }
            }
            (Matter::OddNumber, _) => Note::OddNumber {
                field,
                line,
                count,
                text,
            },
            (Matter::UnreadNumber, _) => Note::UnreadNumber {
                field,
                line,
                count,
                text,
            },
            (Matter::UnknownCode, _) => Note::UnknownCode {
                field,
                line,
                count,
                text,
            },
            (Matter::MissingField, _) => Note::MissingField { field, line, count },
        }
    }
}

/// The note that more than `limit` of something is there, where `count` of it were left out.
pub(crate) fn left_out(what: &str, limit: usize, count: u64) -> Option<Note> {
    (count > 0).then(|| Note::LeftOut {
        what: what.to_owned(),
        limit: limit as u64,
        count,
    })
}

/// As much of a text as a note carries.
pub(crate) fn excerpt(text: &str) -> String {
    text.chars().take(80).collect()
}
