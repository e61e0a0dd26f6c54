//! Records become the lines of the form: what is printed, and what is understood of it.

use osd_domain::{
    Cusip, Discretion, Line, Note, Place, Printed, PutCall, line::Votes, printed::Canonical,
};
use rust_decimal::Decimal;

use super::{
    code,
    cusip::Column,
    record::{MOST_PIECES, Record, Records, Span, Spread},
    sheet::Sheet,
    token,
};
use crate::{
    noting::{self, Matter, Noting, excerpt},
    table::MOST_ROWS,
};

/// So many rows tell how a column prints its CUSIPs.
const ENOUGH_ROWS: usize = 1000;

/// Bytes of a name that are kept. No name is that long, and rows that go on repeat it.
const LONGEST_NAME: usize = 300;

/// Reads the cells of all records. Their sheets are those that the records name by number.
pub(super) fn lines(records: &Records, sheets: &[&Sheet<'_>]) -> (Vec<Line>, Vec<Note>) {
    let text_of = |record: &Record| sheets.get(record.sheet as usize).map_or("", |s| &s.text);
    let printed = records.rows.iter().filter(|row| row.continues.is_none());
    let printed = printed.take(ENOUGH_ROWS);
    let column = Column::of(printed.map(|row| row.cusip.text(text_of(row))));
    let lead = Lead::of(records, sheets);
    let mut builder = Builder {
        column,
        lead,
        noting: Noting::default(),
        lines: Vec::with_capacity(records.rows.len().min(MOST_ROWS)),
        cut_names: 0,
    };
    for record in records.rows.iter().take(MOST_ROWS) {
        let Some(sheet) = sheets.get(record.sheet as usize) else {
            continue;
        };
        let line = builder.line(sheet, record);
        builder.lines.push(line);
    }
    let pieces = records.rows.iter().map(|row| u64::from(row.left_out)).sum();
    let rows = records.rows.len().saturating_sub(MOST_ROWS) as u64;
    let mut notes: Vec<Note> = builder.noting.into_notes().collect();
    notes.extend(noting::left_out("rows", MOST_ROWS, rows));
    notes.extend(noting::left_out("pieces of cells", MOST_PIECES, pieces));
    notes.extend(noting::left_out(
        "ends of names",
        LONGEST_NAME,
        builder.cut_names,
    ));
    notes.extend(notes_of(records, sheets));
    (builder.lines, notes)
}

/// What was noticed of the rows as a whole.
fn notes_of(records: &Records, sheets: &[&Sheet<'_>]) -> impl Iterator<Item = Note> {
    let counted = |test: fn(&Record) -> bool| {
        let mut found = records.rows.iter().enumerate().filter(|(_, row)| test(row));
        let first = found.next()?.0;
        let count = u32::try_from(found.count() + 1).unwrap_or(u32::MAX);
        Some((ordinal(first), count))
    };
    let continued = counted(|row| row.continues.is_some());
    let wrapped = counted(|row| row.first_line != row.last_line);
    let totals = records
        .totals
        .first()
        .map(|(line, _)| (*line, records.totals.len()));
    let unread = records.unread.first().map(|(line, span)| {
        let text = sheets.first().map_or("", |sheet| span.text(&sheet.text));
        (*line, records.unread.len(), excerpt(text))
    });
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    [
        continued.map(|(line, count)| Note::ContinuedRows { line, count }),
        wrapped.map(|(line, count)| Note::WrappedRows { line, count }),
        totals.map(|(place_line, totals)| Note::TotalsPassedOver {
            place_line,
            count: count(totals),
        }),
        unread.map(|(place_line, rows, text)| Note::UnreadRows {
            place_line,
            count: count(rows),
            text,
        }),
    ]
    .into_iter()
    .flatten()
}

fn ordinal(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

/// What stands before every issuer and is no part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lead {
    Nothing,
    /// A letter of the filer's software: `D` for data.
    Letter(char),
    /// The number of the row.
    Number,
}

impl Lead {
    fn of(records: &Records, sheets: &[&Sheet<'_>]) -> Self {
        let issuers = || {
            let rows = records.rows.iter().filter(|row| !row.issuer.is_empty());
            rows.filter_map(|row| Some(row.issuer.text(&sheets.get(row.sheet as usize)?.text)))
        };
        let first_words = || {
            let ends = |issuer: &str| memchr::memchr2(b' ', b'\t', issuer.as_bytes());
            issuers().filter_map(move |issuer| issuer.get(..ends(issuer)?))
        };
        let all = issuers().count();
        let is_enough = |count: usize| count >= 3 && count * 20 >= all * 19;
        let letter = |word: &str| match word.as_bytes() {
            [letter @ b'A'..=b'Z'] => Some(char::from(*letter)),
            _ => None,
        };
        let code = first_words().find_map(letter);
        if code.is_some() && is_enough(first_words().filter(|word| letter(word) == code).count()) {
            return code.map_or(Self::Nothing, Self::Letter);
        }
        let numbers: Vec<u32> = first_words()
            .filter_map(|word| word.trim_end_matches(['.', ')']).parse().ok())
            .collect();
        let counts_up = numbers
            .windows(2)
            .all(|pair| matches!(pair, [a, b] if a < b));
        if counts_up && numbers.first() == Some(&1) && is_enough(numbers.len()) {
            return Self::Number;
        }
        Self::Nothing
    }

    /// The issuer without it.
    fn strip(self, issuer: &str) -> Option<&str> {
        let (word, rest) = issuer.split_once(' ')?;
        let is_lead = match self {
            Self::Nothing => false,
            Self::Letter(letter) => word.parse() == Ok(letter),
            Self::Number => word.trim_end_matches(['.', ')']).parse::<u32>().is_ok(),
        };
        is_lead.then_some(rest)
    }
}

struct Builder {
    column: Column,
    lead: Lead,
    noting: Noting,
    lines: Vec<Line>,
    cut_names: u64,
}

impl Builder {
    fn line(&mut self, sheet: &Sheet<'_>, record: &Record) -> Line {
        let text: &str = &sheet.text;
        let ordinal = ordinal(self.lines.len());
        let above = record.continues.and_then(|at| self.lines.get(at as usize));
        let above = above.map(|line| (line.issuer.clone(), line.class.clone(), line.cusip.get()));
        let cell = |spread, span: Span| spread_over(text, record, spread, span);
        let mut issuer = cell(Spread::Issuer, record.issuer);
        let mut class = cell(Spread::Class, record.class);
        if let Some(name) = self.lead.strip(&issuer) {
            issuer = name.to_owned();
        }
        for name in [&mut issuer, &mut class] {
            if name.len() > LONGEST_NAME {
                name.truncate(name.floor_char_boundary(LONGEST_NAME));
                name.shrink_to_fit();
                self.cut_names += 1;
            }
        }
        let cusip = match above {
            Some((issuer_above, class_above, cusip)) => {
                if issuer.is_empty() {
                    issuer = issuer_above;
                }
                if class.is_empty() {
                    class = class_above;
                }
                Printed::from_parts(cusip, Some(record.cusip.text(text)))
            }
            None => self.cusip(record.cusip.text(text), ordinal),
        };
        if issuer.is_empty() {
            self.noting
                .note(Matter::MissingField, "issuer", ordinal, "");
        }
        let managers = cell(Spread::Managers, record.managers);
        Line {
            ordinal,
            place: Some(Place {
                document: sheet.document,
                first_line: record.first_line,
                // A document of HTML need not give its lines in order.
                last_line: record.last_line.max(record.first_line),
            }),
            put_call: put_call(text, record, &class),
            issuer,
            class,
            cusip,
            figi: None,
            value: self.figure("value", record.value.text(text), ordinal),
            amount: self.figure("amount", record.amount.text(text), ordinal),
            amount_type: coded(record.amount_type.text(text), code::amount_type),
            discretion: self.discretion(record, text, ordinal),
            other_managers: Some(managers).filter(|m| m.bytes().any(|b| b.is_ascii_alphanumeric())),
            votes: {
                let [sole, shared, none] = record.votes.map(|span| figure(span.text(text)));
                Votes { sole, shared, none }
            },
        }
    }

    fn cusip(&mut self, printed: &str, ordinal: u32) -> Printed<Cusip> {
        if printed.is_empty() {
            self.noting.note(Matter::MissingField, "cusip", ordinal, "");
            return Printed::default();
        }
        let cusip = self.column.understand(printed);
        let matter = match cusip {
            None => Some(Matter::MalformedCusip),
            Some(cusip) if cusip.is_suspect() => Some(Matter::SuspectCusip),
            Some(cusip) if !printed.eq_ignore_ascii_case(cusip.as_str()) => {
                self.noting.repaired(printed, cusip, ordinal);
                None
            }
            Some(_) => None,
        };
        if let Some(matter) = matter {
            let text = cusip.map_or(printed.to_owned(), |cusip| cusip.to_string());
            self.noting.note(matter, "cusip", ordinal, &text);
        }
        Printed::new(printed, cusip)
    }

    fn figure(&mut self, field: &'static str, printed: &str, ordinal: u32) -> Printed<Decimal> {
        let figure = figure(printed);
        if printed.is_empty() {
            self.noting.note(Matter::MissingField, field, ordinal, "");
        } else if figure.value().is_none() {
            self.noting
                .note(Matter::UnreadNumber, field, ordinal, printed);
        }
        figure
    }

    fn discretion(&mut self, record: &Record, text: &str, ordinal: u32) -> Printed<Discretion> {
        let printed = record.discretion.text(text);
        if let Some(ticked) = record.ticked {
            return Printed::from_parts(Some(ticked), Some(printed));
        }
        let code = coded(printed, discretion);
        if !printed.is_empty() && code.value().is_none() {
            self.noting
                .note(Matter::UnknownCode, "discretion", ordinal, printed);
        }
        code
    }
}

/// A figure; a word where one belongs (`Sole` for votes) is kept and is none.
fn figure(printed: &str) -> Printed<Decimal> {
    let value = token::figure(printed);
    let is_spelled_plainly = match printed.as_bytes() {
        [b'0'] => Some(true),
        [b'1'..=b'9', rest @ ..] if rest.iter().all(u8::is_ascii_digit) => Some(true),
        // Nobody who parts thousands spells a number plainly.
        other
            if other
                .iter()
                .any(|byte| matches!(byte, b',' | b'\'' | b'$' | b'(' | b' ')) =>
        {
            Some(false)
        }
        _ => None,
    };
    match (value, is_spelled_plainly) {
        (Some(value), Some(true)) => Printed::exact(value),
        (Some(_), Some(false)) => Printed::from_parts(value, Some(printed)),
        _ => Printed::new(printed, value),
    }
}

fn coded<T: Canonical>(printed: &str, read: fn(&str) -> Option<T>) -> Printed<T> {
    Printed::new(printed, read(printed))
}

/// Investment discretion in as many words as it is printed in. `SHARED` alone does not say which
/// of the two kinds of shared it is.
fn discretion(printed: &str) -> Option<Discretion> {
    let last = printed.rsplit([' ', '-', '/']).next().unwrap_or(printed);
    let code = code::discretion(last).or_else(|| code::discretion(printed));
    code.filter(|_| !last.eq_ignore_ascii_case("SHARED"))
}

/// Put or call, from its own column, else from the title of the class, else from the heading over
/// a part of the table.
fn put_call(text: &str, record: &Record, class: &str) -> Printed<PutCall> {
    let printed = record.put_call.text(text);
    if !printed.is_empty() {
        return coded(printed, code::put_call);
    }
    let mut words = class.split([' ', '/', '-', '(', ')']);
    let in_class = words.find_map(|word| Some((word, code::put_call(word)?)));
    match (in_class, record.under) {
        (Some((word, option)), _) => Printed::new(word, Some(option)),
        (None, Some(option)) => Printed::from_parts(Some(option), Some("")),
        (None, None) => Printed::default(),
    }
}

/// A cell with the pieces of it that stand on lines above and below; runs of blanks become one.
fn spread_over(text: &str, record: &Record, spread: Spread, span: Span) -> String {
    let plain = span.text(text);
    let is_plain = record.before.is_empty() && record.after.is_empty() && is_plain(plain);
    if is_plain {
        return plain.to_owned();
    }
    let mut whole = String::with_capacity(span.end.saturating_sub(span.start) as usize);
    let piece_of = |(of, span): &(Spread, Span)| (*of == spread).then_some(*span);
    let before = record.before.iter().filter_map(piece_of);
    let after = record.after.iter().filter_map(piece_of);
    for piece in before.chain([span]).chain(after) {
        for word in piece.text(text).split_ascii_whitespace() {
            let word = word.trim_matches('"');
            if !whole.is_empty() && !word.is_empty() {
                whole.push(' ');
            }
            whole.push_str(word);
        }
    }
    // Dots that lead the eye to the next column are no part of a name.
    if whole.ends_with("..") {
        whole.truncate(whole.trim_end_matches(['.', ' ']).len());
    }
    whole
}

/// Whether single blanks alone part the words of a cell, and nothing has to be taken off it.
fn is_plain(cell: &str) -> bool {
    let mut before = b'x';
    cell.bytes().all(|byte| {
        let is_run = matches!((before, byte), (b' ' | b'.', b' ' | b'.'));
        before = byte;
        !is_run && !matches!(byte, b'"' | b'\t')
    })
}
